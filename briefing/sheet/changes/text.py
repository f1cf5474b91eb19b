"""What changed between two days as plain text, and as CSV with a line for each event and figure."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from briefing.sheet.changes.sheet import step_counts, title
from briefing.sheet.changes.table import figure_words, step_words
from geo.escape import Syntax, escape
from geo.query.wording import short_source
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.model import Source
    from geo.reports.changes import Change, Changes

_COLUMNS = (
    "project", "name", "old_status", "new_status", "appeared", "what", "date", "status",
    "quantity", "value", "value_before", "unit", "note", "source", "source_url",
)  # fmt: skip


def changes_text(changes: Changes) -> str:
    """Return the changes as text in the language of the selection."""
    language = changes.after.selection.language
    lines = [title(changes, language), changes.describe(language)]
    for change in changes.items:
        lines += ["", f"{change.project.id}  {change.project.name[language]}"]
        lines.append(f"  {step_words(change, language)}")
        lines += [f"  - {line}" for line in _told(changes, change, language)]
    if changes.steps:
        lines += ["", step_counts(changes, language)]
    return "\n".join(lines)


def changes_csv(changes: Changes) -> bytes:
    """Return the changes as CSV, UTF-8 with the byte order mark that Excel needs.

    Codes and dates are those of the tables; a figure's date is that of the figure.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for change in changes.items:
        for row in _records(changes, change):
            writer.writerow([escape(cell, Syntax.SHEET) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _told(changes: Changes, change: Change, language: str) -> Iterator[str]:
    def source(source_id: str) -> str:
        return f"[{short_source(_source(changes, source_id), language)}]"

    for event in change.events:
        note = event.note[language] or say(f"status.{event.status}", language)
        yield f"{event.date.show(language)}: {note} {source(event.source_id)}"
    for new in change.figures:
        yield f"{figure_words(new, language)} {source(new.figure.source_id)}"


def _records(changes: Changes, change: Change) -> Iterator[tuple[object, ...]]:
    language = changes.after.selection.language
    project = change.project
    head = (project.id, project.name[language], change.old, change.new, int(change.appeared))
    for event in change.events:
        url = _source(changes, event.source_id).url
        note = event.note[language]
        yield (*head, "event", event.date.iso(), event.status, "", "", "", "", note,
               event.source_id, url)  # fmt: skip
    for new in change.figures:
        figure, before = new.figure, new.before.value if new.before else ""
        day = figure.as_of.iso() if figure.as_of else ""
        url = _source(changes, figure.source_id).url
        yield (*head, "figure", day, "", figure.quantity, figure.value, before, figure.unit,
               figure.note[language], figure.source_id, url)  # fmt: skip


def _source(changes: Changes, source_id: str) -> Source:
    return changes.after.catalog.sources[source_id]
