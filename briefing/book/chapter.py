"""Chapters of a book on pages: an area or a corridor, the annex of projects, the sources."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from briefing.book.front import kind_chart, status_chart
from briefing.book.page import (
    BookPage,
    FlowBlock,
    Link,
    flow,
    lines_block,
    titled_book_page,
)
from briefing.book.plan import Part, PartKind, title_of
from briefing.sheet.pages import first_page
from briefing.sheet.paper_sizes import Box
from briefing.sheet.plan import plan
from briefing.sheet.table import WideTable
from geo.model import LIVELIEST_FIRST
from geo.query.wording import source_details
from geo.strings import say
from layers.paper.labels.requests import NUMBER_ROLES
from layers.style.text_metrics import shorten, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.book.plan import Book, Chapter
    from briefing.sheet.pages import FirstPage
    from briefing.sheet.plan import Sheet, TableLine
    from geo.model import Source
    from geo.query.view import View

_CHART_COLUMNS, _CHART_GUTTER = 2, 24.0
_OTHER_COLUMNS, _OTHER_GUTTER, _OTHER_HEAD = 4, 18.0, 15.0
_COLUMNS = 3
_CHARTS_AIR = 18.0
_INDENT = 20.0
_COLUMN_GAP = 20.0


def in_book(book: Book, view: View) -> Sheet:
    """Return the sheet of a view, its projects and sources with the numbers of the book."""
    sheet = plan(view, book.sheet_request(view))
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
        lines=tuple(sorted(lines, key=_place)),
        provenance=replace(
            facts,
            sources=tuple(source for _, source in pairs),
            numbers=tuple(number for number, _ in pairs),
        ),
        in_book=True,
    )


def _place(line: TableLine) -> tuple[int, int]:
    """Return the place of a line in the table of a chapter: by section, then by its number."""
    return LIVELIEST_FIRST.index(line.row.status), line.number


def draw_chapter(book: Book, chapter: Chapter) -> list[BookPage]:
    """Draw the page of an area or a corridor; its numbers lead to the cards."""
    sheet = replace(in_book(book, chapter.view), title=chapter.title)
    page = BookPage(sheet.paper, sheet.frame.imprint, book.language, "imprint")
    page.links.extend(_links(sheet, first_page(sheet, page=page)))
    return [page]


def _links(sheet: Sheet, first: FirstPage) -> Iterator[Link]:
    """Yield a link for each numbered disc on the map."""
    corner = sheet.frame.map
    for placed in first.drawn.placed:
        if placed.request.role in NUMBER_ROLES:
            west, south, east, north = placed.box.bounds
            box = Box(corner.left + west, corner.bottom + south, east - west, north - south)
            yield Link(box, Part(PartKind.CARD, placed.request.owner))


def draw_annex(book: Book) -> list[BookPage]:
    """Draw the table of all projects of the book, each line leading to its card."""
    sheet = in_book(book, book.view)
    # In the order of the cards, which is that of their numbers.
    lines = [replace(line, section=None) for line in sheet.lines]
    sheet = replace(sheet, lines=tuple(sorted(lines, key=lambda line: line.number)))
    title = title_of(book, Part(PartKind.ANNEX))

    def more() -> BookPage:
        page = titled_book_page(book, title)
        table = WideTable(page, sheet, page.area.width)
        table.draw_head(page.area.left, page.area.top)
        page.area = page.area.below(table.head_height)
        return page

    page = more()
    blocks = [_line_block(page, sheet, line.off_map(book.language)) for line in sheet.lines]
    pages = [page, *flow(blocks, [page.area], page, more, 1)]
    if book.is_short:
        used = sum(block.height for block in blocks) + _CHARTS_AIR
        _draw_charts(page, book, page.area.below(min(used, page.area.height)))
    return pages


def _draw_charts(page: BookPage, book: Book, area: Box) -> None:
    """Draw the counts by status and kind below a list, where there is room for both."""
    columns = area.columns(_CHART_COLUMNS, _CHART_GUTTER)
    charts = [list(draw(page, book, columns[0].width)) for draw in (status_chart, kind_chart)]
    if max(sum(block.height for block in chart) for chart in charts) > area.height:
        return
    for column, chart in zip(columns, charts, strict=True):
        top = column.top + chart[0].before
        for block in chart:
            block.draw(page, column.left, top)
            top -= block.height


def _line_block(page: BookPage, sheet: Sheet, line: TableLine) -> FlowBlock:
    width = page.area.width
    height = WideTable(page, sheet, width).height_of(line)

    def draw(on: BookPage, left: float, top: float) -> None:
        WideTable(on, sheet, width).draw_line(line, left, top)
        box = Box(left, top - height, width, height)
        on.links.append(Link(box, Part(PartKind.CARD, line.row.project.id)))

    return FlowBlock(height, draw)


def draw_sources(book: Book) -> list[BookPage]:
    """Draw the sources in columns, read downwards."""
    more = partial(titled_book_page, book, say("book.sources", book.language))
    page = more()
    columns = page.area.columns(_COLUMNS, _COLUMN_GAP)
    width = columns[0].width
    blocks = [
        _source_block(page, number, source, width, book.language)
        for number, source in book.provenance.numbered
    ]
    return [page, *flow(blocks, columns, page, more, _COLUMNS)]


def _source_block(
    page: BookPage, number: int, source: Source, width: float, language: str
) -> FlowBlock:
    strong, soft = page.text_face(600, share=0.88), page.soft
    indent = _INDENT * page.paper.enlarge
    room = width - indent
    title = wrap(source.title[language], room, strong)
    about = wrap(source_details(source, language), room, soft)
    shown = source.url.removeprefix("https://").removeprefix("http://")
    address = shorten(shown, room, soft) if shown else ""
    about += [address] if address else []
    words = lines_block([(title, strong), (about, soft)], 6.0)
    height = words.height

    def draw(on: BookPage, left: float, top: float) -> None:
        x = left + indent
        on.write(str(number), x - 6.0, top - strong.size * 0.95, strong, "right")
        words.draw(on, x, top)
        if source.url.startswith(("https://", "http://")):
            on.links.append(Link(Box(left, top - height, width, height), source.url))

    return FlowBlock(height, draw)
