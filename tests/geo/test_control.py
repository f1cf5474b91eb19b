"""Project control: each word counts from its day, and no slip is told that is not certain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.dates import PartialDate
from geo.model import (
    Agency,
    AgencyRole,
    Milestone,
    MilestoneKind,
    MilestoneRole,
    Obstacle,
    ObstacleState,
    Package,
    Project,
    Role,
    SourceKind,
    Status,
)
from geo.query.control import (
    Control,
    MilestoneState,
    Slip,
    SlipKind,
    latest_word,
    months_between,
    project_control,
    slip_between,
)
from geo.text import NO_TEXT
from tests import tiny

DAY = date(2026, 11, 26)
PRESS = "TOWN-2"


def told(text: str) -> PartialDate:
    return PartialDate.parse(text)


def milestone(
    kind: str, role: str, day: str, as_of: str = "", source_id: str = tiny.SOURCE
) -> Milestone:
    known = told(as_of) if as_of else None
    return Milestone(
        "P-1", MilestoneKind(kind), MilestoneRole(role), told(day), known, NO_TEXT, source_id
    )


def obstacle(what: str, state: str, **more: Any) -> Obstacle:
    values: dict[str, Any] = {
        "agency_id": "", "deadline": None, "as_of": None, "note": NO_TEXT,
        "source_id": tiny.SOURCE,
    }  # fmt: skip
    return Obstacle("P-1", tiny.named(what), state=ObstacleState(state), **(values | more))


def package(package_id: str, as_of: str = "", **more: Any) -> Package:
    values: dict[str, Any] = {
        "value_billion_vnd": None, "contractor": "", "signed": None, "finish": None,
        "progress_percent": None, "note": NO_TEXT, "source_id": tiny.SOURCE,
    }  # fmt: skip
    known = told(as_of) if as_of else None
    name = tiny.named(f"Gói {package_id}")
    return Package(package_id, "P-1", name, as_of=known, **(values | more))


def control(
    milestones: Sequence[Milestone] = (),
    day: date = DAY,
    project: Project | None = None,
    **more: Any,
) -> Control:
    one = project or tiny.on_road("P-1", 0, 20)
    town = tiny.town(
        [one],
        milestones=tuple(milestones),
        **{
            "sources": tiny.by_id(
                [tiny.source(tiny.SOURCE), tiny.source(PRESS, kind=SourceKind.PRESS)]
            ),
            **more,
        },
    )
    return project_control(town, one, day)


def only(found: Control) -> MilestoneState:
    (state,) = found.milestones
    return state


@pytest.mark.parametrize(
    ("planned", "expected", "slip"),
    [
        ("2025-04-30", "2025-05-18", Slip(SlipKind.LATE, 0)),
        ("2025-04-30", "2025-09-30", Slip(SlipKind.LATE, 5)),
        ("2025-04-30", "2025-09-29", Slip(SlipKind.LATE, 4)),
        # 30 April gives five months, 1 April the same: less than six.
        ("2025-04", "2025-09-30", Slip(SlipKind.LATE, 5)),
        ("2025-12", "2026-06", Slip(SlipKind.LATE, 5, exact=False)),
        ("2025", "2026-05-18", Slip(SlipKind.LATE, 4, exact=False)),
        ("2025", "2026", Slip(SlipKind.LATE, 0, exact=False)),
        ("2025", "2027", Slip(SlipKind.LATE, 12, exact=False)),
        ("2025-09-30", "2025-07-30", Slip(SlipKind.EARLY, 2)),
        ("2026", "2025-11", Slip(SlipKind.EARLY, 1, exact=False)),
        ("2025", "2025-05-18", Slip(SlipKind.ON_PLAN)),
        ("2025", "2025", Slip(SlipKind.ON_PLAN)),
        ("2025-05-18", "2025-05-18", Slip(SlipKind.ON_PLAN)),
        ("2025-05-18", "2025", Slip(SlipKind.UNSURE, exact=False)),
        ("2025-05", "2025", Slip(SlipKind.UNSURE, exact=False)),
    ],
)
def test_a_slip_is_what_all_days_of_both_dates_have_in_common(
    planned: str, expected: str, slip: Slip
) -> None:
    assert slip_between(told(planned), told(expected)) == slip


_DATES = st.builds(
    lambda day, parts: PartialDate(*(day.year, day.month, day.day)[:parts]),
    st.dates(date(2015, 1, 1), date(2035, 12, 31)),
    st.integers(1, 3),
)


def _some_day(of: PartialDate, share: float) -> date:
    return of.first_day + timedelta(days=round(share * (of.last_day - of.first_day).days))


@given(_DATES, _DATES, st.floats(0, 1), st.floats(0, 1))
def test_no_day_within_the_dates_contradicts_a_slip(
    planned: PartialDate, expected: PartialDate, one: float, other: float
) -> None:
    slip = slip_between(planned, expected)
    plan, came = _some_day(planned, one), _some_day(expected, other)
    if slip.kind is SlipKind.LATE:
        months = months_between(plan, came)
        assert plan < came
        assert months == slip.months if slip.exact else months >= slip.months
    if slip.kind is SlipKind.EARLY:
        assert came < plan
        assert months_between(came, plan) >= slip.months
    if slip.kind is SlipKind.ON_PLAN:
        assert planned.first_day <= came <= planned.last_day


def test_plans_are_ordered_by_the_day_on_which_they_were_told() -> None:
    rows = [
        milestone("opening", "planned", "2028", "2026-02-05"),
        milestone("opening", "planned", "2027", "2025-05-18"),
        milestone("opening", "planned", "2029", "2026-12-01"),
    ]
    state = only(control(rows))
    assert state.first
    assert state.newest
    assert (state.first.date.iso(), state.newest.date.iso()) == ("2027", "2028")
    assert state.slip == Slip(SlipKind.LATE, 0, exact=False)
    assert not state.overdue
    earlier = only(control(rows, date(2025, 6, 1)))
    assert earlier.first is earlier.newest
    assert earlier.slip is None
    assert control(rows, date(2025, 5, 17)).milestones == ()


def test_of_plans_of_one_day_the_stronger_source_counts() -> None:
    rows = [
        milestone("opening", "planned", "2027", "2025-05-18"),
        milestone("opening", "planned", "2030", "2025-05-18", PRESS),
    ]
    state = only(control(rows))
    assert state.first is state.newest is rows[0]


def test_an_actual_date_ends_the_plan_from_its_own_day_on() -> None:
    rows = [
        milestone("ground-breaking", "planned", "2025-03-15", "2024-12"),
        milestone("ground-breaking", "actual", "2025-05-18"),
    ]
    state = only(control(rows))
    assert state.slip == Slip(SlipKind.LATE, 2)
    assert (state.overdue, state.expected) == (False, told("2025-05-18"))
    before = only(control(rows, date(2025, 4, 1)))
    assert (before.actual, before.overdue, before.slip) == (None, True, None)
    assert not only(control(rows, date(2025, 3, 15))).overdue


def test_of_sources_on_what_happened_the_official_one_counts_then_the_precise_one() -> None:
    rows = [
        milestone("opening", "actual", "2024-08-20", source_id=PRESS),
        milestone("opening", "actual", "2024-08"),
        milestone("opening", "actual", "2024-08-19"),
    ]
    assert only(control(rows)).actual is rows[2]


def test_what_other_sources_say_of_an_actual_date_is_kept() -> None:
    rows = [
        milestone("policy", "actual", "2022-05", source_id=PRESS),
        milestone("policy", "actual", "2019-05-20"),
        milestone("policy", "actual", "2019-05-20", source_id=PRESS),
    ]
    state = only(control(rows))
    assert (state.actual, state.others) == (rows[1], (rows[0],))
    assert state.told == (rows[1], rows[0])


def test_the_latest_word_is_the_last_day_on_which_anything_was_told() -> None:
    one = tiny.on_road("P-1", 0, 20)

    def latest(day: date = DAY, **more: Any) -> date | None:
        sources = tiny.by_id(
            [tiny.source("OLD", date=told("2024-03")), tiny.source("NO", date=None)]
        )
        return latest_word(tiny.town([one], sources=sources, **more), one, day)

    assert latest() is None
    # Told in March 2024, whatever later day of the year it speaks of.
    come = milestone("opening", "actual", "2024", source_id="OLD")
    assert latest(milestones=(come,)) == date(2024, 3, 31)
    assert latest(milestones=(replace(come, source_id="NO"),)) == date(2024, 12, 31)
    events = (tiny.event("P-1", told("2025-05-18"), Status.CONSTRUCTION, "NO"),)
    figures = (tiny.figure("P-1", "length", 20, "km", as_of=told("2026-02-05")),)
    assert latest(milestones=(come,), events=events) == date(2025, 5, 18)
    assert latest(events=events, figures=figures) == date(2026, 2, 5)
    assert latest(date(2026, 2, 4), events=events, figures=figures) == date(2025, 5, 18)
    assert latest(obstacles=(obstacle("Điện", "open", as_of=told("2026-09")),)) == date(2026, 9, 30)


def test_the_next_milestone_is_the_pending_one_planned_first() -> None:
    rows = [
        milestone("policy", "planned", "2022", "2021"),
        milestone("ground-breaking", "actual", "2025-05-18"),
        milestone("opening", "planned", "2027", "2026"),
        milestone("land", "planned", "2026-12", "2026-02"),
    ]
    found = control(rows, date(2027, 1, 1))
    assert found.next_milestone
    assert found.next_milestone.kind is MilestoneKind.LAND
    assert found.next_milestone.overdue
    assert [state.kind for state in found.milestones] == [
        "policy", "ground-breaking", "land", "opening",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "kind"),
    [(Status.CONSTRUCTION, "opening"), (Status.COMPLETED, "acceptance"), (Status.LAPSED, "")],
)
def test_what_has_ended_waits_for_nothing_but_its_acceptance(status: Status, kind: str) -> None:
    rows = [
        milestone("opening", "planned", "2025", "2024"),
        milestone("acceptance", "planned", "2026", "2024"),
    ]
    events = (tiny.event("P-1", told("2025-06-01"), status),)
    following = control(rows, events=events).next_milestone
    assert (following.kind.value if following else "") == kind


def test_the_newest_figure_of_each_quantity_in_their_order() -> None:
    figures = (
        tiny.figure("P-1", "cleared_share", 79.33, "percent", as_of=told("2026-02-05")),
        tiny.figure("P-1", "cleared_share", 90.2, "percent", as_of=told("2027-01")),
        tiny.figure("P-1", "cleared_share", 12, "percent", as_of=told("2025")),
        tiny.figure("P-1", "physical_progress", 31, "percent", as_of=told("2026-01")),
        tiny.figure("P-1", "length", 20, "km"),
    )
    found = control(figures=figures).figures
    assert [(code, one.value) for code, one in found.items()] == [
        ("physical_progress", 31), ("cleared_share", 79.33),
    ]  # fmt: skip


def test_the_last_word_on_an_obstacle_counts_and_open_ones_stand_first() -> None:
    rows = (
        obstacle("Bãi thải", "open", as_of=told("2026-01")),
        obstacle("Bãi thải", "solved", as_of=told("2026-06")),
        obstacle("Mỏ đất", "unknown"),
        obstacle("Xôi đỗ", "open", deadline=told("2026-12-31")),
        obstacle("Điện", "open", deadline=told("2026-09-30")),
        obstacle("Rừng", "open"),
    )
    found = control(obstacles=rows)
    names = [one.what["vi"] for one in found.obstacles]
    assert names == ["Điện", "Xôi đỗ", "Rừng", "Mỏ đất", "Bãi thải"]
    assert len(found.open_obstacles) == 3
    early = control(obstacles=rows, day=date(2026, 3, 1))
    assert "Bãi thải" in [one.what["vi"] for one in early.open_obstacles]


def test_packages_stand_in_the_order_of_their_ids_once_they_are_known() -> None:
    rows = (package("XL-3"), package("XL-1", "2026-02-05"), package("XL-2", "2026-12-24"))
    assert [one.id for one in control(packages=rows).packages] == ["XL-1", "XL-3"]


def test_agencies_with_a_role_come_first_and_none_is_lost() -> None:
    agencies = tiny.by_id([Agency(id_, tiny.named(id_)) for id_ in ("BQL", "NT", "UBND", "SO")])
    roles = (
        Role("P-1", "NT", AgencyRole.CONTRACTOR, None, tiny.SOURCE),
        Role("P-1", "BQL", AgencyRole.OWNER, told("2025"), tiny.SOURCE),
        Role("P-1", "BQL", AgencyRole.OWNER, told("2026-01"), PRESS),
        Role("P-1", "UBND", AgencyRole.INVESTOR, told("2027"), tiny.SOURCE),
        Role("P-1", "GONE", AgencyRole.INVESTOR, None, tiny.SOURCE),
    )
    project = tiny.on_road("P-1", 0, 20, agency_ids=("SO", "BQL", "UBND"))
    found = control(project=project, agencies=agencies, roles=roles)
    assert [(one.agency_id, one.role, one.source_id) for one in found.agencies] == [
        ("BQL", "owner", PRESS), ("NT", "contractor", tiny.SOURCE), ("SO", None, ""),
        ("UBND", None, ""),
    ]  # fmt: skip


def test_sources_of_control_are_named_once() -> None:
    found = control(
        [
            milestone("opening", "planned", "2027", "2025"),
            milestone("opening", "planned", "2028", "2026-01", PRESS),
        ],
        obstacles=(obstacle("Điện", "open"),),
    )
    assert found.source_ids == (tiny.SOURCE, PRESS)


def test_nothing_known_is_nothing() -> None:
    found = control()
    assert [*found.figures, *found.milestones, *found.packages, *found.obstacles] == []
    assert (found.next_milestone, found.agencies, found.source_ids) == (None, (), ())
