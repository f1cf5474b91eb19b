"""Names on the map in the words of QGIS: rules of labels, made from the roles of our typography."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from layers.paper.window import MM_PER_INCH, POINTS_PER_MM, Window
from layers.style import palette
from layers.style.typography import FAMILY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.style.typography import LabelRole

# QFont weights and the names of the faces of the family.
QT_FACES = {400: ("50", "Regular"), 600: ("63", "Semibold"), 700: ("75", "Bold")}
_ITALIC = "Italic"
# QGIS's numbers of placements: around a point, over the middle, curved along a line, level on it.
_AROUND, _OVER, _CURVED, _LEVEL = "6", "1", "3", "4"
_PLACEMENTS = {"point": _AROUND, "area": _OVER, "line": _CURVED}
# On or above a line, whatever its direction.
_ON_LINE, _ABOVE = "9", "10"
_RECTANGLE, _CIRCLE = "0", "3"
_MOST_PRIORITY = 10
_REPEAT_MM, _REPEAT_NAME_MM = 50.0, 100.0
_HALO_MM = 0.45
_PLATE_MM = (0.6, 0.25)
_DISC_MM = 0.05
# From a place or a line to its name, in pixels of the design.
_BESIDE_PX, _ABOVE_PX = 6.0, 1.5


@dataclass(frozen=True)
class QmlLabel:
    """Which features are named how.

    Parameters
    ----------
    field
        Column that holds the words, or an expression.
    shape
        ``line``, ``point`` or ``area``.
    condition
        Expression of QGIS, empty for all features.
    priority
        As in :class:`layers.style.model.Label`: lower is placed first.
    min_zoom
        Web zoom level from which it is shown, 0 for always.
    disc
        Colour of the ring around a number, empty for a name.
    always
        Whether it is shown even where it covers others.
    """

    field: str
    role: LabelRole
    shape: str
    condition: str = ""
    priority: int = 50
    min_zoom: float = 0.0
    disc: str = ""
    always: bool = False


def labeling(parent: Element, names: Sequence[QmlLabel], mm_a_pixel: float) -> None:
    """Add the rules of labels to a layer.

    Parameters
    ----------
    mm_a_pixel
        Millimetres of a pixel of the design.
    """
    rules = SubElement(SubElement(parent, "labeling", type="rule-based"), "rules", key="{names}")
    for number, name in enumerate(names):
        found = {"key": f"{{name-{number}}}"}
        if name.condition:
            found["filter"] = name.condition
        if name.min_zoom:
            found |= scale_range(name.min_zoom, mm_a_pixel)
        _settings(SubElement(rules, "rule", found), name, mm_a_pixel)


def scale_range(zoom: float, mm_a_pixel: float) -> dict[str, str]:
    """Return the scales of a rule that holds from a web zoom level on."""
    whole = Window(0.0, 0.0, 1.0, 1.0, 1.0, mm_a_pixel * 96 / MM_PER_INCH).zoom
    return {"scalemindenom": "1", "scalemaxdenom": f"{2.0 ** (whole - zoom):.0f}"}


def _settings(parent: Element, name: QmlLabel, mm_a_pixel: float) -> None:
    settings = SubElement(parent, "settings", calloutType="simple")
    spacing = name.role.tracking * name.role.paper
    face = text_style(
        settings,
        name.role.paper * mm_a_pixel * POINTS_PER_MM,
        name.role.weight,
        name.role.color,
        {
            "fieldName": name.field,
            "isExpression": str(int(not name.field.isidentifier())),
            "fontItalic": str(int(name.role.italic)),
            "fontLetterSpacing": f"{spacing * mm_a_pixel * POINTS_PER_MM:.2f}",
            # QFont: 1 sets all letters as capitals.
            "capitalization": str(int(name.role.capitals)),
        },
    )
    boxed = bool(name.role.plate or name.disc)
    SubElement(
        face,
        "text-buffer",
        bufferDraw=str(int(not boxed)),
        bufferOpacity="0.85",
        bufferSize=f"{_HALO_MM:g}",
        bufferSizeUnits="MM",
        bufferColor=color_of(name.role.halo),
        bufferJoinStyle="128",
    )
    if boxed:
        _plate(face, name)
    level = bool(name.disc or name.role.plate) and name.shape == "line"
    SubElement(
        settings,
        "placement",
        placement=_LEVEL if level else _PLACEMENTS[name.shape],
        placementFlags=_ON_LINE if level else _ABOVE,
        polygonPlacementFlags="2",
        # The badge of a status stands at the upper right: its number keeps off.
        predefinedPositionOrder="L,BL,TL,B,R,BR,TR" if name.disc else "TR,TL,BR,BL,R,L,TSR,BSR",
        dist=f"{(_BESIDE_PX if name.shape == 'point' else _ABOVE_PX) * mm_a_pixel:.2f}",
        distUnits="MM",
        # From the place: from the symbols' bounds, parts far apart would push each other away.
        offsetType="0",
        repeatDistance=_repeat(name),
        repeatDistanceUnits="MM",
        priority=str(max(0, min(_MOST_PRIORITY, round(_MOST_PRIORITY - name.priority / 10)))),
    )
    SubElement(
        settings,
        "rendering",
        drawLabels="1",
        # Names keep off what projects and points are; off each border they would find no place.
        obstacle=str(int(name.shape == "point" or bool(name.disc))),
        displayAll=str(int(name.always)),
        labelPerPart=str(int(bool(name.disc) and name.shape == "point")),
        mergeLines=str(int(name.shape == "line")),
    )


def _repeat(name: QmlLabel) -> str:
    if name.shape != "line" or name.disc:
        return "0"
    return f"{_REPEAT_MM if name.role.plate else _REPEAT_NAME_MM:g}"


def _plate(face: Element, name: QmlLabel) -> None:
    """Add the plate of a road, or the ring of a number, under the words."""
    width, height = (_DISC_MM, _DISC_MM) if name.disc else _PLATE_MM
    SubElement(
        face,
        "background",
        shapeDraw="1",
        shapeType=_CIRCLE if name.disc else _RECTANGLE,
        shapeSizeType="0",
        shapeSizeX=f"{width:g}",
        shapeSizeY=f"{height:g}",
        shapeSizeUnit="MM",
        shapeFillColor=color_of(palette.PAPER),
        shapeBorderColor=color_of(name.disc or name.role.color),
        shapeBorderWidth="0.3",
        shapeBorderWidthUnit="MM",
        shapeRadiiX="0.4",
        shapeRadiiY="0.4",
        shapeRadiiUnit="MM",
        shapeOpacity="1",
    )


def text_style(
    parent: Element,
    size: float,
    weight: int = 400,
    color: str = palette.INK,
    more: Mapping[str, str] | None = None,
) -> Element:
    """Add a typeface; its size is in points."""
    qt_weight, face = QT_FACES[weight]
    found = {
        "fontFamily": FAMILY,
        "fontSize": f"{size:.2f}",
        "fontSizeUnit": "Point",
        "fontWeight": qt_weight,
        "namedStyle": face,
        "textOpacity": "1",
        "textColor": color_of(color),
        "multilineHeight": "1",
    }
    found |= more or {}
    if found.get("fontItalic") == "1":
        found["namedStyle"] = _ITALIC
    return SubElement(parent, "text-style", found)


def color_of(color: str, opacity: float = 1.0) -> str:
    """Return a colour as QGIS writes it: red, green, blue and opacity, 0 to 255."""
    parts = [str(int(color[at : at + 2], 16)) for at in (1, 3, 5)]
    return ",".join([*parts, str(round(255 * opacity))])
