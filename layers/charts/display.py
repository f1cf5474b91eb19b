"""The display list: what a chart consists of, laid out once and drawn on screen and on paper.

Lengths are in the unit of the chart, pixels or points, from its upper left corner, y downwards. The
two renderers are :mod:`layers.charts.svg` and :mod:`layers.charts.ink`; neither decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from layers.style.text_metrics import NumberDisc, measure

if TYPE_CHECKING:
    from layers.style.model import Stroke
    from layers.style.text_metrics import Face

Point = tuple[float, float]


@dataclass(frozen=True)
class Rect:
    """A rectangle from its upper left corner; without `edge` it has no outline."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    edge: str = ""
    edge_width: float = 1.0
    dash: tuple[float, ...] = ()
    radius: float = 0.0


@dataclass(frozen=True)
class Line:
    """A straight line with square ends."""

    start: Point
    end: Point
    width: float
    color: str
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class TextLine:
    """A line of text; `y` is its base line.

    Parameters
    ----------
    align
        Whether `x` is its ``left`` end, its ``center`` or its ``right`` end.
    role
        What it names: ``km``, ``mark``, ``project``, ``shield`` …
    clear
        Whether lines below it end beside the letters.
    """

    text: str
    x: float
    y: float
    face: Face
    align: str = "left"
    role: str = ""
    clear: bool = False

    @property
    def box(self) -> Rect:
        """The rectangle that the letters cover."""
        width = measure(self.text, self.face).width
        left = self.x - width * {"left": 0.0, "center": 0.5, "right": 1.0}[self.align]
        size = self.face.size
        return Rect(left, self.y - 0.73 * size, width, 0.95 * size, "")


@dataclass(frozen=True)
class StyledLine:
    """A level line in strokes of the map, bottom first.

    Parameters
    ----------
    pixel
        Length of a pixel of the map's design.
    """

    start: float
    end: float
    y: float
    strokes: tuple[Stroke, ...]
    pixel: float

    def inset(self, stroke: Stroke) -> float:
        """Return how far a stroke stays within: round ends stand out by half its width."""
        room = max((self.end - self.start) / 2 - 0.01, 0.0)
        return min(stroke.width * self.pixel / 2, room) if stroke.cap == "round" else 0.0


@dataclass(frozen=True)
class Symbol:
    """A symbol of :data:`layers.style.symbols.SYMBOLS` around its centre."""

    name: str
    x: float
    y: float
    size: float
    color: str


@dataclass(frozen=True)
class PartGroup:
    """Parts that belong together.

    Parameters
    ----------
    title
        What the screen says when it is pointed at.
    attributes
        What a script or a reader of the screen needs to know, as attributes of SVG.
    """

    parts: tuple[Part, ...]
    title: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


Part = Rect | Line | TextLine | StyledLine | Symbol | NumberDisc | PartGroup


def moved(part: Part, right: float, down: float) -> Part:
    """Return a part that stands elsewhere, by lengths in the unit of the chart."""
    match part:
        case PartGroup():
            return replace(part, parts=tuple(moved(one, right, down) for one in part.parts))
        case Line():
            start, end = ((x + right, y + down) for x, y in (part.start, part.end))
            return replace(part, start=start, end=end)
        case StyledLine():
            return replace(part, start=part.start + right, end=part.end + right, y=part.y + down)
        case _:
            return replace(part, x=part.x + right, y=part.y + down)


@dataclass(frozen=True)
class Drawing:
    """A chart laid out.

    Parameters
    ----------
    parts
        Bottom to top.
    alt
        What it says, in sentences, for those who do not see it.
    """

    width: float
    height: float
    parts: tuple[Part, ...]
    alt: str = ""
