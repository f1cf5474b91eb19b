"""Work that many ask for at the same moment, done once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

_V = TypeVar("_V")


class SingleFlight(Generic[_V]):
    """Lets those who ask for the same thing while it is made wait for the one that makes it.

    It belongs to one event loop, and keeps nothing: what is made is kept elsewhere.
    """

    def __init__(self) -> None:
        self._running: dict[Hashable, asyncio.Task[_V]] = {}

    async def make(self, key: Hashable, work: Callable[[], _V]) -> _V:
        """Return what `work` returns, or raise what it raises, in a thread of its own.

        Parameters
        ----------
        key
            Names what is made.
        """
        running = self._running.get(key)
        if running is None:
            running = asyncio.create_task(asyncio.to_thread(work))
            self._running[key] = running
            running.add_done_callback(lambda _: self._running.pop(key, None))
        # Who goes away does not end it for the others.
        return await asyncio.shield(running)
