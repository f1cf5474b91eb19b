"""The marks that a view shows on paper, and their geometry in points of the window.

Projects make room for one another: on a shared road their lines stand side by side, badges stand
off lines, and symbols beside each other (:mod:`layers.paper.beside`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.catalog.area_names import communes_shown
from geo.model import Status
from geo.roads.incidents import incident_keys
from layers.paper.beside import Grounds, badges_apart, symbols_beside
from layers.paper.shown import Shown
from layers.style.model import LineStyle
from layers.themes import THEMES
from layers.themes.areas import THEME as AREAS
from layers.themes.corridors import BAND_PX, QUIET
from layers.themes.corridors import THEME as CORRIDORS
from layers.themes.corridors import asked as asked_mark
from layers.themes.projects import KIND, KINDS_ZOOM, project_marks
from layers.themes.projects import THEME as PROJECTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.query.view import View
    from layers.paper.window import Window
    from layers.style.model import Mark, Theme

# Projects are drawn in this order: where two share a road, the livelier status lies on top.
_STATUS_ORDER = (
    Status.LAPSED,
    Status.UNKNOWN,
    Status.COMPLETED,
    Status.SUSPENDED,
    Status.CONSTRUCTION,
    Status.PREPARING,
    Status.PLANNED,
)


@dataclass(frozen=True)
class Scene:
    """A view in a window: what will be drawn, and where.

    Parameters
    ----------
    shown
        Marks bottom to top, in points.
    halo
        Ids of the projects with a halo: those that changed.
    solid
        What stands above the map, in points: neither label nor leader touches it.
    """

    view: View
    window: Window
    shown: tuple[Shown, ...]
    halo: frozenset[str] = frozenset()
    solid: tuple[BaseGeometry, ...] = ()


def theme_marks(theme: Theme, view: View) -> Iterator[Mark]:
    """Yield the marks of a theme that a view shows, bottom to top."""
    if theme is PROJECTS:
        for status in _STATUS_ORDER:
            for row in view.rows:
                if row.status is status and row.project.id not in view.heading_ids:
                    yield from project_marks(row.project, status, view.catalog)
        return
    items = view.project_ids | view.asset_ids | {corridor.id for corridor in view.corridors}
    items |= incident_keys(view) if theme.follows == "incidents" else frozenset()
    marks = list(theme.marks(view.catalog))
    if not theme.follows:
        communes = communes_shown(view.catalog, view.selection.frame, view.day)
        yield from (m for m in marks if theme is not AREAS or communes or m.style != "commune")
        return
    if theme is CORRIDORS:
        asked = view.selection.corridors
        marks = [asked_mark(mark) if mark.item_id in asked else mark for mark in marks]
    # A mark without an item of its own, such as a runway, goes with the items of its theme.
    wanted = any(mark.item_id in items for mark in marks)
    yield from (mark for mark in marks if mark.item_id in items or (wanted and not mark.item_id))


def shown_marks(
    view: View, layers: frozenset[str], window: Window, *, grey: bool = False
) -> list[Shown]:
    """Return the marks of a view that reach into the window, bottom to top.

    Parameters
    ----------
    layers
        Ids of the switchable themes that are on.
    grey
        Whether they are drawn for paper without colours.
    """
    pairs = [
        (theme, mark)
        for theme in THEMES
        if not theme.switchable or theme.id in layers
        for mark in theme_marks(theme, view)
    ]
    shapes = window.to_page(mark.geometry for _, mark in pairs)
    # A soft disc goes with its badge: only its rim in the window would tell nobody anything.
    centres = iter(window.to_page(mark.geometry.centroid for _, mark in pairs if mark.soft))
    middles = [
        next(centres) if mark.soft else shape
        for (_, mark), shape in zip(pairs, shapes, strict=True)
    ]
    grow = _symbol_scale(window.zoom)
    pixels_a_km = 1_000 / window.metres_per_point / window.to_points(1.0)
    return [
        Shown(
            theme,
            mark,
            shape,
            grey,
            grow if theme is PROJECTS else 1.0,
            scale=window.scale,
            pixels_a_km=pixels_a_km,
        )
        for (theme, mark), shape, middle in zip(pairs, shapes, middles, strict=True)
        if not shape.is_empty and window.paper.intersects(middle) and _has_room(theme, mark, window)
    ]


def _symbol_scale(zoom: float) -> float:
    """Return how large symbols of projects are: smaller where the whole province is seen."""
    return min(1.0, max(_LEAST_SYMBOL, 1.0 - _SHRINK * (_FULL_ZOOM - zoom)))


def _has_room(theme: Theme, mark: Mark, window: Window) -> bool:
    """Tell whether a symbol is wanted at this scale: villages and peaks only at large ones.

    What a project builds is shown where it does not crowd out numbers; the badge always is.
    """
    if theme is PROJECTS and mark.style.startswith(f"{KIND}-"):
        return window.zoom >= KINDS_ZOOM
    if theme.follows or mark.label is None or mark.geometry.geom_type != "Point":
        return True
    return mark.label.min_zoom <= window.zoom


# From this zoom level on symbols have their full size; they shrink by so much a level below it.
_FULL_ZOOM, _SHRINK, _LEAST_SYMBOL = 10.9, 0.28, 0.62

# Lines nearer than this share a road; shorter stretches are mere crossings. Points.
_SAME = 0.9
_CROSSING = 12.0
# Bends smaller than this are smoothed before a line is moved: it would loop in them.
_SMOOTH = 1.8
_LANE_PX = 5.0
_ABREAST = 2
_GAP_PX = 0.8
# A dash pattern is lost in bends smaller than this.
_CALM = 0.7
_GRID = 12
_BADGE_ROOM = 26.0


def offset_lines(shown: Sequence[Shown], window: Window) -> list[Shown]:
    """Return the marks with the later ones of shared roads moved beside the earlier ones.

    The lowest keeps its place, the next ones go right, left, farther right … by their width.
    """
    lanes: dict[str, list[BaseGeometry]] = {}
    moved: list[Shown] = []
    for mark in shown:
        style = mark.style
        if mark.theme is not PROJECTS or mark.is_hatch or not isinstance(style, LineStyle):
            moved.append(mark)
            continue
        if mark.is_band:
            # A band is no line beside which another one could be laid.
            moved.append(replace(mark, shape=_calm(mark.shape)))
            continue
        item = replace(mark, shape=_calm(mark.shape))
        # The lowest stroke of several is the halo.
        width = max(stroke.width for stroke in style.strokes[1:] or style.strokes)
        step = window.to_points((width + _LANE_PX) / 2 + _GAP_PX)
        others = [
            road
            for owner, roads in lanes.items()
            if owner != item.mark.item_id
            for road in roads
            if road.intersects(item.shape)
        ]
        parts = _parts(item.shape, others, step) if others else [item.shape]
        road = shapely.simplify(item.shape, _SAME / 4).buffer(_SAME, quad_segs=2)
        lanes.setdefault(item.mark.item_id, []).append(road)
        moved += [replace(item, shape=part) for part in parts if not part.is_empty]
    return moved


def corridors_abreast(shown: Sequence[Shown], window: Window) -> list[Shown]:
    """Return the marks with the corridors that are asked for side by side where they share a road.

    The parts that corridors share have the same shape.
    """
    sharing: dict[bytes, list[str]] = {}
    for item in shown:
        if item.theme is CORRIDORS and item.mark.style != QUIET:
            sharing.setdefault(item.mark.geometry.wkb, []).append(item.mark.item_id)
    moved: list[Shown] = []
    for item in shown:
        group = sharing.get(item.mark.geometry.wkb, []) if item.theme is CORRIDORS else []
        if len(group) < _ABREAST or item.mark.style == QUIET:
            moved.append(item)
            continue
        lane = group.index(item.mark.item_id) - (len(group) - 1) / 2
        smooth = shapely.simplify(item.shape, _SMOOTH)
        lines = shapely.offset_curve(
            shapely.get_parts(smooth), lane * window.to_points(BAND_PX), quad_segs=4
        )
        moved.append(replace(item, shape=shapely.multilinestrings(_flat(lines))))
    return moved


def _calm(line: BaseGeometry) -> BaseGeometry:
    """Return a line without small bends, its corners cut once: dashes and dots stay even."""
    return shapely.multilinestrings([_rounded(part) for part in shapely.get_parts(line)])


def _rounded(line: BaseGeometry) -> BaseGeometry:
    xy = shapely.get_coordinates(shapely.simplify(line, _CALM))
    before, after = xy[:-1], xy[1:]
    cut = np.stack([0.75 * before + 0.25 * after, 0.25 * before + 0.75 * after], 1).reshape(-1, 2)
    return shapely.linestrings(np.concatenate([xy[:1], cut, xy[-1:]]))


def _parts(line: BaseGeometry, roads: Sequence[BaseGeometry], step: float) -> list[BaseGeometry]:
    """Return a line as the parts that run alone and the parts moved beside others.

    Parameters
    ----------
    roads
        Ground of the lines that are drawn already.
    """
    alone: list[BaseGeometry] = []
    shared: dict[int, list[BaseGeometry]] = {}
    for piece in _split(line, roads):
        middle = piece.interpolate(0.5, normalized=True)
        count = sum(bool(road.intersects(middle)) for road in roads)
        if count and piece.length >= _CROSSING:
            shared.setdefault(count, []).append(piece)
        else:
            alone.append(piece)
    if not shared:
        return [line]
    moved = []
    for count, pieces in shared.items():
        distance = (-1 if count % 2 else 1) * step * ((count + 1) // 2)
        joined = shapely.line_merge(shapely.union_all(pieces), directed=True)
        for part in shapely.get_parts(joined):
            smooth = shapely.simplify(part, _SMOOTH)
            moved.append(shapely.offset_curve(smooth, distance, quad_segs=4))
    return [shapely.multilinestrings(lines) for lines in (alone, _flat(moved)) if lines]


def _flat(shapes: Iterable[BaseGeometry]) -> list[BaseGeometry]:
    """Return the lines among the parts of shapes."""
    parts = (part for shape in shapes for part in shapely.get_parts(shape))
    return [part for part in parts if part.geom_type == "LineString" and part.length > 0]


def _split(line: BaseGeometry, roads: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    pieces = [line]
    for road in roads:
        pieces = _flat(
            cut for piece in pieces for cut in (piece.intersection(road), piece.difference(road))
        )
    return pieces


def badges_in_the_clear(shown: Sequence[Shown], window: Window) -> list[Shown]:
    """Return the marks with the badges of area projects moved off the lines of other projects.

    Such a badge stands for the whole area: any place inside is as true as another.
    """
    areas: dict[str, list[BaseGeometry]] = {}
    for item in shown:
        if item.theme is PROJECTS and item.shape.area > 0 and not item.mark.soft:
            areas.setdefault(item.mark.item_id, []).append(item.shape)
    parts = _flat(item.shape for item in shown if item.theme is PROJECTS or item.theme.is_road)
    lines = shapely.multilinestrings(parts) if parts else shapely.MultiLineString()
    others = shapely.union_all(
        [item.shape for item in shown if item.is_point and item.mark.item_id not in areas]
    )
    moved: list[Shown] = []
    for item in shown:
        if item.is_point and item.mark.item_id in areas:
            spot = _clearest(areas[item.mark.item_id], [lines, others], window)
            others = others.union(spot or item.shape)
            moved.append(replace(item, shape=spot or item.shape))
        else:
            moved.append(item)
    return moved


def _clearest(
    areas: Sequence[BaseGeometry], obstacles: Sequence[BaseGeometry], window: Window
) -> BaseGeometry | None:
    """Return the place in an area that is far from obstacles, and near the middle."""
    seen = shapely.union_all(areas).intersection(window.paper)
    if seen.is_empty:
        return None
    west, south, east, north = seen.bounds
    xs, ys = np.meshgrid(
        np.linspace(west, east, _GRID + 2)[1:-1], np.linspace(south, north, _GRID + 2)[1:-1]
    )
    points = shapely.points(xs.ravel(), ys.ravel())
    shapely.prepare(seen)
    points = points[shapely.contains(seen, points)]
    if not len(points):
        return None
    room = np.minimum(shapely.distance(points, seen.boundary), _BADGE_ROOM)
    for obstacle in obstacles:
        if not obstacle.is_empty:
            room = np.minimum(room, shapely.distance(points, obstacle))
    away = shapely.distance(points, seen.centroid) / max(east - west, north - south)
    return points[int(np.argmax(room - 12.0 * away))]


def scene_of(
    view: View,
    window: Window,
    layers: frozenset[str],
    *,
    grey: bool = False,
    halo: frozenset[str] = frozenset(),
) -> Scene:
    """Return the scene of a view.

    Parameters
    ----------
    layers
        Ids of the switchable themes that are on.
    grey
        Whether it is drawn for paper without colours; :func:`layers.paper.greyscale.turn_grey` then
        takes them off the finished figure.
    halo
        Ids of the projects with a halo.
    """
    found = corridors_abreast(shown_marks(view, layers, window, grey=grey), window)
    shown = offset_lines(found, window)
    grounds = Grounds(view.catalog, window)
    clear = symbols_beside(badges_in_the_clear(shown, window), window, grounds)
    return Scene(view, window, tuple(badges_apart(clear, window, grounds)), halo)
