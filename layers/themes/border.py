"""Themes: the national border as a sign of its own, and a tint along it inside the province.

The tint is a wide line under the ground of what lies around, which covers its outer half: no canvas
has to clip. It lies on what is chosen, as the line lies on the veil over what is not: neither a
choice nor a switch takes the border off the map.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.catalog.catalog import once_per_catalog
from layers.style import palette
from layers.style.lines import joined_lines
from layers.style.model import LineStyle, Mark, SmallMap, Stroke, Theme

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog

ABROAD = "country"
# On each side of the line; 3 mm of an A4 sheet.
_TINT_PX = 14.0
TINT_STYLES = {
    "tint": LineStyle((Stroke(palette.BORDER_TINT, 2 * _TINT_PX, opacity=0.5, cap="butt"),))
}
STYLES = {
    # The light ground of the dashes hides the lines of provinces and communes that end on it.
    "national": LineStyle(
        (
            Stroke(palette.BORDER_GROUND, 3.2, cap="butt"),
            Stroke(palette.NATIONAL_BORDER, 1.7, dash=(10.0, 3.6, 1.7, 3.6), cap="butt"),
        )
    )
}


@once_per_catalog
def national_border(catalog: Catalog) -> BaseGeometry:
    """Return the lines that areas of Việt Nam share with a country abroad (EPSG:4326).

    Where the drawn surroundings end is no border; empty where nothing lies abroad.
    """
    around = catalog.backdrop.neighbours
    home = [item.geometry.boundary for item in around if item.properties.get("kind") != ABROAD]
    return _shared([*home, catalog.areas.province.boundary], catalog)


@once_per_catalog
def province_border(catalog: Catalog) -> BaseGeometry:
    """Return the part of the national border that is the edge of the province (EPSG:4326)."""
    return _shared([catalog.areas.province.boundary], catalog)


def _shared(home: Sequence[BaseGeometry], catalog: Catalog) -> BaseGeometry:
    """Return the lines that edges have in common with those of countries abroad, joined."""
    items = catalog.backdrop.neighbours
    abroad = [item.geometry.boundary for item in items if item.properties.get("kind") == ABROAD]
    return joined_lines(one.intersection(other) for one in home for other in abroad)


def tint_marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield the line along which the tint lies."""
    line = province_border(catalog)
    if not line.is_empty:
        yield Mark("tint", line)


def marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield the national border."""
    line = national_border(catalog)
    if not line.is_empty:
        yield Mark("national", line)


TINT = Theme(
    "border-tint",
    13,
    TINT_STYLES,
    tint_marks,
    switchable=False,
    legend_keys={"tint": ""},
)
THEME = Theme(
    "border",
    59,
    STYLES,
    marks,
    switchable=False,
    legend_group="ground",
    legend_place=-1,
    on=frozenset(SmallMap),
    label_cost=0.3,
)
