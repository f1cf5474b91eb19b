"""The projects of a view for Google Earth: KML 2.2 (OGC 07-147r2), one placemark a project.

The format has colours and widths but no patterns, and pictures of symbols would have to come from
the internet. So each name begins with the shape of its status as a letter, the status word stands
under it, and the folders are the statuses. Google Earth letters points alone: whatever else a
project is, a point of its shape bears its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import shapely

from briefing.content.markup import is_web
from briefing.data.tables import about, unplaced_rows
from geo.crs import DECIMALS
from geo.dates import PartialDate
from geo.escape import Syntax, escape
from geo.model import Status
from geo.query.fields import ColumnKind, On, columns, flat
from geo.query.view import sources_of
from geo.strings import format_exact, say
from layers.style import palette
from layers.style.symbols import STATUS_LETTERS
from layers.themes.projects import geometry_class

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely import LineString, Point
    from shapely.geometry.base import BaseGeometry

    from geo.query.fields import Cell
    from geo.query.view import ProjectRow, View

_NAMESPACE = "http://www.opengis.net/kml/2.2"
_TYPES = {ColumnKind.NUMBER: "double", ColumnKind.WHOLE: "int", ColumnKind.FLAG: "bool"}
_LINE_WIDTH, _TRACE_WIDTH = 4, 1.5
_FILL_OPACITY = 0.2


def kml(view: View, link: str = "") -> bytes:
    """Return the projects of a view as a KML file.

    Parameters
    ----------
    link
        Address that opens the same view, for the description of the file.
    """
    language = view.selection.language
    root = Element("kml", xmlns=_NAMESPACE)
    document = SubElement(root, "Document")
    title = f"{say('app.title', language)} – {view.selection.describe(view.catalog, language)}"
    _text(document, "name", title)
    _text(document, "open", "1")
    _text(document, "description", _table(about(view, link)))
    for status in Status:
        _style(document, status)
    schema = SubElement(document, "Schema", name="project", id="project")
    for column in columns():
        kind = _TYPES.get(column.kind, "string")
        field = SubElement(schema, "SimpleField", type=kind, name=column.id)
        _text(field, "displayName", column.title(language))
    for status in Status:
        rows = [row for row in view.rows if row.status is status and row.project.pieces]
        _folder(document, view, say(f"status.{status}", language), rows)
    _folder(document, view, say("data.layer-unplaced", language), unplaced_rows(view))
    indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}'.encode()


def _text(parent: Element, tag: str, words: object) -> None:
    SubElement(parent, tag).text = escape(words, Syntax.TEXT)


def _style(document: Element, status: Status) -> None:
    color = palette.STATUS[status]
    for name, width in ((f"status-{status}", _LINE_WIDTH), (f"trace-{status}", _TRACE_WIDTH)):
        style = SubElement(document, "Style", id=name)
        # No picture beside the name: it would be fetched from the internet.
        _text(SubElement(style, "IconStyle"), "scale", "0")
        _text(SubElement(style, "LabelStyle"), "color", _color(color))
        line = SubElement(style, "LineStyle")
        _text(line, "color", _color(color))
        _text(line, "width", f"{width:g}")
        _text(SubElement(style, "PolyStyle"), "color", _color(color, _FILL_OPACITY))
        # Google Earth's own balloon would add directions from and to here.
        _text(SubElement(style, "BalloonStyle"), "text", "<h3>$[name]</h3>$[description]")


def _color(color: str, opacity: float = 1.0) -> str:
    """Return a colour as KML writes it: opacity, blue, green, red."""
    red, green, blue = color[1:3], color[3:5], color[5:7]
    return f"{round(255 * opacity):02x}{blue}{green}{red}".lower()


def _folder(document: Element, view: View, name: str, rows: list[ProjectRow]) -> None:
    if not rows:
        return
    folder = SubElement(document, "Folder")
    _text(folder, "name", f"{name} ({len(rows)})")
    for row in rows:
        _placemark(folder, view, row)


def _placemark(folder: Element, view: View, row: ProjectRow) -> None:
    language = view.selection.language
    mark = SubElement(folder, "Placemark", id=escape(row.project.id, Syntax.TEXT))
    letter = STATUS_LETTERS[row.status]
    _text(mark, "name", f"{letter} {row.project.name[language]}")
    when = f" · {row.since.date.show(language)}" if row.since else ""
    snippet = SubElement(mark, "Snippet", maxLines="1")
    snippet.text = f"{say(f'status.{row.status}', language)}{when}"
    _text(mark, "description", _description(view, row))
    kind = "trace" if row.project.unlocated_spots else "status"
    _text(mark, "styleUrl", f"#{kind}-{row.status}")
    data = SubElement(SubElement(mark, "ExtendedData"), "SchemaData", schemaUrl="#project")
    for column in columns():
        value = flat(column.cell(view, row))
        if value is not None:
            cell = SubElement(data, "SimpleData", name=column.id)
            shown = str(int(value)) if isinstance(value, bool) else value
            cell.text = escape(shown, Syntax.TEXT)
    _geometry(mark, row)


def _description(view: View, row: ProjectRow) -> str:
    """Return the balloon's HTML: what is known, and the sources by title."""
    language = view.selection.language
    pairs = []
    for column in columns():
        words = _words(column.reading(view, row), language) if On.BALLOON in column.on else ""
        if words:
            pairs.append((column.title(language), words))
    ids = sources_of(view, row)
    known = [view.catalog.sources[id_] for id_ in ids if id_ in view.catalog.sources]
    items = "".join(
        f"<li>[{escape(source.id, Syntax.HTML)}] {_link(source.url, source.title[language])}</li>"
        for source in known
    )
    heading = escape(say("data.sheet-sources", language), Syntax.HTML)
    return _table(pairs) + (f"<h4>{heading}</h4><ul>{items}</ul>" if items else "")


