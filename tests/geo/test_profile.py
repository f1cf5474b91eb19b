from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.catalog.catalog import Catalog
from geo.corridor.profile import CorridorProfile, corridors_through, profile, whole_percents
from geo.model import AreaFrame, GeometryKind, Kind, Status
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.strings import say

TODAY = date(2026, 11, 23)
CORRIDORS = [f"COR-0{number}" for number in range(1, 7)]


def of(catalog: Catalog, corridor_id: str, **fields: object) -> CorridorProfile:
    return profile(build_view(catalog, Selection().with_(**fields), TODAY), corridor_id)


def km_by_status(found: CorridorProfile) -> dict[Status | None, float]:
    """Give the kilometres of each status on all roads together."""
    kms: dict[Status | None, float] = {}
    for road in found.roads:
        for share in road.shares:
            kms[share.status] = kms.get(share.status, 0.0) + share.km
    return kms


def test_the_length_is_that_of_all_lines(catalog: Catalog) -> None:
    found = of(catalog, "COR-01")
    # Measured lengths of the sections: QL6-1 … QL6-8 add to 214.1, CT03-SL1 … SL3 to 204.8.
    assert found.length_km == pytest.approx(214.1 + 204.8, abs=0.5)
    assert [round(km) for _, km, _ in found.lane_km] == [214, 205]
    assert found.schematic_km == pytest.approx(204.8, abs=0.1)
    assert any("Khoảng 205 km chỉ là sơ đồ" in note for note in found.notes("vi"))
    assert any("QL.6 214.0 km" in note for note in found.notes("en"))


@pytest.mark.parametrize("corridor_id", CORRIDORS)
def test_parts_add_up_to_the_whole(catalog: Catalog, corridor_id: str) -> None:
    found = of(catalog, corridor_id)
    assert sum(part.km for part in found.sections) == pytest.approx(found.length_km)
    assert sum(road.length_km for road in found.roads) == pytest.approx(found.length_km)
    for road in found.roads:
        assert sum(share.km for share in road.shares) == pytest.approx(road.length_km)
        assert sum(share.share for share in road.shares) == pytest.approx(1)
        assert sum(share.percent for share in road.shares) == 100
    for frame in AreaFrame:
        inside = sum(touch.length_km for touch in found.areas_of(frame))
        # Of a drawing no length is told by area.
        measured = found.length_km - found.schematic_km
        assert inside <= measured + 0.5
        assert inside + found.outside_km >= measured - 0.5
        planned = {touch.code for touch in found.planned_areas_of(frame)}
        assert planned.isdisjoint(touch.code for touch in found.areas_of(frame))
    on = {item.row.project.id for _, group in found.projects for item in group}
    mine = [p for p in catalog.projects.values() if corridor_id in p.corridor_ids]
    # Of a group its parts alone: the whole and the parts would count the same works twice.
    assert on == {p.id for p in mine} - {p.part_of for p in mine}
    for language in ("vi", "en"):
        assert all(found.notes(language))


def test_ux31_each_road_has_shares_of_its_own(catalog: Catalog) -> None:
    # The completed kilometres of QL.6 are no share of an expressway that is a drawing.
    road, expressway = of(catalog, "COR-01").roads
    assert (road.name["vi"], expressway.name["vi"]) == ("QL.6", "Cao tốc CT.03")
    assert (road.schematic, expressway.schematic) == (False, True)
    completed = {share.status: share.percent for share in road.shares}
    # Km193 to Km303 of 214 km.
    assert completed[Status.COMPLETED] == 51
    assert completed[None] == 49
    on_drawing = {share.status: share.km for share in expressway.shares}
    assert on_drawing[Status.COMPLETED] == 0
    assert on_drawing[Status.CONSTRUCTION] == pytest.approx(32.8, abs=0.1)
    # QL.37 comes back on the second line of its corridor: one road all the same.
    names = [road.name["vi"] for road in of(catalog, "COR-05").roads]
    assert names == ["QL.37", "QL.43"]
    assert [road.name["vi"] for road in of(catalog, "COR-04").roads] == [
        "Sông Mã",
        "QL.12",
        "QL.4G",
    ]


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=8).filter(lambda parts: sum(parts) > 0))
def test_ux31_whole_percents_add_up_and_stay_near(parts: list[float]) -> None:
    found = whole_percents(parts)
    assert sum(found) == 100
    for percent, value in zip(found, parts, strict=True):
        assert abs(percent - value / sum(parts) * 100) < 1 + 1e-6
        assert percent >= 0


