"""Which coordinate system a file's numbers are in: what it says, and what the known roads say.

Every system that a file from Vietnam may be in is tried: all zones of VN-2000, of 3 and of 6
degrees, WGS 84, Hanoi 1972, and what wrong recipes make of VN-2000 (no shift of datum, the scale
of 6° zones). Each places the shape somewhere; the right one lets a line that follows a known road
lie on it (EPSG dataset by PROJ; a road's own shape tells systems apart that differ by 40 m).
A line that follows no road proves nothing: then a person is asked, whatever the file says.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from geo.crs import VN2000_SON_LA, WGS84
from geo.shapes.network import FAR_M

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.shapes.network import RoadNetwork

_TM3: Final = (*range(5896, 5900), *range(9205, 9219))
_PLAIN: Final = (VN2000_SON_LA, WGS84, "EPSG:3405", "EPSG:4756", "EPSG:3406", "EPSG:32648")
_OTHERS: Final = ("EPSG:32647", "EPSG:32649", "EPSG:3857", "EPSG:2044", "EPSG:3148")
_NEIGHBOURS: Final = ("EPSG:3405", "EPSG:32648", "EPSG:5897", "EPSG:9205", "EPSG:9207")
NO_SHIFT, WIDE_SCALE = "towgs84=0", "k=0.9996"
_SAMPLES: Final = 300
_SAME_PLACE_M: Final = 5.0
_ON_ROAD_M: Final = 60.0
_PARALLEL: Final = 0.8
# What a line must show to prove its system: it lies on a road, for long, and nowhere else.
_NEAR_M, _FAR_ENOUGH_M, _TIMES = 25.0, 40.0, 3.0
_ALONG_SHARE, _RIVAL_SHARE = 0.6, 0.5
_LONG_M, _LONG_DECLARED_M = 2_000.0, 1_000.0
_MOST_CANDIDATES: Final = 3
_MOST_PARTS: Final = 5
# A vertex to which the way is so many usual steps, and back again, is no place on the way.
_JUMP, _SPIKE_TIMES, _LEAST_STEADY = 20.0, 4.0, 10
# A system that the file names, or that is the province's own, is asked first.
_LIKELIER: Final = 0.3
_NEIGHBOUR, _RECIPE = 0.6, 2.0
_NEAR_PROJECT_M: Final = 3_000.0
_LEAST_INSIDE: Final = 0.5
_FOREIGN_FILES: Final = re.compile(r"grids|PARAMETERFILE|\+init|@|file:|https?:", re.IGNORECASE)
_KNOWN_NAME: Final = re.compile(r"VN[ _-]?2000|VIET ?NAM[ _]?2000", re.IGNORECASE)


class CrsBasis(StrEnum):
    """Where it is known from in which system a file is."""

    PRJ = "prj"
    GUESS = "guess"
    USER = "user"


@dataclass(frozen=True)
class Placing:
    """Where one system places a shape.

    Parameters
    ----------
    crs
        ``EPSG:n``; a wrong recipe's variant of it as ``EPSG:n/towgs84=0``.
    swapped
        Whether the file's first number is read as the northing.
    median_m
        Median distance of the shape from the known roads.
    along_share
        The share of it that lies on a road and runs as the road runs.
    along_m
        How much of it that is.
    inside
        The share of it in the province.
    off_project_m
        Median distance from what maps show of the project that it is for.
    """

    crs: str
    swapped: bool
    median_m: float
    along_share: float
    along_m: float
    inside: float
    off_project_m: float = math.inf


@dataclass(frozen=True)
class CrsFound:
    """The systems that a file may be in.

    Parameters
    ----------
    placings
        Those that place it in the province, the likeliest first.
    declared
        The system that the file names; empty if none, or one that cannot be read.
    declared_inside
        Whether that places it in the province.
    sure
        Whether the known roads prove the first.
    local
        Whether the numbers are in no system of the earth.
    """

    placings: tuple[Placing, ...]
    declared: str
    declared_inside: bool
    sure: bool
    local: bool

    @property
    def basis(self) -> CrsBasis:
        """Where the first is known from."""
        same = bool(self.placings) and self.placings[0].crs == self.declared
        return CrsBasis.PRJ if same else CrsBasis.GUESS

    def candidates(self) -> tuple[Placing, ...]:
        """Return the few to choose from."""
        return self.placings[:_MOST_CANDIDATES]


@cache
def crs_of(crs_id: str) -> CRS:
    """Return a system by its id, ``EPSG:n`` or a variant ``EPSG:n/towgs84=0/k=0.9996``.

    Raises
    ------
    ProjError
        If there is none.
    """
    base, *changes = crs_id.split("/")
    if not re.fullmatch(r"EPSG:\d{4,6}", base) or not {*changes} <= {NO_SHIFT, WIDE_SCALE}:
        raise ProjError(crs_id)
    crs = CRS.from_user_input(base)
    if not changes:
        return crs
    meridian = central_meridian(crs)
    if meridian is None:
        raise ProjError(crs_id)
    scale = 0.9996 if WIDE_SCALE in changes else 0.9999
    if NO_SHIFT in changes:
        datum = "+datum=WGS84"
    else:
        # The datum's own parameters, as PROJ knows them.
        return CRS.from_json_dict(_rescaled(crs, scale))
    return CRS.from_user_input(
        f"+proj=tmerc +lat_0=0 +lon_0={meridian:.9f} +k={scale} +x_0=500000 +y_0=0 {datum}"
        " +units=m +type=crs"
    )


def _rescaled(crs: CRS, scale: float) -> dict[str, object]:
    made: dict[str, object] = crs.to_json_dict()
    for part in made["conversion"]["parameters"]:  # type: ignore[index]
        if "Scale factor" in part["name"]:
            part["value"] = scale
    made.pop("id", None)
    return made


def central_meridian(crs: CRS) -> float | None:
    """Return the central meridian of a transverse Mercator system in degrees."""
    operation = crs.coordinate_operation
    for part in operation.params if operation else ():
        if part.name == "Longitude of natural origin":
            return float(part.value)
    return None


@cache
def known_systems() -> tuple[str, ...]:
    """Return the ids of the systems that are tried, the likelier first."""
    zones = tuple(f"EPSG:{code}" for code in _TM3)
    plain = tuple(dict.fromkeys((*_PLAIN, *zones, *_OTHERS)))
    recipes = [f"{zone}/{NO_SHIFT}" for zone in zones]
    recipes += [f"{zone}/{NO_SHIFT}/{WIDE_SCALE}" for zone in zones]
    recipes += [f"{zone}/{WIDE_SCALE}" for zone in zones]
    return (*plain, *recipes)


@cache
def _to_wgs84(crs_id: str) -> Transformer:
    return Transformer.from_crs(crs_of(crs_id), WGS84, always_xy=True)


@cache
def _wgs84_to_grid() -> Transformer:
    return Transformer.from_crs(WGS84, VN2000_SON_LA, always_xy=True)


def _gridded(xy: NDArray[np.float64], crs_id: str) -> NDArray[np.float64]:
    """Return places in EPSG:9206 by way of EPSG:4326, as they will be placed.

    Straight from one old datum to another the library may know no shift and take none.
    """
    return _moved(_moved(xy, _to_wgs84(crs_id)), _wgs84_to_grid())


def samples_of(shapes: Iterable[BaseGeometry]) -> NDArray[np.float64]:
    """Return places along shapes, evenly by their length, in the numbers of the file."""
    parts = shapely.get_parts(shapely.get_parts(np.array(list(shapes), dtype=object)))
    kinds = shapely.get_dimensions(parts)
    outlines = np.where(kinds == 2, shapely.boundary(parts), parts)[kinds > 0]  # noqa: PLR2004
    whole = shapely.get_parts(outlines)
    if not len(whole):
        return _some(shapely.get_coordinates(parts))
    whole = np.array([_steady(part) for part in _some(whole)], dtype=object)
    lengths = shapely.length(whole)
    total = float(lengths.sum())
    if not total:
        return _some(shapely.get_coordinates(whole))
    found = []
    for part, length in zip(whole, lengths, strict=True):
        count = max(2, round(_SAMPLES * length / total)) if len(whole) < _SAMPLES else 1
        found.append(shapely.line_interpolate_point(part, np.linspace(0, length, count)))
    xy: NDArray[np.float64] = shapely.get_coordinates(np.concatenate(found))
    return xy


def _some(items: NDArray[Any]) -> NDArray[Any]:
    """Return some of many items, from the first to the last."""
    return items[:: max(1, -(-len(items) // _SAMPLES))]


def _steady(line: BaseGeometry) -> BaseGeometry:
    """Return a line without the vertices to which a receiver jumped: they would outweigh it."""
    xy = shapely.get_coordinates(line)
    if len(xy) < _LEAST_STEADY:
        return line
    steps = np.hypot(*np.diff(xy, axis=0).T)
    across = np.hypot(*(xy[2:] - xy[:-2]).T)
    least = np.minimum(steps[:-1], steps[1:])
    jumps = (least > _JUMP * np.median(steps)) & (least > _SPIKE_TIMES * across)
    kept = xy[~np.concatenate([[False], jumps, [False]])]
    return shapely.linestrings(kept) if jumps.any() else line


def recognise_crs(shapes: Sequence[BaseGeometry], declared: str, network: RoadNetwork) -> CrsFound:
    """Return the systems that shapes may be in, and whether the known roads prove one.

    Parameters
    ----------
    shapes
        In the numbers of their file.
    declared
        What the file says: WKT or ``EPSG:n``; empty where it says nothing.
    """
    named = declared_system(declared)
    xy = samples_of(shapes)
    placings = _ranked(shapes, named, network)
    sure = _proved(placings, named)
    if not sure and placings:
        # One part that follows a road proves the system of the others, a new alignment beside it.
        for part in _long_parts(shapes):
            alone = _ranked([part], named, network)
            if _proved(alone, named):
                chosen = alone[0]
                same = [one for one in placings if _key(one) == _key(chosen)]
                placings = [*same, *(one for one in placings if _key(one) != _key(chosen))]
                sure = bool(same)
                break
    if not sure:
        placings.sort(key=lambda one: _doubt(one, named))
    inside = any(one.crs == named for one in placings)
    return CrsFound(tuple(placings), named, inside, sure, not placings and _is_local(xy))


def _key(placing: Placing) -> tuple[str, bool]:
    return placing.crs, placing.swapped


def _long_parts(shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    parts = [part for shape in shapes for part in shapely.get_parts(shapely.get_parts(shape))]
    lines = [part for part in parts if part.length > 0]
    return sorted(lines, key=shapely.length)[-_MOST_PARTS:] if len(lines) > 1 else []


def _ranked(shapes: Sequence[BaseGeometry], named: str, network: RoadNetwork) -> list[Placing]:
    """Return how the systems place shapes in the province, the nearest to roads first."""
    xy = samples_of(shapes)
    has_length = any(shape.length for shape in shapes)
    every = dict.fromkeys([*([named] if named else []), *known_systems()])
    found: list[tuple[Placing, NDArray[np.float64]]] = []
    for crs_id in every:
        for swapped in (False, True):
            placing = _place(xy, crs_id, network, swapped=swapped, has_length=has_length)
            if placing and not _repeated(placing[1], [one for _, one in found]):
                found.append(placing)
    return sorted((one for one, _ in found), key=lambda one: one.median_m)


def _doubt(placing: Placing, named: str) -> float:
    doubt = placing.median_m + 1
    if placing.crs == named:
        doubt *= _LIKELIER
    if placing.crs in (VN2000_SON_LA, WGS84):
        doubt *= _LIKELIER
    elif placing.crs in _NEIGHBOURS:
        doubt *= _NEIGHBOUR
    if placing.off_project_m <= _NEAR_PROJECT_M:
        doubt *= _LIKELIER
    is_odd = "/" in placing.crs or placing.crs in _OTHERS
    return doubt * (_RECIPE if is_odd and placing.crs != named else 1)


def _proved(placings: Sequence[Placing], named: str) -> bool:
    """Tell whether the first placing lies on roads for long, and no other does."""
    if not placings:
        return False
    first, *others = placings
    long = _LONG_DECLARED_M if first.crs == named and not first.swapped else _LONG_M
    on_road = (
        first.median_m <= _NEAR_M
        and first.along_share >= _ALONG_SHARE
        and first.along_m >= long
        and first.inside > _ALONG_SHARE
    )
    apart = max(_FAR_ENOUGH_M, _TIMES * first.median_m)
    return on_road and all(
        one.median_m >= apart and one.along_share <= _RIVAL_SHARE * first.along_share
        for one in others
    )


def _place(
    xy: NDArray[np.float64], crs_id: str, network: RoadNetwork, *, swapped: bool, has_length: bool
) -> tuple[Placing, NDArray[np.float64]] | None:
    grid = _gridded(xy[:, ::-1] if swapped else xy, crs_id)
    if not np.isfinite(grid).all():
        return None
    inside = network.inside(grid)
    if inside < _LEAST_INSIDE:
        return None
    distances = np.full(len(grid), FAR_M)
    along = np.zeros(len(grid), dtype=bool)
    at, piece, far = network.nearest(grid)
    distances[at] = far
    steps = np.gradient(grid, axis=0) if len(grid) > 1 else np.zeros_like(grid)
    norms = np.maximum(np.hypot(*steps.T), 1e-9)
    cosine = np.abs((steps[at] * network.directions[piece]).sum(axis=1)) / norms[at]
    along[at] = (far <= _ON_ROAD_M) & (cosine >= _PARALLEL)
    share = float(along.mean()) if has_length else 0.0
    # Gaps between parts are no way along a road.
    usual = float(np.median(norms))
    length = float(np.minimum(norms, 2 * usual)[along].sum()) if has_length else 0.0
    off_project = network.off_project_m(grid)
    median = float(np.median(distances))
    return Placing(crs_id, swapped, median, share, length, inside, off_project), grid


def _moved(xy: NDArray[np.float64], transformer: Transformer) -> NDArray[np.float64]:
    x, y = transformer.transform(xy[:, 0], xy[:, 1])
    return np.stack([x, y], axis=1)


def _repeated(grid: NDArray[np.float64], others: Iterable[NDArray[np.float64]]) -> bool:
    """Tell whether a placing is no other than one before: systems of which two are one."""
    return any(float(np.hypot(*(grid - one).T).max()) < _SAME_PLACE_M for one in others)


def _is_local(xy: NDArray[np.float64]) -> bool:
    """Tell whether numbers are in no system of the earth: a drawing that begins at nought."""
    degrees = bool((np.abs(xy[:, 0]) <= 180).all() and (np.abs(xy[:, 1]) <= 180).all())  # noqa: PLR2004
    low, high = sorted(np.abs(np.median(xy, axis=0)))
    # In any system of metres Vietnam lies 100 km and more east of nought, 900 km and more north.
    metric = low >= 100_000 and 900_000 <= high <= 3_000_000  # noqa: PLR2004
    metric = metric or (900_000 <= low <= 3_000_000 and 11_000_000 <= high <= 19_000_000)  # noqa: PLR2004
    in_vietnam = degrees and 8 <= low <= 24 and 102 <= high <= 110  # noqa: PLR2004
    return not metric and not in_vietnam and not (degrees and high > 30)  # noqa: PLR2004


def declared_system(words: str) -> str:
    """Return the id of the system that a file names, empty if it cannot be read.

    A definition that places all as one of the known systems does is that system: a ``.prj``
    from a recipe becomes the variant it is.
    """
    words = words.strip()
    if not words or _FOREIGN_FILES.search(words):
        return ""
    try:
        crs = CRS.from_user_input(words)
        if len(crs.axis_info) < 2:  # noqa: PLR2004 - a system of places has two axes
            return ""
        code = crs.to_epsg(min_confidence=100)
        if code:
            _to_wgs84(f"EPSG:{code}")
            return f"EPSG:{code}"
        return _known_as(crs)
    except (ProjError, ValueError, TypeError, KeyError):
        return ""


# Two places in Sơn La, far apart; systems that agree on both are one.
_PROBES: Final = np.array([[103.5, 21.6], [104.9, 20.8]])


def _known_as(crs: CRS) -> str:
    out = Transformer.from_crs(crs, WGS84, always_xy=True)
    is_vn2000 = _KNOWN_NAME.search(crs.name) and "WGS" not in getattr(crs.geodetic_crs, "name", "")
    # A datum under a name that the library does not know would be taken without a shift.
    # A definition that gives its shift itself means it, nought as well.
    if is_vn2000 and out.accuracy < 0 and not crs.is_bound:
        return ""
    numbers = _moved(_PROBES, Transformer.from_crs(WGS84, crs, always_xy=True))
    at = _moved(_moved(numbers, out), _wgs84_to_grid())
    for crs_id in known_systems():
        there = _gridded(numbers, crs_id)
        if np.isfinite(there).all() and float(np.hypot(*(there - at).T).max()) < _SAME_PLACE_M:
            return crs_id
    code = crs.to_epsg(min_confidence=70)
    return f"EPSG:{code}" if code else ""


def place_shape(shape: BaseGeometry, placing: Placing) -> BaseGeometry:
    """Return a shape in EPSG:4326 as a system places it."""
    transformer = _to_wgs84(placing.crs)

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return _moved(xy[:, ::-1] if placing.swapped else xy, transformer)

    return shapely.transform(shape, move)


def place_by(crs_id: str, shapes: Sequence[BaseGeometry], network: RoadNetwork) -> Placing | None:
    """Return how a system that a person names places shapes, ``None`` if not in the province.

    Raises
    ------
    ProjError
        If there is no such system.
    """
    xy = samples_of(shapes)
    has_length = any(shape.length for shape in shapes)
    for swapped in (False, True):
        placing = _place(xy, crs_id, network, swapped=swapped, has_length=has_length)
        if placing:
            return replace(placing[0])
    return None
