"""UX-43: the book of a ward or commune answers its question, and leaves no page empty."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from briefing.book.front import draw_cover
from briefing.book.plan import Book, Part, PartKind, arrange_book, order_of
from briefing.book.render import render_book
from briefing.book.statement import plan_book, statement_of_book
from briefing.request import ExportRequest
from briefing.statement.statement import GOAL
from briefing.verify.compare import OnPaper, verify, verify_code
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.reports.targets import targets
from geo.strings import say
from layers.ink.marks import TextMark
from layers.style.text_metrics import measure
from tests.briefing.sheets import TODAY, catalog, view_of
from tests.readers import pdf_pictures, pdf_text

WARD, EMPTY = "03980", "03703"
DPI = 40
# Head and foot of a page, in parts of its height.
HEAD, FOOT = 0.14, 0.06


def asked() -> ExportRequest:
    return replace(ExportRequest(printed=TODAY, workers=1), link="https://example.org/")


@pytest.fixture(scope="module")
def ward() -> tuple[bytes, Book]:
    view = view_of(WARD)
    return render_book(view, asked()), plan_book(view, asked())


@pytest.fixture(scope="module")
def pages(ward: tuple[bytes, Book], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    path = tmp_path_factory.mktemp("ward") / "ward.pdf"
    path.write_bytes(ward[0])
    return [" ".join(text.split()) for text in pdf_text(path).split("\f")]


def test_ux_43_it_has_map_list_cards_and_sources_alone(ward: tuple[bytes, Book]) -> None:
    book = ward[1]
    kinds = [part.kind for part in order_of(book)]
    assert list(dict.fromkeys(kinds)) == [
        PartKind.COVER, PartKind.AREA, PartKind.ANNEX, PartKind.PROGRESS, PartKind.CARD,
        PartKind.SOURCES,
    ]  # fmt: skip
    cards = [part.subject for part in order_of(book) if part.kind is PartKind.CARD]
    assert sorted(cards) == sorted(row.project.id for row in view_of(WARD).rows)


def test_ux_43_no_page_but_the_last_is_under_a_third_full(
    ward: tuple[bytes, Book], tmp_path: Path
) -> None:
    path = tmp_path / "ward.pdf"
    path.write_bytes(ward[0])
    pictures = pdf_pictures(path, tmp_path, DPI)
    assert len(pictures) <= 15
    for picture in pictures[:-1]:
        grey = np.asarray(Image.open(picture).convert("L"))
        high = grey.shape[0]
        body = grey[int(HEAD * high) : int((1 - FOOT) * high)]
        (inked,) = np.nonzero((body < 200).any(axis=1))
        assert inked.max() > body.shape[0] / 3, picture.name


def test_ux_43_the_list_names_all_projects_and_counts_them(
    ward: tuple[bytes, Book], pages: list[str]
) -> None:
    (listed,) = [text for text in pages if say("book.by-status", "vi") in text]
    assert say("book.list", "vi") in listed
    assert all(row.project.name["vi"] in listed for row in ward[1].rows)
    # Where the map has no room for all, it leads to that page by its name.
    assert any("xem trang danh mục dự án" in text for text in pages)


def test_ux_43_targets_of_the_province_and_their_sources_are_not_in_it(
    ward: tuple[bytes, Book], pages: list[str]
) -> None:
    book = ward[1]
    used = {
        id_
        for row in book.rows
        for id_ in (
            *row.project.source_ids,
            *(event.source_id for event in catalog().events_of(row.project.id)),
            *(figure.source_id for figure in catalog().figures_of(row.project.id)),
            *book.view.control_of(row.project).source_ids,
        )
    }
    assert set(book.sources) == used & set(catalog().sources)
    assert not set(targets(catalog(), TODAY).source_ids) <= set(book.sources)
    assert not any(say("book.targets", "vi") in text for text in pages)
    assert not any(say("book.contents", "vi") in text for text in pages)
    said = statement_of_book(book)
    assert not any(str(one["id"]).startswith(GOAL) for one in said.rest)
    assert verify(said, catalog(), TODAY).same


def test_ux_43_the_words_of_the_cover_stay_beside_the_map(ward: tuple[bytes, Book]) -> None:
    (cover,) = draw_cover(ward[1])
    marks = [mark for mark in cover.drawing.marks() if isinstance(mark, TextMark)]
    day = [mark for mark in marks if "05/02/2026" in mark.text or "Tình trạng tính" in mark.text]
    assert day
    for mark in day:
        assert mark.at[0] + measure(mark.text, mark.face).width < cover.area.width, mark.text


def test_ux_43_a_book_of_districts_or_corridors_keeps_all_its_parts() -> None:
    for fields in ({"areas": ("127",)}, {"corridors": ("COR-01",)}, {"areas": (WARD, "123")}, {}):
        book = arrange_book(view_of(), replace(asked(), **fields))  # type: ignore[arg-type]
        assert not book.is_short
        kinds = [part.kind for part in order_of(book)]
        assert PartKind.TARGETS in kinds
        assert PartKind.OVERVIEW in kinds


def test_ux_43_a_commune_without_projects_has_its_map_and_nothing_empty() -> None:
    book = arrange_book(view_of(EMPTY), asked())
    assert not book.rows
    assert order_of(book) == [Part(PartKind.COVER), Part(PartKind.AREA, EMPTY)]


def test_long_books_of_wards_that_were_made_before_are_still_verified() -> None:
    view = build_view(catalog(), Selection(areas=(WARD,)), TODAY)
    before = plan_book(view, asked(), is_short=False)
    said = statement_of_book(before)
    assert any(str(one["id"]).startswith(GOAL) for one in said.rest)
    assert verify(said, catalog(), TODAY).same
    # Both codes on paper are known again by the view.
    now = plan_book(view, asked())
    assert before.code != now.code
    for book in (before, now):
        paper = OnPaper(book.code, f"https://example.org/?area={WARD}&asof={TODAY.isoformat()}")
        assert verify_code(paper, catalog(), "vi", TODAY).same
