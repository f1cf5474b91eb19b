"""What the sheet of a corridor says of it beside its projects."""

from __future__ import annotations

import pytest

from briefing.sheet.corridor import corridor_facts, draw_corridor
from briefing.sheet.legend import entries
from briefing.sheet.page import Page
from briefing.sheet.paper_sizes import Box, paper_of
from briefing.sheet.plan import plan
from geo.corridor.profile import profile
from tests.briefing.sheets import catalog, request, view_of

PROJECTS, ROADS = "sheet.legend-projects", "sheet.legend-roads"


def test_its_roads_have_length_and_status_and_its_gates_are_named() -> None:
    view = view_of(corridors=("COR-04",))
    facts = {fact.name: (fact.measure, fact.details) for fact in corridor_facts(view, "vi")}
    roads = {road.name["vi"]: road for road in profile(view, "COR-04").roads}
    assert list(facts) == [*roads, "Cửa khẩu trên tuyến"]
    assert facts["Cửa khẩu trên tuyến"] == ("", "Cửa khẩu chính Chiềng Khương")
    assert facts["QL.12"] == ("51 km", "Chưa có dự án 51 km")


def test_a_drawing_says_so_beside_its_length() -> None:
    facts = {fact.name: fact for fact in corridor_facts(view_of(corridors=("COR-01",)), "vi")}
    assert facts["Cao tốc CT.03"].measure.endswith(" km (chỉ là sơ đồ)")
    assert facts["QL.6"].details == "Hoàn thành 110 km · Chưa có dự án 104 km"


@pytest.mark.parametrize(
    ("areas", "corridors"), [((), ()), ((), ("COR-01", "COR-04")), (("123",), ("COR-05",))]
)
def test_a_sheet_of_something_else_says_nothing_of_corridors(
    areas: tuple[str, ...], corridors: tuple[str, ...]
) -> None:
    assert corridor_facts(view_of(*areas, corridors=corridors), "vi") == []


def test_it_is_told_whole_or_not_at_all() -> None:
    sheet = plan(view_of(corridors=("COR-04",)), request())
    page = Page(paper_of("A4"))
    roomy = Box(20.0, 20.0, 230.0, 400.0)
    height = draw_corridor(page, sheet, roomy)
    assert 0 < height < 400
    assert draw_corridor(page, sheet, Box(20.0, 20.0, 230.0, height - 1)) == 0.0


@pytest.mark.parametrize(
    ("used", "group"),
    [([("projects", "line-planned")], PROJECTS), ([("projects", "point-planned")], ROADS)],
)
def test_the_word_for_a_drawing_is_explained_where_the_drawing_is(
    used: list[tuple[str, str]], group: str
) -> None:
    (found,) = [one for one in entries(used, {"schematic"}, catalog(), "vi") if one.sign]
    assert found.group == group
