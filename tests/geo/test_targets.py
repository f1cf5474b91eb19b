"""Targets against what is published: a small table by hand, then the Programme's own 39."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.catalog.catalog import Catalog
from geo.catalog.indicators import (
    Aim,
    Better,
    Indicator,
    IndicatorDefinition,
    IndicatorGroup,
    IndicatorRole,
)
from geo.dates import PartialDate
from geo.model import Status
from geo.query.wording import indicator_number, indicator_value
from geo.reports.target_words import (
    about_words,
    aim_note,
    by_when,
    percent_words,
    standing_words,
    standings_of,
    status_counts,
    summary_words,
)
from geo.reports.targets import (
    PROGRAMME,
    BandPlace,
    IndicatorRow,
    Standing,
    Targets,
    target_records,
    targets,
    targets_csv,
)
from geo.text import NO_TEXT, Text
from tests import tiny

TODAY = date(2026, 11, 24)
TARGET, PLAN, RESULT, ESTIMATE = IndicatorRole
MORE, WITHIN, UNRATED = Better


def value(
    role: IndicatorRole, period: str, number: float, *, better: Better = MORE, **more: Any
) -> Indicator:
    group = more.pop("group", IndicatorGroup.ECONOMY)
    id_ = more.pop("id", "GOAL")
    known = IndicatorDefinition(id_, group, better, tiny.named("Chỉ tiêu"), tiny.named("%"))
    fields: dict[str, Any] = {
        "value_to": None, "qualifier": "", "as_of": None, "note": NO_TEXT,
        "source_id": tiny.SOURCE,
    }  # fmt: skip
    return Indicator(id_, known, period, role, number, **(fields | more))


def board(*values: Indicator, day: date = TODAY, **more: Any) -> Targets:
    return targets(tiny.town(indicators=values, **more), day)


def row_of(*values: Indicator) -> IndicatorRow:
    (row,) = board(*values).rows
    return row


def standing(*values: Indicator) -> Standing | None:
    """Give the standing against the first of the values, which is the target."""
    return row_of(*values).standing(values[0])


# -- the columns of the two years ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "years"),
    [
        ("2025", {2025}),
        ("2030", {2030}),
        ("2021-2025", {2025}),
        ("2026-2030", {2030}),
        ("2021-2030", {2025, 2030}),
        ("2025-", {2025, 2030}),
        ("2024", set()),
    ],
)
def test_a_target_stands_in_the_years_that_its_period_holds(period: str, years: set[int]) -> None:
    row = row_of(value(TARGET, period, 5))
    assert {year for year in (2025, 2030) if row.aims(year)} == years
    assert row.has_target == bool(years)


def test_a_plan_of_a_horizon_stands_behind_its_target_and_is_not_compared() -> None:
    goal, plan = value(TARGET, "2025", 100), value(PLAN, "2025", 90)
    row = row_of(plan, goal)
    assert row.aims(2025) == (goal, plan)
    assert row.latest == row.earlier == ()
    assert row.standing(goal) is None
    assert aim_note(plan, 2025, "vi") == "Kế hoạch"
    assert aim_note(goal, 2025, "vi") == ""


# -- how far one is --------------------------------------------------------------------------------


def test_a_result_of_the_period_is_a_share_of_the_target() -> None:
    found = standing(value(TARGET, "2025", 8), value(RESULT, "2025", 6))
    assert found
    assert (found.share, found.same_period, found.is_met) == (0.75, True, False)
    assert standing_words(found, "vi") == "75 % mục tiêu 2025 (kết quả)"
    met = standing(value(TARGET, "2025", 8), value(RESULT, "2025", 8))
    assert met
    assert met.is_met


def test_an_estimate_is_compared_as_an_estimate_and_meets_nothing() -> None:
    found = standing(value(TARGET, "2025", 60), value(ESTIMATE, "2025", 61.8))
    assert found
    assert not found.is_met
    assert standing_words(found, "vi") == "103 % mục tiêu 2025 (ước tính)"
    assert standing_words(found, "en") == "103% of the target 2025 (estimate)"


def test_a_result_counts_before_an_estimate_of_its_period() -> None:
    result, estimate = value(RESULT, "2025", 6), value(ESTIMATE, "2025", 9)
    found = standing(value(TARGET, "2025", 8), estimate, result)
    assert found
    assert found.value is result


def test_an_estimate_that_only_repeats_the_plan_is_not_compared() -> None:
    plan, again = value(PLAN, "2025", 61.8), value(ESTIMATE, "2025", 61.8)
    row = row_of(value(TARGET, "2025", 60), plan, again)
    assert row.repeats_plan(again)
    assert row.latest == (again,)
    assert [*standings_of(row)] == []
    other = value(ESTIMATE, "2025", 61.9)
    assert not row_of(plan, other).repeats_plan(other)


def test_without_a_value_of_the_period_the_newest_earlier_year_says_how_far_one_is() -> None:
    goal = value(TARGET, "2030", 400)
    found = standing(goal, value(RESULT, "2022", 100), value(RESULT, "2025", 172.1))
    assert found
    assert found.share == pytest.approx(0.43025)
    assert not found.same_period
    assert standing_words(found, "vi") == "43 % mục tiêu 2030 (kết quả 2025)"
    # A later year is not on the way, and one year is no part of five.
    assert standing(value(TARGET, "2025", 400), value(RESULT, "2026", 1)) is None
    assert standing(value(TARGET, "2021-2025", 400), value(RESULT, "2025", 1)) is None


def test_a_target_without_end_is_compared_with_any_year_from_its_first() -> None:
    goal = value(TARGET, "2025-", 100)
    assert standing(goal, value(RESULT, "2024", 50)) is None
    found = standing(goal, value(RESULT, "2026", 50))
    assert found
    assert found.same_period
    assert standing_words(found, "vi") == "50 % mục tiêu từ 2025 (kết quả)"


@pytest.mark.parametrize(
    ("reached", "place", "words"),
    [
        (29.6, BandPlace.BELOW, "Dưới mục tiêu 2021–2025 (kết quả)"),
        (29.7, BandPlace.WITHIN, "Trong khoảng mục tiêu 2021–2025 (kết quả)"),
        (30.3, BandPlace.WITHIN, "Trong khoảng mục tiêu 2021–2025 (kết quả)"),
        (30.4, BandPlace.ABOVE, "Trên mục tiêu 2021–2025 (kết quả)"),
    ],
)
def test_a_band_has_a_place_and_no_percent(reached: float, place: BandPlace, words: str) -> None:
    band = value(TARGET, "2021-2025", 29.7, value_to=30.3, better=WITHIN)
    found = standing(band, value(RESULT, "2021-2025", reached, better=WITHIN))
    assert found
    assert (found.share, found.place) == (None, place)
    assert standing_words(found, "vi") == words
    assert indicator_number(band, "vi") == "29,7–30,3"
    assert indicator_value(band, "en") == "29.7–30.3%"


def test_what_is_not_rated_is_not_compared() -> None:
    goal = value(TARGET, "2025", 8, better=UNRATED)
    assert standing(goal, value(RESULT, "2025", 8, better=UNRATED)) is None


@given(st.floats(0.001, 1e6), st.floats(0.001, 1e6))
def test_what_misses_its_target_never_shows_a_hundred_percent(aim: float, reached: float) -> None:
    found = standing(value(TARGET, "2025", aim), value(RESULT, "2025", reached))
    assert found
    whole = int(percent_words(found, "en").removesuffix("%"))
    assert found.share is not None
    assert (whole >= 100) == (found.share >= 1)
    assert abs(whole - 100 * found.share) <= 1


# -- what is newest --------------------------------------------------------------------------------


def test_the_newest_values_are_told_by_role_and_the_rest_stays_under_earlier() -> None:
    old, new = value(RESULT, "2023", 1), value(RESULT, "2024", 2)
    guess, stale = value(ESTIMATE, "2025", 3), value(ESTIMATE, "2023", 4)
    row = row_of(old, stale, guess, new)
    assert row.latest == (new, guess)
    assert set(row.earlier) == {old, stale}


def test_results_that_disagree_are_all_shown() -> None:
    autumn = value(RESULT, "2025", 6.26, as_of=PartialDate(2025, 9))
    later = value(RESULT, "2025", 6.2, as_of=PartialDate(2025, 10))
    assert row_of(autumn, later).latest == (later, autumn)


def test_a_value_says_its_role_period_note_and_day() -> None:
    note = Text((("vi", "10 tháng"), ("en", "ten months")))
    one = value(RESULT, "2025", 47.8, note=note, as_of=PartialDate(2025, 11, 13))
    assert about_words(one, "vi") == "Kết quả 2025 · 10 tháng · đến 13/11/2025"
    assert about_words(value(PLAN, "2024", 18), "vi") == "Kế hoạch 2024"
    assert about_words(value(ESTIMATE, "2021-2025", 5), "en") == "Estimate 2021–2025"


def test_what_a_note_says_is_not_said_twice() -> None:
    told = Text((("vi", "kế hoạch năm"),))
    assert aim_note(value(PLAN, "2025", 9, note=told), 2025, "vi") == "Kế hoạch năm"
    assert about_words(value(PLAN, "2024", 9, note=told), "vi") == "Kế hoạch 2024"
    more = Text((("vi", "kế hoạch năm; giá so sánh"),))
    assert about_words(value(PLAN, "2024", 9, note=more), "vi") == "Kế hoạch 2024 · giá so sánh"
    day = PartialDate(2025, 11, 13)
    dated = value(RESULT, "2025", 9, note=Text((("vi", "đến 13/11/2025: 9 tỷ"),)), as_of=day)
    assert about_words(dated, "vi") == "Kết quả 2025 · đến 13/11/2025: 9 tỷ"
    months = value(RESULT, "2025", 6, note=Text((("vi", "10 tháng, tăng 2%"),)))
    found = standing(value(TARGET, "2025", 8), months)
    assert found
    assert standing_words(found, "vi") == "75 % mục tiêu 2025 (kết quả, 10 tháng)"


def test_one_year_is_no_part_of_five_on_an_axis() -> None:
    whole, year = value(TARGET, "2021-2025", 120_000), value(PLAN, "2025", 23_000)
    assert not row_of(whole, year).is_commensurate(year)
    assert row_of(whole, year).is_commensurate(value(RESULT, "2021-2025", 100))
    assert row_of(year).is_commensurate(year)
    assert row_of(value(TARGET, "2025-", 100)).is_commensurate(value(RESULT, "2026", 100))
    share = value(PLAN, "2025", 29, better=WITHIN)
    band = value(TARGET, "2021-2025", 29.7, value_to=30.3, better=WITHIN)
    assert row_of(band, share).is_commensurate(share)


def test_groups_come_in_order_and_what_has_no_target_last() -> None:
    society = value(TARGET, "2025", 1, id="C", group=IndicatorGroup.SOCIETY)
    seen = value(RESULT, "2025", 1, id="A", group=IndicatorGroup.INFRASTRUCTURE)
    aimed = value(TARGET, "2030", 1, id="B", group=IndicatorGroup.INFRASTRUCTURE)
    known = board(society, seen, aimed)
    assert [g.group for g in known.groups] == ["infrastructure", "society"]
    assert [row.definition.id for row in known.rows] == ["B", "C", "A"]
    assert [[row.definition.id for row in g.observed] for g in known.groups] == [["A"], []]


def test_aims_count_the_statuses_of_their_projects_on_the_day() -> None:
    day = PartialDate(2025, 5, 18)
    aim = Aim(
        "AIM-1", IndicatorGroup.INFRASTRUCTURE, "2030", tiny.named("Đường"), tiny.named("xong"),
        ("P-1", "P-2"), tiny.SOURCE,
    )  # fmt: skip
    events = (tiny.event("P-1", day, Status.CONSTRUCTION),)
    (group,) = board(aims=(aim,), events=events).groups
    (row,) = group.aims
    assert row.by_status == {Status.CONSTRUCTION: 1, Status.UNKNOWN: 1}
    assert status_counts(row, "vi").startswith("2 dự án: Đang thi công 1, ")
    assert by_when(row, "vi") == "vào năm 2030"
    before = board(aims=(aim,), events=events, day=date(2025, 2, 1)).groups[0].aims[0]
    assert before.by_status == {Status.UNKNOWN: 2}
    assert board(aims=(aim,), day=date(2024, 12, 31)).groups == ()


# -- the committed data ----------------------------------------------------------------------------

# Part I.4.1 of the Programme, as it was read: indicator, period, value, upper end, qualifier.
PART_I_4_1 = """
GRDP-GROWTH-5Y 2021-2025 7.5 - over;          GRDP-GROWTH-5Y 2026-2030 8.5 - over
GRDP-STRUCTURE-INDUSTRY 2021-2025 29.7 30.3 -; GRDP-STRUCTURE-INDUSTRY 2026-2030 31 32 -
GRDP-STRUCTURE-SERVICES 2021-2025 39.6 42.5 -; GRDP-STRUCTURE-SERVICES 2026-2030 43 44 -
GRDP-STRUCTURE-AGRI 2021-2025 21 23.2 -;      GRDP-STRUCTURE-AGRI 2026-2030 18 20 -
GRDP-PER-HEAD 2025 60 - over;                 GRDP-PER-HEAD 2030 86 - over
EXPORTS 2025 200 - over;                      EXPORTS 2030 400 - over
BUDGET-REVENUE 2025 6250 - over;              BUDGET-REVENUE 2030 8000 - about
SOCIAL-INVESTMENT 2021-2025 120000 - over;    SOCIAL-INVESTMENT 2026-2030 150000 - over
SOCIAL-INVESTMENT-SHARE 2021-2025 32.1 - -;   SOCIAL-INVESTMENT-SHARE 2026-2030 29.97 - -
URBANISATION 2025 18.5 - -;                   URBANISATION 2030 22.15 - over
TRAINED-LABOUR 2025 30 - over;                TRAINED-LABOUR 2030 40 - over
POVERTY-CUT 2021-2030 3 - -;                  NEW-RURAL-DISTRICTS 2030 3 - least
HEALTH-INSURANCE 2025 96.2 - over;            HEALTH-INSURANCE 2030 97 - -
HOSPITAL-BEDS 2025 31 - -;                    HOSPITAL-BEDS 2030 32 - -
DOCTORS 2025 9 - -;                           DOCTORS 2030 9.5 - -
COMMUNE-HEALTH-NCD 2025 95 - -;               COMMUNE-HEALTH-NCD 2030 100 - -
SAFE-ELECTRICITY 2025 99 - -;                 SAFE-ELECTRICITY 2030 100 - -
FOREST-COVER 2025 50 - -;                     FOREST-COVER 2030 56 - -
PARK-WASTEWATER 2025- 100 - -
URBAN-WASTE 2025 90 - -;                      URBAN-WASTE 2030 95 - -
"""


@pytest.fixture(scope="module")
def known(catalog: Catalog) -> Targets:
    return targets(catalog, TODAY)


def test_the_programme_sets_39_targets_and_they_are_those_of_its_text(known: Targets) -> None:
    wanted = {tuple(one.split()) for one in PART_I_4_1.replace("\n", ";").split(";") if one.strip()}
    found = {
        (
            one.id, one.period, f"{one.value:g}",
            "-" if one.value_to is None else f"{one.value_to:g}", one.qualifier or "-",
        )
        for _, one in known.programme
    }  # fmt: skip
    assert found == {(a, b, f"{float(c):g}", d, e) for a, b, c, d, e in wanted}
    assert len(known.programme) == 39


def test_each_record_is_a_target_with_what_it_is_compared_with(known: Targets) -> None:
    records = target_records(known, "vi")
    assert [(one["indicator"], one["period"]) for one in records] == [
        (target.id, target.period) for _, target in known.programme
    ]
    assert {one["source"] for one in records} == {PROGRAMME}
    for one in records:
        if one["percent_reached"] is not None:
            reached, aim = one["compared_value"], one["value"]
            assert isinstance(reached, int | float)
            assert isinstance(aim, int | float)
            assert one["percent_reached"] == pytest.approx(100 * reached / aim, abs=0.051)
            assert one["compared_role"] in {RESULT, ESTIMATE}
    rows = list(csv.DictReader(io.StringIO(targets_csv(known, "vi"))))
    assert len(rows) == 39
    band = next(one for one in rows if one["indicator"] == "GRDP-STRUCTURE-INDUSTRY")
    assert (band["value"], band["value_to"]) == ("29.7", "30.3")


def test_ux40_nothing_is_compared_with_a_plan(known: Targets) -> None:
    for row in known.rows:
        for one in standings_of(row):
            assert one.value.role in {RESULT, ESTIMATE}
    by_id = {row.definition.id: row for row in known.rows}
    # The estimate of 61.8 repeats the plan of NQ 457, to the decimal.
    per_head = by_id["GRDP-PER-HEAD"]
    assert 61.8 in {one.value for one in per_head.values if one.role is ESTIMATE}
    assert 61.8 not in {one.value.value for one in standings_of(per_head)}
    # What was reached in November is said with its day, not as that of the year.
    (newest, *_) = by_id["PUBLIC-INVESTMENT"].latest
    assert newest.value == 47.8
    assert "13/11/2025" in about_words(newest, "vi")


def test_every_value_stands_somewhere_on_the_page(catalog: Catalog, known: Targets) -> None:
    for row in known.rows:
        shown = {*row.aims(2025), *row.aims(2030), *row.latest, *row.earlier}
        assert shown == set(row.values)
    values = [one for row in known.rows for one in row.values]
    assert sorted(values, key=repr) == sorted(catalog.indicators, key=repr)
    assert {one.source_id for one in values} <= set(known.source_ids)


def test_ux40_infrastructure_comes_first_with_the_dated_aims(known: Targets) -> None:
    first = known.groups[0]
    assert first.group is IndicatorGroup.INFRASTRUCTURE
    aims = {row.aim.id: row for row in first.aims}
    assert aims["AIM-EXPRESSWAY"].aim.period == "2030"
    assert aims["AIM-SONLA"].aim.period == "2036"
    roads = [project.id for project, _ in aims["AIM-PROVINCIAL-ROADS"].projects]
    assert roads == [f"DT-{n}" for n in ("101", "102", "104", "105", "105A", "107", "109", "112")]
    assert sum(aims["AIM-PROVINCIAL-ROADS"].by_status.values()) == 8


def test_before_the_programme_nothing_of_it_is_known(catalog: Catalog) -> None:
    before = targets(catalog, date(2022, 1, 1))
    assert before.programme == ()
    assert not [row for group in before.groups for row in group.aims]


def test_the_summary_counts_what_the_rows_show(known: Targets) -> None:
    said = summary_words(known, "vi")
    assert said.startswith("Chương trình đặt 39 mục tiêu bằng số. Năm 2025: 19 mục tiêu, ")
    assert "Năm 2030: 20 mục tiêu." in said
    assert known.last_published() == 2025
    assert said.endswith("Chưa có số liệu nào từ năm 2026.")
