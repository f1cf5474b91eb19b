"""Theme: the six economic corridors as wide translucent bands under water and roads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from layers.style import palette
from layers.style.model import Label, LineStyle, Mark, SmallMap, Stroke, Theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalog.catalog import Catalog

BAND_PX = 16.0
STYLES = {
    corridor_id: LineStyle((Stroke(color, BAND_PX, opacity=palette.CORRIDOR_OPACITY),))
    for corridor_id, color in palette.CORRIDORS.items()
}


def marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield one band a corridor, merged so that translucent parts do not overlap."""
    for corridor in catalog.corridors.values():
        lines = [piece.geometry for piece in corridor.pieces]
        band = shapely.line_merge(shapely.union_all(lines))
        label = Label(corridor.short, "corridor", priority=40)
        yield Mark(corridor.id, band, corridor.id, label, name=corridor.name)


THEME = Theme(
    "corridors",
    18,
    STYLES,
    marks,
    follows="corridors",
    interactive=True,
    legend_group="corridors",
    legend_from_marks=True,
    on=frozenset({SmallMap.COVER, SmallMap.OVERVIEW}),
)
