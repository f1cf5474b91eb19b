"""The map's symbols and names in the words of QGIS, made from the style tables.

Written for QGIS 3 (rule-based renderer and labels): a QML document a layer, or the same elements
for a project file. Sizes are millimetres; one pixel of the design is 1/96 inch. Properties stand
twice, as ``Option`` and as ``prop``: QGIS before 3.20 reads the second only.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from briefing.data.qml_labels import QmlLabel, color_of, labeling, scale_range
from geo.escape import Syntax, escape
from layers.paper.window import MM_PER_INCH
from layers.style.bands import BAND_KM, LEAST_PX, MOST_PX, NEAR_OPACITY, OPACITY
from layers.style.model import FillStyle, LineStyle, Stroke, SymbolStyle
from layers.style.symbols import svg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from layers.style.model import Style

MM_A_PIXEL = MM_PER_INCH / 96
_TYPES = {LineStyle: "line", FillStyle: "fill", SymbolStyle: "marker"}
# From line to line of a hatch.
_HATCH_PX = 6.0
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
    least_scale, most_scale
        Denominators of the scales between which it is drawn, 0 for no limit.
    band
        Colour of a band under a line, as wide as the line may be wrong; empty for none.
    is_hatch
        Whether the strokes of a line style fill an area.
    weight
        Column that says how wide a line is, of the widths of its style; empty for all the same.
    """

    condition: str
    label: str
    style: Style
    badge: SymbolStyle | None = None
    drawn: tuple[str, str] = ("", "")
    min_zoom: float = 0.0
    least_scale: int = 0
    most_scale: int = 0
    band: str = ""
    is_hatch: bool = False
    weight: str = ""


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
        elif rule.least_scale or rule.most_scale:
            found |= {"scalemindenom": str(rule.least_scale or 1)}
            found |= {"scalemaxdenom": str(rule.most_scale)} if rule.most_scale else {}
        SubElement(tree, "rule", found)
        _add_rule_symbol(symbols, str(number), rule, grow)
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
    found = _symbol(parent, name, _TYPES[type(style)])
    if isinstance(style, LineStyle):
        for stroke in style.strokes:
            _layer(found, "SimpleLine", _line(stroke, grow))
    elif isinstance(style, FillStyle):
        _fill(found, style, grow)
    else:
        marker = _layer(found, "SvgMarker", _marker(style, grow))
        if any(style.offset):
            _move(marker, style, grow)
    if badge:
        _badge(found, badge, grow)


def _add_rule_symbol(parent: Element, name: str, rule: QmlRule, grow: float) -> None:
    """Add the symbol of a rule: that of its style, with what the rule adds to it."""
    if not isinstance(rule.style, LineStyle):
        add_symbol(parent, name, rule.style, rule.badge, grow)
        return
    found = _symbol(parent, name, "fill" if rule.is_hatch else "line")
    if rule.is_hatch:
        for stroke in rule.style.strokes:
            _hatch(found, stroke, grow)
    else:
        if rule.band:
            _band(found, rule.band, near=not rule.style.strokes, grow=grow)
        for stroke in rule.style.strokes:
            line = _layer(found, "SimpleLine", _line(stroke, grow))
            if rule.weight:
                _weigh(line, stroke, rule.weight, grow)
    if rule.badge:
        _badge(found, rule.badge, grow)


def _symbol(parent: Element, name: str, kind: str) -> Element:
    found = {"name": name, "type": kind, "alpha": "1", "clip_to_extent": "1", "force_rhr": "0"}
    return SubElement(parent, "symbol", found)


def _fill(symbol: Element, style: FillStyle, grow: float) -> None:
    """Add fill, rim and outline; a band of the rim is the inner half of a line on the edge."""
    fill = {"color": color_of(style.color, style.opacity), "outline_style": "no"}
    _layer(symbol, "SimpleFill", fill | {"style": "solid" if style.opacity else "no"})
    for band in style.rim:
        inner = _line(replace(band, width=2 * band.width, cap="butt"), grow)
        _layer(symbol, "SimpleLine", inner | {"draw_inside_polygon": "1"})
    for stroke in style.outline:
        _layer(symbol, "SimpleLine", _line(stroke, grow))


def _hatch(symbol: Element, stroke: Stroke, grow: float) -> None:
    pattern = {
        "angle": "45",
        "distance": _mm(_HATCH_PX * grow),
        "distance_unit": "MM",
        "line_width": _mm(stroke.width * grow),
        "line_width_unit": "MM",
        "color": color_of(stroke.color, stroke.opacity),
    }
    lines = _layer(symbol, "LinePatternFill", pattern)
    name = f"@{symbol.get('name')}@{len(symbol) - 1}"
    _layer(_symbol(lines, name, "line"), "SimpleLine", _line(stroke, grow))


def _band(symbol: Element, color: str, *, near: bool, grow: float) -> None:
    """Add a band that is as wide as some kilometres of ground; in a legend it is narrow."""
    opacity = NEAR_OPACITY if near else OPACITY
    stroke = Stroke(color, LEAST_PX, opacity=opacity, cap="butt")
    ground = f"{BAND_KM * 1e6:.0f}/@map_scale"
    wide = f"max({_mm(LEAST_PX * grow)},min({_mm(MOST_PX * grow)},{ground}))"
    band = _layer(symbol, "SimpleLine", _line(stroke, grow))
    width = f"if($id IS NULL,{_mm(LEAST_PX * grow)},{wide})"
    _define(band, {"outlineWidth": width})


def _weigh(line: Element, stroke: Stroke, column: str, grow: float) -> None:
    """Let a column say how wide a stroke is; a legend, which has no feature, shows its style."""
    found = {"outlineWidth": f'{_mm(stroke.width * grow)}*"{column}"'}
    if stroke.dash:
        parts = (f'({_mm(length * grow)}*"{column}")' for length in stroke.dash)
        found["customDash"] = "||';'||".join(parts)
    _define(line, found)


def _badge(symbol: Element, badge: SymbolStyle, grow: float) -> None:
    inside = {"point_on_surface": "1", "point_on_all_parts": "0"}
    centre = _layer(symbol, "CentroidFill", inside)
    add_symbol(centre, f"@{symbol.get('name')}@{len(symbol) - 1}", badge, None, grow)


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
    _define(marker, {"offset": f"if($id IS NULL,'0,0','{shift}')"})


def _define(layer: Element, expressions: Mapping[str, str]) -> None:
    """Let expressions of QGIS say properties of a symbol layer."""
    whole = SubElement(SubElement(layer, "data_defined_properties"), "Option", type="Map")
    SubElement(whole, "Option", name="name", value="", type="QString")
    properties = SubElement(whole, "Option", name="properties", type="Map")
    for key, expression in expressions.items():
        found = SubElement(properties, "Option", name=key, type="Map")
        SubElement(found, "Option", name="active", value="true", type="bool")
        SubElement(found, "Option", name="expression", value=expression, type="QString")
        # 3: an expression, as QgsProperty counts its types.
        SubElement(found, "Option", name="type", value="3", type="int")
    SubElement(whole, "Option", name="type", value="collection", type="QString")


def _mm(pixels: float) -> str:
    return f"{pixels * MM_A_PIXEL:.3f}"
