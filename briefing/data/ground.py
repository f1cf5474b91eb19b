"""What the map shows beside projects, roads and areas, as layers: a theme and shape a layer.

Corridors, facilities, gates, the airport, seats and places, water, neighbours, kilometre posts:
whatever theme there is, its marks are the features and its styles the symbols.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd

from briefing.data.qml import QmlRule
from briefing.data.qml_labels import QmlLabel
from geo.crs import WGS84
from geo.escape import Syntax, escape
from geo.strings import say
from layers.style.typography import ROLES
from layers.themes import THEMES
from layers.themes.areas import THEME as AREAS
from layers.themes.projects import THEME as PROJECTS
from layers.themes.projects import project_marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.query.view import View
    from layers.style.model import Mark, Theme

# Layers with columns of their own; incidents follow the tables of their facts.
_ELSEWHERE: Final = {"projects", "roads", "expressway", "incidents"}
_COLUMNS: Final = ["name", "label", "role", "style", "item", "evidence", "schematic", "geometry"]
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
        words = {}
        for mark in self.marks:
            key = self.theme.legend_key(mark.style)
            label = mark.label if self.theme.legend_from_marks else None
            words[mark.style] = label.text[language] if label else say(key, language) if key else ""
        return [
            QmlRule(f"\"style\" = '{style}'", words[style], look, drawn=(self.theme.id, style))
            for style, look in self.theme.styles.items()
            if style in words
        ]

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
        for mark in _marks(theme, view):
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
    """Return the discs of the projects of which only the area is known."""
    marks = [
        mark
        for row in view.rows
        if row.project.id not in view.heading_ids
        for mark in project_marks(row.project, row.status, view.catalog)
        if mark.soft and mark.geometry.geom_type == "Polygon"
    ]
    # Of the discs of one project, which together fade, the widest.
    widest = {mark.item_id: mark for mark in sorted(marks, key=lambda mark: mark.geometry.area)}
    title = say("data.layer-soft", view.selection.language)
    return GroundLayer(PROJECTS, "projects_soft_areas", title, "area", tuple(widest.values()))


def _marks(theme: Theme, view: View) -> Iterator[Mark]:
    """Yield the marks of a theme that a view shows; communes and districts have own layers."""
    if theme is AREAS:
        yield from (mark for mark in theme.marks(view.catalog) if mark.style == "province")
        return
    items = view.asset_ids | {corridor.id for corridor in view.corridors}
    marks = list(theme.marks(view.catalog))
    # A mark without an item of its own, such as a runway, goes with the items of its theme.
    wanted = not theme.follows or any(mark.item_id in items for mark in marks)
    for mark in marks:
        if not theme.follows or mark.item_id in items or (wanted and not mark.item_id):
            yield mark
