"""The profile of an economic corridor: how long it is, where it passes, what is being built.

Every length is that of the drawn lines in EPSG:9206. Shares are told road by road: a road in use
and an expressway that is a drawing are no whole. They count only projects that are built on the
lines. Where several cover one stretch, the most advanced open one counts (under construction
before in preparation, planned, suspended); where none is open, a completed one; then one
without a sourced status. What has lapsed counts as no project.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.catalog.catalog import once_per_catalog
from geo.corridor.model import Basis
from geo.corridor.runs import RunKind
from geo.corridor.strip import projects_on, strip
from geo.model import DONE_FIRST, AreaFrame, Evidence, GeometryKind, Status
from geo.query.view import project_row
from geo.strings import format_number, say, say_in_all
from geo.text import Text, sort_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from geo.catalog.areas import AreaOverlaps
    from geo.catalog.catalog import Catalog
    from geo.corridor.model import Lane, ProjectBar, Segment, Strip
    from geo.model import AreaOverlap, Corridor
    from geo.query.view import ProjectRow, View

# Which status a stretch shows, the first of those that cover it; `None` is no project.
STATUS_PRECEDENCE: tuple[Status | None, ...] = (
    Status.CONSTRUCTION,
    Status.PREPARING,
    Status.PLANNED,
    Status.SUSPENDED,
    Status.COMPLETED,
    Status.UNKNOWN,
    None,
)
_SHARE_ORDER: tuple[Status | None, ...] = (*DONE_FIRST, None)
# Lines end on the boundary to a few hundred metres.
_WORTH_KM = 0.5
_WHOLE = 100
_ALWAYS = (Status.COMPLETED, Status.CONSTRUCTION, Status.PREPARING, Status.PLANNED, None)


@dataclass(frozen=True)
class SectionPart:
    """A section of the corridor in travel order.

    Parameters
    ----------
    km
        Length in EPSG:9206.
    lane_id, from_km, to_km
        Where it lies on the strip map.
    is_reversed
        Whether it is travelled against its own direction; `start` and `end` follow the travel.
    basis
        ``text`` when the Programme names it, ``inference`` when the compiler chose it.
    """

    section_id: str
    ref: str
    name: Text
    start: Text
    end: Text
    km: float
    lane_id: str
    from_km: float
    to_km: float
    is_reversed: bool
    evidence: Evidence
    geometry_kind: GeometryKind
    basis: str
    note: Text


@dataclass(frozen=True)
class OnCorridor:
    """A project that the table puts on the corridor.

    Parameters
    ----------
    km
        How much of the corridor's lines it is built on; 0 when it lies beside them or only its
        area is known.
    basis
        Why it stands on the strip map, ``None`` when it lies off the lines.
    shown
        Whether the view shows it; else another filter hides it.
    """

    row: ProjectRow
    km: float
    basis: Basis | None
    shown: bool


@dataclass(frozen=True)
class Share:
    """How much of a road has a status; ``None`` is no project.

    Parameters
    ----------
    percent
        Whole percent; those of one road add up to 100.
    """

    status: Status | None
    km: float
    share: float
    percent: int

    def label(self, language: str) -> str:
        """Return the status in words."""
        return say(f"status.{self.status}" if self.status else "profile.no-project", language)


def show_km(length_km: float, language: str, *, drawn: bool) -> str:
    """Return a length of a corridor's line; of a drawing, which is no measure, about and whole."""
    return (
        f"≈ {format_number(length_km, language)} km"
        if drawn
        else (f"{format_number(length_km, language, 1)} km")
    )


@dataclass(frozen=True)
class RoadShares:
    """The shares of one road or river of the corridor; they add up to its length in it.

    Parameters
    ----------
    schematic
        Whether its line is a drawing: its kilometres are no measure.
    """

    name: Text
    length_km: float
    schematic: bool
    shares: tuple[Share, ...]


def whole_percents(parts: Sequence[float]) -> tuple[int, ...]:
    """Return the percents of the parts of a whole, rounded so that they add up to 100.

    By the largest remainder: each gets its whole percents, and what is missing goes one by one to
    those that lost most, the first of equal ones first.

    Examples
    --------
    >>> whole_percents([27.4, 8.4, 40.8, 24.4]), whole_percents([1, 1, 1])
    ((27, 8, 41, 24), (34, 33, 33))

    Raises
    ------
    ValueError
        If the parts add up to nothing.
    """
    total = sum(parts)
    if total <= 0:
        raise ValueError("the parts of nothing have no percents")
    exact = [part / total * _WHOLE for part in parts]
    found = [math.floor(value) for value in exact]
    by_loss = sorted(range(len(parts)), key=lambda at: found[at] - exact[at])
    for at in by_loss[: _WHOLE - sum(found)]:
        found[at] += 1
    return tuple(found)


