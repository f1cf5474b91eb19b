"""Theme: reservoirs and rivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.text import NO_TEXT, Text
from layers.style import palette
from layers.style.model import FillStyle, Label, LineStyle, Mark, SmallMap, Stroke, Style, Theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalog.catalog import Catalog

STYLES: dict[str, Style] = {
    "lake": FillStyle(palette.WATER, outline=(Stroke(palette.WATER_EDGE, 0.6),)),
    "river": LineStyle((Stroke(palette.WATER_EDGE, 1.6),)),
    "stream": LineStyle((Stroke(palette.WATER_EDGE, 0.7),)),
}
_MAIN_RIVERS = ("Sông Đà", "Sông Mã")


def marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield lines first, so that the reservoirs cover the old river bed."""
    for item in catalog.backdrop.water_lines:
        name = Text.from_row(item.properties, "name")
        main = name["vi"] in _MAIN_RIVERS
        label = Label(name, "water", priority=50 if main else 90, min_zoom=8 if main else 11)
        style = "river" if main else "stream"
        yield Mark(style, item.geometry, label=label if name else None, name=name)
    for item in catalog.backdrop.water_areas:
        yield Mark("lake", item.geometry, name=Text.from_row(item.properties, "name") or NO_TEXT)


THEME = Theme(
    "water",
    20,
    STYLES,
    marks,
    legend_group="ground",
    legend_place=3,
    on=frozenset({SmallMap.CARD, SmallMap.COVER, SmallMap.CHANGES}),
    label_cost=0.15,
    is_backdrop=True,
)
