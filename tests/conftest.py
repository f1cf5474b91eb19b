"""What all tests share: hypothesis profiles, the sources, versions at the head of the report."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from geo.catalog.catalog import Catalog
from geo.io.load import load
from tests import once
from tests.browser import chromium

# Their subject is a room that the coverage does not measure, or a process that it does not see.
_OTHER_SUBJECTS = {"bench", "browser", "compare", "growth", "js", "mutants", "panels", "tools"}
_OTHER_FILES = {"test_architecture", "test_assets", "test_docs", "test_setup"}
# Dear files whose tests look at the same work done on many papers, areas and texts.
_SAME_LINES = {
    "test_letters", "test_multiples", "test_sheet_labels", "test_sheet_order", "test_strip_sheet",
    "test_wall",
}  # fmt: skip

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


@pytest.fixture(scope="session", autouse=True)
def same_parts_once() -> Iterator[None]:
    """Read what the copies of data/ have in common once a process."""
    with once.same_parts_once():
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the browser and the bundle: a long file at the end runs alone.

    Coverage doubles the time of what it traces. It rests where it learns nothing of the rooms it
    measures, and where many examples of one property run the same lines over and over. Single
    tests that are dear and run no line of their own are marked where they stand.
    """
    items.sort(key=lambda item: item.path.parent.name not in {"browser", "tools"})
    seen: set[tuple[str, str]] = set()
    for item in items:
        file, test = item.path.stem, getattr(item, "originalname", None) or item.name
        property_ = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        elsewhere = item.path.parent.name in _OTHER_SUBJECTS or file in _OTHER_FILES
        again = file in _SAME_LINES and (file, test) in seen
        seen.add((file, test))
        if property_ or elsewhere or again:
            item.add_marker(pytest.mark.no_cover)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    """Let the coverage rest, too, while fixtures are made that are of no measured room.

    In a measured room it does not: a fixture made for a test that it rests in may be the one that
    another test counts on.
    """
    plugin = item.config.pluginmanager.getplugin("_cov")
    rests = item.path.parent.name in _OTHER_SUBJECTS
    controller: Any = getattr(plugin, "cov_controller", None) if rests else None
    if controller:
        controller.pause()
    try:
        return (yield)
    finally:
        if controller:
            controller.resume()


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
