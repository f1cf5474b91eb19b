"""One heavy file at a time: a queue before the worker, with the place of everybody in it.

The same order is made once however many people wait for it, and what was made is kept for a
while. An order that nobody waits for any more is not begun, and is given up when others wait.
"""

from __future__ import annotations

import atexit
import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from briefing.queue.worker import TimeLimitError, Worker, WorkerDiedError
from geo.byte_cache import ByteCache
from geo.errors import SonLaMapError
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.queue.worker import Job

MOST_WAITING: Final = 20
KEPT_BYTES: Final = 64_000_000
LIMIT_SECONDS: Final = 300.0
# A process that nobody needs gives its memory back.
IDLE_SECONDS: Final = 900.0
_TRIES = 2
# The end of the server must not wait for a worker that does not end.
_END_SECONDS = 10.0


class QueueFullError(SonLaMapError):
    """Too many files are waited for already."""


class RenderFailedError(SonLaMapError):
    """A file could not be made; the message is in the user's language."""


@dataclass(eq=False)
class JobHandle:
    """A place in the queue.

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
        """Return the file of a finished order.

        Raises
        ------
        SonLaMapError
            If it could not be made.
        """
        if self.error is not None:
            raise self.error
        return self.data or b""


class RenderQueue:
    """Takes orders from any thread and has them made one after the other.

    Parameters
    ----------
    begin
        Begins a worker.
    limit_seconds
        After that time the making of a file is given up.
    """

    def __init__(
        self,
        begin: Callable[[], Worker] = Worker,
        limit_seconds: float = LIMIT_SECONDS,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._begin, self._limit, self._idle = begin, limit_seconds, idle_seconds
        self._worker: Worker | None = None
        self._waiting: deque[JobHandle] = deque()
        self._running: JobHandle | None = None
        self._kept: ByteCache[Job] = ByteCache(KEPT_BYTES)
        self._closed = False
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def submit(self, order: Job) -> JobHandle:
        """Return a place in the queue; an order that was made lately is finished at once.

        Whoever gets a ticket must :meth:`release` it.

        Raises
        ------
        QueueFullError
            If more than :data:`MOST_WAITING` orders wait; the message is in the user's language.
        """
        with self._changed:
            ticket = self._known(order)
            if ticket is None:
                if len(self._waiting) >= MOST_WAITING:
                    raise QueueFullError(say("queue.error-full", order.language))
                ticket = JobHandle(order)
                self._waiting.append(ticket)
                self._start()
            ticket.waiters += 1
            self._give_up()
            self._changed.notify_all()
            return ticket

    def release(self, ticket: JobHandle) -> None:
        """Say that somebody does not wait for a ticket any more."""
        with self._changed:
            ticket.waiters -= 1
            if not ticket.waiters and ticket in self._waiting:
                self._waiting.remove(ticket)
            self._give_up()

    def position(self, ticket: JobHandle) -> int:
        """Return how many files are made before that of a ticket; 0 when its turn has come."""
        with self._changed:
            if ticket not in self._waiting:
                return 0
            return self._waiting.index(ticket) + (self._running is not None)

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

    def _known(self, order: Job) -> JobHandle | None:
        """Return the ticket of an order that waits, is being made, or was made."""
        for ticket in [*self._waiting, *([self._running] if self._running else [])]:
            if ticket.job == order:
                return ticket
        data = self._kept.get(order)
        if data is None:
            return None
        made = JobHandle(order, data=data)
        made.finished.set()
        return made

    def _give_up(self) -> None:
        """End the worker when it makes what nobody waits for while somebody waits for another."""
        if self._running and not self._running.waiters and self._waiting and self._worker:
            self._worker.kill()

    def _start(self) -> None:
        if self._thread is None:
            # The worker must not outlive the server, nor the server wait for a file.
            self._thread = threading.Thread(target=self._serve, name="render-queue", daemon=True)
            self._thread.start()
            # Later than multiprocessing, whose own end (run after this one) waits for processes.
            atexit.register(self.close)

    def _serve(self) -> None:
        while (ticket := self._next()) is not None:
            try:
                ticket.data = self._make(ticket)
                self._kept.put(ticket.job, ticket.data)
            except SonLaMapError as error:
                ticket.error = error
            except Exception as error:  # noqa: BLE001 - the queue must go on for the others
                words = say("queue.error-failed", ticket.job.language)
                ticket.error = RenderFailedError(words)
                ticket.error.__cause__ = error
            with self._changed:
                self._running = None
            ticket.finished.set()
        self._end_worker()
        with self._changed:
            for ticket in self._waiting:
                ticket.error = _died(ticket)
                ticket.finished.set()
            self._waiting.clear()

    def _next(self) -> JobHandle | None:
        """Return the next ticket, ``None`` when the queue was closed; an idle worker is ended."""
        with self._changed:
            while not self._waiting and not self._closed:
                if not self._changed.wait(self._idle if self._worker else None):
                    self._end_worker()
            if self._closed:
                return None
            self._running = self._waiting.popleft()
            return self._running

    def _make(self, ticket: JobHandle) -> bytes:
        """Have a file made; a worker that died is replaced once, then it was the file's fault."""

        def tell(done: int, steps: int, doing: str) -> None:
            ticket.done, ticket.steps, ticket.doing = done, steps, doing

        for _ in range(_TRIES):
            with self._changed:
                # Whoever closes the queue or leaves finds the worker begun, or stops it here.
                if self._closed or not ticket.waiters:
                    break
                if self._worker is None:
                    self._worker = self._begin()
            try:
                return self._worker.ask(ticket.job, tell, self._limit)
            except TimeLimitError:
                self._end_worker()
                break
            except WorkerDiedError:
                self._end_worker()
        raise _died(ticket)

    def _end_worker(self) -> None:
        if self._worker:
            self._worker.close()
            self._worker = None


def _died(ticket: JobHandle) -> RenderFailedError:
    return RenderFailedError(say("queue.error-died", ticket.job.language))
