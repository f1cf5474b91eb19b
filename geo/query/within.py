"""What lies within some kilometres of an item, a road or a point, as the crow flies.

Distances are straight lines in EPSG:9206 between the nearest parts of two geometries. An item
that covers its commune is as near as the commune; of one that is somewhere in it nothing is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import shapely

from geo.catalog.catalog import once_per_catalog
from geo.crs import to_grid, to_wgs84
from geo.errors import KmRangeError, UnknownIdError
from geo.model import spot_pieces
from geo.road_names import normal_ref
from geo.strings import format_exact, format_number, say

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog

MAX_NEAR_KM = 100.0
# Degrees in which a point can be meant for this map; outside of it a link is mistyped.
REGION = (100.0, 17.0, 110.0, 25.0)
_KM_DECIMALS = 2
_DEGREE_DECIMALS = 5
_PART_VERTICES = 32
_SEPARATOR = "~"
_NUMBER = r"[+-]?\d{1,3}(?:\.\d{1,12})?"
_POINT = re.compile(rf"({_NUMBER}),({_NUMBER})")
_KM = re.compile(r"\d{1,3}(?:\.\d{1,12})?")


class NearKind(StrEnum):
    """What the centre of a distance is."""

    ITEM = "item"
    ROAD = "road"
    POINT = "point"


@dataclass(frozen=True)
class Near:
    """A place and a distance of `km` kilometres around it.

    Parameters
    ----------
    value
        Id of a project or asset; road number as the catalog writes it (``QL.6``); or longitude
        and latitude in degrees (``104.03,21.21``).
    km
        Straight-line distance, over 0 and at most 100.

    Raises
    ------
    KmRangeError
        If `km` is out of range.
    """

    kind: NearKind
    value: str
    km: float

    def __post_init__(self) -> None:
        """Bring the distance into its one canonical form."""
        km = round(self.km, _KM_DECIMALS)
        if not 0 < km <= MAX_NEAR_KM:
            msg = f"{self.km:g} km is no distance to search; over 0, at most {MAX_NEAR_KM:g}"
            raise KmRangeError(msg)
        object.__setattr__(self, "km", km)

    @classmethod
    def point(cls, lon: float, lat: float, km: float) -> Near:
        """Return the distance around a point (EPSG:4326, degrees)."""
        return cls(NearKind.POINT, f"{_degrees(lon)},{_degrees(lat)}", km)

    def to_query(self) -> str:
        """Return the value of the query string's parameter, ``QL.6~5``."""
        return f"{self.value}{_SEPARATOR}{_plain(self.km, _KM_DECIMALS)}"

    def describe(self, catalog: Catalog, language: str) -> str:
        """Return the distance and its centre in words."""
        km = format_exact(self.km, language, _KM_DECIMALS)
        return say("selection.near", language, km=km, place=self.place(catalog, language))

    def place(self, catalog: Catalog, language: str) -> str:
        """Return the centre in words."""
        if self.kind is NearKind.ITEM:
            return f"“{catalog.item(self.value).name[language]}”"
        if self.kind is NearKind.ROAD:
            return self.value
        lon, lat = _lon_lat(self.value)
        return format_degrees(lon, lat, language)


def format_degrees(lon: float, lat: float, language: str) -> str:
    """Return a point (EPSG:4326, degrees) in words, latitude first as people say it."""
    return say(
        "point.degrees",
        language,
        lat=format_number(lat, language, _DEGREE_DECIMALS),
        lon=format_number(lon, language, _DEGREE_DECIMALS),
    )


def read_near(text: str, catalog: Catalog) -> Near | None:
    """Read ``QL.6~5``, ``AIR-NASAN~10`` or ``104.03,21.21~10``; ``None`` when it means nothing.

    An id wins over a road number: ``DT-101`` is the project, ``ĐT.101`` the road. An item
    without a known position has no surroundings.
    """
    value, _, km = text.strip().rpartition(_SEPARATOR)
    centre = _centre(value.strip(), catalog)
    if centre is None or not _KM.fullmatch(km.strip()):
        return None
    try:
        return Near(*centre, float(km))
    except KmRangeError:
        return None


