"""The projects of a view as a DXF drawing in VN-2000 (EPSG:9206, metres), for designers.

One layer a status, in its colour, and one for the names; texts are Unicode (AutoCAD 2007 and
later). What is no alignment has layers of its own, which say so: a drawing of a line, dashed, and
the area in which a place lies somewhere. What has no position is not drawn.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import shapely

from briefing.data.tables import about
from geo.crs import to_grid
from geo.escape import Syntax, escape
from geo.faults import one_line
from geo.model import GeometryKind, Status
from geo.strings import say
from layers.style import palette

if TYPE_CHECKING:
    from ezdxf.document import Drawing
    from ezdxf.layouts.layout import Modelspace
    from shapely.geometry.base import BaseGeometry

    from geo.query.view import ProjectRow, View

_VERSION: Final = "R2007"
_METRES: Final = 6
# 2.5 mm at 1:20,000.
_TEXT_M: Final = 50.0
_DECIMALS: Final = 3
# Seen on a black ground and on a white one: AutoCAD turns it.
_BLACK_OR_WHITE: Final = 7
# A point is a circle with a cross, else it would be one pixel.
_POINT_MODE: Final = 34
_DASHES: Final = "SO-DO"
_LEAST_VIEW_M: Final = 1_000.0
_PATTERN_M: Final = (300.0, 200.0, -100.0)
_UNSURE: Final = (GeometryKind.SCHEMATIC, GeometryKind.WITHIN)
"""Kinds of geometry that are no alignment, and no place."""
# What a line of text means to AutoCAD: %%d is a degree sign, ^J a line end.
_CODES: Final = (("%%", "% %"), ("^", "^ "), ("\\", "/"))
_NOT_IN_NAMES: Final = str.maketrans(dict.fromkeys('<>/\\":;?*|=`', "-"))


def dxf(view: View, link: str = "") -> bytes:
    """Return the projects of a view as a DXF file.

    Parameters
    ----------
    link
        Address that opens the same view; kept with what else the file says of itself.
    """
    from ezdxf._options import options
    from ezdxf.filemanagement import new

    # The same view gives the same bytes: no clock and no random ids in the file.
    options.write_fixed_meta_data_for_testing = True
    document = new(_VERSION)
    document.units = _METRES
    for title, words in about(view, link):
        document.header.custom_vars.append(_line(title), _line(words))
    language = view.selection.language
    document.header["$PDMODE"] = _POINT_MODE
    document.header["$PDSIZE"] = _TEXT_M
    document.linetypes.add(_DASHES, pattern=_PATTERN_M)
    names = _line(say("data.dxf-names", language)).translate(_NOT_IN_NAMES)
    document.layers.add(names, color=_BLACK_OR_WHITE)
    space = document.modelspace()
    placed = [row for row in view.rows if row.project.pieces]
    for status in Status:
        for row in placed:
            if row.status is status:
                _draw(space, row, names, language)
    _look_at(document, placed)
    out = io.StringIO()
    document.write(out)
    return out.getvalue().encode(document.output_encoding, errors="replace")


def _line(words: object) -> str:
    """Return a text as one line of a drawing shows it."""
    text = one_line(str(escape(words, Syntax.TEXT)))
    for code, plain in _CODES:
        text = text.replace(code, plain)
    return text


def _layer(space: Modelspace, row: ProjectRow, kind: GeometryKind, language: str) -> str:
    """Return the layer of a piece of a project; one that is not there yet is made."""
    words = say(f"status.{row.status}", language)
    if kind in _UNSURE:
        words = f"{words} – {say(f'data.dxf-{kind}', language)}"
    name, layers = _line(words).translate(_NOT_IN_NAMES), space.doc.layers
    if name not in layers:
        color = palette.STATUS[row.status]
        red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
        lines = _DASHES if kind in _UNSURE else "Continuous"
        layers.add(name, true_color=red << 16 | green << 8 | blue, linetype=lines)
    return name


def _draw(space: Modelspace, row: ProjectRow, names: str, language: str) -> None:
    drawn = [
        (part, piece.geometry_kind)
        for piece in row.project.pieces
        for part in shapely.get_parts(to_grid(piece.geometry))
    ]
    for part, kind in drawn:
        _part(space, part, _layer(space, row, kind, language))
    spot, _ = max(drawn, key=lambda one: one[0].length)
    at = spot.interpolate(0.5, normalized=True) if "Line" in spot.geom_type else spot.centroid
    told = dict.fromkeys(kind for _, kind in drawn if kind in _UNSURE)
    aside = "; ".join(say(f"data.dxf-{kind}", language) for kind in told)
    words = f"{row.project.id} {row.project.name[language]}{f' ({aside})' if aside else ''}"
    text = space.add_text(_line(words), height=_TEXT_M, dxfattribs={"layer": names})
    text.set_placement((round(at.x, _DECIMALS), round(at.y, _DECIMALS)))


def _look_at(document: Drawing, rows: list[ProjectRow]) -> None:
    """Let the drawing open on what is drawn, not on the origin of the grid."""
    shapes = [to_grid(piece.geometry) for row in rows for piece in row.project.pieces]
    if not shapes:
        return
    west, south, east, north = shapely.total_bounds(shapes)
    high = max(north - south, east - west, _LEAST_VIEW_M)
    document.set_modelspace_vport(high, ((west + east) / 2, (south + north) / 2))


def _part(space: Modelspace, part: BaseGeometry, layer: str) -> None:
    attributes = {"layer": layer}
    if part.geom_type == "Point":
        space.add_point((round(part.x, _DECIMALS), round(part.y, _DECIMALS)), attributes)
        return
    closed = part.geom_type == "Polygon"
    for ring in [part.exterior, *part.interiors] if closed else [part]:
        xy = shapely.get_coordinates(ring).round(_DECIMALS).tolist()
        space.add_lwpolyline(
            [(x, y) for x, y in (xy[:-1] if closed else xy)], close=closed, dxfattribs=attributes
        )
