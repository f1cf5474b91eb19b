"""Strokes, fills, symbols and halos on paper: the styles of the themes as ink.

A symbol is the path data of :mod:`layers.style.symbols`. The halo around what changed is a bright
band with dark edges, seen on a grey copy too: a line gets it along its whole length, a badge and a
number around them; a project at spots that nobody locates at its number only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.io.symbols import GRID
from layers.ink.marks import PathMark, Pen, circle, lines
from layers.ink.path_data import read_path
from layers.paper.labels.requests import NUMBER_ROLES
from layers.style import palette
from layers.style.model import LineStyle, Stroke, SymbolStyle
from layers.style.symbols import SYMBOLS
from layers.themes.projects import THEME as PROJECTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from layers.ink.marks import Layer, Outline
    from layers.paper.labels.placement import PlacedLabel
    from layers.paper.shown import Shown
    from layers.style.model import FillStyle

# A translucent stroke as wide as this is drawn as an area: its parts must not add up where
# they meet. In points.
_BAND = 6.0
_QUARTER_CIRCLE_STEPS = 6
# Vertices nearer than a thousandth of a point are one; no sheet is a row of keys wide.
_PARTS_OF_A_POINT, _ROW_OF_KEYS = 1_000, 1 << 32
# What is finer than this (0.04 mm) no printer shows; leaving it out keeps files small. Points.
_DETAIL = 0.12
_LINE_TYPES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING)


def lines_of(geometries: Iterable[BaseGeometry]) -> list[NDArray[np.float64]]:
    """Return the coordinates of all lines, and of all edges of areas."""
    # So little is left out that edges which touch then do not show: no need to look for them.
    thin = shapely.simplify(list(geometries), _DETAIL, preserve_topology=False)
    parts = shapely.get_parts(thin)
    pieces = shapely.get_parts(parts)
    lines = pieces[np.isin(shapely.get_type_id(pieces), _LINE_TYPES)]
    shapes = (*lines, *shapely.get_rings(pieces))
    return [shapely.get_coordinates(shape) for shape in shapes if not shape.is_empty]


def area_outline(geometries: Iterable[BaseGeometry]) -> Outline | None:
    """Return areas, holes included, as one shape."""
    # Edges of areas run one way round, those of holes the other: what two areas cover stays full.
    turned = shapely.orient_polygons([part for part in geometries if part.area > 0])
    edges = [edge[:-1] for edge in lines_of(turned)]
    return lines(edges, closed=True) if edges else None


@dataclass(frozen=True)
class Canvas:
    """A layer on which lines and areas are drawn, and their scale.

    Parameters
    ----------
    pixel
        Points a pixel of the design.
    """

    layer: Layer
    pixel: float


def draw_stroke(
    pen: Canvas, geometries: Sequence[BaseGeometry], stroke: Stroke, zorder: float
) -> None:
    """Draw one stroke along lines or along the edges of areas, given in points."""
    width = stroke.width * pen.pixel
    if stroke.opacity < 1 and not stroke.dash and width >= _BAND:
        _draw_band(pen, geometries, stroke, zorder)
        return
    runs = lines_of(geometries)
    if runs:
        dash = tuple(length * pen.pixel for length in stroke.dash)
        cap = "butt" if stroke.cap == "butt" else "round"
        ink = Pen(stroke.color, width, dash, cap)
        pen.layer.add(PathMark(lines(runs), pen=ink, alpha=stroke.opacity), zorder)


def _draw_band(
    pen: Canvas, geometries: Sequence[BaseGeometry], stroke: Stroke, zorder: float
) -> None:
    width = stroke.width * pen.pixel
    edges = [shape.boundary if shape.area else shape for shape in geometries]
    # Bends far smaller than the band do not show in its edges.
    line = shapely.simplify(shapely.union_all(edges), width / 16, preserve_topology=False)
    band = shapely.buffer(line, width / 2, quad_segs=_QUARTER_CIRCLE_STEPS)
    _paint(pen, [band], stroke.color, stroke.opacity, zorder)


def _paint(
    pen: Canvas, areas: Sequence[BaseGeometry], color: str, opacity: float, zorder: float
) -> None:
    shape = area_outline(areas)
    if shape is not None:
        pen.layer.add(PathMark(shape, color, alpha=opacity), zorder)


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
    edges = [shapely.linestrings(run) for run in borders(areas, within)] if style.outline else []
    for step, stroke in enumerate(style.outline, start=1):
        draw_stroke(pen, edges, stroke, zorder + step / 1_000)


def borders(
    areas: Sequence[BaseGeometry], within: BaseGeometry | None = None
) -> list[NDArray[np.float64]]:
    """Return the edges of areas as runs of points, what two areas share once.

    Parameters
    ----------
    areas
        Neighbours that share a border have its vertices in common.
    within
        Where edges are wanted, ``None`` for everywhere.
    """
    points, rings = shapely.get_coordinates(
        shapely.get_rings(shapely.get_parts(areas)), return_index=True
    )
    # Each vertex as one whole number; a stretch between two is the same in either direction.
    whole = np.rint(points * _PARTS_OF_A_POINT).astype(np.int64)
    keys = whole[:, 0] * _ROW_OF_KEYS + whole[:, 1]
    low, high = np.minimum(keys[:-1], keys[1:]), np.maximum(keys[:-1], keys[1:])
    # What leads from one ring to the next is no edge.
    wanted = rings[:-1] == rings[1:]
    order = np.lexsort((high, low, ~wanted))
    again = (np.diff(low[order]) == 0) & (np.diff(high[order]) == 0)
    wanted[order[1:][again]] = False
    if within is not None:
        x, y = ((points[:-1] + points[1:]) / 2).T
        wanted &= shapely.contains_xy(within, x, y)
    ends = np.flatnonzero(np.diff(wanted.astype(np.int8), prepend=0, append=0))
    return [points[start : end + 1] for start, end in zip(ends[::2], ends[1::2], strict=True)]


@cache
def outline(d: str) -> Outline:
    """Return SVG path data as a shape centred on the origin, y upwards, in grid units."""
    shape = read_path(d)
    return replace(shape, points=(shape.points - GRID / 2) * (1, -1))


def draw_symbol(
    layer: Layer, style: SymbolStyle, at: tuple[float, float], size: float, zorder: float = 5.0
) -> None:
    """Draw a symbol.

    Parameters
    ----------
    at
        Centre in points of the layer.
    size
        Width and height in points.
    """
    inks = {"main": style.color, "paper": palette.PAPER, "none": ""}
    grow = size / GRID
    for step, shape in enumerate(SYMBOLS[style.symbol]):
        edge = inks[shape.stroke]
        pen = Pen(edge, shape.width * grow, cap="round") if edge and shape.width else None
        mark = PathMark(outline(shape.d).placed(grow, at), inks[shape.fill], pen)
        layer.add(mark, zorder + step / 1_000)


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
    touched = []
    for item in shown:
        if item.theme is not PROJECTS or item.mark.item_id not in ids:
            continue
        style = item.style
        if isinstance(style, SymbolStyle):
            right, down = (pen.pixel * shift for shift in style.offset)
            at = item.shape.x + right, item.shape.y - down
            _ring(pen, at, style.size * pen.pixel / 2, below_badges)
        elif isinstance(style, LineStyle) and not item.mark.style.startswith(_NO_HALO):
            touched.append(item.shape)
    for step, stroke in enumerate(STROKES):
        draw_stroke(pen, touched, stroke, below_lines + step / 10)
    for label in placed:
        if label.request.role in NUMBER_ROLES and label.request.owner in ids:
            at = label.candidate.x, label.candidate.y
            _ring(pen, at, label.request.size[0] / 2, below_numbers)


def _ring(pen: Canvas, at: tuple[float, float], radius: float, zorder: float) -> None:
    edge = Pen(palette.INK, _EDGE_PX * pen.pixel)
    mark = PathMark(circle(at, radius + _RING_PX * pen.pixel), palette.CHANGED, edge)
    pen.layer.add(mark, zorder)
