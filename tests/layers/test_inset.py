"""Which parts of a map are crowded, and the empty rectangle in which each is shown larger."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from layers.paper.inset import CELL, Load, empty_rectangles, find_insets, load_of, scales_of
from layers.paper.window import Window

# 50 by 40 cells; the east is land, with a crowd in its middle, the west is empty.
WINDOW = Window(0, 0, 50 * CELL, 40 * CELL, 750_000)
LAND = shapely.box(25 * CELL, 0, 50 * CELL, 40 * CELL)


def crowd(count: int, x: float = 38.5 * CELL, y: float = 20.5 * CELL, area: float = 2_000) -> Load:
    steps = np.arange(count) * CELL / 4
    return load_of([(shapely.Point(x + step, y), area) for step in steps])


def rectangles(taken: np.ndarray) -> set[tuple[int, int, int, int]]:
    """Find by trial all free rectangles that cannot grow."""
    rows, columns = taken.shape
    free = {
        (west, south, east, north)
        for west, south in product(range(columns), range(rows))
        for east, north in product(range(west + 1, columns + 1), range(south + 1, rows + 1))
        if not taken[south:north, west:east].any()
    }
    grown = {
        (w - a, s - b, e + c, n + d)
        for w, s, e, n in free
        for a, b, c, d in ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1))
        if (w - a, s - b, e + c, n + d) in free
    }
    return {
        one
        for one in free
        if not any(
            other != one and other[0] <= one[0] and other[1] <= one[1]
            and other[2] >= one[2] and other[3] >= one[3]
            for other in grown
        )
    }  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(arrays(bool, st.tuples(st.integers(1, 5), st.integers(1, 6))))
def test_all_empty_rectangles_that_cannot_grow_are_found(taken: np.ndarray) -> None:
    found = empty_rectangles(taken)
    assert set(found) == rectangles(taken)
    areas = [(east - west) * (north - south) for west, south, east, north in found]
    assert areas == sorted(areas, reverse=True)


@pytest.mark.parametrize(
    ("scale", "found"),
    [
        (750_000, [400_000, 450_000]), (300_000, [150_000, 175_000]),
        (250_000, [125_000, 150_000]), (150_000, [80_000, 90_000]), (100_000, [50_000, 60_000]),
        (75_000, []),
    ],
)  # fmt: skip
def test_insets_have_round_scales_no_larger_than_the_shapes_allow(
    scale: float, found: list[int]
) -> None:
    assert scales_of(scale) == found


def test_the_load_of_a_line_is_its_width_along_it() -> None:
    load = load_of([
        (shapely.Point(3, 4), 50.0), (shapely.LineString([(0, 0), (10 * CELL, 0)]), 2.0),
    ])  # fmt: skip
    assert load.points[0].tolist() == [3, 4]
    assert load.areas.sum() == pytest.approx(50 + 10 * CELL * 2)
    assert load_of([]).points.shape == (0, 2)


def test_a_crowd_is_shown_in_the_empty_part_of_the_map() -> None:
    (found,) = find_insets(WINDOW, crowd(24), [LAND])
    assert found.letter == "A"
    assert found.frame.contains(shapely.box(39 * CELL, 20 * CELL, 43 * CELL, 21 * CELL))
    assert not found.cover.intersects(LAND)
    assert found.window.scale in {400_000, 450_000}
    # The same ground at its own scale.
    metres = WINDOW.metres_per_point
    assert found.window.bounds == pytest.approx([edge * metres for edge in found.source])
    assert found.place[0] == 0


@pytest.mark.parametrize("load", [crowd(0), crowd(24, area=40), crowd(1)])
def test_a_quiet_map_has_none(load: Load) -> None:
    assert find_insets(WINDOW, load, [LAND]) == []


def test_a_full_map_or_one_of_a_large_scale_has_none() -> None:
    assert find_insets(WINDOW, crowd(24), [WINDOW.paper]) == []
    assert find_insets(Window(0, 0, 450, 360, 75_000), crowd(24), [LAND]) == []


def test_two_crowds_have_two_insets_and_none_covers_the_other() -> None:
    load = load_of([
        (shapely.Point(x, y), 2_500.0)
        for y in (8 * CELL, 32 * CELL) for x in np.linspace(36 * CELL, 42 * CELL, 24)
    ])  # fmt: skip
    found = find_insets(WINDOW, load, [LAND])
    assert [one.letter for one in found] == ["A", "B"]
    first, second = found
    assert first.cover.intersection(second.cover).area == 0
    assert first.frame.intersection(second.frame).area == 0
    assert found == find_insets(WINDOW, load, [LAND])


def test_an_edge_keeps_off_a_point_that_bears_a_name() -> None:
    (plain,) = find_insets(WINDOW, crowd(24), [LAND])
    named = np.array([[plain.source[0] + 40, plain.source[3] - 5]])
    (moved,) = find_insets(WINDOW, crowd(24), [LAND], named)
    assert moved.frame.contains(shapely.Point(named[0]))
    assert moved.frame.boundary.distance(shapely.Point(named[0])) >= 3 * CELL - 1e-9
