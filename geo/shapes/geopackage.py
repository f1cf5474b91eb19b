"""GeoPackages of strangers: SQLite in memory, plain tables only, within limits of work."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Final

import shapely

from geo.shapes.raw import MAX_FEATURES, Cell, RawFeature, RawFile, ShapeFileError, flat

_ENVELOPES: Final = (0, 32, 48, 48, 64)
_MOST_STEPS: Final = 20_000
_STEP: Final = 10_000
# What a query may do; everything else of SQLite is refused, whatever a table's definition says.
_ALLOWED: Final = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})


def read_geopackage(data: bytes, name: str) -> RawFile:
    """Return the shapes of all layers of a GeoPackage.

    Raises
    ------
    ShapeFileError
        If it is broken, has layers of several coordinate systems, or curves.
    """
    with closing(sqlite3.connect(":memory:")) as database:
        steps = iter(range(_MOST_STEPS))
        try:
            database.deserialize(data)
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA query_only = ON")
            database.set_authorizer(_authorize)
            # Not nought ends the query.
            database.set_progress_handler(lambda: next(steps, None) is None, _STEP)
            database.text_factory = _text
            return _layers(database, name)
        except (sqlite3.Error, OverflowError, MemoryError) as error:
            raise ShapeFileError("shapes.error-broken", name) from error


def _authorize(action: int, *_: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _text(raw: bytes) -> str | bytes:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw


def _layers(database: sqlite3.Connection, name: str) -> RawFile:
    plain = {
        str(title).lower()
        for title, sql in database.execute("SELECT name, sql FROM sqlite_master WHERE type='table'")
        if not str(sql).upper().startswith("CREATE VIRTUAL")
    }
    if not {"gpkg_geometry_columns", "gpkg_spatial_ref_sys"} <= plain:
        raise ShapeFileError("shapes.error-broken", name)
    columns = "SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns"
    layers = [row for row in database.execute(columns) if str(row[0]).lower() in plain]
    features: list[RawFeature] = []
    systems = set()
    for table, column, system in layers:
        found = _features(database, str(table), str(column), name)
        features += found
        if found:
            systems.add(system)
        if len(features) > MAX_FEATURES:
            raise ShapeFileError(
                "shapes.error-many", name, features=MAX_FEATURES, vertices=MAX_FEATURES
            )
    if len(systems) > 1:
        layer_names = ", ".join(str(layer[0]) for layer in layers)[:200]
        raise ShapeFileError("shapes.error-layers", name, layers=layer_names)
    declared = _system(database, systems.pop()) if systems else ""
    return RawFile("gpkg", tuple(features), declared)


def _features(database: sqlite3.Connection, table: str, column: str, name: str) -> list[RawFeature]:
    quoted = table.replace('"', '""')
    cursor = database.execute(f'SELECT * FROM "{quoted}" LIMIT {MAX_FEATURES + 1}')  # noqa: S608
    titles = [one[0] for one in cursor.description]
    features = []
    for number, row in enumerate(cursor, start=1):
        cells: dict[str, Cell] = dict(zip(titles, row, strict=True))
        blob = cells.pop(column, None)
        where = f"{name}/{table}:{number}"
        if isinstance(blob, bytes) and blob:
            geometry = _geometry(blob, where)
            if geometry is not None:
                features.append(RawFeature(where, geometry, cells))
    return features


def _geometry(blob: bytes, where: str) -> shapely.Geometry | None:
    envelope = blob[3] >> 1 & 0b111 if len(blob) > 8 and blob[:2] == b"GP" else len(_ENVELOPES)  # noqa: PLR2004
    if envelope >= len(_ENVELOPES):
        raise ShapeFileError("shapes.error-broken", where)
    try:
        shape = shapely.from_wkb(blob[8 + _ENVELOPES[envelope] :])
    except RuntimeError as error:
        raise ShapeFileError("shapes.error-curve", where) from error
    except shapely.errors.ShapelyError as error:
        raise ShapeFileError("shapes.error-broken", where) from error
    return None if shape is None or shape.is_empty else flat(shape, where)


def _system(database: sqlite3.Connection, system: int) -> str:
    query = (
        "SELECT organization, organization_coordsys_id, definition"
        " FROM gpkg_spatial_ref_sys WHERE srs_id = ?"
    )
    row = database.execute(query, (system,)).fetchone()
    if row is None or system in (0, -1):
        return ""
    if str(row[0]).upper() == "EPSG":
        return f"EPSG:{row[1]}"
    return str(row[2])
