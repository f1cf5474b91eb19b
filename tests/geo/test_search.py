from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.catalog.catalog import Catalog
from geo.crs import to_grid
from geo.model import Corridor, Project
from geo.query.within import read_near
from geo.search.entries import Hit, HitKind
from geo.search.index import coordinates, road_km, search
from tests import tiny

# The tests of the search in the browser read the same cases.
CASES = json.loads(Path(__file__).with_name("search_cases.json").read_text(encoding="utf-8"))


def find(catalog: Catalog, query: str, language: str = "vi", limit: int = 8) -> tuple[Hit, ...]:
    return search(catalog, query, language, limit)


def ids(catalog: Catalog, query: str) -> list[tuple[HitKind, str]]:
    return [(hit.kind, hit.id) for hit in find(catalog, query)]


@pytest.mark.parametrize(
    ("query", "ref"),
    [
        ("QL6", "QL.6"), ("QL.6", "QL.6"), ("ql 6", "QL.6"), ("quốc lộ 6", "QL.6"),
        ("Quoc Lo 6", "QL.6"), ("National Highway 6", "QL.6"), ("QL6B", "QL.6B"),
        ("DT109", "ĐT.109"), ("ĐT.109", "ĐT.109"), ("tỉnh lộ 109", "ĐT.109"),
        ("TL109", "ĐT.109"), ("đường tỉnh 109", "ĐT.109"), ("CT3", "CT.03"), ("ct.03", "CT.03"),
        ("ĐT.111", "ĐT.111"),
    ],
)  # fmt: skip
def test_a_road_number_is_found_in_any_spelling(catalog: Catalog, query: str, ref: str) -> None:
    first = find(catalog, query)[0]
    assert (first.kind, first.id) == (HitKind.ROAD, ref)
    assert catalog.assets[first.target_id].ref == ref
    assert (first.bounds is None) is (ref == "ĐT.111")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["query"])
def test_the_cases_that_the_usb_file_answers_as_well(
    catalog: Catalog, case: dict[str, Any]
) -> None:
    expected = [tuple(hit) for hit in case["hits"]]
    found = ids(catalog, case["query"])
    assert found[: len(expected)] == expected
    assert bool(found) is bool(expected)


def test_what_lies_on_the_road_follows_it(catalog: Catalog) -> None:
    found = ids(catalog, "quốc lộ 6")
    assert found[:3] == [
        (HitKind.ROAD, "QL.6"), (HitKind.ROAD, "QL.6B"), (HitKind.ROAD, "QL.6C"),
    ]  # fmt: skip
    assert set(found[3:]) == {
        (HitKind.CORRIDOR, "COR-01"),
        (HitKind.PROJECT, "QL6-VRAMP"),
        (HitKind.PROJECT, "QL6-BYPASS"),
    }


@pytest.mark.parametrize("query", ["Phiêng Luông", "phieng luong", "xã phiêng luông"])
def test_an_old_name_answers_with_the_new_one(catalog: Catalog, query: str) -> None:
    first = find(catalog, query)[0]
    assert (first.kind, first.target_id) == (HitKind.FORMER_AREA, "04033")
    assert first.label == "Xã Phiêng Luông (cũ)"
    assert first.sublabel == "nay là phường Vân Sơn · huyện Mộc Châu (cũ)"
    english = find(catalog, query, "en")[0]
    assert english.label == "former Phiêng Luông"
    assert english.sublabel == "now part of Vân Sơn ward · former Mộc Châu district"


def test_equal_old_names_are_told_apart(catalog: Catalog) -> None:
    found = [hit for hit in find(catalog, "chiềng chung") if hit.kind is HitKind.FORMER_AREA]
    assert {(hit.target_id, hit.sublabel.partition(" · ")[2]) for hit in found} == {
        ("04000", "huyện Mộc Châu (cũ)"), ("04117", "huyện Mai Sơn (cũ)"),
    }  # fmt: skip


def test_every_commune_of_before_and_today_is_found(catalog: Catalog) -> None:
    for unit in (*catalog.mergers, *catalog.earlier_units):
        found = find(catalog, unit.old_name, limit=20)
        codes = [
            hit.target_id
            for hit in found
            if hit.kind in {HitKind.AREA, HitKind.FORMER_AREA} and hit.score >= 90
        ]
        assert unit.new_code in codes, unit.old_name
    for area in catalog.areas.by_code.values():
        first = find(catalog, area.full_name["vi"])[0]
        assert first.target_id == area.code
        assert first.bounds == pytest.approx(area.geometry.bounds)


