"""Reads the sheets of a workbook as a person sees them: values, formats, merged and hidden cells.

Names of elements are read without their prefix, cells without an address stand behind the one
before: WPS and other programs write so. A document type, with which entities begin, is refused.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from xml.parsers import expat

from geo.text import nfc
from geo.trip.package import UnreadableFileError, refuse, unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST_ROWS: Final = 100_000
MOST_CELLS: Final = 2_000_000
# Rows and cells that hold nothing but a format; a whole sheet of empty rows stays below it.
MOST_ELEMENTS: Final = 8_000_000
# What a file of these limits needs; a file of some kilobytes can unpack to far more.
MOST_MARKS: Final = 10_000_000
MOST_LETTERS: Final = 50_000_000
_MOST_MERGED: Final = 100_000
_DEEPEST: Final = 200
_CHUNK: Final = 1 << 18
_LONGEST_TAG: Final = 4 << 20
_LETTERS: Final = 26
_LAST_COLUMN: Final = 16_384
_LAST_ROW: Final = 1_048_576
_ADDRESS: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Formats that a workbook names by number only (ISO 29500-1, 18.8.30): of percent, dates and times.
_KNOWN_FORMATS: Final = {
    9: "0%", 10: "0.00%",
    14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss",
    20: "h:mm", 21: "h:mm:ss", 22: "dd/mm/yyyy h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy/mm/dd"),
}  # fmt: skip


class CellKind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    FLAG = "flag"
    ERROR = "error"
    NO_VALUE = "no-value"


@dataclass(frozen=True, slots=True)
class ReadCell:
    """A cell that is not empty.

    Parameters
    ----------
    row, column
        From 0.
    text
        What stands there: NFC text, the digits of a number, a day of ISO 8601, an error.
    form
        Number format, empty for the general one.
    formula
        Whether a formula gave it.
    from_1904
        Whether days are counted from 1904, as old Macs did.
    """

    row: int
    column: int
    kind: CellKind
    text: str
    form: str = ""
    formula: bool = False
    from_1904: bool = False


@dataclass(frozen=True)
class ReadSheet:
    """A sheet.

    Parameters
    ----------
    cells
        Those that are not empty, by row and column from 0.
    merged
        Ranges of merged cells: ``C5:D7``.
    hidden
        Rows that are hidden, by hand or by a filter.
    """

    name: str
    cells: Mapping[tuple[int, int], ReadCell]
    merged: tuple[str, ...] = ()
    hidden: frozenset[int] = frozenset()

    def text(self, row: int, column: int) -> str:
        """Return what stands in a cell, empty for nothing."""
        cell = self.cells.get((row, column))
        return cell.text if cell else ""


@dataclass(frozen=True)
class ReadBook:
    """A workbook, with its sheets in their order."""

    sheets: tuple[ReadSheet, ...]


def address(row: int, column: int) -> str:
    """Return the address of a cell whose row and column count from 0.

    Examples
    --------
    >>> address(4, 27)
    'AB5'
    """
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def place_of(name: str) -> tuple[int, int]:
    """Return row and column, from 0, of an address.

    Raises
    ------
    ValueError
        If no workbook has such a cell.

    Examples
    --------
    >>> place_of("$AB$5")
    (4, 27)
    """
    found = _ADDRESS.fullmatch(name)
    if not found:
        raise ValueError(name)
    column = 0
    for letter in found[1].upper():
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    row = int(found[2])
    if not (0 < row <= _LAST_ROW and column <= _LAST_COLUMN):
        raise ValueError(name)
    return row - 1, column - 1


def corners(span: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return first and last cell of a range: ``C5:D7``."""
    first, _, last = span.partition(":")
    return place_of(first), place_of(last or first)


def read_book(data: bytes, language: str) -> ReadBook:
    """Return the sheets of a workbook.

    Raises
    ------
    UnreadableFileError
        If it is no workbook, damaged, over a limit or carries a macro; in `language`.
    """
    parts = unpack(data, language)
    if sum(part.count(b"<") for part in parts.values()) > MOST_MARKS:
        raise refuse("bomb", language)
    try:
        return _read(parts, language)
    except (expat.ExpatError, LookupError, ValueError, OverflowError) as error:
        if isinstance(error, UnreadableFileError):
            raise
        raise refuse("damaged", language) from error


@dataclass
class _Budget:
    """What may still be read of a file."""

    language: str
    rows: int = MOST_ROWS
    cells: int = MOST_CELLS
    elements: int = MOST_ELEMENTS
    letters: int = MOST_LETTERS


