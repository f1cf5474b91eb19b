"""All kilometre posts side by side: where a source puts each, and where the map finds it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import shapely

from geo.catalog.catalog import once_per_catalog
from geo.catalog.km_posts import PostRole
from geo.crs import to_grid
from geo.errors import KmRangeError

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog
    from geo.catalog.km_posts import PostRecord
    from geo.catalog.linear_reference import LocatedSpan, Route

# Boundaries are generalised to 30 m, and a sample of a route stands for 20 m of it.
_BOUNDARY_KM = 0.05


class PostFit(StrEnum):
    """Whether the place that the map finds for a post is the one that its source names."""

    FITS = "fits"
    WITHIN = "within"
    MISFIT = "misfit"
    UNUSED = "unused"


@dataclass(frozen=True)
class LocatedPost:
    """A kilometre post and the place that the map finds for its kilometre.

    Parameters
    ----------
    found_code
        Commune in which the kilometre is found; empty outside the province, and where it is not
        found.
    located
        ``None`` where the route has no such kilometre, or no kilometres at all.
    offset_km
        Official kilometre minus kilometre along the route, in the middle of what the posts allow.
    away_km
        From the place that the source names to the one that is found; ``None`` without either.
    fit
        `FITS`: the same place. `WITHIN`: beside it, by no more than post and kilometres may err.
    """

    record: PostRecord
    found_code: str
    located: LocatedSpan | None
    offset_km: float | None
    away_km: float | None
    fit: PostFit


@once_per_catalog
def located_posts(catalog: Catalog) -> tuple[LocatedPost, ...]:
    """Return all posts in the order of their table."""
    return tuple(_located(catalog, record) for record in catalog.km_posts)


def _located(catalog: Catalog, record: PostRecord) -> LocatedPost:
    route = catalog.routes.get(record.route_id)
    used = record.role is not PostRole.UNUSED
    missing = PostFit.MISFIT if used else PostFit.UNUSED
    if route is None:
        return LocatedPost(record, "", None, None, None, missing)
    try:
        located = route.locate(record.km, which=record.count)
    except KmRangeError:
        return LocatedPost(record, "", None, None, None, missing)
    measure = route.to_measure(record.km, record.count)
    offset = record.km - route.along_at(measure)
    spot = to_grid(located.geometry)
    cell = int(catalog.areas.cells_at(shapely.get_coordinates(spot))[0])
    found = catalog.areas.atoms[cell].commune_code if cell >= 0 else ""
    away = _away_km(catalog, route, record, located, route.along_at(measure))
    fit = _fit(away, record.uncertainty_km, located.uncertainty_km) if used else PostFit.UNUSED
    return LocatedPost(record, found, located, offset, away, fit)


def _away_km(
    catalog: Catalog, route: Route, record: PostRecord, located: LocatedSpan, along_km: float
) -> float | None:
    """Return how far a found place is from the named one: from an area straight, else along."""
    if not record.area_code:
        stretch = route.stretch_of(record.at)
        return max(stretch[0] - along_km, along_km - stretch[1], 0.0) if stretch else None
    if record.area_code not in catalog.areas.by_code:
        return None
    area = to_grid(catalog.areas[record.area_code].geometry)
    return float(to_grid(located.geometry).distance(area)) / 1_000


def _fit(away_km: float | None, beyond_km: float, uncertainty_km: float) -> PostFit:
    if away_km is None or away_km > beyond_km + uncertainty_km + _BOUNDARY_KM:
        return PostFit.MISFIT
    return PostFit.FITS if away_km <= _BOUNDARY_KM else PostFit.WITHIN
