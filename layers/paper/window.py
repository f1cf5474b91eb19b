"""The window of a paper map: which ground it shows, at which scale, in points from its corner."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import to_grid, to_wgs84

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

POINTS_PER_INCH = 72.0
MM_PER_INCH = 25.4
POINTS_PER_MM = POINTS_PER_INCH / MM_PER_INCH
# A CSS pixel is 1/96 inch.
POINTS_PER_PIXEL = POINTS_PER_INCH / 96.0
# Paper is read closer than a screen and resolves more: the same design, a little smaller.
PRINT_FACTOR = 0.8
# Half a web zoom level more fits, because paper resolves more than a screen.
_ZOOM_BONUS = 0.5
# Ground size in metres of a CSS pixel at web zoom level 0, on the equator.
_PIXEL_AT_ZOOM_0 = 156_543.033_92
_LATITUDE = 21.3
# Geometry is cut this far outside the window: no stroke is wider.
_CLIP_MARGIN = 24.0
_NOWHERE = shapely.Point()


@dataclass(frozen=True)
class Window:
    """A rectangle of EPSG:9206 ground on paper.

    Parameters
    ----------
    west, south
        Lower left corner, metres in EPSG:9206.
    width, height
        Size on paper in points (1/72 inch).
    scale
        Denominator of the numeric scale: 250000 for 1:250 000.
    factor
        Size of the symbols in print relative to the screen.
    """

    west: float
    south: float
    width: float
    height: float
    scale: float
    factor: float = PRINT_FACTOR

    @property
    def metres_per_point(self) -> float:
        """Ground metres of one point on paper."""
        return self.scale * MM_PER_INCH / 1_000 / POINTS_PER_INCH

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in metres (EPSG:9206)."""
        size = self.metres_per_point
        return (
            self.west,
            self.south,
            self.west + self.width * size,
            self.south + self.height * size,
        )

    @cached_property
    def paper(self) -> BaseGeometry:
        """The window itself, in points."""
        return shapely.box(0, 0, self.width, self.height)

    @cached_property
    def _ground(self) -> BaseGeometry:
        """The window with its margin in EPSG:4326, a little enlarged."""
        margin = 2 * _CLIP_MARGIN * self.metres_per_point
        edge = shapely.segmentize(shapely.box(*self.bounds).buffer(margin), 10_000)
        return shapely.box(*to_wgs84(edge).bounds)

    @property
    def zoom(self) -> float:
        """The web zoom level whose labels have room here."""
        pixel = self.scale * MM_PER_INCH / 1_000 / 96.0 * self.factor
        at_equator = pixel / math.cos(math.radians(_LATITUDE))
        return math.log2(_PIXEL_AT_ZOOM_0 / at_equator) + _ZOOM_BONUS

    def to_points(self, pixels: float) -> float:
        """Return a size of the design (CSS pixels) in points of this print."""
        return pixels * POINTS_PER_PIXEL * self.factor

    def to_page(self, geometries: Iterable[BaseGeometry]) -> list[BaseGeometry]:
        """Return geometries (EPSG:4326) in points, cut a little outside the window.

        What lies outside comes back empty, in its place.
        """
        shapes = np.array(list(geometries), dtype=object)
        if not len(shapes):
            return []
        near = shapely.intersects(shapely.box(*shapely.bounds(shapes).T), self._ground)
        shapes[~near] = _NOWHERE
        grid = _on_grid(shapes)
        size = self.metres_per_point

        def shrink(xy: NDArray[np.float64]) -> NDArray[np.float64]:
            return (xy - (self.west, self.south)) / size

        moved = shapely.transform(grid, shrink)
        cut = shapely.clip_by_rect(
            moved,
            -_CLIP_MARGIN,
            -_CLIP_MARGIN,
            self.width + _CLIP_MARGIN,
            self.height + _CLIP_MARGIN,
        )
        return list(cut)


# Lines and areas of a catalog on the grid: a sheet looks at the same ones through many windows.
# Each is kept with its original, so that no other geometry can come to have its id.
_ON_GRID: dict[int, tuple[BaseGeometry, BaseGeometry]] = {}
_MOST_KEPT = 20_000


def _on_grid(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return geometries (EPSG:4326) in EPSG:9206, those asked for before from memory."""
    found = np.array([_ON_GRID.get(id(shape), (None, None))[1] for shape in shapes], dtype=object)
    new = np.flatnonzero(found == np.array(None))
    if len(new):
        found[new] = moved = np.atleast_1d(to_grid(shapes[new]))
        if len(_ON_GRID) > _MOST_KEPT:
            _ON_GRID.clear()
        lasting = shapely.get_dimensions(shapes[new]) > 0
        for shape, grid in zip(shapes[new][lasting], moved[lasting], strict=True):
            _ON_GRID[id(shape)] = shape, grid
    return found


def window_around(
    bounds: tuple[float, float, float, float], width: float, height: float, scale: float
) -> Window:
    """Return the window of a scale that is centred on `bounds`.

    Parameters
    ----------
    bounds
        West, south, east, north in metres (EPSG:9206).
    width, height
        Size on paper in points.
    """
    size = scale * MM_PER_INCH / 1_000 / POINTS_PER_INCH
    west, south, east, north = bounds
    return Window(
        (west + east - width * size) / 2, (south + north - height * size) / 2, width, height, scale
    )


def grid_bounds(extent: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Return the bounds in EPSG:9206 (metres) of an extent in degrees (EPSG:4326)."""
    # Parallels are curved on the grid: the middle of an edge may bulge beyond its corners.
    edge = shapely.segmentize(shapely.box(*extent), 0.05)
    west, south, east, north = (float(value) for value in to_grid(edge).bounds)
    return west, south, east, north
