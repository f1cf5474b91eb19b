"""The columns of the list of projects, once for every format that leaves as data.

A format takes a column's value and writes it by its kind: a workbook keeps numbers and days, a
text file joins lists, an older tool takes the short name. ``data.column-<id>`` in the table of
strings is the heading that a person reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from geo.catalog.history import figures_as_of, in_conflict, known_since
from geo.dates import PartialDate
from geo.model import Frame
from geo.strings import say, show_exact

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.model import Figure, StatusEvent, Touch
    from geo.query.view import Row, View

SHORT_NAME = 10
"""Longest name of a column in a shapefile (dBASE III, 10 bytes of the field's name)."""
Cell = str | float | int | bool | PartialDate | list[str] | dict[str, float] | None


class ColumnKind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"
    DATE = "date"
    FLAG = "flag"
    LIST = "list"
    MAP = "map"


@dataclass(frozen=True)
class Column:
    """One column.

    Parameters
    ----------
    id
        Its name in JSON, CSV, GeoJSON and GeoPackage; says the unit of a measure.
    short
        Its name in a shapefile, at most :data:`SHORT_NAME` ASCII letters.
    value
        Cell of a row; ``None`` where no source says it.
    words
        Says a code of the column in a language, ``None`` where the column holds no codes.
    key
        Of its heading in the table of strings, empty for ``data.column-<id>``.
    """

    id: str
    short: str
    kind: ColumnKind
    value: Callable[[View, Row], Cell]
    words: Callable[[str, str], str] | None = None
    key: str = ""

    def title(self, language: str) -> str:
        """Return the heading that a person reads."""
        return say(self.key or f"data.column-{self.id}", language)


def _qualifier(code: str, language: str) -> str:
    return say(f"qualifier.{code}", language)


def _basis(code: str, language: str) -> str:
    return say(f"data.basis-{code}", language)


def _areas(view: View, row: Row, frame: Frame) -> list[str]:
    language = view.selection.language
    return [view.catalog.areas[touch.code].name[language] for touch in row.touches(frame)]


def _codes(touches: tuple[Touch, ...]) -> list[str]:
    return [touch.code for touch in touches]


def _km_by(row: Row, frame: Frame) -> dict[str, float]:
    return {touch.code: touch.length_km for touch in row.touches(frame) if touch.length_km}


def _corridors(view: View, row: Row) -> list[str]:
    language = view.selection.language
    return [view.catalog.corridors[code].name[language] for code in row.project.corridor_ids]


def _agencies(view: View, row: Row) -> list[str]:
    language = view.selection.language
    return [view.catalog.agencies[code].name[language] for code in row.project.agency_ids]


def _position(view: View, row: Row) -> list[str]:
    """Say in words what the geometry is: a drawing is named as one."""
    language = view.selection.language
    if not row.project.pieces:
        return [say("sheet.tag-unplaced", language)]
    words = [say(f"geometry.{kind}", language) for kind in row.geometry_kinds]
    return [*words, say("card.on-spots", language)] if row.project.on_spots else words


def _quoted(view: View, row: Row, quantity: str) -> tuple[Figure, ...]:
    figures = view.catalog.figures_of(row.project.id)
    return figures_as_of(figures, quantity, view.day, view.catalog.sources)


def _first(known: tuple[Figure, ...], field: str) -> str | None:
    """Return a field of the figure to quote, ``None`` where it is empty or no source gives one."""
    return (known and getattr(known[0], field)) or None


def _others(view: View, row: Row, quantity: str) -> list[str]:
    """Return the values of sources that disagree with the quoted one, each with its source."""
    known = _quoted(view, row, quantity)
    if not in_conflict(known):
        return []
    first = known[0]
    return [
        say_figure(figure, view.selection.language)
        for figure in known[1:]
        if (figure.value, figure.unit) != (first.value, first.unit)
    ]


def say_figure(figure: Figure, language: str) -> str:
    """Return a figure in words: qualifier, value, date and the id of its source."""
    qualifier = _qualifier(figure.qualifier, language) if figure.qualifier else ""
    when = f" ({figure.as_of.show(language)})" if figure.as_of else ""
    value = show_exact(figure.value, language)
    return f"{qualifier} {value}{when} [{figure.source_id}]".strip()


def sources_of(view: View, row: Row) -> list[str]:
    """Return the ids of all sources of what is known of a project on the day of the view."""
    used = [event.source_id for event in events_until(view, row)]
    used += [figure.source_id for figure in figures_until(view, row)]
    return sorted({*row.project.source_ids, *used})


def events_until(view: View, row: Row) -> list[StatusEvent]:
    """Return the history of a project up to the day of the view, oldest first."""
    events = view.catalog.events_of(row.project.id)
    return [event for event in events if event.effective <= view.day]


def figures_until(view: View, row: Row) -> list[Figure]:
    """Return the figures of a project that are known on the day of the view."""
    figures = view.catalog.figures_of(row.project.id)
    dated = [(known_since(figure, view.catalog.sources), figure) for figure in figures]
    return [figure for since, figure in dated if since is None or since <= view.day]


_K = ColumnKind
COLUMNS = (
    Column("id", "ID", _K.TEXT, lambda _, row: row.project.id),
    Column("name_vi", "NAME_VI", _K.TEXT, lambda _, row: row.project.name["vi"]),
    Column("name_en", "NAME_EN", _K.TEXT, lambda _, row: row.project.name["en"]),
    Column(
        "kind_word",
        "KIND_TXT",
        _K.TEXT,
        lambda view, row: say(f"kind.{row.project.kind}", view.selection.language),
    ),
    Column(
        "status_word",
        "STATUS_TXT",
        _K.TEXT,
        lambda view, row: say(f"status.{row.status}", view.selection.language),
    ),
    Column("status_since", "SINCE", _K.DATE, lambda _, row: row.since.date if row.since else None),
    Column("status_date", "UPDATED", _K.DATE, lambda _, row: row.event.date if row.event else None),
    Column(
        "status_note",
        "LATEST",
        _K.TEXT,
        lambda view, row: row.event.note[view.selection.language] or None if row.event else None,
    ),
    Column(
        "status_source",
        "ST_SOURCE",
        _K.TEXT,
        lambda _, row: row.event.source_id if row.event else None,
    ),
    Column("length_km", "LENGTH_KM", _K.NUMBER, lambda _, row: row.length_km),
    Column(
        "length_basis",
        "LEN_BASIS",
        _K.TEXT,
        lambda _, row: row.length_source or None,
        words=_basis,
    ),
    Column(
        "length_qualifier",
        "LEN_QUALIF",
        _K.TEXT,
        lambda view, row: _first(_quoted(view, row, "length"), "qualifier"),
        words=_qualifier,
    ),
    Column(
        "length_source",
        "LEN_SOURCE",
        _K.TEXT,
        lambda view, row: _first(_quoted(view, row, "length"), "source_id"),
    ),
    Column("length_other_km", "LEN_OTHER", _K.LIST, lambda view, row: _others(view, row, "length")),
    Column(
        "capital_billion_vnd",
        "CAPITAL_BN",
        _K.NUMBER,
        lambda _, row: row.capital.value if row.capital else None,
    ),
    Column(
        "capital_qualifier",
        "CAP_QUALIF",
        _K.TEXT,
        lambda _, row: (row.capital and row.capital.qualifier) or None,
        words=_qualifier,
    ),
    Column(
        "capital_note",
        "CAP_NOTE",
        _K.TEXT,
        lambda view, row: (row.capital and row.capital.note[view.selection.language]) or None,
    ),
    Column(
        "capital_as_of",
        "CAP_DATE",
        _K.DATE,
        lambda _, row: row.capital.as_of if row.capital else None,
    ),
    Column(
        "capital_source",
        "CAP_SOURCE",
        _K.TEXT,
        lambda _, row: row.capital.source_id if row.capital else None,
    ),
    Column(
        "capital_other_billion_vnd",
        "CAP_OTHER",
        _K.LIST,
        lambda view, row: _others(view, row, "capital"),
    ),
    Column(
        "district_names",
        "DISTRICTS",
        _K.LIST,
        lambda view, row: _areas(view, row, Frame.DISTRICT),
    ),
    Column(
        "commune_names", "COMMUNES", _K.LIST, lambda view, row: _areas(view, row, Frame.COMMUNE)
    ),
    Column("corridor_names", "CORRIDORS", _K.LIST, _corridors),
    Column("agency_names", "AGENCIES", _K.LIST, _agencies),
    Column(
        "class_target",
        "CLASS",
        _K.TEXT,
        lambda view, row: row.project.class_target[view.selection.language] or None,
    ),
    Column(
        "funding",
        "FUNDING",
        _K.TEXT,
        lambda view, row: row.project.funding[view.selection.language] or None,
    ),
    Column("start_year", "START_YEAR", _K.WHOLE, lambda _, row: row.project.start_year),
    Column("finish_year", "END_YEAR", _K.WHOLE, lambda _, row: row.project.finish_year),
    Column("position", "POSITION", _K.LIST, _position),
    Column("evidence", "EVIDENCE", _K.TEXT, lambda _, row: row.evidence and row.evidence.value),
    Column(
        "note",
        "NOTE",
        _K.TEXT,
        lambda view, row: row.project.note[view.selection.language] or None,
    ),
    Column("kind", "KIND", _K.TEXT, lambda _, row: row.project.kind.value),
    Column("status", "STATUS", _K.TEXT, lambda _, row: row.status.value),
    Column(
        "geometry_kind", "GEOM_KIND", _K.LIST, lambda _, row: [k.value for k in row.geometry_kinds]
    ),
    Column("on_spots", "ON_SPOTS", _K.FLAG, lambda _, row: row.project.on_spots),
    Column("drawn_km", "DRAWN_KM", _K.NUMBER, lambda _, row: row.drawn_km or None),
    Column("districts", "DIST_CODES", _K.LIST, lambda _, row: _codes(row.touches(Frame.DISTRICT))),
    Column("communes", "COM_CODES", _K.LIST, lambda _, row: _codes(row.touches(Frame.COMMUNE))),
    Column("corridors", "COR_IDS", _K.LIST, lambda _, row: list(row.project.corridor_ids)),
    Column("agencies", "AGENCY_IDS", _K.LIST, lambda _, row: list(row.project.agency_ids)),
    Column("sources", "SOURCE_IDS", _K.LIST, sources_of),
    Column("km_by_district", "KM_BY_DIST", _K.MAP, lambda _, row: _km_by(row, Frame.DISTRICT)),
    Column("km_by_commune", "KM_BY_COM", _K.MAP, lambda _, row: _km_by(row, Frame.COMMUNE)),
)


def columns_in(language: str) -> tuple[Column, ...]:
    """Return all columns for readers of a language, with a column for the names in it."""
    name = f"name_{language}"
    if any(column.id == name for column in COLUMNS):
        return COLUMNS
    # A further language brings words of its own, but no heading for a column of its own.
    own = Column(
        name,
        name.upper()[:SHORT_NAME],
        ColumnKind.TEXT,
        lambda _, row: row.project.name[language],
        key="data.fact-project_name",
    )
    return (*COLUMNS, own)


def flat(cell: Cell, separator: str = ";") -> str | float | int | bool | None:
    """Return a cell as one value: lists joined, days in the form of the tables (ISO 8601)."""
    if isinstance(cell, PartialDate):
        return cell.iso()
    if isinstance(cell, dict):
        return separator.join(f"{key}={number:g}" for key, number in cell.items())
    return separator.join(cell) if isinstance(cell, list) else cell
