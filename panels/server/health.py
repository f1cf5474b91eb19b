"""``/healthz``: whether the map is well, for whoever runs it and for what stands in front of it.

Streamlit's own answer says that its server runs, also while every page is one line of an error.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from geo.errors import DataError
from geo.people.settings import access_rules
from panels.server.headers import below_base
from panels.server.once import SingleFlight

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

PATH: Final = "/healthz"


def state_of_data() -> tuple[HTTPStatus, dict[str, str]]:
    """Return what is said of the data: good, bad with the last good ones shown, or none at all."""
    # Streamlit's caches want a running server when they are defined.
    from panels import resources

    try:
        digest = resources.catalog().digest
    except DataError as error:
        return HTTPStatus.SERVICE_UNAVAILABLE, {"status": "no-data", "reason": _line(str(error))}
    wrong = resources.data_state()
    if wrong:
        return HTTPStatus.OK, {"status": "data-bad", "shown": digest, "reason": _line(wrong)}
    return HTTPStatus.OK, {"status": "ok", "shown": digest}


def _line(text: str) -> str:
    return " ".join(text.split())


class HealthMiddleware:
    """Middleware that answers ``/healthz``.

    Parameters
    ----------
    app
        What answers all other requests.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._looking: SingleFlight[tuple[HTTPStatus, dict[str, str]]] = SingleFlight()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or below_base(scope["path"]) != PATH:
            await self._app(scope, receive, send)
            return
        status, said = await self._looking.make(PATH, state_of_data)
        if not access_rules().reading_open:
            # It quotes the data, which are for readers alone: here it says only how it is.
            said = {name: words for name, words in said.items() if name != "reason"}
        body = f"{json.dumps(said, ensure_ascii=False)}\n".encode()
        headers = {"content-type": "application/json", "cache-control": "no-store"}
        await Response(body, status, headers)(scope, receive, send)
