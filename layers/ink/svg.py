"""Writes SVG 1.1: one file that carries its fonts and asks for no other; words stay words.

Browsers read the fonts, drawing programs do not: each line of words says how long it is, so that
another typeface is drawn as wide as ours.
"""

from __future__ import annotations

import base64
import io
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from geo.escape import Syntax, escape
from layers.ink.fonts import outline, subset_for_web
from layers.ink.marks import HaloMark, PathMark, PhotoMark, PictureMark, TextMark
from layers.style.shaping import font, glyphs, known_letters, style_name
from layers.style.text_metrics import measure
from layers.style.typography import FAMILY, NARROW_FAMILIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.ink.marks import DisplayList, Layer, Mark, Outline

_SPACES: Final = (
    'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1"'
)
# What most lines have is said once.
_ROUND: Final = "path{stroke-linejoin:round;stroke-linecap:round}"
_FAMILIES: Final = ", ".join([*(f"'{name}'" for name in (FAMILY, *NARROW_FAMILIES)), "sans-serif"])
_WEIGHTS: Final = {"regular": 400, "italic": 400, "semibold": 600, "bold": 700}


def write_svg(
    drawing: DisplayList, facts: Mapping[str, str], language: str, keywords: Sequence[str] = ()
) -> bytes:
    """Return a drawing as a file; the same drawing gives the same bytes.

    Parameters
    ----------
    facts
        ``Title``, ``Subject`` and ``Author`` of the document.
    language
        Code of the language of its words.
    """
    writer = _SvgWriter(drawing.height)
    body = [writer.layer(layer, number) for number, layer in enumerate(drawing.ordered())]
    size = f"{drawing.width:.3f}", f"{drawing.height:.3f}"
    root = f'xml:lang="{_safe(language)}" role="img" {_SPACES} width="{size[0]}pt"'
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n',
        f'<svg {root} height="{size[1]}pt" viewBox="0 0 {size[0]} {size[1]}">\n',
        _about(facts, language, keywords),
        f'<style type="text/css">{writer.font_faces()}{_ROUND}</style>\n',
        f"<defs>\n{writer.outlines()}</defs>\n",
    ]
    if drawing.ground:
        ground = f"fill: {drawing.ground.lower()}"
        parts.append(f'<rect width="{size[0]}" height="{size[1]}" style="{ground}"/>\n')
    return "".join([*parts, *body, "</svg>\n"]).encode("utf-8")


def _safe(text: str) -> str:
    return escape(text, Syntax.SVG)


def _about(facts: Mapping[str, str], language: str, keywords: Sequence[str]) -> str:
    """Return what the file says of itself, in the terms of Dublin Core."""
    said = "".join(f"<rdf:li>{_safe(word)}</rdf:li>" for word in keywords)
    return (
        f"<title>{_safe(facts['Title'])}</title>\n<metadata><rdf:RDF "
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cc="http://creativecommons.org/ns#" '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><cc:Work>'
        f"<dc:title>{_safe(facts['Title'])}</dc:title>"
        f"<dc:description>{_safe(facts['Subject'])}</dc:description>"
        f"<dc:format>image/svg+xml</dc:format><dc:language>{_safe(language)}</dc:language>"
        f"<dc:creator><cc:Agent><dc:title>{_safe(facts['Author'])}</dc:title></cc:Agent>"
        f"</dc:creator><dc:subject><rdf:Bag>{said}</rdf:Bag></dc:subject>"
        "</cc:Work></rdf:RDF></metadata>\n"
    )


