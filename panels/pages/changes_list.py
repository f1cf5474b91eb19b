"""The list of what changed: old and new status with date and source, then the news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.content.html import figure_html, source_html
from briefing.content.markup import bullets, status_word, tag, text
from geo.model import Status
from geo.strings import say, table
from panels.components.links import page_link
from panels.session.address import Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.model import StatusEvent
    from geo.query.view import View
    from geo.reports.changes import Change, Changes, NewFigure


def changes_html(found: Changes, language: str, as_of: str) -> str:
    """Return the list as HTML; every value is escaped.

    Parameters
    ----------
    as_of
        The day on which the cards are opened, empty for today.
    """
    parts = [
        _part("changes.moved", found.moved, found.after, language, as_of),
        _part("changes.news", found.news, found.after, language, as_of),
    ]
    return tag("div", "".join(parts), "sl-list")


def _part(key: str, items: Iterable[Change], view: View, language: str, as_of: str) -> str:
    rows = [tag("li", _item(item, view, language, as_of)) for item in items]
    if not rows:
        return ""
    title = tag("h4", text(say(key, language, n=len(rows))))
    return tag("section", title + tag("ol", "".join(rows)))


def _item(item: Change, view: View, language: str, as_of: str) -> str:
    name = page_link(item.project.name[language], Page.MAP, id=item.project.id, asof=as_of)
    step = item.decisive
    lines = [tag("p", _step(item, step, view, language))] if step else []
    more = [_event(event, view, language) for event in item.events if event is not step]
    more += list(_figures(item.figures, view, language))
    return name + "".join(lines) + bullets(more)


def _step(item: Change, step: StatusEvent, view: View, language: str) -> str:
    new = status_word(item.new, language)
    if item.old is not Status.UNKNOWN:
        new = f"{status_word(item.old, language)} → {new}"
    elif item.appeared:
        new += f" ({text(say('changes.appeared', language))})"
    return f"{new} · {_when(step, view, language)}"


def _event(event: StatusEvent, view: View, language: str) -> str:
    return f"{status_word(event.status, language)} · {_when(event, view, language)}"


def _when(event: StatusEvent, view: View, language: str) -> str:
    note = f" – {text(event.note[language])}" if event.note else ""
    day = tag("time", text(event.date.show(language)))
    return f"{day}{note} {source_html(view, event.source_id, language)}"


def _figures(figures: Iterable[NewFigure], view: View, language: str) -> Iterator[str]:
    for new in figures:
        key = f"quantity.{new.figure.quantity}"
        name = say(key, language) if key in table() else new.figure.quantity
        line = f"{text(name)}: {figure_html(view, new.figure, language)}"
        if new.before and new.before.value != new.figure.value:
            old = figure_html(view, new.before, language)
            line += f" ({text(say('changes.quoted-before', language))} {old})"
        yield line
