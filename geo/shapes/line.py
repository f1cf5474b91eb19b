"""A line as it was drawn or walked: cleaned, joined, and measured along the road it follows."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
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
_MOST_AT_ONE_PLACE, _MOST_FREE_ENDS, _MOST_PARTS_APART = 8, 2_000, 50
# A vertex so far off both its neighbours, which lie near each other, is a fault of the receiver.
_SPIKE_M, _SPIKE_TIMES = 300.0, 4.0
_CLOSED_M: Final = 60.0
# A short piece is joined over a gap in proportion only; shorter than this it may be a sign.
_GAP_SHARE: Final = 0.3
_SIGN_M, _SIGN_SHARE = 100.0, 0.02
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
    symbols
        How many frames and signs of a drawing were left out.
    """

    shape: BaseGeometry
    pieces: int
    spikes: int
    closed: bool
    carriageways: bool
    alternatives: bool
    gaps: int
    symbols: int = 0


def clean_lines(shapes: Sequence[BaseGeometry], *, is_drawing: bool = False) -> CleanLine | None:
    """Return the lines among shapes (EPSG:4326) cleaned and joined, ``None`` without any.

    Parameters
    ----------
    is_drawing
        Whether frames and signs may stand beside the line, which are left out.
    """
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
    symbols = len(pieces)
    pieces = _without_signs(pieces) if is_drawing else pieces
    symbols -= len(pieces)
    beside = _beside(pieces)
    runs = _joined(pieces) if not beside else pieces
    beside = beside or _beside(runs)
    if is_drawing:
        # Marks of stations across a line: what stays short after all is joined.
        longest = max(run.length for run in runs)
        lines = [run for run in runs if run.length > min(_SIGN_M, _SIGN_SHARE * longest)]
        symbols += len(runs) - len(lines)
        runs = lines
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
        symbols=symbols,
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
    if not pieces:
        return []
    drawn = np.array(pieces, dtype=object)
    keys = shapely.to_wkb(shapely.normalize(shapely.set_precision(drawn, 0.01)))
    kept: dict[bytes, LineString] = {}
    for key, piece in zip(keys, pieces, strict=True):
        kept.setdefault(key, piece)
    return list(kept.values())


def _without_signs(pieces: list[LineString]) -> list[LineString]:
    """Leave out rectangles and small rings: frames, tables and signs; not where all are such."""
    others = [piece for piece in pieces if not _is_sign(piece)]
    return others or pieces


def _is_sign(piece: LineString) -> bool:
    if not piece.is_closed:
        return False
    box = shapely.minimum_rotated_rectangle(piece)
    ring = shapely.get_coordinates(piece)
    hollow = box.area - (shapely.polygons(ring).area if len(ring) > 3 else 0.0)  # noqa: PLR2004
    return bool(piece.length < _SIGN_M or hollow < _SIGN_SHARE * box.area)


def _gap(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    return float(np.hypot(*(a - b)))


def _joined(pieces: list[LineString]) -> list[LineString]:
    """Join pieces end to end, the nearest ends first; most of the length gives the direction."""
    ends, lengths = _ends_of(pieces)
    chains = _chains(pieces, _met_ends(ends, lengths))
    runs = [
        shapely.linestrings(np.concatenate([shapely.get_coordinates(one) for one in chain]))
        for chain in chains
    ]
    if not 1 < len(runs) <= _MOST_PARTS_APART:
        return runs
    # Parts with gaps between them come one after the other, and run the same way.
    ends, lengths = _ends_of(runs)
    partner: dict[int, int] = {}
    pairs = itertools.combinations(range(len(ends)), 2)
    _join(sorted(pairs, key=lambda pair: _gap(*ends[[*pair]])), partner, len(runs))
    return _chains(runs, partner)[0]


def _ends_of(pieces: list[LineString]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return both ends of each piece, 2k and 2k + 1 of piece k, and the lengths."""
    ends = [shapely.get_coordinates(piece)[[0, -1]] for piece in pieces]
    return np.concatenate(ends), shapely.length(np.array(pieces, dtype=object))


def _chains(pieces: list[LineString], partner: dict[int, int]) -> list[list[LineString]]:
    """Return pieces in the order in which their ends meet, turned to run one way."""
    chains, seen = [], set()
    for start in range(2 * len(pieces)):
        if start in partner or start // 2 in seen:
            continue
        # Whoever comes in by one end of a piece leaves by the other.
        chain, forward_m, at = [], 0.0, start
        while True:
            number, backward = divmod(at, 2)
            seen.add(number)
            piece = pieces[number]
            chain.append(shapely.reverse(piece) if backward else piece)
            forward_m += piece.length * (-1 if backward else 1)
            if at ^ 1 not in partner:
                break
            at = partner[at ^ 1]
        if forward_m < 0:
            chain = [shapely.reverse(piece) for piece in reversed(chain)]
        chains.append(chain)
    return chains


def _join(pairs: Iterable[tuple[int, int]], partner: dict[int, int], count: int) -> None:
    """Let ends meet, pair by pair: each end one other, and no chain its own other end."""
    chain = list(range(count))

    def first(piece: int) -> int:
        while chain[piece] != piece:
            chain[piece] = chain[chain[piece]]
            piece = chain[piece]
        return piece

    for end, other in partner.items():
        chain[first(other // 2)] = first(end // 2)
    for a, b in pairs:
        one, two = first(a // 2), first(b // 2)
        if a not in partner and b not in partner and one != two:
            partner[a], partner[b] = b, a
            chain[two] = one


def _met_ends(ends: NDArray[np.float64], lengths: NDArray[np.float64]) -> dict[int, int]:
    """Return which ends of pieces meet."""
    partner: dict[int, int] = {}
    # A drawing of thousands of short lines: ends at one place need no search.
    places: dict[tuple[float, float], list[int]] = {}
    for end, place in enumerate(map(tuple, ends.round(2))):
        places.setdefault(place, []).append(end)
    met = [itertools.combinations(some[:_MOST_AT_ONE_PLACE], 2) for some in places.values()]
    _join(itertools.chain.from_iterable(met), partner, len(lengths))
    free = np.array([end for end in range(len(ends)) if end not in partner])
    if 2 < len(free) <= _MOST_FREE_ENDS:  # noqa: PLR2004 - a piece alone has two
        spots = shapely.points(ends[free])
        one, other = shapely.STRtree(spots).query(spots, predicate="dwithin", distance=_JOIN_M)
        gaps = shapely.distance(spots[one], spots[other])
        shorter = np.minimum(lengths[free[one] // 2], lengths[free[other] // 2])
        fitting = (one < other) & (gaps <= _GAP_SHARE * shorter)
        one, other, gaps = one[fitting], other[fitting], gaps[fitting]
        nearest = np.argsort(gaps, kind="stable")
        pairs = zip(free[one[nearest]].tolist(), free[other[nearest]].tolist(), strict=True)
        _join(pairs, partner, len(lengths))
    return partner


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
