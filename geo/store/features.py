"""The geometries of the newest version as a table of PostGIS, for whoever asks the database.

``feature`` holds a row a part of each project, asset and section (EPSG:4326), written anew in the
transaction in which a batch counts. SQLite has none: the map itself never reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely
import sqlalchemy as sa

from geo import clock
from geo.catalog.history import status_as_of
from geo.store.database import writing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection, Engine

    from geo.catalog.catalog import Catalog

_INSERT = sa.text(
    "insert into feature (noun, id, part, version, name_vi, kind, status, origin, geometry_kind,"
    " evidence, geom) values (:noun, :id, :part, :version, :name_vi, :kind, :status, :origin,"
    " :geometry_kind, :evidence, st_setsrid(st_geomfromwkb(:geom), 4326))"
)


def write_features(connection: Connection, catalog: Catalog, version: int) -> None:
    """Write the geometries of a catalog in place of those of an older version.

    Parameters
    ----------
    connection
        Of the writer; nothing happens where it is not one to PostgreSQL.
    """
    if connection.dialect.name != "postgresql":
        return
    connection.execute(sa.text("delete from feature"))
    connection.execute(_INSERT, list(_rows(catalog, version)))


def renew_features(engine: Engine, catalog: Catalog, version: int) -> None:
    """Write the geometries where no batch was applied: of a new store, or a new ground."""
    with writing(engine) as connection:
        write_features(connection, catalog, version)


def _rows(catalog: Catalog, version: int) -> Iterator[dict[str, Any]]:
    today = clock.today()
    for item in catalog.items:
        is_project = item.id in catalog.projects
        status = status_as_of(catalog.events_of(item.id), today) if is_project else ""
        told = {"id": item.id, "version": version, "name_vi": item.name["vi"], "status": status}
        noun = "project" if is_project else "asset"
        for number, piece in enumerate(item.pieces, start=1):
            yield {
                **told,
                "noun": noun,
                "kind": str(item.kind),
                "part": number,
                "origin": piece.origin,
                "geometry_kind": str(piece.geometry_kind),
                "evidence": str(piece.evidence or ""),
                "geom": shapely.to_wkb(piece.geometry),
            }
    for section in catalog.sections.values():
        yield {
            "noun": "section",
            "id": section.id,
            "part": 1,
            "version": version,
            "name_vi": section.name["vi"],
            "kind": section.road_class,
            "status": "",
            "origin": section.id,
            "geometry_kind": str(section.geometry_kind),
            "evidence": str(section.evidence),
            "geom": shapely.to_wkb(section.line),
        }
