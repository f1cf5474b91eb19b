"""The timeline under the map: events in order, and stepping that sets the day of the view.

A mark has the colour and the shape of its status; a small one only confirms a status. An event
that its source dates to a month or a year is a bar as long, with the mark at its end, where it
begins to count. Years without events are narrow, since nothing happens there.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, Final

import streamlit as st

from briefing.content.html import part
from briefing.content.markup import escape_html
from geo import clock
from geo.model import DONE_FIRST, Status
from geo.reports.changes import event_day_on, event_days
from geo.strings import say
from panels.components.suggest_link import suggest_beside
from panels.components.timeline_tools import timeline_tools

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.query.view import View
    from geo.reports.changes import EventDay, StatusChange
    from panels.session import state

# Pixels that a mark takes along the axis, one that only confirms a status, and the count beside it.
_MARK, _SMALL_MARK, _COUNT = 15.0, 10.0, 10.0
# Pixels from one day, or year, to the next at least.
_NEXT_DAY, _NEXT_YEAR = 3.0, 10.0
_MOST_NAMED = 2
_ROOM_FOR_YEAR = 0.045
_TEMPLATE: Final = "panels/widgets/timeline.html.j2"


class Axis:
    """Where a day stands between the first year with events and the present one.

    The axis is in order and not to scale: events of one status stand so far apart that their
    marks do not meet, and what lies between two events is spread evenly.

    Parameters
    ----------
    known
        What happened; at least one moment.
    today
        The axis reaches to the end of its year.
    """

    def __init__(self, known: Iterable[EventDay], today: date) -> None:
        moments = tuple(known)
        days = [item.event.date for moment in moments for item in moment.changes]
        first = min(day.year for day in days)
        last = max(today.year, *(day.year for day in days))
        by_year: dict[int, list[EventDay]] = {year: [] for year in range(first, last + 2)}
        for moment in moments:
            by_year[moment.day.year].append(moment)
        # Half a day before its first one a year begins: the two places differ.
        self._knots: list[tuple[float, float]] = []
        self._starts: list[tuple[int, float]] = []
        taken: dict[Status, float] = {}
        here = -_NEXT_YEAR
        for year, inside in by_year.items():
            # The last mark ends within the axis.
            edges = taken.values() if year > last else ()
            here = max((here + _NEXT_YEAR, *edges))
            self._starts.append((year, here))
            self._knots.append((date(year, 1, 1).toordinal() - 0.5, here))
            for moment in inside:
                here = self._place(moment, here, taken)
        self._width = self._knots[-1][1]

    def _place(self, moment: EventDay, here: float, taken: dict[Status, float]) -> float:
        """Put a day behind a place and what is taken for each status; return its place."""
        ends = {
            status: (_size(items), _COUNT if len(items) > 1 else 0.0)
            for status in Status
            if (items := _of_status(moment, status))
        }
        free = (taken.get(status, 0.0) + size / 2 for status, (size, _) in ends.items())
        here = max(here + _NEXT_DAY, *free)
        taken.update({status: here + size / 2 + more for status, (size, more) in ends.items()})
        self._knots.append((moment.day.toordinal(), here))
        return here

    @property
    def width_px(self) -> float:
        """How wide the axis is drawn at least, so that marks stand side by side."""
        return self._width

    @property
    def years(self) -> dict[int, tuple[float, float]]:
        """Start and width of each year, as shares of the axis."""
        starts = [(year, start / self._width) for year, start in self._starts]
        return {year: (start, end - start) for (year, start), (_, end) in pairwise(starts)}

    def at(self, day: date) -> float:
        """Return the share of the axis before a day, 0 or 1 outside of it."""
        when = float(day.toordinal())
        before = bisect_right(self._knots, (when, inf)) - 1
        if before < 0:
            return 0.0
        if before == len(self._knots) - 1:
            return 1.0
        (low, start), (high, end) = self._knots[before : before + 2]
        return (start + (end - start) * (when - low) / (high - low)) / self._width


def _of_status(moment: EventDay, status: Status) -> list[StatusChange]:
    return [item for item in moment.changes if item.event.status is status]


def _is_small(items: Iterable[StatusChange]) -> bool:
    """Tell whether a mark only confirms statuses."""
    return not any(item.moves for item in items)


def _size(items: Iterable[StatusChange]) -> float:
    return _SMALL_MARK if _is_small(items) else _MARK


def strip_html(known: tuple[EventDay, ...], axis: Axis, language: str) -> str:
    """Return the rows and the axis; a click on a mark chooses its day."""
    present = {item.event.status for moment in known for item in moment.changes}
    rows = [
        (status, *_row(status, known, axis, language)) for status in DONE_FIRST if status in present
    ]
    return part(_TEMPLATE, "strip", language, rows=rows, axis=axis, room_for_year=_ROOM_FOR_YEAR)


def _row(
    status: Status, known: tuple[EventDay, ...], axis: Axis, language: str
) -> tuple[list[tuple[float, float]], list[dict[str, object]]]:
    """Return the bars of a status, from and to as shares of the axis, and its marks."""
    bars: list[tuple[float, float]] = []
    marks: list[dict[str, object]] = []
    for moment in known:
        items = _of_status(moment, status)
        if not items:
            continue
        rough = {item.event.date for item in items if item.event.date.precision != "day"}
        bars += sorted((axis.at(day.first_day), axis.at(day.last_day)) for day in rough)
        names = [item.project.name[language] for item in items]
        said = "; ".join(names[:_MOST_NAMED])
        if len(names) > _MOST_NAMED:
            said = say("timeline.more", language, names=said, n=len(names) - _MOST_NAMED)
        day = items[0].event.date.show(language)
        mark = {
            "at": axis.at(moment.day),
            "day": moment.day,
            "title": f"{day} · {say(f'status.{status}', language)}: {said}",
            "count": len(items),
            "small": _is_small(items),
            # Keys enter at the latest event; from there the arrows lead on.
            "order": 0 if moment is known[-1] else -1,
        }
        marks.append(mark)
    return bars, marks


def cursor_html(axis: Axis, day: date) -> str:
    """Return the line at a day, and the veil over what had not happened yet."""
    place = f"--x:{axis.at(day):.4f};--tl:{axis.width_px:.0f}px"
    return f'<div class="tl-now" style="{place}"></div>'


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
        with st.container(key="timeline-tools", horizontal=True, vertical_alignment="center"):
            timeline_tools(screen, (moment.day for moment in known))
            suggest_beside(screen)
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
