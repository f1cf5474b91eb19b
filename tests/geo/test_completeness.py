from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.catalog.catalog import Catalog
from geo.dates import PartialDate
from geo.model import Status, StatusEvent
from geo.query.freshness import FINAL, STALE_AFTER_DAYS, latest_news, stale_since
from geo.query.selection import Selection
from geo.query.view import View, build_view
from geo.reports.completeness import (
    AgencyTasks,
    Aspect,
    Completeness,
    by_agency,
    completeness,
    count_missing,
)
from geo.text import NO_TEXT
from tests import tiny

TODAY = date(2026, 11, 24)
DAY = date(2025, 1, 1)


@pytest.fixture(scope="module")
def view(catalog: Catalog) -> View:
    return build_view(catalog, Selection(), TODAY)


@pytest.fixture(scope="module")
def known(view: View) -> dict[str, Completeness]:
    return {item.row.project.id: item for item in completeness(view)}


def event(day: str) -> StatusEvent:
    return StatusEvent("P-1", PartialDate.parse(day), Status.PLANNED, NO_TEXT, "S")


@pytest.mark.parametrize(
    ("project_id", "missing"),
    [
        ("LOG-BORDER", {"status", "date", "capital", "source"}),
        ("DT-101", {"capital", "length"}),
        ("DT-107C", set()),
        ("QL6-BYPASS", set()),
        ("EXP-DB", {"date", "length"}),
        ("BG-LONGSAP-UP", set()),
        # Repairs at unknown spots have no length; what has lapsed needs no figures.
        ("DT-STORM2024", {"source"}),
        ("URB-MAISON", set()),
    ],
)
def test_what_is_missing_is_what_the_tables_lack(
    known: dict[str, Completeness], project_id: str, missing: set[str]
) -> None:
    assert {aspect.value for aspect in known[project_id].missing} == missing


def test_missing_is_always_a_part_of_what_is_asked(known: dict[str, Completeness]) -> None:
    for item in known.values():
        assert set(item.missing) <= set(item.asked)
        assert (Aspect.STATUS in item.missing) == (item.row.status is Status.UNKNOWN)


def test_an_open_project_without_news_for_a_year_is_stale(known: dict[str, Completeness]) -> None:
    assert known["DT-101"].age_days == (TODAY - date(2022, 9, 7)).days
    assert known["DT-101"].stale_since == date(2023, 9, 8)
    assert known["EXP-SL1"].stale_since is None
    # Completed in 2017: nothing more is expected.
    assert known["QL6-VRAMP"].stale_since is None
    # No status at all is a task of its own.
    assert known["LOG-BORDER"].latest is None
    assert known["LOG-BORDER"].stale_since is None


def test_news_of_this_year_is_news_though_its_status_counts_from_its_end(
    known: dict[str, Completeness],
) -> None:
    park = known["KCN-VANHO"]
    assert park.latest is not None
    assert park.latest.date.iso() == "2026"
    assert park.row.event is not None
    assert park.row.event.date.iso() == "2022-05"
    assert (park.age_days, park.stale_since) == (0, None)


@given(st.integers(0, 800), st.sampled_from(list(Status)))
def test_stale_begins_the_day_after_a_full_year(days: int, status: Status) -> None:
    latest = event(DAY.isoformat())
    found = stale_since(status, latest, DAY + timedelta(days=days))
    if status in FINAL or days <= STALE_AFTER_DAYS:
        assert found is None
    else:
        assert found == DAY + timedelta(days=STALE_AFTER_DAYS + 1)


def test_the_latest_news_is_the_last_that_has_begun() -> None:
    history = [event("2024-05"), event("2025"), event("2026-03-01")]
    assert latest_news(history, date(2025, 6, 1)) is history[1]
    assert latest_news(history, date(2024, 5, 10)) is history[0]
    assert latest_news(history, date(2020, 1, 1)) is None


def test_agencies_list_their_projects_and_no_project_is_lost(view: View) -> None:
    groups = by_agency(view)
    listed = {item.row.project.id for group in groups for item in group.projects}
    assert listed == view.project_ids
    for group in groups:
        named = [item.row.project.agency_ids for item in group.projects]
        assert all(group.agency.id in ids if group.agency else not ids for ids in named)
    (works,) = [group for group in groups if group.agency and group.agency.id == "SO-XD"]
    assert len(works.projects) == 13
    assert works.missing[Aspect.LENGTH] == 8
    assert works.stale == 9
    # Nothing is asked of a lapsed project with an official source.
    assert {"URB-MAISON", "URB-VANHO"}.isdisjoint(i.row.project.id for i in works.tasks)


def test_projects_without_an_agency_come_last_under_no_agency(view: View) -> None:
    row = next(row for row in view.rows if row.project.agency_ids)
    without = {row.project.id for row in view.rows if not row.project.agency_ids}
    orphan = replace(row, project=replace(row.project, agency_ids=()))
    others = tuple(other for other in view.rows if other is not row)
    groups = by_agency(replace(view, rows=(orphan, *others)))
    last: AgencyTasks = groups[-1]
    assert last.agency is None
    assert {item.row.project.id for item in last.projects} == {row.project.id} | without


def test_a_figure_that_sources_dispute_is_a_task(known: dict[str, Completeness]) -> None:
    disputed = {key for key, item in known.items() if item.conflicts}
    assert disputed == {
        "AIR-NASAN", "DT-109-NAMPAM", "EXP-SL1", "EXP-SL2", "QL6-VRAMP", "RES-BANMONG",
        "SCH-BORDER", "WW-SONLA",
    }  # fmt: skip
    assert all(known[key].has_tasks for key in disputed)
    assert known["BG-LONGSAP-UP"].has_tasks is False


