"""How far places lie from the known roads of the province, all in EPSG:9206."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.catalog.catalog import Catalog, once_per_catalog
from geo.crs import to_grid
from geo.model import GeometryKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Farther from every road than this is as far as can be.
FAR_M = 30_000.0
# A place so near beyond the border still counts as in the province: its outline is generalised.
_BORDER_M = 500.0


@dataclass(frozen=True)
class RoadNetwork:
    """The known roads, cut into straight pieces, and the outline of the province.

    Parameters
    ----------
    tree
        Pieces of roads: lines of two points.
    directions
        Unit vectors of the pieces, shape ``(n, 2)``.
    outline
        Of the province and a narrow seam around it, prepared.
    """

    tree: shapely.STRtree
    directions: NDArray[np.float64]
    outline: shapely.Geometry

    def distances_m(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how far each place lies from the nearest road, at most :data:`FAR_M`."""
        found = np.full(len(xy), FAR_M)
        at, _, far = self.nearest(xy)
        found[at] = far
        return found

    def nearest(
        self, xy: NDArray[np.float64]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
        """Return places that have a road near, the nearest piece of road, and its distance."""
        (at, piece), far = self.tree.query_nearest(
            shapely.points(xy), max_distance=FAR_M, return_distance=True, all_matches=False
        )
        return at, piece, far

    def inside(self, xy: NDArray[np.float64]) -> float:
        """Return the share of the places that lie in the province."""
        return float(shapely.contains_xy(self.outline, xy[:, 0], xy[:, 1]).mean())


@once_per_catalog
def road_network(catalog: Catalog) -> RoadNetwork:
    """Return the known roads of a catalog: its sections that are no drawings, and the backdrop."""
    sections = catalog.sections.values()
    lines = [
        section.line
        for section in sections
        if section.road_class != "river" and section.geometry_kind is not GeometryKind.SCHEMATIC
    ]
    lines += [feature.geometry for feature in catalog.backdrop.roads]
    starts, ends = [], []
    for line in shapely.get_parts(np.array([to_grid(line) for line in lines], dtype=object)):
        xy = shapely.get_coordinates(line)
        starts.append(xy[:-1])
        ends.append(xy[1:])
    first, last = np.concatenate(starts), np.concatenate(ends)
    along = last - first
    long = np.hypot(*along.T) > 0
    first, last, along = first[long], last[long], along[long]
    pieces = shapely.linestrings(np.stack([first, last], axis=1))
    outline = to_grid(catalog.areas.province).buffer(_BORDER_M)
    shapely.prepare(outline)
    return RoadNetwork(shapely.STRtree(pieces), along / np.hypot(*along.T)[:, np.newaxis], outline)
