"""A page to draw on: one drawing, measured in points, with three sizes of type."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from layers.ink.marks import DisplayList, PathMark, Pen, polyline, rectangle
from layers.paper.text import PlacedText, write
from layers.style import palette
from layers.style.text_metrics import Face, measure, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.sheet.paper_sizes import Box, Paper
    from layers.ink.marks import Layer

LEADING = 1.22
# Height of a heading in sizes of the text.
HEADING = 1.35
SMALL, _TEXT, _TITLE = 6.6, 7.8, 17.0
_HAIR = 0.4
# Heights of line, box and text on the page; insets lie below all of them.
_BOX, _RULE = 1.0, 2.0
_MOST_INSETS = 100


class Page:
    """One page.

    Parameters
    ----------
    paper
        Its size; type grows with it.
    """

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        # Headings that the outline of a PDF leads to.
        self.bookmarks: list[str] = []
        self.small = SMALL * paper.enlarge
        self.text_size = _TEXT * paper.enlarge
        self.title = _TITLE * paper.enlarge
        self.drawing = DisplayList(paper.width, paper.height, palette.PAPER)
        self.layer = self.drawing.add_layer((0.0, 0.0), (paper.width, paper.height))

    def layer_in(self, box: Box) -> Layer:
        """Return an empty layer that fills a box, with its origin in the box's corner."""
        # Frames and ticks of the page lie above what fills the box.
        below = len(self.drawing.layers) - _MOST_INSETS
        return self.drawing.add_layer((box.left, box.bottom), (box.width, box.height), below)

    def face(
        self, size: float, weight: int = 400, color: str = palette.INK, *, italic: bool = False
    ) -> Face:
        """Return the typeface at a size in points."""
        return Face(size, weight, italic, color)

    def write(self, text: str, x: float, y: float, face: Face, align: str = "left") -> None:
        """Set a line of text; `y` is its base line."""
        write(self.layer, PlacedText(text, (x, y), face, align))

    def paragraph(
        self, text: str, corner: tuple[float, float], width: float, face: Face, most: int = 0
    ) -> float:
        """Set wrapped text downwards from its upper left corner; return the height it takes."""
        return self.lines(wrap(text, width, face, most), corner, face)

    def lines(
        self,
        lines: Sequence[str],
        corner: tuple[float, float],
        face: Face,
        leading: float = LEADING,
    ) -> float:
        """Set lines downwards from their upper left corner; return the height they take.

        Parameters
        ----------
        leading
            From one base line to the next, in sizes of the text.
        """
        for step, line in enumerate(lines):
            self.write(line, corner[0], corner[1] - face.size * (0.95 + step * leading), face)
        return len(lines) * leading * face.size

    def heading(self, text: str, x: float, top: float) -> float:
        """Set a heading; return the height that it takes."""
        face = self.face(self.text_size, 700)
        self.write(text, x, top - 0.95 * face.size, face)
        return HEADING * face.size

    def rule(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        width: float = _HAIR,
        color: str = palette.INK,
    ) -> None:
        """Draw a straight line."""
        self.layer.add(PathMark(polyline(start, end), pen=Pen(color, width)), _RULE)

    def box(
        self, box: Box, *, fill: str = "", edge: str = palette.INK, width: float = _HAIR
    ) -> None:
        """Draw a rectangle; without `fill` its edge only, without `width` its fill only."""
        shape = rectangle(box.left, box.bottom, box.width, box.height)
        pen = Pen(edge, width, join="miter") if edge and width else None
        self.layer.add(PathMark(shape, fill, pen), _BOX)

    def polygon(
        self,
        *corners: tuple[float, float],
        fill: str,
        pen: Pen | None = None,
        zorder: float = _BOX,
    ) -> None:
        """Draw a polygon."""
        self.layer.add(PathMark(polyline(*corners, closed=True), fill, pen), zorder)

    def bar(self, box: Box, share: float) -> None:
        """Draw the one bar of the house: a frame, filled from the left by a share of 0 to 1."""
        self.box(box, fill=palette.PAPER, edge=palette.INK_SOFT, width=0.6)
        if share > 0:
            done = replace(box, width=box.width * min(share, 1.0))
            self.box(done, fill=palette.PROGRESS, edge=palette.INK_SOFT, width=0.6)

    def width_of(self, text: str, face: Face) -> float:
        """Return the width of a line of text in points."""
        return measure(text, face).width
