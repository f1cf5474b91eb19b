"""Theme: projects by status – colour, line pattern, shape and word, always all four."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import shapely

from geo.catalog.soft_places import soft_places
from geo.model import AreaFrame, GeometryKind, Status
from geo.query.view import is_outside
from geo.strings import kinds, languages, say
from geo.text import NO_TEXT, Text
from layers.style import palette
from layers.style.kinds import kind_heading, kind_style
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

# Prefix of the styles of what stands at a point: the symbol of the kind, beside the badge.
KIND: Final = "kind"
TIE: Final = "tie"
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
PROJECT_LABEL = Label(NO_TEXT, "project", priority=35, min_zoom=10.5)
"""How a project is named."""
# Symbols of kinds stand from this zoom level on: not where the province fills half a page.
KINDS_ZOOM: Final = 9.8
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


def soft_style(status: Status, opacity: float) -> FillStyle:
    """Return the fill of a disc in an area of which no more is known."""
    return FillStyle(palette.STATUS[status], opacity)


# Bottom first, as shares of the radius: together they fade towards the edge.
_DISCS = (1.0, 0.82, 0.64)
_SOFT, _SOFTER = 0.12, 0.07

STYLES: dict[str, Style] = {}
for _status in Status:
    STYLES[f"line-{_status}"] = line_style(_status)
    STYLES[f"trace-{_status}"] = trace_style(_status)
    STYLES[f"pale-{_status}"] = pale_style(_status)
    STYLES[f"soft-{_status}"] = soft_style(_status, _SOFT)
    STYLES[f"softer-{_status}"] = soft_style(_status, _SOFTER)
    STYLES[f"area-{_status}"] = area_style(_status)
    STYLES[f"point-{_status}"] = point_style(_status)
# Behind the statuses, which go by their names.
# From a symbol that had to move to its place.
STYLES[TIE] = LineStyle((Stroke(palette.HALO, 2.4), Stroke(palette.INK, 0.9)))
STYLES |= {f"{KIND}-{kind}": kind_style(kind) for kind in kinds()}


def geometry_class(piece: GeometryPart) -> str:
    """Return ``line``, ``area`` or ``point``."""
    if piece.geometry_kind is GeometryKind.AREA:
        return "area"
    return "point" if piece.geometry.geom_type == "Point" else "line"


def project_marks(project: Project, status: Status, catalog: Catalog) -> Iterator[Mark]:
    """Yield the marks of one project; the first one carries its name.

    Its areas are drawn as one, with a badge at a point inside as well: a pale fill alone is lost
    on a grey copy. A group is drawn where its parts are.
    """
    parts = catalog.groups.get(project.id, ())
    if parts:
        for part in parts:
            for mark in project_marks(part, status, catalog):
                yield replace(mark, item_id=project.id)
        return
    named = replace(PROJECT_LABEL, text=project.name)
    yield from _marks(project, status, catalog, named)


def _marks(
    project: Project, status: Status, catalog: Catalog, label: Label | None
) -> Iterator[Mark]:
    areas = [piece.geometry for piece in project.pieces if geometry_class(piece) == "area"]
    if areas:
        whole = shapely.union_all(areas)
        yield Mark(f"area-{status}", whole, project.id, name=project.name)
        spot = whole.representative_point()
        yield Mark(f"point-{status}", spot, project.id, label, name=project.name)
        label = None
    shown = _origins_of_assets(project, catalog)
    for piece in project.pieces:
        shape = geometry_class(piece)
        if shape == "area":
            continue
        if piece.geometry_kind is GeometryKind.WITHIN:
            yield from _soft_marks(project, piece, status, catalog, label)
            label = None
            continue
        if shape == "point" and piece.origin not in shown:
            symbol = f"{KIND}-{project.kind}"
            yield Mark(symbol, piece.geometry, project.id, name=project.name)
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


def _soft_marks(
    project: Project, piece: GeometryPart, status: Status, catalog: Catalog, label: Label | None
) -> Iterator[Mark]:
    """Yield disc, symbol and badge of a project of which only the area is known."""
    place = soft_places(catalog)[project.id, piece.origin]
    fill = "soft" if place.frame is AreaFrame.COMMUNE else "softer"
    mark = Mark(
        f"{fill}-{status}", place.centre, project.id, grade=piece.evidence or "",
        name=project.name, soft=True,
    )  # fmt: skip
    for share in _DISCS:
        yield replace(mark, geometry=place.disc(share))
    yield replace(mark, style=f"{KIND}-{project.kind}")
    told = tuple(
        (code, f"{name} ({say('style.projects.no-spot', code)})")
        for code, name in ((code, project.name[code]) for code in languages())
    )
    yield replace(mark, style=f"point-{status}", label=label and replace(label, text=Text(told)))


def _origins_of_assets(project: Project, catalog: Catalog) -> frozenset[str]:
    """Return the origins at which an asset of a project has its own symbol on the map."""
    assets = (catalog.assets.get(asset_id) for asset_id in project.asset_ids)
    pieces = (piece for asset in assets if asset for piece in asset.pieces)
    return frozenset(p.origin for p in pieces if p.geometry_kind is GeometryKind.POINT)


def marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield all projects in the unknown status: the status belongs to a view, not a catalog."""
    # Thin traces lie at the bottom: the lines of other projects on the same road get the clicks.
    for project in sorted(catalog.projects.values(), key=lambda item: not item.unlocated_spots):
        yield from project_marks(project, Status.UNKNOWN, catalog)


def _legend_key(style: str) -> str:
    shape, _, rest = style.partition("-")
    if shape == TIE:
        return ""
    if shape == KIND:
        return f"kind.{rest}"
    return f"status.{rest}" if shape in {"line", "area", "point"} else f"style.projects.{shape}"


THEME = Theme(
    "projects",
    60,
    STYLES,
    marks,
    follows="projects",
    interactive=True,
    legend_keys={key: _legend_key(key) for key in STYLES},
    legend_group="projects",
    legend_headings={f"{KIND}-{kind}": kind_heading(kind) for kind in kinds()},
    on=frozenset(SmallMap),
)
