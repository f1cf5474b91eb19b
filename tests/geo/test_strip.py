from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from functools import cache
from itertools import pairwise

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.catalog.catalog import Catalog
from geo.corridor.model import Basis, Lane, Side, Strip
from geo.corridor.runs import CorridorRun, RunKind, runs_of
from geo.corridor.strip import MAX_SAMPLES, _intervals, strip
from geo.crs import to_grid, to_wgs84
from geo.errors import UnknownIdError
from geo.model import AreaFrame, GeometryKind, Kind, Status
from geo.query.selection import Selection
from geo.query.view import build_view
from tests import once
from tests.strip_places import place_at

TODAY = date(2026, 11, 23)
CORRIDORS = [f"COR-0{number}" for number in range(1, 7)]


@cache
def unrolled(corridor_id: str, **fields: Hashable) -> Strip:
    return strip(build_view(once.catalog(), Selection().with_(**fields), TODAY), corridor_id)


@cache
def every_lane() -> tuple[tuple[CorridorRun, Lane], ...]:
    return tuple(
        (run, lane)
        for corridor_id in CORRIDORS
        for run, lane in zip(
            runs_of(once.catalog(), corridor_id), unrolled(corridor_id).lanes, strict=True
        )
    )


def names(catalog: Catalog, lane: Lane, frame: AreaFrame, side: Side = Side.BOTH) -> list[str]:
    intervals = lane.band(frame, side).intervals
    return [catalog.areas[i.code].name["vi"] if i.code else "" for i in intervals]


def test_a_corridor_has_a_lane_for_each_connected_run() -> None:
    lanes = {
        corridor_id: [lane.name["vi"] for lane in unrolled(corridor_id).lanes]
        for corridor_id in CORRIDORS
    }
    assert lanes == {
        "COR-01": ["QL.6", "Cao tốc CT.03"],
        "COR-02": ["Sông Đà"],
        "COR-03": ["ĐT.117", "QL.4G", "ĐT.109"],
        "COR-04": ["Sông Mã", "QL.12 – QL.4G"],
        "COR-05": ["QL.37 – QL.43", "QL.37"],
        "COR-06": ["Cao tốc CT.03", "QL.6B", "QL.279"],
    }


def test_every_section_of_a_corridor_lies_on_one_lane(catalog: Catalog) -> None:
    for corridor in catalog.corridors.values():
        lanes = unrolled(corridor.id).lanes
        found = [segment.section_id for lane in lanes for segment in lane.segments]
        assert found == [stretch.section_id for stretch in corridor.sections]
        for lane in lanes:
            assert lane.segments[0].from_km == 0
            assert lane.segments[-1].to_km == pytest.approx(lane.length_km)
            for one, two in pairwise(lane.segments):
                assert one.to_km == two.from_km


def test_ql6_counts_in_official_kilometres() -> None:
    lane = unrolled("COR-01").lane("COR-01-1")
    assert (lane.official, lane.kind) == (True, RunKind.ROAD)
    assert (lane.start_label_km, lane.end_label_km) == pytest.approx((152.7, 366.6), abs=0.1)
    assert lane.uncertainty_km == pytest.approx(0.6 + 0.02 * (366.6 - 303), abs=0.1)
    assert [post.label_km for post in lane.posts] == list(range(160, 370, 10))
    shown = {post.label_km: post.km for post in lane.posts}
    # The posts leave offsets from 152.1 to 153.3 km: the middle counts, all along the road.
    assert shown[200] == pytest.approx(200 - 152.7, abs=0.05)
    assert shown[300] - shown[200] == pytest.approx(100)


def test_the_junction_of_moc_chau_stands_near_km_193(catalog: Catalog) -> None:
    lane = unrolled("COR-01").lane("COR-01-1")
    run = runs_of(catalog, "COR-01")[0]
    kms = [run.label_km(j.km) for j in lane.junctions if j.ref == "QL.43"]
    assert kms == pytest.approx([187.1, 192.0], abs=0.1)
    refs = [junction.ref for junction in lane.junctions]
    assert {"QL.37", "QL.4G", "QL.279D", "QL.6B", "ĐT.101", "ĐT.110"} <= set(refs)
    assert "QL.6" not in refs
    assert refs.index("QL.37") < refs.index("QL.4G") < refs.index("QL.6B")


