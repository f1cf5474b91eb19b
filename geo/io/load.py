"""Reading the data folder into a :class:`~geo.catalog.catalog.Catalog`.

Shapes come first, then the tables, then assets, projects and corridors, whose geometry is derived
from road and kilometres, sections, points or areas, and never drawn by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shapely.geometry import LineString, Point

from geo.catalog.areas import build_areas
from geo.catalog.catalog import DATA, Backdrop, Catalog, digest_of
from geo.catalog.linear_reference import Post, Route, build_route
from geo.crs import length_km
from geo.dates import PartialDate, partial_date
from geo.errors import DataError, KmRangeError
from geo.model import (
    Agency,
    Asset,
    Corridor,
    CorridorSection,
    Evidence,
    Figure,
    GeometryKind,
    GeometryPart,
    Indicator,
    Kind,
    LaterName,
    Merger,
    Place,
    Project,
    Section,
    Site,
    Source,
    SourceKind,
    State,
    Status,
    StatusEvent,
)
from geo.tables import choice, read_shapes, read_table, required
from geo.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from geo.catalog.areas import Areas
    from geo.catalog.linear_reference import Route
    from geo.tables import Feature, TableRow


def read_sections(roads: Iterable[Feature], rivers: Iterable[Feature]) -> dict[str, Section]:
    """Return road, expressway and river lines by id.

    A river of the map is tagged as such in its source, hence grade A.
    """
    sections = {item.id: _section(item) for item in roads}
    for item in rivers:
        sections[item.id] = Section(
            id=item.id,
            ref="",
            name=Text.from_row(item.properties, "name"),
            road_class="river",
            start=Text(()),
            end=Text(()),
            evidence=Evidence.A,
            geometry_kind=GeometryKind.OSM,
            basis=Text.from_row(item.properties, "note"),
            line=_line(item),
            in_province=True,
            measured_km=item.properties.get("length_km"),
        )
    return sections


def read_sites(features: Iterable[Feature]) -> dict[str, Site]:
    """Return the points of infrastructure by id."""
    return {item.id: _site(item) for item in features}


def read_places(features: Iterable[Feature]) -> tuple[Place, ...]:
    """Return the named places, the most important first."""
    places = [
        Place(
            id=item.id,
            kind=item.properties["kind"],
            name=Text.from_row(item.properties, "name"),
            rank=int(item.properties.get("rank") or 9),
            point=_point(item),
            commune_code=item.properties.get("commune_code") or "",
            district_code=item.properties.get("district_code") or "",
            elevation_m=item.properties.get("elevation_m"),
        )
        for item in features
    ]
    return tuple(sorted(places, key=lambda place: (place.rank, place.id)))


def _section(item: Feature) -> Section:
    props = item.properties
    return Section(
        id=item.id,
        ref=props["ref"],
        name=Text.from_row(props, "name"),
        road_class=props["road_class"],
        start=Text.from_row(props, "from"),
        end=Text.from_row(props, "to"),
        evidence=Evidence(props["evidence"]),
        geometry_kind=GeometryKind(props["geometry_kind"]),
        basis=Text.from_row(props, "basis"),
        line=_line(item),
        in_province=bool(props["in_province"]),
        official_km=props.get("official_km"),
        official_km_source_id=props.get("official_km_source_id") or "",
        measured_km=props.get("measured_km"),
        crossing=props.get("crossing") or "",
    )


def _site(item: Feature) -> Site:
    props = item.properties
    return Site(
        id=item.id,
        kind=props["kind"],
        name=Text.from_row(props, "name"),
        evidence=Evidence(props["evidence"]),
        accuracy_m=props.get("accuracy_m"),
        basis=Text.from_row(props, "basis"),
        point=_point(item),
        commune_code=props.get("commune_code") or "",
        district_code=props.get("district_code") or "",
    )


def _line(item: Feature) -> LineString:
    if not isinstance(item.geometry, LineString):
        msg = f"{item.id} is a {item.geometry.geom_type}, not a LineString"
        raise DataError(msg, "shapes", "a section is one oriented line")
    return item.geometry


def _point(item: Feature) -> Point:
    if not isinstance(item.geometry, Point):
        msg = f"{item.id} is a {item.geometry.geom_type}, not a Point"
        raise DataError(msg, "shapes", "sites and places are points")
    return item.geometry


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

    def pieces(self, ids: tuple[str, ...], where: str) -> tuple[GeometryPart, ...]:
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

    def _piece(self, item_id: str, where: str) -> GeometryPart:
        if item_id in self.sections:
            section = self.sections[item_id]
            return GeometryPart(item_id, section.line, section.geometry_kind, section.evidence)
        if item_id in self.sites:
            site = self.sites[item_id]
            return GeometryPart(item_id, site.point, GeometryKind.POINT, site.evidence)
        for runway in self.runways:
            if runway.id == item_id:
                return GeometryPart(item_id, runway.geometry, GeometryKind.SCHEMATIC, Evidence.D)
        level, _, code = item_id.partition(":")
        if level in {"commune", "district"} and code in self.areas.by_code:
            return GeometryPart(item_id, self.areas[code].geometry, GeometryKind.AREA, None)
        msg = f"no section, site or area {item_id!r}"
        raise DataError(msg, where, "use an id of data/shapes, commune:CODE or district:CODE")

    def _asset(self, row: TableRow) -> Asset:
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
            overlaps=self.areas.overlaps(pieces),
        )

    def _project(self, row: TableRow) -> Project:
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
            unlocated_spots=row["extent"] == "spots",
            overlaps=self.areas.overlaps(pieces),
        )

    def _project_pieces(self, row: TableRow) -> tuple[GeometryPart, ...]:
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

    def _corridor(self, row: TableRow, stretches: list[TableRow]) -> Corridor:
        ids = tuple(stretch["section_id"] for stretch in stretches)
        return Corridor(
            id=row["id"],
            name=Text.from_row(row.cells, "name"),
            short=Text.from_row(row.cells, "short"),
            sections=tuple(
                CorridorSection(r["section_id"], r["basis"], Text.from_row(r.cells, "note"))
                for r in stretches
            ),
            pieces=self.pieces(ids, f"{row.where}:id"),
            stated_districts=row.items_of("stated_districts"),
            stated_basis=row["stated_basis"],
            source_ids=row.items_of("source_ids"),
            note=Text.from_row(row.cells, "note"),
        )


def _drawn_km(pieces: tuple[GeometryPart, ...]) -> float:
    lines = [piece.geometry for piece in pieces if "Line" in piece.geometry.geom_type]
    return round(sum(length_km(line) for line in lines), 1)


def load(data: Path = DATA) -> Catalog:
    """Return the catalog of a data folder.

    Parameters
    ----------
    data
        Folder with ``shapes/`` and ``tables/``.

    Raises
    ------
    DataError
        If a file cannot be read; the message names file, row and field.
    """
    shapes, tables = data / "shapes", data / "tables"
    areas = build_areas(read_shapes(shapes / "areas.geojson"))
    rivers = read_shapes(shapes / "water-lines.geojson")
    sections = read_sections(
        (*read_shapes(shapes / "roads.geojson"), *read_shapes(shapes / "expressway.geojson")),
        rivers,
    )
    sites = read_sites(read_shapes(shapes / "points.geojson"))
    runways = read_shapes(shapes / "runway.geojson")
    routes = read_routes(tables, sections)
    items = ItemReader(tables, areas, sections, sites, runways, routes)
    return Catalog(
        digest=digest_of(data),
        areas=areas,
        sections=sections,
        sites=sites,
        places=read_places(read_shapes(shapes / "places.geojson")),
        routes=routes,
        assets=items.assets(),
        projects=items.projects(),
        corridors=items.corridors(),
        events=tuple(_event(row) for row in read_table(tables / "events.csv")),
        figures=tuple(_figure(row) for row in read_table(tables / "figures.csv")),
        sources={s.id: s for s in map(_source, read_table(tables / "sources.csv"))},
        agencies={
            row["id"]: Agency(row["id"], Text.from_row(row.cells, "name"))
            for row in read_table(tables / "agencies.csv")
        },
        indicators=tuple(_indicator(row) for row in read_table(tables / "indicators.csv")),
        mergers=tuple(_merger(row) for row in read_table(tables / "crosswalk.csv")),
        backdrop=Backdrop(
            roads=read_shapes(shapes / "roads-context.geojson"),
            water_areas=read_shapes(shapes / "water-areas.geojson"),
            water_lines=rivers,
            neighbours=read_shapes(shapes / "neighbours.geojson"),
            vietnam=read_shapes(shapes / "vietnam.geojson"),
            runways=runways,
        ),
        earlier_units=_earlier_units(tables / "earlier-names.csv", areas),
        later_names=_later_names(tables / "area-names.csv", areas),
    )


def _event(row: TableRow) -> StatusEvent:
    return StatusEvent(
        project_id=row["project_id"],
        date=PartialDate.parse(row["date"], f"{row.where}:date"),
        status=choice(row, "status", Status),
        note=Text.from_row(row.cells, "note"),
        source_id=row["source_id"],
    )


def _figure(row: TableRow) -> Figure:
    return Figure(
        subject_id=row["subject_id"],
        quantity=row["quantity"],
        value=required(row, "value"),
        unit=row["unit"],
        qualifier=row["qualifier"],
        as_of=partial_date(row, "as_of"),
        note=Text.from_row(row.cells, "note"),
        source_id=row["source_id"],
    )


def _source(row: TableRow) -> Source:
    return Source(
        id=row["id"],
        kind=choice(row, "kind", SourceKind),
        title=Text.from_row(row.cells, "title"),
        publisher=row["publisher"],
        number=row["number"],
        date=partial_date(row, "date"),
        url=row["url"],
        note=Text.from_row(row.cells, "note"),
    )


def _indicator(row: TableRow) -> Indicator:
    return Indicator(
        id=row["id"],
        name=Text.from_row(row.cells, "name"),
        unit=Text.from_row(row.cells, "unit"),
        period=row["period"],
        role=row["role"],
        value=required(row, "value"),
        qualifier=row["qualifier"],
        as_of=partial_date(row, "as_of"),
        note=Text.from_row(row.cells, "note"),
        source_id=row["source_id"],
    )


def _merger(row: TableRow) -> Merger:
    return Merger(
        old_code=row["old_code"],
        old_name=row["old_name"],
        old_district_code=row["old_district_code"],
        new_code=row["new_code"],
        new_name=row["new_name"],
        change=row["change"],
        clause=row["resolution_clause"],
        in_force=partial_date(row, "in_force"),
        source_id=row["source_id"],
    )


def _earlier_units(path: Path, areas: Areas) -> tuple[Merger, ...]:
    """Return the units of a table that an older data folder does not have."""
    rows = read_table(path) if path.exists() else ()
    for row in rows:
        if row["new_code"] not in areas.by_code:
            msg = f"no area {row['new_code']!r}"
            raise DataError(msg, f"{row.where}:new_code", "use the GSO code of a commune of today")
    return tuple(
        Merger(
            old_code="",
            old_name=row["old_name"],
            old_district_code=row["old_district_code"],
            new_code=row["new_code"],
            new_name=areas[row["new_code"]].full_name["vi"],
            change="merged",
            clause="",
            in_force=partial_date(row, "date"),
            source_id=row["source_id"],
        )
        for row in rows
    )


def _later_names(path: Path, areas: Areas) -> tuple[LaterName, ...]:
    """Return the names of a table that an older data folder does not have."""
    rows = read_table(path) if path.exists() else ()
    for row in rows:
        if row["code"] not in areas.by_code:
            msg = f"no area {row['code']!r}"
            raise DataError(msg, f"{row.where}:code", "use the GSO code of a former district")
    return tuple(
        LaterName(
            code=row["code"],
            name=Text.from_row(row.cells, "name"),
            since=PartialDate.parse(row["since"], f"{row.where}:since"),
            note=Text.from_row(row.cells, "note"),
            source_ids=row.items_of("source_ids"),
        )
        for row in rows
    )


def read_routes(tables: Path, sections: Mapping[str, Section]) -> dict[str, Route]:
    """Return the measured routes of ``routes.csv``, calibrated at ``km-posts.csv``."""
    steps: dict[tuple[str, int], list[tuple[Section, float, str]]] = {}
    for row in read_table(tables / "routes.csv"):
        section = sections.get(row["section_id"])
        if section is None:
            msg = f"no section {row['section_id']!r}"
            raise DataError(msg, f"{row.where}:section_id", "use an id of the shapes")
        key = row["ref"], row.whole("branch") or 0
        step = (section, row.number("gap_before_km") or 0.0, row["gap_kind"])
        steps.setdefault(key, []).append(step)
    posts = [row for row in read_table(tables / "km-posts.csv") if row["role"] == "calibrate"]
    routes = {}
    for (ref, branch), route_steps in steps.items():
        bare = build_route(ref, branch, route_steps)
        route = build_route(ref, branch, route_steps, _posts_on(bare, posts))
        routes[route.id] = route
    return routes


def _posts_on(route: Route, rows: Iterable[TableRow]) -> list[Post]:
    ids = {leg.section.id for leg in route.legs}
    posts = []
    for row in rows:
        section_id, _, end = row["at"].partition("@")
        if row["ref"] == route.ref and section_id in ids:
            measure = route.measure_at(section_id, end=end == "end")
            uncertainty = required(row, "uncertainty_km")
            posts.append(Post(measure, required(row, "km"), uncertainty, row["source_id"]))
    return posts
