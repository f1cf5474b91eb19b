from __future__ import annotations

import re
from dataclasses import replace

import pytest
import shapely

from geo.catalog.catalog import Catalog
from geo.crs import length_km, to_grid
from geo.model import Asset, Evidence, GeometryKind, GeometryPart, Kind, Project, State
from geo.roads.access import (
    MAX_ACCESS_KM,
    DestinationKind,
    RoadDistance,
    StartKind,
    nearest_by_road,
    targets_of,
)


def nearest(catalog: Catalog, item_id: str) -> dict[DestinationKind, RoadDistance]:
    return {answer.reach: answer for answer in nearest_by_road(catalog, catalog.item(item_id))}


def moved(catalog: Catalog, item_id: str, lon: float, lat: float) -> Project | Asset:
    point = shapely.Point(lon, lat)
    piece = GeometryPart("X", point, GeometryKind.POINT, Evidence.A)
    return replace(catalog.item(item_id), pieces=(piece,))


def test_ux28_the_way_starts_in_the_middle_of_the_works(catalog: Catalog) -> None:
    gate = nearest(catalog, "EXP-SL1")[DestinationKind.GATE]
    assert gate.target.id == "BG-LONGSAP"
    assert gate.start_kind is StartKind.MIDDLE
    middle = to_grid(catalog.sections["CT03-SL1"].line).interpolate(0.5, normalized=True)
    assert to_grid(shapely.Point(gate.start)).distance(middle) < 1
    # By hand: from the middle of the drawing over ĐT.101 to QL.43, 4.8 km shared with QL.6
    # (routes.csv), QL43-5 without its last half kilometre behind the gate.
    assert gate.road_numbers == ("ĐT.101", "QL.43", "QL.6", "QL.43")
    assert gate.road_km == pytest.approx(71.2, abs=0.5)
    assert (gate.road_km or 0) > gate.straight_km
    assert not gate.ferry
    assert gate.approximate
    assert length_km(gate.line) == pytest.approx(gate.road_km, abs=0.3)
    assert gate.describe("vi") == (
        "71 km theo ĐT.101 – QL.43 – QL.6 – QL.43; thêm 1 km đường thẳng đến và từ trục đường;"
        " trong đó 28 km trên tuyến chưa chắc chắn (mức tin cậy C, D); tính từ giữa đoạn dự án;"
        " vị trí xuất phát gần đúng"
    )


def test_ux28_kilometres_are_whole(catalog: Catalog) -> None:
    for item in catalog.items:
        for answer in nearest_by_road(catalog, item):
            for language in ("vi", "en"):
                assert not re.search(r"\d[.,]\d+ km", answer.describe(language)), item.id
    near = nearest(catalog, "BG-CHIENGKHUONG-INT")[DestinationKind.AIRPORT]
    close = replace(near, road_km=0.3, start_access_km=0.0, end_access_km=0.0)
    assert close.describe("vi").startswith("dưới 1 km theo ")


def test_ux28_it_is_said_from_where(catalog: Catalog) -> None:
    kinds = {
        item_id: {answer.start_kind for answer in nearest(catalog, item_id).values()}
        for item_id in ("EXP-SL1", "DT-101", "AIR-NASAN-SITE", "URB-VANHO")
    }
    assert kinds == {
        "EXP-SL1": {StartKind.MIDDLE},
        "DT-101": {StartKind.LONGEST},
        "AIR-NASAN-SITE": {StartKind.POINT},
        "URB-VANHO": {StartKind.SEAT},
    }
    words = nearest(catalog, "URB-VANHO")[DestinationKind.GATE].describe("vi")
    assert "tính từ trung tâm địa bàn" in words


def test_only_published_junctions_are_targets(catalog: Catalog) -> None:
    junctions = [t for t in targets_of(catalog) if DestinationKind.JUNCTION in t.reaches]
    assert {t.id: t.road_numbers for t in junctions} == {
        "CT03-SL1@end": ("CT.03", "QL.43"),
        "CT03-SL2@end": ("CT.03", "QL.4G"),
    }
    assert all(t.planned for t in junctions)
    assert "Phiêng Luông" in junctions[0].note["vi"]
    assert "Chiềng Mai" in junctions[1].note["en"]
    answer = nearest(catalog, "DT-117-BR1")[DestinationKind.JUNCTION]
    assert answer.target.id == "CT03-SL2@end"
    assert "quy hoạch" in answer.describe("vi")


