"""Targets against published results: the value that was set, and the one a source says was met.

A plan or a draft is not a result, and a value reported before its period ended is an estimate.
Results that disagree are all kept. What no source gives stays empty and is shown as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from geo.catalog.history import known_since, weight_of

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog
    from geo.model import Indicator
    from geo.text import Text

# The years for which Programme 1857 sets its targets.
HORIZONS = ("2025", "2030")
PROGRAMME = "CTR-1857"


class IndicatorRole(StrEnum):
    """Whether a value of an indicator is a target, a plan, a result or an estimate."""

    TARGET = "target"
    PLAN = "plan"
    RESULT = "result"
    ESTIMATE = "estimate"


@dataclass(frozen=True)
class IndicatorPeriod:
    """One indicator in one period.

    Parameters
    ----------
    period
        A year, or two years with a hyphen.
    targets, plans, results, estimates
        Values by role, the newest first; of equal age that of the stronger source.
    """

    id: str
    name: Text
    unit: Text
    period: str
    targets: tuple[Indicator, ...]
    plans: tuple[Indicator, ...]
    results: tuple[Indicator, ...]
    estimates: tuple[Indicator, ...]

    @property
    def values(self) -> tuple[Indicator, ...]:
        """All values: targets, plans, results, estimates."""
        return (*self.targets, *self.plans, *self.results, *self.estimates)

    @property
    def has_result(self) -> bool:
        """Whether a source gives a result; an estimate is none."""
        return bool(self.results)

    @property
    def in_conflict(self) -> bool:
        """Whether results, or estimates, of the same period differ."""
        return any(len({v.value for v in group}) > 1 for group in (self.results, self.estimates))

    @property
    def achievement(self) -> float | None:
        """Share of the target that the newest result is, else the newest estimate."""
        published = (*self.results, *self.estimates)
        if not published or not self.targets or not self.targets[0].value:
            return None
        return published[0].value / self.targets[0].value

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Sources of all values, each once."""
        return tuple(dict.fromkeys(value.source_id for value in self.values))


@dataclass(frozen=True)
class Series:
    """An indicator over the periods, oldest first."""

    id: str
    name: Text
    unit: Text
    periods: tuple[IndicatorPeriod, ...]


@dataclass(frozen=True)
class Targets:
    """What the targets page and the book show, as known on a day.

    Parameters
    ----------
    with_target
        Periods with a target, or with a plan: the charts.
    observed
        Indicators with those of their periods for which no source sets a target or plan.
    without_target
        For each of :data:`HORIZONS` the Programme's indicators for which no source gives a
        target of that year.
    """

    day: date
    with_target: tuple[IndicatorPeriod, ...]
    observed: tuple[Series, ...]
    without_target: tuple[tuple[str, tuple[Series, ...]], ...]


def known_on(catalog: Catalog, value: Indicator, day: date) -> bool:
    """Tell whether a value was known on a day.

    From its own date, else from its source's; of an undated source a result counts from the end
    of its period, a target or plan always.
    """
    since = known_since(value, catalog.sources)
    if since:
        return since <= day
    if value.role in (IndicatorRole.TARGET, IndicatorRole.PLAN):
        return True
    return last_year(value.period) < day.year


def last_year(period: str) -> int:
    """Return the year in which a period ends."""
    return int(period.rpartition("-")[2])


def series(catalog: Catalog, day: date) -> tuple[Series, ...]:
    """Return every indicator with its periods as known on a day, in the order of the table."""
    groups: dict[str, dict[str, list[Indicator]]] = {}
    for value in catalog.indicators:
        if known_on(catalog, value, day):
            groups.setdefault(value.id, {}).setdefault(value.period, []).append(value)
    return tuple(
        _series(
            [_goal(catalog, periods[p]) for p in sorted(periods, key=lambda p: (last_year(p), p))]
        )
        for periods in groups.values()
    )


def targets(catalog: Catalog, day: date) -> Targets:
    """Return targets against results as known on a day."""
    every = series(catalog, day)
    programme = [
        s
        for s in every
        if any(v.source_id == PROGRAMME for goal in s.periods for v in goal.targets)
    ]
    missing = tuple(
        (year, tuple(s for s in programme if not _aims_at(s, int(year)))) for year in HORIZONS
    )
    aimed = [goal for s in every for goal in s.periods if goal.targets or goal.plans]
    aimed.sort(key=lambda goal: (not goal.targets, last_year(goal.period)))
    observed = ([goal for goal in s.periods if not (goal.targets or goal.plans)] for s in every)
    return Targets(day, tuple(aimed), tuple(_series(goals) for goals in observed if goals), missing)


def _goal(catalog: Catalog, values: list[Indicator]) -> IndicatorPeriod:
    def rank(value: Indicator) -> tuple[date, int]:
        since = known_since(value, catalog.sources)
        return since or date.min, weight_of(catalog.sources.get(value.source_id))

    newest_first = sorted(values, key=rank, reverse=True)
    first = values[0]
    return IndicatorPeriod(
        first.id,
        first.name,
        first.unit,
        first.period,
        *(tuple(v for v in newest_first if v.role == role) for role in IndicatorRole),
    )


def _series(goals: list[IndicatorPeriod]) -> Series:
    return Series(goals[0].id, goals[0].name, goals[0].unit, tuple(goals))


def _aims_at(indicator: Series, year: int) -> bool:
    return any(goal.targets and last_year(goal.period) == year for goal in indicator.periods)