def _read(parts: Mapping[str, bytes], language: str) -> ReadBook:
    office = _targets(parts, "_rels/.rels", "", language)
    main = next((path for kind, path in office.values() if kind == "officedocument"), "")
    if main not in parts:
        raise refuse("kind", language)
    folder, _, name = main.rpartition("/")
    targets = _targets(parts, f"{folder}/_rels/{name}.rels", folder, language)
    by_kind = dict(targets.values())
    strings = _strings(parts.get(by_kind.get("sharedstrings", ""), b""), language)
    forms = _formats(parts.get(by_kind.get("styles", ""), b""), language)
    named, from_1904 = _sheet_names(parts[main], language)
    budget, sheets = _Budget(language), []
    for title, link in named:
        kind, path = targets[link]
        if kind == "worksheet":
            reader = _SheetReader(nfc(title), strings, forms, budget, from_1904)
            sheets.append(reader.read(parts[path]))
    return ReadBook(tuple(sheets))


def _parse(
    content: bytes,
    language: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Parse XML; names come without a prefix. A document type is refused."""
    if not content:
        return
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse_type(*_: object) -> None:
        raise refuse("damaged", language)

    depth, letters = 0, 0

    def take(part: str) -> None:
        nonlocal letters
        letters += len(part)
        if letters > MOST_LETTERS:
            raise refuse("bomb", language)
        if text:
            text(part)

    def begin(name: str, given: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise refuse("bomb", language)
        start(name.rpartition(":")[2], given)

    def finish(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end:
            end(name.rpartition(":")[2])

    parser.StartDoctypeDeclHandler = refuse_type
    parser.StartElementHandler, parser.EndElementHandler = begin, finish
    parser.CharacterDataHandler = take
    for place in range(0, len(content), _CHUNK):
        parser.Parse(content[place : place + _CHUNK], False)  # noqa: FBT003 - taken by place
        # What is not at an end yet is kept by the library, however long it grows.
        if place - parser.CurrentByteIndex > _LONGEST_TAG:
            raise refuse("bomb", language)
    parser.Parse(b"", True)  # noqa: FBT003 - as above


def _targets(
    parts: Mapping[str, bytes], name: str, folder: str, language: str
) -> dict[str, tuple[str, str]]:
    """Return kind and path, both in small letters, of what a part leads to, by id."""
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, given: dict[str, str]) -> None:
        if tag == "Relationship" and given.get("TargetMode") != "External":
            target = given.get("Target", "").replace("\\", "/")
            whole = target if target.startswith("/") else posixpath.join(folder, target)
            path = posixpath.normpath(whole).lstrip("/").casefold()
            kind = given.get("Type", "").rpartition("/")[2].casefold()
            found[given.get("Id", "")] = (kind, path)

    _parse(parts.get(name.lstrip("/").casefold(), b""), language, start)
    return found


def _sheet_names(content: bytes, language: str) -> tuple[list[tuple[str, str]], bool]:
    named: list[tuple[str, str]] = []
    flags = {"1904": False}

    def start(tag: str, given: dict[str, str]) -> None:
        if tag == "sheet":
            # `r:id` and `sheetId`: the prefix of the first is any.
            link = next((v for k, v in given.items() if k.rpartition(":")[2] == "id"), "")
            named.append((given.get("name", ""), link))
        elif tag == "workbookPr":
            flags["1904"] = given.get("date1904", "") in ("1", "true")

    _parse(content, language, start)
    return named, flags["1904"]


def _strings(content: bytes, language: str) -> list[str]:
    """Return the shared strings; what runs are of a phonetic reading is left out."""
    found: list[str] = []
    state: dict[str, Any] = {"parts": [], "in": False, "aside": False}

    def start(tag: str, _: dict[str, str]) -> None:
        if tag == "si":
            state["parts"] = []
        elif tag == "rPh":
            state["aside"] = True
        elif tag == "t":
            state["in"] = not state["aside"]

    def end(tag: str) -> None:
        if tag == "si":
            found.append(_plain("".join(state["parts"])))
        elif tag == "rPh":
            state["aside"] = False
        elif tag == "t":
            state["in"] = False

    def text(letters: str) -> None:
        if state["in"]:
            state["parts"].append(letters)

    _parse(content, language, start, end, text)
    return found


def _plain(text: str) -> str:
    return nfc(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text))


def _formats(content: bytes, language: str) -> list[str]:
    """Return the number formats of the formats of cells, in their order."""
    own: dict[int, str] = {}
    used: list[int] = []
    within: list[str] = []

    def start(tag: str, given: dict[str, str]) -> None:
        within.append(tag)
        if tag == "numFmt":
            own[int(given.get("numFmtId", "0"))] = given.get("formatCode", "")
        elif tag == "xf" and "cellXfs" in within:
            used.append(int(given.get("numFmtId", "0")))

    def end(_: str) -> None:
        within.pop()

    _parse(content, language, start, end)
    return [own.get(number, _KNOWN_FORMATS.get(number, "")) for number in used]


def _index(text: str) -> int:
    """Return a whole number that counts something; a negative one would count from the end.

    Raises
    ------
    ValueError
        If it is none.
    """
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


_KINDS: Final = {
    "s": CellKind.TEXT, "str": CellKind.TEXT, "inlineStr": CellKind.TEXT, "b": CellKind.FLAG,
    "e": CellKind.ERROR, "d": CellKind.DAY, "n": CellKind.NUMBER,
}  # fmt: skip


@dataclass
class _SheetReader:
    """Reads one sheet from its XML, element by element."""

    name: str
    strings: list[str]
    forms: list[str]
    budget: _Budget
    from_1904: bool
    cells: dict[tuple[int, int], ReadCell] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    filled: set[int] = field(default_factory=set)
    row: int = -1
    column: int = -1
    given: dict[str, str] = field(default_factory=dict)
    value: list[str] = field(default_factory=list)
    taking: bool = False
    aside: bool = False
    formula: bool = False

    def read(self, content: bytes) -> ReadSheet:
        _parse(content, self.budget.language, self.start, self.end, self.text)
        return ReadSheet(
            self.name, self.cells, tuple(self.merged), frozenset(self.hidden & self.filled)
        )

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == "c":
            self._start_cell(given)
        elif tag in ("v", "t"):
            self.taking = not self.aside
        elif tag == "rPh":
            self.aside = True
        elif tag == "f":
            self.formula = True
        elif tag == "row":
            self._count()
            number = _index(given.get("r", str(self.row + 2)))
            self.row, self.column = number - 1, -1
            if not 0 < number <= _LAST_ROW:
                raise ValueError(number)
            if given.get("hidden") in ("1", "true"):
                self.hidden.add(self.row)
        elif tag == "mergeCell":
            self.merged.append(given.get("ref", ""))
            if len(self.merged) > _MOST_MERGED:
                raise refuse("bomb", self.budget.language)

    def end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self.taking = False
        elif tag == "rPh":
            self.aside = False
        elif tag == "c":
            self._end_cell()

    def text(self, letters: str) -> None:
        if self.taking:
            self.value.append(letters)

    def _start_cell(self, given: dict[str, str]) -> None:
        self._count()
        self.given, self.value, self.formula = given, [], False
        self.column += 1
        if "r" in given:
            self.row, self.column = place_of(given["r"])

    def _count(self) -> None:
        self.budget.elements -= 1
        if self.budget.elements < 0:
            where = address(max(self.row, 0), max(self.column, 0))
            raise refuse("cells", self.budget.language, sheet=self.name, cell=where)

    def _end_cell(self) -> None:
        raw, kind = "".join(self.value), _KINDS.get(self.given.get("t", "n"), CellKind.TEXT)
        if self.given.get("t") == "s" and raw.strip():
            raw = self.strings[_index(raw)]
        elif kind is CellKind.TEXT:
            raw = _plain(raw)
        if not raw.strip() and not self.formula:
            return
        if self.formula and not raw and kind is not CellKind.TEXT:
            kind = CellKind.NO_VALUE
        style = _index(self.given.get("s", "0"))
        form = self.forms[style] if style < len(self.forms) else ""
        form = "" if form.casefold() == "general" else form
        place, how = (self.row, self.column), (self.formula, self.from_1904)
        self._keep(ReadCell(*place, kind, raw, form, *how))

    def _keep(self, cell: ReadCell) -> None:
        if cell.row not in self.filled:
            self.filled.add(cell.row)
            self.budget.rows -= 1
        self.budget.cells -= 1
        self.budget.letters -= len(cell.text)
        if self.budget.letters < 0:
            raise refuse("bomb", self.budget.language)
        if self.budget.rows < 0 or self.budget.cells < 0:
            where = address(cell.row, cell.column)
            key = "rows" if self.budget.rows < 0 else "cells"
            values = {"sheet": self.name, "cell": where, "most": MOST_ROWS}
            raise refuse(key, self.budget.language, **values)
        if (cell.row, cell.column) in self.cells:
            # Programs differ on which of the two they show.
            raise refuse("damaged", self.budget.language)
        self.cells[cell.row, cell.column] = cell
