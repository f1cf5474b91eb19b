"""``python -m geo overlaps``: where works meet, as a table, CSV or JSON."""

from __future__ import annotations

import argparse
import csv
import io
import json
from typing import TYPE_CHECKING, Any

from geo.catalog.history import status_as_of
from geo.dates import format_day
from geo.escape import Syntax, escape
from geo.query.fields import flat
from geo.roads.overlaps import overlaps_of, place_words
from geo.strings import format_exact, say

if TYPE_CHECKING:
    from geo.model import Project
    from geo.query.view import View
    from geo.roads.overlaps import WorksOverlap

OVERLAP_FORMATS = ("table", "csv", "json")
MAX_WITHIN_KM = 100.0
_KM_DIGITS = 3


def distance_argument(text: str) -> float:
    """Read a distance in km on the command line; argparse says what is wrong with it."""
    try:
        distance_km = float(text)
    except ValueError:
        distance_km = -1.0
    if not 0.0 <= distance_km <= MAX_WITHIN_KM:
        msg = f"{text!r} is not a distance between 0 and {MAX_WITHIN_KM:g} km"
        raise argparse.ArgumentTypeError(msg)
    return distance_km


def overlap_records(view: View, within_km: float) -> list[dict[str, Any]]:
    """Return JSON-ready records of the works of a view that meet others.

    ``from_km`` and ``to_km`` are kilometres from the start of the road in the province; the
    official ones, where posts calibrate the road, are ``official_from_km`` and
    ``official_to_km``. All are ``None`` where the spots are not known and on a schematic line.
    ``from_day`` and ``to_day`` are the time in common, ISO 8601; ``None`` where it is open.
    """
    found = overlaps_of(view.catalog, view.project_ids, view.day, within_km)
    return [_record(view, overlap) for overlap in found]


def _record(view: View, overlap: WorksOverlap) -> dict[str, Any]:
    language = view.selection.language
    route = view.catalog.routes[overlap.route_id]
    meeting = None if overlap.schematic else overlap.meeting
    start, end = overlap.period.start, overlap.period.end
    known = overlap.period.start_told

    def km(value: float | None) -> float | None:
        return None if value is None else round(value, _KM_DIGITS)

    def official(value: float | None) -> float | None:
        return km(route.to_official(value)) if value is not None and route.calibrated else None

    low, high = (meeting.from_km, meeting.to_km) if meeting else (None, None)
    return {
        **_project(view, overlap.first, "first"),
        **_project(view, overlap.second, "second"),
        "road": overlap.road,
        "kind": overlap.kind.value,
        "from_km": km(low),
        "to_km": km(high),
        "official_from_km": official(low),
        "official_to_km": official(high),
        "gap_km": km(meeting.gap_km) if meeting else None,
        "schematic": overlap.schematic,
        "from_day": start.isoformat() if start and known else None,
        "to_day": end.isoformat() if end else None,
        "place": place_words(view.catalog, overlap, language),
        "period": overlap.period.describe(language),
    }


def _project(view: View, project: Project, which: str) -> dict[str, str]:
    status = status_as_of(view.catalog.events_of(project.id), view.day)
    return {
        which: project.id,
        f"{which}_name": project.name[view.selection.language],
        f"{which}_status": status.value,
    }


def overlaps_text(view: View, within_km: float, form: str) -> str:
    """Return the works of a view that meet others in one of :data:`OVERLAP_FORMATS`."""
    records = overlap_records(view, within_km)
    match form:
        case "json":
            return json.dumps(records, ensure_ascii=False, indent=2)
        case "csv":
            return _csv(records)
    return _table(view, records, within_km)


_COLUMNS = (
    "first", "first_name", "first_status", "second", "second_name", "second_status", "road", "kind",
    "from_km", "to_km", "official_from_km", "official_to_km", "gap_km", "schematic", "from_day",
    "to_day", "place", "period",
)  # fmt: skip


def _csv(records: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for record in records:
        cells = (flat(record[column]) for column in _COLUMNS)
        writer.writerow([escape(cell, Syntax.SHEET) for cell in cells])
    return out.getvalue().rstrip("\n")


def _table(view: View, records: list[dict[str, Any]], within_km: float) -> str:
    language = view.selection.language
    lines = [view.selection.describe(view.catalog, language)]
    values = {"day": format_day(view.day, language), "km": format_exact(within_km, language, 1)}
    lines += [say(f"overlaps.{'within' if within_km else 'touching'}", language, **values), ""]
    for record in records:
        for which in ("first", "second"):
            status = say(f"status.{record[f'{which}_status']}", language)
            lines.append(f"{record[which]:<16} {record[f'{which}_name']} ({status})")
        months = say("overlaps.months", language, period=record["period"])
        lines += [f"    {record['place']}; {months}", ""]
    count = say("overlaps.count", language, n=len(records))
    return "\n".join([*lines, count if records else say("overlaps.none", language)])
