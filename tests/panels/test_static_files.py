"""The files that browsers fetch, whatever happens to ``static/`` (L9, L13, R27)."""

from __future__ import annotations

import errno
import os
import time
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from geo import files
from geo.catalog.catalog import Catalog
from geo.errors import DataError
from layers.web import page as web
from panels import resources
from panels.components.record import near_address, publish_near, publish_record
from panels.server import preload
from panels.server.files import FilesMiddleware, FileStore
from panels.session.address import AppPage
from tests.panels.apps import opened_page
from tests.panels.asgi import File, ask
from tests.panels.test_live_catalog import shown

DAY = 24 * 60 * 60


@pytest.fixture(autouse=True)
def _light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make small pages: what stands in them is of no interest here."""
    monkeypatch.setattr(web, "build_page", lambda *_, **__: "<html>the map</html>")
    monkeypatch.setattr(web, "build_detail", lambda _: "shapes")
    monkeypatch.setattr(files, "_UNWRITTEN", {})


@pytest.fixture
def static(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    folder.mkdir()
    monkeypatch.setattr(resources, "STATIC", folder)
    return folder


def test_l9_the_map_page_is_made_again_when_it_is_not_there(static: Path) -> None:
    address = resources.map_page()
    path = static / address.removeprefix("app/static/")
    for lost in (path, path.with_suffix(".js")):
        lost.unlink()
        assert resources.map_page() == address
        assert path.read_text() == "<html>the map</html>"
        assert path.with_suffix(".js").read_text() == "shapes"


def test_l9_an_edit_undone_on_a_server_older_than_a_day(static: Path, catalog: Catalog) -> None:
    first = web.write_page(catalog, static)
    for path in (static / "map").iterdir():
        os.utime(path, (time.time() - 2 * DAY,) * 2)
    second = web.write_page(replace(catalog, digest="0" * 12), static)
    assert not (static / first.removeprefix("app/static/")).exists()
    assert web.write_page(catalog, static) == first
    assert (static / first.removeprefix("app/static/")).is_file()
    assert (static / second.removeprefix("app/static/")).is_file()


def test_l9_the_words_of_the_list_are_written_again(static: Path, catalog: Catalog) -> None:
    path = static / publish_record(catalog).removeprefix("app/static/")
    path.unlink()
    publish_record(catalog)
    assert path.is_file()


def test_l9_the_shapes_of_what_is_near_are_written_again(static: Path, catalog: Catalog) -> None:
    path = static / publish_near(catalog).removeprefix("app/static/")
    assert path.stat().st_size < 300_000
    path.unlink()
    assert static / near_address(catalog).removeprefix("app/static/") == path
    assert path.is_file()


def refuses(*_: object, **__: object) -> None:
    raise PermissionError(errno.EACCES, "Permission denied")


def test_r27_a_page_of_old_that_cannot_be_removed_does_no_harm(
    static: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = static / "map" / "old.html"
    old.parent.mkdir()
    old.write_text("old")
    os.utime(old, (time.time() - 2 * DAY,) * 2)
    monkeypatch.setattr(Path, "unlink", refuses)
    assert web.write_page(catalog, static).endswith(".html")
    assert old.exists()


@pytest.mark.parametrize("number", [errno.EROFS, errno.ENOSPC, errno.EACCES])
def test_l13_r27_files_that_no_folder_takes_are_sent_from_memory(
    number: int, static: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as broken:
        broken.setattr("geo.files.write_whole", full)
        address = resources.map_page()
        assert resources.map_page() == address
    assert not list(static.glob("map/*"))
    # The operator reads once which folder must be writable.
    assert (
        len([one for one in caplog.messages if f"{static / 'map'} cannot be written" in one]) == 1
    )
    step = FilesMiddleware(File(b"not found", status=404), FileStore())
    answer = ask(step, f"/{address}")
    assert (answer.status, answer.body) == (200, b"<html>the map</html>")
    assert answer.headers["content-type"].startswith("text/html")
    script = ask(step, f"/{address.removesuffix('.html')}.js")
    assert script.headers["content-type"].startswith("text/javascript")
    for other in ("/app/static/map/other.html", "/app/static/", "/app/static/../map", "/"):
        assert ask(step, other).status == 404
    # With room again the next page is written, and memory given back.
    files.forget_unwritten(static / "map", "")
    assert ask(FilesMiddleware(File(b"", status=404), FileStore()), f"/{address}").status == 404
    assert resources.map_page() == address
    assert (static / address.removeprefix("app/static/")).is_file()


@pytest.mark.usefixtures("static")
def test_l13_the_early_map_recovers_after_a_failed_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preload, "_READY", Event())
    monkeypatch.setattr("gc.freeze", lambda: None)

    def broken() -> str:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as failing:
        failing.setattr(resources, "map_page", broken)
        preload.prepare().join()
        assert preload.preload_map("") == ""
    preload.prepare().join()
    assert preload.preload_map("").startswith("app/static/map/")


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "Hết chỗ trống: /srv/static"), ("en", "No room left: /srv/static")],
)
def test_r27_what_the_system_refuses_is_said_in_the_language_of_the_page(
    language: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> str:
        raise OSError(errno.ENOSPC, "No space left on device", "/srv/static")

    monkeypatch.setattr(resources, "map_page", full)
    app = opened_page(AppPage.MAP, lang=language)
    assert words in shown(app)
    assert "No space left" not in shown(app)


def test_r27_broken_data_stop_no_first_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise DataError("broken")

    monkeypatch.setattr(resources, "map_page", broken)
    assert preload.preload_map("") == ""
