"""Foreign files of shapes: told apart by what is in them, read by our own readers within limits.

No driver of GDAL opens a stranger's file: one that is called .geojson may be a list of other files
and addresses to open (VRT). Nothing here follows a path or an address, or writes to the disk.
"""

from __future__ import annotations

from pathlib import PurePath

from geo.shapes.archive import read_archive
from geo.shapes.drawing import read_drawing
from geo.shapes.geographic import read_geojson, read_gpx, read_kml
from geo.shapes.geopackage import read_geopackage
from geo.shapes.markup import parse_markup
from geo.shapes.points import read_csv_points, read_xlsx_points
from geo.shapes.raw import MAX_BYTES, RawFile, ShapeFileError, checked
from geo.shapes.shapefile import read_shapefile

_SQLITE, _ZIP = b"SQLite format 3\0", b"PK\x03\x04"
_BOM, _WIDE_BOMS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
_TABLES = (".csv", ".txt", ".tsv")


def read_file(data: bytes, name: str) -> RawFile:
    """Return the shapes of a file.

    Parameters
    ----------
    name
        Its name, for messages; only the ending of a table or a drawing is looked at.

    Raises
    ------
    ShapeFileError
        If it cannot be read, holds nothing, or more than the limits; with row, field and remedy.
    """
    name = PurePath(name.replace("\\", "/")).name or "?"
    if len(data) > MAX_BYTES:
        raise ShapeFileError("shapes.error-large", name, most=MAX_BYTES // 10**6)
    if not data.strip(b"\0 \t\r\n"):
        raise ShapeFileError("shapes.error-empty", name)
    return checked(_read(data, name), name)


def _read(data: bytes, name: str) -> RawFile:
    ending = PurePath(name).suffix.lower()
    if data.startswith(_WIDE_BOMS):
        return _read_text(_narrowed(data), ending, name)
    if data.startswith(_SQLITE):
        return read_geopackage(data, name)
    if data.startswith(_ZIP):
        return _read_archive(data, name)
    return _read_text(data, ending, name)


def _narrowed(data: bytes) -> bytes:
    """Return a text of two bytes a letter in UTF-8; XML says itself how it is written."""
    text = data.decode("utf-16", errors="replace")
    return data if text.lstrip()[:1] == "<" else text.encode("utf-8", errors="replace")


def _read_text(data: bytes, ending: str, name: str) -> RawFile:
    start = data.removeprefix(_BOM).lstrip()[:1]
    if start in (b"{", b"["):
        return read_geojson(data, name)
    if start == b"<" or data.startswith(_WIDE_BOMS):
        return _read_markup(data, name)
    if ending == ".dxf":
        return read_drawing(data, name)
    if ending in _TABLES:
        return read_csv_points(data, name)
    raise ShapeFileError(_why_not(data, ending), name)


def _why_not(data: bytes, ending: str) -> str:
    """Return the string that says what to send instead."""
    if ending in (".shp", ".dbf", ".shx"):
        return "shapes.error-alone"
    if data.startswith(b"AC10"):
        return "shapes.error-dwg"
    return "shapes.error-pdf" if data.startswith(b"%PDF") else "shapes.error-format"


def _read_archive(data: bytes, name: str) -> RawFile:
    files = read_archive(data, name)
    endings: dict[str, list[str]] = {}
    for path in files:
        if not path.startswith("__MACOSX/"):
            endings.setdefault(PurePath(path).suffix.lower(), []).append(path)
    if ".shp" in endings:
        return read_shapefile(files, name)
    if "xl/workbook.xml" in files:
        return read_xlsx_points(files, name)
    # Any other archive holds one file that is read as if it came alone; archives in it are not.
    for ending in (".kml", ".gpkg", ".geojson", ".json", ".gpx", ".dxf", ".csv"):
        paths = endings.get(ending, [])
        if len(paths) > 1 and ending != ".kml":
            raise ShapeFileError("shapes.error-layers", name, layers=", ".join(paths)[:200])
        if paths:
            path = "doc.kml" if "doc.kml" in paths else paths[0]
            inner = files[path]
            if inner.startswith(_ZIP):
                break
            return _read(inner, f"{name}/{PurePath(path).name}")
    raise ShapeFileError("shapes.error-format", name)


def _read_markup(data: bytes, name: str) -> RawFile:
    root = parse_markup(data, name)
    if root.tag == "kml":
        return read_kml(root, name)
    if root.tag == "gpx":
        return read_gpx(root, name)
    raise ShapeFileError("shapes.error-format", name)
