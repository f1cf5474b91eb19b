"""The server around Streamlit's: who may ask, what goes from memory, and the map before the app.

Steps. A request passes the steps that `middleware` names: `panels.server.guard` refuses what
another site asks for, `panels.server.headers` tells browsers whose scripts run,
`panels.server.sign_in` knows who is who, `panels.server.closed` lets nobody else read where so set,
`panels.server.files` sends the files of a first visit as they lie in memory, compressed. What is
left is compressed here: also the files that visitors take away, which `panels.server.downloads`
sends whichever process has made them.

The early map. Streamlit's own page is empty until its scripts are there, have asked for a session
and run our script: about a second, and more on a poor network. The map needs none of it. So the
first page says at once which map page to open, in the state that its address asks for;
``early_map.js`` opens it where the app will put it, and moves it there later without loading it
again. The style sheet of the app stands there, too, so that nothing of it is ever seen without.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import os
from abc import ABC, abstractmethod
from contextlib import asynccontextmanager
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from streamlit import runtime

from geo.escape import Syntax, escape
from geo.files import ByteCache
from geo.strings import languages, say
from geo.text import DEFAULT_LANGUAGE
from panels.server import limits
from panels.server.closed import ClosedReadingMiddleware
from panels.server.downloads import DownloadsMiddleware, share_downloads
from panels.server.feeds import FeedMiddleware, feed_links
from panels.server.files import LEAST_BYTES, FilesMiddleware
from panels.server.guard import GuardMiddleware
from panels.server.headers import POLICY, SecurityHeaders, below_base, policy
from panels.server.health import HealthMiddleware
from panels.server.lanes import begin_threads
from panels.server.once import SingleFlight
from panels.server.photos import PhotoMiddleware
from panels.server.shared_uploads import SharedUploads
from panels.server.sign_in import SignInMiddleware
from panels.server.suggest import SuggestMiddleware
from panels.server.uploads import UploadQuota
from panels.session.address import AppPage
from panels.session.widget_states import ignore_misfits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_KINDS: Final = (
    "text/",
    "application/javascript",
    "application/json",
    "image/svg+xml",
)
_LEVEL: Final = 6
_KEPT_BYTES: Final = 8 * 1024 * 1024

_HEAD: Final = b"<head>"
# Streamlit's page says so whatever it holds.
_ENGLISH: Final = b'<html lang="en"'
_END: Final = b"</body>"
# The pages of what has changed.
_TELLS_OF_FEEDS: Final = frozenset({AppPage.CHANGES.value, AppPage.UPDATES.value})
# `early_map.js` asks for the app's files once the map is there, and starts it when that is painted.
_PUT_OFF: Final = (
    (b'<script type="module" ', b'<script type="sl-later" '),
    (b' rel="modulepreload"', b' rel="sl-later" data-rel="modulepreload"'),
    (b' rel="preload"', b' rel="sl-later" data-rel="preload"'),
)
# The page that we change is neither compressed nor asked for conditionally: it is small.
_NOT_PASSED_ON: Final = {b"accept-encoding", b"if-none-match", b"if-modified-since"}
_NOT_PASSED_BACK: Final = ("etag", "last-modified")


def middleware() -> list[Middleware]:
    """Return what requests pass before they reach Streamlit, outermost first."""
    return [
        Middleware(GuardMiddleware),
        Middleware(SecurityHeaders),
        Middleware(HealthMiddleware),
        Middleware(SignInMiddleware),
        Middleware(ClosedReadingMiddleware),
        Middleware(SuggestMiddleware),
        Middleware(FeedMiddleware),
        Middleware(PhotoMiddleware),
        Middleware(FilesMiddleware),
        Middleware(UploadQuota),
        Middleware(CompressionMiddleware),
        Middleware(DownloadsMiddleware),
        Middleware(EarlyMap),
    ]


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Prepare process and map while the server starts."""
    limits.raise_open_files()
    limits.bound_log()
    loop = asyncio.get_running_loop()
    limits.send_at_once(loop)
    # As many as the loop would begin itself, one after the other, as long as the machine gives any.
    loop.set_default_executor(begin_threads(min(32, (os.cpu_count() or 1) + 4), "asyncio"))
    ignore_misfits()
    share_downloads(runtime.get_instance())
    SharedUploads(runtime.get_instance())
    # Streamlit's caches want a running server when they are defined.
    from panels.server import preload

    preload.prepare()
    yield


