"""The parts of a book in their order, and their drawing as pages of PDF."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.backends.backend_pdf import PdfPages

from briefing.book.card import draw_card
from briefing.book.chapter import draw_annex, draw_chapter
from briefing.book.front import ContentsEntry, ContentsGroup, draw_cover
from briefing.book.overview import draw_overview
from briefing.book.plan import Part, PartKind
from briefing.book.pool import PartBundle
from briefing.book.sources import draw_sources
from briefing.book.targets import draw_targets
from briefing.sheet.pdf import slim
from geo.strings import say
from layers.paper.greyscale import turn_grey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from briefing.book.page import BookPage, Link
    from briefing.book.plan import Book, Chapter
    from briefing.sheet.paper_sizes import Box
    from geo.query.view import ProjectRow

# Parts that one process draws together: their pages share the fonts of one PDF, and no process
# is idle for long at the end.
_TOGETHER = 4
_FRONT: dict[PartKind, Callable[[Book], list[BookPage]]] = {
    PartKind.COVER: draw_cover,
    PartKind.OVERVIEW: draw_overview,
    PartKind.TARGETS: draw_targets,
    PartKind.ANNEX: draw_annex,
    PartKind.SOURCES: draw_sources,
}


@dataclass(frozen=True)
class DrawnPart:
    """A part of the book on its pages.

    Parameters
    ----------
    page_numbers
        How and where each page gets its number, see :class:`briefing.book.page.BookPage`.
    links
        Places on each page that lead to other parts.
    """

    part: Part
    page_numbers: tuple[tuple[str, Box], ...]
    links: tuple[tuple[Link, ...], ...]


@dataclass(frozen=True)
class PdfChunk:
    """Some parts as a PDF, in order."""

    pdf: bytes
    parts: tuple[DrawnPart, ...]


def order_of(book: Book) -> list[Part]:
    """Return all parts but the contents, in the order of the book."""
    return [
        Part(PartKind.COVER),
        Part(PartKind.OVERVIEW),
        Part(PartKind.TARGETS),
        *(chapter.part for chapter in book.chapters),
        *(Part(PartKind.CARD, row.project.id) for row in book.rows),
        *([Part(PartKind.ANNEX)] if book.rows else []),
        *([Part(PartKind.SOURCES)] if book.sources else []),
    ]


def jobs_of(book: Book) -> list[PartBundle]:
    """Return the parts in bundles, those that take longest first."""
    parts = order_of(book)
    maps = [part for part in parts if part.kind not in _FRONT]
    bundles = [maps[start : start + _TOGETHER] for start in range(0, len(maps), _TOGETHER)]
    bundles.append([part for part in parts if part.kind in _FRONT])
    return [PartBundle(tuple(bundle), title_of(book, bundle[0])) for bundle in bundles]


def title_of(book: Book, part: Part) -> str:
    """Return the title of a part, as in contents and bookmarks."""
    if part.kind is PartKind.COVER:
        return book.title
    if not part.subject:
        return say(f"book.{part.kind}", book.language)
    if part.kind is PartKind.CARD:
        return row_of(book, part).project.name[book.language]
    return chapter_of(book, part).title


def row_of(book: Book, part: Part) -> ProjectRow:
    """Return the project whose card a part is."""
    return book.rows[book.numbers[part.subject] - 1]


def chapter_of(book: Book, part: Part) -> Chapter:
    """Return the chapter that a part is."""
    return next(chapter for chapter in book.chapters if chapter.part == part)


def draw_part(book: Book, part: Part) -> list[BookPage]:
    """Draw the pages of a part."""
    if part.kind in _FRONT:
        return _FRONT[part.kind](book)
    if part.kind is PartKind.CARD:
        return draw_card(book, row_of(book, part))
    return draw_chapter(book, chapter_of(book, part))


def draw_chunk(book: Book, parts: tuple[Part, ...]) -> PdfChunk:
    """Draw some parts into one PDF: the work of one process."""
    drawn, leaves = [], []
    for part in parts:
        pages = draw_part(book, part)
        leaves += pages
        stamps = tuple((leaf.stamp, leaf.box) for leaf in pages)
        drawn.append(DrawnPart(part, stamps, tuple(tuple(leaf.links) for leaf in pages)))
    return PdfChunk(pages_to_pdf(book, leaves), tuple(drawn))


def pages_to_pdf(book: Book, leaves: Sequence[BookPage]) -> bytes:
    """Return pages as a plain PDF, without dates."""
    buffer = io.BytesIO()
    with PdfPages(buffer, metadata={"CreationDate": None}) as pdf:
        for leaf in leaves:
            if book.request.grey:
                turn_grey(leaf.page.figure)
            pdf.savefig(leaf.page.figure)
    return slim(buffer.getvalue())


def contents_of(book: Book) -> tuple[list[ContentsGroup], ContentsGroup]:
    """Return what the contents list: parts and chapters, and the cards."""

    def entry(part: Part) -> ContentsEntry:
        return ContentsEntry(title_of(book, part), part)

    parts = order_of(book)
    ahead, behind = (PartKind.OVERVIEW, PartKind.TARGETS), (PartKind.ANNEX, PartKind.SOURCES)
    groups = [ContentsGroup("", tuple(entry(part) for part in parts if part.kind in ahead))]
    groups += list(_chapter_groups(book, entry))
    tail = tuple(entry(part) for part in parts if part.kind in behind)
    groups += [ContentsGroup("", tail)] if tail else []
    cards = tuple(
        ContentsEntry(
            row.project.name[book.language],
            Part(PartKind.CARD, row.project.id),
            book.numbers[row.project.id],
            row.status,
        )
        for row in book.rows
    )
    return groups, ContentsGroup(say("book.cards", book.language), cards)


def _chapter_groups(book: Book, entry: Callable[[Part], ContentsEntry]) -> Iterator[ContentsGroup]:
    for kind in (PartKind.AREA, PartKind.CORRIDOR):
        parts = [chapter.part for chapter in book.chapters if chapter.part.kind is kind]
        if parts:
            yield ContentsGroup(
                say(f"book.{kind}s", book.language), tuple(entry(part) for part in parts)
            )
