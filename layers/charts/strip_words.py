"""What a strip map says of a lane, on the screen and on paper: how its kilometres are counted."""

from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING

from geo.corridor.runs import RunKind
from geo.model import AreaFrame
from geo.strings import format_number, say

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog
    from geo.corridor.model import Lane, Segment


def facts_of(
    catalog: Catalog, lane: Lane, low: float, high: float, language: str
) -> tuple[str, ...]:
    """Return how a lane is measured, how much of it is a drawing, and how good its geometry is.

    Official kilometres are known to some kilometres only and therefore said without metres.

    Parameters
    ----------
    low, high
        Kilometres from the start of the lane between which it is shown.
    """
    parts = [_range(catalog, lane, low, high, language)]
    length = format_number(lane.length_km, language, 1)
    drawn = math.isclose(lane.schematic_km, lane.length_km)
    if drawn:
        parts.append(say("strip.all-schematic", language, km=length))
    elif lane.official:
        parts.append(say("strip.length", language, km=length))
    if lane.schematic_km and not drawn:
        km = format_number(lane.schematic_km, language, 1)
        parts.append(say("strip.schematic", language, km=km))
    grades = ", ".join(sorted({part.evidence.value for part in lane.segments}))
    parts.append(say("strip.grade", language, grade=grades))
    if lane.kind is RunKind.RIVER:
        parts.append(say("strip.sides", language))
    return tuple(parts)


def _range(catalog: Catalog, lane: Lane, low: float, high: float, language: str) -> str:
    if lane.official:
        ends = {key: f"{lane.label_at(km):.0f}" for key, km in (("low", low), ("high", high))}
        within = format_number(lane.uncertainty_km, language, 1)
        return say("strip.range-official", language, within=within, **ends)
    ends = {
        "low": format_number(low, language, 1) if low else "0",
        "high": format_number(high, language, 1),
    }
    key = "strip.range-river" if lane.kind is RunKind.RIVER else "strip.range-road"
    return say(key, language, place=_start(catalog, lane, language), **ends)


def _start(catalog: Catalog, lane: Lane, language: str) -> str:
    """Return the commune in which a lane begins."""
    codes = [band.intervals[0].code for band in lane.bands if band.frame is AreaFrame.COMMUNE]
    return area_name(catalog, next((code for code in codes if code), ""), language)


def area_name(catalog: Catalog, code: str, language: str, *, full: bool = False) -> str:
    """Return the short or full name of an area; an empty code lies outside the province."""
    if not code:
        return say("search.outside", language)
    area = catalog.areas[code]
    return (area.full_name if full else area.name)[language]


def post_words(lane: Lane) -> tuple[str, ...]:
    """Return what the kilometre posts of a lane say: only official ones are called ``Km``."""
    first, *others = [f"{post.label_km:.0f}" for post in lane.posts] or [""]
    return (f"Km{first}" if lane.official else f"{first} km", *others) if first else ()


def alike(segments: tuple[Segment, ...]) -> tuple[tuple[str, float, float], ...]:
    """Return number and grade of stretches in which both are the same, with their kilometres.

    Empty when the whole lane is one: the heading says it then.
    """
    found = []
    for (ref, grade), group in groupby(segments, key=lambda part: (part.ref, part.evidence.value)):
        parts = list(group)
        words = f"{ref} · {grade}" if ref else grade
        found.append((words, parts[0].from_km, parts[-1].to_km))
    return tuple(found) if len(found) > 1 else ()
