"""A town to count in: where committed data are blind, a test builds what it needs.

Three square communes lie in a row, each 10 km wide; the first two made one district, the third
another. A straight road runs through their middle from west to east, and three projects lie on it.

    |  West  | Middle |  East  |
    | district 201    | 202    |      each square: 10 km by 10 km
    |---- P-1 --------|- P-2 --|      QL.9, 5 km north of the southern edge
                               P-3   a spot in East
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.catalog.areas import Areas, build_areas
from geo.catalog.catalog import Backdrop, Catalog
from geo.catalog.km_posts import CountId, KmCount, Post
from geo.catalog.linear_reference import Route, RouteStep, build_route
from geo.crs import length_km, to_wgs84
from geo.dates import PartialDate
from geo.model import (
    Agency,
    Asset,
    Corridor,
    CorridorSection,
    Evidence,
    Figure,
    GeometryKind,
    GeometryPart,
    Kind,
    Project,
    Section,
    Source,
    SourceKind,
    State,
    Status,
    StatusEvent,
)
from geo.tables import Feature
from geo.text import NO_TEXT, Text

ORIGIN = (500_000.0, 2_350_000.0)
SIDE_M = 10_000.0
WEST, MIDDLE, EAST = "20101", "20102", "20201"
FIRST_DISTRICT, SECOND_DISTRICT = "201", "202"
ROAD = "QL.9"
SOURCE = "TOWN-1"
GroundPoint = tuple[float, float]


def named(vi: str, **forms: str) -> Text:
    """Give a name in Vietnamese and, where asked, in other languages."""
    return Text((("vi", vi), *forms.items()))


def line(*metres: GroundPoint) -> BaseGeometry:
    """Give a line (EPSG:4326) through points in metres from the town's south-western corner."""
    return to_wgs84(shapely.LineString([(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in metres]))


def point(x: float, y: float) -> BaseGeometry:
    """Give a point (EPSG:4326), metres from the town's south-western corner."""
    return to_wgs84(shapely.Point(ORIGIN[0] + x, ORIGIN[1] + y))


def piece(geometry: BaseGeometry, origin: str = "S-1", kind: str = "osm") -> GeometryPart:
    return GeometryPart(origin, geometry, GeometryKind(kind), Evidence.A)


def areas(area_km2: float = 100.0) -> Areas:
    """Give the three communes and two districts; `area_km2` is what is published of each."""
    cells = (
        (WEST, "Tây", FIRST_DISTRICT, "Một"),
        (MIDDLE, "Giữa", FIRST_DISTRICT, "Một"),
        (EAST, "Đông", SECOND_DISTRICT, "Hai"),
    )
    features = []
    for number, (commune, name, district, district_name) in enumerate(cells):
        left = ORIGIN[0] + number * SIDE_M
        square = shapely.box(left, ORIGIN[1], left + SIDE_M, ORIGIN[1] + SIDE_M)
        properties: dict[str, Any] = {
            "commune_code": commune, "commune_name": name, "commune_type": "xã",
            "district_code": district, "district_name": district_name, "district_type": "huyện",
            "area_km2": area_km2,
        }  # fmt: skip
        features.append(Feature(f"{commune}-{district}", properties, to_wgs84(square)))
    return build_areas(features)


def section(name: str, geometry: BaseGeometry, ref: str = ROAD) -> Section:
    return Section(
        name, ref, NO_TEXT, "national", NO_TEXT, NO_TEXT, Evidence.A, GeometryKind.OSM, NO_TEXT,
        geometry, in_province=True,
    )  # fmt: skip


def route(
    *steps: Section | RouteStep, posts: Iterable[Post] = (), ref: str = ROAD, branch: int = 0
) -> Route:
    """Give a measured road; without posts nobody knows its kilometres."""
    known = tuple(posts)
    counts = [KmCount(ref, CountId.TODAY, known)] if known else []
    told = [step if isinstance(step, RouteStep) else RouteStep(step) for step in steps]
    return build_route(ref, branch, told, counts)


def corridor(corridor_id: str, *sections: Section | str, **more: Any) -> Corridor:
    """Give a corridor through sections in the order of travel; one named by id has no line."""
    ids = [one if isinstance(one, str) else one.id for one in sections]
    drawn = [one for one in sections if not isinstance(one, str)]
    values: dict[str, Any] = {
        "name": named(f"Hành lang {corridor_id}"), "short": named(corridor_id),
        "sections": tuple(CorridorSection(id_, "text", NO_TEXT) for id_ in ids),
        "pieces": tuple(piece(one.line, one.id) for one in drawn),
        "stated_districts": (), "stated_basis": "", "source_ids": (), "note": NO_TEXT,
    }  # fmt: skip
    return Corridor(corridor_id, **(values | more))


def project(
    project_id: str, *pieces: GeometryPart, known: Areas | None = None, **more: Any
) -> Project:
    """Give a project whose touched areas are measured as when the data is read."""
    lines = [one.geometry for one in pieces if one.geometry.geom_type == "LineString"]
    values: dict[str, Any] = {
        "kind": Kind.NATIONAL_ROAD, "name": named(f"Dự án {project_id}"), "asset_ids": (),
        "road_ref": ROAD, "km_from": None, "km_to": None, "start": NO_TEXT, "end": NO_TEXT,
        "stated_districts": (), "stated_basis": "", "class_target": NO_TEXT, "funding": NO_TEXT,
        "agency_ids": (), "start_year": None, "finish_year": None, "corridor_ids": (),
        "source_ids": (), "note": NO_TEXT, "geometry_note": NO_TEXT,
        "drawn_km": sum(map(length_km, lines)), "overlaps": (known or areas()).overlaps(pieces),
    }  # fmt: skip
    return Project(project_id, pieces=pieces, **(values | more))


def asset(asset_id: str, *pieces: GeometryPart, **more: Any) -> Asset:
    values: dict[str, Any] = {
        "kind": Kind.NATIONAL_ROAD, "name": named(f"Công trình {asset_id}"), "ref": "",
        "state": State.OPERATING, "state_since": None, "note": NO_TEXT, "agency_ids": (),
        "corridor_ids": (), "source_ids": (), "overlaps": areas().overlaps(pieces),
    }  # fmt: skip
    return Asset(asset_id, pieces=pieces, **(values | more))


def agency(agency_id: str, vi: str, **forms: str) -> Agency:
    return Agency(agency_id, named(vi, **forms))


def source(source_id: str, **more: Any) -> Source:
    values: dict[str, Any] = {
        "kind": SourceKind.OFFICIAL, "title": named(f"Tài liệu {source_id}"),
        "publisher": "UBND", "number": "", "date": PartialDate(2025, 1, 1),
        "url": f"https://example.vn/{source_id}",
    }  # fmt: skip
    return Source(source_id, **(values | more))


def event(
    project_id: str, day: PartialDate, status: Status, source_id: str = SOURCE, note: Text = NO_TEXT
) -> StatusEvent:
    return StatusEvent(project_id, day, status, note, source_id)


def figure(subject_id: str, quantity: str, value: float, unit: str, **more: Any) -> Figure:
    values: dict[str, Any] = {
        "qualifier": "", "as_of": None, "note": NO_TEXT, "source_id": SOURCE,
    }  # fmt: skip
    return Figure(subject_id, quantity, value, unit, **(values | more))


def on_road(project_id: str, from_km: float, to_km: float, **more: Any) -> Project:
    """Give a project on the town's road between two kilometres from its western end."""
    shape = line((from_km * 1_000, 5_000), (to_km * 1_000, 5_000))
    return project(project_id, piece(shape), **more)


def town_projects() -> tuple[Project, ...]:
    spot = piece(point(25_000, 8_000), "P", "point")
    return (
        on_road("P-1", 0, 20),
        on_road("P-2", 20, 30),
        project("P-3", spot, kind=Kind.URBAN),
    )


def town(projects: Iterable[Project] | None = None, **more: Any) -> Catalog:
    """Give the catalog of the town.

    Parameters
    ----------
    projects
        Instead of the three of the town.
    more
        Fields of the catalog that differ.
    """
    road = section("S-1", line((0, 5_000), (30_000, 5_000)))
    values: dict[str, Any] = {
        "digest": "0" * 12, "areas": areas(), "sections": {road.id: road}, "sites": {},
        "places": (), "routes": {}, "assets": {}, "corridors": {}, "events": (), "figures": (),
        "sources": by_id([source(SOURCE)]), "agencies": {}, "indicators": (), "mergers": (),
        "backdrop": Backdrop(*itertools.repeat((), 6)),
        "projects": by_id(town_projects() if projects is None else projects),
    }  # fmt: skip
    return Catalog(**(values | more))


def by_id(items: Iterable[Any]) -> Mapping[str, Any]:
    return {item.id: item for item in items}


def recounted_town(**more: Any) -> Catalog:
    """Give the town after its road was counted anew: today's Km100 and the old Km90 at its start.

    The old count ended with 2024.
    """
    catalog = town(assets=by_id([asset("QL-9", ref=ROAD)]))
    counts = (
        KmCount(ROAD, CountId.TODAY, (Post.at(0, 100, 0.2, SOURCE),)),
        KmCount(ROAD, CountId.OLD, (Post.at(0, 90, 0.2, SOURCE),), date(2024, 12, 31)),
    )
    road = build_route(ROAD, 0, [RouteStep(catalog.sections["S-1"])], counts)
    return replace(catalog, routes={ROAD: road}, **more)
