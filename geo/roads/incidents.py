"""Incidents on roads: where each is, whether it is over on a day, and how many a season has.

A kilometre locates an incident only on a road whose posts are known, and only in the area that the
source names, if it names one. Without that an incident is as its row says: along a section of a
road, somewhere in an area, or on a road and nothing more. It is never drawn as a point then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import shapely

from geo.catalog.catalog import once_per_catalog
from geo.errors import KmRangeError
from geo.model import ROAD_KINDS, AreaFrame, GeometryKind
from geo.query.wording import source_mark
from geo.road_names import format_km
from geo.strings import format_number, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog
    from geo.catalog.linear_reference import LocatedSpan
    from geo.model import Asset, Incident
    from geo.query.view import View

RECENT_DAYS: Final = 90
"""After so many days without word an incident whose end nobody tells is drawn pale."""
RAINY_MONTHS: Final = range(5, 11)
"""May to October, by which incidents are counted."""


class SiteBasis(StrEnum):
    """What is known of where an incident is; the value is part of the key of its words."""

    KM = "km"
    PLACE = "place"
    SECTION = "section"
    ROAD = "road"
    AREA = "area"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class IncidentSite:
    """Where an incident is.

    Parameters
    ----------
    shape
        EPSG:4326: a point or stretch of road; the sections of a road; ``None`` where only an area
        or nothing is known.
    uncertainty_km
        By how much a kilometre may be wrong, 0 where it is none.
    """

    basis: SiteBasis
    shape: BaseGeometry | None = None
    uncertainty_km: float = 0.0

    @property
    def spot(self) -> BaseGeometry | None:
        """The point (EPSG:4326) that stands for a located incident, ``None`` for all others."""
        if self.shape is None or self.basis not in (SiteBasis.KM, SiteBasis.PLACE):
            return None
        if self.shape.geom_type == "Point":
            return self.shape
        longest = max(shapely.get_parts(self.shape), key=shapely.length)
        return shapely.line_interpolate_point(longest, 0.5, normalized=True)


@once_per_catalog
def incident_sites(catalog: Catalog) -> Mapping[str, IncidentSite]:
    """Return where each incident is, by its id."""
    return {incident.id: _site(catalog, incident) for incident in catalog.incidents}


def _site(catalog: Catalog, incident: Incident) -> IncidentSite:
    located = _located(catalog, incident)
    if located:
        return IncidentSite(SiteBasis.KM, located.geometry, located.uncertainty_km)
    own = [piece for piece in incident.pieces if piece.geometry_kind is not GeometryKind.WITHIN]
    lines = [piece.geometry for piece in own if "Line" in piece.geometry.geom_type]
    points = [piece.geometry for piece in own if piece.geometry.geom_type == "Point"]
    if lines:
        # Whoever names all sections of a road names no section.
        whole = {s.id for s in catalog.sections.values() if s.ref == incident.road_ref}
        if whole and whole <= {piece.origin for piece in own}:
            return IncidentSite(SiteBasis.ROAD)
        return IncidentSite(SiteBasis.SECTION, shapely.line_merge(shapely.union_all(lines)))
    # A kilometre that could not be located is no place, whatever made a point of it.
    if points and incident.km_from is None:
        return IncidentSite(SiteBasis.PLACE, points[0])
    return IncidentSite(SiteBasis.AREA if incident.pieces else SiteBasis.UNKNOWN)


def _located(catalog: Catalog, incident: Incident) -> LocatedSpan | None:
    """Return the kilometre of an incident on its road, ``None`` where nobody can tell.

    An area is left as its place only where the kilometre lies outside it, see the loading of it.
    """
    in_area = any(piece.geometry_kind is GeometryKind.WITHIN for piece in incident.pieces)
    return None if in_area else span_of(catalog, incident)


def span_of(catalog: Catalog, incident: Incident) -> LocatedSpan | None:
    """Return the kilometres of an incident on its road, whatever area its source names."""
    route = catalog.routes.get(incident.road_ref)
    if route is None or not route.calibrated or incident.km_from is None:
        return None
    try:
        return route.locate(incident.km_from, incident.km_to)
    except KmRangeError:
        return None


def has_begun(incident: Incident, day: date) -> bool:
    """Tell whether an incident had surely happened by a day."""
    return incident.date_from.last_day <= day


def is_past(incident: Incident, day: date) -> bool:
    """Tell whether an incident is over on a day, or nobody has told of it for long."""
    if incident.date_until:
        return incident.date_until.last_day < day
    return day - incident.date_from.last_day > timedelta(days=RECENT_DAYS)


def incidents_of(view: View) -> tuple[Incident, ...]:
    """Return the incidents of a view, the newest first: by its day, areas and corridors."""
    catalog, asked = view.catalog, view.selection
    roads = {
        catalog.sections[part.section_id].ref
        for corridor_id in asked.corridors
        for part in catalog.corridors[corridor_id].sections
    } - {""}

    def fits(incident: Incident) -> bool:
        return (
            has_begun(incident, view.day)
            and (not asked.areas or not touched_codes(incident).isdisjoint(asked.areas))
            and (not asked.corridors or incident.road_ref in roads)
        )

    return newest_first(filter(fits, catalog.incidents))


def touched_codes(incident: Incident) -> frozenset[str]:
    """Return the codes of the areas of both frames that an incident touches."""
    return frozenset(touch.code for _, touches in incident.overlaps for touch in touches)


def newest_first(incidents: Iterable[Incident]) -> tuple[Incident, ...]:
    """Return incidents by their days, the newest first; those of a day by their ids."""
    in_order = sorted(incidents, key=lambda one: one.id)
    return tuple(sorted(in_order, key=lambda one: one.date_from.last_day, reverse=True))


def incidents_on(catalog: Catalog, asset: Asset, day: date) -> tuple[Incident, ...]:
    """Return the incidents on the road of an asset up to a day, the newest first."""
    if not asset.ref or asset.kind not in ROAD_KINDS:
        return ()
    mine = (one for one in catalog.incidents if one.road_ref == asset.ref and has_begun(one, day))
    return newest_first(mine)


def incident_key(incident: Incident, *, past: bool) -> str:
    """Return the id under which a map shows an incident: fresh, or pale as a past one."""
    return f"{incident.id}:past" if past else incident.id


def incident_keys(view: View) -> frozenset[str]:
    """Return the ids under which a map shows the incidents of a view."""
    found = incidents_of(view)
    return frozenset(incident_key(one, past=is_past(one, view.day)) for one in found)


def asset_of(catalog: Catalog, key: str) -> Asset | None:
    """Return the road on which the incident of a map's id is, ``None`` for none."""
    incident_id = key.partition(":")[0]
    roads = (one.road_ref for one in catalog.incidents if one.id == incident_id and one.road_ref)
    road = next(roads, "")
    return next((a for a in catalog.assets.values() if road and a.ref == road), None)


