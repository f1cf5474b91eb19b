"""Theme: the six economic corridors, under the water: neutral, in their colour where asked for.

Each corridor is drawn in parts, by the corridors that share the road: where several of a part are
asked for, they are drawn side by side.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import shapely

from layers.style import palette
from layers.style.model import Label, LineStyle, Mark, SmallMap, Stroke, Theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog
    from geo.model import Corridor

BAND_PX: Final = 16.0
QUIET: Final = "quiet"
_QUIET_PX, _EDGE_PX = 11.0, 1.4


def _asked_style(color: str) -> LineStyle:
    """Return a pair of thin edge lines in the colour of a corridor, with a tint between them.

    Opaque below: where two meet, no third colour comes about.
    """
    inner = BAND_PX - 2 * _EDGE_PX
    return LineStyle(
        (
            Stroke(color, BAND_PX),
            Stroke(palette.LAND, inner),
            Stroke(color, inner, opacity=palette.CORRIDOR_OPACITY),
        )
    )


STYLES = {
    QUIET: LineStyle(
        (Stroke(palette.CORRIDOR_EDGE, _QUIET_PX), Stroke(palette.CORRIDOR_GROUND, _QUIET_PX - 1.8))
    )
} | {corridor_id: _asked_style(color) for corridor_id, color in palette.CORRIDORS.items()}


def marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield each corridor in its parts, as if none were asked for, see :func:`asked`."""
    sharing: dict[str, list[str]] = {}
    for corridor in catalog.corridors.values():
        for piece in corridor.pieces:
            sharing.setdefault(piece.origin, []).append(corridor.id)
    for corridor in catalog.corridors.values():
        yield from _parts(corridor, sharing)


def _parts(corridor: Corridor, sharing: dict[str, list[str]]) -> Iterator[Mark]:
    parts: dict[tuple[str, ...], dict[str, BaseGeometry]] = {}
    for piece in corridor.pieces:
        parts.setdefault(tuple(sharing[piece.origin]), {})[piece.origin] = piece.geometry
    label = Label(corridor.short, "corridor", priority=40)
    for lines in parts.values():
        # In one order whoever shares the part: the shapes are the same to the last vertex.
        band = shapely.line_merge(shapely.union_all([lines[key] for key in sorted(lines)]))
        yield Mark(QUIET, band, corridor.id, label, name=corridor.name)


def asked(mark: Mark) -> Mark:
    """Return the mark of a corridor that is asked for, in its own colour."""
    return replace(mark, style=mark.item_id)


THEME = Theme(
    "corridors",
    11,
    STYLES,
    marks,
    follows="corridors",
    interactive=True,
    legend_keys={QUIET: "layer.corridors"},
    legend_group="corridors",
    legend_from_marks=True,
    on=frozenset({SmallMap.COVER, SmallMap.OVERVIEW}),
)