def near_ids(catalog: Catalog, near: Near) -> frozenset[str]:
    """Return the ids of all projects and assets within the distance, its own centre included.

    Raises
    ------
    UnknownIdError
        If the centre does not exist or has no position.
    """
    ids, tree = _item_parts(catalog)
    centre = _parts(_geometry(catalog, near))
    _, hits = tree.query(centre, predicate="dwithin", distance=near.km * 1_000)
    return frozenset(ids[hit] for hit in hits)


def unknown_near(value: str) -> str:
    """Return the message for a centre or distance that means nothing."""
    return (
        f"nothing is near {value!r}; write ITEM~KM, ROAD~KM or LON,LAT~KM with a known position "
        f"and 0 < KM <= {MAX_NEAR_KM:g}, e.g. QL.6~5, AIR-NASAN~10 or 104.03,21.21~10"
    )


def near_bounds(catalog: Catalog, near: Near) -> BaseGeometry:
    """Return the surroundings as a polygon in EPSG:9206, for the extent of a map."""
    return shapely.box(*_geometry(catalog, near).bounds).buffer(
        near.km * 1_000, join_style="mitre", cap_style="square"
    )


def near_outline(catalog: Catalog, near: Near) -> BaseGeometry:
    """Return the surroundings as they are, polygons in EPSG:4326, to 1/300 of the distance.

    Raises
    ------
    UnknownIdError
        If the centre does not exist or has no position.
    """
    reach = near.km * 1_000
    around = shapely.union_all(shapely.buffer(_parts(_geometry(catalog, near)), reach))
    return to_wgs84(around.simplify(reach / 300))


@once_per_catalog
def _item_parts(catalog: Catalog) -> tuple[list[str], shapely.STRtree]:
    """Return the short parts of all placed items as a tree (EPSG:9206), and their items' ids.

    A tree can tell short parts apart: to ask what is near QL.6 is ten times faster than with
    whole lines, whose boxes all overlap.
    """
    split = [
        (item.id, part)
        for item in catalog.items
        for piece in spot_pieces(item.pieces)
        for part in _parts(to_grid(piece.geometry))
    ]
    return [item_id for item_id, _ in split], shapely.STRtree([part for _, part in split])


def _parts(shape: BaseGeometry) -> list[BaseGeometry]:
    """Return a geometry as points, polygons and lines of few vertices."""
    if hasattr(shape, "geoms"):
        return [part for member in shape.geoms for part in _parts(member)]
    if shape.geom_type != "LineString":
        return [shape]
    xy = shapely.get_coordinates(shape)
    starts = range(0, len(xy) - 1, _PART_VERTICES)
    return [shapely.LineString(xy[start : start + _PART_VERTICES + 1]) for start in starts]


def _centre(value: str, catalog: Catalog) -> tuple[NearKind, str] | None:
    for item in (catalog.projects.get(value), catalog.assets.get(value)):
        if item is not None:
            return (NearKind.ITEM, value) if spot_pieces(item.pieces) else None
    ref = normal_ref(value)
    if ref and any(section.ref == ref for section in catalog.sections.values()):
        return NearKind.ROAD, ref
    if not _POINT.fullmatch(value):
        return None
    lon, lat = _lon_lat(value)
    west, south, east, north = REGION
    if not (west <= lon <= east and south <= lat <= north):
        return None
    return NearKind.POINT, f"{_degrees(lon)},{_degrees(lat)}"


def _geometry(catalog: Catalog, near: Near) -> BaseGeometry:
    """Return the centre in EPSG:9206."""
    if near.kind is NearKind.POINT:
        return to_grid(shapely.Point(*_lon_lat(near.value)))
    if near.kind is NearKind.ROAD:
        parts = [s.line for s in catalog.sections.values() if s.ref == near.value]
    else:
        parts = [piece.geometry for piece in spot_pieces(catalog.item(near.value).pieces)]
    if not parts:
        raise UnknownIdError(unknown_near(near.value))
    return to_grid(shapely.geometrycollections(parts))


def _lon_lat(value: str) -> tuple[float, float]:
    lon, _, lat = value.partition(",")
    return float(lon), float(lat)


def _degrees(value: float) -> str:
    return _plain(value, _DEGREE_DECIMALS)


def _plain(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}".rstrip("0").rstrip(".")
