"""``/cap-nhat.atom`` and ``/cap-nhat.json``: what was applied, for people and programs."""

from __future__ import annotations

import hashlib
import logging
import uuid
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from briefing.links import AddressError, base_address
from geo import clock
from geo.desk.feed import Feed, FeedPlace, newest
from geo.errors import SonLaMapError
from geo.escape import Syntax, escape
from geo.faults import one_line
from geo.store.settings import is_configured
from geo.strings import say
from geo.text import DEFAULT_LANGUAGE
from panels.server import forms
from panels.server.headers import below_base
from panels.server.once import SingleFlight

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

KINDS: Final[Mapping[str, str]] = {
    "/cap-nhat.atom": "application/atom+xml",
    "/cap-nhat.json": "application/feed+json",
}
"""Media types by path; the paths are stable for ever."""
_LOG: Final = logging.getLogger(__name__)


def feed_links(language: str) -> str:
    """Return what the head of a page says of the feeds, as HTML; nothing where there are none."""
    if not is_configured():
        return ""
    title = escape(say("desk.feed", language), Syntax.HTML)
    query = f"?{urlencode({'lang': language})}" if language != DEFAULT_LANGUAGE else ""
    return "".join(
        f'<link rel="alternate" type="{kind}" title="{title}" href="{forms.base()}{path}{query}">'
        for path, kind in KINDS.items()
    )


class FeedMiddleware:
    """Middleware that answers the feeds.

    Parameters
    ----------
    app
        What answers all other requests.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._making: SingleFlight[bytes] = SingleFlight()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        path = below_base(scope["path"]) if scope["type"] == "http" else ""
        if path not in KINDS:
            await self._app(scope, receive, send)
            return
        answer = await self._answer(Request(scope, receive), path)
        await answer(scope, receive, send)

    async def _answer(self, request: Request, path: str) -> Response:
        language = forms.language_of(request)
        if not is_configured():
            words = say("desk.no-feed", language)
            return PlainTextResponse(f"{words}\n", HTTPStatus.NOT_FOUND)
        base = _base_address(request)
        try:
            asked = (path, language, base)
            body = await self._making.make(asked, lambda: feed_text(path, language, base))
        except (SonLaMapError, SQLAlchemyError, OSError) as error:
            _LOG.error("the feed cannot be made: %s", one_line(str(error)))
            words = say("error.unexpected", language)
            return PlainTextResponse(f"{words}\n", HTTPStatus.SERVICE_UNAVAILABLE)
        tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        headers = {"etag": tag, "cache-control": "no-cache"}
        if request.headers.get("if-none-match") == tag:
            return Response(b"", HTTPStatus.NOT_MODIFIED, headers)
        kind = f"{KINDS[path]}; charset=utf-8"
        return Response(body, headers=headers | {"content-type": kind})


def feed_text(path: str, language: str, base: str) -> bytes:
    """Return a feed.

    Parameters
    ----------
    base
        Address of the map, with a slash at its end.

    Raises
    ------
    SonLaMapError
        If the store or the tables cannot be read.
    """
    # Streamlit's caches want a running server when they are defined.
    from panels import desk, resources

    query = f"?{urlencode({'lang': language})}" if language != DEFAULT_LANGUAGE else ""
    shown = newest(desk.applied(language))
    uid = desk.ledger().log.uid
    this_morning = f"{clock.today().isoformat()}T00:00:00+07:00"
    feed = Feed(
        shown,
        resources.catalog(),
        language,
        FeedPlace(base, f"{base}{path.removeprefix('/')}{query}"),
        uuid.UUID(uid).urn if uid else uuid.uuid5(uuid.NAMESPACE_URL, base).urn,
        max((one.batch.steps[-1].at for one in shown), default=this_morning),
    )
    return feed.atom() if path.endswith(".atom") else feed.json()


def _base_address(request: Request) -> str:
    """Return the address of the map as it is set up, else as this request has reached it."""
    try:
        told = base_address()
    except AddressError:
        told = ""
    return f"{(told or f'{request.base_url}'.rstrip('/') + forms.base()).rstrip('/')}/"
