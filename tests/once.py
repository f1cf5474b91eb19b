"""The committed data, read once a process, and parts of its copies that are the same again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
import pytest

from geo.catalog.areas import Areas, build_areas
from geo.catalog.catalog import Catalog, digest_of
from geo.io import schema
from geo.io.load import load
from geo.tables import DATA, Feature, Tables, read_shapes

_violations = schema._violations
_tried: dict[object, list[schema.Problem]] = {}
_shapes: dict[object, tuple[Feature, ...]] = {}
_areas: dict[int, tuple[tuple[Feature, ...], Areas]] = {}
_catalogs: dict[str, Catalog] = {}
_MOST_CATALOGS = 6
# Whoever reads a folder anew after each change of it, or after none.
_READERS = (
    "geo.cli.add_shape", "geo.edit.add", "geo.edit.check", "geo.io.load", "geo.store.shared",
    "geo.trip.apply",
)  # fmt: skip


@cache
def catalog() -> Catalog:
    """Give the catalog of data/; hypothesis, for one, takes no fixtures of a wider scope."""
    return loaded()


@contextmanager
def same_parts_once() -> Iterator[None]:
    """Let each table and each file of shapes be examined once, not anew in every copy of data/."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("geo.io.schema._violations", violations)
        patch.setattr("geo.io.load.read_shapes", shapes)
        patch.setattr("geo.io.load.build_areas", areas)
        for module in _READERS:
            patch.setattr(f"{module}.load", loaded)
        yield


def loaded(data: Path = DATA, tables: Tables | None = None) -> Catalog:
    """Give the catalog of a folder; of the same content the first one, of the last few."""
    key = digest_of(data, tables.drafts if tables else {})
    found = _catalogs.pop(key, None) or load(data, tables)
    _catalogs[key] = found
    while len(_catalogs) > _MOST_CATALOGS:
        del _catalogs[next(iter(_catalogs))]
    return found


def violations(
    name: str, frame: pd.DataFrame, columns: dict[str, pa.Column]
) -> list[schema.Problem]:
    """Give what is wrong with the form of a table; of the same rows the first answer."""
    cells = repr((tuple(frame.columns), tuple(frame.index), frame.to_numpy().tolist()))
    key = (name, blake2b(cells.encode()).digest(), id(columns))
    if key not in _tried:
        _tried[key] = _violations(name, frame, columns)
    return [*_tried[key]]


def shapes(path: Path) -> tuple[Feature, ...]:
    """Give the features of a file; of the same bytes the first answer."""
    content = blake2b(path.read_bytes()).digest() if path.is_file() else path
    key = (path.parent.name, path.name, content)
    if key not in _shapes:
        _shapes[key] = read_shapes(path)
    return _shapes[key]


def areas(features: tuple[Feature, ...]) -> Areas:
    """Give the areas of features; of the very same ones the first answer."""
    _, found = _areas.get(id(features), (None, None))
    if found is None:
        found = build_areas(features)
        _areas[id(features)] = features, found
    return found
