"""What visitors upload has an end, told before it is read (L14)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from panels.server import uploads
from panels.server.uploads import SERVER_BYTES, SESSION_BYTES, SESSION_FILES, UploadQuota
from tests.panels.asgi import File, ask, run_apart

ADDRESS = "/_stcore/upload_file/me/1"


def status(held: dict[str, list[int]], length: str = "1000", method: str = "PUT") -> int:
    file = File(b"taken")
    found = ask(UploadQuota(file, lambda: held), ADDRESS, method, content_length=length)
    assert (found.status == 200) == bool(file.asked)
    return found.status


@pytest.mark.parametrize(
    ("held", "length", "expected"),
    [
        ({}, "1000", 200),
        ({}, "50000500", 200),
        ({}, "51000001", 413),
        ({}, "-1", 411),
        ({}, "", 411),
        ({}, "1\u0663", 411),
        ({"me": [1_000] * SESSION_FILES}, "1000", 413),
        ({"me": [1_000] * (SESSION_FILES - 1)}, "1000", 200),
        ({"me": [SESSION_BYTES - 500]}, "1000", 413),
        ({"you": [SESSION_BYTES]}, "1000", 200),
        ({str(who): [SESSION_BYTES] for who in range(5)}, "1000", 413),
    ],
)
def test_l14_there_is_room_for_so_much(
    held: dict[str, list[int]], length: str, expected: int
) -> None:
    assert SERVER_BYTES == 5 * SESSION_BYTES
    assert status(held, length) == expected


def test_what_is_no_upload_passes() -> None:
    full = {"me": [SESSION_BYTES]}
    assert status(full, "", "DELETE") == 200
    assert ask(UploadQuota(File(b"x"), lambda: full), "/_stcore/health", "PUT").status == 200


def test_l14_a_refusal_is_a_sentence() -> None:
    step = UploadQuota(File(b"taken"), lambda: {"me": [SESSION_BYTES]})
    assert "tải lên quá nhiều" in ask(step, ADDRESS, "PUT", content_length="9").body.decode()
    english = ask(step, ADDRESS, "PUT", content_length="9", accept_language="en")
    assert "uploaded too much" in english.body.decode()


def test_l14_uploads_that_come_at_the_same_time_are_counted_together() -> None:
    taken: list[str] = []
    statuses: list[int] = []

    async def slow(scope: Scope, _: Receive, send: Send) -> None:
        taken.append(scope["path"])
        await asyncio.sleep(0.05)
        if scope["path"].endswith("/0"):
            raise ConnectionError  # who goes away gives its room back
        await send({"type": "http.response.start", "status": 204, "headers": []})

    step = UploadQuota(slow, dict)

    async def put(name: int) -> None:
        scope: dict[str, Any] = {
            "type": "http",
            "method": "PUT",
            "path": f"/_stcore/upload_file/me/{name}",
            "headers": [(b"content-length", b"40000000")],
        }

        async def receive() -> Message:
            return {"type": "http.request"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        await step(scope, receive, send)

    async def all_at_once() -> None:
        await asyncio.gather(*map(put, range(4)), return_exceptions=True)

    run_apart(all_at_once())
    assert len(taken) == 2
    assert sorted(statuses) == [204, 413, 413]
    assert not step._coming
    assert not step._files_coming


def test_l14_what_streamlit_holds_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    manager = MemoryUploadedFileManager("/upload")
    manager.add_file("me", UploadedFileRec("1", "a.pdf", "application/pdf", b"x" * 7))
    monkeypatch.setattr(uploads.runtime, "exists", lambda: True)

    class Running:
        uploaded_file_mgr = manager

    monkeypatch.setattr(uploads.runtime, "get_instance", Running)
    assert uploads.stored_sizes() == {"me": [7]}
