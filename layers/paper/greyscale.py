"""Paper without colours: every ink in a grey of its own, corridors told apart by their pattern."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from layers.style import palette
from layers.style.model import FillStyle, LineStyle, Stroke
from layers.themes.corridors import BAND_PX
from layers.themes.corridors import THEME as CORRIDORS

if TYPE_CHECKING:
    from layers.ink.marks import DisplayList
    from layers.style.model import Style

# The statuses have their patterns: the darkest grey puts them on top. Roads differ by the
# weight of their edges. What is not listed gets the grey that is as light as its colour.
_GREYS = {
    palette.STATUS["planned"]: "#141414",
    palette.STATUS["preparing"]: "#141414",
    palette.STATUS["construction"]: "#000000",
    palette.STATUS["completed"]: "#404040",
    palette.STATUS["suspended"]: "#5A5A5A",
    palette.STATUS["lapsed"]: "#8A8A8A",
    palette.STATUS["unknown"]: "#6E6E6E",
    palette.EXPRESSWAY_CASING: "#4A4A4A",
    palette.EXPRESSWAY_CORE: "#C6C6C6",
    palette.NATIONAL_CASING: "#7A7A7A",
    palette.NATIONAL_CORE: "#C0C0C0",
    palette.PROVINCIAL_CASING: "#969696",
    palette.PROVINCIAL_CORE: "#969696",
    palette.PALE_CORE: "#FFFFFF",
    palette.NATIONAL_BORDER: "#141414",
    palette.BORDER_TINT: "#B6B6B6",
    palette.BORDER_GROUND: "#FFFFFF",
    palette.WATER: "#C2C2C2",
    palette.WATER_EDGE: "#868686",
    palette.RIVER: "#9A9A9A",
    palette.STREAM: "#BEBEBE",
    palette.WATER_INK: "#3C3C3C",
    palette.CHOSEN_AREA: "#F2F2F2",
    palette.CHOSEN_EDGE: "#4A4A4A",
    palette.INCIDENT: "#202020",
    palette.INCIDENT_PAST: "#8A8A8A",
    palette.SHIELD_NATIONAL: "#202020",
    palette.SHIELD_PROVINCIAL: "#5A5A5A",
    palette.SHIELD_EXPRESSWAY: "#000000",
}
_BASE = Stroke("#CFCFCF", BAND_PX, opacity=0.5)
_PATTERN = "#9C9C9C"
_TINT = "#8E8E8E"
_PALE = Stroke("#EDEDED", BAND_PX - 4.0)
# Edges, close ticks, blocks, beads, broken edges, pairs of ticks: a road hides the middle.
_PATTERNS = (
    (Stroke("#8E8E8E", BAND_PX), _PALE),
    (_BASE, Stroke(_PATTERN, BAND_PX, dash=(1.2, 5.0), cap="butt")),
    (_BASE, Stroke("#BDBDBD", BAND_PX, dash=(9.0, 9.0), cap="butt")),
    (Stroke("#CCCCCC", BAND_PX - 2.0, dash=(0.1, BAND_PX + 3.0)),),
    (Stroke("#8E8E8E", BAND_PX, dash=(7.0, 5.0), cap="butt"), _PALE),
    (_BASE, Stroke(_PATTERN, BAND_PX, dash=(1.8, 3.0, 1.8, 21.0), cap="butt")),
)
_MOST = 255
_LINEAR = ((0.2126, 0.7152, 0.0722), 2.4, 0.055, 12.92, 0.04045)


def grey_style(theme_id: str, key: str, style: Style) -> Style:
    """Return a style as it is drawn without colours, before its inks turn grey.

    A corridor that is asked for gets a pattern: its hue alone tells it from others. The tint of an
    area gets a light ink: those of the statuses are made for lines.
    """
    if isinstance(style, FillStyle) and style.rim:
        rim = tuple(replace(band, color=_TINT) for band in style.rim)
        return replace(style, color=_TINT, rim=rim)
    if theme_id != CORRIDORS.id or key not in palette.CORRIDORS:
        return style
    order = list(palette.CORRIDORS).index(key)
    return LineStyle(_PATTERNS[order % len(_PATTERNS)])


@lru_cache(maxsize=500)
def grey(color: str) -> str:
    """Return the grey of a colour (``#RRGGBB``): listed for the palette, else equally light.

    Luminance of sRGB as in IEC 61966-2-1.
    """
    hexed = color.upper()
    if hexed in _GREYS:
        return _GREYS[hexed]
    weights, power, offset, slope, knee = _LINEAR
    inks = [int(color[at : at + 2], 16) / _MOST for at in (1, 3, 5)]
    light = sum(
        weight * (value / slope if value <= knee else ((value + offset) / (1 + offset)) ** power)
        for weight, value in zip(weights, inks, strict=True)
    )
    value = light * slope
    if light > knee / slope:
        value = (1 + offset) * light ** (1 / power) - offset
    return f"#{round(value * _MOST):02X}" + f"{round(value * _MOST):02X}" * 2


def turn_grey(drawing: DisplayList) -> DisplayList:
    """Return a drawing with every ink in grey."""
    return drawing.recolored(grey)
