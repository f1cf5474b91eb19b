"""Project control in words, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from geo.dates import PartialDate
from geo.model import Agency, AgencyRole, Obstacle, ObstacleState, Package, Status
from geo.query.control import AgencyState, MilestoneState, Slip, SlipKind
from geo.query.control_words import (
    agency_words,
    milestone_words,
    obstacle_words,
    package_words,
    slip_words,
)
from geo.query.fields import FIELDS
from geo.query.group_words import say_group, say_parts
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.text import NO_TEXT
from tests import tiny
from tests.geo.test_control import DAY, milestone, told

_OPENING = milestone("opening", "planned", "2027", "2025-05-18")
_LATER = milestone("opening", "planned", "2028-06", "2026-02-05")
_COME = milestone("opening", "actual", "2028-05-19")


def state(slip: Slip | None = None, *, overdue: bool = False, **rows: Any) -> MilestoneState:
    values: dict[str, Any] = {"first": None, "newest": None, "actual": None}
    return MilestoneState(_OPENING.milestone, **(values | rows), slip=slip, overdue=overdue)


@pytest.mark.parametrize(
    ("slip", "vi", "en"),
    [
        (Slip(SlipKind.LATE, 7), "chậm 7 tháng", "7 months late"),
        (Slip(SlipKind.LATE, 1), "chậm 1 tháng", "1 month late"),
        (Slip(SlipKind.LATE, 5, exact=False), "chậm ít nhất 5 tháng", "at least 5 months late"),
        (Slip(SlipKind.LATE, 1, exact=False), "chậm ít nhất 1 tháng", "at least 1 month late"),
        (Slip(SlipKind.LATE, 0), "chậm chưa đầy 1 tháng", "less than a month late"),
        (Slip(SlipKind.LATE, 0, exact=False), "chậm, chưa rõ bao lâu",
         "late, not known by how much"),
        (Slip(SlipKind.EARLY, 2), "sớm 2 tháng", "2 months early"),
        (Slip(SlipKind.EARLY, 3, exact=False), "sớm ít nhất 3 tháng", "at least 3 months early"),
        (Slip(SlipKind.ON_PLAN), "kế hoạch giữ nguyên", "plan unchanged"),
        (Slip(SlipKind.UNSURE, exact=False), "chưa rõ sớm hay chậm",
         "early or late is not known"),
        (None, "", ""),
    ],
)  # fmt: skip
def test_a_slip_in_words(slip: Slip | None, vi: str, en: str) -> None:
    assert slip_words(state(slip, newest=_LATER), "vi") == vi
    assert slip_words(state(slip, newest=_LATER), "en") == en


def test_a_met_plan_is_no_unchanged_one() -> None:
    assert slip_words(state(Slip(SlipKind.ON_PLAN), actual=_COME), "vi") == "đúng kế hoạch"


def test_a_milestone_tells_plan_actual_and_slip() -> None:
    late = Slip(SlipKind.LATE, 5, exact=False)
    pending = state(late, first=_OPENING, newest=_LATER, overdue=True)
    assert milestone_words(pending, "vi") == (
        "Đưa vào sử dụng: kế hoạch 06/2028, nêu 05/02/2026; kế hoạch đầu 2027; "
        "chậm ít nhất 5 tháng; quá hạn, chưa có tin"
    )
    once = state(first=_OPENING, newest=_OPENING)
    assert milestone_words(once, "vi") == "Đưa vào sử dụng: kế hoạch 2027, nêu 18/05/2025"
    undated = milestone("opening", "planned", "2027")
    assert milestone_words(state(newest=undated), "en") == "Opening: planned 2027"
    come = state(late, first=_OPENING, newest=_LATER, actual=_COME)
    assert milestone_words(come, "en") == (
        "Opening: 19 May 2028; first planned 2027; at least 5 months late"
    )
    assert milestone_words(state(actual=_COME), "vi") == "Đưa vào sử dụng: 19/05/2028"


def test_a_package_tells_what_is_known_of_it() -> None:
    bare = Package(
        "XL-1", "P-1", tiny.named("Gói 1"), None, "", None, None, None, None, NO_TEXT, tiny.SOURCE
    )
    assert package_words(bare, "vi") == "Gói 1"
    full = Package(
        "XL-1", "P-1", tiny.named("Gói 1"), 1352.4, "Công ty A", told("2025-04-28"),
        told("2027"), 12.5, told("2026-02"), NO_TEXT, tiny.SOURCE,
    )  # fmt: skip
    assert package_words(full, "vi") == (
        "Gói 1 (1.352,4 tỷ đồng; nhà thầu Công ty A; ký 28/04/2025; xong 2027; "
        "đạt 12,5 % (02/2026))"
    )


def test_an_obstacle_tells_its_state_who_solves_it_and_by_when() -> None:
    town = tiny.town(agencies=tiny.by_id([Agency("SO", tiny.named("Sở A", en="Office A"))]))
    row = Obstacle(
        "P-1", tiny.named("Thiếu đất đắp"), "SO", told("2026-03"), ObstacleState.OPEN,
        told("2026-02-05"), NO_TEXT, tiny.SOURCE,
    )  # fmt: skip
    assert obstacle_words(town, row, "vi") == (
        "Thiếu đất đắp (đang vướng; Sở A giải quyết; hạn 03/2026; nêu 05/02/2026)"
    )
    unknown = Obstacle(
        "P-1", tiny.named("Điện"), "GONE", None, ObstacleState.UNKNOWN, None, NO_TEXT, tiny.SOURCE
    )
    assert obstacle_words(town, unknown, "en") == "Điện (not known whether solved)"


def test_an_agency_tells_its_role_and_how_to_reach_it() -> None:
    town = tiny.town(
        agencies=tiny.by_id(
            [Agency("A", tiny.named("Ban A"), "0212 000"), Agency("B", tiny.named("B"))]
        )
    )
    assert agency_words(town, AgencyState("A", AgencyRole.INVESTOR), "vi") == (
        "Ban A (chủ đầu tư; 0212 000)"
    )
    assert agency_words(town, AgencyState("B", None), "vi") == "B"


def test_group_and_parts_name_each_other() -> None:
    group, part = tiny.on_road("P-1", 0, 5), tiny.on_road("P-2", 5, 9, part_of="P-1")
    events = (tiny.event("P-2", PartialDate(2025), Status.CONSTRUCTION),)
    view = build_view(tiny.town([group, part], events=events), Selection(), DAY)
    whole, one = view.rows
    assert list(say_group(view, one, "vi")) == [("Dự án P-1", "P-1")]
    assert list(say_group(view, whole, "vi")) == []
    assert list(say_parts(view, whole, "vi")) == [
        ("1 dự án: 1 đang thi công", ""), ("Dự án P-2", "P-2"),
    ]  # fmt: skip
    assert list(say_parts(view, one, "vi")) == []


def test_columns_tell_the_newest_share_the_next_step_and_what_is_open() -> None:
    rows = (
        Obstacle("P-1", tiny.named("Điện"), "", None, ObstacleState.OPEN, None, NO_TEXT,
                 tiny.SOURCE),
        Obstacle("P-1", tiny.named("Đất"), "", None, ObstacleState.SOLVED, None, NO_TEXT,
                 tiny.SOURCE),
    )  # fmt: skip
    town = tiny.town(
        [tiny.on_road("P-1", 0, 5), tiny.on_road("P-2", 5, 9)],
        figures=(
            tiny.figure("P-1", "physical_progress", 31.5, "percent", as_of=told("2026-01")),
            tiny.figure("P-1", "physical_progress", 12, "percent", as_of=told("2025-01")),
        ),
        milestones=(_OPENING, _LATER),
        obstacles=rows,
    )
    view = build_view(town, Selection(), DAY)
    columns = {column.id: column for item in FIELDS for column in (*item.columns, *item.codes)}

    def cells(number: int) -> dict[str, object]:
        names = (
            "physical_progress_percent", "physical_progress_date", "cleared_share_percent",
            "next_milestone", "next_milestone_date", "next_milestone_slip", "open_obstacles",
            "obstacle_notes",
        )  # fmt: skip
        return {name: columns[name].cell(view, view.rows[number]) for name in names}

    assert cells(0) == {
        "physical_progress_percent": 31.5, "physical_progress_date": told("2026-01"),
        "cleared_share_percent": None, "next_milestone": "Đưa vào sử dụng",
        "next_milestone_date": told("2028-06"), "next_milestone_slip": "chậm ít nhất 5 tháng",
        "open_obstacles": 1, "obstacle_notes": ["Điện (đang vướng)"],
    }  # fmt: skip
    assert [value for value in cells(1).values() if value] == []


@pytest.mark.parametrize(
    ("kind", "asked"),
    [("school", False), ("airport", False), ("border-gate", False), ("urban", False),
     ("provincial-road", True), ("bridge", True), ("power-line", True)],
)  # fmt: skip
def test_nobody_asks_for_the_length_of_what_has_none(kind: str, asked: bool) -> None:
    one = tiny.project("P-1", kind=kind)
    for item in FIELDS:
        if item.id in ("length", "extent"):
            assert item.applies(one) is asked, item.id


def test_a_line_of_any_kind_may_be_long_but_a_gate() -> None:
    line = tiny.piece(tiny.line((0, 0), (5_000, 0)))
    (length,) = (item for item in FIELDS if item.id == "length")
    assert length.applies(tiny.project("P-1", line, kind="urban-works"))
    assert not length.applies(tiny.project("P-1", line, kind="airport"))
