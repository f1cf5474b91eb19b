"""How projects on one map make room for each other, to the point."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from layers.paper.beside import Grounds, badges_apart
from layers.paper.scene import (
    Shown,
    _calm,
    badges_in_the_clear,
    offset_lines,
)
from layers.paper.window import Window
from layers.style.model import LineStyle, Mark, Stroke, SymbolStyle, Theme
from layers.themes import THEMES
from layers.themes.projects import THEME as PROJECTS
from tests import tiny

# One pixel of the design is one point on this paper.
WINDOW = Window(0, 0, 600, 400, 250_000, factor=96 / 72)
# The town is far from it: nothing there is in a commune.
GROUNDS = Grounds(tiny.town(), WINDOW)
ROAD = Theme("r", 0, {"x": LineStyle((Stroke("#000", 1),))}, marks=lambda _: (), is_road=True)
OTHER = Theme("o", 0, {"x": LineStyle((Stroke("#000", 1),)), "p": SymbolStyle("place", 9, "#000")},
              marks=lambda _: ())  # fmt: skip


def project(name: str, shape: BaseGeometry, style: str = "line") -> Shown:
    return Shown(PROJECTS, Mark(f"{style}-planned", shape, name), shape)


def line(*points: tuple[float, float]) -> BaseGeometry:
    return shapely.LineString(points)


def badge(name: str, x: float, y: float) -> Shown:
    return project(name, shapely.Point(x, y), "point")


def offset_px() -> float:
    """Give the distance of two lines beside each other: half of both widths and a gap."""
    style = PROJECTS.styles["line-planned"]
    assert isinstance(style, LineStyle)
    return (max(stroke.width for stroke in style.strokes[1:]) + 5.0) / 2 + 0.8


def heights(found: list[Shown], name: str) -> list[float]:
    parts = [item.shape for item in found if item.mark.item_id == name]
    return sorted(round(float(one.centroid.y), 3) for one in shapely.get_parts(parts))


# -- lines on one road ------------------------------------------------------------------------


def test_only_the_shared_part_of_a_line_is_moved() -> None:
    low, high = line((0, 100), (300, 100)), line((200, 100), (500, 100))
    found = offset_lines([project("P-1", low), project("P-2", high)], WINDOW)
    step = offset_px()
    moved = [part for item in found[1:] for part in shapely.get_parts(item.shape)]
    ends = sorted((*part.bounds[:3:2], round(part.bounds[1], 3)) for part in moved)
    assert ends == [
        (pytest.approx(200, abs=1), pytest.approx(301, abs=1), round(100 - step, 3)),
        (pytest.approx(301, abs=1), pytest.approx(500, abs=1), 100),
    ]
    assert heights(found, "P-1") == [100]


@pytest.mark.parametrize(("shared", "moved"), [(10, False), (14, True)])
def test_a_short_stretch_is_a_mere_crossing(shared: float, moved: bool) -> None:
    low, high = line((0, 100), (300, 100)), line((300 - shared, 100), (500, 100))
    found = offset_lines([project("P-1", low), project("P-2", high)], WINDOW)
    assert (heights(found, "P-2")[0] < 100) is moved


@pytest.mark.parametrize(("apart", "moved"), [(0.8, True), (1.0, False)])
def test_lines_share_a_road_within_a_point(apart: float, moved: bool) -> None:
    low, high = line((0, 100), (300, 100)), line((0, 100 + apart), (300, 100 + apart))
    found = offset_lines([project("P-1", low), project("P-2", high)], WINDOW)
    assert (heights(found, "P-2")[0] < 100) is moved


def test_a_project_never_makes_way_for_itself_or_for_what_is_no_project() -> None:
    road = line((0, 100), (300, 100))
    mine = [project("P-1", road), project("P-1", road)]
    beside = [Shown(OTHER, Mark("x", road), road), project("P-1", road, "area")]
    found = offset_lines([*beside, *mine], WINDOW)
    assert found[:2] == beside
    assert [item.shape.equals(road) for item in found[2:]] == [True, True]


def test_a_line_keeps_its_course_but_for_small_bends() -> None:
    bent = line((0, 0), (100, 0.6), (200, 0), (200, 100))
    calm = _calm(bent)
    xy = [(round(x, 3), round(y, 3)) for x, y in shapely.get_coordinates(calm)]
    # The small bend goes; the corner is cut at a quarter of its sides.
    assert xy == [(0, 0), (50, 0), (150, 0), (200, 25), (200, 75), (200, 100)]
    sharp = _calm(line((0, 0), (100, 0.8), (200, 0)))
    assert len(shapely.get_coordinates(sharp)) == 6
    assert _calm(shapely.MultiLineString([[(0, 0), (9, 0)], [(20, 0), (30, 0)]])).length == 19


# -- badges -----------------------------------------------------------------------------------


def corners() -> tuple[float, float, float]:
    style = PROJECTS.styles["point-planned"]
    assert isinstance(style, SymbolStyle)
    return (*style.offset, style.size)


def test_badges_at_one_place_take_its_corners_in_turn() -> None:
    right, down, size = corners()
    found = badges_apart([badge(f"P-{number}", 100, 100) for number in range(9)], WINDOW, GROUNDS)
    badges = [item.shape for item in found if item.is_point]
    centres = [(round(at.x + right - 100, 3), round(at.y - down - 100, 3)) for at in badges]
    signs = [(1, 1), (-1, 1), (1, -1), (-1, -1), (2.6, 1), (-2.6, 1), (2.6, -1), (-2.6, -1)]
    expected = [(round(across * right, 3), round(-along * down, 3)) for across, along in signs]
    # What finds no free corner stands off, tied to its place.
    assert centres[:8] == expected
    assert min(math.dist(centres[8], one) for one in expected) >= size
    ties = [item.shape for item in found if not item.is_point]
    assert [shapely.get_coordinates(tie).round(3).tolist() for tie in ties] == [
        [[100, 100], [100 + centres[8][0], 100 + centres[8][1]]]
    ]


def test_a_badge_covers_no_foreign_symbol() -> None:
    right, down, size = corners()
    spot = shapely.Point(100 + right, 100 - down)
    covered = Shown(OTHER, Mark("p", spot), spot)
    _, moved = badges_apart([covered, badge("P-1", 100, 100)], WINDOW, GROUNDS)
    at = moved.shape.x + right, moved.shape.y - down
    assert max(abs(at[0] - spot.x), abs(at[1] - spot.y)) >= (size + 9) / 2
    # At the corner of its own one it stands.
    place = shapely.Point(100, 100)
    own = Shown(OTHER, Mark("p", place), place)
    _, stays = badges_apart([own, badge("P-1", 100, 100)], WINDOW, GROUNDS)
    assert (stays.shape.x, stays.shape.y) == (100, 100)


@pytest.mark.parametrize(("apart", "moved"), [(-0.1, True), (0.1, False)])
def test_badges_stand_apart_by_their_size(apart: float, moved: bool) -> None:
    _, _, size = corners()
    pair = [badge("P-1", 100, 100), badge("P-2", 100 + size + apart, 100)]
    found = badges_apart(pair, WINDOW, GROUNDS)
    assert (found[1].shape.y != 100) is moved


def test_only_badges_of_projects_move() -> None:
    spot = shapely.Point(100, 100)
    others = [Shown(OTHER, Mark("p", spot), spot), project("P-1", line((0, 0), (9, 0)))]
    assert badges_apart(others, WINDOW, GROUNDS) == others


def in_the_clear(*more: Shown, area: BaseGeometry | None = None) -> tuple[float, float]:
    whole = area or shapely.box(100, 100, 230, 230)
    items = [project("P-1", whole, "area"), badge("P-1", 101, 101), *more]
    found = badges_in_the_clear(items, WINDOW)
    assert [item.shape for item in found[2:]] == [item.shape for item in more]
    assert found[0].shape is whole
    return found[1].shape.x, found[1].shape.y


def test_a_badge_of_an_area_stands_at_its_middle_or_off_the_lines() -> None:
    assert in_the_clear() == pytest.approx((165, 165), abs=6)
    through = line((100, 165), (230, 165))
    across = [
        project("P-2", through), Shown(ROAD, Mark("x", through), through),
    ]  # fmt: skip
    for item in across:
        x, y = in_the_clear(item)
        assert x == pytest.approx(165, abs=6)
        assert abs(y - 165) > 15
    # Other lines do not push it away.
    quiet = Shown(OTHER, Mark("x", through), through)
    assert in_the_clear(quiet) == pytest.approx((165, 165), abs=6)


def test_a_badge_keeps_off_other_symbols_and_other_badges() -> None:
    spot = shapely.Point(165, 165)
    x, y = in_the_clear(Shown(OTHER, Mark("p", spot), spot))
    assert np.hypot(x - 165, y - 165) > 15
    whole = shapely.box(100, 100, 230, 230)
    items = [
        project("P-1", whole, "area"), badge("P-1", 101, 101),
        project("P-2", whole, "area"), badge("P-2", 101, 101),
    ]  # fmt: skip
    _, first, _, second = badges_in_the_clear(items, WINDOW)
    assert first.shape.distance(second.shape) > 15


def test_a_badge_stays_in_the_window_and_in_its_area() -> None:
    half_out = shapely.box(500, 100, 900, 200)
    x, y = in_the_clear(area=half_out)
    assert (x, y) == pytest.approx((550, 150), abs=6)
    # Nothing of it is seen: it stays where it is.
    assert in_the_clear(area=shapely.box(700, 100, 900, 200)) == (101, 101)
    # A hook has its middle outside of itself.
    hook = shapely.union(shapely.box(100, 100, 300, 120), shapely.box(100, 100, 120, 300))
    assert hook.contains(shapely.Point(in_the_clear(area=hook)))
    sliver = shapely.box(100, 100, 100.0001, 100.0001)
    assert in_the_clear(area=sliver) == pytest.approx((100, 100), abs=1)


def test_marks_are_grey_where_the_sheet_is() -> None:
    point = shapely.Point(0, 0)
    items = [Shown(theme, Mark(key, point), point) for theme in THEMES for key in theme.styles]
    assert all(item.style is item.theme.styles[item.mark.style] for item in items)
    grey = [replace(item, grey=True).style for item in items]
    assert any(one != item.style for one, item in zip(grey, items, strict=True))
    assert (project("P-1", line((0, 0), (9, 0))).is_point, items[0].is_point) == (False, True)
