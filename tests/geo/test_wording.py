"""A fact is put in words in one place: figures, sources, periods, extents, areas."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from geo.dates import PartialDate
from geo.model import AreaOverlap, Figure, Source, SourceKind
from geo.query import wording
from geo.query.selection import Selection
from geo.query.view import build_view, project_row
from geo.text import NO_TEXT, Text
from tests.once import catalog

FIGURE = Figure("P", "capital", 4938.0, "billion_vnd", "about", PartialDate(2026, 2), NO_TEXT, "S")
SOURCE = Source(
    "S",
    SourceKind.PRESS,
    Text((("vi", "Khởi công"), ("en", "Ground broken"))),
    "Báo Sơn La",
    "",
    PartialDate(2025, 5, 18),
    "https://example.org/",
)


def test_a_figure_has_qualifier_value_unit_and_date() -> None:
    assert wording.figure_value(FIGURE, "vi") == "khoảng 4.938 tỷ đồng"
    assert wording.figure_value(FIGURE, "en", "_") == "about_4,938_billion VND"
    assert wording.dated_figure(FIGURE, "vi") == "khoảng 4.938 tỷ đồng (02/2026)"
    assert wording.figure_of_source(FIGURE, "vi") == "khoảng 4.938 (02/2026) [S]"
    assert wording.signed(6250.5, "over", "en", 1) == "> 6,250.5"


def test_a_count_without_a_unit_is_a_number() -> None:
    count = replace(FIGURE, quantity="packages", unit="packages", qualifier="", value=3.0)
    assert wording.figure_value(count, "vi") == "3"
    assert wording.dated_figure(replace(count, as_of=None), "vi") == "3"
    assert wording.quantity_name("packages", "vi") == "Gói thầu"
    assert wording.quantity_name("what-no-string-says", "vi") == "what-no-string-says"


@pytest.mark.parametrize(
    ("say", "words"),
    [
        (wording.source_name, "Báo Sơn La"),
        (wording.short_source, "Báo Sơn La (18/05/2025)"),
        (wording.source_mark, "Báo Sơn La, 18/05/2025"),
        (wording.source_details, "Báo Sơn La · 18/05/2025 · Báo chí"),
        (wording.source_origin, "Báo chí · Báo Sơn La · 18/05/2025"),
        (wording.titled_source, "Khởi công. Báo Sơn La (18/05/2025)"),
        (wording.full_source, "Khởi công · Báo Sơn La · 18/05/2025 · https://example.org/"),
    ],
)
def test_a_source_without_a_number_is_named_by_its_publisher(say: object, words: str) -> None:
    assert callable(say)
    assert say(SOURCE, "vi") == words


def test_a_number_names_a_source_and_no_date_is_said() -> None:
    numbered = replace(SOURCE, number="12/QĐ", date=None)
    assert wording.source_mark(numbered, "vi") == "12/QĐ"
    assert wording.short_source(numbered, "vi") == "12/QĐ"
    assert wording.titled_source(numbered, "vi") == "Khởi công. 12/QĐ (không ghi ngày)"
    assert (
        wording.titled_source(numbered, "en", whole=True)
        == "Ground broken. 12/QĐ. Báo Sơn La (undated)"
    )
    assert wording.short_source(None, "vi") == "chưa có nguồn"


def test_what_lies_in_an_area_is_a_length_else_an_area_else_nothing() -> None:
    assert wording.touch_words(AreaOverlap("1", 32.25, 9.0), "vi") == "32,2 km"
    assert wording.touch_words(AreaOverlap("1", 0.0, 9.04), "en") == "9 km²"
    assert wording.touch_words(AreaOverlap("1", points=1), "vi") == ""


def test_since_when_is_said_with_the_latest_news_that_confirm_it() -> None:
    project = catalog().projects["EXP-SL1"]
    row = project_row(catalog(), Selection(), project, date(2026, 11, 1))
    assert wording.since_words(row, "vi") == "từ 18/05/2025; tin mới nhất 05/02/2026"
    assert wording.since_words(row, "vi", latest=False) == "từ 18/05/2025"
    assert wording.since_words(replace(row, event=None, since=None), "vi") == ""


def test_an_area_is_called_as_it_was_on_the_day() -> None:
    for day, name in ((date(2024, 1, 1), "Huyện Mộc Châu"), (date(2025, 3, 1), "Thị xã Mộc Châu")):
        view = build_view(catalog(), Selection(as_of=day), date(2026, 11, 1))
        assert wording.area_name(view, "123", "vi") == name


def test_an_unknown_end_of_the_years_is_open() -> None:
    project = catalog().projects["EXP-SL1"]
    assert (
        wording.years_words(replace(project, start_year=2023, finish_year=None), "vi") == "từ 2023"
    )
    assert wording.years_words(replace(project, start_year=None, finish_year=None), "vi") == ""
    assert wording.period_words("2021-2025") == "2021–2025"
