"""GeoJSON without GDAL: reading, rounding and writing feature collections."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import shapely
from shapely.geometry import mapping, shape

from geo.build.errors import BuildError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Coordinates: TypeAlias = "float | Sequence[Coordinates]"

DECIMALS = 6
"""Digits after the point of a published coordinate: about 0.1 m."""


@dataclass(frozen=True)
class Feature:
    """One feature: its id, its properties and its shape in EPSG:4326."""

    id: str
    properties: Mapping[str, Any]
    geometry: BaseGeometry


def read_features(path: Path, id_property: str | None = None) -> list[Feature]:
    """Read the features of a file.

    Parameters
    ----------
    path
        A GeoJSON file.
    id_property
        Property that holds the id; without it the id of a feature is empty.
    """
    try:
        collection = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        remedy = "give the folder of the reference pack"
        raise BuildError("file missing", path.name, remedy) from error
    return [
        Feature(
            id=str(item["properties"][id_property]) if id_property else "",
            properties=item["properties"],
            geometry=shape(item["geometry"]),
        )
        for item in collection["features"]
    ]


def rounded(geometry: BaseGeometry) -> BaseGeometry:
    """Round every coordinate to the published number of decimals."""
    return shapely.transform(geometry, lambda coordinates: coordinates.round(DECIMALS))


def _plain(value: Coordinates) -> Coordinates:
    """Turn nested tuples of coordinates into lists of rounded numbers."""
    if isinstance(value, Sequence):
        return [_plain(item) for item in value]
    return round(value, DECIMALS)


def _feature_text(feature: Feature) -> str:
    geometry = mapping(feature.geometry)
    item = {
        "type": "Feature",
        "id": feature.id,
        "properties": dict(feature.properties),
        "geometry": {"type": geometry["type"], "coordinates": _plain(geometry["coordinates"])},
    }
    return json.dumps(item, ensure_ascii=False, separators=(",", ":"))


def collection_text(attribution: str, features: Iterable[Feature]) -> str:
    """Return the text of a feature collection with one feature on each line."""
    head = json.dumps({"type": "FeatureCollection", "attribution": attribution}, ensure_ascii=False)
    body = ",\n".join(_feature_text(feature) for feature in features)
    return f'{head[:-1]}, "features": [\n{body}\n]}}\n'
