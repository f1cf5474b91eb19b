"""Finds our tables in a workbook that came back, whatever was renamed, moved or written around."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Final

from geo.strings import say
from geo.trip.aside import changed_cells
from geo.trip.base import column_mark, marks_in, statement_of
from geo.trip.fields import KEY, NAME, TripField, ValueKind, field_of
from geo.trip.package import refuse
from geo.trip.read import CellKind, ReadCell, ReadSheet, address, corners
from geo.trip.values import ValueDoubt, read_value, shown_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo.trip.base import BaseStatement
    from geo.trip.read import ReadBook

NEW_ROWS: Final = "new"
"""Hidden name of a sheet whose rows are things that do not stand yet."""
# Lines of our own above the headings: what the sheet is, of which day.
_OUR_TITLES: Final = 2
_MOST_TOLD: Final = 20
_MOST_MERGED: Final = 500


@dataclass(frozen=True)
class Refusal:
    """A cell or range that is not taken."""

    sheet: str
    cell: str
    subject: str
    doubt: ValueDoubt
    field: str = ""


@dataclass(frozen=True)
class TripRow:
    """A row of a table.

    Parameters
    ----------
    number
        From 0.
    cells
        By the id of the column; empty cells are left out.
    columns
        Places of the columns, but of those whose cell is merged with others.
    """

    sheet: str
    sheet_id: str
    number: int
    key: str
    cells: dict[str, ReadCell]
    columns: dict[str, int]

    def place(self, column: str) -> str:
        """Return the address of a cell."""
        return address(self.number, self.columns[column])


@dataclass
class TripTables:
    """What was found in a workbook.

    Parameters
    ----------
    rows
        Those that have a key, each key once.
    notes
        What was not read, in sentences.
    """

    statement: BaseStatement
    rows: list[TripRow] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def find_tables(book: ReadBook, language: str) -> TripTables:
    """Return the rows of the tables of a workbook.

    Raises
    ------
    UnreadableFileError
        If it has no statement of ours, see :func:`geo.trip.base.statement_of`.
    """
    statement = statement_of(book, language)
    found = TripTables(statement)
    ids = {sheet_id for sheet_id, _ in statement.rows} | statement.columns.keys()
    seen, unmarked = set(), []
    for sheet in book.sheets:
        marks = marks_in(sheet)
        if marks:
            top = next(iter(marks))
            seen.add(next(iter(marks[top].values()))[0])
            _read_table(found, sheet, top, marks, language)
        elif sheet.cells and not sheet.name.startswith("_"):
            unmarked.append(sheet)
            if sheet.name not in statement.sheets:
                found.notes.append(say("trip.note-sheet", language, sheet=sheet.name))
    missing = sorted(ids - seen)
    if missing:
        names = ", ".join(missing)
        found.notes.append(say("trip.note-sheets-missing", language, sheets=names))
    for sheet in unmarked:
        _refuse_unmarked(found, sheet, are_some_missing=bool(missing))
    _refuse_twice(found)
    return found


def _refuse_unmarked(found: TripTables, sheet: ReadSheet, *, are_some_missing: bool) -> None:
    """Refuse what was written into a sheet that is only read, or that lost its hidden row."""
    ours = found.statement.sheets.get(sheet.name)
    if ours is not None:
        changed = [*changed_cells(sheet, ours)]
        for place in changed[:_MOST_TOLD]:
            doubt = ValueDoubt("read-only", n=str(len(changed)))
            found.refused.append(Refusal(sheet.name, address(*place), "", doubt))
    elif are_some_missing and found.statement.columns:
        # A table whose hidden row is gone, or a sheet of the person's own: nobody can know.
        where = address(*min(sheet.cells))
        found.refused.append(Refusal(sheet.name, where, "", ValueDoubt("marks-gone")))


def _read_table(
    found: TripTables,
    sheet: ReadSheet,
    top: int,
    marks: dict[int, dict[int, tuple[str, str]]],
    language: str,
) -> None:
    columns = dict(_columns(found, sheet, top, marks[top]))
    sheet_id = next(iter(marks[top].values()))[0]
    if KEY not in columns:
        where = address(top, min(marks[top]))
        found.refused.append(Refusal(sheet.name, where, "", ValueDoubt("no-key-column")))
        return
    blocked = set(_merged(found, sheet, top, columns, language))
    _say_aside(found, sheet, top, columns, language)
    _refuse_lost(found, sheet, top, columns)
    by_row: dict[int, dict[str, ReadCell]] = {}
    at = {column: id_ for id_, column in columns.items()}
    for (row, column), cell in sheet.cells.items():
        if row > top and column in at and (row, column) not in blocked:
            by_row.setdefault(row, {})[at[column]] = cell
    for count, (number, cells) in enumerate(sorted(by_row.items())):
        key = shown_value(cells.get(KEY))
        free = {id_: at for id_, at in columns.items() if (number, at) not in blocked}
        line = TripRow(sheet.name, sheet_id, number, key, cells, free)
        known = (sheet_id, key) in found.statement.rows
        # The first line is our headings, unless somebody took them away.
        if not known and not count and _is_heading(cells):
            continue
        if known or sheet_id == NEW_ROWS:
            found.rows.append(line)
        else:
            _refuse_row(found, line, cells)


def _is_heading(cells: Mapping[str, ReadCell]) -> bool:
    """Tell whether a line holds words alone, none of which a row of facts could hold."""
    return all(cell.kind is CellKind.TEXT for cell in cells.values()) and not any(
        _is_fact(cell, field) for id_, cell in cells.items() if (field := field_of(id_))
    )


def _is_fact(cell: ReadCell, field: TripField) -> bool:
    if field.kind not in (ValueKind.NUMBER, ValueKind.DATE, ValueKind.YEAR, ValueKind.CHOICE):
        return False
    try:
        read_value(cell, field)
    except ValueDoubt as doubt:
        return doubt.key in ("number-no-unit", "number-two-ways")
    return True


def _columns(
    found: TripTables, sheet: ReadSheet, top: int, marks: dict[int, tuple[str, str]]
) -> Iterator[tuple[str, int]]:
    """Yield columns by their ids; those that stand twice or that we do not know are refused."""
    sheet_id = next(iter(marks.values()))[0]
    first: dict[str, int] = {}
    for column, (owner, id_) in marks.items():
        where = address(top, column)
        known: TripField | None = field_of(id_)
        if owner != sheet_id or known is None:
            doubt = ValueDoubt("column-unknown", column=column_mark(owner, id_))
            found.refused.append(Refusal(sheet.name, where, "", doubt, id_))
        elif id_ in first:
            doubt = ValueDoubt("column-twice", other=address(top, first[id_]), cell=where)
            found.refused.append(Refusal(sheet.name, where, "", doubt, id_))
        else:
            first[id_] = column
            yield id_, column


def _merged(
    found: TripTables, sheet: ReadSheet, top: int, columns: dict[str, int], language: str
) -> Iterator[tuple[int, int]]:
    """Yield the cells of the table that are merged with others; each range is refused by name.

    Raises
    ------
    UnreadableFileError
        If so many are that nothing of the table is left.
    """
    used = set(columns.values())
    rows = sorted({row for row, _ in sheet.cells if row > top})
    told = 0
    for span in sheet.merged:
        (row, column), (row_to, column_to) = corners(span)
        within = rows[bisect_left(rows, row) : bisect_right(rows, row_to)]
        places = [place for place in used if column <= place <= column_to]
        if not within or not places:
            continue
        # Headings that were merged hide nothing: columns are told by the hidden row.
        if row == row_to == top + 1:
            continue
        key = sheet.text(row, columns[KEY])
        doubt = ValueDoubt("merged", span=span)
        found.refused.append(Refusal(sheet.name, span, key, doubt))
        told += 1
        if told > _MOST_MERGED:
            raise refuse("merged", language, sheet=sheet.name, cell=span)
        yield from product(within, places)


def _say_aside(
    found: TripTables, sheet: ReadSheet, top: int, columns: dict[str, int], language: str
) -> None:
    """Say what stands around the table and is not read, and what a filter hides."""
    used = set(columns.values())
    above = {row for row, _ in sheet.cells if row < top}
    if len(above) > _OUR_TITLES:
        rows = f"{min(above) + 1}–{max(above) + 1}"
        found.notes.append(say("trip.note-above", language, sheet=sheet.name, rows=rows))
    aside = sorted({column for row, column in sheet.cells if row > top and column not in used})
    if aside:
        stray = max((row, column) for row, column in sheet.cells if column in aside)
        names = ", ".join(address(0, column)[:-1] for column in aside[:5])
        values = {"sheet": sheet.name, "columns": names, "cell": address(*stray)}
        found.notes.append(say("trip.note-aside", language, **values))
    hidden = [row for row in sheet.hidden if row > top]
    if hidden:
        found.notes.append(say("trip.note-hidden", language, sheet=sheet.name, n=len(hidden)))


def _refuse_lost(found: TripTables, sheet: ReadSheet, top: int, columns: Mapping[str, int]) -> None:
    """Refuse a column beside which one of ours is missing: its hidden name may have been lost."""
    sheet_id = next(iter(marks_in(sheet)[top].values()))[0]
    listed = (field_of(id_) for id_ in found.statement.columns.get(sheet_id, ()))
    lost = [one for one in listed if one and one.id not in columns and is_changeable(one)]
    used = set(columns.values())
    aside = sorted(column for row, column in sheet.cells if row > top and column not in used)
    if lost and aside:
        names = ", ".join(one.title(found.statement.language) for one in lost)
        where = min(place for place in sheet.cells if place[0] > top and place[1] == aside[0])
        doubt = ValueDoubt("mark-lost", columns=names)
        found.refused.append(Refusal(sheet.name, address(*where), "", doubt, lost[0].id))


def _refuse_row(found: TripTables, row: TripRow, cells: dict[str, ReadCell]) -> None:
    first = next(iter(cells))
    column = KEY if KEY in cells else first
    doubt = ValueDoubt("key-unknown", value=row.key) if row.key else ValueDoubt("key-empty")
    found.refused.append(Refusal(row.sheet, row.place(column), row.key, doubt, column))


def _refuse_twice(found: TripTables) -> None:
    """Refuse rows that speak of the same thing; both are named, none is taken."""
    by_key: dict[tuple[str, str], list[TripRow]] = {}
    for row in found.rows:
        # Rows for new projects need no key: their names tell them apart.
        name = shown_value(row.cells.get(NAME)).casefold() if row.sheet_id == NEW_ROWS else ""
        if row.key or name:
            by_key.setdefault((row.sheet_id, row.key or name), []).append(row)
    twice = [rows for rows in by_key.values() if len(rows) > 1]
    for rows in twice:
        column = KEY if rows[0].key else NAME
        places = [f"{row.sheet}!{row.place(column)}" for row in rows]
        for row, own in zip(rows, places, strict=True):
            others = ", ".join(place for place in places if place != own)
            value = shown_value(row.cells.get(column))
            doubt = ValueDoubt("key-twice" if row.key else "name-twice", value=value, others=others)
            found.refused.append(Refusal(row.sheet, row.place(column), row.key, doubt, column))
    gone = {id(row) for rows in twice for row in rows}
    found.rows = [row for row in found.rows if id(row) not in gone]


def is_changeable(field_: TripField) -> bool:
    """Tell whether a person may write into a column."""
    return field_.kind not in (ValueKind.KEY, ValueKind.SHOWN, ValueKind.UNIT)