def test_the_parts_of_nothing_have_no_percents() -> None:
    with pytest.raises(ValueError, match="nothing"):
        whole_percents([0.0, 0.0])


def test_shares_follow_the_projects_on_the_line(catalog: Catalog) -> None:
    kms = km_by_status(of(catalog, "COR-01"))
    # Completed: QL.6 Km193–Km303; the bypass has no line yet.
    assert kms[Status.COMPLETED] == pytest.approx(110.0, abs=0.2)
    assert kms[Status.CONSTRUCTION] == pytest.approx(32.8, abs=0.1)
    assert kms[Status.PREPARING] == pytest.approx(105 + 67, abs=0.2)
    assert kms[Status.PLANNED] == 0
    assert kms[None] == pytest.approx(214.1 - 110.0, abs=0.5)


def test_the_most_advanced_open_project_counts(catalog: Catalog) -> None:
    found = of(catalog, "COR-03")
    # Branch 1 of ĐT.117 was completed in 2012; the repairs ordered in 2024 lie on it.
    assert km_by_status(found)[Status.PREPARING] == pytest.approx(33.0, abs=0.1)
    assert km_by_status(found)[Status.COMPLETED] == 0
    before = of(catalog, "COR-03", as_of=date(2024, 1, 1))
    assert km_by_status(before)[Status.COMPLETED] == pytest.approx(15.7, abs=0.1)


def test_what_has_lapsed_is_no_project_and_what_has_no_source_is_said(catalog: Catalog) -> None:
    def with_status(status: Status | None) -> CorridorProfile:
        events = [e for e in catalog.events if e.project_id != "EXP-SL1"]
        given = next(e for e in catalog.events if e.project_id == "EXP-SL1")
        if status:
            events.append(replace(given, status=status))
        return of(replace(catalog, events=tuple(events)), "COR-01")

    whole = km_by_status(of(catalog, "COR-01"))[None]
    lapsed = km_by_status(with_status(Status.LAPSED))
    assert lapsed[None] == pytest.approx(whole + 32.8, abs=0.1)
    unknown = with_status(None)
    assert km_by_status(unknown)[Status.UNKNOWN] == pytest.approx(32.8, abs=0.1)
    expressway = next(road for road in unknown.roads if road.schematic)
    labels = [share.label("vi") for share in expressway.shares]
    assert labels[-2:] == [say("status.unknown", "vi"), "Chưa có dự án"]
    suspended = km_by_status(with_status(Status.SUSPENDED))
    assert suspended[Status.SUSPENDED] == pytest.approx(32.8, abs=0.1)


def test_projects_stand_by_status_the_most_advanced_first(catalog: Catalog) -> None:
    found = of(catalog, "COR-01")
    groups = {status: [on.row.project.id for on in group] for status, group in found.projects}
    assert next(iter(groups)) is Status.CONSTRUCTION
    assert groups[Status.CONSTRUCTION] == [
        "EXP-SL1",
        "EXP-HB",
        "KCN-MAISON-1",
        "RD-MOCCHAU-MAIN",
        "RES-SL1-NACHA",
        "RES-SL1-PANG",
        "RES-SL1-PAPUOC",
        "RES-SL1-UI",
    ]
    assert groups[Status.LAPSED] == ["URB-MAISON", "URB-SONLA", "URB-VANHO"]
    by_id = {on.row.project.id: on for _, group in found.projects for on in group}
    assert by_id["EXP-HB"].basis is None
    assert by_id["EXP-SL2"].km == pytest.approx(105, abs=0.1)
    assert by_id["AIR-NASAN"].km == 0


