"""Draws a display list as SVG, for the screen; every value is escaped here and nowhere else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.escape import Syntax, escape
from geo.io.symbols import GRID
from layers.charts.display import Line, PartGroup, Rect, StyledLine, Symbol, TextLine
from layers.style import palette
from layers.style.symbols import ROUND, svg_paths
from layers.style.text_metrics import Face, NumberDisc
from layers.style.typography import FAMILY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers.charts.display import Drawing, Part
    from layers.style.model import Stroke

_ANCHORS = {"left": None, "center": "middle", "right": "end"}
_PLAIN = 400
# Quotes of text are escaped: this is an attribute of an element and nothing else.
_COLOR = re.compile(r'(fill|stroke)="(#[0-9A-Fa-f]{6})"')
_HALO = f' paint-order="stroke" stroke="{palette.PAPER}" stroke-width="3" stroke-linejoin="round"'


def picture(drawing: Drawing, **attributes: str) -> str:
    """Return a drawing as an ``<svg>`` element that says in words what it shows."""
    size = {"width": drawing.width, "height": drawing.height}
    head = element("title", escape(drawing.alt, Syntax.SVG)) if drawing.alt else ""
    return root(drawing, head + draw(drawing.parts), role="img", **(size | attributes))


def themed_picture(drawing: Drawing) -> str:
    """Return a drawing as an ``<svg>`` for an ``<img>`` of a page that may be light or dark.

    A picture knows the scheme of the element that shows it (CSS Color Adjustment 1, 2.5).
    """
    parts = draw(drawing.parts)
    used = sorted({(name, color) for name, color in _COLOR.findall(parts) if color in palette.DARK})
    rules = "".join(f'[{name}="{color}"]{{{name}:{palette.DARK[color]}}}' for name, color in used)
    style = element("style", f"@media(prefers-color-scheme:dark){{{rules}}}") if rules else ""
    return root(drawing, style + parts, width=drawing.width, height=drawing.height)


def root(drawing: Drawing, content: str, **attributes: str | float) -> str:
    """Return the ``<svg>`` element of a drawing around ready-made content."""
    space = {"xmlns": "http://www.w3.org/2000/svg", "font-family": f"{FAMILY}, sans-serif"}
    box = f"0 0 {_number(drawing.width)} {_number(drawing.height)}"
    return element("svg", content, viewBox=box, **space, **attributes)


def element(name: str, content: str = "", **attributes: str | float | None) -> str:
    """Return an element around ready-made content.

    Parameters
    ----------
    attributes
        ``_`` stands for ``-``, but for one at the end; ``None`` is left out.
    """
    start = name + "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{start}>{content}</{name}>" if content else f"<{start}/>"


def _value(value: str | float) -> str:
    return escape(value, Syntax.SVG) if isinstance(value, str) else _number(value)


def _number(value: float) -> str:
    # No negative zero.
    return f"{round(value, 2) + 0.0:g}"


def _dash(lengths: Iterable[float]) -> str | None:
    return " ".join(map(_number, lengths)) or None


def draw(parts: Iterable[Part]) -> str:
    """Return parts as elements of SVG, bottom to top."""
    return "".join(map(_draw, parts))


def _draw(part: Part) -> str:  # noqa: PLR0911 - one return a kind of part
    match part:
        case PartGroup():
            title = element("title", escape(part.title, Syntax.SVG)) if part.title else ""
            return element("g", title + draw(part.parts), **part.attributes)
        case Rect():
            return _rect(part)
        case Line():
            (x1, y1), (x2, y2) = part.start, part.end
            path = f"M{_number(x1)} {_number(y1)}L{_number(x2)} {_number(y2)}"
            return element(
                "path", d=path, stroke=part.color, stroke_width=part.width,
                stroke_dasharray=_dash(part.dash),
            )  # fmt: skip
        case StyledLine():
            return "".join(_stroke(part, stroke) for stroke in part.strokes)
        case Symbol():
            return _symbol(part)
        case NumberDisc():
            face = Face(part.size, 700)
            base = part.y + part.size / 3
            circle = element(
                "circle", cx=part.x, cy=part.y, r=part.radius, fill=palette.PAPER,
                stroke=part.color, stroke_width=part.size / 6,
            )  # fmt: skip
            return circle + _draw(TextLine(part.number, part.x, base, face, "center"))
        case TextLine():
            return _text(part)


def _rect(rect: Rect) -> str:
    return element(
        "rect", x=rect.x, y=rect.y, width=max(rect.width, 0.0), height=rect.height,
        rx=rect.radius or None, fill=rect.fill, stroke=rect.edge or None,
        stroke_width=rect.edge_width if rect.edge else None, stroke_dasharray=_dash(rect.dash),
    )  # fmt: skip


def _stroke(line: StyledLine, stroke: Stroke) -> str:
    inset = line.inset(stroke)
    path = f"M{_number(line.start + inset)} {_number(line.y)}H{_number(line.end - inset)}"
    return element(
        "path", d=path, stroke=stroke.color, stroke_width=stroke.width * line.pixel,
        stroke_linecap=stroke.cap, stroke_opacity=None if stroke.opacity == 1 else stroke.opacity,
        stroke_dasharray=_dash(length * line.pixel for length in stroke.dash),
    )  # fmt: skip


def _symbol(symbol: Symbol) -> str:
    corner = (_number(at - symbol.size / 2) for at in (symbol.x, symbol.y))
    place = f"translate({' '.join(corner)}) scale({symbol.size / GRID:.3f})"
    paths, ends = svg_paths(symbol.name, symbol.color), ROUND
    return element("g", paths, transform=place, stroke_linecap=ends, stroke_linejoin=ends)


def _text(line: TextLine) -> str:
    face = line.face
    words = element(
        "text", escape(line.text, Syntax.SVG), x=line.x, y=line.y, font_size=face.size,
        fill=face.color, font_weight=None if face.weight == _PLAIN else face.weight,
        font_style="italic" if face.italic else None, text_anchor=_ANCHORS[line.align],
    )  # fmt: skip
    return words.replace("<text", f"<text{_HALO}", 1) if line.clear else words
