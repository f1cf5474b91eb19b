"""Which of its places each label takes on paper: greedy, by priority, deterministic.

A label never covers a label, a symbol or a project's line, and never leaves the window. It is
never nearer to a foreign object than to its own, unless a leader ties it to its own; a leader
crosses no project, symbol or label. Among the places left to it, a label takes the one that suits
it best and hides least. What finds no place is dropped and counted. All measures are points.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.paper.labels.spots import Candidate, Spots

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
# So often the labels that must not be dropped are placed anew, in another order.
_ROUNDS = 24
# A step smaller than this runs along the edge of a label. Points.
_FLAT = 1e-9
# Candidates are looked at in the order of their own cost, so many at a time: what stands in a
# good place costs less than the rest could.
_BATCH = 48
# So much nearer its own object than to a foreign one a label stands, at least; and so far off
# a foreign one where a leader ties it to its own.
_NEARER, _OFF = 1.0, 1.2
# What it costs a name to be nearer to a foreign object than to its own.
_STRAY = 1.0


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
    among
        Kind of the objects among which it must be plain which one it belongs to; empty for none.
    strict
        Whether a place nearer to another one of them is forbidden, instead of poor.
    disc
        Whether it is round: its distances count from its centre.
    otherwise
        How the same thing is said where this finds no place: in two lines.
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
    among: str = ""
    strict: bool = False
    disc: bool = False
    otherwise: LabelRequest | None = None

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

    @cached_property
    def leader(self) -> BaseGeometry | None:
        """Its leader line as it is seen, from the label to just before its object."""
        if self.candidate.anchor is None:
            return None
        lines: BaseGeometry = _leaders(Spots.of([self.candidate]), self.request)[0]
        return lines


@dataclass
class _Obstacles:
    """Shapes with kind and owner, found by where they are."""

    shapes: list[BaseGeometry] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)

    def add(self, shape: BaseGeometry, kind: str, owner: str) -> None:
        if not shape.is_empty:
            self.shapes.append(shape)
            self.kinds.append(kind)
            self.owners.append(owner)
            self.__dict__.pop("tree", None)
            self.__dict__.pop("columns", None)

    @cached_property
    def tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.shapes)

    @cached_property
    def columns(self) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
        return np.array(self.kinds, dtype=str), np.array(self.owners, dtype=str)

    def hits(
        self, shapes: NDArray[np.object_], request: LabelRequest, passes: frozenset[str]
    ) -> NDArray[np.intp]:
        """Return the places of the shapes that something foreign is in the way of."""
        if not self.shapes or not len(shapes):
            return np.zeros(0, dtype=np.intp)
        spots, found = self.tree.query(shapes, predicate="intersects")
        kinds, owners = self.columns
        stops = np.ones(len(found), dtype=bool)
        if passes:
            stops &= ~np.isin(kinds[found], list(passes))
        if request.owner:
            stops &= owners[found] != request.owner
        return np.asarray(spots[stops])


@dataclass
class _Objects:
    """What labels of one kind belong to."""

    shapes: list[BaseGeometry] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)

    @cached_property
    def tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.shapes)

    @cached_property
    def names(self) -> NDArray[np.str_]:
        return np.array(self.owners, dtype=str)

    def stray(self, marks: NDArray[np.object_], owner: str, tied: NDArray[np.bool_],
              reach: float) -> NDArray[np.bool_]:  # fmt: skip
        """Tell which labels are nearer to a foreign object than to their own.

        Parameters
        ----------
        marks
            What of each label distances count from.
        tied
            Whether a leader ties it to its own.
        reach
            From that to the edge of the label.
        """
        own = [shape for shape, name in zip(self.shapes, self.owners, strict=True) if name == owner]
        if not own:
            return np.zeros(len(marks), dtype=bool)
        body = shapely.union_all(own) if len(own) > 1 else own[0]
        shapely.prepare(body)
        limits = np.where(tied, reach + _OFF, shapely.distance(marks, body) + _NEARER)
        spots, found = self.tree.query(marks, predicate="dwithin", distance=limits)
        astray = np.zeros(len(marks), dtype=bool)
        astray[spots[self.names[found] != owner]] = True
        return astray


class _Ground:
    """The places of a label on the map without other labels, looked at as they are needed.

    Parameters
    ----------
    request
        Kept alive with what is known of it.
    loose
        Whether it asks for less, see :meth:`LabelPlacer.place`.
    """

    def __init__(self, request: LabelRequest, *, loose: bool = False) -> None:
        self.request, self.loose = request, loose
        table = Spots.of(request.candidates).table
        # The order in which they are looked at; equal ones as they were given.
        self.spots = Spots(table[np.argsort(table[:, 3], kind="stable")])
        count = len(table)
        self.seen = 0
        self.rectangles = np.empty(count, dtype=object)
        self.leaders = np.empty(count, dtype=object)
        self.free = np.zeros(count, dtype=bool)
        self.costs = self.spots.table[:, 3].copy()


@dataclass
class _Lines:
    """Lines that labels should rather not cover, as straight parts of a weight."""

    ends: list[NDArray[np.float64]] = field(default_factory=list)
    weights: list[NDArray[np.float64]] = field(default_factory=list)
    owners: list[NDArray[np.str_]] = field(default_factory=list)

    def add(self, line: BaseGeometry, weight: float, owner: str = "") -> None:
        for part in shapely.get_parts(shapely.simplify(line, _DETAIL, preserve_topology=False)):
            xy = shapely.get_coordinates(part)
            if len(xy) > 1:
                self.ends.append(np.stack([xy[:-1], xy[1:]], axis=1))
                self.weights.append(np.full(len(xy) - 1, weight))
                self.owners.append(np.full(len(xy) - 1, owner))
                self.__dict__.pop("found", None)

    @cached_property
    def found(
        self,
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.str_], shapely.STRtree]:
        ends = np.concatenate(self.ends)
        tree = shapely.STRtree(shapely.linestrings(ends))
        return ends, np.concatenate(self.weights), np.concatenate(self.owners), tree

    def covered(
        self,
        spots: Spots,
        size: tuple[float, float],
        rectangles: NDArray[np.object_],
        owner: str = "",
    ) -> NDArray[np.float64]:
        """Return the weighted length of line under a label at each spot, but of its own."""
        if not self.ends:
            return np.zeros(len(spots))
        ends, weights, owners, tree = self.found
        which, hits = tree.query(rectangles)
        if owner:
            foreign = owners[hits] != owner
            which, hits = which[foreign], hits[foreign]
        lengths = _length_inside(ends[hits], spots.table[which], size)
        return np.bincount(which, lengths * weights[hits], minlength=len(spots)).astype(float)


def _length_inside(
    ends: NDArray[np.float64], table: NDArray[np.float64], size: tuple[float, float]
) -> NDArray[np.float64]:
    """Return how much of each segment lies in the rectangle of its spot (Liang and Barsky)."""
    if not len(ends):
        return np.zeros(0)
    angles = np.radians(table[:, 2])
    cos, sin = np.cos(angles)[:, None], np.sin(angles)[:, None]
    away = ends - table[:, None, :2]
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
    spots: Iterable[Candidate], size: tuple[float, float], margin: float = 0.0
) -> NDArray[np.object_]:
    """Return the rectangle of a label at each spot."""
    table = Spots.of(spots).table
    half_width, half_height = size[0] / 2 + margin, size[1] / 2 + margin
    corners = np.array(
        [
            (-half_width, -half_height),
            (half_width, -half_height),
            (half_width, half_height),
            (-half_width, half_height),
        ]
    )
    angles = np.radians(table[:, 2])
    cos, sin = np.cos(angles), np.sin(angles)
    turn = np.stack([np.stack([cos, sin], -1), np.stack([-sin, cos], -1)], -2)
    found: NDArray[np.object_] = shapely.polygons(corners @ turn + table[:, None, :2])
    return found


def _leaders(spots: Spots, request: LabelRequest) -> NDArray[np.object_]:
    """Return the leaders of spots that have one, from the edge of the label to the anchor."""
    centres, feet = spots.table[:, :2], spots.table[:, 4:]
    half = np.array(request.size) / 2
    away = feet - centres
    if request.disc:
        away = away / np.maximum(np.hypot(*away.T), _FLAT)[:, None] * half[0]
    starts = centres + np.clip(away, -half, half)
    found: NDArray[np.object_] = shapely.linestrings(np.stack([starts, feet], axis=1))
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
        self._paper = (width, height)
        self._weights = dict(weights)
        self._hard = _Obstacles()
        # What a leader may not cross.
        self._barriers = _Obstacles()
        self._soft = _Lines()
        self._passed = _Lines()
        self._objects: dict[str, _Objects] = {}
        self._taken = _Obstacles()
        self._grounds: dict[tuple[int, bool], _Ground] = {}
        self.placed: list[PlacedLabel] = []
        self.dropped: list[LabelRequest] = []

    def forbid(self, shape: BaseGeometry, kind: str, owner: str = "") -> None:
        """Keep labels off a shape."""
        self._grounds.clear()
        self._hard.add(shape, kind, owner)
        self._barriers.add(shape, kind, "")

    def forbid_line(self, line: BaseGeometry, width: float, kind: str, owner: str) -> None:
        """Keep labels off a line of some width."""
        self._grounds.clear()
        pieces = np.array(_pieces(line), dtype=object)
        for body in shapely.buffer(pieces, width / 2, quad_segs=2):
            self._hard.add(body, kind, owner)
        for piece in pieces:
            self._barriers.add(piece, kind, "")
        self._passed.add(line, 2 * self._weights.get(kind, 0.0), owner)

    def discourage_line(self, line: BaseGeometry, kind: str) -> None:
        """Let labels stand on a line, but rather not."""
        self._grounds.clear()
        self._soft.add(line, self._weights.get(kind, 0.0))

    def tell_apart(self, shape: BaseGeometry, kind: str, owner: str) -> None:
        """Let labels that stand among objects of a kind be nearest to their own one."""
        self._grounds.clear()
        objects = self._objects.setdefault(kind, _Objects())
        parts = _pieces(shape) if shape.length and not shape.area else [shape]
        objects.shapes += parts
        objects.owners += [owner] * len(parts)
        objects.__dict__.pop("tree", None)
        objects.__dict__.pop("names", None)

    def place_all(self, requests: Iterable[LabelRequest]) -> None:
        """Place labels in the order of their priority; equal ones in the order given.

        Needed ones come first. Those that find no place are tried again before all others, and
        the round with the fewest dropped is kept; what is still without a place then asks for less.
        """
        ordered = sorted(requests, key=lambda request: request.priority)
        for request in self._order_of_needed([one for one in ordered if one.needed]):
            self.place(request)
        lost, self.dropped = self.dropped, []
        for request in lost:
            self.place(request, loose=True)
        for request in ordered:
            if not request.needed:
                self.place(request)

    def _order_of_needed(self, needed: list[LabelRequest]) -> list[LabelRequest]:
        best, fewest = needed, len(needed) + 1
        hopeless: list[LabelRequest] = []
        for _ in range(_ROUNDS):
            for request in needed:
                self.place(request)
            lost = self.dropped
            self._taken, self.placed, self.dropped = _Obstacles(), [], []
            # What the map alone leaves no place finds none in any order.
            barred = {id(request) for request in lost if not self._ground(request).free.any()}
            hopeless += [request for request in lost if id(request) in barred]
            lost = [request for request in lost if id(request) not in barred]
            needed = [request for request in needed if id(request) not in barred]
            if len(lost) < fewest:
                best, fewest = needed, len(lost)
            if not lost:
                break
            moved = {id(request) for request in lost}
            needed = lost + [request for request in needed if id(request) not in moved]
        return [*best, *hopeless]

    def place(self, request: LabelRequest, *, loose: bool = False) -> PlacedLabel | None:
        """Place one label, or drop it.

        Parameters
        ----------
        loose
            Whether it may be nearer to a foreign object, at a cost, and its leader cross symbols.
        """
        best = self._best(request, loose=loose) if len(request.candidates) else None
        if best is None and request.otherwise is not None:
            return self.place(request.otherwise, loose=loose)
        if best is None:
            self.dropped.append(request)
            return None
        box = boxes([best], request.size)[0]
        placed = PlacedLabel(request, best, box)
        self.placed.append(placed)
        self._taken.add(box.buffer(CLEARANCE, join_style="mitre"), "label", request.owner)
        if placed.leader is not None:
            self._taken.add(placed.leader, "leader", "")
        return placed

    def _ground(self, request: LabelRequest, *, loose: bool = False) -> _Ground:
        key = id(request), loose
        if key not in self._grounds:
            self._grounds[key] = _Ground(request, loose=loose)
        return self._grounds[key]

    def _best(self, request: LabelRequest, *, loose: bool) -> Candidate | None:
        """Return the cheapest free place: one batch is better than all that could follow."""
        ground = self._ground(request, loose=loose)
        base = ground.spots.table[:, 3]
        best, least = -1, math.inf
        start, step = 0, _BATCH
        while start < len(base) and base[start] < least:
            stop = min(start + step, len(base))
            if ground.seen < stop:
                self._survey(ground, stop)
            part = slice(start, stop)
            costs = np.where(self._free(ground, part), ground.costs[part], math.inf)
            place = int(np.argmin(costs))
            if costs[place] < least:
                best, least = start + place, float(costs[place])
            start, step = stop, 2 * step
        return ground.spots[best] if best >= 0 else None

    def _survey(self, ground: _Ground, stop: int) -> None:
        """Look at what the map alone says of the next places of a label."""
        request, part = ground.request, slice(ground.seen, stop)
        ground.seen = stop
        spots = ground.spots[part]
        free = self._inside(spots, request.size)
        rectangles = boxes(spots, request.size)
        ground.rectangles[part] = rectangles
        if request.within is not None:
            shapely.prepare(request.within)
            free &= shapely.contains(request.within, rectangles)
        roomy = boxes(spots, request.size, CLEARANCE)
        look = np.flatnonzero(free)
        free[look[self._hard.hits(roomy[look], request, request.passes)]] = False
        tied = ~np.isnan(spots.table[:, 4])
        look = np.flatnonzero(free & tied)
        if len(look):
            leaders = _leaders(Spots(spots.table[look]), request)
            ground.leaders[part.start + look] = leaders
            crossed = frozenset({"reserved", *(("symbol",) if ground.loose else ())})
            hits = self._barriers.hits(leaders, request, crossed)
            free[look[hits]] = False
        look = np.flatnonzero(free)
        astray = self._astray(request, Spots(spots.table[look]), rectangles[look])
        if request.strict and not ground.loose:
            free[look[astray]] = False
        else:
            ground.costs[part.start + look[astray]] += _STRAY
        look = np.flatnonzero(free)
        if len(look):
            ground.costs[part.start + look] += self._covered(
                request, Spots(spots.table[look]), rectangles[look]
            )
        ground.free[part] = free

    def _inside(self, spots: Spots, size: tuple[float, float]) -> NDArray[np.bool_]:
        """Tell which places lie in the window."""
        angles = np.radians(spots.table[:, 2])
        cos, sin = np.abs(np.cos(angles)), np.abs(np.sin(angles))
        half = np.stack([cos * size[0] + sin * size[1], sin * size[0] + cos * size[1]], axis=1) / 2
        room = np.minimum(spots.table[:, :2], self._paper - spots.table[:, :2]) - half
        return np.asarray((room > _INSET).all(axis=1))

    def _astray(
        self, request: LabelRequest, spots: Spots, rectangles: NDArray[np.object_]
    ) -> NDArray[np.bool_]:
        """Tell which places are nearer to a foreign object than to the label's own."""
        objects = self._objects.get(request.among)
        if objects is None or not len(spots):
            return np.zeros(len(spots), dtype=bool)
        tied = ~np.isnan(spots.table[:, 4])
        if request.disc or request.strict:
            centres = shapely.points(spots.table[:, :2])
            return objects.stray(centres, request.owner, tied, min(request.size) / 2)
        return objects.stray(rectangles, request.owner, tied, 0.0)

    def _free(self, ground: _Ground, part: slice) -> NDArray[np.bool_]:
        """Tell at which places no label that was placed already stands."""
        request, free = ground.request, ground.free[part].copy()
        rectangles = ground.rectangles[part]
        if self._taken.shapes and free.any():
            look = np.flatnonzero(free)
            hits = self._taken.tree.query(rectangles[look], predicate="intersects")[0]
            free[look[hits]] = False
            leaders = ground.leaders[part]
            look = np.flatnonzero(free & (leaders != np.array(None)))
            if len(look):
                hits = self._taken.tree.query(leaders[look], predicate="intersects")[0]
                free[look[hits]] = False
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
        self, request: LabelRequest, spots: Spots, rectangles: NDArray[np.object_]
    ) -> NDArray[np.float64]:
        """Return what each place costs by what the label would hide there."""
        costs = self._soft.covered(spots, request.size, rectangles)
        if request.passes:
            costs = costs + self._passed.covered(spots, request.size, rectangles, request.owner)
        return np.asarray(costs / max(request.size))
