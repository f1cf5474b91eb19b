"""What labels on paper must not cover, should rather not cover, and belong to.

All measures are points.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from layers.paper.labels.spots import Spots

# Lines are simplified to this before labels look at them, and cut into pieces of so many steps.
DETAIL = 0.3
_PIECE = 8
# A step smaller than this runs along the edge of a label.
_FLAT = 1e-9
# So much nearer its own object than to a foreign one a label stands, at least; and so far off
# a foreign one where a leader ties it to its own. Lines were simplified.
_NEARER, _OFF = 1.0 + 2 * DETAIL, 1.2 + DETAIL


@dataclass
class Obstacles:
    """Shapes with kind and owner, found by where they are."""

    shapes: list[BaseGeometry] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)

    def add(self, shape: BaseGeometry, kind: str, owner: str) -> None:
        """Add a shape; an empty one is in nobody's way."""
        if not shape.is_empty:
            self.shapes.append(shape)
            self.kinds.append(kind)
            self.owners.append(owner)
            self.__dict__.pop("tree", None)
            self.__dict__.pop("columns", None)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The shapes by where they are."""
        return shapely.STRtree(self.shapes)

    @cached_property
    def columns(self) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
        """Kinds and owners of the shapes."""
        return np.array(self.kinds, dtype=str), np.array(self.owners, dtype=str)

    def hits(
        self, shapes: NDArray[np.object_], owner: str, passes: frozenset[str]
    ) -> NDArray[np.intp]:
        """Return the places of the shapes that something is in the way of.

        Parameters
        ----------
        owner
            What belongs to it is in nobody's way.
        passes
            Kinds that are in nobody's way.
        """
        if not self.shapes or not len(shapes):
            return np.zeros(0, dtype=np.intp)
        spots, found = self.tree.query(shapes, predicate="intersects")
        kinds, owners = self.columns
        stops = np.ones(len(found), dtype=bool)
        if passes:
            stops &= ~np.isin(kinds[found], list(passes))
        if owner:
            stops &= owners[found] != owner
        return np.asarray(spots[stops])


@dataclass
class Objects:
    """What labels of one kind belong to."""

    shapes: list[BaseGeometry] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The shapes by where they are."""
        return shapely.STRtree(self.shapes)

    @cached_property
    def names(self) -> NDArray[np.str_]:
        """Owners of the shapes."""
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


@dataclass
class Lines:
    """Lines that labels should rather not cover, as straight parts of a weight."""

    ends: list[NDArray[np.float64]] = field(default_factory=list)
    weights: list[NDArray[np.float64]] = field(default_factory=list)
    owners: list[NDArray[np.str_]] = field(default_factory=list)

    def add(self, line: BaseGeometry, weight: float, owner: str = "") -> None:
        """Add a line of some weight a point of its length."""
        for part in shapely.get_parts(shapely.simplify(line, DETAIL, preserve_topology=False)):
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
        """Ends, weights and owners of all straight parts, and the parts by where they are."""
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
        lengths = length_inside(ends[hits], spots.table[which], size)
        return np.bincount(which, lengths * weights[hits], minlength=len(spots)).astype(float)


def length_inside(
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


def pieces_of(line: BaseGeometry) -> list[BaseGeometry]:
    """Return a line in short pieces: a label is near few of them, so that questions are cheap."""
    found: list[BaseGeometry] = []
    for part in shapely.get_parts(shapely.simplify(line, DETAIL, preserve_topology=False)):
        xy = shapely.get_coordinates(part)
        found += [
            shapely.linestrings(xy[start : start + _PIECE + 1])
            for start in range(0, len(xy) - 1, _PIECE)
        ]
    return found
