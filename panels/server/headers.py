"""What browsers are told about every answer: whose scripts run, who may frame it, what is closed.

Scripts come from this server only. Those that stand in a page are named by their digest, so that
one which gets in by some other way does not run. ``blob:`` is how Streamlit starts the two lines
that import a component. Styles may stand anywhere: Streamlit writes its own so.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

FRAMED_BY_VARIABLE: Final = "SON_LA_FRAMED_BY"
POLICY: Final = "content-security-policy"
_CLOSED: Final = ("/_stcore/metrics/", "/_stcore/agent/", "/_stcore/script-health-check/")
_CROSS_ORIGIN: Final = b"access-control-"
_INLINE: Final = re.compile(
    rb"<script(?P<attributes>\b[^>]*)>(?P<code>.*?)</script>", re.DOTALL | re.IGNORECASE
)
_ORIGIN: Final = re.compile(r"https?://[\w.\-\[\]:]+")
_ALWAYS: Final = {
    "x-content-type-options": "nosniff",
    # An address holds what somebody looks at.
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def policy(html: bytes = b"") -> str:
    """Return the Content Security Policy of an answer.

    Parameters
    ----------
    html
        The page, whose own scripts may run; empty where it is none.
    """
    digests = [
        f"'sha256-{base64.b64encode(hashlib.sha256(found['code']).digest()).decode()}'"
        # As the browser reads it.
        for found in _INLINE.finditer(html.replace(b"\r\n", b"\n"))
        if found["code"] and b"src=" not in found["attributes"]
    ]
    # Each script once, in the order of the page.
    return _policy(tuple(dict.fromkeys(digests)), os.environ.get(FRAMED_BY_VARIABLE, ""))


@lru_cache(maxsize=64)
def _policy(digests: tuple[str, ...], framed_by: str) -> str:
    frames = ["'self'", *_ORIGIN.findall(framed_by)]
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self' blob:", *digests)),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors {' '.join(frames)}",
        )
    )


def below_base(path: str) -> str:
    """Return a path as it is below ``server.baseUrlPath``, with a slash in front."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return path.removeprefix(f"/{base}") if base else path


class SecurityHeaders:
    """Middleware that adds the headers, and answers 404 where nothing of the map is.

    Parameters
    ----------
    app
        What answers the requests; a page brings its own policy.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            await send(_secured(message) if message["type"] == "http.response.start" else message)

        if f"{below_base(scope['path'])}/".startswith(_CLOSED):
            closed = PlainTextResponse("Not Found", HTTPStatus.NOT_FOUND)
            await closed(scope, receive, with_headers)
            return
        await self._app(scope, receive, with_headers)


def _secured(message: Message) -> Message:
    # Nobody else's page is to read an answer, whatever Streamlit allows.
    headers = MutableHeaders(
        raw=[
            (name, value)
            for name, value in message["headers"]
            if not name.lower().startswith(_CROSS_ORIGIN)
        ]
    )
    for name, value in _ALWAYS.items():
        headers[name] = value
    headers.setdefault(POLICY, policy())
    return {**message, "headers": headers.raw}
