"""The projects of a view as a workbook, and the one writer of workbooks.

No cell of data becomes a formula, the same view gives the same bytes. Sheets are A4 landscape, one
page wide, with their headings on each page; LibreOffice makes no room for wrapped words by itself,
so each row is given the height that its words need. The first columns are what a meeting reads;
they alone are printed. The rest, to the right of them, is for whoever works on with the data.

A date known to the month or the year is the last day of it, from which it counts, and its number
format shows the known part alone (``mm/yyyy``, ``yyyy``): a column sorts, and whoever reads the
workbook has the precision back from the format, see :func:`read_date`.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final, Protocol

from briefing.data.dictionary import dictionary_facts
from briefing.data.tables import about, fact_tables
from geo.dates import PartialDate
from geo.escape import Syntax, escape
from geo.query.fields import ColumnKind, columns, flat, printed_columns
from geo.query.freshness import as_of_words, data_day
from geo.strings import say
from geo.text import nfc
from geo.trip.read import CellKind, ReadCell, ReadSheet
from layers.style import palette

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from geo.query.fields import Cell
    from geo.query.view import View

# Excel's own limits (Microsoft, "Excel specifications and limits").
MOST_LETTERS: Final = 32_767
# Of the 255 that Excel takes, codes and page numbers need some.
_FOOTER_LETTERS: Final = 210
_HEADER_FILL, _RULE = "#E8EEF2", "#C9CBC8"
_A4: Final = 9
_POINTS_A_LINE: Final = 12.0


@dataclass(frozen=True)
class Heights:
    """How high rows are.

    Parameters
    ----------
    around
        Points above and below the words of a row.
    letters
        How many letters of the small type surely fit into one character of a column's width.
    most
        Lines of the highest row: one over half a screen hides the others; its cell holds all.
    """

    around: float = 4.0
    letters: float = 1.3
    most: int = 12


@dataclass(frozen=True)
class Head:
    """The heading of a column, with the column's width in characters."""

    title: str
    width: float
    pen: Format


class TableColumn(Protocol):
    """A column of a table, with its width in characters and the type of its cells."""

    @property
    def width(self) -> int: ...  # noqa: D102 - see the class

    @property
    def kind(self) -> ColumnKind: ...  # noqa: D102 - see the class

    def title(self, language: str) -> str: ...  # noqa: D102 - see the class


