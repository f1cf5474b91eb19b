"""How a line is drawn that is a drawing and no alignment: a wide pale band.

Where the province is seen whole the strokes of its style run thinly through the band; from near
there is nothing crisp on it. The browser does the same by the numbers that it gets from here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from layers.style.model import LineStyle, Stroke

BAND_KM: Final = 4.0
"""How wide the band is on the ground: the line may be wrong by some kilometres."""
LEAST_PX, MOST_PX = 13.0, 220.0
OPACITY, NEAR_OPACITY = 0.24, 0.14
NEAR_ZOOM: Final = 11.0
"""Web zoom level from which only the band is drawn; on paper the scale below."""
NEAR_SCALE: Final = 200_000
_CORE = 0.55


def band_record() -> dict[str, float]:
    """Return the numbers by which the browser draws bands."""
    return {
        "km": BAND_KM,
        "least": LEAST_PX,
        "most": MOST_PX,
        "opacity": OPACITY,
        "nearOpacity": NEAR_OPACITY,
        "nearZoom": NEAR_ZOOM,
        "core": _CORE,
    }


def banded(style: LineStyle, *, lowest: int, width_px: float, near: bool) -> LineStyle:
    """Return the band of a line in place of its strokes.

    Parameters
    ----------
    lowest
        Which of its strokes, from the bottom, has its colour: 1 above a halo, else 0.
    width_px
        Of the band, in pixels of the design; at least :data:`LEAST_PX`.
    near
        Whether nothing but the band is drawn.
    """
    own = style.strokes[min(lowest, len(style.strokes) - 1) :]
    width = max(width_px, LEAST_PX)
    band = Stroke(own[0].color, width, opacity=NEAR_OPACITY if near else OPACITY, cap="butt")
    core = () if near else tuple(replace(one, width=one.width * _CORE) for one in own)
    return LineStyle((band, *core))
