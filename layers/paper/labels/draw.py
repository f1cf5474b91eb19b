"""Draws the placed labels on paper: names with halos, road plates, numbered discs."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyBboxPatch

from layers.paper.labels.requests import LEADING, NUMBER_PX, NUMBER_ROLES, face_of
from layers.paper.text import PlacedText, lighten, write, write_halo
from layers.style import palette
from layers.style.text_metrics import Face, NumberDisc, measure
from layers.style.typography import ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from layers.paper.labels.placement import PlacedLabel
    from layers.paper.window import Window

_HALO_PX = 1.7
_MUTED = 0.55
# A halo would show on the grey of the neighbours, where nothing disturbs a name anyway.
_ON_PLAIN_GROUND = ("neighbour",)
_PLATE_CORNER = 1.5
# Middle of figures and capitals above the base line, as a share of the size.
_MIDDLE = 0.33


def draw_labels(
    axes: Axes,
    placed: Sequence[PlacedLabel],
    window: Window,
    colors: Mapping[str, str],
    zorder: float,
) -> None:
    """Draw labels where they were placed.

    Parameters
    ----------
    colors
        Edge of the numbered disc by project id.
    zorder
        Height of the lowest of them; halos of all labels lie under the words of all.
    """
    for label in placed:
        if label.request.role in NUMBER_ROLES:
            _draw_disc(
                axes, label, window, colors.get(label.request.owner, palette.INK), zorder + 2
            )
        elif ROLES[label.request.role].plate:
            _draw_plate(axes, label, window, zorder + 1)
        else:
            _draw_name(axes, label, window, zorder)


def draw_number(axes: Axes, disc: NumberDisc, zorder: float = 10.0) -> None:
    """Draw a numbered disc; the data units of the axes are points."""
    axes.add_artist(
        Circle(
            (disc.x, disc.y),
            disc.radius,
            facecolor=palette.PAPER,
            edgecolor=disc.color,
            linewidth=disc.size / 6,
            zorder=zorder,
        )
    )
    foot = disc.x, disc.y - _MIDDLE * disc.size
    write(axes, PlacedText(disc.number, foot, Face(disc.size, 700), "center"), zorder + 0.1)


def _draw_disc(axes: Axes, label: PlacedLabel, window: Window, color: str, zorder: float) -> None:
    at = label.candidate.x, label.candidate.y
    _draw_leader(axes, label, zorder - 0.5)
    draw_number(
        axes, NumberDisc(label.request.text, *at, window.to_points(NUMBER_PX), color), zorder
    )


def _draw_leader(axes: Axes, label: PlacedLabel, zorder: float) -> None:
    """Draw the line from a label to just before its object, cased: it is seen on any ground."""
    if label.leader is None:
        return
    xs, ys = label.leader.xy
    for step, (color, width) in enumerate(((palette.PAPER, 1.7), (palette.INK, 0.5))):
        axes.add_artist(
            Line2D(
                xs,
                ys,
                color=color,
                linewidth=width,
                solid_capstyle="round",
                zorder=zorder + step / 100,
            )
        )


def _draw_plate(axes: Axes, label: PlacedLabel, window: Window, zorder: float) -> None:
    """Draw a road plate: white, edged and lettered in one colour."""
    face = face_of(ROLES[label.request.role], window)
    (x, y), (width, height) = (label.candidate.x, label.candidate.y), label.request.size
    axes.add_artist(
        FancyBboxPatch(
            (x - width / 2 + _PLATE_CORNER, y - height / 2 + _PLATE_CORNER),
            width - 2 * _PLATE_CORNER,
            height - 2 * _PLATE_CORNER,
            boxstyle=f"round,pad={_PLATE_CORNER},rounding_size={_PLATE_CORNER}",
            facecolor=palette.PAPER,
            edgecolor=face.color,
            linewidth=0.8,
            zorder=zorder,
        )
    )
    foot = x, y - _MIDDLE * face.size
    write(axes, PlacedText(label.request.text, foot, face, "center"), zorder + 0.1)


def _draw_name(axes: Axes, label: PlacedLabel, window: Window, zorder: float) -> None:
    request, spot = label.request, label.candidate
    face = face_of(ROLES[request.role], window)
    if request.muted:
        face = replace(face, color=lighten(face.color, _MUTED))
    turn = math.radians(spot.angle)
    _draw_leader(axes, label, zorder - 0.5)
    lowest = -request.size[1] / 2 + measure(request.lines[-1], face).descent
    for step, line in enumerate(reversed(request.lines)):
        right, up = -measure(line, face).width / 2, lowest + step * LEADING * face.size
        at = (
            spot.x + right * math.cos(turn) - up * math.sin(turn),
            spot.y + right * math.sin(turn) + up * math.cos(turn),
        )
        words = PlacedText(line, at, face, angle=spot.angle)
        if request.role not in _ON_PLAIN_GROUND:
            write_halo(axes, words, window.to_points(_HALO_PX), zorder)
        write(axes, words, zorder + 0.5)
