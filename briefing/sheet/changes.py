"""What changed between two days: the sheet with its map of the last day, plain text, and CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.office_csv import office_csv
from briefing.sheet.plan import Sheet, TableLine, place_tags, plan, say_tags
from briefing.sheet.render import render_planned
from briefing.sheet.table import figure_words, sources_in_order, step_words
from briefing.statement.statement import code_for, statement_rows
from geo.dates import format_day
from geo.escape import Syntax, escape
from geo.query.fields import flat
from geo.query.wording import NOTHING, short_source, word_of
from geo.strings import say
from layers.style.model import SmallMap
from layers.themes import layers_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.request import ExportRequest
    from geo.model import Source
    from geo.query.fields import Cell
    from geo.reports.changes import Change, Changes

# What tells nothing of a change would crowd the map and its legend.
LAYERS = layers_on(SmallMap.CHANGES)


def render_changes(changes: Changes, request: ExportRequest) -> bytes:
    """Return the sheet as a file; the same changes, request and data give the same bytes.

    Raises
    ------
    RequestError
        If the request asks for what does not exist.
    """
    return render_planned(plan_changes(changes, request))


def plan_changes(changes: Changes, request: ExportRequest) -> Sheet:
    """Return the sheet of what changed.

    Its lines are the projects with anything new; only those whose status moved have a halo.

    Raises
    ------
    RequestError
        If the request asks for what does not exist; the message is in the view's language.
    """
    sheet = plan(changes.view, replace(request, layers=request.layers & LAYERS))
    known = changes.after.catalog.sources
    sources = {id_: known[id_] for item in changes.items for id_ in sources_in_order(item)}
    numbers = {source_id: number for number, source_id in enumerate(sources, start=1)}
    lines = tuple(
        _line(sheet, number, change, numbers)
        for number, change in enumerate(changes.items, start=1)
    )
    return replace(
        sheet,
        title=title(changes, sheet.language),
        caption=summary(changes, sheet.language),
        lines=lines,
        heads={},
        changes=changes,
        provenance=replace(
            sheet.provenance,
            sources=tuple(sources.values()),
            code=code_for(statement_rows(changes.view, changes)),
        ),
    )


def title(changes: Changes, language: str) -> str:
    """Say the period and what was selected."""
    asked = changes.after.selection.with_(as_of=None)
    # Areas are called what they were called on the last day.
    areas = changes.after.selection.describe_areas(changes.after.catalog, language)
    today = asked.describe_areas(changes.after.catalog, language)
    place = asked.describe(changes.after.catalog, language).replace(today, areas, 1)
    start, end = (format_day(day, language) for day in (changes.start, changes.end))
    return say("changes.title", language, start=start, end=end, place=place)


def summary(changes: Changes, language: str) -> str:
    """Say the sums, and what the map shows."""
    return f"{changes.describe(language)} {say('changes.map-only', language)}"


def step_counts(changes: Changes, language: str) -> str:
    """Say how many projects took each step, the commonest first."""
    counts = sorted(changes.steps.items(), key=lambda step: -step[1])
    return "; ".join(
        say(
            "changes.step",
            language,
            old=say(f"status.{old}", language),
            new=say(f"status.{new}", language),
            count=count,
        )
        for (old, new), count in counts
    )


def _line(sheet: Sheet, number: int, change: Change, numbers: dict[str, int]) -> TableLine:
    language = sheet.language
    place = place_tags(change.row, sheet.view.catalog, sheet.window)
    event = change.decisive or (change.events[-1] if change.events else None)
    return TableLine(
        number=number,
        row=change.row,
        name=change.project.name[language],
        status=say(f"status.{change.new}", language),
        updated=event.date.show(language) if event else NOTHING,
        length="",
        capital="",
        place=place,
        tags=say_tags(place, language),
        sources=tuple(numbers[id_] for id_ in sources_in_order(change)),
    )


_COLUMNS = (
    "project", "name", "old_status", "new_status", "appeared", "what", "date", "status",
    "quantity", "value", "value_before", "unit", "note", "source", "source_url",
)  # fmt: skip
# Families of the strings that say the codes of a column.
_FAMILIES = {
    "old_status": "status", "new_status": "status", "status": "status",
    "appeared": "changes.csv-appeared", "what": "changes.csv-what",
    "quantity": "quantity", "unit": "unit",
}  # fmt: skip


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


def changes_csv(changes: Changes, *, office: bool = False) -> bytes:
    """Return the changes as CSV, UTF-8 with the byte order mark that Excel needs.

    A figure's date is that of the figure. Codes and dates are those of the tables.

    Parameters
    ----------
    office
        Whether it is for spreadsheets that write a comma for decimals: then with words for codes.
    """
    language = changes.after.selection.language
    records = [row for change in changes.items for row in _records(changes, change)]
    if office:
        heads = [say(f"changes.csv-{name.replace('_', '-')}", language) for name in _COLUMNS]
        return office_csv(heads, (_with_words(row, language) for row in records), language)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for row in records:
        writer.writerow([escape(flat(cell), Syntax.SHEET) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _with_words(row: Sequence[Cell], language: str) -> list[Cell]:
    """Return a record with its codes as words."""
    said = zip(_COLUMNS, row, strict=True)
    return [
        word_of(_FAMILIES[name], str(cell), language) if name in _FAMILIES else cell
        for name, cell in said
    ]


def _told(changes: Changes, change: Change, language: str) -> Iterator[str]:
    def source(source_id: str) -> str:
        return f"[{short_source(_source(changes, source_id), language)}]"

    for event in change.events:
        note = event.note[language] or say(f"status.{event.status}", language)
        yield f"{event.date.show(language)}: {note} {source(event.source_id)}"
    for new in change.figures:
        yield f"{figure_words(new, language)} {source(new.figure.source_id)}"


def _records(changes: Changes, change: Change) -> Iterator[tuple[Cell, ...]]:
    language = changes.after.selection.language
    project = change.project
    head = (project.id, project.name[language], change.old, change.new, int(change.appeared))
    for event in change.events:
        url = _source(changes, event.source_id).url
        note = event.note[language]
        yield (*head, "event", event.date, event.status, "", "", "", "", note,
               event.source_id, url)  # fmt: skip
    for new in change.figures:
        figure, before = new.figure, new.before.value if new.before else ""
        url = _source(changes, figure.source_id).url
        yield (*head, "figure", figure.as_of, "", figure.quantity, figure.value, before,
               figure.unit, figure.note[language], figure.source_id, url)  # fmt: skip


def _source(changes: Changes, source_id: str) -> Source:
    return changes.after.catalog.sources[source_id]
