"""Own point symbols on a 24-pixel grid; the same path data draws on both canvases.

What stands on the ground has its symbol in the data folder (:mod:`geo.io.symbols`); the badges of
the statuses and what the map itself needs are here. ``main`` is replaced by the colour of the
style, ``paper`` is white.
"""

from __future__ import annotations

from typing import Final

from geo.io.symbols import GRID, Shape, symbols
from layers.style import palette


def _circle(x: float, y: float, r: float) -> str:
    return f"M {x - r} {y} A {r} {r} 0 1 1 {x + r} {y} A {r} {r} 0 1 1 {x - r} {y} Z"


_OWN: Final[dict[str, tuple[Shape, ...]]] = {
    "status-planned": (Shape(_circle(12, 12, 8), "paper", "main", 3.2),),
    "status-preparing": (
        Shape(_circle(12, 12, 8), "paper", "main", 2.6),
        Shape("M 12 4 A 8 8 0 0 1 12 20 Z"),
    ),
    "status-construction": (
        Shape("M 12 1.5 L 22.5 12 L 12 22.5 L 1.5 12 Z", "main", "paper", 1.6),
    ),
    "status-completed": (Shape(_circle(12, 12, 9), "main", "paper", 1.6),),
    "status-suspended": (Shape("M 4 4 H 20 V 20 H 4 Z", "paper", "main", 3.2),),
    "status-lapsed": (
        Shape("M 4 4 L 20 20 M 20 4 L 4 20", "none", "paper", 6.4),
        Shape("M 4 4 L 20 20 M 20 4 L 4 20", "none", "main", 3.2),
    ),
    "status-unknown": (
        Shape("M 12 2.5 L 21.5 20.5 H 2.5 Z", "paper", "main", 2.4),
        Shape(_circle(12, 14.5, 2.2)),
    ),
    "seat-province": (
        Shape("M 3 3 H 21 V 21 H 3 Z", "paper", "main", 2.4),
        Shape("M 8 8 H 16 V 16 H 8 Z"),
    ),
    "seat-district": (Shape(_circle(12, 12, 8), "paper", "main", 2.8), Shape(_circle(12, 12, 3.2))),
    "place": (Shape(_circle(12, 12, 6), "paper", "main", 2.4),),
    "km-post": (Shape("M 5 21 V 9 A 7 7 0 0 1 19 9 V 21 Z", "paper", "main", 3.2),),
    "peak": (Shape("M 12 5 L 19.5 19 H 4.5 Z"),),
    "pass": (Shape("M 4 7 C 8 17 16 17 20 7 M 4 17 C 8 10 16 10 20 17", "none", "main", 2.0),),
}
ROUND: Final = "round"
SYMBOLS: Final = {**symbols(), **_OWN}

# The shapes of the status badges as letters, for lists and formats that hold no pictures.
STATUS_LETTERS = {
    "planned": "○",
    "preparing": "◐",
    "construction": "◆",
    "completed": "●",
    "suspended": "□",
    "lapsed": "✕",
    "unknown": "△",
}


def svg_paths(symbol: str, color: str) -> str:
    """Return a symbol as ``<path>`` elements on its grid.

    What is around them sets `ROUND` ends and joins, once for all.
    """
    inks = {"main": color, "paper": palette.PAPER, "none": "none"}

    def edge(shape: Shape) -> str:
        if shape.stroke == "none":
            return ""
        return f' stroke="{inks[shape.stroke]}" stroke-width="{shape.width:g}"'

    return "".join(
        f'<path d="{shape.d}" fill="{inks[shape.fill]}"{edge(shape)}/>' for shape in SYMBOLS[symbol]
    )


def svg(symbol: str, color: str, size: float) -> str:
    """Return a symbol as an inline ``<svg>`` element.

    Parameters
    ----------
    size
        Width and height in pixels.
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size:g}" height="{size:g}"'
        f' stroke-linecap="{ROUND}" stroke-linejoin="{ROUND}"'
        f' viewBox="0 0 {GRID:g} {GRID:g}" aria-hidden="true">{svg_paths(symbol, color)}</svg>'
    )
