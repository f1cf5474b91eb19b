"""One catalog a version for all sessions of a process: ground and applied batches, read once."""

from __future__ import annotations

import logging
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Final

from geo.errors import DataError, SonLaMapError
from geo.store.overlay import MARK_NAME

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from geo.catalog.catalog import Catalog
    from geo.store.ledger import Ledger

_LOG: Final = logging.getLogger(__name__)
# Sheets of earlier versions are verified one after the other; each catalog takes some 30 MB.
_MOST: Final = 4
_Key = tuple[int, tuple[tuple[str, int, int], ...]]


class SharedCatalogs:
    """The catalogs of a ledger; safe between threads.

    Parameters
    ----------
    ledger
        Its check reads the tables: :func:`geo.edit.check.examine`, or a test's own.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = Lock()
        self._kept: OrderedDict[_Key, Catalog] = OrderedDict()
        self._good: Catalog | None = None
        self._bad: _Key | None = None
        self._problem = ""

    @property
    def problem(self) -> str:
        """Why the newest tables are not shown, in one line; empty where they are."""
        return self._problem

    def current(self) -> Catalog:
        """Return the newest catalog that is good.

        Raises
        ------
        DataError
            If there has been none since the start.
        """
        try:
            key = (self._ledger.log.head(), stamp(self._ledger.data))
        except (OSError, SonLaMapError) as error:
            return self._last_good(error)
        with self._lock:
            if key in self._kept:
                self._good = self._kept[key]
                self._problem = ""
            elif key != self._bad or self._good is None:
                try:
                    self._good = self._read(key)
                    self._bad, self._problem = None, ""
                except (OSError, SonLaMapError) as error:
                    self._bad = key
                    return self._last_good(error)
            return self._good

    def known(self, day: date) -> Catalog:
        """Return the catalog as it was known at the end of a day in Sơn La.

        Of what the tables said before the store was made, the store knows nothing: ``git`` does.

        Raises
        ------
        DataError
            If the tables of that version cannot be read any more.
        """
        key = (self._ledger.log.version_on(day), stamp(self._ledger.data))
        with self._lock:
            return self._kept[key] if key in self._kept else self._read(key)

    def _read(self, key: _Key) -> Catalog:
        fold = self._ledger.fold(key[0])
        found = self._ledger.check(self._ledger.data, fold.drafts)
        if found.catalog is None or found.torn:
            problem = found.problems[0]
            raise DataError(problem.what, problem.where, problem.remedy)
        for drift in fold.drifts:
            words = "store: batch %d changed %s %s of %s, where the folder has something else"
            change = drift.change
            _LOG.warning(words, drift.batch, change.table, change.field, " ".join(change.key))
        self._kept[key] = found.catalog
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return found.catalog

    def _last_good(self, error: Exception) -> Catalog:
        told = " ".join(str(error).split())
        if told != self._problem:
            _LOG.error("store: %s; the last good catalog stays", told)
        self._problem = told
        if self._good is None:
            raise error
        return self._good


def stamp(data: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what tells cheaply whether a data folder was edited: names, sizes and times."""
    patterns = ("tables/*.csv", "shapes/*.geojson", "symbols/*.svg", MARK_NAME)
    known = sorted(path for pattern in patterns for path in data.glob(pattern))
    stats = ((path.name, path.stat()) for path in known)
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)
