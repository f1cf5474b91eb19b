"""The view as a GeoPackage that opens in QGIS as it looks on our map.

Everything is in EPSG:4326, as all files of the house. The styles lie in the table ``layer_styles``
of the file itself, which QGIS reads when a layer is added; they are made from the style tables
that both of our canvases use.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyogrio

from briefing.data.incidents import INCIDENT_SHAPES, incident_frame, incident_style
from briefing.data.qml import QmlLabel, QmlRule, qml
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
from geo.model import AreaFrame, Status
from geo.strings import say
from layers.style import palette
from layers.style.typography import ROLES
from layers.themes import areas, projects, roads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.query.view import View

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
# Places of the file's change counter and of the version that its size is valid for.
_COUNTERS = (24, 92)


@dataclass(frozen=True)
class _Layer:
    """A table of the file: its name, its title in words, what it holds and how it is drawn."""

    name: str
    title: str
    frame: pd.DataFrame
    geometry_type: str = ""
    style: str = ""


def geopackage(view: View, link: str = "") -> bytes:
    """Return a view as a GeoPackage (OGC 12-128r15), the same bytes for the same view.

    Parameters
    ----------
    link
        Address that opens the same view, for the table that says what the file is.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "view.gpkg"
        layers = list(_layers(view, link))
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


def _layers(view: View, link: str) -> Iterator[_Layer]:
    language = view.selection.language
    for shape in SHAPES:
        title = say(f"data.layer-{shape}", language)
        frame = project_frame(view, shape)
        yield _Layer(f"projects_{shape}s", title, frame, _TYPES[shape], project_style(view, shape))
    title = say("data.layer-unplaced", language)
    yield _Layer("projects_unplaced", title, project_table(view, unplaced_rows(view)))
    for shape, geometry_type in INCIDENT_SHAPES.items():
        title, style = say(f"data.incidents-{shape}", language), incident_style(view, shape)
        frame = incident_frame(view, shape)
        yield _Layer(f"incidents_{shape}", title, frame, geometry_type, style)
    title = say("layer.roads", language)
    yield _Layer("roads", title, road_frame(view), "MultiLineString", road_style(view))
    for frame in AreaFrame:
        title = say(f"frame.{frame}", language)
        style = area_style(view, frame)
        yield _Layer(f"areas_{frame}s", title, area_frame(view, frame), "MultiPolygon", style)
    for facts in fact_tables(view):
        names = [column.id for column in facts.columns]
        cells = [[plain(cell) for cell in row] for row in facts.rows]
        yield _Layer(facts.id, facts.title(language), pd.DataFrame(cells, columns=names))
    lines = pd.DataFrame(about(view, link), columns=["label", "text"])
    lines["text"] = [escape(text, Syntax.TEXT) for text in lines["text"]]
    yield _Layer("about", say("data.sheet-about", language), lines)


def project_style(view: View, shape: str) -> str:
    """Return the QML of the projects of one kind of geometry: a rule a status that occurs."""
    language = view.selection.language
    statuses = {row.status for row in view.rows}
    rules = []
    for status in (status for status in Status if status in statuses):
        label, same = say(f"status.{status}", language), f"\"status\" = '{status}'"
        if shape == "line":
            thin = say("style.projects.trace", language)
            style, trace = projects.line_style(status), projects.trace_style(status)
            rules.append(QmlRule(f'{same} AND NOT "on_spots"', label, style))
            if any(row.status is status and row.project.unlocated_spots for row in view.rows):
                rules.append(QmlRule(f'{same} AND "on_spots"', f"{label} – {thin}", trace))
        elif shape == "area":
            badge = projects.point_style(status)
            rules.append(QmlRule(same, label, projects.area_style(status), badge))
        else:
            rules.append(QmlRule(same, label, projects.point_style(status)))
    return qml(rules)


def road_style(view: View) -> str:
    """Return the QML of the roads, by class and evidence grade."""
    language = view.selection.language
    rules = [
        QmlRule(f"\"style\" = '{key}'", say(theme.legend_key(key), language), style)
        for theme in (roads.THEME, roads.EXPRESSWAY)
        for key, style in theme.styles.items()
    ]
    role = ROLES["shield-national"]
    return qml(rules, QmlLabel("ref", role.size, palette.INK, palette.HALO, along=True))


def area_style(view: View, frame: AreaFrame) -> str:
    """Return the QML of the areas of a frame; the chosen ones stand out as on the map."""
    language = view.selection.language
    role = ROLES[frame.value]
    rules = [
        QmlRule('"chosen"', say("style.areas.chosen", language), areas.CHOSEN_STYLE),
        QmlRule('NOT "chosen"', say(f"style.areas.{frame}", language), areas.STYLES[frame.value]),
    ]
    return qml(rules, QmlLabel("name", role.size, role.color, palette.HALO))


def _write(path: Path, layer: _Layer) -> None:
    append = path.is_file()
    dataset = {} if append else {"VERSION": _VERSION}
    options = {"GEOMETRY_NAME": _GEOMETRY} if layer.geometry_type else {}
    pyogrio.write_dataframe(
        layer.frame,
        path,
        layer=layer.name,
        driver="GPKG",
        append=append,
        layer_options={**options, "IDENTIFIER": layer.title},
        geometry_type=layer.geometry_type or None,
        promote_to_multi=bool(layer.geometry_type),
        dataset_options=dataset,
    )


def _finish(path: Path, layers: list[_Layer], view: View) -> None:
    """Add the styles and take out the time of writing."""
    moment = f"{view.day.isoformat()}T00:00:00.000Z"
    description = say("data.style-description", view.selection.language)
    with closing(sqlite3.connect(path)) as base:
        base.execute(_STYLE_TABLE)
        base.execute(_STYLE_CONTENTS, (moment,))
        for layer in layers:
            if layer.style:
                values = (layer.name, _GEOMETRY, layer.name, layer.style, description, moment)
                base.execute(_STYLE_ROW, values)
        base.execute("UPDATE gpkg_contents SET last_change = ?", (moment,))
        base.commit()
        base.execute("VACUUM")
