"""The targets as a tree of elements, for an edition that carries no page of its own for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.content.html import source_tree
from geo.query.wording import indicator_number
from geo.reports.target_words import (
    about_words,
    aim_note,
    by_when,
    standing_words,
    standings_of,
    status_counts,
    summary_words,
    target_notes,
)
from geo.reports.targets import HORIZONS, PROGRAMME
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.content.html import Tree
    from geo.catalog.catalog import Catalog
    from geo.catalog.indicators import Indicator
    from geo.reports.targets import AimRow, IndicatorRow, Targets


def targets_tree(catalog: Catalog, known: Targets, language: str) -> Tree:
    """Return aims and indicators under headings by subject, as :func:`card_tree` does a card."""
    sections: Tree = []
    for group in known.groups:
        parts = [part for aim in group.aims for part in _aim(aim, language)]
        parts += [part for row in group.rows for part in _indicator(catalog, row, language)]
        if parts:
            title = say(f"indicator-group.{group.group}", language)
            sections.append(["section", ["h4", title], ["dl.sl-goals", *parts]])
    observed = [
        part
        for group in known.groups
        for row in group.observed
        for part in _indicator(catalog, row, language)
    ]
    if observed:
        title = say("targets.observed", language)
        sections.append(["section", ["h4", title], ["dl.sl-goals", *observed]])
    source = source_tree(catalog.sources.get(PROGRAMME), language)
    return [
        "article.sl-card",
        ["h3", say("page.targets", language)],
        ["p", summary_words(known, language), " ", source],
        *sections,
    ]


def _aim(row: AimRow, language: str) -> Iterator[Tree]:
    yield ["dt", row.aim.name[language]]
    words = f"{row.aim.aim[language]} ({by_when(row, language)})"
    yield ["dd", ["strong", words], ["p.sl-aside", status_counts(row, language)]]


def _indicator(catalog: Catalog, row: IndicatorRow, language: str) -> Iterator[Tree]:
    unit = row.definition.unit[language]
    yield ["dt", row.definition.name[language], ["span.sl-aside", f" ({unit})"]]
    lines = [[*_aimed(row, year, language)] for year in HORIZONS if row.aims(year)]
    lines += [[*_published(catalog, row, one, language)] for one in row.latest]
    if not row.latest:
        lines.append([say("indicator.none", language)])
    lines += [[["strong", standing_words(one, language)]] for one in standings_of(row)]
    notes = target_notes(row, language)
    aside = [["p.sl-aside", notes]] if notes else []
    yield ["dd", ["ul", *(["li", *line] for line in lines)], *aside]


def _aimed(row: IndicatorRow, year: int, language: str) -> Iterator[object]:
    yield f"{say('book.column-target', language, year=year)}: "
    for place, one in enumerate(row.aims(year)):
        note = aim_note(one, year, language)
        yield "; " if place else ""
        yield ["strong", indicator_number(one, language)]
        yield f" ({note})" if note else ""


def _published(
    catalog: Catalog, row: IndicatorRow, one: Indicator, language: str
) -> Iterator[object]:
    yield ["strong", indicator_number(one, language)]
    again = row.has_target and row.repeats_plan(one)
    tail = f" – {say('indicator.repeats-plan', language)}" if again else ""
    yield f" {about_words(one, language)}{tail} "
    yield source_tree(catalog.sources.get(one.source_id), language)
