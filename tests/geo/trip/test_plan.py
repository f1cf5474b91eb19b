"""Three-way, cell by cell: different cells merge, the same cell asks."""

from __future__ import annotations

import json
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.dates import PartialDate
from geo.trip.dates import read_text
from geo.trip.ground import FactPlace, MappingGround
from geo.trip.numbers import NumberDoubt, canonical, of_cell, read_number
from geo.trip.package import UnreadableFileError
from geo.trip.plan import CellVerdict, TripPlan, make_plan
from geo.trip.preview import render
from tests.geo.trip.test_pitfalls import GROUND, TODAY, facts
from tests.geo.trip.written import (
    CAPITAL_AT,
    DATE_AT,
    FIRST,
    LENGTH_AT,
    SOURCE_AT,
    STATUS_AT,
    UNIT_AT,
    by_wps,
    template,
)

CAPITAL = ("figures", "DT-2", "capital")


def ground(changes: dict[FactPlace, str]) -> MappingGround:
    return MappingGround(facts() | changes, GROUND.keys, "later")


def planned(cells: dict[tuple[int, int], object], changes: dict[FactPlace, str]) -> TripPlan:
    pages = template()
    for (row, column), value in cells.items():
        pages[0].put(FIRST + row, column, value)  # type: ignore[arg-type]
    for row in {row for row, _ in cells}:
        pages[0].put(FIRST + row, SOURCE_AT, "QĐ 5/QĐ-UBND")
    return make_plan(by_wps(pages), ground(changes), "vi", TODAY)


@pytest.mark.parametrize(
    ("mine", "theirs", "verdict"),
    [
        (1355.9, "1355.9", None),
        (1400, "1355.9", CellVerdict.CHANGED),
        (1355.9, "1400", None),
        (1400, "1400", None),
        (1400, "1500", CellVerdict.CONFLICT),
    ],
)
def test_the_same_cell_asks(mine: float, theirs: str, verdict: CellVerdict | None) -> None:
    plan = planned({(1, CAPITAL_AT): mine}, {CAPITAL: theirs})
    assert [cell.verdict for cell in plan.cells] == ([verdict] if verdict else [])
    if verdict is CellVerdict.CONFLICT:
        (cell,) = plan.cells
        assert (cell.base, cell.mine, cell.theirs) == ("1355.9", "1400", "1500")
        assert cell.message == (
            "Tổng mức đầu tư: khi lập tệp là 1.355,9 tỷ đồng, nay là 1.500 tỷ đồng, tệp ghi"
            " 1.400 tỷ đồng. Hãy chọn một giá trị."
        )
        assert not plan.is_clean


def test_different_cells_of_a_row_merge() -> None:
    plan = planned({(1, CAPITAL_AT): 1400}, {("figures", "DT-2", "length"): "12"})
    assert [cell.verdict for cell in plan.cells] == [CellVerdict.MERGED]
    assert plan.counts == {"new": 0, "changed": 1, "unchanged": 8, "refused": 0, "conflicts": 0}


def test_status_and_its_day_are_one_event() -> None:
    """A day of mine must never confirm a status that somebody else gave."""
    plan = planned({(1, DATE_AT): "1/10/2026"}, {("events", "DT-2", "status"): "construction"})
    assert [cell.verdict for cell in plan.cells] == [CellVerdict.CONFLICT]


def test_a_status_needs_its_day_and_a_day_that_has_come() -> None:
    plan = planned({(1, STATUS_AT): "Đang thi công"}, {})
    assert "chưa có ngày" in plan.cells[0].message
    later = planned({(1, STATUS_AT): "đang thi công", (1, DATE_AT): "01/12/2026"}, {})
    assert [cell.verdict for cell in later.cells] == [CellVerdict.CHANGED, CellVerdict.REFUSED]
    assert "ở phía trước" in later.cells[1].message


def test_an_emptied_cell_deletes_nothing_and_no_source_is_said() -> None:
    assert "xóa trống" in planned({(1, CAPITAL_AT): None}, {}).cells[0].message
    pages = template()
    pages[0].put(FIRST, LENGTH_AT, 12)
    pages[0].put(FIRST, SOURCE_AT, "Chưa có nguồn tin")
    (cell,) = make_plan(by_wps(pages), GROUND, "vi", TODAY).cells
    assert (cell.verdict, cell.source, cell.mine) == (CellVerdict.NEW, "", "12")


