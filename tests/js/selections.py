"""Random selections with Python's answers, to be compared with what ``select.js`` answers."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from briefing.content.caption import caption
from geo.catalog.catalog import Catalog
from geo.model import AreaFrame, Status
from geo.query.selection import Selection, read_query
from geo.query.view import Money, ProjectRow, View, build_view
from geo.query.within import Near, near_ids, read_near
from geo.query.wording import row_capital, row_length
from geo.reports.records import selection_record
from geo.roads.incidents import incident_keys
from geo.strings import format_exact, kinds, say
from panels.components.caption import caption_words

Record = dict[str, Any]
CASES = 1_000
PHRASES = (
    "QL.6",
    "mộc châu",
    "cao tốc",
    "trường",
    "da",
    "son la",
    "ĐT.109",
    "đường tránh",
    "zzz",
    "",
)


def selections_record(catalog: Catalog, today: date) -> Record:
    """Return the record of a catalog, and random selections with their views."""
    chance = random.Random(12)
    cases = [_case(catalog, random_selection(catalog, chance, today), today) for _ in range(CASES)]
    return {
        "record": selection_record(catalog),
        "words": caption_words(),
        "today": today.isoformat(),
        "cases": cases,
    }


def random_selection(catalog: Catalog, chance: random.Random, today: date) -> Selection:
    """Return a selection that restricts a field in one of three cases."""

    def some(pool: list[Any], most: int) -> tuple[Any, ...]:
        return tuple(chance.sample(pool, chance.randint(1, most))) if chance.random() < 0.33 else ()

    frame = chance.choice(list(AreaFrame))
    days = [event.effective for event in catalog.events]
    day = chance.choice(days) + timedelta(days=chance.randint(-1, 400))
    near = [None, Near.point(104.6, 20.9, 15), read_near("QL.6~5", catalog)]
    return Selection(
        frame=frame,
        areas=some([area.code for area in catalog.areas.frame(frame)], 3),
        corridors=some(list(catalog.corridors), 2),
        kinds=some(list(kinds()), 4),
        statuses=some(list(Status), 3),
        words=chance.choice(PHRASES) if chance.random() < 0.25 else "",
        as_of=min(day, today) if chance.random() < 0.4 else None,
        language=chance.choice(["vi", "en"]),
        near=chance.choice(near) if chance.random() < 0.1 else None,
        agencies=some(list(catalog.agencies), 2) if chance.random() < 0.3 else (),
    )


def _case(catalog: Catalog, selection: Selection, today: date) -> Record:
    view = build_view(catalog, selection, today)
    query = selection.to_query()
    assert read_query(query, catalog)[0] == selection
    return {
        "query": query,
        "near": sorted(near_ids(catalog, selection.near)) if selection.near else None,
        "rows": [_row(row, selection.language) for row in view.rows],
        "assets": [asset.id for asset in view.assets],
        "corridors": [corridor.id for corridor in view.corridors],
        "incidents": sorted(incident_keys(view)),
        "extent": list(view.extent),
        "totals": _totals(view),
        "caption": said_caption(view, selection.language),
        "nearWords": selection.near.describe(catalog, selection.language) if selection.near else "",
    }


def said_caption(view: View, language: str) -> str:
    """Return the caption of a view as the pages with a map have it."""
    km = format_exact(view.totals.drawn_km, language, 0)
    drawn = f" {say('map.caption-km', language, km=km)}" if view.totals.drawn_km else ""
    return caption(view, language) + drawn


def _row(row: ProjectRow, language: str) -> list[Any]:
    return [
        row.project.id,
        row.status.value,
        round(row.chosen_km, 3),
        row.reach.value,
        row.stale_days is not None,
        row.event.date.show(language) if row.event else "",
        row_length(row, language),
        row_capital(row, language),
        row.approved,
    ]


def _totals(view: View) -> Record:
    totals = view.totals

    def money(sum_: Money) -> list[Any]:
        return [round(sum_.billion_vnd, 3), sum_.projects, sum_.exact]

    return {
        "projects": totals.projects,
        "byStatus": {status.value: count for status, count in totals.by_status.items()},
        "drawnKm": totals.drawn_km,
        "schematicKm": totals.schematic_km,
        "outside": totals.outside,
        "crossing": totals.crossing,
        "approved": money(totals.approved),
        "proposed": money(totals.proposed),
        "passing": money(totals.passing),
        "groups": totals.groups,
        "inGroups": totals.in_groups,
    }
