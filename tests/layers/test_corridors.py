"""The corridors: under the water, neutral until asked for, abreast where they share a road."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import shapely

from geo.catalog.catalog import Catalog
from geo.query.selection import Selection
from geo.query.view import View, build_view
from layers.paper.canvas import place
from layers.paper.greyscale import grey_style
from layers.paper.scene import corridors_abreast, scene_of, shown_marks
from layers.paper.shown import Shown
from layers.paper.window import Window, grid_bounds, window_around
from layers.style import palette
from layers.style.model import LineStyle
from layers.themes import AT_FIRST, BY_ID
from layers.themes.corridors import BAND_PX, QUIET, STYLES, THEME, asked, marks
from tests import tiny

TODAY = date(2026, 11, 27)
ON = frozenset(AT_FIRST)


def view_of(catalog: Catalog, *corridors: str) -> tuple[View, Window]:
    view = build_view(catalog, Selection(corridors=corridors), TODAY)
    return view, window_around(grid_bounds(view.extent), 800.0, 700.0, 750_000)


def bands(view: View, window: Window) -> list[Shown]:
    return [item for item in shown_marks(view, ON, window) if item.theme is THEME]


def town() -> Catalog:
    """Give two corridors on one road, one of which goes on along another."""
    shared = tiny.section("S-1", tiny.line((0, 5_000), (9_000, 5_000)))
    own = tiny.section("S-2", tiny.line((9_000, 5_000), (9_000, 9_000)))
    both = [tiny.corridor("COR-01", shared, own), tiny.corridor("COR-02", shared)]
    return replace(tiny.town(), corridors={one.id: one for one in both})


def test_corridors_lie_under_water_borders_and_roads() -> None:
    above = ("water", "areas", "context-roads", "roads", "expressway", "projects")
    assert BY_ID["land"].order < THEME.order
    assert all(THEME.order < BY_ID[other].order for other in above)


def test_a_corridor_that_nobody_asked_for_is_neutral(catalog: Catalog) -> None:
    assert {mark.style for mark in marks(catalog)} == {QUIET}
    view, window = view_of(catalog)
    assert {item.mark.style for item in bands(view, window)} == {QUIET}
    quiet = STYLES[QUIET]
    hues = set(palette.CORRIDORS.values())
    assert not hues & {stroke.color for stroke in quiet.strokes}
    # A pair of edges, opaque: two corridors on one road do not add up to a darker one.
    assert [stroke.opacity for stroke in quiet.strokes] == [1.0, 1.0]


def test_a_corridor_that_is_asked_for_has_its_own_colour(catalog: Catalog) -> None:
    view, window = view_of(catalog, "COR-04")
    assert {item.mark.style for item in bands(view, window)} == {"COR-04"}
    for corridor_id, color in palette.CORRIDORS.items():
        edge, ground, tint = STYLES[corridor_id].strokes
        assert (edge.color, tint.color) == (color, color)
        # What lies under the tint is opaque: no two hues mix.
        assert (ground.color, ground.opacity, ground.width) == (palette.LAND, 1.0, tint.width)
        assert 0 < edge.width - tint.width < 4


def test_a_shared_road_is_a_part_of_its_own_with_the_same_shape() -> None:
    catalog = town()
    found = list(marks(catalog))
    assert [mark.item_id for mark in found] == ["COR-01", "COR-01", "COR-02"]
    assert found[0].geometry.wkb == found[2].geometry.wkb
    assert found[0].geometry.wkb != found[1].geometry.wkb
    assert {mark.label.text["vi"] for mark in found if mark.label} == {
        corridor.short["vi"] for corridor in catalog.corridors.values()
    }


@pytest.mark.parametrize("both", [True, False])
def test_two_that_are_asked_for_run_side_by_side_where_they_share(both: bool) -> None:
    window = Window(0, 0, 600, 400, 250_000, factor=96 / 72)
    road = shapely.LineString([(0, 100), (300, 100)])
    alone = shapely.LineString([(300, 100), (300, 300)])
    found = [
        Shown(THEME, replace(mark, geometry=shape), shape)
        for mark, shape in zip(marks(town()), (road, alone, road), strict=True)
    ]
    found = [
        replace(item, mark=asked(item.mark)) if both or item.mark.item_id == "COR-01" else item
        for item in found
    ]
    moved = corridors_abreast(found, window)
    heights = [item.shape.centroid.y for item in (moved[0], moved[2])]
    half = BAND_PX / 2
    assert sorted(heights) == pytest.approx([100 - half, 100 + half] if both else [100, 100])
    assert moved[1].shape is alone


def test_the_patterns_of_the_grey_edition_are_for_those_asked_for() -> None:
    assert grey_style("corridors", QUIET, STYLES[QUIET]) is STYLES[QUIET]
    patterns = {key: grey_style("corridors", key, STYLES[key]) for key in palette.CORRIDORS}
    assert len({str(style) for style in patterns.values()}) == len(patterns)
    assert all(patterns[key] != STYLES[key] for key in patterns)


def test_beside_a_corridor_only_plates_of_its_roads_and_junctions_stand(catalog: Catalog) -> None:
    view, window = view_of(catalog, "COR-04")
    scene = scene_of(view, window, ON)
    drawn = place(scene, {})
    line = shapely.union_all([item.shape for item in scene.shown if item.theme is THEME])
    plates = [one for one in drawn.placed if one.request.role.startswith("shield-")]
    assert plates
    assert all(one.box.distance(line) < 30.0 for one in plates)
    whole, everywhere = view_of(catalog)
    usual = place(scene_of(whole, everywhere, ON), {}).placed
    assert len(plates) < sum(one.request.role.startswith("shield-") for one in usual) / 2
    # Names away from it are muted, as beside chosen areas.
    names = [one for one in drawn.placed if one.request.role == "district"]
    assert any(one.request.muted for one in names)
    assert all(isinstance(style, LineStyle) for style in STYLES.values())
