"""The Programme's targets of 2025 and 2030 beside each other, and how far what is published is.

A result is compared with a target of its own period; where none is published, the newest value of
an earlier year says how far one is. An estimate is compared as an estimate, a plan never, and
neither is an estimate that only repeats the plan.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from geo.catalog.history import status_as_of
from geo.catalog.indicators import Better, IndicatorGroup, IndicatorRole
from geo.escape import Syntax, escape
from geo.reports.indicators import first_year, is_open, last_year, series

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from geo.catalog.catalog import Catalog
    from geo.catalog.indicators import Aim, Indicator, IndicatorDefinition
    from geo.model import Project, Status
    from geo.reports.indicators import Series

HORIZONS: Final = (2025, 2030)
"""The years for which Programme 1857 sets its targets."""
PROGRAMME: Final = "CTR-1857"
_AHEAD: Final = (IndicatorRole.TARGET, IndicatorRole.PLAN)
_PUBLISHED: Final = (IndicatorRole.RESULT, IndicatorRole.ESTIMATE)


class BandPlace(StrEnum):
    """Where a value lies against a band."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"


@dataclass(frozen=True)
class Standing:
    """How far a published value is against a target.

    Parameters
    ----------
    value
        A result, else an estimate.
    share
        Share of the target that it is, ``None`` where more is not better.
    place
        Where it lies against a band, ``None`` where more is better.
    same_period
        Whether it is of the period of the target; else it is of an earlier year.
    """

    target: Indicator
    value: Indicator
    share: float | None
    place: BandPlace | None
    same_period: bool

    @property
    def is_met(self) -> bool:
        """Whether a result, not an estimate, of the target's own period meets it."""
        met = self.place is BandPlace.WITHIN or (self.share is not None and self.share >= 1)
        return met and self.same_period and self.value.role is IndicatorRole.RESULT


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator with all its values known on a day.

    Parameters
    ----------
    values
        The newest period first; within it targets, plans, results, estimates, the newest first.
    """

    definition: IndicatorDefinition
    values: tuple[Indicator, ...]

    @property
    def has_target(self) -> bool:
        """Whether a source sets a target for one of :data:`HORIZONS`."""
        return any(one.role is IndicatorRole.TARGET for year in HORIZONS for one in self.aims(year))

    @property
    def is_aimed(self) -> bool:
        """Whether a target or a plan is set for one of :data:`HORIZONS`."""
        return any(self.aims(year) for year in HORIZONS)

    def aims(self, year: int) -> tuple[Indicator, ...]:
        """Return the targets that hold in a year, then the plans."""
        return tuple(
            value
            for role in _AHEAD
            for value in self.values
            if value.role is role and _holds_in(value.period, year)
        )

    @property
    def latest(self) -> tuple[Indicator, ...]:
        """What is newest: results of the last year that has any, estimates not older than these.

        Plans of other years than :data:`HORIZONS` only where they are newer than all these.
        """
        found: list[Indicator] = []
        for role in (IndicatorRole.RESULT, IndicatorRole.ESTIMATE, IndicatorRole.PLAN):
            known = [one for one in self.values if one.role is role and not self._is_aim(one)]
            last = max((last_year(one.period) for one in known), default=0)
            before = max((last_year(one.period) for one in found), default=0)
            newer = last > before or (last == before and role is IndicatorRole.ESTIMATE)
            found += [one for one in known if newer and last_year(one.period) == last]
        return tuple(found)

    @property
    def earlier(self) -> tuple[Indicator, ...]:
        """All values that are neither targets or plans of a horizon nor among the latest."""
        latest = self.latest
        return tuple(one for one in self.values if one not in latest and not self._is_aim(one))

    def _is_aim(self, value: Indicator) -> bool:
        return value.role in _AHEAD and any(_holds_in(value.period, year) for year in HORIZONS)

    def repeats_plan(self, value: Indicator) -> bool:
        """Tell whether an estimate is but the plan of its period, told again."""
        return value.role is IndicatorRole.ESTIMATE and any(
            one.role is IndicatorRole.PLAN
            and (one.period, one.value, one.value_to) == (value.period, value.value, value.value_to)
            for one in self.values
        )

    def is_commensurate(self, value: Indicator) -> bool:
        """Tell whether a value may stand on one axis with the targets.

        What one year gives is no part of what five years are to give; a share is.
        """
        targets = [one for one in self.values if one.role is IndicatorRole.TARGET]
        return (
            self.definition.better is Better.WITHIN
            or not targets
            or any(_is_year(one.period) == _is_year(value.period) for one in targets)
        )

    def standing(self, target: Indicator) -> Standing | None:
        """Return how far one is against a target, ``None`` where nothing can be compared."""
        if self.definition.better is Better.UNRATED or not target.value:
            return None
        published = [
            one
            for role in _PUBLISHED
            for one in self.values
            if one.role is role and not self.repeats_plan(one)
        ]
        same = [one for one in published if _same_period(target.period, one.period)]
        before = [one for one in published if _leads_to(target.period, one.period)]
        # Of values of one year the result comes first: sorting keeps the order of roles.
        before.sort(key=lambda one: -last_year(one.period))
        if not same and not before:
            return None
        value = (same or before)[0]
        rated = self.definition.better is Better.MORE
        return Standing(
            target,
            value,
            share=value.value / target.value if rated else None,
            place=None if rated else _place(value, target),
            same_period=bool(same),
        )


@dataclass(frozen=True)
class AimRow:
    """Something that is to be done, and the statuses of the projects that serve it."""

    aim: Aim
    projects: tuple[tuple[Project, Status], ...]

    @property
    def by_status(self) -> Mapping[Status, int]:
        """How many of its projects have each status."""
        return Counter(status for _, status in self.projects)


@dataclass(frozen=True)
class TargetGroup:
    """What is aimed at and published of one subject.

    Parameters
    ----------
    aims
        What is to be done without a number.
    rows
        Indicators with a target or plan for one of :data:`HORIZONS`, those with a target first.
    observed
        Indicators for which nothing is set.
    """

    group: IndicatorGroup
    aims: tuple[AimRow, ...]
    rows: tuple[IndicatorRow, ...]
    observed: tuple[IndicatorRow, ...]


@dataclass(frozen=True)
class Targets:
    """All targets and what is published beside them, as known on a day."""

    day: date
    groups: tuple[TargetGroup, ...]

    @property
    def rows(self) -> tuple[IndicatorRow, ...]:
        """The indicators of all groups, those first for which something is set."""
        aimed = [row for group in self.groups for row in group.rows]
        return (*aimed, *(row for group in self.groups for row in group.observed))

    @property
    def programme(self) -> tuple[tuple[IndicatorRow, Indicator], ...]:
        """The targets with a number that the Programme sets, each with its indicator."""
        return tuple(
            (row, value)
            for row in self.rows
            for value in reversed(row.values)
            if value.role is IndicatorRole.TARGET and value.source_id == PROGRAMME
        )

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Sources of all aims and values, each once."""
        aims = [row.aim.source_id for group in self.groups for row in group.aims]
        values = [value.source_id for row in self.rows for value in row.values]
        return tuple(dict.fromkeys([*aims, *values]))

    def last_published(self) -> int:
        """Return the last year of which a result or an estimate is known, 0 for none."""
        values = [value for row in self.rows for value in row.values if value.role in _PUBLISHED]
        return max((last_year(value.period) for value in values), default=0)


