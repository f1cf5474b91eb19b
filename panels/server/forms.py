"""Plain HTML forms of the server: whether one is ours, what it holds, and its page.

A form is taken only from a page of this map (its ``Origin``), and only with a token that belongs to
a cookie of the same browser.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import logging
import os
import re
import secrets
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, quote

import streamlit as st
from starlette.requests import ClientDisconnect
from streamlit.file_util import get_static_dir

from briefing.content.markup import picture_url
from geo.files import UNFINISHED
from geo.state.folder import named_folder
from geo.strings import languages
from geo.text import DEFAULT_LANGUAGE
from panels.server.guard import parse_place

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

COOKIE: Final = "son-la-form"
FORM_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; font-src 'self'; img-src data:;"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Stricter than for other pages: nothing but the page and its form, and in no frame."""
_SECONDS: Final = 3600
_NONCE: Final = re.compile(r"[\w-]{22,64}", re.ASCII)
_MOST_FIELDS: Final = 20
_BODY_SECONDS: Final = 30.0
_KEY_BYTES: Final = 32
_KEY_FILE: Final = "forms.key"
_UNKNOWN: Final = "unknown"
_LOG: Final = logging.getLogger(__name__)


class TooLongError(ValueError):
    """A form is longer than it may be, or takes longer to come."""


def is_own(request: Request) -> bool:
    """Tell whether a form comes from a page of this map: its browser has to say so."""
    scheme, separator, rest = request.headers.get("origin", "").partition("://")
    page = parse_place(rest)
    known = scheme in ("http", "https") and bool(separator) and page is not None
    return known and page == parse_place(request.headers.get("host", ""))


def given_nonce(request: Request) -> str:
    """Return what the cookie of a browser says, empty for what we have not given it."""
    nonce = request.cookies.get(COOKIE, "")
    return nonce if _NONCE.fullmatch(nonce) else ""


def nonce_of(request: Request) -> str:
    """Return what the cookie of a browser says, something new where it says nothing."""
    return given_nonce(request) or secrets.token_urlsafe(24)


def token_for(nonce: str) -> str:
    """Return the token of a form for a browser."""
    return hmac.new(_key(named_folder()), nonce.encode(), hashlib.sha256).hexdigest()


@cache
def _key(folder: Path | None) -> bytes:
    """Return what signs tokens: the same for all processes that share a folder of this machine.

    Where there is none, a form that was open while the server started anew is sent once more.
    """
    fresh = secrets.token_bytes(_KEY_BYTES)
    if folder is None:
        return fresh
    path = folder / _KEY_FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(UNFINISHED, f".{_KEY_FILE}.", folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(fresh)
            with suppress(FileExistsError):
                # There whole or not at all; of two processes at the same moment one is first.
                os.link(made, path)
        finally:
            Path(made).unlink(missing_ok=True)
        kept = path.read_bytes()
    except OSError as error:
        _LOG.warning("%s: each process takes its own forms only (%s)", path, error.strerror)
        return fresh
    return kept if len(kept) == _KEY_BYTES else fresh


def has_token(request: Request, token: str) -> bool:
    """Tell whether a token was given to the browser that sends it."""
    nonce = given_nonce(request)
    return hmac.compare_digest(token.encode(), token_for(nonce).encode()) and bool(nonce)


async def form_of(request: Request, most_bytes: int) -> dict[str, str]:
    """Return the fields of a form.

    Raises
    ------
    TooLongError
        If there is more of it, or it does not come; the rest is not read.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for piece in request.stream():
                body += piece
                if len(body) > most_bytes:
                    raise TooLongError
    except (TimeoutError, ClientDisconnect) as error:
        raise TooLongError from error
    text = body.decode("utf-8", "replace")
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError as error:
        raise TooLongError from error


def remember(answer: Response, nonce: str, request: Request) -> None:
    """Set the cookie of a form."""
    set_cookie(answer, COOKIE, nonce, request, seconds=_SECONDS)


def set_cookie(
    answer: Response, name: str, value: str, request: Request, seconds: int | None = None
) -> None:
    """Set a cookie that no script reads and no other site's form sends.

    Parameters
    ----------
    seconds
        ``None`` for until the browser is closed.
    """
    # How the browser reached us, whatever stands between: it says so of its own page.
    origin = request.headers.get("origin", "")
    is_secure = request.url.scheme == "https" or origin.startswith("https://")
    answer.set_cookie(
        name,
        value,
        max_age=seconds,
        path=base() or "/",
        secure=is_secure,
        httponly=True,
        samesite="lax",
    )


def address_of(request: Request) -> str:
    """Return whence a request comes, empty for this machine: a proxy on it may speak for all.

    What is no address, as a proxy may pass on what a browser made up, counts as one together.

    Of an IPv6 address the network of one household, which has more addresses than can be counted.
    """
    host = request.client.host if request.client else ""
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return _UNKNOWN if host else ""
    if found.is_loopback:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def base() -> str:
    """Return the path below which the map lies, without a slash at its end."""
    named = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{named}" if named else ""


def language_of(request: Request) -> str:
    """Return the language that an address asks for."""
    asked = request.query_params.get("lang", "")
    return asked if asked in languages() else DEFAULT_LANGUAGE


@cache
def font() -> str:
    """Return the address of the typeface that Streamlit carries, empty where it has another."""
    media = Path(get_static_dir()) / "static" / "media"
    found = sorted(media.glob("SourceSansVF-Upright*.woff2"))
    return f"/static/media/{quote(found[0].name)}" if found else ""


@cache
def icon() -> str:
    """Return the sign of the app as an address that holds it."""
    return picture_url((Path(__file__).parents[1] / "icon.svg").read_text(encoding="utf-8"))
