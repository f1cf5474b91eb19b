"""What is missing about each project, and how old the latest news is: the data owner's tasks.

Everything is a plain count. A project of several agencies stands in the list of each.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from geo.catalog.history import figures_as_of, in_conflict
from geo.query.fields import FIELDS
from geo.query.freshness import latest_news, stale_since
from geo.text import sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from geo.catalog.catalog import Catalog
    from geo.model import Agency, Asset, Figure, Project, StatusEvent
    from geo.query.view import ProjectRow, View


class Aspect(StrEnum):
    """What the owner of the data is asked for, by the rules of :attr:`geo.query.fields.Field.asks`.

    STATUS: a source that says how far the project is. DATE: the day on which that status began,
    to the day. CAPITAL: a published capital. LENGTH: a published length, of what is built along a
    line at a known place. SOURCE: an official document for the status.
    """

    STATUS = "status"
    DATE = "date"
    CAPITAL = "capital"
    LENGTH = "length"
    SOURCE = "source"


@dataclass(frozen=True)
class Completeness:
    """What is known and missing about one project on the day of the view.

    Parameters
    ----------
    asked
        What applies to it: no length of what has none, no figures of what has lapsed.
    missing
        Those of `asked` that no source gives, in the order of :class:`Aspect`.
    latest
        The latest news: the last event that had begun to be true by the day.
    age_days
        Full days since the latest news; 0 where its period is not over yet.
    stale_since
        First day on which the project counted as stale, ``None`` when it does not.
    conflicts
        Figures on which sources disagree: its owner knows which one holds.
    """

    row: ProjectRow
    asked: tuple[Aspect, ...]
    missing: tuple[Aspect, ...]
    latest: StatusEvent | None
    age_days: int | None
    stale_since: date | None
    conflicts: tuple[Conflict, ...] = ()

    @property
    def has_tasks(self) -> bool:
        """Whether its owner is asked for anything."""
        return bool(self.missing or self.conflicts) or self.stale_since is not None


@dataclass(frozen=True)
class AgencyTasks:
    """The projects of one agency.

    Parameters
    ----------
    agency
        ``None`` for projects of which no source names the agency.
    """

    agency: Agency | None
    projects: tuple[Completeness, ...]

    @property
    def missing(self) -> Mapping[Aspect, int]:
        """Number of projects for which each aspect is missing."""
        return count_missing(self.projects)

    @property
    def stale(self) -> int:
        """Number of stale projects."""
        return sum(item.stale_since is not None for item in self.projects)

    @property
    def tasks(self) -> tuple[Completeness, ...]:
        """The projects with anything missing, stale or disputed."""
        return tuple(item for item in self.projects if item.has_tasks)


def completeness(view: View) -> tuple[Completeness, ...]:
    """Return what is missing about each project of a view, in the order of its rows."""
    projects = []
    for row in view.rows:
        is_known = {name: ask(view, row) for item in FIELDS for name, ask in item.asks.items()}
        asked = tuple(aspect for aspect in Aspect if is_known[aspect] is not None)
        latest = latest_news(view.catalog.events_of(row.project.id), view.day)
        projects.append(
            Completeness(
                row=row,
                asked=asked,
                missing=tuple(aspect for aspect in asked if not is_known[aspect]),
                latest=latest,
                age_days=max((view.day - latest.effective).days, 0) if latest else None,
                stale_since=stale_since(row.status, latest, view.day),
                conflicts=conflicts_of(view.catalog, row.project.id, view.day),
            )
        )
    return tuple(projects)


def by_agency(view: View) -> tuple[AgencyTasks, ...]:
    """Return the projects of a view by agency, in the order of the agencies' names.

    Projects without an agency come last.
    """
    groups: dict[str, list[Completeness]] = {}
    for item in completeness(view):
        for agency_id in item.row.project.agency_ids or ("",):
            groups.setdefault(agency_id, []).append(item)
    agencies = view.catalog.agencies
    language = view.selection.language

    def rank(agency_id: str) -> tuple[bool, object]:
        agency = agencies.get(agency_id)
        return agency is None, sort_key(agency.name[language] if agency else "")

    return tuple(
        AgencyTasks(agencies.get(key), tuple(groups[key])) for key in sorted(groups, key=rank)
    )


def count_missing(items: Iterable[Completeness]) -> Mapping[Aspect, int]:
    """Return the number of projects for which each aspect is missing, every aspect present."""
    counts = Counter(aspect for item in items for aspect in item.missing)
    return {aspect: counts[aspect] for aspect in Aspect}


# What a project or asset has exactly one of. Others (lanes of a phase, people in a year, the
# share disbursed so far) may differ without a source being wrong.
SINGLE = ("capital", "length")


@dataclass(frozen=True)
class Conflict:
    """Different values of one quantity.

    Parameters
    ----------
    figures
        All that are known, the one that is quoted first: the newest, of equally old ones that of
        the stronger source; undated ones last.
    """

    item: Project | Asset
    quantity: str
    figures: tuple[Figure, ...]

    @property
    def quoted(self) -> Figure:
        """The figure that the map, lists and sums use."""
        return self.figures[0]

    @property
    def spread(self) -> float:
        """Highest less lowest value, in the unit of the figures."""
        values = [figure.value for figure in self.figures]
        return max(values) - min(values)


def conflicts_of(catalog: Catalog, item_id: str, day: date) -> tuple[Conflict, ...]:
    """Return the disagreements about one project or asset as known on a day.

    Raises
    ------
    UnknownIdError
        If there is no such project or asset.
    """
    item = catalog.item(item_id)
    figures = catalog.figures_of(item_id)
    by_quantity = {name: figures_as_of(figures, name, day, catalog.sources) for name in SINGLE}
    return tuple(
        Conflict(item, name, by_quantity[name]) for name in SINGLE if in_conflict(by_quantity[name])
    )


def conflicts(view: View) -> tuple[Conflict, ...]:
    """Return the disagreements about the shown projects, then about the shown assets."""
    ids = [row.project.id for row in view.rows]
    ids += sorted(view.asset_ids, key=sort_key)
    return tuple(conflict for id_ in ids for conflict in conflicts_of(view.catalog, id_, view.day))
