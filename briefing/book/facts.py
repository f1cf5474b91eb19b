"""What a card says on paper and on slides: its model, with the numbers of the book's sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.content.card import Quantity, QuotedFigure, project_card
from geo.query.wording import short_source
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.book.plan import Book
    from briefing.content.card import Card, FactRow, Step
    from geo.model import Source
    from geo.query.view import ProjectRow

_MOST_AREAS: Final = 12


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
    return "; ".join(f"{area.name} {area.size}".strip() for area in card.districts)


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
