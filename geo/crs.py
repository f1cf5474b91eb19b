"""Coordinate reference systems and measures.

EPSG:4326 in files and in the browser; EPSG:9206 (VN-2000 / TM-3 104-00, the province's own
zone) for every length, area and printed sheet. Nothing is ever measured in degrees.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import shapely
from pyproj import Transformer

if TYPE_CHECKING:
    import numpy as np
    from shapely.geometry.base import BaseGeometry

WGS84 = "EPSG:4326"
VN2000_SON_LA = "EPSG:9206"
DECIMALS = 6


@cache
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def _moved(geometry: BaseGeometry, source: str, target: str) -> BaseGeometry:
    def move(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        moved_x, moved_y = _transformer(source, target).transform(x, y)
        return moved_x, moved_y

    return shapely.transform(geometry, move, interleaved=False)


def to_grid(geometry: BaseGeometry) -> BaseGeometry:
    """Return `geometry` (EPSG:4326, degrees) in EPSG:9206 (metres)."""
    return _moved(geometry, WGS84, VN2000_SON_LA)


def to_wgs84(geometry: BaseGeometry) -> BaseGeometry:
    """Return `geometry` (EPSG:9206, metres) in EPSG:4326, six decimals (about 0.1 m)."""
    moved = _moved(geometry, VN2000_SON_LA, WGS84)
    return shapely.transform(moved, lambda xy: xy.round(DECIMALS))


def length_km(geometry: BaseGeometry) -> float:
    """Return the length in EPSG:9206 of a geometry given in EPSG:4326, in kilometres."""
    return float(to_grid(geometry).length) / 1_000


def area_km2(geometry: BaseGeometry) -> float:
    """Return the area in EPSG:9206 of a geometry given in EPSG:4326, in square kilometres."""
    return float(to_grid(geometry).area) / 1_000_000
