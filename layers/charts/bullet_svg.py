"""The chart of a target as SVG: as a picture on the screen or inside a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.charts.bullet import Bar, Rule
from layers.charts.strip_ink import safe
from layers.style import palette
from layers.style.typography import FAMILY

if TYPE_CHECKING:
    from layers.charts.bullet import Chart, Part, Words


def bullet_svg(chart: Chart) -> str:
    """Return a chart as an ``<svg>`` element that says in words what it shows."""
    size = f'width="{chart.width:g}" height="{chart.height:g}"'
    ground = f'<rect width="100%" height="100%" fill="{palette.PAPER}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {chart.width:g} {chart.height:g}"'
        f' {size} role="img" font-family="{FAMILY}, sans-serif"><title>{safe(chart.alt)}</title>'
        f"{ground}{''.join(_part(part) for part in chart.parts)}</svg>"
    )


def _part(part: Part) -> str:
    if isinstance(part, Bar):
        edge = f' stroke="{part.edge}"' if part.edge else ""
        return (
            f'<rect x="{part.x:.1f}" y="{part.y:.1f}" width="{part.width:.1f}"'
            f' height="{part.height:.1f}" fill="{part.fill}"{edge}/>'
        )
    if isinstance(part, Rule):
        dash = f' stroke-dasharray="{" ".join(f"{d:g}" for d in part.dash)}"' if part.dash else ""
        (x1, y1), (x2, y2) = part.start, part.end
        return (
            f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{part.color}"'
            f' stroke-width="{part.width:g}"{dash}/>'
        )
    return _words(part)


def _words(part: Words) -> str:
    look = f' font-weight="{part.weight}"' if part.weight != 400 else ""  # noqa: PLR2004 - plain type
    look += ' font-style="italic"' if part.italic else ""
    look += ' text-anchor="end"' if part.to_left else ""
    return (
        f'<text x="{part.x:.1f}" y="{part.y:.1f}" font-size="{part.size:g}"'
        f' fill="{part.color}"{look}>{safe(part.text)}</text>'
    )
