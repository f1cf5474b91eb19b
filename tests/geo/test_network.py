from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

from geo.catalog.catalog import Catalog
from geo.crs import length_km, to_grid, to_wgs84
from geo.model import Evidence, GeometryKind, Section
from geo.roads.graph import SNAP_KM, Network, RoadPosition, build_network, network_of
from geo.text import NO_TEXT

ORIGIN = (500_000.0, 2_350_000.0)


def road(name: str, *grid_points: tuple[float, float], road_class: str = "national") -> Section:
    line = to_wgs84(LineString([(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in grid_points]))
    assert isinstance(line, LineString)
    return Section(
        name, f"QL.{name}", NO_TEXT, road_class, NO_TEXT, NO_TEXT, Evidence.A, GeometryKind.OSM,
        NO_TEXT, line, in_province=True,
    )  # fmt: skip


MAIN = road("1", (0, 0), (20_000, 0))


def distance_km(network: Network, one: RoadPosition, two: RoadPosition) -> float | None:
    path = network.shortest([one], [two])
    return path.road_km if path else None


def test_an_end_on_another_section_splits_it() -> None:
    network = build_network([MAIN, road("2", (8_000, 30), (8_000, 5_000))])
    assert [round(stop.km, 2) for stop in network.stops["1"]] == [0, 8, 20]
    assert distance_km(network, RoadPosition("1", 2), RoadPosition("2", 1)) == pytest.approx(
        7, abs=0.01
    )
    assert distance_km(network, RoadPosition("2", 1), RoadPosition("1", 18)) == pytest.approx(
        11, abs=0.01
    )


@pytest.mark.parametrize(("metres", "joined"), [(0, True), (59, True), (61, False)])
def test_ends_join_within_sixty_metres(metres: float, joined: bool) -> None:
    network = build_network([MAIN, road("2", (20_000 + metres, 0), (30_000, 0))])
    distance = distance_km(network, RoadPosition("1", 0), RoadPosition("2", 1))
    assert (distance is not None) is joined
    if joined:
        assert distance == pytest.approx(21, abs=0.01)


def test_roads_that_cross_are_joined_and_an_expressway_is_not() -> None:
    across = ((10_000, -5_000), (10_000, 5_000))
    network = build_network([MAIN, road("2", *across)])
    assert distance_km(network, RoadPosition("1", 0), RoadPosition("2", 0)) == pytest.approx(
        15, abs=0.01
    )
    bridge = road("2", *across, road_class="expressway")
    for over in (build_network([MAIN, bridge]), build_network([bridge, MAIN])):
        assert distance_km(over, RoadPosition("1", 0), RoadPosition("2", 0)) is None


def test_the_shorter_of_two_ways_is_taken() -> None:
    detour = road("2", (5_000, 0), (5_000, 9_000), (15_000, 9_000), (15_000, 0))
    network = build_network([MAIN, detour])
    path = network.shortest([RoadPosition("1", 1)], [RoadPosition("1", 19)])
    assert path is not None
    assert path.road_km == pytest.approx(18, abs=0.01)
    assert [ride.section_id for ride in path.legs] == ["1"]
    line = network.line(path)
    assert line is not None
    assert length_km(line) == pytest.approx(18, abs=0.01)


def test_the_straight_line_of_access_counts_in_the_choice() -> None:
    network = build_network([MAIN])
    near, far = RoadPosition("1", 10, access_km=5), RoadPosition("1", 4, access_km=0)
    path = network.shortest([near, far], [RoadPosition("1", 11)])
    assert path is not None
    assert path.start == near
    assert path.total_km == pytest.approx(6)


def test_a_start_between_two_others_is_the_nearest() -> None:
    starts = [RoadPosition("1", 0), RoadPosition("1", 3), RoadPosition("1", 20)]
    path = build_network([MAIN]).shortest(starts, [RoadPosition("1", 5)])
    assert path is not None
    assert path.start == starts[1]
    assert path.road_km == pytest.approx(2)


def test_a_point_is_attached_to_the_nearest_road() -> None:
    network = build_network([MAIN, road("2", (0, 4_000), (20_000, 4_000))])
    spot = network.attach(Point(ORIGIN[0] + 3_000, ORIGIN[1] + 1_500))
    assert spot.section_id == "1"
    assert (spot.km, spot.access_km) == pytest.approx((3, 1.5), abs=0.01)


def test_the_same_place_is_at_no_distance() -> None:
    path = build_network([MAIN]).shortest([RoadPosition("1", 3)], [RoadPosition("1", 3)])
    assert path is not None
    assert (path.road_km, path.legs) == (0, ())


@pytest.fixture(scope="module")
def network(catalog: Catalog) -> Network:
    return network_of(catalog)


def test_all_numbered_roads_are_connected_and_the_expressway_is_not_there(
    catalog: Catalog, network: Network
) -> None:
    roads = {s.id for s in catalog.sections.values() if s.road_class in {"national", "provincial"}}
    assert set(network.sections) == roads
    assert not any(key.startswith("CT") for key in network.sections)
    for section_id in network.sections:
        assert (
            distance_km(network, RoadPosition("QL6-1", 0), RoadPosition(section_id, 0)) is not None
        )


def test_stops_cover_each_section_from_end_to_end(network: Network) -> None:
    for section_id, stops in network.stops.items():
        length = float(network.lines[section_id].length) / 1_000
        assert [stops[0].km, stops[-1].km] == pytest.approx([0, length])
        assert all(b.km - a.km > SNAP_KM for a, b in itertools.pairwise(stops))
    kms = [sum(ride.leg.km for ride in edges) for edges in network.edges]
    total = sum(float(line.length) for line in network.lines.values()) / 1_000
    assert sum(kms) / 2 == pytest.approx(total)


def test_nodes_hold_what_lies_within_reach(network: Network) -> None:
    places: dict[int, list[Point]] = {}
    for section_id, stops in network.stops.items():
        for stop in stops:
            spot = network.lines[section_id].interpolate(stop.km * 1_000)
            places.setdefault(stop.node, []).append(spot)
    for spots in places.values():
        for one, two in itertools.combinations(spots, 2):
            assert one.distance(two) <= 2 * SNAP_KM * 1_000


def test_distances_agree_with_another_algorithm(network: Network) -> None:
    size = len(network.edges)
    table = [[0.0 if a == b else math.inf for b in range(size)] for a in range(size)]
    for node, edges in enumerate(network.edges):
        for edge in edges:
            table[node][edge.to] = min(table[node][edge.to], edge.leg.km)
    for via, a in itertools.product(range(size), range(size)):
        reach = table[a][via]
        if reach < math.inf:
            table[a] = [min(known, reach + table[via][b]) for b, known in enumerate(table[a])]
    ends = [(RoadPosition(key, stops[0].km), stops[0].node) for key, stops in network.stops.items()]
    for (one, node), (two, other) in itertools.product(ends[::9], ends[::5]):
        assert distance_km(network, one, two) == pytest.approx(table[node][other])


def spots(network: Network) -> st.SearchStrategy[RoadPosition]:
    def place(section_id: str) -> st.SearchStrategy[RoadPosition]:
        length = network.stops[section_id][-1].km
        return st.builds(RoadPosition, st.just(section_id), st.floats(0, length))

    return st.sampled_from(sorted(network.sections)).flatmap(place)


@given(st.data())
def test_distances_are_a_metric(network: Network, data: st.DataObject) -> None:
    one, two, three = (data.draw(spots(network)) for _ in range(3))

    def km(a: RoadPosition, b: RoadPosition) -> float:
        distance = distance_km(network, a, b)
        assert distance is not None
        return distance

    assert km(one, one) == 0
    assert km(one, two) == pytest.approx(km(two, one))
    assert km(one, three) <= km(one, two) + km(two, three) + 1e-6


@given(st.data())
def test_a_road_is_no_shorter_than_the_straight_line(network: Network, data: st.DataObject) -> None:
    one, two = data.draw(spots(network)), data.draw(spots(network))
    path = network.shortest([one], [two])
    assert path is not None
    places = [network.lines[spot.section_id].interpolate(spot.km * 1_000) for spot in (one, two)]
    # Each join leaves up to 60 m open that the road does not count.
    open_km = 2 * SNAP_KM * (len(path.legs) + 1)
    assert path.road_km >= places[0].distance(places[1]) / 1_000 - open_km
    line = network.line(path)
    if line is not None:
        assert to_grid(line).length / 1_000 == pytest.approx(path.road_km, abs=0.01)
