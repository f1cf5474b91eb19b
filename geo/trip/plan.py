"""What a workbook that came back would change: the one plan that is shown, signed and applied.

Each cell is compared three ways: *base*, what stood there when the file was handed out; *mine*,
what the file says; *theirs*, what stands today. Different cells merge, the same cell asks.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from geo.dates import PartialDate
from geo.strings import say
from geo.text import WRITTEN_LANGUAGES, fold
from geo.trip.base import stated
from geo.trip.fields import (
    ANSWER,
    KEY,
    NAME,
    SOURCE,
    STATUS,
    STATUS_DATE,
    TripField,
    ValueKind,
    field_of,
)
from geo.trip.numbers import split_unit
from geo.trip.read import CellKind, read_book
from geo.trip.tables import NEW_ROWS, TripTables, find_tables, is_changeable
from geo.trip.values import ValueDoubt, read_value, shown_value
from geo.trip.words import change_words, number_words, value_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from geo.trip.ground import FactPlace, Ground
    from geo.trip.read import ReadCell
    from geo.trip.tables import TripRow

_TIMES: Final = 90
"""From how many times another a number is asked about: a slip of the unit, or of two decimals."""
_USUAL: Final = {
    "billion_vnd": (Decimal("0.05"), Decimal(100_000)),
    "km": (Decimal("0.01"), Decimal(1_000)),
}
"""Between what a number lies that nothing is known to compare with, by its unit."""


class CellVerdict(StrEnum):
    """What becomes of a cell."""

    NEW = "new"
    CHANGED = "changed"
    MERGED = "merged"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True)
class PlanCell:
    """A cell that says something else than it did.

    Parameters
    ----------
    sheet, cell
        Where it stands; a range where cells are merged.
    subject
        Id of what it is about; ``+5`` for the new thing of row 5.
    field
        Id of its column: ``events.status``; empty where it is in none.
    base, mine, theirs
        As the tables write them, empty for nothing.
    message
        Old and new value in words; of a refusal the reason and what to do.
    source
        What the row gives as its source, empty where it says that there is none.
    """

    sheet: str
    cell: str
    subject: str
    field: str
    base: str
    mine: str
    theirs: str
    verdict: CellVerdict
    message: str
    source: str = ""

    @property
    def place(self) -> FactPlace:
        """Table, key and field of the fact."""
        table, _, name = self.field.partition(".")
        return table, self.subject, name

    @property
    def counts(self) -> bool:
        """Whether it is applied."""
        return self.verdict in (CellVerdict.NEW, CellVerdict.CHANGED, CellVerdict.MERGED)


@dataclass(frozen=True)
class TripPlan:
    """What a workbook would change.

    Parameters
    ----------
    ground_digest, base_digest
        Of the facts that it was compared with, and of those that it was made of.
    cells
        All but those that are unchanged, in the order of the file.
    unchanged
        Cells that a person may fill, and that say what they said.
    notes
        What was not read, in sentences.
    """

    ground_digest: str
    base_digest: str
    cells: tuple[PlanCell, ...]
    unchanged: int = 0
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many cells are new, changed, unchanged, refused and in conflict."""
        by = Counter(cell.verdict for cell in self.cells)
        return {
            "new": by[CellVerdict.NEW],
            "changed": by[CellVerdict.CHANGED] + by[CellVerdict.MERGED],
            "unchanged": self.unchanged,
            "refused": by[CellVerdict.REFUSED],
            "conflicts": by[CellVerdict.CONFLICT],
        }

    @property
    def is_clean(self) -> bool:
        """Whether it may be applied: all of it or nothing."""
        return all(cell.counts for cell in self.cells)

    @property
    def changes(self) -> tuple[PlanCell, ...]:
        """The cells that are applied."""
        return tuple(cell for cell in self.cells if cell.counts)


