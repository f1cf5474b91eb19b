"""Who may ask: only pages of this map, and only by a name of this machine.

A foreign page that opens our web socket would read with the rights of whoever looks at it, and a
foreign name that is made to point here (DNS rebinding) makes such a page one of ours. Streamlit
asks whether an origin is foreign by looking up its own outside address, on the event loop: where no
name server answers, all sessions stand still for that long. So it is told here, by comparing text
alone, and Streamlit is never left to ask.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import socket
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from briefing.links import AddressError, base_address
from geo.strings import languages, say
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

HOSTS_VARIABLE: Final = "SON_LA_HOSTS"
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_USUAL_PORTS: Final = (80, 443)
_POLICY_VIOLATION: Final = 1008  # RFC 6455
_SHOWN_CHARACTERS: Final = 100
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class HostPort:
    """Host and port of an address, so that two ways of writing one are equal.

    Parameters
    ----------
    host
        In lower case, an IP address in its shortest form.
    port
        ``None`` for the one that a browser leaves out.
    """

    host: str
    port: int | None = None


def parse_place(text: str) -> HostPort | None:
    """Return what a ``Host`` header or the part of an origin behind ``://`` names.

    Returns
    -------
    HostPort or None
        ``None`` where it is no host with at most a port.
    """
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or parts.netloc != text or "@" in text:
        return None
    return HostPort(plain_host(host), None if port in _USUAL_PORTS else port)


def plain_host(host: str) -> str:
    """Return a host so that two ways of writing one are equal."""
    try:
        found = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return host.lower().rstrip(".")
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)


@dataclass(frozen=True)
class OwnNames:
    """By what this map may be asked for, besides the address that was reached.

    Parameters
    ----------
    hosts
        Hosts, on whatever port: a proxy may write its own.
    origins
        Places of the map's pages as browsers see them, where a proxy asks by another name.
    """

    hosts: frozenset[str]
    origins: frozenset[HostPort] = frozenset()


def own_names(bound_to: str, environment: Mapping[str, str] = os.environ) -> OwnNames:
    """Return by what this map may be asked for.

    Parameters
    ----------
    bound_to
        The address that the server listens on; only what others can reach has the machine's name.
    environment
        ``SON_LA_HOSTS`` (names or addresses, commas between, each with a port where browsers show
        one) and ``SON_LA_BASE_URL`` are read.
    """
    settings = [name.strip() for name in environment.get(HOSTS_VARIABLE, "").split(",")]
    try:
        settings.append(urlsplit(base_address(environment)).netloc)
    except AddressError as error:
        _LOG.warning("%s", error)
    places = {place for text in settings if (place := parse_place(text))}
    hosts = _LOOPBACK | {place.host for place in places}
    if plain_host(bound_to) not in _LOOPBACK:
        # As the machine calls itself: no name server is asked.
        name = socket.gethostname().lower()
        short = name.partition(".")[0]
        hosts |= {name, short, f"{short}.local"} - {"", ".local"}
    return OwnNames(hosts, frozenset(places))


class GuardMiddleware:
    """Middleware that refuses what another site, or somebody by another name, asks for.

    Parameters
    ----------
    app
        What answers the requests.
    names
        By what the map may be asked for; ``None`` for what the settings say.
    """

    def __init__(self, app: ASGIApp, names: OwnNames | None = None) -> None:
        self._app = app
        # Without an address Streamlit listens on all of the machine's.
        self._names = names or own_names(str(st.get_option("server.address") or "*"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it before anything else sees it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        if not self._is_ours(host, origin, scope):
            _LOG.warning(
                "refused: host %r, origin %r; a name of this map belongs into %s",
                host[:_SHOWN_CHARACTERS],
                (origin or "")[:_SHOWN_CHARACTERS],
                HOSTS_VARIABLE,
            )
            await _refuse(scope, receive, send, headers)
            return
        await self._app(scope if origin is None else _as_own(scope, origin), receive, send)

    def _is_ours(self, host: str, origin: str | None, scope: Scope) -> bool:
        asked = parse_place(host)
        reached = plain_host((scope.get("server") or ("", None))[0] or "")
        if asked is None or asked.host not in self._names.hosts | {reached}:
            return False
        if origin is None:
            return True
        scheme, separator, rest = origin.partition("://")
        page = parse_place(rest)
        if page is None or not separator or scheme not in ("http", "https"):
            return False
        return page == asked or page in self._names.origins


def _as_own(scope: Scope, origin: str) -> Scope:
    """Return the request as one that reached us by the name of its page."""
    netloc = origin.partition("://")[2].encode("latin-1")
    others = [pair for pair in scope["headers"] if pair[0].lower() != b"host"]
    return {**scope, "headers": [(b"host", netloc), *others]}


async def _refuse(scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        return
    words = say("server.refused", language_of(headers), setting=HOSTS_VARIABLE)
    answer = PlainTextResponse(f"{words}\n", HTTPStatus.FORBIDDEN, {"cache-control": "no-store"})
    await answer(scope, receive, send)


def language_of(headers: Headers) -> str:
    """Return the first language of a browser's that the map has, else the default one."""
    for part in headers.get("accept-language", "").split(","):
        code = part.partition(";")[0].partition("-")[0].strip().lower()
        if code in languages():
            return code
    return DEFAULT_LANGUAGE