def test_a_project_that_is_gone_and_units_that_are_missing() -> None:
    gone = MappingGround(facts(), {"DT-1", "DT-3"}, "")
    (cell,) = make_plan(by_wps(template()), gone, "en", TODAY).cells
    assert (cell.subject, cell.message) == (
        "DT-2",
        "There is no project DT-2 any more. Take a fresh task list.",
    )
    plan = planned({(1, CAPITAL_AT): 1400, (1, UNIT_AT): None}, {})
    assert "không có đơn vị" in plan.cells[0].message


@pytest.mark.parametrize("value", ["=HYPERLINK(1)", "@SUM(A1)", "<b>x</b>", "x" * 600])
def test_hostile_words_are_refused_or_stay_words(value: str) -> None:
    (cell,) = planned({(1, 7): value}, {}).cells
    assert cell.verdict is (CellVerdict.NEW if value.startswith("<") else CellVerdict.REFUSED)


def test_the_record_has_the_form_that_scripts_read() -> None:
    plan = planned({(1, CAPITAL_AT): 1400}, {})
    told = json.loads(render(plan, "json", "vi"))
    assert {key: told[key] for key in ("new", "changed", "unchanged", "refused", "conflicts")} == (
        plan.counts
    )
    assert told["cells"] == [
        {
            "sheet": "SO-XD",
            "cell": "E6",
            "subject": "DT-2",
            "field": "figures.capital",
            "base": "1355.9",
            "mine": "1400",
            "theirs": "1355.9",
            "verdict": "changed",
            "message": "Tổng mức đầu tư: 1.355,9 tỷ đồng → 1.400 tỷ đồng",
        }
    ]
    assert render(plan, "table", "vi").startswith("mới 0, thay đổi 1, giữ nguyên 8, từ chối 0")


def test_what_is_shown_is_what_is_applied() -> None:
    """The plan is applied to the facts; the same file then has nothing more to change."""
    cells = {(1, CAPITAL_AT): 1400, (0, STATUS_AT): "Hoàn thành", (0, DATE_AT): "05/11/2026"}
    plan = planned(cells, {})
    after = {cell.place: cell.mine for cell in plan.changes}
    assert after == {
        ("events", "DT-1", "status"): "completed",
        ("events", "DT-1", "date"): "2026-11-05",
        CAPITAL: "1400",
    }
    assert planned(cells, after).cells == ()


@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, 1355.9, 1400, 1500.25]), st.sampled_from(["", "12", "13"])
        ),
        min_size=1,
        max_size=1,
    ),
    st.sampled_from(["1355.9", "1400", "1600"]),
)
def test_nothing_is_lost(pairs: list[tuple[float | None, str]], theirs: str) -> None:
    """What others wrote since is never overwritten without a question, whatever I wrote."""
    ((capital, length),) = pairs
    plan = planned({(1, CAPITAL_AT): capital, (1, LENGTH_AT): length or None}, {CAPITAL: theirs})
    for cell in plan.changes:
        assert cell.theirs == cell.base
    mine = {cell.field for cell in plan.cells}
    assert ("figures.capital" in mine) == (
        capital is None or (f"{capital:g}" not in ("1355.9", theirs))
    )


@given(st.decimals(0, 10**9, places=2))
def test_a_number_is_read_as_it_is_written_in_either_language(number: object) -> None:
    english = f"{number:,}"
    vietnamese = english.translate(str.maketrans(",.", ".,"))
    for text in (english, vietnamese):
        assert canonical(read_number(text)) == canonical(of_cell(str(number)))


def test_a_number_that_reads_two_ways_is_asked() -> None:
    for text, sign in product(("1.984", "1,984", "984.000"), ("", "-")):
        with pytest.raises(NumberDoubt, match="two-ways"):
            read_number(sign + text)


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)))
def test_a_day_is_read_day_before_month(day: date) -> None:
    for text in (f"{day.day}/{day.month}/{day.year}", day.isoformat(), f"{day:%d.%m.%Y}"):
        assert read_text(text) == PartialDate.of(day)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for content in (data, b"PK\x03\x04" + data):
        with pytest.raises(UnreadableFileError):
            make_plan(content, GROUND, "vi", TODAY)
