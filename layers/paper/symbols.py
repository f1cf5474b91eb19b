"""Point symbols on paper: the SVG path data of :mod:`layers.style.symbols` as matplotlib paths."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D

from layers.style import palette
from layers.style.symbols import GRID, SYMBOLS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from layers.style.model import SymbolStyle

_CODES = {
    "moveTo": (Outline.MOVETO,),
    "lineTo": (Outline.LINETO,),
    "curveTo": (Outline.CURVE4,) * 3,
    "qCurveTo": (Outline.CURVE3,) * 2,
}


@cache
def outline(d: str) -> Outline:
    """Return SVG path data as a path centred on the origin, y upwards, in grid units."""
    pen = RecordingPen()
    parse_path(d, pen)
    vertices: list[tuple[float, float]] = []
    codes: list[int] = []
    start = (0.0, 0.0)
    for command, points in pen.value:
        if command == "closePath":
            vertices.append(start)
            codes.append(int(Outline.CLOSEPOLY))
        elif command in _CODES:
            placed = [(x - GRID / 2, GRID / 2 - y) for x, y in points]
            start = placed[0] if command == "moveTo" else start
            vertices += placed
            codes += [int(code) for code in _CODES[command]]
    return Outline(vertices, codes)


def draw_symbol(
    axes: Axes, style: SymbolStyle, at: tuple[float, float], size: float, zorder: float = 5.0
) -> None:
    """Draw a symbol.

    Parameters
    ----------
    at
        Centre in data units of the axes, which are points.
    size
        Width and height in points.
    """
    inks = {"main": style.color, "paper": palette.PAPER, "none": "none"}
    grow = size / GRID
    place = Affine2D().scale(grow).translate(*at)
    for step, shape in enumerate(SYMBOLS[style.symbol]):
        axes.add_artist(
            PathPatch(
                place.transform_path(outline(shape.d)),
                facecolor=inks[shape.fill],
                edgecolor=inks[shape.stroke],
                linewidth=shape.width * grow,
                joinstyle="round",
                capstyle="round",
                zorder=zorder + step / 1_000,
            )
        )
