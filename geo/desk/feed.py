"""Feeds of applied changes: Atom (RFC 4287) and JSON Feed 1.1, an entry a thing and batch.

Who changed something is no part of them: a feed is read by programs of strangers.
"""

from __future__ import annotations

import json
import uuid
import xml.etree.ElementTree as ET  # only written, never read
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from geo.desk.subjects import subject_name
from geo.escape import Syntax, escape
from geo.strings import say
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog.catalog import Catalog
    from geo.desk.history import AppliedChange
    from geo.desk.words import FactChange

MOST_ENTRIES: Final = 100
_ATOM: Final = "http://www.w3.org/2005/Atom"
_VERSION: Final = "https://jsonfeed.org/version/1.1"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class FeedPlace:
    """Where a feed and the map can be reached.

    Parameters
    ----------
    base
        Address of the map, with a slash at its end.
    own
        Address of the feed itself.
    """

    base: str
    own: str

    def link(self, catalog: Catalog, subject_id: str, language: str) -> str:
        """Return the address of something on the map, that of the changes for what is on none."""
        query = {} if language == DEFAULT_LANGUAGE else {"lang": language}
        if subject_id in catalog.projects or subject_id in catalog.assets:
            return f"{self.base}?{urlencode({'id': subject_id, **query})}"
        return f"{self.base}nguon?{urlencode({'q': subject_id, **query})}"


@dataclass(frozen=True)
class Feed:
    """The newest applied changes.

    Parameters
    ----------
    changes
        The latest first.
    feed_id
        A name of the feed that never changes.
    updated
        When the newest of them began to count, else when the store was made.
    """

    changes: tuple[AppliedChange, ...]
    catalog: Catalog
    language: str
    place: FeedPlace
    feed_id: str
    updated: str

    def atom(self) -> bytes:
        """Return the feed as Atom."""
        ET.register_namespace("", _ATOM)
        root = ET.Element(_tag("feed"), {_LANGUAGE: self.language})
        _text(root, "id", self.feed_id)
        _text(root, "title", self._title())
        _text(root, "updated", self.updated)
        author = ET.SubElement(root, _tag("author"))
        _text(author, "name", say("app.title", self.language))
        _link(root, "self", self.place.own, "application/atom+xml")
        _link(root, "alternate", f"{self.place.base}thay-doi", "text/html")
        for change in self.changes:
            self._entry(root, change)
        ET.indent(root)
        return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))

    def json(self) -> bytes:
        """Return the feed as JSON Feed; `_son_la` holds each fact by itself."""
        record = {
            "version": _VERSION,
            "title": self._title(),
            "home_page_url": f"{self.place.base}thay-doi",
            "feed_url": self.place.own,
            "language": self.language,
            "authors": [{"name": say("app.title", self.language)}],
            "items": [self._item(change) for change in self.changes],
        }
        return f"{json.dumps(record, ensure_ascii=False, indent=1)}\n".encode()

    def _title(self) -> str:
        return f"{say('desk.feed', self.language)} – {say('app.title', self.language)}"

    def _entry(self, root: ET.Element, change: AppliedChange) -> None:
        entry = ET.SubElement(root, _tag("entry"))
        _text(entry, "id", entry_id(change))
        _text(entry, "title", self._entry_title(change))
        _text(entry, "updated", change.batch.steps[-1].at)
        _text(entry, "published", change.applied.at)
        link = self.place.link(self.catalog, change.subject_id, self.language)
        _link(entry, "alternate", link, "text/html")
        content = ET.SubElement(entry, _tag("content"), {"type": "text"})
        content.text = escape(self._words(change), Syntax.TEXT)

    def _item(self, change: AppliedChange) -> dict[str, Any]:
        return {
            "id": entry_id(change),
            "url": self.place.link(self.catalog, change.subject_id, self.language),
            "title": self._entry_title(change),
            "content_text": self._words(change),
            "date_published": change.applied.at,
            "date_modified": change.batch.steps[-1].at,
            "_son_la": {
                "subject": change.subject_id,
                "version": change.batch.version,
                "undone": change.is_undone,
                "facts": [
                    {
                        "field": fact.name,
                        "old": fact.old,
                        "new": fact.new,
                        "source": fact.source.words if fact.source else "",
                        "source_url": fact.source.url if fact.source else "",
                    }
                    for fact in change.facts
                ],
            },
        }

    def _entry_title(self, change: AppliedChange) -> str:
        name = subject_name(self.catalog, change.subject_id, self.language)
        fields = ", ".join(dict.fromkeys(fact.name for fact in change.facts))
        return escape(f"{name}: {fields}", Syntax.TEXT)

    def _words(self, change: AppliedChange) -> str:
        lines = [fact_line(fact, self.language) for fact in change.facts]
        if change.is_undone:
            lines.insert(0, say("desk.undone-since", self.language))
        return "\n".join(lines)


def fact_line(fact: FactChange, language: str) -> str:
    """Return a fact on one line: name, old → new, source."""
    words = f"{fact.name}: {fact.old} → {fact.new}"
    if fact.source:
        words += f" [{say('trip.field-row.source', language)}: {fact.source.words}]"
    return words


def newest(changes: Iterable[AppliedChange]) -> tuple[AppliedChange, ...]:
    """Return what a feed tells: the latest changes of things, sources only with their facts."""
    told = [
        change for change in changes if any(one.change.table != "sources" for one in change.facts)
    ]
    return tuple(reversed(told[-MOST_ENTRIES:]))


def entry_id(change: AppliedChange) -> str:
    """Return a name of an entry that never changes."""
    return uuid.uuid5(uuid.UUID(change.batch.uid), change.subject_id).urn


def _tag(name: str) -> str:
    return f"{{{_ATOM}}}{name}"


def _text(parent: ET.Element, name: str, words: str) -> None:
    ET.SubElement(parent, _tag(name)).text = escape(words, Syntax.TEXT)


def _link(parent: ET.Element, relation: str, address: str, kind: str) -> None:
    ET.SubElement(parent, _tag("link"), {"rel": relation, "href": address, "type": kind})
