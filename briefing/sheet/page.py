"""A page to draw on: one matplotlib figure, measured in points, with three sizes of type."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from layers.paper.text import PlacedText, write
from layers.style import palette
from layers.style.text_metrics import Face, measure, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from briefing.sheet.paper_sizes import Box, Paper

LEADING = 1.22
# Height of a heading in sizes of the text.
HEADING = 1.35
SMALL, _TEXT, _TITLE = 6.6, 7.8, 17.0
_HAIR = 0.4


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
        self.figure = Figure(figsize=(paper.width / 72, paper.height / 72), facecolor=palette.PAPER)
        self.axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self.axes.set_xlim(0, paper.width)
        self.axes.set_ylim(0, paper.height)
        self.axes.set_axis_off()

    def inset_axes(self, box: Box) -> Axes:
        """Return empty axes that fill a box, with points from its corner as data units."""
        axes = self.figure.add_axes(
            (
                box.left / self.paper.width,
                box.bottom / self.paper.height,
                box.width / self.paper.width,
                box.height / self.paper.height,
            )
        )
        axes.set_xlim(0, box.width)
        axes.set_ylim(0, box.height)
        axes.set_axis_off()
        # Frames and ticks of the page lie above what fills the box.
        axes.set_zorder(-100 + len(self.figure.axes))
        return axes

    def face(
        self, size: float, weight: int = 400, color: str = palette.INK, *, italic: bool = False
    ) -> Face:
        """Return the typeface at a size in points."""
        return Face(size, weight, italic, color)

    def write(self, text: str, x: float, y: float, face: Face, align: str = "left") -> None:
        """Set a line of text; `y` is its base line."""
        write(self.axes, PlacedText(text, (x, y), face, align))

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
        self.axes.add_artist(
            Line2D(
                (start[0], end[0]),
                (start[1], end[1]),
                linewidth=width,
                color=color,
                solid_capstyle="butt",
            )
        )

    def box(
        self, box: Box, *, fill: str = "none", edge: str = palette.INK, width: float = _HAIR
    ) -> None:
        """Draw a rectangle."""
        self.axes.add_artist(
            Rectangle(
                (box.left, box.bottom),
                box.width,
                box.height,
                facecolor=fill,
                edgecolor=edge if width else "none",
                linewidth=width,
                joinstyle="miter",
            )
        )

    def bar(self, box: Box, share: float) -> None:
        """Draw the one bar of the house: a frame, filled from the left by a share of 0 to 1."""
        self.box(box, fill=palette.PAPER, edge=palette.INK_SOFT, width=0.6)
        if share > 0:
            done = replace(box, width=box.width * min(share, 1.0))
            self.box(done, fill=palette.PROGRESS, edge=palette.INK_SOFT, width=0.6)

    def width_of(self, text: str, face: Face) -> float:
        """Return the width of a line of text in points."""
        return measure(text, face).width
