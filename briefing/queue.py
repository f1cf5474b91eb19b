"""One heavy file at a time in each lane: a queue, and before it the process that makes the files.

Equal jobs are made once however many people wait for them, and what was made is kept for a while.
A job that nobody waits for any more is not begun, and is given up when others wait.

Why a process and not a thread: a page that takes seconds of pure Python makes every map on the
server wait for its turns at the interpreter; and only a process can be ended when it hangs, or die
without the maps. Why no pool: one that outlives the death of a
process in any moment, also an idle one, and tells how far a job is, is no shorter than this.

The process is spawned, never forked: the same on Linux, macOS and Windows. Through one pipe it gets
pickled jobs and answers each with any number of steps (a tuple), then with the file (bytes) or with
why there is none (a str in the user's language).
"""

from __future__ import annotations

import atexit
import logging
import multiprocessing
import threading
import time
import traceback
from collections import deque
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from multiprocessing.connection import Pipe
from typing import TYPE_CHECKING, Final, Protocol

from briefing.formats import FORMATS, FormatGroup, format_of, make
from briefing.preview import preview_of
from briefing.processes import (
    DataMovedError,
    DataWanted,
    HandedData,
    bound_memory,
    follow_parent,
    give_way,
    handed,
    held,
    remember_shown,
)
from geo.errors import DataError, SonLaMapError
from geo.faults import fault_words
from geo.files import ByteCache
from geo.io.load import load
from geo.query.view import build_view
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from multiprocessing.connection import Connection

    from briefing.formats import Progress
    from briefing.request import ExportRequest
    from geo.catalog.catalog import Catalog
    from geo.query.selection import Selection
    from geo.query.view import View

MOST_WAITING: Final = 20
KEPT_BYTES: Final = 64_000_000
LIMIT_SECONDS: Final = 300.0
# A process that nobody needs gives its memory back.
IDLE_SECONDS: Final = 900.0
LONG_GROUPS: Final = frozenset({FormatGroup.BOOK, FormatGroup.WALL, FormatGroup.USB})
_TRIES = 2
_LOG: Final = logging.getLogger(__name__)
# The end of the server must not wait for a worker that does not end.
_END_SECONDS = 10.0


@dataclass(frozen=True)
class RenderJob:
    """A view as a file: without the data, so that it is small enough to cross a pipe.

    Parameters
    ----------
    digest
        Digest of the catalog that the view was looked at.
    day
        The day whose statuses are shown.
    """

    format_id: str
    digest: str
    selection: Selection
    day: date
    request: ExportRequest

    @classmethod
    def of(cls, format_id: str, view: View, request: ExportRequest) -> RenderJob:
        """Return the job of making a view into a file; the queue can hand on the view's data."""
        remember_shown(view.catalog)
        return cls(format_id, view.catalog.digest, view.selection, view.day, request)

    @property
    def language(self) -> str:
        """Language of the file and of whoever waits for it."""
        return self.selection.language

    @property
    def is_long(self) -> bool:
        """Whether it takes so long that others should not wait behind it."""
        return FORMATS[self.format_id].group in LONG_GROUPS

    def view(self, catalog: Catalog) -> View:
        """Return the view that is wanted.

        Raises
        ------
        DataError
            If the catalog holds other data than the job was given for.
        """
        if catalog.digest != self.digest:
            raise DataError(say("queue.error-data", self.language))
        return build_view(catalog, self.selection, self.day)

    def render(self, progress: Progress | None = None) -> bytes:
        """Return the file; the data are read by this process, and kept until newer are asked for.

        Raises
        ------
        DataMovedError
            If the folder is broken or holds other data, and this process was not handed these.
        SonLaMapError
            If it cannot be made; the message is in the user's language.
        """
        try:
            catalog = held(self.digest) or _loaded(self.digest)
        except DataError:
            raise DataMovedError(say("queue.error-data", self.language), self.digest) from None
        return make(self.format_id, self.view(catalog), self.request, progress)


