"""The map's symbols and names in the words of QGIS, made from the style tables.

Written for QGIS 3 (rule-based renderer and labels): a QML document a layer, or the same elements
for a project file. Sizes are millimetres; one pixel of the design is 1/96 inch. Properties stand
twice, as ``Option`` and as ``prop``: QGIS before 3.20 reads the second only.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from briefing.data.qml_labels import QmlLabel, color_of, labeling, scale_range
from geo.escape import Syntax, escape
from layers.paper.window import MM_PER_INCH
from layers.style.model import FillStyle, LineStyle, SymbolStyle
from layers.style.symbols import svg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from layers.style.model import Stroke, Style

MM_A_PIXEL = MM_PER_INCH / 96
_TYPES = {LineStyle: "line", FillStyle: "fill", SymbolStyle: "marker"}
VERSION = "3.22.0"
DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"


@dataclass(frozen=True)
class QmlRule:
    """Which features are drawn how.

    Parameters
    ----------
    condition
        Expression of QGIS, empty for all features.
    label
        What the legend says.
    badge
        Symbol at a point inside an area, ``None`` for none.
    drawn
        Theme id and style of the map that it draws, for a legend.
    min_zoom
        Web zoom level from which it is drawn, 0 for always.
    """

    condition: str
    label: str
    style: Style
    badge: SymbolStyle | None = None
    drawn: tuple[str, str] = ("", "")
    min_zoom: float = 0.0


def qml(rules: Iterable[QmlRule], names: Sequence[QmlLabel] = ()) -> str:
    """Return the QML document that draws a layer by rules, in their order, and names it."""
    root = Element("qgis", version=VERSION, styleCategories="Symbology|Labeling")
    root.set("labelsEnabled", str(int(bool(names))))
    add_style(root, rules, names)
    return DOCTYPE + tostring(root, encoding="unicode")


def add_style(
    parent: Element, rules: Iterable[QmlRule], names: Sequence[QmlLabel] = (), grow: float = 1.0
) -> None:
    """Add renderer and labels of a layer to a style or to a layer of a project.

    Parameters
    ----------
    grow
        Size of symbols and names of the size of the design.
    """
    renderer = SubElement(
        parent,
        "renderer-v2",
        type="RuleRenderer",
        symbollevels="0",
        forceraster="0",
        enableorderby="0",
    )
    tree = SubElement(renderer, "rules", key="{rules}")
    symbols = SubElement(renderer, "symbols")
    for number, rule in enumerate(rules):
        found = {
            "key": rule_key(number),
            "symbol": str(number),
            "label": escape(rule.label, Syntax.QGIS),
        }
        found |= {"filter": rule.condition} if rule.condition else {}
        if rule.min_zoom:
            found |= scale_range(rule.min_zoom, grow * MM_A_PIXEL)
        SubElement(tree, "rule", found)
        add_symbol(symbols, str(number), rule.style, rule.badge, grow)
    if names:
        labeling(parent, names, grow * MM_A_PIXEL)
    SubElement(parent, "layerOpacity").text = "1"


def rule_key(number: int) -> str:
    """Return the key of a rule by its place in the list."""
    return f"{{rule-{number}}}"


def add_symbol(
    parent: Element, name: str, style: Style, badge: SymbolStyle | None = None, grow: float = 1.0
) -> None:
    """Add a symbol of a style; `grow` is its size of that of the design."""
    found = SubElement(
        parent,
        "symbol",
        name=name,
        type=_TYPES[type(style)],
        alpha="1",
        clip_to_extent="1",
        force_rhr="0",
    )
    if isinstance(style, LineStyle):
        for stroke in style.strokes:
            _layer(found, "SimpleLine", _line(stroke, grow))
    elif isinstance(style, FillStyle):
        fill = {"color": color_of(style.color, style.opacity), "outline_style": "no"}
        _layer(found, "SimpleFill", fill | {"style": "solid" if style.opacity else "no"})
        for stroke in style.outline:
            _layer(found, "SimpleLine", _line(stroke, grow))
    else:
        marker = _layer(found, "SvgMarker", _marker(style, grow))
        if any(style.offset):
            _move(marker, style, grow)
    if badge:
        inside = {"point_on_surface": "1", "point_on_all_parts": "0"}
        centre = _layer(found, "CentroidFill", inside)
        add_symbol(centre, f"@{name}@{len(found) - 1}", badge, None, grow)


def _layer(symbol: Element, kind: str, properties: Mapping[str, str]) -> Element:
    layer = SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    options = SubElement(layer, "Option", type="Map")
    for name, value in properties.items():
        SubElement(options, "Option", name=name, value=value, type="QString")
    for name, value in properties.items():
        SubElement(layer, "prop", k=name, v=value)
    return layer


def _line(stroke: Stroke, grow: float) -> dict[str, str]:
    dashed = {
        "use_custom_dash": "1",
        "customdash": ";".join(_mm(length * grow) for length in stroke.dash),
        "customdash_unit": "MM",
    }
    return {
        "line_color": color_of(stroke.color, stroke.opacity),
        "line_width": _mm(stroke.width * grow),
        "line_width_unit": "MM",
        "line_style": "solid",
        "capstyle": "flat" if stroke.cap == "butt" else "round",
        "joinstyle": "round",
        **(dashed if stroke.dash else {"use_custom_dash": "0"}),
    }


def _marker(style: SymbolStyle, grow: float) -> dict[str, str]:
    picture = svg(style.symbol, style.color, style.size).encode()
    return {
        "name": f"base64:{base64.b64encode(picture).decode('ascii')}",
        "size": _mm(style.size * grow),
        "size_unit": "MM",
        "offset_unit": "MM",
        "color": color_of(style.color),
    }


def _move(marker: Element, style: SymbolStyle, grow: float) -> None:
    """Set a badge beside its place on the map; in a legend, which has no feature, it stays."""
    shift = ",".join(_mm(part * grow) for part in style.offset)
    moved = {
        "active": ("true", "bool"),
        "expression": (f"if($id IS NULL,'0,0','{shift}')", "QString"),
        # 3: an expression, as QgsProperty counts its types.
        "type": ("3", "int"),
    }
    whole = SubElement(SubElement(marker, "data_defined_properties"), "Option", type="Map")
    SubElement(whole, "Option", name="name", value="", type="QString")
    properties = SubElement(whole, "Option", name="properties", type="Map")
    offset = SubElement(properties, "Option", name="offset", type="Map")
    for name, (value, kind) in moved.items():
        SubElement(offset, "Option", name=name, value=value, type=kind)
    SubElement(whole, "Option", name="type", value="collection", type="QString")


def _mm(pixels: float) -> str:
    return f"{pixels * MM_A_PIXEL:.3f}"
