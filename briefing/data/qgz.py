"""A view as a project of QGIS: our map as layers, our sheet as a print layout, in one file.

A ``.qgz`` is a ZIP archive of the project (``.qgs``, XML) and of what it carries: the GeoPackage of
the view lies in it, so that one file opens anywhere. QGIS 3.22 and later find it by the address
``attachment:``. No QGIS is needed to write it.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

import geopandas as gpd
import pandas as pd

from briefing.data.archive import add_file
from briefing.data.gpkg import MapLayer, drawn_words, view_layers, write_layers
from briefing.data.qgis_items import LayerRef, add_crs, layer_tree
from briefing.data.qgis_sheet import ProjectLayers, SheetLayout, shown_on
from briefing.data.qml import DOCTYPE, MM_A_PIXEL, VERSION, QmlRule, add_style
from briefing.data.qml_labels import QmlLabel
from briefing.sheet.furniture import COUNTRY_STYLES, INSET_PT
from briefing.sheet.legend import SIGNS
from briefing.sheet.paper_sizes import SCALES
from briefing.sheet.plan import plan
from geo.catalog.area_names import communes_shown
from geo.crs import WGS84
from geo.escape import Syntax, escape
from geo.model import AreaFrame
from geo.query.wording import NOTHING
from geo.strings import say
from layers.paper.labels.requests import NUMBER_PX
from layers.paper.window import POINTS_PER_MM
from layers.style import palette
from layers.style.model import SymbolStyle
from layers.style.symbols import STATUS_LETTERS
from layers.style.typography import LabelRole
from layers.themes import BY_ID
from layers.themes.projects import DRAWN_SAMPLE

if TYPE_CHECKING:
    from briefing.request import ExportRequest
    from briefing.sheet.plan import Sheet
    from geo.query.view import View

_PROJECT, _PACKAGE = "son-la.qgs", "son-la.gpkg"
_GRID, _DATA = "EPSG:9206", "EPSG:4326"
_TABLE, _COUNTRY = "sheet_projects", "sheet_country"
# As QGIS names kinds of geometry.
_WKB = {"line": "MultiLineString", "point": "MultiPoint", "area": "MultiPolygon"}
_GEOMETRY = {"line": "Line", "point": "Point", "area": "Polygon", "": "No geometry"}
# Within one theme areas lie lowest.
_SHAPES = ("area", "line", "point")
_NUMBER = LabelRole(NUMBER_PX, palette.INK, paper=NUMBER_PX, weight=700)
_ABOVE_ALL = -20
_POINTS_A_PIXEL = MM_A_PIXEL * POINTS_PER_MM
_LEAST_ATLAS = 2
_SCHEMATIC = "schematic"


def qgz(view: View, request: ExportRequest) -> bytes:
    """Return a view as a project of QGIS; the same view and request give the same bytes.

    Raises
    ------
    RequestError
        If the request asks for what does not exist.
    """
    sheet = plan(view, replace(request, format="pdf"))
    made = _ProjectFile(sheet)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        add_file(archive, _PROJECT, made.document().encode(), view.day)
        add_file(archive, _PACKAGE, write_layers(made.tables, view), view.day)
    return out.getvalue()


class _ProjectFile:
    """The parts of one project: its layers, and the document that shows them."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._view = sheet.view
        layers = view_layers(sheet.view, sheet.request.link)
        grow = next((item.grow for item in shown_on(sheet) if item.theme.id == "projects"), 1.0)
        found = [_numbered(_shrunk(layer, grow), sheet) for layer in layers]
        drawn = sorted((layer for layer in found if layer.shape), key=_rank, reverse=True)
        self._on_map = [layer for layer in drawn if self._is_on(layer)]
        self._layers = [*drawn, _country(sheet)]
        tables = [layer for layer in found if not layer.shape]
        self.tables = [*self._layers, *tables, _table(sheet)]
        self._refs = {layer.name: _ref(layer) for layer in self.tables}

    def _is_on(self, layer: MapLayer) -> bool:
        """Tell whether the sheet shows a layer."""
        if layer.name == f"areas_{AreaFrame.COMMUNE}s":
            view = self._view
            if not communes_shown(view.catalog, view.selection.frame, view.day):
                return False
        return not BY_ID[layer.theme].switchable or layer.theme in self._sheet.request.layers

    def document(self) -> str:
        """Return the XML of the project."""
        sheet, language = self._sheet, self._sheet.language
        root = Element("qgis", version=VERSION, projectname=escape(sheet.title, Syntax.TEXT))
        SubElement(root, "homePath", path="")
        title = f"{say('app.title', language)} – {sheet.title}"
        SubElement(root, "title").text = escape(title, Syntax.TEXT)
        add_crs(SubElement(root, "projectCrs"), _GRID)
        self._tree(root)
        self._canvas(root)
        layers = SubElement(root, "projectlayers")
        for layer in self._layers:
            self._layer(layers, layer)
        for layer in self.tables:
            if not layer.shape:
                self._layer(layers, layer)
        order = SubElement(root, "layerorder")
        for layer in self._layers:
            SubElement(order, "layer", id=self._refs[layer.name].id)
        _settings(root)
        self._layouts(SubElement(root, "Layouts"))
        return DOCTYPE + tostring(root, encoding="unicode")

    def _tree(self, root: Element) -> None:
        """Add the panel of layers: the map, then the insets and the tables, which are off."""
        groups: dict[str, list[tuple[LayerRef, dict[str, str]]]] = {}
        words = say("qgis.tables", self._sheet.language)
        for layer in self.tables:
            groups.setdefault("" if layer.theme else words, []).append((self._refs[layer.name], {}))
        tree = layer_tree(root, groups)
        shown = {self._refs[layer.name].id for layer in self._on_map}
        for leaf in tree.iter("layer-tree-layer"):
            if leaf.get("id") not in shown:
                leaf.set("checked", "Qt::Unchecked")

    def _canvas(self, root: Element) -> None:
        canvas = SubElement(root, "mapcanvas", name="theMapCanvas", annotationsVisible="1")
        SubElement(canvas, "units").text = "meters"
        extent = SubElement(canvas, "extent")
        names = ("xmin", "ymin", "xmax", "ymax")
        for name, value in zip(names, self._sheet.window.bounds, strict=True):
            SubElement(extent, name).text = f"{value:.3f}"
        add_crs(SubElement(canvas, "destinationsrs"), _GRID)

    def _layer(self, parent: Element, layer: MapLayer) -> None:
        ref = self._refs[layer.name]
        found = SubElement(
            parent,
            "maplayer",
            type="vector",
            geometry=_GEOMETRY[layer.shape],
            wkbType=_WKB.get(layer.shape, "NoGeometry"),
            labelsEnabled=str(int(bool(layer.names))),
            readOnly="0",
        )
        SubElement(found, "id").text = ref.id
        SubElement(found, "datasource").text = ref.source
        SubElement(found, "layername").text = escape(layer.title, Syntax.TEXT)
        SubElement(found, "provider", encoding="UTF-8").text = "ogr"
        if layer.shape:
            add_crs(SubElement(found, "srs"), _DATA)
            add_style(found, layer.rules, layer.names, self._sheet.window.factor)

    def _layouts(self, parent: Element) -> None:
        view, language = self._view, self._sheet.language
        drawn = {
            rule.drawn: (self._refs[layer.name], number)
            for layer in self._on_map
            for number, rule in enumerate(layer.rules)
        }
        layers = ProjectLayers(
            on_map=[self._refs[layer.name] for layer in self._on_map],
            country=[self._refs[_COUNTRY]],
            place=[
                self._refs[name] for name in ("areas_districts", "areas_province", "land_areas")
            ],
            table=self._refs[_TABLE],
            drawn=drawn,
            areas=self._refs["areas_districts"],
        )
        SheetLayout(self._sheet, layers).write(parent, say("qgis.sheet", language))
        codes = _districts(view)
        if len(codes) >= _LEAST_ATLAS:
            request = replace(self._sheet.request, size="A4", format="pdf")
            asked = f'"code" IN ({", ".join(repr(code) for code in codes)})'
            page = SheetLayout(plan(view, request), layers, asked)
            page.write(parent, say("qgis.atlas", language))


