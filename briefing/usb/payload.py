"""What the page of the USB edition is told beside the map: projects, areas, words, what is found.

The rules of searching and of the caption are those of :mod:`geo.search.index` and
:mod:`briefing.content.caption`; ``static/usb_search.js`` and ``static/usb_caption.js`` follow them
on these records, and a test compares the answers.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import shapely

from briefing.content.caption import place_parts
from briefing.usb.cards import cards_record
from geo.dates import format_day
from geo.model import LIVELIEST_FIRST, AreaFrame, GeometryKind
from geo.query.within import REGION
from geo.query.wording import source_name
from geo.road_names import PREFIXES
from geo.search.entries import HitKind
from geo.search.index import build_index, search_rules
from geo.strings import format_exact, languages, say, table
from geo.text import Text
from layers.themes import SWITCHABLE
from layers.web.payload import encoded, wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from geo.catalog.linear_reference import Route
    from geo.query.view import ProjectRow, View
    from geo.search.entries import SearchEntry

Record = dict[str, Any]
_WORDS: Final = ("usb.", "language.", "search.kind.", "sheet.caption", "sheet.count-", "summary.")
_MORE_WORDS: Final = (
    "app.title",
    "card.close",
    "filter.area",
    "filter.q",
    "filter.reset",
    "filter.status",
    "language.name",
    "map.caption-km",
    "paper.schematic",
    "point.degrees",
    "search.branch",
    "search.km-from-start",
    "search.km-official",
    "search.km-outside",
    "search.none",
    "search.outside",
    "search.point",
    "sheet.digest",
    "table.empty",
    "table.title",
)
_DECIMALS: Final = 4
# A kilometre between two samples is placed on the straight line between them.
_SAMPLE_KM: Final = 0.5


def page_data(view: View, held: View, layers: frozenset[str], printed: date) -> Record:
    """Return everything that the scripts of the page read.

    Parameters
    ----------
    view
        What was asked for.
    held
        The same on a catalog that holds nothing but what the file may show.
    layers
        Ids of the themes that are on when the file is opened.
    printed
        The day on which the file is made.
    """
    chosen = view.selection
    return {
        "lang": chosen.language,
        "title": _said(lambda language: chosen.describe(view.catalog, language)),
        "place": _place(view),
        "asOf": said_day("sheet.as-of", view.day),
        "made": said_day("usb.made", printed),
        "digest": view.catalog.digest,
        "frame": chosen.frame.value,
        "chosen": list(chosen.areas),
        "corridors": list(chosen.corridors),
        "extent": _bounds(view.extent),
        "layers": [theme for theme in SWITCHABLE if theme in layers],
        "order": [status.value for status in LIVELIEST_FIRST],
        "projects": [_project(held, row) for row in view.rows],
        "corridorsShown": [corridor.id for corridor in view.corridors],
        "areas": [_area(held, frame, code) for frame, code in _codes(held)],
        "words": _words(),
        "search": [_entry(entry) for entry in build_index(held.catalog).entries],
        "kinds": [kind.value for kind in HitKind],
        "prefixes": PREFIXES,
        "rules": search_rules(),
        "region": list(REGION),
        "routes": [_route(route) for route in held.catalog.routes.values()],
        **cards_record(held),
    }


def said_day(key: str, day: date) -> str | dict[str, str]:
    """Return the words of a key around a day, in every language."""
    return _said(lambda language: say(key, language, day=format_day(day, language)))


def _said(make: Callable[[str], str]) -> str | dict[str, str]:
    return wording(Text(tuple((language, make(language)) for language in languages())))


def _place(view: View) -> list[str | dict[str, str]]:
    """Return the areas asked for, and the other parts of the selection."""
    return [_said(lambda code, part=part: place_parts(view, code)[part]) for part in (0, 1)]  # type: ignore[misc]


def _words() -> dict[str, dict[str, str]]:
    found = {
        key: text for key, text in table().items() if key.startswith(_WORDS) or key in _MORE_WORDS
    }
    return {code: {key: text[code] for key, text in found.items()} for code in languages()}


def _codes(view: View) -> Iterable[tuple[AreaFrame, str]]:
    return ((frame, area.code) for frame in AreaFrame for area in view.catalog.areas.frame(frame))


def _area(view: View, frame: AreaFrame, code: str) -> Record:
    asked = view.selection.with_(areas=(code,))
    return {
        "code": code,
        "frame": frame.value,
        "name": _said(lambda language: asked.describe_areas(view.catalog, language)),
        "box": _bounds(view.catalog.areas[code].geometry.bounds),
    }


def _project(view: View, row: ProjectRow) -> Record:
    """Return what list, filters and caption need of a project."""
    project = row.project
    touches = {
        touch.code: 0.0 if project.unlocated_spots else round(touch.length_km, 6)
        for frame in AreaFrame
        for touch in row.overlaps(frame)
    }
    shapes = [piece.geometry for piece in project.pieces]
    return {
        "id": project.id,
        "name": wording(project.name),
        "kind": _said(lambda language: say(f"kind.{project.kind}", language)),
        "status": row.status.value,
        "about": _said(lambda language: _about(row, language)),
        "sources": _said(lambda language: _sources(view, row, language)),
        "km": round(row.chosen_km, 6),
        "capital": row.capital.value if row.capital else None,
        "areas": touches,
        "corridors": list(project.corridor_ids),
        "box": _bounds(shapely.total_bounds(shapes)) if shapes else None,
    }


def _about(row: ProjectRow, language: str) -> str:
    """Return day of the status, length and capital, each only where a source says it."""
    parts = []
    if row.event:
        parts.append(say("usb.updated", language, day=row.event.date.show(language)))
    if row.length_km:
        km = format_exact(row.length_km, language, 1)
        drawn = row.length_source == "measured"
        parts.append(say("usb.km-drawn" if drawn else "summary.km-value", language, km=km))
    if row.capital:
        amount = format_exact(row.capital.value, language, 1)
        value = say("summary.capital-value", language, amount=amount)
        qualifier = row.capital.qualifier
        parts.append(f"{say(f'qualifier.{qualifier}', language)} {value}" if qualifier else value)
    if not row.project.pieces:
        parts.append(say("search.no-position", language))
    return " · ".join(parts)


def _sources(view: View, row: ProjectRow, language: str) -> str:
    """Name the sources of status and capital, for the printed list."""
    ids = [row.event.source_id] if row.event else []
    ids += [row.capital.source_id] if row.capital else []
    sources = [view.catalog.sources[id_] for id_ in dict.fromkeys(ids)]
    names = [source_name(source, language) for source in sources]
    return say("usb.sources", language, names="; ".join(dict.fromkeys(names))) if names else ""


def _bounds(bounds: Iterable[float]) -> list[float]:
    return [round(float(value), _DECIMALS) for value in bounds]


def _entry(entry: SearchEntry) -> list[Any]:
    """Return kind, id, target, label, sublabel, names, further words, box, point, road numbers."""
    return [
        entry.kind.value,
        entry.id,
        entry.target_id,
        wording(entry.label),
        wording(entry.sublabel),
        list(dict.fromkeys(entry.names)),
        " ".join(entry.others),
        _bounds(entry.bounds) if entry.bounds else 0,
        _bounds(entry.point) if entry.point else 0,
        list(entry.road_numbers),
    ]


def _route(route: Route) -> Record:
    """Return a measured route as points every half kilometre, with how sure each is (km / 10)."""
    first, last = route.km_range
    steps = max(1, math.ceil((last - first) / _SAMPLE_KM))
    kms = [first + (last - first) * step / steps for step in range(steps + 1)]
    located = [route.locate(km) for km in kms]
    line = shapely.LineString([spot.geometry for spot in located])
    return {
        "id": route.id,
        "ref": route.ref,
        "branch": route.branch,
        "range": [round(first, 3), round(last, 3)],
        "official": route.calibrated,
        "schematic": any(
            piece.geometry_kind is GeometryKind.SCHEMATIC
            for spot in located
            for piece in spot.pieces
        ),
        "points": encoded(line),
        "doubt": [round(spot.uncertainty_km * 10) for spot in located],
    }
