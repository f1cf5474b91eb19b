"""Files to take away and pictures of a page, which any process of the installation sends.

Streamlit keeps them in the memory of the process that made them. Here they go into the folder that
all processes share, under a name that nobody guesses, and go when Streamlit lets go of them or
their time is over. Where the folder takes none, Streamlit keeps and sends them as it always does.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from starlette.responses import FileResponse
from streamlit.runtime.media_file_storage import (
    MediaFileKind,
    MediaFileStorage,
    MediaFileStorageError,
)
from streamlit.runtime.memory_media_file_storage import get_extension_for_mimetype

from geo.text import without_marks
from panels.server.headers import below_base
from panels.server.shared_folder import FileFacts, SharedFolder, shared_path

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send
    from streamlit.runtime import Runtime

    from panels.server.shared_folder import SharedFile

DOWNLOADS: Final = SharedFolder(shared_path("downloads"))
_NAME_BYTES: Final = 24
_ADDRESS: Final = re.compile(r"/media/(?P<name>[0-9a-f]{48})(\.\w{1,10})?", re.ASCII)
# What would end the quoted form of a name, or stands for something there.
_UNQUOTED: Final = re.compile(r'[^ -~]|["\\/%]')


class SharedStorage(MediaFileStorage):
    """Where Streamlit puts what it is to send: the shared folder, else its own memory.

    Parameters
    ----------
    memory
        Streamlit's own.
    """

    def __init__(self, memory: MediaFileStorage, folder: SharedFolder = DOWNLOADS) -> None:
        self._memory = memory
        self._folder = folder
        # A file has one name as long as this process lives, and no other process knows it.
        self._secret = secrets.token_bytes(32)
        self._endings: dict[str, str] = {}

    def load_and_get_id(
        self,
        path_or_data: str | bytes,
        mimetype: str,
        kind: MediaFileKind,
        filename: str | None = None,
    ) -> str:
        """Keep a file; return the name by which it is asked for.

        Raises
        ------
        MediaFileStorageError
            If it is given by its path and cannot be read.
        """
        data = _content(path_or_data)
        facts = FileFacts(filename or "", mimetype, kind == MediaFileKind.DOWNLOADABLE)
        name = self._name(data, facts)
        if self._folder.renew(name) or self._folder.put(name, data, facts):
            self._endings[name] = get_extension_for_mimetype(mimetype)
            return name
        self._endings.pop(name, None)
        return self._memory.load_and_get_id(data, mimetype, kind, filename)

    def get_url(self, file_id: str) -> str:
        """Return the address of a file below the app's."""
        ending = self._endings.get(file_id)
        return self._memory.get_url(file_id) if ending is None else f"/media/{file_id}{ending}"

    def delete_file(self, file_id: str) -> None:
        """Remove a file that no session shows any more."""
        if self._endings.pop(file_id, None) is None:
            self._memory.delete_file(file_id)
        else:
            self._folder.remove(file_id)

    def _name(self, data: bytes, facts: FileFacts) -> str:
        known = hashlib.blake2b(digest_size=_NAME_BYTES, key=self._secret)
        known.update(f"{facts!r}\0".encode())
        known.update(data)
        return known.hexdigest()


def _content(path_or_data: str | bytes) -> bytes:
    if not isinstance(path_or_data, str):
        return path_or_data
    try:
        return Path(path_or_data).read_bytes()
    except OSError as error:
        msg = f"Error opening {path_or_data!r}"
        raise MediaFileStorageError(msg) from error


def share_downloads(runtime: Runtime, folder: SharedFolder = DOWNLOADS) -> None:
    """Let what Streamlit is to send go into a folder from now on."""
    manager = runtime.media_file_mgr
    manager._storage = SharedStorage(manager._storage, folder)  # noqa: SLF001 - no other way in


class DownloadsMiddleware:
    """Middleware that sends the files of the folder, whichever process has put them there.

    Parameters
    ----------
    app
        What answers all other requests.
    """

    def __init__(self, app: ASGIApp, folder: SharedFolder = DOWNLOADS) -> None:
        self._app = app
        self._folder = folder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for a file or for a part of it."""
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            asked = _ADDRESS.fullmatch(below_base(scope["path"]))
            found = await asyncio.to_thread(self._folder.find, asked["name"]) if asked else None
            if found is not None:
                await _answer(found)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _answer(file: SharedFile) -> FileResponse:
    facts = file.facts
    headers = {
        "cache-control": "private, no-cache",
        # By the name alone: another process may have renewed the time of the same file.
        "etag": f'"{file.path.name}"',
        "content-disposition": disposition(facts),
    }
    return FileResponse(
        file.path, headers=headers, media_type=facts.media_type, stat_result=file.status
    )


def disposition(facts: FileFacts) -> str:
    r"""Return what a browser does with a file, and how it calls it (RFC 6266).

    Examples
    --------
    >>> disposition(FileFacts("Mộc Châu.pdf", "application/pdf"))
    'attachment; filename="Moc Chau.pdf"; filename*=UTF-8\'\'M%E1%BB%99c%20Ch%C3%A2u.pdf'
    >>> disposition(FileFacts("", "image/png", is_attachment=False))
    'inline'
    """
    what = "attachment" if facts.is_attachment else "inline"
    if not facts.name:
        return what
    said = f'{what}; filename="{_UNQUOTED.sub("_", without_marks(facts.name))}"'
    if said == f'{what}; filename="{facts.name}"':
        return said
    return f"{said}; filename*=UTF-8''{quote(facts.name, safe='', errors='replace')}"
