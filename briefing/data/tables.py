"""What goes along with the list of projects: histories, figures, sources, and what the file is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from geo.dates import show_day
from geo.query.fields import ColumnKind, events_until, figures_until, sources_of
from geo.strings import say, table

if TYPE_CHECKING:
    from geo.model import Figure, StatusEvent
    from geo.query.fields import Cell
    from geo.query.view import Row, View

_TEXT, _NUMBER, _DATE = ColumnKind.TEXT, ColumnKind.NUMBER, ColumnKind.DATE


@dataclass(frozen=True)
class FactTable:
    """A table of facts beside the projects.

    Parameters
    ----------
    id
        ``events``, ``figures`` or ``sources``; ``data.sheet-<id>`` is its title.
    columns
        Name and kind; ``data.fact-<name>`` is the heading that a person reads.
    rows
        Cells in the order of the columns, ``None`` where no source says it.
    """

    id: str
    columns: tuple[tuple[str, ColumnKind], ...]
    rows: tuple[tuple[Cell, ...], ...]

    def title(self, language: str) -> str:
        """Return the title that a person reads."""
        return say(f"data.sheet-{self.id}", language)

    def headings(self, language: str) -> list[str]:
        """Return the headings that a person reads."""
        return [say(f"data.fact-{name}", language) for name, _ in self.columns]


def fact_tables(view: View) -> tuple[FactTable, FactTable, FactTable]:
    """Return events, figures and sources of the projects of a view, known on its day."""
    return _events(view), _figures(view), _sources(view)


def _events(view: View) -> FactTable:
    language = view.selection.language

    def cells(row: Row, event: StatusEvent) -> tuple[Cell, ...]:
        word = say(f"status.{event.status}", language)
        name = row.project.name[language]
        note = event.note[language] or None
        return row.project.id, name, event.date, word, note, event.source_id, event.status.value

    return FactTable(
        "events",
        (
            ("project", _TEXT),
            ("project_name", _TEXT),
            ("date", _DATE),
            ("status_word", _TEXT),
            ("note", _TEXT),
            ("source", _TEXT),
            ("status", _TEXT),
        ),
        tuple(cells(row, event) for row in view.rows for event in events_until(view, row)),
    )


def _figures(view: View) -> FactTable:
    language = view.selection.language

    def word(prefix: str, code: str) -> str | None:
        # A count needs no unit: its quantity already says what is counted.
        return say(f"{prefix}.{code}", language) if f"{prefix}.{code}" in table() else None

    def cells(row: Row, figure: Figure) -> tuple[Cell, ...]:
        return (
            row.project.id,
            row.project.name[language],
            word("quantity", figure.quantity) or figure.quantity,
            word("qualifier", figure.qualifier),
            figure.value,
            word("unit", figure.unit),
            figure.as_of,
            figure.note[language] or None,
            figure.source_id,
            figure.quantity,
        )

    return FactTable(
        "figures",
        (
            ("project", _TEXT),
            ("project_name", _TEXT),
            ("quantity_word", _TEXT),
            ("qualifier", _TEXT),
            ("value", _NUMBER),
            ("unit", _TEXT),
            ("as_of", _DATE),
            ("note", _TEXT),
            ("source", _TEXT),
            ("quantity", _TEXT),
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
            ("source_id", _TEXT),
            ("title", _TEXT),
            ("publisher", _TEXT),
            ("number", _TEXT),
            ("published", _DATE),
            ("source_kind", _TEXT),
            ("url", _TEXT),
            ("source_note", _TEXT),
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
        ("day", show_day(view.day, language)),
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
