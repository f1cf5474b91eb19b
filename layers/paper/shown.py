"""A mark in a window of paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from layers.paper.greyscale import grey_style
from layers.style.model import SymbolStyle

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from layers.style.model import Mark, Style, Theme


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
    """

    theme: Theme
    mark: Mark
    shape: BaseGeometry
    grey: bool = False
    grow: float = 1.0

    @property
    def style(self) -> Style:
        """Style of the mark as it is drawn, without colours where it is grey."""
        style = self.theme.styles[self.mark.style]
        if isinstance(style, SymbolStyle) and self.grow != 1.0:
            right, down = style.offset
            grown = self.grow * right, self.grow * down
            return replace(style, size=self.grow * style.size, offset=grown)
        return grey_style(self.theme.id, self.mark.style, style) if self.grey else style

    @property
    def is_point(self) -> bool:
        """Whether the mark is drawn as a symbol."""
        return bool(self.shape.geom_type == "Point")
