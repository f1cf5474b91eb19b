"""A line that is a drawing is a wide pale band, on paper and in the page; near, nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from geo.catalog.catalog import Catalog
from geo.model import Status
from geo.query.selection import Selection
from geo.query.view import build_view
from layers.paper.canvas import _placer
from layers.paper.scene import shown_marks
from layers.paper.shown import Shown
from layers.paper.window import Window, window_around
from layers.style import bands, palette
from layers.style.model import LineStyle
from layers.themes import AT_FIRST
from layers.themes.projects import THEME as PROJECTS
from layers.themes.projects import drawn_style
from layers.themes.roads import EXPRESSWAY, expressway_marks
from layers.web.payload import page_record

MOC_CHAU = (555_000.0, 2_295_000.0, 595_000.0, 2_320_000.0)


def window(scale: float) -> Window:
    return window_around(MOC_CHAU, 700.0, 500.0, scale)


def shown(catalog: Catalog, scale: float, *, grey: bool = False) -> list[Shown]:
    view = build_view(catalog, Selection(), date(2026, 11, 27))
    found = shown_marks(view, frozenset(AT_FIRST), window(scale), grey=grey)
    drawn = [one for one in found if one.is_band]
    assert {one.theme.id for one in drawn} >= {EXPRESSWAY.id, PROJECTS.id}
    return drawn


@pytest.mark.parametrize("grey", [False, True])
def test_nothing_crisp_is_drawn_from_near(catalog: Catalog, *, grey: bool) -> None:
    for one in shown(catalog, 150_000, grey=grey):
        assert isinstance(one.style, LineStyle)
        (band,) = one.style.strokes
        assert band.width >= bands.LEAST_PX
        assert band.opacity == bands.NEAR_OPACITY < 0.2
        assert not band.dash
    for one in shown(catalog, 500_000, grey=grey):
        assert isinstance(one.style, LineStyle)
        band, *hollow = one.style.strokes
        assert band.opacity == bands.OPACITY
        # Neutral under a road: two hues of one line would mix to a third.
        is_road = one.theme is EXPRESSWAY or one.theme.is_road
        assert (band.color == palette.DRAWN_GROUND) is is_road
        # The pattern of a status still tells it on a grey copy, and its core is empty.
        assert hollow[-1].color in {palette.PAPER, palette.PALE_CORE}
        assert all(stroke.width < band.width / 2 for stroke in hollow)


def test_a_band_is_kilometres_wide_on_the_ground(catalog: Catalog) -> None:
    at = window(400_000)
    one = shown(catalog, 400_000)[0]
    assert isinstance(one.style, LineStyle)
    metres = at.to_points(one.style.strokes[0].width) * at.metres_per_point
    assert metres == pytest.approx(bands.BAND_KM * 1_000, rel=0.01)


def test_names_may_stand_on_a_band(catalog: Catalog) -> None:
    drawn = [one for one in shown(catalog, 150_000) if one.theme is PROJECTS]
    crisp = [replace(one, mark=replace(one.mark, schematic=False)) for one in drawn]
    kept = [len(_placer(some, window(150_000), "vi")._hard.shapes) for some in (drawn, crisp)]
    assert kept[0] == 0 < kept[1]


def test_the_number_of_the_expressway_says_what_its_line_is(catalog: Catalog) -> None:
    labels = {mark.label.text["vi"] for mark in expressway_marks(catalog) if mark.label}
    assert labels == {"CT.03 sơ đồ"}


def test_the_page_draws_bands_by_the_same_numbers(catalog: Catalog) -> None:
    record = page_record(catalog)["band"]
    assert record["km"] == bands.BAND_KM
    assert record["nearZoom"] == bands.NEAR_ZOOM == 11
    assert record["nearOpacity"] < record["opacity"]


@pytest.mark.parametrize("status", Status)
def test_a_band_has_the_colour_of_its_status(catalog: Catalog, status: Status) -> None:
    (one, *_) = [one for one in shown(catalog, 500_000) if one.theme is PROJECTS]
    drawn = replace(one, mark=replace(one.mark, style=f"drawn-{status}"))
    assert isinstance(drawn.style, LineStyle)
    band, *strokes = drawn.style.strokes
    assert band.color == palette.STATUS[status]
    assert tuple(strokes) == drawn_style(status).scaled(one.mark.weight).strokes


def test_a_band_is_at_least_as_wide_as_can_be_seen() -> None:
    style = drawn_style(Status.PLANNED)
    far = bands.banded(style, color="#123456", width_px=5.0, near=False)
    assert far.strokes[0].width == bands.LEAST_PX
    assert far.strokes[1:] == style.strokes
    assert len(bands.banded(style, color="#123456", width_px=5.0, near=True).strokes) == 1


def test_a_thin_trace_along_a_drawn_road_has_no_band(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(), date(2026, 11, 27))
    wide = window_around((430_000.0, 2_270_000.0, 620_000.0, 2_430_000.0), 900.0, 700.0, 750_000)
    traces = [
        one
        for one in shown_marks(view, frozenset(AT_FIRST), wide)
        if one.mark.style.startswith("trace-") and one.mark.schematic
    ]
    assert traces
    for one in traces:
        assert not one.is_band
        assert isinstance(one.style, LineStyle)
        assert max(stroke.width for stroke in one.style.strokes) < 2.5
