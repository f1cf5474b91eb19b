"""The projects of a view as a workbook: typed cells, no live formulas, the same bytes each time.

The first columns are what a meeting reads; they alone are printed. The rest, to the right of them,
is for whoever works on with the data.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from briefing.data.tables import about, fact_tables
from briefing.data.workbook import Head, WorkbookWriter
from geo.dates import PartialDate, format_day
from geo.escape import Syntax, escape
from geo.query.fields import ColumnKind, columns, flat, printed_columns
from geo.strings import say
from layers.style import palette

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from briefing.data.tables import FactColumn
    from geo.query.fields import Cell, Column
    from geo.query.view import View

_TINT: Final = 0.16
_NUMBERS: Final = (ColumnKind.NUMBER, ColumnKind.WHOLE)
_ABOUT_WIDTHS: Final = (30, 100)


def xlsx(view: View, link: str = "") -> bytes:
    """Return the projects of a view as a workbook (Office Open XML).

    Parameters
    ----------
    link
        Address that opens the same view, for the sheet that says what the file is.
    """
    language = view.selection.language
    book = WorkbookWriter(view, view.selection.describe(view.catalog, language))
    _write_projects(book)
    for facts in fact_tables(view):
        sheet = book.sheet(facts.title(language))
        _write_table(book, sheet, facts.columns, facts.rows)
        _set_page(book, sheet, len(facts.columns))
    _write_about(book, link)
    return book.finish()


def _heading(book: WorkbookWriter, *, right: bool = False) -> Format:
    align = "right" if right else "left"
    return book.heading(font_color=palette.INK, align=align, indent=int(right))


def _status_pen(book: WorkbookWriter, status: str) -> Format:
    """Return the format of a status: its colour at the edge and, pale, behind the word."""
    color = palette.STATUS[status]
    return book.cell(
        bold=True,
        text_wrap=True,
        font_color=palette.INK,
        bg_color=_tinted(color),
        left=5,
        left_color=color,
    )


def _tinted(color: str) -> str:
    """Return a colour mixed with white: words on it stay readable on a grey copy."""
    parts = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
    mixed = [round(255 - (255 - part) * _TINT) for part in parts]
    return "#" + "".join(f"{part:02X}" for part in mixed)


def _write_projects(book: WorkbookWriter) -> None:
    language, view = book.language, book.view
    sheet = book.sheet(say("data.sheet-projects", language))
    first = printed_columns(language)
    known, printed = list(dict.fromkeys((*first, *columns()))), len(first)
    rows = [
        tuple(column.in_words(column.cell(view, row), language) for column in known)
        for row in view.rows
    ]
    _write_table(book, sheet, known, rows, tall=printed)
    at = [column.id for column in known].index("status_word")
    for number, row in enumerate(view.rows, start=1):
        word = say(f"status.{row.status}", language)
        sheet.write_string(number, at, word, _status_pen(book, row.status.value))
    if not view.rows:
        sheet.write_string(1, 1, say("data.none", language), book.cell())
    # What a name is must stay in sight while one reads to the right.
    sheet.freeze_panes(1, 2)
    _set_page(book, sheet, printed)
    sheet.activate()


def _write_table(
    book: WorkbookWriter,
    sheet: Worksheet,
    columns: Sequence[Column | FactColumn],
    rows: Sequence[Sequence[Cell]],
    tall: int | None = None,
) -> None:
    """Write headings and rows.

    Parameters
    ----------
    tall
        How many columns, from the first, must show all their words; the others show one line.
    """
    heads = [
        Head(one.title(book.language), one.width, _heading(book, right=one.kind in _NUMBERS))
        for one in columns
    ]
    book.heads(sheet, 0, heads, lines=2)
    widths = [one.width for one in columns[:tall]]
    for number, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            _write_cell(book, sheet, (number, at), cell, wrapped=tall is None or at < tall)
        words = (str(flat(c, "; ")) if isinstance(c, str | list) else "" for c in row[:tall])
        book.fit_row(sheet, number, words, widths)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(heads) - 1)


def _write_cell(
    book: WorkbookWriter, sheet: Worksheet, at: tuple[int, int], cell: Cell, *, wrapped: bool
) -> None:
    """Write a cell by its type: a number as a number, a day as a day, all else as text."""
    if isinstance(cell, bool):
        sheet.write_boolean(*at, cell, book.cell(align="left"))
    elif isinstance(cell, int | float):
        # A year has no thousands; 110 is not known to the tenth.
        whole = "0" if isinstance(cell, int) else "#,##0"
        form = whole if float(cell).is_integer() else "#,##0.0##"
        sheet.write_number(*at, cell, book.cell(num_format=form, align="right", indent=1))
    elif isinstance(cell, PartialDate) and cell.precision == "day":
        moment = datetime(cell.year, cell.month or 1, cell.day or 1)  # noqa: DTZ001 - a day, no time
        form = say("language.date", book.language)
        sheet.write_datetime(*at, moment, book.cell(num_format=form, align="left"))
    else:
        words = cell.show(book.language) if isinstance(cell, PartialDate) else flat(cell, "; ")
        book.text(sheet, at, words, book.cell(text_wrap=wrapped))


def _set_page(book: WorkbookWriter, sheet: Worksheet, columns_printed: int) -> None:
    """Set how a sheet is printed: what it is of above, day and digest below."""
    language, view = book.language, book.view
    sheet.print_area(0, 0, max(1, sheet.dim_rowmax or 0), columns_printed - 1)
    title = escape(view.selection.describe(view.catalog, language), Syntax.TEXT)
    day = say("sheet.as-of", language, day=format_day(view.day, language))
    digest = say("sheet.digest", language, digest=view.catalog.digest)
    foot = " · ".join((day, digest, say("data.footer-empty", language)))
    book.print_landscape(sheet, foot, header=f"{say('app.title', language)} – {title}")


def _write_about(book: WorkbookWriter, link: str) -> None:
    sheet = book.sheet(say("data.sheet-about", book.language))
    for at, width in enumerate(_ABOUT_WIDTHS):
        sheet.set_column(at, at, width)
    for number, (label, words) in enumerate(about(book.view, link)):
        sheet.write_string(number, 0, label, _heading(book))
        book.text(sheet, (number, 1), words, book.cell(text_wrap=True))
        book.fit_row(sheet, number, ("", words), _ABOUT_WIDTHS)
    _set_page(book, sheet, len(_ABOUT_WIDTHS))