class WorkbookWriter:
    """A workbook (Office Open XML) that is being written.

    Parameters
    ----------
    view
        What it is of: gives language, author, date and digest.
    title
        Its title among the properties of the file.
    """

    def __init__(self, view: View, title: str, heights: Heights = Heights()) -> None:
        # Imported when a workbook is made: the page that lists the same tasks opens without it.
        from xlsxwriter import Workbook

        self.view, self.language = view, view.selection.language
        self._heights = heights
        self._out = io.BytesIO()
        self._pens: dict[tuple[tuple[str, Any], ...], Format] = {}
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book = Workbook(self._out, options)
        self._book.set_properties(
            {
                "title": escape(title, Syntax.TEXT),
                "author": say("app.title", self.language),
                "keywords": f"digest={view.catalog.digest}; day={view.day.isoformat()}",
                # Without a date of its own the same view would be another file each second.
                "created": datetime(view.day.year, view.day.month, view.day.day, tzinfo=UTC),
            }
        )

    def finish(self) -> bytes:
        """Return the bytes of the workbook; nothing can be written after that."""
        self._book.close()
        return self._out.getvalue()

    def sheet(self, name: str) -> Worksheet:
        """Return a new sheet."""
        return self._book.add_worksheet(name)

    def has_sheet(self, name: str) -> bool:
        """Tell whether there is a sheet of this name already."""
        return name in self._book.sheetnames

    def written(self) -> Iterator[ReadSheet]:
        """Yield the sheets so far, as they will be read back."""
        words = [*self._book.str_table.string_table]
        for sheet in self._book.worksheets():
            cells = {}
            for row, line in sheet.table.items():
                for column, cell in line.items():
                    read = _as_read(row, column, cell, words)
                    if read and read.text:
                        cells[row, column] = read
            yield ReadSheet(nfc(sheet.name), cells)

    def pen(self, **properties: object) -> Format:
        """Return the format with these properties, on top of those that all cells share."""
        key = tuple(sorted(properties.items()))
        if key not in self._pens:
            shared = {"valign": "top", "font_name": "Arial", "font_size": 9}
            self._pens[key] = self._book.add_format({**shared, **properties})
        return self._pens[key]

    def cell(self, **properties: object) -> Format:
        """Return the format of a cell of a table."""
        return self.pen(bottom=1, bottom_color=_RULE, **properties)

    def heading(self, **properties: object) -> Format:
        """Return the format of a heading."""
        shape = {"bold": True, "text_wrap": True, "bg_color": _HEADER_FILL, "valign": "vcenter"}
        return self.cell(**shape, **properties)

    def text(self, sheet: Worksheet, at: tuple[int, int], value: object, pen: Format) -> None:
        """Write words that stay words, cut where Excel takes no more."""
        words = escape(escape(value, Syntax.TEXT), Syntax.SHEET)
        if len(words) > MOST_LETTERS:
            words = f"{words[: MOST_LETTERS - 1]}…"
        if words:
            sheet.write_string(*at, words, pen)
        else:
            sheet.write_blank(*at, None, pen)

    def date(
        self, sheet: Worksheet, at: tuple[int, int], date: PartialDate, **properties: object
    ) -> None:
        """Write a date as a date that shows what is known of it.

        Parameters
        ----------
        properties
            Of the cell.
        """
        shown = {"align": "left", "num_format": date.form(self.language), **properties}
        moment = datetime.combine(date.last_day, time())
        sheet.write_datetime(*at, moment, self.cell(**shown))

    def heads(self, sheet: Worksheet, row: int, heads: Iterable[Head], lines: int) -> None:
        """Set the widths of columns and write their headings, `lines` high."""
        for at, head in enumerate(heads):
            sheet.set_column(at, at, head.width)
            self.text(sheet, (row, at), head.title, head.pen)
        sheet.set_row(row, lines * _POINTS_A_LINE + self._heights.around)

    def fit_row(
        self, sheet: Worksheet, row: int, cells: Iterable[str], widths: Sequence[float]
    ) -> None:
        """Give a row the height that its words need in columns of these widths."""
        pairs = zip(cells, widths, strict=False)
        lines = max((self._lines(words, width) for words, width in pairs), default=1)
        sheet.set_row(row, lines * _POINTS_A_LINE + self._heights.around)

    def _lines(self, words: str, width: float) -> int:
        room, most = max(1, int(width * self._heights.letters)), self._heights.most
        # What is longer than the highest row need not be broken to the end.
        return min(max(1, len(wrap(words[: 2 * room * most], room))), most)

    def print_landscape(
        self,
        sheet: Worksheet,
        foot: str,
        *,
        head_row: int = 0,
        header: str = "",
        top: float = 0.6,
    ) -> None:
        """Set how a sheet is printed: headings repeated, `foot` and page numbers at the bottom.

        Parameters
        ----------
        head_row
            Row of the headings.
        top
            Margin above, in inches.
        """
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.4, right=0.4, top=top, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(head_row)
        if header:
            sheet.set_header(f"&L&8{_doubled(header)}")
        pages = say("sheet.page", self.language, page="&P", pages="&N")
        sheet.set_footer(f"&L&8{_doubled(foot)}&R&8{pages}")


