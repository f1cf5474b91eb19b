"""Assets, projects and corridors with their geometry, which is derived and never drawn by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.crs import length_km
from geo.dates import partial_date
from geo.errors import DataError, KmRangeError
from geo.model import Asset, Corridor, Evidence, GeometryKind, Kind, Piece, Project, State, Stretch
from geo.tables import choice, read_table
from geo.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo.catalog.areas import Areas
    from geo.catalog.linear_reference import Route
    from geo.model import Section, Site
    from geo.tables import Feature, Row


@dataclass(frozen=True)
class ItemReader:
    """Reads the item tables of one data folder and places each item."""

    tables: Path
    areas: Areas
    sections: Mapping[str, Section]
    sites: Mapping[str, Site]
    runways: tuple[Feature, ...]
    routes: Mapping[str, Route]

    def assets(self) -> dict[str, Asset]:
        """Return the assets of ``assets.csv`` by id."""
        return {row["id"]: self._asset(row) for row in read_table(self.tables / "assets.csv")}

    def projects(self) -> dict[str, Project]:
        """Return the projects of ``projects.csv`` by id."""
        return {row["id"]: self._project(row) for row in read_table(self.tables / "projects.csv")}

    def corridors(self) -> dict[str, Corridor]:
        """Return the corridors by id, their stretches in travel order."""
        rows = read_table(self.tables / "corridor-sections.csv")
        rows_in_order = sorted(rows, key=lambda row: (row["corridor_id"], row.whole("seq") or 0))
        return {
            row["id"]: self._corridor(
                row, [r for r in rows_in_order if r["corridor_id"] == row["id"]]
            )
            for row in read_table(self.tables / "corridors.csv")
        }

    def pieces(self, ids: tuple[str, ...], where: str) -> tuple[Piece, ...]:
        """Return the geometry that `ids` name, with the grade of each part.

        Parameters
        ----------
        ids
            Section, site or runway ids, ``commune:CODE`` or ``district:CODE``.
        where
            File, row and field for a message.

        Raises
        ------
        DataError
            If an id names nothing.
        """
        return tuple(self._piece(item_id, where) for item_id in ids)

    def _piece(self, item_id: str, where: str) -> Piece:
        if item_id in self.sections:
            section = self.sections[item_id]
            return Piece(item_id, section.line, section.geometry_kind, section.evidence)
        if item_id in self.sites:
            site = self.sites[item_id]
            return Piece(item_id, site.point, GeometryKind.POINT, site.evidence)
        for runway in self.runways:
            if runway.id == item_id:
                return Piece(item_id, runway.geometry, GeometryKind.SCHEMATIC, Evidence.D)
        level, _, code = item_id.partition(":")
        if level in {"commune", "district"} and code in self.areas.by_code:
            return Piece(item_id, self.areas[code].geometry, GeometryKind.AREA, None)
        msg = f"no section, site or area {item_id!r}"
        raise DataError(msg, where, "use an id of data/shapes, commune:CODE or district:CODE")

    def _asset(self, row: Row) -> Asset:
        pieces = self.pieces(row.items_of("geometry"), f"{row.where}:geometry")
        return Asset(
            id=row["id"],
            kind=choice(row, "kind", Kind),
            name=Text.from_row(row.cells, "name"),
            ref=row["ref"],
            pieces=pieces,
            state=choice(row, "state", State),
            state_since=partial_date(row, "state_since"),
            note=Text.from_row(row.cells, "note"),
            agency_ids=row.items_of("agency_ids"),
            corridor_ids=row.items_of("corridor_ids"),
            source_ids=row.items_of("source_ids"),
            touches=self.areas.touched(pieces),
        )

    def _project(self, row: Row) -> Project:
        pieces = self._project_pieces(row)
        return Project(
            id=row["id"],
            kind=choice(row, "kind", Kind),
            name=Text.from_row(row.cells, "name"),
            asset_ids=row.items_of("asset_ids"),
            road_ref=row["road_ref"],
            km_from=row.number("km_from"),
            km_to=row.number("km_to"),
            start=Text.from_row(row.cells, "from"),
            end=Text.from_row(row.cells, "to"),
            pieces=pieces,
            stated_districts=row.items_of("stated_districts"),
            stated_basis=row["stated_basis"],
            class_target=Text.from_row(row.cells, "class_target"),
            funding=Text.from_row(row.cells, "funding"),
            agency_ids=row.items_of("agency_ids"),
            start_year=row.whole("start_year"),
            finish_year=row.whole("finish_year"),
            corridor_ids=row.items_of("corridor_ids"),
            source_ids=row.items_of("source_ids"),
            note=Text.from_row(row.cells, "note"),
            geometry_note=Text.from_row(row.cells, "geometry_note"),
            drawn_km=0.0 if row["extent"] else _drawn_km(pieces),
            on_spots=row["extent"] == "spots",
            touches=self.areas.touched(pieces),
        )

    def _project_pieces(self, row: Row) -> tuple[Piece, ...]:
        if row["geometry"]:
            return self.pieces(row.items_of("geometry"), f"{row.where}:geometry")
        km_from, km_to = row.number("km_from"), row.number("km_to")
        if not row["road_ref"] or km_from is None:
            return ()
        where = f"{row.where}:road_ref"
        if row["road_ref"] not in self.routes:
            msg = f"no measured route {row['road_ref']!r}"
            raise DataError(msg, where, f"known: {', '.join(self.routes)}")
        try:
            return self.routes[row["road_ref"]].locate(km_from, km_to).pieces
        except KmRangeError as error:
            raise DataError(str(error), f"{row.where}:km_from", "correct the kilometres") from error

    def _corridor(self, row: Row, stretches: list[Row]) -> Corridor:
        ids = tuple(stretch["section_id"] for stretch in stretches)
        return Corridor(
            id=row["id"],
            name=Text.from_row(row.cells, "name"),
            short=Text.from_row(row.cells, "short"),
            stretches=tuple(
                Stretch(r["section_id"], r["basis"], Text.from_row(r.cells, "note"))
                for r in stretches
            ),
            pieces=self.pieces(ids, f"{row.where}:id"),
            stated_districts=row.items_of("stated_districts"),
            stated_basis=row["stated_basis"],
            source_ids=row.items_of("source_ids"),
            note=Text.from_row(row.cells, "note"),
        )


def _drawn_km(pieces: tuple[Piece, ...]) -> float:
    lines = [piece.geometry for piece in pieces if "Line" in piece.geometry.geom_type]
    return round(sum(length_km(line) for line in lines), 1)
