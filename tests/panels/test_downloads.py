"""L20: what one process has made or taken is there for every process of the installation."""

from __future__ import annotations

import json
import logging
import os
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send
from streamlit.runtime.media_file_storage import MediaFileKind, MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from panels.server import shared_folder, shared_uploads
from panels.server.asgi import CompressionMiddleware, EarlyMap
from panels.server.downloads import DownloadsMiddleware, SharedStorage, disposition
from panels.server.shared_folder import FileFacts, SharedFolder, shared_path
from panels.server.shared_uploads import SharedUploads
from panels.server.uploads import SESSION_FILES
from tests.panels.asgi import Answer, File, ask

DATA = b"<p>" + b"0123456789" * 1_000
NAME = 'Sơn La "2026"; Đường.html'
KEY = "0" * 48


class Process:
    """One of several processes over one folder."""

    def __init__(self, path: Path, **limits: Any) -> None:
        self.memory = MemoryMediaFileStorage("/media")
        self.folder = SharedFolder(path, **limits)
        self.storage = SharedStorage(self.memory, self.folder)

    def offer(self, data: bytes = DATA, name: str | None = NAME, kind: str = "text/html") -> str:
        """Return the address of a file."""
        what = MediaFileKind.DOWNLOADABLE if name else MediaFileKind.MEDIA
        return self.storage.get_url(self.storage.load_and_get_id(data, kind, what, name))

    def asked(self, address: str, method: str = "GET", **headers: str) -> Answer:
        behind = File(b"Streamlit", status=404)
        step = CompressionMiddleware(DownloadsMiddleware(EarlyMap(behind), self.folder))

        async def served(scope: Scope, receive: Receive, send: Send) -> None:
            # As uvicorn does: it takes no path in place of a body, and says who goes away.
            told = {"extensions": {}, "asgi": {"spec_version": "2.4"}}
            await step({**scope, **told}, receive, send)

        return ask(served, address, method, **headers)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "downloads"


def test_l20_a_file_of_one_process_comes_from_another(path: Path) -> None:
    address = Process(path).offer()
    # As a browser asks that follows a link: the page of the app gets a script put into it.
    found = Process(path).asked(address, accept="text/html")
    assert (found.status, found.body) == (200, DATA)
    assert found.headers["content-type"] == "text/html; charset=utf-8"
    assert found.headers["content-length"] == str(len(DATA))
    assert found.headers["cache-control"] == "private, no-cache"
    assert found.headers["content-disposition"] == (
        'attachment; filename="Son La _2026_; Duong.html"; '
        "filename*=UTF-8''S%C6%A1n%20La%20%222026%22%3B%20%C4%90%C6%B0%E1%BB%9Dng.html"
    )
    assert address.endswith(".html")


def test_l20_a_picture_of_a_page_is_shown(path: Path) -> None:
    found = Process(path).asked(Process(path).offer(b"png", None, "image/png"))
    assert (found.headers["content-disposition"], found.body) == ("inline", b"png")


