"""How far an item is by road from a border gate, the airport and an expressway junction.

The way starts at the middle of a line, at the nearest of the item's points, or at the seat of the
commune or district that it is placed by, and says which. It ends at the destination that is nearest
by road, straight lines to and from the road included. Where such a distance means nothing there is
none, see :func:`nearest_by_road`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Final

import shapely

from geo.catalog.catalog import once_per_catalog
from geo.crs import to_grid, to_wgs84
from geo.model import ROAD_KINDS, Evidence, GeometryKind, Kind, Project, State, spot_pieces
from geo.roads.graph import SNAP_KM, Path, RoadPosition, network_of
from geo.strings import format_number, say, say_in_all
from geo.text import NO_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shapely.geometry import Point
    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog
    from geo.model import Asset, GeometryPart
    from geo.roads.graph import Network
    from geo.text import Text

# What lies further from every numbered road is not connected to the network.
MAX_ACCESS_KM = 10.0
# An item this near to a destination is at the destination.
_HERE_KM = 0.1
# Access roads and uncertain lines are mentioned from this length on.
_WORTH_KM = 0.5
_UNCERTAIN = (Evidence.C, Evidence.D)
_COMMUNE_DIGITS = 5
_ROAD_IN_WORDS = re.compile(r"\b(?:QL|ĐT)\.\d+[A-Z]?\b")


class DestinationKind(StrEnum):
    """What is looked for; the value is part of the key of its words (``reach.gate``)."""

    GATE = "gate"
    MAIN_GATE = "main-gate"
    AIRPORT = "airport"
    JUNCTION = "junction"


_SENSELESS: Final[dict[str, frozenset[DestinationKind]]] = {
    Kind.AIRPORT: frozenset({DestinationKind.AIRPORT}),
    Kind.EXPRESSWAY: frozenset({DestinationKind.JUNCTION}),
}


class StartKind(StrEnum):
    """From where a way is measured, in the key of its words (``reach.from-middle``)."""

    MIDDLE = "middle"
    LONGEST = "longest"
    POINT = "point"
    SEAT = "seat"


@dataclass(frozen=True)
class Destination:
    """A place to reach by road: a gate, an airport or a junction.

    Parameters
    ----------
    id
        Id of the site; section and end of a junction, ``CT03-SL1@end``.
    reaches
        As what it counts: an international or main gate is a gate as well.
    note
        For a junction, how the texts name the place.
    planned
        Whether it is not in operation yet; its position is then schematic.
    road_numbers
        Numbers of the roads that meet at a junction.
    """

    id: str
    reaches: tuple[DestinationKind, ...]
    name: Text
    note: Text
    planned: bool
    point: Point
    road_numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class RoadPart:
    """One road of a way, in km; sections of one number in a row are one part."""

    ref: str
    km: float
    uncertain_km: float
    ferry: bool


@dataclass(frozen=True)
class RoadDistance:
    """The distance and the way to the nearest destination of a kind.

    Parameters
    ----------
    reach
        What was looked for.
    point
        Longitude and latitude of the destination (EPSG:4326).
    start, start_kind
        Longitude and latitude from where the way is measured, and what of the item that is.
    straight_km
        Straight line between the two, in EPSG:9206.
    road_km
        Along the numbered roads; ``None`` when the destination cannot be reached over them.
    start_access_km, end_access_km
        Straight lines between the road and start or destination.
    parts
        The roads in the order of travel.
    here
        Whether the item is at the destination itself; the distance is 0 then.
    approximate
        Whether the place of the item is known only by its commune, as a drawing, or with grade
        C or D.
    way
        The network and the way over it, ``None`` for no way at all.
    """

    reach: DestinationKind
    target: Destination
    point: tuple[float, float]
    start: tuple[float, float]
    start_kind: StartKind
    straight_km: float
    road_km: float | None
    start_access_km: float = 0.0
    end_access_km: float = 0.0
    parts: tuple[RoadPart, ...] = ()
    here: bool = False
    approximate: bool = False
    way: tuple[Network, Path] | None = field(default=None, repr=False, compare=False)

    @property
    def line(self) -> BaseGeometry | None:
        """The way over the roads (EPSG:4326), without the straight lines."""
        if self.way is None:
            return None
        network, path = self.way
        return network.line(path)

    @property
    def total_km(self) -> float | None:
        """Kilometres by road and straight lines together, ``None`` where no road leads there."""
        if self.road_km is None:
            return None
        return self.start_access_km + self.road_km + self.end_access_km

    @property
    def road_numbers(self) -> tuple[str, ...]:
        """The road numbers in the order of travel."""
        return tuple(part.ref for part in self.parts)

    @property
    def uncertain_km(self) -> float:
        """Kilometres on lines of grade C or D."""
        return sum(part.uncertain_km for part in self.parts)

    @property
    def ferry(self) -> bool:
        """Whether the way takes a ferry."""
        return any(part.ferry for part in self.parts)

    def describe(self, language: str) -> str:
        """Return distance and way in words, in whole km, without the name of the destination."""

        def say_km(key: str, km: float, **values: str) -> str:
            return say(key, language, km=_whole_km(km, language), **values)

        words = []
        if self.here:
            words.append(say("reach.here", language))
        elif self.road_km is None:
            words.append(say_km("reach.none", self.straight_km))
        else:
            roads = " – ".join(self.road_numbers)
            words.append(say_km("reach.by-road", self.road_km, roads=roads))
            access = self.start_access_km + self.end_access_km
            if access >= _WORTH_KM:
                words.append(say_km("reach.access", access))
            if self.ferry:
                words.append(say("reach.ferry", language))
            if self.uncertain_km >= _WORTH_KM:
                words.append(say_km("reach.uncertain", self.uncertain_km))
        words += [] if self.here else [say(f"reach.from-{self.start_kind}", language)]
        words += [say("reach.planned", language)] if self.target.planned else []
        words += [say("reach.approximate", language)] if self.approximate else []
        return "; ".join(words)


def _whole_km(km: float, language: str) -> str:
    least = say("reach.less", language)
    return format_number(km, language) if km >= _WORTH_KM else least


@dataclass(frozen=True)
class _Start:
    """A place (EPSG:4326) from which the way to an item may start."""

    point: Point
    kind: StartKind
    approximate: bool


@once_per_catalog
def nearest_by_road(catalog: Catalog, item: Project | Asset) -> tuple[RoadDistance, ...]:
    """Return the nearest border gate, airport and expressway junction by road.

    One answer for each of :class:`DestinationKind`, in its order; a kind without any destination is
    left out, and so is the nearest international or main gate where the nearest gate is one.
    Left out as well is what nobody asks: the airport nearest to an airport, the gate nearest to a
    gate that is one itself, the junction nearest to the expressway. Nothing for an item without a
    position or outside the province, nor for one that is everywhere: a standing road, works on
    a road whose line or spots are not known, a group, what is known to lie somewhere in a commune
    or former district.
    """
    if item.id in catalog.groups:
        return ()
    network = network_of(catalog)
    starts = tuple(_starts(catalog, item)) if _has_centre(catalog, item) else ()
    senseless = _SENSELESS.get(item.kind, frozenset())
    attached = {spot: start for start in starts if (spot := _attached(network, start.point))}
    answers: list[RoadDistance] = []
    for reach in DestinationKind if starts else ():
        if reach in senseless:
            continue
        distances = [
            _distance(network, starts, attached, reach, target)
            for target in targets_of(catalog)
            if reach in target.reaches
        ]
        answer = min(distances, key=_rank, default=None)
        if answer and all(answer.target != nearer.target for nearer in answers):
            answers.append(answer)
    # A gate is no way to itself.
    own = item.kind == Kind.BORDER_GATE
    return tuple(answer for answer in answers if not (own and answer.here))


def _has_centre(catalog: Catalog, item: Project | Asset) -> bool:
    """Tell whether there is a place that stands for the whole item."""
    if item.id in catalog.groups or getattr(item, "unlocated_spots", False):
        return False
    if not any(touches for _, touches in item.overlaps):
        return False
    lines = any("Line" in piece.geometry.geom_type for piece in item.pieces)
    points = any(piece.geometry_kind is GeometryKind.POINT for piece in item.pieces)
    if item.kind in ROAD_KINDS:
        return lines and isinstance(item, Project)
    return lines or points or any(_in_commune(piece) for piece in item.pieces)


@once_per_catalog
def targets_of(catalog: Catalog) -> tuple[Destination, ...]:
    """Return all gates, airports and expressway junctions of a catalog."""
    kinds = {
        "border_gate_international": (DestinationKind.GATE, DestinationKind.MAIN_GATE),
        "border_gate_main": (DestinationKind.GATE, DestinationKind.MAIN_GATE),
        "border_gate_secondary": (DestinationKind.GATE,),
        "airport": (DestinationKind.AIRPORT,),
    }
    sites = [
        Destination(site.id, kinds[site.kind], site.name, NO_TEXT, planned=False, point=site.point)
        for site in catalog.sites.values()
        if site.kind in kinds
    ]
    return (*sites, *_junctions(catalog))


def _junctions(catalog: Catalog) -> Iterator[Destination]:
    """Yield the ends of expressway sections at which a text names a numbered road.

    Where else the expressway will have junctions is not published, and a crossing of its
    schematic line with a road says nothing.
    """
    operating = {
        piece.origin
        for asset in catalog.assets.values()
        if asset.kind == Kind.EXPRESSWAY and asset.state is State.OPERATING
        for piece in asset.pieces
    }
    for section in catalog.sections.values():
        if section.road_class != "expressway":
            continue
        for side, words, xy in (
            ("start", section.start, section.line.coords[0]),
            ("end", section.end, section.line.coords[-1]),
        ):
            named = _ROAD_IN_WORDS.findall(words["vi"])
            if named:
                yield Destination(
                    id=f"{section.id}@{side}",
                    reaches=(DestinationKind.JUNCTION,),
                    name=say_in_all("reach.at-roads", roads=" – ".join((section.ref, *named))),
                    note=words,
                    planned=section.id not in operating,
                    point=shapely.Point(xy),
                    road_numbers=(section.ref, *named),
                )


def _distance(
    network: Network,
    starts: Sequence[_Start],
    attached: Mapping[RoadPosition, _Start],
    reach: DestinationKind,
    target: Destination,
) -> RoadDistance:
    """Return how far one destination is: at the item itself, by road, or out of reach."""
    start = min(starts, key=lambda start: _straight_km(start.point, target.point))
    here = _straight_km(start.point, target.point) < _HERE_KM
    end = None if here else _attached(network, target.point)
    path = network.shortest(list(attached), [end]) if end else None
    start = attached[path.start] if path else start
    return RoadDistance(
        reach=reach,
        target=target,
        point=(target.point.x, target.point.y),
        start=(start.point.x, start.point.y),
        start_kind=start.kind,
        straight_km=_straight_km(start.point, target.point),
        road_km=path.road_km if path else 0.0 if here else None,
        start_access_km=path.start.access_km if path else 0.0,
        end_access_km=path.end.access_km if path else 0.0,
        parts=_parts(network, path) if path else (),
        here=here,
        approximate=start.approximate and not here,
        way=(network, path) if path else None,
    )


def _rank(answer: RoadDistance) -> tuple[bool, float, str]:
    total = answer.total_km
    return total is None, answer.straight_km if total is None else total, answer.target.id


def _attached(network: Network, point: Point) -> RoadPosition | None:
    spot = network.attach(to_grid(point))
    return spot if spot.access_km <= MAX_ACCESS_KM else None


def _straight_km(one: Point, two: Point) -> float:
    return float(to_grid(one).distance(to_grid(two))) / 1_000


def _parts(network: Network, path: Path) -> tuple[RoadPart, ...]:
    parts = []
    # The few metres by which two ends miss each other are no road of the way.
    legs = [leg for leg in path.legs if leg.km > SNAP_KM] or list(path.legs)
    for ref, group in groupby(legs, key=lambda leg: network.sections[leg.section_id].ref):
        on_road = [(leg.km, network.sections[leg.section_id]) for leg in group]
        parts.append(
            RoadPart(
                ref=ref,
                km=sum(km for km, _ in on_road),
                uncertain_km=sum(km for km, s in on_road if s.evidence in _UNCERTAIN),
                ferry=any(s.crossing == "ferry" for _, s in on_road),
            )
        )
    return tuple(parts)


def _in_commune(piece: GeometryPart) -> bool:
    """Tell whether a part is the whole commune or former district, not somewhere within it."""
    return piece.geometry_kind is GeometryKind.AREA


def _starts(catalog: Catalog, item: Project | Asset) -> Iterator[_Start]:
    """Yield the places from which an item's way may start, each once."""
    pieces = spot_pieces(item.pieces)
    lines = [piece for piece in pieces if "Line" in piece.geometry.geom_type]
    # A runway is a line, too; the airport has its point.
    if lines and all(piece.geometry_kind is not GeometryKind.POINT for piece in pieces):
        yield _middle(lines)
        return
    for piece in pieces:
        if piece.geometry_kind is GeometryKind.POINT:
            yield _Start(piece.geometry, StartKind.POINT, piece.evidence in _UNCERTAIN)
        elif _in_commune(piece):
            seat = _seat(catalog, piece.origin, piece.geometry)
            yield _Start(seat, StartKind.SEAT, approximate=True)


def _middle(lines: Sequence[GeometryPart]) -> _Start:
    """Return the middle of a line; of a line in several parts, that of the longest one."""
    drawn = any(piece.geometry_kind is GeometryKind.SCHEMATIC for piece in lines)
    parts = shapely.get_parts([to_grid(piece.geometry) for piece in lines])
    merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(parts)))
    longest = max(merged, key=lambda part: (part.length, part.coords[0]))
    kind = StartKind.MIDDLE if len(merged) == 1 else StartKind.LONGEST
    return _Start(to_wgs84(longest.interpolate(0.5, normalized=True)), kind, drawn)


def _seat(catalog: Catalog, origin: str, area: BaseGeometry) -> Point:
    """Return the seat (EPSG:4326) of a commune or former district, else a point inside."""
    level, _, code = origin.partition(":")
    of_commune = level == "commune" or len(code) == _COMMUNE_DIGITS
    kind, field = ("commune", "commune_code") if of_commune else ("district_seat", "district_code")
    seats = (p.point for p in catalog.places if p.kind == kind and getattr(p, field) == code)
    return next(seats, None) or to_wgs84(to_grid(area).representative_point())
