"""The page of an area or a corridor: a sheet, with the numbers of the book; and the annex."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from briefing.book.page import Block, Leaf, Link, flow, titled_leaf
from briefing.sheet.first_page import first_page
from briefing.sheet.paper_sizes import Box
from briefing.sheet.plan import SheetRequest, plan
from briefing.sheet.table import WideTable
from geo.strings import say
from layers.paper.labels.requests import ROLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.book.plan import Book, Chapter
    from briefing.sheet.first_page import FirstPage
    from briefing.sheet.plan import Sheet, TableLine
    from geo.query.view import View


def book_request(book: Book, view: View) -> SheetRequest:
    """Return how a view is printed in the book."""
    asked = book.request
    query = urlencode(view.selection.to_query())
    return SheetRequest(
        size=asked.size,
        grey=asked.grey,
        layers=asked.layers,
        link=f"{asked.address}?{query}" if asked.address else "",
        printed=book.printed,
    )


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


def draw_chapter(book: Book, chapter: Chapter) -> list[Leaf]:
    """Draw the page of an area or a corridor; its numbers lead to the cards."""
    sheet = in_book(book, plan(chapter.view, book_request(book, chapter.view)))
    sheet = replace(sheet, title=chapter.title)
    first = first_page(sheet)
    leaf = Leaf(first.page, sheet.frame.imprint, book.language, "imprint")
    leaf.links.extend(_links(sheet, first))
    return [leaf]


def _links(sheet: Sheet, first: FirstPage) -> Iterator[Link]:
    """Yield a link for each numbered disc on the map."""
    corner = sheet.frame.map
    for placed in first.drawn.placed:
        if placed.wish.role == ROLE:
            west, south, east, north = placed.box.bounds
            box = Box(corner.left + west, corner.bottom + south, east - west, north - south)
            yield Link(box, f"card:{placed.wish.owner}")


def draw_annex(book: Book) -> list[Leaf]:
    """Draw the table of all projects of the book, each line leading to its card."""
    sheet = in_book(book, plan(book.view, book_request(book, book.view)))
    title = say("book.annex", book.language)
    # There is no map here that a project could lie outside of.
    outside = say("sheet.tag-outside", book.language)

    def more() -> Leaf:
        leaf = titled_leaf(book, title)
        table = WideTable(leaf.page, sheet, leaf.box.width)
        table.draw_head(leaf.box.left, leaf.box.top)
        leaf.box = replace(leaf.box, height=leaf.box.height - table.head_height)
        return leaf

    leaf = more()
    lines = [
        replace(line, tags=tuple(tag for tag in line.tags if tag != outside))
        for line in sheet.lines
    ]
    blocks = [_line_block(leaf, sheet, line) for line in lines]
    return [leaf, *flow(blocks, [leaf.box], leaf, more, 1)]


def _line_block(leaf: Leaf, sheet: Sheet, line: TableLine) -> Block:
    width = leaf.box.width
    height = WideTable(leaf.page, sheet, width).height_of(line)

    def draw(on: Leaf, left: float, top: float) -> None:
        WideTable(on.page, sheet, width).draw_line(line, left, top)
        box = Box(left, top - height, width, height)
        on.links.append(Link(box, f"card:{line.row.project.id}"))

    return Block(height, draw)
