"""A book as slides: cover, overview, targets, progress, areas and corridors, cards, sources."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from briefing.book.card import (
    MAP_LAYERS,
    about_figure,
    alone,
    card_of,
    commune_words,
    district_words,
    extent_of,
    fact_rows,
    position_lines,
    quantities_of,
    reach_words,
    row_lines,
    since_words,
    source_lines,
    step_note,
)
from briefing.book.chapter import in_book
from briefing.book.front import COVER_LAYERS, caption_of
from briefing.book.page import with_refs
from briefing.book.pdf import properties
from briefing.book.plan import Part, PartKind, chapter_of, order_of, row_of
from briefing.book.pool import Spread
from briefing.book.progress_slides import add_progress
from briefing.slides.deck import (
    BOTTOM,
    HEIGHT,
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
    from briefing.content.card import Card, Quantity
    from briefing.sheet.plan import Sheet
    from briefing.slides.deck import Line, Slide
    from geo.catalog.indicators import Indicator
    from geo.query.view import ProjectRow, Totals
    from geo.reports.targets import AimRow, IndicatorRow

_PANEL = WIDTH * 0.37
_TEXT, _SMALL = 10.0, 8.5
_COUNT_WIDTHS = (0.5, 0.5, 2.9)
_AREA_WIDTHS = (3.1, *(0.46,) * 7, 0.6, 0.95)
Shot = tuple[MapPicture, tuple[LegendPicture, ...]]
_MAP_WIDTH = 5.6
_GUTTER = 0.25
_LABEL = 1.3
CARD_MAP = PictureFrame(_MAP_WIDTH, BOTTOM - TOP)
_FACT_WIDTHS = (_LABEL, WIDTH - 2 * MARGIN - _MAP_WIDTH - _GUTTER - _LABEL)
_WIDE_FACT_WIDTHS = (1.9, WIDTH - 2 * MARGIN - 1.9)
_TARGET_WIDTHS = (3.0, 1.45, 1.45, 4.2, 2.3)
_SOURCE_WIDTHS = (0.45, 6.2, 5.78)


def add_card(deck: Deck, book: Book, whole: Sheet, row: ProjectRow, picture: MapPicture) -> None:
    """Add the card of a project: map at the left, all facts at the right, sources in the notes."""
    language = book.language
    card = card_of(book, row)
    title = f"{book.numbers[row.project.id]}. {card.name}"
    slide = begin(deck, whole, title)
    status: Line = (
        sign_run(row.status, 15.0, bold=True),
        TextRun(f"{card.status_word}  ", 15.0, bold=True),
        soft_run(since_words(book, card), 11.0),
    )
    slide.text(SlideBox(MARGIN, 1.0, WIDTH - 2 * MARGIN, 0.32), (status,))
    alt = say("slide.map-alt", language, title=card.name, scale=picture.scale)
    slide.picture(picture.png, SlideBox(MARGIN, TOP, picture.width, picture.height), alt)
    grid = Grid(_FACT_WIDTHS, (), tuple(_card_rows(book, card)), card.name)
    fitting, rest = grid.split(BOTTOM - TOP)
    slide.table(fitting, MARGIN + _MAP_WIDTH + _GUTTER, TOP)
    if rest.rows:
        more = partial(begin, deck, whole, say("slide.continued", language, title=title))
        add_grid(more(), replace(rest, widths=_WIDE_FACT_WIDTHS), more)
    day = whole.provenance.say_day(language)
    communes = commune_words(card, language)
    where = [f"{say('card.areas-commune', language)}: {communes}"] if communes else []
    about = (card.status_word, card.meaning, day, *where, *position_lines(card))
    sources = (say("card.sources", language), *source_lines(book, card))
    slide.notes([title, *about, *sources])


def _card_rows(book: Book, card: Card) -> Iterator[tuple[Cell, Cell]]:
    """Yield label and words, row by row: facts, figures, history, note."""
    language = book.language
    for row in fact_rows(card):
        yield _label(row.label), _listed(row_lines(book, row))
    places = district_words(card)
    if places:
        yield _label(say("card.areas-district", language)), cell(places, _TEXT)
    for label, words in reach_words(card):
        yield _label(label), cell(words, _TEXT)
    for quantity in quantities_of(card, language):
        yield _label(quantity.name), Cell(tuple(_figures(book, quantity)))
    if not card.history:
        yield _label(say("card.history", language)), cell(say("card.no-history", language), _TEXT)
    for step in card.history:
        head: Line = (sign_run(step.status), TextRun(step.word, _TEXT, bold=True))
        words = step_note(book, step)
        note: tuple[Line, ...] = ((TextRun(words, _TEXT),),) if words else ()
        yield _label(step.day), Cell((head, *note))
    if card.note:
        yield _label(say("card.note", language)), cell(card.note, _TEXT)


def _listed(lines: Sequence[str]) -> Cell:
    return Cell(tuple((TextRun(line, _TEXT),) for line in lines))


def _label(text: str) -> Cell:
    return cell(text, _SMALL, color=palette.INK_SOFT)


def _figures(book: Book, quantity: Quantity) -> Iterator[Line]:
    """Yield a line for each figure; sources that disagree are named as such."""
    if quantity.disagree:
        yield (soft_run(say("card.conflict", book.language), italic=True),)
    for figure in quantity.figures:
        yield (
            TextRun(f"{figure.value}  ", _TEXT, bold=True),
            soft_run(about_figure(book, figure)),
        )


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
            empty = [cell(NO_BREAK, _TEXT) for _ in head[1:]]
            rows.append((cell(say(name, language), _TEXT, bold=True), *empty))
        rows += [_aim_row(book, row) for row in aims]
        rows += [_target_row(book, row) for row in indicators]
    add_grid(more(), Grid(_TARGET_WIDTHS, head, tuple(rows), title), more)


def _aim_row(book: Book, row: AimRow) -> tuple[Cell, ...]:
    language = book.language
    about = with_refs(by_when(row, language), book.refs(row.aim.source_id))
    aim: Line = (TextRun(row.aim.aim[language], _TEXT, bold=True),)
    empty, statuses = cell(NO_BREAK, _TEXT), cell(status_counts(row, language), _TEXT)
    name = cell(row.aim.name[language], _TEXT)
    return name, Cell((aim, (soft_run(about),))), empty, statuses, empty


def _target_row(book: Book, row: IndicatorRow) -> tuple[Cell, ...]:
    language, definition = book.language, row.definition
    notes = " · ".join(filter(None, (definition.unit[language], target_notes(row, language))))
    published = [_published(book, one, row) for one in (*row.latest, *row.earlier)]
    none: Line = (TextRun(say("indicator.none", language), _TEXT, italic=True),)
    against: list[Line] = [
        (TextRun(standing_words(one, language), _SMALL),) for one in standings_of(row)
    ]
    return (
        Cell(((TextRun(definition.name[language], _TEXT),), (soft_run(notes),))),
        *(Cell(tuple(_aims(book, row, year))) for year in HORIZONS),
        Cell(tuple(published) or (none,)),
        Cell(tuple(against) or ((TextRun(NOTHING, _TEXT),),)),
    )


def _aims(book: Book, row: IndicatorRow, year: int) -> Iterator[Line]:
    language = book.language
    for one in row.aims(year):
        note = aim_note(one, year, language)
        number, target = indicator_number(one, language), one.role is IndicatorRole.TARGET
        refs = soft_run(f"  {book.refs(one.source_id)}")
        yield TextRun(number, _TEXT, bold=target), refs
        if note:
            yield (soft_run(note),)
    if not row.aims(year):
        yield (TextRun(NOTHING, _TEXT),)


def _published(book: Book, one: Indicator, row: IndicatorRow) -> Line:
    language, result = book.language, one.role is IndicatorRole.RESULT
    about = with_refs(about_words(one, language), book.refs(one.source_id))
    again = row.has_target and row.repeats_plan(one)
    told = say("indicator.repeats-plan", language) if again else ""
    number = TextRun(f"{indicator_number(one, language)}  ", _TEXT, bold=result, italic=not result)
    return number, soft_run(f"{about} {told}".strip())


def add_sources(deck: Deck, book: Book, whole: Sheet) -> None:
    """Add the list of all sources with their numbers."""
    language = book.language
    title = say("book.sources", language)
    more = partial(begin, deck, whole, title)
    rows = tuple(
        (
            cell(str(number), _SMALL, align="right", bold=True),
            cell(source.title[language], _SMALL),
            cell(source_details(source, language), _SMALL, color=palette.INK_SOFT),
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
    _add_overview(deck, book, whole)
    parts = order_of(book)
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
    slide = deck.slide(book.title, SlideBox(MARGIN, 0.85, width, 1.5), 30.0)
    alt = say("slide.map-alt", language, title=book.title, scale=picture.scale)
    slide.picture(picture.png, SlideBox(_PANEL, 0.0, picture.width, picture.height), alt)
    kicker = SlideBox(MARGIN, 0.45, width, 0.3)
    slide.line(kicker, say("book.kicker", language), 12.0, bold=True, color=palette.SHIELD_NATIONAL)
    facts = book.provenance
    day = facts.say_day(language)
    lines: list[Line] = [(TextRun(day, 13.0, bold=True),)]
    if book.view.selection.areas or book.view.selection.corridors:
        chosen = book.view.selection.with_(as_of=None).describe(book.view.catalog, language)
        lines.insert(0, (TextRun(chosen, 11.0),))
    slide.text(SlideBox(MARGIN, 2.45, width, 0.8), lines)
    below = _add_counts(slide, book, 3.3)
    total = say("list.total", language, n=book.view.totals.projects)
    slide.line(SlideBox(MARGIN, below + 0.1, width, 0.3), total, 12.0, bold=True)
    notes = f"{say('map.reference-only', language)} {say('map.sources', language)}"
    made = f"{facts.say_printed(language)} · {facts.say_digest(language)}"
    imprint = [notes, made, facts.say_code(language)]
    small = [(soft_run(text, 8.0),) for text in imprint]
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
    title, caption = say("book.overview", language), caption_of(book)
    more = partial(begin, deck, whole, title, [caption, *notes_of(whole)])
    slide = more()
    slide.line(CAPTION, caption, 12.0)
    below = _add_bars(slide, book)
    note = soft_run(say("book.counted-twice", language))
    slide.text(SlideBox(MARGIN, below + 0.1, 3.7, 0.6), ((note,),))
    rows = [_counts_row(chapter.title, chapter.view.totals, language) for chapter in book.chapters]
    rows.append(_counts_row(say("book.all", language), book.view.totals, language, bold=True))
    grid = Grid(_AREA_WIDTHS, _counts_head(language), tuple(rows), title)
    add_grid(slide, grid, more, (WIDTH - MARGIN - sum(_AREA_WIDTHS), TOP))


def _add_bars(slide: Slide, book: Book) -> float:
    """Add a bar for each status; return where they end."""
    language, counts = book.language, book.view.totals.by_status
    most = max(*counts.values(), 1)
    slide.line(SlideBox(MARGIN, TOP, 4.0, 0.25), say("book.by-status", language), 11.0, bold=True)
    y = TOP + 0.36
    for status in Status:
        words = sign_run(status, 11.0), TextRun(say(f"status.{status}", language), 11.0)
        slide.text(SlideBox(MARGIN, y, 1.95, 0.22), (words,))
        wide = 1.4 * counts[status] / most
        if counts[status]:
            slide.bar(SlideBox(MARGIN + 2.0, y + 0.02, wide, 0.18), palette.STATUS[status])
        place = SlideBox(MARGIN + 2.07 + wide, y, 0.4, 0.22)
        slide.line(place, str(counts[status]), 11.0, bold=True)
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
    if totals.approved.projects:
        money = totals.approved
        capital = format_exact(money.billion_vnd, language, 1 if money.exact else 0)
    return (
        cell(name, _TEXT, bold=bold),
        *(cell(str(count) if count else "·", _TEXT, align="center", bold=bold) for count in counts),
        cell(str(totals.projects), _TEXT, align="center", bold=True),
        cell(capital, _TEXT, align="right", bold=bold),
    )
