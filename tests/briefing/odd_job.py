"""Jobs for the render queue that do what they are called; small, as each worker imports it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geo.errors import DataError


@dataclass(frozen=True)
class OddJob:
    """A job whose name says what it does, and behind ``|`` with which file."""

    name: str
    language: str = "vi"

    def render(self, progress: Callable[[int, int, str], None]) -> bytes:
        what, _, where = self.name.partition("|")
        if what == "die":
            os._exit(3)
        if what == "die-once" and not Path(where).exists():
            Path(where).touch()
            os._exit(3)
        if what == "wait":
            while not Path(where).exists():
                time.sleep(0.01)
        if what == "hang":
            time.sleep(600)
        if what == "fill":
            return bytes(int(where))
        if what == "refuse":
            raise DataError("nein")
        if what == "fail":
            raise RuntimeError(what)
        progress(1, 2, "half")
        return f"{what} {os.getpid()}".encode()


class LongJob(OddJob):
    """One for the lane of long jobs."""

    is_long = True
