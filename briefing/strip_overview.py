"""A small map of the corridor on its strip sheet, with the numbers of the strip."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.paper_size import Box, fit_scale, show_scale
from geo.strings import say
from layers.paper import draw, scene_of
from layers.paper_window import grid_bounds, window_around

if TYPE_CHECKING:
    from briefing.page import Page
    from briefing.sheet import Sheet

# What tells nothing of the corridor would only fill the legend.
LAYERS = frozenset({"projects", "corridors", "areas"})


def draw_overview(page: Page, sheet: Sheet, box: Box) -> set[tuple[str, str]]:
    """Draw the map into a box; return theme id and style of what is drawn, for the legend."""
    bounds = grid_bounds(sheet.view.extent)
    top = box.top - page.heading("", box.left, box.top)
    inner = Box(box.left, box.bottom, box.width, top - box.bottom)
    scale = fit_scale(bounds, inner.width, inner.height)
    window = replace(
        window_around(bounds, inner.width, inner.height, scale), factor=sheet.paper.print_factor
    )
    title = say("strip.overview", sheet.language, scale=show_scale(scale))
    page.heading(title, box.left, box.top)
    scene = scene_of(sheet.view, window, LAYERS, grey=sheet.request.grey)
    drawn = draw(page.inset_axes(inner), scene, sheet.numbers)
    page.box(inner, width=0.6)
    return set(drawn.used)
