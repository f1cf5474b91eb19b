"""A column of the list of projects as data, and its cells."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, StrEnum, auto
from typing import TYPE_CHECKING, Any

from geo.dates import PartialDate
from geo.strings import say, table
from geo.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.query.view import ProjectRow, View

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


class On(Flag):
    """Where a column stands out: the first of a workbook, the last of these, and the balloon.

    A workbook prints its first columns alone; Google Earth shows the balloon of a project.
    """

    NOWHERE = 0
    PRINT = auto()
    PRINT_LAST = auto()
    BALLOON = auto()


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
        Where its cell stands in a row (``event.source_id``), or what makes it; ``None`` where no
        source says it.
    words
        Beginning of the strings that say its codes: ``qualifier.``; empty where it has none.
    width
        In characters of a workbook's standard typeface.
    on
        Where else than in the table of all columns it stands.
    language
        Of a text that stands in a column a language, empty for that of the view.
    """

    id: str
    short: str
    value: str | Callable[[View, ProjectRow], Cell]
    kind: ColumnKind = ColumnKind.TEXT
    words: str = ""
    width: int = 16
    on: On = On.NOWHERE
    language: str = ""

    def title(self, language: str) -> str:
        """Return the heading that a person reads."""
        if f"data.column-{self.id}" in table():
            return say(f"data.column-{self.id}", language)
        # A further language brings words of its own, but no heading for its column of names.
        name = say("data.fact-project_name", language)
        own = self.language == language
        return name if own else f"{name} ({say('language.name', self.language)})"

    def cell(self, view: View, row: ProjectRow) -> Cell:
        """Return the cell of a row."""
        if not isinstance(self.value, str):
            return self.value(view, row)
        found = follow(row, self.value)
        if isinstance(found, Text):
            found = found[self.language or view.selection.language]
        if isinstance(found, StrEnum):
            return found.value
        value: Cell = [*map(str, found)] if isinstance(found, tuple) else found
        return None if value == "" else value

    def in_words(self, cell: Cell, language: str) -> Cell:
        """Return a cell with its code as words."""
        return say(f"{self.words}{cell}", language) if self.words and cell else cell


def follow(thing: object, path: str) -> Any:  # noqa: ANN401 - an attribute may be anything
    """Return what stands at a path of attributes, ``None`` where one on the way is ``None``."""
    for name in path.split("."):
        thing = None if thing is None else getattr(thing, name)
    return thing


def flat(cell: Cell, separator: str = ";") -> str | float | int | bool | None:
    """Return a cell as one value: lists joined, days in the form of the tables (ISO 8601)."""
    if isinstance(cell, PartialDate):
        return cell.iso()
    if isinstance(cell, dict):
        return separator.join(f"{key}={number:g}" for key, number in cell.items())
    return separator.join(cell) if isinstance(cell, list) else cell
