from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import shapely

from geo.catalog.catalog import Catalog
from geo.dates import PartialDate
from geo.model import AreaFrame, Evidence, GeometryKind, GeometryPart, Kind, Project, Status
from geo.query import view as view_module
from geo.query.control import Control
from geo.query.fields import columns
from geo.query.selection import Selection
from geo.query.view import (
    Money,
    ProjectRow,
    Reach,
    build_view,
    events_until,
    figures_until,
    matching_projects,
    project_row,
    sources_of,
)
from geo.query.within import Near, NearKind
from geo.strings import table
from tests import tiny

TODAY = date(2026, 11, 23)


def ids(catalog: Catalog, selection: Selection) -> set[str]:
    return {row.project.id for row in build_view(catalog, selection, TODAY).rows}


def test_everything_is_shown_without_a_restriction(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(), TODAY)
    assert view.project_ids == set(catalog.projects)
    assert view.asset_ids == set(catalog.assets)
    outside = {row.project.id for row in view.rows if row.reach is Reach.OUTSIDE}
    assert {"EXP-HB", "EXP-DB"} <= outside
    assert view.totals.outside == len(outside)
    counted = len(catalog.projects) - len(outside) - len(catalog.groups)
    assert sum(view.totals.by_status.values()) == counted


def test_a_project_across_districts_appears_under_each(catalog: Catalog) -> None:
    for district in ("123", "124", "125"):
        assert "EXP-SL2" in ids(catalog, Selection(areas=(district,)))
    assert "EXP-SL2" not in ids(catalog, Selection(areas=("127",)))


def test_the_same_project_is_found_by_commune(catalog: Catalog) -> None:
    project = catalog.projects["EXP-SL1"]
    for touch in dict(project.overlaps)[AreaFrame.COMMUNE]:
        assert "EXP-SL1" in ids(catalog, Selection(frame=AreaFrame.COMMUNE, areas=(touch.code,)))


def test_km_inside_the_districts_add_to_the_whole(catalog: Catalog) -> None:
    for project in catalog.projects.values():
        if project.id in {"EXP-HB", "EXP-DB", "DT-107", "DT-109", "DT-107C"}:
            continue  # leave the province
        if project.unlocated_spots:
            assert project.drawn_km == 0
            continue
        inside = sum(touch.length_km for touch in dict(project.overlaps)[AreaFrame.DISTRICT])
        assert inside == pytest.approx(project.drawn_km, abs=1.0)


@pytest.mark.parametrize("frame", list(AreaFrame))
def test_choosing_all_areas_counts_no_kilometre_twice(catalog: Catalog, frame: AreaFrame) -> None:
    everything = build_view(catalog, Selection(), TODAY)
    codes = tuple(area.code for area in catalog.areas.frame(frame))
    chosen = build_view(catalog, Selection(frame=frame, areas=codes), TODAY)
    assert chosen.totals.drawn_km == pytest.approx(everything.totals.drawn_km, abs=0.5)
    both = build_view(catalog, Selection(areas=("123", "04048")), TODAY)
    alone = build_view(catalog, Selection(areas=("123",)), TODAY)
    assert both.totals.drawn_km > alone.totals.drawn_km


def test_filters_of_different_fields_must_all_fit(catalog: Catalog) -> None:
    chosen = Selection(areas=("123",), kinds=(Kind.EXPRESSWAY,), statuses=(Status.CONSTRUCTION,))
    assert ids(catalog, chosen) == {"EXP-SL1"}


@pytest.mark.parametrize("words", ["moc chau", "Mộc Châu", "MOC CHÂU"])
def test_words_find_in_any_spelling(catalog: Catalog, words: str) -> None:
    found = ids(catalog, Selection(words=words))
    assert {"EXP-SL1", "EXP-SL2", "URB-MOCCHAU"} <= found
    assert found < set(catalog.projects)


def test_da_finds_the_river(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(words="song da"), TODAY)
    assert view.rows or view.assets


