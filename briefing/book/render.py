"""The briefing book in one go: from a view to the bytes of a PDF or PPTX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.book.statement import plan_book
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.book.plan import Book
    from briefing.book.pool import PartBundle
    from briefing.request import ExportRequest
    from geo.query.view import View


def render_book(
    view: View, request: ExportRequest, progress: Callable[[int, int, str], None] | None = None
) -> bytes:
    """Return the book of a view; the same view, request and data give the same bytes.

    Pages are drawn in as many processes as there are cores.

    Parameters
    ----------
    progress
        Called with steps done, steps in all, and what was done, in the view's language. An
        exception that it raises stops the work.

    Raises
    ------
    BookError
        If the request asks for what does not exist or for too many pages, or if a page cannot
        be drawn; the message is in the view's language.
    """
    book = plan_book(view, request)
    meter = _Meter(book, progress)
    # The renderers are heavy: what cannot be made is refused before they are loaded.
    from briefing.book.pdf import jobs_of

    jobs = jobs_of(book)
    meter.begin(sum(len(job.parts) for job in jobs) + 1)
    if request.format == "pptx":
        from briefing.book.pptx import book_pptx

        data = book_pptx(book, jobs, meter.done)
    else:
        from briefing.book.pdf import book_pdf

        data = book_pdf(book, jobs, meter.done)
    meter.finish()
    return data


class _Meter:
    """Counts what is done and says so."""

    def __init__(self, book: Book, say_it: Callable[[int, int, str], None] | None) -> None:
        self._language = book.language
        self._say_it = say_it
        self._done = 0
        self._all = 0

    def begin(self, steps: int) -> None:
        self._all = steps
        self._tell(say("book.progress-begin", self._language))

    def done(self, job: PartBundle) -> None:
        self._done += len(job.parts)
        self._tell(job.label)

    def finish(self) -> None:
        self._done = self._all
        self._tell(say("book.progress-end", self._language))

    def _tell(self, words: str) -> None:
        if self._say_it is not None:
            self._say_it(self._done, self._all, words)
