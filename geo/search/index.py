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

from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from geo.catalog.catalog import once_per_catalog
from geo.road_names import normal_ref
from geo.search.entries import entries_of
from geo.search.model import Hit, HitKind
from geo.search.parse import SCORE, coordinates, km_hits, km_range, point_hit, road_km, typed_rules
from geo.text import nfc, sort_key, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from geo.catalog.catalog import Catalog
    from geo.search.model import Entry

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
    asked = " ".join(nfc(query).split())[:MAX_QUERY]
    if not words(asked):
        return ()
    found: dict[tuple[HitKind, str], Hit] = {}
    for hit in _hits(catalog, asked, language):
        known = found.get((hit.kind, hit.id))
        if known is None or hit.score > known.score:
            found[hit.kind, hit.id] = hit
    ranked = sorted(
        found.values(),
        key=lambda hit: (-round(hit.score, 6), _ORDER[hit.kind], sort_key(hit.label), hit.id),
    )
    return tuple(ranked[:limit])


def _hits(catalog: Catalog, asked: str, language: str) -> Iterator[Hit]:
    index = build_index(catalog)
    typed = road_km(asked)
    if typed and typed[0] in index.roads:
        yield from _at_kilometre(catalog, index, typed, language)
        return
    spot = coordinates(asked)
    if spot:
        yield point_hit(catalog, *spot, language)
        return
    ref = normal_ref(asked)
    least = 0.0
    if ref and ref in index.roads:
        yield from _on_road(index, ref, language)
        # What only has the number among its words has nothing to do with the road.
        least = _BEGINS
    for entry, score in index.by_words(asked):
        if score >= least:
            yield _hit(entry, score, language)


def _at_kilometre(
    catalog: Catalog, index: Index, typed: tuple[str, float], language: str
) -> Iterator[Hit]:
    ref, km = typed
    places = tuple(km_hits(catalog, ref, km, language))
    yield from places
    road = _hit(index.roads[ref], _EXACT, language)
    wrong = "" if places else km_range(catalog, ref, language)
    yield replace(road, sublabel=wrong) if wrong else road


def _on_road(index: Index, ref: str, language: str) -> Iterator[Hit]:
    yield _hit(index.roads[ref], _EXACT + _MARKS + _COVER, language)
    for other, entry in index.roads.items():
        if other.startswith(ref) and other != ref:
            yield _hit(entry, _BEGINS, language)
    for entry in index.entries:
        if ref in entry.refs and entry.kind is not HitKind.ROAD:
            yield _hit(entry, _ON_ROAD, language)


def _hit(entry: Entry, score: float, language: str) -> Hit:
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

    entries: tuple[Entry, ...]
    names: tuple[tuple[tuple[str, ...], ...], ...]
    marked: tuple[tuple[str, ...], ...]
    vocabulary: tuple[str, ...]
    in_names: Mapping[str, frozenset[int]]
    in_all: Mapping[str, frozenset[int]]
    roads: Mapping[str, Entry]

    def by_words(self, asked: str) -> Iterator[tuple[Entry, float]]:
        """Yield the entries that have all words of a query, with their score."""
        parts = words(asked)
        named = self._having(parts, self.in_names)
        for place in sorted(self._having(parts, self.in_all)):
            score = _OTHER
            if place in named:
                score = self._score(place, parts) + self._marks(place, asked)
            yield self.entries[place], score

    def _having(
        self, parts: Iterable[str], postings: Mapping[str, frozenset[int]]
    ) -> frozenset[int]:
        """Return the entries in which every part begins some word."""
        found: frozenset[int] | None = None
        for part in parts:
            mine: set[int] = set()
            for place in range(bisect_left(self.vocabulary, part), len(self.vocabulary)):
                word = self.vocabulary[place]
                if not word.startswith(part):
                    break
                mine |= postings.get(word, frozenset())
            found = frozenset(mine) if found is None else found & mine
        return found or frozenset()

    def _score(self, place: int, parts: tuple[str, ...]) -> float:
        """Return how well the best of an entry's names fits."""
        asked = " ".join(parts)
        best = _OTHER
        for name in self.names[place]:
            whole = " ".join(name)
            if whole == asked:
                return _EXACT + _COVER
            cover = _COVER * min(len(asked) / max(len(whole), 1), 1.0)
            if whole.startswith(asked):
                best = max(best, _BEGINS + cover)
            elif all(any(word.startswith(part) for word in name) for part in parts):
                best = max(best, _WORDS + cover)
        return best

    def _marks(self, place: int, asked: str) -> float:
        """Return what a name with the same marks gains; a query without marks says nothing."""
        typed = asked.casefold()
        if typed.isascii() or not any(typed in name for name in self.marked[place]):
            return 0.0
        return _MARKS


@once_per_catalog
def build_index(catalog: Catalog) -> Index:
    """Return the index of a catalog."""
    entries = entries_of(catalog)
    names = tuple(tuple(words(name) for name in entry.names) for entry in entries)
    in_names: dict[str, set[int]] = {}
    in_all: dict[str, set[int]] = {}
    for place, entry in enumerate(entries):
        mine = {word for name in names[place] for word in name}
        others = {word for phrase in entry.others for word in words(phrase)}
        for word in mine:
            in_names.setdefault(word, set()).add(place)
        for word in mine | others:
            in_all.setdefault(word, set()).add(place)
    return Index(
        entries=entries,
        names=names,
        marked=tuple(tuple(nfc(name).casefold() for name in e.names) for e in entries),
        vocabulary=tuple(sorted(in_all)),
        in_names={word: frozenset(places) for word, places in in_names.items()},
        in_all={word: frozenset(places) for word, places in in_all.items()},
        roads={e.id: e for e in entries if e.kind is HitKind.ROAD},
    )
