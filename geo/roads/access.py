"""How far an item is by road from a border gate, the airport and an expressway junction.

The way starts at the nearest of the item's own places: its points, the two ends of a line, the
seat of a commune or district that it is placed by. It ends at the target that is nearest by
road, straight lines to and from the road included.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

import shapely

from geo.catalog.catalog import once_per_catalog
from geo.crs import to_grid, to_wgs84
from geo.model import Evidence, GeometryKind, Kind, State
from geo.roads.graph import SNAP_KM, Path, RoadPosition, network_of
from geo.strings import format_number, say, say_in_all
from geo.text import NO_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from shapely.geometry import Point
    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog
    from geo.model import Asset, Place, Project
    from geo.roads.graph import Network
    from geo.text import Text

# What lies further from every numbered road is not connected to the network.
MAX_ACCESS_KM = 10.0
# An item this near to a target is at the target.
_HERE_KM = 0.1
# What lies on no road is worth a word from this length on.
_WORTH_KM = 0.5
_UNCERTAIN = (Evidence.C, Evidence.D)
_ROAD_IN_WORDS = re.compile(r"\b(?:QL|ĐT)\.\d+[A-Z]?\b")


class DestinationKind(StrEnum):
    """What is looked for; the value is part of the key of its words (``reach.gate``)."""

    GATE = "gate"
    MAIN_GATE = "main-gate"
    AIRPORT = "airport"
    JUNCTION = "junction"


@dataclass(frozen=True)
class Destination:
    """A place that one wants to reach.

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
    """One road on the way; sections of one number in a row are one part."""

    ref: str
    km: float
    uncertain_km: float
    ferry: bool


@dataclass(frozen=True)
class RoadDistance:
    """How far the nearest target of a kind is.

    Parameters
    ----------
    reach
        What was looked for.
    point
        Longitude and latitude of the target (EPSG:4326).
    start
        Longitude and latitude from where the way is measured.
    straight_km
        Straight line between the two, in EPSG:9206.
    road_km
        Along the numbered roads; ``None`` when the target cannot be reached over them.
    start_access_km, end_access_km
        Straight lines between the road and start or target.
    parts
        The roads in the order of travel.
    here
        Whether the item is at the target itself; the distance is 0 then.
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
        """Road and straight lines together."""
        if self.road_km is None:
            return None
        return self.start_access_km + self.road_km + self.end_access_km

    @property
    def road_numbers(self) -> tuple[str, ...]:
        """The road numbers in the order of travel."""
        return tuple(part.ref for part in self.parts)

    @property
    def uncertain_km(self) -> float:
        """Length on lines of grade C or D."""
        return sum(part.uncertain_km for part in self.parts)

    @property
    def ferry(self) -> bool:
        """Whether the way takes a ferry."""
        return any(part.ferry for part in self.parts)

    def describe(self, language: str) -> str:
        """Say distance and way in words, without the target's name."""
        return "; ".join(_words(self, language))


@dataclass(frozen=True)
class _Start:
    point: Point
    approximate: bool


@once_per_catalog
def nearest_by_road(catalog: Catalog, item: Project | Asset) -> tuple[RoadDistance, ...]:
    """Return the nearest border gate, airport and expressway junction by road.

    One answer for each of :class:`DestinationKind`, in its order; a kind without any target is left
    out, and so is the nearest international or main gate where the nearest gate is one. Nothing for
    an item without a position.
    """
    starts = tuple(_starts(catalog, item))
    if not starts:
        return ()
    network = network_of(catalog)
    answers: list[RoadDistance] = []
    for reach in DestinationKind:
        targets = [target for target in targets_of(catalog) if reach in target.reaches]
        if targets:
            answer = _nearest(network, starts, targets, reach)
            if all(answer.target != known.target for known in answers):
                answers.append(answer)
    return tuple(answers)


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
        if asset.kind is Kind.EXPRESSWAY and asset.state is State.OPERATING
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


def _nearest(
    network: Network,
    starts: Sequence[_Start],
    targets: Iterable[Destination],
    reach: DestinationKind,
) -> RoadDistance:
    spots = {spot: start for start in starts if (spot := _attached(network, start.point))}
    answers: list[tuple[RoadDistance, Path | None]] = []
    for target in targets:
        near = min(starts, key=lambda start: _straight_km(start.point, target.point))
        end = _attached(network, target.point)
        if _straight_km(near.point, target.point) < _HERE_KM:
            here = _unreached(reach, target, replace(near, approximate=False))
            answers.append((replace(here, road_km=0.0, here=True), None))
        elif end and (path := network.shortest(list(spots), [end])):
            answers.append((_by_road(network, reach, target, spots[path.start], path), path))
        else:
            answers.append((_unreached(reach, target, near), None))
    answer, path = min(answers, key=lambda pair: _rank(pair[0]))
    return replace(answer, way=(network, path)) if path else answer


