"""What can be found by name: roads, areas of today and before, corridors, items and places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import shapely

from geo.model import ROAD_KINDS, AreaFrame, GeometryKind, spot_pieces
from geo.query.wording import whereabouts
from geo.road_names import spellings
from geo.search.actions import (
    area_filter,
    corridor_filter,
    go_action,
    in_all,
    in_sentence,
    open_action,
)
from geo.search.facts import kind_words
from geo.search.hits import HitKind, SearchEntry
from geo.strings import format_number, say
from geo.text import DEFAULT_LANGUAGE, sort_key, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely.geometry import Point
    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog
    from geo.model import Area, Asset, Corridor, Merger, Place, Project
from geo.search.hits import Bounds

# Half the side of what is shown around a point, about 2 km.
POINT_ROOM = 0.02
# So many names stand in a sublabel before the rest is only counted.
_SOME_NAMES = 4
_TYPE = re.compile(r"^(?:phường|xã|thị trấn) ", re.IGNORECASE)


def entries_of(catalog: Catalog) -> tuple[SearchEntry, ...]:
    """Return what lies somewhere; places that stand for a commune are areas already."""
    units = (*catalog.mergers, *catalog.earlier_units)
    roads = [asset for asset in catalog.assets.values() if asset.kind in ROAD_KINDS and asset.ref]
    others = [asset for asset in catalog.assets.values() if asset not in roads]
    return (
        *(_road(catalog, asset) for asset in roads),
        *(_area(catalog, area) for area in catalog.areas.frame(AreaFrame.COMMUNE)),
        *(_former_commune(catalog, unit) for unit in units if _has_gone(catalog, unit)),
        *(_former_district(catalog, area) for area in catalog.areas.frame(AreaFrame.DISTRICT)),
        *(_corridor(catalog, corridor) for corridor in catalog.corridors.values()),
        *(_item(catalog, project, HitKind.PROJECT) for project in catalog.projects.values()),
        *(_item(catalog, asset, HitKind.ASSET) for asset in others),
        *(_place(catalog, place) for place in catalog.places if place.kind != "commune"),
    )


def room_around(point: Point, degrees: float = POINT_ROOM) -> Bounds:
    """Return the bounds to show around a point, in degrees."""
    return point.x - degrees, point.y - degrees, point.x + degrees, point.y + degrees


def _bounds(shapes: Iterable[BaseGeometry]) -> Bounds | None:
    every = list(shapes)
    if not every:
        return None
    west, south, east, north = (float(value) for value in shapely.total_bounds(every))
    return west, south, east, north


def _in_district(district: Area, language: str) -> str:
    """Return a former district in words, as the place where something was."""
    return say("selection.former", language, name=in_sentence(district, language))


def _listed(names: Iterable[str], language: str) -> str:
    """Return some names in order, and how many more there are."""
    ordered = sorted(names, key=sort_key)
    if len(ordered) <= _SOME_NAMES + 1:
        return ", ".join(ordered)
    first, rest = ", ".join(ordered[:_SOME_NAMES]), len(ordered) - _SOME_NAMES
    return say("search.and-more", language, names=first, count=rest)


def _road(catalog: Catalog, asset: Asset) -> SearchEntry:
    sections = [s for s in catalog.sections.values() if s.ref == asset.ref and s.in_province]
    km = sum(touch.length_km for touch in dict(asset.overlaps)[AreaFrame.DISTRICT])
    drawn = [s.geometry_kind is GeometryKind.SCHEMATIC for s in sections]

    def about(language: str) -> str:
        kind = say(f"kind.{asset.kind}", language)
        if not sections:
            return f"{kind} · {say('search.no-position', language)}"
        # A drawing is no measure.
        exact = format_number(km, language, 0 if all(drawn) else 1)
        length = say("search.road-km", language, km=f"≈ {exact}" if all(drawn) else exact)
        parts = [kind, length, *([say("map.drawn", language)] if any(drawn) else [])]
        return " · ".join(parts)

    return SearchEntry(
        kind=HitKind.ROAD,
        id=asset.ref,
        target_id=asset.id,
        label=in_all(lambda language: f"{asset.ref} – {asset.name[language]}"),
        sublabel=in_all(about),
        names=(*spellings(asset.ref), *asset.name.values()),
        codes=(asset.id,),
        bounds=_bounds(section.line for section in sections),
        road_numbers=(asset.ref,),
        action=open_action(asset.id),
    )


def _area(catalog: Catalog, area: Area) -> SearchEntry:
    old = [unit.old_name for unit in catalog.mergers if unit.new_code == area.code]

    def about(language: str) -> str:
        districts = (catalog.areas[code] for code in area.district_codes)
        before = ", ".join(_in_district(district, language) for district in districts)
        merged = say("search.merged", language, names=_listed(map(_bare, old), language))
        return f"{before} · {merged}" if len(old) > 1 else before

    return SearchEntry(
        kind=HitKind.AREA,
        id=area.code,
        target_id=area.code,
        label=area.full_name,
        sublabel=in_all(about),
        names=(*area.name.values(), *area.full_name.values()),
        bounds=_bounds([area.geometry]),
        action=area_filter(catalog, area),
    )


def _bare(name: str) -> str:
    """Return a former unit's name without its type."""
    return _TYPE.sub("", name)


