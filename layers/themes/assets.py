"""Themes of what stands at a point: Nà Sản airport with its runway, border gates, facilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.model import Kind, State
from layers.style import palette
from layers.style.model import (
    Label,
    LineStyle,
    Mark,
    SmallMap,
    Stroke,
    Style,
    SymbolStyle,
    Theme,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.catalog.catalog import Catalog
    from geo.model import Asset, Site

FACILITY_KINDS = (Kind.PORT, Kind.BRIDGE, Kind.HYDROPOWER, Kind.INDUSTRIAL_PARK, Kind.LOGISTICS)
FACILITY_STYLES = {
    kind.value: SymbolStyle(kind.value, 18, palette.ASSET) for kind in FACILITY_KINDS
}
GATE_STYLES = {
    "international": SymbolStyle("gate-international", 26, palette.ASSET),
    "national": SymbolStyle("gate-national", 22, palette.ASSET),
    "secondary": SymbolStyle("gate-secondary", 18, palette.ASSET),
}
# Style of a gate by the kind of its site.
GATE_RANKS = {
    "border_gate_international": "international",
    "border_gate_main": "national",
    "border_gate_secondary": "secondary",
}
AIRPORT_STYLES: dict[str, Style] = {
    "open": SymbolStyle("airport-open", 26, palette.ASSET),
    "closed": SymbolStyle("airport-closed", 26, palette.ASSET_CLOSED),
    "runway": LineStyle((Stroke(palette.ASSET_CLOSED, 4.0, dash=(8, 3), cap="butt"),)),
}


def _site_marks(
    catalog: Catalog,
    kinds: tuple[Kind, ...],
    style_of: Callable[[Asset, Site], str],
    naming: tuple[str, int, float],
) -> Iterator[Mark]:
    """Yield a mark for each asset of `kinds` that has a point.

    Parameters
    ----------
    style_of
        Names the style of an asset at its site.
    naming
        Role, priority and first zoom level of labels, see :class:`layers.style.model.Label`.
    """
    for asset in catalog.assets.values():
        for piece in asset.pieces:
            site = catalog.sites.get(piece.origin)
            if asset.kind in kinds and site is not None:
                yield Mark(
                    style=style_of(asset, site),
                    geometry=piece.geometry,
                    item_id=asset.id,
                    label=Label(asset.name, *naming),
                    grade=site.evidence,
                    name=asset.name,
                )


def facility_marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield ports, bridges, hydropower and industrial parks whose position is known."""
    naming = ("asset", 45, 9.5)
    return _site_marks(catalog, FACILITY_KINDS, lambda asset, _: asset.kind, naming)


def gate_marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield the border gates of the province, by rank."""
    return _site_marks(
        catalog,
        (Kind.BORDER_GATE,),
        lambda _, site: GATE_RANKS.get(site.kind, "secondary"),
        ("gate", 12, 8),
    )


def airport_marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield the schematic runway, then the airport."""
    for item in catalog.backdrop.runways:
        yield Mark("runway", item.geometry, grade="D", schematic=True)
    yield from _site_marks(
        catalog,
        (Kind.AIRPORT,),
        lambda asset, _: "closed" if asset.state is State.CLOSED else "open",
        ("gate", 13, 8),
    )


FACILITIES = Theme(
    "facilities",
    65,
    FACILITY_STYLES,
    facility_marks,
    follows="assets",
    interactive=True,
    legend_keys={kind.value: f"kind.{kind.value}" for kind in FACILITY_KINDS},
    legend_group="points",
    legend_place=2,
)
GATES = Theme(
    "gates",
    70,
    GATE_STYLES,
    gate_marks,
    follows="assets",
    interactive=True,
    legend_group="points",
    legend_place=0,
    on=frozenset({SmallMap.CARD, SmallMap.COVER}),
)
AIRPORT = Theme(
    "airport",
    71,
    AIRPORT_STYLES,
    airport_marks,
    follows="assets",
    interactive=True,
    legend_group="points",
    legend_place=1,
    on=frozenset({SmallMap.CARD}),
)
