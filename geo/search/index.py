"""The one search: projects, roads, areas old and new, statuses, documents, kilometres, coordinates.

Order of the hits: first the score, then the order of :class:`HitKind`, then label and id, so
that the same query always gives the same list.

====== ==========================================================================
score  the query
====== ==========================================================================
100    spells out a place: a kilometre of a road, coordinates
90     is a name, a road number in any spelling, or an id
88     is a name but for its spaces
80     is the beginning of a name
75     has whole words of a name in their order, its first and its last among them
70     is a phrase of a name
65     has only words of one name, the last of them perhaps begun; only where nothing is better
60     is a road number, and this lies on the road
55     is two phrases under which this is found: "QL6 Mộc Châu"
50     is a phrase under which this is found, but in no name
44     is a whole name but for a slip or two, less by 4 for each
30     has only words of one name, some with a slip, less by 4 for each
====== ==========================================================================

Names are compared without case, tone and vowel marks; up to 5 points more go to a name that
has the query's marks as well, and to one of which the query is the larger part. Only where
nothing has the query as a phrase of its name is it read as typed with Telex or VNI switched off,
and only where that gives nothing either, slips are forgiven.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from geo import clock
from geo.catalog.catalog import once_per_catalog
from geo.road_names import format_km, normal_ref
from geo.search import spelling
from geo.search.actions import words_filter
from geo.search.entries import entries_of
from geo.search.facts import agency_entries, kind_entries, source_entries, status_entries
from geo.search.hits import Hit, HitKind
from geo.search.junctions import junction_entries
from geo.search.typed import (
    DRAWN,
    SCORE,
    coordinates,
    km_hits,
    lone_km,
    point_hit,
    road_km,
    typed_rules,
    with_road_names,
)
from geo.strings import say
from geo.text import matches, nfc, phrase, sort_key, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from geo.catalog.catalog import Catalog
    from geo.search.hits import SearchEntry
    from geo.search.spelling import Words

MAX_QUERY = 100
LIMIT = 8
_EXACT, _JOINED, _BEGINS, _FRAMED, _PHRASE, _WORDS = 90.0, 88.0, 80.0, 75.0, 70.0, 65.0
_ON_ROAD, _TOGETHER, _OTHER = 60.0, 55.0, 50.0
_NAME_SLIP, _WORD_SLIP, _SLIP = 44.0, 30.0, 4.0
_MARKS, _COVER = 3.0, 2.0
# A kilometre without a road: of roads in view in their order, then of all others.
_NEXT_ROAD, _ELSEWHERE = 0.01, 88.0
# A word in so few entries tells what is meant.
_RARE = 3
_ORDER = {kind: number for number, kind in enumerate(HitKind)}


def search_rules() -> dict[str, Any]:
    """Return what the search goes by as plain values, for the search in the browser."""
    scores = {
        "place": SCORE,
        "exact": _EXACT,
        "joined": _JOINED,
        "begins": _BEGINS,
        "framed": _FRAMED,
        "phrase": _PHRASE,
        "words": _WORDS,
        "onRoad": _ON_ROAD,
        "together": _TOGETHER,
        "other": _OTHER,
        "drawn": DRAWN,
        "nameSlip": _NAME_SLIP,
        "wordSlip": _WORD_SLIP,
        "slip": _SLIP,
        "marks": _MARKS,
        "cover": _COVER,
        "nextRoad": _NEXT_ROAD,
        "elsewhere": _ELSEWHERE,
    }
    return {
        "limit": LIMIT,
        "letters": MAX_QUERY,
        "rare": _RARE,
        "scores": scores,
        **spelling.spelling_rules(),
        **typed_rules(),
    }


def search(
    catalog: Catalog,
    query: str,
    language: str,
    limit: int = LIMIT,
    roads_in_view: Sequence[str] = (),
) -> tuple[Hit, ...]:
    """Return the best hits for what a person typed, the best first.

    Parameters
    ----------
    query
        In any spelling of case and marks; an empty one finds nothing.
    language
        Of labels and sublabels; names in every language are found.
    limit
        At most so many hits. Behind them stands, where any project has it, the filter by the
        phrase.
    roads_in_view
        Road numbers (``QL.6``) that the map shows or the selection is about: where "km 303" is
        looked for first.
    """
    typed = " ".join(nfc(query).split())[:MAX_QUERY].strip()
    if not words(typed):
        return ()
    best: dict[tuple[HitKind, str], Hit] = {}
    for hit in _hits(catalog, typed, language, roads_in_view):
        before = best.get((hit.kind, hit.id))
        if before is None or hit.score > before.score:
            best[hit.kind, hit.id] = hit
    ranked = sorted(
        best.values(),
        key=lambda hit: (-round(hit.score, 6), _ORDER[hit.kind], sort_key(hit.label), hit.id),
    )
    return (*ranked[:limit], *_by_phrase(catalog, typed, language))


def _by_phrase(catalog: Catalog, typed: str, language: str) -> Iterator[Hit]:
    """Yield the last suggestion: to filter the list by the phrase."""
    action = words_filter(catalog, typed, language)
    if action:
        yield Hit(
            kind=HitKind.WORDS,
            id=typed,
            target_id="",
            label=action.label,
            sublabel=say("search.words-about", language, n=action.count),
            bounds=None,
            point=None,
            score=0.0,
            action=action,
        )


def _hits(
    catalog: Catalog, query: str, language: str, roads_in_view: Sequence[str]
) -> Iterator[Hit]:
    index = build_index(catalog, clock.today())
    query = with_road_names(query, index.roads)
    typed = road_km(query)
    if typed and typed[0] in index.roads:
        yield from _at_kilometre(catalog, index, typed, language)
        return
    spot = coordinates(query)
    if spot:
        yield point_hit(catalog, *spot, language)
        return
    km = lone_km(query)
    if km is not None:
        yield from _at_lone_kilometre(catalog, index, km, language, roads_in_view)
    ref = normal_ref(query)
    least = 0.0
    if ref and ref in index.roads:
        yield from _on_road(index, ref, language)
        # What only has the number among its words has nothing to do with the road.
        least = _BEGINS
    for entry, score in index.found(query):
        if score >= least:
            yield entry.hit(score, language)


def _at_kilometre(
    catalog: Catalog, index: Index, typed: tuple[str, float], language: str
) -> Iterator[Hit]:
    places = tuple(km_hits(catalog, *typed, language))
    yield from places
    road = index.roads[typed[0]].hit(_EXACT, language)
    routes = [route for route in catalog.routes.values() if route.ref == typed[0]]
    known = [
        ends for route in routes for count in route.counts for ends in route.km_ranges(count.id)
    ]
    if routes and not known:
        said = say("search.km-unknown", language, km=format_km(typed[1]))
        road = replace(road, sublabel=said)
    elif known and not places:
        ranges = "; ".join(f"{format_km(first)} – {format_km(last)}" for first, last in known)
        road = replace(road, sublabel=say("search.km-outside", language, ranges=ranges))
    yield road


def _at_lone_kilometre(
    catalog: Catalog, index: Index, km: float, language: str, roads_in_view: Sequence[str]
) -> Iterator[Hit]:
    for place, ref in enumerate(index.roads):
        score = _ELSEWHERE - _NEXT_ROAD * place
        if ref in roads_in_view:
            score = SCORE - _NEXT_ROAD * roads_in_view.index(ref)
        yield from km_hits(catalog, ref, km, language, score)


def _on_road(index: Index, ref: str, language: str) -> Iterator[Hit]:
    yield index.roads[ref].hit(_EXACT + _MARKS + _COVER, language)
    for other, entry in index.roads.items():
        if other.startswith(ref) and other != ref:
            yield entry.hit(_BEGINS, language)
    for entry in index.entries:
        if ref in entry.road_numbers and entry.kind not in {HitKind.ROAD, HitKind.JUNCTION}:
            yield entry.hit(_ON_ROAD, language)


@dataclass(frozen=True)
class Index:
    """All entries and the words that lead to them; built once a catalog and day.

    Parameters
    ----------
    names
        For each entry the folded words of each spelling of each of its names.
    codes
        For each entry its ids as folded words.
    phrases
        For each entry all phrases under which it is found, names first.
    marked
        For each entry its names with marks, in lower case.
    vocabulary
        All words in order, so that those with a common beginning stand together.
    in_names, in_all
        For each word the entries that have it in a name, or anywhere.
    whole
        Names without spaces, each with its entries, by length.
    roads
        The roads by their number.
    """

    entries: tuple[SearchEntry, ...]
    names: tuple[tuple[Words, ...], ...]
    codes: tuple[tuple[str, ...], ...]
    phrases: tuple[tuple[str, ...], ...]
    marked: tuple[tuple[str, ...], ...]
    vocabulary: tuple[str, ...]
    in_names: Mapping[str, frozenset[int]]
    in_all: Mapping[str, frozenset[int]]
    whole: Mapping[int, Mapping[str, frozenset[int]]]
    roads: Mapping[str, SearchEntry]

    def found(self, query: str) -> Iterator[tuple[SearchEntry, float]]:
        """Yield the entries that a query finds, with their score; slips only where need be."""
        readings = spelling.spellings_of(query)
        best = self._best(readings, query)
        for further in (spelling.renamed_readings, spelling.further_readings):
            if max(best.values(), default=0.0) < _PHRASE:
                readings = further(readings)
                _keep(best, self._best(readings, query))
        if max(best.values(), default=0.0) < _PHRASE:
            for parts in readings:
                _keep(best, self._with_slips(parts, query))
        else:
            best = {p: score for p, score in best.items() if not _WORDS <= score < _PHRASE}
        for place in sorted(best):
            yield self.entries[place], best[place]

    def _best(self, readings: Iterable[Words], query: str) -> dict[int, float]:
        best: dict[int, float] = {}
        for parts in readings:
            joined = "".join(parts)
            known = self.whole.get(len(joined), {}).get(joined, ())
            _keep(best, dict.fromkeys(known, _JOINED))
            _keep(best, self._plain(parts, query))
        return best

    def _plain(self, parts: Words, query: str) -> dict[int, float]:
        """Return the entries that have all words of a query, with their score."""
        named = self._having(parts, self.in_names)
        scores: dict[int, float] = {}
        for place in self._having(parts, self.in_all):
            score = self._score(place, parts) if place in named else 0.0
            score = score + self._marks(place, query) if score else self._other(place, parts)
            if score:
                scores[place] = score
        return scores

    def _having(self, parts: Words, postings: Mapping[str, frozenset[int]]) -> frozenset[int]:
        """Return the entries in which every part is a word; the last may begin one."""
        none: frozenset[int] = frozenset()
        having = self._begun(parts[-1], postings)
        for part in parts[:-1]:
            having &= postings.get(part, none)
        return having

    def _begun(self, part: str, postings: Mapping[str, frozenset[int]]) -> frozenset[int]:
        begun: set[int] = set()
        for place in range(bisect_left(self.vocabulary, part), len(self.vocabulary)):
            word = self.vocabulary[place]
            if not word.startswith(part):
                break
            begun |= postings.get(word, frozenset())
        return frozenset(begun)

    def _score(self, place: int, parts: Words) -> float:
        """Return how well the best of an entry's names fits, 0 where no single name does."""
        query = " ".join(parts)
        best = 0.0
        # Two words apart say something only where one of them is in few names.
        having = (self.in_names.get(part, frozenset()) for part in parts)
        loose = len(parts) > 2 or any(0 < len(places) <= _RARE for places in having)  # noqa: PLR2004
        for code in self.codes[place]:
            if code == query:
                return _EXACT + _COVER
            if len(parts) > 1 and code.startswith(query):
                best = _BEGINS + _COVER * len(query) / len(code)
        for name in self.names[place]:
            whole = " ".join(name)
            if whole == query:
                return _EXACT + _COVER
            cover = _COVER * min(len(query) / max(len(whole), 1), 1.0)
            if whole.startswith(query):
                best = max(best, _BEGINS + cover)
            elif _frames(parts, name):
                best = max(best, _FRAMED + cover)
            elif f" {query}" in f" {whole}":
                best = max(best, _PHRASE + cover)
            elif loose and _has_words(parts, name):
                best = max(best, _WORDS + cover)
        return best

    def _other(self, place: int, parts: Words) -> float:
        phrases = self.phrases[place]
        if matches(" ".join(parts), phrases):
            return _OTHER
        # Two phrases, one of them whole and none a stray word: what is on QL.6 and in Mộc Châu.
        for cut in range(1, len(parts)):
            one, two = parts[:cut], parts[cut:]
            told = [" ".join(each) in phrases for each in (one, two)]
            if any(told) and (all(told) or _is_told(two if told[0] else one, phrases)):
                return _TOGETHER
        return 0.0

    def _marks(self, place: int, query: str) -> float:
        """Return the points for a name with the query's marks, 0 for a query without marks."""
        typed = query.casefold()
        same = not typed.isascii() and any(typed in name for name in self.marked[place])
        return _MARKS if same else 0.0

    def _with_slips(self, parts: Words, query: str) -> dict[int, float]:
        scores = self._whole_with_slips("".join(parts), query)
        _keep(scores, self._words_with_slips(parts, query))
        _keep(scores, self._phrase_with_slip(parts, query))
        return scores

    def _whole_with_slips(self, typed: str, query: str) -> dict[int, float]:
        """Return the entries of which a whole name is meant."""
        scores: dict[int, float] = {}
        widest = spelling.MOST_SLIPS
        for length in range(len(typed) - widest, len(typed) + widest + 1):
            most = spelling.name_slips_allowed(length)
            if abs(length - len(typed)) > most:
                continue
            for name, places in self.whole.get(length, {}).items():
                slips = spelling.count_slips(typed, name, most)
                if slips is None or spelling.digits(typed) != spelling.digits(name):
                    continue
                cover = _COVER * min(len(typed) / length, 1.0)
                for place in places:
                    if not self._may_be_marked(place, query, slips):
                        continue
                    score = _NAME_SLIP - _SLIP * slips + cover
                    scores[place] = max(scores.get(place, 0.0), score)
        return scores

    def _may_be_marked(self, place: int, query: str, slips: int) -> bool:
        """Tell whether the marks of a query do not speak against an entry.

        One that has many other marks than the name is another word: Hạ Long is no Pá Lông.
        """
        typed = query.casefold().replace(" ", "")
        if typed.isascii():
            return True
        names = (name.replace(" ", "") for name in self.marked[place])
        return any(spelling.count_slips(typed, name, slips + 1) is not None for name in names)

    def _may_mean(self, place: int, query: str, slips: int) -> bool:
        """Tell whether the words of a query that have marks are, but for slips, some of a name.

        What is folded alike, or nearly so, may have quite other marks: Bóng Đá is no Sông Đà.
        """
        marked = [word for word in query.casefold().split() if not word.isascii()]
        if not marked:
            return True
        known = {word for name in self.marked[place] for word in name.split()}
        most = slips + 1
        left = most
        for word in marked:
            found = (spelling.count_slips(word, other, most) for other in known)
            left -= min((n for n in found if n is not None), default=most + 1)
        return left >= 0

    def _words_with_slips(self, parts: Words, query: str) -> dict[int, float]:
        """Return the entries of which a name has all words but for a slip or two."""
        near = [self._near_words(part) for part in parts]
        having = [
            frozenset[int]().union(*(self.in_names[word] for word in found)) for found in near
        ]
        scores: dict[int, float] = {}
        most = spelling.slips_allowed("".join(parts))
        if len(parts) == 2:  # noqa: PLR2004 - of two words one must be right
            most = min(most, 1)
        for place in frozenset.intersection(*having):
            for name in self.names[place]:
                slips = _aligned_slips(near, name, most)
                if slips is not None and self._may_mean(place, query, slips):
                    cover = _COVER * min(len(" ".join(parts)) / len(" ".join(name)), 1.0)
                    score = _WORD_SLIP - _SLIP * slips + cover
                    scores[place] = max(scores.get(place, 0.0), score)
        return scores

    def _near_words(self, part: str) -> dict[str, int]:
        """Return the words of names that may be meant by one, with the slips."""
        most = spelling.slips_allowed(part)
        if not most:
            return {part: 0} if part in self.in_names else {}
        found = ((word, spelling.count_slips(part, word, most)) for word in self.in_names)
        return {
            word: slips
            for word, slips in found
            if slips is not None and len(word) >= spelling.SHORT_WORD and word.isalpha()
        }

    def _phrase_with_slip(self, parts: Words, query: str) -> dict[int, float]:
        """Return the entries that have the query as a phrase but for a slip in one short word."""
        scores: dict[int, float] = {}
        for at, part in enumerate(parts):
            if len(parts) == 1 or len(part) > spelling.SHORT_WORD or not part.isalpha():
                continue
            others = [self.in_names.get(word, frozenset()) for word in parts[:at] + parts[at + 1 :]]
            for place in frozenset.intersection(*others):
                if not self._may_mean(place, query, 1):
                    continue
                for name in self.names[place]:
                    if _is_phrase_but(parts, at, name, any_slip=len(parts) >= spelling.SHORT_WORD):
                        cover = _COVER * min(len(" ".join(parts)) / len(" ".join(name)), 1.0)
                        score = _WORD_SLIP - _SLIP + cover
                        scores[place] = max(scores.get(place, 0.0), score)
        return scores


