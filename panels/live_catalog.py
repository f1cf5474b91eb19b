"""The catalog under a running server: whatever happens to the data folder, one that is good stays.

Tables are edited while people look at the map. A table that is half saved, a row that names an
agency which is not there, a figure that the check refuses: none of it reaches a session that is
open. They go on with what was read last and was good; whoever runs the server gets one line.
"""

from __future__ import annotations

import logging
import time
from threading import Lock
from typing import TYPE_CHECKING, Final

from geo.catalog.catalog import digest_of
from geo.edit.check import Examined, examine
from geo.errors import DataError
from geo.io.load import load
from geo.tables import DATA, Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from geo.catalog.catalog import Catalog
    from geo.io.schema import Problem

_LOG: Final = logging.getLogger(__name__)
LOOK_SECONDS: Final = 5.0
_REMEDY: Final = "run `python -m geo check` and correct what it names"


class LiveCatalog:
    """The last good catalog of a folder; safe between threads.

    Parameters
    ----------
    folder
        With ``shapes/`` and ``tables/``.
    look_seconds
        How long the folder is not looked at again.
    read
        Reads and validates the folder, with some tables replaced.
    drafts
        Returns the tables that are read in place of those of the folder: what a store has changed.
    examined
        Returns the catalog of a digest where it was read and checked already.
    """

    def __init__(
        self,
        folder: Path = DATA,
        look_seconds: float = LOOK_SECONDS,
        read: Callable[[Path, Mapping[str, bytes]], Examined] = examine,
        drafts: Callable[[], Mapping[str, bytes]] = dict,
        examined: Callable[[str], Catalog | None] = lambda _: None,
    ) -> None:
        self._folder, self._look_seconds, self._read = folder, look_seconds, read
        self._drafts, self._known = drafts, examined
        self._lock = Lock()
        # Digest of the folder alone with which a whole check was passed.
        self._checked = ""
        self._next_look = 0.0
        self._seen = ""
        self._good: Catalog | None = None
        self._problem: DataError | None = None

    @property
    def problem(self) -> str | None:
        """Why the folder as it is now is not shown, or is shown with a fault, in one line."""
        return " ".join(str(self._problem).split()) if self._problem else None

    @property
    def digest(self) -> str:
        """Digest of the catalog that is shown, empty before there is one."""
        return self._good.digest if self._good else ""

    @property
    def is_behind(self) -> bool:
        """Whether the catalog is not that of the folder as it is now, which has a fault."""
        return bool(self._problem and self._good and self._good.digest != self._seen)

    def current(self) -> Catalog:
        """Return the newest catalog that is good.

        One caller reads an edited folder; the others go on with what there is meanwhile.

        Raises
        ------
        DataError
            If the folder has never been good since the start.
        """
        if self._lock.acquire(blocking=self._good is None):
            try:
                if time.monotonic() >= self._next_look:
                    self._look()
            finally:
                self._lock.release()
        if self._good is None:
            raise self._problem or DataError("not read", str(self._folder), _REMEDY)
        return self._good

    def renew(self) -> Catalog:
        """Look at once, whenever it was looked last; returns and raises as :meth:`current`."""
        with self._lock:
            self._look()
        return self.current()

    def _look(self) -> None:
        seen = ""
        try:
            drafts = self._drafts()
            seen = digest_of(self._folder, drafts)
            if seen != self._seen:
                self._take(seen, drafts)
        except DataError as error:
            self._refuse(error)
        except Exception as error:  # noqa: BLE001 - people write the data: anything may be wrong
            what = f"it cannot be read ({type(error).__name__}: {error})"
            self._refuse(DataError(what, str(self._folder), _REMEDY))
        self._seen = seen
        # Counted from the end: a folder that takes long to read is not read all the time.
        self._next_look = time.monotonic() + self._look_seconds

    def _take(self, digest: str, drafts: Mapping[str, bytes]) -> None:
        """Read the folder, and keep what was read if it is good or there is nothing better.

        Raises
        ------
        DataError
            If it is not kept.
        """
        if self._good and digest == self._good.digest:
            self._accept()  # an edit was undone
            return
        known = self._known(digest)
        found = Examined(known, ()) if known else self._examined(drafts)
        fault = _fault(found.problems) if found.problems else None
        usable = found.catalog is not None and not found.torn
        if fault and (self._good or not usable):
            raise fault
        self._good = found.catalog
        if fault:
            self._refuse(fault)
        else:
            self._accept()

    def _examined(self, drafts: Mapping[str, bytes]) -> Examined:
        """Return the folder with the tables of the store, checked as far as that is not done yet.

        What a store has changed was checked before it counted: over a folder that is good it is
        only read, which is twice as fast.
        """
        ground = digest_of(self._folder) if drafts else ""
        if ground and ground == self._checked:
            return Examined(load(self._folder, Tables(self._folder / "tables", drafts)), ())
        found = self._read(self._folder, drafts)
        if not found.problems:
            self._checked = ground or digest_of(self._folder)
        return found

    def _accept(self) -> None:
        if self._problem:
            _LOG.warning("data: good again, shown from now on")
        self._problem = None

    def _refuse(self, error: DataError) -> None:
        if str(error) != str(self._problem or ""):
            shown = f"still showing {self._good.digest}" if self._good else "nothing to show"
            _LOG.error("data: %s; %s", " ".join(str(error).split()), shown)
        self._problem = error


def _fault(problems: tuple[Problem, ...]) -> DataError:
    first, more = problems[0], len(problems) - 1
    what = f"{first.what} (and {more} more)" if more else first.what
    return DataError(what, first.where, first.remedy)
