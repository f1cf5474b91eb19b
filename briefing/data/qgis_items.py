"""Items of a print layout of QGIS, as XML: texts, maps, tables, legends, bars and shapes.

Written for QGIS 3.22 and later. Boxes are those of our pages, in points from the lower left
corner; QGIS counts millimetres from the upper left corner of a page.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement

from briefing.data.qml import add_symbol
from briefing.data.qml_labels import QT_FACES, color_of, text_style
from briefing.sheet.paper_sizes import Box
from geo.escape import Syntax, escape
from layers.paper.window import POINTS_PER_MM
from layers.style import palette
from layers.style.model import FillStyle, LineStyle, Stroke
from layers.style.typography import FAMILY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.sheet.paper_sizes import Paper
    from layers.style.text_metrics import Face

# Types of items, as QGIS numbers them.
_PAGE, _MAP, _PICTURE, _LABEL, _LEGEND = "65638", "65639", "65640", "65641", "65642"
_SHAPE, _LINE, _BAR, _FRAME, _TABLE = "65643", "65645", "65646", "65647", "65649"
# Between two pages that lie above each other on the desk.
_BETWEEN_PAGES_MM = 10.0
_ALIGN = {"left": "1", "right": "2", "center": "4"}
_RESOLUTION = "300"


@dataclass(frozen=True)
class LayoutColumn:
    """A column of a table: an expression over the layer, its title, and its width in points."""

    field: str
    title: str
    width: float
    align: str = "left"


@dataclass(frozen=True)
class LayerRef:
    """A layer of the project, as its other parts name it."""

    id: str
    name: str
    source: str

    def tell(self, element: Element) -> None:
        """Say which layer an element is about."""
        element.text = self.id
        element.set("name", self.name)
        element.set("source", self.source)
        element.set("provider", "ogr")


class LayoutWriter:
    """One print layout.

    Parameters
    ----------
    parent
        The ``Layouts`` of a project.
    name
        Of the layout.
    """

    def __init__(self, parent: Element, name: str, paper: Paper, pages: int = 1) -> None:
        self._name = name
        self._paper = paper
        self._count = 0
        self.root = SubElement(
            parent,
            "Layout",
            name=escape(name, Syntax.TEXT),
            units="mm",
            printResolution=_RESOLUTION,
        )
        self._pages = SubElement(self.root, "PageCollection")
        add_symbol(self._pages, "", FillStyle(palette.PAPER))
        for _ in range(pages):
            self.add_page()

    def add_page(self) -> int:
        """Add an empty page; return its number, from 0."""
        number = sum(item.tag == "LayoutItem" for item in self._pages)
        top = number * (self._paper.height_mm + _BETWEEN_PAGES_MM)
        size = f"{self._paper.width_mm:g},{self._paper.height_mm:g},mm"
        places = {"position": f"0,{top:g},mm", "positionOnPage": "0,0,mm", "size": size}
        page = self._item(_PAGE, places, self._pages)
        add_symbol(page, "", FillStyle(palette.PAPER))
        return number

    def _next_uuid(self) -> str:
        """Return the id of the next item: the same each time the layout is written."""
        self._count += 1
        return f"{{{uuid5(NAMESPACE_URL, f'{self._name}/{self._count}')}}}"

    def _item(self, type_: str, more: Mapping[str, str], parent: Element | None = None) -> Element:
        uuid = self._next_uuid()
        found = {
            "type": type_,
            "uuid": uuid,
            "templateUuid": uuid,
            "referencePoint": "0",
            "itemRotation": "0",
            "zValue": str(self._count),
            "visibility": "1",
            "positionLock": "false",
            "frame": "false",
            "background": "false",
            "opacity": "1",
            "blendMode": "0",
            "excludeFromExports": "0",
        }
        return SubElement(self.root if parent is None else parent, "LayoutItem", found | dict(more))

    def _placed(self, type_: str, box: Box, page: int = 0, **more: str) -> Element:
        left, top = box.left / POINTS_PER_MM, self._paper.height_mm - box.top / POINTS_PER_MM
        down = top + page * (self._paper.height_mm + _BETWEEN_PAGES_MM)
        size = f"{box.width / POINTS_PER_MM:.3f},{box.height / POINTS_PER_MM:.3f},mm"
        on_page = f"{left:.3f},{top:.3f},mm"
        places = {"position": f"{left:.3f},{down:.3f},mm", "positionOnPage": on_page, "size": size}
        return self._item(type_, places | more)

    def label(
        self, text: str, box: Box, face: Face, align: str = "left", *, page: int = 0
    ) -> Element:
        """Add text from data, wrapped into a box from its top."""
        return self.expression(escape(text, Syntax.QGIS), box, face, align, page=page)

    def expression(
        self, text: str, box: Box, face: Face, align: str = "left", *, page: int = 0
    ) -> Element:
        """Add text of our own, in which QGIS evaluates what stands in ``[% %]``."""
        item = self._placed(
            _LABEL,
            box,
            page,
            labelText=text,
            htmlState="0",
            halign=_ALIGN[align],
            valign="32",
            marginX="0",
            marginY="0",
        )
        _font(item, "LabelFont", face)
        _color(item, "FontColor", face.color)
        return item

    def frame(self, box: Box, width: float) -> None:
        """Add the edge of a rectangle; its width is in points."""
        item = self._placed(_SHAPE, box, shapeType="1", cornerRadiusMeasure="0,mm")
        # A style is in pixels of the design, at 96 of them an inch.
        edge = FillStyle(palette.PAPER, 0.0, (Stroke(palette.INK, width * 96 / 72, cap="butt"),))
        add_symbol(item, "", edge)

    def rule(self, left: float, right: float, y: float, width: float, page: int = 0) -> None:
        """Add a level line; its measures are points."""
        item = self._placed(_LINE, Box(left, y, right - left, 0.01), page)
        add_symbol(item, "", LineStyle((Stroke(palette.INK, width * 96 / 72, cap="butt"),)))
        nodes = SubElement(item, "nodes")
        for x in (0.0, (right - left) / POINTS_PER_MM):
            SubElement(nodes, "node", x=f"{x:.3f}", y="0")

    def map(
        self,
        box: Box,
        bounds: tuple[float, float, float, float],
        layers: Sequence[LayerRef],
        ground: str,
        *,
        follows: bool = False,
    ) -> Element:
        """Add a map; return its item.

        Parameters
        ----------
        bounds
            West, south, east, north in the system of the project.
        layers
            Top first.
        ground
            Colour where nothing is.
        follows
            Whether it shows the area of an atlas in turn.
        """
        item = self._placed(
            _MAP,
            box,
            background="true",
            keepLayerSet="true",
            followPreset="false",
            mapRotation="0",
            drawCanvasItems="false",
            # Names may be cut by the edge; else QGIS leaves out what touches it.
            mapFlags="0",
            labelMargin="0,mm",
        )
        _color(item, "BackgroundColor", ground)
        west, south, east, north = (f"{value:.3f}" for value in bounds)
        SubElement(item, "Extent", xmin=west, ymin=south, xmax=east, ymax=north)
        found = SubElement(item, "LayerSet")
        for layer in layers:
            layer.tell(SubElement(found, "Layer"))
        # 2: as large as it fits; scales of a list are applied by the window of QGIS only.
        SubElement(item, "AtlasMap", atlasDriven=str(int(follows)), scalingMode="2", margin="0.04")
        return item

    def grid(self, item: Element, step: float, annotation: str, size: float) -> None:
        """Add ticks and coordinates around a map.

        Parameters
        ----------
        step
            In degrees (EPSG:4326).
        annotation
            Expression of QGIS over ``@grid_number`` and ``@grid_axis``.
        size
            Of the figures, in points.
        """
        upright = {"leftAnnotationDirection": "1", "rightAnnotationDirection": "1"}
        grid = SubElement(
            item,
            "ComposerMapGrid",
            {
                "name": "1",
                "uuid": f"{{{uuid5(NAMESPACE_URL, self._name)}}}",
                "show": "1",
                # 3: nothing on the map itself; ticks outwards; a free form of the figures.
                "gridStyle": "3",
                "gridFrameStyle": "3",
                "annotationFormat": "8",
                "annotationExpression": annotation,
                "intervalX": f"{step:.9g}",
                "intervalY": f"{step:.9g}",
                "offsetX": "0",
                "offsetY": "0",
                "unit": "0",
                "gridFrameWidth": "0.9",
                "gridFramePenThickness": "0.18",
                "gridFrameSideFlags": "15",
                "gridFrameMargin": "0",
                "showAnnotation": "1",
                "frameAnnotationDistance": "-0.55",
                "annotationPrecision": "3",
                **{f"{side}AnnotationPosition": "1" for side in _SIDES},
                **{f"{side}AnnotationDisplay": "0" for side in _SIDES},
                **{f"{side}FrameDivisions": "0" for side in _SIDES},
                "topAnnotationDirection": "0",
                "bottomAnnotationDirection": "0",
                **upright,
            },
        )
        add_crs(grid, "EPSG:4326")
        text_style(grid, size)

    def scale_bar(
        self, box: Box, map_item: Element, segment_km: float, segments: int, size: float
    ) -> Element:
        """Add a bar of equal parts, with figures in points above it; return its item."""
        item = self._placed(
            _BAR,
            box,
            mapUuid=map_item.get("uuid", ""),
            style="Single Box",
            unitType="km",
            unitLabel="km",
            numMapUnitsPerScaleBarUnit="1",
            numUnitsPerSegment=f"{segment_km:g}",
            numSegments=str(segments),
            numSegmentsLeft="0",
            numSubdivisions="1",
            segmentSizeMode="0",
            height="1.06",
            labelBarSpace="0.8",
            boxContentSpace="0",
            alignment="0",
            labelVerticalPlacement="0",
            labelHorizontalPlacement="0",
            outlineWidth="0.18",
        )
        text_style(item, size)
        for tag, color in (("fillColor", palette.INK), ("fillColor2", palette.PAPER)):
            _color(item, tag, color)
        _color(item, "strokeColor", palette.INK)
        line = LineStyle((Stroke(palette.INK, 0.67, cap="butt"),))
        for tag in ("lineSymbol", "divisionLineSymbol", "subdivisionLineSymbol"):
            add_symbol(SubElement(item, tag), "", line)
        for tag, color in (("fillSymbol1", palette.INK), ("fillSymbol2", palette.PAPER)):
            add_symbol(SubElement(item, tag), "", FillStyle(color))
        return item

    def picture(self, svg: str, box: Box) -> None:
        """Add a drawing that the project carries with it."""
        code = base64.b64encode(svg.encode()).decode("ascii")
        self._placed(
            _PICTURE, box, file=f"base64:{code}", mode="1", resizeMode="0", anchorPoint="0"
        )

    def legend(
        self, box: Box, map_item: Element, columns: int, faces: tuple[Face, Face], sign_mm: float
    ) -> Element:
        """Add a legend; return its item, for the tree of its layers.

        Parameters
        ----------
        faces
            Of the headings and of the entries.
        sign_mm
            Width of a sign.
        """
        head, face = faces
        air = face.size / POINTS_PER_MM
        item = self._placed(
            _LEGEND,
            box,
            map_uuid=map_item.get("uuid", ""),
            title="",
            columnCount=str(columns),
            splitLayer="1",
            equalColumnWidth="1",
            columnSpace="2",
            boxSpace="0",
            symbolWidth=f"{sign_mm:.2f}",
            symbolHeight=f"{1.05 * air:.2f}",
            maxSymbolSize=f"{1.35 * air:.2f}",
            lineSpacing="0.3",
            wrapChar="",
            fontColor=palette.INK,
            resizeToContents="0",
            legendFilterByAtlas="0",
        )
        styles = SubElement(item, "styles")
        for name, above in (("title", 0.0), ("group", 0.9), ("subgroup", 0.0), ("symbol", 0.35)):
            found = SubElement(styles, "style", name=name, alignment="1", indent="0")
            found.set("marginTop", f"{above * air:.2f}")
            _font(found, "styleFont", head)
        found = SubElement(styles, "style", name="symbolLabel", alignment="1", indent="0")
        found.set("marginLeft", "1.6")
        found.set("marginTop", "0.3")
        _font(found, "styleFont", face)
        return item

    def table(
        self,
        frames: Sequence[tuple[Box, int]],
        layer: LayerRef,
        columns: Sequence[LayoutColumn],
        faces: tuple[Face, Face],
        condition: str = "",
    ) -> None:
        """Add a table of a layer that runs on from frame to frame.

        Parameters
        ----------
        frames
            Boxes with the numbers of their pages.
        faces
            Of the titles and of the cells.
        condition
            Expression of QGIS that a row must meet, empty for all rows.
        """
        uuid = self._next_uuid()
        table = SubElement(
            self.root,
            "LayoutMultiFrame",
            {
                "type": _TABLE,
                "uuid": uuid,
                "templateUuid": uuid,
                "resizeMode": "0",
                "source": "0",
                "vectorLayer": layer.id,
                "vectorLayerName": layer.name,
                "vectorLayerSource": layer.source,
                "vectorLayerProvider": "ogr",
                "maxFeatures": "10000",
                "showOnlyVisibleFeatures": "0",
                "showUniqueRowsOnly": "0",
                "filterToAtlasIntersection": "0",
                "filterFeatures": "true" if condition else "false",
                "featureFilter": condition,
                "showGrid": "1",
                "horizontalGrid": "1",
                "verticalGrid": "0",
                "gridStrokeWidth": "0.11",
                "gridColor": color_of(palette.NEIGHBOUR_EDGE),
                "cellMargin": "0.55",
                "backgroundColor": color_of(palette.PAPER, 0.0),
                "headerMode": "0",
                "headerHAlignment": "0",
                "wrapBehavior": "1",
                "wrapString": "",
                "emptyTableMode": "0",
            },
        )
        begun: set[int] = {0}
        for box, page in frames:
            frame = self._placed(_FRAME, box, page, multiFrame=uuid, multiFrameTemplateUuid=uuid)
            # A page without rows is left out; the first frame of a page tells for all.
            frame.set("hidePageIfEmpty", str(int(page not in begun)))
            begun.add(page)
            frame.set("hideBackgroundIfEmpty", "1")
            own = frame.get("uuid", "")
            SubElement(table, "childFrame", uuid=own, templateUuid=own)
        for tag, face in zip(("headerTextFormat", "contentTextFormat"), faces, strict=True):
            text_style(SubElement(table, tag), face.size, face.weight, face.color)
        shown = SubElement(table, "displayColumns")
        for column in columns:
            SubElement(
                shown,
                "column",
                attribute=column.field,
                heading=escape(column.title, Syntax.TEXT),
                width=f"{column.width / POINTS_PER_MM:.2f}",
                hAlignment=_ALIGN[column.align],
                vAlignment="32",
                sortOrder="0",
                sortByRank="0",
            )

    def atlas(self, layer: LayerRef, name: str, condition: str = "") -> None:
        """Make the layout a page for each feature of a layer that meets a condition."""
        SubElement(
            self.root,
            "Atlas",
            enabled="1",
            coverageLayer=layer.id,
            coverageLayerName=layer.name,
            coverageLayerSource=layer.source,
            coverageLayerProvider="ogr",
            pageNameExpression=name,
            hideCoverage="0",
            filterFeatures=str(int(bool(condition))),
            featureFilter=condition,
            sortFeatures="0",
            filenamePattern="'son-la-'||@atlas_featurenumber",
        )


# Of systems of coordinates in the list of QGIS.
_NUMBERS = {"EPSG:4326": "3452", "EPSG:9206": "63265"}
_SIDES = ("left", "right", "top", "bottom")


def add_crs(parent: Element, authority: str) -> None:
    """Add a system of coordinates by its code, as ``EPSG:4326``."""
    system = SubElement(parent, "spatialrefsys")
    # QGIS reads the code only beside a number of its own list.
    SubElement(system, "srsid").text = _NUMBERS[authority]
    SubElement(system, "authid").text = authority


def _font(parent: Element, tag: str, face: Face) -> None:
    """Add a font as Qt describes it."""
    weight, style = QT_FACES[face.weight]
    italic = int(face.italic)
    words = f"{FAMILY},{face.size:.2f},-1,5,{weight},{italic},0,0,0,0,{style}"
    SubElement(parent, tag, description=words, style=style)


def _color(parent: Element, tag: str, color: str) -> None:
    red, green, blue, alpha = color_of(color).split(",")
    SubElement(parent, tag, red=red, green=green, blue=blue, alpha=alpha)


def layer_tree(
    parent: Element, groups: Mapping[str, Sequence[tuple[LayerRef, Mapping[str, str]]]]
) -> Element:
    """Add a tree of layers in groups; each layer with its properties.

    Parameters
    ----------
    groups
        By heading; what stands under an empty heading has no group.
    """
    root = SubElement(parent, "layer-tree-group")
    for heading, layers in groups.items():
        below = root
        if heading:
            below = SubElement(
                root,
                "layer-tree-group",
                name=escape(heading, Syntax.QGIS),
                checked="Qt::Checked",
                expanded="1",
            )
        for layer, properties in layers:
            leaf = SubElement(
                below,
                "layer-tree-layer",
                id=layer.id,
                name=escape(layer.name, Syntax.QGIS),
                source=layer.source,
                providerKey="ogr",
                checked="Qt::Checked",
                expanded="0",
            )
            found = SubElement(SubElement(leaf, "customproperties"), "Option", type="Map")
            for name, value in properties.items():
                SubElement(found, "Option", name=name, value=value, type="QString")
    return root
