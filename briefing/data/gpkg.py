"""The view as a GeoPackage that opens in QGIS as it looks on our map.

Everything is in EPSG:4326, as all files of the house. The styles lie in the table ``layer_styles``
of the file itself, which QGIS reads when a layer is added; they are made from the style tables
that both of our canvases use.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyogrio

from briefing.data.dictionary import entries_table, fact_entries, frame_entries
from briefing.data.ground import ground_layers, soft_discs
from briefing.data.incidents import INCIDENT_SHAPES, incident_frame, incident_rules
from briefing.data.iso_metadata import write_metadata
from briefing.data.qml import QmlRule, qml
from briefing.data.qml_labels import QmlLabel
from briefing.data.register import asset_table, post_frame, post_names, post_rules
from briefing.data.tables import (
    SHAPES,
    about,
    area_frame,
    fact_tables,
    plain,
    project_frame,
    project_table,
    road_frame,
    unplaced_rows,
)
from geo.escape import Syntax, escape
from geo.files import temporary_folder
from geo.model import AreaFrame, Status
from geo.strings import say
from layers.style import palette
from layers.style.bands import NEAR_SCALE
from layers.style.kinds import kind_style
from layers.style.model import LineStyle
from layers.style.typography import ROLES
from layers.themes import areas, projects, roads

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.data.ground import GroundLayer
    from geo.query.view import View
    from layers.style.model import Theme

_GEOMETRY = "geom"
# QGIS before 3.28 warns of anything newer.
_VERSION = "1.2"
_TYPES = {"line": "MultiLineString", "point": "MultiPoint", "area": "MultiPolygon"}
# As QGIS itself makes the table (QgsOgrProviderMetadata, saveStyle).
_STYLE_TABLE = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
  f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))
"""
_STYLE_CONTENTS = """
INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change)
VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)
"""
_STYLE_ROW = """
INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,
  styleName, styleQML, styleSLD, useAsDefault, description, owner, ui, update_time)
VALUES ('', '', ?, ?, ?, ?, '', 1, ?, '', NULL, ?)
"""
_DRAWN_PRIORITY = 18
# By the first part of their styles: drawings, areas, and those whose status says all.
_DRAWN, _AREAS, _STATUS_ALONE = ("drawn", "ghost"), ("area", "hatch"), ("line", "area", "point")
_MORE = {"drawn": "data.drawn", "ghost": "style.projects.pale"}
_WEIGHT = "weight"
# Places of the file's change counter and of the version that its size is valid for.
_COUNTERS = (24, 92)


@dataclass(frozen=True)
class MapLayer:
    """A table of the file: its name, its title in words, what it holds and how it is drawn.

    Parameters
    ----------
    shape
        ``line``, ``point`` or ``area``; empty for a table without geometry.
    theme
        Id of the theme of the map that shows it, empty for a table.
    """

    name: str
    title: str
    frame: pd.DataFrame
    shape: str = ""
    theme: str = ""
    rules: Sequence[QmlRule] = ()
    names: Sequence[QmlLabel] = ()


def geopackage(view: View, link: str = "") -> bytes:
    """Return a view as a GeoPackage (OGC 12-128r15), the same bytes for the same view.

    Parameters
    ----------
    link
        Address that opens the same view, for the table that says what the file is.
    """
    layers = [*view_layers(view, link), *_register_layers(view)]
    return write_layers([*layers, _dictionary(layers, view)], view)


def write_layers(layers: Sequence[MapLayer], view: View) -> bytes:
    """Return layers of a view as a GeoPackage."""
    with temporary_folder() as folder:
        path = folder / "view.gpkg"
        for layer in layers:
            _write(path, layer)
        _finish(path, layers, view)
        return _counted_once(path.read_bytes())


def _counted_once(database: bytes) -> bytes:
    """Return a SQLite file whose change counter is one: how often it was written says nothing.

    The counter stands twice (SQLite file format 1.3.7 and 1.3.16); both must agree.
    """
    fixed = bytearray(database)
    for at in _COUNTERS:
        fixed[at : at + 4] = (1).to_bytes(4, "big")
    return bytes(fixed)


