"""The hidden statement of a workbook: what stood in every cell when we handed it out.

It stands in a sheet of its own that spreadsheets hide: a line says version, digest of the facts,
day and language, and the check sum of what follows; then a line a row of a table. So the file that
comes back after months can be compared three ways, *base, mine, theirs*, and no server has to
remember it. Above the headings of each table stands a hidden row: it names sheet and column, so
that both may be renamed and moved.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geo.trip.package import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo.trip.read import ReadBook, ReadSheet

SHEET_NAME: Final = "_base"
VERSION: Final = 1
_MARK: Final = "sonla-base"
_COLUMN: Final = re.compile(r"sonla\|([^|]{1,60})\|([a-z]{1,20}\.[\w.-]{1,60})")
# Excel takes 32,767 letters into a cell.
_PIECE: Final = 30_000
_LONGEST: Final = 80
_HEAD: Final = 6
_BESIDE: Final = "*"
"""Hidden name of no sheet: its lines say which columns and sheets the workbook had."""
RowPlace = tuple[str, str]
"""Hidden name of a sheet, key of a row."""


@dataclass(frozen=True)
class BaseStatement:
    """What stood in the cells.

    Parameters
    ----------
    digest, day
        Of the facts that the workbook was made of.
    rows
        Values by the id of the column, by sheet and key; long ones that nobody can change are
        digests, see :func:`stated`.
    columns
        Ids of the columns of each sheet to fill in, by its hidden name.
    sheets
        Digests of the cells of the sheets that are only read, by name, see :mod:`geo.trip.aside`.
    """

    digest: str
    day: str
    language: str
    rows: Mapping[RowPlace, Mapping[str, str]] = field(default_factory=dict)
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sheets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def lines(self) -> list[list[str]]:
        """Return the cells of the hidden sheet, line by line."""
        beside = {(_BESIDE, "columns"): self.columns, (_BESIDE, "sheets"): self.sheets}
        body = [
            [*place, *_pieces(json.dumps(values, ensure_ascii=False, separators=(",", ":")))]
            for place, values in ({**self.rows, **beside}).items()
            if values or place not in beside
        ]
        head = [_MARK, str(VERSION), self.digest, self.day, self.language, _sum(body)]
        return [head, *body]


def column_mark(sheet: str, column: str) -> str:
    """Return what stands in the hidden row above a heading.

    Parameters
    ----------
    sheet
        Hidden name of the sheet.
    column
        Id of the column.
    """
    return f"sonla|{sheet}|{column}"


def marks_in(sheet: ReadSheet) -> dict[int, dict[int, tuple[str, str]]]:
    """Return hidden names of sheet and column by row and column of the cells that hold them."""
    found: dict[int, dict[int, tuple[str, str]]] = defaultdict(dict)
    for (row, column), cell in sheet.cells.items():
        # Not every text is put to the pattern.
        mark = _COLUMN.fullmatch(cell.text) if cell.text.startswith("sonla|") else None
        if mark:
            found[row][column] = (mark[1], mark[2])
    return dict(sorted(found.items()))


def stated(value: str, *, changeable: bool) -> str:
    """Return a value as the statement holds it: a long one that nobody can change as a digest."""
    if changeable or len(value) <= _LONGEST:
        return value
    return "#" + hashlib.sha256(value.encode()).hexdigest()[:16]


def statement_of(book: ReadBook, language: str) -> BaseStatement:
    """Return the statement of a workbook.

    Raises
    ------
    UnreadableFileError
        If it has none, or several, or one that was changed or is of a later version.
    """
    found = [sheet for sheet in book.sheets if sheet.text(0, 0) == _MARK]
    if not found:
        raise refuse("no-base", language)
    if len(found) > 1:
        raise refuse("two-bases", language, sheets=", ".join(sheet.name for sheet in found))
    head, *body = _lines(found[0])
    if len(head) < _HEAD or head[1] != str(VERSION):
        raise refuse("version", language)
    if _sum(body) != head[5]:
        raise refuse("altered", language)
    try:
        rows = {(line[0], line[1]): json.loads("".join(line[2:])) for line in body}
        columns, sheets = (rows.pop((_BESIDE, name), {}) for name in ("columns", "sheets"))
        values = {place: _values(row) for place, row in rows.items()}
        of_sheets = {str(name): _values(digests) for name, digests in sheets.items()}
        ids = {str(name): [str(id_) for id_ in listed] for name, listed in columns.items()}
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise refuse("altered", language) from error
    return BaseStatement(head[2], head[3], head[4], values, ids, of_sheets)


def _values(row: Mapping[str, object]) -> dict[str, str]:
    return {str(name): str(value) for name, value in row.items()}


def _lines(sheet: ReadSheet) -> list[list[str]]:
    lines: dict[int, list[str]] = defaultdict(list)
    for (row, _), cell in sorted(sheet.cells.items()):
        lines[row].append(cell.text)
    return [*lines.values()]


def _pieces(text: str) -> Iterator[str]:
    return (text[start : start + _PIECE] for start in range(0, len(text), _PIECE))


def _sum(lines: Sequence[Sequence[str]]) -> str:
    """Return a check sum: it tells a slip from what we wrote, it is no signature."""
    joined = "\n".join("\t".join((line[0], line[1], "".join(line[2:]))) for line in lines)
    return hashlib.sha256(joined.encode()).hexdigest()
