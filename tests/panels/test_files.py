"""Files of a first visit come from memory, compressed once, and are kept by the browser (L1)."""

from __future__ import annotations

import asyncio
import gzip
import os
import threading
import time
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panels import resources
from panels.server import files, preload
from panels.server.files import FilesMiddleware, FileStore
from panels.server.headers import policy
from panels.server.once import SingleFlight
from tests.panels.asgi import Answer, File, ask, run_apart

PAGE = b"<html><script>let province = 'S\xc6\xa1n La';</script></html>" * 100
STATIC = "/app/static/map/"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "map").mkdir()
    (tmp_path / "map" / "1a.html").write_bytes(PAGE)
    (tmp_path / "map" / "font.woff2").write_bytes(os.urandom(3_000))
    (tmp_path / "secret.html").write_bytes(b"secret")
    return tmp_path / "map"


def fetched(folder: Path, address: str, behind: File | None = None, **headers: str) -> Answer:
    step = FilesMiddleware(behind or File(b"behind"), FileStore({STATIC: folder}))
    return ask(step, address, **{"accept_encoding": "gzip, br", **headers})


def test_l1_a_file_comes_compressed_with_all_that_lets_the_browser_keep_it(folder: Path) -> None:
    behind = File(b"behind")
    found = fetched(folder, f"{STATIC}1a.html", behind)
    assert gzip.decompress(found.body) == PAGE
    assert behind.asked == []
    assert found.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert found.headers["content-length"] == str(len(found.body))
    assert found.headers["vary"] == "Accept-Encoding"
    # The scripts that stand in it may run.
    assert found.headers["content-security-policy"] == policy(PAGE)
    again = fetched(folder, f"{STATIC}1a.html", if_none_match=found.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == found.headers["etag"]
    assert "content-length" not in again.headers


def test_l1_a_file_is_read_once_and_stays_when_the_folder_is_emptied(folder: Path) -> None:
    """Also L9: the map page goes on being sent."""
    step = FilesMiddleware(File(b"behind"), FileStore({STATIC: folder}))
    first = ask(step, f"{STATIC}1a.html", accept_encoding="gzip")
    (folder / "1a.html").unlink()
    assert ask(step, f"{STATIC}1a.html", accept_encoding="gzip").body == first.body


def test_l1_what_is_compressed_already_goes_as_it_is(folder: Path) -> None:
    found = fetched(folder, f"{STATIC}font.woff2", accept_encoding="br")
    assert found.body == (folder / "font.woff2").read_bytes()
    assert "content-encoding" not in found.headers
    assert found.headers["content-type"] == "font/woff2"


def test_who_reads_nothing_compressed_gets_it_plain_and_its_scripts_run(folder: Path) -> None:
    found = fetched(folder, f"{STATIC}1a.html", accept_encoding="identity", range="bytes=0-9")
    assert (found.status, found.body) == (200, PAGE)
    assert "content-encoding" not in found.headers
    assert found.headers["content-length"] == str(len(PAGE))
    assert found.headers["content-security-policy"] == policy(PAGE)
    small = fetched(folder, f"{STATIC}1a.html")
    assert small.headers["etag"] != found.headers["etag"]
    again = {"accept_encoding": "identity", "if_none_match": found.headers["etag"]}
    assert fetched(folder, f"{STATIC}1a.html", **again).status == 304


@pytest.mark.parametrize(
    "address",
    [
        f"{STATIC}missing.html",
        f"{STATIC}../secret.html",
        f"{STATIC}..%2fsecret.html",
        f"{STATIC}..\\secret.html",
        f"{STATIC}/etc/passwd.html",
        f"{STATIC}1a.exe",
        "/other/1a.html",
        STATIC,
    ],
)
def test_the_rest_is_left_to_streamlit(folder: Path, address: str) -> None:
    assert fetched(folder, address).body == b"behind"


@given(st.text(alphabet="./\\%:~ab", max_size=12))
def test_no_path_leads_out_of_the_folder(path: str) -> None:
    root = Path(files.__file__).parent
    store = FileStore({STATIC: root})
    place = store._place(STATIC + path)
    assert place is None or (store._is_inside(place) and place.resolve().is_relative_to(root))


def test_a_link_out_of_the_folder_is_not_followed(folder: Path) -> None:
    try:
        (folder / "link.html").symlink_to(folder.parent / "secret.html")
    except OSError:  # Windows asks for a right
        pytest.skip("no symbolic links here")
    assert fetched(folder, f"{STATIC}link.html").body == b"behind"


def test_what_is_kept_has_a_limit(folder: Path) -> None:
    for name in "abc":
        (folder / f"{name}.woff2").write_bytes(name.encode() * 1_000)
    store = FileStore({STATIC: folder}, most_bytes=2_500)
    for name in "abca":
        assert store.load(f"{STATIC}{name}.woff2")
    assert list(store._kept) == [f"{STATIC}c.woff2", f"{STATIC}a.woff2"]
    assert store._bytes == 2_000


def test_l1_what_many_ask_for_at_once_is_made_once() -> None:
    made = []
    go_on = threading.Event()

    def work() -> int:
        go_on.wait(5)
        made.append(1)
        return 7

    async def ask_together() -> list[int]:
        flight: SingleFlight[int] = SingleFlight()
        asked = [asyncio.create_task(flight.make("x", work)) for _ in range(20)]
        await asyncio.sleep(0)
        asked.pop().cancel()  # one goes away
        go_on.set()
        found = await asyncio.gather(*asked)
        assert not flight._running
        return found

    assert run_apart(ask_together()) == [7] * 19
    assert made == [1]


def test_l1_the_files_of_a_first_visit_are_ready_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    store = FileStore()
    monkeypatch.setattr(preload, "STORE", store)
    monkeypatch.setattr(preload, "_READY", Event())
    preload.prepare().join()
    page = f"/{resources.map_page()}"
    began = time.perf_counter()
    assert store.get(page) is not None
    assert time.perf_counter() - began < 0.01
    assert store.get(page.replace(".html", ".js")) is not None
    # Streamlit's own, as its first page names them.
    assert sum(path.startswith("/static/js/") for path in store._kept) > 10
    assert store._bytes < 8_000_000
