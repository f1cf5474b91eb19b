"""The one search box: projects, roads, areas old and new, kilometres, coordinates.

Order of the hits: first the score, then the order of :class:`HitKind`, then label and id, so
that the same query always gives the same list.

====== ==========================================================================
score  the query
====== ==========================================================================
100    spells out a place: a kilometre of a road, coordinates
90     is a name, a road number in any spelling, or an id
80     is the beginning of a name
70     has only words that begin words of one name
60     is a road number, and this lies on the road
50     has only words under which this is found, some of them in no name
====== ==========================================================================

Names are compared without case, tone and vowel marks; up to 5 points more go to a name that
has the query's marks as well, and to one of which the query is the larger part.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

import shapely

from geo.catalog.catalog import once_per_catalog
from geo.crs import to_grid, to_wgs84
from geo.errors import KmRangeError
from geo.model import GeometryKind
from geo.query.within import REGION, Near, format_degrees
from geo.query.wording import in_count
from geo.road_names import KM, REF, format_km, normal_ref, parse_km
from geo.search.entries import POINT_ROOM, Hit, HitKind, entries_of, room_around
from geo.strings import format_number, say
from geo.text import fold, nfc, sort_key, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from shapely.geometry import Point

    from geo.catalog.catalog import Catalog
    from geo.search.entries import SearchEntry

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
    patterns = {"roadKm": _ROAD_KM, "kmRoad": _KM_ROAD, "pair": _PAIR, "thousands": _THOUSANDS}
    patterns |= {"ref": REF, "km": KM}
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
    match = _ROAD_KM.fullmatch(text)
    road, km = match.groups() if match else ("", "")
    if not match and (match := _KM_ROAD.fullmatch(text)):
        km, road = match.groups()
    ref = normal_ref(road) if match else None
    return (ref, parse_km(km)) if ref else None


def km_hits(catalog: Catalog, ref: str, km: float, language: str) -> Iterator[Hit]:
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
        place = place_name(catalog, spot, language)
        if any(piece.geometry_kind is GeometryKind.SCHEMATIC for piece in located.pieces):
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
            score=SCORE,
            uncertainty_km=doubt,
        )


def coordinates(query: str) -> tuple[float, float] | None:
    """Read a point as longitude and latitude (EPSG:4326), ``None`` when there is none.

    Degrees come as latitude and longitude, metres in VN-2000 as northing and easting; the other
    order is understood as well, for no value can be both. Decimals have a point or a comma.

    Examples
    --------
    >>> coordinates("21.33, 103.9"), coordinates("103,9; 21,33"), coordinates("QL.6")
    ((103.9, 21.33), (103.9, 21.33), None)
    """
    match = _PAIR.fullmatch(" ".join(fold(query).split()))
    if match is None:
        return None
    west, south, east, north = REGION
    for one, two in product(_readings(match[1]), _readings(match[2])):
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
        label=format_degrees(lon, lat, language),
        sublabel=say(
            "search.point",
            language,
            place=place_name(catalog, spot, language),
            north=format_number(grid.y, language),
            east=format_number(grid.x, language),
        ),
        bounds=room_around(spot),
        point=(lon, lat),
        score=SCORE,
    )


def place_name(catalog: Catalog, spot: Point, language: str) -> str:
    """Return the full name of the commune in which a point (EPSG:4326) lies."""
    place = int(catalog.areas.cells_at(shapely.get_coordinates(to_grid(spot)))[0])
    if place < 0:
        return say("search.outside", language)
    return catalog.areas[catalog.areas.atoms[place].commune_code].full_name[language]


MAX_QUERY = 100
LIMIT = 8
_EXACT, _BEGINS, _WORDS, _ON_ROAD, _OTHER = 90.0, 80.0, 70.0, 60.0, 50.0
_MARKS, _COVER = 3.0, 2.0
_ORDER = {kind: number for number, kind in enumerate(HitKind)}


def search_rules() -> dict[str, Any]:
    """Return what the search goes by as plain values, for the search of the USB file."""
    scores = {
        "place": SCORE,
        "exact": _EXACT,
        "begins": _BEGINS,
        "words": _WORDS,
        "onRoad": _ON_ROAD,
        "other": _OTHER,
        "marks": _MARKS,
        "cover": _COVER,
    }
    return {"limit": LIMIT, "letters": MAX_QUERY, "scores": scores, **typed_rules()}


def search(catalog: Catalog, query: str, language: str, limit: int = LIMIT) -> tuple[Hit, ...]:
    """Return the best hits for what a person typed, the best first.

    Parameters
    ----------
    query
        In any spelling of case and marks; an empty one finds nothing.
    language
        Of labels and sublabels; names in every language are found.
    limit
        At most so many hits.
    """
    typed = " ".join(nfc(query).split())[:MAX_QUERY]
    if not words(typed):
        return ()
    best: dict[tuple[HitKind, str], Hit] = {}
    for hit in _hits(catalog, typed, language):
        before = best.get((hit.kind, hit.id))
        if before is None or hit.score > before.score:
            best[hit.kind, hit.id] = hit
    ranked = sorted(
        best.values(),
        key=lambda hit: (-round(hit.score, 6), _ORDER[hit.kind], sort_key(hit.label), hit.id),
    )
    return tuple(ranked[:limit])


def _hits(catalog: Catalog, query: str, language: str) -> Iterator[Hit]:
    index = build_index(catalog)
    typed = road_km(query)
    if typed and typed[0] in index.roads:
        yield from _at_kilometre(catalog, index, typed, language)
        return
    spot = coordinates(query)
    if spot:
        yield point_hit(catalog, *spot, language)
        return
    ref = normal_ref(query)
    least = 0.0
    if ref and ref in index.roads:
        yield from _on_road(index, ref, language)
        # What only has the number among its words has nothing to do with the road.
        least = _BEGINS
    for entry, score in index.by_words(query):
        if score >= least:
            yield _hit(entry, score, language)


def _at_kilometre(
    catalog: Catalog, index: Index, typed: tuple[str, float], language: str
) -> Iterator[Hit]:
    places = tuple(km_hits(catalog, *typed, language))
    yield from places
    road = _hit(index.roads[typed[0]], _EXACT, language)
    routes = [route for route in catalog.routes.values() if route.ref == typed[0]]
    known = [
        ends for route in routes for count in route.counts for ends in route.km_ranges(count.id)
    ]
    if routes and not known:
        words = say("search.km-unknown", language, km=format_km(typed[1]))
        road = replace(road, sublabel=words)
    elif known and not places:
        ranges = "; ".join(f"{format_km(first)} – {format_km(last)}" for first, last in known)
        road = replace(road, sublabel=say("search.km-outside", language, ranges=ranges))
    yield road


def _on_road(index: Index, ref: str, language: str) -> Iterator[Hit]:
    yield _hit(index.roads[ref], _EXACT + _MARKS + _COVER, language)
    for other, entry in index.roads.items():
        if other.startswith(ref) and other != ref:
            yield _hit(entry, _BEGINS, language)
    for entry in index.entries:
        if ref in entry.road_numbers and entry.kind is not HitKind.ROAD:
            yield _hit(entry, _ON_ROAD, language)


def _hit(entry: SearchEntry, score: float, language: str) -> Hit:
    return Hit(
        kind=entry.kind,
        id=entry.id,
        target_id=entry.target_id,
        label=entry.label[language],
        sublabel=entry.sublabel[language],
        bounds=entry.bounds,
        point=entry.point,
        score=score,
    )


@dataclass(frozen=True)
class Index:
    """All entries and the words that lead to them; built once a catalog.

    Parameters
    ----------
    names
        For each entry the folded words of each of its names.
    marked
        For each entry its names with marks, in lower case.
    vocabulary
        All words in order, so that those with a common beginning stand together.
    in_names, in_all
        For each word the entries that have it in a name, or anywhere.
    roads
        The roads by their number.
    """

    entries: tuple[SearchEntry, ...]
    names: tuple[tuple[tuple[str, ...], ...], ...]
    marked: tuple[tuple[str, ...], ...]
    vocabulary: tuple[str, ...]
    in_names: Mapping[str, frozenset[int]]
    in_all: Mapping[str, frozenset[int]]
    roads: Mapping[str, SearchEntry]

    def by_words(self, query: str) -> Iterator[tuple[SearchEntry, float]]:
        """Yield the entries that have all words of a query, with their score."""
        parts = words(query)
        named = self._having(parts, self.in_names)
        for place in sorted(self._having(parts, self.in_all)):
            score = _OTHER
            if place in named:
                score = self._score(place, parts) + self._marks(place, query)
            yield self.entries[place], score

    def _having(
        self, parts: Iterable[str], postings: Mapping[str, frozenset[int]]
    ) -> frozenset[int]:
        """Return the entries in which every part begins some word."""
        having: frozenset[int] | None = None
        for part in parts:
            begun: set[int] = set()
            for place in range(bisect_left(self.vocabulary, part), len(self.vocabulary)):
                word = self.vocabulary[place]
                if not word.startswith(part):
                    break
                begun |= postings.get(word, frozenset())
            having = frozenset(begun) if having is None else having & begun
        return having or frozenset()

    def _score(self, place: int, parts: tuple[str, ...]) -> float:
        """Return how well the best of an entry's names fits."""
        query = " ".join(parts)
        best = _OTHER
        for name in self.names[place]:
            whole = " ".join(name)
            if whole == query:
                return _EXACT + _COVER
            cover = _COVER * min(len(query) / max(len(whole), 1), 1.0)
            if whole.startswith(query):
                best = max(best, _BEGINS + cover)
            elif all(any(word.startswith(part) for word in name) for part in parts):
                best = max(best, _WORDS + cover)
        return best

    def _marks(self, place: int, query: str) -> float:
        """Return the points for a name with the query's marks, 0 for a query without marks."""
        typed = query.casefold()
        same = not typed.isascii() and any(typed in name for name in self.marked[place])
        return _MARKS if same else 0.0


@once_per_catalog
def build_index(catalog: Catalog) -> Index:
    """Return the index of a catalog."""
    entries = entries_of(catalog)
    names = tuple(tuple(words(name) for name in entry.names) for entry in entries)
    in_names: defaultdict[str, set[int]] = defaultdict(set)
    in_all: defaultdict[str, set[int]] = defaultdict(set)
    for place, entry in enumerate(entries):
        for word in (word for name in names[place] for word in name):
            in_names[word].add(place)
            in_all[word].add(place)
        for word in (word for phrase in entry.others for word in words(phrase)):
            in_all[word].add(place)
    return Index(
        entries=entries,
        names=names,
        marked=tuple(tuple(nfc(name).casefold() for name in e.names) for e in entries),
        vocabulary=tuple(sorted(in_all)),
        in_names={word: frozenset(places) for word, places in in_names.items()},
        in_all={word: frozenset(places) for word, places in in_all.items()},
        roads={e.id: e for e in entries if e.kind is HitKind.ROAD},
    )
