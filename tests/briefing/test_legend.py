"""The legend of a sheet: its entries, its columns, and where signs and words stand in it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from briefing.sheet import legend
from briefing.sheet.legend import (
    Legend,
    LegendEntry,
    _balanced,
    _LegendRow,
    entries,
    signs_on,
    sort_of,
)
from briefing.sheet.page import Page
from briefing.sheet.paper_sizes import Paper
from layers.paper.window import Window
from layers.style import palette
from layers.style.model import FillStyle, LineStyle, Stroke, Style, SymbolStyle
from layers.style.text_metrics import disc_radius
from layers.themes import BY_ID
from tests import tiny

PAPER = Paper("A4", 297, 210, 80, 20)
WINDOW = Window(0, 0, 600, 400, 250_000, factor=96 / 72)
PLANNED = tuple(("projects", f"{shape}-planned") for shape in ("line", "area", "point"))
LINE, AREA, GAP = 20, 13, 3


def legend_of(
    *found: LegendEntry, width: float = 100, room: float = 0, enlarge: float = 1.0
) -> Legend:
    page = Page(Paper("A4", 297, 210, 80, 20, enlarge))
    sheet: Any = SimpleNamespace(language="vi", request=SimpleNamespace(grey=False), window=WINDOW)
    return Legend(page, sheet, list(found), width, room)


def entry(
    text: str = "Quy hoạch", *styles: tuple[str, str], group: str = "projects", **more: Any
) -> LegendEntry:
    return LegendEntry(f"sheet.legend-{group}", text, styles or PLANNED[:1], **more)


def row(height: float, *, heading: bool = False) -> _LegendRow:
    return _LegendRow(None if heading else entry(), ("x",), height)


# -- entries ----------------------------------------------------------------------------------


def test_styles_that_say_the_same_share_an_entry_lines_first() -> None:
    used = [*reversed(PLANNED), ("projects", "trace-planned"), ("projects", "line-completed"),
            ("roads", next(iter(BY_ID["roads"].styles)))]  # fmt: skip
    found = entries(used, {"number", "chosen"}, tiny.town(), "vi")
    assert [(one.group, len(one.styles), one.sign) for one in found] == [
        ("sheet.legend-projects", 3, ""), ("sheet.legend-projects", 1, ""),
        ("sheet.legend-projects", 1, ""), ("sheet.legend-projects", 0, "number"),
        ("sheet.legend-roads", 1, ""), ("sheet.legend-ground", 0, "chosen"),
    ]  # fmt: skip
    assert found[0].styles == PLANNED
    assert [one.styles for one in found[1:3]] == [
        (("projects", "line-completed"),), (("projects", "trace-planned"),),
    ]  # fmt: skip


def test_statuses_stand_in_the_order_of_a_projects_life() -> None:
    used = [
        ("projects", f"point-{status}")
        for status in ("unknown", "completed", "preparing", "planned")
    ]
    found = entries(used, (), tiny.town(), "vi")
    assert [one.styles[0][1] for one in found] == [
        "point-planned", "point-preparing", "point-completed", "point-unknown",
    ]  # fmt: skip


@pytest.mark.parametrize("sign", ["number", "schematic", "halo", "chosen", "inset"])
def test_a_sign_is_explained_where_it_stands_on_the_map(sign: str) -> None:
    name = SimpleNamespace(request=SimpleNamespace(role="place"))
    drawn: Any = SimpleNamespace(
        placed=[name], visible=[SimpleNamespace(is_band=sign == "schematic")],
        numbered={"P-1"} if sign == "number" else set(),
        halo=sign == "halo", highlighted=sign == "chosen", framed=sign == "inset",
    )  # fmt: skip
    assert signs_on(drawn) == {sign}
    (found,) = entries((), {sign}, tiny.town(), "vi")
    assert found.sign == sign
    assert len(found.shown(grey=False)) == (sign in {"halo", "chosen", "schematic", "inset"})


def test_an_area_without_a_fill_is_shown_as_its_border() -> None:
    edge = (Stroke("#000", 1),)
    assert sort_of(FillStyle("#fff", 0.1, edge)) == "area"
    assert sort_of(FillStyle("#fff", 0.0, edge)) == "line"
    assert sort_of(LineStyle(edge)) == "line"
    assert sort_of(SymbolStyle("place", 9, "#000")) == "symbol"


# -- columns ----------------------------------------------------------------------------------


def heights(rows: list[_LegendRow], columns: int) -> list[list[float]]:
    return [[one.height for one in column] for column in _balanced(rows, columns)]


def test_columns_are_of_about_the_same_height() -> None:
    rows = [
        row(2, heading=True),
        *(row(10) for _ in range(3)),
        row(3, heading=True),
        row(11),
        row(12),
    ]
    assert heights(rows, 1) == [[2, 10, 10, 10, 3, 11, 12]]
    assert heights(rows, 2) == [[2, 10, 10, 10], [3, 11, 12]]
    # A column is left empty rather than a group divided for little.
    assert heights(rows, 3) == [[2, 10, 10, 10], [3, 11, 12]]


@pytest.mark.parametrize(("count", "divided"), [(3, False), (4, True)])
def test_a_group_is_divided_only_where_that_saves_much(count: int, divided: bool) -> None:
    rows = [row(2, heading=True), *(row(10) for _ in range(count))]
    assert (len(heights(rows, 2)) == 2) is divided


def test_no_heading_ends_a_column() -> None:
    rows = [
        row(2, heading=True),
        row(30),
        row(2, heading=True),
        row(60),
        row(2, heading=True),
        row(1),
    ]
    for columns in (2, 3):
        for column in _balanced(rows, columns):
            assert column[-1].entry is not None
    assert heights(rows, 3) == [[2, 30], [2, 60], [2, 1]]


def test_the_rest_of_a_divided_group_has_a_heading_and_its_first_rows_stay_together() -> None:
    rows = [replace(row(2, heading=True), lines=("Đường",)), *(row(10) for _ in range(7))]
    first, second = _balanced(rows, 2, 0.0, legend_of(entry())._continued)
    assert [one.entry is None for one in first] == [True, *[False] * 4]
    assert second[0].entry is None
    assert second[0].lines == ("Đường (tiếp)",)
    assert len(second) == 1 + 3
    # A heading with one row alone would end the first column at half of the height.
    early = [row(2, heading=True), row(30), row(2, heading=True), row(20), row(11), row(11)]
    for column in _balanced(early, 2, 0.0):
        heads = [at for at, one in enumerate(column) if one.entry is None]
        assert heads[0] == 0
    assert [one.height for one in _balanced(early, 2, 0.0)[0]] == [2, 30]


@pytest.mark.parametrize(
    ("width", "columns"), [(50, 1), (88, 1), (175, 1), (177, 2), (263, 2), (265, 3), (900, 3)]
)
def test_a_wide_legend_has_up_to_three_columns(width: float, columns: int) -> None:
    groups = ("projects", "roads", "ground")
    found = [entry(f"{group} {number}", group=group) for group in groups for number in range(3)]
    laid = legend_of(*found, width=width)
    assert len(laid._columns) == columns
    assert laid._column == pytest.approx((width - 9 * (columns - 1)) / columns)
    assert len(legend_of(*found, width=2 * width, enlarge=2)._columns) == columns


def test_a_legend_that_is_too_high_takes_a_column_more() -> None:
    found = [
        entry(f"{group} {n}", group=group) for group in ("projects", "roads") for n in range(4)
    ]
    high = legend_of(*found, width=160).height
    assert len(legend_of(*found, width=160, room=high - 1)._columns) == 2
    assert len(legend_of(*found, width=160, room=high)._columns) == 1
    assert legend_of(*found, width=160, room=high - 1).height == pytest.approx(high / 2)


# -- where signs and words stand --------------------------------------------------------------


def drawn(laid: Legend, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Any], list[Any]]:
    """Draw a legend at (0, 0) and give its words and its samples: where they begin, how wide."""
    words: list[Any] = []
    samples: list[Any] = []

    def write(text: str, x: float, y: float, *_: object) -> None:
        words.append((text, round(x, 2), round(y, 2)))

    def sample(
        _: Page, style: Style, start: tuple[float, float], width: float, pixel: float
    ) -> None:
        assert pixel == pytest.approx(1)
        samples.append((sort_of(style), round(start[0], 2), round(start[1], 2), round(width, 2)))

    monkeypatch.setattr(laid._page, "write", write)
    monkeypatch.setattr(legend, "draw_sample", sample)
    laid.draw(0, 0)
    return words, samples


def test_words_begin_behind_their_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    laid = legend_of(entry("Một"), entry("Hai"))
    words, samples = drawn(laid, monkeypatch)
    pitch, head = 6.6 * 1.14, 6.6 * 1.75
    assert laid.height == pytest.approx(head + 2 * (pitch + 1.4))
    first = -head - (pitch + 1.4) / 2
    assert words[0][1:] == (0, round(-head + 2.6, 2))
    assert words[1:] == [
        ("Một", LINE + GAP, round(first - 0.33 * 6.6, 2)),
        ("Hai", LINE + GAP, round(first - pitch - 1.4 - 0.33 * 6.6, 2)),
    ]
    assert samples[0] == ("line", 0, round(first, 2), LINE)


def test_each_sort_of_sign_has_its_place_where_an_entry_has_several(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    laid = legend_of(entry("Một", *PLANNED), entry("Hai", PLANNED[2]), width=103)
    words, samples = drawn(laid, monkeypatch)
    # A symbol is at most nine points high and so is its row.
    assert [(sort, x, width) for sort, x, _, width in samples] == [
        ("line", 0, LINE), ("area", LINE + GAP, AREA), ("symbol", LINE + AREA + 2 * GAP, 9),
        ("symbol", LINE + AREA + 2 * GAP, 9),
    ]  # fmt: skip
    assert {x for _, x, _ in words[1:]} == {LINE + AREA + 9 + 3 * GAP}
    assert laid.height == pytest.approx(6.6 * 1.75 + 2 * (9 + 1.4))


def test_a_status_that_lacks_a_sign_leaves_no_gap_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    two = (PLANNED[0], PLANNED[2])
    laid = legend_of(entry("Một", *PLANNED), entry("Hai", *two), width=103)
    _, samples = drawn(laid, monkeypatch)
    line_at = AREA + GAP
    assert [(sort, x) for sort, x, _, _ in samples[3:]] == [
        ("line", line_at), ("symbol", line_at + LINE + GAP),
    ]  # fmt: skip


def test_in_a_narrow_column_the_symbol_stands_on_its_area(monkeypatch: pytest.MonkeyPatch) -> None:
    # Signs side by side would take more than half of it.
    laid = legend_of(entry("Một", *PLANNED), entry("Hai", PLANNED[2]), width=101)
    words, samples = drawn(laid, monkeypatch)
    middle = LINE + GAP + (AREA - 9) / 2
    assert [(sort, x, width) for sort, x, _, width in samples] == [
        ("line", 0, LINE), ("area", LINE + GAP, AREA), ("symbol", middle, 9), ("symbol", middle, 9),
    ]  # fmt: skip
    assert {x for _, x, _ in words[1:]} == {LINE + AREA + 2 * GAP}


@pytest.mark.parametrize(
    ("text", "left"), [("Vùng", False), ("Vùng mờ rộng: chỉ biết huyện cũ", True)]
)
def test_a_lone_area_of_a_long_text_stands_at_the_edge(
    monkeypatch: pytest.MonkeyPatch, text: str, left: bool
) -> None:
    laid = legend_of(entry("Một", *PLANNED), entry(text, PLANNED[1]), width=101)
    words, samples = drawn(laid, monkeypatch)
    assert samples[-1][:2] == ("area", 0 if left else LINE + GAP)
    (x,) = {x for said, x, _ in words if said in text}
    assert x == (AREA + GAP if left else LINE + AREA + 2 * GAP)


def test_signs_of_one_sort_share_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    two = (("projects", "line-planned"), ("projects", "line-completed"))
    _, samples = drawn(legend_of(entry("Một", *two), entry("Hai")), monkeypatch)
    half = (LINE - GAP) / 2
    assert [(x, width) for _, x, _, width in samples] == [(0, half), (half + GAP, half), (0, LINE)]
    # Alone, signs of different sorts stand in the middle of the widest.
    mixed = legend_of(entry("Một"), entry("Hai", PLANNED[1]), entry("Ba", PLANNED[2]))
    words, samples = drawn(mixed, monkeypatch)
    assert [(x, width) for _, x, _, width in samples] == [(0, 20), (3.5, 13), (5.5, 9)]
    assert {x for _, x, _ in words[1:]} == {23}


def test_signs_that_are_no_style_have_their_own_room(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers: list[Any] = []
    monkeypatch.setattr(legend, "draw_number", lambda _, disc: numbers.append(disc))
    signs = [
        LegendEntry("sheet.legend-projects", text, sign=text)
        for text in ("number", "schematic", "halo")
    ]
    words, samples = drawn(legend_of(*signs, width=170), monkeypatch)
    radius = disc_radius("1", 6.6)
    found = {text: x for text, x, _ in words}
    assert found["number"] == round(2 * radius + GAP, 2)
    assert (found["schematic"], found["halo"]) == (LINE + GAP, LINE + GAP)
    assert [(disc.number, round(disc.x, 2), disc.size) for disc in numbers] == [
        ("1", round(radius, 2), 6.6)
    ]
    assert [sample[0] for sample in samples] == ["line", "line"]


def test_a_long_text_begins_right_behind_its_own_sign_in_three_lines_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    long = "Đoạn này chỉ là sơ đồ và không phải là tim tuyến"
    several = entry("Một", *PLANNED)
    laid = legend_of(several, entry(long), width=100)
    words, _ = drawn(laid, monkeypatch)
    lines = [(text, x, y) for text, x, y in words if text in long]
    assert {x for _, x, _ in lines} == {LINE + GAP}
    assert 1 < len(lines) <= 3
    pitch = 6.6 * 1.14
    assert lines[0][2] - lines[1][2] == pytest.approx(pitch, abs=0.02)
    # In a wide column it stands in line with the others.
    words, _ = drawn(legend_of(several, entry(long), width=170), monkeypatch)
    assert {x for text, x, _ in words if text in long} == {LINE + AREA + 9 + 3 * GAP}
    very = " ".join([long] * 5)
    assert drawn(legend_of(entry(very)), monkeypatch)[0][-1][0].endswith("…")


def test_columns_stand_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        entry(f"{group} {n}", group=group) for group in ("projects", "roads") for n in range(2)
    ]
    words, _ = drawn(legend_of(*found, width=209), monkeypatch)
    assert [x for _, x, _ in words] == [0, 23, 23, 109, 132, 132]
    assert words[0][2] == words[3][2]


# -- samples ----------------------------------------------------------------------------------


def sample(style: Style, monkeypatch: pytest.MonkeyPatch, pixel: float = 1.0) -> list[Any]:
    calls: list[Any] = []
    for name in ("draw_symbol", "draw_fill", "draw_stroke"):
        monkeypatch.setattr(legend, name, lambda *args, name=name: calls.append((name, *args)))
    legend.draw_sample(Page(PAPER), style, (10, 50), 20, pixel)
    return calls


def test_a_symbol_stands_in_the_middle_of_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    ((_, _, _, centre, width, _),) = sample(SymbolStyle("place", 9, "#000"), monkeypatch)
    assert (centre, width) == ((20, 50), 20)


def test_an_area_is_a_box_with_a_thin_edge(monkeypatch: pytest.MonkeyPatch) -> None:
    style = FillStyle("#fff", 0.5, (Stroke("#000", 2), Stroke("#111", 4)))
    (_, _, under, ground, low), (_, pen, shapes, fill, high) = sample(style, monkeypatch)
    assert (ground.color, low < high) == (palette.LAND, True)
    assert under[0].bounds == shapes[0].bounds
    assert shapes[0].bounds == pytest.approx((10.5, 46.4, 29.5, 53.6))
    # No edge is wider than 2.4 points.
    assert (pen.pixel, fill) == (pytest.approx(0.6), style)
    ((_, pen, _, fill, _),) = sample(FillStyle("#fff"), monkeypatch, 0.8)
    assert (pen.pixel, [stroke.width for stroke in fill.outline]) == (0.8, [0.6])


def test_a_line_is_as_long_as_its_place_ends_included(monkeypatch: pytest.MonkeyPatch) -> None:
    flat, round_ = Stroke("#000", 4, cap="butt"), Stroke("#111", 2)
    (one, two) = sample(LineStyle((flat, round_)), monkeypatch)
    assert one[2][0].bounds == (10, 50, 30, 50)
    assert two[2][0].bounds == (11, 50, 29, 50)
    assert one[1].pixel == 1
    assert one[4] < two[4]
    # What is wider than a row becomes thinner as a whole.
    (wide,) = sample(LineStyle((Stroke("#000", 14),)), monkeypatch)
    assert wide[1].pixel == pytest.approx(0.5)
    assert wide[2][0].bounds == (13.5, 50, 26.5, 50)
    (border,) = sample(FillStyle("#fff", 0.0, (flat,)), monkeypatch)
    assert border[0] == "draw_stroke"


def test_a_heading_wider_than_its_column_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [entry("Cầu", group="points")]
    laid = legend_of(*found, width=60)
    words, _ = drawn(laid, monkeypatch)
    heads = [text for text, x, _ in words if x == 0]
    assert " ".join(heads[::-1]) == "Cửa khẩu, đô thị, địa danh"
    assert len(heads) == 2
    assert laid.height > legend_of(*found, width=200).height
