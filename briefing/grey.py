"""Pages in greys: what a copier without colours makes of them, made beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.collections import Collection
from matplotlib.colors import to_rgba, to_rgba_array
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Rec. 709: how bright the eye finds red, green and blue.
_WEIGHTS = (0.2126, 0.7152, 0.0722)
Colour = tuple[float, float, float, float]


def grey_of(color: object) -> Colour:
    """Return a colour as the grey of the same brightness, as translucent as before."""
    red, green, blue, alpha = to_rgba(color)  # type: ignore[arg-type]
    value = sum(weight * part for weight, part in zip(_WEIGHTS, (red, green, blue), strict=True))
    return value, value, value, alpha


def to_grey(figure: Figure) -> None:
    """Turn everything drawn on a page grey."""
    for artist in figure.findobj():
        if isinstance(artist, Patch):
            artist.set_facecolor(grey_of(artist.get_facecolor()))
            artist.set_edgecolor(grey_of(artist.get_edgecolor()))
        elif isinstance(artist, Line2D | Text):
            artist.set_color(grey_of(artist.get_color()))
        elif isinstance(artist, Collection):
            edges = to_rgba_array(artist.get_edgecolor())
            artist.set_edgecolor([grey_of(tuple(color)) for color in edges])
            faces = to_rgba_array(artist.get_facecolor())
            artist.set_facecolor([grey_of(tuple(color)) for color in faces])
