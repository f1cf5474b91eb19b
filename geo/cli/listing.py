"""Projects as a table, JSON, CSV or GeoJSON on the command line."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import shapely

from geo.crs import DECIMALS
from geo.dates import PartialDate
from geo.escape import Target, escape
from geo.model import Frame
from geo.query.columns import flat
from geo.query.fields import columns
from geo.strings import say
from geo.wording import NOTHING, km_words

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.query.columns import Cell
    from geo.query.view import View

FORMATS = ("table", "json", "csv", "geojson")
_NAME_WIDTH = 54


def records(view: View) -> list[dict[str, Any]]:
    """Return one record a project: the cells of :func:`geo.query.fields.columns` as JSON has them.

    ``length_km`` is the published length, else the measured one of a line that is no drawing;
    ``None`` where neither is known. ``capital_billion_vnd`` is the figure to quote.
    """
    known = columns()
    return [{column.id: _plain(column.cell(view, row)) for column in known} for row in view.rows]


def _plain(cell: Cell) -> Cell:
    """Return a cell as JSON has it: lists and maps stay, days become text."""
    return cell.iso() if isinstance(cell, PartialDate) else cell


def render(view: View, form: str) -> str:
    """Return the projects of a view in one of :data:`FORMATS`."""
    match form:
        case "json":
            return json.dumps(records(view), ensure_ascii=False, indent=2)
        case "csv":
            return csv_text(view).rstrip("\n")
        case "geojson":
            return geojson(view)
    return _table(view)


def geojson(view: View) -> str:
    """Return the projects of a view as a GeoJSON FeatureCollection (EPSG:4326, RFC 7946).

    A project without a known position has a ``null`` geometry (3.2); outer rings run
    counterclockwise (3.1.6).
    """
    features = [
        {
            "type": "Feature",
            "id": row.project.id,
            "properties": record,
            "geometry": _geometry(row.geometry),
        }
        for row, record in zip(view.rows, records(view), strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def _geometry(shape: BaseGeometry | None) -> dict[str, Any] | None:
    if shape is None:
        return None
    turned = shapely.orient_polygons(shapely.set_precision(shape, 10**-DECIMALS, mode="pointwise"))
    found: dict[str, Any] = json.loads(shapely.to_geojson(turned))
    return found


def csv_text(view: View, end: str = "\n") -> str:
    """Return the projects of a view as CSV; every cell is inert in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=end)
    known = columns()
    writer.writerow([column.id for column in known])
    for row in view.rows:
        cells = (flat(column.cell(view, row)) for column in known)
        writer.writerow([escape(cell, Target.SHEET) for cell in cells])
    return out.getvalue()


def _table(view: View) -> str:
    language = view.selection.language
    lines = [view.selection.describe(view.catalog, language), ""]
    for row in view.rows:
        when = row.event.date.show(language) if row.event else ""
        where = ", ".join(
            view.catalog.areas[touch.code].name[language] for touch in row.touches(Frame.DISTRICT)
        )
        length = km_words(row.length_km, language) if row.length_km else NOTHING
        name = _cut(row.project.name[language])
        status = say(f"status.{row.status}", language)
        lines.append(
            f"{row.project.id:<16} {name:<{_NAME_WIDTH}} {status:<18} {when:>11}"
            f" {length:>11}  {where}"
        )
    counts = ", ".join(
        f"{say(f'status.{status}', language)} {number}"
        for status, number in view.totals.by_status.items()
        if number
    )
    total = say("list.total", language, n=view.totals.projects)
    lines += ["", f"{total}: {counts}" if counts else total]
    return "\n".join(lines)


def _cut(name: str) -> str:
    return name if len(name) <= _NAME_WIDTH else f"{name[: _NAME_WIDTH - 1]}…"
