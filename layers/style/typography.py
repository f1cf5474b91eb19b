"""One typeface, three sizes; the roles that labels play."""

from __future__ import annotations

from dataclasses import dataclass

from layers.style import palette

FAMILY = "Source Sans Pro"
SMALL, MEDIUM, LARGE = 11.0, 13.0, 16.0


@dataclass(frozen=True)
class Role:
    """How a label of one role is set.

    Parameters
    ----------
    size
        Pixels.
    plate
        ``""`` for text with a halo, else ``shield`` for a road plate edged in `color`.
    along
        Whether it follows the line it names.
    """

    size: float
    color: str
    weight: int = 400
    italic: bool = False
    capitals: bool = False
    spacing: float = 0.0
    plate: str = ""
    along: bool = False


ROLES = {
    "province-seat": Role(LARGE, palette.INK, weight=700),
    "seat": Role(MEDIUM, palette.INK, weight=600),
    "place": Role(SMALL, palette.INK_SOFT),
    "gate": Role(MEDIUM, palette.INK, weight=600),
    "asset": Role(SMALL, palette.INK, weight=600),
    "project": Role(SMALL, palette.INK, weight=600),
    "district": Role(MEDIUM, palette.AREA_INK, capitals=True, spacing=1.5),
    "commune": Role(SMALL, palette.AREA_INK),
    "neighbour": Role(MEDIUM, palette.NEIGHBOUR_INK, capitals=True, spacing=2.0),
    "water": Role(SMALL, palette.WATER_INK, italic=True, along=True),
    "corridor": Role(SMALL, palette.INK_SOFT, weight=600, along=True),
    "shield-national": Role(SMALL, palette.SHIELD_NATIONAL, weight=700, plate="shield"),
    "shield-provincial": Role(SMALL, palette.SHIELD_PROVINCIAL, weight=700, plate="shield"),
    "shield-expressway": Role(SMALL, palette.SHIELD_EXPRESSWAY, weight=700, plate="shield"),
    "km-post": Role(SMALL, palette.INK_SOFT, weight=600, plate="shield"),
    "note": Role(SMALL, palette.INK_SOFT, italic=True, along=True),
    "peak": Role(SMALL, palette.AREA_INK, italic=True),
}