def _keep(best: dict[int, float], more: Mapping[int, float]) -> None:
    """Keep the better score of each entry."""
    for place, score in more.items():
        best[place] = max(best.get(place, 0.0), score)


def _frames(parts: Words, name: Words) -> bool:
    """Tell whether words stand in a name in their order, its first and its last among them."""
    if len(parts) < 2 or parts[0] != name[0] or parts[-1] != name[-1]:  # noqa: PLR2004 - two ends
        return False
    left = iter(name)
    return all(part in left for part in parts)


def _has_words(parts: Words, name: Words) -> bool:
    """Tell whether all parts are words of a name; the last may begin one."""
    if any(part not in name for part in parts[:-1]):
        return False
    last = parts[-1]
    return last in name or (
        len(last) >= spelling.SHORT_WORD and any(word.startswith(last) for word in name)
    )


def _aligned_slips(near: Sequence[Mapping[str, int]], name: Words, most: int) -> int | None:
    """Return the slips of words that stand in a name in their order, ``None`` beyond `most`.

    Two words must stand side by side: one that is right and one that is nearly so say little.
    Between more there may be others, if there is one slip at most.

    Parameters
    ----------
    near
        For each word of the query the words that may be meant, with the slips.
    """
    least: int | None = None
    for start in range(len(name) - len(near) + 1):
        slips, place = 0, start
        for found in near:
            while place < len(name) and name[place] not in found:
                place += 1
            if place == len(name):
                return least
            slips += found[name[place]]
            place += 1
        spread = place - start > len(near)
        if slips <= (1 if spread else most) and not (spread and len(near) <= 2):  # noqa: PLR2004
            least = slips if least is None else min(least, slips)
    return least


