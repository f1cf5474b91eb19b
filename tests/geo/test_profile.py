from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from geo.catalog.catalog import Catalog
from geo.corridor.profile import CorridorProfile, profile
from geo.model import AreaFrame, Kind, Status
from geo.query.selection import Selection
from geo.query.view import build_view

TODAY = date(2026, 11, 23)
CORRIDORS = [f"COR-0{number}" for number in range(1, 7)]


def of(catalog: Catalog, corridor_id: str, **fields: object) -> CorridorProfile:
    return profile(build_view(catalog, Selection().with_(**fields), TODAY), corridor_id)


def km_by_status(found: CorridorProfile) -> dict[Status | None, float]:
    return {share.status: share.km for share in found.shares}


def test_the_length_is_that_of_all_lines(catalog: Catalog) -> None:
    found = of(catalog, "COR-01")
    # Measured lengths of the sections: QL6-1 … QL6-8 add to 214.1, CT03-SL1 … SL3 to 204.8.
    assert found.length_km == pytest.approx(214.1 + 204.8, abs=0.5)
    assert [round(km) for _, km in found.lane_km] == [214, 205]
    assert found.schematic_km == pytest.approx(204.8, abs=0.1)
    assert any("204,8 km chỉ là sơ đồ" in note for note in found.notes("vi"))
    assert any("QL.6 214.0 km" in note for note in found.notes("en"))


@pytest.mark.parametrize("corridor_id", CORRIDORS)
def test_parts_add_up_to_the_whole(catalog: Catalog, corridor_id: str) -> None:
    found = of(catalog, corridor_id)
    assert sum(part.km for part in found.sections) == pytest.approx(found.length_km)
    assert sum(share.km for share in found.shares) == pytest.approx(found.length_km)
    assert sum(share.share for share in found.shares) == pytest.approx(1)
    for frame in AreaFrame:
        inside = sum(touch.length_km for touch in found.areas_of(frame))
        assert inside + found.outside_km == pytest.approx(found.length_km, abs=0.5)
    on = {item.row.project.id for _, group in found.projects for item in group}
    assert on == {p.id for p in catalog.projects.values() if corridor_id in p.corridor_ids}
    for language in ("vi", "en"):
        assert all(found.notes(language))


def test_shares_follow_the_projects_on_the_line(catalog: Catalog) -> None:
    kms = km_by_status(of(catalog, "COR-01"))
    # Completed: QL.6 Km193–Km303 is drawn 111.1 km long; the bypass has no line yet.
    assert kms[Status.COMPLETED] == pytest.approx(111.1, abs=0.2)
    assert kms[Status.CONSTRUCTION] == pytest.approx(32.8, abs=0.1)
    assert kms[Status.PREPARING] == pytest.approx(105 + 67, abs=0.2)
    assert kms[Status.PLANNED] == 0
    assert kms[None] == pytest.approx(214.1 - 111.1, abs=0.5)


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
    assert [s.label("vi") for s in unknown.shares][-2:] == ["Chưa có nguồn", "Chưa có dự án"]
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
        "RES-EXP-SL1",
        "RES-SL1-NACHA",
        "RES-SL1-PANG",
        "RES-SL1-PAPUOC",
        "RES-SL1-UI",
    ]
    assert groups[Status.LAPSED] == ["URB-MAISON", "URB-VANHO"]
    by_id = {on.row.project.id: on for _, group in found.projects for on in group}
    assert by_id["EXP-HB"].basis is None
    assert by_id["EXP-SL2"].km == pytest.approx(105, abs=0.1)
    assert by_id["AIR-NASAN"].km == 0


def test_other_filters_change_no_number(catalog: Catalog) -> None:
    everything = of(catalog, "COR-01")
    some = of(catalog, "COR-01", kinds=(Kind.EXPRESSWAY,), areas=("123",))
    assert some.shares == everything.shares
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
    assert len(found.areas_of(AreaFrame.COMMUNE)) == 22
    assert of(catalog, "COR-05").shared_km == pytest.approx(4.8 + 3.7)
    assert of(catalog, "COR-03").outside_km == pytest.approx(19.4, abs=0.1)
