from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from briefing.sheet.page import Page
from briefing.sheet.paper_sizes import PAPERS
from geo.catalog.catalog import Catalog
from geo.catalog.indicators import Better, IndicatorRole
from geo.reports.targets import targets
from layers.charts.bullet import HEIGHT, WIDTH, bullet, swatches
from layers.charts.display import Drawing, Line, Rect, TextLine
from layers.charts.ink import draw
from layers.charts.svg import themed_picture
from layers.style import palette
from tests.geo.test_targets import TODAY, row_of, value
from tests.inked import text_of

TARGET, PLAN, RESULT, ESTIMATE = IndicatorRole


def drawn(*values: object, width: float = WIDTH) -> Drawing:
    chart = bullet(row_of(*values), width=width)  # type: ignore[arg-type]
    assert chart
    return chart


def bars(chart: Drawing) -> list[Rect]:
    colors = {palette.CHART_VALUE}
    return [p for p in chart.parts if isinstance(p, Rect) and {p.fill, p.edge} & colors]


def bands(chart: Drawing) -> list[Rect]:
    return [p for p in chart.parts if isinstance(p, Rect) and p.fill == palette.CHART_BAND]


def upright(chart: Drawing) -> list[Line]:
    """Give the lines of targets and plans, without the light edges under them."""
    lines = [p for p in chart.parts if isinstance(p, Line) and p.start[0] == p.end[0]]
    return [line for line in lines if line.color == palette.INK]


def years(chart: Drawing) -> dict[str, TextLine]:
    return {part.text: part for part in chart.parts if isinstance(part, TextLine)}


@pytest.mark.parametrize("width", [90.0, WIDTH, 300.0])
def test_bars_and_lines_keep_their_proportion(width: float) -> None:
    chart = drawn(
        value(TARGET, "2025", 6250), value(TARGET, "2030", 8000), value(PLAN, "2025", 4500),
        value(RESULT, "2025", 4560), width=width,
    )  # fmt: skip
    (bar,) = bars(chart)
    plan, first, second = upright(chart)
    unit = second.start[0] / 8000
    assert bar.x == 0
    assert bar.width == pytest.approx(4560 * unit)
    assert first.start[0] == pytest.approx(6250 * unit)
    assert plan.start[0] == pytest.approx(4500 * unit)
    # Told apart without colour.
    assert plan.dash
    assert not first.dash
    assert first.width > plan.width


def test_an_estimate_is_hatched_and_a_result_full() -> None:
    goal = value(TARGET, "2025", 60)
    (full,) = bars(drawn(goal, value(RESULT, "2025", 50)))
    assert (full.fill, full.edge) == (palette.CHART_VALUE, "")
    chart = drawn(goal, value(ESTIMATE, "2025", 50))
    (empty,) = bars(chart)
    assert empty.fill == palette.PAPER
    assert sum(isinstance(p, Line) and p.color == palette.CHART_VALUE for p in chart.parts) > 5


def test_a_band_is_a_band_and_its_value_a_dot() -> None:
    known = {"better": Better.WITHIN}
    chart = drawn(
        value(TARGET, "2021-2025", 29.7, value_to=30.3, **known),
        value(TARGET, "2026-2030", 31, value_to=32, **known),
        value(RESULT, "2021-2025", 30.0, **known),
    )
    near, far = bands(chart)
    assert far.width / near.width == pytest.approx(1.0 / 0.6)
    (dot,) = bars(chart)
    assert dot.x + dot.width / 2 == pytest.approx(near.x + near.width / 2)
    assert set(years(chart)) == {"2025", "2030"}


def test_an_equal_target_is_one_line_under_both_years() -> None:
    chart = drawn(value(TARGET, "2021-2030", 3))
    assert len(upright(chart)) == 1
    assert set(years(chart)) == {"2025–2030"}


def test_a_plan_told_again_is_no_bar() -> None:
    chart = drawn(
        value(TARGET, "2025", 60), value(PLAN, "2025", 61.8), value(ESTIMATE, "2025", 61.8)
    )
    assert bars(chart) == []


def test_a_single_line_is_no_chart() -> None:
    plan, result = value(PLAN, "2025", 4), value(RESULT, "2025", 3)
    assert bullet(row_of(result)) is None
    assert bullet(row_of(plan)) is None
    assert set(years(drawn(plan, result))) == {"2025"}
    unrated = {"better": Better.UNRATED}
    assert (
        bullet(row_of(value(PLAN, "2025", 4, **unrated), value(RESULT, "2025", 3, **unrated)))
        is None
    )


def test_what_one_year_gives_stands_not_on_the_axis_of_five() -> None:
    chart = drawn(value(TARGET, "2021-2025", 120_000), value(PLAN, "2025", 23_000))
    assert not any(line.dash for line in upright(chart))


def test_nothing_leaves_a_chart_and_no_years_touch(catalog: Catalog) -> None:
    for row in targets(catalog, TODAY).rows:
        chart = bullet(row)
        if chart is None:
            continue
        for part in chart.parts:
            if isinstance(part, Rect):
                assert -0.01 <= part.x <= part.x + part.width <= WIDTH + 0.01
            elif isinstance(part, Line):
                assert 0 <= part.start[0] <= WIDTH
                assert max(part.start[1], part.end[1]) <= HEIGHT
        places = sorted((one.box.x, one.box.x + one.box.width) for one in years(chart).values())
        assert places[0][0] >= 0
        assert places[-1][1] <= WIDTH
        assert all(one[1] < two[0] for one, two in pairwise(places))


def test_ux39_on_screen_every_colour_follows_the_theme() -> None:
    chart = drawn(value(TARGET, "2025", 60), value(ESTIMATE, "2025", 50))
    svg = themed_picture(chart)
    root = ET.fromstring(svg)
    assert root.get("viewBox") == f"0 0 {WIDTH:g} {HEIGHT:g}"
    used = set(re.findall(r'(?:fill|stroke)="(#[0-9A-F]{6})"', svg))
    assert used == set(re.findall(r'\[(?:fill|stroke)="(#[0-9A-F]{6})"\]', svg))
    for color in used:
        assert f'="{color}"]' in svg
        assert palette.DARK[color] in svg


def test_the_key_shows_each_mark() -> None:
    shown = swatches()
    assert list(shown) == ["target", "band", "plan", "result", "estimate"]
    assert len(bands(shown["band"])) == 1
    assert upright(shown["plan"])[0].dash
    assert bars(shown["result"])[0].fill == palette.CHART_VALUE
    assert bars(shown["estimate"])[0].fill == palette.PAPER


def test_on_paper_the_years_can_be_found() -> None:
    chart = drawn(value(TARGET, "2025", 60), value(TARGET, "2030", 86))
    page = Page(PAPERS["A4"])
    draw(page.layer, chart.parts, 30, 560, 0.9)
    text = text_of(page.drawing)
    assert "2025" in text
    assert "2030" in text
