"""What changed between two days, for what a person selected.

An event or figure belongs to the period when it counts after the first day and on or before the
last one: two periods that follow each other share nothing and leave nothing out. When an event
counts says :attr:`geo.dates.PartialDate.last_day`, when a figure does
:func:`geo.catalog.history.known_since`. A figure without any date belongs to no period.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from geo.catalog.history import event_as_of, figures_as_of, known_since, since_event, status_as_of
from geo.dates import format_day
from geo.errors import SonLaMapError
from geo.model import Status
from geo.query.freshness import data_day, ends_before
from geo.query.view import ProjectRow, build_view, matching_projects, project_row, totals_of
from geo.strings import say
from geo.text import sort_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from geo.catalog.catalog import Catalog
    from geo.model import Figure, Project, StatusEvent
    from geo.query.selection import Selection
    from geo.query.view import View


@dataclass(frozen=True)
class StatusChange:
    """An event of a project, and the status before the event.

    Parameters
    ----------
    old_status
        Status of the project before the event, `Status.UNKNOWN` before its first one.
    """

    project: Project
    event: StatusEvent
    old_status: Status

    @property
    def moves(self) -> bool:
        """Whether the event changed the status; else the event confirms the status."""
        return self.event.status is not self.old_status


@dataclass(frozen=True)
class EventDay:
    """A day from which events count, and these events."""

    day: date
    changes: tuple[StatusChange, ...]

    @property
    def project_ids(self) -> frozenset[str]:
        """Ids of the projects that have an event on the day."""
        return frozenset(item.project.id for item in self.changes)


def event_days(catalog: Catalog, selection: Selection) -> tuple[EventDay, ...]:
    """Return the event days of the projects that a selection names, oldest first.

    Neither its day nor its statuses restrict: a replay shows how a project came to its status.
    """
    changes: list[StatusChange] = []
    for project in matching_projects(catalog, selection):
        status = Status.UNKNOWN
        for event in catalog.events_of(project.id):
            changes.append(StatusChange(project, event, status))
            status = event.status
    changes.sort(key=_day)
    return tuple(EventDay(day, tuple(group)) for day, group in groupby(changes, _day))


def event_day_on(event_days: tuple[EventDay, ...], day: date | None) -> EventDay | None:
    """Return the event day that is exactly this day, ``None`` where there is none."""
    return next((each for each in event_days if each.day == day), None)


def _day(change: StatusChange) -> date:
    return change.event.effective


class PeriodError(SonLaMapError, ValueError):
    """A period does not end after it begins."""


@dataclass(frozen=True)
class NewFigure:
    """A figure that became known in the period.

    Parameters
    ----------
    before
        What was quoted for the same quantity on the first day, ``None`` when nothing was.
    """

    figure: Figure
    before: Figure | None


@dataclass(frozen=True)
class Change:
    """One project with anything new.

    Parameters
    ----------
    row
        The project as it stands on the last day.
    old, new
        Status on the first and on the last day.
    appeared
        No source had spoken of its status by the first day, and one has since.
    events
        Those of the period, in the order in which they count.
    figures
        Those that became known in the period, oldest first.
    """

    row: ProjectRow
    old: Status
    new: Status
    appeared: bool
    events: tuple[StatusEvent, ...]
    figures: tuple[NewFigure, ...]

    @property
    def project(self) -> Project:
        """The project."""
        return self.row.project

    @property
    def moved(self) -> bool:
        """Whether the status is another one; an appearance counts."""
        return self.old is not self.new

    @property
    def decisive(self) -> StatusEvent | None:
        """The event that began the new status, ``None`` when the status is the old one."""
        return since_event(self.events, self.events[-1].effective) if self.moved else None

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Sources of its events and figures, each once."""
        ids = [event.source_id for event in self.events]
        ids += [new.figure.source_id for new in self.figures]
        return tuple(dict.fromkeys(ids))


