"""Planned against actual in time: the rows of a Gantt chart, what is late, and money by year.

A date known to the month or the year stands for all its days: nothing here makes one day of it.

**Plan.** The dates of ground-breaking and of opening (else of acceptance) that were planned first
and last. Where no source plans them, the years of the project serve, as far as they still lie
ahead of it: of what has begun or is finished they are no plan but what happened.

**Phases.** Each status from when it began to when it was last told, see :mod:`geo.reports.phases`.

**Late** is what is unfinished and *overdue* (a planned date has passed, and no source says that it
was met; late by at least the time since its last day), or *slipped* (the finish is planned later
than at first). How late work began is told, but does not make a project late for ever.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from geo.catalog.history import figures_as_of
from geo.dates import PartialDate
from geo.model import MilestoneKind, Status
from geo.query.control import SlipKind, latest_word, project_control, slip_between
from geo.query.freshness import FINAL, latest_news, stale_since
from geo.query.view import Reach
from geo.reports.phases import BEGINS, phases_of
from geo.text import sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from geo.model import Agency, Figure, Milestone
    from geo.query.control import Control, MilestoneState, Slip
    from geo.query.view import ProjectRow, View
    from geo.reports.phases import Phase

DUE_SOON_DAYS: Final = 90
_MONEY: Final = ("year_plan", "disbursement_base", "disbursed", "disbursed_share")
_ORDER: Final = tuple(MilestoneKind)


class Timing(StrEnum):
    """How a project stands against its plan, what is late first; ``timing.<value>`` says it."""

    OVERDUE = "overdue"
    SLIPPED = "slipped"
    DUE_SOON = "due-soon"
    ON_PLAN = "on-plan"
    NO_PLAN = "no-plan"
    DONE_LATE = "done-late"
    DONE = "done"
    LAPSED = "lapsed"


LATE: Final = frozenset({Timing.OVERDUE, Timing.SLIPPED})


@dataclass(frozen=True)
class Due:
    """A date that is planned and not known to be met.

    Parameters
    ----------
    milestone
        ``None`` where it is no more than the last year of the project.
    source_ids
        Of those who planned it.
    """

    kind: MilestoneKind
    date: PartialDate
    milestone: Milestone | None
    source_ids: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """When a project was to begin and to be finished, ``None`` where nobody has said it.

    Parameters
    ----------
    start_first, finish_first
        What was planned first.
    start, finish
        What was planned last; the same where it was planned once.
    """

    start_first: PartialDate | None
    start: PartialDate | None
    finish_first: PartialDate | None
    finish: PartialDate | None

    @property
    def moved(self) -> bool:
        """Whether the finish is planned for another time than at first."""
        return self.finish_first != self.finish


@dataclass(frozen=True)
class ScheduleRow:
    """A project in time.

    Parameters
    ----------
    plan
        ``None`` where no plan is known.
    due
        The pending date that is planned first, ``None`` where none is known.
    days_late
        Full days since the last day of `due`, of an overdue project.
    slip
        Of the finish: from what was planned first to what is planned last or happened.
    last_word
        The day of the latest word, ``None`` where none is dated.
    stale_since
        First day on which it counted as stale, ``None`` when it does not.
    parts
        Of a group, in the order of the schedule.
    """

    row: ProjectRow
    control: Control
    plan: Plan | None
    phases: tuple[Phase, ...]
    timing: Timing
    due: Due | None
    days_late: int | None
    slip: Slip | None
    last_word: date | None
    stale_since: date | None
    parts: tuple[ScheduleRow, ...] = ()

    @property
    def id(self) -> str:
        """Id of the project."""
        return self.row.project.id

    @property
    def is_late(self) -> bool:
        """Whether it is overdue or has slipped, and is not finished."""
        return self.timing in LATE

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Ids of the sources of plan, milestones and status, each once."""
        ids = [*(self.due.source_ids if self.due else ())]
        for state in self.control.milestones:
            told = (state.first, state.newest, state.actual)
            ids += [one.source_id for one in told if one]
        ids += [one.source_id for one in (self.row.since, self.row.event) if one]
        return tuple(dict.fromkeys(ids))


@dataclass(frozen=True)
class AgencyLoad:
    """The projects of an agency; a group counts once.

    Parameters
    ----------
    agency
        ``None`` for projects of which no source names the agency.
    """

    agency: Agency | None
    rows: tuple[ScheduleRow, ...]

    @property
    def counts(self) -> Mapping[Timing, int]:
        """Number of projects of each timing, every one present."""
        found = Counter(row.timing for row in self.rows)
        return {timing: found[timing] for timing in Timing}

    @property
    def late(self) -> int:
        """Number of projects that are late."""
        return sum(row.is_late for row in self.rows)

    @property
    def stale(self) -> int:
        """Number of projects of which nothing was told for a year."""
        return sum(row.stale_since is not None for row in self.rows)