def test_a_former_district_says_its_communes(catalog: Catalog) -> None:
    first = find(catalog, "huyện yên châu")[0]
    assert (first.kind, first.target_id) == (HitKind.FORMER_AREA, "124")
    assert first.label == "Huyện Yên Châu (cũ)"
    assert first.sublabel.startswith("nay là các xã, phường Chiềng Hặc, Lóng Phiêng")


@pytest.mark.parametrize("query", ["moc chau", "Mộc Châu", "MỘC CHÂU"])
def test_one_name_of_several_things(catalog: Catalog, query: str) -> None:
    found = ids(catalog, query)
    assert found[:3] == [
        (HitKind.AREA, "03980"), (HitKind.FORMER_AREA, "123"), (HitKind.PLACE, "SEAT-123"),
    ]  # fmt: skip
    assert (HitKind.PROJECT, "URB-MOCCHAU") in found


def test_marks_that_are_typed_count(catalog: Catalog) -> None:
    assert find(catalog, "Yên Sơn")[0].score > find(catalog, "yen son")[0].score
    assert find(catalog, "Sông Mã")[0].label == "Xã Sông Mã"


@pytest.mark.parametrize(
    "query",
    ["QL6 km 195", "QL.6 Km195", "ql 6 195", "QL6 195", "quốc lộ 6 km195+000", "km 195 QL.6",
     "QL6, Km 195", "ql6km195", "QL.6 lý trình Km195", "QL6 195 km"],
)  # fmt: skip
def test_a_kilometre_is_a_place_with_its_uncertainty(catalog: Catalog, query: str) -> None:
    first = find(catalog, query)[0]
    assert (first.kind, first.id) == (HitKind.KM_POST, "QL.6 Km195+000")
    assert first.label == "QL.6 Km195+000"
    assert first.uncertainty_km == pytest.approx(0.6, abs=0.05)
    assert "sai số khoảng 0,6 km" in first.sublabel
    assert first.point is not None
    spot = to_grid(shapely.Point(first.point))
    moc_chau = to_grid(catalog.areas["123"].geometry)
    assert moc_chau.distance(spot) <= 1_500
    assert first.bounds is not None
    west, south, east, north = first.bounds
    assert west < first.point[0] < east
    assert south < first.point[1] < north


def test_metres_behind_the_kilometre_are_read(catalog: Catalog) -> None:
    assert find(catalog, "QL.6 Km195+500")[0].label == "QL.6 Km195+500"
    assert find(catalog, "QL.6 195,5")[0].label == "QL.6 Km195+500"


def test_a_branch_without_a_post_has_no_kilometre(catalog: Catalog) -> None:
    labels = [hit.label for hit in find(catalog, "ĐT.101 km 5") if hit.kind is HitKind.KM_POST]
    assert labels == ["ĐT.101 Km5+000"]


@pytest.mark.parametrize("query", ["QL.279 km 20", "ĐT.105 km 5"])
def test_a_road_without_a_post_offers_no_pin(catalog: Catalog, query: str) -> None:
    (only,) = find(catalog, query)
    assert (only.kind, only.point, only.uncertainty_km) == (HitKind.ROAD, None, None)
    assert "Chưa biết gốc lý trình" in only.sublabel


def test_both_counts_of_a_road_are_found() -> None:
    catalog = tiny.recounted_town()
    found = [hit for hit in find(catalog, "QL.9 km 105") if hit.kind is HitKind.KM_POST]
    assert [(hit.id, hit.label) for hit in found] == [
        ("QL.9 Km105+000", "QL.9 Km105+000"),
        ("QL.9 Km105+000 old", "QL.9 Km105+000 (lý trình cũ)"),
    ]
    new, old = (to_grid(shapely.Point(hit.point)) for hit in found if hit.point)
    assert (new.x - tiny.ORIGIN[0], old.x - tiny.ORIGIN[0]) == pytest.approx((5_000, 15_000), abs=1)


def test_a_kilometre_that_is_not_there_says_which_are(catalog: Catalog) -> None:
    (only,) = find(catalog, "QL6 km 500")
    assert (only.kind, only.id) == (HitKind.ROAD, "QL.6")
    assert "Km152+682 – Km366+649" in only.sublabel


def test_a_kilometre_of_the_expressway_is_schematic(catalog: Catalog) -> None:
    assert "sơ đồ" in find(catalog, "CT.03 km 60")[0].sublabel