def test_status_follows_the_day(catalog: Catalog) -> None:
    def on(day: date) -> Status:
        view = build_view(catalog, Selection(as_of=day), TODAY)
        return next(row.status for row in view.rows if row.project.id == "EXP-SL1")

    assert on(date(2025, 5, 17)) is Status.PREPARING
    assert on(date(2025, 5, 18)) is Status.CONSTRUCTION
    early = build_view(catalog, Selection(as_of=date(2018, 1, 1)), TODAY)
    assert "EXP-SL1" not in early.project_ids
    assert "LOG-BORDER" in early.project_ids


def test_a_drawing_gives_no_length(catalog: Catalog) -> None:
    for row in build_view(catalog, Selection(), TODAY).rows:
        if GeometryKind.SCHEMATIC in row.geometry_kinds:
            assert row.length_source != "measured"


def test_the_extent_follows_the_areas(catalog: Catalog) -> None:
    west, south, east, north = build_view(catalog, Selection(areas=("123",)), TODAY).extent
    bounds = catalog.areas["123"].geometry.bounds
    assert (west, south, east, north) == pytest.approx(bounds)


@pytest.mark.parametrize(
    ("areas", "km"),
    [
        ((tiny.WEST,), 10),
        ((tiny.FIRST_DISTRICT,), 20),
        # A commune inside a chosen district is counted with the district, and only there.
        ((tiny.FIRST_DISTRICT, tiny.WEST), 20),
        ((tiny.FIRST_DISTRICT, tiny.WEST, tiny.MIDDLE), 20),
        # One outside of it counts beside it.
        ((tiny.FIRST_DISTRICT, tiny.EAST), 30),
        ((tiny.SECOND_DISTRICT, tiny.WEST), 20),
        ((tiny.FIRST_DISTRICT, tiny.SECOND_DISTRICT), 30),
        ((), 30),
    ],
)
def test_a_commune_in_a_chosen_district_counts_once(areas: tuple[str, ...], km: float) -> None:
    view = build_view(tiny.town(), Selection(areas=areas), TODAY)
    assert view.totals.drawn_km == pytest.approx(km, abs=0.01)


def test_work_on_spots_gives_no_kilometres_to_an_area() -> None:
    town = tiny.town(
        [tiny.on_road("P-1", 0, 20, unlocated_spots=True), tiny.on_road("P-2", 15, 25)]
    )
    view = build_view(town, Selection(areas=(tiny.MIDDLE,)), TODAY)
    assert {row.project.id: row.chosen_km for row in view.rows} == {"P-1": 0, "P-2": 5}


def test_a_row_says_which_event_and_figures_it_stands_on() -> None:
    first = tiny.event("P-1", PartialDate(2024, 5, 1), Status.PLANNED)
    again = tiny.event("P-1", PartialDate(2025, 5, 1), Status.PLANNED)
    town = tiny.town(
        events=(first, again),
        figures=(
            tiny.figure("P-1", "length", 21, "km"),
            tiny.figure("P-1", "capital", 90, "billion_vnd"),
            tiny.figure("P-3", "capital", 10, "billion_vnd"),
        ),
    )
    view = build_view(town, Selection(), TODAY)
    known, drawn, spot = sorted(view.rows, key=lambda row: row.project.id)
    assert (known.status, known.event, known.since) == (Status.PLANNED, again, first)
    assert (known.length_km, known.length_source) == (21, "published")
    assert known.drawn_km == pytest.approx(20, abs=0.01)
    # Without a published length the line is measured; a point has none.
    assert drawn.length_km == pytest.approx(10, abs=0.01)
    assert (drawn.length_source, drawn.event, drawn.capital) == ("measured", None, None)
    assert (spot.length_km, spot.length_source, spot.status) == (None, "", Status.UNKNOWN)
    assert (view.totals.projects, view.totals.with_capital) == (3, 2)
    assert (view.totals.approved, view.totals.proposed) == (Money(), Money(100, 2))
    assert view.totals.by_status[Status.PLANNED] == 1
    assert view.totals.by_status[Status.UNKNOWN] == 2
    assert set(view.totals.by_status) == set(Status)


