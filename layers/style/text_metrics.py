"""Extents of lines of text, and words broken into lines, for every canvas.

Read from the typeface itself: advance widths, kerning and ligatures, as browsers and matplotlib set
it without hinting. Lengths are in the unit of the size, pixels or points.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING, Any

from fontTools.ttLib import TTFont

from layers.style import palette
from layers.style.fonts import font_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ELLIPSIS = "…"
# Binds two words: they stay in one line.
NO_BREAK = "\u00a0"
_SEMIBOLD, _BOLD = 600, 700
_LIGATURES, _KERNING = 4, 2
# A table of a font is unfolded where it is first read: not by two threads at once.
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True)
class Face:
    """A size and style of the typeface.

    Parameters
    ----------
    size
        Pixels or points.
    tracking
        Room added between letters, in sizes of the type.
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


class _Font:
    """One style of the typeface: measures of its glyphs and what happens between them."""

    def __init__(self, path: str) -> None:
        font: Any
        with TTFont(path, lazy=True) as font:
            self.letters: dict[int, str] = font.getBestCmap()
            self.units: int = font["head"].unitsPerEm
            self._advances: dict[str, tuple[int, int]] = font["hmtx"].metrics
            self._outlines = font["glyf"]
            self._pairs = [
                ({glyph: place for place, glyph in enumerate(table.Coverage.glyphs)}, table)
                for table in _subtables(font["GPOS"].table, "kern", _KERNING)
            ]
            joined = _subtables(font["GSUB"].table, "liga", _LIGATURES)
            self._ligatures = {
                key: found for table in joined for key, found in table.ligatures.items()
            }

    def extent(self, text: str) -> Extent:
        """Return the extent of a text of known letters, in sizes of the type."""
        glyphs = list(self._joined([self.letters[ord(letter)] for letter in text]))
        width = sum(self._advances[glyph][0] for glyph in glyphs)
        width += sum(self._kerning(pair) for pair in pairwise(glyphs))
        inked = [
            self._outlines[glyph] for glyph in glyphs if self._outlines[glyph].numberOfContours
        ]
        top = max((outline.yMax for outline in inked), default=0)
        bottom = min((outline.yMin for outline in inked), default=0)
        return Extent(width / self.units, top / self.units, -bottom / self.units)

    def _joined(self, glyphs: Sequence[str]) -> Iterator[str]:
        """Yield the glyphs, those that join to a ligature as one."""
        at = 0
        while at < len(glyphs):
            for found in self._ligatures.get(glyphs[at], ()):
                stop = at + 1 + len(found.Component)
                if list(glyphs[at + 1 : stop]) == found.Component:
                    yield found.LigGlyph
                    at = stop
                    break
            else:
                yield glyphs[at]
                at += 1

    @cache  # noqa: B019 - the few fonts live as long as the program
    def _kerning(self, pair: tuple[str, str]) -> int:
        """Return what is added between two glyphs, by the first table that knows them."""
        first, second = pair
        for places, table in self._pairs:
            if first not in places:
                continue
            if table.Format == 1:
                records = table.PairSet[places[first]].PairValueRecord
                record = next((one for one in records if one.SecondGlyph == second), None)
                if record is None:
                    continue
            else:
                row = table.Class1Record[table.ClassDef1.classDefs.get(first, 0)]
                record = row.Class2Record[table.ClassDef2.classDefs.get(second, 0)]
            return getattr(record.Value1, "XAdvance", 0)
        return 0


def _subtables(table: Any, feature: str, kind: int) -> Iterator[Any]:  # noqa: ANN401 - untyped
    """Yield what a feature of a layout table does, in the order of the font."""
    records = [one.Feature for one in table.FeatureList.FeatureRecord if one.FeatureTag == feature]
    for number in sorted({number for one in records for number in one.LookupListIndex}):
        lookup = table.LookupList.Lookup[number]
        if lookup.LookupType == kind:
            yield from lookup.SubTable


@cache
def font_file(weight: int, *, italic: bool) -> str:
    """Return the path of the font file of a style."""
    style = "italic" if italic else "regular"
    if weight >= _SEMIBOLD:
        style = "semibold" if weight < _BOLD else "bold"
    return str(font_files()[style])


@cache
def _font(weight: int, italic: bool) -> _Font:  # noqa: FBT001 - a key of the cache
    return _Font(font_file(weight, italic=italic))


def printable(text: str, face: Face) -> str:
    """Return `text` with ? for each letter that the typeface lacks, and plain spaces.

    What people type into the search may be in any script.
    """
    known = _font(face.weight, face.italic).letters
    spaced = "".join(" " if letter.isspace() else letter for letter in text)
    return "".join(letter if ord(letter) in known else "?" for letter in spaced)


@lru_cache(maxsize=20_000)
def _unit_extent(text: str, weight: int, italic: bool) -> Extent:  # noqa: FBT001 - cache key
    text = printable(text, Face(1.0, weight, italic))
    with _ONE_AT_A_TIME:
        return _font(weight, italic).extent(text)


def measure(text: str, face: Face) -> Extent:
    """Return the extent of one line of text; tracked letters are neither kerned nor joined."""
    unit = _unit_extent(text, face.weight, face.italic)
    if face.tracking:
        wide = sum(_unit_extent(letter, face.weight, face.italic).width for letter in text)
        wide += face.tracking * max(len(text) - 1, 0)
        unit = Extent(wide, unit.ascent, unit.descent)
    return Extent(unit.width * face.size, unit.ascent * face.size, unit.descent * face.size)


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
