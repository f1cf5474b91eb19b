"""Pages of a book that are no sheets: their frame, their columns, and where they link to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.sheet.page import LEADING, Page
from briefing.sheet.paper_sizes import PAPERS, Box
from geo.strings import say
from layers.paper.window import POINTS_PER_MM
from layers.style import palette
from layers.style.text_metrics import NO_BREAK, measure, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefing.book.plan import Book, Part
    from briefing.sheet.paper_sizes import Paper
    from layers.style.text_metrics import Face

MARGIN_MM = 12.0
FOOT = 16.0
GUTTER = 18.0
# Text that is read at arm's length, relative to the text of a sheet.
_BODY = 1.2
_LABEL_SHARE = 0.29
_TITLE_SIZES = (1.0, 0.9, 0.8, 0.7)


@dataclass(frozen=True)
class Link:
    """A place on a page that leads to a part of the book, or to another document.

    Parameters
    ----------
    target
        The part, or the address of a source.
    """

    box: Box
    target: Part | str


class BookPage(Page):
    """A page of the book.

    Parameters
    ----------
    area
        Where its content stands, without head and foot; of a sheet, its imprint.
    stamp
        Where its number goes: ``foot`` with the imprint beside it, ``imprint`` of a sheet, which
        has an imprint of its own, or ``bare`` for none.
    """

    def __init__(self, paper: Paper, area: Box, language: str, stamp: str = "foot") -> None:
        super().__init__(paper)
        self.area = area
        self.language = language
        self.stamp = stamp
        self.links: list[Link] = []
        # Share of its size that running text takes: less where it would break a page for a line.
        self.tightness = 1.0

    def text_face(
        self,
        weight: int = 400,
        color: str = palette.INK,
        share: float = 1.0,
        *,
        italic: bool = False,
    ) -> Face:
        """Return running text, or a share of its size."""
        return self.face(
            self.text_size * _BODY * share * self.tightness, weight, color, italic=italic
        )

    @property
    def soft(self) -> Face:
        """Small text that steps back."""
        return self.face(self.small * 1.06 * self.tightness, color=palette.INK_SOFT)

    def columns(self, shares: Sequence[float], gap: float) -> list[tuple[float, float]]:
        """Return left edge and width of each column of the area, in points.

        Parameters
        ----------
        shares
            Of the width; the gap behind a column is part of its share.
        """
        found, left = [], self.area.left
        for share in shares:
            wide = self.area.width * share
            found.append((left, wide - gap))
            left += wide
        return found


@dataclass(frozen=True)
class FlowBlock:
    """A piece of a column.

    Parameters
    ----------
    height
        In points, air below included.
    draw
        Called with the page, the left edge and the upper edge.
    with_next
        Whether it may not end a column: a heading.
    before
        Air above it, part of its height, that it does not need at the head of a column.
    """

    height: float
    draw: Callable[[BookPage, float, float], None]
    with_next: bool = False
    before: float = 0.0


def new_book_page(book: Book, section: str = "") -> BookPage:
    """Return a page with its head.

    Parameters
    ----------
    section
        Stands at the right, where not the day of the book does.
    """
    paper = PAPERS[book.request.size]
    inner = Box(0.0, 0.0, paper.width, paper.height).inset(MARGIN_MM * POINTS_PER_MM)
    page = BookPage(paper, inner, book.language)
    soft = page.face(page.small, 600, palette.INK_SOFT)
    y = inner.top - soft.size
    page.write(say("app.title", book.language), inner.left, y, soft)
    words = section or book.provenance.say_day(book.language)
    page.write(words, inner.right, y, soft, "right")
    below = inner.below(2.3 * soft.size)
    page.area = below.upper(below.height - FOOT)
    return page


def titled_book_page(book: Book, title: str) -> BookPage:
    """Return a page with its head and a title; its box is what is left below."""
    page = new_book_page(book)
    box = page.area
    page.area = box.below(draw_title(page, title, box.left, box.width, box.top) + 9.0)
    return page


def draw_title(page: BookPage, text: str, left: float, width: float, top: float) -> float:
    """Set a title in one line, smaller or in two lines where it must be; return its height."""
    for share in _TITLE_SIZES:
        face = page.face(page.title * share, 700)
        if measure(text, face).width <= width:
            break
    lines = wrap(text, width, face, 2)
    return page.lines(lines, (left, top), face, 1.1) + face.size * 0.15


def text_block(text: str, width: float, face: Face, after: float = 0.0) -> FlowBlock:
    """Return a paragraph of a width in points, with air after it."""
    return lines_block([(wrap(text, width, face), face)], after)


def lines_block(parts: Sequence[tuple[Sequence[str], Face]], after: float = 0.0) -> FlowBlock:
    """Return lines of text one below the other, each part in a typeface of its own."""

    def draw(on: BookPage, left: float, top: float) -> None:
        for lines, face in parts:
            top -= on.lines(lines, (left, top), face)

    height = sum(len(lines) * face.size * LEADING for lines, face in parts)
    return FlowBlock(height + after, draw)


def pair_block(page: BookPage, title: str, words: Sequence[str], width: float) -> FlowBlock:
    """Return a label with its value beside it, a paragraph each."""
    label, value = page.soft, page.text_face()
    start = width * _LABEL_SHARE
    names = wrap(title, start - 4.0, label)
    lines = [line for part in words for line in wrap(part, width - start, value)]

    def draw(on: BookPage, left: float, top: float) -> None:
        on.lines(names, (left, top - (value.size - label.size) * 0.95), label)
        on.lines(lines, (left + start, top), value)

    high = max(len(lines) * value.size, len(names) * label.size) * LEADING
    return FlowBlock(high + 2.2, draw)


def heading_block(page: BookPage, text: str, width: float, before: float = 0.0) -> FlowBlock:
    """Return a heading of a column, with a rule under it."""
    face = page.text_face(700)
    height = before + face.size * 1.32

    def draw(on: BookPage, left: float, top: float) -> None:
        y = top - before - face.size * 0.95
        on.write(text, left, y, face)
        on.rule((left, y - face.size * 0.34), (left + width, y - face.size * 0.34), 0.6)

    return FlowBlock(height + 2.4, draw, with_next=True, before=before)


def flow(
    blocks: Sequence[FlowBlock],
    columns: Sequence[Box],
    page: BookPage,
    more: Callable[[], BookPage],
    count: int,
) -> list[BookPage]:
    """Draw blocks down one column after another; return the pages begun on the way.

    Parameters
    ----------
    columns
        Of the first page.
    more
        Begins a page for what is left over.
    count
        Columns of such a page.
    """
    begun: list[BookPage] = []
    queue = list(columns)
    box = queue.pop(0)
    y, empty = box.top, True
    for step, block in enumerate(blocks):
        needed = block.height
        if block.with_next and step + 1 < len(blocks):
            needed += blocks[step + 1].height
        # What is taller than a column stands there nevertheless: nothing is lost silently.
        if y - needed < box.bottom - 0.5 and not (empty and queue == []):
            if not queue:
                page = more()
                begun.append(page)
                queue = page.area.columns(count, GUTTER)
            box = queue.pop(0)
            y, empty = box.top, True
        y += block.before if empty else 0.0
        block.draw(page, box.left, y)
        y -= block.height
        empty = False
    return begun


def held_by(blocks: Sequence[FlowBlock], columns: Sequence[Box]) -> int:
    """Return how many blocks, from the first, columns hold; no heading is parted from its text."""
    queue = list(columns)
    box = queue.pop(0)
    y, good = box.top, 0
    for step, block in enumerate(blocks):
        needed = block.height
        if block.with_next and step + 1 < len(blocks):
            needed += blocks[step + 1].height
        if y - needed < box.bottom - 0.5:
            if not queue:
                break
            box = queue.pop(0)
            y = box.top + block.before
        y -= block.height
        good = good if block.with_next else step + 1
    return good


def with_refs(text: str, refs: str) -> str:
    """Return a text and the numbers of its sources, which stay in one line."""
    return f"{text} {refs.replace(' ', NO_BREAK)}" if refs else text
