"""The Gantt chart of a schedule on pages, then the same by agency, and money by year.

The sheet and the book draw it alike: each gives pages, and how a fact leads to its source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.reports.schedule import Timing, by_agency, money_by_year, section_of
from geo.reports.schedule_words import (
    money_words,
    parts_words,
    plan_money_words,
    stale_words,
    timing_words,
)
from geo.strings import say
from layers.charts.display import Line, Rect, Symbol, TextLine, moved
from layers.charts.gantt import (
    AXIS_HEIGHT,
    HEIGHT,
    SMALL,
    axis_of,
    axis_parts,
    ground_parts,
    key_samples,
    plot_parts,
)
from layers.charts.ink import draw
from layers.style import palette
from layers.style.text_metrics import Face, measure, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from briefing.sheet.page import Page
    from briefing.sheet.paper_sizes import Box
    from geo.reports.schedule import AgencyLoad, Schedule, ScheduleRow, YearMoney
    from layers.charts.display import Part

# Columns as shares of the width, in pixels of the chart.
_NAME_SHARE, _TIMING_SHARE, _REFS = 0.24, 0.225, 62.0
_GUTTER, _INDENT, _BADGE = 12.0, 16.0, 12.0
_LINE, _AIR = 13.5, 3.0
_GROUP: Final = 21.0
_NAME, _BOLD = Face(11.5, 600), Face(SMALL, 700)
_TEXT, _SOFT = Face(SMALL), Face(SMALL, color=palette.INK_SOFT)
_TITLE: Final = Face(14.0, 700)
_HEAD: Final = Face(SMALL, 600, color=palette.INK_SOFT)
_MOST_LINES: Final = 2
_KEY_LINE: Final = 17.0
_TITLE_HEIGHT, _TABLE_HEAD, _TABLE_ROW = 34.0, 18.0, 17.0
# Columns of the tables, and their shares of the width.
_MONEY: Final = {
    "year": 0.05, "project": 0.29, "funding": 0.2, "year-plan": 0.13, "disbursed": 0.18,
    "share": 0.08, "sources": 0.07,
}  # fmt: skip
_AGENCY: Final = {
    "agency": 0.5, "projects": 0.1, "overdue": 0.1, "slipped": 0.1, "due-soon": 0.1, "stale": 0.1,
}  # fmt: skip
# Rows that are left alone below a heading look lost.
_LEAST_ROWS: Final = 2


@dataclass(frozen=True)
class _Block:
    """A piece of the chart over the whole width, in pixels.

    Parameters
    ----------
    keep
        Height of what must stand on the same page below it.
    charted
        Whether it stands on the ground of the chart, below the years.
    """

    height: float
    parts: tuple[Part, ...]
    keep: float = 0.0
    charted: bool = True


def scale_of(page: Page) -> float:
    """Return points a pixel: the small type of the chart is the small type of the page."""
    return page.small / SMALL


def draw_schedule(
    known: Schedule,
    refs: Callable[[Sequence[str]], str],
    first: tuple[Page, Box],
    more: Callable[[], tuple[Page, Box]],
    *,
    only_first: bool = False,
) -> list[Page]:
    """Draw a schedule into a box of a page, and into those of further pages.

    Parameters
    ----------
    refs
        Gives the numbers of sources by their ids, as they stand behind a fact.
    first
        A page, and where on it the chart begins.
    more
        Begins a page.
    only_first
        Whether the rest is left out: of a picture. It is said there.

    Returns
    -------
    list
        The pages begun.
    """
    return _Flow(known, refs, first, more, only_first=only_first).draw()


class _Flow:
    def __init__(
        self,
        known: Schedule,
        refs: Callable[[Sequence[str]], str],
        first: tuple[Page, Box],
        more: Callable[[], tuple[Page, Box]],
        *,
        only_first: bool,
    ) -> None:
        self._known, self._refs, self._more = known, refs, more
        self._page, self._box = first
        self._scale = scale_of(self._page)
        self._language = known.view.selection.language
        self._only_first = only_first
        width = self._box.width / self._scale
        self._columns = _Columns(width)
        self._axis = axis_of(known, width - self._columns.plot - _REFS, self._columns.plot)
        self._top = self._box.top
        # Drawn at once when the page is full: so its words stand in the file in reading order.
        self._parts: list[Part] = []
        self._pages: list[Page] = []

    def draw(self) -> list[Page]:
        """Draw everything; return the pages begun."""
        self._draw_chart()
        if not self._only_first:
            self._draw_tables()
        self._finish_page()
        return self._pages

    def _draw_chart(self) -> None:
        self._draw_key()
        self._draw_head()
        blocks = list(self._chart_blocks())
        for number, block in enumerate(blocks):
            if not self._fits(block.height + block.keep):
                if self._only_first:
                    left = sum(one.keep == 0.0 for one in blocks[number:])
                    self._say_rest(left)
                    return
                self._begin()
                self._draw_head()
            self._draw_block(block)

    def _begin(self) -> None:
        self._finish_page()
        self._page, self._box = self._more()
        self._pages.append(self._page)
        self._top = self._box.top

    def _fits(self, height: float) -> bool:
        return self._top - height * self._scale >= self._box.bottom - 0.1

    def _put(self, parts: Sequence[Part], right: float = 0.0, down: float = 0.0) -> None:
        """Put parts at the present height, moved by pixels."""
        down += (self._box.top - self._top) / self._scale
        self._parts += [moved(part, right, down) for part in parts]

    def _finish_page(self) -> None:
        draw(self._page.layer, self._parts, self._box.left, self._box.top, self._scale)
        self._parts = []

    def _draw_block(self, block: _Block) -> None:
        ground = list(ground_parts(self._known, self._axis, block.height)) if block.charted else []
        self._put([*ground, *block.parts])
        self._top -= block.height * self._scale

    def _say_rest(self, count: int) -> None:
        words = say("schedule.rest", self._language, n=count)
        self._put([TextLine(words, 0.0, SMALL + _AIR, _SOFT)])

    # --- the chart

    def _draw_key(self) -> None:
        """Draw the key in as many lines as it takes."""
        x, y = 0.0, 0.0
        for sample in key_samples(self._known, self._language):
            words = sample.drawing.width + 6.0
            wide = words + measure(sample.words, _TEXT).width + 16.0
            if x + wide > self._columns.width and x:
                x, y = 0.0, y + _KEY_LINE
            name = TextLine(sample.words, words, 11.0, _TEXT)
            self._put((*sample.drawing.parts, name), x, y)
            x += wide
        self._top -= (y + _KEY_LINE + _AIR * 2) * self._scale

    def _draw_head(self) -> None:
        columns, language = self._columns, self._language
        base = AXIS_HEIGHT - 6.0
        titles = [
            TextLine(say(f"schedule.column-{key}", language), x, base, _HEAD)
            for key, x in (("project", 0.0), ("timing", columns.timing))
        ]
        right = TextLine(say("schedule.column-sources", language), columns.width, base, _HEAD,
                         "right")  # fmt: skip
        line = Line((0.0, AXIS_HEIGHT), (columns.width, AXIS_HEIGHT), 0.8, palette.NEIGHBOUR_INK)
        self._put([*titles, right, line, *axis_parts(self._known, self._axis, language)])
        self._top -= AXIS_HEIGHT * self._scale

    def _chart_blocks(self) -> Iterator[_Block]:
        for timing in Timing:
            rows = [row for row in self._known.rows if section_of(row) is timing]
            if not rows:
                continue
            blocks = [block for row in rows for block in self._row_blocks(row)]
            title = f"{say(f'timing.{timing}', self._language)} ({len(rows)})"
            keep = sum(block.height for block in blocks[:_LEAST_ROWS])
            yield _Block(_GROUP, (*self._heading(title),), keep)
            yield from blocks

    def _heading(self, title: str) -> Iterator[Part]:
        wide = self._columns.width
        yield Rect(0.0, 2.0, self._columns.plot - _GUTTER, _GROUP - 2.0, palette.LAND)
        yield TextLine(title, 4.0, _GROUP - 6.0, _BOLD, role="section")
        yield Line((0.0, _GROUP), (wide, _GROUP), 0.8, palette.NEIGHBOUR_INK)

    def _row_blocks(self, row: ScheduleRow) -> Iterator[_Block]:
        yield self._row_block(row, 0.0)
        shown = [part for part in row.parts if part.is_late]
        for part in shown:
            yield self._row_block(part, _INDENT)

    def _row_block(self, row: ScheduleRow, indent: float) -> _Block:
        columns, language = self._columns, self._language
        left = indent + _BADGE + 5.0
        name = wrap(row.row.project.name[language], columns.name - left, _NAME, _MOST_LINES)
        face = _BOLD if row.is_late else _TEXT
        room = columns.plot - _GUTTER - columns.timing
        about = wrap(timing_words(self._known, row, language), room, face, _MOST_LINES)
        notes = [parts_words(row, language)] if row.parts else []
        stale = stale_words(self._known, row, language)
        notes += [stale] if stale else []
        soft = [line for note in notes for line in wrap(note, room, _SOFT, _MOST_LINES)]
        high = max(HEIGHT, max(len(name), len(about) + len(soft)) * _LINE + 2 * _AIR)
        color = palette.STATUS[row.row.status]
        parts: list[Part] = [
            Symbol(f"status-{row.row.status}", indent + _BADGE / 2, _AIR + 7.5, _BADGE, color)
        ]
        parts += _lines(name, left, _NAME)
        parts += _lines(about, columns.timing, face)
        parts += _lines(soft, columns.timing, _SOFT, len(about))
        top = (high - HEIGHT) / 2
        parts += plot_parts(self._known, row, self._axis, language, top)
        refs = self._refs(row.source_ids)
        parts += _lines(wrap(refs, _REFS - 6.0, _SOFT, _MOST_LINES), columns.width, _SOFT,
                        align="right")  # fmt: skip
        parts.append(Line((0.0, high), (columns.width, high), 0.5, palette.NEIGHBOUR_EDGE))
        return _Block(high, tuple(parts))

    # --- the tables

    def _draw_tables(self) -> None:
        language = self._language
        money = [self._money_cells(one) for one in money_by_year(self._known)]
        if money:
            self._draw_table("schedule.money", _MONEY, money)
        rows = [_agency_cells(load, language) for load in by_agency(self._known)]
        self._draw_table("schedule.by-agency", _AGENCY, rows)

    def _draw_table(
        self, title: str, columns: Mapping[str, float], rows: Sequence[Sequence[str]]
    ) -> None:
        width, heads = self._columns.width, tuple(columns)
        shares = tuple(columns.values())
        starts = [sum(shares[:number]) * width for number in range(len(shares))]
        least = _TITLE_HEIGHT + _TABLE_HEAD + _LEAST_ROWS * _TABLE_ROW
        if not self._fits(least):
            self._begin()
        text = say(title, self._language)
        self._page.bookmarks.append(text)
        self._draw_block(_Block(_TITLE_HEIGHT, (TextLine(text, 0.0, 25.0, _TITLE),), charted=False))
        self._draw_table_head(heads, starts)
        for cells in rows:
            block = _table_row(cells, starts, width)
            if not self._fits(block.height):
                self._begin()
                self._draw_table_head(heads, starts)
            self._draw_block(block)

    def _draw_table_head(self, heads: Sequence[str], starts: Sequence[float]) -> None:
        titles = [
            TextLine(say(f"schedule.column-{key}", self._language), x, _TABLE_HEAD - 6.0, _HEAD)
            for key, x in zip(heads, starts, strict=True)
        ]
        end = (self._columns.width, _TABLE_HEAD)
        line = Line((0.0, _TABLE_HEAD), end, 0.8, palette.NEIGHBOUR_INK)
        self._draw_block(_Block(_TABLE_HEAD, (*titles, line), charted=False))

    def _money_cells(self, money: YearMoney) -> tuple[str, ...]:
        language, project = self._language, money.row.row.project
        return (
            str(money.year),
            project.name[language],
            project.funding[language] or say("schedule.no-plan", language),
            plan_money_words(money, language),
            money_words(money.disbursed, language, dated=True),
            money_words(money.share, language),
            self._refs(money.source_ids),
        )


@dataclass(frozen=True)
class _Columns:
    """Where the columns of the chart begin, in pixels of its width."""

    width: float

    @property
    def name(self) -> float:
        """Width of the names."""
        return _NAME_SHARE * self.width - _GUTTER

    @property
    def timing(self) -> float:
        """Where the words on the plan begin."""
        return _NAME_SHARE * self.width

    @property
    def plot(self) -> float:
        """Where the years begin."""
        return (_NAME_SHARE + _TIMING_SHARE) * self.width


def _lines(
    lines: Sequence[str], x: float, face: Face, skip: int = 0, align: str = "left"
) -> list[Part]:
    first = _AIR + 11.0
    return [
        TextLine(line, x, first + (skip + step) * _LINE, face, align)
        for step, line in enumerate(lines)
    ]


def _agency_cells(load: AgencyLoad, language: str) -> tuple[str, ...]:
    counts = load.counts
    name = load.agency.name[language] if load.agency else say("schedule.no-agency", language)
    numbers = (len(load.rows), counts[Timing.OVERDUE], counts[Timing.SLIPPED],
               counts[Timing.DUE_SOON], load.stale)  # fmt: skip
    return name, *(str(number) if number else "–" for number in numbers)


def _table_row(cells: Sequence[str], starts: Sequence[float], width: float) -> _Block:
    ends = [*starts[1:], width]
    rooms = [end - start - 8.0 for start, end in zip(starts, ends, strict=True)]
    wrapped = [
        wrap(cell, room, _TEXT, _MOST_LINES) for cell, room in zip(cells, rooms, strict=True)
    ]
    count = max(1, *map(len, wrapped))
    high = max(_TABLE_ROW, count * _LINE + _AIR)
    parts: list[Part] = []
    for lines, x in zip(wrapped, starts, strict=True):
        parts += [TextLine(line, x, 12.0 + step * _LINE, _TEXT) for step, line in enumerate(lines)]
    parts.append(Line((0.0, high), (width, high), 0.5, palette.NEIGHBOUR_EDGE))
    return _Block(high, tuple(parts), charted=False)
