"""The phases of a project: each status from when it began to when it is last known to hold.

A status begins by the rule of :mod:`geo.catalog.history`. An actual ground-breaking or opening says
between which days its phase began; an event that had it begun by a day narrows that down. A phase
is known to last to the next stage, or to the latest word; from there on, and where a stage was
never told of, nobody has said how things stood.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from geo.catalog.history import timeline, weight_of
from geo.model import MilestoneKind, MilestoneRole, Status
from geo.query.freshness import FINAL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog.catalog import Catalog
    from geo.dates import PartialDate
    from geo.model import Milestone, StatusEvent
    from geo.query.view import ProjectRow

# The milestone that begins a status.
BEGINS: Final = {
    Status.CONSTRUCTION: MilestoneKind.GROUND_BREAKING,
    Status.COMPLETED: MilestoneKind.OPENING,
}
# Stages with nothing between them.
_FOLLOWS: Final = frozenset(
    pairwise((Status.PLANNED, Status.PREPARING, Status.CONSTRUCTION, Status.COMPLETED))
)


@dataclass(frozen=True)
class Phase:
    """A time in which a project had one status.

    Parameters
    ----------
    told
        The date of its beginning, as precise as the source.
    earliest, latest
        The days between which it began; one day where that is known.
    until
        How long it is known to have lasted: to the first day on which the next one may have begun,
        where no stage lies between the two, else to the last event that said it. The last phase:
        to the latest word on the project; a final status has no length.
    open_start
        Whether it may have begun earlier: nothing older is told of the project.
    """

    status: Status
    told: PartialDate
    earliest: date
    latest: date
    until: date
    open_start: bool


@dataclass(frozen=True)
class _Turn:
    """The beginning of a status.

    Parameters
    ----------
    confirmed
        The last day on which an event surely still said it, the beginning of the event's date.
    last_said
        The day from which the last event that said it counts.
    """

    status: Status
    told: PartialDate
    earliest: date
    latest: date
    confirmed: date
    last_said: date


def phases_of(
    catalog: Catalog, row: ProjectRow, day: date, last_word: date | None
) -> tuple[Phase, ...]:
    """Return the phases of a project that had begun by a day, oldest first.

    Parameters
    ----------
    last_word
        The day of the latest word on the project, to which the last phase is known to last.
    """
    events = [one for one in catalog.events_of(row.project.id) if one.effective <= day]
    turns = _turns(timeline(events))
    actual = _actual_milestones(catalog, row, day)
    for status, kind in BEGINS.items():
        if kind in actual:
            turns = _narrowed(turns, status, actual[kind], day)
    turns = _in_order(turns)
    phases = []
    for number, turn in enumerate(turns):
        after = turns[number + 1] if number + 1 < len(turns) else None
        until = min(max(_known_until(turn, after, last_word), turn.latest), day)
        begun = turn.status is not Status.CONSTRUCTION or MilestoneKind.GROUND_BREAKING in actual
        opened = number == 0 and not begun
        phases.append(Phase(turn.status, turn.told, turn.earliest, turn.latest, until, opened))
    return tuple(phases)


def _known_until(turn: _Turn, after: _Turn | None, last_word: date | None) -> date:
    if after is None:
        return turn.latest if turn.status in FINAL else last_word or turn.latest
    follows = (turn.status, after.status) in _FOLLOWS
    return after.earliest if follows else min(turn.last_said, after.earliest)


def _turns(events: Iterable[StatusEvent]) -> list[_Turn]:
    """Return where the status changes, with the days of the date that the source gives."""
    turns: list[_Turn] = []
    for event in events:
        first = event.date.first_day
        if turns:
            first = max(first, turns[-1].confirmed)
        if turns and turns[-1].status is event.status:
            turns[-1] = replace(turns[-1], confirmed=first, last_said=event.effective)
        else:
            last = event.effective
            turns.append(_Turn(event.status, event.date, first, last, first, last))
    return turns


def _in_order(turns: list[_Turn]) -> list[_Turn]:
    """Return the turns; none begins later than the one behind it."""
    ordered: list[_Turn] = []
    for turn in reversed(turns):
        latest = min(turn.latest, ordered[-1].latest) if ordered else turn.latest
        ordered.append(replace(turn, earliest=min(turn.earliest, latest), latest=latest))
    return ordered[::-1]


def _actual_milestones(
    catalog: Catalog, row: ProjectRow, day: date
) -> dict[MilestoneKind, Milestone]:
    """Return what happened, or may have: the word of the strongest source on each milestone."""
    found: dict[MilestoneKind, Milestone] = {}
    for one in catalog.milestones_of(row.project.id):
        if one.role is not MilestoneRole.ACTUAL or one.date.first_day > day:
            continue
        other = found.get(one.milestone)
        if other is None or _weight(catalog, one) > _weight(catalog, other):
            found[one.milestone] = one
    return found


def _weight(catalog: Catalog, one: Milestone) -> tuple[int, bool]:
    return weight_of(catalog.sources.get(one.source_id)), one.date.day is not None


def _narrowed(turns: list[_Turn], status: Status, known: Milestone, day: date) -> list[_Turn]:
    """Return the turns; that of a status begins between the days of an actual milestone.

    An event that says "had begun by" ends the time in which it may have; the last event that said
    otherwise begins it. A source that contradicts the milestone widens it.
    """
    first, last = known.date.first_day, known.date.last_day
    place = next((at for at, turn in enumerate(turns) if turn.status is status), None)
    if place is None:
        if last > day:
            return turns
        turn = _Turn(status, known.date, first, last, first, last)
        return sorted([*turns, turn], key=lambda one: (one.latest, one.earliest))
    event = turns[place]
    before = turns[place - 1].confirmed if place else date.min
    earliest, latest = max(first, before), min(last, event.latest)
    if earliest > latest:
        earliest, latest = min(first, event.earliest), min(max(last, event.latest), day)
    told = replace(event, told=known.date, earliest=earliest, latest=latest)
    return [*turns[:place], told, *turns[place + 1 :]]
