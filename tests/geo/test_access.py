"""Ways to gates, airports and junctions in a small town, where they can be counted by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
import shapely

from geo.catalog.catalog import Catalog
from geo.crs import length_km
from geo.model import Evidence, GeometryKind, GeometryPart, Kind, Place, Section, Site, State
from geo.roads.access import (
    Destination,
    DestinationKind,
    RoadDistance,
    RoadPart,
    StartKind,
    nearest_by_road,
    targets_of,
)
from geo.text import NO_TEXT
from tests import tiny
from tests.tiny import EAST, MIDDLE, WEST, line, named, piece, point

GATE, MAIN, AIRPORT, JUNCTION = DestinationKind


def road(name: str, *km: tuple[float, float], ref: str = tiny.ROAD, **more: Any) -> Section:
    shape = line(*((1_000 * x, 1_000 * y) for x, y in km))
    return replace(tiny.section(name, shape, ref), **more)


def site(name: str, x: float, y: float, kind: str = "border_gate_secondary") -> Site:
    spot = point(1_000 * x, 1_000 * y)
    return Site(name, kind, named(name), Evidence.A, NO_TEXT, spot, WEST, "201")


MAIN_ROAD = road("S-1", (0, 5), (30, 5))


def town(*sites: Site, sections: Iterable[Section] = (MAIN_ROAD,), **more: Any) -> Catalog:
    return tiny.town(sites=tiny.by_id(sites), sections=tiny.by_id(sections), **more)


def ways(
    catalog: Catalog, *pieces: GeometryPart, kind: str = Kind.INDUSTRIAL_PARK
) -> dict[DestinationKind, RoadDistance]:
    found = nearest_by_road(catalog, tiny.project("P-1", *pieces, kind=kind))
    return {answer.reach: answer for answer in found}


def spot(x: float, y: float, evidence: Evidence = Evidence.A) -> GeometryPart:
    return GeometryPart("P", point(1_000 * x, 1_000 * y), GeometryKind.POINT, evidence)


def near(km: float) -> Any:  # noqa: ANN401 - what approx gives
    return pytest.approx(km, abs=2e-3)


def test_a_way_is_the_road_and_the_straight_lines_at_both_ends() -> None:
    gate = ways(town(site("G", 20, 7)), spot(4, 8))[GATE]
    assert (gate.road_km, gate.start_access_km, gate.end_access_km) == (near(16), near(3), near(2))
    assert gate.total_km == near(21)
    assert gate.straight_km == near((16**2 + 1) ** 0.5)
    assert (gate.parts, gate.road_numbers) == (
        (RoadPart("QL.9", gate.parts[0].km, 0, ferry=False),), ("QL.9",),
    )  # fmt: skip
    assert gate.line is not None
    assert length_km(gate.line) == near(16)
    assert (gate.here, gate.approximate, gate.ferry, gate.uncertain_km) == (False, False, False, 0)
    assert gate.start == (spot(4, 8).geometry.x, spot(4, 8).geometry.y)


def test_the_nearest_is_the_one_by_road_then_by_name() -> None:
    detour = road("S-2", (0, 5), (0, 1), (29, 1), ref="QL.8")
    sections = (MAIN_ROAD, detour)
    sites = [site("B", 28, 1), site("A", 20, 5), site("C", 20, 5)]
    gate = ways(town(*sites, sections=sections), spot(27, 5))[GATE]
    assert (gate.target.id, gate.road_km) == ("A", near(7))
    # What no road leads to comes behind what one leads to, and then the nearest as the crow flies.
    lost = [site("X", 27, 30), site("Y", 27, 40), site("A", 1, 5)]
    assert ways(town(*lost), spot(27, 5))[GATE].target.id == "A"
    nowhere = ways(town(*lost[1::-1]), spot(27, 5))[GATE]
    assert (nowhere.target.id, nowhere.road_km, nowhere.total_km) == ("X", None, None)
    assert (nowhere.line, nowhere.start_access_km, nowhere.parts) == (None, 0, ())
    assert nowhere.straight_km == near(25)


@pytest.mark.parametrize(("away", "reached"), [(9.9, True), (10.1, False)])
def test_ten_kilometres_off_every_road_nothing_is_reached(away: float, reached: bool) -> None:
    # South of the town, so that what is ten kilometres off lies in the province.
    edge = road("S-1", (0, -1), (30, -1))
    for x, y, start in ((20, away - 1, (4, 1)), (20, -1, (4, away - 1))):
        gate = ways(town(site("G", x, y), sections=[edge]), spot(*start))[GATE]
        assert (gate.road_km is not None) is reached


@pytest.mark.parametrize(("away", "here"), [(0.09, True), (0.11, False)])
def test_within_a_hundred_metres_an_item_is_there(away: float, here: bool) -> None:
    gate = ways(town(site("G", 20, 5 + away)), spot(20, 5, Evidence.C))[GATE]
    assert (gate.here, gate.total_km == 0) == (here, here)
    assert gate.approximate is not here
    assert (gate.way is None) is here


def test_kinds_are_answered_in_order_and_none_twice() -> None:
    sites = [
        site("S", 10, 5), site("M", 20, 5, "border_gate_main"),
        site("I", 29, 5, "border_gate_international"), site("A", 25, 5, "airport"),
        site("B", 1, 5, "bridge"),
    ]  # fmt: skip
    found = ways(town(*sites), spot(5, 5))
    assert {kind: way.target.id for kind, way in found.items()} == {
        GATE: "S",
        MAIN: "M",
        AIRPORT: "A",
    }
    assert list(found) == [GATE, MAIN, AIRPORT]
    # Where the nearest gate is a main one, it is told once.
    assert set(ways(town(*sites[1:]), spot(5, 5))) == {GATE, AIRPORT}
    assert ways(town(*sites)) == {}
    assert [target.id for target in targets_of(town(*sites))] == ["S", "M", "I", "A"]


def test_the_way_to_a_line_starts_in_its_middle() -> None:
    gate = site("G", 29, 5)
    whole = piece(line((2_000, 5_000), (12_000, 5_000)))
    parts = (
        piece(line((2_000, 5_000), (7_000, 5_000))),
        piece(line((7_000, 5_000), (12_000, 5_000))),
    )
    for pieces in ((whole,), parts):
        way = ways(town(gate), *pieces, kind=Kind.NATIONAL_ROAD)[GATE]
        assert (way.road_km, way.start_kind) == (near(22), StartKind.MIDDLE)
        assert not way.approximate
        assert way.start == pytest.approx((point(7_000, 5_000).x, point(7_000, 5_000).y))
    # Of parts that do not meet it is the longest one's middle, and that is said.
    apart = (parts[0], piece(line((9_000, 5_000), (19_000, 5_000))))
    way = ways(town(gate), *apart, kind=Kind.NATIONAL_ROAD)[GATE]
    assert (way.road_km, way.start_kind) == (near(15), StartKind.LONGEST)
    drawn = replace(whole, geometry_kind=GeometryKind.SCHEMATIC)
    assert ways(town(gate), drawn)[GATE].approximate


@pytest.mark.parametrize("evidence", list(Evidence))
def test_a_point_is_as_sure_as_its_grade(evidence: Evidence) -> None:
    way = ways(town(site("G", 29, 5)), spot(4, 5, evidence))[GATE]
    assert way.approximate is (evidence in {Evidence.C, Evidence.D})


def test_an_area_starts_at_its_seat_or_inside() -> None:
    areas = tiny.areas()
    seats = (
        Place("V", "village", named("V"), 5, point(11_000, 5_000), MIDDLE, "201"),
        Place("C", "commune", named("C"), 5, point(12_000, 5_000), MIDDLE, "201"),
        Place("D", "district_seat", named("D"), 2, point(3_000, 5_000), WEST, "201"),
    )
    catalog = town(site("G", 29, 5), places=seats)

    def start(origin: str, code: str) -> float:
        way = ways(catalog, piece(areas[code].geometry, origin, "area"))[GATE]
        assert way.approximate
        assert way.road_km is not None
        return way.road_km

    assert start(f"commune:{MIDDLE}", MIDDLE) == near(17)
    assert start("district:201", "201") == near(26)
    # Without a seat any place inside must do.
    assert 0 <= start(f"commune:{EAST}", EAST) <= 9


def test_what_has_no_centre_has_no_way() -> None:
    catalog = town(site("G", 29, 5))
    standing = tiny.asset("A-1", piece(MAIN_ROAD.line))
    assert nearest_by_road(catalog, standing) == ()
    assert ways(catalog, spot(4, 5), kind=Kind.NATIONAL_ROAD) == {}
    # Known to the commune only is no spot, even where another part has one.
    soft = replace(spot(4, 5), origin=f"within:{WEST}", geometry_kind=GeometryKind.WITHIN)
    assert ways(catalog, soft) == {}
    assert ways(catalog, soft, spot(24, 5))[GATE].road_km == near(5)


def test_nothing_is_sought_from_its_own_kind() -> None:
    sites = [site("S", 10, 5), site("M", 20, 5, "border_gate_main"), site("A", 25, 5, "airport")]
    catalog = town(*sites)
    assert set(ways(catalog, spot(11, 5))) == {GATE, MAIN, AIRPORT}
    assert set(ways(catalog, spot(25, 5), kind=Kind.AIRPORT)) == {GATE}
    assert set(ways(catalog, spot(10, 5), kind=Kind.BORDER_GATE)) == {MAIN, AIRPORT}


def test_parts_are_told_by_number_with_ferries_and_uncertain_lines() -> None:
    sections = (
        road("S-1", (0, 5), (10, 5)),
        road("S-2", (10, 5), (16, 5), evidence=Evidence.C),
        road("S-3", (16, 5), (20, 5), ref="QL.8", crossing="ferry", evidence=Evidence.D),
        road("S-4", (20.05, 5), (30, 5)),
    )
    way = ways(town(site("G", 30, 5), sections=sections), spot(0, 5))[GATE]
    found = [
        (part.ref, round(part.km, 1), round(part.uncertain_km, 1), part.ferry) for part in way.parts
    ]
    assert found == [("QL.9", 16, 6, False), ("QL.8", 4, 4, True), ("QL.9", 9.9, 0, False)]
    assert (way.ferry, way.uncertain_km) == (True, near(10))


def test_a_few_metres_of_a_road_are_no_part_of_the_way() -> None:
    sections = (
        road("S-1", (0, 5), (10, 5)),
        road("S-2", (10, 5), (10, 5.05), (10, 9), ref="QL.8"),
        road("S-3", (10, 5.05), (20, 5.05), ref="QL.7"),
    )
    way = ways(town(site("G", 20, 5.05), sections=sections), spot(0, 5))[GATE]
    assert way.road_numbers == ("QL.9", "QL.7")
    # Where there is nothing but a few metres they are told.
    short = ways(town(site("G", 9.97, 5.2), sections=sections), spot(10, 5.2))[GATE]
    assert short.here


# -- junctions --------------------------------------------------------------------------------


def expressway(**words: str) -> Section:
    texts = {side: named(wording) for side, wording in words.items()}
    return replace(road("E-1", (0, 9), (30, 9), ref="CT.01"), road_class="expressway", **texts)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", [State.OPERATING, State.CLOSED])
def test_an_expressway_has_junctions_where_a_text_names_a_road(state: State) -> None:
    section = expressway(start="giao QL.9 và ĐT.101A", end="ranh giới tỉnh")
    asset = tiny.asset("A-1", piece(section.line, "E-1"), kind=Kind.EXPRESSWAY, state=state)
    catalog = town(sections=(MAIN_ROAD, section), assets={"A-1": asset})
    (target,) = targets_of(catalog)
    assert (target.id, target.reaches) == ("E-1@start", (JUNCTION,))
    assert target.road_numbers == ("CT.01", "QL.9", "ĐT.101A")
    assert target.planned is (state is not State.OPERATING)
    assert (target.point.x, target.point.y) == section.line.coords[0]
    assert target.note["vi"] == "giao QL.9 và ĐT.101A"
    other = town(sections=(MAIN_ROAD, expressway(end="giao QL.9")))
    (end,) = targets_of(other)
    assert (end.id, (end.point.x, end.point.y)) == ("E-1@end", section.line.coords[-1])
    assert end.planned


# -- words ------------------------------------------------------------------------------------


def way(**more: Any) -> RoadDistance:
    target = Destination(
        "G", (GATE,), named("G"), NO_TEXT, planned=False, point=shapely.Point(0, 0)
    )
    parts = (RoadPart("QL.9", 8, 0, ferry=False), RoadPart("QL.8", 2, 0, ferry=False))
    values: dict[str, Any] = {
        "start_kind": StartKind.POINT, "straight_km": 9.0, "road_km": 10.0, "parts": parts,
    } | more  # fmt: skip
    return RoadDistance(GATE, target, (0, 0), (0, 0), **values)


@pytest.mark.parametrize(
    ("more", "phrases"),
    [
        # From where it is measured is always said, but of what is at the place itself.
        ({}, 2), ({"start_access_km": 0.2, "end_access_km": 0.29}, 2),
        ({"start_access_km": 0.2, "end_access_km": 0.3}, 3), ({"approximate": True}, 3),
        ({"here": True, "road_km": 0.0}, 1), ({"road_km": None}, 3),
        ({"parts": (RoadPart("QL.9", 1, 0.4, ferry=False),)}, 2),
        ({"parts": (RoadPart("QL.9", 1, 0.5, ferry=False),)}, 3),
        ({"parts": (RoadPart("QL.9", 1, 0.6, ferry=True), RoadPart("X", 1, 0, ferry=False))}, 4),
    ],
)  # fmt: skip
def test_a_way_is_told_in_phrases_where_they_are_worth_it(
    more: dict[str, Any], phrases: int
) -> None:
    found = way(**more)
    assert len(found.describe("vi").split("; ")) == phrases
    planned = replace(found, target=replace(found.target, planned=True))
    assert len(planned.describe("vi").split("; ")) == phrases + 1


def test_a_way_says_its_kilometres_and_roads() -> None:
    assert way().describe("vi") == "10 km theo QL.9 – QL.8; tính từ vị trí công trình"
    assert "thêm 1 km" in way(start_access_km=1.2).describe("vi")
    assert "theo QL.9 – QL.8" in way(road_km=0.4).describe("vi")
    assert way(road_km=0.4).describe("vi").startswith("dưới 1 km")
    assert "đường thẳng 9 km" in way(road_km=None).describe("vi")
    assert way(start_access_km=0.5, end_access_km=1).total_km == 11.5
