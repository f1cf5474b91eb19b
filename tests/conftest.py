"""What all tests share: hypothesis profiles, the sources, versions at the head of the report."""

from __future__ import annotations

import os
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from geo.catalog.catalog import Catalog
from geo.io.load import load
from tests import once
from tests.browser import chromium

settings.register_profile("developer", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "developer")


@pytest.fixture(scope="session")
def sources() -> Path:
    """Give the sources that data/ is built from, which lie beside the checkout or nowhere."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "sources"
    if not folder.is_dir():
        pytest.skip("the sources that data/ is built from are not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """Give the committed data."""
    return once.catalog()


@pytest.fixture
def read_once(monkeypatch: pytest.MonkeyPatch, catalog: Catalog) -> None:
    """Let the commands take the committed data as it was read, not read it for every option."""

    def once(*given: Any) -> Catalog:
        return load(*given) if given else catalog

    monkeypatch.setattr("geo.io.load.load", once)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the browser: its files take longest, and a long one at the end runs alone."""
    items.sort(key=lambda item: "browser" not in item.path.parent.name)


def pytest_report_header() -> list[str]:
    """Say what these tests ran with, so that a report from another machine can be compared."""
    import pyproj
    import shapely

    named = ("streamlit", "folium", "geopandas", "shapely", "pandas", "uharfbuzz", "pypdfium2")
    libraries = ", ".join(f"{name} {version(name)}" for name in named)
    try:
        browser = chromium.find()
    except chromium.ChromiumMissingError as error:
        return [str(error)]
    return [
        libraries,
        f"GEOS {shapely.geos_version_string}, PROJ {pyproj.proj_version_str}",
        f"browser: {chromium.version(browser)}" if browser else "browser: none",
    ]
