"""The briefing book in one go: from a view to the bytes of a PDF or PPTX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.book.statement import plan_book
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.book.pool import PartBundle
    from briefing.request import ExportRequest
    from geo.query.view import View


def render_book(
    view: View, request: ExportRequest, progress: Callable[[int, int, str], None] = lambda *_: None
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
    # The renderers are heavy: what cannot be made is refused before they are loaded.
    from briefing.book.pdf import book_pdf, jobs_of
    from briefing.book.pptx import book_pptx

    jobs = jobs_of(book)
    steps, finished = sum(len(job.parts) for job in jobs) + 1, 0

    def done(job: PartBundle) -> None:
        nonlocal finished
        finished += len(job.parts)
        progress(finished, steps, job.label)

    progress(0, steps, say("book.progress-begin", book.language))
    data = (book_pptx if request.format == "pptx" else book_pdf)(book, jobs, done)
    progress(steps, steps, say("book.progress-end", book.language))
    return data
