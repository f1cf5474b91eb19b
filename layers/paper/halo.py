"""The halo around projects that changed: a bright band with dark edges, seen on a grey copy too.

A line gets it along its whole length, a badge and a number around them. A project at spots that
nobody locates gets it at its number only: its roads as a whole have not changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.patches import Circle

from layers.paper.labels.numbers import ROLE
from layers.paper.strokes import draw_stroke
from layers.style import palette
from layers.style.model import LineStyle, Stroke, SymbolStyle
from layers.themes.projects import THEME as PROJECTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers.paper.labels.placement import Placed
    from layers.paper.scene import Shown
    from layers.paper.strokes import Pen

# Bottom first; both reach well beyond the light casing of a project's line.
STROKES = (Stroke(palette.INK, 17.0), Stroke(palette.CHANGED, 14.5))
_RING_PX, _EDGE_PX = 3.4, 1.1


def draw_line_halos(pen: Pen, shown: Iterable[Shown], ids: frozenset[str], zorder: float) -> None:
    """Draw the halos of lines.

    Parameters
    ----------
    ids
        Of the projects that have one.
    zorder
        Under the lines of all projects.
    """
    lines = [
        item.shape
        for item in shown
        if item.theme is PROJECTS
        and item.mark.item_id in ids
        and isinstance(item.style, LineStyle)
        and not item.mark.style.startswith("trace")
    ]
    for step, stroke in enumerate(STROKES):
        draw_stroke(pen, lines, stroke, zorder + step / 10)


def draw_badge_halos(pen: Pen, shown: Iterable[Shown], ids: frozenset[str], zorder: float) -> None:
    """Draw the halos of badges; `zorder` lies under them."""
    for item in shown:
        style = item.style
        if item.theme is not PROJECTS or not isinstance(style, SymbolStyle):
            continue
        if item.mark.item_id in ids:
            right, down = (pen.pixel * shift for shift in style.offset)
            at = item.shape.x + right, item.shape.y - down
            _ring(pen, at, style.size * pen.pixel / 2, zorder)


def draw_number_halos(
    pen: Pen, placed: Iterable[Placed], ids: frozenset[str], zorder: float
) -> None:
    """Draw the halos of the numbered discs; `zorder` lies under them."""
    for label in placed:
        if label.wish.role == ROLE and label.wish.owner in ids:
            at = label.spot.x, label.spot.y
            _ring(pen, at, label.wish.size[0] / 2, zorder)


def _ring(pen: Pen, at: tuple[float, float], radius: float, zorder: float) -> None:
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
