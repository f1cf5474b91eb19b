"""The display list of paper: immutable marks in layers, in points, y upwards.

A display list says what stands where; :mod:`layers.ink.pdf` and :mod:`layers.ink.svg` write it and
decide nothing. A colour is ``#RRGGBB``, or ``""`` for none.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from layers.style.text_metrics import Face

# Control points of a quarter of a circle as one cubic curve, in radii.
_ARC: Final = 0.552_284_75


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """Runs of points.

    Parameters
    ----------
    points
        Vertices of all runs, one below the other: x and y.
    starts
        Index of the first point of each run.
    closed
        Whether each run returns to its first point.
    curved
        Whether a run is its first point, and then three points for each cubic curve.
    """

    points: NDArray[np.float64]
    starts: tuple[int, ...] = (0,)
    closed: tuple[bool, ...] = (False,)
    curved: bool = False

    def runs(self) -> Iterable[tuple[int, bool]]:
        """Return how many points come after the first of each run, and whether it is closed."""
        ends = (*self.starts[1:], len(self.points))
        counts = (end - start - 1 for start, end in zip(self.starts, ends, strict=True))
        return zip(counts, self.closed, strict=True)

    def placed(self, scale: float, at: tuple[float, float]) -> Outline:
        """Return the shape grown about the origin, then moved."""
        return replace(self, points=self.points * scale + at)


def lines(runs: Sequence[NDArray[np.float64]], *, closed: bool = False) -> Outline:
    """Return several polylines as one shape; at least one."""
    starts = np.cumsum([0, *(len(run) for run in runs[:-1])])
    return Outline(np.concatenate(runs), tuple(starts.tolist()), (closed,) * len(runs))


def polyline(*points: tuple[float, float], closed: bool = False) -> Outline:
    """Return one run of straight lines."""
    return Outline(np.array(points, dtype=float), closed=(closed,))


def rectangle(left: float, bottom: float, width: float, height: float) -> Outline:
    """Return a rectangle."""
    right, top = left + width, bottom + height
    return polyline((left, bottom), (right, bottom), (right, top), (left, top), closed=True)


def circle(at: tuple[float, float], radius: float) -> Outline:
    """Return a circle around a point."""
    x, y = at
    return rounded(x - radius, y - radius, 2 * radius, 2 * radius, radius)


def rounded(left: float, bottom: float, width: float, height: float, radius: float) -> Outline:
    """Return a rectangle with round corners."""
    radius = min(radius, width / 2, height / 2)
    right, top, rest = left + width, bottom + height, radius * (1 - _ARC)
    corners = (
        # Where an edge ends, the corner's two control points, and where the next edge begins.
        ((right - radius, bottom), (right - rest, bottom), (right, bottom + rest),
         (right, bottom + radius)),
        ((right, top - radius), (right, top - rest), (right - rest, top), (right - radius, top)),
        ((left + radius, top), (left + rest, top), (left, top - rest), (left, top - radius)),
        ((left, bottom + radius), (left, bottom + rest), (left + rest, bottom),
         (left + radius, bottom)),
    )  # fmt: skip
    points = [corners[-1][-1]]
    for edge, first, second, last in corners:
        # A straight edge as a curve: both control points at its end.
        points += [points[-1], edge, edge, first, second, last]
    return Outline(np.array(points), closed=(True,), curved=True)


@dataclass(frozen=True, slots=True)
class Pen:
    """How a line is drawn.

    Parameters
    ----------
    width, dash
        Points; marks and gaps in turn.
    cap
        ``butt`` or ``round``.
    join
        ``round`` or ``miter``.
    """

    color: str
    width: float
    dash: tuple[float, ...] = ()
    cap: str = "butt"
    join: str = "round"


@dataclass(frozen=True, slots=True, eq=False)
class PathMark:
    """A shape, filled by the nonzero rule and then stroked.

    Parameters
    ----------
    alpha
        Opacity of both, 0 to 1.
    """

    shape: Outline
    fill: str = ""
    pen: Pen | None = None
    alpha: float = 1.0

    def recolored(self, change: Callable[[str], str]) -> PathMark:
        """Return the mark with other colours."""
        pen = replace(self.pen, color=change(self.pen.color)) if self.pen else None
        return replace(self, fill=self.fill and change(self.fill), pen=pen)


@dataclass(frozen=True, slots=True)
class TextMark:
    """One line of text.

    Parameters
    ----------
    at
        Where its base line begins.
    angle
        Degrees, counter-clockwise about that point.
    """

    text: str
    at: tuple[float, float]
    face: Face
    angle: float = 0.0

    def recolored(self, change: Callable[[str], str]) -> TextMark:
        """Return the mark with another colour."""
        return replace(self, face=replace(self.face, color=change(self.face.color)))


@dataclass(frozen=True, slots=True)
class HaloMark:
    """A band around the letters of a line of text; no words that could be searched.

    Parameters
    ----------
    width
        How far it reaches around the letters, in points.
    """

    words: TextMark
    color: str
    width: float

    def recolored(self, change: Callable[[str], str]) -> HaloMark:
        """Return the mark with another colour."""
        return replace(self, color=change(self.color))


@dataclass(frozen=True, slots=True, eq=False)
class PictureMark:
    """A picture of pixels, such as one of a screen.

    Parameters
    ----------
    pixels
        Rows from the top; each pixel is red, green and blue, 0 to 255: height × width × 3.
    at
        Its lower left corner.
    width, height
        On the page, in points.
    """

    pixels: NDArray[np.uint8]
    at: tuple[float, float]
    width: float
    height: float

    def recolored(self, _: Callable[[str], str]) -> PictureMark:
        """Return the picture as it is: its colours are those of what it shows."""
        return self


@dataclass(frozen=True, slots=True)
class PhotoMark:
    """A photo, as the bytes of its JPEG: what writes a page passes them on as they are.

    Parameters
    ----------
    jpeg
        Of three colours, or of one.
    pixels
        Its width and height.
    grey
        Whether it has one colour.
    at
        Its lower left corner.
    width, height
        On the page, in points.
    """

    jpeg: bytes
    pixels: tuple[int, int]
    grey: bool
    at: tuple[float, float]
    width: float
    height: float

    def recolored(self, _: Callable[[str], str]) -> PhotoMark:
        """Return the photo as it is: of a grey page whoever draws it brings a grey one."""
        return self


Mark = PathMark | TextMark | HaloMark | PictureMark | PhotoMark


@dataclass(eq=False)
class Layer:
    """Marks that lie in one box of a drawing and are cut at its edge.

    Parameters
    ----------
    left, bottom
        Corner of the box in the drawing: the origin of the marks.
    z
        Height among the layers.
    marks
        Each with its height among the marks of the layer.
    """

    left: float
    bottom: float
    width: float
    height: float
    z: float = 0.0
    marks: list[tuple[float, Mark]] = field(default_factory=list)

    def add(self, mark: Mark, z: float) -> None:
        """Put a mark above all of the same or a lower height."""
        self.marks.append((z, mark))

    def ordered(self) -> list[Mark]:
        """Return the marks, lowest first."""
        return [mark for _, mark in sorted(self.marks, key=lambda item: item[0])]


@dataclass(eq=False)
class DisplayList:
    """All that stands on one page.

    Parameters
    ----------
    width, height
        Of the page in points.
    ground
        Colour of the page, ``""`` for none.
    """

    width: float
    height: float
    ground: str = ""
    layers: list[Layer] = field(default_factory=list)

    def add_layer(
        self, corner: tuple[float, float], size: tuple[float, float], z: float = 0.0
    ) -> Layer:
        """Return a new empty layer that fills a box."""
        layer = Layer(*corner, *size, z)
        self.layers.append(layer)
        return layer

    def ordered(self) -> list[Layer]:
        """Return the layers, lowest first."""
        return sorted(self.layers, key=lambda layer: layer.z)

    def marks(self) -> list[Mark]:
        """Return the marks of all layers, lowest first."""
        return [mark for layer in self.ordered() for mark in layer.ordered()]

    def recolored(self, change: Callable[[str], str]) -> DisplayList:
        """Return the same drawing in other colours; its ground stays."""
        layers = [
            replace(layer, marks=[(z, mark.recolored(change)) for z, mark in layer.marks])
            for layer in self.layers
        ]
        return replace(self, layers=layers)
