"""A change of the tables in words: which fact of what, what it was, what it is to be, who says so.

A status, a figure, a milestone is a row that is added; for a person it is one fact that becomes
another. So what stood before is looked for: in what the log has told already, else in the catalog.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from geo.catalog.history import event_as_of, figures_as_of, known_since
from geo.dates import PartialDate
from geo.desk.values import cell_words, column_title, date_words, number_words
from geo.errors import DataError
from geo.query.wording import quantity_name, short_source, word_of
from geo.store.model import row_cells
from geo.store.overlay import key_columns
from geo.strings import quantities, say
from geo.text import WRITTEN_LANGUAGES
from geo.trip.values import plain_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from geo.catalog.catalog import Catalog
    from geo.model import Source
    from geo.store.model import Batch, StoredChange

Cells = dict[str, str]
FactPlace = tuple[str, ...]
"""Table and what a row tells about: project, quantity, milestone."""
_FACTS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "events": (("project_id",), ("status", "date")),
    "figures": (("subject_id", "quantity"), ("qualifier", "value", "unit", "as_of")),
    "milestones": (("project_id", "milestone", "role"), ("date", "as_of")),
    "roles": (("project_id", "role"), ("agency_id",)),
    "obstacles": (("project_id", "what_vi"), ("state", "as_of")),
}
"""Tables whose rows each tell one fact: the columns that say of what, and those that say what."""
_UNTOLD: Final = frozenset({"source_id", "source_ids", "id", "project_id", "subject_id", "digest"})
_PROJECT: Final = ("project_id", "subject_id")
_SHORT_TITLE: Final = 60


@dataclass(frozen=True)
class SourceWords:
    """A source in a few words; `url` is empty where it has no address."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class FactChange:
    """One fact that becomes another.

    Parameters
    ----------
    subject_id
        Id of the project or asset that it is about, else of what the table names.
    name
        Of the fact, in words.
    old, new
        In words.
    change
        What is written into the tables.
    """

    subject_id: str
    name: str
    old: str
    new: str
    source: SourceWords | None
    change: StoredChange


def told_of(batch: Batch, facts: Iterable[FactChange], language: str) -> tuple[FactChange, ...]:
    """Return facts with where they come from: what an undo brings back rests on no new source."""
    if not batch.undoes:
        return tuple(facts)
    words = SourceWords(say("desk.badge-undo", language, number=batch.undoes))
    return tuple(replace(fact, source=words) for fact in facts)


def subject_of(change: StoredChange, catalog: Catalog) -> str:
    """Return the id of the project or asset that a change is about, else the id that it names."""
    for text in (change.new, change.old):
        cells = row_cells(text) if change.is_row and text is not None else {}
        for column in _PROJECT:
            if cells.get(column):
                return cells[column]
    id_ = change.key[0]
    if change.table == "packages":
        return next((one.project_id for one in catalog.packages if one.id == id_), id_)
    if change.table == "geometries":
        owners = (key for key, every in catalog.filed.items() for one in every if one.id == id_)
        return next(owners, id_)
    if change.table == "photos":
        return next((one.project_id for one in catalog.photos if one.id == id_), id_)
    return id_