def _rank(answer: RoadDistance) -> tuple[bool, float, str]:
    total = answer.total_km
    return total is None, answer.straight_km if total is None else total, answer.target.id


def _attached(network: Network, point: Point) -> RoadPosition | None:
    spot = network.attach(to_grid(point))
    return spot if spot.access_km <= MAX_ACCESS_KM else None


def _straight_km(one: Point, two: Point) -> float:
    return float(to_grid(one).distance(to_grid(two))) / 1_000


def _unreached(reach: DestinationKind, target: Destination, start: _Start) -> RoadDistance:
    return RoadDistance(
        reach=reach,
        target=target,
        point=(target.point.x, target.point.y),
        start=(start.point.x, start.point.y),
        straight_km=_straight_km(start.point, target.point),
        road_km=None,
        approximate=start.approximate,
    )


def _by_road(
    network: Network, reach: DestinationKind, target: Destination, start: _Start, path: Path
) -> RoadDistance:
    return replace(
        _unreached(reach, target, start),
        road_km=path.road_km,
        start_access_km=path.start.access_km,
        end_access_km=path.end.access_km,
        parts=_parts(network, path),
    )


def _parts(network: Network, path: Path) -> tuple[RoadPart, ...]:
    parts = []
    # The few metres by which two ends miss each other are no road of the way.
    rides = [ride for ride in path.legs if ride.km > SNAP_KM] or list(path.legs)
    for ref, group in groupby(rides, key=lambda ride: network.sections[ride.section_id].ref):
        stretch = [(ride.km, network.sections[ride.section_id]) for ride in group]
        parts.append(
            RoadPart(
                ref=ref,
                km=sum(km for km, _ in stretch),
                uncertain_km=sum(km for km, s in stretch if s.evidence in _UNCERTAIN),
                ferry=any(s.crossing == "ferry" for _, s in stretch),
            )
        )
    return tuple(parts)


def _starts(catalog: Catalog, item: Project | Asset) -> Iterator[_Start]:
    """Yield the places from which an item's way may start, each once."""
    lines = [piece for piece in item.pieces if "Line" in piece.geometry.geom_type]
    if lines:
        drawn = any(piece.geometry_kind is GeometryKind.SCHEMATIC for piece in lines)
        merged = shapely.line_merge(
            shapely.multilinestrings([part for p in lines for part in _simple(p.geometry)])
        )
        ends = {xy for part in _simple(merged) for xy in (part.coords[0], part.coords[-1])}
        yield from (_Start(shapely.Point(xy), drawn) for xy in sorted(ends))
    for piece in item.pieces:
        if piece.geometry_kind is GeometryKind.AREA:
            yield _Start(_seat(catalog, piece.origin, piece.geometry), approximate=True)
        elif piece.geometry.geom_type == "Point":
            yield _Start(piece.geometry, piece.evidence in _UNCERTAIN)


def _simple(geometry: BaseGeometry) -> list[BaseGeometry]:
    return list(getattr(geometry, "geoms", [geometry]))


def _seat(catalog: Catalog, origin: str, area: BaseGeometry) -> Point:
    """Return the seat of a commune or former district, else a point inside."""
    level, _, code = origin.partition(":")

    def fits(place: Place) -> bool:
        if level == "commune":
            return place.kind == "commune" and place.commune_code == code
        return place.kind == "district_seat" and place.district_code == code

    known = [place.point for place in catalog.places if fits(place)]
    return known[0] if known else to_wgs84(to_grid(area).representative_point())


def _words(answer: RoadDistance, language: str) -> Iterator[str]:
    def km(value: float) -> str:
        return format_number(value, language, 1)

    if answer.here:
        yield say("reach.here", language)
    elif answer.road_km is None:
        yield say("reach.none", language, km=km(answer.straight_km))
    else:
        roads = " – ".join(answer.road_numbers)
        yield say("reach.by-road", language, km=km(answer.road_km), roads=roads)
        access = answer.start_access_km + answer.end_access_km
        if access >= _WORTH_KM:
            yield say("reach.access", language, km=km(access))
        if answer.ferry:
            yield say("reach.ferry", language)
        if answer.uncertain_km >= _WORTH_KM:
            yield say("reach.uncertain", language, km=km(answer.uncertain_km))
    if answer.target.planned:
        yield say("reach.planned", language)
    if answer.approximate:
        yield say("reach.approximate", language)