def _is_told(parts: Words, phrases: Sequence[str]) -> bool:
    """Tell whether several words are a phrase."""
    return len(parts) > 1 and matches(" ".join(parts), phrases)


def _is_phrase_but(parts: Words, at: int, name: Words, *, any_slip: bool) -> bool:
    """Tell whether a name has the parts side by side, with one slip in the one at a place.

    Of two words alone, the one with the slip must at least sound the same.
    """
    for start in range(len(name) - len(parts) + 1):
        side_by_side = name[start : start + len(parts)]
        if (
            side_by_side[:at] == parts[:at]
            and side_by_side[at + 1 :] == parts[at + 1 :]
            and spelling.may_mean(parts[at], side_by_side[at], any_slip=any_slip)
        ):
            return True
    return False


@once_per_catalog
def build_index(catalog: Catalog, day: date) -> Index:
    """Return the index of a catalog, its statuses as on a day."""
    entries = (
        *entries_of(catalog),
        *junction_entries(catalog),
        *status_entries(catalog, day),
        *kind_entries(catalog),
        *agency_entries(catalog),
        *source_entries(catalog),
    )
    names = tuple(
        tuple(dict.fromkeys(s for name in entry.names for s in spelling.spellings_of(name) if s))
        for entry in entries
    )
    phrases = tuple(
        tuple(dict.fromkeys((*map(" ".join, spelt), *_spelt(entry.others))))
        for entry, spelt in zip(entries, names, strict=True)
    )
    codes = tuple(tuple(map(phrase, entry.codes)) for entry in entries)
    in_names: defaultdict[str, set[int]] = defaultdict(set)
    in_all: defaultdict[str, set[int]] = defaultdict(set)
    whole: defaultdict[int, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for place, spelt in enumerate(names):
        for name in spelt:
            joined = "".join(name)
            whole[len(joined)][joined].add(place)
            for word in name:
                in_names[word].add(place)
        for code in codes[place]:
            whole[len(code.replace(" ", ""))][code.replace(" ", "")].add(place)
            for word in code.split():
                in_names[word].add(place)
        for word in (word for each in (*phrases[place], *codes[place]) for word in each.split()):
            in_all[word].add(place)
    return Index(
        entries=entries,
        names=names,
        codes=codes,
        phrases=phrases,
        marked=tuple(tuple(nfc(name).casefold() for name in e.names) for e in entries),
        vocabulary=tuple(sorted(in_all)),
        in_names={word: frozenset(places) for word, places in in_names.items()},
        in_all={word: frozenset(places) for word, places in in_all.items()},
        whole={
            length: {name: frozenset(places) for name, places in found.items()}
            for length, found in whole.items()
        },
        roads={e.id: e for e in entries if e.kind is HitKind.ROAD},
    )


def _spelt(others: Iterable[str]) -> Iterator[str]:
    """Yield further phrases as they are, and with road numbers as one word."""
    for other in others:
        plain = phrase(other)
        yield plain
        yield " ".join(spelling.road_words(tuple(plain.split())))
