from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from geo.catalog.catalog import Catalog
from geo.crs import length_km, to_grid
from geo.model import Asset, Evidence, GeometryKind, GeometryPart, Project, State
from geo.roads.access import (
    MAX_ACCESS_KM,
    DestinationKind,
    RoadDistance,
    nearest_by_road,
    targets_of,
)


def nearest(catalog: Catalog, item_id: str) -> dict[DestinationKind, RoadDistance]:
    return {answer.reach: answer for answer in nearest_by_road(catalog, catalog.item(item_id))}


def moved(catalog: Catalog, item_id: str, lon: float, lat: float) -> Project | Asset:
    point = shapely.Point(lon, lat)
    piece = GeometryPart("X", point, GeometryKind.POINT, Evidence.A)
    return replace(catalog.item(item_id), pieces=(piece,))


def test_the_expressway_from_hoa_binh_is_nearest_to_long_sap(catalog: Catalog) -> None:
    gate = nearest(catalog, "EXP-SL1")[DestinationKind.GATE]
    assert gate.target.id == "BG-LONGSAP"
    # By hand: QL43-4 from its km 4.0 to its end (17.6), 4.8 km shared with QL.6 (routes.csv),
    # QL43-5 without its last half kilometre behind the gate.
    assert gate.road_km == pytest.approx((17.6 - 4.0) + 4.8 + 30.4, abs=0.3)
    assert gate.road_numbers == ("QL.43", "QL.6", "QL.43")
    assert gate.total_km == pytest.approx(gate.road_km, abs=0.1)
    assert gate.road_km > gate.straight_km
    assert not gate.ferry
    assert gate.uncertain_km == 0
    assert gate.approximate
    assert length_km(gate.line) == pytest.approx(gate.road_km, abs=0.3)
    assert gate.describe("vi") == "48,9 km theo QL.43 – QL.6 – QL.43; vị trí xuất phát gần đúng"
    assert gate.describe("en") == ("48.9 km along QL.43 – QL.6 – QL.43; approximate starting place")


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


def test_an_item_at_its_target_is_there(catalog: Catalog) -> None:
    here = nearest(catalog, "BG-LONGSAP-UP")[DestinationKind.GATE]
    assert (here.here, here.total_km, here.describe("vi")) == (True, 0, "ngay tại chỗ")
    assert nearest(catalog, "AIR-NASAN")[DestinationKind.AIRPORT].here


def test_a_secondary_gate_does_not_hide_the_one_for_goods(catalog: Catalog) -> None:
    found = nearest(catalog, "DT-112")
    assert found[DestinationKind.GATE].target.id == "BG-NACAI"
    assert found[DestinationKind.GATE].uncertain_km == pytest.approx(19.7, abs=0.1)
    assert "19,7 km trên tuyến chưa chắc chắn" in found[DestinationKind.GATE].describe("vi")
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


def test_every_placed_item_has_an_answer_of_each_kind(catalog: Catalog) -> None:
    for item in [*catalog.projects.values(), *catalog.assets.values()]:
        answers = nearest_by_road(catalog, item)
        assert bool(answers) is bool(item.pieces)
        if item.pieces:
            reaches = [answer.reach for answer in answers]
            assert reaches == sorted(reaches, key=list(DestinationKind).index)
            assert {DestinationKind.GATE, DestinationKind.AIRPORT, DestinationKind.JUNCTION} <= set(
                reaches
            )
        for answer in answers:
            assert answer.total_km is not None
            assert answer.total_km >= answer.straight_km - 0.3 or answer.here
            assert sum(part.km for part in answer.parts) == pytest.approx(answer.road_km, abs=0.2)


def test_straight_lines_are_measured_on_the_grid(catalog: Catalog) -> None:
    gate = nearest(catalog, "AIR-NASAN")[DestinationKind.GATE]
    ends = [to_grid(shapely.Point(xy)) for xy in (gate.start, gate.point)]
    assert gate.straight_km == pytest.approx(ends[0].distance(ends[1]) / 1_000)
