from __future__ import annotations

import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from geo.catalog.km_posts import CountId, KmCount, Post
from geo.catalog.linear_reference import Route, RouteStep, build_route
from geo.crs import length_km, to_grid, to_wgs84
from geo.errors import DataError, KmRangeError, UnknownKmError
from geo.model import Evidence, GeometryKind, Section
from geo.text import NO_TEXT

ORIGIN = (500_000.0, 2_350_000.0)


def section(name: str, *grid_points: tuple[float, float], grade: str = "A") -> Section:
    line = to_wgs84(LineString([(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in grid_points]))
    assert isinstance(line, LineString)
    return Section(
        name, "QL.6", NO_TEXT, "national", NO_TEXT, NO_TEXT, Evidence(grade), GeometryKind.OSM,
        NO_TEXT, line, in_province=True,
    )  # fmt: skip


# 30 km east, then 3 km shared with another road, then 20 km north.
ONE = section("QL6-1", (0, 0), (10_000, 0), (30_000, 0))
TWO = section("QL6-2", (33_000, 0), (33_000, 20_000), grade="C")
STEPS = [RouteStep(ONE), RouteStep(TWO, 3.0, "shared")]
# 20 measured kilometres between the posts are 22 official ones.
TWO_POSTS = (Post.at(10, 103, 0, "S"), Post.at(30, 125, 0, "S"))


def route(*posts: Post) -> Route:
    counts = [KmCount("QL.6", CountId.TODAY, posts)] if posts else []
    return build_route("QL.6", 0, STEPS, counts)


def test_the_measure_leaves_out_what_is_shared() -> None:
    assert route().measured_km == pytest.approx(50, abs=1e-3)


def test_without_posts_there_are_no_kilometres() -> None:
    bare = route()
    assert not bare.calibrated
    for ask in (bare.km_ranges, lambda: bare.locate(12), lambda: bare.to_measure(12)):
        with pytest.raises(UnknownKmError, match=r"from 0 to 50\.0 km"):
            ask()


def test_without_posts_distances_from_the_start_remain() -> None:
    bare = route()
    located = bare.locate_from_start(12)
    x, y = shapely.get_coordinates(to_grid(located.geometry))[0]
    assert (x - ORIGIN[0], y - ORIGIN[1]) == pytest.approx((12_000, 0), abs=0.5)
    assert not located.calibrated
    with pytest.raises(KmRangeError, match=r"50\.0 km long"):
        bare.locate_from_start(51)


def test_exact_posts_calibrate_piecewise_and_beyond() -> None:
    calibrated = route(*TWO_POSTS)
    assert calibrated.km_ranges() == (pytest.approx((93, 145), abs=1e-3),)
    assert calibrated.to_measure(103) == pytest.approx(10)
    assert calibrated.to_measure(114) == pytest.approx(20)
    assert calibrated.to_measure(125) == pytest.approx(30)
    assert calibrated.to_measure(95) == pytest.approx(2)
    assert calibrated.uncertainty_km(103) == pytest.approx(0)
    assert 0 < calibrated.uncertainty_km(108) < calibrated.uncertainty_km(93)


def test_kilometres_may_run_on_through_the_way_of_another_road() -> None:
    steps = [RouteStep(ONE), RouteStep(TWO, 3.0, "shared", gap_counted=True)]
    count = KmCount("QL.6", CountId.TODAY, (Post.at(0, 0, 0, "S"),))
    counted = build_route("QL.6", 0, steps, [count])
    first, second = counted.km_ranges()
    assert first == pytest.approx((0, 30), abs=0.001)
    assert second == pytest.approx((33, 53), abs=0.001)
    assert counted.to_measure(34) == pytest.approx(31)
    assert counted.to_official(31) == pytest.approx(34)
    with pytest.raises(KmRangeError, match=r"to Km30\+000 and from Km33\+000"):
        counted.locate(31.5)
    assert counted.locate(29, 34).length_km == pytest.approx(2, abs=0.001)


@given(st.floats(93, 145), st.floats(93, 145))
def test_locating_is_monotonic_and_additive(one: float, two: float) -> None:
    calibrated = route(*TWO_POSTS)
    low, high = min(one, two), max(one, two)
    assume(high - low > 0.01)
    located = calibrated.locate(low, high)
    expected = calibrated.to_measure(high) - calibrated.to_measure(low)
    assert located.length_km == pytest.approx(expected, abs=0.002)
    assert calibrated.to_official(calibrated.to_measure(low)) == pytest.approx(low)
    assert sum(length_km(piece.geometry) for piece in located.pieces) == pytest.approx(
        located.length_km
    )


@given(st.floats(93.01, 145))
def test_the_other_direction_is_the_same_line_reversed(km: float) -> None:
    calibrated = route(*TWO_POSTS)
    assume(abs(km - 120) > 0.01)
    there, back = calibrated.locate(120, km), calibrated.locate(km, 120)
    assert there.length_km == pytest.approx(back.length_km)
    assert there.pieces[0].geometry.coords[0] == back.pieces[-1].geometry.coords[-1]


def test_a_stretch_across_the_gap_keeps_the_grade_of_each_part() -> None:
    located = route().locate_from_start(25, 35)
    assert [(piece.origin, piece.evidence) for piece in located.pieces] == [
        ("QL6-1", Evidence.A), ("QL6-2", Evidence.C),
    ]  # fmt: skip
    assert located.geometry.geom_type == "MultiLineString"


@pytest.mark.parametrize("km", [-0.1, 50.1, 300])
def test_outside_names_the_valid_range(km: float) -> None:
    with pytest.raises(KmRangeError, match=r"valid from Km0\+000 to Km50\+000"):
        route(Post.at(0, 0, 0.1, "S")).locate(km)


def test_an_empty_stretch_is_an_error() -> None:
    with pytest.raises(KmRangeError, match="same place"):
        route(Post.at(0, 0, 0.1, "S")).locate(10, 10)


def test_posts_against_the_direction_are_refused() -> None:
    with pytest.raises(DataError, match=r"Km103\+000 and Km125\+000 of QL\.6 contradict"):
        route(Post.at(10, 125, 0, "S"), Post.at(30, 103, 0, "S"))


def test_the_nearest_place_on_the_route() -> None:
    spot = to_wgs84(shapely.Point(ORIGIN[0] + 33_500, ORIGIN[1] + 5_000))
    measure, distance = route().nearest(spot)
    assert measure == pytest.approx(35, abs=0.01)
    assert distance == pytest.approx(0.5, abs=0.01)


def test_a_branch_is_named_after_its_road() -> None:
    assert build_route("QL.6", 0, STEPS).id == "QL.6"
    assert build_route("QL.6C", 1, STEPS).id == "QL.6C/1"


def test_the_nearest_place_of_a_point_is_on_the_nearest_leg() -> None:
    def beside(x: float, y: float) -> tuple[float, float]:
        return route().nearest(to_wgs84(shapely.Point(ORIGIN[0] + x, ORIGIN[1] + y)))

    assert beside(12_000, 2_000) == pytest.approx((12, 2), abs=0.001)
    assert beside(37_000, 5_000) == pytest.approx((35, 4), abs=0.001)
    assert beside(-3_000, 0) == pytest.approx((0, 3), abs=0.001)


def metres(shape: BaseGeometry) -> list[tuple[float, float]]:
    """Give the vertices in metres from the origin, to the metre."""
    xy = shapely.get_coordinates(to_grid(shape))
    return [(round(x - ORIGIN[0]), round(y - ORIGIN[1])) for x, y in xy]


# One offset between 92.9 and 93.5 km fits them all, and the sources' spots lie within.
THREE = (Post.at(10, 103, 0.5, "S"), Post.at(20, 113.3, 0.4, "S"), Post.at(30, 123.5, 1.5, "S"))


@pytest.mark.parametrize(
    ("km", "uncertainty"),
    [
        (103, 0.5), (105, 0.54 - 2 / 10.3 * 0.3), (113.3, 0.4), (123.5, 0.6), (128.5, 0.7),
        (98, 0.6),
    ],
)  # fmt: skip
def test_a_place_is_as_sure_as_what_all_posts_allow_and_the_way_to_the_nearest(
    km: float, uncertainty: float
) -> None:
    known = route(*THREE)
    assert known.uncertainty_km(km) == pytest.approx(uncertainty)
    assert known.locate(km).uncertainty_km == pytest.approx(uncertainty)
    assert known.locate(km).calibrated


@pytest.mark.parametrize(("km", "uncertainty"), [(0, 0), (12, 0.24), (50, 1)])
def test_a_distance_from_the_start_is_two_percent_unsure(km: float, uncertainty: float) -> None:
    located = route().locate_from_start(km)
    assert located.uncertainty_km == pytest.approx(uncertainty)
    assert not located.calibrated


def test_a_kilometre_post_of_before_the_start_is_as_unsure_as_one_behind_it() -> None:
    known = route(Post.at(0, 0, 0, "S"))
    assert known.uncertainty_km(-5) == known.uncertainty_km(5) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("measure", "km"),
    [(0, 93), (10, 103), (15, 108.15), (20, 113.3), (25, 118.4), (30, 123.5), (50, 143.5)],
)
def test_official_kilometres_run_evenly_between_posts(measure: float, km: float) -> None:
    known = route(*THREE[::-1])
    assert known.to_official(measure) == pytest.approx(km)
    assert known.to_measure(km) == pytest.approx(measure)
    assert known.calibrated
    assert {post.km for post in known.posts} == {103, 113.3, 123.5}


