"""Where labels could stand on paper: around a point, inside an area, on and along a line.

All measures are points.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

import numpy as np
import shapely

from layers.paper.window import POINTS_PER_MM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_MOST_BEND = 0.2
_LANES = (0.0, 5.0, 10.0)
_GRID_STEPS = 9
_NEIGHBOURS = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))
# Rings around a point: how poor a place is, and how far from the symbol it stands.
_RINGS = ((0.0, 0.0), (0.45, 4.0), (0.9, 9.0), (1.5, 17.0), (2.1, 26.0))
# In all directions and farther out, for names that must not go.
_FAR_RINGS = (9.0, 14.0, 20.0, 27.0, 34.0, 46.0, 60.0, 76.0, 98.0, 124.0)
_DIRECTIONS, _FINE = 24, 48
# Leaders that turn: how far from the edge of their object, by how much, and how far after that.
_BEFORE = (4.0, 10.0, 20.0, 36.0)
_BENDS = np.radians([45.0, -45.0, 90.0, -90.0])
_BEHIND = (5.0, 12.0, 24.0, 44.0, 80.0)
# Columns of a table of candidates.
_COLUMNS = 8
# Air between a symbol and its name.
_AIR = 1.6
# A label this far from its symbol is tied to it by a thin line, which ends this far before it.
NEEDS_LEADER = 3.0 * POINTS_PER_MM
LEADER_GAP = 0.5 * POINTS_PER_MM
# Around a point: cost, and where the label stands, as shares of the distances straight to the
# side, straight up, to the corner across and to the corner up, and of half its width.
_AROUND = (
    (0.00, (1, 0, 0, 0, 0)),
    (0.10, (-1, 0, 0, 0, 0)),
    (0.06, (0, 0, 1, 1, 0)),
    (0.14, (0, 0, 1, -1, 0)),
    (0.16, (0, 0, -1, 1, 0)),
    (0.20, (0, 0, -1, -1, 0)),
    (0.12, (0, 1, 0, 0, 0)),
    (0.18, (0, -1, 0, 0, 0)),
    (0.22, (0, 1, 0, 0, 0.6)),
    (0.24, (0, 1, 0, 0, -0.6)),
    (0.26, (0, -1, 0, 0, 0.6)),
    (0.28, (0, -1, 0, 0, -0.6)),
)


@dataclass(frozen=True)
class Candidate:
    """A place where a label could stand.

    Parameters
    ----------
    x, y
        Centre of the label.
    angle
        Degrees counter-clockwise.
    cost
        How little the place suits the label: 0 is best, 1 is a poor place.
    anchor
        Where a leader line ends, just before its object, where the label stands away from it.
    bend
        Where the leader turns on its way, ``None`` where it is straight.
    """

    x: float
    y: float
    angle: float = 0.0
    cost: float = 0.0
    anchor: tuple[float, float] | None = None
    bend: tuple[float, float] | None = None


class Spots(Sequence[Candidate]):
    """Candidates of one label, as columns of numbers.

    Parameters
    ----------
    table
        A row each: x, y, angle, cost, then x and y of the anchor and of the bend, NaN where there
        is none.
    """

    __slots__ = ("table",)

    def __init__(self, table: NDArray[np.float64]) -> None:
        self.table = table

    @classmethod
    def at(
        cls,
        centres: NDArray[np.float64],
        costs: NDArray[np.float64] | float = 0.0,
        angles: NDArray[np.float64] | float = 0.0,
        anchors: NDArray[np.float64] | None = None,
        bends: NDArray[np.float64] | None = None,
    ) -> Spots:
        """Return the candidates at some centres."""
        table = np.full((len(centres), _COLUMNS), np.nan)
        table[:, :2], table[:, 2], table[:, 3] = centres, angles, costs
        if anchors is not None:
            table[:, 4:6] = anchors
        if bends is not None:
            table[:, 6:] = bends
        return cls(table)

    @classmethod
    def of(cls, candidates: Iterable[Candidate]) -> Spots:
        """Return candidates as columns."""
        if isinstance(candidates, cls):
            return candidates
        nowhere = (math.nan, math.nan)
        rows = [
            (c.x, c.y, c.angle, c.cost, *(c.anchor or nowhere), *(c.bend or nowhere))
            for c in candidates
        ]
        return cls(np.array(rows, dtype=float).reshape(-1, _COLUMNS))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.table)

    def __iter__(self) -> Iterator[Candidate]:
        """Yield them one by one."""
        return (self[place] for place in range(len(self)))

    @overload
    def __getitem__(self, place: int) -> Candidate: ...
    @overload
    def __getitem__(self, place: slice) -> Spots: ...
    def __getitem__(self, place: int | slice) -> Candidate | Spots:
        """Return one, or a part of them."""
        if isinstance(place, slice):
            return Spots(self.table[place])
        x, y, angle, cost, *ends = self.table[place].tolist()
        foot, bend = (None if math.isnan(end[0]) else end for end in (ends[:2], ends[2:]))
        return Candidate(x, y, angle, cost, _pair(foot), _pair(bend))

    def __add__(self, more: Spots) -> Spots:
        """Return both."""
        return Spots(np.concatenate([self.table, more.table]))


def _pair(values: Sequence[float] | None) -> tuple[float, float] | None:
    return (values[0], values[1]) if values else None


def _edge(
    at: tuple[float, float], reach: float, away: NDArray[np.float64], gap: float
) -> NDArray[np.float64]:
    """Return where leaders in some directions end: a gap before the square around a point."""
    length = np.maximum(np.hypot(away[:, 0], away[:, 1]), 1e-9)[:, None]
    square = reach * length / np.maximum(np.abs(away).max(axis=1)[:, None], 1e-9)
    return np.asarray(np.array(at) + away / length * (square + gap))


def candidates_around(x: float, y: float, reach: float, size: tuple[float, float]) -> Spots:
    """Return the places around a point, the best first: right, left, above, below, corners.

    Parameters
    ----------
    reach
        Half the size of what stands at the point.
    """
    half_width, half_height = size[0] / 2, size[1] / 2
    shares = np.array([place for _, place in _AROUND])
    costs = np.array([cost for cost, _ in _AROUND])
    found = []
    for ring, extra in _RINGS:
        gap = reach + _AIR + extra
        corner = 0.72 * gap
        dx = shares[:, 0] * (gap + half_width) + shares[:, 2] * (corner + half_width)
        dx = dx + shares[:, 4] * half_width
        dy = shares[:, 1] * (gap + half_height) + shares[:, 3] * (corner + half_height)
        away = np.stack([dx, dy], axis=1)
        box = np.clip(-away, (-half_width, -half_height), (half_width, half_height)) + away
        feet = _edge((x, y), reach, box, LEADER_GAP) if extra + _AIR >= NEEDS_LEADER else None
        found.append(Spots.at(away + np.array((x, y)), costs + ring, anchors=feet))
    return Spots(np.concatenate([spots.table for spots in found]))


def candidates_farther(x: float, y: float, reach: float, size: tuple[float, float]) -> Spots:
    """Return places well off a point, each with a leader line: for names that must not go.

    Parameters
    ----------
    reach
        Half the size of what stands at the point.
    """
    half = np.array(size) / 2
    turns = np.linspace(0.0, 2 * math.pi, _DIRECTIONS, endpoint=False)
    ways = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    found = []
    for far in _FAR_RINGS:
        away = ways * (far + half)
        feet = _edge((x, y), reach, np.clip(-away, -half, half) + away, LEADER_GAP)
        found.append(Spots.at(away + np.array((x, y)), _RINGS[2][0] + far / 14, anchors=feet).table)
    return Spots(np.concatenate(found))


def candidates_tied(
    at: tuple[float, float], reach: float, rings: Sequence[float], cost: float
) -> Spots:
    """Return places of discs in circles around a point, each with a leader line back to it.

    Parameters
    ----------
    reach
        Half the size of what stands at the point.
    rings
        Radii of the circles.
    """
    turns = 2 * math.pi * np.arange(_DIRECTIONS) / _DIRECTIONS
    ways = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    feet = _edge(at, reach, ways, LEADER_GAP)
    tables = [Spots.at(ways * far + at, cost + 0.5 + far / 25, anchors=feet).table for far in rings]
    return Spots(np.concatenate(tables))


def candidates_round_a_corner(
    at: tuple[float, float], reach: float, size: tuple[float, float], cost: float
) -> Spots:
    """Return places whose leaders turn once: for labels that no straight leader has room for.

    Parameters
    ----------
    reach
        Half the size of what stands at the point.
    """
    turns = 2 * math.pi * np.arange(_FINE) / _FINE
    turn, before, bend, behind = (
        axis.ravel() for axis in np.meshgrid(turns, _BEFORE, _BENDS, _BEHIND, indexing="ij")
    )
    first = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    then = np.stack([np.cos(turn + bend), np.sin(turn + bend)], axis=1)
    feet = _edge(at, reach, first, LEADER_GAP)
    corners = feet + first * before[:, None]
    centres = corners + then * (behind[:, None] + np.array(size) / 2)
    costs = cost + 1.0 + (before + behind + reach) / 25
    return Spots.at(centres, costs, anchors=feet, bends=corners)


def candidates_inside(area: BaseGeometry, size: tuple[float, float]) -> Spots:
    """Return places inside an area, its middle first, the farther from it the poorer.

    The middle is where the largest circle fits once the area is squeezed to the proportions of
    the name: a name is wider than high.
    """
    squeeze = max(size[0] / size[1], 1.0)
    squeezed = shapely.transform(area, lambda xy: xy / (squeeze, 1.0))
    circle = shapely.maximum_inscribed_circle(squeezed, tolerance=0.5)
    x, y = (float(value) for value in shapely.get_coordinates(circle)[0] * (squeeze, 1.0))
    west, south, east, north = area.bounds
    span = math.hypot(east - west, north - south)
    # Small steps about the middle: enough to slip off a line or a number.
    near = [(x, y, 0.0)] + [
        (x + dx * step * size[0] * 0.5, y + dy * step * size[1], 0.05 * step)
        for dx, dy in _NEIGHBOURS
        for step in (0.5, 1.0, 1.6)
    ]
    across = np.linspace(west, east, _GRID_STEPS + 2)[1:-1]
    along = np.linspace(south, north, _GRID_STEPS + 2)[1:-1]
    grid = np.stack([np.repeat(across, len(along)), np.tile(along, len(across))], axis=1)
    costs = 0.1 + 1.2 * np.hypot(grid[:, 0] - x, grid[:, 1] - y) / span
    table = np.array(near)
    return Spots.at(table[:, :2], table[:, 2]) + Spots.at(grid, costs)


def merged_lines(shapes: Iterable[BaseGeometry], within: BaseGeometry) -> list[BaseGeometry]:
    """Return the parts of lines in an area, joined where they meet, the longest first."""
    union = shapely.union_all(shapely.intersection(np.array(list(shapes), dtype=object), within))
    merged = shapely.line_merge(union) if union.geom_type == "MultiLineString" else union
    # Of lines that are all outside, one empty one is left.
    parts = (part for part in shapely.get_parts(merged) if not part.is_empty)
    lines = [part for part in parts if part.geom_type == "LineString"]
    return sorted(lines, key=lambda line: -float(line.length))


def stations(length: float, every: float) -> list[float]:
    """Return the middles of equal parts of a line, each about `every` long."""
    count = max(round(length / every), 1)
    return [length * (step + 0.5) / count for step in range(count)]


def candidates_beside(
    line: BaseGeometry, at: Sequence[float], size: tuple[float, float], costs: Sequence[float]
) -> Spots:
    """Return the upright places on a line, each with the two beside it where it must stay free."""
    where = np.array(at, dtype=float)
    ends = np.stack([where, np.maximum(where - 4, 0), np.minimum(where + 4, line.length)])
    points = shapely.get_coordinates(shapely.line_interpolate_point(line, ends.ravel()))
    middle, before, after = points.reshape(3, -1, 2)
    turn = np.arctan2(*(after - before).T[::-1])
    normals = np.stack([-np.sin(turn), np.cos(turn)], axis=1)
    reach = np.abs(normals) @ (np.array(size) / 2) + 3.6
    shifts = normals * reach[:, None]
    centres = np.stack([middle, middle + shifts, middle - shifts], axis=1)
    poor = np.array(costs)[:, None] + (0.0, 0.5, 0.5)
    return Spots.at(centres.reshape(-1, 2), poor.ravel())


def candidates_along(
    line: BaseGeometry, between: tuple[float, float], size: tuple[float, float], gap: float
) -> Spots:
    """Return places beside a line, turned with it, where it runs straight enough.

    Parameters
    ----------
    between
        The stretch of the line, as distances from its start.
    gap
        Distance kept from the line: half the width of its band.
    """
    width, height = size
    low, high = max(between[0], width / 2), min(between[1], line.length - width / 2)
    if high < low:
        return Spots(np.zeros((0, _COLUMNS)))
    at = np.arange(low, high + 0.1, max(width / 8, 3.0))
    steps = at[:, None] + np.linspace(-width / 2, width / 2, 9)
    runs = shapely.get_coordinates(shapely.line_interpolate_point(line, steps.ravel()))
    runs = runs.reshape(len(at), -1, 2)
    chords = runs[:, -1] - runs[:, 0]
    lengths = np.hypot(*chords.T)
    ahead = chords / np.maximum(lengths, 1e-9)[:, None]
    normals = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1)
    bends = np.einsum("ijk,ik->ij", runs - runs[:, :1], normals)
    bend = np.ptp(bends, axis=1) / width
    keep = (lengths >= 0.9 * width) & (bend <= _MOST_BEND)
    # Never upside down: between a quarter turn left and right.
    angles = (np.degrees(np.arctan2(ahead[:, 1], ahead[:, 0])) + 90) % 180 - 90
    costs = 4 * bend + 0.25 * np.abs(at - (low + high) / 2) / max(high - low, 1.0)
    middles = runs[:, 0] + chords / 2
    tables = []
    for side, outermost in ((1, bends.max(axis=1)), (-1, bends.min(axis=1))):
        # Farther off where projects fill the line and its edges.
        for extra in _LANES:
            shift = outermost + side * (gap + height / 2 + 0.8 + extra)
            centres = middles + normals * shift[:, None]
            tables.append(Spots.at(centres, costs + extra / 12, angles).table[keep])
    # By place first, then by side and lane.
    return Spots(np.stack(tables, axis=1).reshape(-1, _COLUMNS))
