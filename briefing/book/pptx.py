"""A book as slides: cover, overview, targets, progress, areas and corridors, cards, sources."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from briefing.book.card import MAP_LAYERS, alone, extent_of
from briefing.book.card_slide import CARD_MAP, add_card
from briefing.book.chapter import in_book
from briefing.book.front import COVER_LAYERS, caption_of
from briefing.book.page import with_refs
from briefing.book.pdf import properties
from briefing.book.plan import Part, PartKind, chapter_of, order_of, row_of
from briefing.book.pool import Spread
from briefing.book.progress_slides import add_progress
from briefing.slides.deck import (
    FAR,
    HEIGHT,
    IMPRINT,
    MARGIN,
    TOP,
    WIDTH,
    Cell,
    Deck,
    Grid,
    SlideBox,
    TextRun,
    cell,
)
from briefing.slides.projects import add_grid, head_row, sign_run, soft_run
from briefing.slides.slide import (
    CAPTION,
    LEAST_DPI,
    MAP,
    LegendPicture,
    MapPicture,
    PictureFrame,
    add_sheet,
    begin,
    map_picture,
    notes_of,
    shorten_caption,
    signs_of,
)
from geo.catalog.indicators import IndicatorRole
from geo.model import Status
from geo.query.wording import NOTHING, indicator_number, source_details
from geo.reports.target_words import (
    about_words,
    aim_note,
    by_when,
    standing_words,
    standings_of,
    status_counts,
    summary_words,
    target_notes,
)
from geo.reports.targets import HORIZONS, targets
from geo.strings import format_exact, say
from layers.style import palette
from layers.style.symbols import STATUS_LETTERS
from layers.style.text_metrics import NO_BREAK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from briefing.book.plan import Book
    from briefing.book.pool import PartBundle
    from briefing.sheet.plan import Sheet
    from briefing.slides.deck import Line, Slide
    from geo.catalog.indicators import Indicator
    from geo.query.view import Totals
    from geo.reports.targets import AimRow, IndicatorRow

_PANEL = WIDTH * 0.37
_COUNT_WIDTHS = (0.5, 0.5, 2.9)
_AREA_WIDTHS = (3.0, *(0.46,) * 7, 0.75, 1.15)
Shot = tuple[MapPicture, tuple[LegendPicture, ...]]
_TARGET_WIDTHS = (3.3, 1.65, 1.65, 3.5, 2.33)
_SOURCE_WIDTHS = (0.45, 6.2, 5.78)


def add_targets(deck: Deck, book: Book, whole: Sheet) -> None:
    """Add the table of targets beside what is published."""
    language = book.language
    title = say("book.targets", language)
    known = targets(book.view.catalog, book.view.day)
    more = partial(begin, deck, whole, title, [title, summary_words(known, language)])
    years = [say("book.column-target", language, year=year) for year in HORIZONS]
    keys = [say(f"book.column-{key}", language) for key in ("indicator", "published", "share")]
    head = head_row([keys[0], *years, *keys[1:]], right=0)
    rows: list[tuple[Cell, ...]] = []
    observed = [row for group in known.groups for row in group.observed]
    for name, aims, indicators in (
        *((f"indicator-group.{one.group}", one.aims, one.rows) for one in known.groups),
        ("targets.observed", (), observed),
    ):
        if aims or indicators:
            empty = [cell(NO_BREAK) for _ in head[1:]]
            rows.append((cell(say(name, language), bold=True), *empty))
        rows += [_aim_row(book, row) for row in aims]
        rows += [_target_row(book, row) for row in indicators]
    add_grid(more(), Grid(_TARGET_WIDTHS, head, tuple(rows), title), more)


def _aim_row(book: Book, row: AimRow) -> tuple[Cell, ...]:
    language = book.language
    about = with_refs(by_when(row, language), book.refs(row.aim.source_id))
    aim: Line = (TextRun(row.aim.aim[language], bold=True),)
    empty, statuses = cell(NO_BREAK), cell(status_counts(row, language))
    name = cell(row.aim.name[language])
    return name, Cell((aim, (soft_run(about),))), empty, statuses, empty


def _target_row(book: Book, row: IndicatorRow) -> tuple[Cell, ...]:
    language, definition = book.language, row.definition
    notes = " · ".join(filter(None, (definition.unit[language], target_notes(row, language))))
    published = [_published(book, one, row) for one in (*row.latest, *row.earlier)]
    none: Line = (TextRun(say("indicator.none", language), italic=True),)
    against: list[Line] = [(TextRun(standing_words(one, language)),) for one in standings_of(row)]
    return (
        Cell(((TextRun(definition.name[language]),), (soft_run(notes, FAR),))),
        *(Cell(tuple(_aims(book, row, year))) for year in HORIZONS),
        Cell(tuple(published) or (none,)),
        Cell(tuple(against) or ((TextRun(NOTHING),),)),
    )


def _aims(book: Book, row: IndicatorRow, year: int) -> Iterator[Line]:
    language = book.language
    for one in row.aims(year):
        note = aim_note(one, year, language)
        number, target = indicator_number(one, language), one.role is IndicatorRole.TARGET
        refs = soft_run(f"  {book.refs(one.source_id)}")
        yield TextRun(number, bold=target), refs
        if note:
            yield (soft_run(note, FAR),)
    if not row.aims(year):
        yield (TextRun(NOTHING),)


def _published(book: Book, one: Indicator, row: IndicatorRow) -> Line:
    language, result = book.language, one.role is IndicatorRole.RESULT
    about = with_refs(about_words(one, language), book.refs(one.source_id))
    again = row.has_target and row.repeats_plan(one)
    told = say("indicator.repeats-plan", language) if again else ""
    number = TextRun(f"{indicator_number(one, language)}  ", bold=result, italic=not result)
    return number, soft_run(f"{about} {told}".strip())


def add_sources(deck: Deck, book: Book, whole: Sheet) -> None:
    """Add the list of all sources with their numbers."""
    language = book.language
    title = say("book.sources", language)
    more = partial(begin, deck, whole, title)
    rows = tuple(
        (
            cell(str(number), IMPRINT, align="right", bold=True),
            cell(source.title[language], IMPRINT),
            cell(source_details(source, language), IMPRINT, color=palette.INK_SOFT),
        )
        for number, source in book.provenance.numbered
    )
    if rows:
        add_grid(more(), Grid(_SOURCE_WIDTHS, (), rows, title), more)


def draw_shots(book: Book, parts: tuple[Part, ...]) -> list[tuple[Part, Shot]]:
    """Draw the maps of some parts as pictures: the work of one process."""
    return [
        (part, _shot(book, part)) for part in parts if part.subject or part.kind is PartKind.COVER
    ]


def _shot(book: Book, part: Part) -> Shot:
    view, layers = book.view, book.request.layers
    frame = replace(MAP, numbers=book.numbers)
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
    whole = in_book(book, book.view)
    whole = replace(whole, provenance=replace(whole.provenance, code=book.code))
    _add_cover(deck, book, shots[Part(PartKind.COVER)][0])
    parts = order_of(book)
    if Part(PartKind.OVERVIEW) in parts:
        _add_overview(deck, book, whole)
    if Part(PartKind.TARGETS) in parts:
        add_targets(deck, book, whole)
    if Part(PartKind.PROGRESS) in parts:
        add_progress(deck, book, whole)
    for part in parts:
        if part.kind is PartKind.CARD:
            add_card(deck, book, whole, row_of(book, part), shots[part][0])
        elif part.subject:
            chapter = chapter_of(book, part)
            sheet = replace(in_book(book, chapter.view), title=chapter.title)
            add_sheet(deck, sheet, *shots[part])
    add_sources(deck, book, whole)
    return deck.save()


def _add_cover(deck: Deck, book: Book, picture: MapPicture) -> None:
    language = book.language
    width = _PANEL - 2 * MARGIN
    slide = deck.slide(book.title, SlideBox(MARGIN, 0.75, width, 1.15), 28.0)
    alt = say("slide.map-alt", language, title=book.title, scale=picture.scale)
    slide.picture(picture.png, SlideBox(_PANEL, 0.0, picture.width, picture.height), alt)
    kicker = SlideBox(MARGIN, 0.45, width, 0.3)
    slide.line(kicker, say("book.kicker", language), bold=True, color=palette.SHIELD_NATIONAL)
    facts = book.provenance
    day = facts.say_day(language)
    lines: list[Line] = [(TextRun(day, bold=True),)]
    if book.view.selection.areas or book.view.selection.corridors:
        chosen = book.view.selection.with_(as_of=None).describe(book.view.catalog, language)
        lines.insert(0, (TextRun(chosen),))
    slide.text(SlideBox(MARGIN, 2.05, width, 0.95), lines)
    below = _add_counts(slide, book, 3.1)
    total = say("list.total", language, n=book.view.totals.projects)
    slide.line(SlideBox(MARGIN, below + 0.1, width, 0.3), total, bold=True)
    notes = f"{say('map.reference-only', language)} {say('map.sources', language)}"
    made = f"{facts.say_printed(language)} · {facts.say_digest(language)}"
    imprint = [notes, made, facts.say_code(language)]
    small = [(soft_run(text),) for text in imprint]
    slide.text(SlideBox(MARGIN, HEIGHT - 1.9, width, 1.65), small, anchor="bottom")
    slide.notes([book.title, day, caption_of(book), *imprint])


def _add_counts(slide: Slide, book: Book, top: float) -> float:
    """Add how many projects stand where; return where that ends."""
    counts = book.view.totals.by_status
    rows = tuple(
        (
            cell(STATUS_LETTERS[status], FAR, color=palette.STATUS[status], align="center"),
            cell(str(counts[status]), FAR, bold=True, align="right"),
            cell(say(f"status.{status}", book.language)),
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
    title, caption = say("book.overview", language), caption_of(book)
    more = partial(begin, deck, whole, title, [caption, *notes_of(whole)])
    slide = more()
    slide.line(CAPTION, shorten_caption(caption))
    below = _add_bars(slide, book)
    note = soft_run(say("book.counted-twice", language), FAR)
    slide.text(SlideBox(MARGIN, below + 0.1, 3.7, 0.6), ((note,),))
    rows = [_counts_row(chapter.title, chapter.view.totals, language) for chapter in book.chapters]
    rows.append(_counts_row(say("book.all", language), book.view.totals, language, bold=True))
    grid = Grid(_AREA_WIDTHS, _counts_head(language), tuple(rows), title)
    add_grid(slide, grid, more, (WIDTH - MARGIN - sum(_AREA_WIDTHS), TOP))


def _add_bars(slide: Slide, book: Book) -> float:
    """Add a bar for each status; return where they end."""
    language, counts = book.language, book.view.totals.by_status
    most = max(*counts.values(), 1)
    slide.line(SlideBox(MARGIN, TOP, 4.0, 0.25), say("book.by-status", language), bold=True)
    y = TOP + 0.36
    for status in Status:
        words = sign_run(status), TextRun(say(f"status.{status}", language))
        slide.text(SlideBox(MARGIN, y, 1.95, 0.22), (words,))
        wide = 1.4 * counts[status] / most
        if counts[status]:
            slide.bar(SlideBox(MARGIN + 2.0, y + 0.02, wide, 0.18), palette.STATUS[status])
        place = SlideBox(MARGIN + 2.07 + wide, y, 0.4, 0.22)
        slide.line(place, str(counts[status]), bold=True)
        y += 0.36
    return y


def _counts_head(language: str) -> tuple[Cell, ...]:
    signs = (
        cell(STATUS_LETTERS[status], color=palette.STATUS[status], align="center")
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
    if totals.approved.projects:
        money = totals.approved
        capital = format_exact(money.billion_vnd, language, 1 if money.exact else 0)
    return (
        cell(name, bold=bold),
        *(cell(str(count) if count else "·", align="center", bold=bold) for count in counts),
        cell(str(totals.projects), align="center", bold=True),
        cell(capital, align="right", bold=bold),
    )
