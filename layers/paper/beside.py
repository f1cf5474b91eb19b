"""Symbols at one place make room for each other on paper, each within its commune.

The symbol of a project that would cover another one moves beside it, tied to its place by a thin
line; badges stand at the corners of their symbol. Nothing crosses a border to find room.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import shapely

from geo.model import AreaFrame
from layers.style.model import Mark, SymbolStyle
from layers.themes.projects import KIND, TIE
from layers.themes.projects import THEME as PROJECTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog
    from layers.paper.shown import Shown
    from layers.paper.window import Window

# Corners of a symbol where badges stand, in multiples of the offset of their style.
_CORNERS: Final = (
    (1, 1), (-1, 1), (1, -1), (-1, -1), (2.6, 1), (-2.6, 1), (2.6, -1), (-2.6, -1),
)  # fmt: skip
# Distances and directions in which a symbol looks for room, in its own sizes and turns.
_REACHES: Final = (1.15, 1.7, 2.4, 3.2)
_TURNS: Final = 12
_Point = tuple[float, float]


class Grounds:
    """The communes in points of the window: what stands in one stays in it.

    Parameters
    ----------
    window
        What is outside of the province is one ground of its own.
    """

    def __init__(self, catalog: Catalog, window: Window) -> None:
        communes = catalog.areas.frame(AreaFrame.COMMUNE)
        self._shapes = window.to_page(area.geometry for area in communes)
        self._tree = shapely.STRtree(self._shapes)

    def of(self, at: _Point) -> int:
        """Return the number of the commune at a place, -1 outside of all."""
        hits = self._tree.query(shapely.Point(at), predicate="intersects")
        return int(min(hits)) if len(hits) else -1


def symbols_beside(shown: Sequence[Shown], window: Window, grounds: Grounds) -> list[Shown]:
    """Return the marks, the symbols of projects off what stands at the same place."""
    taken = [
        (item.shape.x, item.shape.y, _size(item, window))
        for item in shown
        if item.is_point and item.theme is not PROJECTS
    ]
    moved: dict[tuple[str, _Point], _Point] = {}
    for item in shown:
        if not is_kind(item):
            continue
        anchor, size = (item.shape.x, item.shape.y), _size(item, window)
        spot = _free(anchor, size, taken, grounds)
        taken.append((*spot, size))
        if spot != anchor:
            moved[item.mark.item_id, anchor] = spot
    result: list[Shown] = []
    for item in shown:
        at = _xy(item.shape)
        to = moved.get((item.mark.item_id, at)) if item.theme is PROJECTS else None
        if to is None:
            result.append(item)
            continue
        if is_kind(item):
            tie = Mark(TIE, item.mark.geometry, item.mark.item_id, name=item.mark.name)
            result.append(replace(item, mark=tie, shape=shapely.LineString([at, to])))
        result.append(replace(item, shape=shapely.Point(to)))
    return result


def is_kind(item: Shown) -> bool:
    """Tell whether a mark is the symbol of what a project builds."""
    return item.theme is PROJECTS and item.mark.style.startswith(f"{KIND}-")


def _xy(shape: BaseGeometry) -> _Point:
    return (shape.x, shape.y) if shape.geom_type == "Point" else (math.nan, math.nan)


def _size(item: Shown, window: Window) -> float:
    return window.to_points(getattr(item.style, "size", 0.0))


def _free(
    anchor: _Point, size: float, taken: Sequence[tuple[float, float, float]], grounds: Grounds
) -> _Point:
    """Return the nearest place for a symbol in the commune of its anchor, else the anchor."""
    home = grounds.of(anchor)
    for x, y in _around(anchor, size):
        apart = all(
            max(abs(x - other_x), abs(y - other_y)) >= (size + other) / 2
            for other_x, other_y, other in taken
        )
        if apart and ((x, y) == anchor or grounds.of((x, y)) == home):
            return x, y
    return anchor


def _around(anchor: _Point, size: float) -> list[_Point]:
    x, y = anchor
    turns = [2 * math.pi * step / _TURNS for step in range(_TURNS)]
    return [
        anchor,
        *(
            (x + reach * size * math.cos(turn), y + reach * size * math.sin(turn))
            for reach in _REACHES
            for turn in turns
        ),
    ]


def _is_badge(item: Shown) -> bool:
    return item.theme is PROJECTS and item.is_point and not is_kind(item)


def _alone(shown: Sequence[Shown], window: Window) -> set[tuple[str, _Point]]:
    """Return owner and place of the badges that have their place to themselves.

    Beside nothing a badge that stands off its place would show another one.
    """
    spots = [(item, _xy(item.shape), _size(item, window)) for item in shown if item.is_point]
    if not spots:
        return set()
    tree = shapely.STRtree([shapely.Point(at) for _, at, _ in spots])
    widest = max(size for *_, size in spots)
    found = set()
    for item, at, size in spots:
        if not _is_badge(item):
            continue
        near = tree.query(shapely.Point(at).buffer(size + widest))
        others = (spots[number] for number in near if spots[number][0] is not item)
        if all(_apart(at, place, (size + wide) / 2) for _, place, wide in others):
            found.add((item.mark.item_id, at))
    return found


def badges_apart(shown: Sequence[Shown], window: Window, grounds: Grounds) -> list[Shown]:
    """Return the marks, the badges of projects at free corners, in their commune if they can.

    A badge covers no symbol: where all corners are taken it stands off, tied to its place.
    """
    centres: list[_Point] = []
    alone = _alone(shown, window)
    symbols = [
        (item.mark.item_id if is_kind(item) else "", _xy(item.shape), _size(item, window))
        for item in shown
        if isinstance(item.style, SymbolStyle) and (is_kind(item) or item.theme is not PROJECTS)
    ]
    moved: list[Shown] = []
    for item in shown:
        style = item.style
        if not _is_badge(item) or not isinstance(style, SymbolStyle):
            moved.append(item)
            continue
        if (item.mark.item_id, _xy(item.shape)) in alone:
            centres.append(_xy(item.shape))
            moved.append(replace(item, centred=True))
            continue
        right, down = (window.to_points(value) for value in style.offset)
        anchor, size = _xy(item.shape), window.to_points(style.size)
        # Its own symbol, or that of its asset, it stands at the corner of.
        others = [
            (at, (size + wide) / 2)
            for owner, at, wide in symbols
            if at != anchor or owner not in ("", item.mark.item_id)
        ]
        corners = [
            (anchor[0] + across * right, anchor[1] - along * down) for across, along in _CORNERS
        ]
        home = grounds.of(anchor)
        free: list[_Point] = []
        for at in (*corners, *_around(anchor, max(size, right))):
            if (
                at != anchor
                and all(math.dist(at, other) >= size for other in centres)
                and all(_apart(at, other, reach) for other, reach in others)
            ):
                free.append(at)
                if grounds.of(at) == home:
                    break
        inside = (at for at in reversed(free or corners[::-1]) if grounds.of(at) == home)
        centre = next(inside, (free or corners)[0])
        centres.append(centre)
        if centre not in corners:
            tie = Mark(TIE, item.mark.geometry, item.mark.item_id, name=item.mark.name)
            moved.append(replace(item, mark=tie, shape=shapely.LineString([anchor, centre])))
        # The renderer adds the offset of the style again.
        moved.append(replace(item, shape=shapely.Point(centre[0] - right, centre[1] + down)))
    return moved


def _apart(at: _Point, other: _Point, reach: float) -> bool:
    """Tell whether two squares whose half sizes add to `reach` do not touch."""
    return max(abs(at[0] - other[0]), abs(at[1] - other[1])) >= reach
