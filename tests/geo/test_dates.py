from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.dates import PartialDate, parse_day, partial_date
from geo.errors import DataError
from geo.tables import TableRow


@given(st.dates(min_value=date(1900, 1, 1)), st.sampled_from([4, 7, 10]))
def test_iso_form_comes_back(day: date, length: int) -> None:
    text = day.isoformat()[:length]
    partial = PartialDate.parse(text)
    assert partial.iso() == text
    assert partial.first_day <= day <= partial.last_day


@pytest.mark.parametrize(
    "text", ["2024-02-30", "2024-13", "24-01-01", "1/2/2024", "", "2024-1", "0000"]
)
def test_other_forms_are_refused_with_the_place(text: str) -> None:
    with pytest.raises(DataError, match=r"events\.csv:3:date"):
        PartialDate.parse(text, "tables/events.csv:3:date")


@pytest.mark.parametrize("text", ["20260101", "2026-W01-1", "2026-01", "0001-01-01", "9999-12-31"])
def test_a_day_is_written_in_one_way(text: str) -> None:
    with pytest.raises(DataError, match="YYYY-MM-DD"):
        parse_day(text)


@pytest.mark.parametrize(
    ("text", "last", "vi", "en"),
    [
        ("2024", date(2024, 12, 31), "2024", "2024"),
        ("2024-02", date(2024, 2, 29), "02/2024", "Feb 2024"),
        ("2024-02-05", date(2024, 2, 5), "05/02/2024", "5 Feb 2024"),
    ],
)
def test_a_period_counts_from_its_last_day(text: str, last: date, vi: str, en: str) -> None:
    partial = PartialDate.parse(text)
    assert partial.last_day == last
    assert (partial.show("vi"), partial.show("en")) == (vi, en)


@pytest.mark.parametrize(
    ("text", "precision"), [("2024", "year"), ("2024-06", "month"), ("2024-06-05", "day")]
)
def test_a_date_knows_how_exact_it_is(text: str, precision: str) -> None:
    assert PartialDate.parse(text).precision == precision


def test_days_reach_from_1950_to_2100() -> None:
    assert parse_day("1950-01-01") == date(1950, 1, 1)
    assert parse_day("2100-12-31") == date(2100, 12, 31)
    for text in ("1949-12-31", "2101-01-01"):
        with pytest.raises(DataError, match="between 1950 and 2100"):
            parse_day(text)


def test_a_cell_may_hold_no_date() -> None:
    row = TableRow("tables/events.csv:3", {"date": "2024-06", "since": "", "wrong": "June"})
    assert partial_date(row, "date") == PartialDate(2024, 6)
    assert partial_date(row, "since") is None
    with pytest.raises(DataError, match=r"events\.csv:3:wrong"):
        partial_date(row, "wrong")
