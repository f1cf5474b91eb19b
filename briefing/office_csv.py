"""CSV as spreadsheets of a Vietnamese office read it: Excel and Calc with a comma for decimals.

Such programs part cells at semicolons, take ``22.5`` for a date and ``04045`` for 4045. So decimals
have commas, days are dd/mm/yyyy, a code of digits stands before the name of its area, and words
that would turn into another number or into a date stand in quotation marks.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from geo.dates import PartialDate
from geo.escape import Syntax, escape
from geo.query.fields import columns, flat
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.query.fields import Cell
    from geo.query.view import View

# What becomes another number, a date, a time or a share: "04045", "1.5", "12/5", "1-2", "1e5".
_MISREAD: Final = re.compile(r"[+-]?(?:0\d+|\d+(?:[.,:/ e-]+\d+)+|\d+([.,]\d+)? *%)", re.IGNORECASE)
_DIGITS: Final = 15  # that a number of a spreadsheet keeps


def office_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]], language: str) -> bytes:
    """Return a table as CSV: UTF-8 with the byte order mark that Excel needs.

    Parameters
    ----------
    language
        Of the words in the cells; numbers and days have the Vietnamese form in every language.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(heads)
    for row in rows:
        writer.writerow([_written(cell, language) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def projects_csv(view: View) -> bytes:
    """Return the projects of a view with the columns of every format, headed in words."""
    language, every = view.selection.language, columns()
    rows = ([_with_names(view, column.reading(view, row)) for column in every] for row in view.rows)
    return office_csv([column.title(language) for column in every], rows, language)


def _with_names(view: View, cell: Cell) -> Cell:
    """Return a list of codes of areas with the name behind each."""
    known = view.catalog.areas.by_code
    if not isinstance(cell, list) or not all(item.isdigit() and item in known for item in cell):
        return cell
    return [f"{item} {known[item].name[view.selection.language]}" for item in cell]


def _written(cell: Cell, language: str) -> str:
    if isinstance(cell, bool):
        return say(f"data.{'yes' if cell else 'no'}", language)
    if isinstance(cell, int | float):
        return f"{cell:.{_DIGITS}g}".replace(".", ",")
    if isinstance(cell, PartialDate):
        return _date(cell, language)
    text = escape(flat(cell, "; "), Syntax.SHEET)
    misread = _MISREAD.fullmatch(text) or (text.isdigit() and len(text) > _DIGITS)
    return f"“{text}”" if misread else text


def _date(date: PartialDate, language: str) -> str:
    """Return a day as dd/mm/yyyy; a month or year alone in words, else it would become a day."""
    if date.precision == "day":
        return f"{date.last_day:%d/%m/%Y}"
    return say(f"data.only-{date.precision}", language, month=date.month, year=date.year)
