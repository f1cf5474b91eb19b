from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from geo.catalog.catalog import Catalog
from geo.model import Status
from geo.query.selection import Selection
from geo.reports.changes import event_day_on, event_days
from panels.components import timeline_tools
from panels.components.timeline_tools import tools_data
from panels.session import address as address_bar
from panels.session import state
from panels.session.address import AppPage
from panels.widgets.timeline import Axis, cursor_html, strip_html
from tests.panels.apps import choose, opened_page
from tests.panels.test_page import address, map_data, shown_html, status_on_map

TODAY = date(2026, 11, 24)


def test_moments_hold_every_event_once_and_in_order(catalog: Catalog) -> None:
    known = event_days(catalog, Selection())
    assert sum(len(moment.changes) for moment in known) == len(catalog.events)
    assert [moment.day for moment in known] == sorted({e.effective for e in catalog.events})
    programme = event_day_on(known, date(2022, 9, 7))
    assert programme
    assert len(programme.changes) == 14
    city = next(h for h in programme.changes if h.project.id == "URB-SONLA")
    assert (city.old_status, city.moves) == (Status.PLANNED, False)
    assert event_day_on(known, date(2022, 9, 8)) is None


def test_moments_follow_the_filters_but_neither_day_nor_status(catalog: Catalog) -> None:
    asked = Selection(areas=("123",), statuses=(Status.COMPLETED,), as_of=date(2020, 1, 1))
    found = {item.project.id for m in event_days(catalog, asked) for item in m.changes}
    assert "EXP-SL1" in found
    assert found == {
        p.id
        for p in catalog.projects.values()
        if "123" in catalog.overlapped_codes[p.id] and catalog.events_of(p.id)
    }


def test_the_steps_are_the_days_with_events_until_today(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.clock.today", lambda: TODAY)
    known = [moment.day for moment in event_days(catalog, Selection())]
    data = tools_data(state.Screen(Selection(as_of=date(2025, 5, 18))), known)
    assert (data["on"], data["day"], data["today"]) == (False, "2025-05-18", "2026-11-24")
    # An event of the mere year 2026 counts from its last day on, which is yet to come.
    assert known[-1] == date(2026, 12, 31)
    assert data["days"] == sorted(day.isoformat() for day in known if day <= TODAY)
    assert data["days"][-1] == "2026-02-05"


@pytest.mark.parametrize(
    ("event", "timeline", "day"),
    [
        ({"on": {"value": True}}, True, None),
        ({"on": {"value": "yes"}, "day": 7}, False, None),
        ({"day": {"value": "2025-05-18"}}, False, date(2025, 5, 18)),
        ({"day": {"value": "2999-01-01"}}, False, None),
        ({"day": {"value": "<b>"}}, False, None),
        ({}, False, None),
    ],
)
def test_before_the_browser_can_choose_the_server_hears_of_switch_and_steps(
    event: dict[str, object],
    timeline: bool,
    day: date | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session: dict[str, object] = {timeline_tools.KEY: event}
    for module in (timeline_tools, state, address_bar):
        monkeypatch.setattr(module, "session", session)
    mounted: dict[str, Any] = {}
    monkeypatch.setattr(timeline_tools, "_mount", lambda **given: mounted.update(given))
    timeline_tools.timeline_tools(state.current(), ())
    for react in ("on_on_change", "on_day_change"):
        mounted[react]()
    assert (state.current().timeline, state.current().selection.as_of) == (timeline, day)


def test_the_axis_is_in_order_and_ends_with_its_year(catalog: Catalog) -> None:
    known = event_days(catalog, Selection())
    axis = Axis(known, TODAY)
    places = [axis.at(moment.day) for moment in known]
    assert places == sorted(places)
    assert 0 < places[0] < places[-1] < 1
    assert axis.at(date(1990, 1, 1)) == 0
    assert axis.at(date(2040, 1, 1)) == 1
    # A year with few events is narrower than one with many.
    assert axis.years[2018][1] < axis.years[2025][1] / 4
    assert sum(width for _, width in axis.years.values()) == pytest.approx(1)


def test_ux34_marks_of_a_status_stand_side_by_side_and_within_the_edges(catalog: Catalog) -> None:
    for asked in (Selection(), Selection(kinds=("expressway",)), Selection(areas=("123",))):
        known = event_days(catalog, asked)
        axis = Axis(known, TODAY)
        for status in Status:
            right = 0.0
            for moment in known:
                items = [item for item in moment.changes if item.event.status is status]
                half = (15 if any(item.moves for item in items) else 10) / 2
                place = axis.at(moment.day) * axis.width_px
                if items:
                    assert right - 0.01 <= place - half, (status, moment.day)
                    right = place + half + (10 if len(items) > 1 else 0)
                    assert right <= axis.width_px, (status, moment.day)


def test_every_event_can_be_chosen_and_is_said_in_words(catalog: Catalog) -> None:
    known = event_days(catalog, Selection())
    drawn = strip_html(known, Axis(known, TODAY), "vi")
    marks = re.findall(r"<button([^>]*)>", drawn)
    days = [re.findall(r'data-day="([\d-]+)"', mark)[0] for mark in marks]
    assert set(days) == {moment.day.isoformat() for moment in known}
    assert all(re.search(r'title="[^"]{20,}"', mark) for mark in marks)
    assert "09/2025 · Đang thi công: Cao tốc Hòa Bình – Mộc Châu" in drawn
    assert ">14</b>" in drawn
    # Events of a month or a year are bars, one for each period and status.
    rough = {
        (item.event.date, item.event.status)
        for moment in known
        for item in moment.changes
        if item.event.date.precision != "day"
    }
    assert drawn.count("tl-bar") == len(rough) == 28


def test_the_timeline_is_small_on_the_wire(catalog: Catalog) -> None:
    known = event_days(catalog, Selection())
    axis = Axis(known, TODAY)
    # Sent when the filters change: words for each event, and no more.
    assert len(strip_html(known, axis, "vi").encode()) < 170 * len(catalog.events)
    assert len(cursor_html(axis, TODAY)) < 60  # with each step


def test_closed_it_costs_a_switch_only() -> None:
    app = opened_page(AppPage.MAP)
    assert 'class="tl"' not in shown_html(app)
    choose(app, timeline="1")
    assert 'class="tl"' in shown_html(app)
    assert address(app) == {"timeline": "1"}


def test_stepping_replays_status_card_and_halo(catalog: Catalog) -> None:
    known = event_days(catalog, Selection())

    def halo(day: date) -> list[str]:
        moment = event_day_on(known, day)
        assert moment
        return sorted(change.project.id for change in moment.changes)

    app = opened_page(AppPage.MAP, timeline="1", id="EXP-SL1", asof="2025-05-18")
    assert status_on_map(app, "EXP-SL1") == "construction"
    assert map_data(app)["halo"] == ["EXP-SL1"]
    assert "Tình trạng tính đến ngày 18/05/2025" in shown_html(app)
    choose(app, asof="2025-04-30")  # RES-EXP-SL1, "2025-04"
    assert status_on_map(app, "EXP-SL1") == "preparing"
    assert sorted(map_data(app)["halo"]) == halo(date(2025, 4, 30))
    assert "04/2025 · " in shown_html(app)
    choose(app, asof="")
    assert "asof" not in address(app)
    assert map_data(app)["halo"] == []
    assert "Tình trạng tính đến ngày" not in shown_html(app)


def test_a_day_without_an_event_has_no_halo() -> None:
    app = opened_page(AppPage.MAP, timeline="1", asof="2025-05-19")
    assert map_data(app)["halo"] == []
    assert "Chọn một mốc" in shown_html(app)
