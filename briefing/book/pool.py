"""Work on a book spread over processes, so that every core draws.

The processes are spawned, never forked: the same on Linux, macOS and Windows, and safe beside
the threads of a server. Each gets the book once. Nothing stays behind: on an error, or when the
caller gives up, what has not begun is dropped and the processes end; when the program itself is
killed, they notice and end too.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from briefing.book.plan import Book, BookError, Part
from briefing.processes import follow_parent
from geo.errors import SonLaMapError
from geo.files import temporary_folder
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_R = TypeVar("_R")
# To begin a process costs about as much as drawing three pages.
_FEWEST_PAGES = 8
# The book that this process works on, set when it begins.
_BOOK: list[Book] = []


@dataclass(frozen=True)
class PartBundle:
    """Parts of the book that one process draws in one go.

    Parameters
    ----------
    parts
        See :mod:`briefing.book.pdf`.
    label
        What the user reads while it is drawn.
    """

    parts: tuple[Part, ...]
    label: str


@dataclass(frozen=True)
class Spread(Generic[_R]):
    """How jobs are done.

    Parameters
    ----------
    work
        A function of a module, so that another process finds it; called with the book and the
        parts of a job.
    done
        Called with each job when it is finished, in whatever order they finish.
    """

    book: Book
    work: Callable[[Book, tuple[Part, ...]], _R]
    done: Callable[[PartBundle], None]

    def run(self, jobs: Sequence[PartBundle]) -> list[_R]:
        """Do all jobs; return their results in the order of the jobs.

        Raises
        ------
        BookError
            If a part cannot be drawn or a process ends unasked; the message says which part.
        """
        affinity = getattr(os, "sched_getaffinity", None)
        cores = len(affinity(0)) if affinity else os.cpu_count() or 1
        workers = self.book.request.workers or cores
        pages = sum(len(job.parts) for job in jobs)
        if workers == 1 or pages < _FEWEST_PAGES:
            return self._here(jobs)
        return self._elsewhere(jobs, min(workers, len(jobs)))

    def _here(self, jobs: Sequence[PartBundle]) -> list[_R]:
        results = []
        for job in jobs:
            try:
                results.append(self.work(self.book, job.parts))
            except Exception as error:
                raise self._failed(job, error) from error
            self.done(job)
        return results

    def _elsewhere(self, jobs: Sequence[PartBundle], workers: int) -> list[_R]:
        context = multiprocessing.get_context("spawn")
        with temporary_folder() as folder:
            # The book goes through a file: a process that dies while it is sent megabytes through
            # its pipe would leave us writing for ever.
            path = folder / "book.pickle"
            path.write_bytes(pickle.dumps(self.book))
            pool = ProcessPoolExecutor(workers, context, _begin, (str(path),))
            try:
                return self._share_out(pool, jobs, workers)
            except BrokenProcessPool as error:
                raise BookError(say("book.error-process", self.book.language)) from error
            finally:
                # A process that began while the pool broke is known to nobody else.
                begun = dict(pool._processes or {})  # noqa: SLF001
                pool.shutdown(wait=True, cancel_futures=True)
                for process in begun.values():
                    process.kill()
                    process.join()

    def _share_out(
        self, pool: ProcessPoolExecutor, jobs: Sequence[PartBundle], workers: int
    ) -> list[_R]:
        results: dict[int, _R] = {}
        running: dict[Future[_R], int] = {}
        waiting = iter(enumerate(jobs))
        while True:
            # No more is handed out than can be drawn at once: an error stops the rest.
            for number, job in islice(waiting, workers - len(running)):
                running[pool.submit(_do, self.work, job.parts)] = number
            if not running:
                return [results[number] for number in range(len(jobs))]
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                number = running.pop(future)
                results[number] = self._result(future, jobs[number])
                self.done(jobs[number])

    def _result(self, future: Future[_R], job: PartBundle) -> _R:
        try:
            return future.result()
        except BrokenProcessPool:
            raise
        except Exception as error:
            raise self._failed(job, error) from error

    def _failed(self, job: PartBundle, error: Exception) -> BookError:
        what = str(error) if isinstance(error, SonLaMapError) else type(error).__name__
        words = say("book.error-part", self.book.language, part=job.label, message=what)
        return BookError(words)


def _begin(path: str) -> None:
    """Prepare a process: it works on the book of a file, and ends with who began it."""
    follow_parent()
    # Our own parent wrote it a moment ago.
    _BOOK[:] = [pickle.loads(Path(path).read_bytes())]  # noqa: S301


def _do(work: Callable[[Book, tuple[Part, ...]], _R], parts: tuple[Part, ...]) -> _R:
    return work(_BOOK[0], parts)
