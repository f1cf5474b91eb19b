"""A form that was filled in: the changes that it makes, or what is wrong and at which field.

Forms are mappings of field ids to what was typed. A field of a fact is called as in a workbook that
comes back (``events.status``), so that both are read by the same rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from geo.desk.values import column_title
from geo.desk.words import ChangeTeller, FactChange
from geo.faults import in_language
from geo.store.model import ChangeVerdict, Draft, StoredChange, StoreError, row_added, row_cells
from geo.store.overlay import key_columns
from geo.strings import say, table
from geo.tables import Tables
from geo.text import nfc
from geo.trip.documents import Documents
from geo.trip.read import CellKind, ReadCell
from geo.trip.values import ValueDoubt, read_value, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from geo.catalog.catalog import Catalog
    from geo.io.schema import Problem
    from geo.store.ledger import Ledger
    from geo.store.model import Comparison
    from geo.trip.fields import TripField

Typed = Mapping[str, str]
"""What was typed or chosen, by field; empty for nothing."""
SOURCE: Final = "source"
UNSOURCED: Final = "unsourced"
REASON: Final = "reason"
WHOLE: Final = ""
"""Stands for the form as a whole, where no field of it is wrong alone."""
ORIGIN: Final = "form"
YES: Final = "yes"
_PLACE_COLUMNS: Final = frozenset({"geometry", "road_ref", "km_from", "km_to"})
_FIELDS: Final[Mapping[str, str]] = {
    "events": "events.date",
    "milestones": "milestones.date",
    "obstacles": "obstacles.what_vi",
    "sources": SOURCE,
    "projects": "projects.name_vi",
}
"""The field at which a row that is not right is told, by table."""


_FIRST: Final = ("name_vi", "kind", "agency_ids")
_ADDED: Final[Mapping[str, tuple[str, ...]]] = {
    "projects": ("geometry_note_vi", "geometry_note_en"),
    "geometries": ("date", "evidence", "note_vi", "note_en", "shown"),
}
"""Columns of rows that nobody has typed, by table."""


@dataclass(frozen=True)
class FormGround:
    """What a form is compared with.

    Parameters
    ----------
    version
        Of the tables that whoever fills it in has seen, ``None`` for the newest.
    today
        The day after which nothing can have happened yet.
    """

    ledger: Ledger
    catalog: Catalog
    today: date
    language: str
    version: int | None = None


@dataclass(frozen=True)
class Proposal:
    """What a form changes.

    Parameters
    ----------
    draft
        ``None`` where it changes nothing; it may go into the store where nothing is doubted.
    doubts
        What is wrong and what to do, in words, by field.
    facts
        The changes in words; the rows of sources that come along are not told.
    subject_id
        What it is about, with the id that a new thing gets.
    """

    draft: Draft | None
    doubts: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[FactChange, ...] = ()
    subject_id: str = ""

    @property
    def may_go(self) -> bool:
        """Whether it may go into the store."""
        return self.draft is not None and not self.doubts


def read_typed(typed: Typed, column: TripField, unit: str = "") -> str:
    """Return what a field says, as the tables write it; empty for nothing.

    Raises
    ------
    ValueDoubt
        If it does not say one thing.
    """
    text = squeezed(typed.get(column.id, ""))
    return read_value(ReadCell(0, 0, CellKind.TEXT, nfc(text)), column, unit) if text else ""


def doubt_words(doubt: ValueDoubt, language: str) -> str:
    """Return what is wrong and what to do; a form has other remedies than a workbook."""
    stem = doubt.key
    reason = f"entry.doubt-{stem}" if f"entry.doubt-{stem}" in table() else f"trip.{stem}"
    remedy = f"entry.doubt-{stem}-do" if f"entry.doubt-{stem}-do" in table() else f"trip.{stem}-do"
    return f"{say(reason, language, **doubt.values)} {say(remedy, language, **doubt.values)}"


@dataclass
class FormReader:
    """Collects what a form changes, and what is wrong with it."""

    ground: FormGround
    typed: Typed
    changes: list[StoredChange] = field(default_factory=list)
    doubts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.documents = Documents(self.ground.catalog.sources, self.ground.today)

    def doubt(self, field_id: str, doubt: ValueDoubt) -> None:
        """Say what is wrong at a field; the first word counts."""
        self.doubts.setdefault(field_id, doubt_words(doubt, self.ground.language))

    def read(self, column: TripField, unit: str = "") -> str:
        """Return what a field says, empty where it is doubted."""
        try:
            return read_typed(self.typed, column, unit)
        except ValueDoubt as doubt:
            self.doubt(column.id, doubt)
            return ""

    def source_words(self) -> str:
        """Return what is named as source, empty where it is said that there is none.

        Nothing named at all is a doubt: a value without a source is not taken.
        """
        if self.typed.get(UNSOURCED) == YES:
            return ""
        column = source_column()
        try:
            said = read_typed({column.id: self.typed.get(SOURCE, "")}, column)
        except ValueDoubt as doubt:
            self.doubt(SOURCE, doubt)
            return ""
        if not said:
            self.doubt(SOURCE, ValueDoubt("no-source"))
        return said

    def source_id(self, words: str) -> str:
        """Return the id of a source, empty where it is doubted."""
        try:
            return self.documents.id_of(words)
        except ValueDoubt as doubt:
            self.doubt(SOURCE, doubt)
            return ""

    def told_on(self, source_id: str) -> str:
        """Return the day on which a source tells something: its own, else today."""
        return self.documents.date_of(source_id) or self.ground.today.isoformat()

    def add_row(self, name: str, cells: Mapping[str, str]) -> None:
        """Add a row to a table."""
        self.changes.append(row_added(name, key_columns(name), cells))

    def add(self, changes: Iterable[StoredChange]) -> None:
        """Add changes of others; of a source that comes twice one row stays."""
        known = {change.key for change in self.changes if change.table == "sources"}
        self.changes += [one for one in changes if one.table != "sources" or one.key not in known]

    def add_sources(self) -> None:
        """Bring the new sources that rows name, before the rows."""
        known = {change.key for change in self.changes if change.table == "sources"}
        columns = key_columns("sources")
        new = (row_added("sources", columns, cells) for cells in self.documents.rows)
        self.changes[:0] = [change for change in new if change.key not in known]

    def proposal(self, subject_id: str = "", *, tells_sources: bool = False) -> Proposal:
        """Return what was collected."""
        teller = ChangeTeller(self.ground.catalog, self.ground.language)
        told = [
            one
            for one in teller.tell(self.changes)
            if tells_sources or one.change.table != "sources"
        ]
        facts = _in_order(told, self.ground.language)
        reason = squeezed(self.typed.get(REASON, ""))
        reason = "".join(letter for letter in reason if letter.isprintable())[:500]
        changes = tuple(self.changes)
        draft = Draft(changes, reason, ORIGIN, self.ground.version) if changes else None
        return Proposal(draft, dict(self.doubts), facts, subject_id)


def _in_order(facts: Iterable[FactChange], language: str) -> tuple[FactChange, ...]:
    """Return facts as a person looks for them: the name first, and not what the form adds."""
    first = [column_title("projects", column, language) for column in _FIRST]
    untold = {
        (name, column_title(name, column, language))
        for name, columns in _ADDED.items()
        for column in columns
    }
    kept = [one for one in facts if (one.change.table, one.name) not in untold]
    rank = {title: place for place, title in enumerate(first)}
    return tuple(sorted(kept, key=lambda one: rank.get(one.name, len(first))))


def source_column() -> TripField:
    """Return the column of a workbook that names the source of a row."""
    from geo.trip.fields import SOURCE as ID
    from geo.trip.fields import field_of

    column = field_of(ID)
    if column is None:
        raise KeyError(ID)
    return column


def examined(proposal: Proposal, ground: FormGround) -> Proposal:
    """Return a proposal that was compared with what others wrote, and checked with all the data.

    What speaks against it becomes a doubt at the field that causes it.

    Raises
    ------
    DataError
        If the tables cannot be read.
    """
    if proposal.draft is None or proposal.doubts:
        return proposal
    plan = ground.ledger.plan(proposal.draft)
    doubts: dict[str, str] = {}
    for one in plan.of(ChangeVerdict.CONFLICT, ChangeVerdict.REFUSED):
        doubts.setdefault(field_of_change(one.change), _comparison_words(one, ground))
    if not doubts and not plan.of(ChangeVerdict.NEW, ChangeVerdict.CHANGED, ChangeVerdict.MERGED):
        return replace(proposal, draft=None)
    if not doubts:
        found = ground.ledger.check(ground.ledger.data, plan.drafts)
        if found.problems:
            before = ground.ledger.check(
                ground.ledger.data, ground.ledger.fold(plan.version).drafts
            )
            old = {str(problem) for problem in before.problems}
            new = [one for one in found.problems if str(one) not in old]
            tables = Tables(ground.ledger.data / "tables", plan.drafts)
            doubts = _problem_doubts(new, tables, ground.language)
    return replace(proposal, doubts=doubts)


def _comparison_words(one: Comparison, ground: FormGround) -> str:
    change, language = one.change, ground.language
    if one.verdict is ChangeVerdict.REFUSED:
        told = {"table": change.table, "row": " ".join(change.key), "column": change.field}
        return StoreError(one.message, **told).words(language)
    theirs = say("trip.nothing", language)
    if one.theirs is not None:
        now = replace(change, old=None, new=one.theirs) if change.is_row else change
        other = replace(now, new=one.theirs)
        told_facts = ChangeTeller(ground.catalog, language).tell([other])
        theirs = "; ".join(fact.new for fact in told_facts) or one.theirs
    return say("entry.conflict", language, theirs=theirs)


def field_of_change(change: StoredChange) -> str:
    """Return the field of the form that a change comes from."""
    if not change.is_row:
        return f"{change.table}.{change.field}"
    text = change.new if change.new is not None else change.old
    return _field_of_row(change.table, row_cells(text) if text is not None else {})


def _field_of_row(name: str, cells: Mapping[str, str]) -> str:
    if name == "figures":
        return f"figures.{cells.get('quantity', '')}"
    return _FIELDS.get(name, WHOLE)


def _problem_doubts(problems: Iterable[Problem], tables: Tables, language: str) -> dict[str, str]:
    """Return what is wrong with the data by the fields that cause it."""
    doubts: dict[str, str] = {}
    for problem in problems:
        parts = [in_language(part, language) for part in (problem.what, problem.remedy)]
        words = say("trip.check", language, problem="; ".join(part for part in parts if part))
        doubts.setdefault(_field_of_problem(problem, tables), words)
    return doubts


def _field_of_problem(problem: Problem, tables: Tables) -> str:
    place = problem.where.split(":")
    name = place[0].removeprefix("tables/").removesuffix(".csv")
    if len(place) < 2 or name not in tables.names():  # noqa: PLR2004 - table and row
        return WHOLE
    column = place[2] if len(place) > 2 else ""  # noqa: PLR2004 - and column
    if name == "projects" and column:
        return "place" if column in _PLACE_COLUMNS else f"projects.{column}"
    rows = (row for row in tables[name] if row.where == ":".join(place[:2]))
    row = next(rows, None)
    return _field_of_row(name, row.cells if row else {})
