"""Text on paper: the one typeface, its measures, wrapping, and halos that keep text searchable."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.text import Text as TextArtist
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D

from layers.style import palette
from layers.style.fonts import font_files
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

ELLIPSIS = "…"
# Binds two words: they stay in one line.
NO_BREAK = "\u00a0"
_UNIT = 100.0
_SEMIBOLD, _BOLD = 600, 700


@dataclass(frozen=True)
class Face:
    """A size and style of the typeface.

    Parameters
    ----------
    size
        Points.
    """

    size: float
    weight: int = 400
    italic: bool = False
    color: str = palette.INK


@dataclass(frozen=True)
class Extent:
    """The ink of a line of text in points, from its origin on the base line."""

    width: float
    ascent: float
    descent: float

    @property
    def height(self) -> float:
        """From the lowest to the highest ink."""
        return self.ascent + self.descent


@cache
def _file(weight: int, italic: bool) -> str:  # noqa: FBT001 - a key of the cache
    style = "italic" if italic else "regular"
    if weight >= _SEMIBOLD:
        style = "semibold" if weight < _BOLD else "bold"
    return str(font_files()[style])


def properties(face: Face) -> FontProperties:
    """Return what matplotlib needs to set text in `face`; the file is named, never searched."""
    # Family, weight and style are what an SVG says of its text.
    return FontProperties(
        family=FAMILY,
        style="italic" if face.italic else "normal",
        weight=face.weight,
        size=face.size,
        fname=_file(face.weight, face.italic),
    )


@cache
def _letters(weight: int, italic: bool) -> frozenset[int]:  # noqa: FBT001 - a key of the cache
    return frozenset(get_font(_file(weight, italic)).get_charmap())


def printable(text: str, face: Face) -> str:
    """Return `text` with ? for each letter that the typeface lacks, and plain spaces.

    What people type into the search may be in any script.
    """
    known = _letters(face.weight, face.italic)
    spaced = "".join(" " if letter.isspace() else letter for letter in text)
    return "".join(letter if ord(letter) in known else "?" for letter in spaced)


@lru_cache(maxsize=20_000)
def _unit_extent(text: str, weight: int, italic: bool) -> Extent:  # noqa: FBT001 - cache key
    text = printable(text, Face(_UNIT, weight, italic))
    font = get_font(_file(weight, italic))
    font.set_size(_UNIT, 72)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    width, height = (value / 64 / _UNIT for value in font.get_width_height())
    descent = font.get_descent() / 64 / _UNIT
    return Extent(width, height - descent, descent)


def measure(text: str, face: Face) -> Extent:
    """Return the extent of one line of text."""
    unit = _unit_extent(text, face.weight, face.italic)
    return Extent(unit.width * face.size, unit.ascent * face.size, unit.descent * face.size)


def shorten(text: str, width: float, face: Face) -> str:
    """Return `text`, cut at a word and ended by … where it is wider than `width` points."""
    if measure(text, face).width <= width:
        return text
    words = [word for word in text.split(" ") if word]
    while len(words) > 1:
        words.pop()
        short = " ".join(words).rstrip(" ,;–-·(") + ELLIPSIS
        if measure(short, face).width <= width:
            return short
    letters = words[0] if words else ""
    while letters and measure(letters + ELLIPSIS, face).width > width:
        letters = letters[:-1]
    return letters + ELLIPSIS


def wrap(text: str, width: float, face: Face, most: int = 0) -> list[str]:
    """Return `text` in lines of at most `width` points.

    Parameters
    ----------
    most
        Number of lines after which the text is cut with …; 0 for no limit.
    """
    lines: list[str] = []
    words = [word for word in text.split(" ") if word]
    while words:
        count = 1
        while count < len(words) and measure(" ".join(words[: count + 1]), face).width <= width:
            count += 1
        if most and len(lines) == most - 1 and count < len(words):
            lines.append(shorten(" ".join(words), width, face))
            return lines
        line = " ".join(words[:count])
        lines.append(line if count > 1 else shorten(line, width, face))
        words = words[count:]
    return lines or [""]


@dataclass(frozen=True)
class Words:
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


def write(axes: Axes, words: Words, zorder: float = 10.0) -> None:
    """Set one line of text."""
    text = printable(words.text, words.face)
    if not text:
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
    axes: Axes, words: Words, width: float, zorder: float, color: str = palette.HALO
) -> None:
    """Lay a halo under a line of text, as outlines: a PDF then holds the words only once.

    Parameters
    ----------
    words
        Aligned left.
    width
        How far the halo reaches around the letters, in points.
    """
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


def paler(color: str, share: float) -> str:
    """Return a colour mixed with paper, so that what matters less steps back.

    Parameters
    ----------
    share
        How much of the colour is left, 0 to 1.
    """
    mixed = (round(255 + (int(color[i : i + 2], 16) - 255) * share) for i in (1, 3, 5))
    return "#" + "".join(f"{value:02X}" for value in mixed)
