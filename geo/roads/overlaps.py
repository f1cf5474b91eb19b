"""Where works meet: projects whose stretches of one road overlap, touch or come near, in months.

Stretches are measures along a route of ``routes.csv``, taken from the projects' geometry by linear
referencing. A project on spots of a road that no source locates meets the others on that road at
places that nobody knows: it is said, without a kilometre. What is known by its area only, or to lie
somewhere in a commune, meets nobody. A group is where its parts are: they count, not it.

Months come from :func:`geo.query.period.work_period`; an end that nobody tells is open, and an open
end meets every month beyond.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING

from geo.catalog.catalog import once_per_catalog
from geo.model import GeometryKind
from geo.query.period import work_period
from geo.road_names import format_km
from geo.roads.stretches import TOUCH_KM, Stretches, line_stretches, point_stretches
from geo.strings import format_number, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from geo.catalog.catalog import Catalog
    from geo.model import Project
    from geo.query.period import WorkPeriod


class MeetingKind(StrEnum):
    """How two works meet on a road; the value is part of the key of its words."""

    OVERLAP = "overlap"
    TOUCH = "touch"
    NEAR = "near"
    SPOTS = "spots"


@dataclass(frozen=True)
class Meeting:
    """Two stretches of one axis: what they share, or what lies between them.

    Parameters
    ----------
    from_km, to_km
        On the axis of the stretches; alike where they touch.
    """

    kind: MeetingKind
    from_km: float
    to_km: float

    @property
    def gap_km(self) -> float:
        """How far they are from each other, 0 where they overlap or touch."""
        return self.to_km - self.from_km if self.kind is MeetingKind.NEAR else 0.0


@dataclass(frozen=True)
class WorksOverlap:
    """Two projects that meet on a road while both are at work.

    Parameters
    ----------
    route_id
        The measured route, ``QL.6C/1`` for a branch.
    meeting
        On the measure of the route, in km from its start; ``None`` where no source locates the
        spots of one of them.
    schematic
        Whether one of the lines is a drawing: its kilometres say nothing.
    period
        The months in which both are at work; open ends are unknown ones.
    """

    first: Project
    second: Project
    route_id: str
    kind: MeetingKind
    meeting: Meeting | None
    schematic: bool
    period: WorkPeriod

    @property
    def road(self) -> str:
        """The road number, with its branch only where the place on it is known."""
        return self.route_id if self.meeting else self.route_id.partition("/")[0]

    @property
    def ids(self) -> tuple[str, str]:
        """Ids of the two projects."""
        return self.first.id, self.second.id

    def other(self, project_id: str) -> Project:
        """Return the project that one of the two meets."""
        return self.second if project_id == self.first.id else self.first


def meetings(one: Stretches, two: Stretches, within_km: float = 0.0) -> tuple[Meeting, ...]:
    """Return where the stretches of two works on one axis meet, in order.

    All overlaps; without any, where they touch; without that, the nearest places if these are no
    further than `within_km` from each other.

    Examples
    --------
    >>> [(m.kind.value, m.from_km, m.to_km) for m in meetings(((0, 5), (8, 9)), ((4, 8.5),))]
    [('overlap', 4, 5), ('overlap', 8, 8.5)]
    >>> [(m.kind.value, m.from_km, m.to_km) for m in meetings(((0, 5),), ((7, 9),), 3)]
    [('near', 5, 7)]
    """
    shared: list[Meeting] = []
    apart: list[tuple[float, float, float]] = []
    for low, high in one:
        for start, end in two:
            first, last = max(low, start), min(high, end)
            # A single place that lies within a stretch is shared, though it has no length.
            is_place = low == high or start == end
            if last - first > TOUCH_KM or (is_place and first <= last):
                shared.append(Meeting(MeetingKind.OVERLAP, first, last))
            else:
                apart.append((max(first - last, 0.0), min(first, last), max(first, last)))
    if shared or not apart:
        return tuple(sorted(shared, key=lambda meeting: meeting.from_km))
    gap, low, high = min(apart)
    if gap <= TOUCH_KM:
        middle = (low + high) / 2
        return (Meeting(MeetingKind.TOUCH, middle, middle),)
    return (Meeting(MeetingKind.NEAR, low, high),) if gap <= within_km else ()


@dataclass(frozen=True)
class _OnRoute:
    """A project on a route; `stretches` is empty where its spots are not known."""

    project: Project
    stretches: Stretches
    schematic: bool


@once_per_catalog
def _on_routes(catalog: Catalog) -> Mapping[str, tuple[_OnRoute, ...]]:
    """Return the projects on each route, by its id; groups are where their parts are."""
    found = {}
    alone = [project for project in catalog.projects.values() if project.id not in catalog.groups]
    for route in catalog.routes.values():
        sections = {leg.section.id for leg in route.legs}
        on_route = []
        for project in alone:
            lines = line_stretches(route.legs, project.on_roads)
            places = lines or point_stretches(route.legs, project.on_roads)
            drawn = any(
                piece.geometry_kind is GeometryKind.SCHEMATIC
                for piece in project.on_roads
                if piece.origin in sections
            )
            if places:
                places = () if project.unlocated_spots else places
                on_route.append(_OnRoute(project, places, drawn))
        found[route.id] = tuple(on_route)
    return found


@once_per_catalog
def works_overlaps(catalog: Catalog, day: date, within_km: float = 0.0) -> tuple[WorksOverlap, ...]:
    """Return all works that meet on a road, as known on `day`, route by route.

    What has lapsed meets nobody, nor does what no source had spoken of by that day.

    Parameters
    ----------
    within_km
        Up to which distance works that neither overlap nor touch are told.
    """
    periods = {
        project.id: work_period(catalog, project, day)
        for project in catalog.projects.values()
        if _is_told(catalog, project, day)
    }
    found: list[WorksOverlap] = []
    for route_id, on_route in _on_routes(catalog).items():
        met: list[WorksOverlap] = []
        for one, two in combinations(on_route, 2):
            first, second = periods.get(one.project.id), periods.get(two.project.id)
            common = first.common(second) if first and second else None
            if common:
                met += _met(route_id, one, two, common, within_km)
        found += sorted(met, key=_by_place)
    # Where nobody knows the spots, nobody knows on which branch of the road they lie.
    told: dict[tuple[object, ...], WorksOverlap] = {}
    for overlap in found:
        told.setdefault((*overlap.ids, overlap.road, overlap.meeting), overlap)
    return tuple(told.values())


def _by_place(overlap: WorksOverlap) -> float:
    return overlap.meeting.from_km if overlap.meeting else 0.0


def _is_told(catalog: Catalog, project: Project, day: date) -> bool:
    events = catalog.events_of(project.id)
    return not events or any(event.effective <= day for event in events)


def _met(
    route_id: str, one: _OnRoute, two: _OnRoute, period: WorkPeriod, within_km: float
) -> Iterator[WorksOverlap]:
    drawn = one.schematic or two.schematic
    pair = (one.project, two.project, route_id)
    if not (one.stretches and two.stretches):
        yield WorksOverlap(*pair, MeetingKind.SPOTS, None, drawn, period)
    for meeting in meetings(one.stretches, two.stretches, within_km):
        yield WorksOverlap(*pair, meeting.kind, meeting, drawn, period)


def overlaps_of(
    catalog: Catalog, project_ids: Iterable[str], day: date, within_km: float = 0.0
) -> tuple[WorksOverlap, ...]:
    """Return the works of some projects that meet others, see :func:`works_overlaps`."""
    wanted = set(project_ids)
    every = works_overlaps(catalog, day, within_km)
    return tuple(one for one in every if not wanted.isdisjoint(one.ids))


def place_words(catalog: Catalog, overlap: WorksOverlap, language: str) -> str:
    """Return in words where two works meet: never a kilometre that nobody knows."""
    road, _, branch = overlap.road.partition("/")
    road = say("overlaps.branch", language, road=road, branch=branch) if branch else road
    meeting = overlap.meeting
    if meeting is None:
        return say("overlaps.spots", language, road=road)
    if overlap.schematic:
        return say(f"overlaps.{overlap.kind}-drawn", language, road=road)
    route = catalog.routes[overlap.route_id]
    kms = (meeting.from_km, meeting.to_km)
    if route.calibrated:
        low, high = (format_km(round(route.to_official(km), 1)) for km in kms)
    else:
        low, high = (format_number(km, language, 1) for km in kms)
    is_place = meeting.to_km - meeting.from_km <= TOUCH_KM
    ends = low if is_place else say("overlaps.range", language, low=low, high=high)
    at = say("overlaps.at" if route.calibrated else "overlaps.at-start", language, km=ends)
    length = format_number(meeting.to_km - meeting.from_km, language, 1)
    return say(f"overlaps.{overlap.kind}", language, road=road, at=at, km=length)
