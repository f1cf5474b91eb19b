"""Neighbours that fit the thinned outline of the province without gap or overlap.

The neighbours of the pack fit another outline. Cutting and filling along both outlines
would leave slivers, so the borders between neighbours are taken alone, led to the nearest
vertex of the new outline, and the faces between all these lines are given back to the
neighbour that covers them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import shapely
from shapely import LineString, Point

from geo.errors import DataError
from tools.import_pack.geojson import rounded

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.tables import Feature

_REACH_DEG = 0.01
"""How far the end of a border may be led to the new outline: about 1 km."""


def _border_lines(neighbours: Sequence[Feature], province: BaseGeometry) -> list[LineString]:
    """Return the borders between neighbours and the edge of the window, without the province."""
    old_outline = shapely.union_all([item.geometry for item in neighbours])
    inner = shapely.union_all([shapely.Polygon(ring) for ring in old_outline.interiors])
    lines = shapely.union_all([item.geometry.boundary for item in neighbours])
    lines = lines.difference(inner.boundary).difference(province)
    merged = shapely.line_merge(lines)
    return [part for part in shapely.get_parts(merged) if part.length > 0]


def _led_to_outline(lines: Sequence[LineString], province: BaseGeometry) -> list[LineString]:
    """Move every loose end of a border to the nearest vertex of the province."""
    vertices = shapely.MultiPoint(shapely.get_coordinates(province.exterior))
    ends = Counter(coordinate for line in lines for coordinate in (line.coords[0], line.coords[-1]))
    led = []
    for line in lines:
        coordinates = list(line.coords)
        if coordinates[0] == coordinates[-1]:
            led.append(line)
            continue
        for index in (0, -1):
            if ends[coordinates[index]] > 1:
                continue
            end = Point(coordinates[index])
            nearest = shapely.shortest_line(end, vertices).coords[-1]
            if end.distance(Point(nearest)) < _REACH_DEG:
                coordinates[index] = nearest
        led.append(LineString(coordinates))
    return led


def fitted_neighbours(
    neighbours: Sequence[Feature], areas: Sequence[BaseGeometry]
) -> list[Feature]:
    """Return the neighbours with the outline of the areas as their inner edge.

    Parameters
    ----------
    neighbours
        Polygons around the province, made for another outline of it.
    areas
        The areas of the province, a valid coverage without holes.
    """
    province = shapely.coverage_union_all(areas)
    lines = _led_to_outline(_border_lines(neighbours, province), province)
    faces = shapely.get_parts(
        shapely.polygonize(shapely.get_parts(shapely.union_all([*lines, province.exterior])))
    )
    parts: defaultdict[str, list[BaseGeometry]] = defaultdict(list)
    for face in faces:
        if province.contains(face.representative_point()):
            continue
        shares = {item.id: item.geometry.intersection(face).area for item in neighbours}
        # The face may be a sliver on the province's old ground: then the nearest border wins.
        if max(shares.values()) == 0:
            shares = {
                item.id: item.geometry.boundary.intersection(face.boundary).length
                for item in neighbours
            }
        parts[max(shares, key=lambda name: (shares[name], name))].append(face)
    result = [
        replace(item, geometry=rounded(shapely.union_all(parts[item.id])))
        for item in neighbours
        if parts[item.id]
    ]
    fits = shapely.coverage_is_valid([*areas, *(item.geometry for item in result)])
    if len(result) != len(neighbours) or not fits:
        raise DataError(
            "the neighbours do not fit the outline of the areas",
            "neighbours.geojson",
            "check that their borders end near vertices of the province's outline",
        )
    return result
