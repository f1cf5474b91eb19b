"""Processes that make files: they end with who began them, and are handed the data they lack.

They give way to the maps, and those that read what strangers have sent take a bounded memory.

Tables are edited under a running server, and may be wrong for a while: the maps go on with the
catalog that was good last, and so do files. The worker reads the folder itself, which costs no
pipe; only where the folder does not hold what is shown is the catalog handed over, through a file
that is gone as soon as it was read.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Final
from weakref import WeakValueDictionary

from geo.errors import DataError
from geo.files import temporary_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalog.catalog import Catalog

# Maps that are on screen come before files that somebody waits for anyway.
_NICE: Final = 5
_BELOW_NORMAL: Final = 0x4000
# Of this process: what pages show, by digest; it lives as long as they show it.
_SHOWN: WeakValueDictionary[str, Catalog] = WeakValueDictionary()
# Of a worker: what it was handed last.
_HELD: dict[str, Catalog] = {}


class DataMovedError(DataError):
    """The folder does not hold the data that a file is wanted of; the user may read the message.

    Parameters
    ----------
    digest
        Of the data that are wanted.
    """

    def __init__(self, message: str, digest: str) -> None:
        super().__init__(message)
        self.digest = digest


@dataclass(frozen=True)
class DataWanted:
    """The answer of a worker that has not the data of a digest, with the words for the user."""

    digest: str
    words: str


@dataclass(frozen=True)
class HandedData:
    """A catalog in a file, on its way to a worker."""

    digest: str
    path: str

    def hold(self) -> None:
        """Read it and keep it, instead of any other."""
        # Our own parent wrote it a moment ago, into a folder that nobody else may write to.
        catalog: Catalog = pickle.loads(Path(self.path).read_bytes())  # noqa: S301
        _HELD.clear()
        _HELD[self.digest] = catalog


def remember_shown(catalog: Catalog) -> None:
    """Remember a catalog as long as somebody uses it."""
    _SHOWN[catalog.digest] = catalog


def held(digest: str) -> Catalog | None:
    """Return what this process was handed, ``None`` where that is of another digest."""
    return _HELD.get(digest)


@contextmanager
def handed(digest: str) -> Iterator[HandedData | None]:
    """Give the catalog of a digest as a file that is gone at the end, ``None`` if nobody has it."""
    catalog = _SHOWN.get(digest)
    if catalog is None:
        yield None
        return
    with temporary_folder() as folder:
        path = folder / "catalog.pickle"
        path.write_bytes(pickle.dumps(catalog))
        yield HandedData(digest, str(path))


def follow_parent() -> None:
    """Let this process end when the one that began it does, and leave Ctrl-C to that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def give_way() -> None:
    """Let this process wait where others want the processor."""
    if sys.platform == "win32":
        import ctypes

        this_process = ctypes.c_void_p(-1)
        ctypes.windll.kernel32.SetPriorityClass(this_process, _BELOW_NORMAL)
    else:
        os.nice(_NICE)


def bound_memory(most_more: int) -> None:
    """Let this process take so many bytes more and none beyond, where the system can do so.

    Only for a process that was begun for the purpose: there is no way back, whatever it begins has
    the same bound, and where the room ends not even a thread can be started.
    """
    if sys.platform != "linux":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    with suppress(ValueError, OSError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + most_more
        if soft == resource.RLIM_INFINITY or most < soft:
            resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
