from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from geo.catalog.catalog import Catalog
from geo.dates import PartialDate
from geo.model import Indicator, SourceKind
from geo.reports.indicators import (
    IndicatorPeriod,
    Series,
    Targets,
    known_on,
    last_year,
    series,
    targets,
)
from geo.text import NO_TEXT
from tests import tiny

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def found(catalog: Catalog) -> Targets:
    return targets(catalog, TODAY)


def goal(found: Targets, indicator: str, period: str) -> IndicatorPeriod:
    (one,) = [g for g in found.with_target if (g.id, g.period) == (indicator, period)]
    return one


def test_a_target_stands_beside_what_was_reached(found: Targets) -> None:
    revenue = goal(found, "BUDGET-REVENUE", "2025")
    assert [(v.value, v.qualifier) for v in revenue.targets] == [(6250, "over")]
    assert [v.value for v in revenue.results] == [4560]
    assert set(revenue.source_ids) == {"CTR-1857", "NQ-457-2025", "BAOSONLA-2025-11"}


def test_a_plan_and_an_estimate_are_no_results(found: Targets) -> None:
    revenue = goal(found, "BUDGET-REVENUE", "2025")
    assert [v.value for v in revenue.plans] == [4500]
    average = goal(found, "GRDP-GROWTH-5Y", "2021-2025")
    assert not average.has_result
    assert [v.value for v in average.estimates] == [5.12]
    assert not goal(found, "URBAN-CENTRES", "2030").targets


def test_results_that_disagree_are_all_kept_the_newest_first(found: Targets) -> None:
    growth = goal(found, "GRDP-GROWTH", "2025")
    assert [v.value for v in growth.results] == [6.2, 6.26]
    assert growth.in_conflict


def test_what_has_no_published_result_says_so(found: Targets) -> None:
    assert {g.id for g in found.with_target if g.targets and not g.results and not g.estimates} == {
        "POVERTY-CUT",
        "URBANISATION",
    }


def test_no_target_of_2030_is_made_up(found: Targets) -> None:
    missing = {year: {s.id for s in group} for year, group in found.without_target}
    assert missing["2025"] == set()
    assert missing["2030"] == {
        "BUDGET-REVENUE", "EXPORTS", "GRDP-GROWTH-5Y", "GRDP-PER-HEAD", "POVERTY-CUT",
        "URBANISATION",
    }  # fmt: skip


def test_every_value_stands_somewhere(catalog: Catalog, found: Targets) -> None:
    every: tuple[Series, ...] = series(catalog, TODAY)
    values = [value for s in every for g in s.periods for value in g.values]
    assert sorted(values, key=repr) == sorted(catalog.indicators, key=repr)
    shown = [g for s in found.observed for g in s.periods] + list(found.with_target)
    assert sorted(shown, key=repr) == sorted((g for s in every for g in s.periods), key=repr)


def test_share_reached_is_of_the_newest_result_else_of_the_estimate(found: Targets) -> None:
    assert goal(found, "GRDP-GROWTH", "2025").achievement == pytest.approx(6.2 / 8)
    assert goal(found, "GRDP-PER-HEAD", "2025").achievement == pytest.approx(61.8 / 60)
    assert goal(found, "POVERTY-CUT", "2021-2025").achievement is None
    assert goal(found, "URBAN-CENTRES", "2030").achievement is None


def test_on_an_earlier_day_later_values_are_not_known(catalog: Catalog) -> None:
    then = targets(catalog, date(2025, 10, 15))
    growth = goal(then, "GRDP-GROWTH", "2025")
    assert [v.value for v in growth.results] == [6.26]
    before = targets(catalog, date(2022, 1, 1))
    assert all(value.source_id != "CTR-1857" for g in before.with_target for value in g.values)


def test_a_period_ends_with_its_last_year() -> None:
    assert last_year("2025") == last_year("2021-2025") == 2025


def value(role: str, period: str, number: float, source_id: str = "", **more: Any) -> Indicator:
    known = {
        "id": "I-1", "name": tiny.named("Chỉ số"), "unit": tiny.named("%"), "qualifier": "",
        "as_of": None, "note": NO_TEXT,
    }  # fmt: skip
    return Indicator(
        period=period, role=role, value=number, source_id=source_id, **(known | more)
    )  # fmt: skip


def town(*values: Indicator, **more: Any) -> Catalog:
    sources = [
        tiny.source("CTR-1857", date=PartialDate(2022)),
        tiny.source("PRESS", kind=SourceKind.PRESS, date=None),
        tiny.source("OFFICE", date=None),
        tiny.source("LATE", date=PartialDate(2026, 6, 15)),
    ]
    return tiny.town(indicators=values, sources=tiny.by_id(sources), **more)


def dated(number: float, year: int, source_id: str = "PRESS") -> Indicator:
    return value("result", "2025", number, source_id, as_of=PartialDate(year))