def test_a_column_holds_the_drawn_kilometres_and_says_what_it_is() -> None:
    spot = tiny.project("P-2", tiny.piece(tiny.point(25_000, 5_000), kind="point"))
    town = tiny.town([tiny.on_road("P-1", 0, 20), spot])
    view = build_view(town, Selection())
    (column,) = (one for one in columns() if one.id == "drawn_km")
    cells = {row.project.id: column.cell(view, row) for row in view.rows}
    assert cells == {"P-1": pytest.approx(20, abs=0.01), "P-2": None}
    assert column.title("en") == table()["data.column-drawn_km"]["en"]


def found_in(town: Catalog, **chosen: Any) -> set[str]:
    view = build_view(town, Selection(**chosen), TODAY)
    return set(view.project_ids | view.asset_ids)


@pytest.fixture(scope="module")
def village() -> Catalog:
    """Give two projects and two assets that differ in all that can be chosen."""
    west, east = (
        tiny.line((1_000, 5_000), (4_000, 5_000)),
        tiny.line((21_000, 9_000), (29_000, 9_000)),
    )
    corridors = [tiny.corridor("COR-2"), tiny.corridor("COR-1", pieces=(tiny.piece(east),))]
    links: dict[str, Any] = {"agency_ids": ("SO-XD",), "corridor_ids": ("COR-1", "COR-2")}
    return tiny.town(
        [
            tiny.project("P-10", tiny.piece(west), name=tiny.named("Cầu Trắng"), **links),
            tiny.project("P-9", tiny.piece(east), kind="urban", name=tiny.named("Chợ")),
        ],
        assets=tiny.by_id(
            [tiny.asset("A-1", tiny.piece(east), **links), tiny.asset("A-2", kind="urban")]
        ),
        corridors=tiny.by_id(corridors),
        agencies=tiny.by_id([tiny.agency("SO-XD", "Sở Xây dựng")]),
        events=(
            tiny.event("P-9", PartialDate(2024, 5, 1), Status.PLANNED),
            tiny.event("P-9", PartialDate(2026, 12, 1), Status.CONSTRUCTION),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({}, {"P-10", "P-9", "A-1", "A-2"}),
        ({"agencies": ("SO-XD",)}, {"P-10", "A-1"}),
        ({"corridors": ("COR-2",)}, {"P-10", "A-1"}),
        ({"corridors": ("COR-2",), "kinds": ("urban",)}, set()),
        ({"kinds": ("urban",)}, {"P-9", "A-2"}),
        ({"areas": (tiny.EAST,)}, {"P-9", "A-1"}),
        ({"areas": (tiny.WEST, tiny.EAST)}, {"P-10", "P-9", "A-1"}),
        ({"words": "cau trang"}, {"P-10"}),
        ({"words": "so xay dung"}, {"P-10", "A-1"}),
        ({"near": Near(NearKind.ITEM, "A-1", 1)}, {"P-9", "A-1"}),
        # Statuses are those of projects; an asset has none.
        ({"statuses": (Status.PLANNED,)}, {"P-9", "A-1", "A-2"}),
        ({"statuses": (Status.UNKNOWN, Status.PLANNED)}, {"P-10", "P-9", "A-1", "A-2"}),
        # Before its first event a project is not there; one without any always is.
        ({"as_of": date(2024, 4, 30)}, {"P-10", "A-1", "A-2"}),
        ({"as_of": date(2024, 5, 1)}, {"P-10", "P-9", "A-1", "A-2"}),
    ],
)
def test_what_a_selection_finds(village: Catalog, chosen: dict[str, Any], found: set[str]) -> None:
    assert found_in(village, **chosen) == found


