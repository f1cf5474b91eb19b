"""How a line is drawn that is a drawing and no alignment: a wide pale band.

Where the province is seen whole the hollow strokes of its style run through the band; from near
there is nothing crisp on it. The browser does the same by the numbers that it gets from here.
"""

from __future__ import annotations

from typing import Final

from layers.style import palette
from layers.style.model import LineStyle, Stroke

BAND_KM: Final = 4.0
"""How wide the band is on the ground: the line may be wrong by some kilometres."""
LEAST_PX, MOST_PX = 13.0, 220.0
OPACITY, NEAR_OPACITY = 0.17, 0.14
NEAR_ZOOM: Final = 11.0
"""Web zoom level from which only the band is drawn; on paper the scale below."""
NEAR_SCALE: Final = 200_000


def band_record() -> dict[str, float | str]:
    """Return the numbers by which the browser draws bands."""
    return {
        "km": BAND_KM,
        "least": LEAST_PX,
        "most": MOST_PX,
        "opacity": OPACITY,
        "nearOpacity": NEAR_OPACITY,
        "nearZoom": NEAR_ZOOM,
        "color": palette.DRAWN_GROUND,
    }


def banded(style: LineStyle, *, color: str, width_px: float, near: bool) -> LineStyle:
    """Return a line with its band, which hides the ground less than the line itself.

    Parameters
    ----------
    color
        Of the band.
    width_px
        Of the band, in pixels of the design; at least :data:`LEAST_PX`.
    near
        Whether nothing but the band is drawn.
    """
    width = max(width_px, LEAST_PX)
    band = Stroke(color, width, opacity=NEAR_OPACITY if near else OPACITY, cap="butt")
    return LineStyle((band, *(() if near else style.strokes)))
