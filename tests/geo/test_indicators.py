from __future__ import annotations

from datetime import date

from geo.catalog.catalog import Catalog
from geo.reports.indicators import first_year, is_open, last_year, series

TODAY = date(2026, 11, 24)


def test_every_value_stands_somewhere(catalog: Catalog) -> None:
    values = [v for one in series(catalog, TODAY) for p in one.periods for v in p.values]
    assert sorted(values, key=repr) == sorted(catalog.indicators, key=repr)


def test_indicators_come_in_the_order_of_their_definitions(catalog: Catalog) -> None:
    ids = [one.definition.id for one in series(catalog, TODAY)]
    assert ids == list(dict.fromkeys(one.id for one in catalog.indicators))
    assert ids[0] == "URBANISATION"


def test_on_an_earlier_day_later_values_are_not_known(catalog: Catalog) -> None:
    then = date(2025, 10, 15)
    known = {
        (v.source_id, v.value)
        for one in series(catalog, then)
        for p in one.periods
        for v in p.values
        if v.id == "GRDP-GROWTH" and v.period == "2025" and v.role == "result"
    }
    assert ("TB-655-2025", 6.26) in known
    assert ("BAOSONLA-2025-11", 6.2) not in known


def test_a_period_begins_and_ends_with_its_years() -> None:
    assert last_year("2025") == last_year("2021-2025") == last_year("2025-") == 2025
    assert first_year("2021-2025") == 2021
    assert (is_open("2025-"), is_open("2021-2025"), is_open("2025")) == (True, False, False)
