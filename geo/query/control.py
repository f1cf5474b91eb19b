"""Project control: what is known of progress, milestones, packages, obstacles and roles on a day.

As of a day: nothing counts that was told or happened later. A figure or a planned date is known
from the day it was told, else from the date of its source; an actual date from the day on which it
surely had come. Of what was told several times the last word counts; of words of one day that of
the stronger source (official, press, …), then the lower row of the table.

**Slip** is the time from the date first planned to the date now expected: the actual one, else the
one planned last. It is the schedule variance of a milestone against its baseline, as project
control has it (Project Management Institute, *Practice Standard for Scheduling*: baseline and
forecast date), on the two dates that the Open Contracting Data Standard keeps of a milestone,
``dueDate`` and ``dateMet``. A date known to the month or year is an interval of days; a slip is
told with as much as all days of both intervals have in common:

- every day of the one lies behind every day of the other: *late* by at least the whole months
  between the last day planned and the first day expected, exactly so where all days agree;
- the reverse: *early*;
- the expected date lies within the interval planned: *as planned*, for no more was promised;
- else nobody can say.

A milestone whose date has passed without word of it is *overdue*: no slip, for it may have been
reached and not been told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from geo.catalog.history import figures_as_of, status_as_of, weight_of
from geo.model import (
    AgencyRole,
    MilestoneKind,
    MilestoneRole,
    ObstacleState,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.catalog.catalog import Catalog
    from geo.dates import PartialDate
    from geo.model import Figure, Milestone, Obstacle, Package, Project, Role, Source

SHARES: Final = ("physical_progress", "financial_progress", "disbursed_share", "cleared_share")
"""Quantities in percent that say how far a project is, as a card draws them."""
MONEY: Final = ("year_plan", "disbursed", "disbursement_base")
LAND: Final = (
    "cleared",
    "cleared_area",
    "land",
    "households_affected",
    "households_resettled",
    "resettlement_sites",
)
PROGRESS: Final = (*SHARES, *MONEY, *LAND, "packages")
"""Every quantity of project control."""
_MONTHS: Final = 12


class _Told(Protocol):
    """What a source told on a day."""

    @property
    def as_of(self) -> PartialDate | None: ...

    @property
    def source_id(self) -> str: ...


_T = TypeVar("_T", bound=_Told)


class SlipKind(StrEnum):
    """What a slip says; ``slip.<value>`` are its words."""

    LATE = "late"
    EARLY = "early"
    ON_PLAN = "on-plan"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Slip:
    """How far a milestone has moved from the date first planned.

    Parameters
    ----------
    months
        Whole months, at least; 0 where it is less than one, or none at all.
    exact
        Whether no day of the dates gives another number of months.
    """

    kind: SlipKind
    months: int = 0
    exact: bool = True


@dataclass(frozen=True)
class MilestoneState:
    """A milestone as known on a day.

    Parameters
    ----------
    first, newest
        The date planned first and the one planned last; the same row where it was told once,
        ``None`` where no plan is known.
    actual
        When it came, ``None`` where no source says that it has.
    slip
        ``None`` where no plan is known, or the only one was neither changed nor met.
    overdue
        Whether the newest plan has passed without word of it.
    others
        What else sources say of when it came, where they differ.
    """

    kind: MilestoneKind
    first: Milestone | None
    newest: Milestone | None
    actual: Milestone | None
    slip: Slip | None
    overdue: bool
    others: tuple[Milestone, ...] = ()

    @property
    def told(self) -> tuple[Milestone, ...]:
        """Every row that it rests on, each once: plans, the actual date, what else is said."""
        rows = (self.first, self.newest, self.actual, *self.others)
        return tuple(dict.fromkeys(row for row in rows if row))

    @property
    def expected(self) -> PartialDate | None:
        """The actual date, else the one planned last."""
        known = self.actual or self.newest
        return known.date if known else None


@dataclass(frozen=True)
class AgencyState:
    """An agency of a project; `role` is ``None`` where it is responsible and no source says how."""

    agency_id: str
    role: AgencyRole | None
    source_id: str = ""


@dataclass(frozen=True)
class Control:
    """What is known of a project on a day.

    Parameters
    ----------
    figures
        The newest of each quantity of :data:`PROGRESS` that is known, in that order.
    milestones
        In their order, those of which anything is known.
    next_milestone
        The pending milestone that is planned first, ``None`` where none is known or the project
        has lapsed.
    packages
        In the order of their ids.
    obstacles
        The last word on each: open ones first, the nearest deadline first.
    agencies
        Those with a role in the order of the roles, then the others that are responsible.
    """

    project_id: str
    day: date
    figures: Mapping[str, Figure]
    milestones: tuple[MilestoneState, ...]
    next_milestone: MilestoneState | None
    packages: tuple[Package, ...]
    obstacles: tuple[Obstacle, ...]
    agencies: tuple[AgencyState, ...]

    @property
    def open_obstacles(self) -> tuple[Obstacle, ...]:
        """The obstacles that are still there."""
        return tuple(one for one in self.obstacles if one.state is ObstacleState.OPEN)

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Ids of the sources of all but the figures, each once, in order of use."""
        told = [row for state in self.milestones for row in state.told]
        ids = [row.source_id for row in told]
        ids += [package.source_id for package in self.packages]
        ids += [obstacle.source_id for obstacle in self.obstacles]
        ids += [agency.source_id for agency in self.agencies]
        return tuple(dict.fromkeys(id_ for id_ in ids if id_))


