"""What a renderer needs to know: strokes, fills, symbols, labels, marks and themes.

Sizes are CSS pixels (1/96 inch) on both canvases; the paper renderer scales them to points.
Each mark names the style it is drawn with; styles live once, in the module of their theme.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.text import NO_TEXT, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog


@dataclass(frozen=True)
class Stroke:
    """One pass of the pen along a line.

    Parameters
    ----------
    dash
        Lengths of marks and gaps in pixels; empty for a solid line.
    cap
        ``round`` or ``butt``.
    """

    color: str
    width: float
    dash: tuple[float, ...] = ()
    opacity: float = 1.0
    cap: str = "round"


@dataclass(frozen=True)
class LineStyle:
    """Strokes of a line, drawn bottom first: casing, core, hatch."""

    strokes: tuple[Stroke, ...]


@dataclass(frozen=True)
class FillStyle:
    """Fill and outline of an area."""

    color: str
    opacity: float = 1.0
    outline: tuple[Stroke, ...] = ()


@dataclass(frozen=True)
class SymbolStyle:
    """A point symbol of :mod:`layers.style.symbols`.

    Parameters
    ----------
    size
        Width and height in pixels.
    color
        Replaces the symbol's main ink.
    offset
        Shift in pixels, right and down, so that a status badge does not hide its asset.
    """

    symbol: str
    size: float
    color: str
    offset: tuple[float, float] = (0.0, 0.0)


Style = LineStyle | FillStyle | SymbolStyle


@dataclass(frozen=True)
class Label:
    """A name on the map.

    Parameters
    ----------
    role
        Key of :data:`layers.style.typography.ROLES`: typeface, size, colour, halo.
    priority
        Lower is placed first; what does not fit is dropped by priority.
    min_zoom
        Web zoom level from which the label may appear.
    """

    text: Text
    role: str
    priority: int
    min_zoom: float = 8.0


@dataclass(frozen=True)
class Mark:
    """One thing to draw.

    Parameters
    ----------
    style
        Key into the styles of its theme; it is the legend entry too.
    geometry
        EPSG:4326.
    item_id
        Id of the project, asset, corridor or area it stands for; clicks lead there.
    grade
        Evidence grade of the geometry, empty for context.
    schematic
        Whether the line is a drawing and no alignment.
    section_id
        The section of road that it draws.
    """

    style: str
    geometry: BaseGeometry
    item_id: str = ""
    label: Label | None = None
    grade: str = ""
    schematic: bool = False
    name: Text = NO_TEXT
    section_id: str = ""


@dataclass(frozen=True)
class Theme:
    """A layer of the map: what it draws, how, and what the legend says.

    Parameters
    ----------
    id
        Stable id; ``layer.<id>`` is its title in the table of strings, and
        ``style.<id>.<style>`` the legend text of each style (unless `legend_keys` says another).
    order
        Drawing order, lowest at the bottom.
    marks
        All marks of a catalog, whatever the selection: renderers show those that a view holds.
    switchable
        Whether the user may hide it.
    selective
        Whether its marks follow the selection: shown only when their item is in the view.
    interactive
        Whether a click on its marks leads to their item.
    legend_from_marks
        The legend text of a style is the label of its marks (data), not a string.
    """

    id: str
    order: int
    styles: Mapping[str, Style]
    marks: Callable[[Catalog], Iterable[Mark]]
    switchable: bool = True
    selective: bool = False
    interactive: bool = False
    legend_keys: Mapping[str, str] = field(default_factory=dict)
    legend_from_marks: bool = False

    def legend_key(self, style: str) -> str:
        """Return the key of the legend text of a style, empty when it has no entry."""
        return self.legend_keys.get(style, f"style.{self.id}.{style}")
