"""What the search in the browser needs: a JSON-ready record, fetched once the map is painted.

``static/find.js`` and its neighbours follow :mod:`geo.search` on it, and a test compares the
answers.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import shapely

from geo.escape import Syntax, escape
from geo.model import AreaFrame, GeometryKind
from geo.query.view import is_outside
from geo.query.within import REGION
from geo.search.actions import area_filter
from geo.search.hits import GROUPS, HitKind
from geo.search.index import build_index, search_rules
from geo.strings import table, words_for_browser
from layers.web.payload import encoded, wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from geo.catalog.catalog import Catalog
    from geo.catalog.linear_reference import Route
    from geo.search.hits import EntryAction, SearchEntry

Record = dict[str, Any]
_WORDS: Final = ("search.", "km-count.", "language.", "point.degrees", "map.drawn")
# Only Python reads them: they are names of entries already.
_UNSAID: Final = ("search.also.",)
_DECIMALS: Final = 4
# A kilometre between two samples is placed on the straight line between them.
_SAMPLE_KM: Final = 0.5


def find_script(catalog: Catalog, day: date) -> str:
    """Return the script that hands the page what can be found."""
    return f"SonLa.addFind({escape(find_record(catalog, day), Syntax.SCRIPT)});\n"


def find_record(catalog: Catalog, day: date) -> Record:
    """Return what can be found in a catalog, and the rules of finding.

    Parameters
    ----------
    day
        The day whose statuses are counted.
    """
    communes = catalog.areas.frame(AreaFrame.COMMUNE)
    roads = {ref: entry.target_id for ref, entry in build_index(catalog, day).roads.items()}
    counted = [one for one in catalog.projects.values() if not is_outside(one)]
    return {
        "rules": search_rules(),
        "kinds": [kind.value for kind in HitKind],
        "groups": {kind.value: group.value for kind, group in GROUPS.items()},
        "region": list(REGION),
        "words": words_for_browser(
            key for key in table() if key.startswith(_WORDS) and not key.startswith(_UNSAID)
        ),
        "entries": [_entry(entry) for entry in build_index(catalog, day).entries],
        # The projects that count, with the group that each is part of.
        "counted": {project.id: project.part_of for project in counted},
        "communes": {
            area.code: {
                "name": wording(area.full_name),
                "filter": _action(area_filter(catalog, area)),
            }
            for area in communes
        },
        "routes": [
            each | {"road": roads.get(route.ref, "")}
            for route in catalog.routes.values()
            for each in _kilometres(route)
        ],
    }


def _entry(entry: SearchEntry) -> list[Any]:
    """Return what `FindEntry` of ``map.d.ts`` says, in its order."""
    return [
        entry.kind.value,
        entry.id,
        entry.target_id,
        wording(entry.label),
        wording(entry.sublabel),
        list(dict.fromkeys(entry.names)),
        list(entry.codes),
        list(entry.others),
        _rounded(entry.bounds) if entry.bounds else 0,
        _rounded(entry.point) if entry.point else 0,
        list(entry.road_numbers),
        _action(entry.action),
        _action(entry.also) if entry.also else 0,
        entry.weight,
    ]


def _action(action: EntryAction) -> list[Any]:
    """Return kind and value of an action; of a filter also its name and number of projects."""
    plain = [action.kind.value, action.value]
    return [*plain, wording(action.name), action.count] if action.name else plain


def _rounded(numbers: Iterable[float]) -> list[float]:
    return [round(float(value), _DECIMALS) for value in numbers]


def _kilometres(route: Route) -> Iterator[Record]:
    """Yield what the search can find on a measured route, a record for each run of kilometres.

    Points every half kilometre, with how sure each is (km / 10); no points where no post says
    where the kilometres of the route start.
    """
    named = {"id": route.id, "ref": route.ref, "branch": route.branch}
    if not route.counts:
        yield named | {"count": "", "range": 0}
    for count in route.counts:
        for first, last in route.km_ranges(count.id):
            steps = max(1, math.ceil((last - first) / _SAMPLE_KM))
            kms = [first + (last - first) * step / steps for step in range(steps + 1)]
            located = [route.locate(km, which=count.id) for km in kms]
            pieces = [piece for spot in located for piece in spot.pieces]
            yield named | {
                "count": count.id.value,
                "range": [round(first, 3), round(last, 3)],
                "schematic": any(p.geometry_kind is GeometryKind.SCHEMATIC for p in pieces),
                "points": encoded(shapely.LineString([spot.geometry for spot in located])),
                "doubt": [round(spot.uncertainty_km * 10) for spot in located],
            }