@dataclass(frozen=True)
class CorridorProfile:
    """What a planner asks about a corridor, on the day of the view.

    Parameters
    ----------
    length_km
        Length of all its lines; `lane_km` says it lane by lane, in the order of the strip, and
        whether all of it is a drawing.
    schematic_km
        How much of it is a drawing and no alignment.
    inferred_km
        How much of it the compiler chose for want of a text.
    outside_km
        How much of it lies outside the province or on its boundary.
    shared_km
        Stretches shared with another road, which no length here counts.
    areas, planned_areas
        The areas passed in both frames, the longest part first; those that only a drawing passes,
        of which no length is known.
    projects
        The projects by status, every status with any, the most advanced open one first.
    roads
        The shares of each road, in travel order.
    """

    corridor: Corridor
    day: date
    length_km: float
    lane_km: tuple[tuple[Text, float, bool], ...]
    schematic_km: float
    inferred_km: float
    outside_km: float
    shared_km: float
    sections: tuple[SectionPart, ...]
    areas: AreaOverlaps
    planned_areas: AreaOverlaps
    projects: tuple[tuple[Status, tuple[OnCorridor, ...]], ...]
    roads: tuple[RoadShares, ...]

    def areas_of(self, frame: AreaFrame) -> tuple[AreaOverlap, ...]:
        """Return the areas of one frame."""
        return dict(self.areas)[frame]

    def planned_areas_of(self, frame: AreaFrame) -> tuple[AreaOverlap, ...]:
        """Return the areas of one frame that only a drawing passes."""
        return dict(self.planned_areas)[frame]

    def lanes_in_words(self, language: str) -> tuple[str, ...]:
        """Return each line with its length, in the order of the strip."""
        return tuple(
            f"{name[language]} {show_km(length_km, language, drawn=drawn)}"
            for name, length_km, drawn in self.lane_km
        )

    def notes(self, language: str) -> Iterator[str]:
        """Yield sentences that a reader of the lengths must know."""
        if len(self.lane_km) > 1:
            lanes = ", ".join(self.lanes_in_words(language))
            yield say("profile.note-lanes", language, lanes=lanes)
        if self.schematic_km:
            drawn = format_number(self.schematic_km, language)
            yield say("profile.note-schematic", language, km=drawn)
        for key, km in (
            ("inferred", self.inferred_km),
            ("outside", self.outside_km if self.outside_km >= _WORTH_KM else 0.0),
            ("shared", self.shared_km),
        ):
            if km:
                yield say(f"profile.note-{key}", language, km=format_number(km, language, 1))
        yield say("profile.note-shares", language)


def profile(view: View, corridor_id: str) -> CorridorProfile:
    """Return the profile of a corridor on the day of the view.

    All its projects are in it, whatever else the view filters.

    Raises
    ------
    UnknownIdError
        If there is no such corridor.
    """
    catalog = view.catalog
    unrolled = strip(view, corridor_id)
    corridor = catalog.corridors[corridor_id]
    sections = tuple(_sections(catalog, corridor, unrolled))
    length = sum(lane.length_km for lane in unrolled.lanes)
    passed = _areas(catalog, corridor_id)
    inside = sum(touch.length_km for touch in dict(passed)[AreaFrame.DISTRICT])
    areas = _surveyed_areas(catalog, corridor_id)
    return CorridorProfile(
        corridor=corridor,
        day=view.day,
        length_km=length,
        lane_km=tuple((lane.name, lane.length_km, lane.is_schematic) for lane in unrolled.lanes),
        schematic_km=sum(lane.schematic_km for lane in unrolled.lanes),
        inferred_km=sum(part.km for part in sections if part.basis == "inference"),
        outside_km=max(length - inside, 0.0),
        shared_km=sum(gap.gap_km for lane in unrolled.lanes for gap in lane.breaks),
        sections=sections,
        areas=areas,
        planned_areas=tuple((f, _without(touches, dict(areas)[f])) for f, touches in passed),
        projects=_projects(view, corridor_id, unrolled),
        roads=_roads(unrolled),
    )


@once_per_catalog
def _areas(catalog: Catalog, corridor_id: str) -> AreaOverlaps:
    return catalog.areas.overlaps(catalog.corridors[corridor_id].pieces)


@once_per_catalog
def _surveyed_areas(catalog: Catalog, corridor_id: str) -> AreaOverlaps:
    """Return the areas that the lines of a corridor pass without those that are drawings."""
    pieces = catalog.corridors[corridor_id].pieces
    return catalog.areas.overlaps(
        [piece for piece in pieces if piece.geometry_kind is not GeometryKind.SCHEMATIC]
    )


def _without(
    touches: tuple[AreaOverlap, ...], others: tuple[AreaOverlap, ...]
) -> tuple[AreaOverlap, ...]:
    codes = {other.code for other in others}
    return tuple(touch for touch in touches if touch.code not in codes)


@dataclass(frozen=True)
class CorridorCrossing:
    """A corridor whose line runs through an area.

    Parameters
    ----------
    schematic
        Whether only a drawing runs through it: the corridor is to pass here, nobody knows where.
    """

    corridor: Corridor
    schematic: bool


