"""A book as PDF: its parts drawn in order, then bound with contents, numbers, links, bookmarks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from briefing.book.card import draw_card
from briefing.book.chapter import draw_annex, draw_chapter, draw_sources
from briefing.book.front import draw_contents, draw_cover, draw_overview
from briefing.book.page import FOOT, MARGIN_MM, BookPage
from briefing.book.plan import Part, PartKind, chapter_of, order_of, row_of, title_of
from briefing.book.pool import PartBundle, Spread
from briefing.book.progress import draw_progress
from briefing.book.statement import statement_of_book, statement_of_targets
from briefing.book.targets import draw_targets
from briefing.sheet.paper_sizes import PAPERS
from briefing.statement.statement import STATEMENT
from geo.strings import say
from layers.ink.pdf import Bookmark, Document, LinkArea, PdfPage
from layers.ink.pdf_content import page_content
from layers.paper.greyscale import turn_grey
from layers.paper.window import POINTS_PER_MM
from layers.style import palette

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from briefing.book.page import Link
    from briefing.book.plan import Book
    from briefing.sheet.paper_sizes import Box
    from layers.ink.pdf_content import PageContent

# Parts that one process draws together: no process is idle for long at the end.
_TOGETHER = 4
_FRONT: dict[PartKind, Callable[[Book], list[BookPage]]] = {
    PartKind.COVER: draw_cover,
    PartKind.OVERVIEW: draw_overview,
    PartKind.TARGETS: draw_targets,
    PartKind.PROGRESS: draw_progress,
    PartKind.ANNEX: draw_annex,
    PartKind.SOURCES: draw_sources,
}


@dataclass(frozen=True)
class DrawnPart:
    """A part of the book on its pages.

    Parameters
    ----------
    contents
        Of each page.
    page_numbers
        How and where each page gets its number, see :class:`briefing.book.page.BookPage`.
    links
        Places on each page that lead to other parts.
    """

    part: Part
    contents: tuple[PageContent, ...]
    page_numbers: tuple[tuple[str, Box], ...]
    links: tuple[tuple[Link, ...], ...]


def jobs_of(book: Book) -> list[PartBundle]:
    """Return the parts in bundles, those that take longest first."""
    parts = order_of(book)
    maps = [part for part in parts if part.kind not in _FRONT]
    bundles = [maps[start : start + _TOGETHER] for start in range(0, len(maps), _TOGETHER)]
    bundles.append([part for part in parts if part.kind in _FRONT])
    return [PartBundle(tuple(bundle), title_of(book, bundle[0])) for bundle in bundles]


def draw_part(book: Book, part: Part) -> list[BookPage]:
    """Draw the pages of a part."""
    if part.kind in _FRONT:
        return _FRONT[part.kind](book)
    if part.kind is PartKind.CARD:
        return draw_card(book, row_of(book, part))
    return draw_chapter(book, chapter_of(book, part))


def draw_chunk(book: Book, parts: tuple[Part, ...]) -> tuple[DrawnPart, ...]:
    """Draw some parts: the work of one process."""
    return tuple(_drawn(book, part, draw_part(book, part)) for part in parts)


def _drawn(book: Book, part: Part, pages: Sequence[BookPage]) -> DrawnPart:
    return DrawnPart(
        part,
        tuple(_content(book, page) for page in pages),
        tuple((page.stamp, page.area) for page in pages),
        tuple(tuple(page.links) for page in pages),
    )


def _content(book: Book, page: BookPage) -> PageContent:
    drawing = page.drawing
    return page_content(turn_grey(drawing) if book.request.grey else drawing)


_CONTENTS = Part(PartKind.CONTENTS)


def book_pdf(book: Book, jobs: Sequence[PartBundle], done: Callable[[PartBundle], None]) -> bytes:
    """Return the book as PDF; the same book gives the same bytes."""
    return bind(book, Spread(book, draw_chunk, done).run(jobs), order_of(book))


def bind(book: Book, chunks: Sequence[Sequence[DrawnPart]], order: Sequence[Part]) -> bytes:
    """Return the book as one PDF; the same chunks give the same bytes.

    Parameters
    ----------
    order
        The contents, where there are any, come after the first part.
    """
    parts = {drawn.part: drawn for chunk in chunks for drawn in chunk}
    counts = {part: len(parts[part].contents) for part in order}
    contents, numbers = _contents(book, order, counts)
    whole = list(order)
    if contents:
        whole.insert(1, _CONTENTS)
        parts[_CONTENTS] = _drawn(book, _CONTENTS, contents)
    document = Document(
        _pages(book, [parts[part] for part in whole], numbers),
        properties(book),
        book.language,
        _bookmarks(book, whole, numbers),
        show_outline=True,
    )
    return document.to_bytes()


def targets_pdf(book: Book) -> bytes:
    """Return the targets and their sources as PDF; the same book gives the same bytes."""
    drawn = _drawn(book, Part(PartKind.TARGETS), [*draw_targets(book), *draw_sources(book)])
    app, title = say("app.title", book.language), say("book.targets", book.language)
    keywords = f"digest={book.view.catalog.digest}; day={book.view.day.isoformat()}"
    facts = {"Title": f"{app} – {title}", "Author": app, "Keywords": keywords}
    facts |= {STATEMENT: statement_of_targets(book).to_token()}
    return Document(_pages(book, [drawn], {}), facts, book.language).to_bytes()


def _contents(
    book: Book, order: Sequence[Part], counts: dict[Part, int]
) -> tuple[list[BookPage], dict[Part, int]]:
    """Return the contents, and the number of the first page of each part.

    The contents are laid out twice: how many pages they take themselves shifts the others. A short
    book has none.
    """
    length = 0 if book.is_short else len(draw_contents(book, {}))
    numbers: dict[Part, int] = {}
    number = 1
    for part in order:
        numbers[part] = number
        number += counts[part]
        if part.kind is PartKind.COVER and length:
            numbers[_CONTENTS] = number
            number += length
    return draw_contents(book, numbers) if length else [], numbers


def _pages(book: Book, parts: Sequence[DrawnPart], numbers: dict[Part, int]) -> list[PdfPage]:
    """Return the pages of parts, each with its number and imprint over it."""
    contents = [content for drawn in parts for content in drawn.contents]
    stamps = [stamp for drawn in parts for stamp in drawn.page_numbers]
    links = [found for drawn in parts for found in drawn.links]
    pages = []
    together = zip(contents, stamps, links, strict=True)
    for number, (content, (stamp, box), found) in enumerate(together, start=1):
        page = BookPage(PAPERS[book.request.size], box, book.language, stamp)
        page.drawing.ground = ""
        _draw_stamp(page, book, number, len(contents))
        if page.drawing.marks():
            content = content.under(_content(book, page))  # noqa: PLW2901 - the same page
        pages.append(PdfPage(content, tuple(_links(found, numbers))))
    return pages


def _draw_stamp(page: BookPage, book: Book, number: int, count: int) -> None:
    language = book.language
    face = page.face(page.small, color=palette.INK_SOFT)
    words = say("sheet.page", language, page=number, pages=count)
    if page.stamp == "imprint":
        box = page.area
        page.write(words, box.right, box.top - 1.0 - face.size * 0.95, face, "right")
        return
    if page.stamp == "bare":
        return
    margin = MARGIN_MM * POINTS_PER_MM
    y = margin - FOOT * 0.1
    page.write(book.provenance.say_all(language), margin, y, face)
    page.write(words, page.paper.width - margin, y, face, "right")


def _links(links: Sequence[Link], numbers: dict[Part, int]) -> Iterator[LinkArea]:
    """Yield the links whose goal is in the book, or outside it."""
    for link in links:
        edges = link.box.left, link.box.bottom, link.box.right, link.box.top
        if isinstance(link.target, str):
            yield LinkArea(*edges, link.target)
        elif link.target in numbers:
            yield LinkArea(*edges, numbers[link.target] - 1)


def _bookmarks(book: Book, whole: Sequence[Part], numbers: dict[Part, int]) -> list[Bookmark]:
    """Return the bookmarks: a branch for areas, for corridors and for cards."""
    branches: dict[PartKind, list[Bookmark]] = {}
    top: list[tuple[Bookmark, list[Bookmark]]] = []
    for part in whole:
        title, page = title_of(book, part), numbers[part] - 1
        if part.kind is PartKind.CARD:
            title = f"{book.numbers[part.subject]}. {title}"
        mark = Bookmark(title, page)
        if not part.subject:
            top.append((mark, []))
            continue
        if part.kind not in branches:
            branches[part.kind] = []
            words = say(f"book.{part.kind}s", book.language)
            top.append((Bookmark(words, page), branches[part.kind]))
        branches[part.kind].append(mark)
    return [replace(mark, children=tuple(children)) for mark, children in top]


def properties(book: Book) -> dict[str, str]:
    """Return what the file says about itself: enough to make the same book again."""
    language = book.language
    query = urlencode(book.view.selection.to_query())
    app = say("app.title", language)
    keywords = (
        f"digest={book.view.catalog.digest}",
        f"code={book.code}",
        f"view={query}",
        f"day={book.view.day.isoformat()}",
        f"book={','.join(chapter.id for chapter in book.chapters)}",
        "EPSG:9206",
    )
    return {
        "Title": f"{app} – {book.title}",
        "Subject": say("book.kicker", language),
        "Keywords": "; ".join(keywords),
        "Author": app,
        STATEMENT: statement_of_book(book).to_token(),
    }
