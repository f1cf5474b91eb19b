"""The message of a view as a title: what it is about, how far that is, and on which day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.dates import format_day
from geo.model import LIVELIEST_FIRST
from geo.query.freshness import data_day
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.query.view import View

# Of so many statuses the title tells how many projects they have: the liveliest that occur.
_TOLD = 2
# More areas or corridors than this are counted where their names have no room.
_NAMED = 2


def initial(words: str) -> str:
    """Return words as the beginning of a line: names of areas begin small inside a sentence."""
    return words[:1].upper() + words[1:]


def message(view: View, language: str, fits: Callable[[str], bool]) -> str:
    """Return the title of a view: ``Dự án hạ tầng tỉnh Sơn La: 29 đang thi công – 27/11/2026``.

    Where the data end before the day of the view, their last day is named instead, as such.

    Where it is too long the less important is left out: the common word, a count, the day; last
    the names of many areas and of a long selection, which the caption tells in full.

    Parameters
    ----------
    fits
        Tells whether words have room; the shortest title is returned where none has.
    """
    options = [initial(words) for words in _titles(view, language)]
    return next(filter(fits, options), options[-1])


def _titles(view: View, language: str) -> Iterator[str]:
    """Yield titles from the fullest to the shortest."""
    counts = view.totals.by_status
    told = [
        say(f"title.count-{status}", language, count=counts[status])
        for status in LIVELIEST_FIRST
        if counts[status]
    ] or [say("title.none", language)]
    # What nobody has told since is no state of today.
    known = data_day(view.catalog, view.day) or view.day
    day = format_day(known, language)
    late = "title.message" if known == view.day else "title.known"
    short = ""
    for named in (True, False):
        selected = _selected(view, language, named=named)
        places = _places(view, language, named=named)
        subjects = [f"{place} · {selected}" if selected else place for place in places]
        for most, dated in ((_TOLD, True), (1, True), (1, False)):
            key = late if dated else "title.undated"
            for subject in subjects:
                said = ", ".join(told[:most])
                yield say(key, language, subject=subject, counts=said, day=day)
        short = subjects[-1]
    yield short


def _places(view: View, language: str, *, named: bool) -> tuple[str, str]:
    """Return where the view looks, with the word of what is mapped, then without it."""
    asked = view.selection
    if not asked.areas and not asked.corridors:
        return say("title.province", language), say("title.province-short", language)
    if not asked.areas:
        names = [view.catalog.corridors[id_].name[language] for id_ in asked.corridors]
        key = "title.corridor"
    else:
        names = asked.describe_areas(view.catalog, language).split(", ")
        key = "title.areas"
    place = ", ".join(names)
    if not named and len(names) > _NAMED:
        place = say("title.more", language, first=names[0], count=len(names) - 1)
    within = place[:1].lower() + place[1:] if language == "vi" else place
    return say(key, language, place=within), place


def _selected(view: View, language: str, *, named: bool) -> str:
    """Return what else is asked for, but the statuses, which the counts tell."""
    asked = view.selection.with_(as_of=None, statuses=())
    if not asked.areas:
        asked = asked.with_(corridors=())
    where = asked.describe_areas(view.catalog, language)
    words = asked.describe(view.catalog, language).removeprefix(where).removeprefix(" · ")
    return words if named or not words else say("title.selected", language)