def view_layers(view: View, link: str = "") -> Iterator[MapLayer]:
    """Yield what the file of a view holds: projects, roads, areas, ground, then the tables."""
    language = view.selection.language
    for shape in SHAPES:
        title = say(f"data.layer-{shape}", language)
        frame = project_frame(view, shape, as_on_map=True)
        rules, names = project_rules(view, shape), project_names(view, shape)
        yield MapLayer(f"projects_{shape}s", title, frame, shape, "projects", rules, names)
    yield _of_ground(soft_discs(view), language)
    title = say("data.layer-unplaced", language)
    yield MapLayer("projects_unplaced", title, project_table(view, unplaced_rows(view)))
    yield from _incident_layers(view)
    title = say("layer.roads", language)
    yield MapLayer(
        "roads", title, road_frame(view), "line", "roads", road_rules(view), road_names()
    )
    for frame in AreaFrame:
        title, found = say(f"frame.{frame}", language), area_frame(view, frame)
        rules, names = area_rules(view, frame), area_names(frame)
        yield MapLayer(f"areas_{frame}s", title, found, "area", "areas", rules, names)
    yield from (_of_ground(ground, language) for ground in ground_layers(view))
    for facts in fact_tables(view):
        titles = [column.id for column in facts.columns]
        cells = [[plain(cell) for cell in row] for row in facts.rows]
        yield MapLayer(facts.id, facts.title(language), pd.DataFrame(cells, columns=titles))
    lines = pd.DataFrame(about(view, link), columns=["label", "text"])
    lines["text"] = [escape(text, Syntax.TEXT) for text in lines["text"]]
    yield MapLayer("about", say("data.sheet-about", language), lines)


def _of_ground(ground: GroundLayer, language: str) -> MapLayer:
    frame, rules = ground.frame(language), ground.rules(language)
    theme, names = ground.theme.id, ground.names()
    return MapLayer(ground.name, ground.title, frame, ground.shape, theme, rules, names)


def _register_layers(view: View) -> Iterator[MapLayer]:
    """Yield what stands on the ground as a register: no sheet shows it twice."""
    language = view.selection.language
    posts, title = post_frame(view), say("data.layer-posts", language)
    rules, names = post_rules(view), post_names()
    yield MapLayer("km_posts_of_sources", title, posts, "point", "km-posts", rules, names)
    yield MapLayer("assets", say("data.layer-assets", language), asset_table(view))


def _dictionary(layers: Sequence[MapLayer], view: View) -> MapLayer:
    """Return the table that says what each column of the others is."""
    facts = {table.id: table for table in fact_tables(view)}
    entries = [
        entry
        for layer in layers
        for entry in (
            fact_entries(view, facts[layer.name])
            if layer.name in facts
            else frame_entries(view, layer.name, layer.frame)
        )
    ]
    title = say("data.sheet-dictionary", view.selection.language)
    return MapLayer("data_dictionary", title, entries_table(entries))


def _incident_layers(view: View) -> Iterator[MapLayer]:
    for name, shape in INCIDENT_SHAPES.items():
        title = say(f"data.incidents-{name}", view.selection.language)
        frame, rules = incident_frame(view, name), incident_rules(view, name)
        theme = "incidents" if shape else ""
        yield MapLayer(f"incidents_{name}", title, frame, shape, theme, rules)


def project_rules(view: View, shape: str) -> list[QmlRule]:
    """Return how the projects of one kind of geometry are drawn: a rule a status that occurs.

    A line that is a drawing is hollow on a band, and from near a band alone; one along spots that
    nobody locates is thin. An area is a tint, or a hatch where a line lies in it. At a point stand
    the symbol of the kind, from near, and the badge of the status.
    """
    frame = project_frame(view, shape, as_on_map=True)
    found = set(frame["style"])
    # Statuses that nothing of this shape has are explained all the same: others may.
    found |= {f"{shape}-{row.status}" for row in view.rows}
    language = view.selection.language
    rules = [rule for key in projects.STYLES if key in found for rule in _rules(key, language)]
    return [*_kind_rules(view), *rules] if shape == "point" else rules


def _rules(key: str, language: str) -> Iterator[QmlRule]:
    """Yield the rules of a style of projects: two of a drawing, which is a band from near."""
    shape, _, status = key.partition("-")
    style = projects.STYLES[key]
    words = say(f"status.{status}", language)
    if shape not in _STATUS_ALONE:
        words = f"{words} – {say(_MORE.get(shape, f'style.projects.{shape}'), language)}"
    rule = QmlRule(f"\"style\" = '{key}'", words, style, drawn=("projects", key))
    if shape in _DRAWN:
        drawing = replace(rule, band=palette.STATUS[status], weight=_WEIGHT)
        yield from _far_and_near(drawing, language)
    elif shape in _AREAS:
        badge = projects.point_style(Status(status))
        yield replace(rule, badge=badge, is_hatch=shape == "hatch")
    else:
        yield replace(rule, weight=_WEIGHT if isinstance(style, LineStyle) else "")


def _far_and_near(drawing: QmlRule, language: str) -> Iterator[QmlRule]:
    """Yield the rule of a drawing from afar, and that from near, where its band alone is drawn."""
    yield replace(drawing, least_scale=NEAR_SCALE)
    words = f"{drawing.label} ({say('data.drawn-near', language)})"
    bare = replace(drawing, label=words, style=LineStyle(()), drawn=("", ""))
    yield replace(bare, most_scale=NEAR_SCALE)