@dataclass(frozen=True)
class ConflictAnswers:
    """What a person chose where the same cell was changed by somebody else: mine or theirs.

    Parameters
    ----------
    cells
        By the place of the cell: ``SO-XD!E6``.
    rest
        For all the others; empty where they are still asked about.
    """

    cells: Mapping[str, str] = field(default_factory=dict)
    rest: str = ""

    def of(self, sheet: str, cell: str) -> str:
        """Return ``mine``, ``theirs``, or nothing where nobody has chosen."""
        return self.cells.get(f"{sheet}!{cell}", self.rest)


def make_plan(
    data: bytes, ground: Ground, language: str, today: date, answers: ConflictAnswers | None = None
) -> TripPlan:
    """Return what a workbook would change.

    Parameters
    ----------
    data
        The file (Office Open XML), from anybody.
    ground
        The facts of today.
    today
        The day after which nothing can have happened yet.

    Raises
    ------
    UnreadableFileError
        If it cannot be read, or carries no statement of ours.
    """
    book = read_book(data, language)
    tables = find_tables(book, language)
    reader = _Planner(tables, ground, language, today, answers or ConflictAnswers())
    cells = [
        PlanCell(
            one.sheet, one.cell, one.subject, one.field, "", "", "", CellVerdict.REFUSED,
            one.doubt.say(language),
        )
        for one in tables.refused
    ]  # fmt: skip
    for row in tables.rows:
        cells += reader.row(row)
    order = {sheet.name: number for number, sheet in enumerate(book.sheets)}
    once = _each_place_once(cells, language)
    once.sort(key=lambda cell: order[cell.sheet])
    if reader.sourced_only:
        tables.notes.append(say("trip.note-sourced", language, n=reader.sourced_only))
    digest = tables.statement.digest
    return TripPlan(ground.digest, digest, tuple(once), reader.unchanged, tuple(tables.notes))


