"""Where the soft marks of projects stand of which only the commune or former district is known.

A soft mark is a disc that lies in its area as a whole. Marks of one area lie beside each other, as
far from its edge and from one another as they can, and off the places that are known. The same data
give the same places.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo.catalog.catalog import once_per_catalog
from geo.crs import to_grid, to_wgs84
from geo.model import AreaFrame, GeometryKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from shapely.geometry import Point
    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog

# Discs in a former district are larger: less is known.
_MOST_M: Final = {AreaFrame.COMMUNE: 2_400.0, AreaFrame.DISTRICT: 6_000.0}
_GRID: Final = 40
_ROUNDS: Final = 12
# Of the room that there is: a disc keeps off the edge and off the next disc.
_SHARE: Final = 0.9
# A known place counts as an edge, but no more than this far: it must not take all the room.
_KEEP_OFF_M: Final = 1_500.0
_QUARTER_STEPS: Final = 6


@dataclass(frozen=True)
class SoftPlace:
    """The disc of a soft mark.

    Parameters
    ----------
    centre
        EPSG:4326.
    radius_m
        In the plane of EPSG:9206.
    frame
        The frame of the area that is known.
    """

    centre: Point
    radius_m: float
    frame: AreaFrame

    def disc(self, share: float = 1.0) -> BaseGeometry:
        """Return the disc, or a smaller one in it, as a polygon (EPSG:4326)."""
        grown = to_grid(self.centre).buffer(self.radius_m * share, quad_segs=_QUARTER_STEPS)
        return to_wgs84(grown)


@once_per_catalog
def soft_places(catalog: Catalog) -> Mapping[tuple[str, str], SoftPlace]:
    """Return the soft marks by project and origin (``within:CODE``); a group has none itself."""
    wanted: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for project in sorted(catalog.projects.values(), key=lambda one: one.id):
        for piece in project.pieces if project.id not in catalog.groups else ():
            if piece.geometry_kind is GeometryKind.WITHIN:
                code = piece.origin.partition(":")[2]
                wanted[code].append((project.id, piece.origin))
    if not wanted:
        return {}
    known = shapely.MultiPoint(_known_xy(catalog))
    found: dict[tuple[str, str], SoftPlace] = {}
    for code, keys in wanted.items():
        area = catalog.areas[code]
        centres, room = _spread(to_grid(area.geometry), known, len(keys))
        for key, centre, radius in zip(keys, centres, room, strict=True):
            place = to_wgs84(shapely.Point(centre))
            radius_m = min(_SHARE * float(radius), _MOST_M[area.frame])
            found[key] = SoftPlace(place, radius_m, area.frame)
    return found


def _known_xy(catalog: Catalog) -> NDArray[np.float64]:
    """Return the seats and the mapped points that a soft mark must not seem to stand for."""
    points = [place.point for place in catalog.places if place.kind != "commune"]
    points += [site.point for site in catalog.sites.values()]
    if not points:
        return np.empty((0, 2))
    return np.asarray(shapely.get_coordinates(to_grid(shapely.MultiPoint(points))))


def _spread(
    area: BaseGeometry, known: BaseGeometry, count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return `count` roomy points in an area, with the radius that each of them has.

    Parameters
    ----------
    area, known
        In EPSG:9206, metres.
    """
    xy, edge = _candidates(area)
    room = edge
    if not known.is_empty:
        away = shapely.distance(shapely.points(xy), known)
        room = np.where(away < _KEEP_OFF_M, np.minimum(edge, away), edge)
    chosen = [int(np.argmax(room))]
    while len(chosen) < min(count, len(xy)):
        # The next one is far from those before it, and from the edge.
        nearest = np.min([_distances(xy, xy[one]) for one in chosen], axis=0)
        chosen.append(int(np.argmax(np.minimum(room, nearest / 2))))
    for _ in range(_ROUNDS if count > 1 else 0):
        chosen = _rounded(xy, room, chosen)
    # In an area without so much room marks share a place.
    chosen = [chosen[number % len(chosen)] for number in range(count)]
    places = xy[chosen]
    gaps = np.array([[_gap(one, two) for two in places] for one in places]).min(
        axis=1, initial=np.inf
    )
    return places, np.minimum(edge[chosen], gaps / 2)


def _candidates(area: BaseGeometry) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return points of a lattice inside an area and how far its edge is from each."""
    west, south, east, north = area.bounds
    steps = (np.arange(_GRID) + 0.5) / _GRID
    xs, ys = np.meshgrid(west + steps * (east - west), south + steps * (north - south))
    xy = np.column_stack([xs.ravel(), ys.ravel()])
    shapely.prepare(area)
    xy = xy[shapely.contains_xy(area, xy[:, 0], xy[:, 1])]
    if not len(xy):
        inside = area.representative_point()
        xy = np.array([[inside.x, inside.y]])
    return xy, np.asarray(shapely.distance(shapely.points(xy), area.boundary))


def _rounded(xy: NDArray[np.float64], room: NDArray[np.float64], chosen: list[int]) -> list[int]:
    """Return the points moved to the roomiest place of what is nearest to each."""
    far = np.array([_distances(xy, xy[one]) for one in chosen])
    owner = far.argmin(axis=0)
    between = np.sort(far, axis=0)
    free = np.minimum(room, (between[1] - between[0]) / 2 if len(far) > 1 else room)
    return [
        int(mine[np.argmax(free[mine])]) if len(mine := np.flatnonzero(owner == number)) else one
        for number, one in enumerate(chosen)
    ]


def _distances(xy: NDArray[np.float64], to: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.hypot(xy[:, 0] - to[0], xy[:, 1] - to[1]))


def _gap(one: NDArray[np.float64], two: NDArray[np.float64]) -> float:
    """Return the distance of two points, infinite for one and the same."""
    metres = float(np.hypot(*(one - two)))
    return metres or float("inf")
