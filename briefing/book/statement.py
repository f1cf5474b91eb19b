"""The statement that a book carries in its file: one for all its chapters."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from briefing.book.content import rest_of_book, said_in_book
from briefing.sheet.plan import plan
from briefing.statement.content import short_hash
from briefing.statement.statement import Statement, ground_of

if TYPE_CHECKING:
    from briefing.book.plan import Book


def statement_of_book(book: Book) -> Statement:
    """Return what a planned book says; its selection names its chapters."""
    asked = book.request
    return Statement(
        kind="book",
        query=urlencode(book.view.selection.to_query()),
        day=book.view.day.isoformat(),
        printed=book.printed.isoformat(),
        size=asked.size,
        landscape=True,
        grey=asked.grey,
        layers=sorted(asked.layers),
        bbox=None,
        link=asked.address,
        digest=book.view.catalog.digest,
        code=book.code,
        said=said_in_book(book),
        rest=rest_of_book(book),
        ground=ground_of_book(book),
    )


def ground_of_book(book: Book) -> dict[str, str]:
    """Return a digest of what each theme but the projects draws on the maps of the chapters.

    The map of a card lies where its project does, which the book says of it anyway.
    """
    views = [book.view, *(chapter.view for chapter in book.chapters)]
    drawn = [ground_of(plan(view, book.sheet_request(view))) for view in views]
    themes = sorted({theme for one in drawn for theme in one})
    return {theme: short_hash([one.get(theme) for one in drawn]) for theme in themes}
