"""Projects as a table, JSON, CSV or GeoJSON on the command line."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from geo.crs import WGS84
from geo.escape import Target, escape
from geo.model import Frame
from geo.strings import say, show_exact

if TYPE_CHECKING:
    from geo.view import Row, View

FORMATS = ("table", "json", "csv", "geojson")
_NAME_WIDTH = 54


def records(view: View) -> list[dict[str, Any]]:
    """Return one record a project, with everything a reader of the list needs.

    ``length_km`` is the published length, else the measured one of a line that is no drawing;
    ``None`` where neither is known. ``capital_billion_vnd`` is the figure to quote.
    """
    return [_record(view, row) for row in view.rows]


def _record(view: View, row: Row) -> dict[str, Any]:
    project = row.project
    figures = view.catalog.figures_of(project.id)
    used = [event.source_id for event in view.catalog.events_of(project.id)]
    used += [figure.source_id for figure in figures]
    return {
        "id": project.id,
        "name_vi": project.name["vi"],
        "name_en": project.name["en"],
        "kind": project.kind.value,
        "status": row.status.value,
        "status_date": row.event.date.iso() if row.event else None,
        "status_since": row.since.date.iso() if row.since else None,
        "corridors": list(project.corridor_ids),
        "districts": [touch.code for touch in row.touches(Frame.DISTRICT)],
        "communes": [touch.code for touch in row.touches(Frame.COMMUNE)],
        "length_km": row.length_km,
        "length_basis": row.length_source or None,
        "drawn_km": row.drawn_km or None,
        "capital_billion_vnd": row.capital.value if row.capital else None,
        "capital_as_of": row.capital.as_of.iso() if row.capital and row.capital.as_of else None,
        "sources": sorted({*project.source_ids, *used}),
        "evidence": row.evidence.value if row.evidence else None,
        "geometry_kind": [kind.value for kind in row.geometry_kinds],
        "km_by_district": _km_by(row, Frame.DISTRICT),
        "km_by_commune": _km_by(row, Frame.COMMUNE),
        "agencies": list(project.agency_ids),
        "start_year": project.start_year,
        "finish_year": project.finish_year,
    }


def _km_by(row: Row, frame: Frame) -> dict[str, float]:
    return {touch.code: touch.length_km for touch in row.touches(frame) if touch.length_km}


def render(view: View, form: str) -> str:
    """Return the projects of a view in one of :data:`FORMATS`."""
    match form:
        case "json":
            return json.dumps(records(view), ensure_ascii=False, indent=2)
        case "csv":
            return _csv(records(view))
        case "geojson":
            return geojson(view)
    return _table(view)


def geojson(view: View) -> str:
    """Return the projects of a view as a GeoJSON FeatureCollection (EPSG:4326).

    A project without a known position has a ``null`` geometry (RFC 7946, 3.2).
    """
    rows = records(view)
    shapes = [row.geometry for row in view.rows]
    frame = gpd.GeoDataFrame(rows, geometry=shapes, crs=WGS84)
    frame.index = frame["id"] if rows else frame.index
    collection = json.loads(frame.to_json(drop_id=False, ensure_ascii=False))
    return json.dumps(collection, ensure_ascii=False)


def _csv(rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    if not rows:
        return ""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows[0])
    for row in rows:
        writer.writerow([escape(_flat(value), Target.SHEET) for value in row.values()])
    return out.getvalue().rstrip("\n")


def _flat(value: object) -> object:
    if isinstance(value, dict):
        return ";".join(f"{key}={number}" for key, number in value.items())
    return ";".join(value) if isinstance(value, list) else value


def _table(view: View) -> str:
    language = view.selection.language
    lines = [view.selection.describe(view.catalog, language), ""]
    for row in view.rows:
        when = row.event.date.show(language) if row.event else ""
        where = ", ".join(
            view.catalog.areas[touch.code].name[language] for touch in row.touches(Frame.DISTRICT)
        )
        length = f"{show_exact(row.length_km, language, 1)} km" if row.length_km else "–"
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
