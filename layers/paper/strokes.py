"""Strokes, fills, symbols and halos on paper: the styles of the themes as matplotlib artists.

A symbol is the path data of :mod:`layers.style.symbols`. The halo around what changed is a bright
band with dark edges, seen on a grey copy too: a line gets it along its whole length, a badge and a
number around them; a project at spots that nobody locates at its number only.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D

from geo.io.symbols import GRID
from layers.paper.labels.requests import NUMBER_ROLES
from layers.style import palette
from layers.style.model import LineStyle, Stroke, SymbolStyle
from layers.style.symbols import SYMBOLS
from layers.themes.projects import THEME as PROJECTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from layers.paper.labels.placement import PlacedLabel
    from layers.paper.shown import Shown
    from layers.style.model import FillStyle

# A translucent stroke as wide as this is drawn as an area: its parts must not add up where
# they meet. In points.
_BAND = 6.0
_QUARTER_CIRCLE_STEPS = 6
# What is finer than this (0.04 mm) no printer shows; leaving it out keeps files small. Points.
_DETAIL = 0.12
_LINE_TYPES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING)


def lines_of(geometries: Iterable[BaseGeometry]) -> list[NDArray[np.float64]]:
    """Return the coordinates of all lines, and of all edges of areas."""
    parts = shapely.get_parts(shapely.simplify(list(geometries), _DETAIL))
    pieces = shapely.get_parts(parts)
    lines = pieces[np.isin(shapely.get_type_id(pieces), _LINE_TYPES)]
    shapes = (*lines, *shapely.get_rings(pieces))
    return [shapely.get_coordinates(shape) for shape in shapes if not shape.is_empty]


def area_outline(geometries: Iterable[BaseGeometry]) -> Outline | None:
    """Return areas, holes included, as one compound path."""
    edges = lines_of(part for part in geometries if part.area > 0)
    rings = [Outline(coordinates, closed=True) for coordinates in edges]
    return Outline.make_compound_path(*rings) if rings else None


@dataclass(frozen=True)
class Canvas:
    """Axes on which lines and areas are drawn, and their scale.

    Parameters
    ----------
    axes
        Its data units are points.
    pixel
        Points a pixel of the design.
    """

    axes: Axes
    pixel: float


def draw_stroke(
    pen: Canvas, geometries: Sequence[BaseGeometry], stroke: Stroke, zorder: float
) -> None:
    """Draw one stroke along lines or along the edges of areas, given in points."""
    width = stroke.width * pen.pixel
    if stroke.opacity < 1 and not stroke.dash and width >= _BAND:
        _draw_band(pen, geometries, stroke, zorder)
        return
    lines = lines_of(geometries)
    if not lines:
        return
    # matplotlib multiplies dashes by the width of the line: undo it.
    dash = tuple(length / stroke.width for length in stroke.dash)
    pen.axes.add_collection(
        LineCollection(
            lines,
            colors=stroke.color,
            linewidths=width,
            linestyles=[(0, dash)] if dash else "solid",
            alpha=stroke.opacity,
            capstyle="butt" if stroke.cap == "butt" else "round",
            joinstyle="round",
            zorder=zorder,
        ),
        autolim=False,
    )


def _draw_band(
    pen: Canvas, geometries: Sequence[BaseGeometry], stroke: Stroke, zorder: float
) -> None:
    width = stroke.width * pen.pixel
    lines = [shape.boundary if shape.area else shape for shape in geometries]
    # Bends far smaller than the band do not show in its edges.
    line = shapely.simplify(shapely.union_all(lines), width / 16)
    band = shapely.buffer(line, width / 2, quad_segs=_QUARTER_CIRCLE_STEPS)
    _paint(pen, [band], stroke.color, stroke.opacity, zorder)


def _paint(
    pen: Canvas, areas: Sequence[BaseGeometry], color: str, opacity: float, zorder: float
) -> None:
    outline = area_outline(areas)
    if outline is not None:
        pen.axes.add_artist(
            PathPatch(outline, facecolor=color, edgecolor="none", alpha=opacity, zorder=zorder)
        )


def draw_fill(
    pen: Canvas,
    geometries: Sequence[BaseGeometry],
    style: FillStyle,
    zorder: float,
    within: BaseGeometry | None = None,
) -> None:
    """Draw areas: fill first, then the outline's strokes, bottom to top.

    A border between two of the areas is drawn once: two runs of dashes would blur.

    Parameters
    ----------
    within
        Where edges are borders; elsewhere they are the edge of the data and not drawn.
    """
    areas = [shape for shape in geometries if shape.area > 0]
    if not areas:
        return
    if style.opacity > 0:
        _paint(pen, areas, style.color, style.opacity, zorder)
    if style.rim:
        whole = shapely.union_all(areas)
        for band in style.rim:
            inner = whole.difference(whole.buffer(-band.width * pen.pixel))
            _paint(pen, [inner], band.color, band.opacity, zorder)
    edges = shapely.union_all([area.boundary for area in areas])
    if within is not None:
        edges = edges.intersection(within)
    if edges.geom_type == "MultiLineString":
        edges = shapely.line_merge(edges)
    for step, stroke in enumerate(style.outline, start=1):
        draw_stroke(pen, [edges], stroke, zorder + step / 1_000)


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


# Bottom first; both reach well beyond the light casing of a project's line.
STROKES = (Stroke(palette.INK, 17.0), Stroke(palette.CHANGED, 14.5))
_NO_HALO = ("trace", "pale", "ghost", "hatch")
_RING_PX, _EDGE_PX = 3.4, 1.1


def draw_halos(
    pen: Canvas,
    shown: Iterable[Shown],
    placed: Iterable[PlacedLabel],
    ids: frozenset[str],
    zorders: tuple[float, float, float],
) -> None:
    """Draw the halos of some projects.

    Parameters
    ----------
    ids
        Of the projects.
    zorders
        Under the lines of all projects, under their badges, under their numbered discs.
    """
    below_lines, below_badges, below_numbers = zorders
    lines = []
    for item in shown:
        if item.theme is not PROJECTS or item.mark.item_id not in ids:
            continue
        style = item.style
        if isinstance(style, SymbolStyle):
            right, down = (pen.pixel * shift for shift in style.offset)
            at = item.shape.x + right, item.shape.y - down
            _ring(pen, at, style.size * pen.pixel / 2, below_badges)
        elif isinstance(style, LineStyle) and not item.mark.style.startswith(_NO_HALO):
            lines.append(item.shape)
    for step, stroke in enumerate(STROKES):
        draw_stroke(pen, lines, stroke, below_lines + step / 10)
    for label in placed:
        if label.request.role in NUMBER_ROLES and label.request.owner in ids:
            at = label.candidate.x, label.candidate.y
            _ring(pen, at, label.request.size[0] / 2, below_numbers)


def _ring(pen: Canvas, at: tuple[float, float], radius: float, zorder: float) -> None:
    pen.axes.add_artist(
        Circle(
            at,
            radius + _RING_PX * pen.pixel,
            facecolor=palette.CHANGED,
            edgecolor=palette.INK,
            linewidth=_EDGE_PX * pen.pixel,
            zorder=zorder,
        )
    )