def project_control(catalog: Catalog, project: Project, day: date) -> Control:
    """Return what is known of a project on a day."""
    sources = catalog.sources
    milestones = _milestones(catalog.milestones_of(project.id), day, sources)
    status = status_as_of(catalog.events_of(project.id), day)
    return Control(
        project_id=project.id,
        day=day,
        figures=_newest_figures(catalog, project, day),
        milestones=milestones,
        next_milestone=_next(milestones, status),
        packages=_packages(catalog.packages_of(project.id), day, sources),
        obstacles=_obstacles(catalog.obstacles_of(project.id), day, sources),
        agencies=_agencies(catalog, project, day),
    )


def milestones_until(
    rows: Sequence[Milestone], day: date, sources: Mapping[str, Source]
) -> list[Milestone]:
    """Return all that was told by a day of the milestones of a project, in their order."""
    order = list(MilestoneKind)
    planned = _in_order([row for row in rows if row.role is MilestoneRole.PLANNED], day, sources)
    come = [row for row in rows if row.role is MilestoneRole.ACTUAL and row.date.last_day <= day]
    return sorted([*planned, *come], key=lambda row: order.index(row.milestone))


def latest_word(catalog: Catalog, project: Project, day: date) -> date | None:
    """Return the day of the latest word on a project by a day, ``None`` where none is dated."""
    sources = catalog.sources
    days = [event.effective for event in catalog.events_of(project.id)]
    told: tuple[_Told, ...] = (
        *catalog.figures_of(project.id), *catalog.packages_of(project.id),
        *catalog.obstacles_of(project.id), *catalog.roles_of(project.id),
    )  # fmt: skip
    days += [_known_from(one, sources) for one in told]
    for row in catalog.milestones_of(project.id):
        # What came in "2025" may have been told before that year was over.
        known = _known_from(row, sources)
        come = row.role is MilestoneRole.ACTUAL and known == date.min
        days.append(row.date.last_day if come else known)
    return max((one for one in days if date.min < one <= day), default=None)


def months_between(start: date, end: date) -> int:
    """Return the whole months from a day to a later one, 0 where it is not later.

    Examples
    --------
    >>> months_between(date(2025, 1, 31), date(2025, 3, 30))
    1
    """
    months = (end.year - start.year) * _MONTHS + end.month - start.month
    return max(months - (end.day < start.day), 0)


def slip_between(planned: PartialDate, expected: PartialDate) -> Slip:
    """Return how far an expected date lies from a planned one, by the rule of this module.

    Examples
    --------
    >>> from geo.dates import PartialDate
    >>> slip_between(PartialDate(2025, 4), PartialDate(2025, 9, 30))
    Slip(kind=<SlipKind.LATE: 'late'>, months=5, exact=True)
    """
    if expected.first_day >= planned.first_day and expected.last_day <= planned.last_day:
        return Slip(SlipKind.ON_PLAN)
    if expected.first_day > planned.last_day:
        kind, inner, outer = (
            SlipKind.LATE,
            (planned.last_day, expected.first_day),
            (planned.first_day, expected.last_day),
        )
    elif expected.last_day < planned.first_day:
        kind, inner, outer = (
            SlipKind.EARLY,
            (expected.last_day, planned.first_day),
            (expected.first_day, planned.last_day),
        )
    else:
        return Slip(SlipKind.UNSURE, exact=False)
    least, most = months_between(*inner), months_between(*outer)
    return Slip(kind, least, least == most)


def _known_from(told: _Told, sources: Mapping[str, Source]) -> date:
    """Return the day from which a word counts, the first of all days where nothing is dated."""
    if told.as_of:
        return told.as_of.last_day
    source = sources.get(told.source_id)
    return source.date.last_day if source and source.date else date.min


