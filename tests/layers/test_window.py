"""A window shows its ground true to scale, and nothing that lies elsewhere."""

from __future__ import annotations

import math

import pytest
import shapely

from geo.crs import to_grid, to_wgs84
from layers.paper.window import Window, grid_bounds, window_around
from tests import tiny

WEST, SOUTH = tiny.ORIGIN
# A point on this paper is 100 m on the ground.
SCALE = 100 * 1_000 * 72 / 25.4
WINDOW = Window(WEST, SOUTH, 300, 100, SCALE)


def test_a_window_knows_its_ground() -> None:
    assert WINDOW.metres_per_point == pytest.approx(100)
    assert WINDOW.bounds == pytest.approx((WEST, SOUTH, WEST + 30_000, SOUTH + 10_000))
    assert WINDOW.paper.bounds == (0, 0, 300, 100)


def test_a_window_stands_around_its_bounds() -> None:
    bounds = (WEST + 1_000, SOUTH + 2_000, WEST + 5_000, SOUTH + 4_000)
    window = window_around(bounds, 100, 50, SCALE)
    assert window.bounds == pytest.approx((WEST - 2_000, SOUTH + 500, WEST + 8_000, SOUTH + 5_500))
    assert (window.width, window.height, window.scale) == (100, 50, SCALE)


def test_the_bounds_on_the_grid_hold_the_bulge_of_a_parallel() -> None:
    west, south, east, north = grid_bounds((103.0, 20.5, 105.0, 21.5))
    corners = [to_grid(shapely.Point(x, y)) for x in (103.0, 105.0) for y in (20.5, 21.5)]
    middle = to_grid(shapely.Point(104.0, 20.5))
    assert west == pytest.approx(min(spot.x for spot in corners), abs=1)
    assert east == pytest.approx(max(spot.x for spot in corners), abs=1)
    assert south == pytest.approx(middle.y, abs=5)
    assert south < min(spot.y for spot in corners) - 300
    assert north == pytest.approx(max(spot.y for spot in corners), abs=1)


def test_sizes_of_the_design_become_points() -> None:
    assert Window(0, 0, 9, 9, 1, factor=1.0).to_points(96) == 72
    assert WINDOW.to_points(96) == pytest.approx(72 * 0.8)


@pytest.mark.parametrize("factor", [0.8, 1.0, 1.6])
def test_the_zoom_is_that_of_a_web_map_with_half_a_level_more(factor: float) -> None:
    window = Window(0, 0, 9, 9, 250_000, factor)
    ground = 250_000 * 0.0254 / 96 * factor
    # At zoom 0 a tile of 256 pixels is the equator.
    tiles = 2 * math.pi * 6_378_137 * math.cos(math.radians(21.3)) / 256 / ground
    assert window.zoom == pytest.approx(math.log2(tiles) + 0.5, abs=1e-3)


def test_geometry_comes_in_points_from_the_lower_left_corner() -> None:
    spot, road = WINDOW.to_page([tiny.point(12_000, 3_000), tiny.line((0, 5_000), (20_000, 5_000))])
    assert (spot.x, spot.y) == pytest.approx((120, 30), abs=0.01)
    assert road.bounds == pytest.approx((0, 50, 200, 50), abs=0.01)
    assert WINDOW.to_page([]) == []


def test_geometry_is_cut_a_little_outside_and_kept_in_its_place_when_it_is_elsewhere() -> None:
    long = tiny.line((-90_000, 5_000), (90_000, 5_000))
    tall = tiny.line((15_000, -90_000), (15_000, 90_000))
    shapes = [
        long,
        tiny.point(90_000, 5_000),
        tall,
        tiny.point(-2_300, -2_300),
        tiny.point(5, 12_500),
    ]
    found = WINDOW.to_page(shapes)
    assert found[0].bounds == pytest.approx((-24, 50, 324, 50), abs=0.1)
    assert found[1].is_empty
    assert found[2].bounds == pytest.approx((150, -24, 150, 124), abs=0.1)
    assert (found[3].x, found[3].y) == pytest.approx((-23, -23), abs=0.01)
    assert found[4].is_empty


def test_what_lies_within_the_margin_on_any_side_is_near() -> None:
    big = Window(WEST, SOUTH, 3_000, 2_500, SCALE)
    for x, y in ((-23, 1_200), (3_023, 1_200), (1_500, -23), (1_500, 2_523)):
        spot = to_wgs84(shapely.Point(WEST + 100 * x, SOUTH + 100 * y))
        (found,) = big.to_page([spot])
        assert (found.x, found.y) == pytest.approx((x, y), abs=0.01)


def test_the_same_geometry_is_the_same_in_every_window() -> None:
    line = shapely.LineString([(104.0, 21.0), (104.1, 21.1), (104.2, 21.05)])
    middle = shapely.bounds(to_grid(line))
    wide, narrow = (window_around(middle, 400, 300, scale) for scale in (500_000, 250_000))
    first = [window.to_page([line])[0] for window in (wide, narrow, wide)]
    again = [window.to_page([shapely.from_wkb(line.wkb)])[0] for window in (wide, narrow, wide)]
    assert first[0].equals(first[2])
    assert all(one.equals(other) for one, other in zip(first, again, strict=True))
    assert not first[0].equals(first[1])
