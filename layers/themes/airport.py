"""Theme: Nà Sản airport, with its schematic runway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.model import Kind, State
from layers.style import palette
from layers.style.model import LineStyle, Mark, SmallMap, Stroke, Style, SymbolStyle, Theme
from layers.themes.points import Naming, site_marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalog.catalog import Catalog

STYLES: dict[str, Style] = {
    "open": SymbolStyle("airport-open", 26, palette.ASSET),
    "closed": SymbolStyle("airport-closed", 26, palette.ASSET_CLOSED),
    "runway": LineStyle((Stroke(palette.ASSET_CLOSED, 4.0, dash=(8, 3), cap="butt"),)),
}


def marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield runway, then airport."""
    for item in catalog.backdrop.runways:
        yield Mark("runway", item.geometry, grade="D", schematic=True)
    yield from site_marks(
        catalog,
        (Kind.AIRPORT,),
        lambda asset, _: "closed" if asset.state is State.CLOSED else "open",
        Naming("gate", 13, 8),
    )


THEME = Theme(
    "airport",
    71,
    STYLES,
    marks,
    follows="assets",
    interactive=True,
    legend_group="points",
    legend_place=1,
    on=frozenset({SmallMap.CARD}),
)