def test_communes_and_seats_stand_along_the_road(catalog: Catalog) -> None:
    lane = unrolled("COR-01").lane("COR-01-1")
    assert names(catalog, lane, AreaFrame.DISTRICT) == [
        "Vân Hồ", "Mộc Châu", "Yên Châu", "Mai Sơn", "Sơn La", "Thuận Châu",
    ]  # fmt: skip
    communes = names(catalog, lane, AreaFrame.COMMUNE)
    assert communes[0] == "Vân Hồ"
    assert communes.index("Thảo Nguyên") < communes.index("Yên Châu") < communes.index("Tô Hiệu")
    seats = [mark.name["vi"] for mark in lane.marks if mark.kind == "district_seat"]
    assert [name.partition(" (")[0] for name in seats] == names(catalog, lane, AreaFrame.DISTRICT)
    airport = next(mark for mark in lane.marks if mark.kind == "airport")
    assert airport.offset_km == pytest.approx(0.2, abs=0.1)
    assert all(mark.offset_km <= 3 for _, lane in every_lane() for mark in lane.marks)


def test_the_banks_of_a_river_are_told_apart(catalog: Catalog) -> None:
    lane = unrolled("COR-02").lanes[0]
    assert (lane.kind, lane.official) == (RunKind.RIVER, False)
    assert names(catalog, lane, AreaFrame.DISTRICT, Side.LEFT) == [
        "Quỳnh Nhai", "Mường La", "Bắc Yên", "Phù Yên", "",
    ]  # fmt: skip
    assert names(catalog, lane, AreaFrame.DISTRICT, Side.RIGHT)[1:4] == [
        "Quỳnh Nhai", "Thuận Châu", "Mường La",
    ]  # fmt: skip
    crossings = [(junction.ref, junction.ferry) for junction in lane.junctions]
    assert crossings == [
        ("QL.279", False), ("QL.279D", False), ("QL.37", False), ("QL.43", True),
    ]  # fmt: skip
    marks = {mark.id: mark.km for mark in lane.marks}
    crossed = {junction.ref: junction.km for junction in lane.junctions}
    assert marks["BR-PAUON"] == pytest.approx(crossed["QL.279"], abs=0.3)
    assert marks["BR-TAKHOA"] == pytest.approx(crossed["QL.37"], abs=0.3)
    with pytest.raises(UnknownIdError):
        lane.band(AreaFrame.COMMUNE)


def test_only_published_junctions_stand_on_the_expressway(catalog: Catalog) -> None:
    lane = unrolled("COR-01").lane("COR-01-2")
    assert [(j.ref, j.planned) for j in lane.junctions] == [("QL.43", True), ("QL.4G", True)]
    run = runs_of(catalog, "COR-01")[1]
    assert run.label_km(lane.junctions[0].km) == pytest.approx(85.3, abs=0.05)
    assert lane.schematic_km == lane.length_km
    road = unrolled("COR-05").lanes[0]
    assert [j.planned for j in road.junctions if j.ref == "CT.03"] == [True]


def test_a_shared_stretch_is_a_break() -> None:
    lane = unrolled("COR-05").lanes[0]
    (gap,) = lane.breaks
    assert (gap.gap_km, gap.kind) == (4.8, "shared")
    before, after = (place_at(unrolled("COR-05"), lane.id, gap.km + d) for d in (-0.01, 0.01))
    metres = to_grid(shapely.Point(before)).distance(to_grid(shapely.Point(after)))
    assert metres == pytest.approx(4_300, abs=300)


def test_a_section_may_be_travelled_backwards() -> None:
    lane = unrolled("COR-04").lanes[1]
    assert [(s.section_id, s.is_reversed) for s in lane.segments] == [
        ("QL12-1", False), ("QL4G-3", True), ("QL4G-2", True),
    ]  # fmt: skip
    gate = next(mark for mark in lane.marks if mark.id == "BG-CHIENGKHUONG")
    seat = next(mark for mark in lane.marks if mark.id == "SEAT-126")
    assert seat.km < gate.km


def test_lanes_are_moved_to_lie_beside_each_other() -> None:
    found = unrolled("COR-01")
    assert min(lane.offset_km for lane in found.lanes) == 0
    assert all(lane.offset_km + lane.length_km <= found.length_km for lane in found.lanes)
    along = {
        lane.id: lane.offset_km + mark.km
        for lane in found.lanes
        for mark in lane.marks
        if mark.id == "SEAT-119"
    }
    assert along["COR-01-1"] == pytest.approx(along["COR-01-2"], abs=15)
    west = unrolled("COR-05")
    # The second lane begins at Gia Phù, where the first one has its junction with QL.37.
    meeting = next(j.km for j in west.lanes[0].junctions if j.ref == "QL.37")
    assert west.lanes[1].offset_km == pytest.approx(meeting, abs=0.05)


