"""What the filter panel offers, as a record that the browser fetches once a catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.catalog.catalog import once_per_catalog
from geo.model import LIVELIEST_FIRST, AreaFrame, Status
from geo.reports.records import present_kinds
from geo.strings import kinds, languages, say, text, words_for_browser
from geo.text import Text, sort_key
from layers.web.payload import wording
from panels.resources import PublishedFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog.catalog import Catalog
    from geo.model import Area

Record = dict[str, Any]
_WORDS: Final = (
    "day.future", "day.hint", "day.pick", "day.wrong",
    "filter.all", "filter.all-areas", "filter.area", "filter.asof", "filter.corridor",
    "filter.frame", "filter.kind", "filter.near", "filter.q", "filter.q-hint", "filter.reset",
    "filter.status", "frame.commune", "frame.district",
    "panel.all-lifted", "panel.as-of", "panel.choices", "panel.chosen", "panel.clear-search",
    "panel.filter-words", "panel.hits", "panel.lift", "panel.lifted",
    "panel.loading", "panel.more", "panel.none", "panel.phrase", "panel.profile", "panel.put",
    "panel.reset",
    "panel.restricted", "panel.status-count", "panel.title",
    "search.group.agencies", "search.group.areas", "search.group.assets",
    "search.group.corridors", "search.group.filters", "search.group.kilometres",
    "search.group.places", "search.group.projects", "search.group.roads", "search.group.sources",
    "search.none", "summary.projects",
)  # fmt: skip


def filter_options(catalog: Catalog) -> Record:
    """Return the choices of each field, in the order in which they are offered, and the words.

    A choice has a ``value`` as the address holds it, a ``label``, where there is one a ``group``,
    and ``also``: words that find it, too.
    """
    return {
        "areas": {
            AreaFrame.DISTRICT.value: _districts(catalog),
            AreaFrame.COMMUNE.value: _communes(catalog),
        },
        "statuses": [
            {"value": status.value, "label": wording(text(f"status.{status}"))}
            for status in present_statuses(catalog)
        ],
        "corridors": [
            {"value": code, "label": wording(corridor.short), "also": wording(corridor.name)}
            for code, corridor in catalog.corridors.items()
        ],
        "kinds": [_kind(kind) for kind in present_kinds(catalog)],
        "agencies": [
            {"value": code, "label": wording(agency.name)}
            for code, agency in catalog.agencies.items()
        ],
        "projects": [
            {"value": project.id, "label": wording(project.name)}
            for project in catalog.projects.values()
        ],
        "words": words_for_browser(_WORDS),
    }


def _districts(catalog: Catalog) -> list[Record]:
    return [
        {"value": area.code, "label": wording(area.full_name)}
        for area in _by_name(catalog.areas.frame(AreaFrame.DISTRICT))
    ]


def _communes(catalog: Catalog) -> list[Record]:
    """Return the communes, grouped by the former district that holds most of each."""
    return [
        _commune(catalog, area, district)
        for district in _by_name(catalog.areas.frame(AreaFrame.DISTRICT))
        for area in _by_name(catalog.areas[code] for code in district.commune_codes)
        if main_district(catalog, area) == district.code
    ]


def _commune(catalog: Catalog, area: Area, district: Area) -> Record:
    others = [code for code in area.district_codes if code != district.code]
    names = "; ".join(catalog.areas[code].name["vi"] for code in others)
    record = {
        "value": area.code,
        "label": wording(area.full_name),
        "group": wording(_former(district)),
    }
    return record | ({"also": names} if names else {})


def _former(district: Area) -> Text:
    def name(code: str) -> str:
        return say("selection.former", code, name=district.full_name[code])

    return Text(tuple((code, name(code)) for code in languages()))


def main_district(catalog: Catalog, commune: Area) -> str:
    """Return the code of the former district that most of a commune's ground lay in."""
    atoms = catalog.areas.atoms_of(commune.code)
    return max(atoms, key=lambda atom: (atom.area_km2, atom.district_code)).district_code


def present_statuses(catalog: Catalog) -> list[Status]:
    """Return the statuses that some project has or had, the liveliest first."""
    present = {event.status for event in catalog.events}
    if any(not catalog.events_of(project_id) for project_id in catalog.projects):
        present.add(Status.UNKNOWN)
    return [status for status in LIVELIEST_FIRST if status in present]


def _kind(kind: str) -> Record:
    group = text(f"kind-group.{kinds()[kind]}")
    return {"value": kind, "label": wording(text(f"kind.{kind}")), "group": wording(group)}


def _by_name(areas: Iterable[Area]) -> list[Area]:
    return sorted(areas, key=lambda area: sort_key(area.name["vi"]))


def publish_options(catalog: Catalog) -> str:
    """Write the record where the browser finds it; return its address."""
    return _options(catalog).address()


@once_per_catalog
def _options(catalog: Catalog) -> PublishedFile:
    return PublishedFile.of("filters", filter_options(catalog))
