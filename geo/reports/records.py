"""What a browser needs to answer a selection itself, as JSON-ready records.

``layers/web/static/select.js`` follows the rules of :mod:`geo.query.view` on these records, in the
app and in the USB edition; a test compares its rows with :func:`geo.query.view.build_view`'s. How
a project stands on a day is worked out here, once for each day on which anything changes: history
has its rules in one language only.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import shapely

from geo.catalog.area_names import area_title, change_of_frame
from geo.catalog.history import known_since
from geo.model import LIVELIEST_FIRST, AreaFrame, GeometryKind, Status
from geo.query.freshness import STALE_AFTER_DAYS
from geo.query.selection import Selection
from geo.query.view import is_outside, leaves_province, project_row
from geo.roads.incidents import RECENT_DAYS, touched_codes
from geo.strings import kinds, languages, say, text
from geo.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.catalog.areas import AreaOverlaps
    from geo.catalog.catalog import Catalog
    from geo.model import Area, Asset, Corridor, Incident, Project
    from geo.query.view import ProjectRow

Record = dict[str, Any]
# Five decimals of a degree are about 1.1 m.
_DEGREE_DECIMALS: Final = 5
_KM_DECIMALS: Final = 6
_WHOLE: Final = Selection()


def selection_record(catalog: Catalog) -> Record:
    """Return areas, corridors, projects with their history, assets and incidents of a catalog.

    Days are ordinals of the proleptic Gregorian calendar (1 = 0001-01-01), boxes west, south,
    east, north in degrees (EPSG:4326), lengths kilometres, money billion đồng.
    """
    reform = change_of_frame(catalog)
    return {
        "digest": catalog.digest,
        "languages": {code: _language(code) for code in languages()},
        "statuses": [status.value for status in Status],
        "liveliest": [status.value for status in LIVELIEST_FIRST],
        "kinds": {kind: wording_of(text(f"kind.{kind}")) for kind in kinds()},
        "home": _box(catalog.areas.province.bounds),
        "communesFrom": reform.toordinal() if reform else 0,
        "areas": [
            _area(catalog, area) for frame in AreaFrame for area in catalog.areas.frame(frame)
        ],
        "corridors": [_corridor(catalog, one) for one in catalog.corridors.values()],
        "agencies": {code: wording_of(one.name) for code, one in catalog.agencies.items()},
        "projects": [_project(catalog, one) for one in catalog.projects.values()],
        "assets": [_asset(catalog, one) for one in catalog.assets.values()],
        "incidents": [_incident(one) for one in catalog.incidents],
    }


def present_kinds(catalog: Catalog) -> list[str]:
    """Return the kinds of all projects and assets, those of one group together."""
    present = {item.kind for item in catalog.items}
    groups = list(dict.fromkeys(kinds().values()))
    return sorted(
        (kind for kind in kinds() if kind in present),
        key=lambda kind: groups.index(kinds()[kind]),
    )


def wording_of(text: Text) -> str | dict[str, str]:
    """Return a text by language, as a plain string where all languages say the same."""
    forms = {code: text[code] for code in languages()}
    return forms if len(set(forms.values())) > 1 else next(iter(forms.values()))


def _language(code: str) -> Record:
    return {mark: say(f"language.{mark}", code) for mark in ("thousands", "decimal")}


def _box(bounds: Iterable[float]) -> list[float]:
    return [round(float(value), _DEGREE_DECIMALS) for value in bounds]


def _area(catalog: Catalog, area: Area) -> Record:
    return {
        "code": area.code,
        "frame": area.frame.value,
        "name": wording_of(area.name),
        "titles": list(_titles(catalog, area)),
        "districts": list(area.district_codes),
        "atoms": [catalog.areas.atoms.index(atom) for atom in catalog.areas.atoms_of(area.code)],
        "box": _box(area.geometry.bounds),
    }


def _titles(catalog: Catalog, area: Area) -> Iterator[list[object]]:
    """Yield what an area is called in titles from a day on, whenever that changes."""
    days = [unit.in_force.last_day for unit in catalog.mergers if unit.in_force]
    days += [unit.in_force.last_day for unit in catalog.earlier_units if unit.in_force]
    days += [name.since.last_day for name in catalog.later_names]
    before: str | dict[str, str] = ""
    for day in sorted({date.min, *days}):
        forms = tuple((code, area_title(catalog, area.code, day, code)) for code in languages())
        title = wording_of(Text(forms))
        if title != before:
            yield [day.toordinal() if day > date.min else 0, title]
        before = title


def _corridor(catalog: Catalog, corridor: Corridor) -> Record:
    roads = {catalog.sections[part.section_id].ref for part in corridor.sections}
    return {
        "id": corridor.id,
        "name": wording_of(corridor.name),
        "box": _box(shapely.total_bounds([piece.geometry for piece in corridor.pieces])),
        "roads": sorted(roads - {""}),
    }


def _item(catalog: Catalog, item: Project | Asset) -> Record:
    return {
        "id": item.id,
        "name": wording_of(item.name),
        "kind": item.kind,
        "corridors": list(item.corridor_ids),
        "agencies": list(item.agency_ids),
        "touches": _touches(item.overlaps),
        # As one text: a phrase that is sought never runs over the bar between two of them.
        "phrases": f" {' | '.join(catalog.search_keywords[item.id])} ",
    }


def _touches(overlaps: AreaOverlaps) -> dict[str, list[list[object]]]:
    """Return for each frame pairs of an area's code and the kilometres of a line in it."""
    return {
        frame.value: [[touch.code, round(touch.length_km, _KM_DECIMALS)] for touch in touches]
        for frame, touches in overlaps
    }