def test_projects_are_bars_with_the_status_of_the_day() -> None:
    lane = unrolled("COR-01").lane("COR-01-2")
    first = next(bar for bar in lane.bars if bar.project_id == "EXP-SL1")
    assert (first.from_km, first.status, first.basis) == (0, Status.CONSTRUCTION, Basis.LINE)
    assert first.to_km == pytest.approx(32.8, abs=0.05)
    earlier = unrolled("COR-01", as_of=date(2025, 1, 1)).lane("COR-01-2")
    bar = next(bar for bar in earlier.bars if bar.project_id == "EXP-SL1")
    assert bar.status is Status.PREPARING


def test_a_project_by_kilometres_is_a_bar_between_them(catalog: Catalog) -> None:
    lane = unrolled("COR-01").lane("COR-01-1")
    run = runs_of(catalog, "COR-01")[0]
    (bar,) = [bar for bar in lane.bars if bar.project_id == "QL6-VRAMP"]
    kms = [run.label_km(km) for km in (bar.from_km, bar.to_km)]
    assert kms == pytest.approx([193, 303], abs=0.01)


def test_areas_and_points_stand_on_one_lane(catalog: Catalog) -> None:
    found = unrolled("COR-01")
    lanes: dict[str, set[str]] = {}
    for lane in found.lanes:
        for bar in lane.bars:
            if bar.basis is not Basis.LINE:
                lanes.setdefault(bar.project_id, set()).add(lane.id)
    assert lanes["URB-MOCCHAU"] == {"COR-01-1"}
    assert lanes["AIR-NASAN"] == {"COR-01-1"}
    assert all(len(ids) == 1 for ids in lanes.values())
    # A road known to three wards is a stretch through them and no three spots.
    assert len(catalog.projects["RD-MOCCHAU-MAIN"].pieces) == 3
    assert "RD-MOCCHAU-MAIN" in lanes


def test_a_filter_marks_bars_and_drops_none() -> None:
    everything = unrolled("COR-01")
    some = unrolled("COR-01", kinds=(Kind.EXPRESSWAY,))
    for one, two in zip(everything.lanes, some.lanes, strict=True):
        assert [bar.project_id for bar in one.bars] == [bar.project_id for bar in two.bars]
        assert all(bar.shown for bar in one.bars)
        assert all(bar.shown is bar.project_id.startswith("EXP-") for bar in two.bars)


def test_bands_cover_the_lane_without_overlap() -> None:
    for _, lane in every_lane():
        for band in lane.bands:
            assert band.intervals[0].from_km == 0
            assert band.intervals[-1].to_km == pytest.approx(lane.length_km)
            for one, two in pairwise(band.intervals):
                assert one.to_km == two.from_km
                assert one.code != two.code


@given(st.data())
def test_a_band_names_the_area_that_is_there(catalog: Catalog, data: st.DataObject) -> None:
    run, lane = data.draw(st.sampled_from(every_lane()))
    km = data.draw(st.floats(0, lane.length_km))
    here = run.place(km)
    for band in lane.bands:
        codes = {i.code for i in band.intervals if i.from_km - 0.05 <= km <= i.to_km + 0.05}
        # Short stretches are smoothed away, and a bank is looked at beyond the water.
        reach = 3_000 if lane.kind is RunKind.RIVER else 700
        areas = [to_grid(catalog.areas[code].geometry) for code in codes if code]
        assert "" in codes or min(area.distance(here) for area in areas) <= reach


def test_bars_lie_on_their_lane_in_order() -> None:
    for _, lane in every_lane():
        for bar in lane.bars:
            assert 0 <= bar.from_km <= bar.to_km <= lane.length_km + 1e-6
            assert (bar.from_km == bar.to_km) is (bar.basis is Basis.POINT)
        assert [bar.from_km for bar in lane.bars] == sorted(bar.from_km for bar in lane.bars)


def test_samples_are_few_and_ascend() -> None:
    for _, lane in every_lane():
        assert 2 <= len(lane.samples) <= MAX_SAMPLES
        kms = [sample[0] for sample in lane.samples]
        assert kms == sorted(kms)
        assert (kms[0], kms[-1]) == pytest.approx((0, lane.length_km), abs=0.001)


