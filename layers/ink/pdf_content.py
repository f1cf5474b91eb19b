"""The content of a PDF page: a drawing as operators (PDF 32000-1, 8 and 9), deflated.

Measures are whole hundredths of a point: short, fast to write, and finer than any printer.
"""

from __future__ import annotations

import hashlib
import math
import zlib
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from layers.ink.marks import HaloMark, PathMark, PhotoMark, PictureMark, TextMark
from layers.style.shaping import font, glyphs, style_name

if TYPE_CHECKING:
    from layers.ink.marks import DisplayList, Layer, Mark, Outline, Pen
    from layers.style.shaping import Glyph
    from layers.style.text_metrics import Face

HeldPicture = NDArray[np.uint8] | PhotoMark
"""What a page shows: pixels, or a photo with its bytes."""
UNITS: Final = 100
_DEFLATE: Final = 4
_CAPS: Final = {"butt": 0, "round": 1}
_JOINS: Final = {"miter": 0, "round": 1}
# Letters set wider than this would be read back as words of one letter: they say what they spell.
_WIDE_TRACKING: Final = 0.06
_UPRIGHT: Final = (1.0, 0.0)
# In TJ, distances are thousandths of the size.
_THOUSAND: Final = 1_000


@dataclass(frozen=True)
class PageContent:
    """One page as it stands in a PDF, without what all pages share.

    Parameters
    ----------
    streams
        Deflated operators, drawn one above the other.
    letters
        Of each style, the glyphs that stand on the page and the text of each.
    halos
        Style and index of the glyphs that have a halo.
    alphas
        Opacities in thousandths.
    pictures
        By the name under which the operators show them.
    """

    width: float
    height: float
    streams: tuple[bytes, ...]
    letters: dict[str, dict[int, str]] = field(default_factory=dict)
    halos: frozenset[tuple[str, int]] = frozenset()
    alphas: frozenset[int] = frozenset()
    pictures: dict[str, HeldPicture] = field(default_factory=dict)

    def under(self, over: PageContent) -> PageContent:
        """Return this page with another laid over it."""
        letters = {style: dict(known) for style, known in self.letters.items()}
        for style, known in over.letters.items():
            letters.setdefault(style, {}).update(known)
        return replace(
            self,
            streams=self.streams + over.streams,
            letters=letters,
            halos=self.halos | over.halos,
            alphas=self.alphas | over.alphas,
            pictures=self.pictures | over.pictures,
        )


def page_content(drawing: DisplayList) -> PageContent:
    """Return a drawing as the content of a page."""
    writer = _ContentWriter()
    if drawing.ground:
        size = f"{drawing.width:.2f} {drawing.height:.2f}"
        writer.out.append(f"{_ink(drawing.ground, fill=True)} 0 0 {size} re f\n")
    for layer in drawing.ordered():
        writer.layer(layer)
    data = "".join(writer.out).encode("ascii")
    return PageContent(
        drawing.width,
        drawing.height,
        (zlib.compress(data, _DEFLATE),),
        writer.letters,
        frozenset(writer.halos),
        frozenset(writer.alphas),
        writer.pictures,
    )


