"""When a project is at work, by month, as its sources tell it on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from geo.catalog.history import event_as_of, timeline
from geo.dates import PartialDate
from geo.model import MilestoneKind, MilestoneRole, Status
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from geo.catalog.catalog import Catalog
    from geo.model import Milestone, Project, StatusEvent

_MONTHS = 12
_NOT_BEGUN = (Status.PLANNED, Status.PREPARING)
_LAST_STEPS = (MilestoneKind.OPENING, MilestoneKind.ACCEPTANCE)


@dataclass(frozen=True)
class WorkPeriod:
    """From when to when a project is at work.

    Parameters
    ----------
    start, end
        First and last day; ``None`` where the period is open: no source tells it, or the day that
        was told has passed and nobody says that the works are done.
    start_told
        Whether a source tells the start. Else `start` is the last day on which the works are known
        not to have begun, or ``None``.
    """

    start: date | None
    end: date | None
    start_told: bool

    @property
    def is_known(self) -> bool:
        """Whether both ends are told."""
        return self.start_told and self.end is not None

    def common(self, other: WorkPeriod) -> WorkPeriod | None:
        """Return the months in which both are at work, ``None`` for none; open ends are open."""
        starts = [one for one in (self.start, other.start) if one]
        ends = [one for one in (self.end, other.end) if one]
        start, end = max(starts, default=None), min(ends, default=None)
        if start and end and _month(start) > _month(end):
            return None
        return WorkPeriod(start, end, self.start_told and other.start_told)

    def describe(self, language: str) -> str:
        """Return the period in words, in months; what is open is said."""

        def show(day: date) -> str:
            return say("period.month", language, month=f"{day.month:02d}", year=day.year)

        start = say("period.start-open", language)
        if self.start and self.start_told:
            start = say("period.from", language, month=show(self.start))
        end = say("period.end-open", language)
        if self.end:
            end = say("period.until", language, month=show(self.end))
        return f"{start} {end}" if self.is_known else f"{start}, {end}"


def _month(day: date) -> int:
    return day.year * _MONTHS + day.month


def work_period(catalog: Catalog, project: Project, day: date) -> WorkPeriod | None:
    """Return when a project is at work as known on `day`, ``None`` for what has lapsed.

    The start is that of ground-breaking, else of the first event under construction, else the one
    planned last; the end is that of completion, else the one planned last. What was planned for a
    day that has passed without word of it tells nothing.
    """
    events = [event for event in timeline(catalog.events_of(project.id)) if event.effective <= day]
    last = event_as_of(events, day)
    status = last.status if last else Status.UNKNOWN
    if status is Status.LAPSED:
        return None
    known = _known_milestones(catalog, project, day)
    start = next(_starts(project, events, known, day, status), None)
    end = next(_ends(project, events, known, day, status), None)
    if start and end and start > end:
        # Plans of different days contradict each other: the later part of them is not to be had.
        start, end = (start, None) if _has_begun(status) else (None, end)
    if start is None and status in _NOT_BEGUN and last and (not end or last.effective <= end):
        return WorkPeriod(last.effective, end, start_told=False)
    return WorkPeriod(start, end, start_told=start is not None)


def _has_begun(status: Status) -> bool:
    return status not in (*_NOT_BEGUN, Status.UNKNOWN)


def _known_milestones(
    catalog: Catalog, project: Project, day: date
) -> dict[tuple[MilestoneKind, MilestoneRole], PartialDate]:
    """Return the dates of milestones known on a day: of plans the one told last."""

    def told(milestone: Milestone) -> date:
        if milestone.role is MilestoneRole.ACTUAL:
            return milestone.date.last_day
        source = catalog.sources.get(milestone.source_id)
        when = milestone.as_of or (source.date if source else None)
        return when.last_day if when else date.min

    past = sorted((m for m in catalog.milestones_of(project.id) if told(m) <= day), key=told)
    return {(one.milestone, one.role): one.date for one in past}


def _starts(
    project: Project,
    events: Iterable[StatusEvent],
    known: Mapping[tuple[MilestoneKind, MilestoneRole], PartialDate],
    day: date,
    status: Status,
) -> Iterator[date]:
    """Yield the days from which a project may be at work, the one to believe first."""
    if broken := known.get((MilestoneKind.GROUND_BREAKING, MilestoneRole.ACTUAL)):
        yield broken.first_day
    yield from (e.date.first_day for e in events if e.status is Status.CONSTRUCTION)
    planned = known.get((MilestoneKind.GROUND_BREAKING, MilestoneRole.PLANNED))
    foreseen = [planned] if planned else []
    foreseen += [PartialDate(project.start_year)] if project.start_year else []
    yield from (one.first_day for one in foreseen if _has_begun(status) or one.last_day >= day)


def _ends(
    project: Project,
    events: Iterable[StatusEvent],
    known: Mapping[tuple[MilestoneKind, MilestoneRole], PartialDate],
    day: date,
    status: Status,
) -> Iterator[date]:
    """Yield the days until which a project may be at work, the one to believe first."""
    for role in (MilestoneRole.ACTUAL, MilestoneRole.PLANNED):
        if role is MilestoneRole.PLANNED and status is Status.COMPLETED:
            yield from (e.effective for e in events if e.status is Status.COMPLETED)
        for step in _LAST_STEPS:
            found = known.get((step, role))
            if found and (role is MilestoneRole.ACTUAL or found.last_day >= day):
                yield found.last_day
    finish = PartialDate(project.finish_year) if project.finish_year else None
    if finish and (status is Status.COMPLETED or finish.last_day >= day):
        yield finish.last_day
