"""Theme: seats, places, peaks and passes, for orientation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.strings import format_number, languages, say
from geo.text import Text
from layers.style import palette
from layers.style.model import Label, Mark, SmallMap, SymbolStyle, Theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalog.catalog import Catalog
    from geo.model import Place

PROVINCE_SEAT = "SEAT-116"
# Styles of the seats, and the roles of their names.
SEATS = frozenset({"province-seat", "seat"})
STYLES = {
    "province-seat": SymbolStyle("seat-province", 15, palette.INK),
    "seat": SymbolStyle("seat-district", 12, palette.INK),
    "place": SymbolStyle("place", 7, palette.INK_SOFT),
    "peak": SymbolStyle("peak", 9, palette.AREA_INK),
    "pass": SymbolStyle("pass", 11, palette.AREA_INK),
}
_ROLES = {
    "province-seat": ("province-seat", 1, 8.0),
    "seat": ("seat", 5, 8.0),
    "place": ("place", 75, 11.0),
    "peak": ("peak", 72, 10.0),
    "pass": ("peak", 76, 10.0),
}
# Representative points of communes stand for no place on the ground: the areas carry the names.
_KINDS = {
    "district_seat": "seat",
    "village": "place",
    "town_outside": "place",
    "peak": "peak",
    "pass": "pass",
}


def marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield the places that are mapped as such."""
    for place in catalog.places:
        style = "province-seat" if place.id == PROVINCE_SEAT else _KINDS.get(place.kind)
        if style is None:
            continue
        role, priority, min_zoom = _ROLES[style]
        label = Label(_with_height(place), role, priority, min_zoom)
        yield Mark(style, place.point, label=label, name=place.name)


def _with_height(place: Place) -> Text:
    """Return a name, and the height where one is known and the name is not made of it."""
    if place.elevation_m is None:
        return place.name
    said = []
    for code in languages():
        name, height = place.name[code], format_number(place.elevation_m, code)
        named = height in name
        said.append((code, name if named else say("map.peak", code, name=name, height=height)))
    return Text(tuple(said))


THEME = Theme(
    "urban",
    68,
    STYLES,
    marks,
    legend_group="points",
    legend_place=3,
    on=frozenset({SmallMap.CARD, SmallMap.COVER, SmallMap.CHANGES}),
)