@once_per_catalog
def corridors_through(catalog: Catalog, code: str) -> tuple[CorridorCrossing, ...]:
    """Return the corridors whose line runs through an area, in the order of their ids.

    That a project or road of the area belongs to a corridor says nothing: it may be long, and the
    corridor far away.
    """
    crossings = []
    for corridor in catalog.corridors.values():
        if _runs_through(_areas(catalog, corridor.id), code):
            drawn_only = not _runs_through(_surveyed_areas(catalog, corridor.id), code)
            crossings.append(CorridorCrossing(corridor, drawn_only))
    return tuple(crossings)


def _runs_through(overlaps: AreaOverlaps, code: str) -> bool:
    return any(touch.code == code for _, touches in overlaps for touch in touches)


def _sections(catalog: Catalog, corridor: Corridor, unrolled: Strip) -> Iterator[SectionPart]:
    placed = {
        segment.section_id: (lane, segment) for lane in unrolled.lanes for segment in lane.segments
    }
    for stretch in corridor.sections:
        lane, segment = placed[stretch.section_id]
        section = catalog.sections[stretch.section_id]
        ends = (section.end, section.start) if segment.is_reversed else (section.start, section.end)
        yield SectionPart(
            section_id=section.id,
            ref=section.ref,
            name=section.name,
            start=ends[0],
            end=ends[1],
            km=_km(segment),
            lane_id=lane.id,
            from_km=segment.from_km,
            to_km=segment.to_km,
            is_reversed=segment.is_reversed,
            evidence=section.evidence,
            geometry_kind=section.geometry_kind,
            basis=stretch.basis,
            note=stretch.note,
        )


def _km(stretch: Segment | ProjectBar) -> float:
    return stretch.to_km - stretch.from_km


def _projects(
    view: View, corridor_id: str, unrolled: Strip
) -> tuple[tuple[Status, tuple[OnCorridor, ...]], ...]:
    groups: dict[Status, list[OnCorridor]] = {}
    bars = [bar for lane in unrolled.lanes for bar in lane.bars]
    for project in projects_on(view.catalog, corridor_id):
        row = project_row(view.catalog, view.selection, project, view.day)
        mine = [bar for bar in bars if bar.project_id == project.id]
        on = OnCorridor(
            row=row,
            km=sum(_km(bar) for bar in mine if bar.basis is Basis.LINE),
            basis=mine[0].basis if mine else None,
            shown=project.id in view.project_ids,
        )
        groups.setdefault(row.status, []).append(on)
    for group in groups.values():
        group.sort(key=lambda on: (-on.km, sort_key(on.row.project.id)))
    order = [status for status in (*STATUS_PRECEDENCE, Status.LAPSED) if status in groups]
    return tuple((status, tuple(groups[status])) for status in order if status)


def _roads(unrolled: Strip) -> tuple[RoadShares, ...]:
    kms: dict[str, dict[Status | None, float]] = {}
    names: dict[str, Text] = {}
    drawn: dict[str, bool] = {}
    for lane in unrolled.lanes:
        for segment in lane.segments:
            key = segment.ref or lane.id
            is_drawn = segment.geometry_kind is GeometryKind.SCHEMATIC
            drawn[key] = drawn.get(key, True) and is_drawn
            names[key] = _road_name(lane, segment)
            of_road = kms.setdefault(key, dict.fromkeys(_SHARE_ORDER, 0.0))
            for status, km in _by_status(lane, segment):
                of_road[status] += km
    return tuple(
        RoadShares(names[key], sum(of_road.values()), drawn[key], _shares(of_road))
        for key, of_road in kms.items()
    )


def _road_name(lane: Lane, segment: Segment) -> Text:
    if not segment.ref:
        return lane.name
    if lane.kind is RunKind.EXPRESSWAY:
        return say_in_all("strip.expressway", ref=segment.ref)
    return Text((("vi", segment.ref),))


def _shares(kms: dict[Status | None, float]) -> tuple[Share, ...]:
    total = sum(kms.values())
    told = [status for status in _SHARE_ORDER if status in _ALWAYS or kms[status]]
    percents = whole_percents([kms[status] for status in told])
    return tuple(
        Share(status, kms[status], kms[status] / total, percent)
        for status, percent in zip(told, percents, strict=True)
    )


def _by_status(lane: Lane, segment: Segment) -> Iterator[tuple[Status | None, float]]:
    """Yield the statuses along a section of a lane with their km; they add up to its length."""
    first, last = segment.from_km, segment.to_km
    bars = [bar for bar in lane.bars if bar.basis is Basis.LINE]
    ends = {km for bar in bars for km in (bar.from_km, bar.to_km) if first < km < last}
    for low, high in pairwise(sorted({first, last, *ends})):
        covering = {bar.status for bar in bars if bar.from_km <= low and high <= bar.to_km}
        yield next(s for s in STATUS_PRECEDENCE if s is None or s in covering), high - low
