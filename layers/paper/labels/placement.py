"""Where labels could stand on paper, and where they do: greedy, by priority, deterministic.

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

_MOST_BEND = 0.2
_LANES = (0.0, 5.0, 10.0)
_GRID_STEPS = 9
_NEIGHBOURS = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))
# Rings around a point: how poor a place is, and how far from the symbol it stands.
_RINGS = ((0.0, 0.0), (0.45, 4.0), (0.9, 9.0), (1.5, 17.0), (2.1, 26.0))
# Farther out, for names that must not go.
_FAR_RINGS = (34.0, 46.0, 60.0, 76.0, 98.0, 124.0)
_DIRECTIONS = 24
# A label this far from its point is tied to it by a thin line.
_NEEDS_LEADER = 9.0


def candidates_around(
    x: float, y: float, reach: float, size: tuple[float, float]
) -> list[Candidate]:
    """Return the places around a point, the best first: right, left, above, below, corners.

    Parameters
    ----------
    reach
        Half the size of what stands at the point.
    """
    half_width, half_height = size[0] / 2, size[1] / 2
    spots: list[Candidate] = []
    for ring, extra in _RINGS:
        foot = (x, y) if extra >= _NEEDS_LEADER else None
        gap = reach + 1.6 + extra
        side, tall, corner = gap + half_width, gap + half_height, 0.72 * gap
        spots += [
            Candidate(x + dx, y + dy, cost=cost + ring, anchor=foot)
            for cost, dx, dy in (
                (0.00, side, 0.0),
                (0.10, -side, 0.0),
                (0.06, corner + half_width, corner + half_height),
                (0.14, corner + half_width, -corner - half_height),
                (0.16, -corner - half_width, corner + half_height),
                (0.20, -corner - half_width, -corner - half_height),
                (0.12, 0.0, tall),
                (0.18, 0.0, -tall),
                (0.22, half_width * 0.6, tall),
                (0.24, -half_width * 0.6, tall),
                (0.26, half_width * 0.6, -tall),
                (0.28, -half_width * 0.6, -tall),
            )
        ]
    return spots


def candidates_farther(x: float, y: float, size: tuple[float, float]) -> list[Candidate]:
    """Return places well off a point, each with a leader line: for names that must not go."""
    half_width, half_height = size[0] / 2, size[1] / 2
    return [
        Candidate(
            x + (reach + half_width) * math.cos(turn),
            y + (reach + half_height) * math.sin(turn),
            cost=_RINGS[-1][0] + reach / 20,
            anchor=(x, y),
        )
        for reach in _FAR_RINGS
        for turn in np.linspace(0.0, 2 * math.pi, _DIRECTIONS, endpoint=False).tolist()
    ]


def candidates_inside(area: BaseGeometry, size: tuple[float, float]) -> list[Candidate]:
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
    spots = [Candidate(x, y)]
    # Small steps about the middle: enough to slip off a line or a number.
    spots += [
        Candidate(x + dx * step * size[0] * 0.5, y + dy * step * size[1], cost=0.05 * step)
        for dx, dy in _NEIGHBOURS
        for step in (0.5, 1.0, 1.6)
    ]
    across = np.linspace(west, east, _GRID_STEPS + 2)[1:-1].tolist()
    along = np.linspace(south, north, _GRID_STEPS + 2)[1:-1].tolist()
    spots += [
        Candidate(gx, gy, cost=0.1 + 1.2 * math.hypot(gx - x, gy - y) / span)
        for gx in across
        for gy in along
    ]
    return spots


def merged_lines(shapes: Iterable[BaseGeometry], within: BaseGeometry) -> list[BaseGeometry]:
    """Return the parts of lines in an area, joined where they meet, the longest first."""
    union = shapely.union_all([shape.intersection(within) for shape in shapes])
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
    line: BaseGeometry, at: float, size: tuple[float, float], cost: float
) -> list[Candidate]:
    """Return the upright place on a line, and the two beside it for where it must stay free."""
    point = line.interpolate(at)
    before, after = line.interpolate(max(at - 4, 0)), line.interpolate(min(at + 4, line.length))
    angle = math.atan2(after.y - before.y, after.x - before.x)
    normal = (-math.sin(angle), math.cos(angle))
    reach = abs(normal[0]) * size[0] / 2 + abs(normal[1]) * size[1] / 2 + 3.6
    return [
        Candidate(
            point.x + side * normal[0] * reach,
            point.y + side * normal[1] * reach,
            cost=cost + 0.5 * abs(side),
        )
        for side in (0, 1, -1)
    ]


def candidates_along(
    line: BaseGeometry, between: tuple[float, float], size: tuple[float, float], gap: float
) -> list[Candidate]:
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
        return []
    middle = (low + high) / 2
    spots: list[Candidate] = []
    for at in np.arange(low, high + 0.1, max(width / 8, 3.0)).tolist():
        steps = np.linspace(at - width / 2, at + width / 2, 9)
        run = shapely.get_coordinates(shapely.line_interpolate_point(line, steps))
        chord = run[-1] - run[0]
        length = float(np.hypot(*chord))
        if length < 0.9 * width:
            continue
        ahead = chord / length
        normal = np.array([-ahead[1], ahead[0]])
        bends = (run - run[0]) @ normal
        bend = float(np.ptp(bends)) / width
        if bend > _MOST_BEND:
            continue
        # Never upside down: between a quarter turn left and right.
        angle = (math.degrees(math.atan2(ahead[1], ahead[0])) + 90) % 180 - 90
        cost = 4 * bend + 0.25 * abs(at - middle) / max(high - low, 1.0)
        middles = run[0] + chord / 2
        for side, outermost in ((1, float(bends.max())), (-1, float(bends.min()))):
            # Farther off where projects fill the line and its edges.
            for extra in _LANES:
                shift = outermost + side * (gap + height / 2 + 0.8 + extra)
                x, y = (float(value) for value in middles + normal * shift)
                spots.append(Candidate(x, y, angle, cost + extra / 12))
    return spots


# Distance kept between labels, and between a label and a symbol or project line.
CLEARANCE = 0.9
_INSET = 2.0
# Lines are simplified to this before labels look at them, and cut into pieces of so many steps.
_DETAIL = 0.3
_PIECE = 8
# So often the labels that must not be dropped are placed anew, in another order.
_ROUNDS = 72
# A step smaller than this runs along the edge of a label. Points.
_FLAT = 1e-9


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
        The point that a leader line leads to, where the label stands away from its object.
    """

    x: float
    y: float
    angle: float = 0.0
    cost: float = 0.0
    anchor: tuple[float, float] | None = None


