"""Theme: projects by status – colour, line pattern, shape and word, always all four."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import shapely

from geo.model import GeometryKind, Status
from geo.query.view import is_outside
from layers.style import palette
from layers.style.model import (
    FillStyle,
    Label,
    LineStyle,
    Mark,
    SmallMap,
    Stroke,
    Style,
    SymbolStyle,
    Theme,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalog.catalog import Catalog
    from geo.model import GeometryPart, Project

_WIDTH = 5.0
# Square ends: round ones would show as blobs beyond the last dot.
_HALO = Stroke(palette.HALO, _WIDTH + 2.6, opacity=0.92, cap="butt")
# Marks of a round-capped stroke grow by its width at both ends: (0.1, 8) draws dots.
_STROKES: dict[Status, tuple[Stroke, ...]] = {
    Status.PLANNED: (Stroke(palette.STATUS["planned"], _WIDTH, dash=(0.1, 8.5)),),
    Status.PREPARING: (
        Stroke(palette.STATUS["preparing"], _WIDTH - 0.6, dash=(12, 6), cap="butt"),
    ),
    Status.CONSTRUCTION: (
        Stroke(palette.STATUS["construction"], _WIDTH + 0.8, cap="butt"),
        Stroke(palette.PAPER, _WIDTH - 2.2, dash=(2.2, 7), cap="butt"),
    ),
    Status.COMPLETED: (Stroke(palette.STATUS["completed"], _WIDTH),),
    Status.SUSPENDED: (
        Stroke(palette.STATUS["suspended"], _WIDTH - 1, dash=(12, 5, 2, 5), cap="butt"),
    ),
    Status.LAPSED: (Stroke(palette.STATUS["lapsed"], 2.6, dash=(0.1, 6)),),
    Status.UNKNOWN: (
        Stroke(palette.STATUS["unknown"], _WIDTH),
        Stroke(palette.PAPER, _WIDTH - 2.4),
    ),
}
BADGE_OFFSET = (11.0, -11.0)
BADGE_PX = 17.0
_PALE = 0.35


def line_style(status: Status) -> LineStyle:
    """Return the strokes of a project line."""
    return LineStyle((_HALO, *_STROKES[status]))


def area_style(status: Status) -> FillStyle:
    """Return the fill of a project that covers whole areas; its pattern is the outline's."""
    color = palette.STATUS[status]
    return FillStyle(color, 0.06, tuple(_thin(stroke) for stroke in _STROKES[status]))


def point_style(status: Status) -> SymbolStyle:
    """Return the badge of a project at a point."""
    return SymbolStyle(f"status-{status}", BADGE_PX, palette.STATUS[status], BADGE_OFFSET)


def _thin(stroke: Stroke) -> Stroke:
    """Return the stroke of an outline: that of a whole district must not look like a road."""
    dash = tuple(length * 0.6 for length in stroke.dash)
    return Stroke(stroke.color, stroke.width * 0.38, dash, stroke.opacity, stroke.cap)


def trace_style(status: Status) -> LineStyle:
    """Return the strokes along roads on which a project works at spots that nobody locates."""
    return LineStyle(tuple(_thin(stroke) for stroke in _STROKES[status]))


def pale_style(status: Status) -> LineStyle:
    """Return the strokes of a line outside the province: it is shown, and in no sum."""
    return LineStyle(tuple(replace(stroke, opacity=_PALE) for stroke in _STROKES[status]))


STYLES: dict[str, Style] = {}
for _status in Status:
    STYLES[f"line-{_status}"] = line_style(_status)
    STYLES[f"trace-{_status}"] = trace_style(_status)
    STYLES[f"pale-{_status}"] = pale_style(_status)
    STYLES[f"area-{_status}"] = area_style(_status)
    STYLES[f"point-{_status}"] = point_style(_status)


def geometry_class(piece: GeometryPart) -> str:
    """Return ``line``, ``area`` or ``point``."""
    if piece.geometry_kind is GeometryKind.AREA:
        return "area"
    return "point" if piece.geometry.geom_type == "Point" else "line"


def project_marks(project: Project, status: Status) -> Iterator[Mark]:
    """Yield the marks of one project; the first one carries its name.

    Its areas are drawn as one, with a badge at a point inside as well: a pale fill alone is lost
    on a grey copy.
    """
    label: Label | None = Label(project.name, "project", priority=35, min_zoom=10.5)
    areas = [piece.geometry for piece in project.pieces if geometry_class(piece) == "area"]
    if areas:
        whole = shapely.union_all(areas)
        yield Mark(f"area-{status}", whole, project.id, name=project.name)
        spot = whole.representative_point()
        yield Mark(f"point-{status}", spot, project.id, label, name=project.name)
        label = None
    for piece in project.pieces:
        shape = geometry_class(piece)
        if shape == "area":
            continue
        if shape == "line" and is_outside(project):
            shape = "pale"
        elif shape == "line" and project.unlocated_spots:
            shape = "trace"
        yield Mark(
            f"{shape}-{status}",
            piece.geometry,
            project.id,
            label,
            piece.evidence or "",
            piece.geometry_kind is GeometryKind.SCHEMATIC,
            project.name,
        )
        label = None


def marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield all projects in the unknown status: the status belongs to a view, not a catalog."""
    # Thin traces lie at the bottom: the lines of other projects on the same road get the clicks.
    for project in sorted(catalog.projects.values(), key=lambda item: not item.unlocated_spots):
        yield from project_marks(project, Status.UNKNOWN)


def _legend_key(style: str) -> str:
    shape, _, status = style.partition("-")
    return f"style.projects.{shape}" if shape in {"trace", "pale"} else f"status.{status}"


THEME = Theme(
    "projects",
    60,
    STYLES,
    marks,
    follows="projects",
    interactive=True,
    legend_keys={key: _legend_key(key) for key in STYLES},
    legend_group="projects",
    on=frozenset(SmallMap),
)