def _in_order(told: Iterable[_T], day: date, sources: Mapping[str, Source]) -> list[_T]:
    """Return what was told by a day, the last word at the end."""
    known = [one for one in told if _known_from(one, sources) <= day]
    return sorted(
        known,
        key=lambda one: (_known_from(one, sources), weight_of(sources.get(one.source_id))),
    )


def _newest_figures(catalog: Catalog, project: Project, day: date) -> dict[str, Figure]:
    figures = catalog.figures_of(project.id)
    known = {code: figures_as_of(figures, code, day, catalog.sources) for code in PROGRESS}
    return {code: found[0] for code, found in known.items() if found}


def _milestones(
    rows: Sequence[Milestone], day: date, sources: Mapping[str, Source]
) -> tuple[MilestoneState, ...]:
    states = (
        _milestone(kind, [row for row in rows if row.milestone is kind], day, sources)
        for kind in MilestoneKind
    )
    return tuple(state for state in states if state)


def _milestone(
    kind: MilestoneKind, rows: Sequence[Milestone], day: date, sources: Mapping[str, Source]
) -> MilestoneState | None:
    planned = _in_order([row for row in rows if row.role is MilestoneRole.PLANNED], day, sources)
    come = [row for row in rows if row.role is MilestoneRole.ACTUAL and row.date.last_day <= day]
    if not planned and not come:
        return None
    # Of two sources on what happened the stronger one counts, then the one that knows the day.
    actual = max(
        come,
        key=lambda row: (weight_of(sources.get(row.source_id)), row.date.day is not None),
        default=None,
    )
    newest = planned[-1] if planned else None
    first = _first(planned, sources)
    overdue = actual is None and newest is not None and newest.date.last_day < day
    others = tuple(row for row in come if actual and row.date != actual.date)
    slip = _slip(first, newest, actual)
    return MilestoneState(kind, first, newest, actual, slip, overdue, others)


def _first(planned: Sequence[Milestone], sources: Mapping[str, Source]) -> Milestone | None:
    """Return the first plan; of several of one day the one of the strongest source."""
    if not planned:
        return None
    begin = _known_from(planned[0], sources)
    return [row for row in planned if _known_from(row, sources) == begin][-1]


def _slip(
    first: Milestone | None, newest: Milestone | None, actual: Milestone | None
) -> Slip | None:
    expected = actual or newest
    if first is None or expected is None or expected is first:
        return None
    return slip_between(first.date, expected.date)


def _next(milestones: Sequence[MilestoneState], status: Status) -> MilestoneState | None:
    """Return the pending milestone planned first.

    What comes before a milestone that was reached has been reached as well, whether or not it was
    told; but land is often still being cleared after ground was broken.
    """
    order = list(MilestoneKind)
    reached = [order.index(state.kind) for state in milestones if state.actual]
    last = max(reached, default=-1)
    if status is Status.COMPLETED:
        last = max(last, order.index(MilestoneKind.OPENING))
    pending = [
        (state.newest.date.last_day, order.index(state.kind), state)
        for state in milestones
        if state.newest and state.actual is None and order.index(state.kind) > last
    ]
    if status is Status.LAPSED or not pending:
        return None
    return min(pending, key=lambda one: one[:2])[2]


def _packages(
    rows: Sequence[Package], day: date, sources: Mapping[str, Source]
) -> tuple[Package, ...]:
    return tuple(sorted(_in_order(rows, day, sources), key=lambda package: package.id))


def _obstacles(
    rows: Sequence[Obstacle], day: date, sources: Mapping[str, Source]
) -> tuple[Obstacle, ...]:
    last_word = {row.what: row for row in _in_order(rows, day, sources)}
    order = (ObstacleState.OPEN, ObstacleState.UNKNOWN, ObstacleState.SOLVED)

    def rank(row: Obstacle) -> tuple[int, date, int]:
        deadline = row.deadline.last_day if row.deadline else date.max
        return order.index(row.state), deadline, -_known_from(row, sources).toordinal()

    return tuple(sorted(last_word.values(), key=rank))


def _agencies(catalog: Catalog, project: Project, day: date) -> tuple[AgencyState, ...]:
    order = list(AgencyRole)
    known: list[Role] = _in_order(catalog.roles_of(project.id), day, catalog.sources)
    last_word = {(role.role, role.agency_id): role for role in known}
    found = [
        AgencyState(role.agency_id, role.role, role.source_id)
        for role in sorted(last_word.values(), key=lambda role: order.index(role.role))
    ]
    named = {state.agency_id for state in found}
    found += [AgencyState(id_, None) for id_ in project.agency_ids if id_ not in named]
    return tuple(state for state in found if state.agency_id in catalog.agencies)