@dataclass
class _Planner:
    tables: TripTables
    ground: Ground
    language: str
    today: date
    answers: ConflictAnswers
    unchanged: int = 0
    sourced_only: int = 0

    def row(self, row: TripRow) -> list[PlanCell]:
        """Return the cells of a row that say something else than they did."""
        new = row.sheet_id == NEW_ROWS
        # A row for a new project that was handed in before is that project.
        there = self.ground.named(shown_value(row.cells.get(NAME))) if new else ""
        key = row.key or there or f"+{row.number + 1}"
        if new and row.key and self.ground.knows(row.key) and row.key != there:
            doubt = ValueDoubt("exists", value=row.key)
            return [self._refused(row, KEY, key, doubt)]
        like = self.ground.like(shown_value(row.cells.get(NAME))) if new and not there else ""
        if like:
            known = {"id": like, "name": self.ground.value(("projects", like, "name_vi"))}
            return [self._refused(row, NAME, key, ValueDoubt("new-like", **known))]
        if not new and not self.ground.knows(key):
            return [self._refused(row, KEY, key, ValueDoubt("gone", value=key))]
        base = self.tables.statement.rows.get((row.sheet_id, row.key), {})
        cells = [
            cell
            for id_ in row.columns
            if id_ not in (KEY, SOURCE) and (cell := self._cell(row, key, id_, base))
        ]
        if new and not there and cells and not any(cell.field == NAME for cell in cells):
            doubt = ValueDoubt("new-name")
            cells = [_refuse(cell, doubt, self.language) for cell in cells]
        cells = self._without_known(key, cells)
        return self._with_source(row, self._with_date(row, cells), key)

    def _without_known(self, key: str, cells: list[PlanCell]) -> list[PlanCell]:
        """Leave out status and day where the map has that very event."""
        values = {cell.field: cell.mine for cell in cells}
        pair = [
            values.get(id_) or self.ground.value(("events", key, id_.partition(".")[2]))
            for id_ in (STATUS_DATE, STATUS)
        ]
        if not {STATUS, STATUS_DATE} & values.keys() or not self.ground.tells(key, *pair):
            return cells
        kept = [cell for cell in cells if cell.field not in (STATUS, STATUS_DATE)]
        self.unchanged += len(cells) - len(kept)
        return kept

    def _refused(
        self, row: TripRow, id_: str, key: str, doubt: ValueDoubt, known: tuple[str, str] = ("", "")
    ) -> PlanCell:
        base, theirs = known
        cell = row.cells.get(id_)
        mine = shown_value(cell)
        return PlanCell(
            row.sheet, row.place(id_), key, id_, base, mine, theirs, CellVerdict.REFUSED,
            doubt.say(self.language),
        )  # fmt: skip

    def _cell(self, row: TripRow, key: str, id_: str, bases: Mapping[str, str]) -> PlanCell | None:
        column = field_of(id_)
        if column is None or column.kind is ValueKind.UNIT:
            return None
        base, cell = bases.get(id_, ""), row.cells.get(id_)
        if not is_changeable(column):
            shown = stated(shown_value(cell), changeable=False)
            if shown == base or cell is None:
                return None
            return self._refused(row, id_, key, ValueDoubt("computed"), (base, base))
        theirs = self.ground.value((column.table, key, column.name))
        try:
            mine = self._mine(row, column, base)
        except ValueDoubt as doubt:
            return self._refused(row, id_, key, doubt, (base, theirs))
        return self._compared(row, key, column, (base, mine, theirs))

    def _mine(self, row: TripRow, column: TripField, base: str) -> str:
        cell = row.cells.get(column.id)
        shown = shown_value(cell)
        unit = shown_value(row.cells.get(f"unit.{column.name}"))
        # Nobody touched it: long words of ours, a number whose unit was taken away.
        has_value = cell is None or cell.kind is not CellKind.NO_VALUE
        if shown == base and has_value and (column.kind is ValueKind.TEXT or not (unit and shown)):
            return base
        if cell is not None and cell.formula and not shown:
            raise ValueDoubt("no-value")
        mine = read_value(cell, column, unit)
        if mine == base:
            return mine
        if not mine and not column.erasable:
            raise ValueDoubt("emptied")
        if column.id == STATUS_DATE and PartialDate.parse(mine).first_day > self.today:
            raise ValueDoubt("date-ahead")
        if column.kind is ValueKind.NUMBER and cell is not None and mine:
            _ask_unit(cell, base, mine, column, self.language)
        return mine

    def _compared(
        self, row: TripRow, key: str, column: TripField, values: tuple[str, str, str]
    ) -> PlanCell | None:
        base, mine, theirs = values
        if mine in (base, theirs) or (not mine and not theirs):
            self.unchanged += bool(mine)
            return None
        asks = column.id != ANSWER and self._moved(row, key, column, own=theirs != base)
        choice = self.answers.of(row.sheet, row.place(column.id)) if asks else "mine"
        if choice == "theirs":
            self.unchanged += 1
            return None
        if choice == "mine":
            verdict = CellVerdict.CHANGED if base or asks else CellVerdict.NEW
            message = change_words(column.id, theirs if asks else base, mine, self.language)
            if row.cells.get(column.id) and row.cells[column.id].formula:
                message += f" ({say('trip.formula', self.language)})"
        else:
            verdict, message = CellVerdict.CONFLICT, self._conflict(column, values)
        return PlanCell(
            row.sheet, row.place(column.id), key, column.id, base, mine, theirs, verdict, message
        )

    def _moved(self, row: TripRow, key: str, column: TripField, *, own: bool) -> bool:
        """Tell whether a fact moved since base; status and its day are one event."""
        if own or column.table != "events":
            return own
        base = self.tables.statement.rows.get((row.sheet_id, row.key), {})
        pair = (each for each in (STATUS, STATUS_DATE) if each in row.columns)
        return any(
            self.ground.value(("events", key, each.partition(".")[2])) != base.get(each, "")
            for each in pair
        )

    def _conflict(self, column: TripField, values: tuple[str, str, str]) -> str:
        base, mine, theirs = (value_words(column.id, each, self.language) for each in values)
        name = column.title(self.language)
        words = {"field": name, "base": base, "mine": mine, "theirs": theirs}
        return say("trip.conflict", self.language, **words)

    def _with_date(self, row: TripRow, cells: list[PlanCell]) -> list[PlanCell]:
        """Refuse a new status without its day; a day of its own confirms the status."""
        changed = {cell.field for cell in cells}
        if STATUS not in changed or STATUS_DATE in changed or STATUS_DATE not in row.columns:
            return cells
        doubt = ValueDoubt("status-date")
        return [
            _refuse(cell, doubt, self.language) if cell.field == STATUS and cell.counts else cell
            for cell in cells
        ]

    def _with_source(self, row: TripRow, cells: list[PlanCell], key: str) -> list[PlanCell]:
        """Give each change its source, and mark what goes together with changes of others."""
        if not cells:
            self.sourced_only += bool(shown_value(row.cells.get(SOURCE)))
            return cells
        column = field_of(SOURCE)
        source, doubt = "", ValueDoubt("no-source")
        try:
            source = read_value(row.cells.get(SOURCE), column) if column else ""
        except ValueDoubt as error:
            doubt = error
        none = fold(source).strip(" .") in {
            fold(say("trip.without-source", each)) for each in WRITTEN_LANGUAGES
        }
        moved = self._others_moved(row, key, {cell.field for cell in cells})
        given: Callable[[PlanCell], PlanCell] = lambda cell: replace(  # noqa: E731 - one use
            cell,
            source="" if none else source,
            verdict=CellVerdict.MERGED if moved and cell.base else cell.verdict,
        )
        return [
            cell
            if not cell.counts or cell.field == ANSWER
            else given(cell)
            if source
            else _refuse(cell, doubt, self.language)
            for cell in cells
        ]

    def _others_moved(self, row: TripRow, key: str, own: set[str]) -> bool:
        """Tell whether another cell of the row says today something else than at base."""
        base = self.tables.statement.rows.get((row.sheet_id, row.key), {})
        return any(
            self.ground.value((column.table, key, column.name)) != base.get(id_, "")
            for id_ in row.columns
            if id_ not in own and (column := field_of(id_)) and column.is_fact
        )