@given(st.data())
def test_the_strip_finds_the_place_on_the_map(data: st.DataObject) -> None:
    run, lane = data.draw(st.sampled_from(every_lane()))
    km = data.draw(st.floats(-5, lane.length_km + 5))
    corridor_id = lane.id.rpartition("-")[0]
    spot = to_grid(shapely.Point(place_at(unrolled(corridor_id), lane.id, km)))
    true = run.place(min(max(km, 0), lane.length_km))
    near_break = any(abs(gap.km - km) < 0.01 for gap in lane.breaks)
    assert near_break or spot.distance(true) < 200


@given(st.data())
def test_shown_kilometres_and_places_are_inverse(data: st.DataObject) -> None:
    run, lane = data.draw(st.sampled_from(every_lane()))
    km = data.draw(st.floats(0, lane.length_km))
    assert run.km_of_label(run.label_km(km)) == pytest.approx(km, abs=0.001)
    found, distance = run.nearest(shapely.Point(place_at_run(run, km)))
    assert distance < 0.001
    assert found == pytest.approx(km, abs=0.01) or run.place(found).distance(run.place(km)) < 1


def place_at_run(run: CorridorRun, km: float) -> tuple[float, float]:
    spot = to_wgs84(run.place(km))
    return spot.x, spot.y


def test_what_does_not_exist_is_named() -> None:
    with pytest.raises(UnknownIdError, match="COR-06"):
        unrolled("COR-99")
    with pytest.raises(UnknownIdError, match="COR-01-2"):
        unrolled("COR-01").lane("COR-01-9")


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        # The shortest stretch goes to the longer of its neighbours, on either side.
        ("AAABCCCCCC", [("A", 0, 3), ("C", 3, 10)]),
        ("AAAAAABCCC", [("A", 0, 7), ("C", 7, 10)]),
        # Of two neighbours of one length, to the one before it.
        ("AAAABBCCCC", [("A", 0, 6), ("C", 6, 10)]),
        # At an end there is only one.
        ("ABBBBBBBBB", [("B", 0, 10)]),
        ("BBBBBBBBBA", [("B", 0, 10)]),
        # Neighbours of one area become one stretch.
        ("AAAABAAAAA", [("A", 0, 10)]),
        # The shortest goes first, and so it may be that the next one is long enough.
        ("AAAABBCDDD", [("A", 0, 6), ("D", 6, 10)]),
        ("AAAABBBDDD", [("A", 0, 4), ("B", 4, 7), ("D", 7, 10)]),
    ],
)
def test_a_short_stretch_joins_the_longer_neighbour(
    codes: str, expected: list[tuple[str, float, float]]
) -> None:
    found = _intervals(list(codes), 10.0, 2.5)
    assert [(one.code, one.from_km, one.to_km) for one in found] == expected


def test_incidents_stand_at_their_kilometre_from_their_day() -> None:
    def on_ql6(**asked: object) -> list[tuple[int, str, bool]]:
        lane = unrolled("COR-01", **asked).lane("COR-01-1")
        return [(round(lane.label_at(one.km)), one.kind, one.past) for one in lane.incidents]

    # By incidents.csv: Km156, Km160+620 (23/7/2024), Km201+900 (22/9/2024), Km230+400 (2018).
    assert on_ql6(as_of=date(2024, 9, 30)) == [
        (156, "flood", False), (161, "flood", False), (202, "landslide", False),
        (230, "washout", True),
    ]  # fmt: skip
    assert on_ql6(as_of=date(2018, 8, 17)) == []
    assert [past for *_, past in on_ql6()] == [True] * 4
    expressway = unrolled("COR-01").lane("COR-01-2")
    assert expressway.incidents == ()


def test_works_that_meet_are_marked_on_the_strip(catalog: Catalog) -> None:
    lane = unrolled("COR-01").lane("COR-01-2")
    assert [one.ids for one in lane.meetings] == [("EXP-SL1", "EXP-SL2"), ("EXP-SL2", "EXP-SL3")]
    first = lane.meetings[0]
    assert lane.label_at(first.from_km) == pytest.approx(85.3, abs=0.1)
    assert first.from_km == first.to_km
    # The repairs of 2024 stand on ĐT.109 nowhere that anybody knows.
    for other in every_lane():
        for one in other[1].meetings:
            assert not any(catalog.projects[each].unlocated_spots for each in one.ids)


def test_what_is_known_by_its_commune_is_no_spot_on_the_strip(catalog: Catalog) -> None:
    for _, lane in every_lane():
        for bar in lane.bars:
            pieces = catalog.projects[bar.project_id].pieces
            if all(piece.geometry_kind is GeometryKind.WITHIN for piece in pieces):
                assert bar.basis is Basis.AREA, bar.project_id
                assert bar.to_km > bar.from_km