def _asset(catalog: Catalog, asset: Asset) -> Record:
    return _item(catalog, asset)


def _project(catalog: Catalog, project: Project) -> Record:
    shapes = [catalog.areas.ground_of(piece) for piece in project.pieces]
    return {
        **_item(catalog, project),
        "partOf": project.part_of,
        "outside": is_outside(project),
        "leaves": leaves_province(project),
        "schematic": any(p.geometry_kind is GeometryKind.SCHEMATIC for p in project.pieces),
        "unlocated": bool(project.unlocated_spots),
        "evidence": project.evidence or "",
        "box": _box(shapely.total_bounds(shapes)) if shapes else None,
        "told": bool(catalog.events_of(project.id)),
        "states": list(_states(catalog, project)),
    }


def _states(catalog: Catalog, project: Project) -> Iterator[list[object]]:
    """Yield how a project stands from a day on, whenever that changes, the earliest first."""
    before: list[object] | None = None
    for day in sorted({date.min, *_turning_days(catalog, project)}):
        now = _state(project_row(catalog, _WHOLE, project, day))
        if now != before:
            yield [day.toordinal() if day > date.min else 0, *now]
        before = now


def _turning_days(catalog: Catalog, project: Project) -> Iterator[date]:
    """Yield all days on which anything in the row of a project may change."""
    for event in catalog.events_of(project.id):
        yield event.effective
        yield event.date.first_day
        yield event.effective + timedelta(days=STALE_AFTER_DAYS + 1)
    for figure in catalog.figures_of(project.id):
        since = known_since(figure, catalog.sources)
        if since:
            yield since
    for step in catalog.milestones_of(project.id):
        yield step.date.last_day


def _state(row: ProjectRow) -> list[object]:
    """Return what the record says of a day: see ``STATE`` in ``select.js`` for the places."""
    event, capital = row.event, row.capital
    return [
        row.status.value,
        event.effective.toordinal() if event else 0,
        _shown_day(row),
        int(row.stale_days is not None),
        row.length_km or 0,
        row.length_qualifier,
        [capital.value, capital.qualifier] if capital else 0,
        int(row.approved),
        int(row.length_source == "measured"),
    ]


def _shown_day(row: ProjectRow) -> str | dict[str, str]:
    if row.event is None:
        return ""
    shown = {code: row.event.date.show(code) for code in languages()}
    return shown if len(set(shown.values())) > 1 else next(iter(shown.values()))


def _incident(incident: Incident) -> list[object]:
    """Return id, first day known, last day fresh, codes of its areas, number of its road."""
    begun = incident.date_from.last_day
    fresh = incident.date_until.last_day if incident.date_until else begun + timedelta(RECENT_DAYS)
    return [
        incident.id,
        begun.toordinal(),
        fresh.toordinal(),
        sorted(touched_codes(incident)),
        incident.road_ref,
    ]
