"""Linear referencing: from road and kilometre to a place, with the uncertainty of the answer.

A route is measured in EPSG:9206 along its sections, in the direction of the official
kilometrage, and calibrated at the kilometre posts that sources locate
(:mod:`geo.catalog.km_posts`). A road that was counted anew has two counts. Without any post
nobody knows where a route's kilometres start: it has none, and only distances from its start in
the province can be told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import shapely
from shapely.ops import substring

from geo.catalog.km_posts import DRIFT, CountId, grade_of
from geo.crs import to_grid, to_wgs84
from geo.errors import KmRangeError, OutsideRouteError, UnknownKmError
from geo.model import GeometryPart, Section
from geo.road_names import format_km

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from shapely.geometry import LineString
    from shapely.geometry.base import BaseGeometry

    from geo.catalog.km_posts import KmCount, Post

_TOLERANCE_KM = 0.0005


class RouteStep(NamedTuple):
    """A section of a route, and the gap between it and the section before.

    Parameters
    ----------
    gap_counted
        Whether the official kilometres of the route run on through the gap, as where it shares
        the way of another road under its own count.
    """

    section: Section
    gap_km: float = 0.0
    gap_kind: str = ""
    gap_counted: bool = False


@dataclass(frozen=True)
class RouteSection:
    """One section within a route, and the gap between it and the section before.

    Parameters
    ----------
    line
        In EPSG:9206, in the direction of the route.
    from_km, to_km
        Its measure: kilometres from the start of the route without gaps.
    along_km
        Where it begins along the route as kilometres count: with the gaps that are counted.
    """

    section: Section
    line: LineString
    from_km: float
    to_km: float
    gap_before_km: float
    gap_kind: str
    along_km: float

    @property
    def along_end_km(self) -> float:
        """Where it ends along the route as kilometres count."""
        return self.along_km + self.to_km - self.from_km


@dataclass(frozen=True)
class LocatedSpan:
    """The geometry of a kilometre, or of a span of kilometres.

    Parameters
    ----------
    geometry
        Point, LineString or MultiLineString in EPSG:4326.
    length_km
        Length of the measured line, in EPSG:9206.
    uncertainty_km
        Largest uncertainty of the two ends.
    calibrated
        False when the kilometres are distances from the start of the route in the province.
    """

    geometry: BaseGeometry
    pieces: tuple[GeometryPart, ...]
    length_km: float
    uncertainty_km: float
    calibrated: bool


@dataclass(frozen=True)
class Route:
    """A measured, oriented line under one road number.

    Parameters
    ----------
    ref
        Road number, ``QL.6``.
    branch
        0 for the main line, 1, 2, … for side branches with a measure of their own.
    counts
        The counts of kilometres that posts calibrate.
    """

    ref: str
    branch: int
    legs: tuple[RouteSection, ...]
    counts: tuple[KmCount, ...] = ()

    @property
    def id(self) -> str:
        """``QL.6`` for a main line, ``QL.6C/1`` for its first branch."""
        return f"{self.ref}/{self.branch}" if self.branch else self.ref

    @cached_property
    def measured_km(self) -> float:
        """Length of the measured line, without what it shares with other roads."""
        return self.legs[-1].to_km

    @property
    def calibrated(self) -> bool:
        """Whether the count of today is known from at least one kilometre post."""
        return any(count.id is CountId.TODAY for count in self.counts)

    @property
    def posts(self) -> tuple[Post, ...]:
        """The kilometre posts that calibrate the count of today."""
        return self.count().posts if self.calibrated else ()

    def count(self, which: CountId = CountId.TODAY) -> KmCount:
        """Return one of the counts of the route.

        Raises
        ------
        UnknownKmError
            If no post calibrates it: nobody knows where its kilometres start.
        """
        for count in self.counts:
            if count.id is which:
                return count
        raise UnknownKmError(self.id, self.measured_km)

    def count_on(self, day: date) -> CountId:
        """Return which count was in use on a day."""
        ended = {count.id: count.valid_until for count in self.counts}
        until = ended.get(CountId.OLD)
        return CountId.OLD if until and day <= until else CountId.TODAY

    def km_ranges(self, which: CountId = CountId.TODAY) -> tuple[tuple[float, float], ...]:
        """Return the official kilometres that the route has, without the way of other roads.

        Raises
        ------
        UnknownKmError
            If no post calibrates the count.
        """
        count = self.count(which)
        stretches: list[tuple[float, float]] = []
        for leg in self.legs:
            if stretches and leg.along_km - stretches[-1][1] < _TOLERANCE_KM:
                stretches[-1] = (stretches[-1][0], leg.along_end_km)
            else:
                stretches.append((leg.along_km, leg.along_end_km))
        # Before kilometre 0 there is none; a calibrated start may lie there within its doubt.
        ends = ((count.official_km(a), count.official_km(b)) for a, b in stretches)
        return tuple((max(first, 0.0), last) for first, last in ends)

    def to_official(self, measure_km: float, which: CountId = CountId.TODAY) -> float:
        """Return the official kilometre at a distance from the start of the route.

        Raises
        ------
        UnknownKmError
            If no post calibrates the count.
        """
        return self.count(which).official_km(self.along_at(measure_km))

    def to_measure(self, km: float, which: CountId = CountId.TODAY) -> float:
        """Return the distance from the start of the route of an official kilometre.

        Raises
        ------
        OutsideRouteError
            If `km` lies outside the route, or where the route has the way of another road; the
            message names the valid ranges.
        UnknownKmError
            If no post calibrates the count.
        """
        along = self.count(which).along_km(km)
        for leg in self.legs:
            if leg.along_km - _TOLERANCE_KM <= along <= leg.along_end_km + _TOLERANCE_KM:
                within = min(max(along, leg.along_km), leg.along_end_km) - leg.along_km
                return leg.from_km + within
        ranges = tuple((format_km(first), format_km(last)) for first, last in self.km_ranges(which))
        raise OutsideRouteError(f"{self.id} {format_km(km)}", ranges)

    def uncertainty_km(self, km: float, which: CountId = CountId.TODAY) -> float:
        """Return by how much the place of official kilometre `km` may be wrong."""
        return self.count(which).uncertainty_km(km)

    def locate(
        self, km_from: float, km_to: float | None = None, which: CountId = CountId.TODAY
    ) -> LocatedSpan:
        """Return the place of a kilometre, or the line between two of them.

        The line runs from `km_from` to `km_to`; given the other way round it is reversed. No
        part of it is graded better than the uncertainty of its kilometres allows.

        Raises
        ------
        KmRangeError
            If a kilometre lies outside the route, or both are the same.
        UnknownKmError
            If no post calibrates the count.
        """
        start = self.to_measure(km_from, which)
        end = None if km_to is None else self.to_measure(km_to, which)
        kms = [km_from] if km_to is None else [km_from, km_to]
        uncertainty = max(self.uncertainty_km(km, which) for km in kms)
        span = self.locate_from_start(start, end)
        best = grade_of(uncertainty)
        pieces = tuple(
            replace(piece, evidence=max(piece.evidence, best) if piece.evidence else best)
            for piece in span.pieces
        )
        return replace(span, pieces=pieces, uncertainty_km=uncertainty, calibrated=True)

    def locate_from_start(self, from_km: float, to_km: float | None = None) -> LocatedSpan:
        """Return the place at a distance from the start of the route, or the line between two.

        Raises
        ------
        KmRangeError
            If a distance lies beyond the route, or both are the same.
        """
        ends = [from_km] if to_km is None else [from_km, to_km]
        for km in ends:
            if not -_TOLERANCE_KM <= km <= self.measured_km + _TOLERANCE_KM:
                most = f"{self.measured_km:.1f} km"
                msg = f"{self.id}: {km:g} km lie beyond the route, which is {most} long"
                raise KmRangeError(msg)
        uncertainty = max(ends) * DRIFT
        if to_km is None:
            return self._point(from_km, uncertainty)
        if abs(to_km - from_km) < _TOLERANCE_KM:
            raise KmRangeError(f"{self.id} {format_km(from_km)}: from and to are the same place")
        pieces = self.cut(min(ends), max(ends))
        if to_km < from_km:
            pieces = tuple(replace(p, geometry=p.geometry.reverse()) for p in reversed(pieces))
        lines = [piece.geometry for piece in pieces]
        geometry = lines[0] if len(lines) == 1 else shapely.line_merge(shapely.union_all(lines))
        length = sum(float(to_grid(line).length) for line in lines) / 1_000
        return LocatedSpan(geometry, pieces, length, uncertainty, calibrated=False)

    def cut(self, from_km: float, to_km: float) -> tuple[GeometryPart, ...]:
        """Return the parts between two distances from the start, one a section."""
        pieces = []
        for leg in self.legs:
            low, high = max(from_km, leg.from_km), min(to_km, leg.to_km)
            if high - low < _TOLERANCE_KM:
                continue
            part = substring(leg.line, (low - leg.from_km) * 1_000, (high - leg.from_km) * 1_000)
            pieces.append(_part(leg.section, part))
        return tuple(pieces)

    def nearest(self, point: BaseGeometry) -> tuple[float, float]:
        """Return measure (km from the start) and distance (km) of the nearest place to a point."""
        spot = to_grid(point)
        leg = min(self.legs, key=lambda leg: float(leg.line.distance(spot)))
        along = float(leg.line.project(spot)) / 1_000
        return leg.from_km + along, float(leg.line.distance(spot)) / 1_000

    def stretch_of(self, place: str) -> tuple[float, float] | None:
        """Return the kilometres along the route of one of its sections, or of an end of one.

        Parameters
        ----------
        place
            ``SECTION``, ``SECTION@start`` or ``SECTION@end``.
        """
        section_id, _, end = place.partition("@")
        for leg in self.legs:
            if leg.section.id == section_id:
                first = leg.along_end_km if end == "end" else leg.along_km
                return first, leg.along_km if end == "start" else leg.along_end_km
        return None

    def along_at(self, measure_km: float) -> float:
        """Return how far along the route, as kilometres count, a place of its measure is."""
        leg = self._leg_at(measure_km)
        return leg.along_km + measure_km - leg.from_km

    def _leg_at(self, measure_km: float) -> RouteSection:
        fitting = (leg for leg in self.legs if measure_km <= leg.to_km + _TOLERANCE_KM)
        return next(fitting, self.legs[-1])

    def _point(self, measure_km: float, uncertainty_km: float) -> LocatedSpan:
        leg = self._leg_at(measure_km)
        piece = _part(leg.section, leg.line.interpolate((measure_km - leg.from_km) * 1_000))
        return LocatedSpan(piece.geometry, (piece,), 0.0, uncertainty_km, calibrated=False)


def _part(section: Section, shape: BaseGeometry) -> GeometryPart:
    """Return a part of a section, given in EPSG:9206."""
    return GeometryPart(section.id, to_wgs84(shape), section.geometry_kind, section.evidence)


def build_route(
    ref: str, branch: int, steps: Iterable[RouteStep], counts: Iterable[KmCount] = ()
) -> Route:
    """Return the measured route through `steps`.

    Gaps are what the road shares with another one or a ferry without a line; they are not
    part of the measure, as in the official lengths.

    Raises
    ------
    DataError
        If posts of one count contradict each other.
    """
    legs: list[RouteSection] = []
    at = along = 0.0
    for step in steps:
        line = to_grid(step.section.line)
        length = float(line.length) / 1_000
        along += step.gap_km if step.gap_counted else 0.0
        gap = step.gap_km, step.gap_kind
        legs.append(RouteSection(step.section, line, at, at + length, *gap, along))
        at, along = at + length, along + length
    route = Route(ref, branch, tuple(legs), tuple(counts))
    for count in route.counts:
        # A contradiction is told when the data are read, not when somebody asks for a kilometre.
        count.bounds_at(count.posts[0].km)
    return route
