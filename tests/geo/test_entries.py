"""What each thing of a small town is called, what tells it apart, and under what it is found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import shapely

from geo.catalog.catalog import Catalog
from geo.model import GeometryKind, GeometryPart, Merger, Place, Section
from geo.search.entries import entries_of, room_around
from geo.search.hits import HitKind, SearchEntry
from tests import tiny
from tests.tiny import EAST, FIRST_DISTRICT, MIDDLE, WEST, line, named, piece, point

ROOM = 0.02


def entry(catalog: Catalog, kind: HitKind, entry_id: str) -> SearchEntry:
    (found,) = [e for e in entries_of(catalog) if (e.kind, e.id) == (kind, entry_id)]
    return found


def of_project(*pieces: GeometryPart, **more: Any) -> SearchEntry:
    catalog = tiny.town([tiny.project("P-1", *pieces, **more)])
    return entry(catalog, HitKind.PROJECT, "P-1")


def road(name: str, y: float = 5_000, ref: str = tiny.ROAD, **more: Any) -> Section:
    return replace(tiny.section(name, line((0, y), (12_000, y)), ref), **more)


def with_road(*sections: Section) -> SearchEntry:
    pieces = [piece(section.line, section.id) for section in sections]
    asset = tiny.asset("A-9", *pieces, ref=tiny.ROAD, name=named("Đường chín", en="Road nine"))
    catalog = tiny.town(assets={"A-9": asset}, sections=tiny.by_id(sections))
    return entry(catalog, HitKind.ROAD, tiny.ROAD)


def merger(old_name: str, new_code: str, old_code: str = "") -> Merger:
    return Merger(old_code, old_name, FIRST_DISTRICT, new_code, "", "merged", "")


def place(**more: Any) -> Place:
    spot = point(1_000, 2_000)
    return replace(Place("PL-1", "village", named("Bản Mới"), 5, spot, WEST, ""), **more)


# -- roads ------------------------------------------------------------------------------------


def test_a_road_says_its_kind_and_its_length_in_all_districts() -> None:
    found = with_road(road("S-1", ref=tiny.ROAD), road("S-2", 6_000))
    assert (found.id, found.target_id, found.road_numbers) == ("QL.9", "A-9", ("QL.9",))
    assert found.label["vi"] == "QL.9 – Đường chín"
    assert found.label["en"] == "QL.9 – Road nine"
    assert found.sublabel["vi"] == "Quốc lộ · 24,0 km trong tỉnh"
    assert set(found.names) == {
        "QL.9", "QL9", "quoc lo 9", "nh 9", "Đường chín", "Road nine",
    }  # fmt: skip
    assert found.codes == ("A-9",)


def test_a_road_that_is_drawn_in_part_says_so() -> None:
    drawn = road("S-2", 6_000, geometry_kind=GeometryKind.SCHEMATIC)
    found = with_road(road("S-1"), drawn)
    assert found.sublabel["vi"] == "Quốc lộ · 24,0 km trong tỉnh · sơ đồ"


def test_only_its_own_sections_in_the_province_place_a_road() -> None:
    mine, beyond, other = (
        road("S-1"), road("S-2", 6_000, in_province=False), road("S-3", 7_000, ref="QL.8"),
    )  # fmt: skip
    assert with_road(mine, beyond, other).bounds == pytest.approx(mine.line.bounds)
    lost = with_road(beyond, other)
    assert lost.bounds is None
    assert lost.sublabel["en"] == "National road · position unknown"


def test_only_a_road_with_a_number_is_one() -> None:
    assets = [
        tiny.asset("A-1", ref=""), tiny.asset("A-2", ref="X", kind="bridge"),
        tiny.asset("A-3", ref="QL.3"),
    ]  # fmt: skip
    found = {e.target_id: e.kind for e in entries_of(tiny.town(assets=tiny.by_id(assets)))}
    kinds = [found[f"A-{number}"] for number in (1, 2, 3)]
    assert kinds == [HitKind.ASSET, HitKind.ASSET, HitKind.ROAD]


# -- areas of today and before ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "words"),
    [
        ([], "huyện Một (cũ)"),
        (["Xã Tây"], "huyện Một (cũ)"),
        (["Xã Đồi", "Phường An", "Thị trấn Bến"], "huyện Một (cũ) · gộp từ An, Bến, Đồi"),
        (
            [f"Xã Bản {number}" for number in (10, 9, 1, 2, 3)],
            "huyện Một (cũ) · gộp từ Bản 1, Bản 2, Bản 3, Bản 9, Bản 10",
        ),
        (
            [f"Xã Bản {number}" for number in (10, 9, 1, 2, 3, 11)],
            "huyện Một (cũ) · gộp từ Bản 1, Bản 2, Bản 3, Bản 9 và 2 đơn vị khác",
        ),
    ],
)
def test_a_commune_says_its_district_and_what_it_was_made_of(old: list[str], words: str) -> None:
    mergers = (*(merger(name, WEST) for name in old), merger("Xã Xa", EAST), merger("Xã Y", EAST))
    found = entry(tiny.town(mergers=mergers), HitKind.AREA, WEST)
    assert (found.target_id, found.sublabel["vi"]) == (WEST, words)
    assert {"Tây", "Xã Tây"} <= set(found.names)


def test_a_former_commune_leads_to_the_one_of_today() -> None:
    units = (merger("Xã Cũ", WEST, "03001"), merger("Thị trấn Rất Cũ", WEST))
    catalog = tiny.town(mergers=units[:1], earlier_units=units[1:])
    first = entry(catalog, HitKind.FORMER_AREA, "03001")
    assert first.target_id == WEST
    assert first.label["vi"] == "Xã Cũ (cũ)"
    assert first.label["en"] == "Cũ (former)"
    assert first.sublabel["vi"] == "nay là xã Tây · huyện Một (cũ)"
    assert first.names == ("Xã Cũ", "Cũ")
    assert first.bounds == pytest.approx(catalog.areas[WEST].geometry.bounds)
    # Without a code of its own the name must do, for an id has to be one.
    second = entry(catalog, HitKind.FORMER_AREA, "201-thi-tran-rat-cu")
    assert (second.target_id, second.names[1]) == (WEST, "Rất Cũ")


def test_a_unit_that_kept_its_name_is_no_former_one() -> None:
    catalog = tiny.town(mergers=(merger("Xã Tây", WEST, "03001"), merger("Xã Tây", EAST, "03002")))
    former = {e.id for e in entries_of(catalog) if e.kind is HitKind.FORMER_AREA}
    assert former == {"201", "202", "03002"}


def test_a_former_district_names_its_communes() -> None:
    found = entry(tiny.town(), HitKind.FORMER_AREA, FIRST_DISTRICT)
    assert found.label["vi"] == "Huyện Một (cũ)"
    assert found.sublabel["vi"] == "nay là các xã, phường Giữa, Tây"
    assert {"Một", "Huyện Một"} <= set(found.names)
    areas = tiny.areas()
    assert found.bounds == pytest.approx(areas[FIRST_DISTRICT].geometry.bounds)


# -- corridors --------------------------------------------------------------------------------


def test_a_corridor_is_found_by_its_roads_as_well() -> None:
    sections = [road("S-1"), road("R-1", 6_000, ref=""), road("S-2", 7_000, ref="ĐT.105")]
    names = {"name": named("Hành lang dài", en="A long corridor"), "short": named("Dài", en="Long")}
    corridor = tiny.corridor("COR-1", *sections, **names)
    catalog = tiny.town(corridors={"COR-1": corridor}, sections=tiny.by_id(sections))
    found = entry(catalog, HitKind.CORRIDOR, "COR-1")
    assert (found.target_id, found.label) == ("COR-1", corridor.name)
    assert set(found.names) == {"Hành lang dài", "A long corridor", "Dài", "Long"}
    assert found.codes == ("COR-1",)
    assert found.road_numbers == ("QL.9", "ĐT.105")
    assert {"QL9", "tinh lo 105"} <= set(found.others)
    lines = shapely.multilinestrings([section.line for section in sections])
    assert found.bounds == pytest.approx(lines.bounds)


# -- projects and assets ----------------------------------------------------------------------


def test_one_point_alone_is_shown_with_some_room() -> None:
    spot = point(25_000, 8_000)
    found = of_project(piece(spot, "P", "point"))
    assert found.point == (spot.x, spot.y)
    assert found.bounds == pytest.approx(
        (spot.x - ROOM, spot.y - ROOM, spot.x + ROOM, spot.y + ROOM)
    )
    assert (found.names, found.codes) == (("Dự án P-1",), ("P-1",))
    assert found.sublabel["vi"].endswith(" · Hai")


def test_a_point_beside_a_line_is_shown_with_the_line() -> None:
    spot, road_line = point(25_000, 8_000), line((0, 5_000), (20_000, 5_000))
    found = of_project(piece(road_line), piece(spot, "P", "point"))
    assert found.point == (spot.x, spot.y)
    assert found.bounds == pytest.approx((*road_line.bounds[:2], spot.x, spot.y), abs=1e-3)
    assert found.sublabel["vi"].endswith(" · Hai, Một")


def test_of_two_points_none_is_the_place() -> None:
    one, two = point(2_000, 3_000), point(25_000, 8_000)
    found = of_project(piece(one, "P", "point"), piece(two, "Q", "point"))
    assert found.point is None
    assert found.bounds == pytest.approx((one.x, one.y, two.x, two.y))


def test_an_item_in_no_district_says_whether_it_has_a_place_at_all() -> None:
    outside = of_project(piece(line((-9_000, 5_000), (-1_000, 5_000))))
    assert outside.sublabel["vi"].endswith(" · ngoài tỉnh")
    nowhere = of_project()
    assert nowhere.sublabel["vi"].endswith(" · chưa rõ vị trí")
    assert (nowhere.bounds, nowhere.point) == (None, None)


def test_an_item_is_on_each_road_that_it_names_or_lies_on() -> None:
    assets = tiny.by_id([tiny.asset("A-7", ref="QL.7"), tiny.asset("A-0", ref="")])
    sections = tiny.by_id([road("S-1"), road("S-5", ref="QL.5")])
    mine = tiny.project(
        "P-1", piece(sections["S-5"].line, "S-5"), piece(point(1, 1), "P", "point"),
        asset_ids=("A-7", "A-0"), road_ref="QL.6",
    )  # fmt: skip
    catalog = tiny.town([mine], assets=assets, sections=sections)
    assert entry(catalog, HitKind.PROJECT, "P-1").road_numbers == ("QL.5", "QL.6", "QL.7")


# -- places -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "Bản · Xã Tây"),
        ({"commune_code": ""}, "Bản"),
        ({"rank": 1, "commune_code": MIDDLE}, "Trung tâm tỉnh · Xã Giữa"),
        ({"rank": 2, "kind": "town"}, "Thị tứ · Xã Tây"),
    ],
)
def test_a_place_says_its_kind_and_its_commune(more: dict[str, Any], words: str) -> None:
    spot = place(**more)
    found = entry(tiny.town(places=(spot,)), HitKind.PLACE, "PL-1")
    assert (found.sublabel["vi"], found.target_id) == (words, "")
    assert found.names == ("Bản Mới",)
    assert found.point == (spot.point.x, spot.point.y)
    assert found.bounds == room_around(spot.point)


def test_a_place_that_stands_for_a_commune_is_that_commune() -> None:
    places = (place(), place(id="PL-2", kind="commune"))
    found = [e.id for e in entries_of(tiny.town(places=places)) if e.kind is HitKind.PLACE]
    assert found == ["PL-1"]
