"""One typeface, its sizes on screen and paper; the roles that labels play."""

from __future__ import annotations

from dataclasses import dataclass

from layers.style import palette

FAMILY = "Source Sans Pro"
# As wide as ours or narrower, for programs that do not read the fonts of a file: the same design
# under its later name, then what comes with Windows, with office programs and with Linux.
NARROW_FAMILIES = (
    "Source Sans 3",
    "Calibri",
    "Carlito",
    "Arial Narrow",
    "Liberation Sans Narrow",
    "DejaVu Sans Condensed",
)
SMALL, MEDIUM, LARGE = 11.0, 13.0, 16.0
# Steps of type on paper: each is a quarter larger than the one below it, so that eyes tell them
# apart at arm's length. Pixels of the design.
STEPS = (10.8, 13.5, 16.9, 21.2)
_DETAIL, _PLACE, _REGION, _CAPITAL = STEPS
# Between letters of capitals on paper, in sizes of the type. Less than a tenth: from there on
# readers of PDF take a gap for a space, and a name is no longer found.
TRACKING = 0.085


@dataclass(frozen=True)
class LabelRole:
    """How a label of one role is set.

    Parameters
    ----------
    size
        On the screen, in pixels.
    paper
        On paper, in pixels of the design: one of :data:`STEPS`.
    spacing
        Between letters on the screen, in pixels.
    tracking
        Between letters on paper, in sizes of the type.
    plate
        ``""`` for text with a halo, else ``shield`` for a road plate edged in `color`.
    along
        Whether it follows the line it names.
    halo
        Colour of the ground that its halo continues.
    """

    size: float
    color: str
    paper: float = _DETAIL
    weight: int = 400
    italic: bool = False
    capitals: bool = False
    spacing: float = 0.0
    tracking: float = 0.0
    plate: str = ""
    along: bool = False
    halo: str = palette.HALO


ROLES = {
    "province-seat": LabelRole(LARGE, palette.INK, _CAPITAL, weight=700),
    "seat": LabelRole(MEDIUM, palette.INK, _PLACE, weight=600),
    "place": LabelRole(SMALL, palette.INK_SOFT),
    "gate": LabelRole(MEDIUM, palette.INK, _PLACE, weight=600),
    "asset": LabelRole(SMALL, palette.INK, weight=600),
    "project": LabelRole(SMALL, palette.INK, weight=600),
    "district": LabelRole(
        MEDIUM, palette.AREA_INK, _REGION, capitals=True, spacing=1.5, tracking=TRACKING
    ),
    "commune": LabelRole(SMALL, palette.INK_SOFT),
    "neighbour": LabelRole(
        MEDIUM, palette.NEIGHBOUR_INK, _PLACE, capitals=True, spacing=2.0, tracking=TRACKING
    ),
    "reservoir": LabelRole(
        MEDIUM,
        palette.WATER_INK,
        _PLACE,
        italic=True,
        capitals=True,
        spacing=1.2,
        tracking=TRACKING,
        along=True,
        halo=palette.WATER,
    ),
    "water": LabelRole(SMALL, palette.WATER_INK, italic=True, along=True),
    "corridor": LabelRole(SMALL, palette.AREA_INK, along=True),
    "shield-national": LabelRole(SMALL, palette.SHIELD_NATIONAL, weight=700, plate="shield"),
    "shield-provincial": LabelRole(SMALL, palette.SHIELD_PROVINCIAL, weight=700, plate="shield"),
    "shield-expressway": LabelRole(SMALL, palette.SHIELD_EXPRESSWAY, weight=700, plate="shield"),
    "shield-quiet": LabelRole(SMALL - 1.5, palette.SHIELD_QUIET, weight=600, plate="shield"),
    "km-post": LabelRole(SMALL, palette.INK_SOFT, weight=600, plate="shield"),
    "project-code": LabelRole(SMALL, palette.INK, weight=600, plate="shield"),
    "note": LabelRole(SMALL, palette.INK_SOFT, italic=True, along=True),
    "peak": LabelRole(SMALL, palette.AREA_INK, italic=True),
}
