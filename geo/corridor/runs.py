"""A corridor unrolled: its sections as runs, each one line with kilometres of its own.

A run goes through the sections in the travel order of ``corridor-sections.csv`` as long as
each begins where the one before ends, within :data:`geo.roads.graph.SNAP_KM`, or after a part
that a route shares with another road (``routes.csv``). A section may be travelled against its
own direction. What is shared is no part of the run's kilometres, as it is none of the official
ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.catalog.catalog import once_per_catalog
from geo.catalog.km_posts import CountId
from geo.catalog.linear_reference import RouteStep, build_route
from geo.crs import to_grid, to_wgs84
from geo.errors import KmRangeError, UnknownIdError
from geo.roads.graph import EXPRESSWAY, SNAP_KM
from geo.strings import say_in_all
from geo.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry import Point

    from geo.catalog.catalog import Catalog
    from geo.catalog.linear_reference import Route, RouteSection
    from geo.model import Section

# A run whose end lies this near to the main run begins or ends there.
_ANCHOR_KM = 0.5
_SHIFT_STEP_KM = 2.0
_BESIDE_KM = 0.001
_NOTHING: Mapping[str, Sequence[tuple[float, float]]] = MappingProxyType({})


class RunKind(StrEnum):
    """Whether a run is a road, an expressway or a river."""

    ROAD = "road"
    EXPRESSWAY = "expressway"
    RIVER = "river"


@dataclass(frozen=True)
class CorridorRun:
    """A connected run of a corridor's sections.

    Parameters
    ----------
    line
        The run as a measured line in the direction of travel.
    reversed_sections
        Sections that are travelled against their own direction.
    official, official_start_km
        The calibrated route that the run is a part of, and the run's start on its measure;
        ``None`` when no kilometre post is known or the run is more than one road.
    """

    id: str
    kind: RunKind
    line: Route
    reversed_sections: frozenset[str]
    official: Route | None = None
    official_start_km: float = 0.0

    @property
    def legs(self) -> tuple[RouteSection, ...]:
        """The sections, oriented in the direction of travel."""
        return self.line.legs

    @property
    def length_km(self) -> float:
        """Length in EPSG:9206."""
        return self.line.measured_km

    @cached_property
    def section_ids(self) -> frozenset[str]:
        """The ids of the sections."""
        return frozenset(leg.section.id for leg in self.legs)

    @cached_property
    def road_numbers(self) -> tuple[str, ...]:
        """The road numbers in travel order, each once; none for a river."""
        return tuple(dict.fromkeys(leg.section.ref for leg in self.legs if leg.section.ref))

    @cached_property
    def name(self) -> Text:
        """What the run is called: its road numbers, or the river's name."""
        if self.kind is RunKind.RIVER:
            return self.legs[0].section.name
        joined = " – ".join(self.road_numbers)
        if self.kind is RunKind.EXPRESSWAY:
            return say_in_all("strip.expressway", ref=joined)
        return Text((("vi", joined),))

    def label_km(self, km: float) -> float:
        """Return the kilometre to show at `km` from the start: the official one where known."""
        if self.official is None:
            return km
        return self.official.to_official(self.official_start_km + km)

    def km_of_label(self, label_km: float) -> float | None:
        """Return the distance from the start at which kilometre `label_km` is shown.

        ``None`` for one on the way of another road, through which the kilometres run on.
        """
        if self.official is None:
            return label_km
        try:
            return self.official.to_measure(label_km) - self.official_start_km
        except KmRangeError:
            return None

    @property
    def old_ends(self) -> tuple[float, float] | None:
        """First and last kilometre in the count before today's, where both are known."""
        if self.official is None or all(c.id is not CountId.OLD for c in self.official.counts):
            return None
        start = self.official_start_km
        first, last = (
            self.official.to_official(km, CountId.OLD) for km in (start, start + self.length_km)
        )
        return first, last

    @property
    def jumps(self) -> tuple[tuple[float, float], ...]:
        """Pairs of kilometre and kilometre to show on both sides of where these run on."""
        if self.official is None:
            return ()
        ends = [leg.to_km - self.official_start_km for leg in self.official.legs[:-1]]
        within = (km for km in ends if 0.0 < km < self.length_km)
        # The two sides of a break are one place of the run.
        sides = ((km, self.label_km(km), self.label_km(km + _BESIDE_KM)) for km in within)
        return tuple(
            pair
            for km, before, behind in sides
            if behind - before > 2 * _BESIDE_KM
            for pair in ((km, before), (km + _BESIDE_KM, behind))
        )

    def place(self, km: float) -> Point:
        """Return the point (EPSG:9206) `km` kilometres from the start."""
        leg = next((leg for leg in self.legs if km <= leg.to_km), self.legs[-1])
        return leg.line.interpolate((km - leg.from_km) * 1_000)

    def places(self, kms: np.ndarray) -> np.ndarray:
        """Return the x and y (EPSG:9206, metres; shape ``(n, 2)``) of places.

        Parameters
        ----------
        kms
            Kilometres from the start, ascending; shape ``(n,)``.
        """
        starts = [leg.from_km for leg in self.legs]
        owners = np.searchsorted(starts[1:], kms, side="left")
        xy = np.empty((len(kms), 2))
        for number, leg in enumerate(self.legs):
            on_leg = owners == number
            points = shapely.line_interpolate_point(leg.line, (kms[on_leg] - leg.from_km) * 1_000)
            xy[on_leg] = shapely.get_coordinates(points)
        return xy

    def nearest(self, point: Point) -> tuple[float, float]:
        """Return km from the start and distance in km of the place nearest to a point."""
        return self.line.nearest(point)


