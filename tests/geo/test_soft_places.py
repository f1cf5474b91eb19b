"""What is known to its area only is drawn in it, softly, and is no spot for any question."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.catalog.catalog import Catalog
from geo.catalog.soft_places import soft_places
from geo.crs import to_grid
from geo.io.load import load
from geo.model import AreaFrame, Evidence, GeometryKind, GeometryPart, Status
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.query.within import Near, NearKind, near_ids, read_near
from geo.roads.access import nearest_by_road
from layers.paper.beside import Grounds, badges_apart, symbols_beside
from layers.paper.scene import shown_marks
from layers.paper.window import grid_bounds, window_around
from layers.themes.projects import project_marks
from tests import tiny
from tests.briefing.sheets import TODAY

REAL = load()
COMMUNES = [area.code for area in REAL.areas.frame(AreaFrame.COMMUNE)]
DISTRICTS = [area.code for area in REAL.areas.frame(AreaFrame.DISTRICT)]


def within(code: str, known: Catalog = REAL) -> GeometryPart:
    spot = known.areas[code].geometry.representative_point()
    return GeometryPart(f"within:{code}", spot, GeometryKind.WITHIN, Evidence.D)


def with_soft(codes: list[str]) -> Catalog:
    """Give the real ground with a school in each of some areas."""

    known = {}
    for number, code in enumerate(codes):
        piece = within(code)
        overlaps = REAL.areas.overlaps((piece,))
        known[f"SCH-{number:02d}"] = replace(
            BASE, id=f"SCH-{number:02d}", kind="school", pieces=(piece,), overlaps=overlaps
        )
    return replace(REAL, projects=known, events=())


BASE = tiny.project("BASE")


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from([*COMMUNES, *DISTRICTS]), min_size=1, max_size=8),
    st.integers(1, 5),
)
def test_every_disc_lies_in_its_area_and_off_the_others(codes: list[str], times: int) -> None:
    town = with_soft([*codes, *[codes[0]] * times])
    places = soft_places(town)
    assert len(places) == len(town.projects)
    discs: dict[str, list[shapely.Geometry]] = {}
    for (_, origin), place in places.items():
        code = origin.partition(":")[2]
        area = to_grid(town.areas[code].geometry)
        disc = to_grid(place.disc())
        assert place.radius_m > 0
        assert area.buffer(1.0).contains(disc)
        discs.setdefault(code, []).append(disc)
    for same in discs.values():
        for number, one in enumerate(same):
            assert all(one.intersection(other).area < 1.0 for other in same[:number])


@settings(max_examples=8, deadline=None)
@given(
    st.lists(st.sampled_from(COMMUNES), min_size=1, max_size=6),
    st.sampled_from([50_000, 250_000, 1_000_000]),
)
def test_every_mark_stands_in_its_commune_at_every_scale(codes: list[str], scale: int) -> None:
    town = with_soft(codes)
    view = build_view(town, Selection(), TODAY)
    first = next(iter(soft_places(town).values())).centre
    window = window_around(grid_bounds(first.buffer(0.02).bounds), 500, 350, scale)
    shown = shown_marks(view, frozenset({"projects", "facilities", "gates"}), window)
    grounds = Grounds(town, window)
    moved = badges_apart(symbols_beside(shown, window, grounds), window, grounds)
    homes = {row.project.id: row.project.pieces[0].origin[-5:] for row in view.rows}
    pages = dict(
        zip(COMMUNES, window.to_page(town.areas[c].geometry for c in COMMUNES), strict=True)
    )
    found = 0
    for item in moved:
        if item.mark.item_id in homes and item.is_point and item.mark.style.startswith("kind-"):
            assert pages[homes[item.mark.item_id]].buffer(1e-6).contains(item.shape)
            found += 1
    assert found


def test_what_is_displaced_stays_in_its_commune_and_is_tied_to_its_place() -> None:

    gate = REAL.sites["BG-LONGSAP"]
    piece = GeometryPart(gate.id, gate.point, GeometryKind.POINT, Evidence.A)
    made = {
        f"H-{n}": replace(
            BASE, id=f"H-{n}", kind="hospital", pieces=(piece,),
            overlaps=REAL.areas.overlaps((piece,)),
        )
        for n in range(3)
    }  # fmt: skip
    town = replace(REAL, projects=made, events=())
    view = build_view(town, Selection(), TODAY)
    commune = town.areas[gate.commune_code].geometry
    for scale in (50_000, 150_000, 500_000):
        window = window_around(grid_bounds(gate.point.buffer(0.02).bounds), 500, 350, scale)
        (home, at) = window.to_page([commune, gate.point])
        shown = shown_marks(view, frozenset({"projects", "gates"}), window)
        grounds = Grounds(town, window)
        moved = symbols_beside(shown, window, grounds)
        spots = [m.shape for m in moved if m.mark.style == "kind-hospital"]
        assert len({(spot.x, spot.y) for spot in spots}) == 3
        assert all(home.buffer(1e-6).contains(spot) for spot in spots)
        ties = [m.shape for m in moved if m.mark.style == "tie"]
        assert len(ties) == 3
        assert all(tie.coords[0] == (at.x, at.y) for tie in ties)


def test_the_same_data_give_the_same_places() -> None:
    codes = [COMMUNES[3]] * 4
    assert soft_places(with_soft(codes)) == soft_places(with_soft(codes))


def test_a_soft_place_is_no_spot() -> None:
    town = with_soft([COMMUNES[0]])
    (school,) = town.projects.values()
    spot = school.pieces[0].geometry
    assert nearest_by_road(town, school) == ()
    assert read_near("SCH-00~5", town) is None
    assert school.id not in near_ids(town, Near.point(spot.x, spot.y, 1))
    assert near_ids(town, Near(NearKind.ROAD, "QL.6", 50))


def test_a_soft_mark_says_so() -> None:
    town = with_soft([COMMUNES[0], DISTRICTS[0]])
    for project, fill in zip(town.projects.values(), ("soft", "softer"), strict=True):
        marks = list(project_marks(project, Status.PLANNED, town))
        assert all(mark.soft for mark in marks)
        assert [mark.style for mark in marks] == [
            *[f"{fill}-planned"] * 3, "kind-school", "point-planned",
        ]  # fmt: skip
        (label,) = (mark.label for mark in marks if mark.label)
        assert label.text["vi"].endswith("(chưa rõ vị trí)")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_card_tells_no_distance(language: str) -> None:
    from briefing.content.card import project_card
    from geo.strings import say

    town = with_soft([COMMUNES[0]])
    view = build_view(town, Selection(), TODAY)
    card = project_card(view, view.rows[0], language)
    assert [row.place for row in card.reach] == [say("style.projects.no-spot", language)]
    assert card.position[0].words == say("geometry.within", language)


def test_one_point_on_a_road_has_the_symbol_of_its_kind() -> None:
    spot = REAL.routes["QL.6"].locate(200.0, None).pieces
    bridge = replace(BASE, id="BR", kind="bridge", pieces=tuple(spot), asset_ids=("QL-6",))
    marks = list(project_marks(bridge, Status.PLANNED, REAL))
    assert [mark.style for mark in marks] == ["kind-bridge", "point-planned"]
    assert all(mark.geometry.geom_type == "Point" for mark in marks)


def test_what_stands_there_already_is_not_drawn_twice() -> None:
    gate = REAL.sites["BG-LONGSAP"]
    piece = GeometryPart(gate.id, gate.point, GeometryKind.POINT, Evidence.A)
    works = replace(BASE, kind="border-gate", pieces=(piece,), asset_ids=("BG-LONGSAP",))
    marks = list(project_marks(works, Status.PLANNED, REAL))
    assert [mark.style for mark in marks] == ["point-planned"]


def test_a_view_of_one_point_has_room_around_it() -> None:
    town = with_soft([COMMUNES[0]])
    west, south, east, north = build_view(town, Selection(words="BASE"), TODAY).extent
    assert east - west >= 0.05
    assert north - south >= 0.05
