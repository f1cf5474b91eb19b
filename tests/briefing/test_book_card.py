"""The card of a project on the pages of a book: shares as bars, what overflows spread evenly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.book import card as book_card
from briefing.book.page import BookPage, FlowBlock, flow, held_by
from briefing.book.statement import plan_book
from briefing.request import ExportRequest
from briefing.sheet.page import Page
from briefing.sheet.paper_sizes import PAPERS, Box
from tests.briefing import controlled
from tests.briefing.sheets import TODAY
from tests.inked import words_in

COLUMNS = [Box(0, 0, 10, 100), Box(20, 0, 10, 100)]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Any]]:
    """Give the pages of the card of a project under full control, and the bars on them."""
    found: dict[str, list[Any]] = {"bars": [], "pages": []}

    def no_map(*args: Any) -> float:
        box: Box = args[3]
        return box.top

    bar = Page.bar

    def spy(page: Page, box: Box, share: float) -> None:
        found["bars"].append(share)
        bar(page, box, share)

    monkeypatch.setattr(book_card, "_draw_map", no_map)
    monkeypatch.setattr(Page, "bar", spy)
    book = plan_book(controlled.view_of(), ExportRequest(printed=TODAY, workers=1))
    (row,) = [row for row in book.rows if row.project.id == controlled.PROJECT]
    found["pages"] = list(book_card.draw_card(book, row))
    return found


def test_each_share_has_its_bar(drawn: dict[str, list[Any]]) -> None:
    assert [round(100 * share, 2) for share in drawn["bars"]] == [11.8, 37.06, 59.89, 79.33]


def test_ux17_a_long_card_uses_all_columns_of_a_page_before_it_takes_another(
    drawn: dict[str, list[Any]],
) -> None:
    first, second, *last = drawn["pages"]
    assert isinstance(first, BookPage)
    assert len(last) <= 1
    width = second.paper.width
    thirds = {min(int(3 * line.at[0] / width), 2) for line in words_in(second.layer)}
    assert thirds == {0, 1, 2}


def _blocks(heights: Sequence[tuple[float, bool]]) -> list[FlowBlock]:
    return [FlowBlock(height, lambda *_: None, with_next=head) for height, head in heights]


@given(st.lists(st.tuples(st.floats(1, 60), st.booleans()), max_size=14))
def test_what_columns_hold_needs_no_page_more(heights: list[tuple[float, bool]]) -> None:
    blocks = _blocks(heights)
    held = held_by(blocks, COLUMNS)
    begun: list[BookPage] = []

    def more() -> BookPage:
        begun.append(page)
        return page

    page = BookPage(PAPERS["A4"], COLUMNS[0], "vi")
    if held:
        flow(blocks[:held], COLUMNS, page, more, 2)
    assert begun == []
    assert not (held and blocks[held - 1].with_next)


def test_columns_hold_as_much_as_fits() -> None:
    blocks = _blocks([(60, False), (60, False), (30, False), (30, False), (11, False)])
    # 60 | 60, 30: the second 30 would end 20 below the foot.
    assert held_by(blocks, COLUMNS) == 3
    # A heading goes with what it heads.
    assert held_by(_blocks([(60, False), (60, False), (35, True), (10, False)]), COLUMNS) == 2
    assert held_by([], COLUMNS) == 0
