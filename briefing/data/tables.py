"""What the files of data hold: projects and ground as layers, facts beside them, and what it is.

Layers are frames, one a kind of geometry: a project stands once in the layer of each kind it has;
one without a position stands in none, and whoever writes the layers says so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import geopandas as gpd
import pandas as pd
import shapely

from geo.catalog.soft_places import soft_places
from geo.cli.commands import csv_text, geojson
from geo.crs import DECIMALS, WGS84
from geo.dates import format_day
from geo.escape import Syntax, escape
from geo.query import wording
from geo.query.control import milestones_until
from geo.query.control_words import milestone_name
from geo.query.fields import ColumnKind, columns, flat
from geo.query.view import events_until, figures_until, sources_of
from geo.strings import quantities, say
from layers.themes import roads
from layers.themes.projects import geometry_class, project_marks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.model import (
        AreaFrame,
        Figure,
        Milestone,
        Obstacle,
        Package,
        Source,
        StatusEvent,
    )
    from geo.query.control import AgencyState
    from geo.query.fields import Cell
    from geo.query.view import ProjectRow, View
    from layers.style.model import Mark

SHAPES = ("line", "point", "area")
# First parts of the styles of projects, the least sure first.
_LOOKS: Final = {
    "line": ("ghost", "drawn", "pale", "trace", "line"),
    "area": ("hatch", "area"),
    "point": ("point",),
}
_TYPES = {ColumnKind.NUMBER: "Float64", ColumnKind.WHOLE: "Int32", ColumnKind.FLAG: "bool"}
# Columns of the tables of facts; those of a kind and those of a width of their own, in characters.
_COLUMNS: Final = {
    "events": "project project_name date status_word note source status",
    "figures": (
        "project project_name quantity_word qualifier value unit as_of note source quantity"
    ),
    "milestones": (
        "project project_name milestone_word plan_word date told note source milestone role"
    ),
    "packages": (
        "project project_name package package_name value_billion_vnd contractor signed finish"
        " progress_percent as_of note source"
    ),
    "obstacles": "project project_name obstacle state_word solver deadline told note source state",
    "roles": "project project_name agency_name role_word source agency role",
    "quantities": "quantity quantity_word unit definition",
    "dictionary": "table_title column_title column_name column_type meaning",
    "sources": "source_id title publisher number published source_kind url source_note",
}
_DATES: Final = ("date", "as_of", "published", "told", "signed", "finish", "deadline")
_NUMBERS: Final = ("value", "value_billion_vnd", "progress_percent")
_KINDS: Final = dict.fromkeys(_NUMBERS, ColumnKind.NUMBER) | dict.fromkeys(_DATES, ColumnKind.DATE)
_WIDTHS: Final = {
    "project": 13, "project_name": 40, "date": 11, "status_word": 14, "note": 60, "source": 20,
    "quantity_word": 24, "qualifier": 10, "value": 10, "unit": 11, "as_of": 11, "source_id": 22,
    "milestone_word": 22, "plan_word": 11, "told": 11, "package": 13, "package_name": 40,
    "contractor": 28, "signed": 11, "finish": 11, "deadline": 11, "obstacle": 48, "solver": 28,
    "agency_name": 48, "definition": 80, "column_title": 40, "column_name": 26, "meaning": 80,
    "title": 52, "publisher": 20, "published": 12, "source_kind": 14, "url": 52, "source_note": 30,
}  # fmt: skip
_WIDTH: Final = 16


def _together(parts: Sequence[BaseGeometry]) -> BaseGeometry:
    whole = shapely.union_all(parts) if len(parts) > 1 else parts[0]
    if whole.geom_type == "MultiLineString":
        whole = shapely.line_merge(whole)
    rounded = shapely.set_precision(whole, 10**-DECIMALS, mode="pointwise")
    return shapely.orient_polygons(rounded)


def plain(cell: Cell) -> object:
    """Return a cell as these formats hold it: one value, text without control characters."""
    value = flat(cell)
    return escape(value, Syntax.TEXT) if isinstance(value, str) else value


def project_frame(view: View, shape: str, *, as_on_map: bool = False) -> gpd.GeoDataFrame:
    """Return a frame, EPSG:4326, of the projects that have geometry of a kind, with all columns.

    Parameters
    ----------
    shape
        One of :data:`SHAPES`; the parts of a project of this kind are one geometry.
    as_on_map
        Whether a project of which only the area is known stands in the middle of its soft mark,
        and columns say the style in which the map draws each, and how wide, of its widths.
    """
    rows, geometries = [], []
    soft = soft_places(view.catalog) if as_on_map else {}
    for row in view.rows:
        parts = [
            soft[row.project.id, p.origin].centre
            if (row.project.id, p.origin) in soft
            else p.geometry
            for p in row.project.pieces
            if geometry_class(p) == shape
        ]
        if parts:
            rows.append(row)
            geometries.append(_together(parts))
    frame = gpd.GeoDataFrame(project_table(view, rows), geometry=geometries, crs=WGS84)
    if as_on_map:
        looks = [_look(view, row, shape) for row in rows]
        frame["style"] = [mark.style for mark in looks]
        frame["weight"] = [mark.weight for mark in looks]
    return frame


def _look(view: View, row: ProjectRow, shape: str) -> Mark:
    """Return the mark of a project that says how its geometry of a shape is drawn.

    Where only a part of it is a drawing, all is drawn so: none may look surer than it is.
    """
    marks = {
        mark.style.partition("-")[0]: mark
        for mark in project_marks(row.project, row.status, view.catalog)
        if shape == "point" or not mark.soft
    }
    return next(marks[name] for name in _LOOKS[shape] if name in marks)


def project_table(view: View, rows: Collection[ProjectRow]) -> pd.DataFrame:
    """Return a table of some projects of a view with the columns of every format."""
    return pd.DataFrame(
        {
            column.id: pd.Series(
                [plain(column.cell(view, row)) for row in rows],
                dtype=_TYPES.get(column.kind, "object"),
            )
            for column in columns()
        }
    )


def unplaced_rows(view: View) -> list[ProjectRow]:
    """Return the projects of a view without a known position."""
    return [row for row in view.rows if not row.project.pieces]


def road_frame(view: View) -> gpd.GeoDataFrame:
    """Return a frame, EPSG:4326, of the numbered roads and the expressway: a row a section."""
    catalog, language = view.catalog, view.selection.language
    records = [
        {
            "ref": catalog.sections[mark.section_id].ref,
            "label": escape(mark.label.text[language], Syntax.TEXT) if mark.label else "",
            "plate": mark.label.role if mark.label else "",
            "name": escape(mark.name[language], Syntax.TEXT),
            "road_class": mark.style.partition("-")[0],
            "evidence": mark.grade,
            "schematic": mark.schematic,
            "style": mark.style,
            "geometry": mark.geometry,
        }
        for marks in (roads.marks(catalog), roads.expressway_marks(catalog))
        for mark in marks
    ]
    return gpd.GeoDataFrame(records, geometry="geometry", crs=WGS84)


def area_frame(view: View, frame: AreaFrame) -> gpd.GeoDataFrame:
    """Return a frame, EPSG:4326, of areas; its column ``chosen`` says which the selection names."""
    catalog, language = view.catalog, view.selection.language
    chosen = set(view.selection.areas)
    records = [
        {
            "code": area.code,
            "name": escape(area.name[language], Syntax.TEXT),
            "full_name": escape(area.full_name[language], Syntax.TEXT),
            "area_km2": area.area_km2,
            "chosen": area.code in chosen,
            "geometry": area.geometry,
        }
        for area in catalog.areas.frame(frame)
    ]
    return gpd.GeoDataFrame(records, geometry="geometry", crs=WGS84)


@dataclass(frozen=True)
class FactColumn:
    """A column of a table of facts; `width` is in characters of a workbook."""

    id: str
    kind: ColumnKind
    width: int

    def title(self, language: str) -> str:
        """Return the heading that a person reads."""
        return say(f"data.fact-{self.id}", language)


@dataclass(frozen=True)
class FactTable:
    """A table of facts beside the projects.

    Parameters
    ----------
    id
        One of those of :data:`_COLUMNS`; ``data.sheet-<id>`` is its title.
    rows
        Cells in the order of the columns, ``None`` where no source says it.
    """

    id: str
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def columns(self) -> tuple[FactColumn, ...]:
        """The columns, the first one first."""
        return tuple(
            FactColumn(id_, _KINDS.get(id_, ColumnKind.TEXT), _WIDTHS.get(id_, _WIDTH))
            for id_ in _COLUMNS[self.id].split()
        )

    def title(self, language: str) -> str:
        """Return the title that a person reads."""
        return say(f"data.sheet-{self.id}", language)


def fact_tables(view: View) -> tuple[FactTable, ...]:
    """Return what is known of the projects of a view on its day, a kind of fact a table.

    Events and figures; milestones, packages, obstacles and roles where there are any; what the
    quantities of the figures mean; sources.
    """
    language = view.selection.language
    events = [_event(row, one, language) for row in view.rows for one in events_until(view, row)]
    figures = [_figure(row, one, language) for row in view.rows for one in figures_until(view, row)]
    sources = [_source(view.catalog.sources[id_], language) for id_ in source_ids(view)]
    return (
        FactTable("events", tuple(events)),
        FactTable("figures", tuple(figures)),
        *(table for table in (*_control_tables(view), _quantity_table(view)) if table.rows),
        FactTable("sources", tuple(sources)),
    )


def _control_tables(view: View) -> Iterator[FactTable]:
    told = [(row, view.control_of(row.project)) for row in view.rows]
    catalog, language = view.catalog, view.selection.language
    milestones = (
        _milestone(row, one, language)
        for row in view.rows
        for one in milestones_until(
            catalog.milestones_of(row.project.id), view.day, catalog.sources
        )
    )
    yield FactTable("milestones", tuple(milestones))
    packages = (_package(row, one, language) for row, control in told for one in control.packages)
    yield FactTable("packages", tuple(packages))
    obstacles = (_obstacle(view, row, one) for row, control in told for one in control.obstacles)
    yield FactTable("obstacles", tuple(obstacles))
    roles = (_role(view, row, one) for row, control in told for one in control.agencies if one.role)
    yield FactTable("roles", tuple(roles))


def _milestone(row: ProjectRow, one: Milestone, language: str) -> tuple[Cell, ...]:
    return (
        row.project.id,
        row.project.name[language],
        milestone_name(one.milestone, language),
        say(f"milestone-role.{one.role}", language),
        one.date,
        one.as_of,
        one.note[language] or None,
        one.source_id,
        one.milestone.value,
        one.role.value,
    )


def _package(row: ProjectRow, one: Package, language: str) -> tuple[Cell, ...]:
    return (
        row.project.id,
        row.project.name[language],
        one.id,
        one.name[language],
        one.value_billion_vnd,
        one.contractor or None,
        one.signed,
        one.finish,
        one.progress_percent,
        one.as_of,
        one.note[language] or None,
        one.source_id,
    )


def _obstacle(view: View, row: ProjectRow, one: Obstacle) -> tuple[Cell, ...]:
    language = view.selection.language
    solver = view.catalog.agencies.get(one.agency_id)
    return (
        row.project.id,
        row.project.name[language],
        one.what[language],
        say(f"obstacle.{one.state}", language),
        solver.name[language] if solver else None,
        one.deadline,
        one.as_of,
        one.note[language] or None,
        one.source_id,
        one.state.value,
    )


def _role(view: View, row: ProjectRow, one: AgencyState) -> tuple[Cell, ...]:
    language = view.selection.language
    return (
        row.project.id,
        row.project.name[language],
        view.catalog.agencies[one.agency_id].name[language],
        say(f"role.{one.role}", language),
        one.source_id,
        one.agency_id,
        str(one.role),
    )


def source_ids(view: View) -> list[str]:
    """Return the ids of all sources of the projects of a view, each once, in alphabetical order."""
    used = {id_ for row in view.rows for id_ in sources_of(view, row)}
    return sorted(used & set(view.catalog.sources))


def _event(row: ProjectRow, event: StatusEvent, language: str) -> tuple[Cell, ...]:
    return (
        row.project.id,
        row.project.name[language],
        event.date,
        say(f"status.{event.status}", language),
        event.note[language] or None,
        event.source_id,
        event.status.value,
    )


def _figure(row: ProjectRow, figure: Figure, language: str) -> tuple[Cell, ...]:
    return (
        row.project.id,
        row.project.name[language],
        wording.quantity_name(figure.quantity, language),
        wording.word_of("qualifier", figure.qualifier, language) or None,
        figure.value,
        wording.word_of("unit", figure.unit, language) or None,
        figure.as_of,
        figure.note[language] or None,
        figure.source_id,
        figure.quantity,
    )


def _quantity_table(view: View) -> FactTable:
    """Return what the quantities mean that figures of a view have, in the order of their table."""
    language = view.selection.language
    used = {figure.quantity for row in view.rows for figure in figures_until(view, row)}
    rows = (
        (
            code,
            wording.quantity_name(code, language),
            wording.word_of("unit", unit, language) or None,
            wording.definition_of(code, language) or None,
        )
        for code, unit in quantities().items()
        if code in used
    )
    return FactTable("quantities", tuple(rows))


def _source(source: Source, language: str) -> tuple[Cell, ...]:
    return (
        source.id,
        source.title[language],
        source.publisher or None,
        source.number or None,
        source.date,
        say(f"source-kind.{source.kind}", language),
        source.url or None,
        source.note[language] or None,
    )


def about(view: View, link: str = "") -> list[tuple[str, str]]:
    """Return pairs of label and words that say what a file of a view is.

    Parameters
    ----------
    link
        Address that opens the same view, empty for none.
    """
    language = view.selection.language
    unplaced = [row.project.id for row in unplaced_rows(view)]
    none = say("data.about-none", language)
    counted = say("data.about-unplaced-count", language, count=len(unplaced))
    pairs = [
        ("selection", view.selection.describe(view.catalog, language)),
        ("query", urlencode(view.selection.to_query()) or none),
        ("day", format_day(view.day, language)),
        ("count", str(view.totals.projects)),
        ("unplaced", f"{counted}: {', '.join(unplaced)}" if unplaced else none),
        ("schematic", say("data.about-schematic-text", language)),
        ("empty", say("data.about-empty-text", language)),
        ("dates", say("data.about-dates-text", language)),
        ("digest", view.catalog.digest),
        ("grid", say("data.about-grid-text", language)),
        ("attribution", say("map.sources", language)),
        ("boundaries", say("map.reference-only", language)),
        ("licence", say("data.about-licence-text", language)),
        ("link", link),
    ]
    return [(say(f"data.about-{key}", language), words) for key, words in pairs if words]


def about_text(view: View, *more: str, link: str = "") -> str:
    """Return plain text that says what a file is, a line a fact, with further paragraphs below."""
    head = say("app.title", view.selection.language)
    lines = [f"{label}: {words}" for label, words in about(view, link)]
    return "\n".join([head, "", *lines, *(f"\n{text}" for text in more), ""])


def csv_file(view: View, _link: str = "") -> bytes:
    """Return a CSV file of the projects: UTF-8 with the byte order mark that Excel needs."""
    return csv_text(view, "\r\n").encode("utf-8-sig")


def geojson_file(view: View, link: str = "") -> bytes:
    """Return a GeoJSON file (RFC 7946) of the projects; a foreign member says what the file is.

    Parameters
    ----------
    link
        Address that opens the same view, empty for none.
    """
    collection = json.loads(geojson(view))
    collection["about"] = dict(about(view, link))
    language = view.selection.language
    collection["columns"] = {column.id: column.title(language) for column in columns()}
    collection["unplaced"] = [row.project.id for row in unplaced_rows(view)]
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()
