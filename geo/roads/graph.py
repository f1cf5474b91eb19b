"""The numbered roads as one network, and the shortest way over it.

Sections of national and provincial roads, and of an expressway only where it operates. They
join where they cross and where an end lies on another section, within :data:`SNAP_KM`; what a
join leaves open is not counted. A crossing of an expressway is no junction: its ends are.
Lengths are those of the lines in EPSG:9206; a way that is not numbered is not known here.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import count, pairwise
from typing import TYPE_CHECKING

import shapely
from shapely.ops import substring

from geo.catalog.catalog import once_per_catalog
from geo.crs import to_grid, to_wgs84
from geo.model import ROAD_KINDS, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from shapely.geometry import LineString, Point
    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog
    from geo.model import Section

# Section ends that meet at one junction lie up to half of this apart in the source map.
SNAP_KM = 0.06
EXPRESSWAY = "expressway"
_ROADS = ("national", "provincial")


@dataclass(frozen=True)
class SectionNode:
    """A node of the network on a section, `km` from the section's start."""

    km: float
    node: int


@dataclass(frozen=True)
class RoadPosition:
    """A place on a section of the network, and the straight line that leads there.

    Parameters
    ----------
    km
        From the start of the section.
    access_km
        Straight-line distance of the true place from the road.
    """

    section_id: str
    km: float
    access_km: float = 0.0


@dataclass(frozen=True)
class PathLeg:
    """The part of a section that a way travels; `from_km` is the larger one on the way back."""

    section_id: str
    from_km: float
    to_km: float

    @property
    def km(self) -> float:
        """Kilometres along the road."""
        return abs(self.to_km - self.from_km)


@dataclass(frozen=True)
class Path:
    """The shortest way between two positions."""

    start: RoadPosition
    end: RoadPosition
    legs: tuple[PathLeg, ...]

    @property
    def road_km(self) -> float:
        """Kilometres along the roads."""
        return sum(leg.km for leg in self.legs)

    @property
    def total_km(self) -> float:
        """Kilometres along the roads and both straight lines of access."""
        return self.start.access_km + self.road_km + self.end.access_km


@dataclass(frozen=True)
class Edge:
    """The part of a section between two neighbouring nodes, as seen from one of them."""

    to: int
    leg: PathLeg


@dataclass(frozen=True, eq=False)
class Network:
    """The graph of the numbered roads.

    Parameters
    ----------
    lines
        Lines of the sections in EPSG:9206, in metres.
    stops
        For each section its nodes in order, both ends included.
    edges
        For each node the parts of sections that leave it.
    tree
        Search tree of `lines`, in their order.
    """

    sections: Mapping[str, Section]
    lines: Mapping[str, LineString]
    stops: Mapping[str, tuple[SectionNode, ...]]
    edges: tuple[tuple[Edge, ...], ...]
    tree: shapely.STRtree

    def attach(self, point: Point) -> RoadPosition:
        """Return the place on the network nearest to a point in EPSG:9206."""
        place = int(self.tree.query_nearest(point, all_matches=False)[0])
        section_id = tuple(self.lines)[place]
        line = self.lines[section_id]
        access = float(line.distance(point)) / 1_000
        return RoadPosition(section_id, float(line.project(point)) / 1_000, access)

    def shortest(self, starts: Sequence[RoadPosition], ends: Sequence[RoadPosition]) -> Path | None:
        """Return the shortest way from any of `starts` to any of `ends`, access included.

        ``None`` when no road connects them.
        """
        search = _Search(self, tuple(starts))
        paths = [path for end in ends if (path := search.path(end))]
        return min(paths, key=lambda path: path.total_km, default=None)

    def adjacent_stops(self, spot: RoadPosition) -> Iterator[SectionNode]:
        """Yield the nodes before and behind a position on its section."""
        stops = self.stops[spot.section_id]
        after = bisect_left([stop.km for stop in stops], spot.km)
        yield from stops[max(after - 1, 0) : after + 1]

    def sections_at(self, node: int) -> tuple[str, ...]:
        """Return the sections that meet at a node."""
        return tuple(dict.fromkeys(edge.leg.section_id for edge in self.edges[node]))

    def line(self, path: Path) -> BaseGeometry | None:
        """Return the roads of a path as a line in EPSG:4326, ``None`` for no way at all."""
        parts = [
            to_wgs84(substring(self.lines[r.section_id], r.from_km * 1_000, r.to_km * 1_000))
            for r in path.legs
        ]
        return shapely.line_merge(shapely.multilinestrings(parts)) if parts else None


class _Search:
    """Dijkstra's shortest paths from several positions at once."""

    def __init__(self, network: Network, starts: tuple[RoadPosition, ...]) -> None:
        self.network, self.starts = network, starts
        # For each node: the cost in km, the node before, the leg from there, the first start.
        self.reached: dict[int, tuple[float, int | None, PathLeg, RoadPosition]] = {}
        # The counter decides ties, so that two runs find the same way.
        heap: list[tuple[float, int, int, int | None, PathLeg, RoadPosition]] = []
        for start in starts:
            for stop in network.adjacent_stops(start):
                leg = PathLeg(start.section_id, start.km, stop.km)
                cost = start.access_km + leg.km
                heapq.heappush(heap, (cost, len(heap), stop.node, None, leg, start))
        counter = count(len(heap) + 1)
        while heap:
            cost, _, node, before, leg, start = heapq.heappop(heap)
            if node in self.reached:
                continue
            self.reached[node] = (cost, before, leg, start)
            for edge in network.edges[node]:
                if edge.to not in self.reached:
                    step = (cost + edge.leg.km, next(counter), edge.to, node, edge.leg, start)
                    heapq.heappush(heap, step)

    def path(self, end: RoadPosition) -> Path | None:
        """Return the shortest way to `end`."""
        ways = [
            Path(start, end, _joined([PathLeg(end.section_id, start.km, end.km)]))
            for start in self.starts
            if start.section_id == end.section_id
        ]
        for stop in self.network.adjacent_stops(end):
            legs = [PathLeg(end.section_id, stop.km, end.km)]
            node: int | None = stop.node if stop.node in self.reached else None
            while node is not None:
                _, node, leg, start = self.reached[node]
                legs.append(leg)
            if stop.node in self.reached:
                ways.append(Path(start, end, _joined(legs[::-1])))
        return min(ways, key=lambda way: way.total_km, default=None)