@pytest.mark.parametrize(
    "query",
    ["21.33, 103.9", "21.33 103.9", "21,33 103,9", "21.33,103.9", "103.9 21.33", "21.33; 103.9",
     "21.33N, 103.9E", "21,33°B 103,9°Đ", "N 21.33 E 103.9", "lat 21.33 lon 103.9"],
)  # fmt: skip
def test_degrees_are_a_point(catalog: Catalog, query: str) -> None:
    (hit,) = find(catalog, query)
    assert (hit.kind, hit.id) == (HitKind.POINT, "103.9,21.33")
    assert hit.point == pytest.approx((103.9, 21.33))
    assert hit.label == "21,33000° B, 103,90000° Đ"
    assert hit.sublabel == "Phường Chiềng Cơi · VN-2000: X 2.359.488 m, Y 489.431 m"
    assert read_near(f"{hit.id}~5", catalog) is not None


@pytest.mark.parametrize(
    "query",
    ["2357000 489000", "489000 2357000", "2.357.000 489.000", "2357000, 489000",
     "X 2357000 Y 489000", "VN-2000: 2357000 489000", "2357000 m, 489000 m"],
)  # fmt: skip
def test_metres_are_a_point(catalog: Catalog, query: str) -> None:
    (hit,) = find(catalog, query)
    assert hit.point is not None
    grid = to_grid(shapely.Point(hit.point))
    assert (grid.x, grid.y) == pytest.approx((489_000, 2_357_000), abs=0.2)


def test_a_point_elsewhere_says_so(catalog: Catalog) -> None:
    assert find(catalog, "21.03 105.85")[0].sublabel.startswith("ngoài tỉnh")
    assert find(catalog, "51.5 0.1") == ()
    assert coordinates("21.33") is None
    assert road_km("Mộc Châu 195") is None


@pytest.mark.parametrize(
    ("query", "kind", "hit_id"),
    [
        ("EXP-SL1", HitKind.PROJECT, "EXP-SL1"),
        ("DT-117-BR1", HitKind.PROJECT, "DT-117-BR1"),
        ("COR-02", HitKind.CORRIDOR, "COR-02"),
        ("hành lang sông đà", HitKind.CORRIDOR, "COR-02"),
        ("sân bay nà sản", HitKind.ASSET, "AIR-NASAN-SITE"),
        ("đèo pha đin", HitKind.PLACE, "PASS-PHADIN"),
        ("lóng sập", HitKind.AREA, "04045"),
        ("tuyến tránh", HitKind.PROJECT, "QL6-BYPASS"),
        ("Nà Sản airfield", HitKind.ASSET, "AIR-NASAN-SITE"),
    ],
)
def test_each_kind_is_found_by_name(
    catalog: Catalog, query: str, kind: HitKind, hit_id: str
) -> None:
    first = find(catalog, query)[0]
    assert (first.kind, first.id) == (kind, hit_id)


def test_words_of_other_fields_come_last(catalog: Catalog) -> None:
    found = find(catalog, "phiêng luông")
    assert [hit.score >= 60 for hit in found] == sorted(
        (hit.score >= 60 for hit in found), reverse=True
    )
    assert (HitKind.PROJECT, "EXP-SL1") in ids(catalog, "phiêng luông")


@pytest.mark.parametrize("query", ["", "   ", "?!", "zzzz", "QL.99", "QL.99 km 3"])
def test_nothing_is_found_for_nothing(catalog: Catalog, query: str) -> None:
    assert find(catalog, query) == ()


pieces = st.sampled_from(
    ["QL", "6", "ĐT.", "109", "km", "195+500", "Mộc", "chau", ",", "21.33", "103,9", "2357000", "+",
     "xã", "EXP-", "°", "Đ", "-", "(", ".*"]
)  # fmt: skip


@given(st.text(max_size=150) | st.lists(pieces, max_size=8).map(" ".join))
def test_any_query_is_answered_in_order(catalog: Catalog, query: str) -> None:
    found = find(catalog, query)
    assert len(found) <= 8
    assert found == find(catalog, query)
    scores = [hit.score for hit in found]
    assert scores == sorted(scores, reverse=True)
    assert len({(hit.kind, hit.id) for hit in found}) == len(found)
    assert find(catalog, query, limit=3) == found[:3]
    for hit in found:
        assert hit.label
        assert hit.sublabel


@given(st.data())
def test_every_name_finds_its_item(catalog: Catalog, data: st.DataObject) -> None:
    named: list[Project | Corridor] = [*catalog.projects.values(), *catalog.corridors.values()]
    item = data.draw(st.sampled_from(named))
    words = data.draw(st.permutations(item.name["vi"].split()))[:4]
    hits = find(catalog, " ".join(words), limit=1_000)
    typed = {HitKind.KM_POST, HitKind.POINT, HitKind.ROAD}
    assert item.id in {hit.id for hit in hits} or typed & {hit.kind for hit in hits}
