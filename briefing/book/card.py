"""The card of a project on a page of a book, and its facts in words, which its slide says too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from briefing.book.page import (
    GUTTER,
    FlowBlock,
    draw_title,
    flow,
    heading_block,
    held_by,
    lines_block,
    new_book_page,
    pair_block,
    text_block,
)
from briefing.content.card import Quantity, QuotedFigure, project_card
from briefing.sheet.furniture import (
    FOOT_MM,
    MapPlacement,
    draw_map,
    draw_map_foot,
    draw_province,
    map_sheet,
)
from briefing.sheet.page import LEADING
from briefing.sheet.paper_sizes import Box
from geo.model import Status
from geo.query.wording import short_source
from geo.strings import say
from layers.paper.labels.draw import draw_number
from layers.paper.strokes import draw_symbol
from layers.paper.window import POINTS_PER_MM
from layers.style import palette
from layers.style.model import SmallMap
from layers.style.text_metrics import NumberDisc, disc_radius, wrap
from layers.themes import themes_on
from layers.themes.projects import point_style

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.book.page import BookPage
    from briefing.book.plan import Book
    from briefing.content.card import Card, FactRow, Step
    from geo.model import Source
    from geo.query.view import ProjectRow, View

_MOST_AREAS: Final = 12
_COLUMNS = 3
_MAP_SHARE = 0.40
# Height of the map in widths.
_FLATTEST, _TALLEST = 0.7, 1.25
_INSET_MM = 21.0
# Shares of the size of type that are tried before a card takes a second page, which has the size
# of all others; and whether its sources are listed: their numbers lead to the list of the book.
_TIGHTNESS: Final = (
    (1.0, True), (0.94, True), (0.88, True), (0.94, False), (0.88, False), (0.82, False),
    (1.0, True),
)  # fmt: skip
# Below the map room for words begins here, in points.
_LEAST_SPARE: Final = 60.0
_CELLS = 2
_CELL_GAP = 10.0
_GRAIN = 0.001  # degrees
_AIR = 5.0
_BAR = 5.0
_SECTION_AIR = 7.0
# Names of gates, seats and roads, and nothing that would compete with the project.
MAP_LAYERS = themes_on(SmallMap.CARD)


def card_of(book: Book, row: ProjectRow) -> Card:
    """Return the card of a project of the book."""
    return project_card(book.view, row, book.language)


def refs_to(book: Book, source: Source | None) -> str:
    """Return the number of a source in the book, in brackets; empty for none."""
    return book.refs(source.id) if source else ""


def since_words(book: Book, card: Card) -> str:
    """Return since when the project has its status, with the source of that."""
    return f"{card.since} {refs_to(book, card.since_source)}".strip() if card.since else ""


def fact_rows(card: Card) -> list[FactRow]:
    """Return the rows in words; figures stand below them, side by side."""
    return [row for row in card.paper_rows if row.quantity is None]


def row_lines(book: Book, row: FactRow) -> list[str]:
    """Return what a row in words says, a line of a list each, with the number of its source."""
    if not row.is_list:
        return [row.words]
    return [f"{line.text} {refs_to(book, line.source)}".strip() for line in row.names]


def quantities_of(card: Card, language: str) -> list[Quantity]:
    """Return the quantities of a card, those that are not known in words."""
    asked = [row.quantity for row in card.paper_rows if row.quantity]
    unknown = QuotedFigure(say("unknown", language), "", "", None, dated=True)
    known = [one if one.figures else Quantity(one.name, (unknown,)) for one in asked]
    return [*known, *card.quantities]


def about_figure(book: Book, figure: QuotedFigure) -> str:
    """Return date, note and source of a figure."""
    undated = "" if figure.dated else say("sheet.no-date", book.language)
    parts = (figure.day, undated, figure.note)
    words = " · ".join(part for part in parts if part)
    return f"{words} {refs_to(book, figure.source)}".strip()


def step_note(book: Book, step: Step) -> str:
    """Return what the source of an event says, and its number."""
    return f"{step.note} {refs_to(book, step.source)}".strip()


def district_words(card: Card) -> str:
    """Return the former districts that a project touches, with how much lies in each."""
    return "; ".join(
        f"{area.name} – {area.size}" if area.size else area.name for area in card.districts
    )


def commune_words(card: Card, language: str) -> str:
    """Return the communes that a project touches, as many as there is room for."""
    names = [area.short for area in card.communes]
    shown = ", ".join(names[:_MOST_AREAS])
    if len(names) > _MOST_AREAS:
        shown = say("book.and-more", language, names=shown, count=len(names) - _MOST_AREAS)
    return shown


def reach_words(card: Card) -> Iterator[tuple[str, str]]:
    """Yield what is near by road, and its name and way."""
    for row in card.reach:
        note = f" ({row.note})" if row.note else ""
        yield row.label, f"{row.place}{note}: {row.way}"


def position_lines(card: Card) -> list[str]:
    """Return how the geometry is known, then the length of the line on the map."""
    drawn = [aside for row in card.rows for aside in row.asides]
    return [*(line.words for line in card.position), *drawn]


def source_lines(book: Book, card: Card) -> list[str]:
    """Return the sources that the book lists, by their numbers."""
    known = {book.sources[one.id]: one for one in card.sources if one.id in book.sources}
    return [f"[{number}] {short_source(known[number], book.language)}" for number in sorted(known)]


def draw_card(book: Book, row: ProjectRow) -> list[BookPage]:
    """Draw the card of a project on one page, as long as tighter type and a lower map allow it.

    What a page cannot hold even so goes to another.
    """
    card = card_of(book, row)
    section = f"{say('book.card', book.language)} · {card.kind}"
    for tightness, with_sources in _TIGHTNESS:
        page = new_book_page(book, section)
        page.tightness = tightness
        left, columns = _columns(page, book, card)
        place = list(_place_blocks(page, card, left.width))
        width = columns[0].width
        known = list(_fact_blocks(page, book, card, width))
        story = list(_story_blocks(page, book, card, width, with_sources=with_sources))
        blocks = [*known, *story]
        apart = sum(block.height for block in known) <= columns[0].height and (
            sum(block.height for block in story) <= columns[1].height
        )
        under = sum(block.height for block in place)
        spare = _below_map(page, left, under)
        full = columns if spare.height < _LEAST_SPARE else [*columns, spare]
        if apart or held_by(blocks, columns) == len(blocks):
            full = columns
            break
        if held_by(blocks, full) == len(blocks):
            break
    if len(full) > len(columns):
        # All that is free below the map is words.
        under = left.height
    below = _draw_map(page, book, row, left, under)

    def more() -> BookPage:
        page = new_book_page(book, section)
        used = draw_title(page, card.name, page.area.left, page.area.width, page.area.top)
        page.area = page.area.below(used + _AIR)
        return page

    for block in place:
        block.draw(page, left.left, below)
        below -= block.height
    if apart:
        flow(known, columns[:1], page, more, _COLUMNS)
        flow(story, columns[1:], page, more, _COLUMNS)
        return [page]
    # What overflows is spread over its page: no column of it holds all, no other stays empty.
    held = held_by(blocks, full)
    flow(blocks[:held], full, page, more, _COLUMNS)
    over = blocks[held:]
    if not over:
        return [page]
    rest = more()
    return [page, rest, *flow(over, _even(rest, over), rest, more, _COLUMNS)]


def _columns(page: BookPage, book: Book, card: Card) -> tuple[Box, list[Box]]:
    """Draw name and status; return the column of the map, and those of the words beside it."""
    box = page.area
    box = box.below(_draw_head(page, book, card))
    left = replace(box, width=box.width * _MAP_SHARE)
    right = replace(box, left=left.right + GUTTER, width=box.width - left.width - GUTTER)
    foot = _draw_status(page, book, card, right)
    return left, right.below(right.top - foot).columns(2, GUTTER)


def _below_map(page: BookPage, box: Box, words: float) -> Box:
    """Return what the lowest map and the words under it leave of a column."""
    used = box.width * _FLATTEST + _map_foot(page) + _AIR + words
    return box.below(min(used, box.height))


def _map_foot(page: BookPage) -> float:
    return FOOT_MM * POINTS_PER_MM * page.paper.enlarge + _AIR


def _even(page: BookPage, blocks: Sequence[FlowBlock]) -> list[Box]:
    """Return the columns of a page as high as the blocks need, spread evenly."""
    high = sum(block.height for block in blocks) / _COLUMNS
    high = min(high + max(block.height for block in blocks), page.area.height)
    whole = page.area.columns(_COLUMNS, GUTTER)
    even = [box.upper(high) for box in whole]
    return even if held_by(blocks, even) == len(blocks) else whole


def _draw_head(page: BookPage, book: Book, card: Card) -> float:
    """Draw number, name and second name over the whole width; return the height."""
    box, color = page.area, palette.STATUS[card.status or Status.UNKNOWN]
    size = page.title * 0.62
    radius = disc_radius("00", size)
    used = draw_title(
        page, card.name, box.left + 2 * radius + 8, box.width - 2 * radius - 8, box.top
    )
    at = box.left + radius, box.top - page.title * 0.64
    draw_number(page.layer, NumberDisc(str(book.numbers[card.item.id]), *at, size, color))
    soft = page.text_face(400, palette.INK_SOFT, 0.95)
    y = box.top - max(used, 2 * radius) - soft.size * 0.95
    page.write(card.second_name, box.left + 2 * radius + 8, y, soft)
    y -= soft.size * 0.75
    page.rule((box.left, y), (box.right, y), 0.9)
    return box.top - y + _SECTION_AIR


def _draw_map(page: BookPage, book: Book, row: ProjectRow, box: Box, below: float) -> float:
    """Draw the small map at the top of a column; return where it ends.

    Parameters
    ----------
    below
        Height in points that the words under it need.
    """
    enlarge = page.paper.enlarge
    high = min(
        max(box.height - _map_foot(page) - below, box.width * _FLATTEST), box.width * _TALLEST
    )
    outer = Box(box.left, box.top - high, box.width, high)
    view = alone(book.view, row)
    extent = extent_of(book, row)
    request = book.sheet_request(layers=MAP_LAYERS)
    request = replace(request, layers=request.layers | {"projects"})
    sheet = map_sheet(view, request, MapPlacement(page.paper, outer, extent))
    number = book.numbers[row.project.id]
    sheet = replace(sheet, lines=tuple(replace(line, number=number) for line in sheet.lines))
    inner = sheet.frame.map
    wide = _INSET_MM * POINTS_PER_MM * enlarge
    inset = Box(inner.right - wide, inner.top - wide * 0.82, wide, wide * 0.82)
    draw_map(page, sheet, [inset])
    draw_province(page, sheet, inset)
    return outer.bottom - draw_map_foot(page, sheet, outer.bottom) - _AIR


def alone(view: View, row: ProjectRow) -> View:
    """Return a view of one project among the assets of the province."""
    return replace(
        view,
        selection=view.selection.with_(areas=(), corridors=()),
        rows=(row,),
        assets=tuple(view.catalog.assets.values()),
        corridors=(),
    )


def extent_of(book: Book, row: ProjectRow) -> tuple[float, float, float, float]:
    """Return west, south, east, north of a project (EPSG:4326), of the province without place."""
    shape = row.geometry
    if shape is None or shape.is_empty:
        shape = book.view.catalog.areas.province
    west, south, east, north = (float(value) for value in shape.bounds)
    # A point gets an extent too; the map shows far more ground around it.
    return west - _GRAIN, south - _GRAIN, east + _GRAIN, north + _GRAIN


def _draw_status(page: BookPage, book: Book, card: Card, box: Box) -> float:
    """Draw the status over two columns; return where it ends."""
    status = card.status or Status.UNKNOWN
    word = page.text_face(700, share=1.4)
    since, meaning = page.text_face(), page.soft
    indent = 12.0 + word.size * 1.5
    lines = wrap(f"{card.meaning}.", box.width - indent, meaning, 2)
    height = word.size * 1.5 + len(lines) * meaning.size * LEADING + 5.0
    bar = Box(box.left, box.top - height, 4.0, height)
    page.box(bar, fill=palette.STATUS[status], width=0)
    base = box.top - word.size * 1.05
    size = word.size * 1.25
    at = box.left + 11.0 + size / 2, base + word.size * 0.33
    draw_symbol(page.layer, point_style(status), at, size, 6)
    page.write(card.status_word, box.left + indent, base, word)
    if card.since:
        x = box.left + indent + page.width_of(card.status_word, word) + 8.0
        page.write(since_words(book, card), x, base, since)
    page.lines(lines, (box.left + indent, base - word.size * 0.45), meaning)
    return box.top - height - _SECTION_AIR


def _fact_blocks(page: BookPage, book: Book, card: Card, width: float) -> Iterator[FlowBlock]:
    for row in fact_rows(card):
        yield pair_block(page, row.label, row_lines(book, row), width)
    yield heading_block(page, say("book.figures", page.language), width, _SECTION_AIR)
    for step, quantity in enumerate(quantities_of(card, page.language)):
        yield from _quantity_blocks(page, book, quantity, width, first=not step)


def _quantity_blocks(
    page: BookPage, book: Book, quantity: Quantity, width: float, *, first: bool
) -> Iterator[FlowBlock]:
    """Yield the name of a quantity under a hairline, then its figures in rows, side by side."""
    name, soft = quantity.name, page.soft
    if quantity.disagree:
        name = f"{name} – {say('card.conflict', page.language)}"
    lines = wrap(name, width, soft)
    before = 0.0 if first else 3.0

    def draw(on: BookPage, left: float, top: float) -> None:
        y = top - before
        if not first:
            on.rule((left, y + 1.0), (left + width, y + 1.0), 0.3, palette.NEIGHBOUR_EDGE)
        on.lines(lines, (left, y - soft.size * 0.05), soft)

    high = before + len(lines) * soft.size * LEADING
    yield FlowBlock(high, draw, with_next=True, before=before)
    if quantity.share is not None:
        yield _bar_block(width, quantity.share / 100)
    cells = 1 if len(quantity.figures) == 1 else _CELLS
    for start in range(0, len(quantity.figures), cells):
        yield _figure_row(page, book, quantity.figures[start : start + cells], width, cells)


def _bar_block(width: float, share: float) -> FlowBlock:
    """Return the bar of a share, between its name and its figures."""

    def draw(on: BookPage, left: float, top: float) -> None:
        on.bar(Box(left, top - _BAR - 1.0, width, _BAR), share)

    return FlowBlock(_BAR + 2.0, draw, with_next=True)


def _figure_row(
    page: BookPage, book: Book, figures: Sequence[QuotedFigure], width: float, cells: int
) -> FlowBlock:
    """Return figures side by side: the value, and under it what is known of it."""
    strong, soft = page.text_face(700), page.soft
    cell = (width - _CELL_GAP * (cells - 1)) / cells
    values = [wrap(figure.value, cell, strong) for figure in figures]
    said = [about_figure(book, figure) for figure in figures]
    abouts = [wrap(words, cell, soft) if words else [] for words in said]
    high = max(
        len(value) * strong.size * 1.16 + len(about) * soft.size * LEADING
        for value, about in zip(values, abouts, strict=True)
    )

    def draw(on: BookPage, left: float, top: float) -> None:
        for step, (value, about) in enumerate(zip(values, abouts, strict=True)):
            x = left + step * (cell + _CELL_GAP)
            used = on.lines(value, (x, top), strong, 1.16)
            on.lines(about, (x, top - used), soft)

    return FlowBlock(high + 2.6, draw)


def _story_blocks(
    page: BookPage, book: Book, card: Card, width: float, *, with_sources: bool
) -> Iterator[FlowBlock]:
    language = page.language
    yield heading_block(page, say("card.history", language), width, _SECTION_AIR)
    if not card.history:
        yield text_block(say("card.no-history", language), width, page.text_face(), _AIR)
    for step, event in enumerate(card.history):
        yield _step_block(page, book, event, width, last=step + 1 == len(card.history))
    if card.note:
        yield heading_block(page, say("card.note", language), width, _SECTION_AIR)
        yield text_block(card.note, width, page.text_face(), _AIR)
    sources = source_lines(book, card) if with_sources else []
    if sources:
        yield heading_block(page, say("card.sources", language), width, _SECTION_AIR)
        for source in sources:
            yield text_block(source, width, page.soft, 0.6)


def _step_block(page: BookPage, book: Book, step: Step, width: float, *, last: bool) -> FlowBlock:
    """Return an event on the line of time: sign, day, status, what the source says."""
    strong, text = page.text_face(600), page.text_face()
    size = strong.size * 1.05
    indent = size + 7.0
    heads = wrap(f"{step.day} · {step.word}", width - indent, strong)
    note = step_note(book, step)
    lines = wrap(note, width - indent, text) if note else []
    words = lines_block([(heads, strong), (lines, text)], 5.0)

    def draw(on: BookPage, left: float, top: float) -> None:
        x, middle = left + size / 2, top - strong.size * 0.62
        if not last:
            end = x, top - words.height
            on.rule((x, middle - size * 0.7), end, 0.7, palette.NEIGHBOUR_EDGE)
        draw_symbol(on.layer, point_style(step.status), (x, middle), size, 6)
        words.draw(on, left + indent, top)

    return FlowBlock(words.height, draw)


def _place_blocks(page: BookPage, card: Card, width: float) -> Iterator[FlowBlock]:
    """Yield what stands under the map: where the project lies, how surely, what is near."""
    language = page.language
    districts, communes = district_words(card), commune_words(card, language)
    if districts:
        words = f"{say('card.areas-district', language)}: {districts}"
        yield text_block(words, width, page.text_face(), 2.0)
    if communes:
        words = f"{say('card.areas-commune', language)}: {communes}"
        yield text_block(words, width, page.soft, 2.0)
    for line in position_lines(card):
        yield text_block(line, width, page.soft, 1.0)
    for label, words in reach_words(card):
        yield text_block(f"{label}: {words}", width, page.soft, 1.0)
