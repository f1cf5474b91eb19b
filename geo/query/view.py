"""Catalog × selection: the rows, the geometry and the sums that canvases and files draw."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import shapely

from geo.catalog.history import event_as_of, figures_as_of, known_since, since_event
from geo.crs import to_wgs84
from geo.model import (
    LIVELIEST_FIRST,
    AreaFrame,
    Evidence,
    GeometryKind,
    MilestoneKind,
    MilestoneRole,
    Status,
)
from geo.query.control import project_control
from geo.query.freshness import stale_days
from geo.query.groups import counted_rows, heading_ids, money_rows, part_ids, parts_under_groups
from geo.query.within import near_bounds, near_ids
from geo.text import matches, sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog
    from geo.model import AreaOverlap, Asset, Corridor, Figure, Project, StatusEvent
    from geo.query.control import Control
    from geo.query.selection import Selection

    _T = TypeVar("_T", Project, Asset)

# Degrees that the extent of a view has at least, about 5 km.
_LEAST_EXTENT = 0.05


_UNDER_WAY = (Status.CONSTRUCTION, Status.COMPLETED)
_DECISIONS = (MilestoneKind.POLICY, MilestoneKind.APPROVAL)
# Lines are drawn a little over the boundary where they meet it.
_BEYOND_KM = 0.5


class Reach(StrEnum):
    """How a project lies to the areas asked for."""

    INSIDE = "inside"
    CROSSING = "crossing"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class ProjectRow:
    """One project as it stands on the day of the view.

    Parameters
    ----------
    event
        The last event that gives the status, ``None`` when no source says it.
    since
        The event that began this status; later ones only confirm it.
    length_km
        Published length, else the measured length inside the province of a line that is not
        schematic.
    length_source
        ``published``, ``measured`` or empty when no length is known.
    length_qualifier
        What stands before a published length: ``about``, ``over`` …, empty for an exact one.
    drawn_km
        Length of the drawn line in EPSG:9206, schematic or not; 0 without a line.
    chosen_km
        Length of the drawn line inside the chosen areas (or inside the province).
    capital
        The figure to quote, ``None`` when no source gives one.
    reach
        How it lies to the chosen areas, or to the province where none is chosen.
    stale_days
        Age of the latest news of a project that is stale, ``None`` for others.
    approved
        Whether its capital is approved on the day: see :func:`is_approved`.
    """

    project: Project
    status: Status
    event: StatusEvent | None
    since: StatusEvent | None
    length_km: float | None
    length_source: str
    drawn_km: float
    chosen_km: float
    capital: Figure | None
    reach: Reach = Reach.INSIDE
    approved: bool = False
    stale_days: int | None = None
    length_qualifier: str = ""

    @property
    def geometry(self) -> BaseGeometry | None:
        """All parts of the project's geometry together (EPSG:4326)."""
        shapes = [piece.geometry for piece in self.project.pieces]
        return shapely.union_all(shapes) if len(shapes) > 1 else (shapes or [None])[0]

    @property
    def evidence(self) -> Evidence | None:
        """The weakest grade of its parts."""
        return self.project.evidence

    @property
    def geometry_kinds(self) -> tuple[GeometryKind, ...]:
        """The kinds of its parts, each once."""
        return tuple(sorted({piece.geometry_kind for piece in self.project.pieces}))

    def rank(self) -> tuple[int, bool, float, int, object, str]:
        """Return the place of the row in every list of projects, as a key to sort by.

        What is being built comes first, then what is prepared, planned, done. Of one status those
        outside the province come last; the others by capital, then by the day of the latest news:
        the largest and the newest first, what nobody tells last.
        """
        return (
            LIVELIEST_FIRST.index(self.status),
            self.reach is Reach.OUTSIDE,
            -self.capital.value if self.capital else 0.0,
            -self.event.effective.toordinal() if self.event else 0,
            sort_key(self.project.id),
            self.project.id,
        )

    def overlaps(self, frame: AreaFrame) -> tuple[AreaOverlap, ...]:
        """Return the areas that the project touches in `frame`."""
        return dict(self.project.overlaps)[frame]


@dataclass(frozen=True)
class Money:
    """A sum of capital figures of whole projects.

    Parameters
    ----------
    projects
        Number of projects that have a figure.
    exact
        Whether none of the figures is about, over or under: else the sum has no decimals.
    """

    billion_vnd: float = 0.0
    projects: int = 0
    exact: bool = True

    def __add__(self, other: Money) -> Money:
        """Return both sums together."""
        return Money(
            self.billion_vnd + other.billion_vnd,
            self.projects + other.projects,
            self.exact and other.exact,
        )


