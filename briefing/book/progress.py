"""The chapter on progress: planned against actual of all projects of the book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.book.page import BookPage, titled_book_page
from briefing.progress_sheet.chart import draw_schedule
from geo.reports.schedule import schedule
from geo.reports.schedule_words import summary_words
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.book.plan import Book
    from briefing.sheet.paper_sizes import Box

_AIR = 5.0


def draw_progress(book: Book) -> list[BookPage]:
    """Draw the Gantt chart, then money by year and the projects by agency."""
    pages: list[BookPage] = []

    def more() -> tuple[BookPage, Box]:
        page = titled_book_page(book, say("book.progress", book.language))
        pages.append(page)
        return page, page.area

    def refs(ids: Sequence[str]) -> str:
        return book.refs(*ids)

    known = schedule(book.view)
    page, box = more()
    words = f"{summary_words(known, book.language)} {say('schedule.note', book.language)}"
    face = page.face(page.text_size)
    used = page.paragraph(words, (box.left, box.top), box.width, face) + _AIR
    if known.rows:
        draw_schedule(known, refs, (page, box.below(used)), more)
    return pages
