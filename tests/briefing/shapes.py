"""Shared by the tests of GIS formats: what a layer holds, and how it is drawn."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from xml.etree import ElementTree as ET

from geo.query.view import View
from layers.themes.projects import geometry_class

LAYERS = {"projects_lines": "line", "projects_points": "point", "projects_areas": "area"}


def with_shape(view: View, which: str) -> set[str]:
    return {
        row.project.id
        for row in view.rows
        if any(geometry_class(piece) == which for piece in row.project.pieces)
    }


@contextmanager
def base(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as found:
        yield found


def style_of(path: Path, layer: str) -> ET.Element:
    with base(path) as found:
        ((text,),) = found.execute(
            "SELECT styleQML FROM layer_styles WHERE f_table_name = ? AND f_geometry_column = "
            "(SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?) "
            "AND useAsDefault = 1 AND f_table_schema = ''",
            (layer, layer),
        )
    return ET.fromstring(text)
