"""GeoJSON, KML and GPX of strangers, parsed as what they are: nothing in them is followed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn

import shapely

from geo.crs import WGS84
from geo.shapes.raw import Cell, RawFeature, RawFile, ShapeFileError, finite, flat

if TYPE_CHECKING:
    from geo.shapes.markup import Node

_EPSG = re.compile(r"EPSG:+(?:[\d.]*:)?(\d{4,6})$")
_CRS84 = re.compile(r"CRS:?84$")


def read_geojson(data: bytes, name: str) -> RawFile:
    """Return the shapes of a GeoJSON; without a ``crs`` they lie in EPSG:4326 (RFC 7946).

    Raises
    ------
    ShapeFileError
        If it is no GeoJSON; the message names the feature.
    """
    try:
        found = _json(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise ShapeFileError("shapes.error-json", f"{name}:{line}") from error
    if not isinstance(found, dict):
        raise ShapeFileError("shapes.error-json", name)
    kind = found.get("type")
    items = found.get("features") if kind == "FeatureCollection" else [found]
    if not isinstance(items, list):
        raise ShapeFileError("shapes.error-json", name)
    features = []
    for number, item in enumerate(items, start=1):
        feature = _json_feature(item, f"{name}:{number}")
        if feature is not None:
            features.append(feature)
    return RawFile("geojson", tuple(features), _json_crs(found))


def _json(text: str) -> Any:  # noqa: ANN401 - parsed JSON
    """Parse a JSON text, or one object a line (RFC 8142)."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        if not error.msg.startswith("Extra data"):
            raise
        lines = [line.strip("\x1e \t\r") for line in text.split("\n")]
        items = [json.loads(line, parse_constant=_no_number) for line in lines if line]
        return {"type": "FeatureCollection", "features": items}


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _json_feature(item: Any, where: str) -> RawFeature | None:  # noqa: ANN401 - parsed JSON
    if not isinstance(item, dict):
        raise ShapeFileError("shapes.error-json", where)
    is_feature = item.get("type") == "Feature"
    shape = item.get("geometry") if is_feature else item
    if shape is None:
        return None
    try:
        # Only kind and coordinates go on to the library.
        geometry = shapely.from_geojson(json.dumps(shape))
    except (ValueError, shapely.errors.ShapelyError, RecursionError) as error:
        raise ShapeFileError("shapes.error-json", where) from error
    given = item.get("properties") if is_feature else None
    cells: dict[str, Cell] = {}
    for key, value in (given if isinstance(given, dict) else {}).items():
        plain = isinstance(value, (str, int, float)) or value is None
        cells[str(key)] = value if plain else json.dumps(value, ensure_ascii=False)
    return None if geometry.is_empty else RawFeature(where, flat(geometry, where), cells)


def _json_crs(found: dict[str, Any]) -> str:
    named = found.get("crs")
    if not isinstance(named, dict):
        return WGS84
    properties = named.get("properties")
    words = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if _CRS84.search(words):
        return WGS84
    code = _EPSG.search(words)
    return f"EPSG:{code[1]}" if code else ""


def read_kml(root: Node, name: str) -> RawFile:
    """Return the shapes of a KML; what it links to is not followed.

    Raises
    ------
    ShapeFileError
        If it cannot be read; the message names the placemark.
    """
    features = []
    for number, mark in enumerate(root.all("Placemark"), start=1):
        where = f"{name}:{number}"
        cells: dict[str, Cell] = {"name": mark.first("name")}
        if mark.first("description"):
            cells["description"] = mark.first("description")
        for one in mark.all("Data", "SimpleData"):
            value = one.text.strip() or one.first("value")
            cells[one.attributes.get("name", "")] = value
        shapes = list(_kml_shapes(mark, where))
        if shapes:
            whole = shapes[0] if len(shapes) == 1 else shapely.geometrycollections(shapes)
            features.append(RawFeature(where, flat(whole, where), cells))
    return RawFile("kml", tuple(features), WGS84)


def _kml_shapes(mark: Node, where: str) -> Iterator[shapely.Geometry]:
    for node in mark.all("LineString", "LinearRing", "Point", "Track"):
        if node.tag == "Track":
            words = [",".join(one.text.split()) for one in node.all("coord")]
        else:
            words = node.first("coordinates").split()
        xy = [_pair(one.split(","), where) for one in words]
        if node.tag == "Point" and xy:
            yield shapely.points(xy[0])
        elif len(xy) > 1:
            yield shapely.linestrings(xy)


def _pair(parts: list[str], where: str) -> tuple[float, float]:
    try:
        x, y = float(parts[0]), float(parts[1])
    except (ValueError, IndexError) as error:
        raise ShapeFileError("shapes.error-number", where, value=",".join(parts)[:40]) from error
    return finite(x, y, where)


def read_gpx(root: Node, name: str) -> RawFile:
    """Return tracks and routes of a GPX, a line a segment; waypoints where there are no lines.

    Raises
    ------
    ShapeFileError
        If it cannot be read; the message names the line of the route.
    """
    features = []
    for number, path in enumerate(root.all("trk", "rte"), start=1):
        where = f"{name}:{number}"
        cells: dict[str, Cell] = {"name": path.first("name")}
        parts = list(path.all("trkseg")) or [path]
        for part in parts:
            pairs = (_gpx_pair(node, where) for node in part.all("trkpt", "rtept"))
            # What a receiver writes before it knows where it is.
            xy = [pair for pair in pairs if pair != (0.0, 0.0)]
            if len(xy) > 1:
                features.append(RawFeature(where, flat(shapely.linestrings(xy), where), cells))
    if not features:
        for number, node in enumerate(root.all("wpt"), start=1):
            where = f"{name}:{number}"
            point = shapely.points(_gpx_pair(node, where))
            features.append(RawFeature(where, flat(point, where), {"name": node.first("name")}))
    return RawFile("gpx", tuple(features), WGS84)


def _gpx_pair(node: Node, where: str) -> tuple[float, float]:
    return _pair([node.attributes.get("lon", ""), node.attributes.get("lat", "")], where)
