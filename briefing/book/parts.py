"""The parts of a book in their order, and their drawing as pages of PDF."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.backends.backend_pdf import PdfPages

from briefing.book.card import draw_card
from briefing.book.chapter import draw_annex, draw_chapter
from briefing.book.front import Entry, Group, draw_cover
from briefing.book.overview import draw_overview
from briefing.book.pool import Job
from briefing.book.sources import draw_sources
from briefing.book.targets import draw_targets
from briefing.sheet.pdf import slim
from geo.strings import say
from layers.paper.greyscale import turn_grey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from briefing.book.page import Leaf, Link
    from briefing.book.plan import Book, Chapter
    from briefing.sheet.paper_sizes import Box
    from geo.query.view import Row

COVER, CONTENTS, OVERVIEW, TARGETS = "cover", "contents", "overview", "targets"
ANNEX, SOURCES = "annex", "sources"
# Parts that one process draws together: their pages share the fonts of one PDF, and no process
# is idle for long at the end.
_TOGETHER = 4
_FRONT: dict[str, Callable[[Book], list[Leaf]]] = {
    COVER: draw_cover,
    OVERVIEW: draw_overview,
    TARGETS: draw_targets,
    ANNEX: draw_annex,
    SOURCES: draw_sources,
}


@dataclass(frozen=True)
class DrawnPart:
    """A part of the book on its pages.

    Parameters
    ----------
    stamps
        How and where each page gets its number, see :class:`briefing.book.page.Leaf`.
    links
        Places on each page that lead to other parts.
    """

    id: str
    stamps: tuple[tuple[str, Box], ...]
    links: tuple[tuple[Link, ...], ...]


@dataclass(frozen=True)
class Sheaf:
    """Some parts as a PDF, in order."""

    pdf: bytes
    parts: tuple[DrawnPart, ...]


def order_of(book: Book) -> list[str]:
    """Return the ids of all parts but the contents, in the order of the book."""
    return [
        COVER,
        OVERVIEW,
        TARGETS,
        *(chapter.id for chapter in book.chapters),
        *(f"card:{row.project.id}" for row in book.rows),
        *([ANNEX] if book.rows else []),
        *([SOURCES] if book.sources else []),
    ]


def jobs_of(book: Book) -> list[Job]:
    """Return the parts in bundles, those that take longest first."""
    ids = order_of(book)
    maps = [id_ for id_ in ids if id_ not in _FRONT]
    bundles = [maps[start : start + _TOGETHER] for start in range(0, len(maps), _TOGETHER)]
    bundles.append([id_ for id_ in ids if id_ in _FRONT])
    return [Job(tuple(bundle), title_of(book, bundle[0])) for bundle in bundles]


def title_of(book: Book, part: str) -> str:
    """Return the title of a part, as in contents and bookmarks."""
    if part == COVER:
        return book.title
    if part in _FRONT or part == CONTENTS:
        return say(f"book.{part}", book.language)
    if part.startswith("card:"):
        return row_of(book, part).project.name[book.language]
    return chapter_of(book, part).title


def row_of(book: Book, part: str) -> Row:
    """Return the project whose card a part is."""
    return book.rows[book.numbers[part.removeprefix("card:")] - 1]


def chapter_of(book: Book, part: str) -> Chapter:
    """Return the chapter that a part is."""
    return next(chapter for chapter in book.chapters if chapter.id == part)


def draw_part(book: Book, part: str) -> list[Leaf]:
    """Draw the pages of a part."""
    if part in _FRONT:
        return _FRONT[part](book)
    if part.startswith("card:"):
        return draw_card(book, row_of(book, part))
    return draw_chapter(book, chapter_of(book, part))


def draw_sheaf(book: Book, parts: tuple[str, ...]) -> Sheaf:
    """Draw some parts into one PDF: the work of one process."""
    drawn, leaves = [], []
    for part in parts:
        pages = draw_part(book, part)
        leaves += pages
        stamps = tuple((leaf.stamp, leaf.box) for leaf in pages)
        drawn.append(DrawnPart(part, stamps, tuple(tuple(leaf.links) for leaf in pages)))
    return Sheaf(leaves_to_pdf(book, leaves), tuple(drawn))


def leaves_to_pdf(book: Book, leaves: Sequence[Leaf]) -> bytes:
    """Return pages as a plain PDF, without dates."""
    buffer = io.BytesIO()
    with PdfPages(buffer, metadata={"CreationDate": None}) as pdf:
        for leaf in leaves:
            if book.request.grey:
                turn_grey(leaf.page.figure)
            pdf.savefig(leaf.page.figure)
    return slim(buffer.getvalue())


def contents_of(book: Book) -> tuple[list[Group], Group]:
    """Return what the contents list: parts and chapters, and the cards."""

    def entry(part: str) -> Entry:
        return Entry(title_of(book, part), part)

    ids = order_of(book)
    groups = [Group("", tuple(entry(part) for part in (OVERVIEW, TARGETS)))]
    groups += list(_chapter_groups(book, entry))
    tail = tuple(entry(part) for part in (ANNEX, SOURCES) if part in ids)
    groups += [Group("", tail)] if tail else []
    cards = tuple(
        Entry(
            row.project.name[book.language],
            f"card:{row.project.id}",
            book.numbers[row.project.id],
            row.status,
        )
        for row in book.rows
    )
    return groups, Group(say("book.cards", book.language), cards)


def _chapter_groups(book: Book, entry: Callable[[str], Entry]) -> Iterator[Group]:
    for kind in ("area", "corridor"):
        ids = [chapter.id for chapter in book.chapters if chapter.id.startswith(f"{kind}:")]
        if ids:
            yield Group(say(f"book.{kind}s", book.language), tuple(entry(part) for part in ids))