@dataclass(frozen=True)
class Season:
    """How many incidents a rainy season had, or the rest of a year.

    Parameters
    ----------
    spots
        Places that its incidents count, at least one each: several sources may count one place.
    """

    year: int
    rainy: bool
    incidents: int
    spots: int

    def describe(self, language: str) -> str:
        """Return the season and its counts in words."""
        season = say("incidents.rainy" if self.rainy else "incidents.dry", language, year=self.year)
        values = {"season": season, "n": self.incidents, "spots": self.spots}
        return say("incidents.season", language, **values)


def seasons(incidents: Iterable[Incident]) -> tuple[Season, ...]:
    """Return the counts of incidents by season, the newest first.

    Of a date that names a year only nobody knows the season: it counts to the rainy one, in which
    nearly all fall.
    """
    groups: dict[tuple[int, bool], list[int]] = {}
    for incident in incidents:
        month = incident.date_from.month
        rainy = month is None or month in RAINY_MONTHS
        groups.setdefault((incident.date_from.year, rainy), []).append(incident.spots or 1)
    return tuple(
        Season(year, rainy, len(spots), sum(spots))
        for (year, rainy), spots in sorted(groups.items(), reverse=True)
    )


def incident_title(incident: Incident, language: str) -> str:
    """Return what happened on which road: ``Sạt lở đất – ĐT.101, Km15+600``."""
    kind = say(f"incident.{incident.kind}", language)
    where = [incident.road_ref] if incident.road_ref else []
    if incident.road_ref and incident.km_from is not None:
        ends = [incident.km_from] + ([] if incident.km_to is None else [incident.km_to])
        where.append(" – ".join(map(format_km, ends)))
    return " – ".join([kind, *([", ".join(where)] if where else [])])


def incident_days(incident: Incident, language: str) -> str:
    """Return from when to when an incident lasted; an end that nobody tells is said."""
    first = incident.date_from.show(language)
    if incident.date_until is None:
        return say("incidents.since", language, day=first)
    return f"{first} – {incident.date_until.show(language)}"


def incident_sizes(incident: Incident, language: str) -> tuple[str, ...]:
    """Return earth fallen, length of road and number of places, as far as they are known."""
    sizes = (
        ("volume", incident.volume_m3),
        ("length", incident.length_m),
        ("spots", incident.spots),
    )
    return tuple(
        say(f"incidents.{name}", language, n=format_number(value, language))
        for name, value in sizes
        if value is not None
    )


def incident_place(catalog: Catalog, incident: Incident, language: str) -> str:
    """Return in words where an incident is, and how that is known."""
    basis = incident_sites(catalog)[incident.id].basis
    frames = dict(incident.overlaps)
    touched = frames.get(AreaFrame.COMMUNE) or frames.get(AreaFrame.DISTRICT) or ()
    names = [catalog.areas[touch.code].full_name[language] for touch in touched]
    return say(f"incidents.at-{basis}", language, areas=", ".join(names))


def incident_note(catalog: Catalog, incident: Incident, language: str) -> str:
    """Return days, sizes, place and source of an incident in one line."""
    source = catalog.sources.get(incident.source_id)
    parts = (
        incident_days(incident, language),
        *incident_sizes(incident, language),
        incident_place(catalog, incident, language),
        f"[{source_mark(source, language)}]" if source else "",
    )
    return " · ".join(part for part in parts if part)
