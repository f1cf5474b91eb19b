"""One catalog a version for all sessions of a process: ground and applied batches, read once."""

from __future__ import annotations

import logging
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import SQLAlchemyError

from geo.errors import DataError, SonLaMapError
from geo.io.load import load
from geo.store.overlay import MARK_NAME
from geo.tables import Tables

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from geo.catalog.catalog import Catalog
    from geo.store.ledger import Ledger

_LOG: Final = logging.getLogger(__name__)
# Sheets of earlier versions are verified one after the other; each catalog takes some 30 MB.
_MOST: Final = 4
_Stamp = tuple[tuple[str, int, int], ...]
_Key = tuple[int, _Stamp]


class SharedCatalogs:
    """The catalogs of a ledger; safe between threads.

    A folder is checked once; over it a version is only read, for its batches were checked before
    they counted. So a new version is there in half a second.

    Parameters
    ----------
    ledger
        Its check reads and checks the folder.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._looking, self._reading = Lock(), Lock()
        self._kept: OrderedDict[_Key, Catalog] = OrderedDict()
        self._checked: _Stamp | None = None
        self._good: Catalog | None = None
        self._bad: _Key | None = None
        self._problem: Exception | None = None

    @property
    def problem(self) -> str:
        """Why the newest tables are not shown, in one line; empty where they are."""
        return " ".join(str(self._problem).split()) if self._problem else ""

    def current(self) -> Catalog:
        """Return the newest catalog that is good.

        One caller reads a new version; the others go on with what there is meanwhile.

        Raises
        ------
        DataError, StoreError
            If there has been none since the start.
        """
        if self._looking.acquire(blocking=self._good is None):
            try:
                self._look()
            finally:
                self._looking.release()
        if self._good is None:
            raise self._problem or DataError("not read", str(self._ledger.data))
        return self._good

    def known(self, day: date) -> Catalog:
        """Return the catalog as it was known at the end of a day in Sơn La.

        Of what the tables said before the store was made, the store knows nothing: ``git`` does.

        Raises
        ------
        DataError
            If the tables of that version cannot be read any more.
        """
        return self._read((self._ledger.log.version_on(day), stamp(self._ledger.data)))

    def _look(self) -> None:
        key: _Key | None = None
        try:
            key = (self._ledger.log.head(), stamp(self._ledger.data))
            if key != self._bad:
                self._good = self._read(key)
                self._bad, self._problem = None, None
        except (OSError, SonLaMapError, SQLAlchemyError) as error:
            self._bad = key
            if str(error) != str(self._problem or ""):
                shown = f"still showing {self._good.digest}" if self._good else "nothing to show"
                _LOG.error("store: %s; %s", " ".join(str(error).split()), shown)
            self._problem = error

    def _read(self, key: _Key) -> Catalog:
        with self._reading:
            if key not in self._kept:
                self._kept[key] = self._fresh(*key)
                while len(self._kept) > _MOST:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]

    def _fresh(self, version: int, ground: _Stamp) -> Catalog:
        data, fold = self._ledger.data, self._ledger.fold(version)
        for drift in fold.drifts:
            words = "store: batch %d changed %s %s of %s, where the folder has something else"
            change = drift.change
            _LOG.warning(words, drift.batch, change.table, change.field, " ".join(change.key))
        if ground == self._checked:
            return load(data, Tables(data / "tables", fold.drafts))
        found = self._ledger.check(data, fold.drafts)
        if found.catalog is None or found.torn:
            problem = found.problems[0]
            raise DataError(problem.what, problem.where, problem.remedy)
        self._checked = ground
        return found.catalog


def stamp(data: Path) -> _Stamp:
    """Return what tells cheaply whether a data folder was edited: names, sizes and times."""
    patterns = ("tables/*.csv", "shapes/*.geojson", "symbols/*.svg", MARK_NAME)
    known = sorted(path for pattern in patterns for path in data.glob(pattern))
    stats = ((path.name, path.stat()) for path in known)
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)
