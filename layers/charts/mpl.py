"""Draws a display list with matplotlib, for paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import shapely
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, Rectangle

from layers.charts.display import Line, PartGroup, Rect, StyledLine, Symbol, TextLine
from layers.paper.labels.draw import draw_number
from layers.paper.strokes import Canvas, draw_stroke, draw_symbol
from layers.paper.text import PlacedText, write
from layers.style import palette
from layers.style.model import SymbolStyle
from layers.style.text_metrics import Face, NumberDisc

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from matplotlib.axes import Axes

    from layers.charts.display import Part, Point

_ORDER, _STEP = 10.0, 0.01


def draw(axes: Axes, parts: Iterable[Part], left: float, top: float, scale: float = 1.0) -> None:
    """Draw parts downwards from the upper left corner of their chart.

    Parameters
    ----------
    axes
        Its data units are points.
    scale
        Points a unit of the chart.
    """
    canvas = _AxesPainter(axes, left, top, scale)
    for step, part in enumerate(_flat(parts)):
        canvas.draw(part, _ORDER + step * _STEP)


def _flat(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        if isinstance(part, PartGroup):
            yield from _flat(part.parts)
        else:
            yield part


class _AxesPainter:
    def __init__(self, axes: Axes, left: float, top: float, scale: float) -> None:
        self._axes, self._left, self._top, self._scale = axes, left, top, scale

    def _at(self, x: float, y: float) -> Point:
        return self._left + x * self._scale, self._top - y * self._scale

    def draw(self, part: Part, order: float) -> None:
        """Draw one part."""
        scale = self._scale
        match part:
            case Rect():
                self._rect(part, order)
            case Line():
                self._line(part, order)
            case TextLine():
                self._text(part, order)
            case StyledLine():
                pen = Canvas(self._axes, part.pixel * scale)
                for step, stroke in enumerate(part.strokes):
                    inset = part.inset(stroke)
                    ends = self._at(part.start + inset, part.y), self._at(part.end - inset, part.y)
                    draw_stroke(pen, [shapely.linestrings(ends)], stroke, order + step / 1_000)
            case Symbol():
                style = SymbolStyle(part.name, part.size * scale, part.color)
                draw_symbol(self._axes, style, self._at(part.x, part.y), style.size, order)
            case NumberDisc():
                at = self._at(part.x, part.y)
                disc = NumberDisc(part.number, *at, part.size * scale, part.color)
                draw_number(self._axes, disc, order)

    def _rect(self, rect: Rect, order: float) -> None:
        corner, scale = self._at(rect.x, rect.y + rect.height), self._scale
        size = rect.width * scale, rect.height * scale
        shape = f"round,pad=0,rounding_size={rect.radius * scale}"
        patch = FancyBboxPatch(corner, *size, shape) if rect.radius else Rectangle(corner, *size)
        patch.set_facecolor(rect.fill)
        patch.set_edgecolor(rect.edge or "none")
        patch.set_linewidth(rect.edge_width * scale if rect.edge else 0.0)
        patch.set_linestyle(_dashes(rect.dash, rect.edge_width))
        patch.set_zorder(order)
        self._axes.add_artist(patch)

    def _line(self, line: Line, order: float) -> None:
        xs, ys = zip(self._at(*line.start), self._at(*line.end), strict=True)
        self._axes.add_artist(
            Line2D(
                xs,
                ys,
                linewidth=line.width * self._scale,
                color=line.color,
                linestyle=_dashes(line.dash, line.width),
                solid_capstyle="butt",
                dash_capstyle="butt",
                zorder=order,
            )
        )

    def _text(self, line: TextLine, order: float) -> None:
        if line.clear:
            box = line.box
            self._rect(Rect(box.x - 1, box.y, box.width + 2, box.height, palette.PAPER), order)
        face = line.face
        scaled = Face(face.size * self._scale, face.weight, face.italic, face.color)
        write(
            self._axes, PlacedText(line.text, self._at(line.x, line.y), scaled, line.align), order
        )


def _dashes(
    dash: tuple[float, ...], width: float
) -> Literal["solid"] | tuple[float, tuple[float, ...]]:
    # matplotlib multiplies dashes by the width of the line: undo it.
    return (0, tuple(length / width for length in dash)) if dash else "solid"
