"""One card, four canvases: screen, book, slide and USB edition say the same of a project."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest
from openpyxl import load_workbook

from briefing.book import card as book_card
from briefing.book.card import card_of, fact_rows
from briefing.book.card_slide import add_card
from briefing.book.plan import Book
from briefing.book.statement import plan_book
from briefing.content.card import Card
from briefing.content.cards_record import cards_record
from briefing.data.kml import kml
from briefing.data.tables import project_table
from briefing.data.workbook import xlsx
from briefing.request import ExportRequest
from briefing.sheet.page import Page
from briefing.sheet.paper_sizes import Box
from briefing.sheet.plan import plan
from briefing.sheet.render import properties_of
from briefing.slides.deck import Deck, Grid, Slide
from briefing.slides.slide import MapPicture
from briefing.statement.statement import SLIDE
from geo.cli.commands import csv_text, geojson, records
from geo.query import fields
from geo.query.fields import Column, On
from geo.query.view import ProjectRow
from geo.strings import table
from geo.text import Text
from tests.briefing import controlled
from tests.briefing.sheets import TODAY, request, view_of
from tests.card_html import card_html
from tests.languages import third_language

LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])
# What the paper has no room for: all areas beyond these, and the reasons of a grade.
MOST_AREAS = 12


def plain(words: str) -> str:
    """Give words as one line: a line that was broken reads as it did before."""
    return " ".join(words.replace("\u00a0", " ").split())


def facts_of(card: Card) -> list[str]:
    """Give everything that every canvas has to say."""
    said = [card.name, card.status_word, card.since, card.note]
    for row in card.rows:
        said += [row.label, *(name.text for name in row.names), *row.asides]
    known = [row.quantity for row in card.rows if row.quantity]
    for quantity in (*known, *card.quantities):
        for figure in quantity.figures:
            said += [quantity.name, figure.value, figure.day, figure.note]
    for step in card.history:
        said += [step.day, step.word, step.note]
    for reach in card.reach:
        said += [reach.label, reach.place, reach.way]
    said += [f"{area.name} – {area.size}" if area.size else area.name for area in card.districts]
    said += [area.short for area in card.communes[:MOST_AREAS]]
    said += [line.words for line in card.position]
    return [plain(words) for words in said if words]


def missing(card: Card, shown: str) -> list[str]:
    # On the screen a dash stands between an area and what lies in it.
    text = plain(shown.replace(" – ", " "))
    return [fact for fact in facts_of(card) if plain(fact.replace(" – ", " ")) not in text]


@cache
def book_of(language: str) -> Book:
    # One of the projects has all that a planner can know of one.
    view = controlled.view_of(language=language)
    return plan_book(view, ExportRequest(printed=TODAY, workers=1))


def cards(language: str) -> Iterable[tuple[ProjectRow, Card]]:
    book = book_of(language)
    assert len(book.rows) == len(book.view.catalog.projects)
    return [(row, card_of(book, row)) for row in book.rows]


def on_screen(card: Card, language: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", card_html(card, language)))


@LANGUAGES
def test_the_screen_says_every_fact(language: str) -> None:
    for _, card in cards(language):
        assert not missing(card, on_screen(card, language)), card.item.id


@LANGUAGES
def test_the_usb_edition_says_every_fact(language: str) -> None:
    record = cards_record(book_of(language).view)

    def words(tree: list[Any]) -> Iterable[str]:
        for child in tree[1:]:
            if isinstance(child, list):
                yield " ".join(words(child))
            elif isinstance(child, int):
                yield record["texts"][child]

    for _, card in cards(language):
        shown = " ".join(words(record["cards"][card.item.id][language]))
        assert not missing(card, shown), card.item.id


@LANGUAGES
def test_the_book_says_every_fact(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    write = Page.write

    def spy(page: Page, text: str, *args: Any, **more: Any) -> None:
        written.append(text)
        write(page, text, *args, **more)

    def no_map(*args: Any) -> float:
        box: Box = args[3]
        return box.top

    monkeypatch.setattr(Page, "write", spy)
    monkeypatch.setattr(book_card, "_draw_map", no_map)
    for row, card in cards(language):
        written.clear()
        book_card.draw_card(book_of(language), row)
        assert not missing(card, " ".join(written)), card.item.id


@LANGUAGES
def test_the_slides_say_every_fact(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    def table(_slide: Slide, grid: Grid, *_: float) -> float:
        said.extend(run.text for row in grid.rows for c in row for line in c.lines for run in line)
        return 1.0

    def text(_slide: Slide, _box: object, lines: Iterable[Any], **_: object) -> None:
        said.extend(run.text for line in lines for run in line)

    def notes(_slide: Slide, lines: Iterable[str]) -> None:
        said.extend(lines)

    for name, spy in (("table", table), ("text", text), ("notes", notes)):
        monkeypatch.setattr(Slide, name, spy)
    monkeypatch.setattr(Slide, "picture", lambda *_: None)
    book = book_of(language)
    whole = plan(book.view, request())
    deck = Deck(properties_of(whole, SLIDE), TODAY, language)
    for row, card in cards(language):
        said.clear()
        add_card(deck, book, whole, row, MapPicture(b"", 1.0, 1.0, (), "1:1"))
        assert not missing(card, " ".join([card.name, *said])), card.item.id


def test_a_new_attribute_stands_in_one_place_and_is_everywhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def crew(row: ProjectRow) -> str:
        return f"tổ đội {row.project.id}"

    made = fields.Field(
        "crew",
        (Column("crew", "CREW", lambda _, row: crew(row), width=33, on=On.BALLOON),),
        words=lambda _view, row, _language: [fields.Named(crew(row))],
        card=(3, 3),
    )
    monkeypatch.setattr(fields, "FIELDS", (*fields.FIELDS, made))
    for key in ("card.crew", "data.column-crew"):
        monkeypatch.setitem(table(), key, Text((("vi", "Tổ thi công"), ("en", "Crew"))))
    view = view_of("127")
    row = view.rows[0]
    book = plan_book(view, ExportRequest(printed=TODAY, workers=1))
    card = card_of(book, row)
    assert "Tổ thi công" in on_screen(card, "vi")
    assert crew(row) in on_screen(card, "vi")
    assert ("Tổ thi công", crew(row)) in [(r.label, r.words) for r in fact_rows(card)]
    assert crew(row) in cards_record(view)["texts"]
    assert records(view)[0]["crew"] == crew(row)
    assert all(crew(row) in text for text in (csv_text(view), geojson(view)))
    sheet = load_workbook(io.BytesIO(xlsx(view)))["Dự án"]
    (head,) = [cell for cell in sheet[1] if cell.value == "Tổ thi công"]
    assert sheet.cell(2, head.column).value == crew(row)
    assert sheet.column_dimensions[head.column_letter].width == pytest.approx(33, abs=1)
    assert f"<th align='left'>Tổ thi công</th><td>{crew(row)}</td>" in html.unescape(
        kml(view).decode()
    )
    assert crew(row) in set(project_table(view, view.rows)["crew"])


def test_a_new_language_gets_its_column_of_names() -> None:
    with third_language({"data.fact-project_name": "Khrong", "language.name": "Thai"}) as code:
        known = fields.columns()
        printed = [column.id for column in fields.printed_columns(code)]
    assert [column.id for column in known][:5] == [
        "id",
        "name_vi",
        "name_en",
        "name_th",
        "kind_word",
    ]
    assert printed[:2] == ["id", "name_th"]
    assert (known[3].short, known[3].width) == ("NAME_TH", 36)
