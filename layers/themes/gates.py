"""Theme: border gates, by rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.model import Kind
from layers.style import palette
from layers.style.model import Mark, SmallMap, SymbolStyle, Theme
from layers.themes.points import Naming, site_marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalog.catalog import Catalog

STYLES = {
    "international": SymbolStyle("gate-international", 26, palette.ASSET),
    "national": SymbolStyle("gate-national", 22, palette.ASSET),
    "secondary": SymbolStyle("gate-secondary", 18, palette.ASSET),
}
RANKS = {
    "border_gate_international": "international",
    "border_gate_main": "national",
    "border_gate_secondary": "secondary",
}


def marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield the gates of the province."""
    return site_marks(
        catalog,
        (Kind.BORDER_GATE,),
        lambda _, site: RANKS.get(site.kind, "secondary"),
        Naming("gate", 12, 8),
    )


THEME = Theme(
    "gates",
    70,
    STYLES,
    marks,
    follows="assets",
    interactive=True,
    legend_group="points",
    legend_place=0,
    on=frozenset({SmallMap.CARD, SmallMap.COVER}),
)