class _SvgWriter:
    """Writes elements, and remembers which letters and outlines they need."""

    def __init__(self, height: float) -> None:
        self._height = height
        self._letters: dict[str, set[str]] = {}
        self._outlines: set[tuple[str, int]] = set()

    def layer(self, layer: Layer, number: int) -> str:
        # The origin of an SVG is its upper left corner: the marks are turned about this line.
        top = self._height - layer.bottom
        shown = "".join(self._mark(mark) for mark in layer.ordered())
        return (
            f'<clipPath id="box{number}"><rect y="{-layer.height:.2f}" '
            f'width="{layer.width:.2f}" height="{layer.height:.2f}"/></clipPath>\n'
            f'<g transform="translate({layer.left:.3f} {top:.3f})" clip-path="url(#box{number})">'
            f"\n{shown}</g>\n"
        )

    def _mark(self, mark: Mark) -> str:
        match mark:
            case PathMark():
                return _path(mark)
            case TextMark():
                return self._words(mark)
            case HaloMark():
                return self._halo(mark)
            case PictureMark():
                file = io.BytesIO()
                Image.fromarray(mark.pixels).save(file, "PNG")
                return _image(mark, file.getvalue(), "png")
            case PhotoMark():
                return _image(mark, mark.jpeg, "jpeg")

    def _words(self, words: TextMark) -> str:
        face = words.face
        style = style_name(face.weight, italic=face.italic)
        # SVG draws a run of spaces as one: what is measured must be what is drawn.
        text = " ".join(known_letters(words.text, style).split())
        if not text:
            return ""
        self._letters.setdefault(style, set()).update(text)
        said = f"font-weight: {_WEIGHTS[style]}; font-size: {face.size:.3f}px; "
        said += "font-style: italic; " if style == "italic" else ""
        said += f"letter-spacing: {face.tracking:.3f}em; " if face.tracking else ""
        said += f"font-family: {_FAMILIES}; fill: {face.color.lower()}"
        x, y = words.at
        # SVG counts the space behind the last letter too.
        length = measure(text, face).width + face.tracking * face.size
        turn = f' transform="rotate({-words.angle:.3f} {x:.2f} {-y:.2f})"' if words.angle else ""
        place = f'x="{x:.2f}" y="{-y:.2f}"{turn}'
        kept = f'textLength="{length:.2f}" lengthAdjust="spacingAndGlyphs"'
        return f'<text style="{said}" {place} {kept}>{_safe(text)}</text>\n'

    def _halo(self, halo: HaloMark) -> str:
        words = halo.words
        face = words.face
        style = style_name(face.weight, italic=face.italic)
        units = font(style).units
        grow = face.size / units
        ink = halo.color.lower()
        x, y = words.at
        turn = f"rotate({-words.angle:.3f}) " if words.angle else ""
        look = f"fill: {ink}; stroke: {ink}; stroke-width: {2 * halo.width / grow:.1f}"
        place = f"translate({x:.2f} {-y:.2f}) {turn}scale({grow:.6f} {-grow:.6f})"
        parts = [f'<g style="{look}" transform="{place}">']
        ahead = 0.0
        for glyph in glyphs(words.text, style):
            if any(font(style).rise(glyph.number)):
                self._outlines.add((style, glyph.number))
                at = f'x="{ahead + glyph.across:.1f}"' + (f' y="{glyph.up}"' if glyph.up else "")
                parts.append(f'<use xlink:href="#{style}{glyph.number}" {at}/>')
            ahead += glyph.advance + face.tracking * units
        return f"{''.join(parts)}</g>\n"

    def outlines(self) -> str:
        """Return the outlines under halos, each once."""
        shapes = ((key, outline(*key)) for key in sorted(self._outlines))
        return "".join(
            f'<path id="{style}{index}" d="{_data(shape, 1.0, 1)}"/>\n'
            for (style, index), shape in shapes
            if shape is not None
        )

    def font_faces(self) -> str:
        """Return the rules of the fonts, each cut to the letters that stand in the file."""
        return "".join(
            f"@font-face{{font-family:'{FAMILY}';font-weight:{_WEIGHTS[style]};"
            f"font-style:{'italic' if style == 'italic' else 'normal'};"
            f"src:url(data:font/woff;base64,{_woff(style, ''.join(sorted(letters)))}) "
            "format('woff')}"
            for style, letters in sorted(self._letters.items())
        )


@lru_cache(maxsize=50)
def _woff(style: str, letters: str) -> str:
    return base64.b64encode(subset_for_web(style, letters)).decode("ascii")


def _image(mark: PictureMark | PhotoMark, content: bytes, kind: str) -> str:
    held = base64.b64encode(content).decode("ascii")
    x, y = mark.at
    return (
        f'<image x="{x:.2f}" y="{-y - mark.height:.2f}" width="{mark.width:.2f}" '
        f'height="{mark.height:.2f}" xlink:href="data:image/{kind};base64,{held}"/>\n'
    )


def _path(path: PathMark) -> str:
    if not len(path.shape.points) or not (path.fill or path.pen):
        return ""
    said = [f"fill: {path.fill.lower() or 'none'}"]
    if path.pen:
        pen = path.pen
        said += [f"stroke: {pen.color.lower()}", f"stroke-width: {pen.width:.3f}"]
        if pen.dash:
            said.append("stroke-dasharray: " + " ".join(f"{length:.2f}" for length in pen.dash))
        if pen.cap != "round":
            said.append(f"stroke-linecap: {pen.cap}")
        if pen.join != "round":
            said.append(f"stroke-linejoin: {pen.join}")
    if path.alpha < 1:
        said.append(f"opacity: {path.alpha:.3f}")
    return f'<path d="{_data(path.shape, -1.0, 2)}" style="{"; ".join(said)}"/>\n'


def _data(shape: Outline, upwards: float, decimals: int) -> str:
    """Return a shape as path data.

    Parameters
    ----------
    upwards
        What y is multiplied by.
    """
    forms = []
    one = f"%.{decimals}f %.{decimals}f "
    for rest, closed in shape.runs():
        drawn = f"C{one * 3}" * (rest // 3) if shape.curved else f"L{one}" * rest
        forms.append(f"M{one}{drawn}{'Z' if closed else ''}")
    flat = (np.asarray(shape.points) * (1.0, upwards)).ravel().tolist()
    return "".join(forms) % tuple(flat)