@once_per_catalog
def runs_of(catalog: Catalog, corridor_id: str) -> tuple[CorridorRun, ...]:
    """Return the runs of a corridor in travel order, made once a catalog.

    Raises
    ------
    UnknownIdError
        If there is no such corridor.
    """
    if corridor_id not in catalog.corridors:
        raise UnknownIdError(f"no corridor {corridor_id!r}; known: {', '.join(catalog.corridors)}")
    corridor = catalog.corridors[corridor_id]
    groups: list[list[_Step]] = []
    for stretch in corridor.sections:
        section = catalog.sections[stretch.section_id]
        step = _next(catalog, groups[-1][-1], section) if groups else None
        if step:
            groups[-1].append(step)
        else:
            groups.append([_Step(section)])
    return tuple(
        _run(catalog, f"{corridor.id}-{number}", steps)
        for number, steps in enumerate(groups, start=1)
    )


def longest(runs: Sequence[CorridorRun]) -> CorridorRun:
    """Return the run that gives the common axis of its corridor."""
    return max(runs, key=lambda run: run.length_km)


def offsets(
    runs: Sequence[CorridorRun], shared: Mapping[str, Sequence[tuple[float, float]]] = _NOTHING
) -> tuple[float, ...]:
    """Return where each run begins on the common axis of its corridor, in km; the first at 0.

    The longest run gives the axis. Another one that begins or ends on it is put there; one that
    goes beside it is moved until places that both have lie below each other, as far as one move
    can do that, without any until its middle lies beside what is nearest: every run keeps its
    true kilometres and is neither stretched nor cut.

    Parameters
    ----------
    shared
        Kilometres of one place on the longest run and on another one, by the id of the other.
    """
    main = longest(runs)
    shifts = [0.0 if run is main else _shift(run, main, shared.get(run.id, ())) for run in runs]
    return tuple(shift - min(shifts) for shift in shifts)


def _shift(run: CorridorRun, main: CorridorRun, shared: Sequence[tuple[float, float]]) -> float:
    for km in (0.0, run.length_km):
        at, distance = main.nearest(to_wgs84(run.place(km)))
        if distance <= _ANCHOR_KM:
            return at - km
    if shared:
        return float(np.median([on_main - on_run for on_main, on_run in shared]))
    samples = np.arange(0.0, run.length_km, _SHIFT_STEP_KM).tolist()
    return float(np.median([main.nearest(to_wgs84(run.place(km)))[0] - km for km in samples]))


@dataclass(frozen=True)
class _Step:
    """A section in travel direction, and what separates it from the one before."""

    section: Section
    is_reversed: bool = False
    gap_km: float = 0.0
    gap_kind: str = ""


def _next(catalog: Catalog, last: _Step, section: Section) -> _Step | None:
    """Return how `section` continues `last`, ``None`` when it does not."""
    if _kind(last.section) is not _kind(section):
        return None
    end = to_grid(shapely.Point(last.section.line.coords[-1]))
    first, second = (to_grid(shapely.Point(section.line.coords[at])) for at in (0, -1))
    if end.distance(first) <= SNAP_KM * 1_000:
        return _Step(section)
    if end.distance(second) <= SNAP_KM * 1_000:
        return _Step(replace(section, line=section.line.reverse()), is_reversed=True)
    for route in catalog.routes.values():
        for one, two in pairwise(route.legs):
            in_order = (one.section.id, two.section.id) == (last.section.id, section.id)
            if in_order and two.gap_kind and not last.is_reversed:
                return _Step(section, gap_km=two.gap_before_km, gap_kind=two.gap_kind)
    return None


def _kind(section: Section) -> RunKind:
    if section.road_class == "river":
        return RunKind.RIVER
    return RunKind.EXPRESSWAY if section.road_class == EXPRESSWAY else RunKind.ROAD


def _run(catalog: Catalog, run_id: str, steps: Sequence[_Step]) -> CorridorRun:
    line = build_route(run_id, 0, [RouteStep(s.section, s.gap_km, s.gap_kind) for s in steps])
    turned = frozenset(step.section.id for step in steps if step.is_reversed)
    bare = CorridorRun(run_id, _kind(steps[0].section), line, turned)
    ids = [step.section.id for step in steps]
    for route in catalog.routes.values():
        on_route = [leg.section.id for leg in route.legs]
        if route.calibrated and ids[0] in on_route:
            first = on_route.index(ids[0])
            legs = route.legs[first : first + len(ids)]
            # A route may have its sections against their drawn direction too.
            if [leg.section.line for leg in legs] == [step.section.line for step in steps]:
                return replace(bare, official=route, official_start_km=legs[0].from_km)
    return bare
