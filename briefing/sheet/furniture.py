"""What surrounds the map and makes it a map: scale bar, north arrow, graticule, QR code."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import segno
import shapely
from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.path import Path as Outline

from geo.crs import to_wgs84
from geo.strings import format_exact, say
from layers.paper.text import PlacedText, write
from layers.style import palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from briefing.sheet.page import Page
    from briefing.sheet.paper_sizes import Box
    from briefing.sheet.plan import Sheet
    from layers.paper.window import Window

_SEGMENTS = 4
_SEGMENT_KM = (0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 25.0, 50.0, 100.0)
_BAR_HEIGHT = 3.0
# Steps of the graticule in minutes of arc, and their least distance on paper in points.
_STEPS_MINUTES = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300)
_LEAST_STEP = 80.0
_TICK = 3.4
_CORNER = 20.0
_SAMPLES = 101
_QUIET_ZONE = 2
# Characters from which less error correction is wanted, so that modules stay large; and the
# smallest module that phones read from paper, 0.23 mm, in points.
_LONG_LINK = 100
_LEAST_MODULE = 0.65


@dataclass(frozen=True)
class ScaleBar:
    """A scale bar of four equal parts.

    Parameters
    ----------
    segment_km
        Length of one part on the ground, in EPSG:9206.
    width
        Of the whole bar on paper, in points.
    """

    segment_km: float
    width: float

    @property
    def length_km(self) -> float:
        """Of the whole bar on the ground."""
        return self.segment_km * _SEGMENTS


def scale_bar(window: Window, most: float) -> ScaleBar:
    """Return the longest scale bar of round figures that is at most `most` points wide."""
    kilometre = 1_000 / window.metres_per_point
    fitting = [step for step in _SEGMENT_KM if step * _SEGMENTS * kilometre <= most]
    step = fitting[-1] if fitting else _SEGMENT_KM[0]
    return ScaleBar(step, step * _SEGMENTS * kilometre)


def draw_scale_bar(page: Page, sheet: Sheet, left: float, bottom: float, most: float) -> ScaleBar:
    """Draw the bar with its figures above it; return what was drawn."""
    bar = scale_bar(sheet.window, most)
    part = bar.width / _SEGMENTS
    for step in range(_SEGMENTS):
        page.axes.add_artist(
            Rectangle(
                (left + step * part, bottom),
                part,
                _BAR_HEIGHT,
                facecolor=palette.PAPER if step % 2 else palette.INK,
                edgecolor=palette.INK,
                linewidth=0.5,
            )
        )
    face = page.face(page.small)
    y = bottom + _BAR_HEIGHT + 2.4
    for step in (0, 2, 4):
        figure = format_exact(step * bar.segment_km, sheet.language, 1)
        page.write(figure, left + step * part, y, face, "center" if step else "left")
    last = page.width_of(format_exact(bar.length_km, sheet.language, 1), face)
    page.write("km", left + bar.width + last / 2 + 2.5, y, face)
    return bar


def draw_north_arrow(page: Page, sheet: Sheet, x: float, bottom: float, height: float) -> None:
    """Draw an arrow to grid north, with its letter above."""
    face = page.face(page.small, 700)
    tip = bottom + height - face.size - 1.0
    half = height * 0.13
    notch = bottom + height * 0.12
    for side, fill in ((-1, palette.INK), (1, palette.PAPER)):
        page.axes.add_artist(
            Polygon(
                [(x, tip), (x + side * half, bottom), (x, notch)],
                closed=True,
                facecolor=fill,
                edgecolor=palette.INK,
                linewidth=0.5,
                joinstyle="miter",
            )
        )
    page.write(say("sheet.north", sheet.language), x, tip + 2.0, face, "center")


@dataclass(frozen=True)
class Tick:
    """Where a meridian or parallel meets an edge of the map.

    Parameters
    ----------
    side
        ``bottom``, ``top``, ``left`` or ``right``.
    at
        Distance in points along the side, from the left or from the bottom.
    minutes
        Longitude or latitude in minutes of arc (WGS 84).
    """

    side: str
    at: float
    minutes: int


def graticule(window: Window) -> list[Tick]:
    """Return the ticks of a window, at the same round steps on both axes."""
    step = next(
        (step for step in _STEPS_MINUTES if step * 1_730 / window.metres_per_point >= _LEAST_STEP),
        _STEPS_MINUTES[-1],
    )
    found: list[Tick] = []
    for side in ("bottom", "top", "left", "right"):
        upright = side in ("left", "right")
        length = window.height if upright else window.width
        along = np.linspace(0.0, length, _SAMPLES)
        across = {"bottom": 0.0, "left": 0.0, "top": window.height, "right": window.width}[side]
        places = np.full((_SAMPLES, 2), across)
        places[:, 1 if upright else 0] = along
        degrees = _degrees(places, window)[:, 1 if upright else 0] * 60
        first = math.ceil(float(degrees[0]) / step) * step
        found += [
            Tick(side, float(np.interp(minutes, degrees, along)), minutes)
            for minutes in range(first, math.floor(float(degrees[-1])) + 1, step)
        ]
    return found


def _degrees(places: NDArray[np.float64], window: Window) -> NDArray[np.float64]:
    ground = places * window.metres_per_point + (window.west, window.south)
    return np.asarray(shapely.get_coordinates(to_wgs84(shapely.multipoints(ground))))


def draw_graticule(page: Page, sheet: Sheet, outer: Box, inner: Box) -> None:
    """Draw neat-line, ticks and their coordinates in the band between two boxes."""
    face = page.face(page.small)
    page.box(outer, width=0.9)
    page.box(inner, width=0.5)
    band = inner.left - outer.left
    base = band / 2 - 0.33 * face.size
    for tick in graticule(sheet.window):
        upright = tick.side in ("left", "right")
        length = inner.height if upright else inner.width
        text = format_angle(tick.minutes, sheet.language, latitude=upright)
        if not _CORNER < tick.at < length - _CORNER:
            continue
        if upright:
            x, out = (inner.left, -1) if tick.side == "left" else (inner.right, 1)
            y = inner.bottom + tick.at
            page.rule((x, y), (x - out * _TICK, y), 0.5)
            centre = x + out * band / 2 + 0.33 * face.size
            start = y - page.width_of(text, face) / 2
            write(page.axes, PlacedText(text, (centre, start), face, angle=90))
        else:
            y, out = (inner.bottom, -1) if tick.side == "bottom" else (inner.top, 1)
            x = inner.left + tick.at
            page.rule((x, y), (x, y - out * _TICK), 0.5)
            foot = y - band + base if tick.side == "bottom" else y + base
            page.write(text, x, foot, face, "center")


def format_angle(minutes: int, language: str, *, latitude: bool) -> str:
    """Return an angle in degrees and minutes with its hemisphere: 104°30′Đ, 21°00′B."""
    letter = say("sheet.north-letter" if latitude else "sheet.east-letter", language)
    return f"{minutes // 60}°{minutes % 60:02d}′{letter}"


def draw_qr(axes: Axes, link: str, box: Box) -> bool:
    """Draw a link as a QR code that fills a square box, its quiet zone included.

    Returns
    -------
    bool
        False, and nothing is drawn, where the link is so long that no phone could read the code.
    """
    try:
        code = segno.make(link, error="l" if len(link) > _LONG_LINK else "m", micro=False)
    except segno.DataOverflowError:
        return False
    matrix = np.array([list(row) for row in code.matrix])
    size = box.width / (len(matrix) + 2 * _QUIET_ZONE)
    if size < _LEAST_MODULE:
        return False
    squares = []
    for row, column in np.argwhere(matrix == 1).tolist():
        x = box.left + (column + _QUIET_ZONE) * size
        y = box.top - (row + _QUIET_ZONE + 1) * size
        # A hair of overlap: no white lines between modules in any viewer.
        grown = size * 1.02
        corners = [(x, y), (x + grown, y), (x + grown, y + grown), (x, y + grown), (x, y)]
        codes = [Outline.MOVETO, *[Outline.LINETO] * 3, Outline.CLOSEPOLY]
        squares.append(Outline(corners, codes))
    path = Outline.make_compound_path(*squares)
    axes.add_artist(PathPatch(path, facecolor=palette.INK, edgecolor="none", zorder=6))
    return True