def test_ux32_a_list_begins_with_what_is_being_built_and_what_costs_most() -> None:
    construction, preparing, planned = Status.CONSTRUCTION, Status.PREPARING, Status.PLANNED
    built = {
        "P-1": (planned, "2026-01-01", 900), "P-2": (Status.COMPLETED, "2026-01-01", 9_000),
        "P-3": (preparing, "2026-01-01", None), "P-4": (preparing, "2026-02-01", None),
        "P-5": (preparing, "2025-01-01", 12), "P-10": (construction, "2024-01-01", None),
        "P-9": (construction, "2024-01-01", None), "P-11": (construction, "2020-01-01", 5),
        "P-12": (construction, "2020-01-01", 7),
        # It lies outside: behind all others of its status, whatever it costs.
        "P-0": (construction, "2026-03-01", 80_000),
    }  # fmt: skip
    beyond = tiny.project("P-0", tiny.piece(tiny.line((90_000, 0), (99_000, 0))))
    view = build_view(
        tiny.town(
            [beyond, *(tiny.project(id_) for id_ in built if id_ != "P-0")],
            events=tuple(
                tiny.event(id_, PartialDate.parse(day), status)
                for id_, (status, day, _) in built.items()
            ),
            figures=tuple(
                tiny.figure(id_, "capital", capital, "billion_vnd")
                for id_, (*_, capital) in built.items()
                if capital
            ),
        ),
        Selection(),
        TODAY,
    )
    assert [row.project.id for row in view.rows] == [
        "P-12", "P-11", "P-9", "P-10", "P-0", "P-5", "P-4", "P-3", "P-1", "P-2",
    ]  # fmt: skip


def test_rows_stand_in_the_order_that_people_count_in(village: Catalog) -> None:
    view = build_view(village, Selection(), TODAY)
    assert [row.project.id for row in view.rows] == ["P-9", "P-10"]
    assert [corridor.id for corridor in view.corridors] == ["COR-2", "COR-1"]
    chosen = build_view(village, Selection(corridors=("COR-1",)), TODAY)
    assert [corridor.id for corridor in chosen.corridors] == ["COR-1"]
    named = matching_projects(village, Selection(kinds=("urban",), statuses=(Status.LAPSED,)))
    assert [project.id for project in named] == ["P-9"]


def bounds(west: float, south: float, east: float, north: float) -> tuple[float, ...]:
    """Give the extent (EPSG:4326) of a box in metres from the town's corner: 0.05° at least."""
    corners = [tiny.point(west, south), tiny.point(east, north)]
    low_x, low_y, high_x, high_y = shapely.total_bounds(corners)
    middle_x, middle_y = (low_x + high_x) / 2, (low_y + high_y) / 2
    half_x, half_y = max(high_x - low_x, 0.05) / 2, max(high_y - low_y, 0.05) / 2
    return middle_x - half_x, middle_y - half_y, middle_x + half_x, middle_y + half_y


WEST_LINE, EAST_LINE = (1_000, 5_000, 4_000, 5_000), (21_000, 9_000, 29_000, 9_000)
TOWN = (0, 0, 30_000, 10_000)


@pytest.mark.parametrize(
    ("chosen", "box"),
    [
        ({}, TOWN),
        ({"as_of": date(2024, 4, 30)}, TOWN),
        # Areas win over corridors, these over surroundings, and these over what is found.
        ({"areas": (tiny.MIDDLE,), "corridors": ("COR-1",)}, (10_000, 0, 20_000, 10_000)),
        ({"areas": (tiny.WEST, tiny.MIDDLE)}, (0, 0, 20_000, 10_000)),
        ({"corridors": ("COR-1",), "kinds": ("national-road",)}, EAST_LINE),
        ({"near": Near(NearKind.ITEM, "P-10", 1), "words": "cho"}, (0, 4_000, 5_000, 6_000)),
        ({"kinds": ("urban",)}, EAST_LINE),
        ({"statuses": (Status.PLANNED,)}, EAST_LINE),
        ({"words": "cầu"}, WEST_LINE),
        ({"agencies": ("SO-XD",)}, WEST_LINE),
        # A corridor without a line, and words that find nothing, leave the province.
        ({"corridors": ("COR-2",)}, TOWN),
        ({"words": "không có"}, TOWN),
    ],
)
def test_the_extent_is_that_of_what_is_asked_for(
    village: Catalog, chosen: dict[str, Any], box: tuple[float, float, float, float]
) -> None:
    extent = build_view(village, Selection(**chosen), TODAY).extent
    assert extent == pytest.approx(bounds(*box), abs=0.001)


