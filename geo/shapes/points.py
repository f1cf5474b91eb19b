"""Points in a table, CSV or XLSX: columns of coordinates found, numbers in any spelling read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Final

import shapely

from geo.shapes.letters import Letters, decode
from geo.shapes.markup import Node, parse_markup
from geo.shapes.raw import MAX_VERTICES, Cell, RawFeature, RawFile, ShapeFileError, finite, flat
from geo.text import fold

# Words of a title that say which way its numbers run; a direction says it better than a letter.
_AXES: Final = {
    "kinh": "east", "lon": "east", "long": "east", "longitude": "east", "lng": "east",
    "vi": "north", "lat": "north", "latitude": "north",
    "dong": "east", "e": "east", "east": "east", "easting": "east", "hoanh": "east",
    "bac": "north", "n": "north", "north": "north", "northing": "north", "tung": "north",
    "x": "x", "xcoord": "x", "pointx": "x", "y": "y", "ycoord": "y", "pointy": "y",
}  # fmt: skip
_DEGREE_WORDS: Final = frozenset(list(_AXES)[:8])
_FILLING: Final = frozenset({
    "toa", "do", "m", "met", "vn", "he", "diem", "point", "coord", "coordinate", "wgs", "utm",
})  # fmt: skip
_DEGREES: Final = re.compile(
    r"([NSEWBĐDTK]?)\s*(\d{1,3})\s*[°ºo]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*['′’])?"
    r"\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:[\"″”]|''))?\s*([NSEWBĐDTK]?)",
    re.IGNORECASE,
)
_PLAIN_NUMBER: Final = re.compile(rb"-?\d{1,12}(?:\.\d+)?")
# Degrees, minutes and seconds by spaces alone; groups of thousands have three figures.
_SPACED_ANGLE: Final = re.compile(r"(\d{1,3})\s+([0-5]?\d)\s+([0-5]?\d(?:[.,]\d+)?)")
_GROUPED: Final = re.compile(r"-?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")
_HEAD_ROWS: Final = 10
# Metres of any system, degrees of Vietnam and its neighbours, and what else may be meant.
_RANGES: Final = {
    "metres": (100_000.0, 1e8), "lat": (8.0, 24.0), "lon": (101.0, 111.0), "large": (5.0, 1e9),
}  # fmt: skip
_MOST_SHEETS: Final = 20
_MOST_ATTRIBUTES: Final = 200
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
    """Return the points of the first sheet that has some; see :func:`read_csv_points`.

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
    fault: ShapeFileError | None = None
    # A cover sheet may come before the one with the points.
    for sheet in sheets[:_MOST_SHEETS]:
        try:
            return _points("xlsx", _sheet_rows(files[sheet], shared, name), name)
        except ShapeFileError as error:
            if error.key not in ("shapes.error-columns", "shapes.error-empty"):
                raise
            fault = fault or error
    raise fault or ShapeFileError("shapes.error-broken", name)


def _sheet_rows(data: bytes, shared: list[str], name: str) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for row in parse_markup(data, name).all("row"):
        number = row.attributes.get("r", "")
        at = int(number) if number.isdecimal() else len(rows) + 1
        if not len(rows) < at <= len(rows) + MAX_VERTICES:
            raise ShapeFileError("shapes.error-broken", name)
        rows += [[] for _ in range(at - 1 - len(rows))]
        rows.append(_sheet_row(row, shared, f"{name}:{at}"))
    return rows


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
    titles = [_title(cell) for cell in rows[head]] if head >= 0 else []
    xy: list[tuple[float, float]] = []
    texts: list[RawFeature] = []
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        pair = [row[at] if at < len(row) else None for at in (east, north)]
        numbers = [_number(cell) for cell in pair]
        if numbers == [None, None] and _is_no_point(row, pair, xy):
            continue
        for at, cell, value in zip((east, north), pair, numbers, strict=True):
            if value is None:
                field = titles[at] if at < len(titles) else str(at + 1)
                where = f"{name}:{number}:{field}"
                raise ShapeFileError("shapes.error-number", where, value=_plain(cell)[:40])
        xy.append(finite(float(numbers[0] or 0), float(numbers[1] or 0), f"{name}:{number}"))
        if len(texts) < _MOST_ATTRIBUTES:
            others = {
                title: cell
                for at, (title, cell) in enumerate(zip(titles, row, strict=False))
                if title and at not in (east, north)
            }
            texts.append(RawFeature(f"{name}:{number}", None, others))
    if not xy:
        raise ShapeFileError("shapes.error-empty", name)
    shape = shapely.points(xy[0]) if len(xy) == 1 else shapely.linestrings(xy)
    line = RawFeature(name, flat(shape, name), {"points": len(xy)})
    return RawFile(kind, (line, *(one for one in texts if one.cells)))