def _words(cell: Cell, language: str) -> str:
    """Return a cell as people read it, empty where no source says anything."""
    if isinstance(cell, PartialDate):
        return cell.show(language)
    value = flat(cell, "; ")
    if isinstance(value, float):
        return format_exact(value, language)
    return "" if value is None else str(value)


def _table(pairs: Iterable[tuple[str, str]]) -> str:
    rows = "".join(
        f"<tr><th align='left'>{escape(label, Syntax.HTML)}</th>"
        f"<td>{escape(words, Syntax.HTML)}</td></tr>"
        for label, words in pairs
    )
    return f"<table>{rows}</table>"


def _link(url: str, label: str) -> str:
    """Return a link; an address that is not http(s) stays plain text."""
    words = escape(label, Syntax.HTML)
    return f'<a href="{escape(url, Syntax.HTML)}">{words}</a>' if is_web(url) else words


def _geometry(mark: Element, row: ProjectRow) -> None:
    shapes = [piece.geometry for piece in row.project.pieces]
    parts = [part for shape in shapes for part in shapely.get_parts(shape)]
    if not parts:
        return
    named = _named_at(row)
    parts += [named] if named else []
    parent = SubElement(mark, "MultiGeometry") if len(parts) > 1 else mark
    for part in parts:
        _part(parent, shapely.orient_polygons(part))


def _named_at(row: ProjectRow) -> Point | None:
    """Return the point that bears the name, as on the map; ``None`` where the project has points.

    What covers areas is named inside them too; lines alone, halfway along the longest.
    """
    shapes: dict[str, list[BaseGeometry]] = {}
    for piece in row.project.pieces:
        shapes.setdefault(geometry_class(piece), []).append(piece.geometry)
    if "area" in shapes:
        return shapely.union_all(shapes["area"]).representative_point()
    if "point" in shapes:
        return None
    whole = shapely.union_all(shapes["line"])
    runs = shapely.get_parts(shapely.line_merge(whole))
    longest: LineString = max(runs, key=shapely.length)
    return longest.interpolate(0.5, normalized=True)


def _part(parent: Element, part: BaseGeometry) -> None:
    if part.geom_type == "Polygon":
        polygon = SubElement(parent, "Polygon")
        _text(polygon, "tessellate", "1")
        rings = [("outerBoundaryIs", part.exterior)]
        rings += [("innerBoundaryIs", ring) for ring in part.interiors]
        for place, ring in rings:
            inside = SubElement(SubElement(polygon, place), "LinearRing")
            _text(inside, "coordinates", _coordinates(ring))
        return
    shape = SubElement(parent, part.geom_type)
    if part.geom_type == "LineString":
        _text(shape, "tessellate", "1")
    _text(shape, "coordinates", _coordinates(part))


def _coordinates(shape: BaseGeometry) -> str:
    found = shapely.get_coordinates(shape).round(DECIMALS).tolist()
    return " ".join(f"{x:.{DECIMALS}f},{y:.{DECIMALS}f}" for x, y in found)
