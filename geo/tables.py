"""Reading CSV tables and GeoJSON shapes into rows and features, with clear errors."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from geo.errors import DataError
from geo.text import nfc

if TYPE_CHECKING:
    from enum import StrEnum

    from shapely.geometry.base import BaseGeometry

_E = TypeVar("_E", bound="StrEnum")
# The files of shapes of one folder.
_SHAPES_KEPT = 16
# Names another data folder than the one of this checkout: a draft, or the bench's synthetic ones.
DATA_VARIABLE = "SON_LA_DATA"
DATA = Path(os.environ.get(DATA_VARIABLE) or Path(__file__).resolve().parents[1] / "data").resolve()


@dataclass(frozen=True)
class TableRow:
    """One row of a table; `where` names file and row for messages."""

    where: str
    cells: dict[str, str]

    def __getitem__(self, field: str) -> str:
        """Return the cell of column `field`."""
        try:
            return self.cells[field]
        except KeyError as error:
            msg = f"column {field!r} is missing"
            raise DataError(msg, self.where, "restore the header row") from error

    def items_of(self, field: str) -> tuple[str, ...]:
        """Return the ``;``-separated items of a cell."""
        return tuple(item for part in self[field].split(";") if (item := part.strip()))

    def number(self, field: str) -> float | None:
        """Return the cell as a number, ``None`` when empty.

        Raises
        ------
        DataError
            If the cell is not a number with a decimal point.
        """
        if not self[field]:
            return None
        try:
            return float(self[field])
        except ValueError as error:
            msg = f"{self[field]!r} is not a number"
            raise DataError(msg, f"{self.where}:{field}", "use digits and a point") from error

    def whole(self, field: str) -> int | None:
        """Return the cell as a whole number, ``None`` when empty."""
        value = self.number(field)
        return None if value is None else int(value)


@dataclass(frozen=True)
class Feature:
    """One GeoJSON feature with its id, properties and geometry (EPSG:4326)."""

    id: str
    properties: dict[str, Any]
    geometry: BaseGeometry


@dataclass(frozen=True)
class Tables:
    """The rows of the tables of a folder by name, each file read once.

    Parameters
    ----------
    folder
        Folder of the CSV files.
    drafts
        Contents that are read in place of a file, by the name of the table.
    """

    folder: Path
    drafts: Mapping[str, bytes] = field(default_factory=dict)
    _read: dict[str, tuple[TableRow, ...]] = field(default_factory=dict, repr=False)

    def __getitem__(self, name: str) -> tuple[TableRow, ...]:
        """Return the rows of a table; errors as :func:`read_table`."""
        if name not in self._read:
            path = self.folder / f"{name}.csv"
            self._read[name] = read_table(path, self.drafts.get(name))
        return self._read[name]

    def names(self) -> list[str]:
        """Return the names of the tables that the folder has."""
        return sorted(path.stem for path in self.folder.glob("*.csv"))


def read_table(path: Path, draft: bytes | None = None) -> tuple[TableRow, ...]:
    """Read a CSV file (UTF-8, with or without BOM, ``,`` separated, one header row).

    Parameters
    ----------
    draft
        Content to read in place of that of the file.

    Raises
    ------
    DataError
        If the file is missing, is not UTF-8, or a row has another number of cells.
    """
    name = f"{path.parent.name}/{path.name}"
    try:
        content = path.read_bytes() if draft is None else draft
        text = io.StringIO(content.decode("utf-8-sig"), newline=None).read()
    except FileNotFoundError as error:
        raise DataError("the file is missing", name, "restore it from the repository") from error
    except UnicodeDecodeError as error:
        msg = f"not UTF-8 (byte {error.start})"
        raise DataError(msg, name, "save it as 'CSV UTF-8' in the spreadsheet") from error
    lines = csv.reader(nfc(text).splitlines(keepends=True))
    header = next(lines, [])
    if len(set(header)) != len(header) or not header:
        msg = "the header row is empty or repeats a column"
        raise DataError(msg, f"{name}:1", "restore the header row")
    rows = []
    for number, cells in enumerate(lines, start=2):
        if not any(cells):
            continue
        if len(cells) != len(header):
            msg = f"{len(cells)} cells, the header has {len(header)}"
            raise DataError(msg, f"{name}:{number}", "quote cells that hold a comma")
        trimmed = {key: cell.strip() for key, cell in zip(header, cells, strict=True)}
        rows.append(TableRow(f"{name}:{number}", trimmed))
    return tuple(rows)


def read_shapes(path: Path) -> tuple[Feature, ...]:
    """Read a GeoJSON FeatureCollection (RFC 7946).

    It is parsed as JSON and never by GDAL, which would follow references to other files.

    Raises
    ------
    DataError
        If the file is missing or broken, or a feature has no id or an invalid geometry.
    """
    name = f"{path.parent.name}/{path.name}"
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        remedy = "restore it from the repository"
        raise DataError("the file is missing", name, remedy) from error
    return _features(name, content)


@lru_cache(maxsize=_SHAPES_KEPT)
def _features(name: str, content: bytes) -> tuple[Feature, ...]:
    """Return the features of a file; they are kept, for while tables change shapes stay."""
    remedy = "restore it from the repository"
    try:
        raw = json.loads(content.decode())["features"]
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"not a GeoJSON FeatureCollection ({error})", name, remedy) from error
    features = [_feature(item, f"{name}:{number}") for number, item in enumerate(raw, start=1)]
    ids = [feature.id for feature in features]
    if len(set(ids)) != len(ids):
        twice = sorted({item for item in ids if ids.count(item) > 1})
        raise DataError(f"id used twice: {', '.join(twice)}", name, remedy)
    return tuple(features)


def choice(row: TableRow, field: str, kind: type[_E]) -> _E:
    """Return a cell as a member of an enumeration.

    Raises
    ------
    DataError
        If the cell holds none of its values.
    """
    try:
        return kind(row[field])
    except ValueError as error:
        msg = f"{row[field]!r} is none of {', '.join(kind)}"
        raise DataError(msg, f"{row.where}:{field}", "write one of them") from error


def required(row: TableRow, field: str) -> float:
    """Return a cell as a number.

    Raises
    ------
    DataError
        If the cell is empty or no number.
    """
    value = row.number(field)
    if value is None:
        msg = "the cell is empty"
        raise DataError(msg, f"{row.where}:{field}", "write a number or delete the row")
    return value


def _feature(item: Any, where: str) -> Feature:  # noqa: ANN401 - parsed JSON of any form
    # Words are read before any library is installed, see panels/server/start.py.
    import shapely
    from shapely.geometry import shape

    remedy = "correct the feature or restore the file from the repository"
    try:
        geometry = shape(item["geometry"])
        feature = Feature(str(item["id"]), dict(item["properties"]), geometry)
    except (KeyError, TypeError, AttributeError, ValueError, shapely.errors.ShapelyError) as error:
        msg = f"not a feature with id, properties and geometry ({error!r})"
        raise DataError(msg, where, remedy) from error
    if geometry.is_empty or not geometry.is_valid:
        reason = shapely.is_valid_reason(geometry)
        raise DataError(f"geometry of {feature.id} is empty or invalid ({reason})", where, remedy)
    return feature
