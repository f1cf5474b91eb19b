"""The process that makes heavy files, as its parent and as it sees itself.

Why a process and not a thread: matplotlib is not made for threads; a page that takes seconds of
pure Python makes every map on the server wait for its turns at the interpreter; and only a process
can be ended when it hangs, or die without the maps. Why no pool: one that outlives the death of a
process in any moment, also an idle one, and tells how far a job is, is no shorter than this.

The process is spawned, never forked: the same on Linux, macOS and Windows. Through one pipe it gets
pickled jobs and answers each with any number of steps (a tuple), then with the file (bytes) or with
why there is none (a str in the user's language).
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
import traceback
from collections.abc import Hashable
from contextlib import suppress
from multiprocessing.connection import Pipe
from typing import TYPE_CHECKING, Protocol

from briefing.processes import follow_parent
from geo.errors import SonLaMapError
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    Progress = Callable[[int, int, str], None]

# Maps that are on screen come before files that somebody waits for anyway.
_NICE = 5
_BELOW_NORMAL = 0x4000


class Job(Hashable, Protocol):
    """A file that is wanted: picklable, and equal to every job that gives the same file."""

    @property
    def language(self) -> str:
        """Language of whoever waits."""

    def render(self, progress: Progress) -> bytes:
        """Return the file; called in the process that makes it.

        Parameters
        ----------
        progress
            Called with steps done, steps in all and what was done.

        Raises
        ------
        SonLaMapError
            If it cannot be made as it is asked for; the message is in the user's language.
        """


class RenderRefusedError(SonLaMapError):
    """The job cannot be done as it was given; the message is in the user's language."""


class WorkerDiedError(SonLaMapError):
    """The process ended before it had answered."""


class TimeLimitError(SonLaMapError):
    """The process took too long; it works on."""


class Worker:
    """A running process that makes one file at a time."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), name="render-worker")
        self._process.start()
        # Only the process holds that end: when it ends, so does the pipe.
        theirs.close()

    @property
    def pid(self) -> int | None:
        """The id of the process."""
        return self._process.pid

    def ask(self, job: Job, progress: Progress, limit_seconds: float) -> bytes:
        """Return the file of a job.

        Parameters
        ----------
        progress
            Called with steps done, steps in all and what was done.

        Raises
        ------
        RenderRefusedError
            If the worker refuses the job or fails at it.
        TimeLimitError
            If it takes longer than `limit_seconds`.
        WorkerDiedError
            If the process ends before it has answered.
        """
        end = time.monotonic() + limit_seconds
        try:
            self._pipe.send(job)
            while self._pipe.poll(max(0.0, end - time.monotonic())):
                answer: tuple[int, int, str] | bytes | str = self._pipe.recv()
                if isinstance(answer, bytes):
                    return answer
                if isinstance(answer, str):
                    raise RenderRefusedError(answer)
                progress(*answer)
        except (EOFError, OSError) as error:
            raise WorkerDiedError(str(error)) from error
        msg = f"no answer after {limit_seconds:g} s"
        raise TimeLimitError(msg)

    def kill(self) -> None:
        """End the process at once; safe from another thread, and when it has ended."""
        self._process.kill()

    def close(self) -> None:
        """End the process and wait for its end: nothing of it stays."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _serve(pipe: Connection) -> None:
    """Do jobs as long as there is somebody to give them."""
    follow_parent()
    _give_way()
    with suppress(EOFError):
        while True:
            job: Job = pipe.recv()
            pipe.send(_answer(job, lambda *step: pipe.send(step)))


def _answer(job: Job, progress: Progress) -> bytes | str:
    try:
        return job.render(progress)
    except SonLaMapError as error:
        return str(error)
    except Exception:  # noqa: BLE001 - the next job must find a process that works
        # The cause is for whoever runs the server; the user learns what to do.
        traceback.print_exc()
        return say("queue.error-failed", job.language)


def _give_way() -> None:
    if sys.platform == "win32":
        import ctypes

        this_process = ctypes.c_void_p(-1)
        ctypes.windll.kernel32.SetPriorityClass(this_process, _BELOW_NORMAL)
    else:
        os.nice(_NICE)
