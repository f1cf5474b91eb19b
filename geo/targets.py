"""The Programme's targets beside what was published: each target with its results, or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.history import known_since

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from geo.catalog import Catalog
    from geo.model import Indicator

TARGET = "target"
PUBLISHED = ("result", "estimate")


@dataclass(frozen=True)
class Target:
    """A target and what is published beside it.

    Parameters
    ----------
    results
        Results and estimates for the period of the target, newest first; empty where no
        source publishes any.
    context
        What else is published of the same indicator: plans, and results of other periods.
    """

    goal: Indicator
    results: tuple[Indicator, ...]
    context: tuple[Indicator, ...]

    @property
    def reached(self) -> float | None:
        """Share of the target that the newest result is, ``None`` without a result."""
        if not self.results or not self.goal.value:
            return None
        return self.results[0].value / self.goal.value


def known_indicators(catalog: Catalog, day: date) -> list[Indicator]:
    """Return the indicators that are known on a day, in the order of the table."""
    dated = [(known_since(item, catalog.sources), item) for item in catalog.indicators]
    return [item for since, item in dated if since is None or since <= day]


def targets(catalog: Catalog, day: date) -> tuple[Target, ...]:
    """Return all targets known on a day with what was published beside them by then."""
    known = known_indicators(catalog, day)
    return tuple(
        Target(
            goal,
            _newest_first(
                item
                for item in _others(goal, known)
                if item.role in PUBLISHED and item.period == goal.period
            ),
            _newest_first(
                item
                for item in _others(goal, known)
                if item.role not in PUBLISHED or item.period != goal.period
            ),
        )
        for goal in known
        if goal.role == TARGET
    )


def without_target(catalog: Catalog, day: date) -> tuple[tuple[Indicator, ...], ...]:
    """Return the indicators that have no target, one group for each, newest first."""
    known = known_indicators(catalog, day)
    aimed = {item.id for item in known if item.role == TARGET}
    groups: dict[str, list[Indicator]] = {}
    for item in known:
        if item.id not in aimed:
            groups.setdefault(item.id, []).append(item)
    return tuple(_newest_first(group) for group in groups.values())


def _others(goal: Indicator, known: Iterable[Indicator]) -> list[Indicator]:
    return [item for item in known if item.id == goal.id and item.role != TARGET]


def _newest_first(items: Iterable[Indicator]) -> tuple[Indicator, ...]:
    """Sort by period, then by date; equal ones keep the order of the table."""
    ranked = sorted(
        items, key=lambda item: (item.period, item.as_of.iso() if item.as_of else ""), reverse=True
    )
    return tuple(ranked)
