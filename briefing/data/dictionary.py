"""What each column of our data is: a dictionary that goes along with the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from briefing.data.tables import FactTable
from geo.model import Evidence, GeometryKind, IncidentKind, Status
from geo.query.fields import FIELDS, ColumnKind, columns
from geo.query.wording import definition_of
from geo.strings import kinds, say, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.query.view import View

_TYPES: Final = {
    ColumnKind.NUMBER: "real", ColumnKind.WHOLE: "integer", ColumnKind.FLAG: "boolean",
    ColumnKind.DATE: "date",
}  # fmt: skip
_TEXT: Final = "text"


@dataclass(frozen=True)
class Entry:
    """A column of a table.

    Parameters
    ----------
    table
        Id of the table.
    column
        Name of the column.
    type
        ``text``, ``real``, ``integer``, ``boolean`` or ``date`` (ISO 8601, to what is known).
    title, meaning
        In the language of the view; the meaning is empty where the title says all.
    """

    table: str
    column: str
    type: str
    title: str
    meaning: str


def project_entries(view: View, name: str = "projects") -> Iterator[Entry]:
    """Yield what the columns of projects are."""
    language = view.selection.language
    quantities = {
        item.columns[0].id: item.quantity for item in FIELDS if item.quantity and item.columns
    }
    for column in columns():
        meaning = _codes(name, column.id, language)
        meaning = meaning or definition_of(quantities.get(column.id, ""), language)
        type_ = _TYPES.get(column.kind, _TEXT)
        yield Entry(name, column.id, type_, column.title(language), meaning)


def fact_entries(view: View, facts: FactTable) -> Iterator[Entry]:
    """Yield what the columns of a table of facts are."""
    language = view.selection.language
    for column in facts.columns:
        type_, meaning = _TYPES.get(column.kind, _TEXT), _codes(facts.id, column.id, language)
        yield Entry(facts.id, column.id, type_, column.title(language), meaning)


def frame_entries(view: View, name: str, frame: pd.DataFrame) -> Iterator[Entry]:
    """Yield what the columns of another layer are.

    Raises
    ------
    UnknownIdError
        If the strings do not say what a column is: nothing leaves unexplained.
    """
    language = view.selection.language
    of_projects = {entry.column: entry for entry in project_entries(view, name)}
    for column, type_ in frame.dtypes.items():
        if column == "geometry":
            continue
        known = of_projects.get(str(column))
        if known and name.startswith("projects"):
            yield known
            continue
        key = f"data.field-{column}"
        title = known.title if known and key not in table() else say(key, language)
        meaning = _codes(name, str(column), language)
        yield Entry(name, str(column), _type_of(type_), title, meaning)


def entries_table(entries: Iterable[Entry]) -> pd.DataFrame:
    """Return a dictionary as a table, a row a column."""
    names = ["table_name", "column_name", "column_type", "title", "meaning"]
    cells = [(e.table, e.column, e.type, e.title, e.meaning or None) for e in entries]
    return pd.DataFrame(cells, columns=names)


def dictionary_facts(view: View, facts: Iterable[FactTable]) -> FactTable:
    """Return a dictionary of projects and tables of facts as a table of a workbook."""
    language = view.selection.language
    titled = [(say("data.sheet-projects", language), project_entries(view))]
    titled += [(each.title(language), fact_entries(view, each)) for each in facts]
    rows = (
        (title, one.title, one.column, say(f"data.type-{one.type}", language), one.meaning or None)
        for title, entries in titled
        for one in entries
    )
    return FactTable("dictionary", tuple(rows))


def _type_of(type_: object) -> str:
    kind = str(getattr(type_, "kind", "O"))
    return {"f": "real", "i": "integer", "b": "boolean"}.get(kind, _TEXT)


def _codes(name: str, column: str, language: str) -> str:
    """Return what the codes of a column stand for, empty where it has none."""
    if column == "evidence":
        return "; ".join(say(f"grade.{one}", language) for one in Evidence)
    families: dict[str, tuple[str, Iterable[str]]] = {
        "status": ("status", Status),
        "kind": ("incident", IncidentKind) if name.startswith("incidents") else ("kind", kinds()),
        "geometry_kind": ("geometry", GeometryKind),
    }
    if column not in families:
        return ""
    family, codes = families[column]
    return "; ".join(f"{code}: {say(f'{family}.{code}', language)}" for code in codes)
