"""How a kind of assets and projects looks: its symbol, and its heading in a legend."""

from __future__ import annotations

from typing import Final

from geo.strings import kind_symbols, kinds
from layers.style import palette
from layers.style.model import SymbolStyle

KIND_PX: Final = 18.0


def kind_style(kind: str) -> SymbolStyle:
    """Return the symbol of a kind."""
    return SymbolStyle(kind_symbols()[kind], KIND_PX, palette.ASSET)


def kind_heading(kind: str) -> str:
    """Return the key of the heading of a kind in a legend: that of its group."""
    return f"kind-group.{kinds()[kind]}"
