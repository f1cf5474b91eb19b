"""``python -m geo incidents``: what happened on roads, as a table, CSV, JSON or GeoJSON."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import shapely

from geo.crs import DECIMALS
from geo.dates import format_day
from geo.escape import Syntax, escape
from geo.model import AreaFrame
from geo.roads.incidents import (
    incident_days,
    incident_place,
    incident_sites,
    incident_sizes,
    incident_title,
    incidents_of,
    is_past,
    seasons,
)
from geo.strings import say

if TYPE_CHECKING:
    from geo.model import Incident
    from geo.query.view import View

INCIDENT_FORMATS = ("table", "csv", "json", "geojson")


def incident_records(view: View) -> list[dict[str, Any]]:
    """Return JSON-ready records of the incidents of a view, the newest first; days as ISO 8601.

    ``place_basis`` says how the place is known (``km``, ``place``, ``section``, ``road``, ``area``,
    ``unknown``); ``km_from`` and ``km_to`` are the kilometres that the source gives, whether or not
    they can be located.
    """
    return [_record(view, incident) for incident in incidents_of(view)]


def _record(view: View, incident: Incident) -> dict[str, Any]:
    site = incident_sites(view.catalog)[incident.id]
    frames = dict(incident.overlaps)
    return {
        "id": incident.id,
        "kind": incident.kind.value,
        "road": incident.road_ref,
        "km_from": incident.km_from,
        "km_to": incident.km_to,
        "date_from": incident.date_from.iso(),
        "date_until": incident.date_until.iso() if incident.date_until else None,
        "past": is_past(incident, view.day),
        "volume_m3": incident.volume_m3,
        "length_m": incident.length_m,
        "spots": incident.spots,
        "place_basis": site.basis.value,
        "uncertainty_km": round(site.uncertainty_km, 2) if site.uncertainty_km else None,
        "districts": [touch.code for touch in frames.get(AreaFrame.DISTRICT, ())],
        "communes": [touch.code for touch in frames.get(AreaFrame.COMMUNE, ())],
        "note": incident.note[view.selection.language],
        "source": incident.source_id,
    }


def incidents_text(view: View, form: str) -> str:
    """Return the incidents of a view in one of :data:`INCIDENT_FORMATS`."""
    match form:
        case "json":
            return json.dumps(incident_records(view), ensure_ascii=False, indent=2)
        case "csv":
            return _csv(incident_records(view))
        case "geojson":
            return _geojson(view)
    return _table(view)


def _csv(records: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for record in records:
        cells = (record[column] for column in COLUMNS)
        flat = (";".join(cell) if isinstance(cell, list) else cell for cell in cells)
        writer.writerow([escape(cell, Syntax.SHEET) for cell in flat])
    return out.getvalue().rstrip("\n")


COLUMNS = (
    "id", "kind", "road", "km_from", "km_to", "date_from", "date_until", "past", "volume_m3",
    "length_m", "spots", "place_basis", "uncertainty_km", "districts", "communes", "note", "source",
)  # fmt: skip


def _geojson(view: View) -> str:
    """Return a FeatureCollection (RFC 7946); ``null`` geometry for what nobody can locate."""
    features = []
    for record in incident_records(view):
        site = incident_sites(view.catalog)[record["id"]]
        shape = None
        if site.shape is not None:
            exact = shapely.set_precision(site.shape, 10**-DECIMALS, mode="pointwise")
            shape = json.loads(shapely.to_geojson(exact))
        features.append(
            {"type": "Feature", "id": record["id"], "properties": record, "geometry": shape}
        )
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def _table(view: View) -> str:
    language = view.selection.language
    found = incidents_of(view)
    day = format_day(view.day, language)
    lines = [view.selection.describe(view.catalog, language)]
    lines += [say("incidents.as-of", language, day=day), ""]
    for incident in found:
        sizes = incident_sizes(incident, language)
        place = incident_place(view.catalog, incident, language)
        words = "; ".join((incident_days(incident, language), *sizes, place))
        lines += [incident_title(incident, language), f"    {words} [{incident.source_id}]"]
    lines += ["", say("incidents.count", language, n=len(found))]
    lines += [f"    {season.describe(language)}" for season in seasons(found)]
    return "\n".join([*lines, say("incidents.seasons-note", language)])