@pytest.mark.parametrize(
    ("indicator", "day", "known"),
    [
        # Its own date, to the last day that it may mean.
        (dated(1, 2025), date(2025, 12, 31), True),
        (dated(1, 2025), date(2025, 12, 30), False),
        # Else that of its source.
        (value("result", "2020", 1, "LATE"), date(2026, 6, 15), True),
        (value("result", "2020", 1, "LATE"), date(2026, 6, 14), False),
        # Of an undated source a result counts when its period is over, …
        (value("result", "2021-2025", 1, "PRESS"), date(2025, 12, 31), False),
        (value("result", "2021-2025", 1, "PRESS"), date(2026, 1, 1), True),
        (value("estimate", "2025", 1, "PRESS"), date(2025, 12, 31), False),
        # … and what is only aimed at from the beginning.
        (value("target", "2030", 1, "PRESS"), date(2000, 1, 1), True),
        (value("plan", "2030", 1, "NONE"), date(2000, 1, 1), True),
    ],
)
def test_when_a_value_is_known(indicator: Indicator, day: date, *, known: bool) -> None:
    catalog = town(indicator)
    assert known_on(catalog, indicator, day) is known
    assert bool(series(catalog, day)) is known


def test_the_newest_value_stands_first_and_of_equal_age_the_stronger_source() -> None:
    values = (
        value("result", "2024", 1, "PRESS"), value("result", "2024", 2, "OFFICE"),
        value("result", "2024", 3, "PRESS", as_of=PartialDate(2025)),
        value("result", "2024", 4, "OFFICE", as_of=PartialDate(2025)),
        value("result", "2024", 5, "PRESS", as_of=PartialDate(2026, 1)),
        value("estimate", "2024", 6, "NONE"), value("target", "2024", 7, "CTR-1857"),
        value("plan", "2024", 8, "OFFICE"),
    )  # fmt: skip
    ((only,),) = (one.periods for one in series(town(*values), TODAY))
    assert [v.value for v in only.results] == [5, 4, 3, 2, 1]
    assert [v.value for v in only.values] == [7, 8, 5, 4, 3, 2, 1, 6]
    assert (only.targets, only.plans, only.estimates) == (values[6:7], values[7:], values[5:6])
    assert only.source_ids == ("CTR-1857", "OFFICE", "PRESS", "NONE")
    assert (only.id, only.name, only.unit) == ("I-1", values[0].name, values[0].unit)
    assert only.has_result
    assert not replace(only, results=()).has_result


@pytest.mark.parametrize(
    ("aims", "results", "estimates", "share"),
    [
        ((8.0,), (6.0, 4.0), (2.0,), 0.75),
        ((8.0, 4.0), (), (2.0, 6.0), 0.25),
        ((8.0,), (), (), None),
        ((), (6.0,), (), None),
        ((0.0,), (6.0,), (), None),
        ((8.0,), (0.0,), (), 0.0),
    ],
)
def test_the_share_reached_is_of_the_first_target(
    aims: tuple[float, ...],
    results: tuple[float, ...],
    estimates: tuple[float, ...],
    share: float | None,
) -> None:
    groups = [
        tuple(value(role, "2025", number) for number in numbers)
        for role, numbers in (("target", aims), ("result", results), ("estimate", estimates))
    ]
    period = IndicatorPeriod(
        "I-1", NO_TEXT, NO_TEXT, "2025", groups[0], (), groups[1], groups[2]
    )  # fmt: skip
    assert period.achievement == share
    differ = len(set(results)) > 1 or len(set(estimates)) > 1
    assert period.in_conflict is differ
    assert replace(period, results=groups[1] * 2, estimates=()).in_conflict is (
        len(set(results)) > 1
    )


def test_periods_stand_in_the_order_of_their_ends() -> None:
    periods = ["2030", "2021-2025", "2024", "2026-2030", "2025", "2016-2020"]
    catalog = town(
        *(value("target", period, 1, "CTR-1857") for period in periods),
        *(value("result", period, 1, "OFFICE", id="I-0") for period in ("2024", "2023")),
    )
    found = series(catalog, TODAY)
    assert [one.id for one in found] == ["I-1", "I-0"]
    assert [goal.period for goal in found[0].periods] == [
        "2016-2020", "2024", "2021-2025", "2025", "2026-2030", "2030",
    ]  # fmt: skip
    assert [goal.period for goal in found[1].periods] == ["2023", "2024"]


def test_what_has_a_target_stands_before_what_has_a_plan_and_neither_is_watched() -> None:
    catalog = town(
        value("plan", "2024", 1, "PRESS", id="PLANNED"),
        value("target", "2030", 1, "CTR-1857", id="LATE-AIM"),
        value("target", "2025", 1, "CTR-1857", id="AIM"),
        value("result", "2023", 1, "OFFICE", id="AIM"),
        value("result", "2024", 1, "OFFICE", id="AIM"),
        # Of a target that is not the Programme's nothing is missing.
        value("target", "2025", 1, "OFFICE", id="OTHER"),
        value("result", "2024", 1, "OFFICE", id="WATCHED"),
        value("plan", "2025", 1, "CTR-1857", id="PLANNED"),
    )
    found = targets(catalog, TODAY)
    assert [(goal.id, goal.period) for goal in found.with_target] == [
        ("AIM", "2025"), ("OTHER", "2025"), ("LATE-AIM", "2030"), ("PLANNED", "2024"),
        ("PLANNED", "2025"),
    ]  # fmt: skip
    observed = [(one.id, [goal.period for goal in one.periods]) for one in found.observed]
    assert observed == [("AIM", ["2023", "2024"]), ("WATCHED", ["2024"])]
    missing = [(year, [one.id for one in group]) for year, group in found.without_target]
    assert missing == [("2025", ["LATE-AIM"]), ("2030", ["AIM"])]
    assert found.day == TODAY