def path_operators(shape: Outline, scale: float = UNITS) -> str:
    """Return the operators that construct a path, in whole units."""
    forms = []
    for rest, closed in shape.runs():
        last = " h " if closed else " "
        drawn = " %d %d %d %d %d %d c" * (rest // 3) if shape.curved else " %d %d l" * rest
        forms.append(f"%d %d m{drawn}{last}")
    whole = np.rint(shape.points * scale).astype(np.int64)
    return "".join(forms) % tuple(whole.ravel().tolist())


@lru_cache(maxsize=500)
def _ink(color: str, *, fill: bool) -> str:
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    if red == green == blue:
        return f"{red:.3g} {'g' if fill else 'G'}"
    return f"{red:.3g} {green:.3g} {blue:.3g} {'rg' if fill else 'RG'}"


@lru_cache(maxsize=20_000)
def _shown(text: str, style: str) -> str:
    """Return the operand of TJ for a line of text: runs of glyphs, and kerning between them."""
    own = font(style)
    parts: list[str] = []
    run: list[str] = []

    def shift(distance: float) -> None:
        """Move on by units of the font."""
        if distance:
            parts.append(f"<{''.join(run)}>{-distance * _THOUSAND / own.units:g}")
            run.clear()

    for glyph in glyphs(text, style):
        shift(glyph.across)
        run.append(f"{glyph.number:04X}")
        shift(glyph.advance - own.advance(glyph.number) - glyph.across)
    if run:
        parts.append(f"<{''.join(run)}>")
    return "".join(parts)


def _moved_up(line: tuple[Glyph, ...]) -> bool:
    return any(glyph.up for glyph in line)


class _ContentWriter:
    """Writes operators, and only those that change something."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.letters: dict[str, dict[int, str]] = {}
        self.halos: set[tuple[str, int]] = set()
        self.alphas: set[int] = set()
        self.pictures: dict[str, HeldPicture] = {}
        self._state: dict[str, str] = {}

    def layer(self, layer: Layer) -> None:
        self._state = {}
        size = f"{round(layer.width * UNITS)} {round(layer.height * UNITS)}"
        self.out.append(
            f"q {1 / UNITS:g} 0 0 {1 / UNITS:g} {layer.left:.4f} {layer.bottom:.4f} cm "
            f"0 0 {size} re W n\n"
        )
        for mark in layer.ordered():
            self._mark(mark)
        self.out.append("Q\n")

    def _mark(self, mark: Mark) -> None:
        match mark:
            case PathMark():
                self._path(mark)
            case TextMark():
                self._words(mark)
            case HaloMark():
                self._halo(mark)
            case PictureMark():
                name = f"P{hashlib.sha256(mark.pixels.tobytes()).hexdigest()[:12]}"
                self._show(name, mark.pixels, mark)
            case PhotoMark():
                self._show(f"J{hashlib.sha256(mark.jpeg).hexdigest()[:12]}", mark, mark)

    def _set(self, name: str, operator: str) -> None:
        if self._state.get(name) != operator:
            self._state[name] = operator
            self.out.append(f"{operator}\n")

    def _alpha(self, alpha: float) -> None:
        thousandths = round(alpha * _THOUSAND)
        # A layer begins without transparency.
        if thousandths != _THOUSAND or "alpha" in self._state:
            self.alphas.add(thousandths)
            self._set("alpha", f"/A{thousandths} gs")

    def _pen(self, pen: Pen) -> None:
        self._set("stroke", _ink(pen.color, fill=False))
        self._set("width", f"{round(pen.width * UNITS)} w")
        dash = " ".join(str(round(length * UNITS)) for length in pen.dash)
        self._set("dash", f"[{dash}] 0 d")
        self._set("cap", f"{_CAPS[pen.cap]} J")
        self._set("join", f"{_JOINS[pen.join]} j")

    def _path(self, path: PathMark) -> None:
        if not len(path.shape.points) or not (path.fill or path.pen):
            return
        self._alpha(path.alpha)
        if path.fill:
            self._set("fill", _ink(path.fill, fill=True))
        if path.pen:
            self._pen(path.pen)
        paint = ("B" if path.pen else "f") if path.fill else "S"
        self.out.append(f"{path_operators(path.shape)}{paint}\n")

    def _show(self, name: str, held: HeldPicture, mark: PictureMark | PhotoMark) -> None:
        self.pictures[name] = held
        self._alpha(1.0)
        width, height, x, y = (
            _number(value * UNITS) for value in (mark.width, mark.height, *mark.at)
        )
        self.out.append(f"q {width} 0 0 {height} {x} {y} cm /{name} Do Q\n")

    def _words(self, words: TextMark) -> None:
        face = words.face
        style = style_name(face.weight, italic=face.italic)
        line = glyphs(words.text, style)
        if not line:
            return
        known = self.letters.setdefault(style, {})
        for glyph in line:
            known.setdefault(glyph.number, glyph.text)
        self._alpha(1.0)
        self._set("fill", _ink(face.color, fill=True))
        self._set("font", f"/F{style} {_number(face.size * UNITS)} Tf")
        self._set("tracking", f"{_number(face.tracking * face.size * UNITS)} Tc")
        shown = f"BT {_matrix(words, 1.0)} Tm {_lines(words.text, style, face, line)}ET"
        if face.tracking > _WIDE_TRACKING:
            spelled = "".join(glyph.text for glyph in line).encode("utf-16-be").hex().upper()
            shown = f"/Span<</ActualText<FEFF{spelled}>>>BDC {shown} EMC"
        self.out.append(f"{shown}\n")

    def _halo(self, halo: HaloMark) -> None:
        words = halo.words
        face = words.face
        style = style_name(face.weight, italic=face.italic)
        grow = face.size / font(style).units
        self._alpha(1.0)
        self._set("fill", _ink(halo.color, fill=True))
        self._set("stroke", _ink(halo.color, fill=False))
        self._set("dash", "[] 0 d")
        self._set("cap", "1 J")
        self._set("join", "1 j")
        self._set("width", f"{_number(2 * halo.width / grow)} w")
        parts = [f"q {_matrix(words, grow * UNITS)} cm"]
        ahead = 0.0
        for glyph in glyphs(words.text, style):
            if any(font(style).rise(glyph.number)):
                self.halos.add((style, glyph.number))
                ahead += glyph.across
                if ahead or glyph.up:
                    parts.append(f"1 0 0 1 {_number(ahead)} {glyph.up} cm")
                parts.append(f"/H{style}{glyph.number} Do")
                if glyph.up:
                    parts.append(f"1 0 0 1 0 {-glyph.up} cm")
                ahead = -glyph.across
            ahead += glyph.advance + face.tracking * font(style).units
        self.out.append(f"{' '.join(parts)} Q\n")


def _lines(text: str, style: str, face: Face, line: tuple[Glyph, ...]) -> str:
    """Return the operators that show a line; glyphs that stand higher are shown one by one."""
    if not _moved_up(line):
        return f"[{_shown(text, style)}] TJ "
    own, parts = font(style), []
    for glyph in line:
        rise = glyph.up * face.size * UNITS / own.units
        back = (own.advance(glyph.number) + glyph.across - glyph.advance) * _THOUSAND / own.units
        ahead = -glyph.across * _THOUSAND / own.units
        parts.append(f"{_number(rise)} Ts [{ahead:g}<{glyph.number:04X}>{back:g}] TJ ")
    return f"{''.join(parts)}0 Ts "


def _number(value: float, decimals: int = 2) -> str:
    short = f"{value:.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


def _matrix(words: TextMark, scale: float) -> str:
    """Return the six numbers that move the origin to the beginning of a line and turn it."""
    turn = math.radians(words.angle)
    across, up = (math.cos(turn), math.sin(turn)) if words.angle else _UPRIGHT
    across, up = across * scale, up * scale
    x, y = (round(place * UNITS) for place in words.at)
    turned = " ".join(_number(value, 5) for value in (across, up, -up, across))
    return f"{turned} {x} {y}"
