"""A step of the server, asked as a browser asks it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HTML = "text/html; charset=utf-8"


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
    sent: list[dict[str, Any]] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(dict(message))

    path, _, query = address.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [
            (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
        ],
        "extensions": {"http.response.pathsend": {}, "other": {}},
    }

    async def run() -> None:
        await step(scope, receive, send)

    # A browser that an earlier test opened keeps a loop running in this thread.
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, run()).result()
    start, *parts = sent
    found = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], found, b"".join(part["body"] for part in parts))


def names(file: File) -> set[str]:
    """Give the names of the headers that a file was asked with."""
    return {name.decode() for name, _ in file.asked[-1]["headers"]}
