"""What each source carries: the facts that rest on it, by what they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.catalog.catalog import once_per_catalog
from geo.text import Text, matches, phrase, sort_key

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog
    from geo.model import Source

Carried = Mapping[str, Counter[str]]
"""By id of what the facts are about (empty for the whole province), how many of each fact.

A fact is the key of a string: ``quantity.capital``, ``sources.status``.
"""


@dataclass(frozen=True)
class SourceUse:
    """A source and what rests on it."""

    source: Source
    carried: Carried

    @property
    def facts(self) -> int:
        """Number of facts that rest on it."""
        return sum(counts.total() for counts in self.carried.values())


@once_per_catalog
def uses_of_sources(catalog: Catalog) -> tuple[SourceUse, ...]:
    """Return every source with what it carries, in the order of publishers and days."""
    carried: dict[str, dict[str, Counter[str]]] = {}
    for source_id, subject_id, fact in _facts(catalog):
        carried.setdefault(source_id, {}).setdefault(subject_id, Counter())[fact] += 1
    uses = [SourceUse(one, carried.get(one.id, {})) for one in catalog.sources.values()]
    return tuple(sorted(uses, key=lambda use: _rank(use.source)))


def find_sources(uses: tuple[SourceUse, ...], asked: str) -> tuple[SourceUse, ...]:
    """Return the sources whose id, title, publisher, number or address has the phrase asked for."""

    def phrases(source: Source) -> list[str]:
        said = (source.id, *source.title.values(), source.publisher, source.number, source.url)
        return [phrase(each) for each in said]

    return tuple(use for use in uses if matches(asked, phrases(use.source)))


def subject_name(catalog: Catalog, subject_id: str) -> Text | None:
    """Return the name of what facts are about, ``None`` for the province or a road number."""
    for group in (catalog.projects, catalog.assets, catalog.corridors):
        if subject_id in group:
            return group[subject_id].name
    return None


def _rank(source: Source) -> tuple[object, ...]:
    newest = source.date.last_day.toordinal() if source.date else 0
    return sort_key(source.publisher or source.number), -newest, source.id


# Tables of facts with one source each: what a fact is about, and how it is called.
_TOLD: Final = {
    "events": ("project_id", "sources.status"),
    "figures": ("subject_id", "quantity.{quantity}"),
    "milestones": ("project_id", "sources.milestones"),
    "packages": ("project_id", "sources.packages"),
    "obstacles": ("project_id", "sources.obstacles"),
    "roles": ("project_id", "sources.roles"),
    "incidents": ("road_ref", "sources.incidents"),
    "indicators": ("", "sources.indicators"),
    "mergers": ("", "sources.mergers"),
    "earlier_units": ("", "sources.mergers"),
}


def _facts(catalog: Catalog) -> Iterator[tuple[str, str, str]]:
    """Yield source, subject and fact of all that rests on a source."""
    for table, (subject, fact) in _TOLD.items():
        for one in getattr(catalog, table):
            about = getattr(one, subject) if subject else ""
            yield one.source_id, about, fact.format_map(vars(one))
    yield from _facts_of_roads(catalog)
    described = {
        "sources.names": ((later.source_ids, "") for later in catalog.later_names),
        "sources.contacts": (
            ((agency.contact_source_id,), "")
            for agency in catalog.agencies.values()
            if agency.contact_source_id
        ),
        "sources.description": (
            (item.source_ids, item.id) for item in (*catalog.items, *catalog.corridors.values())
        ),
    }
    for fact, named in described.items():
        for source_ids, subject_id in named:
            yield from ((source_id, subject_id, fact) for source_id in source_ids)


def _facts_of_roads(catalog: Catalog) -> Iterator[tuple[str, str, str]]:
    for route in catalog.routes.values():
        yield from ((post.source_id, route.ref, "sources.posts") for post in route.posts)
    for section in catalog.sections.values():
        if section.official_km_source_id:
            yield section.official_km_source_id, section.ref, "quantity.length"
