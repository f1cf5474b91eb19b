"""The shares of a corridor's length by status as one bar, in the strokes of the map."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from layers.charts.display import Drawing, Rect, StyledLine
from layers.charts.svg import picture
from layers.style import palette
from layers.themes.projects import line_style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.corridor.profile import Share
    from geo.model import Status
    from layers.charts.display import Part
    from layers.style.model import Stroke

WIDTH, HEIGHT = 1100.0, 24.0
_SWATCH = 56.0
_EDGES = 24.0
_THICK = 0.8


def share_svg(shares: Iterable[Share]) -> str:
    """Return the bar as an ``<svg>`` element that takes any width; its words stand beside it."""
    bar = Drawing(WIDTH, HEIGHT, tuple(share_parts(shares, WIDTH, HEIGHT)))
    return picture(bar, preserveAspectRatio="none")


def swatch_svg(status: Status | None) -> str:
    """Return a short piece of the bar, for its key."""
    piece = Drawing(_SWATCH, HEIGHT, tuple(_part(status, 0.0, _SWATCH, HEIGHT)))
    return picture(piece, width="33", height="14")


def share_parts(shares: Iterable[Share], width: float, height: float) -> Iterator[Part]:
    """Yield the parts of the bar, from left to right."""
    x = 0.0
    for share in shares:
        if share.share > 0:
            yield from _part(share.status, x, share.share * width, height)
        x += share.share * width


def _part(status: Status | None, x: float, width: float, height: float) -> Iterator[Part]:
    # Nothing behind it: the page may be dark.
    edge = height / _EDGES
    inner = width - edge, height - edge
    yield Rect(x + edge / 2, edge / 2, *inner, "none", palette.INK_SOFT, edge)
    if status is not None:
        strokes = _bar_strokes(status, height * _THICK)
        yield StyledLine(x, x + width, height / 2, strokes, 1.0)


def _bar_strokes(status: Status, thick: float) -> tuple[Stroke, ...]:
    """Return the strokes of a part of the bar, bottom first, the widest one `thick` wide."""
    strokes = line_style(status).strokes[1:]  # without the halo
    scale = thick / max(stroke.width for stroke in strokes)
    return tuple(_wider(stroke, scale) for stroke in strokes)


def _wider(stroke: Stroke, scale: float) -> Stroke:
    """Return a stroke scaled for the bar; a solid one ends square, so that parts meet."""
    dash = tuple(
        length * scale * (0.75 if stroke.cap == "round" else 0.36) for length in stroke.dash
    )
    cap = stroke.cap if dash else "butt"
    return replace(stroke, width=stroke.width * scale, dash=dash, cap=cap)
