"""A map that is closed: who is not signed in gets the page for signing in, and nothing else.

Only what holds nothing of the map's is for everybody: the pages of signing in, Streamlit's own
scripts, and whether the server is well.
"""

from __future__ import annotations

import asyncio
import logging
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse

from geo.faults import one_line
from geo.people.rights import Action, denial
from geo.people.settings import access_rules
from geo.strings import say
from panels.server import health, sign_in
from panels.server.guard import language_of
from panels.server.headers import below_base
from panels.session import person

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY_VIOLATION: Final = 1008  # RFC 6455
_FOR_ALL: Final = frozenset(
    {
        health.PATH,
        "/_stcore/health",
        "/_stcore/host-config",
        # Streamlit's own steps of signing in by the server of an agency.
        "/auth/login",
        "/auth/logout",
        "/oauth2callback",
    }
)
# No segment begins with a dot, none is empty: nothing leads out of the folder.
_STREAMLITS: Final = re.compile(r"/static(/[\w~@+-][\w.~@+-]*)+", re.ASCII)
_LONGEST_LOGGED: Final = 100
_LOG: Final = logging.getLogger(__name__)


class ClosedReadingMiddleware:
    """Middleware that lets only readers with an account pass where reading is closed.

    Parameters
    ----------
    app
        What answers the requests; pages of signing in are answered before.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it before anything of the map is touched."""
        rules = access_rules()
        if rules.reading_open or scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        path, headers = below_base(scope["path"]), Headers(scope=scope)
        if scope["type"] == "http" and (path in _FOR_ALL or _STREAMLITS.fullmatch(path)):
            await self._app(scope, receive, send)
            return
        cookies = cookie_parser(headers.get("cookie", ""))
        who = await asyncio.to_thread(person.person_of, cookies)
        if denial(who, Action.READ, rules=rules) is None:
            await self._app(scope, receive, _for_one(send))
            return
        if scope["type"] == "websocket":
            words = f"refused: somebody not signed in may not read, from {_host(scope)}"
            _LOG.warning(words)
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        await _refuse(scope, receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    headers = Headers(scope=scope)
    no_store = {"cache-control": "no-store"}
    if scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
        base = str(st.get_option("server.baseUrlPath") or "").strip("/")
        root = f"/{base}" if base else ""
        query = scope["query_string"].decode("latin-1")
        asked = f"{scope['path']}?{query}" if query else scope["path"]
        target = f"{root}{sign_in.PATH}?{urlencode({'next': asked})}"
        answer: PlainTextResponse | RedirectResponse = RedirectResponse(
            target, HTTPStatus.SEE_OTHER, no_store
        )
    else:
        words = say("people.denied-sign-in", language_of(headers))
        answer = PlainTextResponse(f"{words}\n", HTTPStatus.UNAUTHORIZED, no_store)
        # The log counts what is alike by its words: one who asks for everything is one.
        host = _host(scope).replace("%", "%%")
        logged = f"refused: somebody not signed in, from {host}, may not read %r"
        _LOG.warning(logged, scope["path"][:_LONGEST_LOGGED])
    await answer(scope, receive, send)


def _host(scope: Scope) -> str:
    # A proxy may pass on what a browser made up.
    return one_line(str((scope.get("client") or ("?",))[0]))[:_LONGEST_LOGGED]


def _for_one(send: Send) -> Send:
    """Let nothing on the way keep an answer for others, nor the browser one it does not ask for.

    Whoever sits down at a shared computer after somebody has signed out reads nothing from its
    cache: what is the same is not sent again, but each time it is asked for.
    """

    async def kept_by_none(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=[*message["headers"]])
            if "no-store" not in headers.get("cache-control", ""):
                headers["cache-control"] = "private, no-cache"
            headers.add_vary_header("cookie")
            message = {**message, "headers": headers.raw}
        await send(message)

    return kept_by_none
