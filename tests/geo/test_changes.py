"""What changed, against the events counted by hand in the table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.catalog.catalog import Catalog
from geo.catalog.history import status_as_of
from geo.dates import PartialDate
from geo.model import Figure, Status, StatusEvent
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.reports.changes import (
    Change,
    Changes,
    EventDay,
    PeriodError,
    changes,
    event_day_on,
    event_days,
)
from geo.strings import say
from tests import once, tiny
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
    assert len(found.moved) == 54
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
    assert found.event_count == 103
    assert found.steps == {
        (PLANNED, PREPARING): 2, (UNKNOWN, PLANNED): 3, (PREPARING, DONE): 2,
        (UNKNOWN, DONE): 3, (UNKNOWN, BUILDING): 28, (UNKNOWN, PREPARING): 9,
        (PREPARING, BUILDING): 2, (PLANNED, DONE): 1, (PLANNED, LAPSED): 3,
        (BUILDING, DONE): 1,
    }  # fmt: skip
    assert found.changed_ids == BY_HAND.keys() - {item.project.id for item in found.news}
    assert found.describe("vi").startswith("54 dự án thay đổi tình trạng, trong đó 43 dự án mới")


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
    gate = Selection(kinds=("border-gate",))
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
        "URB-MOCCHAU-SE", "URB-SONLA", "URB-VANHO",
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


def event(project_id: str, day: int, status: Status, source_id: str = tiny.SOURCE) -> StatusEvent:
    """Give an event of June 2025."""
    return tiny.event(project_id, PartialDate(2025, 6, day), status, source_id)


def capital(project_id: str, day: int, value: float, source_id: str = tiny.SOURCE) -> Figure:
    as_of = PartialDate(2025, 6, day) if day else None
    return tiny.figure(
        project_id, "capital", value, "billion_vnd", as_of=as_of, source_id=source_id
    )


def june(day: int) -> date:
    return date(2025, 6, day)


NEWS = (
    event("P-1", 1, Status.PLANNED), event("P-1", 10, Status.PREPARING),
    event("P-1", 20, Status.PREPARING, "TOWN-2"), event("P-2", 10, Status.PLANNED),
    event("P-2", 12, Status.PLANNED), event("P-3", 1, Status.PLANNED),
)  # fmt: skip


def test_a_replay_stands_still_on_each_day_with_events() -> None:
    town = tiny.town(events=NEWS)
    days = event_days(town, Selection(statuses=(Status.COMPLETED,), as_of=june(1)))
    assert [(each.day, set(each.project_ids)) for each in days] == [
        (june(1), {"P-1", "P-3"}), (june(10), {"P-1", "P-2"}), (june(12), {"P-2"}),
        (june(20), {"P-1"}),
    ]  # fmt: skip
    told = [(c.project.id, c.old_status, c.event.status, c.moves) for c in days[1].changes]
    assert told == [
        ("P-1", Status.PLANNED, Status.PREPARING, True),
        ("P-2", Status.UNKNOWN, Status.PLANNED, True),
    ]
    assert [change.moves for each in days[2:] for change in each.changes] == [False, False]
    assert [each.day for each in event_days(town, Selection(areas=(tiny.WEST,)))] == [
        june(1), june(10), june(20),
    ]  # fmt: skip


def test_an_event_day_is_found_by_its_day() -> None:
    days = tuple(EventDay(june(number), ()) for number in (1, 10, 20))
    found = [event_day_on(days, day) for day in (june(1), june(5), june(10), june(25), None)]
    assert [each and each.day for each in found] == [june(1), None, june(10), None, None]


@pytest.fixture(scope="module")
def in_june() -> Changes:
    """Give what changed from the 5th to the 20th in the town, with ten projects more."""
    more = [tiny.on_road(f"P-{number}", 0, 1) for number in range(4, 12)]
    figures = (
        capital("P-3", 5, 50), capital("P-3", 6, 60, "TOWN-3"), capital("P-3", 20, 80, "TOWN-2"),
        capital("P-3", 13, 70), capital("P-3", 21, 90), capital("P-3", 0, 10),
        capital("P-5", 5, 1), capital("P-6", 21, 1), capital("P-7", 0, 1),
        capital("P-11", 7, 7),
    )  # fmt: skip
    events = (
        *NEWS, event("P-10", 12, Status.LAPSED), event("P-9", 12, Status.LAPSED),
        event("P-8", 5, Status.LAPSED), event("P-4", 21, Status.LAPSED),
    )  # fmt: skip
    town = tiny.town([*tiny.town_projects(), *more], events=events, figures=figures)
    return changes(town, Selection(), june(5), june(20))


def test_moves_stand_first_the_latest_first_then_news(in_june: Changes) -> None:
    # P-2 moved on the 10th and was confirmed on the 12th: the day of the move counts.
    assert [item.project.id for item in in_june.items] == [
        "P-9", "P-10", "P-1", "P-2", "P-3", "P-11",
    ]  # fmt: skip
    assert [item.project.id for item in in_june.moved] == ["P-9", "P-10", "P-1", "P-2"]
    assert [item.project.id for item in in_june.news] == ["P-3", "P-11"]
    assert [item.project.id for item in in_june.appeared] == ["P-9", "P-10", "P-2"]
    assert in_june.changed_ids == {"P-9", "P-10", "P-1", "P-2"}
    assert (in_june.event_count, in_june.figure_count) == (6, 4)
    assert in_june.steps == {
        (Status.UNKNOWN, Status.LAPSED): 2, (Status.PLANNED, Status.PREPARING): 1,
        (Status.UNKNOWN, Status.PLANNED): 1,
    }  # fmt: skip


def test_a_change_names_what_made_it(in_june: Changes) -> None:
    moved = change(in_june, "P-1")
    assert (moved.old, moved.new, moved.moved) == (Status.PLANNED, Status.PREPARING, True)
    assert [event.date.day for event in moved.events] == [10, 20]
    assert moved.decisive == NEWS[1]
    assert moved.source_ids == (tiny.SOURCE, "TOWN-2")
    assert moved.row.status is Status.PREPARING
    told = change(in_june, "P-3")
    assert (told.decisive, told.appeared, told.moved) == (None, False, False)
    # The oldest first, each beside what was quoted on the first day.
    assert [(new.figure.value, new.before and new.before.value) for new in told.figures] == [
        (60, 50), (70, 50), (80, 50),
    ]  # fmt: skip
    assert told.source_ids == ("TOWN-3", tiny.SOURCE, "TOWN-2")
    assert told.row.capital is not None
    assert told.row.capital.value == 80
    # A figure without a status is news, but no appearance.
    unknown = change(in_june, "P-11")
    assert (unknown.old, unknown.new, unknown.appeared) == (Status.UNKNOWN, Status.UNKNOWN, False)
    assert [new.before for new in unknown.figures] == [None]


def test_the_view_of_changes_holds_the_changed_projects_in_the_order_of_a_list(
    in_june: Changes,
) -> None:
    view = in_june.view
    assert [row.project.id for row in view.rows] == ["P-1", "P-3", "P-2", "P-9", "P-10", "P-11"]
    assert view.totals.projects == 6
    assert view.totals.by_status[Status.LAPSED] == 2
    assert (view.day, in_june.before.day) == (june(20), june(5))
    assert in_june.describe("en") == say(
        "changes.summary", "en", moved=4, appeared=3, news=2, events=6, figures=4
    )


def test_a_period_without_news_says_so() -> None:
    town = tiny.town(events=NEWS)
    nothing = changes(town, Selection(), june(12), june(19))
    assert nothing.items == ()
    assert nothing.describe("en") == say("changes.none", "en")
    assert nothing.after.rows == build_view(town, Selection(as_of=june(19))).rows
    later = changes(town, Selection(), june(20), june(25))
    assert later.describe("en") == say("changes.unknown", "en", day="20 Jun 2025")
    # A fact of the year may be of any of its days.
    whole_year = replace(NEWS[0], date=PartialDate(2025))
    later = changes(tiny.town(events=(*NEWS, whole_year)), Selection(), june(20), june(25))
    assert later.describe("en") == say("changes.unknown", "en", day="20 Jun 2025")


def test_with_a_filter_by_status_the_one_that_left_it_counts_as_well() -> None:
    town = tiny.town(events=NEWS)
    for status in (Status.PLANNED, Status.PREPARING):
        found = changes(town, Selection(statuses=(status,)), june(5), june(10))
        assert "P-1" in found.changed_ids
    assert changes(town, Selection(statuses=(Status.LAPSED,)), june(5), june(10)).items == ()


def test_a_project_that_fell_back_has_moved_with_its_last_event() -> None:
    events = tuple(
        event("P-1", day, status)
        for day, status in ((1, Status.PLANNED), (6, Status.PREPARING), (8, Status.PLANNED))
    )
    (item,) = changes(tiny.town(events=events), Selection(), june(5), june(9)).items
    assert (item.moved, item.decisive) == (False, None)
    (item,) = changes(tiny.town(events=events), Selection(), june(7), june(9)).items
    assert item.decisive == events[2]
