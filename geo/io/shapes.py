"""Features of ``data/shapes`` as sections, sites and places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapely.geometry import LineString, Point

from geo.errors import DataError
from geo.model import Evidence, GeometryKind, Place, Section, Site
from geo.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.tables import Feature


def read_sections(roads: Iterable[Feature], rivers: Iterable[Feature]) -> dict[str, Section]:
    """Return road, expressway and river lines by id.

    A river of the map is tagged as such in its source, hence grade A.
    """
    sections = {item.id: _section(item) for item in roads}
    for item in rivers:
        sections[item.id] = Section(
            id=item.id,
            ref="",
            name=Text.from_row(item.properties, "name"),
            road_class="river",
            start=Text(()),
            end=Text(()),
            evidence=Evidence.A,
            geometry_kind=GeometryKind.OSM,
            basis=Text.from_row(item.properties, "note"),
            line=_line(item),
            in_province=True,
            measured_km=item.properties.get("length_km"),
        )
    return sections


def read_sites(features: Iterable[Feature]) -> dict[str, Site]:
    """Return the points of infrastructure by id."""
    return {item.id: _site(item) for item in features}


def read_places(features: Iterable[Feature]) -> tuple[Place, ...]:
    """Return the named places, the most important first."""
    places = [
        Place(
            id=item.id,
            kind=item.properties["kind"],
            name=Text.from_row(item.properties, "name"),
            rank=int(item.properties.get("rank") or 9),
            point=_point(item),
            commune_code=item.properties.get("commune_code") or "",
            district_code=item.properties.get("district_code") or "",
            elevation_m=item.properties.get("elevation_m"),
        )
        for item in features
    ]
    return tuple(sorted(places, key=lambda place: (place.rank, place.id)))


def _section(item: Feature) -> Section:
    props = item.properties
    return Section(
        id=item.id,
        ref=props["ref"],
        name=Text.from_row(props, "name"),
        road_class=props["road_class"],
        start=Text.from_row(props, "from"),
        end=Text.from_row(props, "to"),
        evidence=Evidence(props["evidence"]),
        geometry_kind=GeometryKind(props["geometry_kind"]),
        basis=Text.from_row(props, "basis"),
        line=_line(item),
        in_province=bool(props["in_province"]),
        official_km=props.get("official_km"),
        official_km_source_id=props.get("official_km_source_id") or "",
        measured_km=props.get("measured_km"),
        crossing=props.get("crossing") or "",
    )


def _site(item: Feature) -> Site:
    props = item.properties
    return Site(
        id=item.id,
        kind=props["kind"],
        name=Text.from_row(props, "name"),
        evidence=Evidence(props["evidence"]),
        accuracy_m=props.get("accuracy_m"),
        basis=Text.from_row(props, "basis"),
        point=_point(item),
        commune_code=props.get("commune_code") or "",
        district_code=props.get("district_code") or "",
    )


def _line(item: Feature) -> LineString:
    if not isinstance(item.geometry, LineString):
        msg = f"{item.id} is a {item.geometry.geom_type}, not a LineString"
        raise DataError(msg, "shapes", "a section is one oriented line")
    return item.geometry


def _point(item: Feature) -> Point:
    if not isinstance(item.geometry, Point):
        msg = f"{item.id} is a {item.geometry.geom_type}, not a Point"
        raise DataError(msg, "shapes", "sites and places are points")
    return item.geometry
