"""Geometry for the browser: short strings instead of decimals, and good places for names."""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import to_grid, to_wgs84

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry import Point
    from shapely.geometry.base import BaseGeometry

# Five decimals of a degree are about 1.1 m here: an eighth of a pixel at zoom level 14.
SCALE = 100_000
ANCHORS = 3
_ANCHOR_TOLERANCE_M = 200.0
# A name is wider than high, so a good place for it is as well.
_NAME_SHAPE = 2.2
_GROUP, _FIRST = 32, 63
# Half a pixel at zoom level 10, below which the browser draws thinned shapes: of ten vertices of a
# mountain road nine lie in the same pixel there.
THINNED_BY_M = 75.0


def thinned(geometry: BaseGeometry) -> BaseGeometry:
    """Return lines or areas without the vertices that cannot be seen where the province is whole.

    The ends of lines stay where they are: what met still meets.
    """
    metric = to_grid(geometry).simplify(THINNED_BY_M, preserve_topology=True)
    return to_wgs84(metric)


def line_codes(geometry: BaseGeometry) -> list[str]:
    """Return the parts of a line, each as a string, see :func:`encoded`."""
    parts = (part for part in shapely.get_parts(geometry) if part.geom_type == "LineString")
    return [encoded(part) for part in parts]


def area_codes(geometry: BaseGeometry) -> list[list[str]]:
    """Return the polygons of an area, each a list of rings, the outer ring first."""
    polygons = (part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon")
    return [[encoded(ring) for ring in (p.exterior, *p.interiors)] for p in polygons]


def point_numbers(point: Point) -> list[int]:
    """Return x and y in 1/`SCALE` degree."""
    return [round(point.x * SCALE), round(point.y * SCALE)]


def box_numbers(geometry: BaseGeometry) -> list[int]:
    """Return west, south, east, north in 1/`SCALE` degree."""
    return [round(value * SCALE) for value in geometry.bounds]


def encoded(line: BaseGeometry) -> str:
    """Return a line in the "encoded polyline" format, x before y, a third of its size in JSON.

    First vertex, then the steps between vertices, in 1/`SCALE` degree (EPSG:4326); vertices that
    fall together are dropped. Each number is zigzag-coded and written in groups of five bits, the
    lowest first, each group as the character 63 + group (+ 32 where another one follows).
    """
    whole = np.rint(shapely.get_coordinates(line) * SCALE).astype(int)
    steps = np.diff(whole, axis=0)
    moved = steps[np.any(steps != 0, axis=1)]
    return "".join(map(_characters, chain(whole[0].tolist(), moved.ravel().tolist())))


@cache
def _characters(number: int) -> str:
    left = number << 1 if number >= 0 else ~(number << 1)
    text = ""
    while left >= _GROUP:
        text += chr((_GROUP | left & (_GROUP - 1)) + _FIRST)
        left >>= 5
    return text + chr(left + _FIRST)


def borders(areas: Iterable[BaseGeometry], without: BaseGeometry | None = None) -> BaseGeometry:
    """Return the edges of a coverage, each once, so that dashes of two neighbours cannot clash.

    Parameters
    ----------
    without
        Lines that are left out, because another style draws them.
    """
    edges = shapely.union_all([area.boundary for area in areas])
    if without is not None:
        edges = edges.difference(without)
    return edges if edges.is_empty else shapely.line_merge(edges)


def anchors(area: BaseGeometry, count: int = ANCHORS) -> list[list[int]]:
    """Return up to `count` roomy places for a name inside an area, the best one first.

    Each is the centre of the largest ellipse, wider than high, that fits the largest part and
    keeps clear of the places before it.
    """
    biggest = max(shapely.get_parts(area), key=lambda part: part.area)
    # On the grid a narrow neck may touch itself, and no circle could be cut out of it.
    whole = _largest(shapely.make_valid(to_grid(biggest)))
    room = shapely.transform(whole, lambda xy: xy / (_NAME_SHAPE, 1.0))
    found: list[list[int]] = []
    for _ in range(count):
        circle = shapely.maximum_inscribed_circle(room, tolerance=_ANCHOR_TOLERANCE_M)
        centre = shapely.get_point(circle, 0)
        moved = shapely.transform(centre, lambda xy: xy * (_NAME_SHAPE, 1.0))
        found.append(point_numbers(to_wgs84(moved)))
        room = _largest(room.difference(centre.buffer(circle.length)))
        if room is None:
            break
    return found


def _largest(area: BaseGeometry) -> BaseGeometry | None:
    polygons: Sequence[BaseGeometry] = [
        part for part in shapely.get_parts(area) if part.geom_type == "Polygon"
    ]
    return max(polygons, key=lambda part: part.area, default=None)
