"""Which of its places each label takes on paper: greedy, by priority, deterministic.

A label never covers a label, a symbol or a project's line, and never leaves the window. It is
never nearer to a foreign object than to its own, unless a leader ties it to its own; a leader
crosses no project, symbol or label. Among the places left to it, a label takes the one that suits
it best and hides least. What finds no place is dropped and counted. All measures are points.
"""

from __future__ import annotations

import math
from collections import Counter, deque
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.paper.labels.ground import DETAIL, Lines, Objects, Obstacles, pieces_of
from layers.paper.labels.spots import Candidate, Spots

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

# Distance kept between labels, and between a label and a symbol or project line.
CLEARANCE = 0.9
_INSET = 2.0
# So often, on average, each label that must not be dropped is tried; and what the cost of a place
# counts against driving out the label that stands there.
_TRIES = 12
_PATIENCE = 8
_NEVER = 1_000
_SUIT = 0.25
# Kinds that leaders may cross: they are no objects of the map.
_CROSSED = frozenset({"reserved", "framed", "edge"})
# A leader shorter than this has no direction.
_FLAT = 1e-9
# Candidates are looked at in the order of their own cost, so many at a time: what stands in a
# good place costs less than the rest could.
_BATCH = 48
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
    more
        Returns further, poorer places, for what must not be dropped and finds none.
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
    more: Callable[[], Spots] | None = field(default=None, compare=False)

    @property
    def text(self) -> str:
        """The words in one line."""
        return " ".join(self.lines)


@dataclass(frozen=True)
class PlacedLabel:
    """A label and its place; `box` is what it fills."""

    request: LabelRequest
    candidate: Candidate
    box: BaseGeometry

    @cached_property
    def body(self) -> BaseGeometry:
        """The box with the air around it that no other label may touch."""
        return self.box.buffer(CLEARANCE, join_style="mitre")

    @cached_property
    def leader(self) -> BaseGeometry | None:
        """Its leader line as it is seen, from the label to just before its object."""
        if self.candidate.anchor is None:
            return None
        lines: BaseGeometry = _leaders(Spots.of([self.candidate]), self.request)[0]
        return lines


