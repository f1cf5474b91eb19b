"""Text on paper: lines of the one typeface, and halos that keep text searchable."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.text import Text as TextArtist
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D

from layers.style import palette
from layers.style.text_metrics import Face, font_file, measure, printable
from layers.style.typography import FAMILY

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Type 42 keeps letters letters: a PDF can be searched and copied from. Measured without
# hinting, drawn without hinting: the same box at every resolution. The salt makes the ids in an
# SVG the same every time.
mpl.rcParams.update(
    {
        "pdf.fonttype": 42,
        "svg.fonttype": "none",
        "svg.hashsalt": "son-la",
        "text.hinting": "none",
    }
)

_UNIT = 100.0


def properties(face: Face) -> FontProperties:
    """Return what matplotlib needs to set text in `face`; the file is named, never searched."""
    # Family, weight and style are what an SVG says of its text.
    return FontProperties(
        family=FAMILY,
        style="italic" if face.italic else "normal",
        weight=face.weight,
        size=face.size,
        fname=font_file(face.weight, italic=face.italic),
    )


@dataclass(frozen=True)
class PlacedText:
    """One line of text in its place.

    Parameters
    ----------
    at
        Where its base line begins, is centred or ends, in data units of the axes: points.
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


def letters_of(words: PlacedText) -> list[PlacedText]:
    """Return a line of tracked text, aligned left, as its letters, each in its place."""
    face, turn = replace(words.face, tracking=0.0), math.radians(words.angle)
    found, along = [], 0.0
    for letter in words.text:
        at = words.at[0] + along * math.cos(turn), words.at[1] + along * math.sin(turn)
        found.append(replace(words, text=letter, at=at, face=face))
        along += measure(letter, face).width + words.face.tracking * face.size
    return [one for one in found if one.text.strip()]


def write(axes: Axes, words: PlacedText, zorder: float = 10.0) -> None:
    """Set one line of text."""
    text = printable(words.text, words.face)
    if not text:
        return
    if words.face.tracking and words.align == "left":
        for letter in letters_of(words):
            write(axes, letter, zorder)
        return
    x, y = words.at
    if words.align != "left":
        x -= measure(text, words.face).width * (0.5 if words.align == "center" else 1.0)
    axes.add_artist(
        TextArtist(
            x,
            y,
            text,
            fontproperties=properties(words.face),
            color=words.face.color,
            rotation=words.angle,
            rotation_mode="anchor",
            verticalalignment="baseline",
            horizontalalignment="left",
            parse_math=False,
            clip_on=True,
            zorder=zorder,
            transform=axes.transData,
        )
    )


def write_halo(
    axes: Axes, words: PlacedText, width: float, zorder: float, color: str = palette.HALO
) -> None:
    """Lay a halo under a line of text, as outlines: a PDF then holds the words only once.

    Parameters
    ----------
    words
        Aligned left.
    width
        How far the halo reaches around the letters, in points.
    """
    if words.face.tracking:
        for letter in letters_of(words):
            write_halo(axes, letter, width, zorder, color)
        return
    unit = properties(Face(_UNIT, words.face.weight, words.face.italic))
    text = printable(words.text, words.face)
    vertices, codes = text_to_path.get_text_path(unit, text)
    if not len(vertices):
        return
    move = Affine2D().scale(words.face.size / _UNIT).rotate_deg(words.angle).translate(*words.at)
    axes.add_artist(
        PathPatch(
            move.transform_path(Outline(vertices, codes)),
            facecolor=color,
            edgecolor=color,
            linewidth=2 * width,
            joinstyle="round",
            capstyle="round",
            zorder=zorder,
        )
    )


def lighten(color: str, share: float) -> str:
    """Return a colour mixed with paper, so that what matters less steps back.

    Parameters
    ----------
    share
        How much of the colour is left, 0 to 1.
    """
    mixed = (round(255 + (int(color[i : i + 2], 16) - 255) * share) for i in (1, 3, 5))
    return "#" + "".join(f"{value:02X}" for value in mixed)
