"""The map before the app: its frame stands in the page that the server sends first.

Streamlit's own page is empty until its scripts are there, have asked for a session and run our
script: about a second, and more on a poor network. The map needs none of it. So the first page
says at once which map page to open, in the state that its address asks for; ``early.js`` opens it
where the app will put it, and moves it there later without loading it again.
"""

from __future__ import annotations

import asyncio
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.escape import Target, escape

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEAD: Final = b"<head>"
# `early.js` starts the app's script once the map is painted.
_STARTS_AT_ONCE: Final = b'<script type="module" '
_STARTS_LATER: Final = b'<script type="sl-later" '
# The page that we change is neither compressed nor asked for conditionally: it is small.
_NOT_PASSED_ON: Final = {b"accept-encoding", b"if-none-match", b"if-modified-since"}
_NOT_PASSED_BACK: Final = {b"content-length", b"etag", b"last-modified"}


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
        tag = await asyncio.to_thread(_tag, path, query)
        headers = [pair for pair in scope["headers"] if pair[0] not in _NOT_PASSED_ON]
        await self._app({**scope, "headers": headers}, receive, _Changed(send, tag))


class _Changed:
    """Passes an answer on, with a tag at the begin of its head if it is a page."""

    def __init__(self, send: Send, tag: str) -> None:
        self._send, self._tag = send, tag
        self._start: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        """Hold the answer back until the whole page is there: its length changes."""
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
        elif self._start is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._start)

    async def _finish(self, start: Message) -> None:
        body = bytes(self._body).replace(_HEAD, _HEAD + self._tag.encode(), 1)
        if body != self._body:
            body = body.replace(_STARTS_AT_ONCE, _STARTS_LATER, 1)
        headers = [pair for pair in start["headers"] if pair[0].lower() not in _NOT_PASSED_BACK]
        headers.append((b"content-length", str(len(body)).encode()))
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def _asks_for_app(scope: Scope) -> bool:
    accepted = dict(scope["headers"]).get(b"accept", b"")
    return b"text/html" in accepted and "/app/static/" not in scope["path"]


def _is_page(start: Message) -> bool:
    kinds = [value for name, value in start["headers"] if name.lower() == b"content-type"]
    return bool(start["status"] == HTTPStatus.OK and kinds and kinds[0].startswith(b"text/html"))


def _tag(path: str, query: str) -> str:
    """Return the script; on a page that is not the map's it has nothing to open yet."""
    # Streamlit's caches want a running server when they are defined.
    from panels.first_frame import first_frame

    base = str(st.get_option("server.baseUrlPath")).strip("/")
    address = first_frame(query) if path.strip("/") == base else ""
    return f'<script data-frame="{escape(address, Target.HTML)}">\n{_script()}</script>'


@cache
def _script() -> str:
    return Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
