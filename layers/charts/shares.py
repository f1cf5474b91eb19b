"""The shares of a corridor's length by status as one bar, in the strokes of the map."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from layers.charts.strip_ink import along, box, tick
from layers.style import palette
from layers.themes.projects import line_style

if TYPE_CHECKING:
    from geo.corridor.profile import Share
    from geo.model import Status
    from layers.style.model import Stroke

WIDTH, HEIGHT = 1100.0, 24.0
_THICK = 20.0


def share_svg(shares: tuple[Share, ...]) -> str:
    """Return the bar as an ``<svg>`` element that takes any width; its words stand beside it."""
    drawn, x = "", 0.0
    for share in shares:
        wide = share.share * WIDTH
        if wide > 0:
            drawn += _part(share.status, x, wide)
        x += wide
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}"'
        f' width="{WIDTH:g}" height="{HEIGHT:g}" preserveAspectRatio="none">{drawn}</svg>'
    )


def swatch_svg(status: Status | None) -> str:
    """Return a short piece of the bar, for its key."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 56 24" width="33" height="14">'
        f"{_part(status, 0, 56)}</svg>"
    )


def _part(status: Status | None, x: float, wide: float) -> str:
    y = HEIGHT / 2
    edge = tick(x + 0.5, 2, HEIGHT - 2, palette.INK_SOFT)
    if status is None:
        frame = f' stroke="{palette.INK_SOFT}" stroke-width="1"'
        return box(x + 0.5, 2.5, wide - 1, _THICK - 1, palette.PAPER, more=frame)
    return along(x, x + wide, y, bar_strokes(status, _THICK)) + edge


def bar_strokes(status: Status, thick: float) -> list[Stroke]:
    """Return the pens of a part of the bar, bottom first, the widest as wide as told."""
    strokes = line_style(status).strokes[1:]  # without the halo
    scale = thick / max(stroke.width for stroke in strokes)
    return [_wider(stroke, scale) for stroke in strokes]


def _wider(stroke: Stroke, scale: float) -> Stroke:
    """Return a pen for the bar; a solid one ends square, so that parts meet."""
    dash = tuple(
        length * scale * (0.75 if stroke.cap == "round" else 0.36) for length in stroke.dash
    )
    cap = stroke.cap if dash else "butt"
    return replace(stroke, width=stroke.width * scale, dash=dash, cap=cap)
