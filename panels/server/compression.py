"""What goes to the browser goes compressed, and what never changes goes once.

Streamlit sends its scripts and our files as they are: four megabytes at the first visit, which
takes half a minute on the network of a commune. Compressed once and kept, they are a quarter.
"""

from __future__ import annotations

import asyncio
import gzip
from collections import OrderedDict
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Final

from panels.server.buffered_response import Headers, Held, header, without

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Their names hold a digest of what they are made of.
_NEVER_CHANGES: Final = ("/app/static/map/", "/app/static/code/")
_FOR_EVER: Final = b"public, max-age=31536000, immutable"
_FILES: Final = ("/static/", "/app/static/")
_KINDS: Final = (
    b"text/",
    b"application/javascript",
    b"application/json",
    b"image/svg+xml",
)
_LEAST_BYTES: Final = 1_400  # fits into one packet anyway
_LEVEL: Final = 6
_KEPT_BYTES: Final = 64 * 1024 * 1024


class Compressed:
    """Middleware that compresses pages and files, each file once.

    Parameters
    ----------
    app
        What answers the requests.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept = _Kept(_KEPT_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; what is small, a part, or compressed already goes as it is."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        asked = dict(scope["headers"])
        if b"gzip" not in asked.get(b"accept-encoding", b"") or b"range" in asked:
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope["path"], send, self._kept)
        await self._app(_uncompressed(scope), receive, answer)


def _uncompressed(scope: Scope) -> Scope:
    """Return the request for the same, as a plain body: not compressed, nor a path to be sent."""
    extensions = dict(scope.get("extensions") or {})
    extensions.pop("http.response.pathsend", None)
    headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
    return {**scope, "headers": headers, "extensions": extensions}


class _Kept:
    """The latest compressed files, up to a number of bytes."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._files: OrderedDict[tuple[str, bytes], bytes] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: tuple[str, bytes]) -> bytes | None:
        with self._lock:
            found = self._files.get(key)
            if found is not None:
                self._files.move_to_end(key)
            return found

    def put(self, key: tuple[str, bytes], content: bytes) -> None:
        with self._lock:
            self._bytes += len(content) - len(self._files.pop(key, b""))
            self._files[key] = content
            while self._bytes > self._most:
                _, oldest = self._files.popitem(last=False)
                self._bytes -= len(oldest)


class _Answer(Held):
    """One answer, compressed where that is worth it."""

    def __init__(self, path: str, send: Send, kept: _Kept) -> None:
        super().__init__(send)
        self._path, self._kept = path, kept

    def head(self, start: Message) -> Message:
        """Let the browser keep what never changes, without asking again."""
        if start["status"] != HTTPStatus.OK or not self._path_has(_NEVER_CHANGES):
            return start
        headers = without(start, {b"cache-control"})
        return {**start, "headers": [*headers, (b"cache-control", _FOR_EVER)]}

    def wants(self, start: Message) -> bool:
        """Tell whether compressing is worth it."""
        return _is_worth_it(start)

    async def changed(self, start: Message, body: bytes) -> tuple[Headers, bytes]:
        """Return the compressed body, of a file the one that is kept."""
        mark = header(start, b"etag") or header(start, b"last-modified")
        key = (self._path, mark + b"%d" % len(body))
        small = self._kept.get(key) if mark else None
        if small is None:
            small = await asyncio.to_thread(gzip.compress, body, _LEVEL, mtime=0)
            if mark and self._path_has(_FILES):
                self._kept.put(key, small)
        headers = without(start, {b"content-length", b"accept-ranges", b"vary"})
        more = [(b"content-encoding", b"gzip"), (b"vary", b"Accept-Encoding")]
        return [*headers, *more], small

    def _path_has(self, parts: tuple[str, ...]) -> bool:
        return any(part in self._path for part in parts)


def _is_worth_it(start: Message) -> bool:
    size = header(start, b"content-length")
    return (
        start["status"] == HTTPStatus.OK
        and size.isdigit()
        and int(size) >= _LEAST_BYTES
        and not header(start, b"content-encoding")
        and header(start, b"content-type").startswith(_KINDS)
    )
