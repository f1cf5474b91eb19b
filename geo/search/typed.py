"""Places that are typed out: a kilometre of a road, degrees, metres of the grid."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import shapely

from geo.crs import to_grid, to_wgs84
from geo.errors import KmRangeError
from geo.model import GeometryKind
from geo.query.within import REGION, Near, format_degrees
from geo.query.wording import in_count
from geo.road_names import KM, REF, format_km, normal_ref, parse_km
from geo.search.actions import area_filter, go_action
from geo.search.entries import POINT_ROOM, room_around
from geo.search.hits import Hit, HitKind
from geo.strings import format_number, say
from geo.text import fold

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from shapely.geometry import Point

    from geo.catalog.catalog import Catalog
    from geo.model import Area

SCORE = 100.0
# A kilometre of a drawing is meant less than one of a road.
DRAWN = 1.0
# Which road is meant by a number alone: a national one before a provincial one.
BARE_PREFIXES: Final = ("QL", "ĐT")
# Northing and easting in EPSG:9206 that can be meant for the province and around, in metres.
_NORTH_M = (2_200_000.0, 2_500_000.0)
_EAST_M = (300_000.0, 700_000.0)
_METRES_IN_DEGREE = 111_000.0
_LEAST_ROOM = 0.005

_KM = r"\d{1,3}(?:\+\d{3}|[.,]\d{1,3})?"
_ROAD = r"[a-z][a-z .\-]*?\d{1,3}[a-z]?"
_POST = r"(?:(?:(?:ly trinh|cot|moc) )?km *|(?:ly trinh|cot|moc) )"
_ROAD_KM = re.compile(rf"({_ROAD})(?:[ ,;:/–-]*{_POST}|[ ,;:/–-]+)({_KM})(?: *km)?")
_KM_ROAD = re.compile(rf"{_POST}({_KM})[ ,;:/–-]*(?:tren |cua |of |on )?({_ROAD})")
_KM_ALONE = re.compile(rf"{_POST}({_KM})|(\d{{1,3}}\+\d{{3}})")
_NUMBER = r"\d+(?:[.,]\d+)*"
_SIDE = r"(?:bac|dong|north|east|[nebd])"
_UNIT = rf" *(?:°|º|do\b)? *(?:{_SIDE}\b)? *m?"
_LEAD = rf"(?:lat|lon|lng|vi do|kinh do|[xy]|{_SIDE})?\b *[:=]? *"
_PAIR = re.compile(
    rf"(?:(?:toa do|gps|wgs ?-?84|vn ?-?2000) *:? *)?{_LEAD}({_NUMBER}){_UNIT}[,;/ ]+"
    rf"{_LEAD}({_NUMBER}){_UNIT}"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_PART = r"(\d{1,2}(?:[.,]\d+)?)(?!\d)"
_MINUTES = rf"(\d{{1,3}}) *(?:[°º˚-]|do\b)? *{_PART} *(?:['’′`-]|phut\b)?"
_SECONDS = rf"(?: *{_PART} *(?:[\"”″]|''|’’|giay\b)?)?"
_SEXAGESIMAL = re.compile(
    rf"(?:(?:toa do|gps|wgs ?-?84) *:? *)?({_SIDE}?) *{_MINUTES}{_SECONDS} *({_SIDE}?)[,;/ ]*"
    rf"({_SIDE}?) *{_MINUTES}{_SECONDS} *({_SIDE}?)"
)
# Without any of these, four numbers in a row are no degrees and minutes.
_DEGREE_SIGN = re.compile(r"[°º˚]|\bdo\b|[nebd]\b|\b[nebd]")


def typed_rules() -> dict[str, Any]:
    """Return patterns and bounds of typed places as plain values, for the search in the browser.

    The patterns are read alike by Python and by JavaScript. They fit whole folded texts, but
    ``degreeSign``, which is looked for anywhere.
    """
    patterns = {"roadKm": _ROAD_KM, "kmRoad": _KM_ROAD, "pair": _PAIR, "thousands": _THOUSANDS}
    patterns |= {"ref": REF, "km": KM, "kmAlone": _KM_ALONE}
    patterns |= {"sexagesimal": _SEXAGESIMAL, "degreeSign": _DEGREE_SIGN}
    return {
        "patterns": {name: pattern.pattern for name, pattern in patterns.items()},
        "northM": list(_NORTH_M),
        "eastM": list(_EAST_M),
        "metresInDegree": _METRES_IN_DEGREE,
        "pointRoom": POINT_ROOM,
        "leastRoom": _LEAST_ROOM,
        "bareRoad": _BARE_ROAD,
        "barePrefixes": BARE_PREFIXES,
    }


def road_km(query: str) -> tuple[str, float] | None:
    """Read a road and a kilometre in any spelling, ``None`` when the query is something else.

    Examples
    --------
    >>> road_km("QL6 km 195"), road_km("quốc lộ 6 Km195+500"), road_km("km 12 đt109")
    (('QL.6', 195.0), ('QL.6', 195.5), ('ĐT.109', 12.0))
    """
    text = " ".join(fold(query).split())
    match = _ROAD_KM.fullmatch(text)
    road, km = match.groups() if match else ("", "")
    if not match and (match := _KM_ROAD.fullmatch(text)):
        km, road = match.groups()
    ref = normal_ref(road) if match else None
    return (ref, parse_km(km)) if ref else None


# "Đường 6", as people call a road whose number alone they say; no street of a date as 30/4.
_BARE_ROAD: Final = r"(?:đường|duong)(?: (?:số|so))? (\d{1,3}[a-z]?)(?![a-z0-9/])"
_BARE = re.compile(_BARE_ROAD, re.IGNORECASE)


def with_road_names(query: str, known: Container[str]) -> str:
    """Return a query in which each bare number of a known road is said in full.

    Examples
    --------
    >>> with_road_names("đường 6 km 303", {"QL.6"}), with_road_names("đường 30/4", {"QL.30"})
    ('QL.6 km 303', 'đường 30/4')
    """

    def full(found: re.Match[str]) -> str:
        refs = (f"{prefix}.{found[1].upper()}" for prefix in BARE_PREFIXES)
        return next((ref for ref in refs if ref in known), found[0])

    return _BARE.sub(full, query)


def lone_km(query: str) -> float | None:
    """Read a kilometre without a road, ``None`` when the query is something else.

    Examples
    --------
    >>> lone_km("km 303"), lone_km("lý trình 12+500"), lone_km("303")
    (303.0, 12.5, None)
    """
    match = _KM_ALONE.fullmatch(" ".join(fold(query).split()))
    return parse_km(next(filter(None, match.groups()))) if match else None


def km_hits(
    catalog: Catalog, ref: str, km: float, language: str, score: float = SCORE
) -> Iterator[Hit]:
    """Yield the place of a kilometre on each branch of a road that has it, in each count.

    A road without a located post has no kilometres, and so no place to point at.
    """
    of_road = [route for route in catalog.routes.values() if route.ref == ref]
    counted = [(route, count.id) for route in of_road for count in route.counts]
    for route, count in counted:
        try:
            located = route.locate(km, which=count)
        except KmRangeError:
            continue
        spot, doubt = located.geometry, located.uncertainty_km
        commune = commune_at(catalog, spot)
        place = _name_of(commune, language)
        drawn = any(piece.geometry_kind is GeometryKind.SCHEMATIC for piece in located.pieces)
        if drawn:
            place = f"{place} · {say('map.drawn', language)}"
        branch = say("search.branch", language, ref=ref, n=route.branch) if route.branch else ref
        room = max(doubt * 1_000 / _METRES_IN_DEGREE, _LEAST_ROOM)
        yield Hit(
            kind=HitKind.KM_POST,
            id=f"{route.id} {format_km(km)}{f' {count}' if count else ''}",
            target_id=next((a.id for a in catalog.assets.values() if a.ref == ref), ""),
            label=in_count(f"{branch} {format_km(km)}", count, language),
            sublabel=say(
                "search.km-official",
                language,
                place=place,
                km=format_number(doubt, language, 1),
            ),
            bounds=room_around(spot, room),
            point=(spot.x, spot.y),
            score=score - DRAWN if drawn else score,
            action=go_action().said(language),
            also=area_filter(catalog, commune).said(language) if commune else None,
            uncertainty_km=doubt,
        )


def coordinates(query: str) -> tuple[float, float] | None:
    """Read a point as longitude and latitude (EPSG:4326), ``None`` when there is none.

    Degrees come as latitude and longitude, metres in VN-2000 as northing and easting; the other
    order is understood as well, for no value can be both. Decimals have a point or a comma;
    degrees may have minutes and seconds.

    Examples
    --------
    >>> coordinates("21.33, 103.9"), coordinates("103,9; 21,33"), coordinates("QL.6")
    ((103.9, 21.33), (103.9, 21.33), None)
    >>> coordinates("21°03'N 104°18'E"), coordinates("21 03 00 N, 104 18 00 E")
    ((104.3, 21.05), (104.3, 21.05))
    """
    text = " ".join(fold(query).split())
    match = _PAIR.fullmatch(text)
    pairs = product(_readings(match[1]), _readings(match[2])) if match else _sexagesimal(text)
    west, south, east, north = REGION
    for one, two in pairs:
        for across, up in ((two, one), (one, two)):
            if west <= across <= east and south <= up <= north:
                return across, up
            if _EAST_M[0] <= across <= _EAST_M[1] and _NORTH_M[0] <= up <= _NORTH_M[1]:
                spot = to_wgs84(shapely.Point(across, up))
                return spot.x, spot.y
    return None


def _sexagesimal(text: str) -> Iterator[tuple[float, float]]:
    """Yield the degrees of two angles in degrees, minutes and, where told, seconds."""
    match = _SEXAGESIMAL.fullmatch(text)
    if match is None or not _DEGREE_SIGN.search(text):
        return
    one, two = (
        [float((part or "0").replace(",", ".")) for part in match.group(*places)]
        for places in ((2, 3, 4), (7, 8, 9))
    )
    if all(part < 60 for part in (*one[1:], *two[1:])):  # noqa: PLR2004 - minutes and seconds
        yield (
            round(one[0] + one[1] / 60 + one[2] / 3_600, 6),
            round(two[0] + two[1] / 60 + two[2] / 3_600, 6),
        )


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
    commune = commune_at(catalog, spot)
    return Hit(
        kind=HitKind.POINT,
        id=Near.point(lon, lat, 1).value,
        target_id="",
        label=format_degrees(lon, lat, language),
        sublabel=say(
            "search.point",
            language,
            place=_name_of(commune, language),
            north=format_number(grid.y, language),
            east=format_number(grid.x, language),
        ),
        bounds=room_around(spot),
        point=(lon, lat),
        score=SCORE,
        action=go_action().said(language),
        also=area_filter(catalog, commune).said(language) if commune else None,
    )


def place_name(catalog: Catalog, spot: Point, language: str) -> str:
    """Return the full name of the commune in which a point (EPSG:4326) lies."""
    return _name_of(commune_at(catalog, spot), language)


def commune_at(catalog: Catalog, spot: Point) -> Area | None:
    """Return the commune of today in which a point (EPSG:4326) lies, ``None`` outside."""
    place = int(catalog.areas.cells_at(shapely.get_coordinates(to_grid(spot)))[0])
    return None if place < 0 else catalog.areas[catalog.areas.atoms[place].commune_code]


def _name_of(commune: Area | None, language: str) -> str:
    return commune.full_name[language] if commune else say("search.outside", language)
