"""Where a name could stand: inside an area, beside a point, on or along a line. In points."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.paper.labels.placement import Spot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely.geometry.base import BaseGeometry

_MOST_BEND = 0.2
_LANES = (0.0, 5.0, 10.0)
_GRID_STEPS = 9
_NEIGHBOURS = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))
# Rings around a point: how poor a place is, and how far from the symbol it stands.
_RINGS = ((0.0, 0.0), (0.45, 4.0), (0.9, 9.0), (1.5, 17.0), (2.1, 26.0))
# Farther out, for names that must not go.
_FAR_RINGS = (34.0, 46.0, 60.0, 76.0)
_DIRECTIONS = 24
# A label this far from its point is tied to it by a thin line.
_NEEDS_LEADER = 9.0


def around(x: float, y: float, reach: float, size: tuple[float, float]) -> list[Spot]:
    """Return the places around a point, the best first: right, left, above, below, corners.

    Parameters
    ----------
    reach
        Half the size of what stands at the point.
    """
    half_width, half_height = size[0] / 2, size[1] / 2
    spots: list[Spot] = []
    for ring, extra in _RINGS:
        foot = (x, y) if extra >= _NEEDS_LEADER else None
        gap = reach + 1.6 + extra
        side, tall, corner = gap + half_width, gap + half_height, 0.72 * gap
        spots += [
            Spot(x + dx, y + dy, cost=cost + ring, foot=foot)
            for cost, dx, dy in (
                (0.00, side, 0.0),
                (0.10, -side, 0.0),
                (0.06, corner + half_width, corner + half_height),
                (0.14, corner + half_width, -corner - half_height),
                (0.16, -corner - half_width, corner + half_height),
                (0.20, -corner - half_width, -corner - half_height),
                (0.12, 0.0, tall),
                (0.18, 0.0, -tall),
                (0.22, half_width * 0.6, tall),
                (0.24, -half_width * 0.6, tall),
                (0.26, half_width * 0.6, -tall),
                (0.28, -half_width * 0.6, -tall),
            )
        ]
    return spots


def farther(x: float, y: float, size: tuple[float, float]) -> list[Spot]:
    """Return places well off a point, each with a leader line: for names that must not go."""
    half_width, half_height = size[0] / 2, size[1] / 2
    return [
        Spot(
            x + (reach + half_width) * math.cos(turn),
            y + (reach + half_height) * math.sin(turn),
            cost=_RINGS[-1][0] + reach / 20,
            foot=(x, y),
        )
        for reach in _FAR_RINGS
        for turn in np.linspace(0.0, 2 * math.pi, _DIRECTIONS, endpoint=False).tolist()
    ]


def inside(area: BaseGeometry, size: tuple[float, float]) -> list[Spot]:
    """Return places inside an area, its middle first, the farther from it the poorer.

    The middle is where the largest circle fits once the area is squeezed to the proportions of
    the name: a name is wider than high.
    """
    squeeze = max(size[0] / size[1], 1.0)
    squeezed = shapely.transform(area, lambda xy: xy / (squeeze, 1.0))
    circle = shapely.maximum_inscribed_circle(squeezed, tolerance=0.5)
    x, y = (float(value) for value in shapely.get_coordinates(circle)[0] * (squeeze, 1.0))
    west, south, east, north = area.bounds
    span = math.hypot(east - west, north - south)
    spots = [Spot(x, y)]
    # Small steps about the middle: enough to slip off a line or a number.
    spots += [
        Spot(x + dx * step * size[0] * 0.5, y + dy * step * size[1], cost=0.05 * step)
        for dx, dy in _NEIGHBOURS
        for step in (0.5, 1.0, 1.6)
    ]
    across = np.linspace(west, east, _GRID_STEPS + 2)[1:-1].tolist()
    along = np.linspace(south, north, _GRID_STEPS + 2)[1:-1].tolist()
    spots += [
        Spot(gx, gy, cost=0.1 + 1.2 * math.hypot(gx - x, gy - y) / span)
        for gx in across
        for gy in along
    ]
    return spots


def merged_lines(shapes: Iterable[BaseGeometry], within: BaseGeometry) -> list[BaseGeometry]:
    """Return the parts of lines in an area, joined where they meet, the longest first."""
    union = shapely.union_all([shape.intersection(within) for shape in shapes])
    merged = shapely.line_merge(union) if union.geom_type == "MultiLineString" else union
    lines = [part for part in shapely.get_parts(merged) if part.geom_type == "LineString"]
    return sorted(lines, key=lambda line: -float(line.length))


def stations(length: float, every: float) -> list[float]:
    """Return the middles of equal parts of a line, each about `every` long."""
    count = max(round(length / every), 1)
    return [length * (step + 0.5) / count for step in range(count)]


def beside(line: BaseGeometry, at: float, size: tuple[float, float], cost: float) -> list[Spot]:
    """Return the upright place on a line, and the two beside it for where it must stay free."""
    point = line.interpolate(at)
    before, after = line.interpolate(max(at - 4, 0)), line.interpolate(min(at + 4, line.length))
    angle = math.atan2(after.y - before.y, after.x - before.x)
    normal = (-math.sin(angle), math.cos(angle))
    reach = abs(normal[0]) * size[0] / 2 + abs(normal[1]) * size[1] / 2 + 3.6
    return [
        Spot(
            point.x + side * normal[0] * reach,
            point.y + side * normal[1] * reach,
            cost=cost + 0.5 * abs(side),
        )
        for side in (0, 1, -1)
    ]


def along(
    line: BaseGeometry, between: tuple[float, float], size: tuple[float, float], gap: float
) -> list[Spot]:
    """Return places beside a line, turned with it, where it runs straight enough.

    Parameters
    ----------
    between
        The stretch of the line, as distances from its start.
    gap
        Distance kept from the line: half the width of its band.
    """
    width, height = size
    low, high = max(between[0], width / 2), min(between[1], line.length - width / 2)
    if high < low:
        return []
    middle = (low + high) / 2
    spots: list[Spot] = []
    for at in np.arange(low, high + 0.1, max(width / 8, 3.0)).tolist():
        steps = np.linspace(at - width / 2, at + width / 2, 9)
        run = shapely.get_coordinates(shapely.line_interpolate_point(line, steps))
        chord = run[-1] - run[0]
        length = float(np.hypot(*chord))
        if length < 0.9 * width:
            continue
        ahead = chord / length
        normal = np.array([-ahead[1], ahead[0]])
        bends = (run - run[0]) @ normal
        bend = float(np.ptp(bends)) / width
        if bend > _MOST_BEND:
            continue
        # Never upside down: between a quarter turn left and right.
        angle = (math.degrees(math.atan2(ahead[1], ahead[0])) + 90) % 180 - 90
        cost = 4 * bend + 0.25 * abs(at - middle) / max(high - low, 1.0)
        middles = run[0] + chord / 2
        for side, outermost in ((1, float(bends.max())), (-1, float(bends.min()))):
            # Farther off where projects fill the line and its edges.
            for extra in _LANES:
                shift = outermost + side * (gap + height / 2 + 0.8 + extra)
                x, y = (float(value) for value in middles + normal * shift)
                spots.append(Spot(x, y, angle, cost + extra / 12))
    return spots
