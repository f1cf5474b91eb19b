"""The locator of the web canvas: Viet Nam with Hoàng Sa and Trường Sa named, as small SVG paths."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog

# West, south, east, north in degrees; one degree east is shorter than one north by the cosine of
# the latitude in the middle of the country.
_COUNTRY: Final = (101.4, 6.6, 118.6, 23.8)
_SQUEEZE: Final = math.cos(math.radians(16.0))
_GROW: Final = 9.2
_LAND_TOLERANCE_PX: Final = 0.5
_LINE_PX: Final = 12.0
_AIR_PX: Final = 5.0
_HALF_NAME_PX: Final = 30.0


def locator_record(catalog: Catalog) -> dict[str, Any]:
    """Return size, paths (pixels) and names of the locator.

    The archipelagos keep their Vietnamese names in every language of the page.
    """
    west, south, east, north = _COUNTRY
    width, height = (east - west) * _SQUEEZE * _GROW, (north - south) * _GROW
    shapes: dict[str, list[BaseGeometry]] = {}
    names = []
    for item in catalog.backdrop.vietnam:
        kind = str(item.properties["kind"])
        placed = shapely.transform(
            item.geometry, lambda xy: (xy - (west, north)) * (_GROW * _SQUEEZE, -_GROW)
        )
        shapes.setdefault(kind, []).append(placed)
        if kind == "archipelago":
            names.append(_name(str(item.properties["name_vi"]), placed, width))
    return {
        "width": round(width),
        "height": round(height),
        "land": _path(shapes["mainland"], _LAND_TOLERANCE_PX),
        "islands": _path(shapes["archipelago"], 0.0),
        "province": _path(shapes["province_highlight"], 0.3),
        "names": names,
    }


def _name(name: str, islands: BaseGeometry, width: float) -> dict[str, Any]:
    """Return a name in three lines above its islands: kind, name, country."""
    before, _, country = name.partition(" (")
    words = before.split()
    lines = [" ".join(words[:2]), " ".join(words[2:]), f"({country}"]
    left, top, right, _ = islands.bounds
    x = min((left + right) / 2, width - _HALF_NAME_PX - 2)
    y = top - _AIR_PX - (len(lines) - 1) * _LINE_PX
    return {"lines": lines, "x": round(x, 1), "y": round(y, 1)}


def _path(shapes: list[BaseGeometry], tolerance: float) -> str:
    """Return the outer rings of areas as SVG path data; what is smaller than a dot becomes one."""
    parts = shapely.get_parts(shapely.simplify(shapes, tolerance))
    found = []
    for part in parts:
        if part.geom_type != "Polygon" or part.is_empty:
            continue
        ring = [f"{x:.1f} {y:.1f}" for x, y in part.exterior.coords]
        distinct = list(dict.fromkeys(ring))
        found.append(f"M{'L'.join(distinct)}Z")
    return "".join(dict.fromkeys(found))
