"""One typeface, three sizes; the roles that labels play."""

from __future__ import annotations

from dataclasses import dataclass

from layers.style import palette

FAMILY = "Source Sans Pro"
SMALL, MEDIUM, LARGE = 11.0, 13.0, 16.0


@dataclass(frozen=True)
class LabelRole:
    """How a label of one role is set.

    Parameters
    ----------
    size
        Pixels.
    plate
        ``""`` for text with a halo, else ``shield`` for a road plate edged in `color`.
    along
        Whether it follows the line it names.
    halo
        Colour of the ground that its halo continues.
    """

    size: float
    color: str
    weight: int = 400
    italic: bool = False
    capitals: bool = False
    spacing: float = 0.0
    plate: str = ""
    along: bool = False
    halo: str = palette.HALO


ROLES = {
    "province-seat": LabelRole(LARGE, palette.INK, weight=700),
    "seat": LabelRole(MEDIUM, palette.INK, weight=600),
    "place": LabelRole(SMALL, palette.INK_SOFT),
    "gate": LabelRole(MEDIUM, palette.INK, weight=600),
    "asset": LabelRole(SMALL, palette.INK, weight=600),
    "project": LabelRole(SMALL, palette.INK, weight=600),
    "district": LabelRole(MEDIUM, palette.AREA_INK, capitals=True, spacing=1.5),
    "commune": LabelRole(SMALL, palette.AREA_INK),
    "neighbour": LabelRole(MEDIUM, palette.NEIGHBOUR_INK, capitals=True, spacing=2.0),
    "water": LabelRole(SMALL, palette.WATER_INK, italic=True, along=True),
    "reservoir": LabelRole(
        SMALL,
        palette.WATER_INK,
        italic=True,
        capitals=True,
        spacing=1.2,
        along=True,
        halo=palette.WATER,
    ),
    "corridor": LabelRole(SMALL, palette.INK_SOFT, weight=600, along=True),
    "shield-national": LabelRole(SMALL, palette.SHIELD_NATIONAL, weight=700, plate="shield"),
    "shield-provincial": LabelRole(SMALL, palette.SHIELD_PROVINCIAL, weight=700, plate="shield"),
    "shield-expressway": LabelRole(SMALL, palette.SHIELD_EXPRESSWAY, weight=700, plate="shield"),
    "km-post": LabelRole(SMALL, palette.INK_SOFT, weight=600, plate="shield"),
    "project-code": LabelRole(SMALL, palette.INK, weight=600, plate="shield"),
    "note": LabelRole(SMALL, palette.INK_SOFT, italic=True, along=True),
    "peak": LabelRole(SMALL, palette.AREA_INK, italic=True),
}
