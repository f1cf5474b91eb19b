"""Catalog × selection: the rows, the geometry and the sums that canvases and files draw."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import shapely

from geo.catalog.history import event_as_of, figures_as_of, known_since, since_event
from geo.crs import to_wgs84
from geo.model import AreaFrame, Evidence, GeometryKind, Status
from geo.query.control import project_control
from geo.query.within import near_bounds, near_ids
from geo.text import matches, sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog
    from geo.model import AreaOverlap, Asset, Corridor, Figure, Project, StatusEvent
    from geo.query.selection import Selection

    _T = TypeVar("_T", Project, Asset)


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
        Published length, else the measured length of a line that is not schematic.
    length_source
        ``published``, ``measured`` or empty when no length is known.
    drawn_km
        Length of the drawn line in EPSG:9206, schematic or not; 0 without a line.
    chosen_km
        Length of the drawn line inside the chosen areas (or inside the province).
    capital
        The figure to quote, ``None`` when no source gives one.
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

    def rank(self) -> tuple[object, str]:
        """Return the place of the row in a list of projects, as a key to sort by."""
        return sort_key(self.project.id), self.project.id

    def overlaps(self, frame: AreaFrame) -> tuple[AreaOverlap, ...]:
        """Return the areas that the project touches in `frame`."""
        return dict(self.project.overlaps)[frame]


@dataclass(frozen=True)
class Totals:
    """Sums over the rows of a view.

    Parameters
    ----------
    by_status
        Number of projects per status, every status present.
    drawn_km
        Length of the drawn lines inside the chosen areas.
    capital_billion_vnd
        Sum of the quoted capital figures of whole projects; a project that also lies outside
        the chosen areas counts whole, since no source splits it.
    with_capital
        For how many rows a capital figure is known.
    """

    projects: int
    by_status: Mapping[Status, int]
    drawn_km: float
    capital_billion_vnd: float
    with_capital: int


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
    def asset_ids(self) -> frozenset[str]:
        """Ids of the shown assets."""
        return frozenset(asset.id for asset in self.assets)

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
            chosen = [piece.geometry for row in self.rows for piece in row.project.pieces]
        bounds = shapely.total_bounds(chosen or [self.catalog.areas.province])
        west, south, east, north = (float(value) for value in bounds)
        return west, south, east, north


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
    return View(catalog, selection, day, tuple(matching), assets, corridors, totals_of(matching))


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
    measured = None if schematic or not project.drawn_km else project.drawn_km
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
    )


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
    """Return the sums over rows."""
    capitals = [row.capital.value for row in rows if row.capital]
    return Totals(
        projects=len(rows),
        by_status={status: sum(row.status is status for row in rows) for status in Status},
        drawn_km=round(sum(row.chosen_km for row in rows), 1),
        capital_billion_vnd=sum(capitals),
        with_capital=len(capitals),
    )


def sources_of(view: View, row: ProjectRow) -> list[str]:
    """Return the ids of all sources of what is known of a project on the day of the view."""
    used = [event.source_id for event in events_until(view, row)]
    used += [figure.source_id for figure in figures_until(view, row)]
    used += project_control(view.catalog, row.project, view.day).source_ids
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
