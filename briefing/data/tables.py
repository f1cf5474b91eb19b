"""What goes along with the list of projects: histories, figures, sources, and what the file is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from geo.dates import format_day
from geo.query import wording
from geo.query.fields import ColumnKind
from geo.query.view import events_until, figures_until, sources_of
from geo.strings import say

if TYPE_CHECKING:
    from geo.model import Figure, StatusEvent
    from geo.query.fields import Cell
    from geo.query.view import ProjectRow, View

_NUMBER, _DATE = ColumnKind.NUMBER, ColumnKind.DATE


@dataclass(frozen=True)
class FactColumn:
    """A column of a table of facts; `width` is in characters of a workbook."""

    id: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 16

    def title(self, language: str) -> str:
        """Return the heading that a person reads."""
        return say(f"data.fact-{self.id}", language)


@dataclass(frozen=True)
class FactTable:
    """A table of facts beside the projects.

    Parameters
    ----------
    id
        ``events``, ``figures`` or ``sources``; ``data.sheet-<id>`` is its title.
    rows
        Cells in the order of the columns, ``None`` where no source says it.
    """

    id: str
    columns: tuple[FactColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def title(self, language: str) -> str:
        """Return the title that a person reads."""
        return say(f"data.sheet-{self.id}", language)


def fact_tables(view: View) -> tuple[FactTable, FactTable, FactTable]:
    """Return events, figures and sources of the projects of a view, known on its day."""
    return _events(view), _figures(view), _sources(view)


def _events(view: View) -> FactTable:
    language = view.selection.language

    def cells(row: ProjectRow, event: StatusEvent) -> tuple[Cell, ...]:
        word = say(f"status.{event.status}", language)
        name = row.project.name[language]
        note = event.note[language] or None
        return row.project.id, name, event.date, word, note, event.source_id, event.status.value

    return FactTable(
        "events",
        (
            FactColumn("project", width=13),
            FactColumn("project_name", width=40),
            FactColumn("date", _DATE, 11),
            FactColumn("status_word", width=14),
            FactColumn("note", width=60),
            FactColumn("source", width=20),
            FactColumn("status"),
        ),
        tuple(cells(row, event) for row in view.rows for event in events_until(view, row)),
    )


def _figures(view: View) -> FactTable:
    language = view.selection.language

    def cells(row: ProjectRow, figure: Figure) -> tuple[Cell, ...]:
        return (
            row.project.id,
            row.project.name[language],
            wording.quantity_name(figure.quantity, language),
            wording.word_of("qualifier", figure.qualifier, language) or None,
            figure.value,
            wording.word_of("unit", figure.unit, language) or None,
            figure.as_of,
            figure.note[language] or None,
            figure.source_id,
            figure.quantity,
        )

    return FactTable(
        "figures",
        (
            FactColumn("project", width=13),
            FactColumn("project_name", width=40),
            FactColumn("quantity_word", width=24),
            FactColumn("qualifier", width=10),
            FactColumn("value", _NUMBER, 10),
            FactColumn("unit", width=11),
            FactColumn("as_of", _DATE, 11),
            FactColumn("note", width=60),
            FactColumn("source", width=20),
            FactColumn("quantity"),
        ),
        tuple(cells(row, figure) for row in view.rows for figure in figures_until(view, row)),
    )


def source_ids(view: View) -> list[str]:
    """Return the ids of all sources of the projects of a view, each once, in alphabetical order."""
    used = {id_ for row in view.rows for id_ in sources_of(view, row)}
    return sorted(used & set(view.catalog.sources))


def _sources(view: View) -> FactTable:
    language = view.selection.language
    found = [view.catalog.sources[id_] for id_ in source_ids(view)]
    return FactTable(
        "sources",
        (
            FactColumn("source_id", width=22),
            FactColumn("title", width=52),
            FactColumn("publisher", width=20),
            FactColumn("number"),
            FactColumn("published", _DATE, 12),
            FactColumn("source_kind", width=14),
            FactColumn("url", width=52),
            FactColumn("source_note", width=30),
        ),
        tuple(
            (
                source.id,
                source.title[language],
                source.publisher or None,
                source.number or None,
                source.date,
                say(f"source-kind.{source.kind}", language),
                source.url or None,
                source.note[language] or None,
            )
            for source in found
        ),
    )


def about(view: View, link: str = "") -> list[tuple[str, str]]:
    """Return what the file is, as pairs of label and words.

    Parameters
    ----------
    link
        Address that opens the same view, empty for none.
    """
    language = view.selection.language
    unplaced = [row.project.id for row in view.rows if not row.project.pieces]
    none = say("data.about-none", language)
    counted = say("data.about-unplaced-count", language, count=len(unplaced))
    pairs = [
        ("selection", view.selection.describe(view.catalog, language)),
        ("query", urlencode(view.selection.to_query()) or none),
        ("day", format_day(view.day, language)),
        ("count", str(len(view.rows))),
        ("unplaced", f"{counted}: {', '.join(unplaced)}" if unplaced else none),
        ("schematic", say("data.about-schematic-text", language)),
        ("empty", say("data.about-empty-text", language)),
        ("digest", view.catalog.digest),
        ("grid", say("data.about-grid-text", language)),
        ("attribution", say("map.sources", language)),
        ("boundaries", say("map.reference-only", language)),
        ("licence", say("data.about-licence-text", language)),
        ("link", link),
    ]
    return [(say(f"data.about-{key}", language), words) for key, words in pairs if words]


def about_text(view: View, *more: str, link: str = "") -> str:
    """Return what the file is as plain text, a line a fact, with further paragraphs below."""
    head = say("app.title", view.selection.language)
    lines = [f"{label}: {words}" for label, words in about(view, link)]
    return "\n".join([head, "", *lines, *(f"\n{text}" for text in more), ""])
