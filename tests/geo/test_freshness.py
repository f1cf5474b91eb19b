"""How far the data goes, and which news is old."""

from __future__ import annotations

from datetime import date

import pytest

from geo.dates import PartialDate
from geo.model import Status
from geo.query.freshness import as_of_words, data_day
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.query.wording import since_words
from geo.reports.changes import changes
from tests import tiny

TOLD = tiny.event("P-1", PartialDate(2024, 3, 5), Status.PREPARING)
FIGURE = tiny.figure("P-1", "capital", 5, "billion_vnd", as_of=PartialDate(2025, 2))


@pytest.mark.parametrize(
    ("day", "newest"),
    [
        (date(2024, 3, 4), None),
        (date(2024, 3, 5), date(2024, 3, 5)),
        (date(2025, 2, 27), date(2024, 3, 5)),
        (date(2026, 1, 1), date(2025, 2, 28)),
    ],
)
def test_the_data_goes_as_far_as_its_newest_fact(day: date, newest: date | None) -> None:
    assert data_day(tiny.town(events=(TOLD,), figures=(FIGURE,)), day) == newest


def test_the_day_of_the_data_stands_beside_a_later_day() -> None:
    assert as_of_words(date(2026, 11, 27), date(2026, 2, 5), "vi") == (
        "Tình trạng tính đến ngày 27/11/2026 · dữ liệu đến 05/02/2026"
    )
    assert as_of_words(date(2026, 2, 5), date(2026, 2, 5), "vi") == (
        "Tình trạng tính đến ngày 05/02/2026"
    )


def test_old_news_is_marked_with_its_age() -> None:
    town = tiny.town(events=(TOLD,))
    fresh = build_view(town, Selection(), date(2025, 3, 5)).rows[0]
    stale = build_view(town, Selection(), date(2025, 3, 6)).rows[0]
    assert since_words(fresh, "vi") == "từ 05/03/2024"
    assert since_words(stale, "vi") == "từ 05/03/2024; 366 ngày chưa có tin mới"


def test_nothing_changed_is_not_nothing_known() -> None:
    town = tiny.town(events=(TOLD,), figures=(FIGURE,))
    quiet = changes(town, Selection(), date(2024, 4, 1), date(2024, 5, 1))
    assert quiet.describe("vi").startswith("Không có thay đổi"), "the data goes on after it"
    known = changes(town, Selection(), date(2024, 1, 1), date(2024, 2, 1))
    assert known.describe("vi").startswith("Không có thay đổi")
    beyond = changes(town, Selection(), date(2025, 3, 1), date(2026, 1, 1))
    assert beyond.describe("vi").startswith("Dữ liệu chỉ đến ngày 28/02/2025: chưa có thông tin")
