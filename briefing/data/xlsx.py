"""The projects of a view as a workbook: typed cells, no live formulas, the same bytes each time.

The first columns are what a meeting reads; they alone are printed, A4 landscape. The rest, to the
right of them, is for whoever works on with the data.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from briefing.data.tables import about, fact_tables
from briefing.data.workbook import begin_workbook
from geo.dates import PartialDate, show_day
from geo.escape import Target, escape
from geo.query.fields import ColumnKind, columns_in, flat
from geo.strings import say
from layers.style import palette

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from geo.query.fields import Cell, Column
    from geo.query.view import View

# Excel's own limits (Microsoft, "Excel specifications and limits").
MOST_LETTERS = 32_767
# Of the 255 that Excel takes, codes and page numbers need some.
_FOOTER_LETTERS = 210
_MOST_PRINTED = 12
_HEADER_FILL = "#E8EEF2"
_RULE = "#C9CBC8"
_TINT = 0.16
_A4 = 9
# Widths in characters of the standard typeface; what is printed fits A4 at about 80 %.
_WIDTHS = {
    "id": 13,
    "kind_word": 12,
    "status_word": 14,
    "status_since": 11,
    "status_note": 38,
    "length_km": 8,
    "capital_billion_vnd": 12,
    "district_names": 17,
    "position": 20,
    "evidence": 10,
    "status_source": 17,
    "note": 60,
    "project": 13,
    "project_name": 40,
    "date": 11,
    "title": 52,
    "publisher": 20,
    "published": 12,
    "source_kind": 14,
    "url": 52,
    "source_note": 30,
    "source_id": 22,
    "quantity_word": 24,
    "value": 10,
    "unit": 11,
    "qualifier": 10,
    "as_of": 11,
    "source": 20,
}
_NAME_WIDTH, _NOTE_WIDTH, _ABOUT_WIDTH, _WIDTH = 36, 50, 100, 16
# A row over half a screen hides the others; the cell itself holds all.
_MOST_LINES = 12
_POINTS_A_LINE, _POINTS_AROUND = 12.0, 4.0
# Letters of the small type that surely fit into one of the standard typeface's width.
_LETTERS_A_WIDTH = 1.3


def printed_columns(language: str) -> tuple[str, ...]:
    """Return the ids of the columns that are printed, first in the sheet."""
    return (
        "id",
        f"name_{language}",
        "kind_word",
        "status_word",
        "status_since",
        "status_note",
        "length_km",
        "capital_billion_vnd",
        "district_names",
        "position",
        "evidence",
        "status_source",
    )


def in_order(language: str) -> list[Column]:
    """Return all columns, the printed ones first."""
    first = printed_columns(language)
    known = columns_in(language)
    return sorted(known, key=lambda c: first.index(c.id) if c.id in first else len(first))


def xlsx(view: View, link: str = "") -> bytes:
    """Return the projects of a view as a workbook (Office Open XML).

    Parameters
    ----------
    link
        Address that opens the same view, for the sheet that says what the file is.
    """
    out = io.BytesIO()
    language = view.selection.language
    book = begin_workbook(out, view, view.selection.describe(view.catalog, language))
    pens = _Pens(book, language)
    _write_projects(book, pens, view)
    for facts in fact_tables(view):
        sheet = book.add_worksheet(facts.title(language))
        heads = [
            _Head(name, title, kind)
            for (name, kind), title in zip(facts.columns, facts.headings(language), strict=True)
        ]
        _write_table(sheet, pens, heads, facts.rows)
        _set_page(sheet, view, len(heads))
    _write_about(book, pens, view, link)
    book.close()
    return out.getvalue()


@dataclass(frozen=True)
class _Head:
    id: str
    title: str
    kind: ColumnKind


class _Pens:
    """The cell formats of a workbook, each made once."""

    def __init__(self, book: Workbook, language: str) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.language = language

    def get(self, **properties: object) -> Format:
        """Return the format with these properties, on top of those that all cells share."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            shared = {"valign": "top", "font_name": "Arial", "font_size": 9}
            edge = {"bottom": 1, "bottom_color": _RULE}
            self._made[key] = self._book.add_format({**shared, **edge, **properties})
        return self._made[key]

    def head(self, *, right: bool = False) -> Format:
        """Return the format of a heading."""
        return self.get(
            bold=True,
            text_wrap=True,
            bg_color=_HEADER_FILL,
            font_color=palette.INK,
            align="right" if right else "left",
            indent=int(right),
            valign="vcenter",
        )

    def status(self, status: str) -> Format:
        """Return the format of a status: its colour at the edge and, pale, behind the word."""
        color = palette.STATUS[status]
        return self.get(
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


def _write_projects(book: Workbook, pens: _Pens, view: View) -> None:
    language = pens.language
    sheet = book.add_worksheet(say("data.sheet-projects", language))
    columns = in_order(language)
    heads = [_Head(column.id, column.title(language), column.kind) for column in columns]
    rows = [
        tuple(_in_words(column, column.value(view, row), language) for column in columns)
        for row in view.rows
    ]
    _write_table(sheet, pens, heads, rows, tall=_MOST_PRINTED)
    at = [column.id for column in columns].index("status_word")
    for number, row in enumerate(view.rows, start=1):
        word = say(f"status.{row.status}", language)
        sheet.write_string(number, at, word, pens.status(row.status.value))
    if not view.rows:
        sheet.write_string(1, 1, say("data.none", language), pens.get())
    # What a name is must stay in sight while one reads to the right.
    sheet.freeze_panes(1, 2)
    _set_page(sheet, view, _MOST_PRINTED)
    sheet.activate()


def _in_words(column: Column, cell: Cell, language: str) -> Cell:
    """Return a code of a column as words."""
    return column.words(cell, language) if column.words and isinstance(cell, str) else cell


def _write_table(
    sheet: Worksheet,
    pens: _Pens,
    heads: Sequence[_Head],
    rows: Sequence[Sequence[Cell]],
    tall: int | None = None,
) -> None:
    """Write headings and rows.

    Parameters
    ----------
    tall
        How many columns, from the first, must show all their words; the others show one line.
    """
    numbers = (ColumnKind.NUMBER, ColumnKind.WHOLE)
    for at, head in enumerate(heads):
        sheet.set_column(at, at, _width(head.id))
        sheet.write_string(0, at, head.title, pens.head(right=head.kind in numbers))
    sheet.set_row(0, 2 * _POINTS_A_LINE + _POINTS_AROUND)
    for number, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            _write_cell(sheet, pens, (number, at), cell, wrapped=tall is None or at < tall)
        # LibreOffice does not make room for wrapped words by itself.
        cells = zip(heads[:tall], row[:tall], strict=True)
        lines = max(_lines(cell, _width(head.id)) for head, cell in cells)
        sheet.set_row(number, lines * _POINTS_A_LINE + _POINTS_AROUND)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(heads) - 1)


