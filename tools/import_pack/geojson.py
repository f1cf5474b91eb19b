"""GeoJSON without GDAL: reading, rounding and writing feature collections."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import shapely
from shapely.geometry import mapping, shape

from geo.errors import DataError
from geo.tables import Feature
from geo.text import nfc

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Coordinates: TypeAlias = "float | Sequence[Coordinates]"

DECIMALS = 6
"""Digits after the point of a published coordinate: about 0.1 m."""


def read_features(path: Path, id_property: str | None = None) -> list[Feature]:
    """Return the features of a file of the pack, in EPSG:4326.

    Parameters
    ----------
    path
        A GeoJSON file.
    id_property
        Property that holds the id; without it the id of a feature is empty.

    Raises
    ------
    DataError
        If the file is missing or holds no JSON.
    """
    remedy = "give the folder of the reference pack"
    try:
        collection = json.loads(nfc(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise DataError("the file is missing", path.name, remedy) from error
    except ValueError as error:
        raise DataError(f"not a GeoJSON file ({error})", path.name, remedy) from error
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
