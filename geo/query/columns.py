"""A column of the list of projects as data, and its cells."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from geo.dates import PartialDate
from geo.strings import say, table
from geo.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

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
    """One column of the list of projects as data.

    Parameters
    ----------
    id
        Its name in JSON, CSV, GeoJSON and GeoPackage; says the unit of a measure.
    short
        Its name in a shapefile, at most :data:`SHORT_NAME` ASCII letters.
    value
        Cell of a row; ``None`` where no source says it. A :class:`geo.text.Text` becomes a column
        in each language: ``name_vi``, ``name_en``, ….
    words
        Says a code of the column in a language, ``None`` where the column holds no codes.
    width
        In characters of a workbook's standard typeface.
    printed
        Place among the columns that a workbook prints, equal ones in the order of the list; 0 for
        those that stand to the right of the printed ones.
    balloon
        Whether Google Earth shows it when a project is clicked.
    language
        Of a column that a text gave, empty for the others.
    """

    id: str
    short: str
    value: Callable[[View, Row], Cell | Text]
    kind: ColumnKind = ColumnKind.TEXT
    words: Callable[[str, str], str] | None = None
    width: int = 16
    printed: int = 0
    balloon: bool = False
    language: str = ""

    def title(self, language: str) -> str:
        """Return the heading that a person reads."""
        if self.language and f"data.column-{self.id}" not in table():
            return f"{say('column.name', language)} ({say('language.name', self.language)})"
        return say(f"data.column-{self.id}", language)

    def cell(self, view: View, row: Row) -> Cell:
        """Return the cell of a row."""
        value = self.value(view, row)
        return value[self.language] if isinstance(value, Text) else value


def flat(cell: Cell, separator: str = ";") -> str | float | int | bool | None:
    """Return a cell as one value: lists joined, days in the form of the tables (ISO 8601)."""
    if isinstance(cell, PartialDate):
        return cell.iso()
    if isinstance(cell, dict):
        return separator.join(f"{key}={number:g}" for key, number in cell.items())
    return separator.join(cell) if isinstance(cell, list) else cell
