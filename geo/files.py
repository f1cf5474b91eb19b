"""Files: written all or nothing, published, and kept in memory up to a number of bytes."""

from __future__ import annotations

import glob
import logging
import os
import shutil
import tempfile
import time
from collections import OrderedDict
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from geo.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator


# Ends the names of files that are not whole yet.
UNFINISHED: Final = ".unfinished"
# A name has room for 255 bytes, a letter up to four.
_LONGEST_START: Final = 40
_TEMPORARY: Final = "son-la-"
_DAY_SECONDS: Final = 86_400.0


def write_whole(path: Path, data: bytes, before: bytes | None = None) -> None:
    """Put `data` into `path` in one step.

    A reader sees the old file or the new one, never a half-written one.

    Parameters
    ----------
    before
        What the file must hold until then, ``None`` for anything or no file at all. A file with
        known content keeps its rights, any other one is for everybody to read.

    Raises
    ------
    DataError
        If the file is no longer `before`: someone else saved it meanwhile.
    OSError
        If the folder does not exist or cannot be written to; the old file stays.
    """
    target = path.resolve()
    start = f".{target.name[:_LONGEST_START]}."
    try:
        # In the same folder, else replacing is no single step.
        handle, name = tempfile.mkstemp(UNFINISHED, start, target.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).chmod(0o644 if before is None else target.stat().st_mode & 0o777)
            if before is not None and target.read_bytes() != before:
                msg = "the file has changed meanwhile"
                raise DataError(msg, f"{path.parent.name}/{path.name}", "run the command again")
            Path(name).replace(target)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        # The folder is what a person can do something about.
        if error.filename is None or str(error.filename).endswith(UNFINISHED):
            error.filename, error.filename2 = str(path.parent), None
        raise
    sweep(target.parent, f"{glob.escape(start)}*{UNFINISHED}")


def make_private(path: Path) -> None:
    """Make an empty file for its owner alone, unless it is there; its folder too.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def sweep(folder: Path, pattern: str = f".*{UNFINISHED}", age_seconds: float = 3600.0) -> None:
    """Remove what runs that were killed have left in a folder; what cannot be removed stays.

    Parameters
    ----------
    pattern
        Of the names of files and folders, those of :func:`write_whole` by default.
    age_seconds
        What is younger may be of a run that goes on.
    """
    with suppress(OSError):
        for path in folder.glob(pattern):
            with suppress(OSError):
                if path.stat().st_mtime > time.time() - age_seconds:
                    continue
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink()


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Give a folder for files in between; those that killed runs have left are removed.

    Raises
    ------
    OSError
        If there is no folder for temporary files, or it is full.
    """
    sweep(Path(tempfile.gettempdir()), f"{_TEMPORARY}*", _DAY_SECONDS)
    with tempfile.TemporaryDirectory(prefix=_TEMPORARY) as folder:
        yield Path(folder)


_LOG: Final = logging.getLogger(__name__)
# What was published and could not be written, by where it belongs.
_UNWRITTEN: Final[dict[Path, bytes]] = {}


def publish(target: Path, content: str) -> None:
    """Write a file that browsers fetch, whole or not at all.

    Where the folder takes none, because it is full or may not be written, the file is kept in
    memory: see :func:`unwritten`.
    """
    data = content.encode("utf-8")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, data)
    except OSError as error:
        if not _UNWRITTEN:
            words = "the folder %s cannot be written (%s); its files are sent from memory"
            _LOG.warning(words, target.parent, error.strerror or error)
        _UNWRITTEN[target] = data
    else:
        _UNWRITTEN.pop(target, None)


def is_published(target: Path) -> bool:
    """Tell whether browsers can fetch a file."""
    return target in _UNWRITTEN or target.is_file()


def unwritten(target: Path) -> bytes | None:
    """Return a published file that could not be written, ``None`` for any other."""
    return _UNWRITTEN.get(target)


def forget_unwritten(folder: Path, stem: str) -> None:
    """Forget the files that a folder did not take, but those of one name."""
    for path in [path for path in _UNWRITTEN if path.parent == folder and path.stem != stem]:
        _UNWRITTEN.pop(path, None)


_K = TypeVar("_K")


class ByteCache(Generic[_K]):
    """The files that were used last, by a hashable key; safe between threads.

    Parameters
    ----------
    most_bytes
        What all files together may take: the one whose last use is longest ago goes first.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._files: OrderedDict[_K, bytes] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: _K) -> bytes | None:
        """Return a file, ``None`` where it is not kept."""
        with self._lock:
            content = self._files.get(key)
            if content is not None:
                self._files.move_to_end(key)
            return content

    def put(self, key: _K, content: bytes) -> None:
        """Keep a file in place of the one that was kept under the same key."""
        with self._lock:
            self._bytes += len(content) - len(self._files.pop(key, b""))
            self._files[key] = content
            while self._bytes > self._most:
                _, oldest = self._files.popitem(last=False)
                self._bytes -= len(oldest)