@dataclass(frozen=True)
class PreviewedJob:
    """A file and the picture of its first page, made of its own bytes, in one go.

    What comes back is read by :meth:`briefing.preview.Preview.unpack`.
    """

    order: RenderJob

    @property
    def language(self) -> str:
        """Language of whoever waits."""
        return self.order.language

    @property
    def is_long(self) -> bool:
        """Whether it goes into the lane of books."""
        return self.order.is_long

    def render(self, progress: Progress) -> bytes:
        """Return both, packed.

        Raises
        ------
        SonLaMapError
            If the file cannot be made; the message is in the user's language.
        """
        data = self.order.render(progress)
        return preview_of(data, format_of(self.order.format_id).extension).pack()


@lru_cache(maxsize=1)
def _loaded(digest: str) -> Catalog:
    """Return the catalog of the data folder if it is the one that is asked for.

    Raises
    ------
    DataError
        If the folder is broken or holds other data: they may be edited at this moment.
    """
    catalog = load()
    if catalog.digest != digest:
        raise DataError(f"it holds {catalog.digest}, not {digest}")  # so that it is not kept
    return catalog


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
    """A running process that makes one file at a time.

    Parameters
    ----------
    most_more
        Bytes that it may take beside what it has when its first job comes; without bound if 0.
    """

    def __init__(self, most_more: int = 0) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = Pipe()
        given = (theirs, most_more)
        self._process = context.Process(target=_serve, args=given, name="render-worker")
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
        DataMovedError
            If the worker finds other data in the folder; :meth:`hand` gives it these.
        TimeLimitError
            If it takes longer than `limit_seconds`.
        WorkerDiedError
            If the process ends before it has answered.
        """
        end = time.monotonic() + limit_seconds
        try:
            self._pipe.send(job)
            while self._pipe.poll(max(0.0, end - time.monotonic())):
                answer: tuple[int, int, str] | bytes | str | DataWanted = self._pipe.recv()
                if isinstance(answer, bytes):
                    return answer
                if isinstance(answer, str):
                    raise RenderRefusedError(answer)
                if isinstance(answer, DataWanted):
                    raise DataMovedError(answer.words, answer.digest)
                progress(*answer)
        except (EOFError, OSError) as error:
            raise WorkerDiedError(str(error)) from error
        msg = f"no answer after {limit_seconds:g} s"
        raise TimeLimitError(msg)

    def hand(self, data: HandedData) -> None:
        """Give it the data of the jobs that follow.

        Raises
        ------
        WorkerDiedError
            If the process has ended.
        """
        try:
            self._pipe.send(data)
        except OSError as error:
            raise WorkerDiedError(str(error)) from error

    def kill(self) -> None:
        """End the process at once; safe from another thread, and when it has ended."""
        self._process.kill()

    def close(self) -> None:
        """End the process and wait for its end: nothing of it stays."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _serve(pipe: Connection, most_more: int) -> None:
    """Do jobs as long as there is somebody to give them."""
    follow_parent()
    give_way()
    with suppress(EOFError):
        while True:
            job: Job | HandedData = pipe.recv()
            if most_more:
                bound_memory(most_more)
                most_more = 0
            if isinstance(job, HandedData):
                _hold(job)
                continue
            pipe.send(_answer(job, lambda *step: pipe.send(step)))


def _hold(data: HandedData) -> None:
    try:
        data.hold()
    except Exception:  # noqa: BLE001 - the job that follows says what the user must know
        traceback.print_exc()


def _answer(job: Job, progress: Progress) -> bytes | str | DataWanted:
    try:
        return job.render(progress)
    except DataMovedError as error:
        return DataWanted(error.digest, str(error))
    except SonLaMapError as error:
        return fault_words(error, job.language)
    except (OSError, MemoryError) as error:
        # Where room is missing, or who may not write where, the user or the operator can mend.
        traceback.print_exc()
        return fault_words(error, job.language)
    except Exception:  # noqa: BLE001 - the next job must find a process that works
        # The cause is for whoever runs the server; the user learns what to do.
        traceback.print_exc()
        return say("queue.error-failed", job.language)


