"""Theme: projects by status – colour, line pattern, shape and word, always all four."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import shapely

from geo.catalog.soft_places import soft_places
from geo.model import AreaFrame, GeometryKind, Kind, Status
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

    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog
    from geo.model import GeometryPart, Project

# Prefix of the styles of what stands at a point: the symbol of the kind, beside the badge.
KIND: Final = "kind"
TIE: Final = "tie"
_WIDTH = 5.0
# Square ends: round ones would show as blobs beyond the last dot.
_HALO = Stroke(palette.HALO, _WIDTH + 2.6, opacity=0.92, cap="butt")
_EDGE_PX = 1.6
# Marks of a round-capped stroke grow by its width at both ends: (0.1, 8) draws dots.
_STROKES: dict[Status, tuple[Stroke, ...]] = {
    Status.PLANNED: (Stroke(palette.STATUS["planned"], _WIDTH, dash=(0.1, 8.5)),),
    Status.PREPARING: (
        Stroke(palette.STATUS["preparing"], _WIDTH - 0.6, dash=(12, 6), cap="butt"),
    ),
    # Of the most strokes: in passes from below it comes to lie on top, with its dark edge.
    Status.CONSTRUCTION: (
        Stroke(palette.INK, _WIDTH + 0.8 + _EDGE_PX, cap="butt"),
        Stroke(palette.STATUS["construction"], _WIDTH + 0.8, cap="butt"),
        Stroke(palette.PAPER, _WIDTH - 2.2, dash=(2.2, 7), cap="butt"),
    ),
    Status.COMPLETED: (Stroke(palette.STATUS["completed"], _WIDTH),),
    Status.SUSPENDED: (
        Stroke(palette.STATUS["suspended"], _WIDTH - 1, dash=(12, 5, 2, 5), cap="butt"),
    ),
    Status.LAPSED: (Stroke(palette.STATUS["lapsed"], 2.6, dash=(0.1, 6)),),
    Status.UNKNOWN: (Stroke(palette.STATUS["unknown"], _WIDTH, dash=(3, 2.5), cap="butt"),),
}
# A drawing is hollow in the pattern of its status, and nothing else is: the share of the hollow.
_HOLLOW = 0.46
PROJECT_LABEL = Label(NO_TEXT, "project", priority=35, min_zoom=10.5)
"""How a project is named."""
# Symbols of kinds stand from this zoom level on: not where the province fills half a page.
KINDS_ZOOM: Final = 9.8
BADGE_OFFSET = (11.0, -11.0)
BADGE_PX = 17.0
_PALE = 0.35
# Of an area: its fill, and how far the bands along its edge reach inwards, and how opaque.
_TINT = 0.04
_RIM = ((12.0, (), 0.05), (7.0, (), 0.05), (3.0, (), 0.07))
# How wide the line of a project is, by the class of the road; of all others as its style says.
WEIGHTS: Final[dict[str, float]] = {
    Kind.EXPRESSWAY: 1.5,
    Kind.NATIONAL_ROAD: 1.2,
    Kind.PROVINCIAL_ROAD: 0.9,
    Kind.LOCAL_ROAD: 0.8,
}
# What is built as a line: a ground on which it lies somewhere is hatched, not filled.
_LINEAR: Final = frozenset({*WEIGHTS, Kind.WATERWAY, "power-line"})
# Lines of a hatch: of a disc so many, on an area so far apart in degrees of latitude.
_HATCHED, _HATCH_DEGREES = 9, 0.016


def line_style(status: Status) -> LineStyle:
    """Return the strokes of a project line."""
    return LineStyle((_HALO, *_STROKES[status]))


def drawn_style(status: Status) -> LineStyle:
    """Return the strokes of a line that is a drawing: hollow, in the pattern of its status."""
    return LineStyle((_HALO, *_hollow(status)))


def _hollow(status: Status, opacity: float = 1.0) -> tuple[Stroke, ...]:
    strokes = _STROKES[status]
    # Of one under construction the ties go with the hollow: a ladder in its colour.
    body = strokes[1] if status is Status.CONSTRUCTION else strokes[0]
    dash = (7.0, 2.2) if status is Status.CONSTRUCTION else body.dash
    core = Stroke(palette.PAPER, body.width * _HOLLOW, dash, cap=body.cap)
    casings = strokes[:2] if status is Status.CONSTRUCTION else strokes[:1]
    return (*(replace(one, opacity=opacity) for one in casings), core)


def area_style(status: Status) -> FillStyle:
    """Return the look of a project that covers whole areas: a tint that grows towards the edge.

    An outline in the colour of its status would look like a road.
    """
    color = palette.STATUS[status]
    return FillStyle(color, _TINT, rim=tuple(Stroke(color, *band) for band in _RIM))


def hatch_style(status: Status) -> LineStyle:
    """Return the strokes over the ground on which a line lies that nobody publishes."""
    return LineStyle((Stroke(palette.STATUS[status], 0.9, opacity=0.6, cap="butt"),))


def point_style(status: Status) -> SymbolStyle:
    """Return the badge of a project at a point."""
    return SymbolStyle(f"status-{status}", BADGE_PX, palette.STATUS[status], BADGE_OFFSET)


def trace_style(status: Status) -> LineStyle:
    """Return the strokes along roads on which a project works at spots that nobody locates."""
    # Its dark edge would be most of a thin line.
    strokes = _STROKES[status][1 if status is Status.CONSTRUCTION else 0 :]
    return LineStyle(tuple(_thin(stroke) for stroke in strokes))


def _thin(stroke: Stroke) -> Stroke:
    dash = tuple(length * 0.6 for length in stroke.dash)
    return Stroke(stroke.color, stroke.width * 0.38, dash, stroke.opacity, stroke.cap)


def pale_style(status: Status) -> LineStyle:
    """Return the strokes of a line outside the province: it is shown, and in no sum."""
    return LineStyle(tuple(replace(stroke, opacity=_PALE) for stroke in _STROKES[status]))


def ghost_style(status: Status) -> LineStyle:
    """Return the strokes of a drawing outside the province."""
    return LineStyle(_hollow(status, _PALE))


def soft_style(status: Status, opacity: float) -> FillStyle:
    """Return the fill of a disc in an area of which no more is known."""
    return FillStyle(palette.STATUS[status], opacity)


# Bottom first, as shares of the radius: together they fade towards the edge.
_DISCS = (1.0, 0.82, 0.64)
_SOFT, _SOFTER = 0.12, 0.07

STYLES: dict[str, Style] = {}
for _status in Status:
    STYLES[f"line-{_status}"] = line_style(_status)
    STYLES[f"drawn-{_status}"] = drawn_style(_status)
    STYLES[f"trace-{_status}"] = trace_style(_status)
    STYLES[f"pale-{_status}"] = pale_style(_status)
    STYLES[f"ghost-{_status}"] = ghost_style(_status)
    STYLES[f"hatch-{_status}"] = hatch_style(_status)
    STYLES[f"soft-{_status}"] = soft_style(_status, _SOFT)
    STYLES[f"softer-{_status}"] = soft_style(_status, _SOFTER)
    STYLES[f"area-{_status}"] = area_style(_status)
    STYLES[f"point-{_status}"] = point_style(_status)
# Behind the statuses, which go by their names.
# From a symbol that had to move to its place.
STYLES[TIE] = LineStyle((Stroke(palette.HALO, 2.4), Stroke(palette.INK, 0.9)))
STYLES |= {f"{KIND}-{kind}": kind_style(kind) for kind in kinds()}

# A tint that covers kilometres is lost in a small box, and a hatch is no line.
_SAMPLES: dict[str, Style] = {}
for _status in Status:
    _color = palette.STATUS[_status]
    _SAMPLES[f"soft-{_status}"] = FillStyle(_color, 1 - (1 - _SOFT) ** len(_DISCS))
    _SAMPLES[f"softer-{_status}"] = FillStyle(_color, 1 - (1 - _SOFTER) ** len(_DISCS))
    _SAMPLES[f"hatch-{_status}"] = LineStyle(
        (Stroke(_color, 9.0, dash=(1.1, 3.0), opacity=0.6, cap="butt"),)
    )
# Any drawing, whatever its status.
DRAWN_SAMPLE = LineStyle(
    (
        Stroke(palette.INK_SOFT, _WIDTH, dash=(9, 4.5), cap="butt"),
        Stroke(palette.PAPER, _WIDTH * _HOLLOW, dash=(9, 4.5), cap="butt"),
    )
)


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
        if project.kind in _LINEAR:
            lines = hatch_lines(whole, _HATCH_DEGREES)
            yield Mark(f"hatch-{status}", lines, project.id, name=project.name)
        else:
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
        drawn = piece.geometry_kind is GeometryKind.SCHEMATIC
        if shape == "line":
            shape = _line_shape(project, drawn=drawn)
        yield Mark(
            f"{shape}-{status}",
            piece.geometry,
            project.id,
            label,
            piece.evidence or "",
            drawn,
            project.name,
            weight=1.0 if shape in {"point", "trace"} else WEIGHTS.get(project.kind, 1.0),
        )
        label = None


def _line_shape(project: Project, *, drawn: bool) -> str:
    """Return the first part of the styles of a project's line."""
    if is_outside(project):
        return "ghost" if drawn else "pale"
    if project.unlocated_spots:
        return "trace"
    return "drawn" if drawn else "line"


