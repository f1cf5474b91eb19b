"""The paper canvas: draws a view into a window of EPSG:9206 ground, on a layer of ink.

Same themes, styles, symbols and type as on the screen. The layer must be as large as the
window: its origin is the window's lower left corner.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import shapely

from layers.paper.labels.draw import draw_labels
from layers.paper.labels.placement import LabelPlacer
from layers.paper.labels.requests import (
    FRAME_EDGE,
    FRAMED,
    NUMBER_ROLES,
    Names,
    number_requests,
    point_key,
)
from layers.paper.strokes import (
    Canvas,
    draw_fill,
    draw_halos,
    draw_stroke,
    draw_symbol,
)
from layers.paper.text import lighten
from layers.style import palette
from layers.style.model import FillStyle, LineStyle, SymbolStyle
from layers.style.typography import ROLES
from layers.themes import THEMES
from layers.themes.areas import CHOSEN_STYLE
from layers.themes.corridors import BAND_PX, QUIET
from layers.themes.corridors import THEME as CORRIDORS
from layers.themes.projects import THEME as PROJECTS
from layers.themes.roads import EXPRESSWAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.query.view import View
    from layers.ink.marks import Layer
    from layers.paper.labels.placement import LabelRequest, PlacedLabel
    from layers.paper.scene import Scene
    from layers.paper.shown import Shown
    from layers.paper.window import Window
    from layers.style.model import Style

# Heights in the stack, between the orders of the themes: the chosen areas on the ground, the
# veil over what is not chosen under the projects, then symbols, then labels.
_CHOSEN_ORDER = 12.0
_CHOSEN_EDGE_ORDER = 26.0
_VEIL_ORDER = 58.0
_SYMBOLS_ABOVE = 100.0
_BADGES_ABOVE = 120.0
_LABELS_ABOVE = 200.0
# Halos lie just under the lines, badges and numbers that they surround.
_HALO_ORDERS = (59.0, _BADGES_ABOVE - 0.5, _LABELS_ABOVE - 0.5)
_VEIL = FillStyle(palette.PAPER, 0.5)
_MUTED = 0.5
_EDGE_OF_DATA = 1.0
# How far from a corridor that is asked for names and symbols keep their strength, in points.
_NEAR_PT = 24.0
# From this priority on a symbol goes when its name finds no place.
_OPTIONAL_PRIORITY = 70
# What a label costs that covers lines of projects, or of a theme.
_BAND_THEME = EXPRESSWAY.id
_WEIGHTS = {"project": 1.2} | {theme.id: theme.label_cost for theme in THEMES if theme.label_cost}


@dataclass(frozen=True)
class Drawn:
    """A scene with its labels placed, drawn or ready to be drawn.

    Parameters
    ----------
    placed, dropped
        Labels with their boxes, and those for which there was no place.
    used
        Theme id and style of everything drawn, bottom to top: the legend is made of it.
    numbered
        Ids of the projects that carry their number in the window.
    highlighted
        Whether chosen areas are marked.
    visible
        The marks themselves: all of the scene but symbols whose name found no place.
    halo
        Whether a project in the window has a halo.
    framed
        Whether a part of the window is shown elsewhere, larger.
    """

    placed: tuple[PlacedLabel, ...]
    dropped: tuple[LabelRequest, ...]
    used: tuple[tuple[str, str], ...]
    numbered: frozenset[str]
    highlighted: bool
    visible: tuple[Shown, ...] = ()
    halo: bool = False
    framed: bool = False


def draw(
    layer: Layer, scene: Scene, numbers: Mapping[str, int], reserved: Sequence[BaseGeometry] = ()
) -> Drawn:
    """Place and draw a scene, its names in the language of the view."""
    drawn = place(scene, numbers, reserved)
    draw_scene(layer, scene, drawn)
    return drawn


def place(
    scene: Scene,
    numbers: Mapping[str, int],
    reserved: Sequence[BaseGeometry] = (),
    frames: Sequence[BaseGeometry] = (),
    staying: frozenset[str] = frozenset(),
) -> Drawn:
    """Find the places of all labels, without drawing anything.

    Parameters
    ----------
    numbers
        Row in the table by project id.
    reserved
        Parts of the window, in points, that something else will cover: no label goes there.
    frames
        Parts that are shown elsewhere, larger: only names of seats, gates and regions go there.
    staying
        Ids of the projects whose numbers go there as well.
    """
    view, window = scene.view, scene.window
    # What an inset covers is not on the map.
    cover = shapely.union_all([*reserved, *scene.solid])
    shown = [item for item in scene.shown if not (item.is_point and cover.contains(item.shape))]
    chosen = _chosen(view, window)
    # Names away from what the sheet is about fade as names beside chosen areas do.
    bright = _along_corridors(scene, _NEAR_PT) if chosen is None else chosen
    placer = _placer(shown, window, view.selection.language)
    for box in reserved:
        placer.forbid(box, "reserved")
    for body in scene.solid:
        placer.forbid(body, "solid")
    for frame in frames:
        placer.forbid(frame, FRAMED)
        # Its edge is drawn: a name stands on one side of it.
        placer.forbid(frame.exterior, FRAME_EDGE)
    requests = [
        replace(request, passes=request.passes | {FRAMED}) if request.owner in staying else request
        for request in number_requests(_outside(shown, frames, staying), numbers, window)
    ]
    named = shown if chosen is not None else _plates_near(shown, view, bright)
    requests += Names(window, view.selection.language, bright).requests(named)
    placer.place_all(requests)
    visible = _without_orphans(shown, placer)
    return Drawn(
        placed=tuple(placer.placed),
        dropped=tuple(placer.dropped),
        used=tuple(dict.fromkeys((item.theme.id, item.mark.style) for item in visible)),
        numbered=frozenset(
            label.request.owner for label in placer.placed if label.request.role in NUMBER_ROLES
        ),
        highlighted=chosen is not None,
        visible=tuple(visible),
        halo=any(item.mark.item_id in scene.halo for item in visible),
        framed=bool(frames),
    )


def _outside(
    shown: Sequence[Shown], frames: Sequence[BaseGeometry], staying: frozenset[str]
) -> list[Shown]:
    """Return the marks without what lies in frames: its number stands in the inset."""
    if not frames:
        return list(shown)
    whole = shapely.union_all(list(frames))
    cut = (
        item
        if item.is_point or item.theme is not PROJECTS or item.mark.item_id in staying
        else replace(item, shape=item.shape.difference(whole))
        for item in shown
    )
    return [item for item in cut if not item.shape.is_empty]


def draw_scene(layer: Layer, scene: Scene, drawn: Drawn) -> None:
    """Draw a scene with its labels where they were placed.

    Parameters
    ----------
    layer
        Empty, as large on paper as the window.
    """
    view, window = scene.view, scene.window
    pen = Canvas(layer, window.to_points(1))
    chosen = _chosen(view, window)
    _draw_ground(pen, scene)
    corridor = _along_corridors(scene, window.to_points(BAND_PX) / 2)
    if chosen is not None:
        _draw_choice(pen, scene, chosen)
    elif corridor is not None:
        draw_fill(pen, [window.paper.difference(corridor)], _VEIL, _VEIL_ORDER)
    if scene.halo:
        draw_halos(pen, drawn.visible, drawn.placed, scene.halo, _HALO_ORDERS)
    bright = _along_corridors(scene, _NEAR_PT) if chosen is None else chosen
    _draw_symbols(layer, drawn.visible, window, bright)
    colors = {row.project.id: palette.STATUS[row.status] for row in view.rows}
    draw_labels(layer, drawn.placed, window, colors, _LABELS_ABOVE)


def _chosen(view: View, window: Window) -> BaseGeometry | None:
    """Return the chosen areas in points, ``None`` when none is chosen or none is in the window."""
    areas = view.catalog.areas
    shapes = window.to_page(areas[code].geometry for code in view.selection.areas)
    union = shapely.union_all(shapes)
    return None if union.is_empty else union


def _along_corridors(scene: Scene, reach: float) -> BaseGeometry | None:
    """Return the ground along the corridors that are asked for, ``None`` without any.

    Parameters
    ----------
    reach
        To either side, in points.
    """
    asked = [item for item in scene.shown if item.theme is CORRIDORS and item.mark.style != QUIET]
    if not asked:
        return None
    return shapely.union_all([item.shape for item in asked]).buffer(reach, quad_segs=4)


def _plates_near(
    shown: Sequence[Shown], view: View, bright: BaseGeometry | None
) -> Sequence[Shown]:
    """Return the marks with roads that are of no corridor asked for cut to their junctions with it.

    Their plates stand there alone, or nowhere.
    """
    if bright is None:
        return shown
    corridors = (view.catalog.corridors[key] for key in view.selection.corridors)
    own = {piece.origin for corridor in corridors for piece in corridor.pieces}
    # A stump of one that is a drawing does not say so: nothing of it is in sight.
    cut = [
        replace(
            item,
            shape=item.shape.intersection(bright),
            mark=replace(item.mark, schematic=False),
        )
        if item.theme.is_road and item.mark.section_id not in own
        else item
        for item in shown
    ]
    return [item for item in cut if not item.shape.is_empty]


def _draw_ground(pen: Canvas, scene: Scene) -> None:
    """Draw all areas and lines, theme by theme.

    Within a theme the lowest strokes of all styles come first: the casings of two roads then
    open into each other at their junction.
    """
    # Where no data is, the ground is as grey as the neighbours.
    draw_fill(pen, [scene.window.paper], FillStyle(palette.NEIGHBOUR), -1)
    # The ground that the data covers, a little less: its outer edge is no border.
    ground = [item.shape for item in scene.shown if item.theme.is_ground]
    known = shapely.union_all(ground).buffer(-_EDGE_OF_DATA)
    for step, group in enumerate(drawn_together(scene.shown)):
        style, order = group[0].style, group[0].theme.order
        shapes = [item.shape for item in group]
        if isinstance(style, FillStyle):
            draw_fill(pen, shapes, style, order + step / 1_000, known)
        elif isinstance(style, LineStyle):
            for level, stroke in enumerate(style.strokes):
                draw_stroke(pen, shapes, stroke, order + 0.2 + level / 10 + step / 1_000)


def drawn_together(shown: Iterable[Shown]) -> list[list[Shown]]:
    """Return areas and lines in groups of one look, in the order in which the first of each stands.

    One style has several looks: a drawing lies on a band, a lesser road is narrower.
    """
    groups: dict[tuple[str, str, Style], list[Shown]] = {}
    for item in shown:
        if not item.is_point:
            groups.setdefault((item.theme.id, item.mark.style, item.style), []).append(item)
    return list(groups.values())


def _draw_choice(pen: Canvas, scene: Scene, chosen: BaseGeometry) -> None:
    """Tint the chosen areas and lay a veil over the rest of the province."""
    fill = FillStyle(CHOSEN_STYLE.color, CHOSEN_STYLE.opacity)
    edge = FillStyle(CHOSEN_STYLE.color, 0.0, CHOSEN_STYLE.outline)
    draw_fill(pen, [chosen], fill, _CHOSEN_ORDER)
    draw_fill(pen, [chosen], edge, _CHOSEN_EDGE_ORDER)
    (province,) = scene.window.to_page([scene.view.catalog.areas.province])
    draw_fill(pen, [province.difference(chosen)], _VEIL, _VEIL_ORDER)


def symbol_box(style: SymbolStyle, at: BaseGeometry, window: Window) -> BaseGeometry:
    """Return the square that a symbol fills, in points."""
    half = window.to_points(style.size) / 2
    x, y = at.x + window.to_points(style.offset[0]), at.y - window.to_points(style.offset[1])
    return shapely.box(x - half, y - half, x + half, y + half)


def _placer(shown: Sequence[Shown], window: Window, language: str) -> LabelPlacer:
    """Return the placer with everything that labels must not, or should not, cover."""
    placer = LabelPlacer(window.width, window.height, _WEIGHTS)
    for item in shown:
        style = item.style
        if isinstance(style, SymbolStyle):
            box = symbol_box(style, item.shape, window)
            placer.forbid(box, "symbol")
            if item.theme is PROJECTS:
                placer.tell_apart(box, "project", item.mark.item_id)
            elif item.mark.label is not None:
                placer.tell_apart(box, "place", point_key(item))
        elif item.is_band:
            # Names may stand on a band: it is pale, and covers the ground for kilometres. They
            # rather keep off the strokes on it.
            hollow = not item.theme.is_road and not item.is_near
            placer.discourage_line(item.shape, "project" if hollow else _BAND_THEME)
        elif item.is_hatch:
            # Words stand on a hatch as on a tint.
            continue
        elif item.theme is PROJECTS and isinstance(style, LineStyle):
            width = window.to_points(max(stroke.width for stroke in style.strokes))
            placer.forbid_line(item.shape, width, "project", item.mark.item_id)
            placer.tell_apart(item.shape, "project", item.mark.item_id)
        elif isinstance(style, LineStyle):
            placer.discourage_line(item.shape, item.theme.id)
        elif item.theme.shares_borders:
            placer.discourage_line(item.shape.boundary, item.theme.id)
        label = item.mark.label
        if label is not None and not item.is_point and ROLES[label.role].plate:
            placer.tell_apart(item.shape, "road", label.text[language])
    return placer


def _without_orphans(shown: Sequence[Shown], placer: LabelPlacer) -> list[Shown]:
    """Leave out villages and peaks whose name found no place: a dot alone says nothing."""
    named = {label.request.owner for label in placer.placed}
    return [
        item
        for item in shown
        if not item.is_point
        or item.mark.label is None
        or item.mark.label.priority < _OPTIONAL_PRIORITY
        or point_key(item) in named
    ]


def _draw_symbols(
    layer: Layer, visible: Sequence[Shown], window: Window, chosen: BaseGeometry | None
) -> None:
    for item in visible:
        style: Style = item.style
        if not isinstance(style, SymbolStyle):
            continue
        badge = item.theme is PROJECTS
        if chosen is not None and not badge and not item.shape.intersects(chosen):
            style = replace(style, color=lighten(style.color, _MUTED))
        box = symbol_box(style, item.shape, window)
        height = (_BADGES_ABOVE if badge else _SYMBOLS_ABOVE) + item.theme.order / 10
        at = box.centroid.x, box.centroid.y
        draw_symbol(layer, style, at, window.to_points(style.size), height)
