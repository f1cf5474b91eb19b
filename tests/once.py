"""The committed data, read once a process."""

from __future__ import annotations

from functools import cache

from geo.catalog.catalog import Catalog
from geo.io.load import load


@cache
def catalog() -> Catalog:
    """Give the catalog of data/; hypothesis, for one, takes no fixtures of a wider scope."""
    return load()
