"""Threads that are there before a crowd is, and lanes for work that costs a core for a while.

All that the server does beside its loop shares a handful of threads. Strangers who ask for costly
work all at once would take them all, and the map would stand still for everybody:
such work has a lane of its own, few at once and few waiting. And where many visitors have used up
what the machine gives, no thread can be begun any more: those that answer have begun before.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_P = ParamSpec("_P")
_V = TypeVar("_V")


class LaneFullError(Exception):
    """So much waits already, of one address or of all, that nothing more is taken."""


def begin_threads(count: int, name: str) -> ThreadPoolExecutor:
    """Return a pool all of whose threads run already: it never has to begin one later.

    Raises
    ------
    RuntimeError
        If the machine gives no further thread; then none of them stays.
    """
    pool, all_there = ThreadPoolExecutor(count, name), Barrier(count)
    try:
        for _ in range(count):
            pool.submit(all_there.wait)
    except RuntimeError:
        all_there.abort()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    return pool


class WorkLane:
    """A lane of one event loop.

    Parameters
    ----------
    at_once
        How much is done at the same time.
    of_one, of_all
        How much may be under way or wait, from one address and from all of them.
    """

    def __init__(self, name: str, at_once: int, of_one: int, of_all: int) -> None:
        self._name, self._at_once = name, at_once
        self._pool: ThreadPoolExecutor | None = None
        self._of_one, self._of_all = of_one, of_all
        self._taken: Counter[str] = Counter()

    async def do(
        self, address: str, work: Callable[_P, _V], *given: _P.args, **named: _P.kwargs
    ) -> _V:
        """Return what `work` returns, or raise what it raises, once it is its turn.

        Parameters
        ----------
        address
            Empty where it is not known: such count together with all only.

        Raises
        ------
        LaneFullError
            If too much waits, or the machine gives no thread to do it; nothing is done.
        """
        own = self._taken[address] if address else 0
        if own >= self._of_one or self._taken.total() >= self._of_all:
            raise LaneFullError
        if self._pool is None:
            try:
                self._pool = begin_threads(self._at_once, self._name)
            except RuntimeError as error:
                raise LaneFullError from error
        self._taken[address] += 1
        done = self._pool.submit(work, *given, **named)
        # Who goes away has its place until the work is done: else others could take as many anew.
        loop = asyncio.get_running_loop()
        done.add_done_callback(lambda _: loop.call_soon_threadsafe(self._leave, address))
        return await asyncio.shield(asyncio.wrap_future(done))

    def _leave(self, address: str) -> None:
        self._taken[address] -= 1
        if self._taken[address] <= 0:
            del self._taken[address]
