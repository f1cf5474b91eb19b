"""Where labels stand on paper: greedy, by priority, deterministic.

A label never covers a label, a symbol or a project's line, and never leaves the window. Among
the places left to it, it takes the one that suits it best and hides least. What finds no place
is dropped and counted. All measures are points.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

# Distance kept between labels, and between a label and a symbol or project line.
CLEARANCE = 0.9
_INSET = 2.0
# Lines are simplified to this before labels look at them, and cut into pieces of so many steps.
_DETAIL = 0.3
_PIECE = 8
# A step smaller than this runs along the edge of a label. Points.
_FLAT = 1e-9


@dataclass(frozen=True)
class Spot:
    """A place where a label could stand.

    Parameters
    ----------
    x, y
        Centre of the label.
    angle
        Degrees counter-clockwise.
    cost
        How little the place suits the label: 0 is best, 1 is a poor place.
    foot
        The point that a leader line leads to, where the label stands away from its object.
    """

    x: float
    y: float
    angle: float = 0.0
    cost: float = 0.0
    foot: tuple[float, float] | None = None


@dataclass(frozen=True)
class Wish:
    """A label that wants a place.

    Parameters
    ----------
    lines
        The words, top line first; more than one only for names that break.
    priority
        Lower is placed first.
    owner
        Id of the thing it names: the obstacles of the same owner do not stop it.
    passes
        Kinds of obstacles that only cost, instead of forbidding the place.
    within
        The label must lie inside this area.
    apart
        Least distance to another label of the same words and role.
    """

    lines: tuple[str, ...]
    role: str
    size: tuple[float, float]
    spots: Sequence[Spot]
    priority: float
    owner: str = ""
    passes: frozenset[str] = frozenset()
    within: BaseGeometry | None = None
    apart: float = 0.0
    muted: bool = False

    @property
    def text(self) -> str:
        """The words in one line."""
        return " ".join(self.lines)


@dataclass(frozen=True)
class Placed:
    """A label and its place; `box` is what no other label may touch."""

    wish: Wish
    spot: Spot
    box: BaseGeometry


@dataclass
class _Obstacles:
    shapes: list[BaseGeometry] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    tree: shapely.STRtree | None = None

    def add(self, shape: BaseGeometry, kind: str, owner: str) -> None:
        if not shape.is_empty:
            self.shapes.append(shape)
            self.kinds.append(kind)
            self.owners.append(owner)
            self.tree = None

    def index(self) -> shapely.STRtree:
        if self.tree is None:
            self.tree = shapely.STRtree(self.shapes)
        return self.tree


@dataclass
class _Lines:
    """Lines that labels should rather not cover, as straight parts of a weight."""

    ends: list[NDArray[np.float64]] = field(default_factory=list)
    weights: list[NDArray[np.float64]] = field(default_factory=list)
    found: tuple[NDArray[np.float64], NDArray[np.float64], shapely.STRtree] | None = None

    def add(self, line: BaseGeometry, weight: float) -> None:
        for part in shapely.get_parts(shapely.simplify(line, _DETAIL, preserve_topology=False)):
            xy = shapely.get_coordinates(part)
            if len(xy) > 1:
                self.ends.append(np.stack([xy[:-1], xy[1:]], axis=1))
                self.weights.append(np.full(len(xy) - 1, weight))

    def covered(
        self, spots: Sequence[Spot], size: tuple[float, float], rectangles: NDArray[np.object_]
    ) -> NDArray[np.float64]:
        """Return the weighted length of line under a label at each spot."""
        totals = np.zeros(len(spots))
        if not self.ends:
            return totals
        if self.found is None:
            ends = np.concatenate(self.ends)
            tree = shapely.STRtree(shapely.linestrings(ends))
            self.found = ends, np.concatenate(self.weights), tree
        ends, weights, tree = self.found
        which, hits = tree.query(rectangles)
        lengths = _length_inside(ends[hits], [spots[index] for index in which], size)
        np.add.at(totals, which, lengths * weights[hits])
        return totals


def _length_inside(
    ends: NDArray[np.float64], spots: Sequence[Spot], size: tuple[float, float]
) -> NDArray[np.float64]:
    """Return how much of each segment lies in the rectangle of its spot (Liang and Barsky)."""
    if not len(ends):
        return np.zeros(0)
    angles = np.radians([spot.angle for spot in spots])
    centres = np.array([(spot.x, spot.y) for spot in spots])
    cos, sin = np.cos(angles)[:, None], np.sin(angles)[:, None]
    away = ends - centres[:, None, :]
    along = away[..., 0] * cos + away[..., 1] * sin
    across = away[..., 1] * cos - away[..., 0] * sin
    enter, leave = np.zeros(len(ends)), np.ones(len(ends))
    for values, half in ((along, size[0] / 2), (across, size[1] / 2)):
        start, step = values[:, 0], values[:, 1] - values[:, 0]
        flat = np.abs(step) < _FLAT
        safe = np.where(flat, 1.0, step)
        one, two = (-half - start) / safe, (half - start) / safe
        inside = np.abs(start) <= half
        enter = np.maximum(enter, np.where(flat, np.where(inside, 0.0, 2.0), np.minimum(one, two)))
        leave = np.minimum(leave, np.where(flat, 1.0, np.maximum(one, two)))
    whole = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    return np.asarray(np.clip(leave - enter, 0.0, None) * whole)


def boxes(
    spots: Sequence[Spot], size: tuple[float, float], margin: float = 0.0
) -> NDArray[np.object_]:
    """Return the rectangle of a label at each spot."""
    half_width, half_height = size[0] / 2 + margin, size[1] / 2 + margin
    corners = np.array(
        [
            (-half_width, -half_height),
            (half_width, -half_height),
            (half_width, half_height),
            (-half_width, half_height),
        ]
    )
    angles = np.radians([spot.angle for spot in spots])
    centres = np.array([(spot.x, spot.y) for spot in spots])
    cos, sin = np.cos(angles), np.sin(angles)
    turn = np.stack([np.stack([cos, sin], -1), np.stack([-sin, cos], -1)], -2)
    found: NDArray[np.object_] = shapely.polygons(corners @ turn + centres[:, None, :])
    return found


def _pieces(line: BaseGeometry) -> list[BaseGeometry]:
    """Return a line in short pieces: a label is near few of them, so that questions are cheap."""
    found: list[BaseGeometry] = []
    for part in shapely.get_parts(shapely.simplify(line, _DETAIL, preserve_topology=False)):
        xy = shapely.get_coordinates(part)
        found += [
            shapely.linestrings(xy[start : start + _PIECE + 1])
            for start in range(0, len(xy) - 1, _PIECE)
        ]
    return found


class Board:
    """The window while labels are being placed.

    Parameters
    ----------
    width, height
        Of the window, in points.
    weights
        Cost of covering a line of each soft kind, per width of the label.
    """

    def __init__(self, width: float, height: float, weights: Mapping[str, float]) -> None:
        self._frame = shapely.box(_INSET, _INSET, width - _INSET, height - _INSET)
        self._weights = dict(weights)
        self._hard = _Obstacles()
        self._soft = _Lines()
        self._taken = _Obstacles()
        self.placed: list[Placed] = []
        self.dropped: list[Wish] = []

    def forbid(self, shape: BaseGeometry, kind: str, owner: str = "") -> None:
        """Keep labels off a shape."""
        self._hard.add(shape, kind, owner)

    def forbid_line(self, line: BaseGeometry, width: float, kind: str, owner: str) -> None:
        """Keep labels off a line of some width."""
        pieces = np.array(_pieces(line), dtype=object)
        for body in shapely.buffer(pieces, width / 2, quad_segs=2):
            self._hard.add(body, kind, owner)

    def discourage_line(self, line: BaseGeometry, kind: str) -> None:
        """Let labels stand on a line, but rather not."""
        self._soft.add(line, self._weights.get(kind, 0.0))

    def place_all(self, wishes: Iterable[Wish]) -> None:
        """Place labels in the order of their priority; equal ones in the order given."""
        for wish in sorted(wishes, key=lambda wish: wish.priority):
            self.place(wish)

    def place(self, wish: Wish) -> Placed | None:
        """Place one label, or drop it."""
        best = self._best(wish) if wish.spots else None
        if best is None:
            self.dropped.append(wish)
            return None
        box = boxes([best], wish.size)[0]
        placed = Placed(wish, best, box)
        self.placed.append(placed)
        self._taken.add(box.buffer(CLEARANCE, join_style="mitre"), "label", wish.owner)
        if best.foot:
            self._taken.add(shapely.linestrings([best.foot, (best.x, best.y)]), "leader", "")
        return placed

    def _best(self, wish: Wish) -> Spot | None:
        rectangles = boxes(wish.spots, wish.size)
        free = self._free(wish, rectangles)
        if not free.any():
            return None
        costs = np.array([spot.cost for spot in wish.spots])
        spots = [spot for spot, is_free in zip(wish.spots, free, strict=True) if is_free]
        costs[free] += self._covered(wish, spots, rectangles[free])
        costs[~free] = math.inf
        return wish.spots[int(np.argmin(costs))]

    def _free(self, wish: Wish, rectangles: NDArray[np.object_]) -> NDArray[np.bool_]:
        shapely.prepare(self._frame)
        free: NDArray[np.bool_] = shapely.contains(self._frame, rectangles)
        if wish.within is not None:
            shapely.prepare(wish.within)
            free &= shapely.contains(wish.within, rectangles)
        if self._taken.shapes:
            free[self._taken.index().query(rectangles, predicate="intersects")[0]] = False
            for index, spot in enumerate(wish.spots):
                if spot.foot and free[index]:
                    leader = shapely.linestrings([spot.foot, (spot.x, spot.y)])
                    free[index] = not len(self._taken.index().query(leader, "intersects"))
        if self._hard.shapes:
            roomy = boxes(wish.spots, wish.size, CLEARANCE)
            spots, hits = self._hard.index().query(roomy, predicate="intersects")
            for spot, hit in zip(spots, hits, strict=True):
                kind, owner = self._hard.kinds[hit], self._hard.owners[hit]
                if kind not in wish.passes and (not owner or owner != wish.owner):
                    free[spot] = False
        if wish.apart:
            twins = [
                p.box
                for p in self.placed
                if p.wish.lines == wish.lines and p.wish.role == wish.role
            ]
            if twins:
                free &= shapely.distance(shapely.union_all(twins), rectangles) >= wish.apart
        return free

    def _covered(
        self, wish: Wish, spots: Sequence[Spot], rectangles: NDArray[np.object_]
    ) -> NDArray[np.float64]:
        """Return what each place costs by what the label would hide there."""
        costs = self._soft.covered(spots, wish.size, rectangles)
        if wish.passes and self._hard.shapes:
            which, hits = self._hard.index().query(rectangles, predicate="intersects")
            bodies = np.array(self._hard.shapes, dtype=object)[hits]
            inside = shapely.length(shapely.intersection(rectangles[which], bodies))
            for spot, hit, length in zip(which, hits, inside, strict=True):
                if self._hard.owners[hit] != (wish.owner or None):
                    costs[spot] += self._weights.get(self._hard.kinds[hit], 0.0) * length
        return costs / max(wish.size)
