"""A mark in a window of paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from layers.paper.greyscale import grey_style
from layers.style.bands import BAND_KM, NEAR_SCALE, banded
from layers.style.model import LineStyle, SymbolStyle

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from layers.style.model import Mark, Style, Theme

# Geometry is cut beside the window: what is wider would show where.
_WIDEST_BAND_PX = 60.0


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
    """

    theme: Theme
    mark: Mark
    shape: BaseGeometry
    grey: bool = False
    grow: float = 1.0
    scale: float = 0.0
    pixels_a_km: float = 0.0

    @property
    def style(self) -> Style:
        """Style of the mark as it is drawn, without colours where it is grey.

        A drawn line is a band, a symbol as large as the scale has room for.
        """
        style = self.theme.styles[self.mark.style]
        style = grey_style(self.theme.id, self.mark.style, style) if self.grey else style
        if isinstance(style, SymbolStyle) and self.grow != 1.0:
            right, down = style.offset
            grown = self.grow * right, self.grow * down
            return replace(style, size=self.grow * style.size, offset=grown)
        if not (self.is_band and isinstance(style, LineStyle)):
            return style
        lowest = 1 if self.theme.follows == "projects" else 0
        width = min(BAND_KM * self.pixels_a_km, _WIDEST_BAND_PX)
        return banded(style, lowest=lowest, width_px=width, near=self.scale < NEAR_SCALE)

    @property
    def is_band(self) -> bool:
        """Whether the mark is a road, or works on one, whose line is a drawing."""
        return self.mark.schematic and (self.theme.is_road or self.theme.follows == "projects")

    @property
    def is_point(self) -> bool:
        """Whether the mark is drawn as a symbol."""
        return bool(self.shape.geom_type == "Point")