def test_ux28_nothing_is_nearest_to_itself(catalog: Catalog) -> None:
    assert set(nearest(catalog, "BG-LONGSAP-UP")) == {
        DestinationKind.AIRPORT, DestinationKind.JUNCTION,
    }  # fmt: skip
    assert DestinationKind.AIRPORT not in nearest(catalog, "AIR-NASAN")
    assert DestinationKind.JUNCTION not in nearest(catalog, "EXP-SL2")
    for item in catalog.items:
        answers = nearest_by_road(catalog, item)
        assert not (item.kind == Kind.BORDER_GATE and any(answer.here for answer in answers))
    # A goods yard at the gate is told that it stands there.
    point = next(t.point for t in targets_of(catalog) if t.id == "BG-LONGSAP")
    beside = moved(catalog, "KCN-MAISON-1", point.x, point.y)
    gate = next(a for a in nearest_by_road(catalog, beside) if a.reach is DestinationKind.GATE)
    assert (gate.here, gate.total_km, gate.describe("vi")) == (True, 0, "ngay tại chỗ")


@pytest.mark.parametrize(
    "item_id",
    [
        "QL6-BYPASS",  # a road without a line
        "DT-STORM2024",  # spots that no source locates
        "GOV-PARTYHQ",  # somewhere in a former district
        "KCN-VANHO",  # somewhere in a commune
        "EXP-HB",  # outside the province
        "QL-6",  # a standing road is everywhere
    ],
)
def test_ux28_what_has_no_centre_has_no_distance(catalog: Catalog, item_id: str) -> None:
    assert catalog.item(item_id).pieces
    assert nearest_by_road(catalog, catalog.item(item_id)) == ()


def test_a_group_has_no_distance_but_its_parts_have(catalog: Catalog) -> None:
    for group_id, parts in catalog.groups.items():
        assert nearest(catalog, group_id) == {}
        assert any(nearest(catalog, part.id) for part in parts) or all(
            piece.geometry_kind is GeometryKind.WITHIN for part in parts for piece in part.pieces
        )


def test_a_secondary_gate_does_not_hide_the_one_for_goods(catalog: Catalog) -> None:
    found = nearest(catalog, "DT-112")
    assert found[DestinationKind.GATE].target.id == "BG-NACAI"
    assert found[DestinationKind.GATE].uncertain_km == pytest.approx(19.7, abs=0.1)
    assert "20 km trên tuyến chưa chắc chắn" in found[DestinationKind.GATE].describe("vi")
    assert found[DestinationKind.MAIN_GATE].target.id == "BG-CHIENGKHUONG"
    assert DestinationKind.MAIN_GATE not in nearest(catalog, "EXP-SL1")


def test_a_ferry_is_said(catalog: Catalog) -> None:
    gate = nearest(catalog, "PORT-VANYEN")[DestinationKind.GATE]
    assert gate.ferry
    assert "có qua phà" in gate.describe("vi")


def test_an_item_placed_by_its_commune_starts_at_the_seat(catalog: Catalog) -> None:
    gate = nearest(catalog, "URB-VANHO")[DestinationKind.GATE]
    seat = next(place for place in catalog.places if place.id == "SEAT-128").point
    assert shapely.Point(gate.start).distance(seat) < 0.02
    assert gate.approximate


def test_no_position_no_answer(catalog: Catalog) -> None:
    assert nearest(catalog, "ODA-ADB-CONNECT") == {}


def test_what_lies_far_from_every_road_is_not_connected(catalog: Catalog) -> None:
    lost = moved(catalog, "AIR-NASAN", 102.9, 20.3)
    for answer in nearest_by_road(catalog, lost):
        assert answer.road_km is None
        assert answer.total_km is None
        assert answer.straight_km > MAX_ACCESS_KM
        assert answer.line is None
        assert "không nối được" in answer.describe("vi")


@pytest.mark.parametrize("state", list(State))
def test_the_expressway_is_travelled_when_it_operates(catalog: Catalog, state: State) -> None:
    assets = {**catalog.assets, "CT-03": replace(catalog.assets["CT-03"], state=state)}
    answer = next(
        answer
        for answer in nearest_by_road(
            replace(catalog, assets=assets), catalog.projects["AIR-NASAN"]
        )
        if answer.reach is DestinationKind.JUNCTION
    )
    assert answer.target.planned is (state is not State.OPERATING)


def test_answers_stand_in_order_and_add_up(catalog: Catalog) -> None:
    for item in catalog.items:
        answers = nearest_by_road(catalog, item)
        reaches = [answer.reach for answer in answers]
        assert reaches == sorted(reaches, key=list(DestinationKind).index)
        assert len(reaches) == len(set(reaches))
        assert item.pieces or not answers
        for answer in answers:
            if answer.total_km is None:
                assert "không nối được" in answer.describe("vi")
                continue
            assert answer.total_km >= answer.straight_km - 0.3 or answer.here
            assert sum(part.km for part in answer.parts) == pytest.approx(answer.road_km, abs=0.2)


def test_straight_lines_are_measured_on_the_grid(catalog: Catalog) -> None:
    gate = nearest(catalog, "AIR-NASAN")[DestinationKind.GATE]
    ends = [to_grid(shapely.Point(xy)) for xy in (gate.start, gate.point)]
    assert gate.straight_km == pytest.approx(ends[0].distance(ends[1]) / 1_000)
