"""The page of an area or a corridor: a sheet, with the numbers of the book; and the annex."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.book.page import BookPage, FlowBlock, Link, flow, titled_book_page
from briefing.book.plan import Part, PartKind
from briefing.sheet.first_page import first_page
from briefing.sheet.paper_sizes import Box
from briefing.sheet.plan import plan
from briefing.sheet.table import WideTable
from geo.strings import say
from layers.paper.labels.requests import ROLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.book.plan import Book, Chapter
    from briefing.sheet.first_page import FirstPage
    from briefing.sheet.plan import Sheet, TableLine


def in_book(book: Book, sheet: Sheet) -> Sheet:
    """Return a sheet whose projects and sources have the numbers of the book."""
    facts = sheet.provenance
    numbers = [book.sources[source.id] for source in facts.sources]
    lines = [
        replace(
            line,
            number=book.numbers[line.row.project.id],
            sources=tuple(sorted(numbers[number - 1] for number in line.sources)),
        )
        for line in sheet.lines
    ]
    pairs = sorted(zip(numbers, facts.sources, strict=True), key=lambda pair: pair[0])
    return replace(
        sheet,
        lines=tuple(sorted(lines, key=lambda line: line.number)),
        provenance=replace(
            facts,
            sources=tuple(source for _, source in pairs),
            numbers=tuple(number for number, _ in pairs),
        ),
        in_book=True,
    )


def draw_chapter(book: Book, chapter: Chapter) -> list[BookPage]:
    """Draw the page of an area or a corridor; its numbers lead to the cards."""
    sheet = in_book(book, plan(chapter.view, book.sheet_request(chapter.view)))
    sheet = replace(sheet, title=chapter.title)
    first = first_page(sheet)
    leaf = BookPage(first.page, sheet.frame.imprint, book.language, "imprint")
    leaf.links.extend(_links(sheet, first))
    return [leaf]


def _links(sheet: Sheet, first: FirstPage) -> Iterator[Link]:
    """Yield a link for each numbered disc on the map."""
    corner = sheet.frame.map
    for placed in first.drawn.placed:
        if placed.request.role == ROLE:
            west, south, east, north = placed.box.bounds
            box = Box(corner.left + west, corner.bottom + south, east - west, north - south)
            yield Link(box, Part(PartKind.CARD, placed.request.owner))


def draw_annex(book: Book) -> list[BookPage]:
    """Draw the table of all projects of the book, each line leading to its card."""
    sheet = in_book(book, plan(book.view, book.sheet_request(book.view)))
    title = say("book.annex", book.language)

    def more() -> BookPage:
        leaf = titled_book_page(book, title)
        table = WideTable(leaf.page, sheet, leaf.box.width)
        table.draw_head(leaf.box.left, leaf.box.top)
        leaf.box = replace(leaf.box, height=leaf.box.height - table.head_height)
        return leaf

    leaf = more()
    blocks = [_line_block(leaf, sheet, line.off_map(book.language)) for line in sheet.lines]
    return [leaf, *flow(blocks, [leaf.box], leaf, more, 1)]


def _line_block(leaf: BookPage, sheet: Sheet, line: TableLine) -> FlowBlock:
    width = leaf.box.width
    height = WideTable(leaf.page, sheet, width).height_of(line)

    def draw(on: BookPage, left: float, top: float) -> None:
        WideTable(on.page, sheet, width).draw_line(line, left, top)
        box = Box(left, top - height, width, height)
        on.links.append(Link(box, Part(PartKind.CARD, line.row.project.id)))

    return FlowBlock(height, draw)
