"""The store of changes under a running server: what it makes of the tables, and who hears of it.

Without a store all stays as the data folder says. One that is made while the server runs (the first
workbook that is applied makes it) is found at the next look.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Final

from geo.edit.check import Examined, examine
from geo.errors import DataError
from geo.store.settings import is_configured
from geo.tables import DATA
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from geo.catalog.catalog import Catalog
    from geo.store.ledger import Ledger
    from geo.store.watch import Watch

_LOG: Final = logging.getLogger(__name__)


class StoredTables:
    """The tables of a data folder that its store has changed; safe between threads.

    Parameters
    ----------
    folder
        With ``shapes/`` and ``tables/``.
    """

    def __init__(self, folder: Path = DATA) -> None:
        self._folder = folder
        self._lock = Lock()
        self._ledger: Ledger | None = None
        self._watch: Watch | None = None
        self._folded: tuple[object, Mapping[str, bytes]] = (None, {})
        self._on_change: Callable[[], None] | None = None
        self._examined: Catalog | None = None

    def ledger(self) -> Ledger | None:
        """Return the ledger of the store, opened once; ``None`` where there is no store.

        Raises
        ------
        DataError
            If the store cannot be opened.
        """
        with self._lock:
            if self._ledger is None and is_configured():
                # A store costs what a map without one need not load.
                from geo.cli.store import open_ledger
                from geo.store.model import StoreError

                try:
                    self._ledger = replace(open_ledger(self._folder), check=self._check)
                except StoreError as error:
                    raise DataError(error.words(DEFAULT_LANGUAGE), "") from error
                self._begin_watch(self._ledger)
            return self._ledger

    def drafts(self) -> Mapping[str, bytes]:
        """Return the tables of the newest version that differ from the folder, as files.

        Raises
        ------
        DataError
            If the store cannot be read.
        """
        ledger = self.ledger()
        if ledger is None:
            return {}
        from sqlalchemy.exc import SQLAlchemyError

        from geo.store.shared import stamp

        try:
            key = (ledger.log.head(), stamp(self._folder))
            if self._folded[0] != key:
                self._folded = (key, ledger.fold(key[0]).drafts)
        except (SQLAlchemyError, OSError) as error:
            raise DataError(f"it cannot be read ({type(error).__name__})", "store") from error
        return self._folded[1]

    def examined(self, digest: str) -> Catalog | None:
        """Return the catalog that this process checked last, if it has a digest.

        What this process applies it has checked a moment before.
        """
        known = self._examined
        return known if known and known.digest == digest else None

    def on_change(self, tell: Callable[[], None]) -> None:
        """Call something in a thread whenever the tables have a new version.

        Parameters
        ----------
        tell
            Called once at the start, too; what it raises is written to the log of the process.
        """
        with self._lock:
            self._on_change = tell
        self.ledger()

    def close(self) -> None:
        """End what watches the store, and its connections."""
        with self._lock:
            watch, ledger = self._watch, self._ledger
            self._watch = self._ledger = None
        if watch:
            watch.stop()
        if ledger:
            ledger.log.engine.dispose()

    def _check(self, folder: Path, drafts: Mapping[str, bytes]) -> Examined:
        found = examine(folder, drafts)
        if not found.problems:
            self._examined = found.catalog
        return found

    def _begin_watch(self, ledger: Ledger) -> None:
        from geo.store.watch import Watch

        self._watch = Watch(ledger.log, self._tell)
        self._watch.begin()

    def _tell(self, version: int) -> None:
        if self._on_change:
            _LOG.info("store: version %d", version)
            self._on_change()