def _kind_rules(view: View) -> list[QmlRule]:
    kinds = dict.fromkeys(row.project.kind for row in view.rows)
    return [
        QmlRule(
            f"\"kind\" = '{kind}'",
            say(f"kind.{kind}", view.selection.language),
            kind_style(kind),
            drawn=("projects", f"{projects.KIND}-{kind}"),
            min_zoom=projects.KINDS_ZOOM,
        )
        for kind in kinds
    ]


def project_names(view: View, shape: str) -> list[QmlLabel]:
    """Return how projects are named: as on the map, from near."""
    field = f"name_{view.selection.language}"
    label = projects.PROJECT_LABEL
    named = QmlLabel(field, ROLES[label.role], shape, "", label.priority, label.min_zoom)
    return [named, *drawn_words(view)] if shape == "line" else [named]


def drawn_words(view: View) -> list[QmlLabel]:
    """Return the word along lines that are a drawing and no alignment."""
    words = say("map.drawn", view.selection.language)
    drawn = "\"style\" LIKE 'drawn-%' OR \"style\" LIKE 'ghost-%'"
    return [QmlLabel(f"'{words}'", ROLES["note"], "line", drawn, _DRAWN_PRIORITY)]


def road_rules(view: View) -> list[QmlRule]:
    """Return how the roads are drawn, by class and evidence grade; drawings lie on a band."""
    frame = road_frame(view)
    drawings = set(frame.loc[frame["schematic"], "style"])
    return [
        rule
        for theme in (roads.THEME, roads.EXPRESSWAY)
        for key in theme.styles
        for rule in _road_rules(theme, key, view.selection.language, drawn=key in drawings)
    ]


def _road_rules(theme: Theme, key: str, language: str, *, drawn: bool) -> Iterator[QmlRule]:
    same, words = f"\"style\" = '{key}'", say(theme.legend_key(key), language)
    rule = QmlRule(same, words, theme.styles[key], drawn=(theme.id, key))
    if not drawn:
        yield rule
        return
    yield replace(rule, condition=f'{same} AND NOT "schematic"')
    words = f"{words} – {say('data.drawn', language)}"
    band = replace(rule, condition=f'{same} AND "schematic"', label=words)
    yield from _far_and_near(replace(band, band=palette.DRAWN_GROUND, drawn=("", "")), language)


def road_names() -> list[QmlLabel]:
    """Return how the roads are numbered: a plate a class, a quiet one where no project works."""
    return [
        QmlLabel(
            "label",
            ROLES[plate],
            "line",
            f"\"road_class\" = '{found}' AND \"plate\" = '{plate}'",
            priority,
            zoom,
        )
        for found, (priority, zoom) in roads.SHIELDS.items()
        for plate in (f"shield-{found}", roads.QUIET)
    ]


def area_rules(view: View, frame: AreaFrame) -> list[QmlRule]:
    """Return how the areas of a frame are drawn; the chosen ones stand out as on the map."""
    language = view.selection.language
    return [
        QmlRule(
            '"chosen"',
            say("style.areas.chosen", language),
            areas.CHOSEN_STYLE,
            drawn=("areas", "chosen"),
        ),
        QmlRule(
            'NOT "chosen"',
            say(f"style.areas.{frame}", language),
            areas.STYLES[frame.value],
            drawn=("areas", frame.value),
        ),
    ]


def area_names(frame: AreaFrame) -> list[QmlLabel]:
    """Return how the areas of a frame are named."""
    priority, zoom = areas.NAMES[frame]
    return [QmlLabel("name", ROLES[frame.value], "area", "", priority, zoom)]


def _write(path: Path, layer: MapLayer) -> None:
    append = path.is_file()
    dataset = {} if append else {"VERSION": _VERSION}
    options = {"GEOMETRY_NAME": _GEOMETRY} if layer.shape else {}
    pyogrio.write_dataframe(
        layer.frame,
        path,
        layer=layer.name,
        driver="GPKG",
        append=append,
        layer_options={**options, "IDENTIFIER": layer.title},
        geometry_type=_TYPES.get(layer.shape),
        promote_to_multi=bool(layer.shape),
        dataset_options=dataset,
    )


def _finish(path: Path, layers: Sequence[MapLayer], view: View) -> None:
    """Add the styles and what the file is, and take out the time of writing."""
    moment = f"{view.day.isoformat()}T00:00:00.000Z"
    description = say("data.style-description", view.selection.language)
    with closing(sqlite3.connect(path)) as base:
        base.execute(_STYLE_TABLE)
        base.execute(_STYLE_CONTENTS, (moment,))
        for layer in layers:
            if layer.shape:
                style = qml(layer.rules, layer.names)
                values = (layer.name, _GEOMETRY, layer.name, style, description, moment)
                base.execute(_STYLE_ROW, values)
        write_metadata(base, view, moment)
        base.execute("UPDATE gpkg_contents SET last_change = ?", (moment,))
        base.commit()
        base.execute("VACUUM")