@dataclass(frozen=True)
class YearMoney:
    """Money of a project in a year: only what a source dates to that year.

    Parameters
    ----------
    plan
        Assigned for this year.
    base, disbursed, share
        The plan that disbursement is counted on, what was disbursed up to the day of the figure,
        and the share as published: no sum of years.
    """

    year: int
    row: ScheduleRow
    plan: Figure | None
    base: Figure | None
    disbursed: Figure | None
    share: Figure | None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Those that are known."""
        known = (self.plan, self.base, self.disbursed, self.share)
        return tuple(figure for figure in known if figure)

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Ids of the sources of its figures, each once."""
        return tuple(dict.fromkeys(figure.source_id for figure in self.figures))


@dataclass(frozen=True)
class Schedule:
    """The projects of a view in time.

    Parameters
    ----------
    rows
        What is late first; parts stand in the row of their group.
    first_year, last_year
        Of all that is known of them and of the day, both included.
    """

    view: View
    rows: tuple[ScheduleRow, ...]
    first_year: int
    last_year: int

    @property
    def day(self) -> date:
        """The day of the view."""
        return self.view.day

    @property
    def all_rows(self) -> tuple[ScheduleRow, ...]:
        """Groups and their parts, one after the other."""
        return tuple(one for row in self.rows for one in (row, *row.parts))

    @property
    def late(self) -> tuple[ScheduleRow, ...]:
        """What is late; of a group itself or its parts."""
        return tuple(row for row in self.all_rows if row.is_late)

    @property
    def stale(self) -> tuple[ScheduleRow, ...]:
        """What nobody has spoken of for a year though it is not finished, the longest first.

        What is said of a group is said of its parts.
        """
        found = [row for row in self.rows if row.stale_since]
        return tuple(sorted(found, key=lambda row: (row.last_word or date.min, row.id)))


def schedule(view: View) -> Schedule:
    """Return the projects of a view in time; a part whose group is shown stands in its row.

    What lies outside the province is in no list of what is late here.
    """
    shown = view.project_ids
    parts: dict[str, list[ScheduleRow]] = {}
    for row in view.rows:
        if row.reach is Reach.OUTSIDE:
            continue
        group = row.project.part_of
        parts.setdefault(group if group in shown else "", []).append(_row(view, row))
    rows = [
        _with_parts(row, parts.get(row.id, ())) if row.id in parts else row
        for row in parts.get("", ())
    ]
    years = [view.day.year]
    for whole in rows:
        for one in (whole, *whole.parts):
            years += _years(one)
    return Schedule(view, tuple(sorted(rows, key=_rank)), min(years), max(years))


def by_agency(known: Schedule) -> tuple[AgencyLoad, ...]:
    """Return the projects by agency: most late ones first; those without an agency come last."""
    groups: dict[str, list[ScheduleRow]] = {}
    for row in known.rows:
        for agency_id in row.row.project.agency_ids or ("",):
            groups.setdefault(agency_id, []).append(row)
    agencies, language = known.view.catalog.agencies, known.view.selection.language
    loads = [AgencyLoad(agencies.get(key), tuple(rows)) for key, rows in groups.items()]

    def rank(load: AgencyLoad) -> tuple[bool, int, object]:
        name = load.agency.name[language] if load.agency else ""
        return load.agency is None, -load.late, sort_key(name)

    return tuple(sorted(loads, key=rank))


def money_by_year(known: Schedule) -> tuple[YearMoney, ...]:
    """Return what the sources date to a year, newest year first, in the order of the schedule."""
    found = [money for row in known.all_rows for money in _money(known.view, row)]
    return tuple(sorted(found, key=lambda money: -money.year))


def _money(view: View, row: ScheduleRow) -> Iterator[YearMoney]:
    figures = [one for one in view.catalog.figures_of(row.id) if one.as_of]
    sources = view.catalog.sources
    years = {one.as_of.year for one in figures if one.as_of and one.quantity in _MONEY}
    for year in sorted(years, reverse=True):
        of_year = [one for one in figures if one.as_of and one.as_of.year == year]
        # The plan of a year is dated to that year, and known as soon as it has begun.
        known = date(year, 12, 31) if year <= view.day.year else date.min
        until = {code: known if code == "year_plan" else view.day for code in _MONEY}
        newest = [
            next(iter(figures_as_of(of_year, code, until[code], sources)), None) for code in _MONEY
        ]
        if any(newest):
            yield YearMoney(year, row, *newest)


def section_of(row: ScheduleRow) -> Timing:
    """Return under which heading a row stands: a group where the latest of its parts would."""
    return min((one.timing for one in (row, *row.parts)), key=list(Timing).index)


def _rank(row: ScheduleRow) -> tuple[object, ...]:
    """Return the place of a row: a group stands where the latest of its parts would."""
    family = (row, *row.parts)
    worst = list(Timing).index(section_of(row))
    late = max(one.days_late or 0 for one in family)
    slipped = max(one.slip.months if one.slip else 0 for one in family)
    due = min((one.due.date.last_day for one in family if one.due), default=date.max)
    return worst, -late, -slipped, due, row.row.rank()


def _with_parts(row: ScheduleRow, parts: Iterable[ScheduleRow]) -> ScheduleRow:
    return replace(row, parts=tuple(sorted(parts, key=_rank)))