@dataclass(frozen=True)
class LabelRequest:
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
    needed
        Whether it must not be dropped: others move for it.
    """

    lines: tuple[str, ...]
    role: str
    size: tuple[float, float]
    candidates: Sequence[Candidate]
    priority: float
    owner: str = ""
    passes: frozenset[str] = frozenset()
    within: BaseGeometry | None = None
    apart: float = 0.0
    muted: bool = False
    needed: bool = False

    @property
    def text(self) -> str:
        """The words in one line."""
        return " ".join(self.lines)


@dataclass(frozen=True)
class PlacedLabel:
    """A label and its place; `box` is what no other label may touch."""

    request: LabelRequest
    candidate: Candidate
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


@dataclass(frozen=True)
class _Ground:
    """The places of a label on the map without other labels.

    Parameters
    ----------
    request
        Kept alive with what is known of it.
    rectangles, free, costs
        For each candidate: its box, whether the map leaves it free, what it costs there.
    """

    request: LabelRequest
    rectangles: NDArray[np.object_]
    free: NDArray[np.bool_]
    costs: NDArray[np.float64]


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
        self, spots: Sequence[Candidate], size: tuple[float, float], rectangles: NDArray[np.object_]
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
    ends: NDArray[np.float64], spots: Sequence[Candidate], size: tuple[float, float]
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
    spots: Sequence[Candidate], size: tuple[float, float], margin: float = 0.0
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


class LabelPlacer:
    """Places labels in a window, all lengths in points.

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
        self._grounds: dict[int, _Ground] = {}
        self.placed: list[PlacedLabel] = []
        self.dropped: list[LabelRequest] = []

    def forbid(self, shape: BaseGeometry, kind: str, owner: str = "") -> None:
        """Keep labels off a shape."""
        self._grounds.clear()
        self._hard.add(shape, kind, owner)

    def forbid_line(self, line: BaseGeometry, width: float, kind: str, owner: str) -> None:
        """Keep labels off a line of some width."""
        self._grounds.clear()
        pieces = np.array(_pieces(line), dtype=object)
        for body in shapely.buffer(pieces, width / 2, quad_segs=2):
            self._hard.add(body, kind, owner)

    def discourage_line(self, line: BaseGeometry, kind: str) -> None:
        """Let labels stand on a line, but rather not."""
        self._grounds.clear()
        self._soft.add(line, self._weights.get(kind, 0.0))

    def place_all(self, requests: Iterable[LabelRequest]) -> None:
        """Place labels in the order of their priority; equal ones in the order given.

        Needed ones come first. Those that find no place are tried again before all others, and
        the round with the fewest dropped is kept.
        """
        ordered = sorted(requests, key=lambda request: request.priority)
        for request in self._order_of_needed([one for one in ordered if one.needed]):
            self.place(request)
        for request in ordered:
            if not request.needed:
                self.place(request)

    def _order_of_needed(self, needed: list[LabelRequest]) -> list[LabelRequest]:
        best, fewest = needed, len(needed) + 1
        for _ in range(_ROUNDS):
            for request in needed:
                self.place(request)
            lost = self.dropped
            self._taken, self.placed, self.dropped = _Obstacles(), [], []
            if len(lost) < fewest:
                best, fewest = needed, len(lost)
            if not lost:
                break
            moved = {id(request) for request in lost}
            needed = lost + [request for request in needed if id(request) not in moved]
        return best

    def place(self, request: LabelRequest) -> PlacedLabel | None:
        """Place one label, or drop it."""
        best = self._best(request) if request.candidates else None
        if best is None:
            self.dropped.append(request)
            return None
        box = boxes([best], request.size)[0]
        placed = PlacedLabel(request, best, box)
        self.placed.append(placed)
        self._taken.add(box.buffer(CLEARANCE, join_style="mitre"), "label", request.owner)
        if best.anchor:
            self._taken.add(shapely.linestrings([best.anchor, (best.x, best.y)]), "leader", "")
        return placed

    def _best(self, request: LabelRequest) -> Candidate | None:
        ground = self._ground(request)
        free = self._free(request, ground)
        if not free.any():
            return None
        return request.candidates[int(np.argmin(np.where(free, ground.costs, math.inf)))]

    def _ground(self, request: LabelRequest) -> _Ground:
        """Return what the map alone says of the places of a label: rounds ask it again."""
        known = self._grounds.get(id(request))
        if known is None:
            known = self._grounds[id(request)] = self._survey(request)
        return known

    def _survey(self, request: LabelRequest) -> _Ground:
        rectangles = boxes(request.candidates, request.size)
        shapely.prepare(self._frame)
        free: NDArray[np.bool_] = shapely.contains(self._frame, rectangles)
        if request.within is not None:
            shapely.prepare(request.within)
            free &= shapely.contains(request.within, rectangles)
        if self._hard.shapes:
            roomy = boxes(request.candidates, request.size, CLEARANCE)
            spots, hits = self._hard.index().query(roomy, predicate="intersects")
            for spot, hit in zip(spots, hits, strict=True):
                kind, owner = self._hard.kinds[hit], self._hard.owners[hit]
                if kind not in request.passes and (not owner or owner != request.owner):
                    free[spot] = False
        costs = np.array([spot.cost for spot in request.candidates])
        spots_free = [spot for spot, yes in zip(request.candidates, free, strict=True) if yes]
        if spots_free:
            costs[free] += self._covered(request, spots_free, rectangles[free])
        return _Ground(request, rectangles, free, costs)

    def _free(self, request: LabelRequest, ground: _Ground) -> NDArray[np.bool_]:
        """Tell at which places no label that was placed already stands."""
        free, rectangles = ground.free.copy(), ground.rectangles
        if self._taken.shapes and free.any():
            free[self._taken.index().query(rectangles, predicate="intersects")[0]] = False
            for index, spot in enumerate(request.candidates):
                if spot.anchor and free[index]:
                    leader = shapely.linestrings([spot.anchor, (spot.x, spot.y)])
                    free[index] = not len(self._taken.index().query(leader, "intersects"))
        if request.apart:
            twins = [
                p.box
                for p in self.placed
                if p.request.lines == request.lines and p.request.role == request.role
            ]
            if twins:
                free &= shapely.distance(shapely.union_all(twins), rectangles) >= request.apart
        return free

    def _covered(
        self, request: LabelRequest, spots: Sequence[Candidate], rectangles: NDArray[np.object_]
    ) -> NDArray[np.float64]:
        """Return what each place costs by what the label would hide there."""
        costs = self._soft.covered(spots, request.size, rectangles)
        if request.passes and self._hard.shapes:
            which, hits = self._hard.index().query(rectangles, predicate="intersects")
            bodies = np.array(self._hard.shapes, dtype=object)[hits]
            inside = shapely.length(shapely.intersection(rectangles[which], bodies))
            for spot, hit, length in zip(which, hits, inside, strict=True):
                if self._hard.owners[hit] != (request.owner or None):
                    costs[spot] += self._weights.get(self._hard.kinds[hit], 0.0) * length
        return costs / max(request.size)
