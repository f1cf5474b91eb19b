"""Front pages of a book: the cover, the contents, and the overview by status, kind and area."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from briefing.book.page import (
    GUTTER,
    MARGIN_MM,
    BookPage,
    FlowBlock,
    Link,
    flow,
    heading_block,
    text_block,
    titled_book_page,
)
from briefing.book.plan import Part, PartKind, order_of, row_of, title_of
from briefing.content.caption import caption
from briefing.sheet.furniture import MapPlacement, country_width, draw_country, draw_map, map_sheet
from briefing.sheet.legend import draw_sample
from briefing.sheet.page import LEADING
from briefing.sheet.paper_sizes import PAPERS, Box
from geo.model import Status
from geo.query.wording import NOTHING
from geo.strings import format_exact, kinds, say
from layers.paper.labels.draw import draw_number
from layers.paper.strokes import draw_symbol
from layers.paper.window import POINTS_PER_MM
from layers.style import palette
from layers.style.model import SmallMap
from layers.style.text_metrics import NumberDisc, disc_radius, measure, shorten, wrap
from layers.themes import themes_on
from layers.themes.projects import line_style, point_style

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.book.plan import Book, Part
    from geo.query.view import Totals

_PANEL_SHARE = 0.37
_INSET_MM = 44.0
COVER_LAYERS = themes_on(SmallMap.COVER)
_PROGRAMME = "CTR-1857"
_TITLE_PT, _COUNT_PT = 30.0, 17.0
_COLUMNS = 3
_LEFT_SHARE = 0.40
_LABEL_SHARE = 0.36
_NAME_SHARE = 0.40
_CAPITAL_SHARE = 0.17
# Between the parts of a bar, and points a pixel of the design.
_GAP = 3.0
_PIXEL = 1.3
# Room for the figure behind a bar.
_FIGURE = 22.0


def draw_cover(book: Book) -> list[BookPage]:
    """Draw the cover: title, counts and day beside a map that fills the rest of the page."""
    paper = PAPERS[book.request.size]
    panel = paper.width * _PANEL_SHARE
    page = BookPage(paper, Box(0.0, 0.0, panel, paper.height), book.language, "bare")
    ground = Box(panel, 0.0, paper.width - panel, paper.height)
    request = book.sheet_request(layers=COVER_LAYERS)
    high = _INSET_MM * POINTS_PER_MM * paper.enlarge
    wide = country_width(high)
    inset = Box(ground.right - wide, 0.0, wide, high)
    sheet = map_sheet(
        book.view, request, MapPlacement(paper, ground, book.extent, factor=1.1, band=False)
    )
    draw_map(page, replace(sheet, lines=()), [inset], edged=False)
    draw_country(page, sheet, inset)
    _draw_panel(page, book)
    return [page]


def _draw_panel(page: BookPage, book: Book) -> None:
    language = book.language
    enlarge = page.paper.enlarge
    margin = MARGIN_MM * POINTS_PER_MM
    width = page.area.width - 2 * margin
    y = page.area.top - margin
    kicker = page.face(10.0 * enlarge, 600, palette.SHIELD_NATIONAL)
    page.write(say("book.kicker", language), margin, y - kicker.size, kicker)
    y -= 2.2 * kicker.size
    title = page.face(_TITLE_PT * enlarge, 700)
    for line in wrap(book.title, width, title, 4):
        page.write(line, margin, y - title.size * 0.95, title)
        y -= title.size * 1.12
    y -= 8.0 * enlarge
    if book.view.selection.areas or book.view.selection.corridors:
        y -= page.paragraph(
            book.view.selection.with_(as_of=None).describe(book.view.catalog, language),
            (margin, y),
            width,
            page.face(11.0 * enlarge, 400),
            5,
        )
        y -= 6.0 * enlarge
    day = page.face(12.0 * enlarge, 600)
    y -= page.paragraph(book.provenance.say_day(language), (margin, y), width, day, 3)
    y -= 1.2 * day.size
    _draw_counts(page, book, margin, width, y)
    _draw_imprint(page, book, margin, width)


def _draw_counts(page: BookPage, book: Book, left: float, width: float, top: float) -> None:
    """Draw how many projects stand where, a status a line."""
    counts = book.view.totals.by_status
    enlarge = page.paper.enlarge
    figure = page.face(_COUNT_PT * enlarge, 700)
    word = page.face(11.5 * enlarge)
    pitch = figure.size * 1.5
    rows = [(status, counts[status]) for status in Status if counts[status]]
    page.rule((left, top), (left + width, top), 0.9)
    y = top
    for status, count in rows:
        base = y - pitch * 0.5 - figure.size * 0.33
        size = 13.0 * enlarge
        draw_symbol(page.layer, point_style(status), (left + size / 2, y - pitch / 2), size, 6)
        page.write(str(count), left + 50.0 * enlarge, base, figure, "right")
        page.write(say(f"status.{status}", book.language), left + 60.0 * enlarge, base + 1.0, word)
        y -= pitch
        page.rule((left, y), (left + width, y), 0.3, palette.NEIGHBOUR_EDGE)
    total = say("list.total", book.language, n=book.view.totals.projects)
    strong = page.face(11.5 * enlarge, 700)
    page.write(total, left, y - strong.size * 1.5, strong)


def _draw_imprint(page: BookPage, book: Book, left: float, width: float) -> None:
    language = book.language
    face = page.face(page.small * 1.06, color=palette.INK_SOFT)
    programme, facts = book.view.catalog.sources.get(_PROGRAMME), book.provenance
    lines = []
    if programme:
        day = f" ({programme.date.show(language)})" if programme.date else ""
        lines.append(f"{programme.title[language]}, {programme.number}{day}.")
    lines += [
        f"{say('map.reference-only', language)} {say('map.sources', language)}",
        f"{facts.say_printed(language)} · {facts.say_digest(language)}",
        facts.say_code(language),
    ]
    wrapped = [line for text in lines for line in (*wrap(text, width, face), "")][:-1]
    y = MARGIN_MM * POINTS_PER_MM + face.size * LEADING * (len(wrapped) - 1)
    for line in wrapped:
        page.write(line, left, y, face)
        y -= face.size * (LEADING if line else 0.5)


def contents_of(book: Book) -> tuple[list[tuple[str, list[Part]]], list[Part]]:
    """Return heading and parts of each group of the contents, and the cards, a group of its own.

    Without a heading each part stands for itself.
    """
    parts, language = order_of(book), book.language
    groups = [
        ("", (PartKind.OVERVIEW, PartKind.TARGETS, PartKind.PROGRESS)),
        (say("book.areas", language), (PartKind.AREA,)),
        (say("book.corridors", language), (PartKind.CORRIDOR,)),
        ("", (PartKind.ANNEX, PartKind.SOURCES)),
    ]
    listed = [(head, [part for part in parts if part.kind in kinds]) for head, kinds in groups]
    return [group for group in listed if group[1]], [
        part for part in parts if part.kind is PartKind.CARD
    ]


def draw_contents(book: Book, pages: Mapping[Part, int]) -> list[BookPage]:
    """Draw the contents: parts and chapters in the first column, cards in the others.

    Parameters
    ----------
    pages
        Number of the first page of each part.
    """
    more = partial(titled_book_page, book, say("book.contents", book.language))
    page = more()
    columns = page.area.columns(_COLUMNS, 26.0)
    width = columns[0].width

    def blocks(heading: str, listed: list[Part]) -> Iterator[FlowBlock]:
        if heading:
            yield heading_block(page, heading, width, 9.0)
        else:
            yield FlowBlock(9.0, lambda *_: None, with_next=True, before=9.0)
        for part in listed:
            yield _entry_block(page, book, part, width, pages.get(part, 0))

    groups, cards = contents_of(book)
    parts = [block for group in groups for block in blocks(*group)]
    listed = list(blocks(say("book.cards", book.language), cards)) if cards else []
    if sum(block.height for block in parts) > columns[0].height:
        return [page, *flow([*parts, *listed], columns, page, more, _COLUMNS)]
    flow(parts, columns[:1], page, more, _COLUMNS)
    rest = columns[1:]
    even = sum(block.height for block in listed) / len(rest) + 24.0
    if even < rest[0].height:
        rest = [column.upper(even) for column in rest]
    return [page, *flow(listed, rest, page, more, _COLUMNS)]


def _entry_block(page: BookPage, book: Book, part: Part, width: float, begins: int) -> FlowBlock:
    """Return a line of the contents, which leads to its part; a card has its number before it."""
    row = row_of(book, part) if part.kind is PartKind.CARD else None
    face = page.text_face(400 if part.subject else 600)
    radius = disc_radius("00", face.size * 0.82)
    indent = 2 * radius + 6.0 if row else 0.0
    number = str(begins)
    room = width - indent - measure("000", face).width - 8.0
    lines = wrap(title_of(book, part), room, face, 2)
    height = len(lines) * face.size * 1.2 + 4.4

    def draw(on: BookPage, left: float, top: float) -> None:
        base = top - face.size * 1.0
        if row:
            at = left + radius, base + face.size * 0.33
            color = palette.STATUS[row.status]
            disc = NumberDisc(str(book.numbers[part.subject]), *at, face.size * 0.82, color)
            draw_number(on.layer, disc)
        on.lines(lines, (left + indent, top - face.size * 0.05), face, 1.2)
        last = base - (len(lines) - 1) * face.size * 1.2
        on.write(number, left + width, last, face, "right")
        start = left + indent + measure(lines[-1], face).width + 5.0
        end = left + width - measure(number, face).width - 5.0
        if end > start:
            on.rule((start, last + 0.6), (end, last + 0.6), 0.35, palette.NEIGHBOUR_EDGE)
        on.links.append(Link(Box(left, top - height, width, height), part))

    return FlowBlock(height, draw)


def draw_overview(book: Book) -> list[BookPage]:
    """Draw caption and charts at the left, the table of areas or corridors at the right."""
    more = partial(titled_book_page, book, say("book.overview", book.language))
    page = more()
    width = page.area.width * _LEFT_SHARE
    left = replace(page.area, width=width)
    start = left.right + GUTTER
    right = replace(page.area, left=start, width=page.area.right - start)
    blocks = [text_block(caption_of(book), width, page.text_face(), 8.0)]
    blocks += status_chart(page, book, width)
    blocks += kind_chart(page, book, width)
    flow(blocks, [left], page, more, 1)
    return [page, *flow(list(_table(page, book, right.width)), [right], page, more, 1)]


def caption_of(book: Book) -> str:
    """Return the caption of the whole book: its areas and corridors add up, they do not narrow."""
    chosen = book.view.selection
    place = say("book.this", book.language) if chosen.areas or chosen.corridors else ""
    return caption(book.view, book.language, place)


def _bar_block(
    page: BookPage, subject: str, counts: Mapping[Status, int], most: int, width: float
) -> FlowBlock:
    """Return a line of a bar chart: each part is drawn as the lines of its status on the map.

    Parameters
    ----------
    subject
        What is counted; the symbol of a status stands before its name.
    most
        Count that the longest bar of the chart stands for.
    """
    face, strong = page.text_face(), page.text_face(700)
    height = face.size * 1.85
    start = width * _LABEL_SHARE
    unit = (width - start - _FIGURE) / most
    size = face.size * 1.1
    sign = subject if isinstance(subject, Status) else None
    indent = size + 5.0 if sign else 0.0
    label = say(f"status.{subject}" if sign else f"kind.{subject}", page.language)
    label = shorten(label, start - indent - 6.0, face)

    def draw(on: BookPage, left: float, top: float) -> None:
        middle = top - height / 2
        base = middle - face.size * 0.33
        if sign:
            draw_symbol(on.layer, point_style(sign), (left + size / 2, middle), size, 6)
        on.write(label, left + indent, base, face)
        x = left + start
        for status in Status:
            if count := counts.get(status, 0):
                style = line_style(status)
                draw_sample(on, style, (x, middle), unit * count - _GAP, _PIXEL)
                x += unit * count
        on.write(str(sum(counts.values())), x + 4.0, base, strong)

    return FlowBlock(height, draw)


def status_chart(page: BookPage, book: Book, width: float) -> Iterator[FlowBlock]:
    """Yield a bar for each status, none left out: that nothing is suspended is news too."""
    yield heading_block(page, say("book.by-status", book.language), width)
    counts = book.view.totals.by_status
    most = max(*counts.values(), 1)
    for status in Status:
        yield _bar_block(page, status, {status: counts[status]}, most, width)


def kind_chart(page: BookPage, book: Book, width: float) -> Iterator[FlowBlock]:
    """Yield a bar in parts for each kind of project that there is."""
    yield heading_block(page, say("book.by-kind", book.language), width, 9.0)
    groups = {
        kind: Counter(row.status for row in book.rows if row.project.kind == kind)
        for kind in kinds()
    }
    if not book.rows:
        yield text_block(say("sheet.projects-none", book.language), width, page.text_face())
    most = max(counts.total() for counts in groups.values())
    for kind, counts in groups.items():
        if counts:
            yield _bar_block(page, kind, counts, most, width)


def _table(page: BookPage, book: Book, width: float) -> Iterator[FlowBlock]:
    """Yield the table of chapters by status, each line leading to its page."""
    language = book.language
    for kind in (PartKind.AREA, PartKind.CORRIDOR):
        chapters = [chapter for chapter in book.chapters if chapter.part.kind is kind]
        if not chapters:
            continue
        yield heading_block(page, say(f"book.{kind}s", language), width, 9.0)
        yield _head_block(page, book, width)
        for chapter in chapters:
            yield _totals_block(page, chapter.title, chapter.view.totals, width, chapter.part)
    yield _totals_block(page, say("book.all", language), book.view.totals, width)
    yield FlowBlock(3.0, lambda *_: None)
    yield text_block(say("book.counted-twice", language), width, page.soft)


def _columns(width: float) -> tuple[float, list[float], float]:
    """Return the width of the names, the middles of the counts and where the total ends."""
    names = width * _NAME_SHARE
    capital = width * _CAPITAL_SHARE
    step = (width - names - capital) / (len(Status) + 1)
    middles = [names + step * (number + 0.5) for number in range(len(Status) + 1)]
    return names, middles, width


def _head_block(page: BookPage, book: Book, width: float) -> FlowBlock:
    _, middles, end = _columns(width)
    soft = page.soft
    height = soft.size * 2.1

    def draw(on: BookPage, left: float, top: float) -> None:
        middle = top - height * 0.46
        base = middle - soft.size * 0.33
        size = page.text_face().size * 1.05
        for status, x in zip(Status, middles, strict=False):
            draw_symbol(on.layer, point_style(status), (left + x, middle), size, 6)
        on.write(say("book.total", book.language), left + middles[-1], base, soft, "center")
        words = say("sheet.column-capital", book.language)
        on.write(words, left + end, base, soft, "right")
        on.rule((left, top - height), (left + width, top - height), 0.4)

    return FlowBlock(height, draw, with_next=True)


def _totals_block(
    page: BookPage, name: str, totals: Totals, width: float, target: Part | None = None
) -> FlowBlock:
    """Return a line of the table with its counts; none is a dot, so that numbers stand out.

    Parameters
    ----------
    target
        The part that it leads to, ``None`` for the bold line of the whole book.
    """
    names, middles, end = _columns(width)
    face, strong = page.text_face(400 if target else 700), page.text_face(700)
    height = face.size * 1.95
    name = shorten(name, names - 4.0, face)
    capital = NOTHING
    if totals.approved.projects:
        money = totals.approved
        capital = format_exact(money.billion_vnd, page.language, 1 if money.exact else 0)
    counts = [totals.by_status[status] for status in Status]

    def draw(on: BookPage, left: float, top: float) -> None:
        base = top - height * 0.5 - face.size * 0.33
        on.write(name, left, base, face)
        for count, x in zip(counts, middles, strict=False):
            on.write(str(count) if count else "·", left + x, base, face, "center")
        on.write(str(totals.projects), left + middles[-1], base, strong, "center")
        on.write(capital, left + end, base, face, "right")
        y = top - height
        on.rule((left, y), (left + width, y), 0.3, palette.NEIGHBOUR_EDGE)
        if target:
            on.links.append(Link(Box(left, y, width, height), target))

    return FlowBlock(height, draw)
