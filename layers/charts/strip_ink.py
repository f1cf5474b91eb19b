"""Pens and letters of the strip map: small pieces of SVG, every value from data escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from geo.escape import Target, escape
from layers.style import palette
from layers.style.symbols import GRID, SYMBOLS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers.style.model import Stroke

# Widths of letters of the typeface as shares of its size, rounded up so that nothing is cut.
_WIDTHS = {
    0.20: " ",
    0.26: ".,:;·|'’ijl",
    0.30: "I!f",
    0.36: "-()[]tr/",
    0.46: "sczx",
    0.50: "Jvy–YkeLF0123456789+",
    0.52: "agXV",
    0.56: "ETSZnhubpqdoAđ",
    0.58: "PKRC",
    0.64: "BDGĐ",
    0.68: "HNUOQ",
    0.74: "wM",
    0.84: "mW",
    0.96: "…",
}
_WIDTH_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_OTHER = 0.6
_BOLDER = 1.06


def safe(value: object) -> str:
    """Return `value` as SVG text."""
    return escape(value, Target.SVG)


def width_of(words: str, size: float, *, bold: bool = False) -> float:
    """Return about how wide words are, in pixels; accents take no room."""
    bare = (letter for letter in normalize("NFD", words) if not combining(letter))
    wide = sum(_WIDTH_OF.get(letter, _OTHER) for letter in bare)
    return wide * size * (_BOLDER if bold else 1.0)


def letters(  # noqa: PLR0913 - a place, words and how they look
    x: float, y: float, words: str, *, size: float = 11.0, color: str = palette.INK, css: str = ""
) -> str:
    """Return words with their baseline at `y`."""
    look = f' class="{css}"' if css else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{color}"{look}>'
        f"{safe(words)}</text>"
    )


def box(  # noqa: PLR0913 - a rectangle has four numbers
    x: float, y: float, width: float, height: float, fill: str, *, more: str = ""
) -> str:
    """Return a rectangle; `more` is ready-made attributes."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}"'
        f' fill="{fill}"{more}/>'
    )


def tick(x: float, top: float, bottom: float, color: str, more: str = "") -> str:
    """Return an upright hair line."""
    return f'<path d="M{x:.1f} {top:.1f}V{bottom:.1f}" stroke="{color}" fill="none"{more}/>'


def along(x1: float, x2: float, y: float, strokes: Iterable[Stroke], scale: float = 1.0) -> str:
    """Return a level line in the strokes of the map, bottom first."""
    return "".join(_stroke(x1, x2, y, stroke, scale) for stroke in strokes)


def _stroke(x1: float, x2: float, y: float, stroke: Stroke, scale: float) -> str:
    dash = " ".join(f"{length * scale:g}" for length in stroke.dash)
    pattern = f' stroke-dasharray="{dash}"' if dash else ""
    # Round ends stand out by half a width; within a bar they must not.
    inset = stroke.width * scale / 2 if stroke.cap == "round" else 0.0
    inset = min(inset, (x2 - x1) / 2)
    return (
        f'<path d="M{x1 + inset:.1f} {y:.1f}H{x2 - inset + 0.01:.1f}" stroke="{stroke.color}"'
        f' stroke-width="{stroke.width * scale:g}" stroke-linecap="{stroke.cap}"'
        f' stroke-opacity="{stroke.opacity:g}" fill="none"{pattern}/>'
    )


def symbol(name: str, x: float, y: float, size: float, color: str = palette.ASSET) -> str:
    """Return a map symbol around a centre."""
    inks = {"main": color, "paper": palette.PAPER, "none": "none"}
    scale = size / GRID
    paths = "".join(
        f'<path d="{shape.d}" fill="{inks[shape.fill]}" stroke="{inks[shape.stroke]}"'
        f' stroke-width="{shape.width:g}" stroke-linecap="round" stroke-linejoin="round"/>'
        for shape in SYMBOLS[name]
    )
    return (
        f'<g transform="translate({x - size / 2:.1f} {y - size / 2:.1f}) scale({scale:.3f})">'
        f"{paths}</g>"
    )


def titled(title: str, content: str, more: str = "") -> str:
    """Return a group that says its title when pointed at."""
    return f"<g{more}><title>{safe(title)}</title>{content}</g>"
