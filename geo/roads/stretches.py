"""Where the lines of projects lie on a measured road, by linear referencing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from geo.crs import to_grid
from geo.roads.graph import SNAP_KM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.catalog.linear_reference import RouteSection
    from geo.model import GeometryPart

# Two roads may meet at a sharp angle or share a bridge; a project that lies along another road
# under another section's name does so for longer.
MIN_SHARED_KM = 1.0
# Fewer metres than a degree has anywhere here: what is further apart by it is further apart.
_DEGREE_M = 100_000
# Stretches nearer than this to each other touch: they are one.
TOUCH_KM = 0.05
Stretches = tuple[tuple[float, float], ...]
"""From and to in kilometres from the start of a road, in order, apart from each other."""


def line_stretches(
    legs: Sequence[RouteSection], pieces: Iterable[GeometryPart], *, beside: bool = True
) -> Stretches:
    """Return the stretches of a road on which the lines among some parts lie.

    Parameters
    ----------
    legs
        The sections of the road with their measures.
    beside
        Whether lines of other sections count that run along the road.
    """
    own = {leg.section.id for leg in legs}
    stretches: list[tuple[float, float]] = []
    for piece in pieces:
        if "Line" not in piece.geometry.geom_type:
            continue
        for leg in legs:
            if leg.section.id == piece.origin:
                stretches += _on_leg(leg, to_grid(piece.geometry))
            elif beside and piece.origin not in own and _may_be_near(leg, piece.geometry):
                stretches += _along_leg(leg, to_grid(piece.geometry))
    return merged(stretches)


def point_stretches(legs: Sequence[RouteSection], pieces: Iterable[GeometryPart]) -> Stretches:
    """Return the places on a road at which the points among some parts lie, from and to alike."""
    places = [
        place
        for piece in pieces
        if piece.geometry.geom_type == "Point"
        for leg in legs
        if leg.section.id == piece.origin
        for place in _on_leg(leg, to_grid(piece.geometry))
    ]
    return tuple(sorted(set(places)))


def merged(stretches: Iterable[tuple[float, float]]) -> Stretches:
    """Return stretches with those that touch made one; what is shorter than that is none."""
    found: list[tuple[float, float]] = []
    for low, high in sorted(stretches):
        if found and low - found[-1][1] <= TOUCH_KM:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        elif high - low > TOUCH_KM:
            found.append((low, high))
    return tuple(found)


def _on_leg(leg: RouteSection, shape: BaseGeometry) -> Iterator[tuple[float, float]]:
    """Yield where a part of a section lies on it, by linear referencing."""
    for part in getattr(shape, "geoms", [shape]):
        ends = sorted(
            leg.from_km + float(leg.line.project(shapely.Point(part.coords[at]))) / 1_000
            for at in (0, -1)
        )
        yield ends[0], ends[1]


def _may_be_near(leg: RouteSection, shape: BaseGeometry) -> bool:
    """Tell whether the boxes of a section and a shape (EPSG:4326) are within the snap distance.

    Of thousands of pairs a few dozen are: the others need not be measured.
    """
    reach = SNAP_KM * 1_000 / _DEGREE_M
    west, south, east, north = map(float, leg.section.line.bounds)
    left, bottom, right, top = map(float, shape.bounds)
    return (
        left <= east + reach
        and west <= right + reach
        and bottom <= north + reach
        and south <= top + reach
    )


def _along_leg(leg: RouteSection, shape: BaseGeometry) -> Iterator[tuple[float, float]]:
    """Yield where a line of another section runs along this one, within the snap distance."""
    reach = SNAP_KM * 1_000
    west, south, east, north = leg.line.bounds
    room = 2 * reach
    near = shapely.clip_by_rect(shape, west - room, south - room, east + room, north + room)
    if near.is_empty or near.distance(leg.line) > reach:
        return
    shared = leg.line.intersection(near.buffer(reach))
    for part in getattr(shared, "geoms", [shared]):
        if part.length >= MIN_SHARED_KM * 1_000:
            yield from _on_leg(leg, part)
