"""Files in memory, up to a number of bytes."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

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
