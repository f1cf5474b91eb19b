"""The card of a project on one or two slides, read from the end of a room."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from briefing.book.card import (
    about_figure,
    card_of,
    commune_words,
    district_words,
    position_lines,
    quantities_of,
    reach_words,
    row_lines,
    since_words,
    source_lines,
    step_note,
)
from briefing.slides.deck import (
    BOTTOM,
    CLOSE_TOP,
    FAR,
    MARGIN,
    TOP,
    WIDTH,
    Cell,
    Grid,
    SlideBox,
    TextRun,
    cell,
)
from briefing.slides.projects import REST_HEIGHT, is_filled, sign_run, soft_run, tell_rest
from briefing.slides.slide import PictureFrame, begin
from geo.strings import say
from layers.style import palette

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.book.plan import Book
    from briefing.content.card import Card, FactRow, Quantity, Step
    from briefing.sheet.plan import Sheet
    from briefing.slides.deck import Deck, Line
    from briefing.slides.slide import MapPicture
    from geo.query.view import ProjectRow

_MAP_WIDTH: Final = 4.9
_GUTTER: Final = 0.25
_LABEL: Final = 1.85
_WORDS: Final = WIDTH - 2 * MARGIN - _MAP_WIDTH - _GUTTER - _LABEL
_WIDE_LABEL: Final = 2.9
_WIDE_WORDS: Final = WIDTH - 2 * MARGIN - _WIDE_LABEL
# Share of its room that a table is given: in another typeface than ours it grows.
_FILLED: Final = 0.9
_STATUS_SIZE: Final = 16.0
CARD_MAP: Final = PictureFrame(_MAP_WIDTH, BOTTOM - TOP)


@dataclass(frozen=True)
class _Fact:
    """What is known of one thing.

    Parameters
    ----------
    lines
        On a slide.
    told
        In full, for the notes of the speaker.
    """

    label: str
    lines: tuple[Line, ...]
    told: tuple[str, ...]

    @property
    def row(self) -> tuple[Cell, Cell]:
        return cell(self.label, color=palette.INK_SOFT), Cell(self.lines)

    @property
    def note(self) -> str:
        return f"{self.label}: {'; '.join(self.told)}"


def add_card(deck: Deck, book: Book, whole: Sheet, row: ProjectRow, picture: MapPicture) -> None:
    """Add the card of a project: map and what counts first, on a second slide the rest.

    A second slide that would stay empty is not begun; what has no room is counted, and stands in
    the notes of the first with everything else.
    """
    language = book.language
    card = card_of(book, row)
    title = f"{book.numbers[row.project.id]}. {card.name}"
    facts = list(_facts(book, card))
    slide = begin(deck, whole, title, _notes(book, whole, card, title, facts))
    status: Line = (
        sign_run(row.status, _STATUS_SIZE, bold=True),
        TextRun(f"{card.status_word}  ", _STATUS_SIZE, bold=True),
        soft_run(since_words(book, card), FAR),
    )
    slide.text(SlideBox(MARGIN, 0.98, WIDTH - 2 * MARGIN, 0.32), (status,))
    alt = say("slide.map-alt", language, title=card.name, scale=picture.scale)
    slide.picture(picture.png, SlideBox(MARGIN, TOP, picture.width, picture.height), alt)
    left = MARGIN + _MAP_WIDTH + _GUTTER
    grid, rest = _held(facts, (_LABEL, _WORDS), TOP, card.name)
    slide.table(grid, left, TOP)
    wide, left_over = _held(rest, (_WIDE_LABEL, _WIDE_WORDS), CLOSE_TOP, card.name)
    if not is_filled(wide):
        tell_rest(slide, len(rest), left, _LABEL + _WORDS, language)
        return
    second = begin(deck, whole, say("slide.continued", language, title=title))
    second.table(wide, MARGIN, CLOSE_TOP)
    tell_rest(second, len(left_over), MARGIN, _WIDE_LABEL + _WIDE_WORDS, language)


def _held(
    facts: list[_Fact], widths: tuple[float, float], top: float, alt: str
) -> tuple[Grid, list[_Fact]]:
    """Return the facts that a slide has room for, in their order, and those without room."""
    room = _FILLED * (BOTTOM - REST_HEIGHT - top)
    grid, rest = Grid(widths, (), (), alt), []
    for fact in facts:
        tried = replace(grid, rows=(*grid.rows, fact.row))
        if sum(tried.heights) <= room or not grid.rows:
            grid = tried
        else:
            rest.append(fact)
    return grid, rest


def _notes(book: Book, whole: Sheet, card: Card, title: str, facts: list[_Fact]) -> list[str]:
    language = book.language
    day = whole.provenance.say_day(language)
    communes = commune_words(card, language)
    where = [f"{say('card.areas-commune', language)}: {communes}"] if communes else []
    return [
        title,
        f"{card.status_word} {since_words(book, card)}".strip(),
        card.meaning,
        day,
        *(fact.note for fact in facts),
        *where,
        *position_lines(card),
        say("card.sources", language),
        *source_lines(book, card),
    ]


def _facts(book: Book, card: Card) -> Iterator[_Fact]:
    """Yield what is known, what counts first before: money, progress, next step, obstacles."""
    language = book.language
    rows = sorted((row for row in card.rows if any(row.place)), key=lambda row: row.place[0])
    # The next milestone is told by then: what holds the works up comes before all the others.
    known = sorted(rows, key=lambda row: (not row.lead, row.id == "milestones"))
    led = {row.quantity.name for row in known if row.quantity}
    lead_count = sum(row.lead for row in known)
    yield from (_row_fact(book, row) for row in known[:lead_count])
    yield from (_step_fact(book, step) for step in card.history[:1])
    yield from (_row_fact(book, row) for row in known[lead_count:])
    for quantity in quantities_of(card, language):
        if quantity.name not in led:
            yield _quantity_fact(book, quantity)
    if card.note:
        yield _plain(say("card.note", language), card.note)
    places = district_words(card)
    if places:
        yield _plain(say("card.areas-district", language), places)
    yield from (_step_fact(book, step) for step in card.history[1:])
    if not card.history:
        yield _plain(say("card.history", language), say("card.no-history", language))
    for label, words in reach_words(card):
        yield _plain(label, words)


def _plain(label: str, *lines: str) -> _Fact:
    return _Fact(label, tuple((TextRun(line),) for line in lines), lines)


def _row_fact(book: Book, row: FactRow) -> _Fact:
    if row.quantity:
        return _quantity_fact(book, row.quantity, row.asides)
    return _plain(row.label, *row_lines(book, row))


def _quantity_fact(book: Book, quantity: Quantity, asides: tuple[str, ...] = ()) -> _Fact:
    """Return the newest figure with what is known of it, and the others by their values."""
    language = book.language
    told = [f"{one.value} {about_figure(book, one)}".strip() for one in quantity.figures]
    told += asides
    if not quantity.figures:
        unknown = asides or (say("unknown", language),)
        return _plain(quantity.name, *unknown)
    first = quantity.figures[0]
    about = soft_run(about_figure(book, first))
    lines: list[Line] = [(TextRun(f"{first.value}  ", bold=True), about)]
    apart = dict.fromkeys(one.value for one in quantity.figures if one.value != first.value)
    if apart:
        key = "project.other-values" if quantity.disagree else "slide.more-values"
        lines.append((soft_run(say(key, language, values=", ".join(apart)), FAR),))
    if quantity.disagree:
        told.insert(0, say("card.conflict", language))
    return _Fact(quantity.name, tuple(lines), tuple(told))


def _step_fact(book: Book, step: Step) -> _Fact:
    words = step_note(book, step)
    head: Line = (sign_run(step.status), TextRun(step.word, bold=True))
    note: tuple[Line, ...] = ((TextRun(words),),) if words else ()
    return _Fact(step.day, (head, *note), (f"{step.word} {words}".strip(),))