def test_a_kilometre_a_hand_beyond_an_end_is_the_end() -> None:
    known = route(Post.at(0, 93, 0, "S"))
    ((first, last),) = known.km_ranges()
    assert [first, last] == pytest.approx([93, 143], abs=1e-3)
    assert known.to_measure(first - 0.000_4) == 0
    assert known.to_measure(last + 0.000_4) == known.measured_km
    for km in (first - 0.000_6, last + 0.000_6):
        with pytest.raises(KmRangeError, match="outside the route"):
            known.to_measure(km)


def test_a_place_has_the_grade_of_its_section() -> None:
    def at(km: float) -> tuple[str, Evidence | None, list[tuple[float, float]], float]:
        found = route().locate_from_start(km)
        (piece,) = found.pieces
        assert piece.geometry is found.geometry
        return piece.origin, piece.evidence, metres(found.geometry), found.length_km

    assert at(29) == ("QL6-1", Evidence.A, [(29_000, 0)], 0)
    # Where one section ends and the next begins, the first one has it.
    assert at(30) == ("QL6-1", Evidence.A, [(30_000, 0)], 0)
    assert at(31) == ("QL6-2", Evidence.C, [(33_000, 1_000)], 0)
    assert at(50) == ("QL6-2", Evidence.C, [(33_000, 20_000)], 0)


