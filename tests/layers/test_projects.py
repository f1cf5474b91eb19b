"""The marks of a project: one for each part, one badge for whole areas, one name."""

from __future__ import annotations

from dataclasses import replace

import shapely

from geo.model import Evidence, GeometryKind, Status
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
    assert [mark.style for mark in found] == ["point-planned", "line-planned", "line-planned"]
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
    one = tiny.project("P-1", *areas, LINE)
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


def test_outlines_and_traces_are_thinner_than_lines_in_the_same_pattern() -> None:
    for status in Status:
        thick, thin, area, badge = (STYLES[f"{shape}-{status}"] for shape in
                                    ("line", "trace", "area", "point"))  # fmt: skip
        assert isinstance(thick, LineStyle)
        assert isinstance(thin, LineStyle)
        assert isinstance(area, FillStyle)
        assert isinstance(badge, SymbolStyle)
        assert thin.strokes == area.outline
        # The lowest stroke of a line is its halo.
        for one, two in zip(thick.strokes[1:], thin.strokes, strict=True):
            assert (two.color, two.opacity, two.cap) == (one.color, one.opacity, one.cap)
            assert two.width < 0.4 * one.width
            assert [round(y / x, 6) for x, y in zip(one.dash, two.dash, strict=True)] == [
                0.6
            ] * len(one.dash)
        assert 0 < area.opacity < 0.1
