"""The chapter on progress as slides: the schedule as a table whose words can be edited."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from briefing.slides.deck import (
    FAR,
    IMPRINT,
    MARGIN,
    WIDTH,
    Cell,
    Deck,
    Grid,
    SlideBox,
    TextRun,
    cell,
)
from briefing.slides.projects import add_grid, head_row, sign_run, soft_run
from briefing.slides.slide import begin, notes_of
from geo.reports.schedule import schedule
from geo.reports.schedule_words import (
    actual_words,
    parts_words,
    plan_words,
    stale_words,
    summary_words,
    timing_words,
)
from geo.strings import say

if TYPE_CHECKING:
    from briefing.book.plan import Book
    from briefing.sheet.plan import Sheet
    from briefing.slides.deck import Line
    from geo.reports.schedule import Schedule, ScheduleRow

_COLUMNS: Final = {"project": 3.7, "timing": 3.2, "plan": 2.3, "actual": 0.0, "sources": 0.9}
# Share of its room that a table is given: in another typeface than ours it grows.
_FILLED: Final = 0.95
_TOP, _LEAD = 0.9, 0.25


def add_progress(deck: Deck, book: Book, whole: Sheet) -> None:
    """Add the table of planned against actual, what is late first."""
    language, known = book.language, schedule(book.view)
    if not known.rows:
        return
    title = say("book.progress", language)
    words = summary_words(known, language)
    more = partial(begin, deck, whole, title, [title, words, *notes_of(whole)])
    slide = more()
    lead: Line = (TextRun(words),)
    slide.text(SlideBox(MARGIN, _TOP, WIDTH - 2 * MARGIN, _LEAD), (lead,))
    rest = WIDTH - 2 * MARGIN - sum(_COLUMNS.values())
    widths = tuple(width or rest for width in _COLUMNS.values())
    head = head_row([say(f"schedule.column-{key}", language) for key in _COLUMNS], right=0)
    rows = tuple(_row(book, known, row) for row in known.rows)
    add_grid(slide, Grid(widths, head, rows, title), more, (MARGIN, _TOP + _LEAD), _FILLED)


def _row(book: Book, known: Schedule, row: ScheduleRow) -> tuple[Cell, ...]:
    language = book.language
    name: Line = (
        sign_run(row.row.status),
        TextRun(row.row.project.name[language], bold=True),
    )
    about: list[Line] = [(TextRun(timing_words(known, row, language), bold=row.is_late),)]
    notes = [parts_words(row, language)] if row.parts else []
    notes += [stale_words(known, row, language)]
    about += [(soft_run(note, FAR),) for note in notes if note]
    return (
        Cell((name,)),
        Cell(tuple(about)),
        cell(plan_words(row, language)),
        cell(actual_words(row, language)),
        cell(book.refs(*row.source_ids), IMPRINT),
    )
