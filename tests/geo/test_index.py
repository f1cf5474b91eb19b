"""What is found in a small town, in which order, and where a typed place lies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
import shapely

from geo import clock
from geo.catalog.catalog import Catalog
from geo.catalog.km_posts import Post
from geo.crs import to_grid
from geo.model import GeometryKind, Merger, Project
from geo.query.within import REGION
from geo.search.hits import Hit, HitKind
from geo.search.index import build_index, search
from geo.search.typed import coordinates, place_name, road_km
from tests import tiny
from tests.tiny import EAST, line, named, piece, point

WEST, SOUTH, EAST_EDGE, NORTH = REGION


def find(catalog: Catalog, query: str, limit: int = 20) -> tuple[Hit, ...]:
    """Give what is found, without the offer to filter by the phrase."""
    return tuple(
        hit for hit in search(catalog, query, "vi", limit) if hit.kind is not HitKind.WORDS
    )


def scores(*names: str, query: str) -> dict[str, float]:
    """Give the points of projects of these names for a query, by name."""
    projects = [
        tiny.project(f"P-{number}", name=named(name), road_ref="", kind="port")
        for number, name in enumerate(names)
    ]
    found = find(tiny.town(projects), query)
    return {hit.label: hit.score for hit in found if hit.kind is HitKind.PROJECT}


# -- names ------------------------------------------------------------------------------------


def test_a_whole_name_is_worth_more_than_its_beginning_and_that_more_than_its_words() -> None:
    found = scores("Kho", "Kho Nam", "Nam Kho", "Bến Kho Xa", query="kho")
    assert found == {
        "Kho": 92,
        "Kho Nam": pytest.approx(80 + 2 * 3 / 7),
        "Nam Kho": pytest.approx(70 + 2 * 3 / 7),
        "Bến Kho Xa": pytest.approx(70 + 2 * 3 / 10),
    }
    assert list(found) == ["Kho", "Kho Nam", "Nam Kho", "Bến Kho Xa"]


def test_marks_that_a_name_has_as_well_are_worth_three_points() -> None:
    assert scores("Bến Đò", "Ben Do", query="bến đò") == {"Bến Đò": 95, "Ben Do": 92}
    assert scores("Bến Đò", "Ben Do", query="ben do") == {"Bến Đò": 92, "Ben Do": 92}


def test_all_words_of_a_query_must_begin_words_and_the_best_name_counts() -> None:
    assert scores("Nhà kho lớn", query="kho nha") == {"Nhà kho lớn": pytest.approx(65 + 2 * 7 / 11)}
    assert scores("Nhà kho lớn", query="kho zu") == {}
    assert scores("Nhà kho lớn", query="ho") == {}
    # Words of two names are no words of one.
    two = tiny.project("P-1", name=named("Kho An", en="Port Be"), road_ref="", kind="bridge")
    assert find(tiny.town([two]), "kho port") == ()
    # The Vietnamese name, the English one and the id stand side by side.
    both = tiny.project("P-1", name=named("Kho của bến", en="Kho"), road_ref="")
    assert find(tiny.town([both]), "kho")[0].score == 92
    assert find(tiny.town([both]), "p-1")[0].score == 92


def test_a_word_that_is_in_no_name_counts_least() -> None:
    found = find(tiny.town(), "dự án hai")
    # East belongs to the district Hai, which is a word of the project but not of its name.
    # "Dự án" is no word of a name that a person looks for, so the district itself comes first.
    assert [(hit.id, hit.score) for hit in found] == [("202", 92), ("P-2", 50), ("P-3", 50)]


def test_equal_hits_stand_by_kind_then_by_number_within_the_name() -> None:
    projects = [
        tiny.project(f"Z-{number}", name=named(f"Tây {number}"), road_ref="")
        for number in (10, 9, 1)
    ]
    found = find(tiny.town(projects), "tây")
    assert [hit.label for hit in found] == ["Xã Tây", "Tây 1", "Tây 9", "Tây 10"]
    assert find(tiny.town(projects), "tây", 2) == found[:2]


def test_the_words_stand_in_order_and_lead_to_what_has_them() -> None:
    index = build_index(tiny.town(), clock.today())
    assert list(index.vocabulary) == sorted(index.vocabulary)
    assert {index.entries[place].id for place in index.in_names["tay"]} == {tiny.WEST}
    assert {index.entries[place].id for place in index.in_all["tay"]} == {tiny.WEST, "P-1"}
    found = [entry.id for entry, _ in index.found("xa")]
    assert found == sorted(found, key=[entry.id for entry in index.entries].index)


def test_what_is_typed_is_cut_before_it_is_read() -> None:
    long = "Kho " + "a" * 96
    assert scores(long, query=long) == {long: 92}
    assert scores(long, query=f"{long}bc") == {long: 92}
    assert scores(long, query=f"{long[:-5]}bcbcbc") == {}


# -- roads ------------------------------------------------------------------------------------


def roads(*refs: str, projects: Iterable[Project] | None = None, **more: Any) -> Catalog:
    """Give the town with roads of these numbers."""
    assets = [tiny.asset(f"A-{ref}", ref=ref, name=named("Đường")) for ref in refs]
    return tiny.town(projects, assets=tiny.by_id(assets), **more)


def test_a_number_finds_the_road_its_kin_and_what_lies_on_it() -> None:
    corridor = tiny.corridor("COR-1", tiny.section("S-1", line((0, 0), (9, 0))))
    catalog = roads("QL.9", "QL.9B", "QL.90", "QL.8", corridors={"COR-1": corridor})
    found = [(hit.id, hit.score) for hit in find(catalog, "national highway 9")]
    assert found[:3] == [
        ("QL.9", 95), ("QL.9B", pytest.approx(81.5)), ("QL.90", pytest.approx(81.5)),
    ]  # fmt: skip
    assert found[3:] == [
        ("COR-1", 60), ("P-1", 60), ("P-2", 60), ("P-3", 60),
    ]  # fmt: skip


def test_what_only_has_the_number_among_its_words_is_no_hit_for_the_road() -> None:
    spot = tiny.project("P-4", name=named("Xưởng lộ 9 quốc"), road_ref="", kind="port")
    named_so = tiny.project("P-5", name=named("Quốc lộ 9 mới"), road_ref="", kind="port")
    catalog = roads("QL.9", projects=[spot, named_so])
    assert [(hit.id, hit.kind) for hit in find(catalog, "quốc lộ 9")] == [
        ("QL.9", HitKind.ROAD), ("P-5", HitKind.PROJECT),
    ]  # fmt: skip
    # A number that no road here has is a word as any other, and words need their order.
    assert [hit.id for hit in find(tiny.town([spot, named_so]), "quốc lộ 9")] == ["P-5"]


# -- kilometres -------------------------------------------------------------------------------

START = Post.at(0, 0, 0, tiny.SOURCE)


def measured(*posts: Post, branch: int = 0, **more: Any) -> Catalog:
    section = replace(tiny.section("S-1", line((0, 5_000), (30_000, 5_000))), **more)
    route = tiny.route(section, posts=posts, branch=branch)
    assets = tiny.by_id([tiny.asset("A-8", ref="QL.8"), tiny.asset("A-9", ref="QL.9")])
    return tiny.town(routes={route.id: route}, assets=assets, sections={"S-1": section})


def test_a_kilometre_is_shown_with_its_doubt_around_it() -> None:
    post = Post.at(10, 110, 5.55, tiny.SOURCE)
    hit, road = find(measured(post), "QL.9 km 110+250")
    assert (hit.id, hit.label, hit.target_id) == ("QL.9 Km110+250", "QL.9 Km110+250", "A-9")
    assert hit.score == 100
    assert hit.uncertainty_km == pytest.approx(5.555)
    assert hit.sublabel == "Xã Giữa · vị trí gần đúng, sai số khoảng 5,6 km"
    assert hit.point is not None
    x, y = shapely.get_coordinates(to_grid(shapely.Point(hit.point)))[0]
    assert (x, y) == pytest.approx((tiny.ORIGIN[0] + 10_250, tiny.ORIGIN[1] + 5_000), abs=0.2)
    room = 5_555 / 111_000
    west, south = hit.point[0] - room, hit.point[1] - room
    assert hit.bounds == pytest.approx((west, south, west + 2 * room, south + 2 * room))
    assert (road.kind, road.id, road.score) == (HitKind.ROAD, "QL.9", 90)


def test_a_kilometre_that_is_well_known_is_shown_with_some_room_all_the_same() -> None:
    hit, _ = find(measured(START, geometry_kind=GeometryKind.SCHEMATIC), "km 5 QL.9")
    assert hit.uncertainty_km == pytest.approx(0.1)
    assert hit.sublabel.startswith("Xã Tây · sơ đồ · vị trí gần đúng, sai số khoảng 0,1 km")
    assert hit.bounds is not None
    assert hit.bounds[2] - hit.bounds[0] == pytest.approx(0.01)


def test_a_kilometre_on_a_branch_says_the_branch() -> None:
    hit, _ = find(measured(START, branch=2), "QL.9 km 5")
    assert (hit.label, hit.id) == ("QL.9 (nhánh 2) Km5+000", "QL.9/2 Km5+000")


def test_a_kilometre_beyond_the_road_says_which_there_are() -> None:
    (road,) = find(measured(START), "QL.9 km 31")
    words = "Không có lý trình này; tuyến trong tỉnh có Km0+000 – Km30+000"
    assert (road.kind, road.sublabel, road.score) == (HitKind.ROAD, words, 90)
    # Of a road without a post nobody knows where a kilometre is.
    (road,) = find(measured(), "QL.9 km 3")
    assert (road.kind, road.score) == (HitKind.ROAD, 90)
    assert road.sublabel == (
        "Chưa biết gốc lý trình của tuyến trong tỉnh (chưa có cột km nào biết vị trí), "
        "không chỉ được Km3+000"
    )
    # A road that is not measured says what it always says.
    (road,) = find(measured(), "QL.8 km 3")
    assert road.sublabel == "Quốc lộ · chưa rõ vị trí"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("QL.9 km 5", ("QL.9", 5.0)), ("lý trình km 5 trên ql9", ("QL.9", 5.0)),
        ("km 5+250 of ĐT.101", ("ĐT.101", 5.25)), ("QL.9", None), ("km 5", None),
        ("Bến 9 5", None), ("km 5 bến 9", None),
    ],
)  # fmt: skip
def test_road_and_kilometre_are_read_in_either_order(
    query: str, found: tuple[str, float] | None
) -> None:
    assert road_km(query) == found


# -- coordinates ------------------------------------------------------------------------------


@pytest.mark.parametrize("lat", [SOUTH, NORTH])
@pytest.mark.parametrize("lon", [WEST, EAST_EDGE])
def test_the_region_holds_its_own_corners(lon: float, lat: float) -> None:
    assert coordinates(f"{lat} {lon}") == coordinates(f"{lon} {lat}") == (lon, lat)
    lat += 0.01 if lat == NORTH else -0.01
    assert coordinates(f"{lat:.2f} {lon}") is None


def test_what_lies_just_beyond_the_region_is_no_point() -> None:
    middle = (SOUTH + NORTH) / 2
    for lon in (WEST - 0.01, EAST_EDGE + 0.01):
        assert coordinates(f"{middle} {lon:.2f}") is None


@pytest.mark.parametrize("north", [2_200_000, 2_500_000])
@pytest.mark.parametrize("east", [300_000, 700_000])
def test_metres_are_read_up_to_their_bounds(north: int, east: int) -> None:
    found = coordinates(f"{north} {east}")
    assert found is not None
    assert found == coordinates(f"{east} {north}")
    spot = to_grid(shapely.Point(found))
    assert (spot.x, spot.y) == pytest.approx((east, north), abs=0.2)
    up, across = (1 if north > 2_300_000 else -1), (1 if east > 500_000 else -1)
    for one, two in ((north + up, east), (north, east + across)):
        assert coordinates(f"{one} {two}") is None


@pytest.mark.parametrize(
    ("query", "lonlat"),
    [
        # One sign in a number is a decimal one, also where it could divide thousands.
        ("21.333 103.900", (103.9, 21.333)),
        ("21,333; 103,9", (103.9, 21.333)),
        ("2.357.000 489.000", None),
        ("2,357,000 489,000", None),
    ],
)
def test_signs_within_numbers(query: str, lonlat: tuple[float, float] | None) -> None:
    found = coordinates(query)
    assert found is not None
    if lonlat:
        assert found == lonlat
    else:
        spot = to_grid(shapely.Point(found))
        assert (spot.x, spot.y) == pytest.approx((489_000, 2_357_000), abs=0.2)


def test_a_point_lies_in_its_commune_or_outside() -> None:
    catalog = tiny.town()
    assert place_name(catalog, point(1_000, 1_000), "vi") == "Xã Tây"
    assert place_name(catalog, point(29_000, 9_000), "vi") == "Xã Đông"
    assert place_name(catalog, point(31_000, 9_000), "vi") == "ngoài tỉnh"
    spot = point(1_000, 1_000)
    (hit,) = find(catalog, f"{spot.y} {spot.x}")
    assert (hit.kind, hit.score, hit.point) == (HitKind.POINT, 100, (spot.x, spot.y))
    assert hit.bounds == pytest.approx((spot.x - 0.02, spot.y - 0.02, spot.x + 0.02, spot.y + 0.02))


def test_of_two_hits_for_one_thing_the_better_one_stays() -> None:
    # The project lies on the road and has its number in the name.
    mine = tiny.project("P-1", piece(line((0, 0), (9, 0))), name=named("Quốc lộ 9 mới"))
    found = find(roads("QL.9", projects=[mine]), "quốc lộ 9")
    assert [(hit.id, hit.score >= 80) for hit in found] == [("QL.9", True), ("P-1", True)]


def test_the_same_former_name_of_two_communes_is_two_hits() -> None:
    units = tuple(
        Merger("", "Xã Cũ", district, commune, "", "", "")
        for district, commune in (("201", tiny.WEST), ("202", EAST))
    )
    found = find(tiny.town(mergers=units), "xã cũ")
    assert [(hit.id, hit.target_id) for hit in found] == [
        ("201-xa-cu", tiny.WEST), ("202-xa-cu", EAST),
    ]  # fmt: skip
