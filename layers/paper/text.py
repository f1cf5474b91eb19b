"""Text on paper: lines of the one typeface, and halos that keep text searchable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.ink.marks import HaloMark, TextMark
from layers.style import palette
from layers.style.text_metrics import Face, measure, printable

if TYPE_CHECKING:
    from layers.ink.marks import Layer


@dataclass(frozen=True)
class PlacedText:
    """One line of text in its place.

    Parameters
    ----------
    at
        Where its base line begins, is centred or ends, in points of the layer.
    align
        ``left``, ``center`` or ``right``.
    angle
        Degrees, counter-clockwise about the beginning of the line.
    """

    text: str
    at: tuple[float, float]
    face: Face
    align: str = "left"
    angle: float = 0.0


def write(layer: Layer, words: PlacedText, zorder: float = 10.0) -> None:
    """Set one line of text."""
    layer.add(_line(words), zorder)


def write_halo(
    layer: Layer, words: PlacedText, width: float, zorder: float, color: str = palette.HALO
) -> None:
    """Lay a halo under a line of text: a file then holds the words only once.

    Parameters
    ----------
    width
        How far the halo reaches around the letters, in points.
    """
    layer.add(HaloMark(_line(words), color, width), zorder)


def _line(words: PlacedText) -> TextMark:
    text = printable(words.text, words.face)
    x, y = words.at
    if words.align != "left":
        x -= measure(text, words.face).width * (0.5 if words.align == "center" else 1.0)
    return TextMark(text, (x, y), words.face, words.angle)


def lighten(color: str, share: float) -> str:
    """Return a colour mixed with paper, so that what matters less steps back.

    Parameters
    ----------
    share
        How much of the colour is left, 0 to 1.
    """
    mixed = (round(255 + (int(color[i : i + 2], 16) - 255) * share) for i in (1, 3, 5))
    return "#" + "".join(f"{value:02X}" for value in mixed)