def hatch_lines(area: BaseGeometry, step: float) -> BaseGeometry:
    """Return slanting lines over an area (EPSG:4326).

    Parameters
    ----------
    step
        Distance of two lines along a parallel or a meridian, in degrees.
    """
    west, south, east, north = area.bounds
    tall = north - south
    first = math.floor((west - tall) / step) * step
    count = math.ceil((east - first) / step)
    starts = [first + step * number for number in range(count)]
    lines = [shapely.LineString([(x, south), (x + tall, north)]) for x in starts]
    return shapely.multilinestrings(lines).intersection(area)


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
    if project.kind in _LINEAR:
        disc = place.disc()
        west, south, east, north = disc.bounds
        lines = hatch_lines(disc, (east - west + north - south) / _HATCHED)
        yield replace(mark, style=f"hatch-{status}", geometry=lines)
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
    if shape == "ghost":
        shape = "pale"
    statuses = {"line", "drawn", "area", "point"}
    return f"status.{rest}" if shape in statuses else f"style.projects.{shape}"


THEME = Theme(
    "projects",
    60,
    STYLES,
    marks,
    follows="projects",
    interactive=True,
    legend_keys={key: _legend_key(key) for key in STYLES},
    legend_group="projects",
    samples=_SAMPLES,
    legend_headings={f"{KIND}-{kind}": kind_heading(kind) for kind in kinds()},
    on=frozenset(SmallMap),
)
