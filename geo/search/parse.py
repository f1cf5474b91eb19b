"""Places that a query spells out: a kilometre of a road, coordinates."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Any

import shapely

from geo.crs import to_grid, to_wgs84
from geo.errors import KmRangeError
from geo.model import GeometryKind
from geo.query.within import REGION, Near, show_degrees
from geo.road_names import KM, REF, normal_ref, parse_km, show_km
from geo.search.entries import POINT_ROOM, room_around
from geo.search.model import Hit, HitKind
from geo.strings import say, show_number
from geo.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry import Point

    from geo.catalog.catalog import Catalog
    from geo.catalog.linear_reference import Route

SCORE = 100.0
# Northing and easting in EPSG:9206 that can be meant for the province and around, in metres.
_NORTH_M = (2_200_000.0, 2_500_000.0)
_EAST_M = (300_000.0, 700_000.0)
_METRES_IN_DEGREE = 111_000.0
_LEAST_ROOM = 0.005

_KM = r"\d{1,3}(?:\+\d{3}|[.,]\d{1,3})?"
_ROAD = r"[a-z][a-z .\-]*?\d{1,3}[a-z]?"
_ROAD_KM = re.compile(rf"({_ROAD})(?:[ ,;:]*(?:ly trinh )?km *|[ ,;:]+)({_KM})(?: *km)?")
_KM_ROAD = re.compile(rf"(?:ly trinh )?km *({_KM})[ ,;:]*(?:tren |of |on )?({_ROAD})")
_NUMBER = r"\d+(?:[.,]\d+)*"
_UNIT = r" *(?:°|º|do\b)? *(?:[nebd]\b)? *m?"
_LEAD = r"(?:lat|lon|lng|[xynebd])?\b *[:=]? *"
_PAIR = re.compile(
    rf"(?:(?:toa do|gps|wgs ?-?84|vn ?-?2000) *:? *)?{_LEAD}({_NUMBER}){_UNIT}[,;/ ]+"
    rf"{_LEAD}({_NUMBER}){_UNIT}"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


def typed_rules() -> dict[str, Any]:
    """Return patterns and bounds of typed places as plain values, for the search of the USB file.

    The patterns are read alike by Python and by JavaScript, and fit whole folded texts.
    """
    patterns = {
        "roadKm": _ROAD_KM,
        "kmRoad": _KM_ROAD,
        "pair": _PAIR,
        "thousands": _THOUSANDS,
        "ref": REF,
        "km": KM,
    }
    return {
        "patterns": {name: pattern.pattern for name, pattern in patterns.items()},
        "northM": list(_NORTH_M),
        "eastM": list(_EAST_M),
        "metresInDegree": _METRES_IN_DEGREE,
        "pointRoom": POINT_ROOM,
        "leastRoom": _LEAST_ROOM,
    }


def road_km(query: str) -> tuple[str, float] | None:
    """Read a road and a kilometre in any spelling, ``None`` when the query is something else.

    Examples
    --------
    >>> road_km("QL6 km 195"), road_km("quốc lộ 6 Km195+500"), road_km("km 12 đt109")
    (('QL.6', 195.0), ('QL.6', 195.5), ('ĐT.109', 12.0))
    """
    text = " ".join(fold(query).split())
    found = _ROAD_KM.fullmatch(text)
    road, km = found.groups() if found else ("", "")
    if not found and (found := _KM_ROAD.fullmatch(text)):
        km, road = found.groups()
    ref = normal_ref(road) if found else None
    return (ref, parse_km(km)) if ref else None


def km_hits(catalog: Catalog, ref: str, km: float, language: str) -> Iterator[Hit]:
    """Yield the place of a kilometre on each branch of a road that has it."""
    for route in catalog.routes.values():
        if route.ref != ref:
            continue
        try:
            located = route.locate(km)
        except KmRangeError:
            continue
        spot, doubt = located.geometry, located.uncertainty_km
        words = "search.km-official" if located.calibrated else "search.km-from-start"
        place = place_name(catalog, spot, language)
        if any(piece.geometry_kind is GeometryKind.SCHEMATIC for piece in located.pieces):
            place = f"{place} · {say('paper.schematic', language)}"
        room = max(doubt * 1_000 / _METRES_IN_DEGREE, _LEAST_ROOM)
        yield Hit(
            kind=HitKind.KM_POST,
            id=f"{route.id} {show_km(km)}",
            target_id=next((a.id for a in catalog.assets.values() if a.ref == ref), ""),
            label=_km_label(route, km, language),
            sublabel=say(words, language, place=place, km=show_number(doubt, language, 1)),
            bounds=room_around(spot, room),
            point=(spot.x, spot.y),
            score=SCORE,
            uncertainty_km=doubt,
        )


def _km_label(route: Route, km: float, language: str) -> str:
    if not route.branch:
        return f"{route.ref} {show_km(km)}"
    return f"{say('search.branch', language, ref=route.ref, n=route.branch)} {show_km(km)}"


def km_range(catalog: Catalog, ref: str, language: str) -> str:
    """Say from which to which kilometre a road is measured, branch by branch."""
    ranges = [
        f"{show_km(route.km_range[0])} – {show_km(route.km_range[1])}"
        for route in catalog.routes.values()
        if route.ref == ref
    ]
    return say("search.km-outside", language, ranges="; ".join(ranges)) if ranges else ""


def coordinates(query: str) -> tuple[float, float] | None:
    """Read a point as longitude and latitude (EPSG:4326), ``None`` when there is none.

    Degrees come as latitude and longitude, metres in VN-2000 as northing and easting; the other
    order is understood as well, for no value can be both. Decimals have a point or a comma.

    Examples
    --------
    >>> coordinates("21.33, 103.9"), coordinates("103,9; 21,33"), coordinates("QL.6")
    ((103.9, 21.33), (103.9, 21.33), None)
    """
    found = _PAIR.fullmatch(" ".join(fold(query).split()))
    if found is None:
        return None
    west, south, east, north = REGION
    for one, two in product(_readings(found[1]), _readings(found[2])):
        for across, up in ((two, one), (one, two)):
            if west <= across <= east and south <= up <= north:
                return across, up
            if _EAST_M[0] <= across <= _EAST_M[1] and _NORTH_M[0] <= up <= _NORTH_M[1]:
                spot = to_wgs84(shapely.Point(across, up))
                return spot.x, spot.y
    return None


def _readings(number: str) -> Iterator[float]:
    """Yield what a number may mean: with decimals, or in groups of thousands."""
    if len(re.findall(r"[.,]", number)) <= 1:
        yield float(number.replace(",", "."))
    if _THOUSANDS.fullmatch(number):
        yield float(re.sub(r"[.,]", "", number))


def point_hit(catalog: Catalog, lon: float, lat: float, language: str) -> Hit:
    """Return a point (EPSG:4326, degrees) as a hit."""
    spot = shapely.Point(lon, lat)
    grid = to_grid(spot)
    return Hit(
        kind=HitKind.POINT,
        id=Near.point(lon, lat, 1).value,
        target_id="",
        label=show_degrees(lon, lat, language),
        sublabel=say(
            "search.point",
            language,
            place=place_name(catalog, spot, language),
            north=show_number(grid.y, language),
            east=show_number(grid.x, language),
        ),
        bounds=room_around(spot),
        point=(lon, lat),
        score=SCORE,
    )


def place_name(catalog: Catalog, spot: Point, language: str) -> str:
    """Say in which commune a point (EPSG:4326) lies."""
    place = int(catalog.areas.cells_at(shapely.get_coordinates(to_grid(spot)))[0])
    if place < 0:
        return say("search.outside", language)
    return catalog.areas[catalog.areas.atoms[place].commune_code].full_name[language]
