"""The timeline under the map: events in order, and stepping that sets the day of the view.

A mark has the colour and the shape of its status; a small one only confirms a status. An event
that its source dates to a month or a year is a bar as long, with the mark at its end, where it
begins to count. Years without events are narrow, since nothing happens there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from briefing.content.html import part
from briefing.content.markup import escape_html
from geo import clock
from geo.model import DONE_FIRST, Status
from geo.reports.changes import event_day_on, event_days
from geo.strings import say
from panels.components.timeline_tools import timeline_tools

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from geo.query.view import View
    from geo.reports.changes import EventDay, StatusChange
    from panels.session import state

_DAYS_OF_YEAR = 366.0
# How much wider a year is for each day with events in it, up to a limit.
_MOST_DAYS = 9
# Two marks closer than this (as a share of the axis) stand at two heights.
_APART = 0.015
_MOST_NAMED = 2
_ROOM_FOR_YEAR = 0.045
_TEMPLATE: Final = "panels/widgets/timeline.html.j2"


class Axis:
    """Where a day stands between the first year with events and the present one.

    Parameters
    ----------
    known
        What happened; at least one moment.
    today
        The axis reaches to the end of its year.
    """

    def __init__(self, known: Iterable[EventDay], today: date) -> None:
        days = [item.event.date for moment in known for item in moment.changes]
        first = min(day.year for day in days)
        last = max(today.year, *(day.year for day in days))
        weights = {
            year: 1.0 + min(len({d.last_day for d in days if d.year == year}), _MOST_DAYS)
            for year in range(first, last + 1)
        }
        total, here = sum(weights.values()), 0.0
        self._starts: dict[int, tuple[float, float]] = {}
        for year, weight in weights.items():
            self._starts[year] = (here, weight / total)
            here += weight / total

    @property
    def years(self) -> dict[int, tuple[float, float]]:
        """Start and width of each year, as shares of the axis."""
        return self._starts

    def at(self, day: date) -> float:
        """Return the share of the axis before a day, 0 or 1 outside of it."""
        if day.year not in self._starts:
            return 0.0 if day.year < min(self._starts) else 1.0
        start, width = self._starts[day.year]
        return start + width * (day.timetuple().tm_yday - 1) / _DAYS_OF_YEAR


def strip_html(known: tuple[EventDay, ...], axis: Axis, language: str) -> str:
    """Return the rows and the axis; a click on a mark chooses its day."""
    present = {item.event.status for moment in known for item in moment.changes}
    rows = [
        (status, *_row(status, known, axis, language)) for status in DONE_FIRST if status in present
    ]
    return part(
        _TEMPLATE, "strip", language, rows=rows, years=axis.years, room_for_year=_ROOM_FOR_YEAR
    )


def _row(
    status: Status, known: tuple[EventDay, ...], axis: Axis, language: str
) -> tuple[list[tuple[float, float]], list[dict[str, object]]]:
    """Return the bars of a status, from and to as shares of the axis, and its marks."""
    bars: list[tuple[float, float]] = []
    marks: list[dict[str, object]] = []
    last_at, high = -0.01, False
    for moment in known:
        items = [item for item in moment.changes if item.event.status is status]
        if not items:
            continue
        at = axis.at(moment.day)
        high = at - last_at < _APART and not high
        last_at = at
        rough = {item.event.date for item in items if item.event.date.precision != "day"}
        bars += sorted((axis.at(day.first_day), axis.at(day.last_day)) for day in rough)
        names = [item.project.name[language] for item in items]
        said = "; ".join(names[:_MOST_NAMED])
        if len(names) > _MOST_NAMED:
            said = say("timeline.more", language, names=said, n=len(names) - _MOST_NAMED)
        day = items[0].event.date.show(language)
        mark = {
            "at": at,
            "day": moment.day,
            "title": f"{day} · {say(f'status.{status}', language)}: {said}",
            "count": len(items),
            "high": high,
            "small": not any(item.moves for item in items),
            # Keys enter at the latest event; from there the arrows lead on.
            "order": 0 if moment is known[-1] else -1,
        }
        marks.append(mark)
    return bars, marks


def cursor_html(axis: Axis, day: date) -> str:
    """Return the line at a day, and the veil over what had not happened yet."""
    return f'<div class="tl-now" style="--x:{axis.at(day):.4f}"></div>'


def moment_html(moment: EventDay, language: str) -> str:
    """Say what counts from a day on, step by step of status, each with its projects."""
    groups: dict[tuple[Status, Status], list[StatusChange]] = {}
    for item in moment.changes:
        groups.setdefault((item.old_status, item.event.status), []).append(item)
    return part(_TEMPLATE, "moment", language, groups=groups.values())


def stepped_ids(view: View, screen: state.Screen) -> frozenset[str]:
    """Return the projects that the present step of the timeline is about."""
    day = screen.selection.as_of
    if not screen.timeline or day is None:
        return frozenset()
    moment = event_day_on(event_days(view.catalog, view.selection), day)
    return moment.project_ids if moment else frozenset()


def timeline(view: View, screen: state.Screen) -> None:
    """Draw the switch and, when it is on, the timeline; closed it costs nothing."""
    language = screen.language
    with st.container(key="timeline", gap="xsmall"):
        known = event_days(view.catalog, view.selection) if screen.timeline else ()
        with st.container(key="timeline-tools"):
            timeline_tools(screen, (moment.day for moment in known))
        if not screen.timeline:
            return
        if not known:
            st.caption(say("timeline.none", language))
            return
        axis = Axis(known, clock.today())
        with st.container(key="timeline-strip", gap=None):
            st.html(strip_html(known, axis, language))
            st.html(cursor_html(axis, view.day))
        moment = event_day_on(known, screen.selection.as_of)
        words = (
            moment_html(moment, language) if moment else escape_html(say("timeline.hint", language))
        )
        st.html(f'<div class="tl-moment" role="status">{words}</div>')
