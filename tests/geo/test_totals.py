"""What is counted: the province only, approved and proposed apart, no false digit."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.content.caption import caption
from geo.dates import PartialDate
from geo.model import Milestone, MilestoneKind, MilestoneRole, Project, Status
from geo.query.selection import Selection
from geo.query.view import Money, Reach, Totals, build_view
from geo.query.wording import money_words
from geo.text import NO_TEXT
from tests import tiny

TODAY = date(2026, 1, 1)
FAR = tiny.line((100_000, 5_000), (140_000, 5_000))


def outside(project_id: str) -> Project:
    return tiny.project(project_id, tiny.piece(FAR, "S-FAR"))


def totals(
    projects: tuple[Project, ...], selection: Selection | None = None, **more: object
) -> Totals:
    view = build_view(tiny.town(projects, **more), selection or Selection(), TODAY)
    return view.totals


def capital(project_id: str, value: float, **more: object) -> object:
    return tiny.figure(project_id, "capital", value, "billion_vnd", **more)


@given(
    st.lists(st.integers(1, 9_000), min_size=1, max_size=4),
    st.integers(1, 90_000),
    st.sampled_from(["", "201", "20201"]),
)
def test_no_sum_changes_when_a_project_outside_the_province_is_added(
    values: list[int], far: int, area: str
) -> None:
    inside = tuple(tiny.on_road(f"P-{n}", 0, 5 + n) for n, _ in enumerate(values))
    figures = tuple(capital(f"P-{n}", value) for n, value in enumerate(values))
    chosen = Selection(areas=(area,)) if area else Selection()
    before = totals(inside, chosen, figures=figures)
    more = (*inside, outside("P-FAR"))
    after = totals(more, chosen, figures=(*figures, capital("P-FAR", far)))
    kept = ("projects", "by_status", "drawn_km", "schematic_km", "approved", "proposed", "passing")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert after.outside == (0 if area else 1)


def test_money_is_approved_once_works_began_or_a_decision_is_known() -> None:
    projects = tuple(tiny.on_road(f"P-{n}", 0, 5) for n in range(5))
    events = (
        tiny.event("P-0", PartialDate(2025, 5, 1), Status.CONSTRUCTION),
        tiny.event("P-3", PartialDate(2025, 5, 1), Status.LAPSED),
    )

    def step(project_id: str, role: MilestoneRole, day: PartialDate) -> Milestone:
        kind = MilestoneKind.POLICY
        return Milestone(project_id, kind, role, day, None, NO_TEXT, tiny.SOURCE)

    milestones = (
        step("P-1", MilestoneRole.ACTUAL, PartialDate(2024)),
        step("P-2", MilestoneRole.PLANNED, PartialDate(2024)),
        step("P-4", MilestoneRole.ACTUAL, PartialDate(2026)),  # known only when the year is over
    )
    figures = tuple(capital(f"P-{n}", 10.0**n) for n in range(5))
    found = totals(projects, events=events, milestones=milestones, figures=figures)
    assert found.approved == Money(1 + 10, 2)
    assert found.proposed == Money(100 + 10_000, 2)
    assert found.passing == Money()


def test_what_only_passes_through_an_area_brings_it_no_money() -> None:
    projects = (tiny.on_road("P-IN", 21, 29), tiny.on_road("P-OVER", 5, 29))
    figures = (capital("P-IN", 7), capital("P-OVER", 400, qualifier="about"))
    east = totals(projects, Selection(areas=(tiny.EAST,)), figures=figures)
    assert (east.projects, east.crossing) == (2, 1)
    assert (east.proposed, east.passing) == (Money(7, 1), Money(400, 1, exact=False))
    assert east.drawn_km == pytest.approx(17, abs=0.1)
    whole = totals(projects, figures=figures)
    assert (whole.crossing, whole.proposed) == (0, Money(407, 2, exact=False))


def test_a_project_of_one_commune_is_inside_its_former_district_too() -> None:
    view = build_view(tiny.town([tiny.on_road("P", 1, 9)]), Selection(areas=("201",)), TODAY)
    assert [row.reach for row in view.rows] == [Reach.INSIDE]
    both = Selection(areas=(tiny.WEST, tiny.MIDDLE))
    view = build_view(tiny.town([tiny.on_road("P", 1, 19)]), both, TODAY)
    assert [row.reach for row in view.rows] == [Reach.INSIDE]


def test_a_sum_of_rough_figures_has_no_decimals() -> None:
    assert money_words(Money(1234.56, 2), "vi") == "1.234,6 tỷ đồng"
    assert money_words(Money(1234.56, 2, exact=False), "vi") == "khoảng 1.235 tỷ đồng"


def test_the_caption_says_each_kind_of_money_for_itself() -> None:
    projects = (tiny.on_road("P-IN", 21, 29), tiny.on_road("P-OVER", 5, 29), outside("P-FAR"))
    figures = tuple(capital(name, 7) for name in ("P-IN", "P-OVER", "P-FAR"))
    town = tiny.town(projects, figures=figures)
    east = build_view(town, Selection(areas=(tiny.EAST,)), TODAY)
    assert caption(east, "vi") == (
        "Xã Đông có 2 dự án: 2 chưa rõ tình trạng. "
        "Tổng mức đầu tư: 7 tỷ đồng mới đề xuất (1 dự án). "
        "Các dự án đi qua địa bàn (1 dự án có số liệu): tổng mức đầu tư 7 tỷ đồng của cả dự án, "
        "không phải vốn của địa bàn."
    )
    everything = build_view(town, Selection(), TODAY)
    assert caption(everything, "vi").endswith("Không tính 1 dự án ngoài tỉnh.")
    assert "14 tỷ đồng" in caption(everything, "vi")


def test_length_is_that_inside_the_province() -> None:
    over = tiny.project("P", tiny.piece(tiny.line((20_000, 5_000), (45_000, 5_000))))
    row = build_view(tiny.town([over]), Selection(), TODAY).rows[0]
    assert row.length_km == pytest.approx(10, abs=0.05)
    assert row.drawn_km == pytest.approx(25, abs=0.05)
