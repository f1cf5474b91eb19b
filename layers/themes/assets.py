"""Themes of what stands at a point: Nà Sản airport with its runway, border gates, facilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.model import GeometryKind, Kind, State
from geo.strings import kinds
from layers.style import palette
from layers.style.kinds import kind_heading, standing_style
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
    from collections.abc import Callable, Collection, Iterator

    from geo.catalog.catalog import Catalog
    from geo.model import Asset

# Gates and the airport have themes of their own.
FACILITY_KINDS = tuple(kind for kind in kinds() if kind not in {Kind.AIRPORT, Kind.BORDER_GATE})
FACILITY_STYLES = {kind: standing_style(kind) for kind in FACILITY_KINDS}
GATE_STYLES = {
    "international": SymbolStyle("gate-international", 21, palette.ASSET_QUIET),
    "national": SymbolStyle("gate-national", 18.5, palette.ASSET_QUIET),
    "secondary": SymbolStyle("gate-secondary", 16, palette.ASSET_QUIET),
}
# Style of a gate by the kind of its site.
GATE_RANKS = {
    "border_gate_international": "international",
    "border_gate_main": "national",
    "border_gate_secondary": "secondary",
}
AIRPORT_STYLES: dict[str, Style] = {
    "open": SymbolStyle("airport-open", 21, palette.ASSET_QUIET),
    "closed": SymbolStyle("airport-closed", 21, palette.ASSET_CLOSED),
    "runway": LineStyle((Stroke(palette.ASSET_CLOSED, 2.6, dash=(8, 3), cap="butt"),)),
}


def _point_marks(
    catalog: Catalog,
    wanted: Collection[str],
    style_of: Callable[[Asset, str], str],
    naming: tuple[str, int, float],
) -> Iterator[Mark]:
    """Yield a mark for each asset of some kinds that has a point.

    Parameters
    ----------
    style_of
        Names the style of an asset by the origin of its point.
    naming
        Role, priority and first zoom level of labels, see :class:`layers.style.model.Label`.
    """
    for asset in catalog.assets.values():
        if asset.kind not in wanted:
            continue
        for piece in asset.pieces:
            if piece.geometry_kind is GeometryKind.POINT:
                yield Mark(
                    style=style_of(asset, piece.origin),
                    geometry=piece.geometry,
                    item_id=asset.id,
                    label=Label(asset.name, *naming),
                    grade=piece.evidence or "",
                    name=asset.name,
                )


def facility_marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield what stands at a known point, whatever its kind, but gates and the airport."""
    return _point_marks(catalog, FACILITY_KINDS, lambda asset, _: asset.kind, ("asset", 45, 9.5))


def gate_marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield the border gates of the province, by rank."""

    def rank(_: Asset, origin: str) -> str:
        site = catalog.sites.get(origin)
        return GATE_RANKS.get(site.kind if site else "", "secondary")

    return _point_marks(catalog, (Kind.BORDER_GATE,), rank, ("gate", 12, 8))


def airport_marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield the schematic runway, then the airport."""
    for item in catalog.backdrop.runways:
        yield Mark("runway", item.geometry, grade="D", schematic=True)
    yield from _point_marks(
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
    legend_keys={kind: f"kind.{kind}" for kind in FACILITY_KINDS},
    legend_group="points",
    legend_place=2,
    legend_headings={kind: kind_heading(kind) for kind in FACILITY_KINDS},
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
