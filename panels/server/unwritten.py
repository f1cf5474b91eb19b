"""Files of the browser that no folder took: they are sent from memory."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from geo.files import unwritten

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_ADDRESS: Final = "/app/static/"  # of the folder static/


class UnwrittenFiles:
    """Middleware that sends what was published while ``static/`` could not be written.

    Parameters
    ----------
    app
        What answers all other requests.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for such a file."""
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            _, ours, name = scope["path"].partition(_ADDRESS)
            # Only what was published itself is found: no name leads out of the folder.
            content = unwritten(f"static/{name}") if ours else None
            if content is not None:
                kind = mimetypes.guess_type(name)[0]
                await Response(content, media_type=kind)(scope, receive, send)
                return
        await self._app(scope, receive, send)