@dataclass(frozen=True)
class Totals:
    """Sums over the rows of a view; a group and its parts count once, nothing outside the province.

    Parameters
    ----------
    projects
        Number of projects; a group beside a part of its own is a heading and none.
    by_status
        Number of projects per status, every status present.
    drawn_km
        Length of the drawn lines inside the chosen areas; schematic lines are not in it.
    schematic_km
        Length of the schematic lines inside the chosen areas.
    outside
        Number of rows outside the province.
    crossing
        Number of rows that only pass through the chosen areas.
    approved, proposed
        Capital of the projects inside, by whether it is approved; none of lapsed projects.
    passing
        Capital of the projects that only pass through the chosen areas: no source splits it, so
        that it is not the areas'.
    groups, in_groups
        Number of headings, and of the projects under them.
    """

    projects: int
    by_status: Mapping[Status, int]
    drawn_km: float
    schematic_km: float
    outside: int
    crossing: int
    approved: Money
    proposed: Money
    passing: Money
    groups: int = 0
    in_groups: int = 0

    @property
    def with_capital(self) -> int:
        """For how many rows a capital figure is known."""
        return self.approved.projects + self.proposed.projects + self.passing.projects


@dataclass(frozen=True)
class View:
    """A selection applied to a catalog on one day: all that canvases and files read."""

    catalog: Catalog
    selection: Selection
    day: date
    rows: tuple[ProjectRow, ...]
    assets: tuple[Asset, ...]
    corridors: tuple[Corridor, ...]
    totals: Totals

    @cached_property
    def project_ids(self) -> frozenset[str]:
        """Ids of the shown projects."""
        return frozenset(row.project.id for row in self.rows)

    @cached_property
    def heading_ids(self) -> frozenset[str]:
        """Ids of the shown groups whose parts are shown: they stand for no project of their own."""
        return heading_ids(self.rows)

    @cached_property
    def part_ids(self) -> frozenset[str]:
        """Ids of the shown parts of shown groups."""
        return part_ids(self.rows)

    @cached_property
    def asset_ids(self) -> frozenset[str]:
        """Ids of the shown assets."""
        return frozenset(asset.id for asset in self.assets)

    @cached_property
    def _controls(self) -> dict[str, Control]:
        return {}

    def control_of(self, project: Project) -> Control:
        """Return what is known of a project on the day, made once for all columns that tell of it.

        The project need not be among the rows.
        """
        if project.id not in self._controls:
            # Two threads may both make it; they make the same.
            self._controls[project.id] = project_control(self.catalog, project, self.day)
        return self._controls[project.id]

    @property
    def grounds(self) -> list[BaseGeometry]:
        """The chosen areas, the province where none is chosen (EPSG:4326)."""
        areas = self.catalog.areas
        return [areas[code].geometry for code in self.selection.areas] or [areas.province]

    @cached_property
    def extent(self) -> tuple[float, float, float, float]:
        """West, south, east, north (EPSG:4326) of what is asked for.

        The chosen areas; else the chosen corridors; else the surroundings asked for; else the
        shown projects when words, kinds, statuses or agencies restrict them; else the province.
        """
        asked = self.selection
        chosen = [self.catalog.areas[code].geometry for code in asked.areas]
        if not chosen:
            corridors = map(self.catalog.corridors.__getitem__, asked.corridors)
            chosen = [piece.geometry for corridor in corridors for piece in corridor.pieces]
        if not chosen and asked.near:
            chosen = [to_wgs84(near_bounds(self.catalog, asked.near))]
        if not chosen and (asked.kinds or asked.statuses or asked.words or asked.agencies):
            ground = self.catalog.areas.ground_of
            chosen = [ground(piece) for row in self.rows for piece in row.project.pieces]
        bounds = shapely.total_bounds(chosen or [self.catalog.areas.province])
        west, south, east, north = (float(value) for value in bounds)
        # A single point has no size of its own.
        across, along = (
            max(0.0, (_LEAST_EXTENT - size) / 2) for size in (east - west, north - south)
        )
        return west - across, south - along, east + across, north + along