def _refuse(cell: PlanCell, doubt: ValueDoubt, language: str) -> PlanCell:
    return replace(cell, verdict=CellVerdict.REFUSED, message=doubt.say(language))


def _ask_unit(cell: ReadCell, base: str, mine: str, column: TripField, language: str) -> None:
    """Ask where a number is many times another, or beyond all others: the unit may have slipped.

    Raises
    ------
    ValueDoubt
        If the unit does not stand in the cell itself.
    """
    old, new = Decimal(base or 0), Decimal(mine)
    if not new or (cell.kind is CellKind.TEXT and split_unit(cell.text)[1]):
        return
    words = [value_words(column.id, each, language) for each in (base, mine)]
    if old:
        times = max(old / new, new / old)
        if times >= _TIMES:
            raise ValueDoubt(
                "number-times", old=words[0], new=words[1], times=_rounded(times, language)
            )
        return
    least, most = _USUAL.get(column.unit, (new, new))
    if not least <= new <= most:
        raise ValueDoubt("number-unusual", new=words[1])


def _rounded(times: Decimal, language: str) -> str:
    """Return about how many times, to the first two digits: ``1.000``."""
    step = Decimal(10) ** (times.adjusted() - 1)
    return number_words(f"{(times / step).to_integral_value() * step:f}", language)


def _each_place_once(cells: Iterable[PlanCell], language: str) -> list[PlanCell]:
    """Let a fact that stands on several sheets count once; refuse it where they disagree."""
    cells = list(cells)
    by_place: dict[FactPlace, list[PlanCell]] = {}
    for cell in cells:
        if cell.counts and cell.field != ANSWER:
            by_place.setdefault(cell.place, []).append(cell)
    kept = []
    for cell in cells:
        same = by_place.get(cell.place, []) if cell.counts else []
        others = [one for one in same if one is not cell]
        if any(one.mine != cell.mine for one in others):
            where = ", ".join(f"{one.sheet}!{one.cell}" for one in others)
            kept.append(_refuse(cell, ValueDoubt("two-cells", others=where), language))
        elif not same or same[0] is cell or cell.field == ANSWER:
            kept.append(cell)
    return kept
