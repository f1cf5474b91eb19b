"""Writes into a workbook what it says, so that it can be compared when it comes back.

See :mod:`geo.trip.base`: a hidden row above each table names its columns, a hidden sheet holds what
stood in each cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.trip.aside import digests_of
from geo.trip.base import SHEET_NAME, BaseStatement, column_mark, marks_in, stated
from geo.trip.fields import field_of
from geo.trip.tables import is_changeable
from geo.trip.values import plain_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet

    from briefing.data.xlsx import WorkbookWriter


class BaseWriter:
    """The hidden statement of a workbook that is being written."""

    def __init__(self, book: WorkbookWriter) -> None:
        self._book = book
        self._rows: dict[tuple[str, str], dict[str, str]] = {}
        self._columns: dict[str, list[str]] = {}

    def mark(self, sheet: Worksheet, row: int, sheet_id: str, columns: Sequence[str]) -> None:
        """Name the columns of a table in a hidden row above its headings.

        Parameters
        ----------
        sheet_id
            Name by which the sheet is known again, whatever it is called.
        columns
            Ids of columns, see :mod:`geo.trip.fields`.
        """
        pen = self._book.pen()
        self._columns[sheet_id] = [*columns]
        for at, column in enumerate(columns):
            sheet.write_string(row, at, column_mark(sheet_id, column), pen)
        sheet.set_row(row, None, None, {"hidden": True})

    def keep(self, sheet_id: str, key: str, values: Mapping[str, object]) -> None:
        """Keep what stands in the cells of a row, by the ids of their columns."""
        kept = {}
        for column, value in values.items():
            field, plain = field_of(column), plain_value(value)
            if field and plain:
                kept[column] = stated(plain, changeable=is_changeable(field))
        self._rows[sheet_id, key] = kept

    def finish(self) -> None:
        """Write the hidden sheet; it is the last one."""
        view = self._book.view
        read_only = {
            sheet.name: digests_of(sheet)
            for sheet in self._book.written()
            if not marks_in(sheet) and not sheet.name.startswith("_")
        }
        statement = BaseStatement(
            view.catalog.digest,
            view.day.isoformat(),
            self._book.language,
            self._rows,
            self._columns,
            read_only,
        )
        sheet = self._book.sheet(SHEET_NAME)
        for row, line in enumerate(statement.lines()):
            for at, text in enumerate(line):
                sheet.write_string(row, at, text)
        sheet.very_hidden()
