"""Draws the display list of a chart with ink, for paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from layers.charts.display import Line, PartGroup, Rect, StyledLine, Symbol, TextLine
from layers.ink.marks import PathMark, Pen, polyline, rectangle, rounded
from layers.paper.labels.draw import draw_number
from layers.paper.strokes import Canvas, draw_stroke, draw_symbol
from layers.paper.text import PlacedText, write
from layers.style import palette
from layers.style.model import SymbolStyle
from layers.style.text_metrics import Face, NumberDisc

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from layers.charts.display import Part, Point
    from layers.ink.marks import Layer

_ORDER, _STEP = 10.0, 0.01


def draw(layer: Layer, parts: Iterable[Part], left: float, top: float, scale: float = 1.0) -> None:
    """Draw parts downwards from the upper left corner of their chart.

    Parameters
    ----------
    scale
        Points a unit of the chart.
    """
    canvas = _Painter(layer, left, top, scale)
    for step, part in enumerate(_flat(parts)):
        canvas.draw(part, _ORDER + step * _STEP)


def _flat(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        if isinstance(part, PartGroup):
            yield from _flat(part.parts)
        else:
            yield part


class _Painter:
    def __init__(self, layer: Layer, left: float, top: float, scale: float) -> None:
        self._layer, self._left, self._top, self._scale = layer, left, top, scale

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
                pen = Canvas(self._layer, part.pixel * scale)
                for step, stroke in enumerate(part.strokes):
                    inset = part.inset(stroke)
                    ends = self._at(part.start + inset, part.y), self._at(part.end - inset, part.y)
                    draw_stroke(pen, [shapely.linestrings(ends)], stroke, order + step / 1_000)
            case Symbol():
                style = SymbolStyle(part.name, part.size * scale, part.color)
                draw_symbol(self._layer, style, self._at(part.x, part.y), style.size, order)
            case NumberDisc():
                at = self._at(part.x, part.y)
                disc = NumberDisc(part.number, *at, part.size * scale, part.color)
                draw_number(self._layer, disc, order)

    def _rect(self, rect: Rect, order: float) -> None:
        scale = self._scale
        box = (*self._at(rect.x, rect.y + rect.height), rect.width * scale, rect.height * scale)
        shape = rounded(*box, rect.radius * scale) if rect.radius else rectangle(*box)
        pen = None
        if rect.edge:
            dash = tuple(length * scale for length in rect.dash)
            pen = Pen(rect.edge, rect.edge_width * scale, dash, join="miter")
        fill = "" if rect.fill == "none" else rect.fill
        self._layer.add(PathMark(shape, fill, pen), order)

    def _line(self, line: Line, order: float) -> None:
        pen = Pen(
            line.color, line.width * self._scale, tuple(part * self._scale for part in line.dash)
        )
        ends = polyline(self._at(*line.start), self._at(*line.end))
        self._layer.add(PathMark(ends, pen=pen), order)

    def _text(self, line: TextLine, order: float) -> None:
        if line.clear:
            box = line.box
            self._rect(Rect(box.x - 1, box.y, box.width + 2, box.height, palette.PAPER), order)
        face = line.face
        scaled = Face(face.size * self._scale, face.weight, face.italic, face.color)
        write(
            self._layer, PlacedText(line.text, self._at(line.x, line.y), scaled, line.align), order
        )
