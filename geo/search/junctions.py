"""Where numbered roads meet, found as people name it: by the nearest place and by the roads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.crs import to_grid, to_wgs84
from geo.roads.graph import network_of
from geo.search.actions import area_filter, go_action, in_all
from geo.search.entries import room_around
from geo.search.hits import HitKind, SearchEntry
from geo.search.typed import commune_at
from geo.strings import format_number, languages, say
from geo.text import DEFAULT_LANGUAGE, sort_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shapely.geometry import Point

    from geo.catalog.catalog import Catalog
    from geo.model import Area, Place
    from geo.roads.graph import Network

# A place so far away still names a junction.
_NAMED_WITHIN_M: Final = 3_000.0
# Nodes of the same roads so near to each other are one junction.
_ONE_WITHIN_M: Final = 500.0
_NAMING: Final = ("district_seat", "town", "village")
# Of the junctions at one place the one of the larger roads is meant first.
_MINOR: Final = 0.1
_LEGS: Final = {3: "three", 4: "four"}


@dataclass(frozen=True)
class RoadJunction:
    """A node of the network at which roads of several numbers meet.

    Parameters
    ----------
    refs
        The numbers of the roads, in their order.
    legs
        How many ways lead from it along numbered roads.
    spot
        In EPSG:9206.
    """

    refs: tuple[str, ...]
    legs: int
    spot: Point


def junction_entries(catalog: Catalog) -> Iterator[SearchEntry]:
    """Yield the junctions in the province."""
    places = [(place, to_grid(place.point)) for place in catalog.places if place.kind in _NAMING]
    for junction in find_junctions(network_of(catalog)):
        spot = to_wgs84(junction.spot)
        if commune_at(catalog, spot):
            yield _entry(catalog, junction, places)


def find_junctions(network: Network) -> Iterator[RoadJunction]:
    """Yield each junction of a network once, where at least three ways meet."""
    kept: dict[tuple[str, ...], list[Point]] = {}
    spots = {
        stop.node: network.lines[section_id].interpolate(stop.km * 1_000)
        for section_id, stops in network.stops.items()
        for stop in stops
    }
    for node in sorted(spots):
        found = {network.sections[one].ref for one in network.sections_at(node)} - {""}
        refs = tuple(sorted(found, key=sort_key))
        legs, spot = len(network.edges[node]), spots[node]
        others = kept.setdefault(refs, [])
        near = any(float(spot.distance(other)) < _ONE_WITHIN_M for other in others)
        if len(refs) > 1 and legs >= min(_LEGS) and not near:
            others.append(spot)
            yield RoadJunction(refs, legs, spot)


def _entry(
    catalog: Catalog, junction: RoadJunction, places: Sequence[tuple[Place, Point]]
) -> SearchEntry:
    spot = to_wgs84(junction.spot)
    commune = commune_at(catalog, spot)
    away = [(float(at.distance(junction.spot)), place) for place, at in places]
    metres, nearest = min(away, key=lambda pair: pair[0], default=(float("inf"), None))
    named = nearest if metres <= _NAMED_WITHIN_M else None
    legs = f"search.legs-{_LEGS.get(junction.legs, 'more')}"
    refs = " – ".join(junction.refs)

    def about(language: str) -> str:
        parts = [say(legs, language)]
        if named:
            km = format_number(metres / 1_000, language, 1)
            parts.append(say("search.near-place", language, name=named.name[language], km=km))
        if commune:
            parts.append(commune.full_name[language])
        return " · ".join(parts)

    return SearchEntry(
        kind=HitKind.JUNCTION,
        id=f"{'-'.join(junction.refs)}@{spot.x:.4f},{spot.y:.4f}",
        target_id="",
        label=in_all(lambda language: say("search.junction", language, roads=refs)),
        sublabel=in_all(about),
        names=tuple(_names(junction, _places(named, commune))),
        others=tuple(_names(junction, _bare(commune))),
        bounds=room_around(spot),
        point=(spot.x, spot.y),
        road_numbers=junction.refs,
        action=go_action(),
        also=area_filter(catalog, commune) if commune else None,
        weight=-_MINOR * sum(not _is_major(ref) for ref in junction.refs),
    )


def _is_major(ref: str) -> bool:
    """Tell whether a road is a national one and no side road of another: QL.6, not QL.6C."""
    return ref.startswith("QL.") and ref[-1].isdigit()


def _places(named: Place | None, commune: Area | None) -> Sequence[str]:
    """Return the names of the place at a junction, else of the commune in which it lies."""
    return _parts(named.name[DEFAULT_LANGUAGE]) if named else _bare(commune)


def _names(junction: RoadJunction, places: Sequence[str]) -> Iterator[str]:
    """Yield what people call a junction: by its place, by its roads."""
    for called in (*places, " ".join(junction.refs)):
        yield from (f"{kind} {called}" for kind in _kinds())


def _bare(commune: Area | None) -> Sequence[str]:
    return (commune.name[DEFAULT_LANGUAGE],) if commune else ()


def _kinds() -> tuple[str, ...]:
    """Return what people call a junction: few count its ways as the numbered roads do."""
    keys = [f"search.legs-{legs}" for legs in (*_LEGS.values(), "more")]
    return tuple(dict.fromkeys(say(key, language) for key in keys for language in languages()))


def _parts(name: str) -> list[str]:
    """Return both names of a place that has a second one in brackets."""
    return [part.strip() for part in re.split(r"[()]", name) if part.strip()]