def _years(row: ScheduleRow) -> Iterator[int]:
    for phase in row.phases:
        yield from (phase.earliest.year, phase.latest.year)
    if row.plan:
        plan = row.plan
        for day in (plan.start_first, plan.start, plan.finish_first, plan.finish):
            if day:
                yield day.year


def _row(view: View, row: ProjectRow) -> ScheduleRow:
    catalog, day, project = view.catalog, view.day, row.project
    control = project_control(catalog, project, day)
    last_word = latest_word(catalog, project, day)
    phases = phases_of(catalog, row, day, last_word)
    states = {state.kind: state for state in control.milestones}
    years = _year_ends(row, states, phases)
    plan = _plan(states, years)
    dues = _pending(row, control, years)
    due = min(dues, key=_urgency, default=None)
    slip = _finish_slip(row, states, phases)
    timing = _timing(row.status, due, slip, day)
    news = latest_news(catalog.events_of(project.id), day)
    late = (day - due.date.last_day).days if due and timing is Timing.OVERDUE else None
    return ScheduleRow(
        row, control, plan, phases, timing, due, late, slip, last_word,
        stale_since(row.status, news, day),
    )  # fmt: skip


def _urgency(due: Due) -> tuple[date, int]:
    # Of what is due on one day the finish tells more than the start.
    return due.date.last_day, -_ORDER.index(due.kind)


def _timing(status: Status, due: Due | None, slip: Slip | None, day: date) -> Timing:
    slipped = slip is not None and slip.kind is SlipKind.LATE
    if status is Status.LAPSED:
        return Timing.LAPSED
    if status is Status.COMPLETED:
        return Timing.DONE_LATE if slipped else Timing.DONE
    if due is None:
        return Timing.NO_PLAN
    days_left = (due.date.last_day - day).days
    if days_left < 0:
        return Timing.OVERDUE
    if slipped:
        return Timing.SLIPPED
    return Timing.DUE_SOON if days_left <= DUE_SOON_DAYS else Timing.ON_PLAN


def _finish_state(states: Mapping[MilestoneKind, MilestoneState]) -> MilestoneState | None:
    """Return the opening where one is planned, else the acceptance."""
    found = [states.get(kind) for kind in (MilestoneKind.OPENING, MilestoneKind.ACCEPTANCE)]
    return next((state for state in found if state and state.newest), None)


def _finish_slip(
    row: ProjectRow, states: Mapping[MilestoneKind, MilestoneState], phases: Sequence[Phase]
) -> Slip | None:
    state = _finish_state(states)
    if state is None or state.first is None:
        return None
    done = next((one for one in phases if one.status is Status.COMPLETED), None)
    if state.actual is None and done and row.status is Status.COMPLETED:
        return slip_between(state.first.date, done.told)
    return state.slip


def _year_ends(
    row: ProjectRow, states: Mapping[MilestoneKind, MilestoneState], phases: Sequence[Phase]
) -> tuple[PartialDate | None, PartialDate | None]:
    """Return first and last year of a project where they are a plan, and no milestone has one."""
    project = row.project
    if row.status in FINAL:
        return None, None
    begin = states.get(MilestoneKind.GROUND_BREAKING)
    start = None if begin and begin.newest else project.start_year
    finish = None if _finish_state(states) else project.finish_year
    started = next((one for one in phases if one.status is Status.CONSTRUCTION), None)
    if started and started.told.year == start and finish is None:
        start = None
    return PartialDate(start) if start else None, PartialDate(finish) if finish else None


def _plan(
    states: Mapping[MilestoneKind, MilestoneState],
    years: tuple[PartialDate | None, PartialDate | None],
) -> Plan | None:
    start_first, start = _planned(states.get(MilestoneKind.GROUND_BREAKING))
    finish_first, finish = _planned(_finish_state(states))
    plan = Plan(start_first or years[0], start or years[0], finish_first or years[1],
                finish or years[1])  # fmt: skip
    return plan if plan.start or plan.finish else None


def _planned(state: MilestoneState | None) -> tuple[PartialDate | None, PartialDate | None]:
    if state is None or state.first is None or state.newest is None:
        return None, None
    return state.first.date, state.newest.date


def _pending(
    row: ProjectRow, control: Control, years: tuple[PartialDate | None, PartialDate | None]
) -> list[Due]:
    """Return what is planned and not known to be met.

    What comes before a milestone that was reached has been reached as well; a status says as much
    as the milestone that begins it.
    """
    if row.status in FINAL:
        return []
    reached = [_ORDER.index(state.kind) for state in control.milestones if state.actual]
    reached += [_ORDER.index(BEGINS[row.status])] if row.status in BEGINS else []
    last = max(reached, default=-1)
    told = [
        Due(state.kind, state.newest.date, state.newest, (state.newest.source_id,))
        for state in control.milestones
        if state.newest and not state.actual
    ]
    kinds = (MilestoneKind.GROUND_BREAKING, MilestoneKind.OPENING)
    told += [
        Due(kind, year, None, row.project.source_ids)
        for kind, year in zip(kinds, years, strict=True)
        if year
    ]
    return [due for due in told if _ORDER.index(due.kind) > last]
