from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.catalog.catalog import Catalog
from geo.catalog.history import (
    event_as_of,
    figures_as_of,
    in_conflict,
    known_since,
    since_event,
    status_as_of,
    timeline,
    weight_of,
)
from geo.dates import PartialDate
from geo.model import Figure, Source, SourceKind, Status, StatusEvent
from geo.text import NO_TEXT

KNOWN = [status for status in Status if status is not Status.UNKNOWN]


def event(day: str, status: Status = Status.PLANNED) -> StatusEvent:
    return StatusEvent("P-1", PartialDate.parse(day), status, NO_TEXT, "S")


def figure(value: float, day: str, source: str = "OFFICIAL") -> Figure:
    as_of = PartialDate.parse(day) if day else None
    return Figure("P-1", "capital", value, "billion_vnd", "", as_of, NO_TEXT, source)


SOURCES = {kind.name: Source(kind.name, kind, NO_TEXT, "", "", None, "") for kind in SourceKind}
days = st.dates(date(2000, 1, 1), date(2035, 12, 31))
partial_dates = st.builds(lambda day, n: day.isoformat()[:n], days, st.sampled_from([4, 7, 10]))
events = st.lists(st.builds(event, partial_dates, st.sampled_from(KNOWN)), max_size=8)


@given(events, days)
def test_the_last_event_on_or_before_the_day_counts(history: list[StatusEvent], day: date) -> None:
    found = event_as_of(history, day)
    past = [item for item in history if item.date.last_day <= day]
    if not past:
        assert found is None
        assert status_as_of(history, day) is Status.UNKNOWN
        return
    assert found is not None
    assert found.effective == max(item.effective for item in past)
    # Of equal days the one that stands last in the table counts.
    assert found == [item for item in past if item.effective == found.effective][-1]


@given(events, days, st.integers(1, 400))
def test_later_events_never_change_the_past(
    history: list[StatusEvent], day: date, gap: int
) -> None:
    later = event((day + timedelta(days=gap)).isoformat(), Status.LAPSED)
    assert status_as_of([*history, later], day) is status_as_of(history, day)


@given(events, days, st.randoms(use_true_random=False))
def test_the_order_of_the_table_matters_only_on_equal_days(
    history: list[StatusEvent], day: date, chance: Random
) -> None:
    one_a_day = list({item.effective: item for item in history}.values())
    shuffled = chance.sample(one_a_day, len(one_a_day))
    assert event_as_of(shuffled, day) == event_as_of(one_a_day, day)
    assert since_event(shuffled, day) == since_event(one_a_day, day)
    assert timeline(shuffled) == timeline(one_a_day)


@pytest.mark.parametrize(
    ("when", "told", "counts"),
    [
        ("2022-05", "2022-05-12", date(2022, 5, 12)),
        ("2022", "2022-05", date(2022, 5, 31)),
        ("2022-05", "2022-06-03", date(2022, 5, 31)),
        ("2022-05-28", "2022-05-30", date(2022, 5, 28)),
        ("2022-05", "", date(2022, 5, 31)),
        # A source of before the period foretells: it says no day.
        ("2022-05", "2022-04-30", date(2022, 5, 31)),
    ],
)
def test_ux32_what_a_source_tells_has_happened_by_its_day(
    when: str, told: str, counts: date
) -> None:
    source_day = PartialDate.parse(told) if told else None
    assert replace(event(when), told=source_day).effective == counts


def test_ux32_a_month_stands_before_a_later_day_of_it(catalog: Catalog) -> None:
    """Told on 12 May 2022, it happened before the 28th: history, book and changes say so."""
    shown = [item.date.iso() for item in catalog.events_of("EXP-SL1")]
    assert shown.index("2022-05") < shown.index("2022-05-28")
    for item in catalog.events:
        told = catalog.sources[item.source_id].date
        if told and told.last_day >= item.date.first_day:
            assert item.effective <= told.last_day or item.date.precision == "day", item


@given(days, st.sampled_from(KNOWN), st.sampled_from(KNOWN), st.integers(0, 400))
def test_of_two_events_on_one_day_the_lower_row_counts(
    day: date, first: Status, second: Status, later: int
) -> None:
    rows = [event(day.isoformat(), first), event(day.isoformat(), second)]
    assert status_as_of(rows, day + timedelta(days=later)) is second
    assert status_as_of(rows[::-1], day + timedelta(days=later)) is first


@given(partial_dates, days, st.sampled_from(KNOWN))
def test_an_imprecise_date_counts_from_the_last_day_it_may_mean(
    written: str, day: date, status: Status
) -> None:
    found = status_as_of([event(written, status)], day)
    # Written to the same precision, dates compare as texts: the period of `written` is over
    # when the next day no longer begins with it.
    next_day = (day + timedelta(days=1)).isoformat()
    over = next_day[: len(written)] > written
    assert found is (status if over else Status.UNKNOWN)


