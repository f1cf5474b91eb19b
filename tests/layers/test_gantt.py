"""The Gantt chart: dates over all their days, open ends, and nothing told by colour alone."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date

import pytest

from geo.model import Status
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.reports.schedule import Schedule, schedule
from layers.charts.display import Line, Part, Rect, StyledLine, Symbol, TextLine
from layers.charts.gantt import (
    TODAY,
    YearAxis,
    axis_drawing,
    axis_of,
    key_samples,
    plot_drawing,
    plot_parts,
)
from layers.charts.svg import picture
from tests import tiny
from tests.geo.test_control import milestone
from tests.geo.test_schedule import event, known, town

DAY = date(2026, 7, 1)
# A year is 100 pixels wide.
AXIS = YearAxis(2020, 2029, 1_000.0)


def parts_of(found: Schedule) -> list[Part]:
    return list(plot_parts(found, found.rows[0], AXIS, "vi"))


def boxes(parts: list[Part]) -> list[tuple[float, float, bool]]:
    """Give the boxes of the plan: from, to, and whether they are dashed."""
    return [
        (round(one.x), round(one.x + one.width), bool(one.dash))
        for one in parts
        if isinstance(one, Rect) and one.edge == "#20242A"
    ]


def texts(parts: list[Part]) -> list[str]:
    return [one.text for one in parts if isinstance(one, TextLine)]


def test_a_year_of_a_plan_is_dashed_over_the_whole_year_and_sure_between_the_ends() -> None:
    project = tiny.on_road("P-1", 0, 5, start_year=2023, finish_year=2028)
    found = known(town([event("2022", "preparing")], (), [project]), DAY)
    assert boxes(parts_of(found)) == [(400, 800, False), (300, 400, True), (800, 900, True)]
    assert "?" not in texts(parts_of(found))


def test_an_end_that_no_source_gives_has_a_question_mark_beside_it() -> None:
    found = known(town([event("2025", "preparing")],
                       [milestone("opening", "planned", "2028", "2025")]), DAY)  # fmt: skip
    parts = parts_of(found)
    assert boxes(parts) == [(800, 900, True)]
    (mark,) = [one for one in parts if isinstance(one, TextLine) and one.text == "?"]
    assert mark.x < 800
    start = milestone("ground-breaking", "planned", "2027", "2025")
    starts = known(town([event("2025", "preparing")], [start]), DAY)
    (mark,) = [one for one in parts_of(starts) if isinstance(one, TextLine) and one.text == "?"]
    assert mark.x > 800


def test_a_status_begins_hatched_over_the_days_that_are_possible_then_full_to_the_last_word() -> (
    None
):
    steps = [event("2022", "construction"), event("2024-07-01", "construction")]
    parts = parts_of(known(town(steps), DAY))
    (bar,) = [one for one in parts if isinstance(one, StyledLine)]
    assert (round(bar.start), round(bar.end)) == (300, 450)
    hatched = [one for one in parts if isinstance(one, Rect) and one.edge == "#D55E00"]
    assert [(round(one.x), round(one.x + one.width)) for one in hatched] == [(200, 300)]
    # From the last word to the day of the view nobody said anything: a dotted line, no bar.
    level = [one for one in parts if isinstance(one, Line) and one.start[1] == one.end[1]]
    assert (450, 650) in [(round(one.start[0]), round(one.end[0])) for one in level if one.dash]


def test_every_phase_has_the_symbol_of_its_status_where_it_began() -> None:
    steps = [event("2021-01-01", "planned"), event("2023-01-01", "preparing"),
             event("2025-01-01", "construction"), event("2026-01-01", "completed")]  # fmt: skip
    symbols = [one for one in parts_of(known(town(steps), DAY)) if isinstance(one, Symbol)]
    assert [(one.name, round(one.x)) for one in symbols] == [
        ("status-planned", 100), ("status-preparing", 300), ("status-construction", 500),
        ("status-completed", 600),
    ]  # fmt: skip


def test_a_finish_put_off_leads_from_the_first_plan_to_the_newest() -> None:
    twice = [milestone("opening", "planned", "2027-01-01", "2024"),
             milestone("opening", "planned", "2029-01-01", "2025")]  # fmt: skip
    parts = parts_of(known(town([event("2025", "construction")], twice), DAY))
    (lead,) = [one for one in parts if isinstance(one, Line) and one.color == TODAY]
    assert (round(lead.start[0]), round(lead.end[0])) == (700, 900)


def test_a_due_date_that_passed_without_word_ends_in_a_heavy_stroke() -> None:
    late = [milestone("land", "planned", "2025-10-30", "2025"),
            milestone("opening", "planned", "2028", "2025")]  # fmt: skip
    parts = parts_of(known(town([event("2025", "construction")], late), DAY))
    (stroke,) = [one for one in parts if isinstance(one, Line) and one.color == TODAY]
    assert stroke.start[0] == stroke.end[0] == pytest.approx(583.3, abs=0.5)
    assert stroke.width > 2


def test_what_lies_beyond_the_years_is_said_at_the_edge() -> None:
    done = known(town([event("2012-05-19", "completed")]), DAY)
    assert texts(parts_of(done)) == ["‹ 19/05/2012"]
    ahead = known(town([event("2024", "planned")],
                       [milestone("opening", "planned", "2036", "2024")]), DAY)  # fmt: skip
    assert "2036 ›" in texts(parts_of(ahead))
    begun = known(town([event("2015", "planned"), event("2021", "planned")]), DAY)
    assert texts(parts_of(begun)) == ["‹"]


def test_the_axis_shows_the_years_around_the_day_and_its_line() -> None:
    found = known(town([event("2009", "planned")],
                       [milestone("opening", "planned", "2036", "2009")]), DAY)  # fmt: skip
    axis = axis_of(found, 1_100.0)
    assert (axis.first, axis.last) == (2020, 2030)
    assert axis.at(date(2021, 1, 1)) == pytest.approx(100.2, abs=0.5)
    assert axis.at(date(1990, 1, 1)) == 0.0
    head = axis_drawing(found, 600.0, "vi")
    assert [one.text for one in head.parts if isinstance(one, TextLine)] == [
        *(str(year) for year in range(2020, 2031)), "01/07/2026",
    ]  # fmt: skip
    # Where all years have no room every other one is named.
    small = axis_drawing(found, 300.0, "vi")
    assert "2021" not in [one.text for one in small.parts if isinstance(one, TextLine)]


def test_the_key_explains_the_statuses_that_occur_and_no_others() -> None:
    found = known(town([event("2024", "planned"), event("2025", "construction")]), DAY)
    words = [sample.words for sample in key_samples(found, "vi")]
    assert {"Quy hoạch", "Đang thi công", "Kế hoạch", "Không có tin"} <= set(words)
    assert "Hoàn thành" not in words


def test_the_plot_is_an_svg_and_every_status_differs_in_more_than_colour() -> None:
    shapes = set()
    for status in Status:
        if status is Status.UNKNOWN:
            continue
        found = schedule(build_view(town([event("2024-01-01", status)]), Selection(), DAY))
        svg = picture(plot_drawing(found, found.rows[0], 600.0, "vi"))
        ET.fromstring(svg)
        (symbol,) = [p for p in parts_of(found) if isinstance(p, Symbol)]
        shapes.add(symbol.name)
    assert len(shapes) == len(Status) - 1
