"""The book as slides: cover, overview, targets, areas and corridors, cards, sources."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.book.card import MAP_LAYERS, alone, extent_of
from briefing.book.chapter import in_book
from briefing.book.front import COVER_LAYERS
from briefing.book.overview import caption_of
from briefing.book.parts import chapter_of, order_of, row_of
from briefing.book.pdf import properties
from briefing.book.plan import Part, PartKind
from briefing.book.pool import Spread
from briefing.book.slides import CARD_MAP, add_card, add_sources, add_targets
from briefing.sheet.plan import plan
from briefing.slides.deck import HEIGHT, MARGIN, WIDTH, Cell, Deck, Grid, SlideBox, TextRun, cell
from briefing.slides.pictures import LEAST_DPI, MapPicture, PictureFrame, map_picture
from briefing.slides.slide import (
    BOTTOM,
    CAPTION,
    MAP_WIDTH,
    TOP,
    LegendPicture,
    TableOrigin,
    add_grid,
    add_sheet,
    begin,
    head_row,
    notes_of,
    signs_of,
)
from geo.dates import format_day
from geo.model import Status
from geo.query.wording import NOTHING
from geo.strings import format_exact, say
from layers.style import palette
from layers.style.symbols import STATUS_LETTERS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefing.book.plan import Book
    from briefing.book.pool import PartBundle
    from briefing.sheet.plan import Sheet
    from briefing.slides.deck import Line, Slide
    from geo.query.view import Totals

_PANEL = WIDTH * 0.37
_TEXT, _SMALL = 10.0, 8.5
_COUNT_WIDTHS = (0.5, 0.5, 2.9)
_AREA_WIDTHS = (3.1, *(0.46,) * 7, 0.6, 0.95)
Shot = tuple[MapPicture, tuple[LegendPicture, ...]]


def draw_shots(book: Book, parts: tuple[Part, ...]) -> list[tuple[Part, Shot]]:
    """Draw the maps of some parts as pictures: the work of one process."""
    return [
        (part, _shot(book, part)) for part in parts if part.subject or part.kind is PartKind.COVER
    ]


def _shot(book: Book, part: Part) -> Shot:
    view, frame, layers = (
        book.view,
        PictureFrame(MAP_WIDTH, BOTTOM - TOP, book.numbers),
        book.request.layers,
    )
    if part.kind is PartKind.COVER:
        layers &= COVER_LAYERS
        frame = PictureFrame(WIDTH - _PANEL, HEIGHT, {}, book.extent, bare=True)
    elif part.kind is PartKind.CARD:
        row = row_of(book, part)
        view, layers = alone(book.view, row), layers & MAP_LAYERS | {"projects"}
        frame = replace(CARD_MAP, numbers=book.numbers, extent=extent_of(book, row))
    else:
        view = chapter_of(book, part).view
    request = replace(book.sheet_request(view), format="png", layers=layers, dpi=LEAST_DPI)
    picture = map_picture(view, request, frame)
    wanted = part.kind not in (PartKind.COVER, PartKind.CARD)
    return picture, signs_of(picture.legend, grey=request.grey) if wanted else ()


def book_pptx(book: Book, jobs: Sequence[PartBundle], done: Callable[[PartBundle], None]) -> bytes:
    """Return the book as PPTX; the same book gives the same bytes."""
    shots: dict[Part, Shot] = {}
    for found in Spread(book, draw_shots, done).run(jobs):
        shots.update(found)
    deck = Deck(properties(book), book.printed, book.language, grey_proof=book.request.grey)
    whole = in_book(book, plan(book.view, book.sheet_request(book.view)))
    whole = replace(whole, provenance=replace(whole.provenance, code=book.code))
    _add_cover(deck, book, shots[Part(PartKind.COVER)][0])
    _add_overview(deck, book, whole)
    add_targets(deck, book, whole)
    for part in order_of(book):
        if part.kind is PartKind.CARD:
            add_card(deck, book, whole, row_of(book, part), shots[part][0])
        elif part.subject:
            _add_chapter(deck, book, part, shots[part])
    add_sources(deck, book, whole)
    return deck.save()


def _add_chapter(deck: Deck, book: Book, part: Part, shot: Shot) -> None:
    chapter = chapter_of(book, part)
    sheet = in_book(book, plan(chapter.view, book.sheet_request(chapter.view)))
    add_sheet(deck, replace(sheet, title=chapter.title), *shot)


def _add_cover(deck: Deck, book: Book, picture: MapPicture) -> None:
    language = book.language
    width = _PANEL - 2 * MARGIN
    slide = deck.slide(book.title, SlideBox(MARGIN, 0.85, width, 1.5), 30.0)
    alt = say("slide.map-alt", language, title=book.title, scale=picture.scale)
    slide.picture(picture.png, SlideBox(_PANEL, 0.0, picture.width, picture.height), alt)
    kicker = TextRun(say("book.kicker", language), 12.0, bold=True, color=palette.SHIELD_NATIONAL)
    slide.text(SlideBox(MARGIN, 0.45, width, 0.3), ((kicker,),))
    day = say("sheet.as-of", language, day=format_day(book.view.day, language))
    lines: list[Line] = [(TextRun(day, 13.0, bold=True),)]
    if book.view.selection.areas or book.view.selection.corridors:
        chosen = book.view.selection.with_(as_of=None).describe(book.view.catalog, language)
        lines.insert(0, (TextRun(chosen, 11.0),))
    slide.text(SlideBox(MARGIN, 2.45, width, 0.8), lines)
    below = _add_counts(slide, book, 3.3)
    total = say("list.total", language, n=book.view.totals.projects)
    slide.text(SlideBox(MARGIN, below + 0.1, width, 0.3), ((TextRun(total, 12.0, bold=True),),))
    printed = say("sheet.printed", language, day=format_day(book.printed, language))
    digest = say("sheet.digest", language, digest=book.view.catalog.digest)
    notes = f"{say('map.reference-only', language)} {say('map.sources', language)}"
    code = say("sheet.code", language, code=book.code)
    imprint = [notes, f"{printed} · {digest}", code]
    small = [(TextRun(text, 8.0, color=palette.INK_SOFT),) for text in imprint]
    slide.text(SlideBox(MARGIN, HEIGHT - 1.2, width, 0.85), small, anchor="bottom")
    slide.notes([book.title, day, caption_of(book), *imprint])


def _add_counts(slide: Slide, book: Book, top: float) -> float:
    """Add how many projects stand where; return where that ends."""
    counts = book.view.totals.by_status
    rows = tuple(
        (
            cell(STATUS_LETTERS[status], 15.0, color=palette.STATUS[status], align="center"),
            cell(str(counts[status]), 15.0, bold=True, align="right"),
            cell(say(f"status.{status}", book.language), 13.0),
        )
        for status in Status
        if counts[status]
    )
    if not rows:
        return top
    grid = Grid(_COUNT_WIDTHS, (), rows, say("book.by-status", book.language))
    return top + slide.table(grid, MARGIN, top)


def _add_overview(deck: Deck, book: Book, whole: Sheet) -> None:
    language = book.language
    caption = caption_of(book)

    def more() -> Slide:
        slide = begin(deck, whole, say("book.overview", language))
        slide.notes([caption, *notes_of(whole)])
        return slide

    slide = more()
    slide.text(CAPTION, ((TextRun(caption, 12.0),),))
    below = _add_bars(slide, book)
    note = (TextRun(say("book.counted-twice", language), _SMALL, color=palette.INK_SOFT),)
    slide.text(SlideBox(MARGIN, below + 0.1, 3.7, 0.6), (note,))
    rows = [_counts_row(chapter.title, chapter.view.totals, language) for chapter in book.chapters]
    rows.append(_counts_row(say("book.all", language), book.view.totals, language, bold=True))
    grid = Grid(_AREA_WIDTHS, _counts_head(language), tuple(rows), say("book.overview", language))
    add_grid(slide, grid, TableOrigin(WIDTH - MARGIN - sum(_AREA_WIDTHS), TOP), more)


def _add_bars(slide: Slide, book: Book) -> float:
    """Add a bar for each status; return where they end."""
    language, counts = book.language, book.view.totals.by_status
    most = max(*counts.values(), 1)
    head = (TextRun(say("book.by-status", language), 11.0, bold=True),)
    slide.text(SlideBox(MARGIN, TOP, 4.0, 0.25), (head,))
    y = TOP + 0.36
    for status in Status:
        color = palette.STATUS[status]
        sign = TextRun(f"{STATUS_LETTERS[status]} ", 11.0, color=color)
        word = TextRun(say(f"status.{status}", language), 11.0)
        slide.text(SlideBox(MARGIN, y, 1.95, 0.22), ((sign, word),))
        wide = 1.4 * counts[status] / most
        if counts[status]:
            slide.bar(SlideBox(MARGIN + 2.0, y + 0.02, wide, 0.18), color)
        figure = (TextRun(str(counts[status]), 11.0, bold=True),)
        slide.text(SlideBox(MARGIN + 2.07 + wide, y, 0.4, 0.22), (figure,))
        y += 0.36
    return y


def _counts_head(language: str) -> tuple[Cell, ...]:
    signs = (
        cell(STATUS_LETTERS[status], 11.0, color=palette.STATUS[status], align="center")
        for status in Status
    )
    first, total, capital = head_row(
        [say(key, language) for key in ("book.place", "book.total", "slide.column-capital")], 1
    )
    return first, *signs, replace(total, align="center"), capital


def _counts_row(
    name: str, totals: Totals, language: str, *, bold: bool = False
) -> tuple[Cell, ...]:
    counts = [totals.by_status[status] for status in Status]
    capital = NOTHING
    if totals.with_capital:
        capital = format_exact(totals.capital_billion_vnd, language, 1)
    return (
        cell(name, _TEXT, bold=bold),
        *(cell(str(count) if count else "·", _TEXT, align="center", bold=bold) for count in counts),
        cell(str(totals.projects), _TEXT, align="center", bold=True),
        cell(capital, _TEXT, align="right", bold=bold),
    )
