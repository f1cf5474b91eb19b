"""The pages that follow the first: the rest of the table, and the sources in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.sheet.changes.table import wide_table
from briefing.sheet.page import LEADING, Page
from briefing.sheet.paper_sizes import Box
from geo.strings import say
from layers.paper.window import POINTS_PER_MM
from layers.style import palette
from layers.style.text_metrics import shorten, wrap

if TYPE_CHECKING:
    from briefing.sheet.plan import Sheet
    from briefing.sheet.table import WideTable
    from geo.model import Source

_MARGIN_MM = 12.0
_FOOT = 14.0
_COLUMNS = 3
_STANDING_COLUMNS = 2
_COLUMN_GAP = 14.0
_INDENT = 15.0
_ENTRY_AIR = 1.6
_LEAST_SOURCES = 75.0


class Annex:
    """Pages after the first, begun as they are needed.

    Parameters
    ----------
    shown
        How many projects the first page lists already.
    """

    def __init__(self, sheet: Sheet, shown: int) -> None:
        self._sheet = sheet
        self._shown = shown
        self._columns = _COLUMNS if sheet.paper.landscape else _STANDING_COLUMNS
        self.pages: list[Page] = []
        self._y = 0.0
        margin = _MARGIN_MM * POINTS_PER_MM
        self._box = Box(
            margin,
            margin + _FOOT,
            sheet.paper.width - 2 * margin,
            sheet.paper.height - 2 * margin - _FOOT,
        )

    def draw(self) -> list[Page]:
        """Draw table and sources; return the pages."""
        self._draw_table()
        self._draw_sources()
        return self.pages

    @property
    def _page(self) -> Page:
        return self.pages[-1]

    def _begin(self, heading: str) -> None:
        page = Page(self._sheet.paper)
        self.pages.append(page)
        soft = page.face(page.small, 600, palette.INK_SOFT)
        width = self._box.width
        y = self._box.top
        page.write(say("app.title", self._sheet.language), self._box.left, y - soft.size, soft)
        title = shorten(self._sheet.title, width * 0.7, soft)
        page.write(title, self._box.right, y - soft.size, soft, "right")
        y -= 2.0 * soft.size
        words = say(heading, self._sheet.language)
        page.bookmarks.append(words)
        self._y = y - page.heading(words, self._box.left, y) - 2.0

    def _draw_table(self) -> None:
        lines = self._sheet.lines[self._shown :]
        if not lines:
            return
        first = "sheet.projects-continued" if self._shown else "sheet.projects"
        rest = "sheet.projects-continued"
        if self._sheet.changes:
            first, rest = "changes.details", "changes.details-continued"
        table = self._begin_table(first)
        for line in lines:
            if self._y - table.height_of(line) < self._box.bottom:
                table = self._begin_table(rest)
            table.draw_line(line, self._box.left, self._y)
            self._y -= table.height_of(line)
        self._y -= 10.0

    def _begin_table(self, heading: str) -> WideTable:
        self._begin(heading)
        table = wide_table(self._page, self._sheet, self._box.width)
        table.draw_head(self._box.left, self._y)
        self._y -= table.head_height
        return table

    def _draw_sources(self) -> None:
        """Draw the sources in columns, read downwards; what does not fit goes to a new page."""
        sources = self._sheet.provenance.sources
        if not sources:
            return
        if not self.pages or self._y - self._box.bottom < _LEAST_SOURCES:
            self._begin("sheet.sources-title")
        else:
            words = say("sheet.sources-title", self._sheet.language)
            self._page.bookmarks.append(words)
            self._y -= self._page.heading(words, self._box.left, self._y) + 1.0
        entries = [
            (number, self._wrapped(source)) for number, source in enumerate(sources, start=1)
        ]
        while entries:
            entries = self._fill_columns(entries)
            if entries:
                self._begin("sheet.sources-title")

    def _fill_columns(self, entries: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
        """Draw entries into the columns of the page; return those without a place."""
        face = self._page.face(self._page.small)
        pitch = face.size * LEADING

        def height(entry: tuple[int, list[str]]) -> float:
            return len(entry[1]) * pitch + _ENTRY_AIR

        room = self._y - self._box.bottom
        heights = [height(entry) for entry in entries]
        # A column holds at least one source, else no page would ever be the last.
        even = max(sum(heights) / self._columns + 2 * pitch, *heights)
        limit = min(room, even)
        left = list(entries)
        for column in range(self._columns):
            x = self._box.left + column * (self._column_width + _COLUMN_GAP)
            y = self._y
            while left and self._y - y + height(left[0]) <= limit:
                number, lines = left.pop(0)
                self._page.write(str(number), x + _INDENT - 4, y - face.size, face, "right")
                for step, line in enumerate(lines):
                    self._page.write(line, x + _INDENT, y - face.size - step * pitch, face)
                y -= height((number, lines))
        return left

    @property
    def _column_width(self) -> float:
        return (self._box.width - (self._columns - 1) * _COLUMN_GAP) / self._columns

    def _wrapped(self, source: Source) -> list[str]:
        face = self._page.face(self._page.small)
        return wrap(self._words(source), self._column_width - _INDENT, face, 4)

    def _words(self, source: Source) -> str:
        language = self._sheet.language
        day = source.date.show(language) if source.date else say("sheet.no-date", language)
        parts = [source.title[language], source.number, source.publisher]
        return f"{'. '.join(dict.fromkeys(part for part in parts if part))} ({day})"