class BufferedResponse(ABC):
    """Passes one answer on; one that is wanted is held back until its whole body is there.

    Parameters
    ----------
    send
        Takes what goes to the browser.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._headers = MutableHeaders()
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        """Take one message of the answer."""
        if message["type"] == "http.response.start":
            names = ((name.lower(), value) for name, value in message["headers"])
            self._headers = MutableHeaders(raw=list(names))
            message = {**message, "headers": self._headers.raw}
            if self.wants(message["status"], self._headers):
                self._start = message
                return
        if self._start is None or message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if not message.get("more_body", False):
            body = await self.changed(self._headers, bytes(self._body))
            self._headers["content-length"] = str(len(body))
            await self._send(self._start)
            await self._send({"type": "http.response.body", "body": body})

    @abstractmethod
    def wants(self, status: int, headers: MutableHeaders) -> bool:
        """Tell from its head whether an answer is to be changed.

        Parameters
        ----------
        headers
            As they go on: to be changed in place.
        """

    @abstractmethod
    async def changed(self, headers: MutableHeaders, body: bytes) -> bytes:
        """Return the body to send of an answer that is wanted.

        Parameters
        ----------
        headers
            To be changed in place; the length is seen to.
        """


class CompressionMiddleware:
    """Middleware that compresses what no other step has, the same page once.

    Parameters
    ----------
    app
        What answers the requests.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: ByteCache[bytes] = ByteCache(_KEPT_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; what is small, a part, or compressed already goes as it is."""
        if scope["type"] == "http" and scope["method"] == "GET":
            asked = Headers(scope=scope)
            if "gzip" in asked.get("accept-encoding", "") and "range" not in asked:
                scope, send = _uncompressed(scope), _Answer(send, self._kept)
        await self._app(scope, receive, send)


def _uncompressed(scope: Scope) -> Scope:
    """Return the request for the same, as a plain body: not compressed, nor a path to be sent."""
    extensions = dict(scope.get("extensions") or {})
    extensions.pop("http.response.pathsend", None)
    headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
    return {**scope, "headers": headers, "extensions": extensions}


class _Answer(BufferedResponse):
    """One answer, compressed where that is worth it."""

    def __init__(self, send: Send, kept: ByteCache[bytes]) -> None:
        super().__init__(send)
        self._kept = kept

    def wants(self, status: int, headers: MutableHeaders) -> bool:
        """Tell whether compressing is worth it."""
        size = headers.get("content-length", "")
        return (
            status == HTTPStatus.OK
            and size.isdigit()
            and int(size) >= LEAST_BYTES
            and "content-encoding" not in headers
            and headers.get("content-type", "").startswith(_KINDS)
        )

    async def changed(self, headers: MutableHeaders, body: bytes) -> bytes:
        """Return the compressed body, of a page the one that is kept."""
        # Anything else is somebody's own: it is not kept.
        is_page = _is_page(headers)
        key = hashlib.sha256(body).digest() if is_page else b""
        small = self._kept.get(key) if is_page else None
        if small is None:
            small = await asyncio.to_thread(gzip.compress, body, _LEVEL, mtime=0)
            if is_page:
                self._kept.put(key, small)
        del headers["accept-ranges"]
        if headers.get("etag", "").startswith('"'):
            # Of the plain body: who goes on with a part of this one is to begin anew.
            headers["etag"] = f"W/{headers['etag']}"
        headers["content-encoding"] = "gzip"
        headers["vary"] = "Accept-Encoding"
        return small


class EarlyMap:
    """Middleware that puts the frame of the map into the page which the server sends first.

    Parameters
    ----------
    app
        What answers the requests.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._framing: SingleFlight[str] = SingleFlight()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; all but the page of the app goes through as it is."""
        if scope["type"] != "http" or scope["method"] != "GET" or not _asks_for_app(scope):
            await self._app(scope, receive, send)
            return
        path, query = scope["path"], scope["query_string"].decode("latin-1")
        frame = await self._framing.make((path, query), lambda: _frame(path, query))
        headers = [pair for pair in scope["headers"] if pair[0] not in _NOT_PASSED_ON]
        language = _language(query)
        feeds = feed_links(language) if below_base(path).strip("/") in _TELLS_OF_FEEDS else ""
        changed = _Changed(send, frame, language, feeds)
        await self._app({**scope, "headers": headers}, receive, changed)


class _Changed(BufferedResponse):
    """Puts our script at the begin of a page's head, our style sheet at its end, and its language.

    Parameters
    ----------
    frame
        Address of the map page to open at once, empty for none.
    language
        Of the page that was asked for.
    feeds
        What its head says of the feeds, as HTML.
    """

    def __init__(self, send: Send, frame: str, language: str, feeds: str = "") -> None:
        super().__init__(send)
        self._frame = frame
        self._language = language
        self._feeds = feeds

    def wants(self, status: int, headers: MutableHeaders) -> bool:
        """Tell whether an answer is a page."""
        return status == HTTPStatus.OK and _is_page(headers)

    async def changed(self, headers: MutableHeaders, body: bytes) -> bytes:
        """Return the page with all three, and the app put off where the map goes first."""
        for name in _NOT_PASSED_BACK:
            del headers[name]
        if self._frame and _HEAD in body:
            for at_once, later in _PUT_OFF:
                body = body.replace(at_once, later)
        body = body.replace(_ENGLISH, f'<html lang="{self._language}"'.encode(), 1)
        address = escape(self._frame, Syntax.HTML)
        alone = escape(say("app.no-line", self._language), Syntax.HTML)
        script = _text("early_map.js")
        tag = f'<script data-frame="{address}" data-alone="{alone}">\n{script}</script>'
        body = body.replace(_HEAD, _HEAD + (tag + self._feeds).encode(), 1)
        # Behind the style sheets that Streamlit puts into the head, to have the last word.
        body = body.replace(_END, f"<style>\n{_text('page.css')}</style>".encode() + _END, 1)
        headers[POLICY] = policy(body)
        return body


def _is_page(headers: Headers) -> bool:
    """Tell whether an answer is shown as a page, not taken away as a file."""
    is_html = headers.get("content-type", "").startswith("text/html")
    return is_html and "content-disposition" not in headers


def _asks_for_app(scope: Scope) -> bool:
    accepted = dict(scope["headers"]).get(b"accept", b"")
    return b"text/html" in accepted and "/app/static/" not in scope["path"]


def _language(query: str) -> str:
    """Return the language that an address asks for."""
    asked = parse_qs(query).get("lang", [""])[-1]
    return asked if asked in languages() else DEFAULT_LANGUAGE


def _frame(path: str, query: str) -> str:
    """Return what to open at once; on a page that is not the map's nothing."""
    # Streamlit's caches want a running server when they are defined.
    from panels.server.preload import preload_map

    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return preload_map(query) if path.strip("/") == base else ""


@cache
def _text(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