def _width(head_id: str) -> int:
    if head_id.startswith("name_"):
        return _NAME_WIDTH
    return _WIDTHS.get(head_id, _NOTE_WIDTH if "note" in head_id else _WIDTH)


def _lines(cell: Cell, width: int) -> int:
    """Return how many lines the words of a cell take, broken at spaces."""
    if not isinstance(cell, str | list):
        return 1
    room = max(1, int(width * _LETTERS_A_WIDTH))
    # What is longer than the highest row need not be broken to the end.
    lines = wrap(str(flat(cell, "; "))[: 2 * room * _MOST_LINES], room)
    return min(max(1, len(lines)), _MOST_LINES)


def _write_cell(
    sheet: Worksheet, pens: _Pens, at: tuple[int, int], cell: Cell, *, wrapped: bool
) -> None:
    """Write a cell by its type: a number as a number, a day as a day, all else as text."""
    if isinstance(cell, bool):
        sheet.write_boolean(*at, cell, pens.get(align="left"))
    elif isinstance(cell, int | float):
        # A year has no thousands; 110 is not known to the tenth.
        form = "0" if isinstance(cell, int) else _number_form(cell)
        sheet.write_number(*at, cell, pens.get(num_format=form, align="right", indent=1))
    elif isinstance(cell, PartialDate) and cell.precision == "day":
        moment = datetime(cell.year, cell.month or 1, cell.day or 1)  # noqa: DTZ001 - a day, no time
        form = say("language.date", pens.language)
        sheet.write_datetime(*at, moment, pens.get(num_format=form, align="left"))
    else:
        text = cell.show(pens.language) if isinstance(cell, PartialDate) else flat(cell, "; ")
        _write_text(sheet, pens.get(text_wrap=wrapped), at, text)


def _number_form(number: float) -> str:
    return "#,##0" if number.is_integer() else "#,##0.0##"


def _write_text(sheet: Worksheet, pen: Format, at: tuple[int, int], value: object) -> None:
    text = escape(escape(value, Target.TEXT), Target.SHEET)
    if len(text) > MOST_LETTERS:
        text = f"{text[: MOST_LETTERS - 1]}…"
    if text:
        sheet.write_string(*at, text, pen)
    else:
        sheet.write_blank(*at, None, pen)


def _set_page(sheet: Worksheet, view: View, columns: int) -> None:
    """Set how a sheet is printed: A4 landscape, headings repeated, data digest in the footer."""
    language = view.selection.language
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, max(1, sheet.dim_rowmax or 0), columns - 1)
    title = escape(view.selection.describe(view.catalog, language), Target.TEXT)
    head = _doubled(f"{say('app.title', language)} – {title}")
    sheet.set_header(f"&L&8{head}")
    day = say("sheet.as-of", language, day=show_day(view.day, language))
    digest = say("sheet.digest", language, digest=view.catalog.digest)
    foot = " · ".join((day, digest, say("data.footer-empty", language)))
    pages = say("sheet.page", language, page="&P", pages="&N")
    sheet.set_footer(f"&L&8{_doubled(foot)}&R&8{pages}")


def _doubled(text: str) -> str:
    """Return words for a header or footer, where ``&`` would begin a code."""
    # A code before a digit would swallow it ("&8" and "2026"): a space keeps them apart.
    shown = f" {text}".replace("&", "&&")
    return shown if len(shown) <= _FOOTER_LETTERS else f"{shown[:_FOOTER_LETTERS].rstrip('&')}…"


def _write_about(book: Workbook, pens: _Pens, view: View, link: str) -> None:
    sheet = book.add_worksheet(say("data.sheet-about", pens.language))
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, _ABOUT_WIDTH)
    for number, (label, words) in enumerate(about(view, link)):
        sheet.write_string(number, 0, label, pens.head())
        _write_text(sheet, pens.get(text_wrap=True), (number, 1), words)
        lines = _lines(words, _ABOUT_WIDTH)
        sheet.set_row(number, lines * _POINTS_A_LINE + _POINTS_AROUND)
    _set_page(sheet, view, 2)
