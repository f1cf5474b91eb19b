"""Slides of the book that are made of words: cards beside their map, targets, sources."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.book import facts
from briefing.book.targets import about_of, source_of, values_of
from briefing.slides.deck import MARGIN, WIDTH, Cell, Grid, SlideBox, TextRun, cell
from briefing.slides.pictures import PictureFrame
from briefing.slides.slide import (
    BOTTOM,
    CLOSE_TOP,
    TOP,
    TableOrigin,
    add_grid,
    begin,
    head_row,
    notes_of,
)
from geo.query.wording import indicator_value, period_words, source_details
from geo.reports.indicators import targets
from geo.strings import format_exact, say
from layers.style import palette
from layers.style.symbols import STATUS_LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.book.plan import Book
    from briefing.content.card import Card, Quantity
    from briefing.sheet.plan import Sheet
    from briefing.slides.deck import Deck, Line, Slide
    from briefing.slides.pictures import MapPicture
    from geo.model import Indicator
    from geo.query.view import ProjectRow
    from geo.reports.indicators import IndicatorPeriod, Series

_TEXT, _SMALL = 10.0, 8.5
_MAP_WIDTH = 5.6
_GUTTER = 0.25
_LABEL = 1.3
CARD_MAP = PictureFrame(_MAP_WIDTH, BOTTOM - TOP)
_FACT_WIDTHS = (_LABEL, WIDTH - 2 * MARGIN - _MAP_WIDTH - _GUTTER - _LABEL)
_WIDE_FACT_WIDTHS = (1.9, WIDTH - 2 * MARGIN - 1.9)
_TARGET_WIDTHS = (2.75, 1.0, 2.6, 4.9, 1.15)
_OTHER_WIDTHS = (3.4, WIDTH - 2 * MARGIN - 3.4)
_SOURCE_WIDTHS = (0.45, 6.2, 5.78)


def add_card(deck: Deck, book: Book, whole: Sheet, row: ProjectRow, picture: MapPicture) -> None:
    """Add the card of a project: map at the left, all facts at the right, sources in the notes."""
    language = book.language
    card = facts.card_of(book, row)
    title = f"{book.numbers[row.project.id]}. {card.name}"

    def more() -> Slide:
        return begin(deck, whole, say("slide.continued", language, title=title))

    slide = begin(deck, whole, title)
    color = palette.STATUS[row.status]
    status: Line = (
        TextRun(f"{STATUS_LETTERS[row.status]} ", 15.0, bold=True, color=color),
        TextRun(f"{card.status_word}  ", 15.0, bold=True),
        TextRun(facts.since_words(book, card), 11.0, color=palette.INK_SOFT),
    )
    slide.text(SlideBox(MARGIN, 1.0, WIDTH - 2 * MARGIN, 0.32), (status,))
    alt = say("slide.map-alt", language, title=card.name, scale=picture.scale)
    slide.picture(picture.png, SlideBox(MARGIN, TOP, picture.width, picture.height), alt)
    grid = Grid(_FACT_WIDTHS, (), tuple(_card_rows(book, card)), card.name)
    fitting, rest = grid.split(BOTTOM - TOP)
    slide.table(fitting, MARGIN + _MAP_WIDTH + _GUTTER, TOP)
    if rest.rows:
        wide = replace(rest, widths=_WIDE_FACT_WIDTHS)
        add_grid(more(), wide, TableOrigin(MARGIN, CLOSE_TOP), more)
    day = whole.provenance.say_day(language)
    communes = facts.commune_words(card, language)
    where = [f"{say('card.areas-commune', language)}: {communes}"] if communes else []
    about = (card.status_word, card.meaning, day, *where, *facts.position_lines(card))
    sources = (say("card.sources", language), *facts.source_lines(book, card))
    slide.notes([title, *about, *sources])


def _card_rows(book: Book, card: Card) -> Iterator[tuple[Cell, Cell]]:
    """Yield label and words, row by row: facts, figures, history, note."""
    language = book.language
    for row in facts.fact_rows(card):
        yield _label(row.label), cell(row.words, _TEXT)
    places = facts.district_words(card)
    if places:
        yield _label(say("card.areas-district", language)), cell(places, _TEXT)
    for label, words in facts.reach_words(card):
        yield _label(label), cell(words, _TEXT)
    for quantity in facts.quantities_of(card, language):
        yield _label(quantity.name), Cell(tuple(_figures(book, quantity)))
    if not card.history:
        yield _label(say("card.history", language)), cell(say("card.no-history", language), _TEXT)
    for step in card.history:
        sign = TextRun(f"{STATUS_LETTERS[step.status]} ", _TEXT, color=palette.STATUS[step.status])
        head: Line = (sign, TextRun(step.word, _TEXT, bold=True))
        words = facts.step_note(book, step)
        note: tuple[Line, ...] = ((TextRun(words, _TEXT),),) if words else ()
        yield _label(step.day), Cell((head, *note))
    if card.note:
        yield _label(say("card.note", language)), cell(card.note, _TEXT)


def _label(text: str) -> Cell:
    return cell(text, _SMALL, color=palette.INK_SOFT)


def _figures(book: Book, quantity: Quantity) -> Iterator[Line]:
    """Yield a line for each figure; sources that disagree are named as such."""
    if quantity.disagree:
        yield (
            TextRun(
                say("card.conflict", book.language), _SMALL, color=palette.INK_SOFT, italic=True
            ),
        )
    for figure in quantity.figures:
        yield (
            TextRun(f"{figure.value}  ", _TEXT, bold=True),
            TextRun(facts.about_figure(book, figure), _SMALL, color=palette.INK_SOFT),
        )


def add_targets(deck: Deck, book: Book, whole: Sheet) -> None:
    """Add the table of targets beside published results, and that of figures without a target."""
    language = book.language
    title = say("book.targets", language)

    def more() -> Slide:
        slide = begin(deck, whole, title)
        slide.notes([title, *notes_of(whole)])
        return slide

    known = targets(book.view.catalog, book.view.day)
    slide = more()
    place = TableOrigin(MARGIN, CLOSE_TOP)
    if known.with_target:
        keys = ("indicator", "period", "target", "published", "share")
        head = head_row([say(f"book.column-{key}", language) for key in keys], right=1)
        rows = tuple(_target_row(book, goal) for goal in known.with_target)
        add_grid(slide, Grid(_TARGET_WIDTHS, head, rows, title), place, more)
    else:
        words = (TextRun(say("book.no-targets", language), 14.0),)
        slide.text(SlideBox(MARGIN, TOP, WIDTH - 2 * MARGIN, 0.5), (words,))
    others = [_other_row(book, one) for one in known.observed]
    for year, group in known.without_target:
        names = "; ".join(one.name[language] for one in group)
        name = cell(say("targets.no-target", language, year=year), _TEXT, bold=True)
        others += [(name, cell(names, _TEXT))] if group else []
    if others:
        title = say("targets.observed", language)
        add_grid(more(), Grid(_OTHER_WIDTHS, (), tuple(others), title), place, more)


def _target_row(book: Book, goal: IndicatorPeriod) -> tuple[Cell, ...]:
    language = book.language
    share = (
        "" if goal.achievement is None else f"{format_exact(100 * goal.achievement, language, 0)} %"
    )
    aims: list[Line] = []
    if not goal.targets:
        aims.append((TextRun(say("indicator.no-target", language), _TEXT),))
    for item in (*goal.targets, *goal.plans):
        role = say(f"indicator.{item.role}", language)
        about = source_of(book, item)
        about = about if item in goal.targets else f"{role} · {about}"
        aims.append((TextRun(indicator_value(item, language), _TEXT, bold=item in goal.targets),))
        aims.append((TextRun(about, _SMALL, color=palette.INK_SOFT),))
    results = [_figure_line(book, item) for item in (*goal.results, *goal.estimates)]
    if not goal.has_result:
        results.insert(0, (TextRun(say("indicator.no-result", language), _TEXT),))
    return (
        cell(goal.name[language], _TEXT, bold=True),
        cell(period_words(goal.period), _TEXT),
        Cell(tuple(aims)),
        Cell(tuple(results)),
        cell(share or "–", _TEXT, bold=bool(share), align="right"),
    )


def _figure_line(book: Book, item: Indicator, *, period: bool = False) -> Line:
    return (
        TextRun(f"{indicator_value(item, book.language)}  ", _TEXT, bold=True),
        TextRun(about_of(book, item, period=period), _SMALL, color=palette.INK_SOFT),
    )


def _other_row(book: Book, one: Series) -> tuple[Cell, Cell]:
    figures = tuple(_figure_line(book, item, period=True) for item in values_of(one))
    return cell(one.name[book.language], _TEXT, bold=True), Cell(figures)


def add_sources(deck: Deck, book: Book, whole: Sheet) -> None:
    """Add the list of all sources with their numbers."""
    language = book.language
    title = say("book.sources", language)

    def more() -> Slide:
        return begin(deck, whole, title)

    rows = tuple(
        (
            cell(str(number), _SMALL, align="right", bold=True),
            cell(source.title[language], _SMALL),
            cell(source_details(source, language), _SMALL, color=palette.INK_SOFT),
        )
        for number, source in book.source_list()
    )
    if rows:
        add_grid(
            more(), Grid(_SOURCE_WIDTHS, (), rows, title), TableOrigin(MARGIN, CLOSE_TOP), more
        )
