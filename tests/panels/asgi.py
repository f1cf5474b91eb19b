"""A step of the server, asked as a browser asks it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HTML = "text/html; charset=utf-8"
_T = TypeVar("_T")


def run_apart(coroutine: Coroutine[Any, Any, _T]) -> _T:
    """Run a coroutine in a thread of its own: an open browser has a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


@dataclass
class File:
    """What stands behind the step, and what it was asked."""

    body: bytes
    kind: str = HTML
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"etag": '"1"'})
    asked: list[Scope] = field(default_factory=list)

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        self.asked.append(scope)
        named = {"Content-Type": self.kind, "content-length": str(len(self.body)), **self.headers}
        headers = [(name.encode(), value.encode()) for name, value in named.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body[:40], "more_body": True})
        await send({"type": "http.response.body", "body": self.body[40:]})


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(step: ASGIApp, address: str, method: str = "GET", **headers: str) -> Answer:
    """Ask for an address; underscores in the names of headers are hyphens."""
    sent = run(step, _scope("http", address, headers) | {"method": method})
    start, *parts = sent
    found = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], found, b"".join(part["body"] for part in parts))


def shake_hands(step: ASGIApp, address: str, **headers: str) -> list[dict[str, Any]]:
    """Ask for a web socket; give what the step says to it."""
    return run(step, _scope("websocket", address, headers))


def _scope(kind: str, address: str, headers: dict[str, str]) -> dict[str, Any]:
    path, _, query = address.partition("?")
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {
        "type": kind,
        "path": path,
        "query_string": query.encode(),
        "headers": named,
        "server": ("127.0.0.1", 8501),
        "extensions": {"http.response.pathsend": {}, "other": {}},
    }


def run(
    step: ASGIApp, scope: dict[str, Any], body: Sequence[bytes] = (b"",)
) -> list[dict[str, Any]]:
    """Hand a request to a step, its body in pieces; give what the step sends."""
    sent: list[dict[str, Any]] = []
    pieces = list(body)

    async def receive() -> Message:
        piece = pieces.pop(0) if pieces else b""
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def send(message: Message) -> None:
        sent.append(dict(message))

    async def asked() -> None:
        await step(scope, receive, send)

    run_apart(asked())
    return sent


def names(file: File) -> set[str]:
    """Give the names of the headers that a file was asked with."""
    return {name.decode() for name, _ in file.asked[-1]["headers"]}
