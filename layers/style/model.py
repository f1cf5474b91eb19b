"""What a renderer needs to know: strokes, fills, symbols, labels, marks and themes.

Sizes are CSS pixels (1/96 inch) on both canvases; the paper renderer scales them to points.
Each mark names the style it is drawn with; styles live once, in the module of their theme.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
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

    def scaled(self, factor: float) -> LineStyle:
        """Return the style with its widths and the lengths of its dashes so many times as large."""
        if factor == 1.0:
            return self
        return LineStyle(
            tuple(
                replace(
                    one,
                    width=one.width * factor,
                    dash=tuple(length * factor for length in one.dash),
                )
                for one in self.strokes
            )
        )


@dataclass(frozen=True)
class FillStyle:
    """Fill of an area with its outline, or with a soft rim in place of one.

    Parameters
    ----------
    rim
        Bands along the inside of the edge, each as wide as its stroke; none lies outside.
    """

    color: str
    opacity: float = 1.0
    outline: tuple[Stroke, ...] = ()
    rim: tuple[Stroke, ...] = ()


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
    soft
        Whether only the area is known in which its item lies.
    note
        What is said of it beside the pointer, under its name.
    weight
        How wide its line is, of the widths of its style.
    """

    style: str
    geometry: BaseGeometry
    item_id: str = ""
    label: Label | None = None
    grade: str = ""
    schematic: bool = False
    name: Text = NO_TEXT
    section_id: str = ""
    soft: bool = False
    note: Text = NO_TEXT
    weight: float = 1.0


class SmallMap(StrEnum):
    """The maps with little room, on which only some themes stand."""

    CARD = "card"
    COVER = "cover"
    CHANGES = "changes"
    OVERVIEW = "overview"


@dataclass(frozen=True)
class Theme:
    """A layer of the map: what it draws, how, where, and what the legend says.

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
    off_at_first
        Whether it is hidden until the user asks for it.
    follows
        The part of a view that its marks follow, shown only when their item is in it:
        ``projects``, ``corridors``, ``assets`` or ``incidents``; empty when they are always shown.
    interactive
        Whether a click on its marks leads to their item.
    legend_group, legend_place
        Heading in a legend, ``sheet.legend-<group>`` in the table of strings, and place under it;
        without a group the title of the theme is its heading.
    legend_headings
        Keys of headings of their own, by style.
    samples
        How a legend shows those styles that a small sample of them would not show.
    legend_from_marks
        The legend text of a style is the label of its marks (data), not a string.
    on
        The small maps that show it.
    label_cost
        What a label costs that covers its lines, against 1.2 for the line of a project.
    is_road
        Whether its lines are roads: beside a corridor in focus they fade, badges keep off them.
    is_ground
        Whether its areas are the ground that the data covers.
    is_backdrop
        Whether its lines are hairlines from afar that grow with the zoom level.
    shares_borders
        Whether its areas are neighbours: each border is one line.
    """

    id: str
    order: int
    styles: Mapping[str, Style]
    marks: Callable[[Catalog], Iterable[Mark]]
    switchable: bool = True
    follows: str = ""
    interactive: bool = False
    legend_keys: Mapping[str, str] = field(default_factory=dict)
    legend_group: str = ""
    legend_place: int = 0
    legend_headings: Mapping[str, str] = field(default_factory=dict)
    samples: Mapping[str, Style] = field(default_factory=dict)
    legend_from_marks: bool = False
    on: frozenset[SmallMap] = frozenset()
    label_cost: float = 0.0
    off_at_first: bool = False
    is_road: bool = False
    is_ground: bool = False
    is_backdrop: bool = False
    shares_borders: bool = False

    @property
    def heading_key(self) -> str:
        """The key of its heading in a legend."""
        return f"sheet.legend-{self.legend_group}" if self.legend_group else f"layer.{self.id}"

    def heading_of(self, style: str) -> str:
        """Return the key of the heading of a style in a legend."""
        return self.legend_headings.get(style, self.heading_key)

    def sample(self, style: str) -> Style:
        """Return a style as a legend shows it."""
        return self.samples.get(style, self.styles[style])

    def legend_key(self, style: str) -> str:
        """Return the key of the legend text of a style, empty when it has no entry."""
        return self.legend_keys.get(style, f"style.{self.id}.{style}")