def _is_no_point(row: list[Cell], pair: list[Cell], xy: Sequence[object]) -> bool:
    """Tell whether a row holds nothing, or a remark under the table: one text alone."""
    is_remark = bool(xy) and sum(_plain(cell) != "" for cell in row) == 1
    return is_remark or all(_plain(cell) == "" for cell in pair)


def _columns(rows: list[list[Cell]], name: str) -> tuple[int, int, int]:
    """Return the row of titles, -1 without one, and the two columns of coordinates."""
    for number, row in enumerate(rows[:_HEAD_ROWS]):
        named = [(at, _axis(cell)) for at, cell in enumerate(row)]
        # The pair of one kind that begins first: X and Y beside longitude and latitude.
        for kind in dict.fromkeys(axis[0] for _, axis in named if axis):
            east = next((at for at, axis in named if axis == (kind, "east")), None)
            north = next((at for at, axis in named if axis == (kind, "north")), None)
            if east is not None and north is not None:
                return number, east, north
    bare = _bare_columns(rows[:_HEAD_ROWS])
    if bare is None:
        raise ShapeFileError("shapes.error-columns", name)
    return -1, *bare


def _bare_columns(rows: list[list[Cell]]) -> tuple[int, int] | None:
    """Return two columns of a table without titles whose numbers are coordinates."""
    width = min((len(row) for row in rows if row), default=0)
    columns: dict[str, list[int]] = {"metres": [], "lat": [], "lon": [], "large": []}
    for at in range(width):
        values = [_number(row[at]) for row in rows if row]
        sizes = [abs(value) for value in values if value is not None]
        if len(sizes) < len(values):
            continue
        for kind, (low, high) in _RANGES.items():
            if all(low <= size <= high for size in sizes):
                columns[kind].append(at)
    if len(columns["metres"]) > 1:
        return columns["metres"][0], columns["metres"][1]
    if columns["lat"] and columns["lon"]:
        return columns["lon"][0], columns["lat"][0]
    return (columns["large"][0], columns["large"][1]) if len(columns["large"]) > 1 else None


def _title(cell: Cell) -> str:
    """Return a title; one in letters that are still unknown keeps its bytes, a letter each."""
    if isinstance(cell, bytes):
        try:
            return cell.decode().strip()
        except UnicodeDecodeError:
            return cell.decode("latin-1").strip()
    return "" if cell is None else str(cell).strip()


def _axis(cell: Cell) -> tuple[str, str] | None:
    """Return of which kind a title is, and which way its numbers run: "Toạ độ Bắc (X)"."""
    for words in _readings(cell):
        said = [word for word in re.findall("[a-z]+", fold(words)) if word not in _FILLING]
        if not said or not all(word in _AXES for word in said):
            continue
        ways = {_AXES[word] for word in said}
        directions = ways & {"east", "north"}
        if len(directions) == 1:
            return "degrees" if _DEGREE_WORDS & {*said} else "grid", directions.pop()
        if len(ways) == 1:
            return "letters", {"x": "east", "y": "north"}[ways.pop()]
    return None


def _readings(cell: Cell) -> Iterator[str]:
    if not isinstance(cell, bytes):
        yield _plain(cell)
        return
    for letters in Letters:
        with suppress(UnicodeError):
            yield decode(cell, letters)


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
    if isinstance(cell, bytes) and _PLAIN_NUMBER.fullmatch(cell):
        return float(cell)
    spaced = _SPACED_ANGLE.fullmatch(_plain(cell))
    if spaced:
        degrees, minutes, seconds = (float(part.replace(",", ".")) for part in spaced.groups())
        return degrees + minutes / 60 + seconds / 3_600
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