@dataclass
class ChangeTeller:
    """Tells changes one after the other, in the order in which they count.

    Parameters
    ----------
    catalog
        What stands behind them.
    untold
        Keys of rows of the catalog that the changes themselves bring: they are none before.
    """

    catalog: Catalog
    language: str
    untold: frozenset[tuple[str, tuple[str, ...]]] = frozenset()
    _told: dict[FactPlace, list[Cells]] = field(default_factory=lambda: defaultdict(list))

    def tell(self, changes: Iterable[StoredChange]) -> list[FactChange]:
        """Return the changes of one batch in words."""
        every = [*changes]
        # An undo takes sources out with what they said.
        brought = {
            one.key[0]: row_cells(one.new or one.old or "{}")
            for one in every
            if one.table == "sources" and one.is_row
        }
        facts = [fact for one in every for fact in self._of(one, brought)]
        # Each fact names its source: that the list of sources grows says nothing more.
        telling = {one.subject_id for one in facts if one.change.field != "source_ids"}
        return [
            one
            for one in facts
            if one.change.field != "source_ids" or one.subject_id not in telling
        ]

    def _of(self, change: StoredChange, brought: Mapping[str, Cells]) -> Iterator[FactChange]:
        subject = subject_of(change, self.catalog)
        source = self._source(change, brought)
        for name, old, new in self._parts(change):
            yield FactChange(subject, name, old, new, source, change)

    def _parts(self, change: StoredChange) -> Iterator[tuple[str, str, str]]:
        if not change.is_row:
            old, new = (self._cell_words(change, each or "") for each in (change.old, change.new))
            yield self._cell_name(change), old, new
        elif change.table in _FACTS:
            yield from self._fact(change)
        elif change.table == "sources":
            yield self._document(change)
        else:
            yield from self._row(change)

    def _cell_name(self, change: StoredChange) -> str:
        title = column_title(change.table, change.field, self.language)
        if change.table not in _FACTS:
            return title
        told = dict(zip(key_columns(change.table), change.key, strict=False))
        fact = self._fact_name(change.table, told)
        return fact if change.field in ("value", "status") else f"{fact}: {title}"

    def _cell_words(self, change: StoredChange, value: str) -> str:
        place = (change.table, change.field)
        words = cell_words(self.catalog, place, value, self.language)
        if place != ("figures", "value") or not value:
            return words
        unit = quantities().get(change.key[1], "")
        return f"{words} {word_of('unit', unit, self.language)}".strip()

    def _row(self, change: StoredChange) -> Iterator[tuple[str, str, str]]:
        """Tell a row that is no single fact: a project, a package, a source."""
        gone = change.new is None
        told = change.old if gone else change.new
        cells = row_cells(told) if told is not None else {}
        nothing = say("trip.nothing", self.language)
        for column, value in cells.items():
            if column in _UNTOLD or _is_same_words(column, cells):
                continue
            place = (change.table, column)
            words = cell_words(self.catalog, place, value, self.language)
            pair = (words, nothing) if gone else (nothing, words)
            yield (column_title(*place, self.language), *pair)

    def _document(self, change: StoredChange) -> tuple[str, str, str]:
        """Tell a source as one line: number, title, publisher, day and kind."""
        gone = change.new is None
        told = change.old if gone else change.new
        cells = row_cells(told) if told is not None else {}
        title = cells.get(f"title_{self.language}") or cells.get("title_vi", "")
        number, day = cells.get("number", ""), cells.get("date", "")
        words = (
            # What the title says is said once.
            "" if number in title else number,
            title,
            cells.get("publisher", ""),
            date_words(day, self.language) if day and not _says_day(title, day) else "",
            word_of("source-kind", cells.get("kind", ""), self.language),
        )
        line, nothing = " · ".join(filter(None, words)), say("trip.nothing", self.language)
        return (
            say("desk.document", self.language),
            *((line, nothing) if gone else (nothing, line)),
        )

    def _fact(self, change: StoredChange) -> Iterator[tuple[str, str, str]]:
        gone = change.new is None
        told = change.old if gone else change.new
        cells = row_cells(told) if told is not None else {}
        place = _place(change.table, cells)
        if gone:
            self._forget(place, cells)
        before = self._before(place, cells)
        own, other = self._fact_words(change.table, cells), self._before_words(place, before)
        yield self._fact_name(change.table, cells), *((own, other) if gone else (other, own))
        if not gone:
            self._told[place].append(cells)
        said = {*_FACTS[change.table][0], *_FACTS[change.table][1], *_UNTOLD}
        nothing = say("trip.nothing", self.language)
        for column, value in cells.items():
            if column not in said and not _is_same_words(column, cells):
                where = (change.table, column)
                words = cell_words(self.catalog, where, value, self.language)
                pair = (words, nothing) if gone else (nothing, words)
                yield (column_title(*where, self.language), *pair)

    def _fact_name(self, name: str, cells: Mapping[str, str]) -> str:
        if name == "figures":
            return quantity_name(cells.get("quantity", ""), self.language)
        if name == "milestones":
            milestone, role = cells.get("milestone", ""), cells.get("role", "")
            kind = word_of("milestone-role", role, self.language) or role
            return f"{word_of('milestone', milestone, self.language) or milestone} ({kind})"
        if name == "roles":
            role = cells.get("role", "")
            words = word_of("role", role, self.language) or role
            return words[:1].upper() + words[1:]
        if name == "obstacles":
            return f"{say('desk.obstacle', self.language)}: {cells.get('what_vi', '')}"
        return column_title("events", "status", self.language)

    def _fact_words(self, name: str, cells: Mapping[str, str]) -> str:
        told, words = self.language, ""
        day = cells.get("as_of", "")
        if name == "events":
            words, day = word_of("status", cells.get("status", ""), told), cells.get("date", "")
        elif name == "figures":
            parts = (
                word_of("qualifier", cells.get("qualifier", ""), told),
                number_words(cells.get("value", ""), told),
                word_of("unit", cells.get("unit", ""), told),
            )
            words = " ".join(part for part in parts if part)
        elif name == "milestones":
            words = date_words(cells.get("date", ""), told)
            return say("desk.told", told, words=words, day=date_words(day, told)) if day else words
        elif name == "roles":
            return cell_words(self.catalog, (name, "agency_id"), cells.get("agency_id", ""), told)
        else:
            words = word_of("obstacle", cells.get("state", ""), told)
        return f"{words} ({date_words(day, told)})" if day else words

    def _before_words(self, place: FactPlace, before: Cells | None) -> str:
        if before is None:
            return say("trip.nothing", self.language)
        return self._fact_words(place[0], before)

    def _before(self, place: FactPlace, cells: Mapping[str, str]) -> Cells | None:
        """Return the cells of what was last told about a fact, ``None`` for nothing."""
        if self._told[place]:
            return self._told[place][-1]
        finders = {"events": self._event, "figures": self._figure, "milestones": self._milestone}
        finder = finders.get(place[0])
        return finder(cells) if finder else None

    def _forget(self, place: FactPlace, cells: Cells) -> None:
        told = self._told[place]
        if cells in told:
            told.remove(cells)

    def _event(self, cells: Mapping[str, str]) -> Cells | None:
        project = cells.get("project_id", "")
        events = [
            one
            for one in self.catalog.events_of(project)
            if not self._is_untold("events", (project, one.date.iso(), one.status, one.source_id))
            and not _same(cells, date=one.date.iso(), status=one.status, source_id=one.source_id)
        ]
        found = event_as_of(events, _day(cells.get("date", "")))
        return {"status": found.status.value, "date": found.date.iso()} if found else None

    def _figure(self, cells: Mapping[str, str]) -> Cells | None:
        subject, quantity = cells.get("subject_id", ""), cells.get("quantity", "")
        sources = self.catalog.sources
        source = sources.get(cells.get("source_id", ""))
        published = source.date.iso() if source and source.date else ""
        day = _day(cells.get("as_of", "") or published)
        figures = []
        for one in self.catalog.figures_of(subject):
            as_of, value = one.as_of.iso() if one.as_of else "", plain_value(one.value)
            own = _same(cells, value=value, as_of=as_of, source_id=one.source_id)
            key = (subject, one.quantity, as_of, one.source_id, value)
            if one.quantity == quantity and not own and not self._is_untold("figures", key):
                figures.append(one)
        undated = [one for one in figures if known_since(one, sources) is None]
        known = figures_as_of(figures, quantity, day, sources) or tuple(undated)
        if not known:
            return None
        first = known[0]
        return {
            "value": plain_value(first.value),
            "unit": first.unit,
            "qualifier": first.qualifier,
            "as_of": first.as_of.iso() if first.as_of else "",
        }

    def _milestone(self, cells: Mapping[str, str]) -> Cells | None:
        project = cells.get("project_id", "")
        told = [
            {"date": one.date.iso(), "as_of": one.as_of.iso() if one.as_of else ""}
            for one in self.catalog.milestones_of(project)
            if _same(cells, milestone=one.milestone, role=one.role)
            and not _same(
                cells,
                date=one.date.iso(),
                as_of=one.as_of.iso() if one.as_of else "",
                source_id=one.source_id,
            )
        ]
        return max(told, key=lambda one: one["as_of"], default=None)

    def _is_untold(self, name: str, key: tuple[str, ...]) -> bool:
        return (name, key) in self.untold

    def _source(self, change: StoredChange, brought: Mapping[str, Cells]) -> SourceWords | None:
        cells = row_cells(change.new) if change.is_row and change.new is not None else {}
        if change.table == "photos" and cells:
            name = cells.get("author") or say("photo.no-author", self.language)
            return SourceWords(say("photo.by", self.language, name=name))
        id_ = cells.get("source_id", "") or change.source_id
        if not id_ or change.table == "sources":
            return None
        known = self.catalog.sources.get(id_)
        if known:
            return source_words(known, self.language)
        told = brought.get(id_, {})
        title = told.get(f"title_{self.language}") or told.get("title_vi") or ""
        number = told.get("number", "")
        words = title if number in title and len(title) <= _SHORT_TITLE else number or title
        return SourceWords(words or id_, told.get("url", ""))


