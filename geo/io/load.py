"""Reading the data folder into a :class:`~geo.catalog.catalog.Catalog`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.catalog.areas import build_areas
from geo.catalog.catalog import DATA, Backdrop, Catalog, digest_of
from geo.catalog.linear_reference import Post, Route, build_route
from geo.dates import PartialDate, partial_date
from geo.errors import DataError
from geo.io.items import ItemReader
from geo.io.shapes import read_places, read_sections, read_sites
from geo.model import (
    Agency,
    Figure,
    Indicator,
    LaterName,
    Merger,
    Source,
    SourceKind,
    Status,
    StatusEvent,
)
from geo.tables import choice, read_shapes, read_table, required
from geo.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from geo.catalog.areas import Areas
    from geo.model import Section
    from geo.tables import Row


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


def _event(row: Row) -> StatusEvent:
    return StatusEvent(
        project_id=row["project_id"],
        date=PartialDate.parse(row["date"], f"{row.where}:date"),
        status=choice(row, "status", Status),
        note=Text.from_row(row.cells, "note"),
        source_id=row["source_id"],
    )


def _figure(row: Row) -> Figure:
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


def _source(row: Row) -> Source:
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


def _indicator(row: Row) -> Indicator:
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


def _merger(row: Row) -> Merger:
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


def _posts_on(route: Route, rows: Iterable[Row]) -> list[Post]:
    ids = {leg.section.id for leg in route.legs}
    posts = []
    for row in rows:
        section_id, _, end = row["at"].partition("@")
        if row["ref"] == route.ref and section_id in ids:
            measure = route.measure_at(section_id, end=end == "end")
            uncertainty = required(row, "uncertainty_km")
            posts.append(Post(measure, required(row, "km"), uncertainty, row["source_id"]))
    return posts
