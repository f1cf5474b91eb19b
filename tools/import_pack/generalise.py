"""Fewer points, same shape: lines by Douglas-Peucker, areas as one coverage.

Every tolerance is a distance in EPSG:9206, the zone of the province; degrees are never
measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import LineString

from geo.crs import to_grid, to_wgs84
from geo.errors import DataError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

# Ten metres are enough for the eye at 1:50 000, but on mountain roads they take up to 2 % off a
# length: lines that carry a kilometrage keep their bends.
ROAD_TOLERANCE_M = 3.0
LINE_TOLERANCE_M = 10.0
CONTEXT_TOLERANCE_M = 15.0
AREA_TOLERANCE_M = 30.0


def simplified_line(line: BaseGeometry, tolerance_m: float = LINE_TOLERANCE_M) -> BaseGeometry:
    """Drop vertices of a line that lie within the tolerance.

    The kept vertices, and so both ends, are exactly the given ones: sections that met
    before still meet.
    """
    metric = to_grid(line)
    thin = metric.simplify(tolerance_m, preserve_topology=True)
    # The way back through the projection would shift the last digit; look the vertex up instead.
    given = {
        (float(x), float(y)): (float(lon), float(lat))
        for (x, y), (lon, lat) in zip(
            shapely.get_coordinates(metric), shapely.get_coordinates(line), strict=True
        )
    }
    return LineString([given[float(x), float(y)] for x, y in shapely.get_coordinates(thin)])


def simplified_polygon(
    polygon: BaseGeometry, tolerance_m: float = LINE_TOLERANCE_M
) -> BaseGeometry:
    """Thin the rings of a polygon that has no neighbours."""
    return to_wgs84(to_grid(polygon).simplify(tolerance_m, preserve_topology=True))


def simplified_coverage(
    polygons: Sequence[BaseGeometry], tolerance_m: float = AREA_TOLERANCE_M
) -> list[BaseGeometry]:
    """Thin polygons that share borders, and keep the borders shared.

    Raises
    ------
    DataError
        If the polygons overlap or leave slivers after the coordinates were rounded.
    """
    metric = np.array([to_grid(polygon) for polygon in polygons], dtype=object)
    thin = [to_wgs84(polygon) for polygon in shapely.coverage_simplify(metric, tolerance_m)]
    if not shapely.coverage_is_valid(thin) or not all(polygon.is_valid for polygon in thin):
        raise DataError(
            f"the areas overlap or gape after thinning by {tolerance_m:g} m",
            "admin_units.geojson",
            "take a smaller tolerance",
        )
    return thin
