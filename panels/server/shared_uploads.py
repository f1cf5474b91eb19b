"""Files that visitors upload, whichever process of the installation their browser reaches.

A session lives in one process, its uploads come to any. The process of the session leaves a mark
in the shared folder when the browser asks where to send a file to; another process that finds the
mark takes the file, which waits in the folder until the session looks for it.
"""

from __future__ import annotations

import hashlib
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, cast

from starlette.exceptions import HTTPException
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from panels.server.shared_folder import FileFacts, SharedFolder, shared_path
from panels.server.uploads import SERVER_BYTES, SESSION_BYTES, SESSION_FILES, stored_sizes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.runtime import Runtime
    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
    from streamlit.runtime.uploaded_file_manager import UploadFileUrlInfo

    from panels.server.shared_folder import SharedFile

_HOUR_SECONDS: Final = 3_600.0
UPLOADS: Final = SharedFolder(shared_path("uploads"), SERVER_BYTES, _HOUR_SECONDS)
_DIGEST_BYTES: Final = 16
_IS_OPEN: Final = "open"
_LOG: Final = logging.getLogger(__name__)


class SharedUploads:
    """Between Streamlit's keeper of uploads and the folder.

    Parameters
    ----------
    runtime
        Of this process; what it does with uploads goes through here from now on.
    """

    def __init__(self, runtime: Runtime, folder: SharedFolder = UPLOADS) -> None:
        # The only one that Streamlit ships.
        manager = cast("MemoryUploadedFileManager", runtime.uploaded_file_mgr)
        self._folder = folder
        self._lives_here = runtime.is_active_session
        self._add = manager.add_file
        self._get = manager.get_files
        self._urls = manager.get_upload_urls
        self._remove = manager.remove_file
        self._remove_all = manager.remove_session_files
        # Streamlit makes its keeper itself, and holds on to it in several places.
        runtime.is_active_session = self.is_active  # type: ignore[method-assign]
        for way in (
            self.add_file,
            self.get_files,
            self.get_upload_urls,
            self.remove_file,
            self.remove_session_files,
        ):
            setattr(manager, way.__name__, way)

    def is_active(self, session_id: str) -> bool:
        """Tell whether a session may upload: it lives here, or asked for it where it lives."""
        return self._lives_here(session_id) or self._is_open(session_id)

    def get_upload_urls(
        self, session_id: str, file_names: Sequence[str]
    ) -> list[UploadFileUrlInfo]:
        """Return where the browser is to send files to, and let all processes take them."""
        mark = _name(session_id, _IS_OPEN)
        if not self._folder.renew(mark):
            self._folder.put(mark, b"", FileFacts("", ""))
        return self._urls(session_id, file_names)

    def add_file(self, session_id: str, file: UploadedFileRec) -> None:
        """Take a file for a session of this process or of another.

        Raises
        ------
        HTTPException
            If there is no room for it.
        """
        if self._lives_here(session_id):
            self._add(session_id, file)
            return
        waiting = [found.status.st_size for found in self._waiting(session_id)]
        if not _fits(waiting, len(file.data)):
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        name, facts = _name(session_id, file.file_id), FileFacts(file.name, file.type)
        if not self._folder.put(name, file.data, facts):
            raise HTTPException(HTTPStatus.INSUFFICIENT_STORAGE)

    def get_files(self, session_id: str, file_ids: Sequence[str]) -> list[UploadedFileRec]:
        """Return files of a session of this process, those that came to another one included."""
        held = {file.file_id for file in self._get(session_id, file_ids)}
        for file_id in file_ids:
            if file_id not in held:
                self._fetch(session_id, file_id)
        return self._get(session_id, file_ids)

    def remove_file(self, session_id: str, file_id: str) -> None:
        """Remove a file."""
        self._folder.remove(_name(session_id, file_id))
        self._remove(session_id, file_id)

    def remove_session_files(self, session_id: str) -> None:
        """Remove what a session that has ended has uploaded."""
        for name in self._folder.names(_digest(session_id)):
            self._folder.remove(name)
        self._remove_all(session_id)

    def _fetch(self, session_id: str, file_id: str) -> None:
        name = _name(session_id, file_id)
        found = self._folder.find(name)
        if found is None:
            return
        sizes = stored_sizes()
        everywhere = sum(map(sum, sizes.values())) + found.status.st_size
        if not _fits(sizes.get(session_id, []), found.status.st_size) or everywhere > SERVER_BYTES:
            _LOG.warning("an upload of %d bytes has no room here", found.status.st_size)
            self._folder.remove(name)
            return
        try:
            data = found.path.read_bytes()
        except OSError as error:
            _LOG.warning("an upload that came to another process is lost: %s", error)
            return
        facts = found.facts
        self._add(session_id, UploadedFileRec(file_id, facts.name, facts.media_type, data))
        self._folder.remove(name)

    def _is_open(self, session_id: str) -> bool:
        return self._folder.find(_name(session_id, _IS_OPEN)) is not None

    def _waiting(self, session_id: str) -> list[SharedFile]:
        names = self._folder.names(_digest(session_id))
        found = (self._folder.find(name) for name in names)
        return [file for file in found if file and file.facts.media_type]


def _fits(sizes: Sequence[int], size: int) -> bool:
    return len(sizes) < SESSION_FILES and sum(sizes) + size <= SESSION_BYTES


def _name(session_id: str, what: str) -> str:
    """Return the name of something of a session: whatever it is called, it leads nowhere."""
    return _digest(session_id) + _digest(f"{session_id}/{what}")


def _digest(text: str) -> str:
    encoded = text.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(encoded, digest_size=_DIGEST_BYTES).hexdigest()
