"""The values of an indicator over its periods, as known on a day.

A plan or a draft is not a result, and a value reported before its period ended is an estimate.
Results that disagree are all kept. What no source gives stays empty and is shown as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from geo.catalog.history import known_since, weight_of
from geo.catalog.indicators import IndicatorRole

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog
    from geo.catalog.indicators import Indicator, IndicatorDefinition
    from geo.text import Text


@dataclass(frozen=True)
class IndicatorPeriod:
    """One indicator in one period.

    Parameters
    ----------
    period
        As in :class:`geo.catalog.indicators.Indicator`.
    values
        Targets, plans, results, estimates; of each the newest first, of equal age that of the
        stronger source.
    """

    definition: IndicatorDefinition
    period: str
    values: tuple[Indicator, ...]

    @property
    def id(self) -> str:
        """Id of the indicator."""
        return self.definition.id

    @property
    def name(self) -> Text:
        """Name of the indicator."""
        return self.definition.name

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Sources of all values, each once."""
        return tuple(dict.fromkeys(value.source_id for value in self.values))


@dataclass(frozen=True)
class Series:
    """An indicator over the periods, oldest first."""

    definition: IndicatorDefinition
    periods: tuple[IndicatorPeriod, ...]


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


def first_year(period: str) -> int:
    """Return the year in which a period begins."""
    return int(period.partition("-")[0])


def last_year(period: str) -> int:
    """Return the year in which a period ends; of one without end that in which it begins."""
    return int(period.rpartition("-")[2] or first_year(period))


def is_open(period: str) -> bool:
    """Tell whether a period has a beginning and no end."""
    return period.endswith("-")


def series(catalog: Catalog, day: date) -> tuple[Series, ...]:
    """Return every indicator with its periods as known on a day, in the order of the table."""
    groups: dict[str, dict[str, list[Indicator]]] = {}
    for value in catalog.indicators:
        if known_on(catalog, value, day):
            groups.setdefault(value.id, {}).setdefault(value.period, []).append(value)
    return tuple(
        _series(
            [_period(catalog, periods[p]) for p in sorted(periods, key=lambda p: (last_year(p), p))]
        )
        for periods in groups.values()
    )


def _period(catalog: Catalog, values: list[Indicator]) -> IndicatorPeriod:
    def rank(value: Indicator) -> tuple[date, int]:
        since = known_since(value, catalog.sources)
        return since or date.min, weight_of(catalog.sources.get(value.source_id))

    newest_first = sorted(values, key=rank, reverse=True)
    by_role = tuple(v for role in IndicatorRole for v in newest_first if v.role is role)
    return IndicatorPeriod(values[0].definition, values[0].period, by_role)


def _series(periods: list[IndicatorPeriod]) -> Series:
    return Series(periods[0].definition, tuple(periods))