def build_view(catalog: Catalog, selection: Selection, today: date | None = None) -> View:
    """Return the view of a selection.

    On a day of the past a project shows from its first dated event on.

    Parameters
    ----------
    today
        The day that "today" means, for a selection without a day of its own.
    """
    day = selection.day(today)
    # A row costs far more than the question whether its project fits, so that comes first.
    fitting = _that_fit(catalog, selection, catalog.projects.values())
    rows = (project_row(catalog, selection, project, day) for project in fitting)
    matching = sorted((r for r in rows if _row_fits(catalog, selection, r)), key=ProjectRow.rank)
    assets = _that_fit(catalog, selection, catalog.assets.values())
    chosen = selection.corridors or catalog.corridors
    corridors = tuple(c for c in catalog.corridors.values() if c.id in chosen)
    listed = tuple(parts_under_groups(matching))
    return View(catalog, selection, day, listed, assets, corridors, totals_of(listed))


def matching_projects(catalog: Catalog, selection: Selection) -> tuple[Project, ...]:
    """Return the projects that a selection names, whatever its day and statuses."""
    return _that_fit(catalog, selection, catalog.projects.values())


def project_row(catalog: Catalog, selection: Selection, project: Project, day: date) -> ProjectRow:
    """Return a project as it stands on `day`, measured against the chosen areas."""
    events = catalog.events_of(project.id)
    event = event_as_of(events, day)
    figures = catalog.figures_of(project.id)
    lengths = figures_as_of(figures, "length", day, catalog.sources)
    capital = figures_as_of(figures, "capital", day, catalog.sources)
    schematic = any(piece.geometry_kind is GeometryKind.SCHEMATIC for piece in project.pieces)
    measured = None if schematic or project.unlocated_spots else _province_km(project) or None
    return ProjectRow(
        project=project,
        status=event.status if event else Status.UNKNOWN,
        event=event,
        since=since_event(events, day),
        length_km=lengths[0].value if lengths else measured,
        length_source="published" if lengths else "measured" if measured else "",
        drawn_km=project.drawn_km,
        chosen_km=_chosen_km(catalog, selection, project),
        capital=capital[0] if capital else None,
        reach=reach_of(catalog, selection, project),
        approved=is_approved(catalog, project, event, day),
        length_qualifier=lengths[0].qualifier if lengths else "",
        stale_days=stale_days(event.status if event else Status.UNKNOWN, events, day),
    )


def is_approved(catalog: Catalog, project: Project, event: StatusEvent | None, day: date) -> bool:
    """Tell whether the capital of a project is approved on `day`.

    It is when works have begun or are done, or when a source gives the day on which the
    investment (milestone ``approval``) or its policy (``policy``) was decided; else the figure is
    a proposal. The rule follows the Law on Public Investment, by which the total investment is
    set with the decision on the policy and on the investment.
    """
    if event and event.status in _UNDER_WAY:
        return True
    return any(
        step.milestone in _DECISIONS
        and step.role is MilestoneRole.ACTUAL
        and step.date.last_day <= day
        for step in catalog.milestones_of(project.id)
    )


def is_outside(project: Project) -> bool:
    """Tell whether a project has a place and none of it lies in the province."""
    return bool(project.pieces) and not any(touches for _, touches in project.overlaps)


def reach_of(catalog: Catalog, selection: Selection, project: Project) -> Reach:
    """Return how a project lies to the areas of a selection."""
    if is_outside(project):
        return Reach.OUTSIDE
    if not selection.areas:
        return Reach.INSIDE
    chosen = {atom.id for code in selection.areas for atom in catalog.areas.atoms_of(code)}
    touched = [
        {atom.id for atom in catalog.areas.atoms_of(touch.code)}
        for _, touches in project.overlaps
        for touch in touches
    ]
    # An area of either frame that shares nothing with the chosen ones: the project goes on there.
    beyond = any(chosen.isdisjoint(atoms) for atoms in touched)
    return Reach.CROSSING if beyond or leaves_province(project) else Reach.INSIDE


def leaves_province(project: Project) -> bool:
    """Tell whether the line of a project goes on well beyond the province."""
    return project.drawn_km - _province_km(project) > _BEYOND_KM


def _province_km(project: Project) -> float:
    """Return the length of the project's line inside the province."""
    touches = dict(project.overlaps)[AreaFrame.DISTRICT]
    return round(sum(touch.length_km for touch in touches), 1)


