"""Reading the data folder into a :class:`~geo.catalog.catalog.Catalog`.

Shapes come first, then the tables, then assets, projects and corridors, whose geometry is derived
from road and kilometres, sections, points or areas, and never drawn by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from shapely import from_wkt
from shapely.errors import ShapelyError
from shapely.geometry import LineString, Point

from geo import model
from geo.catalog import indicators
from geo.catalog.areas import build_areas
from geo.catalog.catalog import Backdrop, Catalog, digest_of
from geo.catalog.km_posts import CountId
from geo.catalog.photo import Photo
from geo.crs import length_km
from geo.dates import PartialDate, partial_date
from geo.errors import DataError, KmRangeError, UnknownKmError
from geo.io.routes import read_posts, read_routes
from geo.model import Evidence, GeometryKind
from geo.tables import DATA, TableRow, Tables, choice, read_shapes, required
from geo.text import NO_TEXT, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geo.catalog.areas import Areas
    from geo.catalog.linear_reference import Route
    from geo.tables import Feature

    _T = TypeVar("_T")
    _G = TypeVar("_G", bound=BaseGeometry)


# Fields of a noun whose column has another name.
_COLUMNS = {"start": "from", "end": "to", "clause": "resolution_clause"}
_READERS: dict[str, Callable[[TableRow, str], Any]] = {
    "str": lambda row, column: row[column],
    "Text": lambda row, column: Text.from_row(row.cells, column),
    "float": required,
    "float | None": TableRow.number,
    "int | None": TableRow.whole,
    "tuple[str, ...]": TableRow.items_of,
    "PartialDate": lambda row, column: PartialDate.parse(row[column], f"{row.where}:{column}"),
    "PartialDate | None": partial_date,
    **{
        name: partial(choice, kind=kind)
        for name, kind in (vars(model) | vars(indicators)).items()
        if isinstance(kind, type) and issubclass(kind, StrEnum)
    },
}


def _read(noun: type[_T], row: TableRow, **given: object) -> _T:
    """Return a row as a noun: what is `given`, and each other field as its type is written."""
    cells = {
        field.name: _READERS[str(field.type)](row, _COLUMNS.get(field.name, field.name))
        for field in fields(cast("Any", noun))
        if field.name not in given
    }
    return noun(**cells, **given)


def _row(item: Feature) -> TableRow:
    """Return the properties of a feature as cells of a table."""
    cells = {key: "" if cell is None else str(cell) for key, cell in item.properties.items()}
    return TableRow(f"shapes:{item.id}", {"id": item.id, **cells})


def _read_sections(roads: Iterable[Feature], rivers: Iterable[Feature]) -> dict[str, model.Section]:
    """Return road, expressway and river lines by id.

    A river of the map is tagged as such in its source, hence grade A.
    """
    sections = {
        item.id: _read(
            model.Section,
            _row(item),
            line=_shape(item, LineString),
            in_province=bool(item.properties["in_province"]),
        )
        for item in roads
    }
    for item in rivers:
        sections[item.id] = model.Section(
            id=item.id,
            ref="",
            name=Text.from_row(item.properties, "name"),
            road_class="river",
            start=NO_TEXT,
            end=NO_TEXT,
            evidence=Evidence.A,
            geometry_kind=GeometryKind.OSM,
            basis=Text.from_row(item.properties, "note"),
            line=_shape(item, LineString),
            in_province=True,
        )
    return sections


def _read_places(features: Iterable[Feature]) -> tuple[model.Place, ...]:
    """Return the named places, the most important first."""
    places = [
        _read(
            model.Place,
            _row(item),
            rank=int(item.properties.get("rank") or 9),
            point=_shape(item, Point),
        )
        for item in features
    ]
    return tuple(sorted(places, key=lambda place: (place.rank, place.id)))


def _shape(item: Feature, kind: type[_G]) -> _G:
    if not isinstance(item.geometry, kind):
        remedy = "a section is one oriented line; sites and places are points"
        what = f"{item.id} is a {item.geometry.geom_type}, not a {kind.__name__}"
        raise DataError(what, "shapes", remedy)
    return item.geometry


@dataclass(frozen=True)
class ItemReader:
    """The reader of assets, projects and corridors; each item gets its geometry (EPSG:4326)."""

    tables: Tables
    areas: Areas
    sections: Mapping[str, model.Section]
    sites: Mapping[str, model.Site]
    runways: tuple[Feature, ...]
    routes: Mapping[str, Route]
    places: Mapping[str, model.Place]
    filed: Mapping[str, tuple[model.FiledGeometry, ...]]

    def assets(self) -> dict[str, model.Asset]:
        """Return the assets of ``assets.csv`` by id."""
        assets = {}
        for row in self.tables["assets"]:
            pieces = self.pieces(row.items_of("geometry"), f"{row.where}:geometry")
            overlaps = self.areas.overlaps(pieces)
            assets[row["id"]] = _read(model.Asset, row, pieces=pieces, overlaps=overlaps)
        return assets

    def projects(self) -> dict[str, model.Project]:
        """Return the projects of ``projects.csv`` by id."""
        rows = self.tables["projects"]
        placed = {row["id"]: self._placed(row) for row in rows}
        shown = {id_: self._shown(id_) or pieces for id_, pieces in placed.items()}
        for row in rows:
            # The place of a group is that of its parts.
            for of in (placed, shown):
                of.get(row["part_of"], []).extend(of[row["id"]] if row["part_of"] else ())
        projects = {}
        for row in rows:
            pieces, by_table = (tuple(of[row["id"]]) for of in (shown, placed))
            road_ref, count = _road_and_count(row)
            is_filed = any(one.shown for one in self.filed.get(row["id"], ()))
            projects[row["id"]] = _read(
                model.Project,
                row,
                road_ref=road_ref,
                km_count=str(count),
                pieces=pieces,
                drawn_km=0.0 if row["extent"] else _drawn_km(pieces),
                unlocated_spots=row["extent"] == "spots",
                overlaps=self.areas.overlaps(pieces),
                by_table=by_table if by_table != pieces else (),
                # It is of the place that its row names: "a drawing, no alignment".
                **({"geometry_note": NO_TEXT} if is_filed else {}),
            )
        return projects

    def _shown(self, project_id: str) -> list[model.GeometryPart]:
        """Return the parts of the geometry that was filed for a project, if one is shown."""
        return [
            model.GeometryPart(
                one.id,
                shape,
                GeometryKind.POINT if shape.geom_type == "Point" else GeometryKind.FILED,
                one.evidence,
            )
            for one in self.filed.get(project_id, ())
            if one.shown
            for shape in getattr(one.shape, "geoms", (one.shape,))
        ]

    def incidents(self) -> tuple[model.Incident, ...]:
        """Return the incidents of ``incidents.csv``, the oldest first."""
        incidents = []
        for row in self.tables["incidents"]:
            pieces = self._by_km_in_area(row) or tuple(self._placed(row))
            overlaps = self.areas.overlaps(pieces)
            incidents.append(_read(model.Incident, row, pieces=pieces, overlaps=overlaps))
        return tuple(sorted(incidents, key=lambda one: (one.date_from.first_day, one.id)))

    def _by_km_in_area(self, row: TableRow) -> tuple[model.GeometryPart, ...]:
        """Return where the kilometres of an incident lie, if in an area that its row names too.

        Empty where they are not known or lie in no such area: then the area alone is believed.
        """
        km_from, km_to = row.number("km_from"), row.number("km_to")
        route = self.routes.get(row["road_ref"])
        if km_from is None or route is None or not route.calibrated:
            return ()
        try:
            span = route.locate(km_from, km_to)
        except KmRangeError:
            return ()
        tokens = (token.partition(":") for token in row.items_of("geometry"))
        named = [self.areas[code] for level, _, code in tokens if level == "within"]
        inside = any(area.geometry.intersects(span.geometry) for area in named)
        return span.pieces if inside else ()

    def corridors(self) -> dict[str, model.Corridor]:
        """Return the corridors by id, their sections in travel order."""
        every = sorted(self.tables["corridor-sections"], key=lambda row: row.whole("seq") or 0)
        corridors = {}
        for row in self.tables["corridors"]:
            mine = [r for r in every if r["corridor_id"] == row["id"]]
            ids = tuple(r["section_id"] for r in mine)
            corridors[row["id"]] = _read(
                model.Corridor,
                row,
                sections=tuple(_read(model.CorridorSection, r) for r in mine),
                pieces=self.pieces(ids, f"{row.where}:id"),
            )
        return corridors

    def pieces(self, ids: tuple[str, ...], where: str) -> tuple[model.GeometryPart, ...]:
        """Return the geometry that `ids` name, with the grade of each part.

        Parameters
        ----------
        ids
            Section, site or runway ids, ``commune:CODE`` or ``district:CODE`` for the whole
            area, ``within:CODE`` for somewhere in it, ``place:ID`` for a seat or village.
        where
            File, row and field for a message.

        Raises
        ------
        DataError
            If an id names nothing.
        """
        return tuple(self._piece(item_id, where) for item_id in ids)

    def _piece(self, item_id: str, where: str) -> model.GeometryPart:
        part = partial(model.GeometryPart, item_id)
        if item_id in self.sections:
            section = self.sections[item_id]
            return part(section.line, section.geometry_kind, section.evidence)
        if item_id in self.sites:
            return part(self.sites[item_id].point, GeometryKind.POINT, self.sites[item_id].evidence)
        for runway in self.runways:
            if runway.id == item_id:
                return part(runway.geometry, GeometryKind.SCHEMATIC, Evidence.D)
        level, _, code = item_id.partition(":")
        if level in {"commune", "district"} and code in self.areas.by_code:
            return part(self.areas[code].geometry, GeometryKind.AREA, None)
        if level == "within" and code in self.areas.by_code:
            # The mark is soft and stands for the whole area: the point only keeps it inside.
            spot = self.areas[code].geometry.representative_point()
            return part(spot, GeometryKind.WITHIN, Evidence.D)
        if level == "place" and code in self.places:
            return part(self.places[code].point, GeometryKind.POINT, Evidence.C)
        msg = f"no section, site, place or area {item_id!r}"
        remedy = "use an id of data/shapes, commune:CODE, district:CODE, within:CODE or place:ID"
        raise DataError(msg, where, remedy)

    def _placed(self, row: TableRow) -> list[model.GeometryPart]:
        """Return where a row says that a project or an incident lies; empty where it does not."""
        if row["geometry"]:
            return [*self.pieces(row.items_of("geometry"), f"{row.where}:geometry")]
        km_from, km_to = row.number("km_from"), row.number("km_to")
        if not row["road_ref"] or km_from is None:
            return []
        where = f"{row.where}:road_ref"
        ref, count = _road_and_count(row)
        if ref not in self.routes:
            msg = f"no measured route {ref!r}"
            raise DataError(msg, where, f"known: {', '.join(self.routes)}")
        try:
            return [*self.routes[ref].locate(km_from, km_to, count).pieces]
        except UnknownKmError as error:
            remedy = "place it by its sections, or add a located post to tables/km-posts.csv"
            raise DataError(str(error), f"{row.where}:km_from", remedy) from error
        except KmRangeError as error:
            raise DataError(str(error), f"{row.where}:km_from", "correct the kilometres") from error


def _road_and_count(row: TableRow) -> tuple[str, CountId]:
    """Return the road of a project, and the count in which its kilometres are told.

    ``QL.6@old`` keeps the place of a project whose road has been counted anew since.
    """
    ref, _, count = row["road_ref"].partition("@")
    try:
        return ref, CountId(count)
    except ValueError as error:
        known = ", ".join(f"{ref}@{which}" for which in CountId if which)
        msg = f"no count {count!r}"
        raise DataError(msg, f"{row.where}:road_ref", f"write {ref} or {known}") from error


def _drawn_km(pieces: tuple[model.GeometryPart, ...]) -> float:
    lines = [piece.geometry for piece in pieces if "Line" in piece.geometry.geom_type]
    return round(sum(length_km(line) for line in lines), 1)


def load(data: Path = DATA, tables: Tables | None = None) -> Catalog:
    """Return the catalog of a data folder.

    Parameters
    ----------
    data
        Folder with ``shapes/`` and ``tables/``.
    tables
        The rows to take in place of those of the folder.

    Raises
    ------
    DataError
        If a file cannot be read; the message names file, row and field.
    """
    tables = tables or Tables(data / "tables")

    def shapes(name: str) -> tuple[Feature, ...]:
        return read_shapes(data / "shapes" / f"{name}.geojson")

    areas = build_areas(shapes("areas"))
    rivers = shapes("water-lines")
    sections = _read_sections((*shapes("roads"), *shapes("expressway")), rivers)
    sites = {
        item.id: _read(model.Site, _row(item), point=_shape(item, Point))
        for item in shapes("points")
    }
    runways = shapes("runway")
    posts = read_posts(tables)
    routes = read_routes(tables, sections, areas, posts)
    places = _read_places(shapes("places"))
    by_id = {place.id: place for place in places}
    filed = _read_filed(tables)
    sources = {row["id"]: _read(model.Source, row) for row in tables["sources"]}
    items = ItemReader(tables, areas, sections, sites, runways, routes, by_id, filed)
    return Catalog(
        digest=digest_of(data, tables.drafts),
        areas=areas,
        sections=sections,
        sites=sites,
        places=places,
        routes=routes,
        km_posts=posts,
        assets=items.assets(),
        projects=items.projects(),
        corridors=items.corridors(),
        events=tuple(
            _read(model.StatusEvent, row, told=told.date if told else None)
            for row in tables["events"]
            for told in (sources.get(row["source_id"]),)
        ),
        figures=tuple(_read(model.Figure, row) for row in tables["figures"]),
        sources=sources,
        agencies={row["id"]: _read(model.Agency, row) for row in tables["agencies"]},
        indicators=_read_indicators(tables),
        milestones=tuple(_read(model.Milestone, row) for row in tables["milestones"]),
        packages=tuple(_read(model.Package, row) for row in tables["packages"]),
        obstacles=tuple(_read(model.Obstacle, row) for row in tables["obstacles"]),
        photos=tuple(_read(Photo, row) for row in tables["photos"]),
        roles=tuple(_read(model.Role, row) for row in tables["roles"]),
        incidents=items.incidents(),
        filed=filed,
        mergers=tuple(_read(model.Merger, row) for row in tables["crosswalk"]),
        backdrop=Backdrop(
            roads=shapes("roads-context"),
            water_areas=shapes("water-areas"),
            water_lines=rivers,
            neighbours=shapes("neighbours"),
            vietnam=shapes("vietnam"),
            runways=runways,
        ),
        earlier_units=tuple(
            _read(
                model.Merger,
                row,
                old_code="",
                new_name=areas[row["new_code"]].full_name["vi"],
                change="merged",
                clause="",
                in_force=partial_date(row, "date"),
            )
            for row in _of_later_folders(tables, "earlier-names", "new_code", areas)
        ),
        later_names=tuple(
            _read(model.LaterName, row)
            for row in _of_later_folders(tables, "area-names", "code", areas)
        ),
        aims=tuple(_read(indicators.Aim, row) for row in tables["aims"]),
    )


def _read_filed(tables: Tables) -> dict[str, tuple[model.FiledGeometry, ...]]:
    """Return the geometries that were filed for projects, by project.

    Raises
    ------
    DataError
        If one is no points or lines in well-known text.
    """
    found: dict[str, list[model.FiledGeometry]] = {}
    for row in tables["geometries"]:
        shape = _filed_shape(row)
        one = _read(model.FiledGeometry, row, shape=shape, shown=bool(row["shown"]))
        found.setdefault(row["project_id"], []).append(one)
    return {project_id: tuple(every) for project_id, every in found.items()}


def _filed_shape(row: TableRow) -> BaseGeometry:
    try:
        shape = from_wkt(row["shape"])
    except ShapelyError as error:
        what, remedy = "it is no well-known text", "write POINT (…) or LINESTRING (…)"
        raise DataError(what, f"{row.where}:shape", remedy) from error
    kinds = {"Point", "MultiPoint", "LineString", "MultiLineString"}
    if shape.geom_type not in kinds or shape.is_empty or not shape.is_valid:
        what = f"{shape.geom_type} is neither points nor lines"
        raise DataError(what, f"{row.where}:shape", "write POINT (…) or LINESTRING (…)")
    return shape


def _read_indicators(tables: Tables) -> tuple[indicators.Indicator, ...]:
    """Return the values of all indicators, in the order in which these are defined."""
    rows = tables["indicator-definitions"]
    known = {row["id"]: _read(indicators.IndicatorDefinition, row) for row in rows}
    values: dict[str, list[indicators.Indicator]] = {id_: [] for id_ in known}
    for row in tables["indicators"]:
        if row["id"] not in known:
            msg = f"no indicator {row['id']!r}"
            raise DataError(msg, f"{row.where}:id", "define it in indicator-definitions.csv")
        value = _read(indicators.Indicator, row, definition=known[row["id"]])
        values[value.id].append(value)
    return tuple(value for group in values.values() for value in group)


def _of_later_folders(tables: Tables, name: str, code: str, areas: Areas) -> Iterator[TableRow]:
    """Yield the rows of a table about areas that an older data folder does not have."""
    for row in tables[name] if name in tables.names() else ():
        if row[code] not in areas.by_code:
            where = f"{row.where}:{code}"
            raise DataError(f"no area {row[code]!r}", where, "use the GSO code of an area")
        yield row
