"""The schedule: planned against actual, counted by hand in a town of a few projects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.catalog.catalog import Catalog
from geo.dates import PartialDate
from geo.model import Agency, Figure, Milestone, Project, Status, StatusEvent
from geo.query.control import Slip, SlipKind
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.reports.schedule import (
    Schedule,
    ScheduleRow,
    Timing,
    by_agency,
    money_by_year,
    schedule,
)
from geo.reports.schedule_words import (
    actual_words,
    money_words,
    parts_words,
    plan_money_words,
    plan_words,
    row_words,
    stale_words,
    summary_words,
    timing_words,
)
from tests import tiny
from tests.geo.test_control import milestone, told

DAY = date(2026, 11, 26)


def event(day: str, status: str, project_id: str = "P-1") -> StatusEvent:
    return tiny.event(project_id, told(day), Status(status))


def town(
    events: Sequence[StatusEvent] = (),
    milestones: Sequence[Milestone] = (),
    projects: Sequence[Project] | None = None,
    figures: Sequence[Figure] = (),
    **more: object,
) -> Catalog:
    return tiny.town(
        projects or [tiny.on_road("P-1", 0, 20)],
        events=tuple(events),
        milestones=tuple(milestones),
        figures=tuple(figures),
        **more,
    )


def known(catalog: Catalog, day: date = DAY) -> Schedule:
    return schedule(build_view(catalog, Selection(), day))


def only(catalog: Catalog, day: date = DAY) -> ScheduleRow:
    (row,) = known(catalog, day).rows
    return row


def timing(*milestones: Milestone, events: Sequence[StatusEvent] = (), **more: object) -> Timing:
    return only(town(events, milestones, [tiny.on_road("P-1", 0, 20, **more)])).timing


BUILDING = (event("2025-05-18", "construction"),)


@pytest.mark.parametrize(
    ("planned", "is_then"),
    [
        # The last day of a month or a year is still in time; the next one is not.
        ("2026-11-25", Timing.OVERDUE),
        ("2026-11-26", Timing.DUE_SOON),
        ("2026-10", Timing.OVERDUE),
        ("2026-11", Timing.DUE_SOON),
        ("2026", Timing.DUE_SOON),
        ("2027-02-24", Timing.DUE_SOON),
        ("2027-02-25", Timing.ON_PLAN),
        ("2027", Timing.ON_PLAN),
    ],
)
def test_a_plan_is_late_only_when_all_its_days_have_passed(planned: str, is_then: Timing) -> None:
    assert timing(milestone("opening", "planned", planned, "2025-01"), events=BUILDING) is is_then


def test_what_is_late_stands_first_and_says_by_how_much() -> None:
    row = only(town(BUILDING, [milestone("opening", "planned", "2025-09", "2025-01")]))
    assert row.days_late == (DAY - date(2025, 9, 30)).days == 422
    found = known(town(BUILDING, [milestone("opening", "planned", "2025-09", "2025-01")]))
    assert timing_words(found, row, "vi") == "Đưa vào sử dụng: hạn 09/2025, quá ít nhất 13 tháng"
    exact = known(town(BUILDING, [milestone("opening", "planned", "2025-09-30", "2025-01")]))
    assert timing_words(exact, exact.rows[0], "en") == "Opening: due 30 Sep 2025, 13 months ago"
    new = known(town(BUILDING, [milestone("opening", "planned", "2026-11-20", "2025-01")]))
    assert timing_words(new, new.rows[0], "vi") == "Đưa vào sử dụng: hạn 20/11/2026, mới quá hạn"


def test_a_finish_put_off_is_late_though_it_lies_ahead() -> None:
    told_twice = (
        milestone("opening", "planned", "2026-06", "2025-01"),
        milestone("opening", "planned", "2028-06", "2026-02"),
    )
    row = only(town(BUILDING, told_twice))
    assert row.timing is Timing.SLIPPED
    assert row.is_late
    assert row.slip == Slip(SlipKind.LATE, 23, exact=False)
    assert row.plan
    assert (row.plan.finish_first, row.plan.finish) == (told("2026-06"), told("2028-06"))
    assert plan_words(row, "vi") == "chưa rõ – 06/2028 (kế hoạch đầu: 06/2026)"
    # On the day before the second word the first one held.
    assert only(town(BUILDING, told_twice), date(2026, 1, 31)).timing is Timing.ON_PLAN


def test_work_that_began_late_is_not_late_for_ever() -> None:
    assert (
        timing(
            milestone("ground-breaking", "planned", "2025-01", "2024-06"),
            milestone("ground-breaking", "actual", "2025-05-18"),
            milestone("opening", "planned", "2028", "2024-06"),
            events=BUILDING,
        )
        is Timing.ON_PLAN
    )


def test_years_are_a_plan_only_for_what_lies_ahead() -> None:
    assert timing(start_year=2024, finish_year=2025, events=BUILDING) is Timing.OVERDUE
    assert timing(start_year=2026, events=[event("2024", "planned")]) is Timing.DUE_SOON
    # It began in that year: no plan, but what happened.
    started = only(town(BUILDING, (), [tiny.on_road("P-1", 0, 20, start_year=2025)]))
    assert (started.plan, started.timing) == (None, Timing.NO_PLAN)
    done = [*BUILDING, event("2026-03", "completed")]
    finished = only(town(done, (), [tiny.on_road("P-1", 0, 20, finish_year=2025)]))
    assert (finished.plan, finished.timing) == (None, Timing.DONE)


def test_what_is_finished_is_never_overdue_but_may_have_been_late() -> None:
    done = [*BUILDING, event("2026-03-10", "completed")]
    late = only(town(done, [milestone("opening", "planned", "2025", "2024")]))
    assert (late.timing, late.slip) == (Timing.DONE_LATE, Slip(SlipKind.LATE, 2, exact=False))
    assert late.due is None
    assert not late.is_late
    gone = town([event("2022", "planned"), event("2025-07-01", "lapsed")],
                [milestone("approval", "planned", "2024")])  # fmt: skip
    assert only(gone).timing is Timing.LAPSED


def test_a_year_is_never_read_as_its_last_day() -> None:
    """A school that had begun by 6 November 2025; the source of its start says the year only."""
    school = town(
        [event("2025-10", "preparing"), event("2025-11-06", "construction")],
        [milestone("ground-breaking", "actual", "2025")],
    )
    before, phase = only(school).phases
    assert phase.status is Status.CONSTRUCTION
    assert phase.told == PartialDate(2025)
    # Not before October, when it was still being prepared, and not after the report.
    assert (phase.earliest, phase.latest) == (date(2025, 10, 1), date(2025, 11, 6))
    assert before.until <= date(2025, 10, 31)
    assert date(2025, 12, 31) not in (phase.earliest, phase.latest, phase.until)
    said = actual_words(only(school), "vi")
    assert said.endswith("Đang thi công từ 2025, muộn nhất 06/11/2025")
    # Without the report of November the whole year is possible, and the year has to be over.
    bare = town([], [milestone("ground-breaking", "actual", "2025")])
    (alone,) = only(bare).phases
    assert (alone.earliest, alone.latest) == (date(2025, 1, 1), date(2025, 12, 31))
    assert only(bare, date(2025, 12, 30)).phases == ()


def test_sources_that_contradict_each_other_widen_the_time_in_which_it_began() -> None:
    catalog = town([event("2025-08-16", "construction")],
                   [milestone("ground-breaking", "actual", "2025-09-01")])  # fmt: skip
    (phase,) = only(catalog).phases
    assert (phase.earliest, phase.latest) == (date(2025, 8, 16), date(2025, 9, 1))


def test_a_phase_lasts_as_long_as_somebody_said_so() -> None:
    steps = [event("2017-04-17", "preparing"), event("2020-09-22", "completed")]
    preparing, completed = only(town(steps)).phases
    # Nobody told of the works between the two.
    assert preparing.until == date(2017, 4, 17)
    assert completed.until == date(2020, 9, 22)
    steps.insert(1, event("2018", "construction"))
    preparing, building, completed = only(town(steps)).phases
    assert preparing.until == building.earliest == date(2018, 1, 1)
    assert building.latest == date(2018, 12, 31)
    assert building.until == completed.earliest
    # What is still going on is known up to the latest word, not to the day of the view.
    figure = tiny.figure("P-1", "disbursed", 5, "billion_vnd", as_of=told("2026-02-05"))
    (phase,) = only(town([event("2025-05-18", "construction")], figures=[figure])).phases
    assert phase.until == date(2026, 2, 5)


def test_works_of_which_nothing_older_is_known_may_have_begun_before() -> None:
    (phase,) = only(town([event("2025-08", "construction")])).phases
    assert phase.open_start
    said = actual_words(only(town([event("2025-08", "construction")])), "en")
    assert said == "Under construction by Aug 2025, begun not known"
    known_start = town([event("2025-08", "construction")],
                       [milestone("ground-breaking", "actual", "2025-08-16")])  # fmt: skip
    (phase,) = only(known_start).phases
    assert not phase.open_start
    assert phase.latest == date(2025, 8, 16)
    assert not only(town([event("2022-09-07", "planned")])).phases[0].open_start


def group_of_schools() -> Catalog:
    group = tiny.project("G", kind="school", finish_year=2026)
    parts = [tiny.on_road(f"S-{number}", 0, 5, part_of="G", kind="school") for number in (1, 2)]
    late = replace(milestone("opening", "planned", "2025", "2025-01"), project_id="S-2")
    events = [event("2025-08-19", "construction", id_) for id_ in ("G", "S-1", "S-2", "P-9")]
    return town(events, [late], [group, *parts, tiny.on_road("P-9", 0, 5)])


def test_a_group_counts_once_and_stands_where_its_latest_part_would() -> None:
    found = known(group_of_schools())
    assert [row.id for row in found.rows] == ["G", "P-9"]
    assert found.rows[0].timing is Timing.DUE_SOON
    assert [part.id for part in found.rows[0].parts] == ["S-2", "S-1"]
    assert [row.id for row in found.late] == ["S-2"]
    assert summary_words(found, "vi").startswith("2 dự án: 1 quá hạn")
    words = "2 dự án thành phần: 1 quá hạn, chưa có tin; 1 chưa rõ hạn"
    assert parts_words(found.rows[0], "vi") == words
    # A part whose group is not selected stands for itself.
    view = build_view(group_of_schools(), Selection(words="S-1"), DAY)
    assert [row.id for row in schedule(view).all_rows] == ["S-1"]


def test_by_agency_a_project_of_two_stands_with_both_and_one_of_none_comes_last() -> None:
    names = tiny.by_id(
        Agency(id_, tiny.named(name)) for id_, name in (("A", "Ban A"), ("B", "Ban B"))
    )
    projects = [
        tiny.on_road("P-1", 0, 5, agency_ids=("A", "B")),
        tiny.on_road("P-2", 0, 5, agency_ids=("B",), finish_year=2025),
        tiny.on_road("P-3", 0, 5),
    ]
    events = [event("2024", "construction", "P-2"), event("2026-11", "planned", "P-3")]
    found = by_agency(known(town(events, (), projects, agencies=names)))
    assert [(one.agency.id if one.agency else "", len(one.rows), one.late) for one in found] == [
        ("B", 2, 1), ("A", 1, 0), ("", 1, 0),
    ]  # fmt: skip
    assert found[0].counts[Timing.OVERDUE] == 1
    assert found[0].stale == 1


def test_money_stands_in_the_year_that_a_source_gives_and_is_spread_over_none() -> None:
    def figure(quantity: str, value: float, as_of: str, unit: str = "billion_vnd") -> Figure:
        day = told(as_of) if as_of else None
        return tiny.figure("P-1", quantity, value, unit, as_of=day)

    catalog = town(BUILDING, figures=[
        figure("capital", 4_938, "2022"), figure("capital_part", 3_400, "2024-06-10"),
        figure("year_plan", 900, "2025"), figure("year_plan", 1_200, "2026"),
        figure("disbursed", 100, "2025-06"), figure("disbursed", 300, "2025-12-31"),
        figure("disbursed_share", 59.89, "2026-02-05", "percent"),
        figure("disbursed", 7, ""), figure("year_plan", 1_500, "2027"),
    ])  # fmt: skip
    found = money_by_year(known(catalog))
    told_of = [(one.year, *(figure.value for figure in one.figures)) for one in found]
    assert told_of == [(2026, 1_200, 59.89), (2025, 900, 300)]
    assert money_words(found[1].disbursed, "vi", dated=True) == "300 tỷ đồng đến 31/12/2025"
    assert money_words(found[0].share, "vi") == "59,89 %"
    assert money_words(None, "vi") == ""
    assert plan_money_words(found[0], "vi") == "1.200 tỷ đồng"


def test_money_of_which_a_share_is_told_is_not_called_a_plan() -> None:
    base = tiny.figure("P-1", "disbursement_base", 3_060, "billion_vnd", as_of=told("2026-02-05"))
    (money,) = money_by_year(known(town(BUILDING, figures=[base])))
    assert plan_money_words(money, "vi") == "3.060 tỷ đồng (vốn để tính tỷ lệ)"
    assert plan_money_words(money, "en") == "3,060 billion VND (base of the share)"
    assert plan_money_words(replace(money, base=None), "vi") == ""


def test_what_is_none_is_not_counted() -> None:
    none = schedule(build_view(town(BUILDING), Selection(words="Q"), DAY))
    assert summary_words(none, "vi") == "0 dự án."
    late = milestone("opening", "planned", "2026-10", "2025-05")
    found = summary_words(known(town(BUILDING, [late])), "vi")
    assert found == "1 dự án: 1 quá hạn mà chưa có tin, 1 hơn một năm chưa có tin mới."
    assert summary_words(known(town(BUILDING)), "en").startswith("1 project: ")


def test_years_of_the_axis_hold_everything() -> None:
    found = known(
        town([event("2009", "preparing")], [milestone("opening", "planned", "2036", "2009")])
    )
    assert (found.first_year, found.last_year) == (2009, 2036)
    assert stale_words(found, found.rows[0], "vi") == "Tin mới nhất 31/12/2009, 202 tháng trước"
    assert row_words(found, found.rows[0], "vi") == (
        "Dự án P-1: Đưa vào sử dụng: hạn 2036. Kế hoạch: chưa rõ – 2036. "
        "Thực tế: Chuẩn bị đầu tư từ 2009. Tin mới nhất 31/12/2009, 202 tháng trước."
    )


_DATES = st.builds(
    lambda day, parts: PartialDate(*(day.year, day.month, day.day)[:parts]),
    st.dates(date(2015, 1, 1), date(2030, 12, 31)),
    st.integers(1, 3),
)
_STATUSES = st.sampled_from([status for status in Status if status is not Status.UNKNOWN])


@settings(max_examples=60)
@given(
    st.lists(st.tuples(_DATES, _STATUSES), max_size=6),
    st.lists(_DATES, max_size=2),
    st.dates(date(2016, 1, 1), date(2030, 12, 31)),
)
def test_phases_never_lie_ahead_of_the_day_and_never_go_backwards(
    steps: list[tuple[PartialDate, Status]], starts: list[PartialDate], day: date
) -> None:
    events = [tiny.event("P-1", when, status) for when, status in steps]
    actual = [milestone("ground-breaking", "actual", start.iso()) for start in starts]
    for row in known(town(events, actual), day).rows:
        for phase in row.phases:
            assert phase.earliest <= phase.latest <= day
            assert phase.latest <= phase.until <= day
        begun = [phase.latest for phase in row.phases]
        assert begun == sorted(begun)
