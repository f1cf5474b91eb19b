"""Glyphs of a line of text: HarfBuzz joins ligatures and kerns, as browsers do.

What is measured here is what is drawn: screen, PDF and SVG set the same glyphs.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import uharfbuzz as hb

from layers.style.fonts import font_files

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEMIBOLD, _BOLD = 600, 700
REPLACEMENT = "?"


class Glyph(NamedTuple):
    """One glyph in its line, in units of the font.

    Parameters
    ----------
    number
        In the font file.
    text
        The letters that it stands for: several of a ligature, none of a mark of its neighbour.
    advance
        From its origin to the next one's, kerning included.
    across, up
        How far it is moved from its origin.
    """

    number: int
    text: str
    advance: int
    across: int = 0
    up: int = 0


class Font:
    """One style of the typeface."""

    def __init__(self, path: str) -> None:
        self.face = hb.Face(hb.Blob.from_file_path(path))
        self.font = hb.Font(self.face)
        self.units: int = self.face.upem
        self.letters = frozenset(self.face.unicodes)

    @cache  # noqa: B019 - the few fonts live as long as the program
    def advance(self, index: int) -> int:
        """Return the advance width of a glyph alone."""
        return int(self.font.get_glyph_h_advance(index))

    @cache  # noqa: B019 - the few fonts live as long as the program
    def rise(self, index: int) -> tuple[int, int]:
        """Return the lowest and the highest ink of a glyph, 0 and 0 where it has none."""
        box = self.font.get_glyph_extents(index)
        return (box.y_bearing + box.height, box.y_bearing) if box and box.height else (0, 0)

    def shape(self, text: str) -> tuple[Glyph, ...]:
        """Return the glyphs of a text of known letters."""
        buffer = hb.Buffer()
        buffer.add_str(text)
        # Said, not guessed: a guess would read the language of the machine.
        buffer.direction, buffer.script, buffer.language = "ltr", "latn", "en"
        hb.shape(self.font, buffer)
        infos, places = buffer.glyph_infos, buffer.glyph_positions
        starts = [info.cluster for info in infos]
        ends = [*starts[1:], len(text)][: len(starts)]
        return tuple(
            Glyph(info.codepoint, text[start:end], place.x_advance, place.x_offset, place.y_offset)
            for info, place, start, end in zip(infos, places or (), starts, ends, strict=True)
        )


def style_name(weight: int, *, italic: bool) -> str:
    """Return the key in :func:`layers.style.fonts.font_files` of a style."""
    if weight >= _SEMIBOLD:
        return "semibold" if weight < _BOLD else "bold"
    return "italic" if italic else "regular"


@cache
def font(style: str) -> Font:
    """Return a style of the typeface by its key, see :func:`style_name`."""
    return Font(str(font_files()[style]))


@lru_cache(maxsize=20_000)
def glyphs(text: str, style: str) -> tuple[Glyph, ...]:
    """Return the glyphs of one line of text.

    Letters that the typeface lacks are :data:`REPLACEMENT`, every space is a plain one, invisible
    letters are left out: what people type into the search may be in any script.
    """
    return font(style).shape(known_letters(text, style))


def known_letters(text: str, style: str) -> str:
    """Return `text` with ? for each letter that the typeface lacks, and plain spaces.

    What only steers the setting of text (marks of byte order and direction, joiners, soft hyphens)
    is left out: HarfBuzz sets a space for it, and readers of a PDF then took all spaces for it.
    """
    return "".join(_known(text, font(style).letters))


def _known(text: str, letters: frozenset[int]) -> Iterator[str]:
    for letter in text:
        if letter.isspace():
            yield " "
        elif unicodedata.category(letter) != "Cf":
            yield letter if ord(letter) in letters else REPLACEMENT
