"""One writer of workbooks: no cell of data becomes a formula, the same view gives the same bytes.

Sheets are A4 landscape, one page wide, with their headings on each page. LibreOffice does not make
room for wrapped words by itself, so each row is given the height that its words need.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from geo.escape import Syntax, escape
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

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


def _doubled(text: str) -> str:
    """Return words for a header or footer, where ``&`` would begin a code."""
    # A code before a digit would swallow it ("&8" and "2026"): a space keeps them apart.
    shown = f" {text}".replace("&", "&&")
    return shown if len(shown) <= _FOOTER_LETTERS else f"{shown[:_FOOTER_LETTERS].rstrip('&')}…"
