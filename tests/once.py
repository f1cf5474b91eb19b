"""The committed data, read once a process, and parts of its copies that are the same again."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from geo.catalog.catalog import Catalog
from geo.io import schema
from geo.io.load import load
from geo.tables import Feature, read_shapes

_violations = schema._violations
_tried: dict[object, list[schema.Problem]] = {}
_shapes: dict[object, tuple[Feature, ...]] = {}


@cache
def catalog() -> Catalog:
    """Give the catalog of data/; hypothesis, for one, takes no fixtures of a wider scope."""
    return load()


def violations(
    name: str, frame: pd.DataFrame, columns: dict[str, pa.Column]
) -> list[schema.Problem]:
    """Give what is wrong with the form of a table; of the same rows the first answer."""
    cells = tuple(map(tuple, frame.to_numpy().tolist()))
    key = (name, tuple(frame.columns), tuple(frame.index), cells, id(columns))
    if key not in _tried:
        _tried[key] = _violations(name, frame, columns)
    return [*_tried[key]]


def shapes(path: Path) -> tuple[Feature, ...]:
    """Give the features of a file; of the same bytes the first answer."""
    key = (path.parent.name, path.name, path.read_bytes() if path.is_file() else path)
    if key not in _shapes:
        _shapes[key] = read_shapes(path)
    return _shapes[key]
