"""How a kind of assets and projects looks: its symbol, and its heading in a legend."""

from __future__ import annotations

from typing import Final

from geo.strings import kind_symbols, kinds
from layers.style import palette
from layers.style.model import SymbolStyle

KIND_PX: Final = 18.0
STANDING_PX: Final = 15.5


def kind_style(kind: str) -> SymbolStyle:
    """Return the symbol of what a project of a kind builds."""
    return SymbolStyle(kind_symbols()[kind], KIND_PX, palette.ASSET)


def standing_style(kind: str) -> SymbolStyle:
    """Return the symbol of what stands already: the same, smaller and paler."""
    return SymbolStyle(kind_symbols()[kind], STANDING_PX, palette.ASSET_QUIET)


def kind_heading(kind: str) -> str:
    """Return the key of the heading of a kind in a legend: that of its group."""
    return f"kind-group.{kinds()[kind]}"