def test_l20_a_download_that_broke_off_goes_on_at_another_process(path: Path) -> None:
    one, other = Process(path), Process(path)
    address = one.offer()
    tag = one.asked(address).headers["etag"]
    for name in path.iterdir():
        os.utime(name, (time.time() + 5, time.time() + 5))
    rest = other.asked(address, range="bytes=10000-", if_range=tag)
    assert (rest.status, rest.body) == (206, DATA[10_000:])
    assert rest.headers["content-range"] == f"bytes 10000-{len(DATA) - 1}/{len(DATA)}"
    assert other.asked(address, range="bytes=99999-").status == 416
    # Parts of the compressed file are none of the plain one.
    packed = other.asked(address, accept_encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert other.asked(address, range="bytes=10-", if_range=packed.headers["etag"]).body == DATA
    head = other.asked(address, "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(DATA))


def test_l20_the_same_file_has_one_name_that_no_other_process_knows(path: Path) -> None:
    one, other = Process(path), Process(path)
    assert one.offer() == one.offer()
    assert len({one.offer(), other.offer(), one.offer(b"x"), one.offer(name="x")}) == 4
    # 192 bits that depend on a secret of the process.
    assert len(one.offer().removeprefix("/media/").removesuffix(".html")) == 48


@pytest.mark.parametrize(
    "address",
    [
        f"/media/../{KEY}",
        f"/media/{KEY}/../../secret",
        f"/media/{KEY}.json/",
        f"/media/{KEY[1:]}G.html",
        f"/media/{KEY}0.html",
        "/media/..%2fsecret",
        "/media/C:\\secret",
        "/media/",
        f"/app/static/{KEY}.html",
    ],
)
def test_l20_nothing_else_of_the_disk_is_sent(path: Path, address: str) -> None:
    process = Process(path)
    assert process.folder.put(KEY, b"secret", FileFacts("", "text/html"))
    assert process.asked(f"/media/{KEY}").body == b"secret"
    assert process.asked(address).body == b"Streamlit"
    assert process.asked(f"/media/{KEY}", "POST").body == b"Streamlit"


@given(st.text(max_size=60))
def test_l20_no_name_leads_out_of_the_folder(name: str) -> None:
    here = Path(__file__).parent
    folder = SharedFolder(here / "cases")
    assert folder.find(name) is None
    folder.remove(name)
    with pytest.raises(ValueError, match="no name"):
        folder.put(f"../{name}", b"", FileFacts("", ""))
    assert not (here / "cases").exists()


@given(st.text(max_size=60))
def test_l20_no_name_of_a_file_breaks_its_header(name: str) -> None:
    said = disposition(FileFacts(name, "text/plain"))
    assert said.isascii()
    assert said.isprintable()
    assert said.count('"') == (2 if name else 0)


def test_l20_what_is_not_whole_or_broken_is_not_sent(path: Path) -> None:
    process = Process(path)
    address = process.offer()
    (facts,) = path.glob("*.json")
    for broken in (b"", b"{", b"[]", b'{"name": "x"}', json.dumps({"x": 1}).encode()):
        facts.write_bytes(broken)
        assert process.asked(address).body == b"Streamlit"
    facts.unlink()
    assert process.asked(address).body == b"Streamlit"
    # The page that offers it is drawn again.
    assert process.offer() == address
    assert process.asked(address).body == DATA


def test_l20_what_streamlit_lets_go_of_is_removed(path: Path) -> None:
    process = Process(path)
    address = process.offer()
    process.storage.delete_file(address[7:55])
    assert process.asked(address).status == 404
    assert list(path.iterdir()) == []


def test_l20_the_time_of_a_file_ends_unless_it_is_offered_again(path: Path) -> None:
    one, other = Process(path, age_seconds=100), Process(path, age_seconds=100)
    address, kept = one.offer(), one.offer(b"kept")
    before = time.time() - 60
    for file in path.iterdir():
        os.utime(file, (before, before))
    assert one.offer(b"kept") == kept
    before -= 60
    for file in path.iterdir():
        if address[7:55] in file.name:
            os.utime(file, (before, before))
    assert other.asked(address).status == 404
    other.folder.sweep()
    assert {file.name[:48] for file in path.iterdir()} == {kept[7:55]}
    assert other.asked(kept).body == b"kept"


def test_l20_a_full_folder_leaves_files_to_streamlit_with_a_word(
    path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("panels"), "propagate", True)
    process = Process(path, most_bytes=15_000)
    first = process.offer()
    second = process.offer(DATA[::-1])
    assert process.storage.get_url(second[7:].partition(".")[0]) == second
    assert process.memory.get_file(second[7:]).content == DATA[::-1]
    process.offer(DATA + DATA)
    (record,) = [found for found in caplog.records if "takes no file" in found.getMessage()]
    assert "No space left" in record.getMessage()
    # As soon as there is room again it is used.
    process.storage.delete_file(first[7:55])
    process.folder.sweep()
    assert Process(path).asked(process.offer(DATA[::-1])).body == DATA[::-1]


def test_l20_a_disk_that_is_nearly_full_is_left_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_folder.shutil, "disk_usage", lambda _: SimpleNamespace(free=10**8))
    process = Process(path)
    assert process.memory.get_file(process.offer()[7:]).content == DATA
    assert list(path.iterdir()) == []


def test_l20_a_folder_that_takes_nothing_leaves_files_to_streamlit(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for place in (file, file / "below"):
        process = Process(place)
        assert process.memory.get_file(process.offer()[7:]).content == DATA


@pytest.mark.skipif(os.name == "nt", reason="no owners to be seen")
def test_l20_a_folder_of_another_user_is_not_trusted(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.mkdir(mode=0o777)
    Process(path).offer()
    assert path.stat().st_mode & 0o777 == 0o700
    me = os.geteuid()
    monkeypatch.setattr(shared_folder.os, "geteuid", lambda: me + 1)
    process = Process(path)
    assert process.memory.get_file(process.offer(b"mine")[7:]).content == b"mine"


def test_l20_files_by_path(path: Path, tmp_path: Path) -> None:
    icon = tmp_path / "icon.svg"
    icon.write_text("<svg/>", encoding="utf-8")
    storage = Process(path).storage
    name = storage.load_and_get_id(str(icon), "image/svg+xml", MediaFileKind.MEDIA)
    assert Process(path).asked(storage.get_url(name)).body == b"<svg/>"
    with pytest.raises(MediaFileStorageError):
        storage.load_and_get_id(str(icon / "none"), "image/svg+xml", MediaFileKind.MEDIA)


def test_l20_where_processes_meet(tmp_path: Path) -> None:
    named = shared_path("downloads", {"SON_LA_STATE": str(tmp_path)})
    assert named == tmp_path / "downloads"
    assert shared_path("downloads", {}) == shared_path("downloads", {})
    assert shared_path("downloads", {}) != shared_path("uploads", {})


class Server:
    """What uploads see of one process."""

    def __init__(self, path: Path, session: str = "") -> None:
        self.manager = MemoryUploadedFileManager("/_stcore/upload_file")
        self.uploaded_file_mgr = self.manager
        self.is_active_session = lambda asked: asked == session
        self.sharing = SharedUploads(self, SharedFolder(path))  # type: ignore[arg-type]


def upload(name: str = "1", data: bytes = b"data") -> UploadedFileRec:
    return UploadedFileRec(name, "Mộc Châu.pdf", "application/pdf", data)


def test_l20_an_upload_reaches_its_session_whichever_process_it_came_to(path: Path) -> None:
    home, other = Server(path, "me"), Server(path)
    assert not other.is_active_session("me")
    (where,) = home.manager.get_upload_urls("me", ["Mộc Châu.pdf"])
    assert other.is_active_session("me")
    assert not other.is_active_session("you")
    other.manager.add_file("me", upload(where.file_id))
    assert not other.manager.file_storage
    assert home.manager.get_files("me", [where.file_id]) == [upload(where.file_id)]
    # It is in the memory of its session now, and counted there.
    assert len(list(path.iterdir())) == 2
    assert home.manager.get_files("me", [where.file_id]) == [upload(where.file_id)]
    home.manager.remove_file("me", where.file_id)
    assert home.manager.get_files("me", [where.file_id]) == []
    # Taken back before the session has looked.
    other.manager.add_file("me", upload("2"))
    other.manager.remove_file("me", "2")
    other.manager.add_file("me", upload("../3"))
    assert home.manager.get_files("me", ["2", "../3"]) == [upload("../3")]
    other.manager.add_file("me", upload("4"))
    home.manager.remove_session_files("me")
    assert list(path.iterdir()) == []
    assert not other.is_active_session("me")


def test_l20_uploads_that_wait_have_an_end(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also L14: as many as a session may hold."""
    home, other = Server(path, "me"), Server(path)
    home.manager.get_upload_urls("me", ["a"])
    for name in range(SESSION_FILES):
        other.manager.add_file("me", upload(str(name)))
    with pytest.raises(HTTPException) as refusal:
        other.manager.add_file("me", upload("more"))
    assert refusal.value.status_code == 413
    monkeypatch.setattr(shared_uploads, "stored_sizes", lambda: {"me": [1] * SESSION_FILES})
    assert home.manager.get_files("me", ["0"]) == []
    file = path.parent / "file"
    file.touch()
    with pytest.raises(HTTPException) as refusal:
        Server(file).manager.add_file("me", upload())
    assert refusal.value.status_code == 507
