"""What a choice of a hit does, and how many projects a filter would leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.catalog.catalog import once_per_catalog
from geo.catalog.history import event_as_of
from geo.model import AreaFrame, Status
from geo.query.view import is_outside
from geo.search.hits import ActionKind, EntryAction, HitAction
from geo.strings import languages, say
from geo.text import DEFAULT_LANGUAGE, Text, matches

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from geo.catalog.catalog import Catalog
    from geo.model import Agency, Area, Corridor, Project


def in_all(make: Callable[[str], str]) -> Text:
    """Return what `make` returns for each language."""
    return Text(tuple((language, make(language)) for language in languages()))


def count_projects(catalog: Catalog, fits: Callable[[Project], bool]) -> int:
    """Return how many projects count among those that fit.

    As the list of a view counts them: nothing outside the province, and no group that stands
    beside a part of its own.
    """
    fitting = [p for p in catalog.projects.values() if not is_outside(p) and fits(p)]
    groups = {project.part_of for project in fitting}
    return sum(project.id not in groups for project in fitting)


def in_sentence(area: Area, language: str) -> str:
    """Return a unit's full name as it stands within a sentence: ``xã Mai Sơn``."""
    name = area.full_name[language]
    return name[:1].lower() + name[1:] if name == area.full_name[DEFAULT_LANGUAGE] else name


def open_action(item_id: str) -> EntryAction:
    """Return the action that opens a card."""
    return _plain(ActionKind.OPEN, item_id)


def open_source_action(source_id: str) -> EntryAction:
    """Return the action that shows a source on the page of sources."""
    return _plain(ActionKind.OPEN_SOURCE, source_id)


def go_action() -> EntryAction:
    """Return the action that only moves the map."""
    return _plain(ActionKind.GO, "")


def _plain(kind: ActionKind, value: str) -> EntryAction:
    return EntryAction(kind, value, in_all(lambda language: say(f"search.action.{kind}", language)))


def _filter(kind: ActionKind, value: str, name: Callable[[str], str], count: int) -> EntryAction:
    def label(language: str) -> str:
        return say("search.action.filter", language, name=name(language), n=count)

    return EntryAction(kind, value, in_all(label), count, in_all(name))


@once_per_catalog
def area_filter(catalog: Catalog, area: Area) -> EntryAction:
    """Return the filter by an area of today or a former district."""

    def name(language: str) -> str:
        said = in_sentence(area, language)
        former = area.frame is AreaFrame.DISTRICT
        return say("selection.former", language, name=said) if former else said

    codes = catalog.overlapped_codes
    count = count_projects(catalog, lambda project: area.code in codes[project.id])
    return _filter(ActionKind.FILTER_AREA, area.code, name, count)


def corridor_filter(catalog: Catalog, corridor: Corridor) -> EntryAction:
    """Return the filter by a corridor."""
    count = count_projects(catalog, lambda project: corridor.id in project.corridor_ids)
    return _filter(
        ActionKind.FILTER_CORRIDOR, corridor.id, lambda code: corridor.short[code], count
    )


def agency_filter(catalog: Catalog, agency: Agency) -> EntryAction:
    """Return the filter by an agency that is responsible."""
    count = count_projects(catalog, lambda project: agency.id in project.agency_ids)
    return _filter(ActionKind.FILTER_AGENCY, agency.id, lambda code: agency.name[code], count)


def kind_filter(catalog: Catalog, kind: str) -> EntryAction:
    """Return the filter by a kind of project."""
    count = count_projects(catalog, lambda project: project.kind == kind)
    return _filter(ActionKind.FILTER_KIND, kind, lambda code: say(f"kind.{kind}", code), count)


def status_filter(catalog: Catalog, status: Status, day: date) -> EntryAction:
    """Return the filter by a status, with the number of projects that have it on a day."""

    def has(project: Project) -> bool:
        event = event_as_of(catalog.events_of(project.id), day)
        return (event.status if event else Status.UNKNOWN) is status

    name = f"status.{status}"
    return _filter(
        ActionKind.FILTER_STATUS, status, lambda code: say(name, code), count_projects(catalog, has)
    )


def words_filter(catalog: Catalog, query: str, language: str) -> HitAction | None:
    """Return the filter by a phrase, ``None`` where no project has it."""
    keywords = catalog.search_keywords
    count = count_projects(catalog, lambda project: matches(query, keywords[project.id]))
    if not count:
        return None
    label = say("search.action.filter-words", language, words=query, n=count)
    return HitAction(ActionKind.FILTER_WORDS, query, label, count)
