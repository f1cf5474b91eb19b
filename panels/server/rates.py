"""How often strangers may do something: by the address that they come from, and all together."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass
class RateLimit:
    """Counts what was done lately; safe between threads, and forgotten with the process.

    Parameters
    ----------
    of_one, of_all
        How much is let through in `seconds` from one address, and from all of them.
    clock
        Seconds that only grow.
    """

    of_one: int
    of_all: int
    seconds: float
    clock: Callable[[], float] = time.monotonic
    _all: deque[float] = field(default_factory=deque)
    _by: dict[str, deque[float]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def wait_seconds(self, address: str) -> float:
        """Count one more and return 0, or return how long an address has to wait.

        Parameters
        ----------
        address
            Empty where it is not known: such count together with all only.
        """
        now = self.clock()
        with self._lock:
            self._forget(now)
            own = self._by.get(address, deque()) if address else deque()
            for done, most in ((own, self.of_one), (self._all, self.of_all)):
                if len(done) >= most:
                    return max(done[0] + self.seconds - now, 1.0)
            self._all.append(now)
            if address:
                own.append(now)
                self._by[address] = own
            return 0.0

    def _forget(self, now: float) -> None:
        while self._all and self._all[0] <= now - self.seconds:
            self._all.popleft()
        # As many as there are in all, since all are counted: it does not grow.
        for address, own in [*self._by.items()]:
            while own and own[0] <= now - self.seconds:
                own.popleft()
            if not own:
                del self._by[address]
