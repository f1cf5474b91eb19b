"""The map before the app: its frame stands in the page that the server sends first.

Streamlit's own page is empty until its scripts are there, have asked for a session and run our
script: about a second, and more on a poor network. The map needs none of it. So the first page says
at once which map page to open, in the state that its address asks for; ``early_map.js`` opens it
where the app will put it, and moves it there later without loading it again. The style sheet of the
app stands there, too, so that nothing of it is ever seen without.
"""

from __future__ import annotations

import asyncio
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.escape import Syntax, escape
from panels.server.buffered_response import BufferedResponse

if TYPE_CHECKING:
    from starlette.datastructures import MutableHeaders
    from starlette.types import ASGIApp, Receive, Scope, Send

_HEAD: Final = b"<head>"
_END: Final = b"</body>"
# `early_map.js` asks for the app's files once the map is there, and starts it when that is painted.
_PUT_OFF: Final = (
    (b'<script type="module" ', b'<script type="sl-later" '),
    (b' rel="modulepreload"', b' rel="sl-later" data-rel="modulepreload"'),
    (b' rel="preload"', b' rel="sl-later" data-rel="preload"'),
)
# The page that we change is neither compressed nor asked for conditionally: it is small.
_NOT_PASSED_ON: Final = {b"accept-encoding", b"if-none-match", b"if-modified-since"}
_NOT_PASSED_BACK: Final = ("etag", "last-modified")


class EarlyMap:
    """Middleware that puts the frame of the map into the page which the server sends first.

    Parameters
    ----------
    app
        What answers the requests.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; all but the page of the app goes through as it is."""
        if scope["type"] != "http" or scope["method"] != "GET" or not _asks_for_app(scope):
            await self._app(scope, receive, send)
            return
        path, query = scope["path"], scope["query_string"].decode("latin-1")
        frame = await asyncio.to_thread(_frame, path, query)
        headers = [pair for pair in scope["headers"] if pair[0] not in _NOT_PASSED_ON]
        await self._app({**scope, "headers": headers}, receive, _Changed(send, frame))


class _Changed(BufferedResponse):
    """Puts our script at the begin of a page's head, and our style sheet at the end of the page."""

    def __init__(self, send: Send, frame: str) -> None:
        super().__init__(send)
        self._frame = frame

    def wants(self, status: int, headers: MutableHeaders) -> bool:
        """Tell whether an answer is a page."""
        kind = headers.get("content-type", "")
        return status == HTTPStatus.OK and kind.startswith("text/html")

    async def changed(self, headers: MutableHeaders, body: bytes) -> bytes:
        """Return the page with both, and the app put off where the map goes first."""
        for name in _NOT_PASSED_BACK:
            del headers[name]
        if self._frame and _HEAD in body:
            for at_once, later in _PUT_OFF:
                body = body.replace(at_once, later)
        address = escape(self._frame, Syntax.HTML)
        tag = f'<script data-frame="{address}">\n{_text("early_map.js")}</script>'
        body = body.replace(_HEAD, _HEAD + tag.encode(), 1)
        # Behind the style sheets that Streamlit puts into the head, to have the last word.
        return body.replace(_END, f"<style>\n{_text('page.css')}</style>".encode() + _END, 1)


def _asks_for_app(scope: Scope) -> bool:
    accepted = dict(scope["headers"]).get(b"accept", b"")
    return b"text/html" in accepted and "/app/static/" not in scope["path"]


def _frame(path: str, query: str) -> str:
    """Return what to open at once; on a page that is not the map's nothing."""
    # Streamlit's caches want a running server when they are defined.
    from panels.server.preload import preload_map

    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return preload_map(query) if path.strip("/") == base else ""


@cache
def _text(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
