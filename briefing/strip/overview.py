"""A small map of the corridor on its strip sheet, with the numbers of the strip."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.sheet.paper_sizes import Box, fit_scale, format_scale
from geo.strings import say
from layers.paper.canvas import draw
from layers.paper.scene import scene_of
from layers.paper.window import grid_bounds, window_around
from layers.style.model import SmallMap
from layers.themes import themes_on

if TYPE_CHECKING:
    from briefing.sheet.page import Page
    from briefing.sheet.plan import Sheet
    from layers.paper.scene import Scene

_AIR = 7.0
_NOMINAL = 300.0


def styles_of(sheet: Sheet) -> frozenset[tuple[str, str]]:
    """Return theme id and style of what the map shows in any size, for the legend."""
    scene = _scene(sheet, _NOMINAL, _NOMINAL)
    return frozenset((item.theme.id, item.mark.style) for item in scene.shown)


def draw_overview(page: Page, sheet: Sheet, box: Box) -> None:
    """Draw the map into a box."""
    top = box.top - page.heading("", box.left, box.top)
    inner = Box(box.left, box.bottom, box.width, top - box.bottom)
    scene = _scene(sheet, inner.width, inner.height)
    title = say("strip.overview", sheet.language, scale=format_scale(scene.window.scale))
    page.heading(title, box.left, box.top)
    draw(page.inset_axes(inner), scene, sheet.numbers)
    page.box(inner, width=0.6)


def _scene(sheet: Sheet, width: float, height: float) -> Scene:
    bounds = grid_bounds(sheet.view.extent)
    # The corridor's band is wide: its ends need air.
    air = 2 * _AIR * sheet.paper.enlarge
    scale = fit_scale(bounds, width - air, height - air)
    window = replace(window_around(bounds, width, height, scale), factor=sheet.paper.print_factor)
    return scene_of(sheet.view, window, themes_on(SmallMap.OVERVIEW), grey=sheet.request.grey)
