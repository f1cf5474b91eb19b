"""What changed, against the events counted by hand in the table."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.catalog.catalog import Catalog
from geo.catalog.history import status_as_of
from geo.query.selection import Selection
from geo.reports.changes import Change, Changes, PeriodError, changes
from tests import once
from tests.geo.by_hand import (
    BUILDING,
    BY_HAND,
    DONE,
    END,
    LAPSED,
    PLANNED,
    PREPARING,
    START,
    UNKNOWN,
)

days = st.dates(date(2011, 1, 1), date(2027, 6, 1))


@pytest.fixture(scope="module")
def found() -> Changes:
    return changes(once.catalog(), Selection(), START, END)


def change(found: Changes, project_id: str) -> Change:
    (item,) = [item for item in found.items if item.project.id == project_id]
    return item


def test_changes_are_those_counted_by_hand(found: Changes) -> None:
    seen = {
        item.project.id: (item.old, item.new, tuple(event.date.iso() for event in item.events))
        for item in found.items
    }
    assert seen == BY_HAND


def test_sums_are_those_counted_by_hand(found: Changes) -> None:
    assert len(found.moved) == 53
    assert {item.project.id for item in found.appeared} == {
        "BG-LONGSAP-EZ", "BR-HONGHUA", "DT-107C", "DT-120C", "DT-STORM2024", "EXP-SL3", "FAC-BHL",
        "FAC-CASCARA", "FAC-MAVIN", "FAC-MUSAGREEN", "GOV-PARTYHQ", "HYD-SONLA-EXT",
        "KCN-MAISON-1", "ODA-ADB-CONNECT", "ODA-WB-RURAL", "QL6B-UPGRADE",
        "RD-CHIENGMAI-PHIENGCAM", "RD-HUACHIEN", "RES-EXP-SL1", "RES-SL1-NACHA", "RES-SL1-PANG",
        "RES-SL1-PAPUOC", "RES-SL1-UI", "RES-STORM2024", "SCH-BORDER", "SCH-CHIENGKHOONG",
        "SCH-CHIENGKHUONG", "SCH-CHIENGSON", "SCH-LONGPHIENG", "SCH-LONGSAP", "SCH-MUONGHUNG",
        "SCH-MUONGLAN", "SCH-MUONGLEO", "SCH-PHIENGKHOAI", "SCH-PHIENGPAN", "SCH-SOPCOP",
        "SCH-XUANNHA", "SCH-YENSON", "TL-220-SONLA-DIENBIEN", "URB-MOCCHAU", "URB-MOCCHAU-SE",
        "URB-PHAMVANDONG", "WS-CHIENGDONG",
    }  # fmt: skip
    assert {item.project.id for item in found.news} == {
        "CCN-ALL", "EXP-DB", "RD-MOCCHAU-MAIN", "RES-BANMONG", "URB-SONLA-AFD",
    }  # fmt: skip
    assert found.event_count == 102
    assert found.steps == {
        (PLANNED, PREPARING): 2, (UNKNOWN, PLANNED): 3, (PREPARING, DONE): 2,
        (UNKNOWN, DONE): 3, (UNKNOWN, BUILDING): 28, (UNKNOWN, PREPARING): 9,
        (PREPARING, BUILDING): 2, (PLANNED, DONE): 1, (PLANNED, LAPSED): 2,
        (BUILDING, DONE): 1,
    }  # fmt: skip
    assert found.changed_ids == BY_HAND.keys() - {item.project.id for item in found.news}
    assert found.describe("vi").startswith("53 dự án thay đổi tình trạng, trong đó 43 dự án mới")


def test_a_move_names_the_event_that_made_it(found: Changes) -> None:
    opening = change(found, "EXP-SL1").decisive
    assert opening is not None
    assert (opening.date.iso(), opening.source_id) == ("2025-05-18", "SGGP-2025-05-18")
    assert change(found, "EXP-DB").decisive is None


def test_a_new_figure_stands_beside_what_was_quoted(found: Changes) -> None:
    capital = [n for n in change(found, "EXP-SL2").figures if n.figure.quantity == "capital"]
    # The government's paper stands before the copy that has the exact figure of the same day.
    assert {new.figure.value for new in capital} == {22260, 22262, 25000}
    assert all(new.before is not None and new.before.value == 25000 for new in capital)
    first = [n for n in change(found, "DT-107C").figures if n.figure.quantity == "capital"]
    assert [(n.figure.value, n.before) for n in first] == [(245, None)]


def test_the_first_day_is_old_and_the_last_day_is_new(catalog: Catalog) -> None:
    opened = date(2024, 11, 19)
    gate = Selection(kinds=("border-gate",))  # type: ignore[arg-type]
    assert not changes(catalog, gate, opened, opened + timedelta(days=5)).moved
    (item,) = changes(catalog, gate, opened - timedelta(days=1), opened).moved
    assert (item.old, item.new) == (BUILDING, DONE)


def test_with_a_filter_by_status_both_sides_of_a_move_count(catalog: Catalog) -> None:
    both = {
        status: changes(catalog, Selection(statuses=(status,)), START, END).changed_ids
        for status in (PLANNED, BUILDING)
    }
    assert both[PLANNED] == {
        "AIR-NASAN", "BG-LONGSAP-EZ", "EXP-SL2", "ODA-ADB-CONNECT", "TOUR-MOCCHAU", "URB-MAISON",
        "URB-MOCCHAU-SE", "URB-VANHO",
    }  # fmt: skip
    assert both[BUILDING] == {
        "DT-107C", "EXP-HB", "EXP-SL1", "FAC-BHL", "FAC-MAVIN", "FAC-MUSAGREEN", "GOV-PARTYHQ",
        "KCN-MAISON-1", "QL6B-UPGRADE", "RES-EXP-SL1", "RES-SL1-NACHA", "RES-SL1-PANG",
        "RES-SL1-PAPUOC", "RES-SL1-UI", "SCH-BORDER", "SCH-CHIENGKHOONG", "SCH-CHIENGKHUONG",
        "SCH-CHIENGSON", "SCH-LONGPHIENG", "SCH-LONGSAP", "SCH-MUONGHUNG", "SCH-MUONGLAN",
        "SCH-MUONGLEO", "SCH-PHIENGKHOAI", "SCH-PHIENGPAN", "SCH-SOPCOP", "SCH-XUANNHA",
        "SCH-YENSON", "TL-220-SONLA-DIENBIEN", "WS-CHIENGDONG", "WW-SONLA",
    }  # fmt: skip


def test_other_filters_narrow_as_everywhere(catalog: Catalog) -> None:
    inside = changes(catalog, Selection(areas=("123",)), START, END)
    assert inside.changed_ids == {
        "BG-LONGSAP-EZ", "BG-LONGSAP-UP", "BR-HONGHUA", "DT-STORM2024", "EXP-SL1", "EXP-SL2",
        "RES-STORM2024", "SCH-BORDER", "SCH-LONGSAP", "TOUR-MOCCHAU", "URB-MOCCHAU",
        "URB-MOCCHAU-SE",
    }  # fmt: skip


@pytest.mark.parametrize("end", [START, START - timedelta(days=1)])
def test_a_period_must_end_after_it_begins(catalog: Catalog, end: date) -> None:
    with pytest.raises(PeriodError, match="Ngày cuối phải sau ngày đầu"):
        changes(catalog, Selection(), START, end)


@given(st.lists(days, min_size=3, max_size=3, unique=True))
def test_two_periods_in_a_row_are_the_whole_one(three: list[date]) -> None:
    first, middle, last = sorted(three)
    parts = [
        changes(once.catalog(), Selection(), a, b) for a, b in ((first, middle), (middle, last))
    ]
    whole = changes(once.catalog(), Selection(), first, last)
    for project in once.catalog().projects:
        pieces = [event for part in parts for event in _events(part, project)]
        assert pieces == list(_events(whole, project))
    for item in whole.items:
        assert item.old is status_as_of(once.catalog().events_of(item.project.id), first)
        assert item.new is status_as_of(once.catalog().events_of(item.project.id), last)


def _events(part: Changes, project_id: str) -> tuple[object, ...]:
    return next((item.events for item in part.items if item.project.id == project_id), ())