class QueueFullError(SonLaMapError):
    """Too many files are waited for already."""


class RenderFailedError(SonLaMapError):
    """A file could not be made; the message is in the user's language."""


@dataclass(eq=False)
class JobHandle:
    """A job in the queue, for those who wait for it.

    Parameters
    ----------
    waiters
        How many people wait for it.
    done, steps, doing
        Steps done, steps in all and what is being done; 0 of 0 where that is not known.
    """

    job: Job
    waiters: int = 0
    done: int = 0
    steps: int = 0
    doing: str = ""
    data: bytes | None = None
    error: SonLaMapError | None = None
    finished: threading.Event = field(default_factory=threading.Event)

    def result(self) -> bytes:
        """Return the file of a finished job.

        Raises
        ------
        SonLaMapError
            If it could not be made.
        """
        if self.error is not None:
            raise self.error
        return self.data or b""


class RenderQueue:
    """Takes jobs from any thread and has them done one after the other.

    Parameters
    ----------
    begin
        Begins a worker.
    limit_seconds
        After so many seconds the making of a file is given up.
    idle_seconds
        After so many seconds without a job the worker is ended.
    kept_bytes
        How much of what was made is kept for who asks for the same.
    """

    def __init__(
        self,
        begin: Callable[[], Worker] = Worker,
        limit_seconds: float = LIMIT_SECONDS,
        idle_seconds: float = IDLE_SECONDS,
        kept_bytes: int = KEPT_BYTES,
    ) -> None:
        self._begin, self._limit, self._idle = begin, limit_seconds, idle_seconds
        self._worker: Worker | None = None
        self._waiting: deque[JobHandle] = deque()
        self._running: JobHandle | None = None
        self._kept: ByteCache[Job] = ByteCache(kept_bytes)
        self._closed = False
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def submit(self, job: Job) -> JobHandle:
        """Return a handle of a job in the queue; a job that was done lately is finished at once.

        Whoever gets a handle must :meth:`release` it.

        Raises
        ------
        QueueFullError
            If :data:`MOST_WAITING` jobs wait, or no thread is to be had; in the user's language.
        """
        with self._changed:
            handle = self._known(job)
            if handle is None:
                if len(self._waiting) >= MOST_WAITING or not self._start():
                    raise QueueFullError(say("queue.error-full", job.language))
                handle = JobHandle(job)
                self._waiting.append(handle)
            handle.waiters += 1
            self._give_up()
            self._changed.notify_all()
            return handle

    def release(self, handle: JobHandle) -> None:
        """Say that somebody does not wait for a handle any more."""
        with self._changed:
            handle.waiters -= 1
            if not handle.waiters and handle in self._waiting:
                self._waiting.remove(handle)
            self._give_up()

    def position(self, handle: JobHandle) -> int:
        """Return how many files are made before that of a handle; 0 when its turn has come."""
        with self._changed:
            if handle not in self._waiting:
                return 0
            return self._waiting.index(handle) + (self._running is not None)

    def close(self) -> None:
        """End the worker; what waits fails."""
        with self._changed:
            self._closed = True
            worker = self._worker
            self._changed.notify_all()
        if worker:
            worker.kill()
        if self._thread:
            self._thread.join(_END_SECONDS)

    def _known(self, job: Job) -> JobHandle | None:
        """Return the handle of a job that waits, is being done, or was done."""
        for handle in (*self._waiting, self._running):
            if handle and handle.job == job:
                return handle
        data = self._kept.get(job)
        if data is None:
            return None
        made = JobHandle(job, data=data)
        made.finished.set()
        return made

    def _give_up(self) -> None:
        """End the worker when it makes what nobody waits for while somebody waits for another."""
        if self._running and not self._running.waiters and self._waiting and self._worker:
            self._worker.kill()

    def _start(self) -> bool:
        """Tell whether a thread serves the queue; there is none where the machine gives none."""
        if self._thread is None:
            # The worker must not outlive the server, nor the server wait for a file.
            thread = threading.Thread(target=self._serve, name="render-queue", daemon=True)
            try:
                thread.start()
            except RuntimeError:
                return False
            self._thread = thread
            # Later than multiprocessing, whose own end (run after this one) waits for processes.
            atexit.register(self.close)
        return True

    def _serve(self) -> None:
        while (handle := self._next()) is not None:
            try:
                handle.data = self._make(handle)
                self._kept.put(handle.job, handle.data)
            except SonLaMapError as error:
                handle.error = error
            except Exception as error:  # noqa: BLE001 - the queue must go on for the others
                words = say("queue.error-failed", handle.job.language)
                handle.error = RenderFailedError(words)
                handle.error.__cause__ = error
            with self._changed:
                self._running = None
            handle.finished.set()
        self._end_worker()
        with self._changed:
            for handle in self._waiting:
                handle.error = _died(handle)
                handle.finished.set()
            self._waiting.clear()

    def _next(self) -> JobHandle | None:
        """Return the next handle, ``None`` when the queue was closed; an idle worker is ended."""
        with self._changed:
            while not self._waiting and not self._closed:
                if not self._changed.wait(self._idle if self._worker else None):
                    self._end_worker()
            if self._closed:
                return None
            self._running = self._waiting.popleft()
            return self._running

    def _make(self, handle: JobHandle) -> bytes:
        """Have a file made; a worker that died is replaced once, then it was the file's fault."""

        def tell(done: int, steps: int, doing: str) -> None:
            handle.done, handle.steps, handle.doing = done, steps, doing

        for _ in range(_TRIES):
            with self._changed:
                # Whoever closes the queue or leaves finds the worker begun, or stops it here.
                if self._closed or not handle.waiters:
                    break
                if self._worker is None:
                    self._worker = self._begin()
            try:
                return self._ask(self._worker, handle.job, tell)
            except TimeLimitError as error:
                _LOG.warning("given up: %s: %s", error, handle.job)
                self._end_worker()
                break
            except WorkerDiedError as error:
                _LOG.warning("a process that makes files has died (%s): %s", error, handle.job)
                self._end_worker()
        raise _died(handle)

    def _ask(self, worker: Worker, job: Job, tell: Progress) -> bytes:
        """Return the file of a worker, which is handed the data that the folder has no more."""
        try:
            return worker.ask(job, tell, self._limit)
        except DataMovedError as error:
            with handed(error.digest) as data:
                if data is None:
                    raise
                worker.hand(data)
                return worker.ask(job, tell, self._limit)

    def _end_worker(self) -> None:
        if self._worker:
            self._worker.close()
            self._worker = None


class RenderLanes:
    """Two queues: a sheet, which takes seconds, never waits behind a book, which takes minutes.

    Parameters
    ----------
    begin
        Begins the worker of a lane.
    """

    def __init__(self, begin: Callable[[], Worker] = Worker) -> None:
        self._short, self._long = RenderQueue(begin), RenderQueue(begin)

    def submit(self, job: Job) -> JobHandle:
        """As :meth:`RenderQueue.submit`, in the lane of the job."""
        return self._lane(job).submit(job)

    def release(self, handle: JobHandle) -> None:
        """As :meth:`RenderQueue.release`."""
        self._lane(handle.job).release(handle)

    def position(self, handle: JobHandle) -> int:
        """As :meth:`RenderQueue.position`; files of the other lane do not count."""
        return self._lane(handle.job).position(handle)

    def close(self) -> None:
        """End both workers."""
        self._short.close()
        self._long.close()

    def _lane(self, job: Job) -> RenderQueue:
        return self._long if getattr(job, "is_long", False) else self._short


def _died(handle: JobHandle) -> RenderFailedError:
    return RenderFailedError(say("queue.error-died", handle.job.language))
