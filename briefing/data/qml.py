"""The map's symbols in the words of QGIS: a QML document a layer, made from the style tables.

Written for QGIS 3 (``<qgis>`` documents, rule-based renderer). Sizes are millimetres; one pixel
of the design is 1/96 inch. Properties stand twice, as ``Option`` and as ``prop``: QGIS before
3.20 reads the second only.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from layers.style.model import FillStyle, LineStyle, SymbolStyle
from layers.style.symbols import svg
from layers.style.typography import FAMILY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layers.style.model import Stroke, Style

_MM_A_PIXEL = 25.4 / 96
_TYPES = {LineStyle: "line", FillStyle: "fill", SymbolStyle: "marker"}
_HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"


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
    """

    condition: str
    label: str
    style: Style
    badge: SymbolStyle | None = None


@dataclass(frozen=True)
class QmlLabel:
    """A name beside each feature.

    Parameters
    ----------
    size_px
        Of the type, in pixels of the design.
    along
        Whether it follows its line.
    """

    field: str
    size_px: float
    color: str
    halo: str
    along: bool = False


def qml(rules: Iterable[QmlRule], lettering: QmlLabel | None = None) -> str:
    """Return the QML document that draws a layer by rules, in their order."""
    root = Element("qgis", version="3.22.0", styleCategories="Symbology|Labeling")
    renderer = SubElement(
        root,
        "renderer-v2",
        type="RuleRenderer",
        symbollevels="0",
        forceraster="0",
        enableorderby="0",
    )
    tree = SubElement(renderer, "rules", key="{rules}")
    symbols = SubElement(renderer, "symbols")
    for number, rule in enumerate(rules):
        found = {"key": f"{{rule-{number}}}", "symbol": str(number), "label": rule.label}
        SubElement(tree, "rule", found | ({"filter": rule.condition} if rule.condition else {}))
        _symbol(symbols, str(number), rule.style, rule.badge)
    if lettering:
        _label(root, lettering)
    SubElement(root, "layerOpacity").text = "1"
    return _HEAD + tostring(root, encoding="unicode")


def _symbol(parent: Element, name: str, style: Style, badge: SymbolStyle | None) -> None:
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
            _layer(found, "SimpleLine", _line(stroke))
    elif isinstance(style, FillStyle):
        fill = {"color": _color(style.color, style.opacity), "outline_style": "no"}
        _layer(found, "SimpleFill", fill | {"style": "solid" if style.opacity else "no"})
        for stroke in style.outline:
            _layer(found, "SimpleLine", _line(stroke))
    else:
        _layer(found, "SvgMarker", _marker(style))
    if badge:
        inside = {"point_on_surface": "1", "point_on_all_parts": "0"}
        centre = _layer(found, "CentroidFill", inside)
        _symbol(centre, f"@{name}@{len(found) - 1}", badge, None)


def _layer(symbol: Element, kind: str, properties: Mapping[str, str]) -> Element:
    layer = SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    options = SubElement(layer, "Option", type="Map")
    for name, value in properties.items():
        SubElement(options, "Option", name=name, value=value, type="QString")
    for name, value in properties.items():
        SubElement(layer, "prop", k=name, v=value)
    return layer


def _line(stroke: Stroke) -> dict[str, str]:
    dashed = {
        "use_custom_dash": "1",
        "customdash": ";".join(_mm(length) for length in stroke.dash),
        "customdash_unit": "MM",
    }
    return {
        "line_color": _color(stroke.color, stroke.opacity),
        "line_width": _mm(stroke.width),
        "line_width_unit": "MM",
        "line_style": "solid",
        "capstyle": "flat" if stroke.cap == "butt" else "round",
        "joinstyle": "round",
        **(dashed if stroke.dash else {"use_custom_dash": "0"}),
    }


def _marker(style: SymbolStyle) -> dict[str, str]:
    picture = svg(style.symbol, style.color, style.size).encode()
    return {
        "name": f"base64:{base64.b64encode(picture).decode('ascii')}",
        "size": _mm(style.size),
        "size_unit": "MM",
        "color": _color(style.color),
    }


def _label(root: Element, lettering: QmlLabel) -> None:
    labeling = SubElement(root, "labeling", type="simple")
    settings = SubElement(labeling, "settings", calloutType="simple")
    face = SubElement(
        settings,
        "text-style",
        fieldName=lettering.field,
        fontSize=f"{lettering.size_px * 0.75:g}",
        fontSizeUnit="Point",
        fontFamily=FAMILY,
        textOpacity="1",
        textColor=_color(lettering.color),
    )
    SubElement(
        face,
        "text-buffer",
        bufferDraw="1",
        bufferOpacity="1",
        bufferSize="0.7",
        bufferSizeUnits="MM",
        bufferColor=_color(lettering.halo),
    )
    # QGIS: 2 lies along a line and 1 over an area's middle; flag 9 is on the line itself.
    SubElement(
        settings,
        "placement",
        placement="2" if lettering.along else "1",
        placementFlags="9",
        repeatDistance="60" if lettering.along else "0",
        repeatDistanceUnits="MM",
        priority="5",
    )
    SubElement(settings, "rendering", drawLabels="1", obstacle="1")


def _mm(pixels: float) -> str:
    return f"{pixels * _MM_A_PIXEL:.3f}"


def _color(color: str, opacity: float = 1.0) -> str:
    parts = [str(int(color[at : at + 2], 16)) for at in (1, 3, 5)]
    return ",".join([*parts, str(round(255 * opacity))])
