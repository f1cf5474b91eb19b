"""Where labels could stand, to the point, and which of these places they take."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import shapely

from layers.paper.labels.ground import Lines, length_inside, pieces_of
from layers.paper.labels.placement import LabelPlacer, LabelRequest, boxes
from layers.paper.labels.spots import (
    Candidate,
    Spots,
    candidates_along,
    candidates_around,
    candidates_beside,
    candidates_farther,
    candidates_inside,
    candidates_round_a_corner,
    candidates_tied,
    merged_lines,
    stations,
)

SIZE = (20.0, 8.0)


def places(spots: Sequence[Candidate]) -> list[tuple[float, float, float]]:
    return [(round(s.x, 3), round(s.y, 3), round(s.cost, 3)) for s in spots]


# -- around a point ---------------------------------------------------------------------------


def test_around_a_point_the_right_side_is_best_and_far_corners_are_worst() -> None:
    # 2 for the symbol and 1.6 of air; on the diagonal 0.72 of that is as far away.
    assert places(candidates_around(100, 50, 2, SIZE))[:12] == [
        (113.6, 50, 0.0), (86.4, 50, 0.1),
        (112.592, 56.592, 0.06), (112.592, 43.408, 0.14),
        (87.408, 56.592, 0.16), (87.408, 43.408, 0.2),
        (100, 57.6, 0.12), (100, 42.4, 0.18),
        (106, 57.6, 0.22), (94, 57.6, 0.24), (106, 42.4, 0.26), (94, 42.4, 0.28),
    ]  # fmt: skip


def test_each_ring_is_poorer_and_the_outer_ones_need_a_line() -> None:
    right = candidates_around(100, 50, 2, SIZE)[::12]
    assert places(right) == [
        (113.6, 50, 0), (117.6, 50, 0.45), (122.6, 50, 0.9), (130.6, 50, 1.5), (139.6, 50, 2.1),
    ]  # fmt: skip
    # It ends half a millimetre before the symbol, which reaches two points to the side.
    ends = [spot.anchor for spot in right]
    assert ends[:2] == [None, None]
    assert all(end == pytest.approx((102 + 72 / 25.4 / 2, 50)) for end in ends[2:])


def test_a_leader_goes_to_the_nearest_edge_of_the_square_of_its_symbol() -> None:
    # Up right: the corner of the box is 12.6 points up and to the right at the third ring.
    corner = candidates_around(100, 50, 2, SIZE)[24 + 2]
    assert corner.anchor is not None
    x, y = corner.anchor[0] - 100, corner.anchor[1] - 50
    assert x == pytest.approx(y)
    assert math.hypot(x, y) == pytest.approx(2 * math.sqrt(2) + 72 / 25.4 / 2)
    (tied, *_) = candidates_tied((10, 20), 3, (9, 15), 0.2)
    assert (tied.x, tied.y, tied.cost) == pytest.approx((19, 20, 0.2 + 0.5 + 9 / 25))
    assert tied.anchor == pytest.approx((13 + 72 / 25.4 / 2, 20))


def test_a_name_that_must_not_go_stands_on_wide_circles() -> None:
    spots = candidates_farther(100, 50, 2, SIZE)
    assert len(spots) == 10 * 24
    assert places(spots[::24]) == [
        (100 + far + 10, 50, round(0.9 + far / 14, 3))
        for far in (9, 14, 20, 27, 34, 46, 60, 76, 98, 124)
    ]
    # A quarter turn on, half the height counts instead of half the width.
    assert places(spots[6::24])[0] == (100, 50 + 9 + 4, 1.543)
    assert places(spots[18:19]) == [(100, 50 - 9 - 4, 1.543)]
    feet = [spot.anchor for spot in spots]
    assert all(foot and math.dist(foot, (100, 50)) < 2 * math.sqrt(2) + 1.5 for foot in feet)


# -- inside an area ---------------------------------------------------------------------------


def test_inside_an_area_the_middle_is_best() -> None:
    spots = candidates_inside(shapely.box(0, 0, 200, 100), (20, 10))
    first, near, grid = spots[0], spots[1:25], spots[25:]
    assert (first.x, first.y) == pytest.approx((100, 50), abs=2)
    assert first.cost == 0
    moves = [(round(s.x - first.x, 3), round(s.y - first.y, 3), round(s.cost, 3)) for s in near]
    assert moves[:6] == [
        (0, 5, 0.025), (0, 10, 0.05), (0, 16, 0.08), (0, -5, 0.025), (0, -10, 0.05), (0, -16, 0.08),
    ]  # fmt: skip
    assert set(moves[6:12]) == {(sign * far, 0, cost) for sign in (1, -1)
                                for far, cost in ((5, 0.025), (10, 0.05), (16, 0.08))}  # fmt: skip
    corners = {(a * 10, b * 10) for a in (1, -1) for b in (1, -1)}
    assert {(x, y) for x, y, cost in moves[12:] if cost == 0.05} == corners
    assert [(round(s.x), round(s.y)) for s in grid] == [
        (x, y) for x in range(20, 181, 20) for y in range(10, 91, 10)
    ]
    for spot in grid:
        away = math.hypot(spot.x - first.x, spot.y - first.y)
        assert spot.cost == pytest.approx(0.1 + 1.2 * away / math.hypot(200, 100))


def test_the_middle_of_an_area_is_where_a_wide_name_fits() -> None:
    # A high tower beside a low hall: a circle fits the tower best, a name the hall.
    area = shapely.union(shapely.box(0, 0, 40, 200), shapely.box(40, 0, 240, 30))
    assert candidates_inside(area, (80, 10))[0].x > 60
    assert candidates_inside(area, (10, 10))[0].x < 25
    assert candidates_inside(area, (10, 80))[0].x < 25


def test_an_area_that_is_not_at_the_origin_has_its_places_in_itself() -> None:
    area = shapely.box(1_000, 500, 1_200, 600)
    assert {area.contains(shapely.Point(s.x, s.y)) for s in candidates_inside(area, (20, 10))} == {
        True
    }


# -- on and beside lines ----------------------------------------------------------------------


def test_lines_are_joined_where_they_meet_and_the_longest_comes_first() -> None:
    window = shapely.box(0, 0, 100, 100)
    shapes = [
        shapely.LineString([(10, 80), (30, 80)]),
        shapely.LineString([(-50, 20), (40, 20)]),
        shapely.LineString([(40, 20), (60, 20)]),
        shapely.LineString([(200, 0), (300, 0)]),
    ]
    assert [line.length for line in merged_lines(shapes, window)] == [60, 20]
    assert merged_lines(shapes[3:], window) == []
    assert [line.length for line in merged_lines(shapes[1:2], window)] == [40]
    assert merged_lines([shapely.LineString([(-10, 100), (0, 100), (0, 120)])], window) == []


@pytest.mark.parametrize(
    ("length", "every", "found"),
    [(100, 30, [100 / 6, 50, 500 / 6]), (100, 45, [25, 75]), (10, 30, [5]), (60, 60, [30])],
)
def test_stations_are_the_middles_of_equal_parts(
    length: float, every: float, found: list[float]
) -> None:
    assert stations(length, every) == pytest.approx(found)


@pytest.mark.parametrize(
    ("direction", "reach"), [((1, 0), 4 + 3.6), ((0, 1), 10 + 3.6), ((0.6, 0.8), 8 + 2.4 + 3.6)]
)
@pytest.mark.parametrize("at", [0.0, 50.0, 100.0])
def test_an_upright_place_lies_on_the_line_or_clear_of_it(
    direction: tuple[float, float], reach: float, at: float
) -> None:
    x, y = direction
    line = shapely.LineString([(0, 0), (100 * x, 100 * y)])
    spots = candidates_beside(line, [at], SIZE, [0.3])
    side = (-y * reach, x * reach)
    assert places(spots) == [
        (round(at * x, 3), round(at * y, 3), 0.3),
        (round(at * x + side[0], 3), round(at * y + side[1], 3), 0.8),
        (round(at * x - side[0], 3), round(at * y - side[1], 3), 0.8),
    ]
    assert {spot.angle for spot in spots} == {0}


def test_at_a_bend_the_place_beside_follows_both_sides_of_it() -> None:
    line = shapely.LineString([(0, 0), (50, 0), (50, 50)])
    away = candidates_beside(line, [50], SIZE, [0])[1]
    assert (away.x - 50, away.y) == pytest.approx((-away.y, -(away.x - 50)))


def test_along_a_straight_line_names_stand_in_three_lanes_on_either_side() -> None:
    line = shapely.LineString([(0, 0), (200, 0)])
    spots = candidates_along(line, (0, 200), (60, 8), 3)
    xs = [30 + 7.5 * step for step in range(19)]
    assert places(spots) == [
        (x, side * (3 + 4 + 0.8 + extra), round(0.25 * abs(x - 100) / 140 + extra / 12, 3))
        for x in xs for side in (1, -1) for extra in (0, 5, 10)
    ]  # fmt: skip
    assert {spot.angle for spot in spots} == {0}


def test_along_a_stretch_names_stay_in_it_and_on_the_line() -> None:
    line = shapely.LineString([(0, 0), (200, 0)])
    assert {s.x for s in candidates_along(line, (50, 60), (40, 8), 3)} == {50, 55, 60}
    assert {s.x for s in candidates_along(line, (0, 27), (40, 8), 3)} == {20, 25}
    assert {s.x for s in candidates_along(line, (178, 200), (40, 8), 3)} == {178}
    assert candidates_along(line, (181, 200), (40, 8), 3).table.tolist() == []
    # Short names are tried every three points.
    assert [s.x for s in candidates_along(line, (50, 56), (8, 8), 3)[::6]] == [50, 53, 56]


@pytest.mark.parametrize(
    ("turn", "angle"), [(30, 30), (89, 89), (91, -89), (150, -30), (180, 0), (210, 30), (330, -30)]
)
def test_a_name_along_a_line_is_turned_with_it_and_upright(turn: float, angle: float) -> None:
    x, y = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    line = shapely.LineString([(0, 0), (100 * x, 100 * y)])
    spots = candidates_along(line, (50, 50), (20, 8), 3)
    assert [round(spot.angle, 6) for spot in spots] == [angle] * 6
    # The first lies left of the direction of the line.
    assert (spots[0].x, spots[0].y) == pytest.approx((50 * x - 7.8 * y, 50 * y + 7.8 * x))


def test_a_name_along_a_bend_stands_clear_of_it_and_costs_more() -> None:
    rise = shapely.LineString([(0, 0), (50, 5), (100, 0)])
    (above, _, _, below, _, _) = candidates_along(rise, (50, 50), (80, 8), 3)[:6]
    steps = np.linspace(rise.length / 2 - 40, rise.length / 2 + 40, 9)
    ys = shapely.get_coordinates(shapely.line_interpolate_point(rise, steps))[:, 1]
    low, high = float(ys.min()), float(ys.max())
    assert (above.y, below.y) == pytest.approx((high + 7.8, low - 7.8), abs=0.2)
    assert above.cost == pytest.approx(4 * (high - low) / 80, abs=0.01)
    # A fifth of its width is as much as it may bend.
    for height, fits in ((18, True), (23, False)):
        bent = shapely.LineString([(0, 0), (50, height), (100, 0)])
        assert bool(candidates_along(bent, (bent.length / 2,) * 2, (80, 8), 3)) is fits
    # And it does not stand over a hairpin, though its chord is straight.
    hairpin = shapely.LineString([(0, 0), (60, 0), (60, 1), (40, 1), (40, 2), (100, 2)])
    assert len(candidates_along(hairpin, (70, 70), (80, 8), 3)) == 0


# -- boxes and what they cover ----------------------------------------------------------------


def test_a_box_stands_around_its_centre_turned() -> None:
    level, upright, tilted = boxes(
        [Candidate(10, 20), Candidate(10, 20, 90), Candidate(10, 20, 30)], SIZE, 1.0
    )
    assert level.bounds == pytest.approx((-1, 15, 21, 25))
    assert upright.bounds == pytest.approx((5, 9, 15, 31))
    assert tilted.area == pytest.approx(220)
    corner = shapely.Point(10 + 10.9 * math.cos(math.radians(30)), 20 + 10.9 * 0.5)
    assert tilted.contains(corner)
    assert boxes([Candidate(0, 0)], SIZE)[0].bounds == pytest.approx((-10, -4, 10, 4))


@pytest.mark.parametrize("angle", [0.0, 30.0, 90.0, 137.0])
@pytest.mark.parametrize(
    "ends",
    [
        [(-50, 0), (50, 0)], [(0, -50), (0, 50)], [(-5, 2), (3, -1)], [(-50, 5), (50, -4)],
        [(-30, 30), (30, 31)], [(9, 3), (90, 30)], [(-10.5, -9), (-10.5, 9)], [(2, 2), (2, 2)],
    ],
)  # fmt: skip
def test_the_length_of_a_line_under_a_label_is_that_of_their_intersection(
    angle: float, ends: list[tuple[float, float]]
) -> None:
    spot = Candidate(1, -2, angle)
    box = boxes([spot], SIZE)[0]
    expected = shapely.LineString(ends).intersection(box).length
    found = length_inside(np.array([ends], dtype=float), Spots.of([spot]).table, SIZE)
    assert found.tolist() == pytest.approx([expected])
    assert len(length_inside(np.zeros((0, 2, 2)), np.zeros((0, 6)), SIZE)) == 0


def test_what_a_label_covers_counts_by_weight_and_over_all_lines() -> None:
    spots = Spots.of([Candidate(0, 0), Candidate(0, 100), Candidate(30, 0)])
    rectangles = boxes(spots, SIZE)
    lines = Lines()
    assert lines.covered(spots, SIZE, rectangles).tolist() == [0, 0, 0]
    lines.add(shapely.LineString([(-100, 1), (0, 1), (5, 1)]), 2.0)
    lines.add(shapely.MultiLineString([[(0, -50), (0, 50)], [(25, -50), (25, 50)]]), 0.5)
    assert lines.covered(spots, SIZE, rectangles).tolist() == pytest.approx([2 * 15 + 4, 0, 4])


def test_a_line_is_looked_at_in_shortpieces_of() -> None:
    zigzag = shapely.LineString([(10 * step, 10 * (step % 2)) for step in range(20)])
    found = pieces_of(zigzag)
    assert [len(piece.coords) for piece in found] == [9, 9, 4]
    assert sum(piece.length for piece in found) == pytest.approx(zigzag.length)
    assert pieces_of(shapely.LineString([(0, 0), (50, 0.2), (100, 0)]))[0].length == 100
    assert len(pieces_of(shapely.MultiLineString([[(0, 0), (1, 0)], [(5, 0), (9, 0)]]))) == 2


# -- which place is taken ---------------------------------------------------------------------


def asked(*spots: Candidate, text: str = "a", priority: float = 1, **more: object) -> LabelRequest:
    values: dict[str, object] = {"role": "place", "size": SIZE, **more}
    return LabelRequest((text,), candidates=spots, priority=priority, **values)  # type: ignore[arg-type]


def placer(**weights: float) -> LabelPlacer:
    return LabelPlacer(200, 100, weights)


def taken(labels: LabelPlacer, request: LabelRequest) -> tuple[float, float] | None:
    placed = labels.place(request)
    return (placed.candidate.x, placed.candidate.y) if placed else None


@pytest.mark.parametrize(
    ("x", "y", "fits"),
    [(12.1, 50, True), (11.9, 50, False), (187.9, 50, True), (188.1, 50, False),
     (50, 6.1, True), (50, 5.9, False), (50, 93.9, True), (50, 94.1, False)],
)  # fmt: skip
def test_a_label_keeps_two_points_off_the_edge(x: float, y: float, fits: bool) -> None:
    labels = placer()
    assert (taken(labels, asked(Candidate(x, y))) is not None) is fits
    assert (len(labels.placed), len(labels.dropped)) == (fits, not fits)


def test_the_cheapest_free_place_is_taken_the_first_of_equal_ones() -> None:
    spots = [Candidate(50, 50, cost=0.2), Candidate(90, 50, cost=0.1), Candidate(130, 50, cost=0.1)]
    labels = placer()
    assert [taken(labels, asked(*spots)) for _ in range(4)] == [(90, 50), (130, 50), (50, 50), None]
    assert taken(placer(), asked()) is None


@pytest.mark.parametrize(("gap", "fits"), [(0.8, False), (1.0, True)])
def test_labels_and_shapes_keep_their_distance(gap: float, fits: bool) -> None:
    labels = placer()
    labels.place(asked(Candidate(50, 50)))
    assert (taken(labels, asked(Candidate(70 + gap, 50))) is not None) is fits
    labels = placer()
    labels.forbid(shapely.box(60 + gap, 40, 90, 60), "symbol")
    assert (taken(labels, asked(Candidate(50, 50))) is not None) is fits
    labels = placer()
    labels.forbid_line(shapely.LineString([(62 + gap, 0), (62 + gap, 100)]), 4, "line", "P-1")
    assert (taken(labels, asked(Candidate(50, 50))) is not None) is fits


@pytest.mark.parametrize(
    ("owner", "mine", "passes", "fits"),
    [
        ("P-1", "P-1", frozenset(), True), ("P-1", "P-2", frozenset(), False),
        ("", "", frozenset(), False), ("P-1", "", frozenset(), False),
        ("P-1", "P-2", frozenset({"symbol"}), True), ("P-1", "P-2", frozenset({"line"}), False),
    ],
)  # fmt: skip
def test_only_its_own_thing_and_what_it_passes_lie_under_a_label(
    owner: str, mine: str, passes: frozenset[str], fits: bool
) -> None:
    labels = placer()
    labels.forbid(shapely.box(40, 40, 60, 60), "symbol", owner)
    labels.forbid(shapely.Polygon(), "symbol", "other")
    request = asked(Candidate(50, 50), owner=mine, passes=passes)
    assert (taken(labels, request) is not None) is fits


def test_a_label_stays_in_its_area_and_apart_from_its_twin() -> None:
    spots = [Candidate(50, 50), Candidate(80, 50, cost=0.1), Candidate(120, 50, cost=0.2)]
    inside = shapely.box(65, 0, 200, 100)
    assert taken(placer(), asked(*spots, within=inside)) == (80, 50)
    labels = placer()
    assert taken(labels, asked(*spots, apart=15)) == (50, 50)
    # From edge to edge there are 10 points to the second place and 50 to the third.
    assert taken(labels, asked(*spots, apart=15)) == (120, 50)
    for other in ({"text": "b"}, {"role": "area"}):
        labels = placer()
        labels.place(asked(spots[0]))
        assert taken(labels, asked(*spots, apart=15, **other)) == (80, 50)  # type: ignore[arg-type]
    labels = placer()
    labels.place(asked(spots[0]))
    assert taken(labels, asked(*spots, apart=10)) == (80, 50)


def test_a_leader_line_crosses_no_label_and_none_crosses_it() -> None:
    foot = (20.0, 50.0)
    far = Candidate(100, 50, anchor=foot)
    labels = placer()
    labels.place(asked(Candidate(60, 50)))
    assert taken(labels, asked(far)) is None
    labels = placer()
    assert taken(labels, asked(far)) == (100, 50)
    assert taken(labels, asked(Candidate(60, 50))) is None
    assert taken(labels, asked(Candidate(60, 60))) == (60, 60)
    # A line that comes later looks at the lines that are there.
    assert taken(labels, asked(Candidate(50, 80, anchor=(50.0, 30.0)))) is None


@pytest.mark.parametrize(("cost", "place"), [(0.9, (90, 50)), (1.1, (50, 50))])
def test_covering_a_line_costs_its_weight_a_width(cost: float, place: tuple[float, float]) -> None:
    labels = placer(road=1.0)
    labels.discourage_line(shapely.LineString([(0, 50), (61, 50)]), "road")
    labels.discourage_line(shapely.LineString([(0, 51), (61, 51)]), "unknown")
    spots = (Candidate(50, 50), Candidate(90, 50, cost=cost))
    assert taken(labels, asked(*spots)) == place


@pytest.mark.parametrize(("cost", "place"), [(1.9, (90, 50)), (2.1, (50, 50))])
@pytest.mark.parametrize("owner", ["P-1", ""])
def test_covering_what_it_passes_costs_as_well_but_not_its_own(
    cost: float, place: tuple[float, float], owner: str
) -> None:
    def choice(mine: str) -> tuple[float, float] | None:
        labels = placer(road=1.0)
        labels.forbid_line(shapely.LineString([(30, 50), (65, 50)]), 2, "road", owner)
        spots = (Candidate(50, 50), Candidate(90, 50, cost=cost))
        return taken(labels, asked(*spots, owner=mine, passes=frozenset({"road"})))

    # 20 points of it lie under a label 20 wide, both its edges count.
    assert choice("P-2") == place
    if owner:
        assert choice(owner) == (50, 50)


def tied(x: float, y: float, end: tuple[float, float], cost: float = 0.0) -> Candidate:
    return Candidate(x, y, cost=cost, anchor=end)


def test_a_leader_ends_at_the_edge_of_its_label_and_before_its_object() -> None:
    name = placer().place(asked(tied(50, 50, (100, 50))))
    disc = placer().place(asked(tied(50, 50, (50, 80)), size=(10.0, 10.0), disc=True))
    assert name is not None
    assert disc is not None
    assert shapely.get_coordinates(name.leader).tolist() == [[60, 50], [100, 50]]
    assert shapely.get_coordinates(disc.leader).tolist() == [[50, 55], [50, 80]]
    plain = placer().place(asked(Candidate(50, 50)))
    assert plain is not None
    assert plain.leader is None


@pytest.mark.parametrize("kind", ["project", "symbol"])
def test_no_leader_crosses_a_project_or_a_symbol_not_even_its_own(kind: str) -> None:
    for mine in ("P-1", "P-2"):
        labels = placer()
        if kind == "project":
            labels.forbid_line(shapely.LineString([(80, 0), (80, 100)]), 2, kind, "P-1")
        else:
            labels.forbid(shapely.box(79, 40, 81, 60), kind)
        spots = tied(50, 50, (100, 50)), tied(50, 80, (50, 95), cost=5)
        assert taken(labels, asked(*spots, owner=mine, passes=frozenset({"project"}))) == (50, 80)


def astray(*spots: Candidate, **more: object) -> tuple[float, float] | None:
    labels = placer()
    labels.tell_apart(shapely.Point(100, 50), "project", "P-1")
    labels.tell_apart(shapely.LineString([(50, 0), (50, 100)]), "project", "P-2")
    return taken(labels, asked(*spots, owner="P-1", among="project", size=(8.0, 8.0), **more))


@pytest.mark.parametrize(("x", "fits"), [(76.0, True), (75.0, False), (60.0, False)])
def test_a_disc_is_nearer_to_its_own_than_to_a_foreign_object(x: float, fits: bool) -> None:
    # A point nearer, at least: halfway is no answer.
    found = astray(Candidate(x, 50), disc=True, strict=True)
    assert found == ((x, 50) if fits else None)
    # Tied to its own it may stand beside the other one, not on it.
    away = tied(x, 50, (98, 50))
    assert astray(away, disc=True, strict=True) == (x, 50)
    assert astray(tied(55, 50, (98, 50)), disc=True, strict=True) is None


def test_a_name_may_be_nearer_to_a_foreign_object_at_a_cost() -> None:
    stray, good = Candidate(60, 50), Candidate(100, 57, cost=0.9)
    assert astray(stray, good) == (100, 57)
    assert astray(stray, Candidate(100, 57, cost=1.1)) == (60, 50)


def test_what_must_not_go_looks_farther_and_never_strays() -> None:
    labels = placer()
    labels.tell_apart(shapely.Point(100, 50), "project", "P-1")
    labels.tell_apart(shapely.LineString([(50, 0), (50, 100)]), "project", "P-2")
    stray = {"among": "project", "strict": True, "disc": True, "owner": "P-1"}
    needed = asked(Candidate(60, 50), text="n", needed=True, **stray)
    farther = Spots.of([Candidate(100, 80)])
    rescued = replace(needed, lines=("f",), more=lambda: farther)
    labels.place_all([needed, rescued])
    assert [label.request.text for label in labels.placed] == ["f"]
    assert [request.text for request in labels.dropped] == ["n"]


def test_a_leader_turns_where_it_cannot_go_straight() -> None:
    labels = placer()
    # Walls on all sides but for a gap to the right, with another wall behind it.
    walls = ((85, 30, 88, 70), (88, 62, 118, 65), (88, 35, 118, 38), (124, 45, 127, 55))
    for wall in walls:
        labels.forbid(shapely.box(*wall), "symbol")
    corner = partial(candidates_round_a_corner, (100.0, 50.0), 2.0, (10.0, 10.0), 0.0)
    straight = Candidate(160, 50, anchor=(102.0, 50.0))
    labels.place_all([asked(straight, text="n", needed=True, disc=True, more=corner)])
    (label,) = labels.placed
    assert label.candidate.bend is not None
    assert label.leader is not None
    _, bend, foot = shapely.get_coordinates(label.leader).tolist()
    assert bend == pytest.approx(label.candidate.bend)
    assert foot == pytest.approx(label.candidate.anchor)
    assert not any(label.leader.intersects(shapely.box(*wall)) for wall in walls)


def test_a_name_that_must_not_go_takes_the_place_of_a_number() -> None:
    labels = placer()
    spot = Candidate(100, 50)
    number = asked(spot, text="7", needed=True, disc=True)
    labels.place_all([number, asked(spot, text="Sơn La", needed=True)])
    assert [label.request.text for label in labels.placed] == ["Sơn La"]
    assert [request.text for request in labels.dropped] == ["7"]


def test_the_best_place_is_found_beyond_the_first_batch() -> None:
    many = [Candidate(20 + step, 50, cost=0.01 * step) for step in range(150)]
    labels = placer()
    labels.forbid(shapely.box(0, 0, 150, 100), "symbol")
    # The first that is free of the shape, half a label and the clearance beyond it.
    assert taken(labels, asked(*many)) == (161, 50)


def test_labels_are_placed_by_priority_and_then_in_order() -> None:
    spot = Candidate(50, 50)
    labels = placer()
    labels.place_all([asked(spot, text=text, priority=rank) for text, rank in
                      (("c", 2), ("a", 1), ("b", 1))])  # fmt: skip
    assert [label.request.text for label in labels.placed] == ["a"]
    assert [request.text for request in labels.dropped] == ["b", "c"]
    assert labels.placed[0].box.bounds == pytest.approx((40, 46, 60, 54))
    assert LabelRequest(("hai", "dòng"), "x", SIZE, (), 1).text == "hai dòng"
