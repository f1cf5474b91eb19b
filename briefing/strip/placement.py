"""The nouns of a strip map on paper, all in points from the page's lower left corner."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.sheet.paper_sizes import Box
    from geo.model import Status
    from layers.paper.text import Face
    from layers.style.model import Stroke, SymbolStyle


@dataclass(frozen=True)
class Letters:
    """A line of words; `box` is what it covers."""

    text: str
    x: float
    y: float
    face: Face
    role: str
    box: Box
    owner: str = ""


@dataclass(frozen=True)
class Bit:
    """A level line in strokes of the map."""

    start: float
    end: float
    y: float
    strokes: tuple[Stroke, ...]
    pixel: float


@dataclass(frozen=True)
class Upright:
    """A thin upright line; a hair line lies under everything else."""

    x: float
    top: float
    bottom: float
    color: str
    dash: bool = False
    hair: bool = False


@dataclass(frozen=True)
class Slant:
    """A thin line from one place to another."""

    start: tuple[float, float]
    end: tuple[float, float]
    color: str


@dataclass(frozen=True)
class Block:
    """A rectangle."""

    box: Box
    fill: str
    edge: str = ""
    dash: bool = False


@dataclass(frozen=True)
class Sign:
    """A symbol around its centre."""

    style: SymbolStyle
    at: tuple[float, float]
    size: float


@dataclass(frozen=True)
class Number:
    """The numbered disc of a project."""

    text: str
    at: tuple[float, float]
    size: float
    status: Status
    project_id: str


@dataclass
class Plan:
    """What a strip map holds, in points of the page from its lower left corner.

    Parameters
    ----------
    bottom
        Lower edge of all of it.
    styles
        Theme id and style of what the legend must explain.
    symbols
        Names of the symbols of gates, seats and works.
    by_area
        Whether a project stands there of which only the area is known.
    """

    unit: float
    bottom: float = 0.0
    letters: list[Letters] = field(default_factory=list)
    bits: list[Bit] = field(default_factory=list)
    uprights: list[Upright] = field(default_factory=list)
    slants: list[Slant] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    styles: set[tuple[str, str]] = field(default_factory=set)
    symbols: set[str] = field(default_factory=set)
    by_area: bool = False