def _chosen_km(catalog: Catalog, selection: Selection, project: Project) -> float:
    touches = dict(project.overlaps)
    if project.unlocated_spots:
        return 0.0
    if not selection.areas:
        return sum(touch.length_km for touch in touches[AreaFrame.DISTRICT])
    chosen = set(selection.areas)
    # A commune inside a chosen district must not count twice.
    counted = {
        code
        for code in chosen
        if catalog.areas[code].frame is AreaFrame.DISTRICT
        or not chosen & set(catalog.areas[code].district_codes)
    }
    return sum(t.length_km for frame in AreaFrame for t in touches[frame] if t.code in counted)


def _that_fit(catalog: Catalog, selection: Selection, items: Iterable[_T]) -> tuple[_T, ...]:
    """Return those of some items that a selection names, whatever its day and statuses."""
    near = near_ids(catalog, selection.near) if selection.near else None

    def fits(item: _T) -> bool:
        if near is not None and item.id not in near:
            return False
        if selection.areas and catalog.overlapped_codes[item.id].isdisjoint(selection.areas):
            return False
        if selection.corridors and set(selection.corridors).isdisjoint(item.corridor_ids):
            return False
        if selection.agencies and set(selection.agencies).isdisjoint(item.agency_ids):
            return False
        if selection.kinds and item.kind not in selection.kinds:
            return False
        return not selection.words or matches(selection.words, catalog.search_keywords[item.id])

    return tuple(item for item in items if fits(item))


def _row_fits(catalog: Catalog, selection: Selection, row: ProjectRow) -> bool:
    if selection.as_of and row.event is None and catalog.events_of(row.project.id):
        return False  # on that day no source had spoken of it yet
    return not selection.statuses or row.status in selection.statuses


def totals_of(rows: Sequence[ProjectRow]) -> Totals:
    """Return the sums over rows, see :mod:`geo.query.groups`."""
    near = [row for row in rows if row.reach is not Reach.OUTSIDE]
    counted = counted_rows(near)
    drawn = [row for row in counted if GeometryKind.SCHEMATIC not in row.geometry_kinds]
    all_km = sum(row.chosen_km for row in counted)
    drawn_km = sum(row.chosen_km for row in drawn)
    paying = paying_rows(near)
    inside = [row for row in paying if row.reach is Reach.INSIDE]
    return Totals(
        projects=len(counted),
        by_status={status: sum(row.status is status for row in counted) for status in Status},
        drawn_km=round(drawn_km, 1),
        schematic_km=round(all_km - drawn_km, 1),
        outside=len(rows) - len(near),
        crossing=sum(row.reach is Reach.CROSSING for row in counted),
        approved=money_of(row for row in inside if row.approved),
        proposed=money_of(row for row in inside if not row.approved),
        passing=money_of(row for row in paying if row.reach is Reach.CROSSING),
        groups=len(heading_ids(near)),
        in_groups=len(part_ids(near)),
    )


def paying_rows(near: Sequence[ProjectRow]) -> list[ProjectRow]:
    """Return the rows whose capital is added up, of those in the province."""
    heads = heading_ids(near)
    # A group that goes on beyond the chosen areas: the money of its parts here is nearer to theirs.
    return money_rows(
        [row for row in near if row.project.id not in heads or row.reach is Reach.INSIDE]
    )


def money_of(rows: Iterable[ProjectRow]) -> Money:
    """Return the capital of rows added up; what has lapsed costs nothing any more."""
    figures = [row.capital for row in rows if row.capital and row.status is not Status.LAPSED]
    return Money(
        sum(figure.value for figure in figures),
        len(figures),
        not any(figure.qualifier for figure in figures),
    )


def sources_of(view: View, row: ProjectRow) -> list[str]:
    """Return the ids of all sources of what is known of a project on the day of the view."""
    used = [event.source_id for event in events_until(view, row)]
    used += [figure.source_id for figure in figures_until(view, row)]
    used += view.control_of(row.project).source_ids
    return sorted({*row.project.source_ids, *used})


def events_until(view: View, row: ProjectRow) -> list[StatusEvent]:
    """Return the history of a project up to the day of the view, oldest first."""
    events = view.catalog.events_of(row.project.id)
    return [event for event in events if event.effective <= view.day]


def figures_until(view: View, row: ProjectRow) -> list[Figure]:
    """Return the figures of a project that are known on the day of the view."""
    figures = view.catalog.figures_of(row.project.id)
    dated = [(known_since(figure, view.catalog.sources), figure) for figure in figures]
    return [figure for since, figure in dated if since is None or since <= view.day]
