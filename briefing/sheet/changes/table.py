"""The tables of a sheet of changes: old → new beside the map, every event on the pages after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.sheet.table import INDENT, CompactTable, TableText, WideTable
from geo.query.wording import NOTHING, figure_value, quantity_name
from geo.strings import format_exact, say
from layers.style.text_metrics import NO_BREAK, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.sheet.page import Page
    from briefing.sheet.plan import Sheet, TableLine
    from geo.model import Status
    from geo.reports.changes import Change, NewFigure

ARROW = "→"
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

    disc = 1.0

    def titles(self) -> Iterator[tuple[float, str, str]]:
        """Yield the title of the one column."""
        yield self._number, say("changes.column-step", self._sheet.language), "left"

    def texts(self, line: TableLine) -> list[TableText]:
        """Return name, and below it the step with date, source and tags."""
        room = self._width - self._number
        names = wrap(line.name, room, self._strong, _NAME_LINES)
        change, language = change_of(self._sheet, line), self._sheet.language
        tags = [*line.tags] if change.moved else [say("changes.news-only", language), *line.tags]
        refs = f"[{line.sources[0]}]" if line.sources else ""
        when = NO_BREAK.join(part for part in (line.updated, refs) if part and part != NOTHING)
        words = " · ".join([step_words(change, language), *([when] if when else []), *tags])
        details = wrap(words, room - INDENT, self._face, 3)
        return [
            TableText(self._number, names, self._strong),
            TableText(self._number, details, self._face, first=len(names), status=line.row.status),
        ]


class WideChanges(WideTable):
    """Name, old and new status, and every event and new figure with its date and source."""

    disc, gap, most_lines, figures = 1.0, _GAP, 0, 0

    @property
    def columns(self) -> Sequence[tuple[str, float]]:
        """Key of the title, and share of the width: number, name, status and what happened."""
        number = _NUMBER * self._sheet.paper.enlarge / self._width
        return (
            ("", number),
            ("column.name", _NAME_SHARE),
            ("changes.column-step", _STATUS_SHARE),
            ("changes.column-news", 1.0 - number - _NAME_SHARE - _STATUS_SHARE),
        )

    def texts(self, line: TableLine) -> list[TableText]:
        """Return the cells of one project."""
        language, change = self._sheet.language, change_of(self._sheet, line)
        words = " ".join([line.name, *(f"({tag})" for tag in line.tags)])
        texts, first = [self.cell(1, words, self._strong)], 0
        for arrow, code in self._steps(change):
            step = f"{arrow}{say(f'status.{code}', language)}"
            texts.append(self.cell(2, step, self._face, code, first))
            first += len(texts[-1].lines)
        first = 0
        for entry in self._news(line, change):
            texts.append(self.cell(3, entry, self._face, None, first))
            first += len(texts[-1].lines)
        return texts

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
