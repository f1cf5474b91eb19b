"""The source that a row names in a person's words, as a row of ``sources.csv``."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from geo.dates import PartialDate
from geo.escape import Syntax, escape
from geo.model import SourceKind
from geo.strings import say
from geo.text import WRITTEN_LANGUAGES, fold
from geo.trip.dates import DateDoubt, read_text
from geo.trip.values import ValueDoubt, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from geo.model import Source

# 12/QĐ-UBND, 3079/2023/QĐ-BGTVT: what stands on an official document.
_NUMBER: Final = re.compile(r"\d{1,6}(?:/\d{4})?/[A-ZĐ][A-ZĐa-z]*(?:[-.][A-ZĐ][A-ZĐa-z0-9]*)*")
_DAY: Final = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2}")
_ADDRESS: Final = re.compile(r"https?://[^\s\"'<>]+")
_PRESS: Final = re.compile(r"\bbao\b(?! cao)|\bnewspaper\b")
UNSOURCED_ID: Final = "CHUA-CO-NGUON-TIN"
"""How the ids of sources begin that say that there is none yet."""
_MOST_ID: Final = 40


def says_none(words: str) -> bool:
    """Tell whether words for a source say that there is none yet."""
    said = fold(words).strip(" .")
    return said in {fold(say("trip.without-source", each)) for each in WRITTEN_LANGUAGES}


class Documents:
    """Gives each document that rows name its id; new ones become rows.

    Parameters
    ----------
    known
        The sources that there are already, by id.
    today
        The day on which the rows were handed in.
    """

    def __init__(self, known: Mapping[str, Source], today: date) -> None:
        self._known, self._today = known, today
        self._new: dict[str, dict[str, str]] = {}
        # Found once: many rows name the same document.
        self._by_words: dict[str, str] = {}
        self._by_title: dict[str, str] = {}
        self._by_number: dict[str, list[str]] = defaultdict(list)
        self._by_address: dict[str, list[str]] = defaultdict(list)
        for id_, source in known.items():
            for title in source.title.values():
                self._by_title.setdefault(fold(title), id_)
            self._index(id_, source.number, source.url)

    @property
    def rows(self) -> Iterable[dict[str, str]]:
        """The rows of new sources, in the order in which they were named."""
        return self._new.values()

    def id_of(self, words: str) -> str:
        """Return the id of what a row names as its source, or says to have none.

        Raises
        ------
        ValueDoubt
            If the document is dated after the day on which the rows were handed in.
        """
        said = squeezed(words)
        if not said or says_none(said):
            return self._unsourced()
        key = fold(said)
        if key not in self._by_words:
            self._by_words[key] = self._find(said) or self._made(said)
        return self._by_words[key]

    def _made(self, said: str) -> str:
        when = day_in(said)
        if when and when.first_day > self._today:
            raise ValueDoubt("source-ahead", value=said)
        number, address = _NUMBER.search(said), _ADDRESS.search(said)
        kind = SourceKind.TOLD
        if number:
            kind = SourceKind.OFFICIAL
        elif address or _PRESS.search(fold(said)):
            kind = SourceKind.PRESS
        return self._add(
            escape(said, Syntax.FILE_NAME).upper()[:_MOST_ID].strip("-"),
            {
                "kind": kind.value,
                **{f"title_{language}": said for language in WRITTEN_LANGUAGES},
                "number": number[0] if number else "",
                "date": when.iso() if when else "",
                "url": address[0].rstrip(".,;)") if address else "",
                **self._note("trip.document-note"),
            },
        )

    def kind_of(self, source_id: str) -> SourceKind:
        """Return the kind of a source."""
        new = self._new.get(source_id)
        return SourceKind(new["kind"]) if new else self._known[source_id].kind

    def date_of(self, source_id: str) -> str:
        """Return the date of a source as tables write it, empty where it has none."""
        if source_id in self._new:
            return self._new[source_id].get("date", "")
        source = self._known.get(source_id)
        return source.date.iso() if source and source.date else ""

    def _note(self, key: str) -> dict[str, str]:
        day = PartialDate.of(self._today)
        return {f"note_{each}": say(key, each, day=day.show(each)) for each in WRITTEN_LANGUAGES}

    def _unsourced(self) -> str:
        """Return the source that says that none was given; each day has one."""
        id_ = f"{UNSOURCED_ID}-{self._today:%Y%m%d}"
        if id_ not in self._known and id_ not in self._new:
            titles = {f"title_{each}": say("trip.unsourced", each) for each in WRITTEN_LANGUAGES}
            note = self._note("trip.unsourced-note")
            # What is told has happened by the day on which it is told.
            day = {"date": self._today.isoformat()}
            self._new[id_] = {"id": id_, "kind": SourceKind.TOLD.value, **titles, **day, **note}
        return id_

    def _add(self, id_: str, cells: dict[str, str]) -> str:
        free, number = id_, 2
        while free in self._known or free in self._new:
            free, number = f"{id_}-{number}", number + 1
        self._new[free] = {"id": free, **cells}
        self._index(free, cells.get("number", ""), cells.get("url", ""))
        return free

    def _find(self, said: str) -> str:
        """Return the id of a source that is known by its id, title, number or address."""
        if said in self._known:
            return said
        if fold(said) in self._by_title:
            return self._by_title[fold(said)]
        numbers, address = set(_NUMBER.findall(said)), _ADDRESS.search(said)
        if len(numbers) > 1:  # two documents are none of them
            return ""
        same = [id_ for number in numbers for id_ in self._by_number[fold(number)]]
        if address and not numbers:
            same = self._by_address[_plain(address[0])]
            same = same if len(same) == 1 else []
        when = day_in(said)
        dated = {id_: self.date_of(id_) for id_ in same}
        return next((i for i in same if not (when and dated[i]) or dated[i] == when.iso()), "")

    def _index(self, id_: str, number: str, address: str) -> None:
        if number:
            self._by_number[fold(number)].append(id_)
        # A decision names the address of whoever quotes it: that is another source.
        elif address:
            self._by_address[_plain(address)].append(id_)


def _plain(address: str) -> str:
    """Return an address without what two spellings of it may differ in."""
    return address.rstrip(".,;)/").partition("://")[2].partition("#")[0].removeprefix("www.")


def day_in(words: str) -> PartialDate | None:
    """Return the day that the words of a source name, ``None`` where they name none or several.

    Examples
    --------
    >>> day_in("QĐ 9/QĐ-SXD ngày 7/11/2026").iso()
    '2026-11-07'
    """
    found = set(_DAY.findall(words))
    if len(found) != 1:
        return None
    try:
        return read_text(found.pop())
    except DateDoubt:
        return None
