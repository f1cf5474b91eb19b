"""The chart of a target on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from layers.charts.bullet import Bar, Rule
from layers.paper.text import Face, write
from layers.paper.text import Words as Line

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from layers.charts.bullet import Chart, Words

_ORDER = 10.0


def draw_bullet(axes: Axes, chart: Chart, left: float, top: float, scale: float) -> float:
    """Draw a chart downwards from its upper left corner; return the height that it takes.

    Parameters
    ----------
    axes
        Its data units are points.
    scale
        Points a pixel of the chart.
    """

    def at(x: float, y: float) -> tuple[float, float]:
        return left + x * scale, top - y * scale

    for step, part in enumerate(chart.parts):
        order = _ORDER + step / 1_000
        if isinstance(part, Bar):
            _draw_bar(axes, part, at(part.x, part.y + part.height), scale, order)
        elif isinstance(part, Rule):
            _draw_rule(axes, part, (at(*part.start), at(*part.end)), scale, order)
        else:
            _draw_words(axes, part, at(part.x, part.y), scale, order)
    return chart.height * scale


def _draw_bar(
    axes: Axes, bar: Bar, corner: tuple[float, float], scale: float, order: float
) -> None:
    axes.add_artist(
        Rectangle(
            corner,
            bar.width * scale,
            bar.height * scale,
            facecolor=bar.fill,
            edgecolor=bar.edge or "none",
            linewidth=scale if bar.edge else 0,
            zorder=order,
        )
    )


def _draw_rule(
    axes: Axes,
    rule: Rule,
    ends: tuple[tuple[float, float], tuple[float, float]],
    scale: float,
    order: float,
) -> None:
    (x1, y1), (x2, y2) = ends
    # matplotlib multiplies dashes by the width of the line: undo it.
    dash = tuple(length / rule.width for length in rule.dash)
    axes.add_artist(
        Line2D(
            (x1, x2),
            (y1, y2),
            linewidth=rule.width * scale,
            color=rule.color,
            linestyle=(0, dash) if dash else "solid",
            solid_capstyle="butt",
            dash_capstyle="butt",
            zorder=order,
        )
    )


def _draw_words(
    axes: Axes, words: Words, at: tuple[float, float], scale: float, order: float
) -> None:
    face = Face(words.size * scale, words.weight, words.italic, words.color)
    write(axes, Line(words.text, at, face, "right" if words.to_left else "left"), order)