def _joined(legs: Iterable[PathLeg]) -> tuple[PathLeg, ...]:
    """Return the legs with those that continue each other as one."""
    joined: list[PathLeg] = []
    for leg in legs:
        last = joined[-1] if joined else None
        if last and last.section_id == leg.section_id and last.to_km == leg.from_km:
            joined[-1] = replace(last, to_km=leg.to_km)
        else:
            joined.append(leg)
    return tuple(leg for leg in joined if leg.km)


@once_per_catalog
def network_of(catalog: Catalog) -> Network:
    """Return the network of a catalog, built once."""
    return build_network([catalog.sections[key] for key in sorted(_travelled(catalog))])


def _travelled(catalog: Catalog) -> set[str]:
    """Return the sections of numbered roads, without what is closed or not yet built."""
    state = {
        piece.origin: asset.state
        for asset in catalog.assets.values()
        if asset.kind in ROAD_KINDS
        for piece in asset.pieces
    }
    return {
        section.id
        for section in catalog.sections.values()
        if (section.road_class in _ROADS and state.get(section.id) is not State.CLOSED)
        or (section.road_class == EXPRESSWAY and state.get(section.id) is State.OPERATING)
    }


def build_network(sections: Sequence[Section]) -> Network:
    """Return the network of some sections, joined where they meet or cross."""
    lines = {section.id: to_grid(section.line) for section in sections}
    tree = shapely.STRtree(list(lines.values()))
    joints = _Joints(lines)
    classes = {section.id: section.road_class for section in sections}
    ids = list(lines)
    near = tree.query(list(lines.values()), predicate="dwithin", distance=SNAP_KM * 1_000)
    for one, two in sorted((int(a), int(b)) for a, b in near.T if a != b):
        joints.join_ends(ids[one], ids[two])
        if one < two and EXPRESSWAY not in {classes[ids[one]], classes[ids[two]]}:
            joints.join_crossings(ids[one], ids[two])
    stops = joints.stops()
    edges: list[list[Edge]] = [[] for _ in range(joints.nodes)]
    for section_id, places in stops.items():
        for one_stop, two_stop in pairwise(places):
            there = PathLeg(section_id, one_stop.km, two_stop.km)
            back = PathLeg(section_id, two_stop.km, one_stop.km)
            edges[one_stop.node].append(Edge(two_stop.node, there))
            edges[two_stop.node].append(Edge(one_stop.node, back))
    return Network(
        {s.id: s for s in sections}, lines, stops, tuple(tuple(group) for group in edges), tree
    )


class _Joints:
    """The cuts of sections, by km from their starts, and which cuts are one node."""

    def __init__(self, lines: Mapping[str, LineString]) -> None:
        self.lines = lines
        self.cuts: dict[str, list[float]] = {
            key: [0.0, float(line.length) / 1_000] for key, line in lines.items()
        }
        self.leader: dict[tuple[str, float], tuple[str, float]] = {}
        self.nodes = 0

    def join_ends(self, one: str, two: str) -> None:
        """Join the ends of section `one` to section `two` where they lie on it."""
        own, other = self.lines[one], self.lines[two]
        for place, xy in ((0, own.coords[0]), (1, own.coords[-1])):
            end = shapely.Point(xy)
            if float(end.distance(other)) <= SNAP_KM * 1_000:
                self._unite((one, self.cuts[one][place]), self._cut(two, end))

    def join_crossings(self, one: str, two: str) -> None:
        """Join two sections where their lines cross; where they run together, at both ends."""
        shared = shapely.intersection(self.lines[one], self.lines[two])
        for part in getattr(shared, "geoms", [shared]):
            for xy in (part.coords[0], part.coords[-1]) if not part.is_empty else ():
                self._unite(*(self._cut(key, shapely.Point(xy)) for key in (one, two)))

    def _cut(self, section_id: str, point: Point) -> tuple[str, float]:
        """Return the cut of a section at a point; one within reach is the same."""
        km = float(self.lines[section_id].project(point)) / 1_000
        cuts = self.cuts[section_id]
        nearest = min(cuts, key=lambda cut: abs(cut - km))
        if abs(nearest - km) <= SNAP_KM:
            return section_id, nearest
        cuts.append(km)
        return section_id, km

    def _unite(self, one: tuple[str, float], two: tuple[str, float]) -> None:
        first, second = sorted((self._lead(one), self._lead(two)))
        self.leader[second] = first

    def _lead(self, cut: tuple[str, float]) -> tuple[str, float]:
        while self.leader.get(cut, cut) != cut:
            cut = self.leader[cut]
        return cut

    def stops(self) -> dict[str, tuple[SectionNode, ...]]:
        """Return the nodes along each section."""
        numbers: dict[tuple[str, float], int] = {}
        stops = {
            key: tuple(
                SectionNode(km, numbers.setdefault(self._lead((key, km)), len(numbers)))
                for km in sorted(cuts)
            )
            for key, cuts in self.cuts.items()
        }
        self.nodes = len(numbers)
        return stops
