"""The days on which the events of the selected projects count: the steps of a replay."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from geo.model import Status
from geo.query.view import matching_projects

if TYPE_CHECKING:
    from datetime import date

    from geo.catalog.catalog import Catalog
    from geo.model import Project, StatusEvent
    from geo.query.selection import Selection


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


def event_day_before(event_days: tuple[EventDay, ...], day: date) -> EventDay | None:
    """Return the last event day before a day."""
    return next((each for each in reversed(event_days) if each.day < day), None)


def event_day_after(event_days: tuple[EventDay, ...], day: date) -> EventDay | None:
    """Return the first event day after a day."""
    return next((each for each in event_days if each.day > day), None)


def _day(change: StatusChange) -> date:
    return change.event.effective
