"""Callouts: few, the largest, and they cover nothing."""

from __future__ import annotations

from io import BytesIO
from itertools import combinations

import pytest
import shapely
from pypdf import PdfReader

from briefing.sheet.callouts import MOST, Callout
from briefing.sheet.plan import Sheet
from briefing.sheet.render import render_planned
from briefing.sheet.wall import lay_out_wall, plan_wall
from geo.model import Status
from layers.paper.canvas import Drawn, symbol_box
from layers.paper.scene import Scene
from layers.style.model import SymbolStyle
from layers.themes.projects import THEME as PROJECTS
from tests.briefing.sheets import (
    every_selection,
    layout_of,
    request,
    sheet_of,
    view_of,
)


def check(sheet: Sheet, scene: Scene, drawn: Drawn, callouts: tuple[Callout, ...]) -> None:
    """Assert that callouts touch nothing but, with the end of the leader, their own project."""
    window = sheet.window
    assert len(callouts) <= MOST
    rows = {line.row.project.id: line for line in sheet.lines}
    money = [rows[one.project_id].row.capital for one in callouts]
    values = [figure.value for figure in money if figure]
    assert len(values) == len(callouts)
    assert values == sorted(values, reverse=True)
    for one in callouts:
        row = rows[one.project_id]
        assert row.row.status is Status.CONSTRUCTION
        assert row.row.project.kind != "school"
        assert window.paper.contains(one.box)
        for label in drawn.placed:
            own = label.request.owner == one.project_id
            assert not label.box.intersects(one.box), label.request.text
            assert own or not label.box.intersects(one.leader), label.request.text
            if label.leader is not None:
                assert not label.leader.intersects(one.box), label.request.text
        for item in drawn.visible:
            own = item.mark.item_id == one.project_id
            if isinstance(item.style, SymbolStyle):
                body = symbol_box(item.style, item.shape, window)
                assert not body.intersects(one.box), item.mark.item_id
                minor = item.theme.id == "urban" and "seat" not in item.mark.style
                assert own or minor or not body.intersects(one.leader), item.mark.item_id
            elif item.theme is PROJECTS and not item.shape.area:
                assert not item.shape.intersects(one.box), item.mark.item_id
                assert own or not item.shape.intersects(one.leader), item.mark.item_id
        if one.leader.is_empty:
            # Its number leads to it.
            assert one.project_id in drawn.numbered
            continue
        own_shapes = [item.shape for item in scene.shown if item.mark.item_id == one.project_id]
        end = shapely.get_point(one.leader, 1)
        reach = min(shape.distance(end) for shape in own_shapes)
        assert reach < window.to_points(16)
    for one, other in combinations(callouts, 2):
        assert not one.box.union(one.leader).intersects(other.box.union(other.leader))


@pytest.mark.parametrize("size", ["A4", "A3"])
@every_selection
def test_callouts_of_a_sheet_cover_nothing(areas: tuple[str, ...], size: str) -> None:
    layout = layout_of(*areas, size=size)
    check(sheet_of(*areas, size=size), layout.scene, layout.drawn, layout.callouts)
    for one in layout.callouts:
        whole = one.box.union(one.leader)
        for detail in layout.details:
            assert not whole.intersects(detail.inset.cover)
            assert not whole.intersects(detail.inset.frame)
            assert not whole.intersects(detail.letter)
        assert not any(whole.intersects(body) for body in layout.insets.reserved)


@pytest.mark.parametrize("size", ["A3", "A2"])
@pytest.mark.parametrize("areas", [(), ("123",)], ids=["province", "moc-chau"])
def test_callouts_of_a_wall_cover_nothing(areas: tuple[str, ...], size: str) -> None:
    wall = plan_wall(view_of(*areas), request(size=size))
    layout = lay_out_wall(wall)
    check(wall.sheet, layout.scene, layout.drawn, layout.callouts)
    assert layout.callouts or areas


def test_a_callout_says_name_kilometres_money_and_day() -> None:
    sheet = sheet_of("123")
    # The expressway is larger.
    larger, one = layout_of("123").callouts[:2]
    assert larger.project_id == "EXP-SL1"
    line = next(line for line in sheet.lines if line.number == one.number)
    assert " ".join(one.name) == line.name == "Đường trục chính Mộc Châu"
    assert one.facts == ("10 km · 600 tỷ đồng", "Đang thi công · 01/2026")
    text = PdfReader(BytesIO(render_planned(sheet))).pages[0].extract_text()
    assert "10 km · 600 tỷ đồng" in text