class _Ground:
    """The places of a label on the map without other labels, looked at as they are needed.

    Parameters
    ----------
    request
        Kept alive with what is known of it.
    farther
        Whether its poorer places count as well.
    """

    def __init__(self, request: LabelRequest, *, farther: bool = False) -> None:
        self.request = request
        spots = Spots.of(request.candidates)
        table = (spots + request.more() if farther and request.more else spots).table
        # The order in which they are looked at; equal ones as they were given.
        self.spots = Spots(table[np.argsort(table[:, 3], kind="stable")])
        count = len(table)
        self.seen = 0
        self.rectangles = np.empty(count, dtype=object)
        self.leaders = np.empty(count, dtype=object)
        self.free = np.zeros(count, dtype=bool)
        self.costs = self.spots.table[:, 3].copy()


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
    centres, feet, bends = spots.table[:, :2], spots.table[:, 4:6], spots.table[:, 6:]
    straight = np.isnan(bends[:, 0])
    half = np.array(request.size) / 2
    away = np.where(straight[:, None], feet, bends) - centres
    if request.disc:
        away = away / np.maximum(np.hypot(*away.T), _FLAT)[:, None] * half[0]
    starts = centres + np.clip(away, -half, half)
    found = np.empty(len(spots), dtype=object)
    found[straight] = shapely.linestrings(np.stack([starts, feet], axis=1)[straight])
    found[~straight] = shapely.linestrings(np.stack([starts, bends, feet], axis=1)[~straight])
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
        self._hard = Obstacles()
        # What a leader may not cross.
        self._barriers = Obstacles()
        self._soft = Lines()
        self._passed = Lines()
        self._objects: dict[str, Objects] = {}
        self._taken = Obstacles()
        # The place among the placed of what each of them is.
        self._taken_by: list[int] = []
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
        pieces = np.array(pieces_of(line), dtype=object)
        for body in shapely.buffer(pieces, width / 2, quad_segs=2):
            self._hard.add(body, kind, owner)
        for body in shapely.buffer(pieces, DETAIL, quad_segs=1):
            self._barriers.add(body, kind, "")
        self._passed.add(line, 2 * self._weights.get(kind, 0.0), owner)

    def discourage_line(self, line: BaseGeometry, kind: str) -> None:
        """Let labels stand on a line, but rather not."""
        self._grounds.clear()
        self._soft.add(line, self._weights.get(kind, 0.0))

    def tell_apart(self, shape: BaseGeometry, kind: str, owner: str) -> None:
        """Let labels that stand among objects of a kind be nearest to their own one."""
        self._grounds.clear()
        objects = self._objects.setdefault(kind, Objects())
        parts = pieces_of(shape) if shape.length and not shape.area else [shape]
        objects.shapes += parts
        objects.owners += [owner] * len(parts)
        objects.__dict__.pop("tree", None)
        objects.__dict__.pop("names", None)

    def place_all(self, requests: Iterable[LabelRequest]) -> None:
        """Place labels in the order of their priority; equal ones in the order given.

        Needed ones come first. One that finds no place drives out those that stand in its way,
        which then look for another; what is still without a place looks farther.
        """
        ordered = sorted(requests, key=lambda request: request.priority)
        lost = self._settle([one for one in ordered if one.needed])
        # Once more, when all others stand: now it counts anew how often each is driven out.
        for request in self._settle(lost):
            self._insist(request)
        for request in ordered:
            if not request.needed:
                self.place(request)

    def _settle(self, needed: list[LabelRequest]) -> list[LabelRequest]:
        """Place what must not be dropped; return what found no place."""
        waiting, driven = deque(needed), Counter[int]()
        farther: set[int] = set()
        lost: list[LabelRequest] = []
        for _ in range(_TRIES * len(needed)):
            if not waiting:
                break
            request = waiting.popleft()
            # What was driven out again and again looks farther.
            far = id(request) in farther or driven[id(request)] >= _PATIENCE
            if self.place(request, farther=far) is not None:
                continue
            self.dropped.pop()
            if not self._ground(request, farther=far).free.any():
                if far:
                    lost.append(request)
                else:
                    farther.add(id(request))
                    waiting.appendleft(request)
                continue
            gone = self._in_the_way(request, driven, farther=far)
            driven.update(id(label.request) for label in gone)
            self._remove(gone)
            self.place(request, farther=far)
            waiting.extend(label.request for label in gone)
        return [*lost, *waiting]

    def _insist(self, request: LabelRequest) -> None:
        """Place what found no place, a name at the cost of numbers: they stand in the table."""
        if self.place(request, farther=True) or request.disc:
            return
        if not self._ground(request, farther=True).free.any():
            return
        self.dropped.pop()
        names = (label.request for label in self.placed if not label.request.disc)
        gone = self._in_the_way(request, Counter({id(one): _NEVER for one in names}), farther=True)
        self._remove(gone)
        for label in (request, *(label.request for label in gone)):
            self.place(label, farther=True)

    def _in_the_way(
        self, request: LabelRequest, driven: Counter[int], *, farther: bool
    ) -> list[PlacedLabel]:
        """Return the labels that are least trouble to drive out for a label.

        Parameters
        ----------
        driven
            How often each label was driven out: the oftener, the more trouble.
        """
        ground = self._ground(request, farther=farther)
        look = np.flatnonzero(ground.free)
        trouble = np.array(
            [
                # A name takes more room than a number: it is harder to seat anew.
                max(label.request.size) / min(label.request.size) + 2.0 * driven[id(label.request)]
                for label in self.placed
            ]
        )
        blocked = np.zeros((len(look), len(self.placed)), dtype=bool)
        for shapes in (ground.rectangles[look], ground.leaders[look]):
            spots, hits = self._taken.tree.query(shapes, predicate="intersects")
            blocked[spots, np.array(self._taken_by, dtype=int)[hits]] = True
        costs = blocked @ trouble + _SUIT * ground.costs[look]
        return [self.placed[at] for at in np.flatnonzero(blocked[int(np.argmin(costs))])]

    def _remove(self, gone: list[PlacedLabel]) -> None:
        """Take labels off again."""
        away = {id(label) for label in gone}
        kept = [label for label in self.placed if id(label) not in away]
        self._taken, self._taken_by, self.placed = Obstacles(), [], []
        for label in kept:
            self._take(label)

    def _take(self, label: PlacedLabel) -> None:
        """Keep other labels off a placed one and its leader."""
        number = len(self.placed)
        self.placed.append(label)
        self._taken.add(label.body, "label", label.request.owner)
        self._taken_by.append(number)
        if label.leader is not None:
            self._taken.add(label.leader, "leader", "")
            self._taken_by.append(number)

    def place(self, request: LabelRequest, *, farther: bool = False) -> PlacedLabel | None:
        """Place one label, or drop it.

        Parameters
        ----------
        farther
            Whether its poorer places count as well.
        """
        best = self._best(request, farther=farther) if len(request.candidates) else None
        if best is None and request.otherwise is not None:
            return self.place(request.otherwise, farther=farther)
        if best is None:
            self.dropped.append(request)
            return None
        box = boxes([best], request.size)[0]
        placed = PlacedLabel(request, best, box)
        self._take(placed)
        return placed

    def _ground(self, request: LabelRequest, *, farther: bool) -> _Ground:
        key = id(request), farther
        if key not in self._grounds:
            self._grounds[key] = _Ground(request, farther=farther)
        return self._grounds[key]

    def _best(self, request: LabelRequest, *, farther: bool) -> Candidate | None:
        """Return the cheapest free place: one batch is better than all that could follow."""
        ground = self._ground(request, farther=farther)
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
        free[look[self._hard.hits(roomy[look], request.owner, request.passes)]] = False
        tied = ~np.isnan(spots.table[:, 4])
        look = np.flatnonzero(free & tied)
        if len(look):
            leaders = _leaders(Spots(spots.table[look]), request)
            ground.leaders[part.start + look] = leaders
            hits = self._barriers.hits(leaders, request.owner, _CROSSED)
            free[look[hits]] = False
        look = np.flatnonzero(free)
        astray = self._astray(request, Spots(spots.table[look]), rectangles[look])
        if request.strict:
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
