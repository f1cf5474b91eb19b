"""Chapters of a book on pages: targets, an area or a corridor, the annex of projects, sources."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING

from briefing.book.page import (
    BookPage,
    FlowBlock,
    Link,
    flow,
    lines_block,
    text_block,
    titled_book_page,
    with_refs,
)
from briefing.book.plan import Part, PartKind
from briefing.sheet.pages import first_page
from briefing.sheet.paper_sizes import Box
from briefing.sheet.plan import plan
from briefing.sheet.table import WideTable
from geo.query.wording import indicator_value, period_words, source_details, source_name
from geo.reports.indicators import IndicatorRole, targets
from geo.strings import say
from layers.charts.bullet import SMALL, bullet
from layers.charts.mpl import draw as draw_parts
from layers.paper.labels.requests import ROLE
from layers.style.text_metrics import measure, shorten, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.book.plan import Book, Chapter
    from briefing.sheet.pages import FirstPage
    from briefing.sheet.plan import Sheet, TableLine
    from geo.model import Indicator, Source
    from geo.query.view import View
    from geo.reports.indicators import IndicatorPeriod, Series, Targets

_CHART_COLUMNS, _CHART_GUTTER = 2, 24.0
_OTHER_COLUMNS, _OTHER_GUTTER, _OTHER_HEAD = 4, 18.0, 15.0
# Room below the charts that other figures need to begin on the same page.
_LEAST_REST = 60.0
_COLUMNS = 3
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
    sheet = replace(in_book(book, chapter.view), title=chapter.title)
    page = BookPage(sheet.paper, sheet.frame.imprint, book.language, "imprint")
    page.links.extend(_links(sheet, first_page(sheet, page=page)))
    return [page]


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
    sheet = in_book(book, book.view)
    title = say("book.annex", book.language)

    def more() -> BookPage:
        page = titled_book_page(book, title)
        table = WideTable(page, sheet, page.area.width)
        table.draw_head(page.area.left, page.area.top)
        page.area = page.area.below(table.head_height)
        return page

    page = more()
    blocks = [_line_block(page, sheet, line.off_map(book.language)) for line in sheet.lines]
    return [page, *flow(blocks, [page.area], page, more, 1)]


def _line_block(page: BookPage, sheet: Sheet, line: TableLine) -> FlowBlock:
    width = page.area.width
    height = WideTable(page, sheet, width).height_of(line)

    def draw(on: BookPage, left: float, top: float) -> None:
        WideTable(on, sheet, width).draw_line(line, left, top)
        box = Box(left, top - height, width, height)
        on.links.append(Link(box, Part(PartKind.CARD, line.row.project.id)))

    return FlowBlock(height, draw)


def draw_targets(book: Book) -> list[BookPage]:
    """Draw a chart of each target, and what else is published under them."""
    more = partial(titled_book_page, book, say("book.targets", book.language))
    page = more()
    known = targets(book.view.catalog, book.view.day)
    used = _draw_key(page, charted=bool(known.with_target))
    page.area = page.area.below(used)
    width = page.area.columns(_CHART_COLUMNS, _CHART_GUTTER)[0].width
    charts = [_chart_block(page, book, goal, width) for goal in known.with_target]
    used = even_height([chart.height for chart in charts], _CHART_COLUMNS)
    upper = page.area.upper(used) if used <= page.area.height else page.area
    columns = upper.columns(_CHART_COLUMNS, _CHART_GUTTER)
    pages = [page, *flow(charts, columns, page, more, _CHART_COLUMNS)]
    rest = page.area.below(used)
    if len(pages) > 1 or rest.height < _LEAST_REST:
        pages.append(more())
        rest = pages[-1].area
    pages += _draw_others(book, known, pages[-1], rest)
    return pages


def _draw_key(page: BookPage, *, charted: bool) -> float:
    """Say what the marks mean, at the right of the title; return the height taken below it.

    Parameters
    ----------
    charted
        Whether there are charts; else that is said.
    """
    language, area = page.language, page.area
    words, face = say("targets.key", language), page.soft
    title = measure(say("book.targets", language), page.face(page.title, 700))
    if not charted:
        words, face = say("book.no-targets", language), page.text_face()
    elif title.width + 2 * _CHART_GUTTER + measure(words, face).width <= area.width:
        page.write(words, area.right, area.top + _CHART_GUTTER / 2, face, "right")
        return 0.0
    block = text_block(words, area.width, face, 8.0)
    block.draw(page, area.left, area.top)
    return block.height


def even_height(heights: Sequence[float], count: int) -> float:
    """Return the least height of columns in which blocks stand in their order."""
    sums = [0.0, *accumulate(heights)]
    tries = sorted({end - start for start in sums for end in sums if end >= start})
    return next((high for high in tries if _columns(heights, high) <= count), 0.0)


def _columns(heights: Sequence[float], high: float) -> float:
    """Count the columns that blocks take, endless where one is too tall for any."""
    count, used = 0, high
    for height in heights:
        # Sums of the same numbers in another order differ in their last digits.
        if height > high + 0.01:
            return float("inf")
        if used + height > high + 0.01:
            count, used = count + 1, 0.0
        used += height
    return count


def _chart_block(page: BookPage, book: Book, goal: IndicatorPeriod, width: float) -> FlowBlock:
    # The small type of the chart is the small type of the page.
    scale = page.soft.size / SMALL
    chart = bullet(book.view.catalog, goal, book.language, width=width / scale, refs=book.sources)

    def draw(on: BookPage, left: float, top: float) -> None:
        draw_parts(on.axes, chart.parts, left, top, scale)

    return FlowBlock(chart.height * scale, draw)


def _draw_others(book: Book, known: Targets, page: BookPage, box: Box) -> list[BookPage]:
    """Draw what no chart shows; return the pages begun on the way."""
    language = book.language
    width = box.columns(_OTHER_COLUMNS, _OTHER_GUTTER)[0].width
    blocks = [_series_block(page, book, one, width) for one in known.observed]
    blocks += list(_missing_blocks(page, known, width))
    if not blocks:
        return []
    more = partial(titled_book_page, book, say("book.targets", language))
    if known.observed:
        page.heading(say("targets.observed", language), box.left, box.top)
        box = box.below(_OTHER_HEAD)
    used = even_height([block.height for block in blocks], _OTHER_COLUMNS)
    if used <= box.height:
        box = box.upper(used)
    columns = box.columns(_OTHER_COLUMNS, _OTHER_GUTTER)
    return flow(blocks, columns, page, more, _OTHER_COLUMNS)


def _missing_blocks(page: BookPage, known: Targets, width: float) -> Iterator[FlowBlock]:
    for year, group in known.without_target:
        if group:
            title = say("targets.no-target", page.language, year=year)
            names = "; ".join(one.name[page.language] for one in group)
            yield _titled_block(page, title, [names], width)


def _series_block(page: BookPage, book: Book, one: Series, width: float) -> FlowBlock:
    """Return an indicator without a target: its name, and a line for each figure."""
    figures = [
        f"{indicator_value(item, book.language)} – {about_of(book, item, period=True)}"
        for item in values_of(one)
    ]
    return _titled_block(page, one.name[book.language], figures, width)


def _titled_block(page: BookPage, title: str, texts: Sequence[str], width: float) -> FlowBlock:
    strong, soft = page.text_face(600, share=0.94), page.soft
    lines = [line for text in texts for line in wrap(text, width, soft)]
    return lines_block([(wrap(title, width, strong), strong), (lines, soft)], 4.0)


def values_of(one: Series) -> tuple[Indicator, ...]:
    """Return the values of an indicator, those of the newest period first."""
    return tuple(value for goal in reversed(one.periods) for value in goal.values)


def about_of(book: Book, item: Indicator, *, period: bool = False) -> str:
    """Return role, date, note and source of an indicator."""
    language = book.language
    note = item.note[language]
    role = say(f"indicator.{item.role}", language).lower()
    said = item.role == IndicatorRole.RESULT or role in note
    parts = [period_words(item.period)] if period else []
    parts += [] if said else [role]
    parts += [item.as_of.show(language)] if item.as_of else []
    parts += [note] if note else []
    return with_refs(" · ".join(parts), book.refs(item.source_id)).strip()


def source_of(book: Book, item: Indicator) -> str:
    """Return the number or publisher of an indicator's source, and its number in the book."""
    source = book.view.catalog.sources.get(item.source_id)
    name = source_name(source, book.language) if source else ""
    return with_refs(name, book.refs(item.source_id))


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
