"""Which names and numbers the marks of a map want, how large, where, and how urgently."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from geo.text import Text
from layers.paper.labels.placement import LabelRequest
from layers.paper.labels.requests import Names, label_size, number_requests, point_key
from layers.paper.labels.spots import candidates_around, candidates_farther
from layers.paper.shown import Shown
from layers.paper.window import Window
from layers.style.model import FillStyle, Label, LineStyle, Mark, Stroke, SymbolStyle, Theme
from layers.style.text_metrics import Face, disc_radius, measure
from layers.style.typography import ROLES, STEPS
from layers.themes.projects import THEME as PROJECTS

# One pixel of the design is one point on this paper.
WINDOW = Window(0, 0, 600, 400, 250_000, factor=96 / 72)
THEME = Theme(
    "t", 0,
    {
        "road": LineStyle((Stroke("#000", 3), Stroke("#fff", 2))),
        "band": LineStyle((Stroke("#000", 2), Stroke("#fff", 20))),
        "spot": SymbolStyle("place", 10, "#000"),
        "area": FillStyle("#fff"),
    },
    marks=lambda _: (),
)  # fmt: skip

ROAD = replace(THEME, is_road=True)


def line(*points: tuple[float, float]) -> BaseGeometry:
    return shapely.LineString(points)


def shown(
    style: str, shape: BaseGeometry, words: str = "", role: str = "place", **more: Any
) -> Shown:
    label = Label(Text((("vi", words),)), role, more.pop("priority", 5), more.pop("min_zoom", 1))
    return Shown(THEME, Mark(style, shape, label=label, **more), shape)


def names(*marks: Shown, chosen: BaseGeometry | None = None) -> list[LabelRequest]:
    return Names(WINDOW, "vi", chosen).requests(marks)


def project(name: str, shape: BaseGeometry, style: str = "line-planned") -> Shown:
    return Shown(PROJECTS, Mark(style, shape, name), shape)


def numbers(*marks: Shown) -> list[LabelRequest]:
    order = {mark.mark.item_id: row for row, mark in enumerate(marks, start=7)}
    return number_requests(marks, order, WINDOW)


def spots(request: LabelRequest) -> list[tuple[float, float, float]]:
    return [(round(s.x, 3), round(s.y, 3), round(s.cost, 3)) for s in request.candidates]


# -- numbers of projects ----------------------------------------------------------------------


def test_a_number_slides_along_its_line_and_then_leaves_it() -> None:
    (found,) = numbers(project("P-1", line((100, 200), (300, 200))))
    radius = disc_radius("7", 10.5)
    assert (found.lines, found.role, found.owner) == (("7",), "number", "P-1")
    assert (found.size, found.priority) == ((2 * radius, 2 * radius), -10)
    assert found.passes == {"project"}
    shares = (50, 42, 58, 34, 66, 26, 74, 18, 82, 10, 90, 5, 95)
    assert spots(found)[:13] == [
        (100 + 2 * share, 200, round(0.03 * step, 3)) for step, share in enumerate(shares)
    ]
    away = found.candidates[13:]
    assert len(away) == 3 * 9 * 24
    # They end half a millimetre off the edge of the line.
    half = max(stroke.width for stroke in PROJECTS.styles["line-planned"].strokes) / 2  # type: ignore[union-attr]
    for place, x in ((0, 200), (216, 160), (432, 240)):
        assert away[place].anchor == pytest.approx((x + half + 72 / 25.4 / 2, 200))
    assert spots(found)[13:229:24] == [
        (200 + far, 200, round(0.8 + far / 25, 3)) for far in (9, 15, 22, 30, 42, 56, 72, 92, 116)
    ]
    assert (away[6].x, away[6].y) == pytest.approx((200, 209))
    assert (away[1].x - 200, away[1].y - 200) == pytest.approx(
        (9 * math.cos(math.pi / 12), 9 * math.sin(math.pi / 12))
    )


def test_a_number_of_a_point_stands_around_its_badge() -> None:
    badge = next(key for key, style in PROJECTS.styles.items() if isinstance(style, SymbolStyle))
    style = PROJECTS.styles[badge]
    assert isinstance(style, SymbolStyle)
    (found,) = numbers(project("P-1", shapely.Point(200, 100), badge))
    x, y = 200 + style.offset[0], 100 - style.offset[1]
    near = candidates_around(x, y, style.size / 2 - 1, found.size)
    assert list(found.candidates[: len(near)]) == list(near)
    far = found.candidates[len(near)]
    assert (far.x, far.y, far.cost) == pytest.approx((x + 9, y, 0.5 + 9 / 25))
    assert far.anchor == pytest.approx((x + style.size / 2 + 72 / 25.4 / 2, y))
    assert len(found.candidates) == len(near) + 9 * 24


def test_points_are_numbered_before_lines_and_each_by_its_row() -> None:
    badge = next(key for key, style in PROJECTS.styles.items() if isinstance(style, SymbolStyle))
    marks = [
        project("P-3", line((0, 10), (100, 10))), project("P-1", line((0, 90), (100, 90))),
        project("P-9", shapely.Point(50, 50), badge),
        project("P-2", shapely.Point(90, 50), badge),
    ]  # fmt: skip
    assert [found.owner for found in numbers(*marks)] == ["P-9", "P-2", "P-3", "P-1"]
    assert number_requests(marks, {}, WINDOW) == []


@pytest.mark.parametrize(("apart", "count"), [(59, 1), (61, 2)])
def test_far_parts_of_one_project_have_a_number_each(apart: float, count: int) -> None:
    level = shapely.MultiLineString(
        [[(100, 100), (140, 100)], [(100, 100 + apart), (140, 100 + apart)]]
    )
    found = numbers(project("P-1", level))
    assert [request.priority for request in found] == [-10, -8][:count]
    assert [request.role for request in found] == ["number", "number-again"][:count]
    assert [request.needed for request in found] == [True, False][:count]


def test_at_most_four_numbers_and_none_outside_the_window() -> None:
    rows = [[(100, y), (200 + y / 10, y)] for y in (20, 90, 160, 230, 300, 370)]
    found = numbers(project("P-1", shapely.MultiLineString(rows)))
    # The longest parts come first.
    assert [spots(request)[0][1] for request in found] == [370, 300, 230, 160]
    assert numbers(project("P-1", line((700, 0), (800, 0)))) == []
    (inside,) = numbers(project("P-1", shapely.box(500, 100, 900, 200), "area-planned"))
    assert WINDOW.paper.contains(shapely.Point(spots(inside)[0][:2]))
    assert numbers(project("P-1", shapely.box(700, 100, 900, 200), "area-planned")) == []


# -- sizes ------------------------------------------------------------------------------------


def test_a_label_is_as_large_as_its_words_and_marks() -> None:
    role, face = ROLES["place"], Face(STEPS[0])
    word, tall = measure("no", face), measure("Ế", face)
    assert label_size(("no",), role, WINDOW) == pytest.approx(
        (word.width, STEPS[0] * 0.74 + word.descent)
    )
    width, height = label_size(("Ế", "nog"), role, WINDOW)
    assert width == pytest.approx(max(measure("nog", face).width, tall.width))
    # The mark above the first line stands out over a capital.
    assert tall.ascent > STEPS[0] * 0.74
    assert height == pytest.approx(STEPS[0] * 1.12 + tall.ascent + measure("nog", face).descent)
    plate = ROLES["shield-national"]
    wide = measure("QL.6", Face(STEPS[0], 700)).width
    assert label_size(("QL.6",), plate, WINDOW) == pytest.approx(
        (wide + 5.2, STEPS[0] * 0.74 + 3.4)
    )


# -- who wants a name -------------------------------------------------------------------------


def test_a_name_appears_from_its_scale_on() -> None:
    spot = shapely.Point(100, 100)
    for more, wanted in ((0.0, True), (0.01, False)):
        found = names(shown("spot", spot, "Bản", min_zoom=WINDOW.zoom + more))
        assert bool(found) is wanted
    assert names(shown("spot", spot, "")) == []
    assert names(shown("spot", spot, "Dự án", role="project")) == []
    assert names(Shown(THEME, Mark("spot", spot), spot)) == []


@pytest.mark.parametrize(
    ("role", "count"), [("place", 1), ("peak", 1), ("commune", 1), ("seat", 2)]
)
def test_small_names_stand_only_in_what_is_chosen(role: str, count: int) -> None:
    chosen = shapely.box(0, 0, 200, 400)
    inside, outside = shapely.Point(100, 100), shapely.Point(300, 100)
    marks = [shown("spot", inside, "A", role), shown("spot", outside, "B", role)]
    found = names(*marks, chosen=chosen)
    assert [request.text for request in found] == ["A", "B"][:count]
    assert [request.muted for request in found] == [False, True][:count]
    assert [request.muted for request in names(*marks)] == [False, False]


@pytest.mark.parametrize(("edge", "muted"), [(149, True), (151, False)])
def test_of_an_area_half_must_be_chosen(edge: float, muted: bool) -> None:
    area, chosen = shapely.box(100, 100, 200, 200), shapely.box(0, 0, edge, 400)
    (found,) = names(shown("area", area, "Huyện", "seat"), chosen=chosen)
    assert found.muted is muted
    assert bool(names(shown("area", area, "Xã", "commune"), chosen=chosen)) is not muted
    (beyond,) = names(shown("area", area, "Lào", "neighbour"), chosen=chosen)
    assert not beyond.muted


def test_names_of_one_role_and_words_are_one_group_with_the_best_priority() -> None:
    marks = [
        shown("spot", shapely.Point(100, 100), "Bản", priority=9),
        shown("spot", shapely.Point(200, 100), "Khác"),
        shown("spot", shapely.Point(300, 100), "Bản", priority=3, item_id="X-1"),
        shown("spot", shapely.Point(400, 100), "Bản", role="seat", priority=7),
    ]
    found = [
        (request.text, request.role, request.priority, request.owner) for request in names(*marks)
    ]
    assert found == [
        ("Bản", "place", 3, "t:100.00:100.00"), ("Bản", "place", 3, "X-1"),
        # A seat must not go: it comes before all numbers, whatever its mark says.
        ("Khác", "place", 5, "t:200.00:100.00"), ("Bản", "seat", -19, "t:400.00:100.00"),
    ]  # fmt: skip
    assert point_key(marks[0]) != point_key(marks[1])


def test_a_name_at_a_point_keeps_off_its_symbol_and_a_needed_one_goes_far() -> None:
    for role, needed in (("place", False), ("seat", True), ("gate", True), ("province-seat", True)):
        (found,) = names(shown("spot", shapely.Point(100, 80), "Bản", role))
        expected = list(candidates_around(100, 80, 5, found.size))
        expected += candidates_farther(100, 80, 5, found.size) if needed else []
        assert list(found.candidates) == expected


# -- areas ------------------------------------------------------------------------------------


def test_a_name_of_an_area_stands_in_its_largest_visible_part() -> None:
    parts = shapely.union(shapely.box(10, 10, 60, 60), shapely.box(400, 200, 900, 390))
    (found,) = names(shown("area", parts, "Xã Tây", "commune"))
    first = found.candidates[0]
    assert (first.x, first.y) == pytest.approx((500, 295), abs=90)
    assert found.lines == ("Xã Tây",)
    # It may stand out a little, but a district's name may not.
    assert found.within is not None
    reach = found.size[1]
    assert found.within.bounds == pytest.approx(
        (400 - reach, 200 - reach, 600 + reach, 390 + reach)
    )
    (strict,) = names(shown("area", parts, "Huyện", "district"))
    assert strict.lines == ("HUYỆN",)
    assert strict.within is not None
    assert strict.within.bounds == pytest.approx((400, 200, 600, 390))
    (lost,) = names(shown("area", shapely.box(700, 0, 800, 9), "Xa", "commune"))
    assert len(lost.candidates) == 0


@pytest.mark.parametrize(
    ("words", "share", "lines"),
    [
        ("Mường Và", 0.79, ("Mường Và",)),
        ("Mường Và", 0.81, ("Mường", "Và")),
        ("Mường", 0.95, ("Mường",)),
        ("An Bản Chiềng Khoong", 2.0, ("An Bản", "Chiềng Khoong")),
        ("A Bản Chiềng", 2.0, ("A Bản", "Chiềng")),
        ("A B C", 2.0, ("A", "B C")),
    ],
)
def test_a_name_that_is_too_wide_breaks_into_even_lines(
    words: str, share: float, lines: tuple[str, ...]
) -> None:
    wide = measure(words, Face(STEPS[0])).width / share
    (found,) = names(shown("area", shapely.box(100, 100, 100 + wide, 250), words, "commune"))
    assert found.lines == lines
    assert found.size == label_size(lines, ROLES["commune"], WINDOW)


@pytest.mark.parametrize(
    ("seat", "role", "away", "named"),
    [
        ("Mường La (Ít Ong)", "seat", 0, False), ("Mường La", "province-seat", 29, False),
        ("Mường La", "seat", 31, True), ("Mường Lay", "seat", 0, True),
        ("Mường La", "gate", 0, True),
    ],
)  # fmt: skip
def test_a_commune_goes_without_the_name_of_the_seat_beside_it(
    seat: str, role: str, away: float, named: bool
) -> None:
    area = shapely.box(100, 100, 250, 250)
    spot = shapely.Point(100 - away, 150)
    found = names(shown("area", area, "Mường La", "commune"), shown("spot", spot, seat, role))
    assert ("commune" in {request.role for request in found}) is named


def test_names_of_regions_come_before_plates_and_small_names() -> None:
    area = shapely.box(100, 100, 400, 250)
    ranks = {
        role: names(shown("area", area, "Bản", role, priority=70))[0].priority
        for role in ("district", "neighbour", "commune")
    }
    assert ranks == {"district": -5, "neighbour": -4, "commune": 70}


# -- shields and names along lines ------------------------------------------------------------


def shields(*shapes: BaseGeometry) -> list[LabelRequest]:
    return names(*(shown("road", shape, "QL.6", "shield-national") for shape in shapes))


def middles(found: Iterable[LabelRequest]) -> list[tuple[float, float]]:
    return [spots(request)[0][:2] for request in found]


def test_a_road_has_a_shield_every_five_centimetres() -> None:
    found = shields(line((0, 200), (600, 200)))
    assert middles(found) == [(75, 200), (225, 200), (375, 200), (525, 200)]
    assert [request.priority for request in found] == [5, 9, 13, 17]
    assert {request.apart for request in found} == {60}
    # A shield slides along its part, the farther the poorer, never beyond the end.
    along = [(round(spot.x, 3), round(spot.cost, 2)) for spot in found[0].candidates[::3]]
    assert along == [
        (75 + sign * 9 * step, round(0.04 * step, 2))
        for step in range(7) for sign in ((1, -1) if step else (1,))
    ]  # fmt: skip
    (tight,) = shields(line((0, 200), (18, 200)))
    assert {spot.x for spot in tight.candidates[::3]} == {0, 9, 18}
    (short,) = shields(line((0, 200), (30, 200)))
    assert {round(spot.x, 3) for spot in short.candidates[::3]} == {15, 24, 6}


def test_short_pieces_of_a_road_go_without_and_later_ones_give_way() -> None:
    main, second, rest = (
        line((0, 200), (300, 200)),
        line((0, 100), (27, 100)),
        line((0, 50), (25, 50)),
    )
    found = shields(rest, second, main)
    assert middles(found) == [(75, 200), (225, 200), (13.5, 100)]
    assert [request.priority for request in found] == [5, 9, 9]
    assert middles(shields(rest)) == [(12.5, 50)]
    many = [line((0, y), (100, y)) for y in (50, 100, 150, 200, 250, 300)]
    assert [request.priority for request in shields(*many)] == [5, 9, 13, 17, 21, 21]


def rivers(*shapes: BaseGeometry, style: str = "road", role: str = "note") -> list[LabelRequest]:
    return names(*(shown(style, shape, "Sông Đà", role) for shape in shapes))


@pytest.mark.parametrize("role", ["water", "reservoir"])
def test_a_name_of_water_comes_every_seven_centimetres(role: str) -> None:
    found = rivers(line((0, 200), (600, 200)), role=role)
    assert len(found) == 3
    assert {request.apart for request in found} == {99}
    off = {round(abs(spot.y - 200), 3) for spot in found[0].candidates}
    # A river is named beside its line, a reservoir on it.
    assert (min(off) < 1) is (role == "reservoir")


def test_a_name_along_a_line_comes_every_ten_centimetres() -> None:
    found = rivers(line((0, 200), (600, 200)))
    assert len(found) == 2
    assert [request.priority for request in found] == [5, 11]
    assert {request.apart for request in found} == {150}
    width = found[0].size[0]
    for request, (low, high) in zip(found, ((0, 300), (300, 600)), strict=True):
        xs = [spot.x for spot in request.candidates]
        assert min(xs) == pytest.approx(max(low, width / 2))
        assert max(xs) <= min(high, 600 - width / 2) + 0.1
    # Half the widest stroke is kept free.
    gap = min(abs(spot.y - 200) for spot in found[0].candidates)
    assert gap == pytest.approx(1.5 + found[0].size[1] / 2 + 0.8)
    many = rivers(*(line((0, y), (200, y)) for y in (50, 100, 150, 200, 250)))
    assert [request.priority for request in many] == [5, 11, 17, 23, 23]


def test_a_line_that_is_too_short_for_its_name_goes_without() -> None:
    width = rivers(line((0, 200), (600, 200)))[0].size[0]
    assert rivers(line((0, 200), (1.14 * width, 200))) == []
    assert len(rivers(line((0, 200), (1.16 * width, 200)))) == 1
    # A second part wants a name only where it is long.
    long, part = line((0, 200), (290, 200)), 149
    assert len(rivers(long, line((0, 100), (part, 100)))) == 1
    assert len(rivers(long, line((0, 100), (part + 2, 100)))) == 2


def test_beside_a_wide_band_only_the_general_course_counts() -> None:
    zigzag = line(*((20 * step, 200 + 4 * (step % 2)) for step in range(11)))
    (narrow,) = rivers(zigzag)
    (wide,) = rivers(zigzag, style="band")
    assert len({spot.angle for spot in narrow.candidates}) > 1
    assert {spot.angle for spot in wide.candidates} == {0}


@pytest.mark.parametrize(("letters", "short"), [(36, False), (37, True)])
def test_a_long_corridor_is_called_by_its_short_name(letters: int, short: bool) -> None:
    name = "H" * letters
    shape = line((0, 200), (600, 200))
    (found, *_) = names(shown("band", shape, "Dài", "corridor", name=Text((("vi", name),))))
    assert (found.text != name) is short
    assert ("Dài" in found.text) is short


def test_drawn_lines_say_that_they_are_schematic() -> None:
    drawn, surveyed = line((0, 200), (500, 200)), line((0, 100), (500, 100))
    lines: Sequence[Shown] = [
        replace(shown("road", drawn, schematic=True, section_id="S-1"), theme=ROAD),
        replace(shown("road", surveyed), theme=ROAD),
        shown("spot", shapely.Point(5, 5), schematic=True),
    ]
    (found,) = names(*lines)
    assert (found.text, found.role, found.owner) == ("sơ đồ", "note", "S-1")
    # Beside the strokes, on the band; on the line itself where that finds no place.
    assert min(abs(spot.y - 200) for spot in found.candidates if spot.cost < 1) > 6
    assert any(spot.y == 200 for spot in found.candidates)
    assert names(lines[1]) == []
    # Its place is reserved: only what must never be dropped comes first.
    assert found.priority < 0


def test_the_word_schematic_stands_once_a_line() -> None:
    drawn, far = line((0, 200), (500, 200)), line((0, 100), (500, 100))

    def works(name: str, shape: BaseGeometry, style: str = "drawn-planned") -> Shown:
        return Shown(PROJECTS, Mark(style, shape, name, schematic=True), shape)

    road = replace(shown("road", drawn, schematic=True, section_id="S-1"), theme=ROAD)
    assert len(names(road)) == 1
    # The project on the road says it; another drawing says it again.
    assert len(names(road, works("P-1", drawn))) == 1
    assert len(names(road, works("P-1", drawn), works("P-2", far))) == 2
    assert len(names(road, works("P-1", far))) == 2
    # A thin trace leaves it to the road, a line too short for the word says nothing.
    assert len(names(road, works("P-1", drawn, "trace-planned"))) == 1
    assert names(works("P-1", line((0, 0), (5, 0)))) == []
