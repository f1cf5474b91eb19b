"""Points in a table, CSV or XLSX: columns of coordinates found, numbers in any spelling read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from typing import Final

import shapely

from geo.shapes.letters import Letters, decode
from geo.shapes.markup import Node, parse_markup
from geo.shapes.raw import MAX_VERTICES, Cell, RawFeature, RawFile, ShapeFileError, finite, flat
from geo.text import fold

_EAST: Final = frozenset(
    {"x", "e", "east", "easting", "lon", "long", "longitude", "lng", "kinh do"}
)
_NORTH: Final = frozenset({"y", "n", "north", "northing", "lat", "latitude", "vi do"})
_DEGREES: Final = re.compile(
    r"([NSEWBĐDTK]?)\s*(\d{1,3})\s*[°ºo]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*['′’])?"
    r"\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:[\"″”]|''))?\s*([NSEWBĐDTK]?)",
    re.IGNORECASE,
)
_GROUPED: Final = re.compile(r"-?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")
_HEAD_ROWS: Final = 10
_LOWEST_COORDINATE: Final = 5.0
_MOST_COLUMNS: Final = 500
_CELL_REF: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def read_csv_points(data: bytes, name: str) -> RawFile:
    """Return the points of a CSV as one line in the order of its rows, one row alone as a point.

    Raises
    ------
    ShapeFileError
        If no columns of coordinates are found, or a cell is no number; with row and column.
    """
    text = data.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    sample = text[:4_000]
    separator = max(";\t,|", key=lambda sign: (sample.count(sign), sign == ";"))
    # A decimal comma is no separator.
    if separator == "," and ";" in sample:
        separator = ";"
    try:
        rows = [[*row] for row in csv.reader(io.StringIO(text), delimiter=separator)]
    except csv.Error as error:
        raise ShapeFileError("shapes.error-broken", name) from error
    return _points("csv", [[_encoded(cell) for cell in row] for row in rows], name)


def read_xlsx_points(files: Mapping[str, bytes], name: str) -> RawFile:
    """Return the points of the first sheet of a workbook; see :func:`read_csv_points`.

    Raises
    ------
    ShapeFileError
        As there, or if the workbook is broken or holds macros.
    """
    if any(path.lower().endswith("vbaproject.bin") for path in files):
        raise ShapeFileError("shapes.error-macros", name)
    sheets = sorted(
        (path for path in files if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", path)),
        key=lambda path: int(re.sub(r"\D", "", path)),
    )
    if not sheets:
        raise ShapeFileError("shapes.error-broken", name)
    shared: list[str] = []
    if "xl/sharedStrings.xml" in files:
        root = parse_markup(files["xl/sharedStrings.xml"], name)
        shared = ["".join(t.text for t in si.all("t")) for si in root.children if si.tag == "si"]
    rows: list[list[Cell]] = []
    for row in parse_markup(files[sheets[0]], name).all("row"):
        number = row.attributes.get("r", "")
        at = int(number) if number.isdecimal() else len(rows) + 1
        if not len(rows) < at <= len(rows) + MAX_VERTICES:
            raise ShapeFileError("shapes.error-broken", name)
        rows += [[] for _ in range(at - 1 - len(rows))]
        rows.append(_sheet_row(row, shared, f"{name}:{at}"))
    return _points("xlsx", rows, name)


def _sheet_row(row: Node, shared: list[str], where: str) -> list[Cell]:
    cells: list[Cell] = []
    for node in row.all("c"):
        ref = _CELL_REF.fullmatch(node.attributes.get("r", ""))
        column = len(cells)
        if ref:
            column = 0
            for letter in ref[1]:
                column = column * 26 + ord(letter) - 64
            column -= 1
        if not len(cells) <= column < _MOST_COLUMNS:
            raise ShapeFileError("shapes.error-broken", where)
        cells += [None] * (column - len(cells))
        kind, value = node.attributes.get("t", "n"), node.first("v")
        try:
            if kind == "s":
                cells.append(shared[int(value)])
            elif kind == "inlineStr":
                cells.append("".join(one.text for one in node.all("t")))
            elif kind == "n":
                cells.append(float(value) if value else None)
            else:
                cells.append(value)
        except (ValueError, IndexError) as error:
            raise ShapeFileError("shapes.error-broken", where) from error
    return cells


def _encoded(cell: str) -> Cell:
    return cell.encode("latin-1")


def _points(kind: str, rows: list[list[Cell]], name: str) -> RawFile:
    if len(rows) > MAX_VERTICES:
        raise ShapeFileError("shapes.error-many", name, features=1, vertices=MAX_VERTICES)
    head, east, north = _columns(rows, name)
    titles = [_plain(cell) for cell in rows[head]] if head >= 0 else []
    xy: list[tuple[float, float]] = []
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        pair = [row[at] if at < len(row) else None for at in (east, north)]
        if all(_plain(cell) == "" for cell in pair):
            continue
        numbers = []
        for at, cell in zip((east, north), pair, strict=True):
            value = _number(cell)
            if value is None:
                field = titles[at] if at < len(titles) else str(at + 1)
                where = f"{name}:{number}:{field}"
                raise ShapeFileError("shapes.error-number", where, value=_plain(cell)[:40])
            numbers.append(value)
        xy.append(finite(numbers[0], numbers[1], f"{name}:{number}"))
    if not xy:
        raise ShapeFileError("shapes.error-empty", name)
    shape = shapely.points(xy[0]) if len(xy) == 1 else shapely.linestrings(xy)
    texts: dict[str, Cell] = {"points": len(xy)}
    return RawFile(kind, (RawFeature(name, flat(shape, name), texts),))


def _columns(rows: list[list[Cell]], name: str) -> tuple[int, int, int]:
    """Return the row of titles, -1 without one, and the two columns of coordinates."""
    for number, row in enumerate(rows[:_HEAD_ROWS]):
        titles = [_title(cell) for cell in row]
        east = next((at for at, title in enumerate(titles) if title in _EAST), None)
        north = next((at for at, title in enumerate(titles) if title in _NORTH), None)
        if east is not None and north is not None:
            return number, east, north
    for row in rows[:1]:
        values = [(_number(cell), at) for at, cell in enumerate(row)]
        large = [at for value, at in values if value and abs(value) > _LOWEST_COORDINATE]
        if len(large) >= 2:  # noqa: PLR2004 - a pair
            return -1, large[0], large[1]
    raise ShapeFileError("shapes.error-columns", name)


def _title(cell: Cell) -> str:
    """Return a column's title, folded, without its unit: "Toạ độ X (m)" is ``x``."""
    words = fold(re.sub(r"[(\[].*", "", _plain(cell)))
    words = re.sub(r"[^a-z]+", " ", words).strip()
    return words.removeprefix("toa do ").strip()


def _plain(cell: Cell) -> str:
    if isinstance(cell, bytes):
        for letters in Letters:
            try:
                return decode(cell, letters).strip()
            except UnicodeError:
                continue
    return "" if cell is None else str(cell).strip()


def _number(cell: Cell) -> float | None:
    """Return a number as people write it: 2.345.678,12 · 2 345 678.12 · 104°12′33″."""
    if isinstance(cell, (int, float)):
        return float(cell)
    text = re.sub(r"[\s\u00a0]", "", _plain(cell))
    angle = _DEGREES.fullmatch(text)
    if angle:
        parts = [float((part or "0").replace(",", ".")) for part in angle.groups()[1:4]]
        return parts[0] + parts[1] / 60 + parts[2] / 3_600
    grouped = _GROUPED.fullmatch(text)
    if grouped and text.count(grouped[1]) > 1:
        text = text.replace(grouped[1], "")
    elif "," in text and "." in text:
        group = min(",.", key=text.rindex)
        text = text.replace(group, "")
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
