"""Where a new project lies, in a person's words: a road with kilometres, an area."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from shapely.geometry import Point

from geo.errors import KmRangeError
from geo.model import AreaFrame
from geo.road_names import parse_km
from geo.search.typed import coordinates, road_km
from geo.strings import say
from geo.text import WRITTEN_LANGUAGES, fold
from geo.trip.values import ValueDoubt

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog
    from geo.model import Area

_SPAN: Final = re.compile(r"\s*(?:[-–—→]|\bđến\b|\btới\b|\bto\b)\s*(?=(?:km)?\s*\d)", re.IGNORECASE)
_KINDS: Final = re.compile(
    r"^(?:(xa|phuong|thi tran|commune|ward)|(huyen|thanh pho|tp\.?|thi xa|district))\s+"
)


def spot_of(words: str) -> Point | None:
    """Return the point (EPSG:4326) that words give by coordinates, ``None`` where they do not.

    Examples
    --------
    >>> spot_of("21.3275, 103.9188").wkt
    'POINT (103.9188 21.3275)'
    """
    found = coordinates(words)
    return Point(found) if found else None


def place_cells(words: str, catalog: Catalog) -> dict[str, str]:
    """Return the cells of ``projects.csv`` that say where a project lies.

    ``QL.37 Km420+500`` and ``ĐT.101 Km3 – Km12`` are places on a road; the name of a commune or a
    former district, alone or at the end of words, is somewhere in it.

    Raises
    ------
    ValueDoubt
        If the words name neither, or kilometres that the road does not have.
    """
    note = place_note(words)
    on_road = _on_road(words, catalog)
    if on_road:
        return on_road | note
    area = _area(words, catalog)
    if area is None:
        raise ValueDoubt("place", value=words)
    return {"geometry": f"within:{area.code}"} | note


def place_note(words: str) -> dict[str, str]:
    """Return the cells that keep a person's words about a place, or that there are none."""
    return {
        f"geometry_note_{each}": words or say("entry.no-place", each) for each in WRITTEN_LANGUAGES
    }


def _on_road(words: str, catalog: Catalog) -> dict[str, str]:
    first, *rest = _SPAN.split(words, maxsplit=1)
    found = road_km(first)
    if found is None:
        return {}
    ref, km_from = found
    try:
        km_to = parse_km(rest[0].strip(" .;,)")) if rest else None
        catalog.route(ref).locate(km_from, km_to)
    except KmRangeError as error:
        raise ValueDoubt("place-km", value=words, road=ref) from error
    cells = {"road_ref": ref, "km_from": f"{km_from:g}"}
    return cells if km_to is None else {**cells, "km_to": f"{km_to:g}"}


def _area(words: str, catalog: Catalog) -> Area | None:
    """Return the area that the words end with: what stands before is a village or a street."""
    parts = [part.strip(" .;") for part in re.split(r"[,()]", fold(words)) if part.strip(" .;")]
    for part in reversed(parts):
        named = " ".join(part.split())
        kind = _KINDS.match(named)
        plain = named[kind.end() :] if kind else named
        for frame in (AreaFrame.COMMUNE, AreaFrame.DISTRICT):
            if kind and bool(kind[2]) != (frame is AreaFrame.DISTRICT):
                continue
            same = [area for area in catalog.areas.frame(frame) if fold(area.name["vi"]) == plain]
            if len(same) == 1:
                return same[0]
    return None