def targets(catalog: Catalog, day: date) -> Targets:
    """Return targets and what is published beside them, as known on a day."""
    rows = [_row(one) for one in series(catalog, day)]
    rows.sort(key=lambda row: not row.has_target)
    aims = list(_aims(catalog, day))
    found = (
        TargetGroup(
            group,
            tuple(one for one in aims if one.aim.group is group),
            tuple(row for row in rows if row.definition.group is group and row.is_aimed),
            tuple(row for row in rows if row.definition.group is group and not row.is_aimed),
        )
        for group in IndicatorGroup
    )
    return Targets(day, tuple(one for one in found if one.aims or one.rows or one.observed))


def target_records(known: Targets, language: str) -> list[dict[str, str | float | None]]:
    """Return a JSON-ready record of each target with a number that the Programme sets.

    Beside it the value that it is compared with; ``percent_reached`` where more is better, else
    ``place`` says where that value lies against the band.
    """
    return [_record(row, target, language) for row, target in known.programme]


def targets_csv(known: Targets, language: str, end: str = "\n") -> str:
    """Return the records of the targets as CSV; every cell is inert in a spreadsheet."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=end)
    for step, record in enumerate(target_records(known, language)):
        if step == 0:
            writer.writerow(record)
        writer.writerow([escape(cell, Syntax.SHEET) for cell in record.values()])
    return out.getvalue()


def _record(row: IndicatorRow, target: Indicator, language: str) -> dict[str, str | float | None]:
    found = row.standing(target)
    value = found.value if found else None
    return {
        "indicator": target.id,
        "name": target.name[language],
        "group": target.definition.group,
        "unit": target.unit[language],
        "period": target.period,
        "value": _plain(target.value),
        "value_to": _plain(target.value_to),
        "qualifier": target.qualifier,
        "as_of": target.as_of.iso() if target.as_of else None,
        "note": target.note[language],
        "source": target.source_id,
        "compared_value": _plain(value.value) if value else None,
        "compared_role": value.role if value else None,
        "compared_period": value.period if value else None,
        "compared_as_of": value.as_of.iso() if value and value.as_of else None,
        "compared_note": value.note[language] if value else None,
        "compared_source": value.source_id if value else None,
        "same_period": int(found.same_period) if found else None,
        "percent_reached": round(100 * found.share, 1) if found and found.share else None,
        "place": found.place if found else None,
    }


def _plain(number: float | None) -> float | None:
    """Return a whole number without decimals."""
    return int(number) if number is not None and number.is_integer() else number


def _row(one: Series) -> IndicatorRow:
    values = (value for period in reversed(one.periods) for value in period.values)
    return IndicatorRow(one.definition, tuple(values))


def _aims(catalog: Catalog, day: date) -> Iterator[AimRow]:
    for aim in catalog.aims:
        source = catalog.sources.get(aim.source_id)
        if source is None or source.date is None or source.date.last_day <= day:
            yield AimRow(aim, tuple(_statuses(catalog, aim.project_ids, day)))


def _statuses(
    catalog: Catalog, project_ids: Iterable[str], day: date
) -> Iterator[tuple[Project, Status]]:
    for id_ in project_ids:
        if id_ in catalog.projects:
            yield catalog.projects[id_], status_as_of(catalog.events_of(id_), day)


def _holds_in(period: str, year: int) -> bool:
    return first_year(period) <= year and (is_open(period) or year <= last_year(period))


def _is_year(period: str) -> bool:
    return "-" not in period or is_open(period)


def _same_period(target: str, value: str) -> bool:
    return target == value or (
        is_open(target) and "-" not in value and first_year(value) >= first_year(target)
    )


def _leads_to(target: str, value: str) -> bool:
    """Tell whether a value of one year is of a year before that of a target."""
    years = "-" not in target and "-" not in value
    return years and last_year(value) < last_year(target)


def _place(value: Indicator, target: Indicator) -> BandPlace:
    if value.value < target.value:
        return BandPlace.BELOW
    return BandPlace.ABOVE if value.value > target.most else BandPlace.WITHIN
