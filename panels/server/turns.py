"""One at a time, across processes: who double-clicks twice waits for the first."""

from __future__ import annotations

import hashlib
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final, Self

_PAUSE_SECONDS: Final = 0.3


def temporary_path(root: Path, what: str) -> Path:
    """Return where a copy of the map keeps what its processes on this machine share for a while.

    Parameters
    ----------
    root
        Folder of this copy of the map.
    what
        Ends the name.
    """
    digest = hashlib.sha256(str(root).encode()).hexdigest()[:12]
    # Not in the folder itself: that may be read-only.
    return Path(tempfile.gettempdir()) / f"son-la-map-{digest}-{what}"


class Turn:
    """The right to do a thing alone; the system takes it back from a process that ended.

    Parameters
    ----------
    root
        Folder of this copy of the map: two copies do not wait for each other.
    what
        What is done alone, in one word.
    """

    def __init__(self, root: Path, what: str) -> None:
        self._path = temporary_path(root, f"{what}.lock")
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.give_back()

    def take(self, waiting: Callable[[], None]) -> None:
        """Wait until nobody else has it, then take it.

        Parameters
        ----------
        waiting
            Called once, if there is somebody to wait for.
        """
        file = self._path.open("ab")
        told = False
        while not _locked(file):
            if not told:
                waiting()
                told = True
            time.sleep(_PAUSE_SECONDS)
        self._file = file

    def give_back(self) -> None:
        """Let the next one have it, if it is still ours."""
        if self._file is not None:
            self._file.close()
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _locked(file: IO[bytes]) -> bool:
        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _locked(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
