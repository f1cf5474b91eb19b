"""One lane with everything on it, from top to bottom, at two sizes of type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
import shapely

from geo.catalog.catalog import Catalog
from geo.corridor.model import (
    Band,
    Basis,
    Break,
    Interval,
    Junction,
    KmPost,
    Lane,
    LaneMark,
    ProjectBar,
    Segment,
    Side,
    Strip,
    Tie,
)
from geo.corridor.runs import RunKind
from geo.model import AreaFrame, Evidence, GeometryKind, State, Status
from layers.charts.display import Line, Part, PartGroup, Rect, StyledLine, Symbol, TextLine
from layers.charts.strip_layout import (
    StripCanvas,
    StripLayout,
    alike,
    area_name,
    facts_of,
    lay_out_strip,
    mark_style,
    post_words,
    reaches,
)
from layers.style import palette
from layers.style.text_metrics import Face, NumberDisc, measure
from tests import tiny
from tests.tiny import EAST, MIDDLE, WEST, named

OSM, DRAWN = GeometryKind.OSM, GeometryKind.SCHEMATIC
COR = "COR-1"
CANVAS = StripCanvas(600, 6.6, 0.5)


def lane(length: float = 30, **more: Any) -> Lane:
    """Give a lane of the town, 20 units of a canvas of 600 a kilometre."""
    values: dict[str, Any] = {
        "kind": RunKind.ROAD, "name": named("QL.9"), "road_numbers": ("QL.9",), "offset_km": 0.0,
        "start_label_km": 100.0, "end_label_km": 100.0 + length, "official": True,
        "uncertainty_km": 0.4, "schematic_km": 0.0,
        "segments": (segment("S-1", 0, length),), "breaks": (), "bands": (), "posts": (),
        "junctions": (), "marks": (), "bars": (), "samples": (),
    }  # fmt: skip
    counts: dict[str, Any] = {"old_ends": None, "jumps": ()}
    return Lane(id="COR-1-1", length_km=length, **(values | counts | more))


def segment(name: str, low: float, high: float, **more: Any) -> Segment:
    whole = Segment(
        name, "QL.9", low, high, is_reversed=False, evidence=Evidence.A, geometry_kind=OSM
    )
    return replace(whole, **more)


def band(*cells: tuple[str, float, float], side: Side = Side.BOTH) -> Band:
    return Band(AreaFrame.COMMUNE, side, tuple(Interval(*cell) for cell in cells))


def bar(name: str, low: float, high: float, basis: Basis = Basis.LINE, **more: Any) -> ProjectBar:
    return replace(ProjectBar(name, low, high, Status.CONSTRUCTION, basis, shown=True), **more)


def mark(name: str, km: float, kind: str = "bridge", offset: float = 0.5) -> LaneMark:
    return LaneMark(km, offset, name, named(name), kind, Evidence.A)


FULL = lane(
    segments=(segment("S-1", 0, 12), segment("S-2", 12, 30, evidence=Evidence.B)),
    breaks=(Break(12, 2.5, "shared"),),
    bands=(band((WEST, 0, 10), (MIDDLE, 10, 20), (EAST, 20, 29.8), ("", 29.8, 30)),),
    posts=tuple(KmPost(km, 100 + km) for km in (0.0, 10.0, 20.0)),
    junctions=(Junction(8, "QL.8"), Junction(8.2, "QL.7", planned=True), Junction(25, "QL.6")),
    marks=(mark("Cầu", 5), mark("Cầu Hai", 5.1), mark("Huyện (cũ)", 20, "district_seat")),
    bars=(bar("P-1", 2, 12), bar("P-2", 5, 5, Basis.POINT), bar("P-3", 20, 30, Basis.AREA)),
)


BANKS = (
    band((WEST, 0, 29.8), ("", 29.8, 30), side=Side.LEFT), band((EAST, 0, 30), side=Side.RIGHT),
)  # fmt: skip


def laid(*lanes: Lane, canvas: StripCanvas = CANVAS, catalog: Catalog | None = None) -> StripLayout:
    every = lanes or (FULL,)
    length = max(one.offset_km + one.length_km for one in every)
    strip = Strip("COR-1", date(2026, 1, 1), length, every)
    return lay_out_strip(catalog or tiny.town(), strip, "vi", canvas)


def flat(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        if isinstance(part, PartGroup):
            yield from flat(part.parts)
        else:
            yield part


def of_type(layout: StripLayout, kind: type) -> list[Any]:
    return [part for part in flat(layout.parts) if isinstance(part, kind)]


def texts(layout: StripLayout, *roles: str) -> list[tuple[str, float, float]]:
    found = of_type(layout, TextLine)
    return [(t.text, round(t.x, 1), round(t.y, 1)) for t in found if not roles or t.role in roles]


def titles(layout: StripLayout) -> list[str]:
    return [part.title for part in layout.parts if isinstance(part, PartGroup)]


def test_words_stand_in_rows_from_the_heading_down_to_the_communes() -> None:
    layout = laid()
    assert texts(layout, "heading") == [
        ("QL.9", 0, 7.8),
        (" · ".join(layout.lanes[0].words[1:]), 21.8, 7.8),
    ]  # fmt: skip
    # What is beside the lane in two rows, then the shields, the farther row above.
    assert texts(layout, "mark") == [
        ("Cầu", 106.1, 18.2), ("Cầu Hai", 108.1, 26.8), ("Huyện", 406.1, 18.2),
    ]  # fmt: skip
    assert texts(layout, "shield") == [
        ("QL.7", 164, 35.3),
        ("QL.8", 160, 44.9),
        ("QL.6", 500, 44.9),
    ]
    assert texts(layout, "km") == [("Km100", 0, 66.4), ("110", 194.9, 66.4), ("120", 394.9, 66.4)]
    assert texts(layout, "project") == [
        ("Dự án P-1", 40, 74.7), ("Dự án P-2", 107.5, 89.2), ("Dự án P-3", 400, 74.7),
    ]  # fmt: skip
    assert texts(layout, "area") == [
        ("Tây", 100, 106.6), ("Giữa", 300, 106.6), ("Đông", 498, 106.6),
        ("ngoài tỉnh", 572.3, 119.7),
    ]  # fmt: skip
    assert (layout.unit, layout.height) == pytest.approx((20, 127.306))
    # Beside names of places and projects the lines beneath end; of the areas, beside their band.
    clear = [t.text for t in of_type(layout, TextLine) if t.clear and t.role != "heading"]
    assert clear == [
        "Cầu", "Cầu Hai", "Huyện", "Dự án P-1", "Dự án P-2", "Dự án P-3", "ngoài tỉnh",
    ]  # fmt: skip
    assert layout.lanes[0].words == (
        "QL.9", "Km100 – Km130 theo lý trình, sai số đến 0,4 km", "dài 30,0 km trên bản đồ",
        "mức tin cậy hình vẽ A, B",
    )  # fmt: skip
    assert [len(layout.lanes), layout.lanes[0].top, layout.lanes[0].bottom] == pytest.approx(
        [1, 0, 121.306]
    )


def test_everything_has_its_place_and_size() -> None:
    layout = laid()
    assert [rounded(rect.x, rect.y, rect.width, rect.height) for rect in of_type(layout, Rect)] == [
        (154.8, 29.07, 18.4, 7.97), (150.8, 38.64, 18.4, 7.97), (490.8, 38.64, 18.4, 7.97),
        (238.5, 50.21, 3, 8),
        (0, 99.43, 200, 10), (200, 99.43, 200, 10), (400, 99.43, 196, 10), (596, 99.43, 4, 10),
    ]  # fmt: skip
    shield = of_type(layout, Rect)[0]
    assert (shield.dash, shield.radius, shield.edge_width) == ((1, 1), 1.6, 0.8)
    assert [rounded(s.x, s.y, s.size) for s in of_type(layout, Symbol)] == [
        (100, 16.03, 8.25), (102, 24.61, 8.25), (400, 16.03, 8.25), (100, 87, 8.98),
    ]  # fmt: skip
    styled = of_type(layout, StyledLine)
    assert [rounded(line.start, line.end, line.y, line.pixel) for line in styled] == [
        (0, 240, 54.21, 0.62), (240, 600, 54.21, 0.62),
        (40, 240, 78.91, 0.62), (400, 600, 78.91, 0.62),
    ]  # fmt: skip
    lines = [rounded(*line.start, *line.end, line.width) for line in of_type(layout, Line)]
    assert lines == [
        # Hair lines of what stands beside the lane, and of the kilometres.
        (100, 20.15, 100, 49.61, 0.35), (102, 28.73, 102, 49.61, 0.35),
        (400, 20.15, 400, 49.61, 0.35),
        (0, 68.39, 0, 99.43, 0.35), (200, 68.39, 200, 99.43, 0.35), (400, 68.39, 400, 99.43, 0.35),
        # Ticks of shields, sections, the break, kilometres, the point, and a name beside its band.
        (164, 37.04, 164, 54.21, 0.5), (160, 46.61, 160, 54.21, 0.5), (500, 46.61, 500, 54.21, 0.5),
        (0, 49.61, 0, 58.81, 0.5), (240, 49.61, 240, 58.81, 0.5),
        (237.75, 58.21, 239.25, 50.21, 0.5), (240.75, 58.21, 242.25, 50.21, 0.5),
        (0, 57.31, 0, 60.31, 0.5), (200, 57.31, 200, 60.31, 0.5), (400, 57.31, 400, 60.31, 0.5),
        (100, 90.43, 100, 96.43, 0.5), (598, 109.43, 586.17, 114.38, 0.4),
    ]  # fmt: skip
    dashes = [line.dash for line in of_type(layout, Line)[:7]]
    assert dashes == [pytest.approx((0.7, 0.7))] * 3 + [()] * 3 + [(1, 1)]
    assert titles(layout) == [
        "QL.7 · nút giao quy hoạch", "QL.8", "QL.6", "Cầu (cách tuyến 0,5 km)",
        "Cầu Hai (cách tuyến 0,5 km)", "Huyện (cũ) (cách tuyến 0,5 km)", "QL.9 S-1", "QL.9 S-2",
        "Dự án P-1 – Đang thi công", "Dự án P-2 – Đang thi công",
        "Dự án P-3 – Đang thi công (chỉ biết địa bàn)", "Xã Tây", "Xã Giữa", "Xã Đông",
        "ngoài tỉnh",
    ]  # fmt: skip


def test_ux25_names_beside_their_bars_make_a_strip_low() -> None:
    bars = (
        bar("P-1", 2, 12), bar("P-2", 5, 5, Basis.POINT), bar("P-3", 20, 30, Basis.AREA),
        bar("P-1", 0, 30, Basis.AREA),
    )  # fmt: skip
    full = replace(FULL, bars=bars)
    layout = laid(full, canvas=replace(CANVAS, names_beside=True))
    bars_y = [(line.start, round(line.y, 1)) for line in of_type(layout, StyledLine)[2:]]
    # Above the bar that is as long as the canvas; behind a bar at its height; before it where the
    # canvas ends.
    assert texts(layout, "project") == [
        ("Dự án P-1", 0, 74.7), ("Dự án P-1", 246, 89.2), ("Dự án P-2", 107.5, 98.1),
        ("Dự án P-3", 367.9, 89.2),
    ]  # fmt: skip
    assert bars_y == [(0, 78.9), (40, 87), (400, 87)]
    # A point's own symbol marks its place, so there is no tick.
    (point,) = [each for each in of_type(layout, Symbol) if each.y > 80]
    assert point.x == 100
    assert layout.height < laid(full).height


def rounded(*values: float) -> tuple[float, ...]:
    return tuple(round(value, 2) for value in values)


def numbers_in(part: Part) -> list[float]:
    """Give all lengths of a part in the order of its fields, y and heights before the rest."""
    match part:
        case Line():
            return [part.start[1], part.end[1], part.width, *part.dash, part.start[0], part.end[0]]
        case Rect():
            return [
                part.y,
                part.height,
                part.edge_width * bool(part.dash),
                part.radius,
                part.x,
                part.width,
            ]
        case TextLine():
            return [part.y, part.face.size, part.x]
        case StyledLine():
            return [part.y, part.pixel, part.start, part.end]
        case Symbol() | NumberDisc():
            return [part.y, part.size, part.x]
        case PartGroup():
            return []


@pytest.mark.parametrize("sections", [False, True])
@pytest.mark.parametrize("numbers", [{}, {"P-1": 1, "P-2": 2, "P-3": 13}])
def test_all_heights_follow_the_size_of_type(sections: bool, numbers: dict[str, int]) -> None:
    small = replace(CANVAS, width=624, margin=12, area_size=6.3, sections=sections, numbers=numbers)
    large = replace(small, width=1248, margin=24, area_size=12.6, size=13.2, hair=1.0)
    river = replace(
        FULL, kind=RunKind.RIVER, id="R",
        bands=BANKS,
    )  # fmt: skip
    one, two = laid(FULL, river, canvas=small), laid(FULL, river, canvas=large)
    assert two.height == pytest.approx(2 * one.height)
    assert two.unit == pytest.approx(2 * one.unit)
    for first, second in zip(flat(one.parts), flat(two.parts), strict=True):
        assert type(first) is type(second)
        # Beside symbols and names a pixel of air is a pixel on every canvas.
        assert numbers_in(second) == pytest.approx([2 * x for x in numbers_in(first)], abs=2.3)
        if not isinstance(first, Rect):
            tall = numbers_in(first)[:2]
            assert numbers_in(second)[:2] == pytest.approx([2 * y for y in tall], abs=0.01)


# -- parts of a lane --------------------------------------------------------------------------


def test_a_lane_breaks_into_equal_rows() -> None:
    first, second = laid(canvas=replace(CANVAS, rows=2, margin=10, width=620)).lanes
    assert [(row.reach.low, row.reach.high) for row in (first, second)] == [(0, 15), (15, 30)]
    assert [row.reach.start for row in (first, second)] == pytest.approx([10, 10 - 15 * 40])
    assert second.top == pytest.approx(first.bottom + 6)
    assert second.words[0] == "QL.9 (tiếp)"
    assert second.words[1].startswith("Km115 – Km130")
    names = [[t.text for t in flat(row.parts) if isinstance(t, TextLine) and t.role == "km"]
             for row in (first, second)]  # fmt: skip
    assert names == [["Km100", "110"], ["120"]]


@pytest.mark.parametrize(("length", "count"), [(15.04, 1), (15.06, 2)])
def test_a_sliver_of_a_lane_has_no_row(length: float, count: int) -> None:
    long = lane(30)
    strip = Strip("COR-1", date(2026, 1, 1), 30, (long, lane(length)))
    found = list(reaches(strip, replace(CANVAS, rows=2)))
    assert len(found) == 2 + count
    assert [row.lane.length_km for row in found][:2] == [30, length]


def test_a_lane_begins_where_it_lies_on_the_common_axis() -> None:
    found = laid(lane(30), lane(10, offset_km=12)).lanes
    assert [row.reach.start for row in found] == [0, pytest.approx(240)]
    assert [row.reach.x(10) for row in found] == pytest.approx([200, 440])
    assert found[0].reach.air == pytest.approx(3)


def test_a_line_leads_from_a_place_on_one_lane_to_the_same_on_the_next() -> None:
    upper = lane(20, bands=(band((WEST, 0, 20)),))
    lower = replace(lane(28, offset_km=2.0, bands=(band((EAST, 0, 28)),)), id="COR-1-2")
    other = replace(lower, id="COR-1-3")
    tie = Tie({upper.id: 5.0, lower.id: 6.0}, named("Huyện"))

    def lines(*ties: Tie) -> list[tuple[float, float, float, float]]:
        layout = lay_out_strip(
            tiny.town(), Strip(COR, date(2026, 1, 1), 30, (upper, lower, other), ties), "vi", CANVAS
        )
        top, below, _ = layout.lanes
        found = [part for part in of_type(layout, Line) if part.dash]
        assert all(line.start[1] < line.end[1] for line in found)
        # Each piece stands on the ground of its lane, whose own words come above it.
        assert all(line in (*top.parts, *below.parts) for line in found)
        return [(line.start[0], line.start[1], line.end[0], line.end[1]) for line in found]

    assert lines() == []
    upright, first, second, last = lines(tie)
    assert upright[0] == upright[2] == 5 * 20
    assert last[0] == last[2] == (2 + 6) * 20
    assert upright[2:] == first[:2]
    assert first[2:] == second[:2]
    assert second[2:] == last[:2]
    # Not through a lane between two, and not where a row holds only one end.
    assert lines(Tie({upper.id: 5.0, other.id: 6.0}, named("Huyện"))) == []
    rows = replace(CANVAS, rows=2)
    strip = Strip(
        COR,
        date(2026, 1, 1),
        30,
        (upper, lower),
        (tie, Tie({upper.id: 14.9, lower.id: 14.0}, named("Xa"))),
    )
    broken = [
        part for part in of_type(lay_out_strip(tiny.town(), strip, "vi", rows), Line) if part.dash
    ]
    assert len(broken) == 4


def test_a_road_has_its_colours_a_drawing_a_broken_edge_and_a_river_its_water() -> None:
    parts = (segment("S-1", 0, 12), segment("S-2", 12, 30, geometry_kind=DRAWN))
    real, drawn = of_type(laid(lane(segments=parts)), StyledLine)
    assert [stroke.width for stroke in real.strokes] == [9, 5.4]
    assert [stroke.dash for stroke in real.strokes] == [(), ()]
    assert [stroke.dash for stroke in drawn.strokes] == [(7, 4), ()]
    (water,) = of_type(laid(lane(kind=RunKind.RIVER)), StyledLine)
    assert [(s.color, s.width) for s in water.strokes] == [
        (palette.WATER_EDGE, 9), (palette.WATER, 7),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("canvas", "disc"), [(CANVAS, False), (replace(CANVAS, numbers={"P-1": 7, "P-2": 8}), True)]
)
def test_a_number_leads_into_the_list_of_a_sheet(canvas: StripCanvas, disc: bool) -> None:
    layout = laid(lane(bars=FULL.bars[:2]), canvas=canvas)
    assert [part.number for part in of_type(layout, NumberDisc)] == (["7", "8"] if disc else [])
    symbols = [(round(part.size, 2), round(part.x)) for part in of_type(layout, Symbol)]
    # With numbers the point is its own symbol; without, the symbol leads the name.
    assert symbols == ([(6, 100)] if disc else [(8.98, 100)])
    one = next(part for part in layout.parts if isinstance(part, PartGroup) and "P-1" in part.title)
    assert one.attributes == {"class": "bar", "data-id": "P-1"}


def test_ux46_what_another_filter_hides_is_pale_and_its_name_is_read() -> None:
    layout = laid(lane(bars=(bar("P-1", 2, 12, shown=False),)))
    (group,) = [
        part for part in layout.parts if isinstance(part, PartGroup) and "P-1" in part.title
    ]
    assert "opacity" not in group.attributes
    pale, name = group.parts
    assert isinstance(pale, PartGroup)
    assert pale.attributes == {"opacity": "0.4"}
    assert [type(part) for part in pale.parts] == [StyledLine]
    assert isinstance(name, TextLine)
    assert name.face.color == palette.INK_SOFT


def test_what_finds_no_row_is_counted() -> None:
    projects = [tiny.project(f"P-{number}") for number in range(30)]
    bars = tuple(bar(f"P-{number}", 0, 30) for number in range(30))
    layout = laid(lane(bars=bars[:29]), catalog=tiny.town(projects))
    assert len(texts(layout, "project")) == 24
    (note,) = texts(layout, "note")
    assert " 5 " in note[0]
    assert texts(laid(lane(bars=bars[:24]), catalog=tiny.town(projects)), "note") == []


def test_sections_say_number_and_grade_where_they_have_room() -> None:
    parts = (
        segment("S-1", 0, 12), segment("S-2", 12, 20, evidence=Evidence.B),
        segment("S-3", 20, 29, evidence=Evidence.B), segment("S-4", 29, 30),
    )  # fmt: skip
    assert alike(parts) == (("QL.9 · A", 0, 12), ("QL.9 · B", 12, 29), ("QL.9 · A", 29, 30))
    assert alike(parts[1:3]) == ()
    assert [words for words, _, _ in alike((segment("R", 0, 1, ref=""), parts[0]))] == [
        "A",
        "QL.9 · A",
    ]
    canvas = replace(CANVAS, sections=True)
    (first, second) = texts(laid(lane(segments=parts), canvas=canvas), "section")
    assert (first[0], first[1], second[:2]) == ("QL.9 · A", 120, ("QL.9 · B", 410))
    assert texts(laid(lane(segments=parts)), "section") == []
    plain, told = (laid(lane(segments=parts), canvas=c).height for c in (CANVAS, canvas))
    assert told - plain == pytest.approx(1.3 * 6.6)
    wide = measure("QL.9 · A", Face(6.6)).width
    for room, count in ((wide + 3.1, 2), (wide + 2.9, 1)):
        cut = room / 20
        two = (segment("S-1", 0, cut), segment("S-2", cut, 30, evidence=Evidence.B))
        assert len(texts(laid(lane(segments=two), canvas=canvas), "section")) == count


def test_banks_stand_above_and_below_the_river_with_their_side() -> None:
    layout = laid(lane(kind=RunKind.RIVER, official=False, bands=BANKS))
    outside, west, east = texts(layout, "area")
    assert outside[0] == "ngoài tỉnh"
    assert outside[2] < west[2] < east[2]
    boxes = of_type(layout, Rect)
    assert boxes[2].y - boxes[0].y == pytest.approx(boxes[0].height + 0.8)
    assert [title.partition(" · ")[0] for title in titles(layout)[1:]] == [
        "Xã Tây",
        "ngoài tỉnh",
        "Xã Đông",
    ]
    assert len({title.partition(" · ")[2] for title in titles(layout)[1:]}) == 2


def test_a_name_breaks_into_lines_stands_beside_its_band_or_is_noted() -> None:
    long = "Chiềng Khoong Bản Mường"
    areas = tiny.areas()
    catalog = tiny.town()
    renamed = {code: replace(area, name=named(long), full_name=named(long))
               for code, area in areas.by_code.items()}  # fmt: skip
    catalog = replace(catalog, areas=replace(catalog.areas, by_code=renamed))
    wide = max(measure(word, Face(6.6)).width for word in long.split())

    def lines(room: float) -> list[str]:
        cells = ((WEST, 0, room / 20), (EAST, room / 20, 30))
        found = texts(laid(lane(bands=(band(*cells),)), catalog=catalog), "area")
        return [words for words, _, _ in found if words != long]

    assert lines(wide + 2.1) == []
    assert lines(wide * 2 + 8) == ["Chiềng Khoong", "Bản Mường"]
    # Around the middle of their cell.
    layout = laid(lane(bands=(band((WEST, 0, wide / 10 + 0.4), (EAST, 10, 30)),)), catalog=catalog)
    upper, lower = (y for words, _, y in texts(layout, "area") if words != long)
    cell = of_type(layout, Rect)[0]
    assert lower - upper == pytest.approx(1.06 * 6.6, abs=0.1)
    middle = cell.y + cell.height / 2 + 0.33 * 6.6
    assert (upper + lower) / 2 == pytest.approx(middle, abs=0.1)
    # Many that are too narrow stand side by side beneath, as far as there is room.
    cells = [(WEST, low / 10, (low + 1) / 10) for low in range(60)]
    layout = laid(lane(bands=(band(*cells),)), catalog=catalog)
    beside = [t for t in of_type(layout, TextLine) if t.role == "area"]
    whole = measure(long, Face(6.6)).width + 0.6 * 6.6
    assert len(beside) == int(600 // whole)
    assert texts(layout, "note")[0][0].count(long) == 1
    for one, two in pairwise(beside):
        assert two.x - one.x >= whole - 0.01


# -- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, ["Km100 – Km130 theo lý trình, sai số đến 0,4 km", "dài 30,0 km trên bản đồ",
              "mức tin cậy hình vẽ A"]),
        ({"schematic_km": 12.0}, None),
        ({"schematic_km": 30.0}, None),
        ({"official": False}, None),
    ],
)  # fmt: skip
def test_a_lane_says_how_it_is_measured(more: dict[str, Any], words: list[str] | None) -> None:
    found = facts_of(tiny.town(), lane(bands=FULL.bands, **more), 0, 30, "vi")
    if words:
        assert list(found) == words
    schematic = [phrase for phrase in found if "sơ đồ" in phrase]
    assert len(schematic) == bool(more.get("schematic_km"))
    if schematic:
        assert (" 12 " in schematic[0]) is (more["schematic_km"] == 12)
    if "official" in more:
        assert len(found) == 2
        assert "Tây" in found[0]
        assert "30,0" in found[0]


def test_a_river_says_its_banks_and_where_it_is_measured_from() -> None:
    bands = (band(("", 0, 5), side=Side.LEFT), band((EAST, 0, 5), side=Side.RIGHT))
    flow = lane(kind=RunKind.RIVER, official=False, bands=bands)
    found = facts_of(tiny.town(), flow, 4.5, 30, "vi")
    assert len(found) == 3
    assert "Đông" in found[0]
    assert "4,5" in found[0]
    road = facts_of(tiny.town(), replace(flow, kind=RunKind.ROAD), 0, 30, "vi")
    assert len(road) == 2
    assert road[0] != found[0]
    assert "0 " in road[0] or "0–" in road[0]


def test_only_official_kilometres_are_called_so() -> None:
    assert post_words(FULL) == ("Km100", "110", "120")
    assert post_words(replace(FULL, official=False)) == ("100 km", "110", "120")
    assert post_words(lane()) == ()


def test_an_area_has_a_short_and_a_full_name() -> None:
    catalog = tiny.town()
    assert area_name(catalog, WEST, "vi") == "Tây"
    assert area_name(catalog, WEST, "vi", full=True) == "Xã Tây"
    assert area_name(catalog, "", "vi") == "ngoài tỉnh"


def test_an_airport_that_is_closed_has_another_sign() -> None:
    piece = tiny.piece(shapely.Point(104, 21), "AIR", "point")
    for state, style in ((State.CLOSED, "closed"), (State.OPERATING, "open")):
        assets = tiny.by_id([tiny.asset("A-1", piece, state=state)])
        catalog = tiny.town(assets=assets)
        assert mark_style(catalog, mark("AIR", 1, "airport")) == ("airport", style)
        assert mark_style(catalog, mark("OTHER", 1, "airport")) == ("airport", "open")
        assert mark_style(catalog, mark("AIR", 1, "bridge")) == ("facilities", "bridge")
    assert mark_style(catalog, mark("X", 1, "village")) == ("urban", "place")
    assert mark_style(catalog, mark("X", 1, "district_seat")) == ("urban", "seat")
    assert mark_style(catalog, mark("X", 1, "port_ferry")) == ("facilities", "port")


def test_a_ferry_is_said_where_a_road_crosses_with_one() -> None:
    layout = laid(lane(junctions=(Junction(8, "QL.8", ferry=True), Junction(20, "QL.7"))))
    first, second = titles(layout)[:2]
    assert (second, first.startswith("QL.8 · ")) == ("QL.7", True)
    assert len(first) > len("QL.8 · ")