def _districts(view: View) -> list[str]:
    """Return the codes of the districts that get a page of the atlas.

    Those that are chosen; where no area is, those that projects touch.
    """
    asked = set(view.selection.areas)
    asked = asked or {touch.code for row in view.rows for touch in row.overlaps(AreaFrame.DISTRICT)}
    areas = view.catalog.areas.frame(AreaFrame.DISTRICT)
    return [area.code for area in areas if area.code in asked]


def _rank(layer: MapLayer) -> tuple[int, int]:
    soft = layer.name == "projects_soft_areas"
    return BY_ID[layer.theme].order, -1 if soft else _SHAPES.index(layer.shape)


def _ref(layer: MapLayer) -> LayerRef:
    source = f"attachment:{_PACKAGE}|layername={layer.name}"
    return LayerRef(f"son_la_{layer.name}", layer.title, source)


def _shrunk(layer: MapLayer, grow: float) -> MapLayer:
    """Return a layer of projects with symbols of the size that they have on the sheet."""
    if layer.theme != "projects":
        return layer
    rules = [
        replace(
            rule,
            style=_resized(rule.style, grow) if isinstance(rule.style, SymbolStyle) else rule.style,
            badge=rule.badge and _resized(rule.badge, grow),
        )
        for rule in layer.rules
    ]
    return replace(layer, rules=rules)


