from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from geo.catalog.catalog import Catalog
from geo.errors import UnknownIdError
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.reports.completeness import conflicts, conflicts_of
from tests import tiny

TODAY = date(2026, 11, 24)


def test_the_capital_of_moc_chau_son_la_is_shown_from_each_source(catalog: Catalog) -> None:
    (capital,) = conflicts_of(catalog, "EXP-SL2", TODAY)
    assert [(f.value, f.as_of.iso() if f.as_of else None) for f in capital.figures] == [
        (22260, "2025-11-29"),
        (25000, "2025-07"),
        (25000, None),
        (22262, "2025-11-29"),
    ]
    assert capital.quoted.value == 22260
    assert capital.spread == 2740
    # What a copy says comes last, however new it is.
    assert [f.source_id for f in capital.figures] == [
        "BAOCHINHPHU-SL2",
        "VIETNAMVN-2025-CT03-25000",
        "NGUOITAYBAC",
        "NHANDAN-CT03-SL2",
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


def test_projects_stand_before_assets_each_in_the_order_people_count_in() -> None:
    ids = ["P-10", "P-9", "A-10", "A-9", "A-2"]
    figures = tuple(
        tiny.figure(item, quantity, value, "km")
        for item in ids
        for quantity, values in (("capital", (3, 1, 8)), ("length", (5, 5)), ("lanes", (2, 4)))
        for value in values
    ) + tuple(tiny.figure("A-9", "length", value, "km") for value in (6, 7))
    town = tiny.town(
        [tiny.project(name) for name in ids[:2]],
        assets=tiny.by_id(tiny.asset(name) for name in ids[2:]),
        figures=figures,
    )
    found = conflicts(build_view(town, Selection(), TODAY))
    assert [(conflict.item.id, conflict.quantity) for conflict in found] == [
        ("P-9", "capital"), ("P-10", "capital"), ("A-2", "capital"), ("A-9", "capital"),
        ("A-9", "length"), ("A-10", "capital"),
    ]  # fmt: skip
    assert (found[0].spread, found[0].quoted.value) == (7, 3)
    assert found[0].item is town.projects["P-9"]
    # Which one is quoted does not change how far apart they are.
    assert replace(found[0], figures=found[0].figures[::-1]).spread == 7
