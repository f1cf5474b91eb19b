"""The list of all sources of a book, with the numbers that stand behind its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.book.page import FlowBlock, Link, flow, split, titled_book_page
from briefing.sheet.page import LEADING
from briefing.sheet.paper_sizes import Box
from geo.query.wording import source_details
from geo.strings import say
from layers.style.text_metrics import shorten, wrap

if TYPE_CHECKING:
    from briefing.book.page import BookPage
    from briefing.book.plan import Book
    from geo.model import Source

_COLUMNS = 3
_INDENT = 20.0
_COLUMN_GAP = 20.0


def draw_sources(book: Book) -> list[BookPage]:
    """Draw the sources in columns, read downwards."""
    section = say("book.sources", book.language)

    def more() -> BookPage:
        return titled_book_page(book, section)

    leaf = more()
    columns = split(leaf.box, _COLUMNS, _COLUMN_GAP)
    width = columns[0].width
    blocks = [
        _source_block(leaf, number, source, width, book.language)
        for number, source in book.source_list()
    ]
    return [leaf, *flow(blocks, columns, leaf, more, _COLUMNS)]


def _source_block(
    leaf: BookPage, number: int, source: Source, width: float, language: str
) -> FlowBlock:
    strong, soft = leaf.face(600, share=0.88), leaf.soft
    indent = _INDENT * leaf.page.paper.enlarge
    room = width - indent
    title = wrap(source.title[language], room, strong)
    about = wrap(source_details(source, language), room, soft)
    shown = source.url.removeprefix("https://").removeprefix("http://")
    address = shorten(shown, room, soft) if shown else ""
    lines = len(about) + bool(address)
    height = len(title) * strong.size * LEADING + lines * soft.size * LEADING + 6.0

    def draw(on: BookPage, left: float, top: float) -> None:
        x, y = left + indent, top
        on.page.write(str(number), x - 6.0, y - strong.size * 0.95, strong, "right")
        for line in title:
            on.page.write(line, x, y - strong.size * 0.95, strong)
            y -= strong.size * LEADING
        for line in (*about, address) if address else about:
            on.page.write(line, x, y - soft.size * 0.95, soft)
            y -= soft.size * LEADING
        if source.url.startswith(("https://", "http://")):
            on.links.append(Link(Box(left, top - height, width, height), source.url))

    return FlowBlock(height, draw)
