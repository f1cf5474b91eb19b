"""Theme: reservoirs and rivers, in three classes of rivers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.text import NO_TEXT, Text
from layers.style import palette
from layers.style.lines import joined_lines
from layers.style.model import FillStyle, Label, LineStyle, Mark, SmallMap, Stroke, Style, Theme

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.catalog.catalog import Catalog

STYLES: dict[str, Style] = {
    # Bottom first: where classes meet, the larger one lies above.
    "stream": LineStyle((Stroke(palette.STREAM, 0.8),)),
    "river": LineStyle((Stroke(palette.RIVER, 1.7),)),
    "main": LineStyle((Stroke(palette.WATER_EDGE, 4.4), Stroke(palette.WATER, 2.8))),
    "lake": FillStyle(palette.WATER, outline=(Stroke(palette.WATER_EDGE, 0.8),)),
}
_MAIN: Final = ("Sông Đà", "Sông Mã")
_STREAM: Final = "Suối "


@dataclass(frozen=True)
class _Naming:
    """How urgently rivers of a class are named, and from which zoom level."""

    priority: int
    min_zoom: float


_NAMING: Final = {"main": _Naming(32, 8.0), "river": _Naming(55, 9.5), "stream": _Naming(85, 10.0)}
_RESERVOIR: Final = _Naming(34, 8.5)


def river_class(name: str) -> str:
    """Return the class of a river by its Vietnamese name, empty where it is not known.

    ``main`` for the Đà and the Mã, which give the province its two basins; ``stream`` for what is
    called a stream, and for what the data has no name of.
    """
    if name.startswith(_MAIN):
        return "main"
    return "river" if name and not name.startswith(_STREAM) else "stream"


def marks(catalog: Catalog) -> Iterator[Mark]:
    """Yield lines first, so that the reservoirs cover the old river bed.

    A reservoir is named along the river that it dams: both names stand, each on its own.
    """
    lines = []
    for item in catalog.backdrop.water_lines:
        name = Text.from_row(item.properties, "name")
        style = river_class(name["vi"])
        naming = _NAMING[style]
        label = Label(name, "water", naming.priority, naming.min_zoom)
        lines.append(Mark(style, item.geometry, label=label if name else None, name=name))
    yield from sorted(lines, key=lambda mark: list(STYLES).index(mark.style))
    lakes = [
        Mark("lake", item.geometry, name=Text.from_row(item.properties, "name") or NO_TEXT)
        for item in catalog.backdrop.water_areas
    ]
    for lake, item in zip(lakes, catalog.backdrop.water_areas, strict=True):
        if lake.name and item.properties["kind"] == "reservoir":
            label = Label(lake.name, "reservoir", _RESERVOIR.priority, _RESERVOIR.min_zoom)
            for line in _bed(lake, lines):
                axis = joined_lines([line.geometry.intersection(lake.geometry)])
                yield Mark(line.style, axis, label=label, name=lake.name)
    yield from lakes


def _bed(lake: Mark, lines: Sequence[Mark]) -> list[Mark]:
    """Return the lines of the river that runs farthest through a reservoir."""
    inside = {
        at: line.geometry.intersection(lake.geometry).length
        for at, line in enumerate(lines)
        if line.geometry.intersects(lake.geometry)
    }
    longest = max(inside, key=lambda at: inside[at], default=None)
    if longest is None:
        return []
    return [lines[at] for at in inside if inside[at] and lines[at].name == lines[longest].name]


THEME = Theme(
    "water",
    20,
    STYLES,
    marks,
    legend_group="ground",
    legend_place=3,
    on=frozenset({SmallMap.CARD, SmallMap.COVER, SmallMap.CHANGES}),
    label_cost=0.15,
    is_backdrop=True,
)
