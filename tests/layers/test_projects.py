"""The marks of a project: one for each part, one badge for whole areas, one name."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from geo.model import Evidence, GeometryKind, Status
from layers.style import palette
from layers.style.model import FillStyle, LineStyle, SymbolStyle
from layers.themes.projects import STYLES, geometry_class, marks, project_marks
from tests import tiny
from tests.tiny import EAST, MIDDLE, line, piece, point

LINE = piece(line((0, 5_000), (9_000, 5_000)))
SPOT = piece(point(1_000, 1_000), "P", "point")
AREAS = tiny.areas()


def test_a_part_is_a_line_a_point_or_an_area() -> None:
    area = piece(AREAS[EAST].geometry, f"commune:{EAST}", "area")
    assert [geometry_class(one) for one in (LINE, SPOT, area)] == ["line", "point", "area"]
    assert geometry_class(piece(point(0, 0), "commune:1", "area")) == "area"


def test_each_part_has_a_mark_and_the_first_one_the_name() -> None:
    drawn = replace(LINE, geometry_kind=GeometryKind.SCHEMATIC, evidence=Evidence.D)
    one = tiny.project("P-1", SPOT, drawn, LINE)
    symbol, *found = project_marks(one, Status.PLANNED, tiny.town([one]))
    # What is built at a point has the symbol of its kind there, below its badge.
    assert (symbol.style, symbol.geometry, symbol.label) == (
        "kind-national-road", SPOT.geometry, None,
    )  # fmt: skip
    assert [mark.style for mark in found] == ["point-planned", "drawn-planned", "line-planned"]
    assert [mark.label is not None for mark in found] == [True, False, False]
    assert [(mark.grade, mark.schematic) for mark in found] == [
        ("A", False),
        ("D", True),
        ("A", False),
    ]
    assert {mark.item_id for mark in (symbol, *found)} == {"P-1"}
    label = found[0].label
    assert label is not None
    assert (label.role, label.priority, label.min_zoom) == ("project", 35, 10.5)


def test_areas_are_drawn_as_one_with_a_badge_inside_that_has_the_name() -> None:
    areas = [piece(AREAS[code].geometry, f"commune:{code}", "area") for code in (MIDDLE, EAST)]
    one = replace(tiny.project("P-1", *areas, LINE), kind="urban")
    found = list(project_marks(one, Status.PLANNED, tiny.town([one])))
    assert [mark.style for mark in found] == ["area-planned", "point-planned", "line-planned"]
    assert [mark.label is not None for mark in found] == [False, True, False]
    whole = shapely.union_all([AREAS[code].geometry for code in (MIDDLE, EAST)])
    assert found[0].geometry.equals(whole)
    assert whole.contains(found[1].geometry)


def test_unlocated_spots_are_a_thin_trace_at_the_bottom() -> None:
    thin = tiny.project("P-2", LINE, SPOT, unlocated_spots=True)
    found = list(marks(tiny.town([tiny.project("P-1", LINE), thin])))
    assert [(mark.item_id, mark.style) for mark in found] == [
        ("P-2", "trace-unknown"), ("P-2", "kind-national-road"), ("P-2", "point-unknown"),
        ("P-1", "line-unknown"),
    ]  # fmt: skip


def test_traces_are_thinner_than_lines_in_the_same_pattern() -> None:
    for status in Status:
        thick, thin, badge = (STYLES[f"{shape}-{status}"] for shape in ("line", "trace", "point"))
        assert isinstance(thick, LineStyle)
        assert isinstance(thin, LineStyle)
        assert isinstance(badge, SymbolStyle)
        # The lowest stroke of a line is its halo, that of one under construction its dark edge too.
        own = [stroke for stroke in thick.strokes[1:] if stroke.color != palette.INK]
        for one, two in zip(own, thin.strokes, strict=True):
            assert (two.color, two.opacity, two.cap) == (one.color, one.opacity, one.cap)
            assert two.width < 0.4 * one.width
            assert [round(y / x, 6) for x, y in zip(one.dash, two.dash, strict=True)] == [
                0.6
            ] * len(one.dash)


@pytest.mark.parametrize("status", Status)
def test_an_area_has_a_tint_and_a_rim_and_no_outline(status: Status) -> None:
    style = STYLES[f"area-{status}"]
    assert isinstance(style, FillStyle)
    assert style.outline == ()
    assert 0 < style.opacity < 0.1
    assert style.rim
    # Soft: no band of it could be taken for a line, not even all together at the edge.
    assert sum(band.opacity for band in style.rim) < 0.25
    assert all(not band.dash for band in style.rim)


@pytest.mark.parametrize("status", Status)
def test_only_a_drawing_is_hollow(status: Status) -> None:
    for shape in ("drawn", "ghost"):
        style = STYLES[f"{shape}-{status}"]
        assert isinstance(style, LineStyle)
        body, core = style.strokes[-2:]
        assert (core.color, core.opacity) == (palette.PAPER, 1.0)
        assert 0.3 < core.width / body.width < 0.6
        # The core runs wherever the line does, but for the ties of one under construction.
        assert core.dash == ((7.0, 2.2) if status is Status.CONSTRUCTION else body.dash)
        assert body.color == palette.STATUS[status]
    for shape in ("line", "trace", "pale"):
        style = STYLES[f"{shape}-{status}"]
        assert isinstance(style, LineStyle)
        # White in a line that is surveyed are ticks alone, shorter than what they leave.
        for stroke in style.strokes:
            assert stroke.color != palette.PAPER or stroke.dash[0] < stroke.dash[1]


def test_a_drawing_outside_the_province_is_hollow_and_pale() -> None:
    drawn = replace(LINE, geometry_kind=GeometryKind.SCHEMATIC)
    inside = tiny.project("P-1", drawn, LINE)
    outside = replace(inside, overlaps=())
    for one, expected in ((inside, ["drawn", "line"]), (outside, ["ghost", "pale"])):
        found = project_marks(one, Status.PLANNED, tiny.town([one]))
        assert [mark.style.partition("-")[0] for mark in found] == expected


@pytest.mark.parametrize(
    ("kind", "weight"),
    [("expressway", 1.5), ("national-road", 1.2), ("provincial-road", 0.9), ("urban", 1.0)],
)
def test_lines_are_as_wide_as_their_class_is_important(kind: str, weight: float) -> None:
    one = replace(tiny.project("P-1", LINE, SPOT), kind=kind)
    found = {mark.style: mark for mark in project_marks(one, Status.PLANNED, tiny.town([one]))}
    assert found["line-planned"].weight == weight
    assert found["point-planned"].weight == 1.0
    style = STYLES["line-planned"]
    assert isinstance(style, LineStyle)
    for wide, usual in zip(style.scaled(weight).strokes, style.strokes, strict=True):
        assert wide.width == usual.width * weight
        assert wide.dash == tuple(length * weight for length in usual.dash)


def test_under_construction_has_a_dark_edge_and_lies_on_top() -> None:
    counts = {}
    for status in Status:
        style = STYLES[f"line-{status}"]
        assert isinstance(style, LineStyle)
        counts[status] = len(style.strokes)
        assert (style.strokes[1].color == palette.INK) is (status is Status.CONSTRUCTION)
    # All lines are drawn stroke by stroke: who has most of them is on top of all.
    assert all(
        count < counts[Status.CONSTRUCTION]
        for status, count in counts.items()
        if status is not Status.CONSTRUCTION
    )


def test_a_line_known_by_its_communes_is_hatched_and_not_filled() -> None:
    areas = [piece(AREAS[code].geometry, f"commune:{code}", "area") for code in (MIDDLE, EAST)]
    one = replace(tiny.project("P-1", *areas), kind="national-road")
    hatch, badge = project_marks(one, Status.COMPLETED, tiny.town([one]))
    assert (hatch.style, badge.style) == ("hatch-completed", "point-completed")
    whole = shapely.union_all([AREAS[code].geometry for code in (MIDDLE, EAST)])
    assert whole.buffer(1e-9).covers(hatch.geometry)
    assert hatch.geometry.length > 5 * max(whole.bounds[2] - whole.bounds[0], 0.0)


def test_a_line_known_to_lie_somewhere_is_a_hatched_disc() -> None:
    within = piece(AREAS[EAST].geometry, f"within:{EAST}", "within")
    found = {}
    for kind in ("national-road", "school"):
        one = replace(tiny.project("P-1", within), kind=kind)
        marks_of = list(project_marks(one, Status.PLANNED, tiny.town([one])))
        found[kind] = [mark.style.partition("-")[0] for mark in marks_of]
    assert found["national-road"] == ["hatch", *found["school"]]
    assert "hatch" not in found["school"]
