"""How much may be uploaded: files of visitors lie in the memory that all share."""

from __future__ import annotations

import re
from collections import Counter
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from streamlit import runtime

from briefing.limits import MOST_BYTES
from geo.strings import say
from panels.server.guard import language_of
from panels.server.headers import below_base

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send
    from streamlit.runtime.uploaded_file_manager import UploadedFileRec

_UPLOAD: Final = re.compile(r"/_stcore/upload_file/(?P<session>[^/]+)/(?P<file>[^/]+)")
SESSION_FILES: Final = 20
SESSION_BYTES: Final = 2 * MOST_BYTES
SERVER_BYTES: Final = 10 * MOST_BYTES
_FRAMING_BYTES: Final = 1_000_000  # what a form adds to its file


def stored_sizes() -> dict[str, list[int]]:
    """Return the bytes of each file that the server holds, by session."""
    if not runtime.exists():
        return {}
    manager = runtime.get_instance().uploaded_file_mgr
    # Streamlit's manager in memory, the only one that it ships.
    stored: Mapping[str, Mapping[str, UploadedFileRec]] = getattr(manager, "file_storage", {})
    # Threads of other sessions add to it.
    return {
        session: [len(file.data) for file in [*files.values()]]
        for session, files in [*stored.items()]
    }


class UploadQuota:
    """Middleware that refuses an upload before its body is read where there is no room for it.

    Parameters
    ----------
    app
        What takes the uploads.
    sizes
        Gives the bytes of each file that is held, by session.
    """

    def __init__(
        self, app: ASGIApp, sizes: Callable[[], Mapping[str, list[int]]] = stored_sizes
    ) -> None:
        self._app = app
        self._sizes = sizes
        self._coming: Counter[str] = Counter()
        self._files_coming: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        found = _UPLOAD.fullmatch(below_base(scope["path"])) if scope["type"] == "http" else None
        if found is None or scope["method"] != "PUT":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        length, session = headers.get("content-length", ""), found["session"]
        if not (length.isdigit() and length.isascii()):
            await PlainTextResponse("Length Required", HTTPStatus.LENGTH_REQUIRED)(
                scope, receive, send
            )
            return
        if not self._has_room(session, int(length)):
            words = say("server.too-much", language_of(headers))
            refusal = PlainTextResponse(f"{words}\n", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            await refusal(scope, receive, send)
            return
        self._coming[session] += int(length)
        self._files_coming[session] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._coming[session] -= int(length)
            self._files_coming[session] -= 1
            self._coming += Counter()  # forgets those at zero
            self._files_coming += Counter()

    def _has_room(self, session: str, length: int) -> bool:
        sizes = self._sizes()
        held = sizes.get(session, [])
        everywhere = sum(map(sum, sizes.values())) + self._coming.total()
        return (
            length <= MOST_BYTES + _FRAMING_BYTES
            and len(held) + self._files_coming[session] < SESSION_FILES
            and sum(held) + self._coming[session] + length <= SESSION_BYTES
            and everywhere + length <= SERVER_BYTES
        )
