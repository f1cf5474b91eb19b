"""A line as it was drawn or walked: cleaned, joined, and measured along the road it follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo.crs import to_grid, to_wgs84

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry import LineString
    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog
    from geo.catalog.linear_reference import Route

# Ends so near to each other are one place: pieces of one drawing.
_JOIN_M: Final = 25.0
# A vertex so far off both its neighbours, which lie near each other, is a fault of the receiver.
_SPIKE_M, _SPIKE_TIMES = 300.0, 4.0
_CLOSED_M: Final = 60.0
_CARRIAGEWAY_M: Final = 60.0
_LOOP_M: Final = 500.0
# The second way between two ends is at least so long beside the first.
_BESIDE: Final = 0.3
_FOLLOWS_M: Final = 100.0
_FOLLOWED_SHARE: Final = 0.5
_STEP_M: Final = 100.0
_LEAST_M: Final = 1.0


@dataclass(frozen=True)
class FollowedRoad:
    """The road that a line follows.

    Parameters
    ----------
    km_from, km_to
        Of the first and last end, in the line's direction: official kilometres of today's count,
        else distances from the start of the route in the province.
    official
        Whether they are official kilometres.
    median_m
        Median distance from our line of the road.
    """

    route: Route
    km_from: float
    km_to: float
    official: bool
    median_m: float

    @property
    def reversed(self) -> bool:
        """Whether the line runs against the kilometres."""
        return self.km_from > self.km_to


@dataclass(frozen=True)
class CleanLine:
    """The lines of a file, cleaned.

    Parameters
    ----------
    shape
        LineString, or MultiLineString where parts lie apart, in EPSG:4326.
    pieces
        How many pieces the file had.
    spikes
        How many vertices were left out as faults of a receiver.
    closed
        Whether it ends where it begins.
    carriageways
        Whether two parts run side by side.
    alternatives
        Whether two parts are two ways between the same places: two alignments.
    gaps
        How many parts lie apart from each other.
    """

    shape: BaseGeometry
    pieces: int
    spikes: int
    closed: bool
    carriageways: bool
    alternatives: bool
    gaps: int


def clean_lines(shapes: Sequence[BaseGeometry]) -> CleanLine | None:
    """Return the lines among shapes (EPSG:4326) cleaned and joined, ``None`` without any."""
    raw = [
        part
        for shape in shapes
        for part in shapely.get_parts(shapely.get_parts(to_grid(shape)))
        if part.geom_type in ("LineString", "LinearRing")
    ]
    pieces, spikes = [], 0
    for part in raw:
        xy = shapely.get_coordinates(part)
        kept, dropped = _without_spikes(xy)
        spikes += dropped
        if len(kept) > 1 and shapely.linestrings(kept).length >= _LEAST_M:
            pieces.append(shapely.linestrings(kept))
    pieces = _without_doubles(pieces)
    if not pieces:
        return None
    beside = _beside(pieces)
    runs = _joined(pieces) if not beside else pieces
    beside = beside or _beside(runs)
    whole = runs[0] if len(runs) == 1 else shapely.multilinestrings(runs)
    ends = shapely.get_coordinates(runs[0])[[0, -1]]
    closed = len(runs) == 1 and runs[0].length > _LOOP_M and _gap(*ends) < _CLOSED_M
    return CleanLine(
        to_wgs84(whole),
        len(raw),
        spikes,
        closed,
        carriageways=beside == "carriageways",
        alternatives=beside == "alternatives",
        gaps=len(runs) - 1,
    )


def _without_spikes(xy: NDArray[np.float64]) -> tuple[NDArray[np.float64], int]:
    """Leave out repeated vertices, and those that jump away and back."""
    moved = np.hypot(*np.diff(xy, axis=0).T) > 0
    xy = xy[np.concatenate([[True], moved])]
    dropped = 0
    if len(xy) > 3:  # noqa: PLR2004 - a spike needs a line around it
        before = np.hypot(*(xy[1:-1] - xy[:-2]).T)
        after = np.hypot(*(xy[2:] - xy[1:-1]).T)
        across = np.hypot(*(xy[2:] - xy[:-2]).T)
        least = np.minimum(before, after)
        spike = (least > _SPIKE_M) & (least > _SPIKE_TIMES * np.maximum(across, 1.0))
        dropped = int(spike.sum())
        xy = xy[~np.concatenate([[False], spike, [False]])]
    return xy, dropped


def _without_doubles(pieces: list[LineString]) -> list[LineString]:
    """Leave out a piece that is drawn twice, in either direction."""
    kept: dict[bytes, LineString] = {}
    for piece in pieces:
        kept.setdefault(
            shapely.to_wkb(shapely.normalize(shapely.set_precision(piece, 0.01))), piece
        )
    return list(kept.values())


def _gap(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    return float(np.hypot(*(a - b)))


def _joined(pieces: list[LineString]) -> list[LineString]:
    """Join pieces end to end, the nearest ends first; the longest gives the direction."""
    runs = [shapely.get_coordinates(piece) for piece in pieces]
    while len(runs) > 1:
        best = min(
            (
                (_gap(runs[i][a], runs[j][b]), i, j, a, b)
                for i in range(len(runs))
                for j in range(i + 1, len(runs))
                for a in (0, -1)
                for b in (0, -1)
            )
            if len(runs) <= 200  # noqa: PLR2004 - beyond, only neighbours in the file
            else (
                (_gap(runs[i][a], runs[i + 1][b]), i, i + 1, a, b)
                for i in range(len(runs) - 1)
                for a in (0, -1)
                for b in (0, -1)
            )
        )
        gap, i, j, a, b = best
        if gap > _JOIN_M:
            break
        first, second = runs[i], runs[j]
        if len(second) > len(first):
            first, second, a, b = second, first, b, a
        if a == -1:
            one = np.concatenate([first, second if b == 0 else second[::-1]])
        else:
            one = np.concatenate([second if b == -1 else second[::-1], first])
        runs[i] = one
        del runs[j]
    return [shapely.linestrings(run) for run in runs]


def _beside(pieces: list[LineString]) -> str:
    """Tell whether two long pieces are two ways between the same places, and how far apart."""
    for at, one in enumerate(pieces[:50]):
        for other in pieces[at + 1 : 50]:
            short, long = sorted((one, other), key=shapely.length)
            if short.length < _LOOP_M or short.length < _BESIDE * long.length:
                continue
            found = _how_beside(short, long)
            if found:
                return found
    return ""


def _how_beside(short: LineString, long: LineString) -> str:
    steps = np.linspace(0, short.length, 50)
    spots = shapely.line_interpolate_point(short, steps)
    along = shapely.line_locate_point(long, spots)
    covered = float(along.max() - along.min())
    if covered < _FOLLOWED_SHARE * short.length:
        return ""
    distances = shapely.distance(spots, long)
    median = float(np.median(distances))
    if median <= _CARRIAGEWAY_M:
        return "carriageways"
    ends = np.array([distances[0], distances[-1]])
    # Two ways part and meet again, or run along each other through one valley.
    near = float(distances.max()) < max(_FOLLOWED_SHARE * short.length, 2 * _LOOP_M)
    return "alternatives" if near and float(ends.min()) < short.length else ""


def followed_road(shape: BaseGeometry, catalog: Catalog, asked: str = "") -> FollowedRoad | None:
    """Return the road that lines (EPSG:4326) follow, ``None`` if less than half follows one.

    Parameters
    ----------
    asked
        Number of the road that the project is on: of two that are as near, this one.
    """
    grid = to_grid(shape)
    parts = list(shapely.get_parts(grid))
    spots = np.concatenate(
        [
            shapely.line_interpolate_point(part, np.linspace(0, part.length, _steps(part.length)))
            for part in parts
        ]
    )
    found = []
    for route in catalog.routes.values():
        lines = shapely.multilinestrings([leg.line for leg in route.legs])
        shapely.prepare(lines)
        near = shapely.dwithin(lines, spots, _FOLLOWS_M)
        share = float(near.mean())
        if share >= _FOLLOWED_SHARE:
            median = float(np.median(shapely.distance(lines, spots[near])))
            rank = (-round(share, 1), route.ref != asked, median)
            found.append((rank, route, near, median))
    if not found:
        return None
    _, route, near, median = min(found, key=lambda one: one[0])
    points = to_wgs84(shapely.multipoints(spots[near]))
    measures = [route.nearest(point)[0] for point in _few(list(shapely.get_parts(points)))]
    low, high = min(measures), max(measures)
    forward = _runs_forward(measures)
    first, last = (low, high) if forward else (high, low)
    if route.calibrated:
        km = [max(0.0, route.to_official(measure)) for measure in (first, last)]
        # Some roads are counted against our measure.
        return FollowedRoad(route, km[0], km[1], official=True, median_m=median)
    return FollowedRoad(route, first, last, official=False, median_m=median)


def _steps(length_m: float) -> int:
    return int(min(400, max(5, length_m / _STEP_M)))


def _few(points: list[BaseGeometry]) -> list[BaseGeometry]:
    """Return both ends and some points between them: the route is asked for each."""
    step = max(1, len(points) // 60)
    return [*points[::step], points[-1]]


def _runs_forward(measures: list[float]) -> bool:
    """Tell whether most steps go up; of a way there and back, the first half counts."""
    steps = np.diff(measures)
    up, down = float(steps[steps > 0].sum()), float(-steps[steps < 0].sum())
    if up + down and abs(up - down) < 0.1 * (up + down):
        return int(np.argmax(measures)) >= int(np.argmin(measures)) or measures[0] <= measures[-1]
    return up >= down
