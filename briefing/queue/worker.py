"""The process that makes heavy files: ``python -m briefing.queue.worker``, begun by the queue.

It reads one order a line and answers with lines of JSON: any number of
``{"progress": [done, all, words]}``, then ``{"bytes": n}`` followed by the n bytes of the file,
or ``{"refused": message}`` for what the user asked in vain, or ``{"failed": traceback}``. It ends
when its input ends, that is with the program that began it, whatever it is doing then.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
import traceback
from typing import TYPE_CHECKING, Any, BinaryIO

from briefing.formats import make
from briefing.queue.job import Order
from geo.errors import SonLaMapError
from geo.io.load import load

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog

# Maps that are on screen come before files that somebody waits for anyway.
_NICE = 5


class _Work:
    """Answers orders; the data is read again when an order is for newer data."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._catalog: Catalog | None = None

    def answer(self, line: str) -> None:
        """Make the file of an order and send it."""
        try:
            data = self._make(Order.from_json(line))
        except SonLaMapError as error:
            self._send({"refused": str(error)})
        except Exception:  # noqa: BLE001 - the next order must find a process that works
            self._send({"failed": traceback.format_exc()})
        else:
            self._send({"bytes": len(data)}, data)

    def _make(self, order: Order) -> bytes:
        if self._catalog is None or self._catalog.digest != order.digest:
            self._catalog = load()
        view = order.view(self._catalog)
        return make(order.format_id, view, order.request, self._tell)

    def _tell(self, done: int, steps: int, words: str) -> None:
        self._send({"progress": [done, steps, words]})

    def _send(self, head: dict[str, Any], data: bytes = b"") -> None:
        self._out.write(json.dumps(head).encode() + b"\n" + data)
        self._out.flush()


def main() -> int:
    """Answer orders until there are no more."""
    # Ctrl-C is for the program that began us; the end of its pipe ends us too.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICE)
    # What a library prints must not come between the lines of an answer.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    work = _Work(out)
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(lines,), daemon=True).start()
    while True:
        work.answer(lines.get())


def _read(lines: queue.SimpleQueue[str]) -> None:
    for line in sys.stdin:
        lines.put(line)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
