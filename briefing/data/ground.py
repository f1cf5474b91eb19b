"""What the map shows beside projects, roads and areas, as layers: a theme and shape a layer.

Corridors, facilities, gates, the airport, seats and places, water, neighbours, kilometre posts:
whatever theme there is, its marks are the features and its styles the symbols.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import geopandas as gpd

from briefing.data.qml import QmlRule
from briefing.data.qml_labels import QmlLabel
from geo.crs import WGS84
from geo.escape import Syntax, escape
from geo.strings import say
from layers.paper.scene import theme_marks
from layers.style.model import LineStyle
from layers.style.typography import ROLES
from layers.themes import THEMES
from layers.themes.areas import THEME as AREAS
from layers.themes.projects import THEME as PROJECTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.query.view import View
    from layers.style.model import Mark, Theme

# Layers with columns of their own; incidents follow the tables of their facts.
_ELSEWHERE: Final = {"projects", "roads", "expressway", "incidents"}
_COLUMNS: Final = ["name", "label", "role", "style", "item", "evidence", "schematic", "geometry"]
# Priority of the name that stands whatever lies there.
_CAPITAL: Final = 1
_SHAPES: Final = {"Polygon": "area", "LineString": "line", "Point": "point"}


@dataclass(frozen=True)
class GroundLayer:
    """The marks of a theme that have one kind of geometry.

    Parameters
    ----------
    name
        Of the table: theme and shape.
    shape
        ``line``, ``point`` or ``area``.
    """

    theme: Theme
    name: str
    title: str
    shape: str
    marks: tuple[Mark, ...]

    def frame(self, language: str) -> gpd.GeoDataFrame:
        """Return the features, EPSG:4326."""
        records = [
            {
                "name": escape(mark.name[language], Syntax.TEXT),
                "label": escape(mark.label.text[language], Syntax.TEXT) if mark.label else "",
                "role": mark.label.role if mark.label else "",
                "style": mark.style,
                "item": mark.item_id,
                "evidence": mark.grade,
                "schematic": mark.schematic,
                "geometry": mark.geometry,
            }
            for mark in self.marks
        ]
        return gpd.GeoDataFrame(records, columns=_COLUMNS, geometry="geometry", crs=WGS84)

    def rules(self, language: str) -> list[QmlRule]:
        """Return how the styles that occur are drawn."""
        words = {mark.style: self._words(mark, language) for mark in self.marks}
        return [
            QmlRule(
                f"\"style\" = '{style}'",
                words[style],
                look,
                drawn=(self.theme.id, style),
                min_zoom=self._first_zoom(style),
                is_hatch=self.shape == "area" and isinstance(look, LineStyle),
            )
            for style, look in self.theme.styles.items()
            if style in words
        ]

    def _first_zoom(self, style: str) -> float:
        """Return the zoom level from which points stand: with their names, where none is asked for.

        So does our sheet: a dot alone says nothing.
        """
        if self.theme.follows or self.shape != "point":
            return 0.0
        marks = (mark for mark in self.marks if mark.style == style)
        return min(mark.label.min_zoom if mark.label else 0.0 for mark in marks)

    def _words(self, mark: Mark, language: str) -> str:
        """Return what a legend says of a mark: a string, or the name of what it stands for."""
        named = self.theme.legend_from_marks and mark.style not in self.theme.legend_keys
        if named and mark.label:
            return mark.label.text[language]
        key = self.theme.legend_key(mark.style)
        return say(key, language) if key else ""

    def names(self) -> list[QmlLabel]:
        """Return how the names are set: a rule for each role, and zoom level where it begins."""
        found = {
            (mark.label.role, mark.label.min_zoom): mark.label.priority
            for mark in reversed(self.marks)
            if mark.label
        }
        return [
            QmlLabel(
                "label",
                ROLES[role],
                self.shape,
                f"\"role\" = '{role}' AND {_style_in(self.marks, role, zoom)}",
                priority,
                zoom,
                always=priority == _CAPITAL,
            )
            for (role, zoom), priority in sorted(found.items(), key=lambda pair: pair[1])
        ]


def _style_in(marks: Sequence[Mark], role: str, zoom: float) -> str:
    """Return the condition that tells the marks of a role and zoom level by their styles."""
    styles = {
        mark.style: None
        for mark in marks
        if mark.label and (mark.label.role, mark.label.min_zoom) == (role, zoom)
    }
    return f'"style" IN ({", ".join(repr(style) for style in styles)})'


def ground_layers(view: View) -> Iterator[GroundLayer]:
    """Yield the layers of the ground of a view, in drawing order."""
    language = view.selection.language
    for theme in THEMES:
        if theme.id in _ELSEWHERE:
            continue
        marks: dict[str, list[Mark]] = {shape: [] for shape in _SHAPES.values()}
        for mark in theme_marks(theme, view):
            # Communes and districts have layers of their own.
            if theme is AREAS and mark.style != "province":
                continue
            marks[_SHAPES[mark.geometry.geom_type.removeprefix("Multi")]].append(mark)
        several = sum(bool(found) for found in marks.values()) > 1
        for shape, found in marks.items():
            if not found:
                continue
            title = say(f"layer.{theme.id}", language)
            name = f"{theme.id.replace('-', '_')}_{shape}s"
            if theme is AREAS:
                name, title = "areas_province", say("style.areas.province", language)
            elif several:
                title = f"{title} – {say(f'data.shape-{shape}', language)}"
            yield GroundLayer(theme, name, title, shape, tuple(found))


def soft_discs(view: View) -> GroundLayer:
    """Return the discs of the projects of which only the area is known.

    Of the discs of one project, which together fade, the widest; hatched where a line lies in it.
    """
    marks = [mark for mark in theme_marks(PROJECTS, view) if mark.soft]
    hatches = {mark.item_id: mark.style for mark in marks if mark.style.startswith("hatch-")}
    discs = [mark for mark in marks if mark.geometry.geom_type == "Polygon"]
    widest = {mark.item_id: mark for mark in sorted(discs, key=lambda mark: mark.geometry.area)}
    found = [replace(disc, style=hatches.get(id_, disc.style)) for id_, disc in widest.items()]
    title = say("data.layer-soft", view.selection.language)
    return GroundLayer(PROJECTS, "projects_soft_areas", title, "area", tuple(found))