def test_a_row_has_the_geometry_of_all_its_parts() -> None:
    def row(*pieces: GeometryPart) -> ProjectRow:
        (only,) = build_view(tiny.town([tiny.project("P-1", *pieces)]), Selection(), TODAY).rows
        return only

    line, spot = tiny.line((0, 0), (5_000, 0)), tiny.point(9_000, 9_000)
    assert row().geometry is None
    assert row(tiny.piece(line)).geometry is line
    both = row(tiny.piece(line, kind="schematic"), tiny.piece(spot, kind="point"))
    assert both.geometry is not None
    assert both.geometry.equals(shapely.union_all([line, spot]))
    assert both.geometry_kinds == (GeometryKind.POINT, GeometryKind.SCHEMATIC)
    # A line of which any part is a drawing gives no length.
    assert (both.length_km, both.length_source) == (None, "")
    assert both.drawn_km == pytest.approx(5, abs=0.01)
    weak = replace(tiny.piece(line), evidence=Evidence.C)
    assert row(tiny.piece(line), weak).evidence is Evidence.C


def test_totals_are_told_to_a_hundred_metres() -> None:
    town = tiny.town([tiny.on_road("P-1", 0, 2.34), tiny.on_road("P-2", 5, 9)])
    view = build_view(town, Selection(), TODAY)
    assert view.totals.drawn_km == 6.3
    assert (view.totals.proposed, view.totals.with_capital) == (Money(), 0)


def test_what_is_known_of_a_project_ends_with_the_day() -> None:
    day = date(2025, 6, 15)
    eve, on, after = (PartialDate(2025, 6, number) for number in (14, 15, 16))
    events = tuple(
        tiny.event("P-1", when, Status.PLANNED, source_id)
        for when, source_id in ((eve, "E-1"), (on, "E-2"), (after, "E-3"))
    )
    figures = tuple(
        tiny.figure("P-1", "capital", 1, "billion_vnd", as_of=when, source_id=source_id)
        for when, source_id in ((eve, "F-1"), (on, "F-2"), (after, "F-3"), (None, "F-4"))
    )
    town = tiny.town(
        [tiny.on_road("P-1", 0, 5, source_ids=("Z-1", "E-1"))], events=events, figures=figures
    )
    view = build_view(town, Selection(as_of=day), TODAY)
    (row,) = view.rows
    assert events_until(view, row) == list(events[:2])
    assert figures_until(view, row) == [figures[0], figures[1], figures[3]]
    assert sources_of(view, row) == ["E-1", "E-2", "F-1", "F-2", "F-4", "Z-1"]


def test_today_is_the_day_where_none_is_asked_for() -> None:
    town = tiny.town(events=(tiny.event("P-1", PartialDate(2025, 6, 15), Status.PLANNED),))
    early, late = date(2025, 6, 14), date(2025, 6, 15)
    # Today is no day of the past: what nobody has spoken of yet is shown all the same.
    assert build_view(town, Selection(), early).project_ids == {"P-1", "P-2", "P-3"}
    assert build_view(town, Selection(as_of=early), late).day == early
    row = project_row(town, Selection(), town.projects["P-1"], late)
    assert row.status is Status.PLANNED


def test_project_control_is_made_once_however_many_columns_tell_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    make = view_module.project_control

    def counted(catalog: Catalog, project: Project, day: date) -> Control:
        asked.append(project.id)
        return make(catalog, project, day)

    monkeypatch.setattr(view_module, "project_control", counted)
    projects = [tiny.on_road("P-1", 0, 20), tiny.on_road("P-2", 20, 30)]
    view = build_view(tiny.town(projects), Selection(), TODAY)
    for row in view.rows:
        for column in columns():
            column.cell(view, row)
        sources_of(view, row)
    assert sorted(asked) == ["P-1", "P-2"]
    other = build_view(view.catalog, Selection(as_of=date(2026, 1, 1)), TODAY)
    assert other.control_of(projects[0]).day == date(2026, 1, 1)
