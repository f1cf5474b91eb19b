"""The files of a first visit, kept compressed in memory and sent as they lie there.

Fifty people who open the map in the same second ask for two thousand files. From the disk each of
them costs a walk through the steps of Streamlit, a thread and a copy; from here it costs a look
into a dictionary. All of these files hold a digest in their name: they never change, the browser
keeps them for a year, and what was sent once goes on being sent when the folder is emptied.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import re
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers
from streamlit.file_util import get_static_dir

from geo.files import unwritten
from panels.server.headers import POLICY, below_base, policy
from panels.server.once import SingleFlight

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

FOR_EVER: Final = "public, max-age=31536000, immutable"
LEAST_BYTES: Final = 1_400  # fits into one packet anyway
_LEVEL: Final = 9  # once, while nobody waits
_KEPT_BYTES: Final = 64 * 1024 * 1024
_MOST_BYTES: Final = 32 * 1024 * 1024  # a larger file is left to Streamlit
_KINDS: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
_DENSE: Final = frozenset({".png", ".woff", ".woff2"})  # compressed already
# No segment begins with a dot, none holds a colon or a backslash: nothing leads out of the folder.
_INSIDE: Final = re.compile(r"[\w\-~@+][\w\-.~@+]*(/[\w\-~@+][\w\-.~@+]*)*", re.ASCII)
_LINKED: Final = re.compile(r"\./static/([^\"']+)")


def folders() -> dict[str, Path]:
    """Return the folders of files that never change, by the path at which they are asked for."""
    # Streamlit's caches want a running server when they are defined.
    from panels.resources import STATIC

    return {
        "/static/": Path(get_static_dir()) / "static",
        "/app/static/map/": STATIC / "map",
        "/app/static/code/": STATIC / "code",
    }


@dataclass(frozen=True)
class KeptFile:
    """An answer that is ready to be sent.

    Parameters
    ----------
    tag
        Entity tag of the body.
    headers
        As ASGI takes them.
    compressed
        Whether the body is compressed, for browsers that say they can read it.
    """

    body: bytes
    tag: str
    headers: tuple[tuple[bytes, bytes], ...]
    compressed: bool


def make_kept(content: bytes, ending: str) -> KeptFile:
    """Return a file as it is to be sent.

    Parameters
    ----------
    ending
        Of its name, with the dot, in lower case.
    """
    dense = ending in _DENSE or len(content) < LEAST_BYTES
    body = content if dense else gzip.compress(content, _LEVEL, mtime=0)
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {
        "content-type": _KINDS[ending],
        "content-length": str(len(body)),
        "cache-control": FOR_EVER,
        "etag": tag,
        "vary": "Accept-Encoding",
    }
    if not dense:
        headers["content-encoding"] = "gzip"
    if ending == ".html":
        headers[POLICY] = policy(content)
    raw = tuple((name.encode(), value.encode()) for name, value in headers.items())
    return KeptFile(body, tag, raw, compressed=not dense)


def as_plain(file: KeptFile) -> KeptFile:
    """Return a file for who reads nothing compressed, as some proxies say of their browsers."""
    if not file.compressed:
        return file
    body = gzip.decompress(file.body)
    tag = f'"{file.tag[1:-1]}-plain"'
    changed = {b"content-length": str(len(body)).encode(), b"etag": tag.encode()}
    headers = tuple(
        (name, changed.get(name, value))
        for name, value in file.headers
        if name != b"content-encoding"
    )
    return KeptFile(body, tag, headers, compressed=False)


class FileStore:
    """The files that were asked for last, ready to be sent; safe between threads.

    Parameters
    ----------
    roots
        Folders by the path at which they are asked for; ``None`` for those of the app.
    most_bytes
        What all files together may take.
    """

    def __init__(
        self, roots: Mapping[str, Path] | None = None, most_bytes: int = _KEPT_BYTES
    ) -> None:
        self._given = roots
        self._most = most_bytes
        self._kept: OrderedDict[str, KeptFile] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    @cached_property
    def _roots(self) -> dict[str, Path]:
        return folders() if self._given is None else dict(self._given)

    def get(self, path: str) -> KeptFile | None:
        """Return a file that is kept, ``None`` where it is not."""
        with self._lock:
            found = self._kept.get(path)
            if found is not None:
                self._kept.move_to_end(path)
            return found

    def load(self, path: str) -> KeptFile | None:
        """Return a file from memory or from the disk, ``None`` where there is none to be sent."""
        found = self.get(path)
        if found is not None:
            return found
        content = self._content(path)
        if content is None:
            return None
        found = make_kept(content, Path(path).suffix.lower())
        self._put(path, found)
        return found

    def _content(self, path: str) -> bytes | None:
        place = self._place(path)
        if place is None:
            return None
        # What the folder did not take, because it is full or may not be written.
        content = unwritten(place)
        with suppress(OSError):
            if content is None and self._is_inside(place) and place.stat().st_size <= _MOST_BYTES:
                content = place.read_bytes()
        return content

    def may_have(self, path: str) -> bool:
        """Tell from its path alone whether a file may be one of ours."""
        return path.startswith(tuple(self._roots)) and Path(path).suffix.lower() in _KINDS

    def prepare(self, paths: Iterable[str]) -> None:
        """Load files before the first visitor comes; what is not there is left out."""
        for path in paths:
            self.load(path)

    def _place(self, path: str) -> Path | None:
        for root, folder in self._roots.items():
            rest = path.removeprefix(root)
            if rest != path and _INSIDE.fullmatch(rest):
                return folder / rest
        return None

    def _is_inside(self, place: Path) -> bool:
        """Tell whether a file lies in one of the folders, wherever links lead."""
        target = place.resolve()
        return any(target.is_relative_to(folder.resolve()) for folder in self._roots.values())

    def _put(self, path: str, file: KeptFile) -> None:
        with self._lock:
            before = self._kept.pop(path, None)
            self._bytes += len(file.body) - (len(before.body) if before else 0)
            self._kept[path] = file
            while self._bytes > self._most:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= len(oldest.body)


STORE: Final = FileStore()


def first_files(map_page: str) -> list[str]:
    """Return the paths of what a first visit asks for.

    Parameters
    ----------
    map_page
        Address of the map page, relative to the app's.
    """
    index = (Path(get_static_dir()) / "index.html").read_text(encoding="utf-8")
    map_files = [f"/{map_page}", f"/{Path(map_page).with_suffix('.js').as_posix()}"]
    ours = [
        f"{path}{file.name}"
        for path, folder in folders().items()
        if path.endswith("/code/")
        for file in sorted(folder.glob("*"))
    ]
    return [*map_files, *(f"/static/{name}" for name in _LINKED.findall(index)), *ours]


class FilesMiddleware:
    """Middleware that sends the files that never change.

    Parameters
    ----------
    app
        What answers all other requests.
    store
        Where the files are kept.
    """

    def __init__(self, app: ASGIApp, store: FileStore = STORE) -> None:
        self._app = app
        self._store = store
        self._loading: SingleFlight[KeptFile | None] = SingleFlight()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for a file, also one for a part of it, with the whole."""
        if scope["type"] == "http" and scope["method"] == "GET":
            path = below_base(scope["path"])
            asked = Headers(scope=scope)
            if self._store.may_have(path):
                file = self._store.get(path)
                if file is None:
                    file = await self._loading.make(path, lambda: self._store.load(path))
                if file is not None:
                    if "gzip" not in asked.get("accept-encoding", ""):
                        file = await asyncio.to_thread(as_plain, file)
                    await _send(file, asked.get("if-none-match", ""), send)
                    return
        await self._app(scope, receive, send)


async def _send(file: KeptFile, known: str, send: Send) -> None:
    if file.tag in known or known.strip() == "*":
        headers = [pair for pair in file.headers if not pair[0].startswith(b"content-")]
        status = HTTPStatus.NOT_MODIFIED
        await send({"type": "http.response.start", "status": int(status), "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    headers = list(file.headers)
    await send({"type": "http.response.start", "status": int(HTTPStatus.OK), "headers": headers})
    await send({"type": "http.response.body", "body": file.body})
