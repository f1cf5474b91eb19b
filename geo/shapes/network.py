"""How far places lie from the known roads of the province, all in EPSG:9206."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.catalog.catalog import Catalog, once_per_catalog
from geo.crs import to_grid, to_wgs84
from geo.model import GeometryKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

# Farther from every road than this is as far as can be.
FAR_M = 30_000.0
# A place so near beyond the border still counts as in the province: its outline is generalised.
_BORDER_M = 500.0
_SURROUNDINGS_M, _REACH_M = 20_000.0, 100_000.0


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
        Of the province and its roads, with a narrow seam around them, prepared.
    project
        What maps show of the project that a file is for, prepared; ``None`` where there is none.
    """

    tree: shapely.STRtree
    directions: NDArray[np.float64]
    outline: shapely.Geometry
    project: shapely.Geometry | None = None

    def around(self, shapes: Sequence[BaseGeometry]) -> RoadNetwork:
        """Return the network for a project that maps show as some shapes (EPSG:4326).

        The surroundings of one that lies outside the province count as inside.
        """
        if not shapes:
            return self
        project = to_grid(shapely.union_all(list(shapes)))
        outline = self.outline
        if shapely.intersection(project, outline).length < project.length / 2:
            outline = shapely.union(outline, shapely.buffer(project, _SURROUNDINGS_M))
        shapely.prepare([project, outline])
        return replace(self, outline=outline, project=project)

    @property
    def reach(self) -> tuple[float, float, float, float]:
        """West, south, east and north (degrees) of what may be in one file with the province."""
        box = shapely.box(*shapely.bounds(shapely.buffer(self.outline, _REACH_M)).tolist())
        west, south, east, north = shapely.bounds(to_wgs84(box)).tolist()
        return west, south, east, north

    def nearest(
        self, xy: NDArray[np.float64]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
        """Return places that have a road near, the nearest piece of road, and its distance."""
        (at, piece), far = self.tree.query_nearest(
            shapely.points(xy), max_distance=FAR_M, return_distance=True, all_matches=False
        )
        return at, piece, far

    def off_project_m(self, xy: NDArray[np.float64]) -> float:
        """Return the median distance of places from the project, endless where none is shown."""
        if self.project is None:
            return math.inf
        return float(np.median(shapely.distance(self.project, shapely.points(xy))))

    def inside(self, xy: NDArray[np.float64]) -> float:
        """Return the share of the places that lie in the province."""
        return float(shapely.contains_xy(self.outline, xy[:, 0], xy[:, 1]).mean())


@once_per_catalog
def road_network(catalog: Catalog) -> RoadNetwork:
    """Return the known roads of a catalog: its sections that are no drawings, and the backdrop."""
    sections = catalog.sections.values()
    own = [
        section.line
        for section in sections
        if section.road_class != "river" and section.geometry_kind is not GeometryKind.SCHEMATIC
    ]
    lines = own + [feature.geometry for feature in catalog.backdrop.roads]
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
    # A road of the province may run beyond its border for some kilometres.
    roadsides = [to_grid(line).simplify(_BORDER_M / 5).buffer(_BORDER_M) for line in own]
    outline = shapely.union_all([outline, *roadsides])
    shapely.prepare(outline)
    return RoadNetwork(shapely.STRtree(pieces), along / np.hypot(*along.T)[:, np.newaxis], outline)
