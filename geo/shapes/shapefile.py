"""Shapefiles, read byte by byte: the letters of a table stay bytes, and no driver opens anything.

After the ESRI Shapefile Technical Description (1998) and dBASE III. Heights and measures are
left out.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.shapes.raw import MAX_VERTICES, Cell, RawFeature, RawFile, ShapeFileError, finite, flat

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_CODE, _HEADER = 9994, 100
_POINTS, _LINES, _AREAS, _CLOUDS = {1, 11, 21}, {3, 13, 23}, {5, 15, 25}, {8, 18, 28}
_PARTS_AT, _CLOUD_AT, _XY_BYTES = 44, 40, 16
_FIELD_BYTES, _FIELDS_END, _DELETED = 32, 0x0D, b"*"
_MOST_PRJ = 10_000


def read_shapefile(files: Mapping[str, bytes], name: str) -> RawFile:
    """Return the shapes of the one shapefile among the files of an archive.

    Raises
    ------
    ShapeFileError
        If there are several, or one is broken; the message names file and row.
    """
    by_path = {path.lower(): path for path in files if not path.startswith("__MACOSX/")}
    shapes = sorted(path for low, path in by_path.items() if low.endswith(".shp"))
    if len(shapes) > 1:
        raise ShapeFileError("shapes.error-layers", name, layers=", ".join(shapes)[:200])
    stem = str(PurePosixPath(shapes[0]).with_suffix("")).lower()

    def beside(ending: str) -> bytes:
        return files.get(by_path.get(stem + ending, ""), b"")

    where = f"{name}/{PurePosixPath(shapes[0]).name}"
    geometries = list(_geometries(files[shapes[0]], where))
    rows = list(_rows(beside(".dbf"), f"{name}/{PurePosixPath(stem).name}.dbf"))
    features = []
    for number, geometry in enumerate(geometries, start=1):
        cells = rows[number - 1] if number <= len(rows) else {}
        if geometry is not None and cells is not None:
            features.append(RawFeature(f"{where}:{number}", geometry, cells))
    prj = beside(".prj")[:_MOST_PRJ].decode("utf-8", errors="replace").strip("\ufeff\0 \r\n\t")
    cpg = beside(".cpg")[:40].decode("ascii", errors="replace").strip()
    return RawFile("shp", tuple(features), prj, cpg)


def _geometries(data: bytes, where: str) -> Iterator[BaseGeometry | None]:
    if len(data) < _HEADER or struct.unpack_from(">i", data)[0] != _CODE:
        raise ShapeFileError("shapes.error-broken", where)
    at, number, vertices = _HEADER, 0, 0
    while at + 8 <= len(data):
        number += 1
        (words,) = struct.unpack_from(">i", data, at + 4)
        end = at + 8 + 2 * words
        if words < 2 or end > len(data):  # noqa: PLR2004 - a record holds at least its kind
            raise ShapeFileError("shapes.error-broken", f"{where}:{number}")
        try:
            shape = _geometry(data[at + 8 : end], f"{where}:{number}")
        except (struct.error, ValueError, shapely.errors.ShapelyError) as error:
            if isinstance(error, ShapeFileError):
                raise
            raise ShapeFileError("shapes.error-broken", f"{where}:{number}") from error
        vertices += int(shapely.get_num_coordinates(shape)) if shape is not None else 0
        if vertices > MAX_VERTICES:
            raise ShapeFileError("shapes.error-many", where, features=number, vertices=MAX_VERTICES)
        yield shape
        at = end


def _geometry(record: bytes, where: str) -> BaseGeometry | None:
    (kind,) = struct.unpack_from("<i", record)
    if kind == 0:
        return None
    if kind in _POINTS:
        x, y = struct.unpack_from("<2d", record, 4)
        return shapely.points(finite(x, y, where))
    if kind in _CLOUDS:
        (count,) = struct.unpack_from("<i", record, 36)
        return flat(shapely.multipoints(_xy(record, _CLOUD_AT, count)), where)
    if kind not in _LINES | _AREAS:
        raise ShapeFileError("shapes.error-kind", where)
    part_count, count = struct.unpack_from("<2i", record, 36)
    if not 0 < part_count <= count:
        raise ShapeFileError("shapes.error-broken", where)
    starts = struct.unpack_from(f"<{part_count}i", record, _PARTS_AT)
    xy = _xy(record, _PARTS_AT + 4 * part_count, count)
    if not np.isfinite(xy).all():
        raise ShapeFileError("shapes.error-finite", where)
    if list(starts) != sorted(starts) or starts[0] != 0 or starts[-1] >= count:
        raise ShapeFileError("shapes.error-broken", where)
    parts = [part for part in np.split(xy, starts[1:]) if len(part) > 1]
    if kind in _AREAS:
        rings = [shapely.linearrings(part) for part in parts]
        return shapely.build_area(shapely.geometrycollections(rings))
    lines = [shapely.linestrings(part) for part in parts]
    return lines[0] if len(lines) == 1 else shapely.multilinestrings(lines)


def _xy(record: bytes, at: int, count: int) -> np.ndarray:
    if count < 1 or at + _XY_BYTES * count > len(record):
        raise ValueError(count)
    return np.frombuffer(record, "<f8", 2 * count, at).reshape(-1, 2)


def _rows(data: bytes, where: str) -> Iterator[dict[str, Cell] | None]:
    """Yield the rows of a dBASE table, ``None`` for one that is marked as deleted."""
    if not data:
        return
    try:
        count, head, width = struct.unpack_from("<IHH", data, 4)
        fields, at, offset = [], _FIELD_BYTES, 1
        while data[at] != _FIELDS_END:
            title = _title(data[at : at + 11].split(b"\0")[0])
            fields.append((title, chr(data[at + 11]), offset, data[at + 16]))
            offset += data[at + 16]
            at += _FIELD_BYTES
    except (struct.error, IndexError) as error:
        raise ShapeFileError("shapes.error-broken", where) from error
    if not width or head + count * width > len(data) + width:
        raise ShapeFileError("shapes.error-broken", where)
    for number in range(count):
        row = data[head + number * width : head + (number + 1) * width]
        if row[:1] == _DELETED:
            yield None
            continue
        yield {title: _cell(row[at : at + size], kind) for title, kind, at, size in fields}


def _title(raw: bytes) -> str:
    """Return a field's name; in letters that are still unknown it keeps its bytes, one each."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _cell(raw: bytes, kind: str) -> Cell:
    text = raw.split(b"\0")[0].strip()
    if kind not in "NF":
        return text
    try:
        return float(text)
    except ValueError:
        return None
