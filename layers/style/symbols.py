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


_OCTAGON = Shape(
    "M 7.4 1.2 H 16.6 L 22.8 7.4 V 16.6 L 16.6 22.8 H 7.4 L 1.2 16.6 V 7.4 Z", "paper", "main", 1.5
)
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
    "incident-landslide": (
        _OCTAGON,
        Shape("M 5 18.4 V 7 H 8.4 L 18.6 18.4 Z"),
        Shape(_circle(13.4, 7.6, 1.7)),
        Shape(_circle(17.2, 12.0, 1.7)),
    ),
    "incident-rockfall": (
        _OCTAGON,
        Shape("M 5.2 18.6 V 5.4 H 9 L 10.2 12 L 9 18.6 Z"),
        Shape("M 13.2 5.6 L 16.4 6.4 L 16.8 9.6 L 13.8 10.2 L 12.2 8 Z"),
        Shape("M 14.4 12.8 L 18.8 14 L 18.4 18.2 L 13.4 18.4 L 12.4 15.4 Z"),
    ),
    "incident-flood": (
        _OCTAGON,
        Shape(
            "M 5 8.2 C 6.8 6.4 8.4 6.4 10 8.2 C 11.6 10 13.2 10 14.8 8.2 C 16.2 6.6 17.6 6.6 19 8.2"
            " M 5 12.4 C 6.8 10.6 8.4 10.6 10 12.4 C 11.6 14.2 13.2 14.2 14.8 12.4"
            " C 16.2 10.8 17.6 10.8 19 12.4"
            " M 5 16.6 C 6.8 14.8 8.4 14.8 10 16.6 C 11.6 18.4 13.2 18.4 14.8 16.6"
            " C 16.2 15 17.6 15 19 16.6",
            "none",
            "main",
            1.8,
        ),
    ),
    "incident-washout": (
        _OCTAGON,
        Shape("M 3.6 9 H 8.6 L 7 11 L 8.8 13 L 7.2 15 H 3.6 Z"),
        Shape("M 20.4 9 H 14.6 L 16.2 11 L 14.4 13 L 16 15 H 20.4 Z"),
        Shape("M 11.6 6 V 17.6 M 9.6 15.6 L 11.6 18 L 13.6 15.6", "none", "main", 1.6),
    ),
    "incident-closure": (
        Shape(_OCTAGON.d, "main", "paper", 1.0),
        Shape("M 5.6 10 H 18.4 V 14 H 5.6 Z", "paper"),
    ),
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