def _resized(style: SymbolStyle, grow: float) -> SymbolStyle:
    right, down = style.offset
    return replace(style, size=style.size * grow, offset=(right * grow, down * grow))


def _numbered(layer: MapLayer, sheet: Sheet) -> MapLayer:
    """Return the layers of projects with the numbers of the table, which name them on the map."""
    if layer.theme != "projects" or not layer.shape or "id" not in layer.frame:
        return layer
    frame = layer.frame.assign(number=[sheet.numbers.get(id_, 0) for id_ in layer.frame["id"]])
    names = [
        QmlLabel(
            "number",
            _NUMBER,
            layer.shape,
            f'"number" > 0 AND "status" = \'{status}\'',
            _ABOVE_ALL,
            disc=palette.STATUS[status],
            always=True,
        )
        for status in dict.fromkeys(row.status for row in sheet.view.rows)
    ]
    if layer.shape != "line":
        return replace(layer, frame=frame, names=names)
    names += drawn_words(sheet.view)
    # No project is drawn so: for the legend, which explains what is hollow, whatever its status.
    words = say(SIGNS[_SCHEMATIC][1], sheet.language)
    sample = QmlRule("FALSE", words, DRAWN_SAMPLE, drawn=("", _SCHEMATIC), band=palette.INK_SOFT)
    return replace(layer, frame=frame, names=names, rules=[*layer.rules, sample])


def _table(sheet: Sheet) -> MapLayer:
    """Return the table of projects as the sheet words it, in its order."""
    rows = [
        {
            "number": str(line.number) if line.number else "",
            "project": " ".join([line.name, *(f"({tag})" for tag in line.tags)]),
            "status": " · ".join(
                part
                for part in (f"{STATUS_LETTERS[line.row.status]} {line.status}", line.updated)
                if part != NOTHING
            ),
            "length": line.length,
            "capital": line.capital,
            "districts": ";".join(touch.code for touch in line.row.overlaps(AreaFrame.DISTRICT)),
        }
        for line in sheet.lines
    ]
    columns = ["number", "project", "status", "length", "capital", "districts"]
    frame = pd.DataFrame(rows, columns=columns)
    return MapLayer(_TABLE, say("sheet.projects", sheet.language), _clean(frame))


def _clean(frame: pd.DataFrame) -> pd.DataFrame:
    for column in frame.columns:
        frame[column] = [escape(text, Syntax.TEXT) for text in frame[column]]
    return frame


def _country(sheet: Sheet) -> MapLayer:
    """Return the layer of the national inset, with the names that it has on our sheet."""
    backdrop = sheet.view.catalog.backdrop.vietnam
    items = [item for item in backdrop if item.properties["kind"] in COUNTRY_STYLES]
    words_of = [escape(item.properties.get("name_vi") or "", Syntax.TEXT) for item in items]
    frame = gpd.GeoDataFrame(
        {"kind": [str(item.properties["kind"]) for item in items], "name": words_of},
        geometry=[item.geometry for item in items],
        crs=WGS84,
    )
    rules = [QmlRule(f"\"kind\" = '{kind}'", kind, style) for kind, style in COUNTRY_STYLES.items()]
    # Both names stand in any case, in three short lines each.
    words = "replace(replace(\"name\", ' (', '\\n('), 'đảo ', 'đảo\\n')"
    plain = LabelRole(
        INSET_PT, palette.INK, paper=INSET_PT / (_POINTS_A_PIXEL * sheet.window.factor)
    )
    here = replace(plain, color=palette.SHIELD_NATIONAL, weight=600)
    named = {"archipelago": (words, plain), "province_highlight": ("name", here)}
    labels = [
        QmlLabel(field, role, "area", f"\"kind\" = '{kind}'", _ABOVE_ALL, always=True)
        for kind, (field, role) in named.items()
    ]
    title = say("qgis.country", sheet.language)
    return MapLayer(_COUNTRY, title, frame, "area", rules=rules, names=labels)


def _settings(root: Element) -> None:
    """Add what else a project says: relative paths, and the scales that an atlas may use."""
    properties = SubElement(root, "properties")
    paths = SubElement(properties, "Paths")
    SubElement(paths, "Absolute", type="bool").text = "false"
    # Without it QGIS takes the project for one without a system of coordinates.
    system = SubElement(properties, "SpatialRefSys")
    SubElement(system, "ProjectionsEnabled", type="int").text = "1"
    engine = SubElement(SubElement(properties, "PAL"), "PlacementEngineVersion", type="int")
    engine.text = "1"
    views = SubElement(root, "ProjectViewSettings", UseProjectScales="1", rotation="0")
    scales = SubElement(views, "Scales")
    for scale in SCALES:
        SubElement(scales, "Scale", Value=str(scale))