@given(events, days)
def test_what_lies_ahead_of_the_day_is_never_said(history: list[StatusEvent], day: date) -> None:
    known = [item for item in history if item.effective <= day]
    assert event_as_of(history, day) == event_as_of(known, day)
    assert since_event(history, day) == since_event(known, day)
    begun = since_event(history, day)
    if begun:
        assert begun.effective <= day
        assert begun.status is status_as_of(history, day)


@given(events, days, days)
def test_knowledge_only_grows(history: list[StatusEvent], one: date, other: date) -> None:
    early, late = sorted((one, other))
    before, after = event_as_of(history, early), event_as_of(history, late)
    if before:
        assert after is not None
        assert after.effective >= before.effective


@given(events)
def test_the_timeline_keeps_every_event(history: list[StatusEvent]) -> None:
    ordered = timeline(history)
    assert sorted(ordered, key=id) == sorted(history, key=id)
    assert [e.effective for e in ordered] == sorted(e.effective for e in history)


def test_a_status_lasts_since_the_event_that_began_it() -> None:
    history = [
        event("2022-05", Status.PREPARING),
        event("2025-05-18", Status.CONSTRUCTION),
        event("2026-02-05", Status.CONSTRUCTION),
    ]
    found = since_event(history, date(2026, 3, 1))
    assert found is not None
    assert found.date.iso() == "2025-05-18"
    assert since_event(history, date(2020, 1, 1)) is None


def test_a_year_counts_only_when_it_is_over() -> None:
    history = [event("2024", Status.PREPARING)]
    assert status_as_of(history, date(2024, 12, 30)) is Status.UNKNOWN
    assert status_as_of(history, date(2024, 12, 31)) is Status.PREPARING


def test_the_newest_figure_is_quoted_and_the_older_one_kept() -> None:
    old, new, undated = figure(25_000, "2025"), figure(22_262, "2026-01-05"), figure(1, "")
    day = date(2026, 6, 1)
    assert figures_as_of([undated, new, old], "capital", day, SOURCES) == (new, old, undated)
    assert figures_as_of([old, new], "capital", date(2025, 12, 31), SOURCES) == (old,)
    assert in_conflict([old, new])
    assert not in_conflict([new, figure(22_262, "2025")])


def test_of_equal_age_the_official_source_is_quoted() -> None:
    press, official = figure(1, "2025", "PRESS"), figure(2, "2025", "OFFICIAL")
    assert figures_as_of([press, official], "capital", date(2026, 1, 1), SOURCES)[0] is official


def test_a_copy_stands_behind_the_paper_it_copies_and_every_kind_has_a_weight() -> None:
    weights = [weight_of(SOURCES[kind.name]) for kind in SourceKind]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == len(SourceKind)
    assert weight_of(SOURCES["COPY"]) < weight_of(SOURCES["PRESS"])
    assert weight_of(None) < min(weights)


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [("OFFICIAL", "PRESS"), ("PRESS", "OPEN_DATA"), ("OPEN_DATA", "WIKI"), ("WIKI", "INFERENCE"),
     ("INFERENCE", "GONE")],
)  # fmt: skip
def test_of_equal_age_the_stronger_kind_is_quoted_and_unknown_sources_last(
    stronger: str, weaker: str
) -> None:
    rows = [figure(1, "2025", weaker), figure(2, "2025", stronger)]
    found = figures_as_of(rows, "capital", date(2026, 1, 1), SOURCES)
    assert [one.source_id for one in found] == [stronger, weaker]
    assert weight_of(SOURCES.get(stronger)) > weight_of(SOURCES.get(weaker))
    # Age counts before strength.
    newer = figure(3, "2025-12-31", weaker)
    older = figure(4, "2025-12-30", stronger)
    assert figures_as_of([older, newer], "capital", date(2026, 1, 1), SOURCES)[0] is newer


def test_a_figure_is_known_since_its_date_else_that_of_its_source() -> None:
    sources = SOURCES | {"DATED": replace(SOURCES["PRESS"], date=PartialDate(2024, 2))}
    assert known_since(figure(1, "2025-03", "DATED"), sources) == date(2025, 3, 31)
    assert known_since(figure(1, "", "DATED"), sources) == date(2024, 2, 29)
    assert known_since(figure(1, "", "PRESS"), sources) is None
    assert known_since(figure(1, "", "GONE"), sources) is None
    # What nobody dates is known on every day.
    undated = figure(1, "", "PRESS")
    assert figures_as_of([undated], "capital", date(1, 1, 1), sources) == (undated,)
    assert figures_as_of([undated], "length", date(2026, 1, 1), sources) == ()


def test_values_conflict_by_number_or_unit() -> None:
    one = figure(1, "2025")
    assert in_conflict([one, replace(one, unit="km")])
    assert in_conflict([one, replace(one, value=2)])
    assert not in_conflict([one, replace(one, source_id="PRESS")])
    assert not in_conflict([one])
    assert not in_conflict([])
