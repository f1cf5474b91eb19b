"""The nouns of the Programme: what is measured, its values, and what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.dates import PartialDate
    from geo.text import Text


class IndicatorRole(StrEnum):
    """Whether a value of an indicator is a target, a plan, a result or an estimate."""

    TARGET = "target"
    PLAN = "plan"
    RESULT = "result"
    ESTIMATE = "estimate"


class IndicatorGroup(StrEnum):
    """What an indicator is about, in the order in which a map of infrastructure asks."""

    INFRASTRUCTURE = "infrastructure"
    ECONOMY = "economy"
    SOCIETY = "society"


class Better(StrEnum):
    """Which values of an indicator are good: more of it, those within a band, or none said."""

    MORE = "more"
    WITHIN = "within"
    UNRATED = ""


@dataclass(frozen=True)
class IndicatorDefinition:
    """What an indicator measures, and how a value is read against its target."""

    id: str
    group: IndicatorGroup
    better: Better
    name: Text
    unit: Text


@dataclass(frozen=True)
class Indicator:
    """A value of an indicator in one period: a target, a plan, a result or an estimate.

    Parameters
    ----------
    period
        A year, two years with a hyphen, or a year with a hyphen: from that year on.
    value_to
        Upper end of a band that begins at `value`, ``None`` for a single value.
    """

    id: str
    definition: IndicatorDefinition
    period: str
    role: IndicatorRole
    value: float
    value_to: float | None
    qualifier: str
    as_of: PartialDate | None
    note: Text
    source_id: str

    @property
    def name(self) -> Text:
        """Name of the indicator."""
        return self.definition.name

    @property
    def unit(self) -> Text:
        """Unit of the value."""
        return self.definition.unit

    @property
    def most(self) -> float:
        """The upper end of a band, else the value itself."""
        return self.value if self.value_to is None else self.value_to


@dataclass(frozen=True)
class Aim:
    """What the Programme wants done without a number: a road, a town.

    Parameters
    ----------
    period
        The year by which it is to be done, empty where the text names none.
    project_ids
        The projects that serve it; empty where the map has none.
    """

    id: str
    group: IndicatorGroup
    period: str
    name: Text
    aim: Text
    project_ids: tuple[str, ...]
    source_id: str
