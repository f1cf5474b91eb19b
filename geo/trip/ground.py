"""What stands today, against which a workbook that comes back is compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from geo.catalog.history import event_as_of, figures_as_of
from geo.model import Status
from geo.query.freshness import latest_news
from geo.strings import quantities
from geo.text import fold
from geo.trip.values import plain_value, squeezed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from geo.catalog.catalog import Catalog

FactPlace = tuple[str, str, str]
"""Table, key of the subject, field: ``("events", "DT-101", "status")``."""


class Ground(Protocol):
    """Where the facts of today stand; tables, a store or a test."""

    @property
    def digest(self) -> str:
        """What tells one state of the facts from another."""
        ...

    def knows(self, key: str) -> bool:
        """Tell whether there is a subject of this id."""
        ...

    def named(self, name: str) -> str:
        """Return the id of the one subject of this very name, empty where there is none."""
        ...

    def like(self, name: str) -> str:
        """Return the id of a subject whose name differs by its accents alone, empty for none."""
        ...

    def tells(self, key: str, day: str, status: str) -> bool:
        """Tell whether it is known already that a status began on a day."""
        ...

    def value(self, place: FactPlace) -> str:
        """Return a fact as the tables write it, empty where no source says it."""
        ...


@dataclass(frozen=True)
class CatalogGround:
    """The facts of a catalog on a day."""

    catalog: Catalog
    day: date

    @property
    def digest(self) -> str:
        """Digest of the catalog."""
        return self.catalog.digest

    def knows(self, key: str) -> bool:
        """Tell whether there is a project of this id."""
        return key in self.catalog.projects

    def named(self, name: str) -> str:
        """Return the id of the one project of this name; accents count: Mường Lan, Mường Lạn."""
        asked = squeezed(name).casefold()
        projects = self.catalog.projects.values()
        same = [one.id for one in projects if squeezed(one.name["vi"]).casefold() == asked]
        return same[0] if asked and len(same) == 1 else ""

    def like(self, name: str) -> str:
        """Return the id of a project whose name differs by its accents alone."""
        asked = " ".join(fold(name).split())
        projects = self.catalog.projects.values()
        same = (one.id for one in projects if " ".join(fold(one.name["vi"]).split()) == asked)
        return next(same, "") if asked else ""

    def tells(self, key: str, day: str, status: str) -> bool:
        """Tell whether the project has such an event; one of a year counts from its end only."""
        events = self.catalog.events_of(key)
        return any((one.date.iso(), one.status.value) == (day, status) for one in events)

    def value(self, place: FactPlace) -> str:
        """Return status and its date, the figure to quote, or an attribute of a project."""
        table, key, name = place
        project = self.catalog.projects.get(key)
        if project is None:
            return ""
        if table == "events":
            return self._event(key, name)
        if table == "figures":
            figures = self.catalog.figures_of(key)
            known = figures_as_of(figures, name, self.day, self.catalog.sources)
            unit = quantities()[name]
            return next((plain_value(one.value) for one in known[:1] if one.unit == unit), "")
        return self._attribute(project, name) if table == "projects" else ""

    def _event(self, key: str, name: str) -> str:
        events = self.catalog.events_of(key)
        if name == "date":
            latest = latest_news(events, self.day)
            return latest.date.iso() if latest else ""
        event = event_as_of(events, self.day)
        return event.status.value if event and event.status is not Status.UNKNOWN else ""

    def _attribute(self, project: object, name: str) -> str:
        # Where a workbook said that a project lies, its words are kept.
        name = "geometry_note_vi" if name == "place" else name
        found = getattr(project, name, None)
        stem, _, language = name.rpartition("_")
        if found is None and hasattr(project, stem):
            found = dict(getattr(project, stem).forms).get(language)
        return plain_value(found)


@dataclass(frozen=True)
class MappingGround:
    """Facts in a mapping.

    Parameters
    ----------
    facts
        By place; what is not there is not known.
    keys
        Ids of all subjects.
    """

    facts: Mapping[FactPlace, str]
    keys: Collection[str] = field(default_factory=frozenset)
    digest: str = ""

    def knows(self, key: str) -> bool:
        """Tell whether there is a subject of this id."""
        return key in self.keys

    def named(self, name: str) -> str:
        """Return the id of the one subject of this name."""
        names = [key for (table, key, field_), known in self.facts.items()
                 if (table, field_, known) == ("projects", "name_vi", name)]  # fmt: skip
        return names[0] if len(names) == 1 else ""

    def like(self, _name: str) -> str:
        """Return nothing: names are compared to the letter."""
        return ""

    def tells(self, key: str, day: str, status: str) -> bool:
        """Tell whether these are the last ones that are known."""
        known = (self.facts.get(("events", key, name)) for name in ("date", "status"))
        return (*known,) == (day, status)

    def value(self, place: FactPlace) -> str:
        """Return a fact, empty where it is not known."""
        return self.facts.get(place, "")