def test_other_filters_change_no_number(catalog: Catalog) -> None:
    everything = of(catalog, "COR-01")
    some = of(catalog, "COR-01", kinds=(Kind.EXPRESSWAY,), areas=("123",))
    assert some.roads == everything.roads
    shown = {on.row.project.id: on.shown for _, group in some.projects for on in group}
    assert shown["EXP-SL1"]
    assert not shown["QL6-VRAMP"]
    assert not shown["EXP-SL3"]


def test_sections_stand_in_travel_order(catalog: Catalog) -> None:
    parts = of(catalog, "COR-03").sections
    assert [part.section_id for part in parts][:3] == ["DT117-2", "DT117-1", "QL4G-1"]
    assert parts[1].is_reversed
    assert parts[1].start["vi"] == "Mường Chanh"
    assert parts[1].end["vi"].startswith("Chiềng Ban")
    assert "chưa xác nhận" in parts[0].note["vi"]
    inferred = of(catalog, "COR-04")
    assert inferred.inferred_km == pytest.approx(107.2, abs=0.1)
    assert any("suy luận" in note for note in inferred.notes("vi"))


def test_areas_are_passed_in_both_frames(catalog: Catalog) -> None:
    found = of(catalog, "COR-01")
    assert {touch.code for touch in found.areas_of(AreaFrame.DISTRICT)} == {
        "116", "119", "123", "124", "125", "128",
    }  # fmt: skip
    passed, planned = found.areas_of(AreaFrame.COMMUNE), found.planned_areas_of(AreaFrame.COMMUNE)
    assert len(passed) + len(planned) == 22
    assert "04018" in {touch.code for touch in planned}  # Tô Múa: the expressway's drawing alone
    assert of(catalog, "COR-05").shared_km == pytest.approx(4.8 + 3.7)
    assert of(catalog, "COR-03").outside_km == pytest.approx(19.4, abs=0.1)


def crossing_ids(catalog: Catalog, code: str) -> dict[str, bool]:
    return {one.corridor.id: one.schematic for one in corridors_through(catalog, code)}


def test_a_corridor_passes_where_its_line_does(catalog: Catalog) -> None:
    # A storm's repairs and the whole expressway touch Phường Mộc Châu; the corridors that they
    # belong to lie 48 and 58 km away. No corridor runs through Xuân Nha at all.
    assert crossing_ids(catalog, "03980") == {"COR-01": False, "COR-05": False}
    assert crossing_ids(catalog, "04057") == {}


def test_every_corridor_named_for_an_area_crosses_it(catalog: Catalog) -> None:
    for code, area in catalog.areas.by_code.items():
        found = crossing_ids(catalog, code)
        for corridor in catalog.corridors.values():
            lines = [
                piece.geometry
                for piece in corridor.pieces
                if corridor.id not in found
                or found[corridor.id] is (piece.geometry_kind is GeometryKind.SCHEMATIC)
            ]
            meets = shapely.intersects(shapely.union_all(lines), area.geometry)
            assert meets or corridor.id not in found, (code, corridor.id)
            if corridor.id not in found:
                inside = shapely.intersection(shapely.union_all(lines), area.geometry)
                assert inside.length < 0.001, (code, corridor.id)  # degrees: about 100 m


def test_a_corridor_of_a_drawing_alone_is_only_planned_to_pass(catalog: Catalog) -> None:
    # Of COR-06 only the drawn expressway reaches the old town of Sơn La.
    assert crossing_ids(catalog, "116") == {"COR-01": False, "COR-03": False, "COR-06": True}
