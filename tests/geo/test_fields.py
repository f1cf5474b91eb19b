"""The list of attributes, on one project that has all of them and one that has none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from geo.catalog.catalog import Catalog
from geo.dates import PartialDate
from geo.model import Figure, Project, SourceKind, Status, StatusEvent
from geo.query import fields
from geo.query.fields import FIELDS, Column, ColumnKind, Field, Named, On
from geo.query.selection import Selection
from geo.query.view import ProjectRow, View, build_view
from geo.strings import say
from tests import tiny
from tests.languages import third_language

TODAY = date(2026, 6, 1)
PRESS = "TOWN-2"
BEGUN, CONFIRMED = PartialDate(2025, 5, 18), PartialDate(2026, 2)


def full_project(**more: Any) -> Project:
    values: dict[str, Any] = {
        "name": tiny.named("Đường Một", en="Road One"), "km_from": 4.0, "km_to": 25.0,
        "start": tiny.named("Đầu", en="Head"), "end": tiny.named("Cuối"),
        "class_target": tiny.named("Cấp III"), "funding": tiny.named("Ngân sách", en="Budget"),
        # One of each is in the tables; the other was named by mistake.
        "agency_ids": ("SO-XD", "GONE"), "asset_ids": ("A-1", "GONE", "A-2"),
        "corridor_ids": ("COR-1", "GONE"), "start_year": 2024, "finish_year": 2027,
        "source_ids": ("TOWN-3",), "note": tiny.named("Ghi chú"),
        "geometry_note": tiny.named("Vẽ theo đường"),
    }  # fmt: skip
    return tiny.on_road("P-1", 4, 25, **(values | more))


def capital(value: float, as_of: PartialDate | None = None, **more: Any) -> Figure:
    return tiny.figure("P-1", "capital", value, "billion_vnd", as_of=as_of, **more)


@cache
def full() -> Catalog:
    empty = tiny.project("P-2", road_ref="")
    return tiny.town(
        [full_project(), empty],
        events=(
            tiny.event("P-1", PartialDate(2024), Status.PREPARING),
            tiny.event("P-1", BEGUN, Status.CONSTRUCTION, PRESS, tiny.named("Khởi công")),
            tiny.event("P-1", CONFIRMED, Status.CONSTRUCTION, PRESS, tiny.named("Đang đắp nền")),
        ),
        figures=(
            capital(95, PartialDate(2024)),
            capital(90, PartialDate(2025, 3, 5), qualifier="over", note=tiny.named("Đợt 2")),
            capital(90, PartialDate(2023), source_id=PRESS),
            tiny.figure("P-1", "length", 21.4, "km", qualifier="about", source_id=PRESS),
        ),
        sources=tiny.by_id(
            [tiny.source(tiny.SOURCE), tiny.source(PRESS, kind=SourceKind.PRESS, date=None)]
        ),
        agencies=tiny.by_id([tiny.agency("SO-XD", "Sở Xây dựng", en="Works")]),
        assets=tiny.by_id([tiny.asset("A-1"), tiny.asset("A-2")]),
        corridors=tiny.by_id([tiny.corridor("COR-1")]),
    )


def view_of(catalog: Catalog, language: str = "vi") -> View:
    return build_view(catalog, Selection(language=language), TODAY)


def one(catalog: Catalog, language: str = "vi") -> tuple[View, ProjectRow]:
    view = view_of(catalog, language)
    return view, view.rows[0]


def field(field_id: str) -> Field:
    (found,) = (item for item in FIELDS if item.id == field_id)
    return found


def cells(view: View, row: ProjectRow) -> dict[str, object]:
    return {column.id: column.cell(view, row) for column in fields.columns()}


def test_every_cell_of_a_project_that_has_everything() -> None:
    inside = {"20102": pytest.approx(10, abs=0.01), "20101": pytest.approx(6, abs=0.01),
              "20201": pytest.approx(5, abs=0.01)}  # fmt: skip
    expected: dict[str, object] = {
        "id": "P-1", "name_vi": "Đường Một", "name_en": "Road One",
        "kind_word": say("kind.national-road", "vi"), "kind": "national-road",
        "status_word": say("status.construction", "vi"), "status": "construction",
        "status_since": BEGUN, "status_date": CONFIRMED, "status_note": "Đang đắp nền",
        "status_source": PRESS, "geometry_kind": ["osm"], "on_spots": False,
        "drawn_km": pytest.approx(21, abs=0.01),
        "length_km": 21.4, "length_basis": "published", "length_qualifier": "about",
        "length_source": PRESS, "length_other_km": [],
        "capital_billion_vnd": 90, "capital_qualifier": "over", "capital_note": "Đợt 2",
        "capital_as_of": PartialDate(2025, 3, 5), "capital_source": tiny.SOURCE,
        # The second source that says 90 does not disagree.
        "capital_other_billion_vnd": ["95 (2024) [TOWN-1]"],
        "district_names": ["Một", "Hai"], "districts": ["201", "202"],
        "commune_names": ["Giữa", "Tây", "Đông"], "communes": ["20102", "20101", "20201"],
        "corridor_names": ["Hành lang COR-1"], "corridors": ["COR-1", "GONE"],
        "agency_names": ["Sở Xây dựng"], "agencies": ["SO-XD", "GONE"],
        "class_target": "Cấp III", "funding": "Ngân sách", "start_year": 2024,
        "finish_year": 2027, "position": [say("geometry.osm", "vi")], "evidence": "A",
        "note": "Ghi chú", "sources": ["TOWN-1", "TOWN-2", "TOWN-3"], "km_by_commune": inside,
        "km_by_district": {"201": pytest.approx(16, abs=0.01), "202": pytest.approx(5, abs=0.01)},
    }  # fmt: skip
    found = cells(*one(full()))
    assert {key: found[key] for key in expected} == expected
    english = cells(*one(full(), "en"))
    assert (english["name_vi"], english["name_en"]) == ("Đường Một", "Road One")
    assert (english["funding"], english["note"]) == ("Budget", "Ghi chú")
    assert (english["agency_names"], english["status_word"]) == (["Works"], "Under construction")


def test_what_no_source_says_is_no_cell() -> None:
    view = view_of(full())
    found = cells(view, view.rows[1])
    unplaced = [say("sheet.tag-unplaced", "vi")]
    known = {
        "id": "P-2", "name_vi": "Dự án P-2", "name_en": "Dự án P-2", "kind": "national-road",
        "kind_word": say("kind.national-road", "vi"), "status": "unknown",
        "status_word": say("status.unknown", "vi"), "position": unplaced, "on_spots": False,
    }  # fmt: skip
    assert {key: value for key, value in found.items() if value not in (None, [], {})} == known


@pytest.mark.parametrize("name", ["district", "commune"])
def test_a_place_without_length_has_no_kilometres_by_area(name: str) -> None:
    spot = tiny.project("P-1", tiny.piece(tiny.point(25_000, 5_000), kind="point"))
    found = cells(*one(tiny.town([spot])))
    assert found[f"km_by_{name}"] == {}
    assert (found["districts"], found["communes"]) == (["202"], ["20201"])


@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ({}, ["geometry.osm"]),
        ({"unlocated_spots": True}, ["geometry.osm", "card.on-spots"]),
        ({"unlocated_spots": True, "pieces": ()}, ["sheet.tag-unplaced"]),
        ({"pieces": ()}, ["sheet.tag-unplaced"]),
    ],
)
def test_the_position_says_what_the_geometry_is(changes: dict[str, Any], keys: list[str]) -> None:
    project = replace(tiny.on_road("P-1", 0, 5), **changes)
    found = cells(*one(tiny.town([project])))
    assert found["position"] == [say(key, "vi") for key in keys]


def test_a_conflict_is_one_of_value_or_unit() -> None:
    def others(*figures: Figure) -> object:
        return cells(*one(tiny.town([full_project()], figures=figures)))[
            "capital_other_billion_vnd"
        ]

    assert others(capital(90), capital(90)) == []
    assert others(capital(90, PartialDate(2025)), capital(80)) == ["80 [TOWN-1]"]
    in_dollars = replace(capital(90), unit="million_usd")
    assert others(capital(90, PartialDate(2025, 6)), in_dollars) == ["90 [TOWN-1]"]


def test_names_of_columns_fit_a_shapefile_and_are_unique() -> None:
    every = fields.columns()
    assert fields.SHORT_NAME == 10  # dBASE III
    assert all(c.short.isascii() and 0 < len(c.short) <= fields.SHORT_NAME for c in every)
    for names in ([c.id for c in every], [c.short for c in every], [f.id for f in FIELDS]):
        assert len(set(names)) == len(names)


def test_codes_for_programs_stand_behind_what_a_person_reads() -> None:
    ids = [column.id for column in fields.columns()]
    read = ["id", "name_vi", "name_en", "kind_word", "status_word", "length_km", "note"]
    codes = ["kind", "status", "geometry_kind", "districts", "sources", "km_by_commune"]
    assert [name for name in ids if name in {*read, *codes}] == [*read, *codes]


def test_a_workbook_prints_these_columns_and_the_source_last() -> None:
    printed = fields.printed_columns("vi")
    widths = {column.id: column.width for column in printed}
    expected = {
        "id": 13, "name_vi": 36, "kind_word": 12, "status_word": 14, "status_since": 11,
        "status_note": 38, "length_km": 8, "capital_billion_vnd": 12, "district_names": 17,
        "position": 20, "evidence": 10, "status_source": 17,
    }  # fmt: skip
    assert [name for name in widths if name in expected] == [*expected]
    assert {name: widths[name] for name in expected} == expected
    assert printed[-1].id == "status_source"
    assert "name_en" not in widths
    assert "name_en" in {column.id for column in fields.printed_columns("en")}
    beyond = {"status_date", "capital_note", "length_basis", "commune_names", "kind"}
    assert beyond.isdisjoint(widths)
    wide = {column.id: column.width for column in fields.columns()}
    assert (wide["capital_note"], wide["note"], wide["kind"]) == (50, 60, 16)


def test_a_balloon_shows_what_is_said_but_no_codes() -> None:
    shown = {column.id for column in fields.columns() if column.on & On.BALLOON}
    assert {"id", "status_since", "length_basis", "capital_note", "position", "note"} <= shown
    assert {"name_vi", "status_date", "status_source", "kind", "sources"}.isdisjoint(shown)
    assert not On.NOWHERE


@pytest.mark.parametrize(
    ("cell", "separator", "value"),
    [
        (PartialDate(2025, 3), ";", "2025-03"),
        (["A", "B"], ";", "A;B"),
        (["A", "B"], ", ", "A, B"),
        ({"201": 15.0, "202": 0.25}, ";", "201=15;202=0.25"),
        ({}, ";", ""),
        ([], ";", ""),
        (1.5, ";", 1.5),
        (False, ";", False),
        (None, ";", None),
    ],
)
def test_a_cell_becomes_one_value(cell: fields.Cell, separator: str, value: object) -> None:
    assert fields.flat(cell, separator) == value
    if separator == ";":
        assert fields.flat(cell) == value


def test_a_path_ends_where_nothing_stands() -> None:
    _, row = one(full())
    assert fields.follow(row, "project.id") == "P-1"
    assert fields.follow(row, "since.date.year") == 2025
    assert fields.follow(replace(row, since=None), "since.date.year") is None


def test_a_code_is_said_in_words_where_it_has_some() -> None:
    columns = {column.id: column for column in fields.columns()}
    basis = columns["length_basis"]
    assert basis.in_words("measured", "en") == say("data.basis-measured", "en")
    assert basis.in_words(None, "en") is None
    assert columns["capital_qualifier"].in_words("over", "vi") == "hơn"
    assert columns["length_qualifier"].in_words("about", "vi") == "khoảng"
    assert columns["note"].in_words("over", "vi") == "over"


def test_a_column_of_names_is_headed_in_every_language() -> None:
    with third_language({"data.fact-project_name": "Khrongkan", "language.name": "Thai"}) as thai:
        names = [column for column in fields.columns() if column.id.startswith("name_")]
        assert [(c.id, c.short) for c in names] == [
            ("name_vi", "NAME_VI"), ("name_en", "NAME_EN"), ("name_th", "NAME_TH"),
        ]  # fmt: skip
        assert names[0].title("vi") == say("data.column-name_vi", "vi")
        assert names[2].title("vi") == f"{say('data.fact-project_name', 'vi')} (Thai)"
        assert names[2].title(thai) == "Khrongkan"


def test_what_a_card_says() -> None:
    view, row = one(full())
    said = {item.id: item.words(view, row, "en") for item in FIELDS if item.words}
    expected = {
        "id": [Named("P-1")],
        "extent": [Named("Head → Cuối (QL.9 Km4+000 – Km25+000)")],
        "corridors": [Named("Hành lang COR-1", "COR-1")],
        "agency": [Named("Works", "SO-XD")],
        "asset": [Named("Công trình A-1, Công trình A-2")],
        "class": [Named("Cấp III")],
        "funding": [Named("Budget")],
        "years": [Named("2024 – 2027")],
    }
    assert {key: said[key] for key in expected} == expected
    empty = view.rows[1]
    for item in FIELDS:
        if item.words and item.id != "id":
            assert item.words(view, empty, "en") == []
    assert field("class").label("vi") == say("card.class", "vi")


def test_a_card_has_its_rows_in_order_and_no_two_at_one_place() -> None:
    rows = fields.card_fields()
    assert {item.id for item in FIELDS} - {item.id for item in rows} >= {"name", "kind", "status"}
    orders = (
        ["capital", "next_milestone", "milestones", "obstacles", "packages", "agency", "group",
         "parts", "extent", "length", "class", "funding", "years", "corridors", "asset", "id"],
        ["next_milestone", "milestones", "obstacles", "packages", "agency", "extent", "class",
         "funding", "years", "corridors", "asset", "id", "group", "parts", "capital", "length"],
    )  # fmt: skip
    for side, order in enumerate(orders):
        places = {item.id: item.card[side] for item in rows if item.card[side]}
        assert len(set(places.values())) == len(places)
        assert sorted(order, key=places.__getitem__) == order
    asked = {item.id for item in rows if item.asked}
    assert {"extent", "length", "capital", "agency", "years"} <= asked
    assert asked.isdisjoint({"class", "funding", "asset", "id", "corridors"})
    assert {item.quantity for item in rows} >= {"length", "capital", ""}


@pytest.mark.parametrize(
    ("kind", "pieces", "applies"),
    [
        # A road, a bridge and a waterway have two ends wherever they are drawn.
        ("national-road", (), True),
        ("national-road", (tiny.piece(tiny.line((0, 0), (1, 1))),), True),
        ("national-road", (tiny.piece(tiny.point(0, 0)),), True),
        ("bridge", (tiny.piece(tiny.point(0, 0)),), True),
        ("waterway", (), True),
        # Other transport has none: a runway is no extent.
        ("airport", (tiny.piece(tiny.line((0, 0), (1, 1))),), False),
        ("border-gate", (tiny.piece(tiny.point(0, 0)),), False),
        # Anything else has, where it is drawn as a line.
        ("school", (tiny.piece(tiny.point(0, 0)),), False),
        ("school", (), False),
        ("urban-works", (tiny.piece(tiny.line((0, 0), (1, 1))),), True),
        (
            "urban-works",
            (tiny.piece(tiny.point(0, 0)), tiny.piece(tiny.line((0, 0), (1, 1)))),
            True,
        ),
    ],
)
def test_a_length_is_asked_of_what_may_be_a_line(
    kind: str, pieces: tuple[Any, ...], *, applies: bool
) -> None:
    project = replace(tiny.on_road("P-1", 0, 5), kind=kind, pieces=pieces)
    assert field("length").applies(project) is applies
    assert field("capital").applies(project) is True


EARLIER = (PartialDate(2024), Status.PREPARING)
STARTED, WENT_ON = (BEGUN, Status.CONSTRUCTION), (CONFIRMED, Status.CONSTRUCTION)
TO_COME = (PartialDate(2026, 12), Status.CONSTRUCTION)


@pytest.mark.parametrize(
    ("history", "official"),
    [
        ([], False),
        ([(STARTED, tiny.SOURCE)], True),
        ([(STARTED, PRESS)], False),
        ([(STARTED, "GONE")], False),
        ([(STARTED, PRESS), (WENT_ON, tiny.SOURCE)], True),
        ([(STARTED, tiny.SOURCE), (WENT_ON, PRESS)], True),
        # An official word on another status, or of a day to come, does not count.
        ([(EARLIER, tiny.SOURCE), (STARTED, PRESS)], False),
        ([(STARTED, PRESS), (TO_COME, tiny.SOURCE)], False),
    ],
)
def test_a_status_is_official_by_any_document_that_says_it(
    history: list[tuple[tuple[PartialDate, Status], str]], *, official: bool
) -> None:
    events = tuple(tiny.event("P-1", *what, source_id) for what, source_id in history)
    town = tiny.town([full_project()], events=events, sources=full().sources)
    view, row = one(town)
    asks = field("status").asks
    assert asks["source"](view, row) is official
    assert asks["status"](view, row) is bool(history)


@pytest.mark.parametrize(
    ("day", "known"),
    [(PartialDate(2025, 5, 18), True), (PartialDate(2025, 5), False), (None, False)],
)
def test_a_status_is_dated_when_it_began_on_a_known_day(
    day: PartialDate | None, *, known: bool
) -> None:
    events = (tiny.event("P-1", day, Status.PLANNED),) if day else ()
    assert field("status").asks["date"](*one(tiny.town([full_project()], events=events))) is known


LAPSED = (tiny.event("P-1", BEGUN, Status.LAPSED),)
LENGTH = (tiny.figure("P-1", "length", 21, "km"),)


@pytest.mark.parametrize(
    ("changes", "events", "figures", "length", "money"),
    [
        ({}, (), LENGTH, True, False),
        ({}, (), (capital(1),), False, True),
        ({"unlocated_spots": True}, (), LENGTH, None, False),
        ({"kind": "urban"}, (), LENGTH, None, False),
        ({"kind": "bridge"}, (), LENGTH, True, False),
        ({}, LAPSED, (*LENGTH, capital(1)), None, None),
    ],
)
def test_figures_are_asked_of_what_can_have_them(
    changes: dict[str, Any],
    events: tuple[StatusEvent, ...],
    figures: tuple[Figure, ...],
    length: bool | None,
    money: bool | None,
) -> None:
    town = tiny.town([full_project(**changes)], events=events, figures=figures)
    assert field("length").asks["length"](*one(town)) is length
    assert field("capital").asks["capital"](*one(town)) is money


def test_the_source_of_a_length_is_that_of_the_published_value() -> None:
    figures = (
        tiny.figure("P-1", "works_value", 21, "billion_vnd", source_id="OTHER"),
        tiny.figure("P-1", "length", 20, "km", source_id="OLDER"),
        tiny.figure("P-1", "length", 21, "km", as_of=PartialDate(2025), source_id=PRESS),
    )
    assert fields.length_source(*one(tiny.town([full_project()], figures=figures))) == PRESS
    assert fields.length_source(*one(tiny.town([full_project()], figures=figures[:1]))) is None
    view, row = one(tiny.town([full_project()], figures=figures))
    assert fields.length_source(view, replace(row, length_source="measured")) is None


def test_a_sheet_states_ids_codes_days_and_numbers() -> None:
    view, row = one(full())
    expected = {
        "name": "Đường Một", "status": "construction", "date": "2026-02", "source": PRESS,
        "length": 21.4, "length-basis": "published", "length-source": PRESS,
        "capital": [90.0, "billion_vnd", "over", tiny.SOURCE],
    }  # fmt: skip
    found = fields.stated(view, row)
    assert {key: found[key] for key in expected} == expected
    nothing = fields.stated(view, view.rows[1])
    assert (nothing["length"], nothing["capital"], nothing["date"]) == (None, None, None)
    measured = fields.stated(view, replace(row, length_km=1.234_56))
    assert measured["length"] == 1.235


def test_a_book_holds_a_digest_of_these_values_in_this_order() -> None:
    """Files made before must stay true: nothing here may change its place or its form."""
    catalog = full()
    found = fields.hashed(catalog, catalog.projects["P-1"])
    assert found[:16] == [
        (("vi", "Đầu"), ("en", "Head")), (("vi", "Cuối"),), (("vi", "Cấp III"),),
        (("vi", "Ngân sách"), ("en", "Budget")), (("vi", "Ghi chú"),),
        (("vi", "Vẽ theo đường"),), ["national-road", "QL.9", 4.0, 25.0], [2024, 2027, False],
        [["SO-XD", (("vi", "Sở Xây dựng"), ("en", "Works"))]],
        [["A-1", (("vi", "Công trình A-1"),)], ["A-2", (("vi", "Công trình A-2"),)]],
        [["COR-1", (("vi", "Hành lang COR-1"),)]], ("TOWN-3",),
        "district", ["201", "202"], "commune", ["20102", "20101", "20201"],
    ]  # fmt: skip
    places = [place for item in FIELDS for place, *_ in item.hashed]
    assert sorted(places) == list(range(1, len(places) + 1))


def test_a_column_takes_a_cell_from_a_path_or_makes_it() -> None:
    view, row = one(full())
    made = Column("x", "X", lambda view, row: f"{view.day.year} {row.project.id}")
    assert made.cell(view, row) == "2026 P-1"
    assert Column("x", "X", "project.kind").cell(view, row) == "national-road"
    assert Column("x", "X", "project.corridor_ids").cell(view, row) == ["COR-1", "GONE"]
    assert Column("x", "X", "project.name", language="en").cell(view, row) == "Road One"
    assert Column("x", "X", "length_source").cell(view, replace(row, length_source="")) is None
    assert Column("x", "X", "drawn_km", ColumnKind.NUMBER).cell(
        view, replace(row, drawn_km=0.0)
    ) == 0.0  # fmt: skip


def test_one_canvas_alone_is_enough_for_a_row_of_a_card(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [Field("screen", card=(1, 0)), Field("paper", card=(0, 1)), Field("nowhere")]
    monkeypatch.setattr(fields, "FIELDS", rows)
    assert [item.id for item in fields.card_fields()] == ["screen", "paper"]


def test_attributes_behind_one_place_of_a_digest_are_one_list(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pair = Field("pair", hashed=((2, "start_year", "finish_year"), (1, "road_ref")))
    monkeypatch.setattr(fields, "FIELDS", [pair])
    assert fields.hashed(full(), full_project()) == ["QL.9", [2024, 2027]]
