from __future__ import annotations

from datetime import date

import pytest

from geo.catalog.catalog import Catalog
from geo.errors import UnknownIdError
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.reports.completeness import conflicts, conflicts_of

TODAY = date(2026, 11, 24)


def test_the_capital_of_moc_chau_son_la_is_shown_from_each_source(catalog: Catalog) -> None:
    (capital,) = conflicts_of(catalog, "EXP-SL2", TODAY)
    assert [(f.value, f.as_of.iso() if f.as_of else None) for f in capital.figures] == [
        (22260, "2025-11-29"),
        (22262, "2025-11-29"),
        (25000, "2025-07"),
        (25000, None),
    ]
    assert capital.quoted.value == 22260
    assert capital.spread == 2740
    # The government's paper before the copy of the same day.
    assert [f.source_id for f in capital.figures] == [
        "BAOCHINHPHU-SL2",
        "NHANDAN-CT03-SL2",
        "VIETNAMVN-2025-CT03-25000",
        "NGUOITAYBAC",
    ]


def test_only_what_there_is_one_of_can_conflict(catalog: Catalog) -> None:
    found = {(c.item.id, c.quantity) for c in conflicts(build_view(catalog, Selection(), TODAY))}
    assert found == {
        ("AIR-NASAN", "capital"),
        ("EXP-SL1", "length"),
        ("EXP-SL2", "capital"),
        ("QL6-VRAMP", "capital"),
        ("RES-BANMONG", "capital"),
        ("SCH-BORDER", "capital"),
        ("WW-SONLA", "capital"),
        ("HYD-SONLA", "capital"),
        ("DT-109-NAMPAM", "length"),
        ("DT-109-ROAD", "length"),
        ("QL-43", "length"),
    }


def test_on_an_earlier_day_there_was_no_second_figure_yet(catalog: Catalog) -> None:
    assert conflicts_of(catalog, "EXP-SL2", date(2025, 11, 28)) == ()


def test_a_filter_narrows_the_conflicts(catalog: Catalog) -> None:
    found = {c.item.id for c in conflicts(build_view(catalog, Selection(areas=("128",)), TODAY))}
    assert found == {"EXP-SL1", "QL-43", "SCH-BORDER"}


def test_an_unknown_item_is_an_error(catalog: Catalog) -> None:
    with pytest.raises(UnknownIdError, match="NOPE"):
        conflicts_of(catalog, "NOPE", TODAY)
