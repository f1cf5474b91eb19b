"""Linear referencing: from road and kilometre to a place, with the uncertainty of the answer.

A route is measured in EPSG:9206 along its sections, in the direction of the official
kilometrage, and calibrated piecewise at the kilometre posts that a source locates. Between
two posts the official kilometre runs linearly; beyond the outer posts one official kilometre
is one measured kilometre. Without any post, kilometres are counted from the start of the
route ("đo từ đầu tuyến").
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import shapely
from shapely.ops import substring

from geo.crs import to_grid, to_wgs84
from geo.errors import DataError, KmRangeError
from geo.model import GeometryPart
from geo.road_names import format_km

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry import LineString
    from shapely.geometry.base import BaseGeometry

    from geo.model import Section

# Share of a distance by which measured and official lengths of the ten national roads
# differ in the mean (data/README.md, lengths inside the province).
DRIFT = 0.02
_TOLERANCE_KM = 0.0005


@dataclass(frozen=True)
class Post:
    """A kilometre post that a source locates, on this route.

    Parameters
    ----------
    measure_km
        Distance from the start of the route, in kilometres along the measured line.
    km
        Official kilometre.
    uncertainty_km
        How far the true post may lie from the place taken for it.
    """

    measure_km: float
    km: float
    uncertainty_km: float
    source_id: str


@dataclass(frozen=True)
class RouteSection:
    """One section within a route, and the gap between it and the section before."""

    section: Section
    line: LineString
    from_km: float
    to_km: float
    gap_before_km: float
    gap_kind: str


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
        False when kilometres are counted from the start of the route for want of a post.
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
    """

    ref: str
    branch: int
    legs: tuple[RouteSection, ...]
    posts: tuple[Post, ...] = ()

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
        """Whether at least one kilometre post is known."""
        return bool(self.posts)

    @cached_property
    def km_range(self) -> tuple[float, float]:
        """First and last official kilometre of the route."""
        return self.to_official(0.0), self.to_official(self.measured_km)

    def to_official(self, measure_km: float) -> float:
        """Return the official kilometre at a distance from the start of the route."""
        return self._interpolate(measure_km, inverse=False)

    def to_measure(self, km: float) -> float:
        """Return the distance from the start of the route of an official kilometre.

        Raises
        ------
        KmRangeError
            If `km` lies outside the route; the message names the valid range.
        """
        first, last = self.km_range
        if not first - _TOLERANCE_KM <= km <= last + _TOLERANCE_KM:
            msg = (
                f"{self.id} {format_km(km)}: outside the route, "
                f"valid from {format_km(first)} to {format_km(last)}"
            )
            raise KmRangeError(msg)
        return min(max(self._interpolate(km, inverse=True), 0.0), self.measured_km)

    def uncertainty_km(self, km: float) -> float:
        """Return by how much the place of official kilometre `km` may be wrong."""
        if not self.posts:
            return abs(km) * DRIFT
        before = [post for post in self.posts if post.km <= km]
        after = [post for post in self.posts if post.km >= km]
        if before and after:
            return max(before[-1].uncertainty_km, after[0].uncertainty_km)
        nearest = after[0] if after else before[-1]
        return nearest.uncertainty_km + abs(km - nearest.km) * DRIFT

    def locate(self, km_from: float, km_to: float | None = None) -> LocatedSpan:
        """Return the place of a kilometre, or the line between two of them.

        The line runs from `km_from` to `km_to`; given the other way round it is reversed.

        Raises
        ------
        KmRangeError
            If a kilometre lies outside the route, or both are the same.
        """
        start = self.to_measure(km_from)
        if km_to is None:
            return self._point(start, self.uncertainty_km(km_from))
        end = self.to_measure(km_to)
        if abs(end - start) < _TOLERANCE_KM:
            raise KmRangeError(f"{self.id} {format_km(km_from)}: from and to are the same place")
        pieces = self.cut(min(start, end), max(start, end))
        if end < start:
            pieces = tuple(replace(p, geometry=p.geometry.reverse()) for p in reversed(pieces))
        lines = [piece.geometry for piece in pieces]
        geometry = lines[0] if len(lines) == 1 else shapely.line_merge(shapely.union_all(lines))
        length = sum(float(to_grid(line).length) for line in lines) / 1_000
        uncertainty = max(self.uncertainty_km(km_from), self.uncertainty_km(km_to))
        return LocatedSpan(geometry, pieces, length, uncertainty, self.calibrated)

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

    def measure_at(self, section_id: str, *, end: bool) -> float:
        """Return the distance from the start of the route of an end of one of its sections.

        Raises
        ------
        DataError
            If the section is not part of the route.
        """
        for leg in self.legs:
            if leg.section.id == section_id:
                return leg.to_km if end else leg.from_km
        msg = f"section {section_id} is not on {self.id}"
        raise DataError(msg, "tables/km-posts.csv", "name a section of that road")

    def nearest(self, point: BaseGeometry) -> tuple[float, float]:
        """Return measure (km from the start) and distance (km) of the nearest place to a point."""
        spot = to_grid(point)
        leg = min(self.legs, key=lambda leg: float(leg.line.distance(spot)))
        along = float(leg.line.project(spot)) / 1_000
        return leg.from_km + along, float(leg.line.distance(spot)) / 1_000

    def _point(self, measure_km: float, uncertainty_km: float) -> LocatedSpan:
        leg = next(leg for leg in self.legs if measure_km <= leg.to_km + _TOLERANCE_KM)
        piece = _part(leg.section, leg.line.interpolate((measure_km - leg.from_km) * 1_000))
        return LocatedSpan(piece.geometry, (piece,), 0.0, uncertainty_km, self.calibrated)

    def _interpolate(self, value: float, *, inverse: bool) -> float:
        pairs = [(p.km, p.measure_km) if inverse else (p.measure_km, p.km) for p in self.posts]
        if not pairs:
            return value
        if value <= pairs[0][0]:
            return pairs[0][1] + value - pairs[0][0]
        for (x0, y0), (x1, y1) in pairwise(pairs):
            if value <= x1:
                return y0 + (value - x0) * (y1 - y0) / (x1 - x0)
        return pairs[-1][1] + value - pairs[-1][0]


def _part(section: Section, shape: BaseGeometry) -> GeometryPart:
    """Return a part of a section, given in EPSG:9206."""
    return GeometryPart(section.id, to_wgs84(shape), section.geometry_kind, section.evidence)


def build_route(
    ref: str, branch: int, steps: Sequence[tuple[Section, float, str]], posts: Sequence[Post] = ()
) -> Route:
    """Return the measured route through `steps`: section, gap before it in km, kind of gap.

    Gaps are what the road shares with another one or a ferry without a line; they are not
    part of the measure, as in the official lengths.

    Raises
    ------
    DataError
        If the posts do not increase in the direction of the route.
    """
    legs: list[RouteSection] = []
    at = 0.0
    for section, gap_km, gap_kind in steps:
        line = to_grid(section.line)
        length = float(line.length) / 1_000
        legs.append(RouteSection(section, line, at, at + length, gap_km, gap_kind))
        at += length
    ordered = tuple(sorted(posts, key=lambda post: post.measure_km))
    for one, two in pairwise(ordered):
        if two.km <= one.km or two.measure_km <= one.measure_km:
            msg = (
                f"posts {format_km(one.km)} and {format_km(two.km)} of {ref} run against the route"
            )
            raise DataError(msg, "tables/km-posts.csv", "check section end and kilometre")
    return Route(ref, branch, tuple(legs), ordered)