def source_words(source: Source, language: str) -> SourceWords:
    """Return a source in a few words."""
    return SourceWords(short_source(source, language), source.url)


def rows_brought(batches: Iterable[Batch]) -> frozenset[tuple[str, tuple[str, ...]]]:
    """Return table and key of all rows that batches add."""
    return frozenset(
        (one.table, one.key)
        for batch in batches
        for one in batch.changes
        if one.is_row and one.new is not None
    )


def _place(name: str, cells: Mapping[str, str]) -> FactPlace:
    return (name, *(cells.get(column, "") for column in _FACTS[name][0]))


def _is_same_words(column: str, cells: Mapping[str, str]) -> bool:
    """Tell whether a cell only repeats in another language what nobody has translated."""
    stem, _, language = column.rpartition("_")
    first, *others = WRITTEN_LANGUAGES
    return language in others and cells[column] == cells.get(f"{stem}_{first}", "")


def _same(cells: Mapping[str, str], **values: str) -> bool:
    return all(cells.get(column, "") == value for column, value in values.items())


def _says_day(title: str, day: str) -> bool:
    """Tell whether a title names a day (``2026-10-30``) as documents do (``30/10/2026``)."""
    numbers = [re.escape(number.lstrip("0")) for number in reversed(day.split("-"))]
    return re.search(rf"(?<!\d)0?{'[/.-]0?'.join(numbers)}(?!\d)", title) is not None


def _day(text: str) -> date:
    """Return the last day of a date, the end of time for none."""
    from datetime import date

    try:
        return PartialDate.parse(text).last_day if text else date.max
    except DataError:
        return date.max
