"""A map alone, in a box of any size: on a card, on the cover, or as the picture of a slide."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import shapely

from briefing.sheet.furniture import draw_graticule, draw_north_arrow, draw_scale_bar
from briefing.sheet.paper_sizes import Box, fit_scale
from briefing.sheet.plan import plan
from geo.strings import say
from layers.paper.canvas import draw
from layers.paper.scene import scene_of
from layers.paper.window import POINTS_PER_MM, grid_bounds, window_around
from layers.style import palette

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from briefing.request import ExportRequest
    from briefing.sheet.page import Page
    from briefing.sheet.paper_sizes import Paper
    from briefing.sheet.plan import Sheet
    from geo.query.view import View
    from layers.paper.canvas import Drawn

BAND_MM = 2.6
FOOT_MM = 8.0
_BAR_MM = 36.0
# A place alone says nothing: so much ground is shown around it, in metres each way.
LEAST_GROUND_M = 26_000.0
_SHARE_OF_AIR = 0.03


@dataclass(frozen=True)
class MapPlacement:
    """Where a map stands, and how it is drawn.

    Parameters
    ----------
    outer
        Its box on the page, neat-line included.
    extent
        West, south, east, north (EPSG:4326), ``None`` for what the view asks for.
    factor
        Size of the map's symbols and names relative to a sheet of the same paper.
    band
        Whether the box holds a band for the coordinates around the map.
    """

    paper: Paper
    outer: Box
    extent: tuple[float, float, float, float] | None = None
    factor: float = 1.0
    band: bool = True


def map_sheet(view: View, request: ExportRequest, plate: MapPlacement) -> Sheet:
    """Return the sheet of a view with its map fitted into a box."""
    sheet = plan(view, request)
    paper, outer = plate.paper, plate.outer
    inner = outer.inset(BAND_MM * POINTS_PER_MM * paper.enlarge) if plate.band else outer
    bounds = _with_air(grid_bounds(plate.extent or view.extent))
    scale = fit_scale(bounds, inner.width, inner.height)
    window = window_around(bounds, inner.width, inner.height, scale)
    return replace(
        sheet,
        paper=paper,
        frame=replace(sheet.frame, neatline=outer, map=inner),
        window=replace(window, factor=paper.print_factor * plate.factor),
    )


def _with_air(
    bounds: tuple[float, float, float, float],
) -> tuple[float, float, float, float]:
    """Return bounds (EPSG:9206, metres) with some ground around them."""
    west, south, east, north = bounds
    air = _SHARE_OF_AIR * max(east - west, north - south)
    across = max(air, (LEAST_GROUND_M - (east - west)) / 2)
    along = max(air, (LEAST_GROUND_M - (north - south)) / 2)
    return west - across, south - along, east + across, north + along


def draw_map(
    page: Page, sheet: Sheet, reserved: Sequence[Box] = (), *, edged: bool = True
) -> Drawn:
    """Draw map, neat-line and coordinates.

    Parameters
    ----------
    reserved
        Parts of the map that something else will cover, in points of the page.
    edged
        Whether it has neat-line and coordinates.
    """
    inner = sheet.frame.map
    axes = page.inset_axes(inner)
    covered: list[BaseGeometry] = [on_map(inner, box) for box in reserved]
    drawn = draw(
        axes,
        scene_of(sheet.view, sheet.window, sheet.request.layers, grey=sheet.request.grey),
        sheet.numbers,
        covered,
    )
    if edged:
        draw_graticule(page, sheet, sheet.frame.neatline, inner)
    return drawn


def on_map(inner: Box, box: Box) -> BaseGeometry:
    """Return a box of the page in points from the corner of the map."""
    left, bottom = box.left - inner.left, box.bottom - inner.bottom
    rectangle: BaseGeometry = shapely.box(left, bottom, left + box.width, bottom + box.height)
    return rectangle


def draw_map_foot(page: Page, sheet: Sheet, top: float) -> float:
    """Draw scale, scale bar and north arrow under a map; return the height they take."""
    enlarge = sheet.paper.enlarge
    box = sheet.frame.neatline
    height = FOOT_MM * POINTS_PER_MM * enlarge
    strong = page.face(page.small * 1.06, 700)
    soft = page.face(page.small * 0.94, color=palette.INK_SOFT)
    bottom = top - height
    words = say("sheet.scale", sheet.language, scale=sheet.scale)
    y = bottom + height * 0.36
    page.write(words, box.left, y, strong)
    left = box.left + page.width_of(words, strong) + 14.0 * enlarge
    bar = draw_scale_bar(page, sheet, left, y - 1.0, _BAR_MM * POINTS_PER_MM * enlarge)
    arrow = left + bar.width + 30.0 * enlarge
    draw_north_arrow(page, sheet, arrow, bottom + 1.0, height - 2.0)
    page.write(say("book.grid", sheet.language), box.right, y, soft, "right")
    return height
