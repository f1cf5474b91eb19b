"""A mark in a window of paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from layers.paper.greyscale import grey_style
from layers.style import palette
from layers.style.bands import BAND_KM, NEAR_SCALE, banded
from layers.style.model import LineStyle, SymbolStyle

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from layers.style.model import Mark, Style, Theme

# Geometry is cut beside the window: what is wider would show where.
_WIDEST_BAND_PX = 60.0
_DRAWN = ("drawn-", "ghost-")


@dataclass(frozen=True)
class Shown:
    """A mark in the window.

    Parameters
    ----------
    shape
        Its geometry in points from the lower left corner of the window.
    grey
        Whether it is drawn for paper without colours.
    grow
        How large its symbol is, of the size of its style.
    scale, pixels_a_km
        Of the window: denominator, and pixels of the design that a kilometre of ground takes.
    centred
        Whether its badge stands on its place: no symbol stands there.
    """

    theme: Theme
    mark: Mark
    shape: BaseGeometry
    grey: bool = False
    grow: float = 1.0
    scale: float = 0.0
    pixels_a_km: float = 0.0
    centred: bool = False

    @property
    def style(self) -> Style:
        """Style of the mark as it is drawn, without colours where it is grey.

        A drawn line is a band, a symbol as large as the scale has room for.
        """
        style = self.theme.styles[self.mark.style]
        style = grey_style(self.theme.id, self.mark.style, style) if self.grey else style
        if isinstance(style, SymbolStyle):
            return self._placed(style)
        if not isinstance(style, LineStyle):
            return style
        style = style.scaled(self.mark.weight)
        if not self.is_band:
            return style
        width = min(BAND_KM * self.pixels_a_km, _WIDEST_BAND_PX)
        color = self._band_color
        return banded(style, color=color, width_px=width, near=self.is_near)

    def _placed(self, style: SymbolStyle) -> SymbolStyle:
        if self.grow == 1.0 and not self.centred:
            return style
        right, down = (0.0, 0.0) if self.centred else style.offset
        grown = self.grow * right, self.grow * down
        return replace(style, size=self.grow * style.size, offset=grown)

    @property
    def _band_color(self) -> str:
        """The colour of the status; neutral under a road, whose project says the status."""
        status = self.mark.style.rpartition("-")[2]
        return palette.DRAWN_GROUND if self.theme.is_road else palette.STATUS[status]

    @property
    def is_band(self) -> bool:
        """Whether the mark is a road, or a project along one, whose line is a drawing.

        A thin trace is none: that the road under it is a drawing, the road says.
        """
        drawn = self.mark.style.startswith(_DRAWN) and self.theme.follows == "projects"
        return self.mark.schematic and (self.theme.is_road or drawn)

    @property
    def is_near(self) -> bool:
        """Whether nothing crisp is drawn of a drawing at this scale."""
        return self.scale < NEAR_SCALE

    @property
    def is_hatch(self) -> bool:
        """Whether its lines fill an area and follow nothing."""
        return self.theme.follows == "projects" and self.mark.style.startswith("hatch-")

    @property
    def is_point(self) -> bool:
        """Whether the mark is drawn as a symbol."""
        return bool(self.shape.geom_type == "Point")
