"""The tables of a sheet of changes: old → new beside the map, every event on the pages after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.sheet.table import CompactTable, WideCell, WideColumn, WideTable
from geo.query.wording import NOTHING, figure_value, quantity_name
from geo.strings import format_exact, say
from layers.paper.labels.draw import draw_number
from layers.paper.strokes import draw_symbol
from layers.style import palette
from layers.style.text_metrics import NO_BREAK, NumberDisc, disc_radius, wrap
from layers.themes.projects import point_style

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.sheet.page import Page
    from briefing.sheet.plan import Sheet, TableLine
    from geo.model import Status
    from geo.reports.changes import Change, NewFigure

ARROW = "→"
_SYMBOL = 7.0
_LEAD = 1.16
_NAME_LINES = 3
_NUMBER = 17.0
# Shares of the width of a page: name, status, then what happened.
_NAME_SHARE, _STATUS_SHARE = 0.27, 0.19
_GAP = 8.0


def compact_table(page: Page, sheet: Sheet, width: float) -> CompactTable:
    """Return the table beside the map."""
    made = CompactChanges if sheet.changes else CompactTable
    return made(page, sheet, width)


def wide_table(page: Page, sheet: Sheet, width: float) -> WideTable:
    """Return the table of the pages that follow."""
    made = WideChanges if sheet.changes else WideTable
    return made(page, sheet, width)


def change_of(sheet: Sheet, line: TableLine) -> Change:
    """Return what a line is about."""
    items = sheet.changes.items if sheet.changes else ()
    return next(item for item in items if item.project.id == line.row.project.id)


def sources_in_order(change: Change) -> tuple[str, ...]:
    """Return the sources of a change, that of the new status first."""
    first = (change.decisive.source_id,) if change.decisive else ()
    return tuple(dict.fromkeys((*first, *change.source_ids)))


def step_words(change: Change, language: str) -> str:
    """Say the old and the new status; a status that stays is said once."""
    new = say(f"status.{change.new}", language)
    if not change.moved:
        return new
    return f"{say(f'status.{change.old}', language)} {ARROW} {new}"


class CompactChanges(CompactTable):
    """A project in two lines or more: its name; old and new status, with date and source."""

    def height_of(self, line: TableLine) -> float:
        """Return the height of one project."""
        rows = len(self._name_lines(line)) + len(self._detail_lines(line))
        return rows * self._small.size * _LEAD + 2 * self._pad

    def draw(self, left: float, top: float, lines: Sequence[TableLine]) -> float:
        """Draw the table downwards from `top`; return the height that it takes."""
        language = self._sheet.language
        base = top - self._small.size
        words = say("changes.column-step", language)
        self._page.write(words, left + self._number, base, self._soft)
        y = top - self.head_height
        right = left + self._width
        self._page.rule((left, y), (right, y), 0.7)
        for line in lines:
            height = self.height_of(line)
            self._draw_line(line, left, y)
            y -= height
            self._page.rule((left, y), (right, y), 0.3, palette.NEIGHBOUR_EDGE)
        return top - y

    def _name_lines(self, line: TableLine) -> list[str]:
        return wrap(line.name, self._width - self._number, self._name, _NAME_LINES)

    def _detail_lines(self, line: TableLine) -> list[str]:
        change, language = change_of(self._sheet, line), self._sheet.language
        tags = [*line.tags] if change.moved else [say("changes.news-only", language), *line.tags]
        refs = f"[{line.sources[0]}]" if line.sources else ""
        when = NO_BREAK.join(part for part in (line.updated, refs) if part and part != NOTHING)
        words = " · ".join([step_words(change, language), *([when] if when else []), *tags])
        return wrap(words, self._width - self._number - _SYMBOL - 3, self._small, 3)

    def _draw_line(self, line: TableLine, left: float, top: float) -> None:
        axes, size = self._page.axes, self._small.size
        y = top - self._pad - size * 0.88
        at = left + disc_radius("00", size), y + 0.33 * size
        color = palette.STATUS[line.row.status]
        draw_number(axes, NumberDisc(str(line.number), *at, size, color))
        for text in self._name_lines(line):
            self._page.write(text, left + self._number, y, self._name)
            y -= size * _LEAD
        symbol = left + self._number + _SYMBOL / 2, y + 0.33 * size
        draw_symbol(axes, point_style(line.row.status), symbol, _SYMBOL, 6)
        for text in self._detail_lines(line):
            self._page.write(text, left + self._number + _SYMBOL + 3, y, self._small)
            y -= size * _LEAD


class WideChanges(WideTable):
    """Name, old and new status, and every event and new figure with its date and source."""

    disc, gap = 1.0, _GAP

    def columns(self) -> tuple[WideColumn, ...]:
        """Return number, name, status and what happened."""
        number = _NUMBER * self._sheet.paper.enlarge / self._width
        return (
            WideColumn("", number),
            WideColumn("column.name", _NAME_SHARE),
            WideColumn("changes.column-step", _STATUS_SHARE),
            WideColumn("changes.column-news", 1.0 - number - _NAME_SHARE - _STATUS_SHARE),
        )

    def cells(self, line: TableLine) -> list[WideCell]:
        """Return the cells of one project."""
        language, change = self._sheet.language, change_of(self._sheet, line)
        _, name, status, news = (width for _, width in self.places(0.0))
        words = " ".join([line.name, *(f"({tag})" for tag in line.tags)])
        steps: list[str] = []
        signs: dict[int, Status] = {}
        for arrow, code in self._steps(change):
            signs[len(steps)] = code
            word = f"{arrow}{say(f'status.{code}', language)}"
            steps += wrap(word, status - _SYMBOL - 3, self._face)
        told = [
            text for entry in self._news(line, change) for text in wrap(entry, news, self._face)
        ]
        return [
            WideCell(self._face),
            WideCell(self._strong, wrap(words, name, self._strong)),
            WideCell(self._face, steps, signs),
            WideCell(self._face, told),
        ]

    def _steps(self, change: Change) -> Iterator[tuple[str, Status]]:
        if change.moved:
            yield "", change.old
            yield f"{ARROW} ", change.new
        else:
            yield "", change.new

    def _news(self, line: TableLine, change: Change) -> Iterator[str]:
        """Yield a paragraph for each event, and one for the new figures."""
        language = self._sheet.language
        order = dict(zip(sources_in_order(change), line.sources, strict=True))
        for event in change.events:
            note = event.note[language] or say(f"status.{event.status}", language)
            yield f"{event.date.show(language)}: {note} [{order[event.source_id]}]"
        if change.figures:
            told = "; ".join(
                f"{figure_words(new, language)} [{order[new.figure.source_id]}]"
                for new in change.figures
            )
            yield say("changes.new-figures", language, figures=told)


def figure_words(new: NewFigure, language: str) -> str:
    """Say a new figure with what was quoted before."""
    figure = new.figure
    about = f" ({figure.note[language]})" if figure.note else ""
    name = quantity_name(figure.quantity, language)
    words = f"{name}{about} {figure_value(figure, language, NO_BREAK)}"
    before = new.before
    if before is None or before.unit != figure.unit or before.value == figure.value:
        return words
    return say("changes.before", language, now=words, old=format_exact(before.value, language))
