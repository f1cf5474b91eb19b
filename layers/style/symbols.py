"""Own point symbols on a 24-pixel grid; the same path data draws on both canvases.

Paths use SVG path syntax with absolute commands. ``main`` is replaced by the colour of the
style, ``paper`` is white.
"""

from __future__ import annotations

from dataclasses import dataclass

from layers.style import palette

GRID = 24.0


@dataclass(frozen=True)
class Shape:
    """One path of a symbol.

    Parameters
    ----------
    d
        SVG path data on the 24 × 24 grid.
    fill, stroke
        ``main``, ``paper`` or ``none``.
    width
        Stroke width on the grid.
    """

    d: str
    fill: str = "main"
    stroke: str = "none"
    width: float = 0.0


def _circle(x: float, y: float, r: float) -> str:
    return f"M {x - r} {y} A {r} {r} 0 1 1 {x + r} {y} A {r} {r} 0 1 1 {x - r} {y} Z"


_PLATE = Shape(
    "M 4 1 H 20 A 3 3 0 0 1 23 4 V 20 A 3 3 0 0 1 20 23 H 4 A 3 3 0 0 1 1 20 V 4 A 3 3 0 0 1 4 1 Z",
    "paper",
    "main",
    1.4,
)
_OCTAGON = Shape(
    "M 7.4 1.2 H 16.6 L 22.8 7.4 V 16.6 L 16.6 22.8 H 7.4 L 1.2 16.6 V 7.4 Z", "paper", "main", 1.5
)
_SOLID_PLATE = Shape(_PLATE.d, "main", "paper", 1.0)
_PLANE = (
    "M 12 3.2 C 12.9 3.2 13.4 4.2 13.4 5.4 V 9.6 L 20.4 14 V 16 L 13.4 13.8 V 17.8 L 15.6 19.5"
    " V 21 L 12 19.9 L 8.4 21 V 19.5 L 10.6 17.8 V 13.8 L 3.6 16 V 14 L 10.6 9.6 V 5.4"
    " C 10.6 4.2 11.1 3.2 12 3.2 Z"
)
_GATE = "M 4.5 20 V 9.5 A 7.5 6.5 0 0 1 19.5 9.5 V 20 H 16 V 10.5 A 4 3.6 0 0 0 8 10.5 V 20 Z"
_STAR = (
    "M 12 10.4 L 13 13 L 15.7 13.1 L 13.6 14.8 L 14.3 17.4 L 12 15.9 L 9.7 17.4 L 10.4 14.8"
    " L 8.3 13.1 L 11 13 Z"
)

SYMBOLS: dict[str, tuple[Shape, ...]] = {
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
    "gate-international": (_SOLID_PLATE, Shape(_GATE, "paper"), Shape(_STAR, "paper")),
    "gate-national": (_SOLID_PLATE, Shape(_GATE, "paper")),
    "gate-secondary": (_PLATE, Shape(_GATE)),
    "airport-open": (_SOLID_PLATE, Shape(_PLANE, "paper")),
    "airport-closed": (
        _PLATE,
        Shape(_PLANE, "paper", "main", 1.2),
        Shape("M 3.5 20.5 L 20.5 3.5", "none", "main", 1.8),
    ),
    "port": (
        _PLATE,
        Shape(_circle(12, 5.6, 1.9), "none", "main", 1.5),
        Shape(
            "M 12 7.6 V 19.6 M 8.4 10.6 H 15.6 M 5 13.6 C 5.4 17.6 8.4 19.6 12 19.8"
            " C 15.6 19.6 18.6 17.6 19 13.6",
            "none",
            "main",
            1.7,
        ),
    ),
    "bridge": (
        _PLATE,
        Shape(
            "M 3.4 9.4 H 20.6 M 4.6 16.6 V 9.4 M 19.4 16.6 V 9.4 M 4.8 16 C 6.6 10.6 17.4 10.6"
            " 19.2 16 M 12 9.4 V 12",
            "none",
            "main",
            1.7,
        ),
    ),
    "industrial-park": (
        _PLATE,
        Shape("M 4 19.6 V 10.4 L 9 13.4 V 10.4 L 14 13.4 V 5 H 18.6 L 19.6 19.6 Z"),
    ),
    "hydropower": (
        _PLATE,
        Shape("M 13.6 3.6 L 6.4 13.2 H 11.2 L 9.6 20.6 L 17.6 10.4 H 12.6 Z"),
    ),
    "logistics": (
        _PLATE,
        Shape(
            "M 4 8.6 L 12 4.6 L 20 8.6 V 16.4 L 12 20.4 L 4 16.4 Z M 4 8.6 L 12 12.4 L 20 8.6"
            " M 12 12.4 V 20.4",
            "none",
            "main",
            1.6,
        ),
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
    """Return a symbol as ``<path>`` elements on its grid."""
    inks = {"main": color, "paper": palette.PAPER, "none": "none"}
    return "".join(
        f'<path d="{shape.d}" fill="{inks[shape.fill]}" stroke="{inks[shape.stroke]}"'
        f' stroke-width="{shape.width:g}" stroke-linecap="round" stroke-linejoin="round"/>'
        for shape in SYMBOLS[symbol]
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
        f' viewBox="0 0 24 24" aria-hidden="true">{svg_paths(symbol, color)}</svg>'
    )
