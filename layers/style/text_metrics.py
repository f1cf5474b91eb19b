"""Extents of lines of text, and words broken into lines, for every canvas.

Glyphs, kerning and ligatures are those of :mod:`layers.style.shaping`, without hinting. Lengths are
in the unit of the size, pixels or points.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from layers.style import palette
from layers.style.shaping import font, glyphs, known_letters, style_name

ELLIPSIS = "…"
# Binds two words: they stay in one line.
NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Face:
    """A size and style of the typeface.

    Parameters
    ----------
    size
        Pixels or points.
    tracking
        Added between two letters, in sizes of the type.
    """

    size: float
    weight: int = 400
    italic: bool = False
    color: str = palette.INK
    tracking: float = 0.0


@dataclass(frozen=True)
class Extent:
    """Advance width and height of ink of a line of text, from its origin on the base line."""

    width: float
    ascent: float
    descent: float

    @property
    def height(self) -> float:
        """From the lowest to the highest ink."""
        return self.ascent + self.descent


def printable(text: str, face: Face) -> str:
    """Return `text` with ? for each letter that the typeface lacks, and plain spaces."""
    return known_letters(text, style_name(face.weight, italic=face.italic))


@lru_cache(maxsize=20_000)
def _unit_extent(text: str, style: str) -> Extent:
    """Return the extent of a text in sizes of the type."""
    own, set_ = font(style), glyphs(text, style)
    inked = [own.rise(glyph.index) for glyph in set_]
    width = sum(glyph.advance for glyph in set_) / own.units
    top = max((high for _, high in inked), default=0) / own.units
    return Extent(width, max(top, 0.0), -min((low for low, _ in inked), default=0) / own.units)


def measure(text: str, face: Face) -> Extent:
    """Return the extent of one line of text."""
    unit = _unit_extent(text, style_name(face.weight, italic=face.italic))
    width = unit.width + face.tracking * max(len(text) - 1, 0)
    return Extent(width * face.size, unit.ascent * face.size, unit.descent * face.size)


def disc_radius(number: str, size: float) -> float:
    """Return the radius of the disc that holds a number set at a size."""
    width = measure(number, Face(size, 700)).width
    return max(math.hypot(width, size * 0.66) / 2 + 1.1, size * 0.62)


@dataclass(frozen=True)
class NumberDisc:
    """The numbered disc of a project.

    Parameters
    ----------
    x, y
        Centre, in the unit of the canvas.
    size
        Of the type, in that unit.
    color
        Of its edge: the status of the project.
    """

    number: str
    x: float
    y: float
    size: float
    color: str = palette.INK

    @property
    def radius(self) -> float:
        """Radius of the disc."""
        return disc_radius(self.number, self.size)


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
