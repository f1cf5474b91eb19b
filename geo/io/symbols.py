"""Point symbols of the data folder: ``symbols/<name>.svg`` on a grid of 24 units.

A small part of SVG, so that the same paths can be drawn on the screen and on paper: one ``<svg>``
with ``viewBox="0 0 24 24"`` that holds ``<path>`` elements with absolute commands only. Its colours
are ``currentColor`` (the colour of the style), ``white`` (the paper) and ``none``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from geo.errors import DataError
from geo.strings import STRINGS_PATH
from geo.tables import DATA

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

GRID: Final = 24.0
SYMBOLS_DIR_NAME: Final = "symbols"
_MOST_BYTES: Final = 16_384
_INKS: Final = {"currentColor": "main", "white": "paper", "none": "none"}
_DRAWN: Final = frozenset({"d", "fill", "stroke", "stroke-width"})
_FRAME: Final = {"xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 24 24"}
# How many numbers each command takes; of an arc the last two are a place.
_NUMBERS: Final = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_WORD: Final = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)|[\s,]+|.", re.DOTALL)
_ARC: Final = "A"


@dataclass(frozen=True)
class Shape:
    """One path of a symbol.

    Parameters
    ----------
    d
        SVG path data on the 24 × 24 grid, absolute commands.
    fill, stroke
        ``main``, ``paper`` or ``none``.
    width
        Stroke width on the grid.
    """

    d: str
    fill: str = "main"
    stroke: str = "none"
    width: float = 0.0


@dataclass
class _Reader:
    """What the parser tells of one file, and the shapes made of it."""

    where: str
    shapes: list[Shape] = field(default_factory=list)
    depth: int = 0

    def refuse(self, what: str, remedy: str) -> DataError:
        return DataError(what, self.where, remedy)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth == 1:
            if tag != "svg" or any(attributes.get(key) != _FRAME[key] for key in _FRAME):
                frame = " ".join(f'{key}="{value}"' for key, value in _FRAME.items())
                raise self.refuse("is no symbol", f"begin with <svg {frame}>")
            return
        if tag != "path" or self.depth > 2:  # noqa: PLR2004 - a path stands right in the svg
            raise self.refuse(f"<{tag}> is not drawn", "turn it into a <path> in the <svg>")
        for name in attributes.keys() - _DRAWN:
            remedy = f"only {', '.join(sorted(_DRAWN))} are read"
            raise self.refuse(f"<path> has {name!r}", remedy)
        self.shapes.append(
            Shape(
                self.path(attributes.get("d", "")),
                self.ink(attributes, "fill", "currentColor"),
                self.ink(attributes, "stroke", "none"),
                self.width(attributes.get("stroke-width", "0")),
            )
        )

    def end(self, _: str) -> None:
        self.depth -= 1

    def doctype(self, *_: object) -> None:
        raise self.refuse("has a document type", "leave it out")

    def ink(self, attributes: Mapping[str, str], name: str, default: str) -> str:
        color = attributes.get(name, default)
        if color not in _INKS:
            raise self.refuse(f"{name} is {color!r}", f"write one of {', '.join(_INKS)}")
        return _INKS[color]

    def width(self, text: str) -> float:
        if not re.fullmatch(r"\d(\.\d+)?", text):
            raise self.refuse(f"stroke-width is {text!r}", "write units of the grid, such as 1.6")
        return float(text)

    def path(self, d: str) -> str:
        """Return path data in one line, checked: absolute commands, every place on the grid."""
        parts: list[list[str]] = []
        for word in _WORD.findall(d):
            if word.isalpha():
                if word not in _NUMBERS or (not parts and word != "M"):
                    remedy = f"use absolute commands ({' '.join(_NUMBERS)}), M first"
                    raise self.refuse(f"path command {word!r}", remedy)
                parts.append([word])
            elif word.strip(" \t\r\n,"):
                if not parts or not word.strip("-").replace(".", "", 1).isdigit():
                    raise self.refuse(f"path data {word!r}", "write commands and plain numbers")
                parts[-1].append(word)
        if not parts:
            raise self.refuse("<path> has no d", "give it path data")
        for command, *numbers in parts:
            taken = _NUMBERS[command]
            if (len(numbers) % taken if taken else numbers) or (taken and not numbers):
                raise self.refuse(f"{command} {' '.join(numbers)}", f"{command} takes {taken}")
            places = (
                float(number)
                for at, number in enumerate(numbers)
                if command != _ARC or at % taken >= 5  # noqa: PLR2004 - radii, angle, flags before
            )
            if any(not 0 <= place <= GRID for place in places):
                what = f"{command} {' '.join(numbers)} leaves the grid"
                raise self.refuse(what, f"keep every place between 0 and {GRID:g}")
        return " ".join(word for part in parts for word in part)


def read_symbol(path: Path) -> tuple[Shape, ...]:
    """Return the shapes of a symbol, bottom first.

    Raises
    ------
    DataError
        If it is missing, or more than the part of SVG that is drawn; the message names the file.
    """
    reader = _Reader(f"{SYMBOLS_DIR_NAME}/{path.name}")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise reader.refuse("cannot be read", "add it to data/symbols") from error
    if len(content) > _MOST_BYTES:
        raise reader.refuse(f"has {len(content)} bytes", f"keep it under {_MOST_BYTES}")
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.StartDoctypeDeclHandler = reader.doctype
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat names no parameters
    except expat.ExpatError as error:
        raise reader.refuse(str(error), "mend the XML") from error
    if not reader.shapes:
        raise reader.refuse("draws nothing", "give it a <path>")
    return tuple(reader.shapes)


def symbol_files(data: Path = DATA) -> dict[str, Path]:
    """Return the files of all symbols by name: those of this checkout, then of the data folder."""
    folders = dict.fromkeys((STRINGS_PATH.parents[1], data))
    return {
        path.stem: path
        for folder in folders
        for path in sorted((folder / SYMBOLS_DIR_NAME).glob("*.svg"))
    }


@cache
def symbols(data: Path = DATA) -> Mapping[str, tuple[Shape, ...]]:
    """Return all symbols by name, see :func:`symbol_files`.

    Raises
    ------
    DataError
        As :func:`read_symbol`.
    """
    return {name: read_symbol(path) for name, path in symbol_files(data).items()}
