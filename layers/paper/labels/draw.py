"""Draws the placed labels on paper: names with halos, road plates, numbered discs."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import shapely

from layers.ink.marks import PathMark, Pen, circle, lines, rounded
from layers.paper.labels.requests import LEADING, NUMBER_PX, NUMBER_ROLES, face_of
from layers.paper.text import PlacedText, lighten, write, write_halo
from layers.style import palette
from layers.style.text_metrics import Face, NumberDisc, measure
from layers.style.typography import ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.ink.marks import Layer
    from layers.paper.labels.placement import PlacedLabel
    from layers.paper.window import Window

_HALO_PX = 1.7
_MUTED = 0.55
# A halo would show on the grey of the neighbours, where nothing disturbs a name anyway.
_ON_PLAIN_GROUND = ("neighbour",)
_PLATE_CORNER, _PLATE_EDGE = 1.5, 0.8
_LEADER = 0.5
# Middle of figures and capitals above the base line, as a share of the size.
_MIDDLE = 0.33


def draw_labels(
    layer: Layer,
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
                layer, label, window, colors.get(label.request.owner, palette.INK), zorder + 2
            )
        elif ROLES[label.request.role].plate:
            _draw_plate(layer, label, window, zorder + 1)
        else:
            _draw_name(layer, label, window, zorder)


def draw_number(layer: Layer, disc: NumberDisc, zorder: float = 10.0) -> None:
    """Draw a numbered disc."""
    edge = Pen(disc.color, disc.size / 6)
    layer.add(PathMark(circle((disc.x, disc.y), disc.radius), palette.PAPER, edge), zorder)
    foot = disc.x, disc.y - _MIDDLE * disc.size
    write(layer, PlacedText(disc.number, foot, Face(disc.size, 700), "center"), zorder + 0.1)


def _draw_disc(layer: Layer, label: PlacedLabel, window: Window, color: str, zorder: float) -> None:
    at = label.candidate.x, label.candidate.y
    _draw_leader(layer, label, zorder - 0.5)
    draw_number(
        layer, NumberDisc(label.request.text, *at, window.to_points(NUMBER_PX), color), zorder
    )


def _draw_leader(layer: Layer, label: PlacedLabel, zorder: float) -> None:
    """Draw the line from a label to just before its object, cased: it is seen on any ground."""
    if label.leader is None:
        return
    shape = lines([shapely.get_coordinates(label.leader)])
    for step, (color, width) in enumerate(((palette.PAPER, 1.7), (palette.INK, _LEADER))):
        layer.add(PathMark(shape, pen=Pen(color, width, cap="round")), zorder + step / 100)


def _draw_plate(layer: Layer, label: PlacedLabel, window: Window, zorder: float) -> None:
    """Draw a road plate: white, edged and lettered in one colour."""
    face = face_of(ROLES[label.request.role], window)
    (x, y), (width, height) = (label.candidate.x, label.candidate.y), label.request.size
    shape = rounded(x - width / 2, y - height / 2, width, height, _PLATE_CORNER)
    layer.add(PathMark(shape, palette.PAPER, Pen(face.color, _PLATE_EDGE)), zorder)
    foot = x, y - _MIDDLE * face.size
    write(layer, PlacedText(label.request.text, foot, face, "center"), zorder + 0.1)


def _draw_name(layer: Layer, label: PlacedLabel, window: Window, zorder: float) -> None:
    request, spot = label.request, label.candidate
    face = face_of(ROLES[request.role], window)
    if request.muted:
        face = replace(face, color=lighten(face.color, _MUTED))
    turn = math.radians(spot.angle)
    _draw_leader(layer, label, zorder - 0.5)
    lowest = -request.size[1] / 2 + measure(request.lines[-1], face).descent
    for step, line in enumerate(reversed(request.lines)):
        right, up = -measure(line, face).width / 2, lowest + step * LEADING * face.size
        at = (
            spot.x + right * math.cos(turn) - up * math.sin(turn),
            spot.y + right * math.sin(turn) + up * math.cos(turn),
        )
        words = PlacedText(line, at, face, angle=spot.angle)
        if request.role not in _ON_PLAIN_GROUND:
            halo = ROLES[request.role].halo
            halo = lighten(halo, _MUTED) if request.muted else halo
            write_halo(layer, words, window.to_points(_HALO_PX), zorder, halo)
        write(layer, words, zorder + 0.5)
