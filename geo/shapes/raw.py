"""What a foreign file holds before anybody knows where it lies, and the limits of such files."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo.errors import SonLaMapError
from geo.strings import say
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MAX_BYTES: Final = 10_000_000
MAX_UNPACKED_BYTES: Final = 60_000_000
MAX_VERTICES: Final = 200_000
MAX_FEATURES: Final = 20_000
MAX_MEMBERS: Final = 500

# A text is bytes where the file does not say for sure with which letters it is written.
Cell = str | bytes | int | float | None


class ShapeFileError(SonLaMapError, ValueError):
    """A file of shapes cannot be read, or holds what is not taken.

    Parameters
    ----------
    key
        String that says what is wrong and what to do.
    where
        File, and row and field where they are known.
    values
        Fill the string's placeholders.
    """

    def __init__(self, key: str, where: str = "", **values: object) -> None:
        self.key, self.where, self.values = key, where, values
        super().__init__(self.words(DEFAULT_LANGUAGE))

    def words(self, language: str) -> str:
        """Return where, what is wrong and what to do, in one line."""
        told = say(self.key, language, **self.values)
        return f"{self.where}: {told}" if self.where else told


@dataclass(frozen=True)
class RawFeature:
    """One shape with its attributes.

    Parameters
    ----------
    where
        File and place in it, for messages.
    geometry
        Flat, in the numbers of the file; ``None`` for a text of a drawing.
    """

    where: str
    geometry: BaseGeometry | None
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class RawFile:
    """All shapes of a file.

    Parameters
    ----------
    kind
        ``shp``, ``gpkg``, ``geojson``, ``kml``, ``gpx``, ``dxf``, ``csv`` or ``xlsx``.
    declared_crs
        What the file says of its coordinates: WKT or ``EPSG:n``; empty where it says nothing.
    declared_letters
        What it says of its letters: the text of a ``.cpg``; empty where it says nothing.
    """

    kind: str
    features: tuple[RawFeature, ...]
    declared_crs: str = ""
    declared_letters: str = ""


def finite(x: float, y: float, where: str) -> tuple[float, float]:
    """Return a pair of coordinates.

    Raises
    ------
    ShapeFileError
        If one is no finite number.
    """
    if not (math.isfinite(x) and math.isfinite(y)):
        raise ShapeFileError("shapes.error-finite", where)
    return x, y


def flat(geometry: BaseGeometry, where: str) -> BaseGeometry:
    """Return a shape without heights.

    Raises
    ------
    ShapeFileError
        If a coordinate is no finite number.
    """
    flattened = shapely.force_2d(geometry)
    if not np.isfinite(shapely.get_coordinates(flattened)).all():
        raise ShapeFileError("shapes.error-finite", where)
    return flattened


def checked(file: RawFile, name: str) -> RawFile:
    """Return the file, if it holds shapes and not too many.

    Raises
    ------
    ShapeFileError
        If it is empty, or holds more than the limits.
    """
    shapes = [one.geometry for one in file.features if one.geometry is not None]
    vertices = int(sum(shapely.get_num_coordinates(shape) for shape in shapes))
    if not vertices:
        raise ShapeFileError("shapes.error-empty", name)
    lines = [shape for shape in shapes if shapely.get_dimensions(shape) > 0]
    if lines and len(lines) == len(shapes) and not any(line.length for line in lines):
        raise ShapeFileError("shapes.error-no-length", name)
    check_count(len(file.features), vertices, name)
    return file


def check_count(features: int, vertices: int, name: str) -> None:
    """Refuse a file with too many shapes or vertices, while it is read.

    Raises
    ------
    ShapeFileError
        If it holds more than the limits.
    """
    if features > MAX_FEATURES or vertices > MAX_VERTICES:
        raise ShapeFileError(
            "shapes.error-many", name, features=MAX_FEATURES, vertices=MAX_VERTICES
        )