def _has_gone(catalog: Catalog, unit: Merger) -> bool:
    """Tell whether a former unit's full name is no name of its successor any more."""
    return unit.old_name != catalog.areas[unit.new_code].full_name[DEFAULT_LANGUAGE]


def _former_commune(catalog: Catalog, unit: Merger) -> SearchEntry:
    now = catalog.areas[unit.new_code]
    bare = _bare(unit.old_name)

    def label(language: str) -> str:
        name = unit.old_name if language == DEFAULT_LANGUAGE else bare
        return say("selection.former", language, name=name)

    def about(language: str) -> str:
        today = say("search.now", language, names=in_sentence(now, language))
        return f"{today} · {_in_district(catalog.areas[unit.old_district_code], language)}"

    return SearchEntry(
        kind=HitKind.FORMER_AREA,
        id=unit.old_code or f"{unit.old_district_code}-{'-'.join(words(unit.old_name))}",
        target_id=unit.new_code,
        label=in_all(label),
        sublabel=in_all(about),
        names=(unit.old_name, bare),
        bounds=_bounds([now.geometry]),
        action=area_filter(catalog, now),
    )


def _former_district(catalog: Catalog, area: Area) -> SearchEntry:
    def about(language: str) -> str:
        names = [catalog.areas[code].name[language] for code in area.commune_codes]
        return say("search.now-communes", language, names=_listed(names, language))

    named = (each.name for each in catalog.later_names if each.code == area.code)
    later = [form for name in named for form in name.values()]
    return SearchEntry(
        kind=HitKind.FORMER_AREA,
        id=area.code,
        target_id=area.code,
        label=in_all(lambda code: say("selection.former", code, name=area.full_name[code])),
        sublabel=in_all(about),
        names=(*area.name.values(), *area.full_name.values(), *later),
        bounds=_bounds([area.geometry]),
        action=area_filter(catalog, area),
    )


def _corridor(catalog: Catalog, corridor: Corridor) -> SearchEntry:
    sections = [catalog.sections[stretch.section_id] for stretch in corridor.sections]
    refs = tuple(dict.fromkeys(section.ref for section in sections if section.ref))
    return SearchEntry(
        kind=HitKind.CORRIDOR,
        id=corridor.id,
        target_id=corridor.id,
        label=corridor.name,
        sublabel=in_all(lambda language: say("layer.corridors", language)),
        names=(*corridor.name.values(), *corridor.short.values()),
        codes=(corridor.id,),
        others=(
            *(spelling for ref in refs for spelling in spellings(ref)),
            *in_all(lambda language: say("layer.corridors", language)).values(),
        ),
        bounds=_bounds(section.line for section in sections),
        road_numbers=refs,
        action=corridor_filter(catalog, corridor),
    )


def _item(catalog: Catalog, item: Project | Asset, kind: HitKind) -> SearchEntry:
    def about(language: str) -> str:
        where = _listed(whereabouts(catalog, item, AreaFrame.DISTRICT, language), language)
        return f"{say(f'kind.{item.kind}', language)} · {where}"

    pieces = spot_pieces(item.pieces)
    points = [p.geometry for p in pieces if p.geometry.geom_type == "Point"]
    alone = len(item.pieces) == len(points) == 1
    return SearchEntry(
        kind=kind,
        id=item.id,
        target_id=item.id,
        label=item.name,
        sublabel=in_all(about),
        names=tuple(item.name.values()),
        codes=(item.id,),
        others=(*catalog.search_keywords[item.id], *kind_words(item.kind)),
        bounds=room_around(points[0])
        if alone
        else _bounds(map(catalog.areas.ground_of, item.pieces)),
        point=(points[0].x, points[0].y) if len(points) == 1 else None,
        road_numbers=_refs(catalog, item),
        action=open_action(item.id),
    )


def _refs(catalog: Catalog, item: Project | Asset) -> tuple[str, ...]:
    """Return the road numbers that an item is on."""
    sections = catalog.sections
    refs = {getattr(item, "road_ref", ""), getattr(item, "ref", "")}
    refs |= {catalog.assets[key].ref for key in getattr(item, "asset_ids", ())}
    refs |= {sections[piece.origin].ref for piece in item.pieces if piece.origin in sections}
    return tuple(sorted(refs - {""}))


def _place(catalog: Catalog, place: Place) -> SearchEntry:
    def about(language: str) -> str:
        key = "style.urban.province-seat" if place.rank == 1 else f"place.{place.kind}"
        kind = say(key, language)
        if not place.commune_code:
            return kind
        return f"{kind} · {catalog.areas[place.commune_code].full_name[language]}"

    return SearchEntry(
        kind=HitKind.PLACE,
        id=place.id,
        target_id="",
        label=place.name,
        sublabel=in_all(about),
        names=tuple(place.name.values()),
        bounds=room_around(place.point),
        point=(place.point.x, place.point.y),
        action=go_action(),
        also=area_filter(catalog, catalog.areas[place.commune_code])
        if place.commune_code
        else None,
    )
