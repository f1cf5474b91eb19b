"""The worker as its parent sees it: begin it, ask it, end it.

Why a process and not a thread: matplotlib is not made for threads; a page that takes seconds of
pure Python makes every map on the server wait for its turns at the interpreter; and only a process
can be ended when it hangs, or die without the maps. Why not ``concurrent.futures``: its processes
begin by running the parent's main module again, which under Streamlit is the app itself, and its
pool is broken for good when one of them dies. A plain child with two pipes is the same on Linux,
macOS and Windows.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.catalog.catalog import DATA, DATA_VARIABLE
from geo.errors import SonLaMapError
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.queue.job import Order

ROOT = Path(__file__).resolve().parents[2]
_END_SECONDS = 3.0


class RefusedError(SonLaMapError):
    """The order cannot be made as it was given; the message is in the user's language."""


class WorkerDiedError(SonLaMapError):
    """The process ended before it had answered."""


class TimeLimitError(WorkerDiedError):
    """The process was ended because it took too long."""


class Worker:
    """A running process that makes one file at a time.

    Parameters
    ----------
    command
        What to run instead of this house's own worker; for tests.
    """

    def __init__(self, command: list[str] | None = None) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - this house's own program
            command or [sys.executable, "-m", "briefing.queue.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONUTF8": "1", DATA_VARIABLE: str(DATA)},
            creationflags=_flags(),
        )

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    def ask(
        self, order: Order, progress: Callable[[int, int, str], None], limit_seconds: float
    ) -> bytes:
        """Return the file of an order.

        Parameters
        ----------
        progress
            Called with steps done, steps in all and what was done.
        limit_seconds
            After that time the process is ended.

        Raises
        ------
        RefusedError
            If the worker refuses the order or fails at it.
        TimeLimitError
            If it took longer than `limit_seconds`.
        WorkerDiedError
            If the process ends before it has answered.
        """
        late = threading.Event()

        def end() -> None:
            late.set()
            self.kill()

        timer = threading.Timer(limit_seconds, end)
        timer.daemon = True
        timer.start()
        try:
            self._write(order.to_json())
            while True:
                head = self._head()
                if "progress" in head:
                    progress(*head["progress"])
                elif "bytes" in head:
                    return self._body(head["bytes"])
                else:
                    raise RefusedError(_message(head, order.language))
        except WorkerDiedError as error:
            if late.is_set():
                raise TimeLimitError(str(error)) from error
            raise
        finally:
            timer.cancel()

    def kill(self) -> None:
        """End the process at once; safe from another thread, and when it has ended."""
        self._process.kill()

    def close(self) -> None:
        """End the process and wait for its end: nothing of it stays."""
        try:
            # The worker ends when nobody can order any more.
            if self._process.stdin:
                self._process.stdin.close()
            self._process.wait(_END_SECONDS)
        except (OSError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def _write(self, line: str) -> None:
        pipe = self._process.stdin
        try:
            if pipe:
                pipe.write(line.encode() + b"\n")
                pipe.flush()
        except OSError as error:
            raise WorkerDiedError(str(error)) from error

    def _head(self) -> dict[str, Any]:
        pipe = self._process.stdout
        line = pipe.readline() if pipe else b""
        if not line.endswith(b"\n"):
            raise WorkerDiedError(f"the worker ended with status {self._process.poll()}")
        found: dict[str, Any] = json.loads(line)
        return found

    def _body(self, size: int) -> bytes:
        pipe = self._process.stdout
        data = pipe.read(size) if pipe else b""
        if len(data) < size:
            raise WorkerDiedError(f"the worker sent {len(data)} of {size} bytes")
        return data


def _flags() -> int:
    """Return how Windows begins the process: without a window, behind the server."""
    if sys.platform != "win32":
        return 0
    return subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS


def _message(head: dict[str, Any], language: str) -> str:
    if "failed" in head:
        # The cause is for whoever runs the server; the user learns what to do.
        sys.stderr.write(str(head["failed"]))
        return say("queue.error-failed", language)
    return str(head.get("refused", ""))
