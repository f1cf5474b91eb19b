"""What changes are about: its name, and the facts of each thing together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog.catalog import Catalog
    from geo.desk.words import FactChange


class SubjectFacts(NamedTuple):
    """The facts of one thing; new sources stand together, under a title in place of a name."""

    id: str
    name: str
    is_on_map: bool
    facts: list[FactChange]

    @property
    def is_documents(self) -> bool:
        """Whether it is the new sources."""
        return self.facts[0].change.table == "sources"


def subject_name(catalog: Catalog, subject_id: str, language: str) -> str:
    """Return the name of what is changed: a project, an asset, a source; else its id."""
    item = catalog.projects.get(subject_id) or catalog.assets.get(subject_id)
    if item is not None:
        return item.name[language]
    source = catalog.sources.get(subject_id)
    return source.title[language] if source else subject_id


def by_subject(catalog: Catalog, facts: Iterable[FactChange], language: str) -> list[SubjectFacts]:
    """Return facts by what they are about, new sources at the end."""
    groups: dict[str, list[FactChange]] = {}
    sources: list[FactChange] = []
    for fact in facts:
        if fact.change.table == "sources":
            sources.append(fact)
        else:
            groups.setdefault(fact.subject_id, []).append(fact)
    known = catalog.projects.keys() | catalog.assets.keys()
    found = [
        SubjectFacts(id_, subject_name(catalog, id_, language), id_ in known, group)
        for id_, group in groups.items()
    ]
    title = say("desk.documents", language)
    return [*found, SubjectFacts(title, title, False, sources)] if sources else found  # noqa: FBT003
