"""A mark in a window of paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.paper.greyscale import grey_style

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
    """

    theme: Theme
    mark: Mark
    shape: BaseGeometry
    grey: bool = False

    @property
    def style(self) -> Style:
        """Style of the mark, without colours where it is grey."""
        style = self.theme.styles[self.mark.style]
        return grey_style(self.theme.id, self.mark.style, style) if self.grey else style

    @property
    def is_point(self) -> bool:
        """Whether the mark is drawn as a symbol."""
        return bool(self.shape.geom_type == "Point")
