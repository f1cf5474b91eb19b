"""The view as layers of a geographic information system: one frame a kind of geometry.

Every project stands once in the layer of each kind of geometry it has; a project without a
position stands in none, and whoever writes the layers says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from geo.crs import DECIMALS, WGS84
from geo.escape import Syntax, escape
from geo.query.fields import ColumnKind, columns, flat
from layers.themes import roads
from layers.themes.projects import geometry_class

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.model import AreaFrame
    from geo.query.fields import Cell
    from geo.query.view import ProjectRow, View

SHAPES = ("line", "point", "area")
_TYPES = {
    ColumnKind.NUMBER: "Float64",
    ColumnKind.WHOLE: "Int32",
    ColumnKind.FLAG: "bool",
}


@dataclass(frozen=True)
class ProjectShape:
    """What one project has of one kind of geometry (EPSG:4326)."""

    row: ProjectRow
    geometry: BaseGeometry


def project_shapes(view: View, shape: str) -> list[ProjectShape]:
    """Return the projects of a view that have geometry of a kind, the parts of each together.

    Parameters
    ----------
    shape
        One of :data:`SHAPES`.
    """
    found = []
    for row in view.rows:
        parts = [p.geometry for p in row.project.pieces if geometry_class(p) == shape]
        if parts:
            found.append(ProjectShape(row, _together(parts)))
    return found


def _together(parts: Sequence[BaseGeometry]) -> BaseGeometry:
    whole = shapely.union_all(parts) if len(parts) > 1 else parts[0]
    if whole.geom_type == "MultiLineString":
        whole = shapely.line_merge(whole)
    rounded = shapely.set_precision(whole, 10**-DECIMALS, mode="pointwise")
    return shapely.orient_polygons(rounded)


def plain(cell: Cell) -> object:
    """Return a cell as these formats hold it: one value, text without control characters."""
    value = flat(cell)
    return escape(value, Syntax.TEXT) if isinstance(value, str) else value


def project_frame(view: View, shape: str) -> gpd.GeoDataFrame:
    """Return the projects of one kind of geometry with all columns (EPSG:4326)."""
    shapes = project_shapes(view, shape)
    table = project_table(view, [item.row for item in shapes])
    return gpd.GeoDataFrame(table, geometry=[item.geometry for item in shapes], crs=WGS84)


def project_table(view: View, rows: Iterable[ProjectRow]) -> pd.DataFrame:
    """Return some projects of a view as a table with the columns of every format."""
    rows = list(rows)
    return pd.DataFrame(
        {
            column.id: pd.Series(
                [plain(column.cell(view, row)) for row in rows],
                dtype=_TYPES.get(column.kind, "object"),
            )
            for column in columns()
        }
    )


def unplaced(view: View) -> list[ProjectRow]:
    """Return the projects of a view without a known position."""
    return [row for row in view.rows if not row.project.pieces]


def road_frame(view: View) -> gpd.GeoDataFrame:
    """Return the numbered roads and the expressway (EPSG:4326), with the style of each section."""
    catalog, language = view.catalog, view.selection.language
    records = [
        {
            "ref": mark.label.text["vi"] if mark.label else "",
            "name": escape(mark.name[language], Syntax.TEXT),
            "road_class": mark.style.partition("-")[0],
            "evidence": mark.grade,
            "schematic": mark.schematic,
            "style": mark.style,
            "geometry": mark.geometry,
        }
        for marks in (roads.marks(catalog), roads.expressway_marks(catalog))
        for mark in marks
    ]
    return gpd.GeoDataFrame(records, geometry="geometry", crs=WGS84)


def area_frame(view: View, frame: AreaFrame) -> gpd.GeoDataFrame:
    """Return the areas of one frame (EPSG:4326); `chosen` says which the selection names."""
    catalog, language = view.catalog, view.selection.language
    chosen = set(view.selection.areas)
    records = [
        {
            "code": area.code,
            "name": escape(area.name[language], Syntax.TEXT),
            "full_name": escape(area.full_name[language], Syntax.TEXT),
            "area_km2": area.area_km2,
            "chosen": area.code in chosen,
            "geometry": area.geometry,
        }
        for area in catalog.areas.frame(frame)
    ]
    return gpd.GeoDataFrame(records, geometry="geometry", crs=WGS84)
