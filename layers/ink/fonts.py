"""What files carry of the typeface: the glyphs that stand in them, and outlines under halos."""

from __future__ import annotations

import struct
import zlib
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import uharfbuzz as hb

from layers.ink.marks import Outline
from layers.style.shaping import font

if TYPE_CHECKING:
    from collections.abc import Iterable

# Tables of a font that its user does without.
_NOT_IN_PDF: Final = "GSUB GPOS GDEF BASE DSIG gasp name OS/2 post cmap"
_NOT_ON_WEB: Final = "BASE DSIG gasp"
# What a browser sets text with; small capitals and old figures would be half of the file.
_FEATURES: Final = "kern mark mkmk ccmp locl liga tnum"


def _tags(names: str) -> list[int]:
    return [int.from_bytes(f"{name:4}".encode()) for name in names.split()]


def subset_for_pdf(style: str, glyphs: Iterable[int]) -> bytes:
    """Return a TrueType font of some glyphs, each at its own index, without anything for layout."""
    wanted = hb.SubsetInput()
    wanted.flags = (
        hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    )
    wanted.glyph_set.update(glyphs)
    wanted.drop_table_tag_set.update(_tags(_NOT_IN_PDF))
    return bytes(hb.subset(font(style).face, wanted).blob.data)


@cache
def subset_for_web(style: str, letters: str) -> bytes:
    """Return some letters of a style as WOFF, with their kerning and ligatures."""
    wanted = hb.SubsetInput()
    wanted.flags = hb.SubsetFlags.NO_HINTING
    wanted.unicode_set.update(map(ord, letters))
    wanted.drop_table_tag_set.update(_tags(_NOT_ON_WEB))
    wanted.layout_feature_tag_set.clear()
    wanted.layout_feature_tag_set.update(_tags(_FEATURES))
    return to_woff(bytes(hb.subset(font(style).face, wanted).blob.data))


def to_woff(data: bytes) -> bytes:
    """Return a TrueType font as WOFF 1.0: each table deflated."""
    count = struct.unpack_from(">H", data, 4)[0]
    entries, body = [], b""
    start = 44 + 20 * count
    for number in range(count):
        tag, checksum, offset, length = struct.unpack_from(">4sLLL", data, 12 + 16 * number)
        table = data[offset : offset + length]
        packed = zlib.compress(table, 9)
        stored = packed if len(packed) < length else table
        entries.append(
            struct.pack(">4sLLLL", tag, start + len(body), len(stored), length, checksum)
        )
        body += stored + b"\0" * (-len(stored) % 4)
    unpacked = (
        12
        + 16 * count
        + sum(
            (struct.unpack_from(">L", data, 24 + 16 * number)[0] + 3) & ~3
            for number in range(count)
        )
    )
    head = struct.pack(
        ">4s4sLHHLHHLLLLL", b"wOFF", data[:4], start + len(body), count, 0, unpacked, 1, 0,
        0, 0, 0, 0, 0,
    )  # fmt: skip
    return head + b"".join(entries) + body


@cache
def outline(style: str, index: int) -> Outline | None:
    """Return the outline of a glyph in units of the font, ``None`` where it has no ink."""
    pen = _CubicPen()
    font(style).font.draw_glyph_with_pen(index, pen)
    if not pen.points:
        return None
    closed = (True,) * len(pen.starts)
    return Outline(np.array(pen.points), tuple(pen.starts), closed, curved=True)


class _CubicPen:
    """Takes down what is drawn as cubic curves only."""

    def __init__(self) -> None:
        self.points: list[tuple[float, float]] = []
        self.starts: list[int] = []

    def moveTo(self, at: tuple[float, float]) -> None:  # noqa: N802 - called by HarfBuzz
        self.starts.append(len(self.points))
        self.points.append(at)

    def lineTo(self, at: tuple[float, float]) -> None:  # noqa: N802
        self.points += [self.points[-1], at, at]

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self.points += points

    def qCurveTo(  # noqa: N802
        self, middle: tuple[float, float], end: tuple[float, float]
    ) -> None:
        (x0, y0), (x1, y1), (x2, y2) = self.points[-1], middle, end
        self.points += [
            (x0 + (x1 - x0) * 2 / 3, y0 + (y1 - y0) * 2 / 3),
            (x2 + (x1 - x2) * 2 / 3, y2 + (y1 - y2) * 2 / 3),
            end,
        ]

    def closePath(self) -> None:  # noqa: N802
        """Every run is closed."""
