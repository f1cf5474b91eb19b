"""What changes are about: its name, and the facts of each thing together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.store.model import row_cells
from geo.strings import say
from geo.trip.documents import UNSOURCED_ID

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog.catalog import Catalog
    from geo.desk.words import FactChange


@dataclass(frozen=True)
class SubjectFacts:
    """Facts that change about one thing.

    Parameters
    ----------
    is_known
        Whether it is a project or an asset that the map has.
    is_new
        Whether it is a project that these facts bring.
    """

    id: str
    name: str
    facts: list[FactChange]
    is_known: bool
    is_new: bool


def subject_name(catalog: Catalog, subject_id: str, language: str) -> str:
    """Return the name of what is changed: a project, an asset, a source; else its id."""
    item = catalog.projects.get(subject_id) or catalog.assets.get(subject_id)
    if item is not None:
        return item.name[language]
    source = catalog.sources.get(subject_id)
    return source.title[language] if source else subject_id


def by_subject(
    catalog: Catalog, facts: Iterable[FactChange], language: str
) -> tuple[list[SubjectFacts], list[str]]:
    """Return facts by what they are about, and the documents that come with them."""
    groups: dict[str, list[FactChange]] = {}
    documents: list[str] = []
    nothing = say("trip.nothing", language)
    for fact in facts:
        if fact.change.table == "sources" and fact.change.is_row:
            # Who says that there is no source brings none; an undo brings none either.
            if fact.new != nothing and not fact.change.subject.startswith(UNSOURCED_ID):
                documents.append(fact.new)
        else:
            groups.setdefault(fact.subject_id, []).append(fact)
    return [_subject(catalog, id_, own, language) for id_, own in groups.items()], documents


def _subject(catalog: Catalog, id_: str, facts: list[FactChange], language: str) -> SubjectFacts:
    known = id_ in catalog.projects or id_ in catalog.assets
    named = "" if known else next(filter(None, (_new_name(one, language) for one in facts)), "")
    name = named or subject_name(catalog, id_, language)
    return SubjectFacts(id_, name, facts, known, bool(named))


def _new_name(fact: FactChange, language: str) -> str:
    """Return the name that a fact gives to a project, empty where it gives none."""
    change = fact.change
    if change.table != "projects" or not change.new:
        return ""
    if change.is_row:
        cells = row_cells(change.new)
        return cells.get(f"name_{language}", "") or cells.get("name_vi", "")
    return change.new if change.field == "name_vi" else ""