@dataclass(frozen=True)
class Changes:
    """What changed between two days.

    Parameters
    ----------
    start, end
        First and last day; what counted on `start` is old.
    before, after
        The views of the two days.
    items
        Projects with anything new: those whose status moved first, the latest move first; then
        those with news only.
    """

    start: date
    end: date
    before: View
    after: View
    items: tuple[Change, ...]

    @property
    def moved(self) -> tuple[Change, ...]:
        """Projects whose status is another one, or that appeared."""
        return tuple(item for item in self.items if item.moved)

    @property
    def appeared(self) -> tuple[Change, ...]:
        """Projects that no source had spoken of by the first day."""
        return tuple(item for item in self.items if item.appeared)

    @property
    def news(self) -> tuple[Change, ...]:
        """Projects with events or figures and the same status."""
        return tuple(item for item in self.items if not item.moved)

    @property
    def changed_ids(self) -> frozenset[str]:
        """Ids of the projects whose status moved: the ones with a halo."""
        return frozenset(item.project.id for item in self.moved)

    @property
    def view(self) -> View:
        """The view of the last day with the projects of `items` and no others."""
        rows = tuple(sorted((item.row for item in self.items), key=ProjectRow.rank))
        return replace(self.after, rows=rows, totals=totals_of(rows))

    @property
    def steps(self) -> Mapping[tuple[Status, Status], int]:
        """Number of projects for each pair of old and new status."""
        return Counter((item.old, item.new) for item in self.moved)

    @property
    def event_count(self) -> int:
        """Number of events in the period."""
        return sum(len(item.events) for item in self.items)

    @property
    def figure_count(self) -> int:
        """Number of figures that became known in the period."""
        return sum(len(item.figures) for item in self.items)

    def describe(self, language: str) -> str:
        """Return the period and its sums in a sentence."""
        newest = data_day(self.after.catalog, self.end)
        unknown = not self.items and ends_before(self.after.catalog, self.start)
        if unknown and newest and newest <= self.start:
            return say("changes.unknown", language, day=format_day(newest, language))
        return say(
            "changes.summary" if self.items else "changes.none",
            language,
            moved=len(self.moved),
            appeared=len(self.appeared),
            news=len(self.news),
            events=self.event_count,
            figures=self.figure_count,
        )


def changes(catalog: Catalog, selection: Selection, start: date, end: date) -> Changes:
    """Return what changed after `start` up to and on `end`, for what `selection` asks for.

    Its own day does not matter. A project is looked at when it fits on either day: with a filter
    by status, one that left the status and one that reached it both count.

    Raises
    ------
    PeriodError
        If `end` is not after `start`; the message is in the selection's language.
    """
    if end <= start:
        raise PeriodError(say("changes.error-period", selection.language))
    before = build_view(catalog, selection.with_(as_of=start))
    after = build_view(catalog, selection.with_(as_of=end))
    fitting = before.project_ids | after.project_ids
    items = [
        change
        for project in catalog.projects.values()
        if project.id in fitting and (change := _change(after, project, start, end))
    ]
    items.sort(key=_rank)
    return Changes(start, end, before, after, tuple(items))


def _change(after: View, project: Project, start: date, end: date) -> Change | None:
    catalog = after.catalog
    history = catalog.events_of(project.id)
    events = tuple(event for event in history if start < event.effective <= end)
    figures = catalog.figures_of(project.id)
    dated = [(known_since(figure, catalog.sources), figure) for figure in figures]
    fresh = [(day, figure) for day, figure in dated if day and start < day <= end]
    if not events and not fresh:
        return None
    new_figures = []
    for _, figure in sorted(fresh, key=lambda pair: pair[0]):
        quoted = figures_as_of(figures, figure.quantity, start, catalog.sources)
        new_figures.append(NewFigure(figure, quoted[0] if quoted else None))
    return Change(
        row=project_row(catalog, after.selection, project, end),
        old=status_as_of(history, start),
        new=status_as_of(history, end),
        appeared=bool(events) and event_as_of(history, start) is None,
        events=events,
        figures=tuple(new_figures),
    )


def _rank(change: Change) -> tuple[bool, int, object]:
    last = change.decisive or (change.events[-1] if change.events else None)
    age = -last.effective.toordinal() if last else 0
    return not change.moved, age, sort_key(change.project.id)
