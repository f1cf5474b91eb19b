"""Theme: ports, bridges, hydropower and industrial parks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.model import Kind
from layers.style import palette
from layers.style.model import Mark, SymbolStyle, Theme
from layers.themes.points import Naming, site_marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalog.catalog import Catalog

KINDS = (Kind.PORT, Kind.BRIDGE, Kind.HYDROPOWER, Kind.INDUSTRIAL_PARK, Kind.LOGISTICS)
STYLES = {kind.value: SymbolStyle(kind.value, 18, palette.ASSET) for kind in KINDS}


def marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield what has a known position."""
    return site_marks(catalog, KINDS, lambda asset, _: asset.kind.value, Naming("asset", 45, 9.5))


THEME = Theme(
    "facilities",
    65,
    STYLES,
    marks,
    follows="assets",
    interactive=True,
    legend_keys={kind.value: f"kind.{kind.value}" for kind in KINDS},
    legend_group="points",
    legend_place=2,
)
