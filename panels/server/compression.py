"""What goes to the browser goes compressed, and what never changes goes once.

Streamlit sends its scripts and our files as they are: four megabytes at the first visit, which
takes half a minute on the network of a commune. Compressed once and kept, they are a quarter.
"""

from __future__ import annotations

import asyncio
import gzip
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers

from geo.byte_cache import ByteCache
from panels.server.buffered_response import BufferedResponse

if TYPE_CHECKING:
    from starlette.datastructures import MutableHeaders
    from starlette.types import ASGIApp, Receive, Scope, Send

# Their names hold a digest of what they are made of.
_NEVER_CHANGES: Final = ("/app/static/map/", "/app/static/code/")
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_FILES: Final = ("/static/", "/app/static/")
_KINDS: Final = (
    "text/",
    "application/javascript",
    "application/json",
    "image/svg+xml",
)
_LEAST_BYTES: Final = 1_400  # fits into one packet anyway
_LEVEL: Final = 6
_KEPT_BYTES: Final = 64 * 1024 * 1024


class CompressionMiddleware:
    """Middleware that compresses pages and files, each file once.

    Parameters
    ----------
    app
        What answers the requests.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: ByteCache[tuple[str, str, int]] = ByteCache(_KEPT_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; what is small, a part, or compressed already goes as it is."""
        if scope["type"] == "http" and scope["method"] == "GET":
            asked = Headers(scope=scope)
            if "gzip" in asked.get("accept-encoding", "") and "range" not in asked:
                scope, send = _uncompressed(scope), _Answer(scope["path"], send, self._kept)
        await self._app(scope, receive, send)


def _uncompressed(scope: Scope) -> Scope:
    """Return the request for the same, as a plain body: not compressed, nor a path to be sent."""
    extensions = dict(scope.get("extensions") or {})
    extensions.pop("http.response.pathsend", None)
    headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
    return {**scope, "headers": headers, "extensions": extensions}


class _Answer(BufferedResponse):
    """One answer, compressed where that is worth it."""

    def __init__(self, path: str, send: Send, kept: ByteCache[tuple[str, str, int]]) -> None:
        super().__init__(send)
        self._path, self._kept = path, kept

    def wants(self, status: int, headers: MutableHeaders) -> bool:
        """Tell whether compressing is worth it; what never changes the browser may keep."""
        if status != HTTPStatus.OK:
            return False
        if self._path_has(_NEVER_CHANGES):
            headers["cache-control"] = _FOR_EVER
        size = headers.get("content-length", "")
        return (
            size.isdigit()
            and int(size) >= _LEAST_BYTES
            and "content-encoding" not in headers
            and headers.get("content-type", "").startswith(_KINDS)
        )

    async def changed(self, headers: MutableHeaders, body: bytes) -> bytes:
        """Return the compressed body, of a file the one that is kept."""
        mark = headers.get("etag") or headers.get("last-modified") or ""
        key = (self._path, mark, len(body))
        small = self._kept.get(key) if mark else None
        if small is None:
            small = await asyncio.to_thread(gzip.compress, body, _LEVEL, mtime=0)
            if mark and self._path_has(_FILES):
                self._kept.put(key, small)
        del headers["accept-ranges"]
        headers["content-encoding"] = "gzip"
        headers["vary"] = "Accept-Encoding"
        return small

    def _path_has(self, parts: tuple[str, ...]) -> bool:
        return any(part in self._path for part in parts)
