"""Numbered discs at the projects: the number on the map is the row of the table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import shapely

from layers.paper.labels.candidates import around, merged_lines
from layers.paper.labels.placement import Spot, Wish
from layers.style.text_metrics import disc_radius

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shapely.geometry.base import BaseGeometry

    from layers.paper.scene import Shown
    from layers.paper.window import Window

ROLE = "number"
NUMBER_PX = 10.5
# Parts of one project farther apart than this get a number of their own, at most so many.
_APART = 60.0
_MOST_DISCS = 4
_STEPS = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82, 0.1, 0.9, 0.05, 0.95)
_RINGS = (9.0, 15.0, 22.0, 30.0, 42.0)
_DIRECTIONS = 16


def number_wishes(shown: Iterable[Shown], numbers: Mapping[str, int], window: Window) -> list[Wish]:
    """Return a disc for each project with a mark in the window, and for its far-off parts.

    Parameters
    ----------
    numbers
        Row in the table by project id.
    """
    marks: dict[str, list[Shown]] = {}
    for item in shown:
        if item.mark.item_id in numbers:
            marks.setdefault(item.mark.item_id, []).append(item)
    wishes: list[Wish] = []
    for project_id in sorted(marks, key=lambda key: (_rank(marks[key]), numbers[key])):
        number = str(numbers[project_id])
        radius = disc_radius(number, window.ink(NUMBER_PX))
        for order, shape in enumerate(_anchors(marks[project_id], window)):
            wishes.append(
                Wish(
                    (number,),
                    ROLE,
                    (2 * radius, 2 * radius),
                    _spots(shape, marks[project_id], radius, window),
                    priority=-10 + 2 * bool(order),
                    owner=project_id,
                    passes=frozenset({"project"}),
                )
            )
    return wishes


def _rank(items: list[Shown]) -> int:
    """Points first: they have the fewest places; then areas, then lines."""
    return 0 if any(item.is_point for item in items) else 1


def _anchors(items: list[Shown], window: Window) -> list[BaseGeometry]:
    """Return what the discs stand at: the badge, or the far-apart parts of the line."""
    points = [item for item in items if item.is_point]
    if points:
        return [_badge_centre(item, window) for item in points[:_MOST_DISCS]]
    lines = merged_lines([item.shape for item in items], window.paper)
    if not lines:
        area = shapely.union_all([item.shape for item in items]).intersection(window.paper)
        return [] if area.is_empty else [area.representative_point()]
    kept: list[BaseGeometry] = []
    for line in lines:
        middle = line.interpolate(0.5, normalized=True)
        if all(middle.distance(other.interpolate(0.5, normalized=True)) > _APART for other in kept):
            kept.append(line)
    return kept[:_MOST_DISCS]


def _badge_centre(item: Shown, window: Window) -> BaseGeometry:
    right, down = getattr(item.style, "offset", (0.0, 0.0))
    return shapely.Point(item.shape.x + window.ink(right), item.shape.y - window.ink(down))


def _spots(shape: BaseGeometry, items: list[Shown], radius: float, window: Window) -> list[Spot]:
    size = (2 * radius, 2 * radius)
    if shape.geom_type == "Point":
        reach = max((getattr(item.style, "size", 0.0) for item in items), default=0.0)
        near = around(shape.x, shape.y, window.ink(reach) / 2 - 1.0, size)
        return near + _far_spots(shape.x, shape.y, 0.0)
    spots = []
    for step, fraction in enumerate(_STEPS):
        point = shape.interpolate(fraction, normalized=True)
        spots.append(Spot(point.x, point.y, cost=0.03 * step))
    for fraction in (0.5, 0.3, 0.7):
        point = shape.interpolate(fraction, normalized=True)
        spots += _far_spots(point.x, point.y, 0.3)
    return spots


def _far_spots(x: float, y: float, cost: float) -> list[Spot]:
    """Return places off the object, with a leader line back to it."""
    turns = [2 * math.pi * step / _DIRECTIONS for step in range(_DIRECTIONS)]
    return [
        Spot(
            x + reach * math.cos(turn),
            y + reach * math.sin(turn),
            cost=cost + 0.5 + reach / 25,
            foot=(x, y),
        )
        for reach in _RINGS
        for turn in turns
    ]
