"""A fact is put in words in one place: figures, sources, periods, extents, areas."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from geo.catalog.km_posts import Post
from geo.dates import PartialDate
from geo.model import (
    AreaOverlap,
    Evidence,
    Figure,
    GeometryKind,
    Project,
    Source,
    SourceKind,
    Status,
    StatusEvent,
)
from geo.query import wording
from geo.query.selection import Selection
from geo.query.view import ProjectRow, build_view, project_row
from geo.strings import say
from geo.text import NO_TEXT, Text
from tests import tiny
from tests.once import catalog

DAY = date(2026, 11, 1)

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
    assert wording.short_source(None, "vi") == "chưa có thông tin"


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
    begun = replace(project, start_year=2023, finish_year=None)
    assert wording.years_words(begun, "vi") == "từ 2023"
    assert wording.years_words(replace(project, start_year=None, finish_year=None), "vi") == ""


@pytest.mark.parametrize(
    ("family", "code", "word"),
    [("unit", "km", "km"), ("unit", "no-such-unit", ""), ("unit", "", ""), ("status", "", "")],
)
def test_a_code_without_a_word_is_left_out(family: str, code: str, word: str) -> None:
    assert wording.word_of(family, code, "vi") == word


@pytest.mark.parametrize(
    ("qualifier", "sign"), [("about", "≈ "), ("over", "> "), ("under", "< "), ("", "")]
)
def test_a_qualifier_is_a_sign_before_a_value(qualifier: str, sign: str) -> None:
    assert wording.signed(6250.53, qualifier, "vi", 1) == f"{sign}6.250,5"


@pytest.mark.parametrize(
    ("changes", "name", "mark", "details", "full"),
    [
        ({"publisher": "", "number": "12/QĐ"}, "12/QĐ", "12/QĐ",
         "12/QĐ · 18/05/2025 · Báo chí", "Khởi công · 12/QĐ · 18/05/2025 · https://example.org/"),
        ({"publisher": "", "url": ""}, "Khởi công", "S, 18/05/2025",
         "18/05/2025 · Báo chí", "Khởi công · 18/05/2025"),
        ({"date": None}, "Báo Sơn La", "Báo Sơn La",
         "Báo Sơn La · không ghi ngày · Báo chí",
         "Khởi công · Báo Sơn La · không ghi ngày · https://example.org/"),
        # What is the same is said once.
        ({"number": "Báo Sơn La", "title": Text((("vi", "Báo Sơn La"),))},
         "Báo Sơn La", "Báo Sơn La", "Báo Sơn La · 18/05/2025 · Báo chí",
         "Báo Sơn La · 18/05/2025 · https://example.org/"),
    ],
)  # fmt: skip
def test_a_source_says_what_is_known_of_it(
    changes: dict[str, object], name: str, mark: str, details: str, full: str
) -> None:
    source = replace(SOURCE, **changes)  # type: ignore[arg-type]
    assert wording.source_name(source, "vi") == name
    assert wording.source_mark(source, "vi") == mark
    assert wording.source_details(source, "vi") == details
    assert wording.full_source(source, "vi") == full


def test_an_origin_leaves_out_what_nobody_says() -> None:
    assert wording.source_origin(replace(SOURCE, date=None), "vi") == "Báo chí · Báo Sơn La"
    assert wording.source_origin(replace(SOURCE, publisher=""), "vi") == "Báo chí · 18/05/2025"


def test_a_titled_source_names_the_publisher_where_no_number_does() -> None:
    numbered = replace(SOURCE, number="12/QĐ")
    assert wording.titled_source(numbered, "vi") == "Khởi công. 12/QĐ (18/05/2025)"
    assert wording.titled_source(SOURCE, "vi", whole=True) == "Khởi công. Báo Sơn La (18/05/2025)"
    untitled = replace(SOURCE, title=NO_TEXT, number="Báo Sơn La")
    assert wording.titled_source(untitled, "vi", whole=True) == "Báo Sơn La (18/05/2025)"


def row_of(project: Project, *events: StatusEvent, **more: Any) -> ProjectRow:
    return project_row(tiny.town([project], events=events, **more), Selection(), project, DAY)


def test_a_status_without_later_news_has_one_day() -> None:
    begun = tiny.event("P-1", PartialDate(2025, 5), Status.CONSTRUCTION)
    again = tiny.event("P-1", PartialDate(2026, 2, 5), Status.CONSTRUCTION)
    project = tiny.on_road("P-1", 0, 5)
    assert wording.since_words(row_of(project, begun), "vi", latest=False) == "từ 05/2025"
    both = row_of(project, begun, again)
    assert wording.since_words(both, "en") == "since May 2025; latest news 5 Feb 2026"
    assert wording.since_words(both, "en", latest=False) == "since May 2025"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Đầu → Cuối (QL.9 Km4+000 – Km25+500)"),
        ({"end": NO_TEXT}, "Đầu (QL.9 Km4+000 – Km25+500)"),
        ({"start": NO_TEXT, "end": NO_TEXT}, "QL.9 Km4+000 – Km25+500"),
        ({"km_from": None, "km_to": None}, "Đầu → Cuối"),
        ({"km_from": None, "km_to": None, "start": NO_TEXT, "end": NO_TEXT}, ""),
        # Kilometre 0 is a kilometre.
        ({"km_from": 0.0}, "Đầu → Cuối (QL.9 Km0+000 – Km25+500)"),
    ],
)
def test_an_extent_is_said_by_its_ends_and_kilometres(changes: dict[str, Any], words: str) -> None:
    known = {"km_from": 4.0, "km_to": 25.5, "start": tiny.named("Đầu"), "end": tiny.named("Cuối")}
    project = tiny.on_road("P-1", 4, 25, **(known | changes))
    assert wording.extent_words(project, "vi") == words


def test_a_year_alone_and_two_years_are_said() -> None:
    project = tiny.on_road("P-1", 0, 5, start_year=2023, finish_year=2027)
    assert wording.years_words(project, "vi") == "2023 – 2027"
    until = say("card.years-until", "vi", year=2027)
    assert wording.years_words(replace(project, start_year=None), "vi") == until


def test_a_touch_of_no_size_is_not_said() -> None:
    assert wording.touch_words(AreaOverlap("1"), "vi") == ""
    assert wording.touch_words(AreaOverlap("1", area_km2=9.26), "vi") == "9,3 km²"
    assert wording.km_words(32.36, "vi") == "32,4 km"


def test_an_area_that_is_not_in_force_has_the_name_of_its_frame() -> None:
    view = build_view(catalog(), Selection(as_of=date(2026, 1, 1)), DAY)
    assert wording.area_name(view, "123", "vi") == "Huyện Mộc Châu"
    assert wording.area_name(view, "04048", "en") == "Vân Hồ commune"


def test_a_drawn_line_says_whether_it_is_a_measure() -> None:
    drawn = row_of(tiny.on_road("P-1", 0, 12.34))
    assert wording.drawn_words(drawn, "en") == "Measured on the map: 12.3 km"
    published = replace(drawn, length_source="published")
    assert wording.drawn_words(published, "en") == "The line drawn on the map is 12.3 km long"
    assert wording.drawn_words(replace(drawn, drawn_km=0.0), "en") == ""
    spots = row_of(tiny.on_road("P-1", 0, 12, unlocated_spots=True))
    assert wording.drawn_words(spots, "en") == say("card.on-spots", "en")


@pytest.mark.parametrize(
    ("kind", "grade", "keys"),
    [
        (GeometryKind.OSM, Evidence.B, ["geometry.osm", "grade.B"]),
        (GeometryKind.POINT, Evidence.B, ["geometry.point", "grade-point.B"]),
        (GeometryKind.AREA, None, ["geometry.area"]),
    ],
)
def test_a_geometry_is_said_with_the_grade_of_lines_or_points(
    kind: GeometryKind, grade: Evidence | None, keys: list[str]
) -> None:
    words = ". ".join(say(key, "en") for key in keys)
    assert wording.geometry_words(kind, grade, "en") == words


@pytest.mark.parametrize(
    ("kms", "km", "uncertainty", "grade"),
    [
        # The larger uncertainty of both ends, whichever end has it.
        ((4.0, 25.0), "Km4+000 – Km25+000", "0.6", "B"),
        ((25.0, 4.0), "Km25+000 – Km4+000", "0.6", "B"),
        ((25.0, None), "Km25+000", "0.6", "B"),
        ((4.0, None), "Km4+000", "0.4", "A"),
        ((10.0, None), "Km10+000", "0.3", "A"),
    ],
)
def test_a_place_by_kilometres_says_how_uncertain_it_is_and_the_grade_that_allows(
    kms: tuple[float, float | None], km: str, uncertainty: str, grade: str
) -> None:
    road = tiny.route(
        tiny.section("S-1", tiny.line((0, 5_000), (30_000, 5_000))),
        posts=(Post.at(10, 10, 0.3, tiny.SOURCE),),
    )
    project = tiny.on_road("P-1", 4, 25, km_from=kms[0], km_to=kms[1])
    words = say("card.located", "en", road=tiny.ROAD, km=km, uncertainty=uncertainty, grade=grade)
    assert wording.located_words(tiny.town(routes={road.id: road}), project, "en") == words


def test_a_place_by_kilometres_says_when_they_are_the_old_ones() -> None:
    project = tiny.on_road("P-1", 4, 25, km_from=95.0, km_to=None, km_count="old")
    words = wording.located_words(tiny.recounted_town(), project, "vi")
    assert wording.in_count("Km95+000", "old", "vi") in words
    assert "Km95+000" in words
    assert (
        wording.in_count("Km95+000", "", "vi")
        == "Km95+000"
        != wording.in_count("Km95+000", "old", "vi")
    )


def test_what_has_no_kilometres_is_not_placed_by_them() -> None:
    assert wording.located_words(tiny.town(), tiny.on_road("P-1", 4, 25), "en") == ""


def test_length_and_capital_of_a_row_keep_what_stands_before_them() -> None:
    figures = (
        replace(tiny.figure("P-1", "length", 9, "km"), qualifier="under"),
        replace(tiny.figure("P-1", "capital", 10_000, "billion_vnd"), qualifier="under"),
        tiny.figure("P-2", "length", 12.5, "km"),
    )
    town = tiny.town(
        [tiny.on_road("P-1", 0, 9), tiny.on_road("P-2", 0, 12), tiny.project("P-3")],
        figures=figures,
    )
    rows = {row.project.id: row for row in build_view(town, Selection(), DAY).rows}
    told = {
        id_: (wording.row_length(r, "vi"), wording.row_capital(r, "vi")) for id_, r in rows.items()
    }
    assert told == {"P-1": ("< 9", "< 10.000"), "P-2": ("12,5", ""), "P-3": ("", "")}
