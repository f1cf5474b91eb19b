from __future__ import annotations

from datetime import date

import pytest

from geo.catalog.catalog import Catalog
from geo.dates import PartialDate
from geo.model import AreaFrame, GeometryKind, Kind, Status
from geo.query.fields import columns
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.strings import table
from tests import tiny

TODAY = date(2026, 11, 23)


def ids(catalog: Catalog, selection: Selection) -> set[str]:
    return {row.project.id for row in build_view(catalog, selection, TODAY).rows}


def test_everything_is_shown_without_a_restriction(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(), TODAY)
    assert view.project_ids == set(catalog.projects)
    assert view.asset_ids == set(catalog.assets)
    assert sum(view.totals.by_status.values()) == len(catalog.projects) - len(catalog.groups)


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
    known, drawn, spot = view.rows
    assert (known.status, known.event, known.since) == (Status.PLANNED, again, first)
    assert (known.length_km, known.length_source) == (21, "published")
    assert known.drawn_km == pytest.approx(20, abs=0.01)
    # Without a published length the line is measured; a point has none.
    assert drawn.length_km == pytest.approx(10, abs=0.01)
    assert (drawn.length_source, drawn.event, drawn.capital) == ("measured", None, None)
    assert (spot.length_km, spot.length_source, spot.status) == (None, "", Status.UNKNOWN)
    assert (view.totals.projects, view.totals.with_capital) == (3, 2)
    assert view.totals.capital_billion_vnd == 100
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
