"""The ground of the screen in the shape of a page: cut where the screen is wider or higher."""

from __future__ import annotations

import math
from typing import Final

from briefing.sheet.paper_sizes import frame_of, paper_of
from briefing.sheet.plan import DEFAULT_SIZE, known_ground

# West, south, east, north (EPSG:4326, degrees).
Bounds = tuple[float, float, float, float]
_MIDDLE: Final = 0.5


def crop_to_page(
    bounds: Bounds, size: str = DEFAULT_SIZE, *, landscape: bool = True, keep: Bounds | None = None
) -> Bounds:
    """Return the part of a screen that fills the map of a page.

    Parameters
    ----------
    size
        Key of :data:`briefing.sheet.paper_sizes.PAPERS`.
    keep
        What is to stay in sight as far as it is on the screen and has room; else the middle stays.
    """
    west, south, east, north = known_ground(bounds)
    box = frame_of(paper_of(size, landscape=landscape)).map
    narrowing = math.cos(math.radians((south + north) / 2))
    ratio = box.width / box.height / narrowing
    wide, high = east - west, north - south
    if wide <= 0 or high <= 0:
        return bounds
    kept = keep or (west, south, east, north)
    if wide > high * ratio:
        west = _begin((west, east), high * ratio, (kept[0], kept[2]))
        east = west + high * ratio
    else:
        south = _begin((south, north), wide / ratio, (kept[1], kept[3]))
        north = south + wide / ratio
    return west, south, east, north


def _begin(span: tuple[float, float], size: float, keep: tuple[float, float]) -> float:
    """Return where a part of a span begins, which holds as much as it can of what is kept."""
    low, high = span
    start = low + (high - low - size) * _MIDDLE
    first, last = max(low, keep[0]), min(high, keep[1])
    if first < last and last - first <= size:
        start = min(max(start, last - size), first)
    return min(max(start, low), high - size)