def test_counts_are_plain_counts(known: dict[str, Completeness]) -> None:
    counts = count_missing(known.values())
    assert set(counts) == set(Aspect)
    assert counts[Aspect.STATUS] == 3
    assert counts[Aspect.LENGTH] == 18


def test_on_an_earlier_day_less_was_known(catalog: Catalog) -> None:
    then = build_view(catalog, Selection(as_of=date(2023, 1, 1)))
    (road,) = [item for item in completeness(then) if item.row.project.id == "DT-101"]
    assert road.stale_since is None
    assert road.age_days == (date(2023, 1, 1) - date(2022, 9, 7)).days


def told(town: Catalog, day: date = DAY, **chosen: Any) -> dict[str, Completeness]:
    view = build_view(town, Selection(**chosen), day)
    return {item.row.project.id: item for item in completeness(view)}


def on(project_id: str, day: str, status: Status = Status.PLANNED) -> StatusEvent:
    return tiny.event(project_id, PartialDate.parse(day), status)


def test_age_is_counted_from_the_latest_news_in_full_days() -> None:
    events = (
        on("P-1", "2024-12-31"), on("P-1", "2024-01-02"), on("P-2", "2024-01-01"),
        on("P-2", "2025"), on("P-3", "2024-01-01"),
    )  # fmt: skip
    found = told(tiny.town(events=events))
    ages = {key: (item.age_days, item.stale_since) for key, item in found.items()}
    assert ages == {
        # Of a period that is not over the news is of today.
        "P-1": (1, None), "P-2": (0, None),
        # 2024 has 366 days: the day after a full year is this one.
        "P-3": (366, date(2025, 1, 1)),
    }  # fmt: skip
    assert found["P-2"].latest == events[3]
    earlier = told(tiny.town(events=events), date(2024, 12, 31))
    assert (earlier["P-3"].age_days, earlier["P-3"].stale_since) == (365, None)


@pytest.mark.parametrize("status", list(Status))
def test_what_is_final_is_never_stale(status: Status) -> None:
    found = stale_since(status, event("2020-01-01"), DAY)
    final = status in {Status.COMPLETED, Status.LAPSED}
    assert found == (None if final else date(2021, 1, 1))
    assert stale_since(status, None, DAY) is None


def test_each_reason_alone_is_a_task() -> None:
    length = tiny.figure("P-1", "length", 20, "km")
    capitals = [
        tiny.figure(name, "capital", value, "billion_vnd")
        for name, value in (("P-1", 1), ("P-2", 1), ("P-2", 2), ("P-3", 1), ("P-4", 1))
    ]
    lengths = [replace(length, subject_id=name) for name in ("P-1", "P-2", "P-3")]
    events = tuple(
        on(name, day, Status.CONSTRUCTION)
        for name, day in (
            ("P-1", "2024-06-01"), ("P-2", "2024-06-01"), ("P-3", "2023-06-01"),
            ("P-4", "2024-06-01"),
        )
    )  # fmt: skip
    town = tiny.town(
        [tiny.on_road(f"P-{n}", 0, 9, agency_ids=("SO-XD",)) for n in (1, 2, 3, 4)],
        events=events, figures=(*capitals, *lengths),
        agencies=tiny.by_id([tiny.agency("SO-XD", "Sở Xây dựng")]),
    )  # fmt: skip
    found = told(town)
    assert {key: item.has_tasks for key, item in found.items()} == {
        "P-1": False, "P-2": True, "P-3": True, "P-4": True,
    }  # fmt: skip
    assert found["P-2"].missing == found["P-3"].missing == ()
    assert found["P-4"].missing == (Aspect.LENGTH,)
    assert found["P-1"].asked == tuple(Aspect)
    (works,) = by_agency(build_view(town, Selection(), DAY))
    assert [item.row.project.id for item in works.tasks] == ["P-2", "P-4", "P-3"]
    assert works.stale == 1
    assert works.missing == {aspect: int(aspect is Aspect.LENGTH) for aspect in Aspect}


def test_agencies_stand_in_the_order_of_their_names_and_nobody_last() -> None:
    links = [("B-1", "A-1"), (), ("Z-1",), ("A-1",), ("GONE",)]
    town = tiny.town(
        [tiny.on_road(f"P-{n}", 0, 9, agency_ids=ids) for n, ids in enumerate(links)],
        agencies=tiny.by_id([
            tiny.agency("A-1", "Đơn vị Hai"), tiny.agency("B-1", "Ban Một"),
            tiny.agency("Z-1", "Ân", en="Zebra"),
        ]),
    )  # fmt: skip

    def listed(language: str) -> list[tuple[str, list[str]]]:
        groups = by_agency(build_view(town, Selection(language=language), DAY))
        return [
            (group.agency.id if group.agency else "", [p.row.project.id for p in group.projects])
            for group in groups
        ]

    assert listed("vi")[:3] == [("Z-1", ["P-2"]), ("B-1", ["P-0"]), ("A-1", ["P-0", "P-3"])]
    assert [agency for agency, _ in listed("en")[:3]] == ["B-1", "A-1", "Z-1"]
    assert sorted(listed("vi")[3:]) == [("", ["P-1"]), ("", ["P-4"])]
