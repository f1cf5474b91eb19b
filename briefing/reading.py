"""Reading a foreign file in a process of its own: bounded in time and memory.

A PDF of some megabytes can keep a reader busy for minutes or make it fill the memory. It does so in
a process that yields to all others, may take so much and no more, and is ended when it takes long.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from briefing.queue import RenderFailedError, RenderQueue, Worker
from briefing.statement.carriers import Edits, edits_in, token_in
from briefing.statement.statement import StatementError, read_token
from geo.errors import SonLaMapError
from geo.photos.picture import PhotoError, SitePhoto, unpacked
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.formats import Progress
    from briefing.queue import Job
    from briefing.statement.statement import Statement

# The begin of the process included, which takes some on a busy server.
LIMIT_SECONDS: Final = 40.0
# Bytes beside what the process has when its first file comes.
MOST_MORE: Final = 1_000_000_000
_IDLE_SECONDS: Final = 60.0
_LOOK_SECONDS: Final = 0.1


@dataclass(frozen=True)
class ReadJob:
    """A file whose statement is wanted.

    Parameters
    ----------
    language
        Of the messages, before the language of the document is known.
    """

    data: bytes
    language: str

    def render(self, _: Progress) -> bytes:
        """Return token and edits as JSON, which is all that comes back from this process.

        Raises
        ------
        StatementError
            If the file is too large, broken, altered or not made by this map.
        """
        try:
            token = token_in(self.data, self.language)
            edits = edits_in(self.data, self.language)
        except (MemoryError, RecursionError):
            raise StatementError(say("verify.error-heavy", self.language)) from None
        found = {"token": token, "pages": edits.pages, "missing": edits.missing}
        return json.dumps(found).encode()


def read_bounded(
    data: bytes, language: str, on_wait: Callable[[], None] = lambda: None
) -> tuple[Statement, Edits]:
    """Return the statement of a file, and what was done to it by hand.

    Parameters
    ----------
    on_wait
        Called every now and then; what it raises ends the waiting.

    Raises
    ------
    SonLaMapError
        If it cannot be read within the bounds, or others are waiting already; the message is in
        `language`.
    """
    try:
        made = _made(ReadJob(data, language), on_wait)
    except RenderFailedError as error:
        raise StatementError(say("verify.error-heavy", language)) from error
    found = json.loads(made)
    return read_token(found["token"], language), Edits(tuple(found["pages"]), found["missing"])


@dataclass(frozen=True)
class ShapeReadJob:
    """A file of shapes that is to be read within the bounds, if it can be."""

    data: bytes
    name: str
    language: str

    def render(self, _: Progress) -> bytes:
        """Return nothing where it can be read, else why not, as JSON.

        What is read stays here: whoever wants it reads the file again, which is no risk any more.
        """
        from geo.shapes.raw import ShapeFileError
        from geo.shapes.read import read_file

        try:
            read_file(self.data, self.name)
        except ShapeFileError as error:
            return json.dumps(error.words(self.language)).encode()
        except (MemoryError, RecursionError):
            return json.dumps(say("verify.error-heavy", self.language)).encode()
        return json.dumps("").encode()


def shapes_fault(data: bytes, name: str, language: str) -> str:
    """Return why a file of shapes cannot be read within the bounds, empty where it can.

    Raises
    ------
    SonLaMapError
        If others have files read already.
    """
    try:
        return str(json.loads(_made(ShapeReadJob(data, name, language))))
    except RenderFailedError:
        return say("verify.error-heavy", language)


@dataclass(frozen=True)
class PhotoReadJob:
    """A foreign picture that is to become a photo within the bounds, if it can."""

    data: bytes
    name: str
    language: str

    def render(self, _: Progress) -> bytes:
        """Return the photo behind a plus, or why there is none behind a minus.

        What it was made of stays here.
        """
        from geo.photos.picture import read_photo

        try:
            return b"+" + read_photo(self.data, self.name).packed()
        except PhotoError as error:
            return b"-" + error.words(self.language).encode()


def read_photo_bounded(data: bytes, name: str, language: str) -> SitePhoto:
    """Return the photo that a foreign file holds.

    Raises
    ------
    SonLaMapError
        If it is none that is taken, or others have files read already; in `language`.
    """
    try:
        made = _made(PhotoReadJob(data, name, language))
    except RenderFailedError as error:
        raise SonLaMapError(say("photo.heavy", language, name=name)) from error
    if not made.startswith(b"+"):
        raise SonLaMapError(made[1:].decode())
    return unpacked(made[1:])


def _made(job: Job, on_wait: Callable[[], None] = lambda: None) -> bytes:
    """Return what a job makes within the bounds.

    Parameters
    ----------
    on_wait
        Called every now and then; what it raises ends the waiting.

    Raises
    ------
    RenderFailedError
        If it takes more than it may.
    SonLaMapError
        If the job refuses the file, or others have files read already.
    """
    queue = reading_queue()
    handle = queue.submit(job)
    try:
        while not handle.finished.wait(_LOOK_SECONDS):
            on_wait()
    finally:
        queue.release(handle)
    return handle.result()


@cache
def reading_queue() -> RenderQueue:
    """Return the queue that all sessions of this server share; nothing of a file is kept."""
    begin = partial(Worker, MOST_MORE)
    return RenderQueue(begin, LIMIT_SECONDS, _IDLE_SECONDS, kept_bytes=0)
