"""A folder in which the processes of one installation leave files for each other.

Behind a balancer that sends a visitor now here, now there, the process that is asked for a file is
not the one that made it. A name that nobody guesses is all that a file needs to be found; what it
is called and of what kind it is stands beside it, written last: where that is, the file is whole.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import re
import shutil
import stat
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from geo.files import write_whole
from geo.state.folder import named_folder
from panels.server.turns import temporary_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DAY_SECONDS: Final = 86_400.0
_MOST_BYTES: Final = 1_000_000_000
# Left to whoever else writes to the same disk.
_SPARE_BYTES: Final = 100_000_000
_COUNTED_SECONDS: Final = 60.0
_ROOT: Final = Path(__file__).resolve().parents[2]
# One case only, since some file systems know no other; nothing in it leads anywhere.
_NAME: Final = re.compile(r"[0-9a-f]{32,64}")
_FACTS: Final = ".json"
_MINE_ALONE: Final = 0o700
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class FileFacts:
    """What is told about a file where it is sent.

    Parameters
    ----------
    name
        As whoever takes it away finds it, in any letters; empty for none.
    media_type
        As in ``application/pdf``.
    is_attachment
        Whether it is to be kept, not shown.
    """

    name: str
    media_type: str
    is_attachment: bool = True


@dataclass(frozen=True)
class SharedFile:
    """A whole file in the folder."""

    path: Path
    status: os.stat_result
    facts: FileFacts


def shared_path(what: str, environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of one sort of files that all processes of this installation share.

    Parameters
    ----------
    what
        The sort in one word.
    environment
        ``SON_LA_STATE`` is read; without it the processes of one copy of the map on one machine
        meet in the folder for temporary files.
    """
    state = named_folder(environment)
    return state / what if state else temporary_path(_ROOT, what)


class SharedFolder:
    """Files by names that nobody guesses; safe between threads and processes.

    Parameters
    ----------
    path
        Made when the first file comes; for this user's eyes only.
    most_bytes
        What all files together may take.
    age_seconds
        After so many seconds a file that nobody renews is no longer given, and removed.
    """

    def __init__(
        self, path: Path, most_bytes: int = _MOST_BYTES, age_seconds: float = DAY_SECONDS
    ) -> None:
        self._path = path
        self._most = most_bytes
        self._age = age_seconds
        self._bytes = 0
        self._counted = -_COUNTED_SECONDS
        self._is_refusing = False
        self._lock = Lock()

    def put(self, name: str, data: bytes, facts: FileFacts) -> bool:
        """Leave a file for all processes; tell whether the folder took it.

        A folder that is full or may not be written says so once in the log.

        Parameters
        ----------
        name
            32 to 64 hexadecimal digits in lower case.

        Raises
        ------
        ValueError
            If it is another name.
        """
        if not _NAME.fullmatch(name):
            msg = f"no name of a shared file: {name!r}"
            raise ValueError(msg)
        with self._lock:
            try:
                self._make_ready()
                self._make_room(len(data))
                write_whole(self._path / name, data)
                about = json.dumps(asdict(facts), ensure_ascii=False).encode("utf-8")
                write_whole(self._path / f"{name}{_FACTS}", about)
            except OSError as error:
                self.remove(name)
                if not self._is_refusing:
                    words = "the folder %s takes no file (%s): this process keeps its own in memory"
                    _LOG.warning(words, self._path, error.strerror or error)
                self._is_refusing = True
                return False
            self._bytes += len(data)
            self._is_refusing = False
            return True

    def find(self, name: str) -> SharedFile | None:
        """Return a file, ``None`` where there is none of that name or its time is over."""
        if not _NAME.fullmatch(name):
            return None
        path = self._path / name
        try:
            facts = FileFacts(**json.loads((self._path / f"{name}{_FACTS}").read_bytes()))
            status = path.stat()
        except (OSError, ValueError, TypeError):
            return None
        return SharedFile(path, status, facts) if self._is_young(status) else None

    def renew(self, name: str) -> bool:
        """Let the time of a file begin anew; tell whether it is there."""
        found = self.find(name)
        if found is None:
            return False
        if time.time() - found.status.st_mtime > self._age / 4:
            with suppress(OSError):
                for path in self._files_of(name):
                    os.utime(path)
        return True

    def remove(self, name: str) -> None:
        """Remove a file; one that cannot be removed goes when its time is over."""
        if _NAME.fullmatch(name):
            for path in self._files_of(name):
                with suppress(OSError):
                    path.unlink()

    def names(self, beginning: str) -> list[str]:
        """Return the names of the files that begin with some digits."""
        return [
            found.name
            for found in self._entries()
            if found.name.startswith(beginning) and _NAME.fullmatch(found.name)
        ]

    def sweep(self) -> None:
        """Remove what nobody has renewed in time, and count what is left."""
        count = 0
        for found in self._entries():
            with suppress(OSError):
                status = found.stat()
                if self._is_young(status):
                    count += status.st_size
                else:
                    Path(found.path).unlink()
        self._bytes, self._counted = count, time.monotonic()

    def _files_of(self, name: str) -> tuple[Path, Path]:
        """Return the places of a file, what tells that it is there first."""
        return self._path / f"{name}{_FACTS}", self._path / name

    def _entries(self) -> Iterator[os.DirEntry[str]]:
        with suppress(OSError), os.scandir(self._path) as found:
            yield from [entry for entry in found if entry.is_file(follow_symlinks=False)]

    def _is_young(self, status: os.stat_result) -> bool:
        return stat.S_ISREG(status.st_mode) and time.time() - status.st_mtime <= self._age

    def _make_ready(self) -> None:
        """Make the folder; one that somebody else has put there is not used."""
        self._path.mkdir(_MINE_ALONE, parents=True, exist_ok=True)
        status = self._path.lstat()
        if not stat.S_ISDIR(status.st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(self._path))
        if os.name == "nt":  # the folder for temporary files is the user's own
            return
        if status.st_uid != os.geteuid():
            raise PermissionError(errno.EPERM, "it belongs to another user", str(self._path))
        if stat.S_IMODE(status.st_mode) != _MINE_ALONE:
            self._path.chmod(_MINE_ALONE)

    def _make_room(self, size: int) -> None:
        is_full = self._bytes + size > self._most
        if is_full or time.monotonic() - self._counted > _COUNTED_SECONDS:
            self.sweep()
        free = shutil.disk_usage(self._path).free
        if self._bytes + size > self._most or free - size < _SPARE_BYTES:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path))
