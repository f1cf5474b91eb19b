"""The projects of a view as a DXF drawing in VN-2000 (EPSG:9206, metres), for designers.

One layer a status, in its colour, and one for the names; texts are Unicode (AutoCAD 2007 and
later). What has no position is not drawn.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import shapely

from briefing.data.tables import about
from geo.crs import to_grid
from geo.escape import Syntax, escape
from geo.faults import one_line
from geo.model import Status
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
    names = _layer(document, say("data.dxf-names", language), palette.INK)
    space = document.modelspace()
    for status in Status:
        rows = [row for row in view.rows if row.status is status and row.project.pieces]
        if rows:
            layer = _layer(document, say(f"status.{status}", language), palette.STATUS[status])
            for row in rows:
                _draw(space, row, layer, names, language)
    out = io.StringIO()
    document.write(out)
    return out.getvalue().encode(document.output_encoding, errors="replace")


def _line(words: object) -> str:
    """Return a text as one line of a drawing shows it."""
    text = one_line(str(escape(words, Syntax.TEXT)))
    for code, plain in _CODES:
        text = text.replace(code, plain)
    return text


def _layer(document: Drawing, words: str, color: str) -> str:
    name = _line(words).translate(_NOT_IN_NAMES)
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    document.layers.add(name, true_color=red << 16 | green << 8 | blue)
    return name


def _draw(space: Modelspace, row: ProjectRow, layer: str, names: str, language: str) -> None:
    shapes = [to_grid(piece.geometry) for piece in row.project.pieces]
    parts = [part for shape in shapes for part in shapely.get_parts(shape)]
    for part in parts:
        _part(space, part, layer)
    spot = max(parts, key=lambda part: part.length)
    at = spot.interpolate(0.5, normalized=True) if "Line" in spot.geom_type else spot.centroid
    words = _line(f"{row.project.id} {row.project.name[language]}")
    text = space.add_text(words, height=_TEXT_M, dxfattribs={"layer": names})
    text.set_placement((round(at.x, _DECIMALS), round(at.y, _DECIMALS)))


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
