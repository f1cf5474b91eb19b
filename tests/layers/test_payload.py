"""The records of the map page, of a small town and of shapes that can be counted by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from geo.catalog.catalog import Backdrop
from geo.crs import to_grid
from geo.dates import PartialDate
from geo.model import Status
from geo.tables import Feature
from geo.text import Text
from layers.style.model import FillStyle, Label, LineStyle, Mark, Stroke, Style, SymbolStyle, Theme
from layers.themes import context
from layers.web import payload
from layers.web.payload import (
    anchors,
    area_codes,
    borders,
    box_numbers,
    encoded,
    latest_statuses,
    line_codes,
    mark_record,
    network_record,
    point_numbers,
    style_record,
    theme_borders,
    theme_detail,
    theme_record,
    thinned,
    window,
    wording,
)
from tests import tiny
from tests.tiny import line, named

LINE = shapely.LineString([(104.0, 21.0), (104.1, 21.1)])
SQUARE = shapely.box(104.0, 21.0, 104.1, 21.1)
STYLES: dict[str, Style] = {
    "road": LineStyle((Stroke("#000", 1),)),
    "area": FillStyle("#fff", 0.5, (Stroke("#000", 1),)),
    "plain": FillStyle("#fff", 0.5),
    "spot": SymbolStyle("place", 9, "#000", (1.0, 2.0)),
}


def theme(*marks: Mark, **more: Any) -> Theme:
    return Theme("t", 3, STYLES, lambda _: marks, **more)


def label(words: str = "Tên") -> Label:
    return Label(named(words), "place", 5, 9.5)


def decoded(code: str) -> list[tuple[int, int]]:
    """Read an "encoded polyline" as its publisher describes it."""
    numbers, value, shift = [], 0, 0
    for letter in code:
        group = ord(letter) - 63
        value |= (group & 31) << shift
        shift += 5
        if group < 32:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value, shift = 0, 0
    points, x, y = [], 0, 0
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x, y))
    return points


# -- shapes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "points",
    [
        [(0, 0), (1, -1)], [(-16, 15), (16, -17)], [(15, 16), (-100_000, 99_999)],
        [(10_400_000, 2_100_000), (10_400_001, 2_100_512), (10_399_000, 2_100_511)],
    ],
)  # fmt: skip
def test_a_line_reads_back_to_its_last_digit(points: list[tuple[int, int]]) -> None:
    shape = shapely.LineString([(x / 100_000, y / 100_000) for x, y in points])
    assert decoded(encoded(shape)) == points


def test_points_and_boxes_are_whole_numbers() -> None:
    assert point_numbers(shapely.Point(104.123456, -21.000004)) == [10_412_346, -2_100_000]
    assert box_numbers(shapely.box(104, 21, 104.5, 21.25)) == [
        10_400_000,
        2_100_000,
        10_450_000,
        2_125_000,
    ]


def test_only_lines_of_lines_and_areas_of_areas_are_written() -> None:
    mixed = shapely.GeometryCollection([LINE, shapely.Point(104, 21), SQUARE])
    assert line_codes(mixed) == [encoded(LINE)]
    assert area_codes(mixed) == [[encoded(SQUARE.exterior)]]
    ring = SQUARE.difference(shapely.box(104.04, 21.04, 104.06, 21.06))
    assert [len(rings) for rings in area_codes(ring)] == [2]
    assert area_codes(ring)[0][0] == encoded(ring.exterior)


def test_bends_of_less_than_half_a_pixel_are_left_out() -> None:
    for metres, count in ((70, 2), (80, 3)):
        bent = line((0, 0), (5_000, metres), (10_000, 0))
        found = thinned(bent)
        assert len(found.coords) == count
        assert (found.coords[0], found.coords[-1]) == (
            pytest.approx(bent.coords[0], abs=2e-6), pytest.approx(bent.coords[-1], abs=2e-6),
        )  # fmt: skip


def test_borders_of_neighbours_are_drawn_once_and_not_where_another_style_does() -> None:
    left, right = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    assert borders([left, right]).length == pytest.approx(7)
    outline = left.union(right).boundary
    assert borders([left, right], outline).length == pytest.approx(1)
    assert borders([left], left.boundary).is_empty


def test_a_name_has_up_to_three_places_that_keep_clear_of_each_other() -> None:
    square = tiny.areas()[tiny.WEST].geometry
    found = anchors(square)
    spots = [to_grid(shapely.Point(x / 100_000, y / 100_000)) for x, y in found]
    first = spots[0]
    assert (first.x - tiny.ORIGIN[0], first.y - tiny.ORIGIN[1]) == pytest.approx(
        (5_000, 5_000), abs=3_000
    )
    assert len(found) == 3
    for place, one in enumerate(spots):
        for two in spots[place + 1 :]:
            assert one.distance(two) > 2_000
    # Of several parts the largest one has the name; a wide place is better than a high one.
    small = shapely.box(104.5, 21.5, 104.501, 21.501)
    assert anchors(shapely.union(square, small))[0] == found[0]
    tower = shapely.union(
        shapely.box(104.0, 21.0, 104.03, 21.2), shapely.box(104.03, 21.0, 104.2, 21.025)
    )
    assert anchors(tower)[0][0] > 10_404_000


# -- marks and themes -------------------------------------------------------------------------


def test_a_mark_says_only_what_it_has() -> None:
    assert mark_record(Mark("road", LINE)) == {
        "s": "road", "g": [encoded(LINE)], "b": box_numbers(LINE),
    }  # fmt: skip
    full = Mark("spot", shapely.Point(104, 21), "P-1", label(), "A", True, named("Tên"), "S-1")
    assert mark_record(full) == {
        "s": "spot", "p": [10_400_000, 2_100_000], "i": "P-1", "r": "S-1", "e": "A", "h": 1,
        "n": "Tên", "l": [0, "place", 5, 9.5],
    }  # fmt: skip
    other = mark_record(replace(full, name=named("Khác")))
    assert other["l"][0] == "Tên"


def test_an_area_with_a_name_says_where_the_name_has_room() -> None:
    bare, found = (
        mark_record(Mark("area", SQUARE)),
        mark_record(Mark("area", SQUARE, label=label())),
    )
    assert set(bare) == {"s", "a", "b"}
    assert found["c"] == anchors(SQUARE)
    assert found["a"] == bare["a"] == area_codes(thinned(SQUARE))
    several = shapely.union(SQUARE, shapely.box(105, 21, 105.1, 21.1))
    assert len(mark_record(Mark("area", several))["a"]) == 2


def test_shapes_are_thinned_unless_they_are_asked_for_as_they_are() -> None:
    bent = line((0, 0), (5_000, 50), (10_000, 0))
    assert mark_record(Mark("road", bent))["g"] == line_codes(thinned(bent))
    assert mark_record(Mark("road", bent), exact=True)["g"] == [encoded(bent)]
    for exact, shape in ((True, bent), (False, thinned(bent))):
        assert theme_record(theme(Mark("road", bent)), tiny.town(), exact=exact)["lines"] == {
            "road": line_codes(shape)
        }


def test_lines_that_nobody_can_point_at_are_drawn_as_one() -> None:
    marks = [
        Mark("road", LINE), Mark("road", LINE), Mark("road", LINE, label=label()),
        Mark("road", LINE, "P-1"), Mark("spot", shapely.Point(104, 21)), Mark("area", SQUARE),
    ]  # fmt: skip
    record = theme_record(theme(*marks), tiny.town())
    assert [mark["s"] for mark in record["marks"]] == ["road", "road", "spot", "area"]
    assert record["lines"] == {"road": [encoded(LINE)] * 2}
    assert set(record["borders"]) == {"area"}
    detail = theme_detail(theme(*marks), tiny.town())
    assert detail["marks"] == [[encoded(LINE)], [encoded(LINE)], [], area_codes(SQUARE)]
    assert detail["lines"] == record["lines"]
    assert [len(found) for found in detail["borders"].values()] == [1]
    # Of what can be clicked every mark stands alone.
    clicked = theme(*marks, interactive=True)
    record = theme_record(clicked, tiny.town())
    assert len(record["marks"]) == 6
    assert not {"lines", "borders"} & set(record)
    assert (theme_detail(clicked, tiny.town())["lines"], record["interactive"]) == ({}, True)


def test_only_areas_with_an_edge_have_borders() -> None:
    marks = [Mark("area", SQUARE), Mark("plain", SQUARE), Mark("road", LINE)]
    assert set(theme_borders(theme(*marks), marks, tiny.town())) == {"area"}


def test_where_the_surroundings_end_is_no_border() -> None:
    west, south, _, north = tiny.areas().province.bounds
    beyond = shapely.box(west - 0.5, south, west, north)
    backdrop = Backdrop((), (), (), (Feature("N", {}, beyond),), (), ())
    catalog = tiny.town(backdrop=backdrop)
    assert window(catalog).bounds[0] == pytest.approx(west - 0.5)
    marks = [Mark("area", beyond)]
    alone: BaseGeometry = theme_borders(theme(*marks), marks, catalog)["area"]
    assert alone.length == pytest.approx(beyond.length, rel=1e-3)
    neighbours = context.NEIGHBOURS
    style = next(
        key for key, one in neighbours.styles.items() if isinstance(one, FillStyle) and one.outline
    )
    found = theme_borders(neighbours, [Mark(style, beyond)], catalog)[style]
    assert found.length < 0.1 * beyond.length


# -- words and numbers ------------------------------------------------------------------------


def test_a_wording_that_all_languages_share_is_said_once() -> None:
    assert wording(named("QL.6")) == "QL.6"
    assert wording(Text((("vi", "Sông"), ("en", "River")))) == {"vi": "Sông", "en": "River"}


def test_styles_are_told_as_plain_values() -> None:
    assert style_record(STYLES["road"]) == {"strokes": [("#000", 1, (), 1.0, "round")]}
    assert style_record(STYLES["area"])["fill"] == ["#fff", 0.5]
    assert style_record(STYLES["spot"])["offset"] == [1.0, 2.0]


def test_the_last_event_gives_the_status() -> None:
    events = (
        tiny.event("P-1", PartialDate(2025), Status.CONSTRUCTION),
        tiny.event("P-1", PartialDate(2024), Status.PLANNED),
        tiny.event("P-2", PartialDate(2024), Status.COMPLETED),
    )
    assert latest_statuses(tiny.town(events=events)) == {"P-1": "construction", "P-2": "completed"}


def test_sections_meet_in_metres_from_their_start() -> None:
    found = network_record(tiny.town())
    assert [metres for metres, _ in found["S-1"]] == [0, pytest.approx(30_000, abs=1)]


def vietnam(kind: str, shape: BaseGeometry, name: str = "Quần đảo Hoàng Sa (Việt Nam)") -> Feature:
    return Feature(name, {"kind": kind, "name_vi": name}, shape)


def test_the_locator_shows_the_country_and_names_its_islands() -> None:
    # Ten degrees by ten, and a tiny island that becomes one dot.
    items = (
        vietnam("mainland", shapely.box(101.4, 13.8, 111.4, 23.8)),
        vietnam("archipelago", shapely.box(112.0, 16.0, 112.001, 16.001)),
        vietnam("province_highlight", shapely.box(103, 20, 105, 22)),
    )
    record = payload.locator_record(tiny.town(backdrop=Backdrop((), (), (), (), items, ())))
    squeeze = 0.96126
    assert (record["width"], record["height"]) == (round(17.2 * 9.2 * squeeze), round(17.2 * 9.2))
    corner = 10 * 9.2
    assert set(record["land"][1:-1].replace("-0.0", "0.0").split("L")) == {
        f"{x:.1f} {y:.1f}" for x in (0, corner * squeeze) for y in (0, corner)
    }
    assert record["islands"].count("M") == 1
    assert record["province"].startswith("M")
    (name,) = record["names"]
    x, y = (112.0005 - 101.4) * 9.2 * squeeze, (23.8 - 16.001) * 9.2
    assert name == {
        "lines": ["Quần đảo", "Hoàng Sa", "(Việt Nam)"],
        "x": pytest.approx(x, abs=0.06), "y": pytest.approx(y - 5 - 24, abs=0.06),
    }  # fmt: skip


def test_a_name_at_the_edge_of_the_locator_stays_on_it() -> None:
    islands = shapely.box(140, 50, 150, 60)
    assert payload._name("Quần đảo Trường Sa (Việt Nam)", islands, 152)["x"] == 120
    assert payload._name("Quần đảo Trường Sa (Việt Nam)", islands, 300)["x"] == 145


def test_a_path_holds_each_dot_once() -> None:
    dot = shapely.box(5, 5, 5.01, 5.01)
    assert payload._path([dot, dot], 0.0) == "M5.0 5.0Z"
    assert (
        payload._path([shapely.box(0, 0, 1, 1), LINE], 0.0) == "M1.0 0.0L1.0 1.0L0.0 1.0L0.0 0.0Z"
    )
    assert payload._path([shapely.Polygon()], 0.0) == ""
