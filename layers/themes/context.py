"""Themes: what lies around the province, and small roads, in pale grey.

All that lies around has one tone, to the edge of every map: where the data ends, nothing is seen to
end. The national border tells the country abroad from the provinces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.text import Text
from layers.style import palette
from layers.style.model import FillStyle, Label, LineStyle, Mark, SmallMap, Stroke, Theme
from layers.themes.border import ABROAD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalog.catalog import Catalog

_AROUND = FillStyle(palette.NEIGHBOUR, outline=(Stroke(palette.NEIGHBOUR_EDGE, 0.8),))
STYLES = {"neighbour": _AROUND, "abroad": _AROUND}
ROAD_STYLES = {"road": LineStyle((Stroke(palette.ROAD_CONTEXT, 0.9),))}


def neighbour_marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield the provinces around and Laos."""
    for item in catalog.backdrop.neighbours:
        name = Text.from_row(item.properties, "name")
        abroad = item.properties["kind"] == ABROAD
        label = Label(name, "neighbour", priority=80)
        yield Mark("abroad" if abroad else "neighbour", item.geometry, label=label, name=name)


def road_marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield the classified roads without a number."""
    for item in catalog.backdrop.roads:
        yield Mark("road", item.geometry)


NEIGHBOURS = Theme(
    "neighbours",
    14,
    STYLES,
    neighbour_marks,
    switchable=False,
    legend_group="ground",
    legend_place=2,
    is_ground=True,
)
ROADS = Theme(
    "context-roads",
    30,
    ROAD_STYLES,
    road_marks,
    legend_group="roads",
    legend_place=2,
    on=frozenset({SmallMap.CARD}),
    is_backdrop=True,
)