def test_a_span_runs_from_its_first_kilometre_to_its_second() -> None:
    there, back = route().locate_from_start(5, 12), route().locate_from_start(12, 5)
    assert metres(there.geometry) == [(5_000, 0), (10_000, 0), (12_000, 0)]
    assert metres(back.geometry) == metres(there.geometry)[::-1]
    assert there.length_km == pytest.approx(7, abs=0.001)
    # It is as unsure as its less sure end.
    assert there.uncertainty_km == back.uncertainty_km == pytest.approx(0.24)
    assert (there.calibrated, route(*THREE).locate(98, 114).calibrated) == (False, True)


def test_a_span_across_sections_is_in_parts_in_its_own_direction() -> None:
    back = route().locate_from_start(35, 25)
    assert [piece.origin for piece in back.pieces] == ["QL6-2", "QL6-1"]
    assert [metres(piece.geometry) for piece in back.pieces] == [
        [(33_000, 5_000), (33_000, 0)], [(30_000, 0), (25_000, 0)],
    ]  # fmt: skip
    assert back.length_km == pytest.approx(10, abs=0.001)
    # Sections that meet are one line.
    end_to_end = section("QL6-2", (30_000, 0), (30_000, 20_000))
    joined = build_route("QL.6", 0, [RouteStep(ONE), RouteStep(end_to_end)]).locate_from_start(
        25, 35
    )
    assert joined.geometry.geom_type == "LineString"
    assert len(joined.pieces) == 2


def test_less_than_a_step_is_the_same_place() -> None:
    with pytest.raises(KmRangeError, match=r"Km10\+000: from and to are the same place"):
        route().locate_from_start(10, 10.000_4)
    assert route().locate_from_start(10, 10.000_6).length_km == pytest.approx(0.000_6, abs=1e-4)


def test_a_part_shorter_than_a_step_is_left_out() -> None:
    assert [piece.origin for piece in route().cut(25, 30.000_4)] == ["QL6-1"]
    assert [piece.origin for piece in route().cut(25, 30.000_6)] == ["QL6-1", "QL6-2"]
    assert route().cut(60, 70) == ()


def test_sections_lie_one_behind_the_other_and_gaps_do_not_count() -> None:
    known = route()
    legs = [(leg.section.id, leg.gap_before_km, leg.gap_kind) for leg in known.legs]
    assert legs == [("QL6-1", 0, ""), ("QL6-2", 3, "shared")]
    for place, stretch in (
        ("QL6-1", (0, 30)), ("QL6-2", (30, 50)), ("QL6-2@start", (30, 30)), ("QL6-2@end", (50, 50)),
    ):  # fmt: skip
        assert known.stretch_of(place) == pytest.approx(stretch, abs=1e-3)
    assert known.stretch_of("QL6-9@end") is None


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ((10, 103), (10, 104)), ((10, 103), (11, 103)), ((10, 103), (20, 102)),
        ((20, 103), (10, 104)),
    ],
)  # fmt: skip
def test_posts_that_do_not_increase_are_refused(
    one: tuple[float, float], two: tuple[float, float]
) -> None:
    with pytest.raises(DataError, match=r"of QL\.6 contradict each other"):
        route(Post.at(*one, 0, "S"), Post.at(*two, 0, "S"))
    assert route(Post.at(10, 103, 0, "S"), Post.at(10.1, 103.1, 0, "S")).calibrated
