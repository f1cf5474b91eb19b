"""The overview of a book: how many projects stand where, by status, kind and area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.book.page import (
    GUTTER,
    FlowBlock,
    Link,
    flow,
    heading_block,
    text_block,
    titled_book_page,
)
from briefing.book.plan import Part, PartKind
from briefing.content.caption import caption
from briefing.sheet.legend import draw_sample
from briefing.sheet.paper_sizes import Box
from geo.model import Kind, Status
from geo.query.wording import NOTHING
from geo.strings import format_exact, say
from layers.paper.strokes import draw_symbol
from layers.style import palette
from layers.style.text_metrics import shorten
from layers.themes.projects import line_style, point_style

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.book.page import BookPage
    from briefing.book.plan import Book
    from geo.query.view import ProjectRow, Totals

_LEFT_SHARE = 0.40
_LABEL_SHARE = 0.36
_NAME_SHARE = 0.40
_CAPITAL_SHARE = 0.17
# Between the parts of a bar, and points a pixel of the design.
_GAP = 3.0
_PIXEL = 1.3
# Room for the figure behind a bar.
_FIGURE = 22.0


def draw_overview(book: Book) -> list[BookPage]:
    """Draw caption and charts at the left, the table of areas or corridors at the right."""
    section = say("book.overview", book.language)

    def more() -> BookPage:
        return titled_book_page(book, section)

    leaf = more()
    width = leaf.box.width * _LEFT_SHARE
    left = Box(leaf.box.left, leaf.box.bottom, width, leaf.box.height)
    start = left.right + GUTTER
    right = Box(start, leaf.box.bottom, leaf.box.right - start, leaf.box.height)
    blocks = [text_block(caption_of(book), width, leaf.face(), 8.0)]
    blocks += _status_chart(leaf, book, width)
    blocks += _kind_chart(leaf, book, width)
    flow(blocks, [left], leaf, more, 1)
    return [leaf, *flow(list(_table(leaf, book, right.width)), [right], leaf, more, 1)]


def caption_of(book: Book) -> str:
    """Return the caption of the whole book: its areas and corridors add up, they do not narrow."""
    chosen = book.view.selection
    place = say("book.this", book.language) if chosen.areas or chosen.corridors else ""
    return caption(book.view, book.language, place)


@dataclass(frozen=True)
class _Bar:
    """A line of a bar chart.

    Parameters
    ----------
    parts
        Status and count of each part of the bar.
    most
        Count that the longest bar of the chart stands for.
    sign
        Status whose symbol stands before the label.
    """

    label: str
    parts: tuple[tuple[Status, int], ...]
    most: int
    sign: Status | None = None

    def block(self, leaf: BookPage, width: float) -> FlowBlock:
        """Return the line: each part is drawn as the lines of its status on the map."""
        face, strong = leaf.face(), leaf.face(700)
        height = face.size * 1.85
        start = width * _LABEL_SHARE
        unit = (width - start - _FIGURE) / self.most
        size = face.size * 1.1
        indent = size + 5.0 if self.sign else 0.0
        label = shorten(self.label, start - indent - 6.0, face)

        def draw(on: BookPage, left: float, top: float) -> None:
            middle = top - height / 2
            base = middle - face.size * 0.33
            if self.sign:
                at = left + size / 2, middle
                draw_symbol(on.page.axes, point_style(self.sign), at, size, 6)
            on.page.write(label, left + indent, base, face)
            x = left + start
            for status, count in self.parts:
                style = line_style(status)
                draw_sample(on.page, style, (x, middle), unit * count - _GAP, _PIXEL)
                x += unit * count
            total = sum(count for _, count in self.parts)
            on.page.write(str(total), x + 4.0, base, strong)

        return FlowBlock(height, draw)


def _status_chart(leaf: BookPage, book: Book, width: float) -> Iterator[FlowBlock]:
    """Yield a bar for each status, none left out: that nothing is suspended is news too."""
    yield heading_block(leaf, say("book.by-status", book.language), width)
    counts = book.view.totals.by_status
    most = max(*counts.values(), 1)
    for status in Status:
        label = say(f"status.{status}", book.language)
        parts = ((status, counts[status]),) if counts[status] else ()
        yield _Bar(label, parts, most, status).block(leaf, width)


def _kind_chart(leaf: BookPage, book: Book, width: float) -> Iterator[FlowBlock]:
    """Yield a bar in parts for each kind of project that there is."""
    yield heading_block(leaf, say("book.by-kind", book.language), width, 9.0)
    rows = book.rows
    groups = [(kind, [row for row in rows if row.project.kind is kind]) for kind in Kind]
    groups = [(kind, found) for kind, found in groups if found]
    if not groups:
        yield text_block(say("sheet.projects-none", book.language), width, leaf.face())
        return
    most = max(len(found) for _, found in groups)
    for kind, found in groups:
        counted = [(status, _count(found, status)) for status in Status]
        parts = tuple((status, count) for status, count in counted if count)
        yield _Bar(say(f"kind.{kind}", book.language), parts, most).block(leaf, width)


def _count(rows: Sequence[ProjectRow], status: Status) -> int:
    return sum(row.status is status for row in rows)


def _table(leaf: BookPage, book: Book, width: float) -> Iterator[FlowBlock]:
    """Yield the table of chapters by status, each line leading to its page."""
    language = book.language
    for kind in (PartKind.AREA, PartKind.CORRIDOR):
        chapters = [chapter for chapter in book.chapters if chapter.part.kind is kind]
        if not chapters:
            continue
        yield heading_block(leaf, say(f"book.{kind}s", language), width, 9.0)
        yield _head_block(leaf, book, width)
        for chapter in chapters:
            line = _Line(chapter.title, chapter.view.totals, chapter.part)
            yield line.block(leaf, width)
    whole = say("book.all", language)
    yield _Line(whole, book.view.totals, None, bold=True).block(leaf, width)
    yield FlowBlock(3.0, lambda *_: None)
    yield text_block(say("book.counted-twice", language), width, leaf.soft)


def _columns(width: float) -> tuple[float, list[float], float]:
    """Return the width of the names, the middles of the counts and where the total ends."""
    names = width * _NAME_SHARE
    capital = width * _CAPITAL_SHARE
    step = (width - names - capital) / (len(Status) + 1)
    middles = [names + step * (number + 0.5) for number in range(len(Status) + 1)]
    return names, middles, width


def _head_block(leaf: BookPage, book: Book, width: float) -> FlowBlock:
    _, middles, end = _columns(width)
    soft = leaf.soft
    height = soft.size * 2.1

    def draw(on: BookPage, left: float, top: float) -> None:
        middle = top - height * 0.46
        base = middle - soft.size * 0.33
        size = leaf.face().size * 1.05
        for status, x in zip(Status, middles, strict=False):
            draw_symbol(on.page.axes, point_style(status), (left + x, middle), size, 6)
        on.page.write(say("book.total", book.language), left + middles[-1], base, soft, "center")
        words = say("sheet.column-capital", book.language)
        on.page.write(words, left + end, base, soft, "right")
        on.page.rule((left, top - height), (left + width, top - height), 0.4)

    return FlowBlock(height, draw, with_next=True)


@dataclass(frozen=True)
class _Line:
    """A line of the table.

    Parameters
    ----------
    target
        The part that it leads to, ``None`` for none.
    """

    name: str
    totals: Totals
    target: Part | None
    bold: bool = False

    def block(self, leaf: BookPage, width: float) -> FlowBlock:
        """Return the line with its counts; none is a dot, so that numbers stand out."""
        names, middles, end = _columns(width)
        face, strong = leaf.face(700 if self.bold else 400), leaf.face(700)
        height = face.size * 1.95
        name = shorten(self.name, names - 4.0, face)
        capital = NOTHING
        if self.totals.with_capital:
            capital = format_exact(self.totals.capital_billion_vnd, leaf.language, 1)
        counts = [self.totals.by_status[status] for status in Status]

        def draw(on: BookPage, left: float, top: float) -> None:
            base = top - height * 0.5 - face.size * 0.33
            on.page.write(name, left, base, face)
            for count, x in zip(counts, middles, strict=False):
                on.page.write(str(count) if count else "·", left + x, base, face, "center")
            on.page.write(str(self.totals.projects), left + middles[-1], base, strong, "center")
            on.page.write(capital, left + end, base, face, "right")
            y = top - height
            on.page.rule((left, y), (left + width, y), 0.3, palette.NEIGHBOUR_EDGE)
            if self.target:
                on.links.append(Link(Box(left, y, width, height), self.target))

        return FlowBlock(height, draw)
