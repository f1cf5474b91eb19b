"""``/anh/DIGEST.jpg``: the photos of sites, each named by what it holds.

A photo that counts is for whoever may read the map, and never changes: browsers keep it. One that
is only proposed is for those who may see that proposal, and is kept nowhere on the way. Anything
else is not there, whoever asks and whatever the store holds.
"""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from geo.errors import SonLaMapError
from geo.faults import one_line
from geo.files import ByteCache
from geo.photos.picture import smaller
from geo.store.settings import is_configured
from geo.text import DEFAULT_LANGUAGE
from panels.components.photo_link import PATH, SMALL
from panels.server.files import FOR_EVER
from panels.server.headers import POLICY, below_base
from panels.server.once import SingleFlight
from panels.session import person

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

SMALL_SIDE: Final = 720
"""Pixels of the longer side of a photo on a card, for screens with two pixels a point."""
_NAME: Final = re.compile(rf"/{PATH}/(?P<small>{SMALL}/)?(?P<digest>[0-9a-f]{{64}})\.jpg")
_KEPT_BYTES: Final = 32 * 1024 * 1024
# It is a picture, and nothing of it runs, whoever opens it alone.
_POLICY: Final = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class ServedPhoto:
    """A photo, and whether everybody who reads the map may see it."""

    jpeg: bytes
    is_public: bool


class PhotoMiddleware:
    """Middleware that sends photos.

    Parameters
    ----------
    app
        What answers all other requests.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: ByteCache[tuple[str, bool]] = ByteCache(_KEPT_BYTES)
        self._making: SingleFlight[bytes | None] = SingleFlight()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        path = below_base(scope["path"]) if scope["type"] == "http" else ""
        found = _NAME.fullmatch(path)
        if found is None or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        answer = await self._answer(request, found["digest"], small=bool(found["small"]))
        await answer(scope, receive, send)

    async def _answer(self, request: Request, digest: str, *, small: bool) -> Response:
        photo = None
        try:
            public = await asyncio.to_thread(_may_see, digest, request.cookies)
            if public is not None:
                key = (digest, small)
                jpeg = await self._making.make(key, lambda: self._jpeg(digest, small=small))
                photo = ServedPhoto(jpeg, public) if jpeg is not None else None
        except (SonLaMapError, SQLAlchemyError, OSError) as error:
            _LOG.error("a photo cannot be read: %s", one_line(str(error)))
        if photo is None:
            missing = {"cache-control": "no-store"}
            return PlainTextResponse("Not Found\n", HTTPStatus.NOT_FOUND, missing)
        tag = f'"{digest[:24]}{"-small" if small else ""}"'
        headers = {
            "etag": tag,
            "cache-control": FOR_EVER if photo.is_public else "private, no-store",
            POLICY: _POLICY,
        }
        if tag in request.headers.get("if-none-match", ""):
            return Response(b"", HTTPStatus.NOT_MODIFIED, headers)
        return Response(photo.jpeg, headers=headers, media_type="image/jpeg")

    def _jpeg(self, digest: str, *, small: bool) -> bytes | None:
        # Streamlit's caches want a running server when they are defined.
        from panels import desk

        key = (digest, small)
        kept = self._kept.get(key)
        if kept is None:
            kept = desk.photo(digest)
            if kept is None:
                return None
            kept = smaller(kept, SMALL_SIDE) if small else kept
            self._kept.put(key, kept)
        return kept


def _may_see(digest: str, cookies: Mapping[str, str]) -> bool | None:
    """Tell whether a photo is for all readers, ``None`` where it is not for this one either."""
    from panels import desk, resources

    if any(one.digest == digest for one in resources.catalog().photos):
        return True
    if not is_configured():
        return None
    who = person.person_of(cookies)
    seen = who is not None and desk.desk(DEFAULT_LANGUAGE).sees_file(who, digest)
    return False if seen else None
