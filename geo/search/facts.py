"""What is found beside places and projects: statuses, kinds, agencies and documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geo.model import LIVELIEST_FIRST
from geo.reports.sources import uses_of_sources
from geo.search.actions import (
    agency_filter,
    in_all,
    kind_filter,
    open_source_action,
    status_filter,
)
from geo.search.hits import HitKind, SearchEntry
from geo.strings import kinds, languages, say, table
from geo.text import NO_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from geo.catalog.catalog import Catalog
    from geo.reports.sources import SourceUse
    from geo.text import Text

_DOCUMENT = re.compile(r"(\d+)(?:/\d{4})?[/-]([A-ZĐ]+[A-Za-zĐđ]*)")
# What the letters of a document's number stand for, as people say it.
_DOCUMENTS: Final = {
    "QĐ": "quyết định",
    "NQ": "nghị quyết",
    "TB": "thông báo",
    "CTr": "chương trình",
    "TTr": "tờ trình",
    "TTg": "công văn",
    "CT": "chỉ thị",
    "KH": "kế hoạch",
    "BC": "báo cáo",
}
_LISTED = ";"


def status_entries(catalog: Catalog, day: date) -> Iterator[SearchEntry]:
    """Yield the statuses, each a filter."""
    for status in LIVELIEST_FIRST:
        action = status_filter(catalog, status, day)
        yield SearchEntry(
            kind=HitKind.STATUS,
            id=status,
            target_id=status,
            label=in_all(lambda code, status=status: say(f"status.{status}", code)),  # type: ignore[misc]
            sublabel=_filter_words("search.status", action.count or 0),
            names=_spoken(f"status.{status}", f"search.also.status.{status}"),
            action=action,
        )


def kind_entries(catalog: Catalog) -> Iterator[SearchEntry]:
    """Yield the kinds that anything has, each a filter."""
    present = {item.kind for item in catalog.items}
    for kind in kinds():
        if kind not in present:
            continue
        action = kind_filter(catalog, kind)
        yield SearchEntry(
            kind=HitKind.KIND,
            id=kind,
            target_id=kind,
            label=in_all(lambda code, kind=kind: say(f"kind.{kind}", code)),  # type: ignore[misc]
            sublabel=_filter_words("search.kind-of-work", action.count or 0),
            names=kind_words(kind),
            action=action,
        )


def agency_entries(catalog: Catalog) -> Iterator[SearchEntry]:
    """Yield the agencies, each a filter."""
    for agency in catalog.agencies.values():
        action = agency_filter(catalog, agency)
        yield SearchEntry(
            kind=HitKind.AGENCY,
            id=agency.id,
            target_id=agency.id,
            label=agency.name,
            sublabel=_filter_words("search.agency", action.count or 0),
            names=tuple(agency.name.values()),
            codes=(agency.id,),
            action=action,
        )


def source_entries(catalog: Catalog) -> Iterator[SearchEntry]:
    """Yield the sources, found by number; by title and publisher behind all else."""
    for use in uses_of_sources(catalog):
        yield _source(catalog, use)


def _source(catalog: Catalog, use: SourceUse) -> SearchEntry:
    source = use.source
    cited = sum(subject in catalog.projects for subject in use.carried)

    def label(language: str) -> str:
        title = source.title[language]
        return f"{source.number} – {title}" if source.number else title

    def about(language: str) -> str:
        day = source.date.show(language) if source.date else ""
        key = "search.cited" if cited else "search.cited-none"
        said = (source.publisher, day, say(key, language, n=cited))
        return " · ".join(filter(None, said))

    return SearchEntry(
        kind=HitKind.SOURCE,
        id=source.id,
        target_id=source.id,
        label=in_all(label),
        sublabel=in_all(about),
        names=(),
        codes=(*_document_names(source.number), source.id),
        others=(*source.title.values(), source.publisher),
        action=open_source_action(source.id),
    )


def _document_names(number: str) -> Iterator[str]:
    """Yield how people call a document: ``1857/CTr-UBND``, ``1857``, ``chương trình 1857``."""
    if number:
        yield number
    for digits, letters in _DOCUMENT.findall(number):
        yield digits
        for kind in filter(None, (letters, _DOCUMENTS.get(letters))):
            yield f"{kind} {digits}"
            yield f"{kind} {number}"


def _filter_words(key: str, count: int) -> Text:
    return in_all(lambda code: say(key, code, n=count))


def kind_words(kind: str) -> tuple[str, ...]:
    """Return how people say a kind, in every language."""
    return _spoken(f"kind.{kind}", f"search.also.kind.{kind}")


def _spoken(name: str, also: str) -> tuple[str, ...]:
    """Return a name in every language, and how else people say it."""
    said = [say(name, language) for language in languages()]
    for others in table().get(also, NO_TEXT).values():
        said += others.split(_LISTED)
    return tuple(dict.fromkeys(filter(None, map(str.strip, said))))
