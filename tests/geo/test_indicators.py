from __future__ import annotations

from datetime import date

import pytest

from geo.catalog.catalog import Catalog
from geo.reports.indicators import IndicatorPeriod, Series, Targets, last_year, series, targets

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