def _as_read(row: int, column: int, cell: Any, words: Sequence[str]) -> ReadCell | None:  # noqa: ANN401 - one of the library's tuples
    """Return a written cell as it is read back, ``None`` for an empty one."""
    match type(cell).__name__:
        case "String":
            return ReadCell(row, column, CellKind.TEXT, nfc(words[cell.string]))
        case "Number" | "Datetime":
            form = cell.format.num_format if cell.format else ""
            return ReadCell(row, column, CellKind.NUMBER, repr(cell.number), str(form))
        case "Boolean":
            return ReadCell(row, column, CellKind.FLAG, str(int(cell.boolean)))
    return None


def read_date(moment: date, number_format: str) -> PartialDate:
    """Return the date that a cell of our workbooks holds, to the precision of its source.

    Parameters
    ----------
    number_format
        Of the cell, in any language: it shows the known part alone.

    Examples
    --------
    >>> read_date(date(2024, 6, 30), "mm/yyyy").iso()
    '2024-06'
    """
    known = number_format.lower()
    month = moment.month if "m" in known else None
    return PartialDate(moment.year, month, moment.day if "d" in known else None)


def _doubled(text: str) -> str:
    """Return words for a header or footer, where ``&`` would begin a code."""
    # A code before a digit would swallow it ("&8" and "2026"): a space keeps them apart.
    shown = f" {text}".replace("&", "&&")
    return shown if len(shown) <= _FOOTER_LETTERS else f"{shown[:_FOOTER_LETTERS].rstrip('&')}…"


_TINT: Final = 0.16
_NUMBERS: Final = (ColumnKind.NUMBER, ColumnKind.WHOLE)
_ABOUT_WIDTHS: Final = (30, 100)


def write_data(book: WorkbookWriter, link: str = "") -> None:
    """Write the sheets of a view: its projects, facts of each kind, and what the file is.

    Parameters
    ----------
    link
        Address that opens the same view, for the sheet that says what the file is.
    """
    language, view = book.language, book.view
    _write_projects(book)
    known = fact_tables(view)
    for facts in (*known, dictionary_facts(view, known)):
        sheet = book.sheet(facts.title(language))
        write_table(book, sheet, facts.columns, facts.rows)
        set_page(book, sheet, len(facts.columns))
    _write_about(book, link)


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
    first = printed_columns(language, areas_chosen=bool(view.selection.areas))
    known, printed = list(dict.fromkeys((*first, *columns()))), len(first)
    rows = [tuple(column.reading(view, row) for column in known) for row in view.rows]
    write_table(book, sheet, known, rows, tall=printed)
    ids = [column.id for column in known]
    at = ids.index("status_word")
    name_at = next(place for place, id_ in enumerate(ids) if id_.startswith("name"))
    for number, row in enumerate(view.rows, start=1):
        word = say(f"status.{row.status}", language)
        sheet.write_string(number, at, word, _status_pen(book, row.status.value))
        if row.project.id in view.part_ids:
            name = escape(row.project.name[language], Syntax.TEXT)
            sheet.write_string(number, name_at, name, book.cell(text_wrap=True, indent=2))
    if not view.rows:
        sheet.write_string(1, 1, say("data.none", language), book.cell())
    # What a name is must stay in sight while one reads to the right.
    sheet.freeze_panes(1, 2)
    set_page(book, sheet, printed)
    sheet.activate()


def write_table(
    book: WorkbookWriter,
    sheet: Worksheet,
    columns: Sequence[TableColumn],
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
    elif isinstance(cell, PartialDate):
        book.date(sheet, at, cell)
    else:
        book.text(sheet, at, flat(cell, "; "), book.cell(text_wrap=wrapped))


def set_page(book: WorkbookWriter, sheet: Worksheet, columns_printed: int) -> None:
    """Set how a sheet is printed: what it is of above, day and digest below."""
    language, view = book.language, book.view
    sheet.print_area(0, 0, max(1, sheet.dim_rowmax or 0), columns_printed - 1)
    title = escape(view.selection.describe(view.catalog, language), Syntax.TEXT)
    day = as_of_words(view.day, data_day(view.catalog, view.day), language)
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
    set_page(book, sheet, len(_ABOUT_WIDTHS))
