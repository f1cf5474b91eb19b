"""The sheet of what changed between two days: the map of the last day with halos, old → new."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.sheet.changes.table import sources_in_order
from briefing.sheet.plan import Sheet, TableLine, place_tags, plan, say_tags
from briefing.sheet.render import render_planned
from briefing.statement.content import code_for, statement_rows
from geo.dates import format_day
from geo.query.wording import NOTHING
from geo.strings import say
from layers.style.model import SmallMap
from layers.themes import themes_on

if TYPE_CHECKING:
    from briefing.request import ExportRequest
    from geo.model import Source
    from geo.reports.changes import Change, Changes

# What tells nothing of a change would crowd the map and its legend.
LAYERS = themes_on(SmallMap.CHANGES)


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
    sources = _sources(changes)
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


def _sources(changes: Changes) -> dict[str, Source]:
    ids = dict.fromkeys(id_ for item in changes.items for id_ in sources_in_order(item))
    known = changes.after.catalog.sources
    return {id_: known[id_] for id_ in ids}


def _line(sheet: Sheet, number: int, change: Change, numbers: dict[str, int]) -> TableLine:
    language = sheet.language
    place = place_tags(change.row, sheet.window)
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
