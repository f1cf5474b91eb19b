"""Strokes and fills on paper: the line and area styles of the themes as matplotlib artists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from matplotlib.collections import LineCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from layers.style.model import FillStyle, Stroke

# A translucent stroke as wide as this is drawn as an area: its parts must not add up where
# they meet. In points.
_BAND = 6.0
_QUARTER_CIRCLE_STEPS = 6
# What is finer than this (0.04 mm) no printer shows; leaving it out keeps files small. Points.
_DETAIL = 0.12


def lines_of(geometries: Iterable[BaseGeometry]) -> list[NDArray[np.float64]]:
    """Return the coordinates of all lines, and of all edges of areas."""
    parts = shapely.get_parts(shapely.simplify(list(geometries), _DETAIL))
    found: list[NDArray[np.float64]] = []
    for piece in shapely.get_parts(parts):
        if piece.is_empty:
            continue
        if piece.geom_type == "Polygon":
            found += [shapely.get_coordinates(ring) for ring in (piece.exterior, *piece.interiors)]
        elif piece.geom_type in ("LineString", "LinearRing"):
            found.append(shapely.get_coordinates(piece))
    return found


def area_outline(geometries: Iterable[BaseGeometry]) -> Outline | None:
    """Return areas, holes included, as one compound path."""
    rings: list[Outline] = []
    for coordinates in lines_of(part for part in geometries if part.area > 0):
        codes = np.full(len(coordinates), Outline.LINETO)
        codes[0], codes[-1] = Outline.MOVETO, Outline.CLOSEPOLY
        rings.append(Outline(coordinates, codes))
    return Outline.make_compound_path(*rings) if rings else None


@dataclass(frozen=True)
class Pen:
    """Where lines and areas are drawn.

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
    pen: Pen, geometries: Sequence[BaseGeometry], stroke: Stroke, zorder: float
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


def _draw_band(pen: Pen, geometries: Sequence[BaseGeometry], stroke: Stroke, zorder: float) -> None:
    width = stroke.width * pen.pixel
    lines = [shape.boundary if shape.area else shape for shape in geometries]
    # Bends far smaller than the band do not show in its edges.
    line = shapely.simplify(shapely.union_all(lines), width / 16)
    band = shapely.buffer(line, width / 2, quad_segs=_QUARTER_CIRCLE_STEPS)
    _paint(pen, [band], stroke.color, stroke.opacity, zorder)


def _paint(
    pen: Pen, areas: Sequence[BaseGeometry], color: str, opacity: float, zorder: float
) -> None:
    outline = area_outline(areas)
    if outline is not None:
        pen.axes.add_artist(
            PathPatch(outline, facecolor=color, edgecolor="none", alpha=opacity, zorder=zorder)
        )


def draw_fill(
    pen: Pen,
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
    edges = shapely.union_all([area.boundary for area in areas])
    if within is not None:
        edges = edges.intersection(within)
    if edges.geom_type == "MultiLineString":
        edges = shapely.line_merge(edges)
    for step, stroke in enumerate(style.outline, start=1):
        draw_stroke(pen, [edges], stroke, zorder + step / 1_000)
