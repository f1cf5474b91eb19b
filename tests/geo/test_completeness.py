from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.catalog.catalog import Catalog
from geo.dates import PartialDate
from geo.model import Status, StatusEvent
from geo.query.selection import Selection
from geo.query.view import View, build_view
from geo.reports.completeness import (
    FINAL,
    STALE_AFTER_DAYS,
    AgencyTasks,
    Aspect,
    Completeness,
    by_agency,
    completeness,
    count_missing,
    latest_news,
    stale_since,
)
from geo.text import NO_TEXT

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
    assert works.stale == 10
    # Nothing is asked of a lapsed project with an official source.
    assert {"URB-MAISON", "URB-VANHO"}.isdisjoint(i.row.project.id for i in works.tasks)


def test_projects_without_an_agency_come_last_under_no_agency(view: View) -> None:
    from dataclasses import replace

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
