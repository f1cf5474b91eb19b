"""The desk under the server: what waits, and what was applied, told once a version for all."""

from __future__ import annotations

import logging
import sqlite3
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Final

from geo.catalog.catalog import digest_of
from geo.desk.history import AppliedChange, applied_changes, histories
from geo.desk.judge import Desk
from geo.faults import one_line
from geo.io.load import load
from geo.people.accounts import open_accounts
from geo.photos.folder import read_kept
from geo.state.folder import STATE_VARIABLE
from geo.store.model import StoreError
from geo.store.settings import URL_VARIABLE, is_configured
from geo.tables import DATA, Tables
from panels import resources

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalog.catalog import Catalog
    from geo.store.ledger import Ledger

_Key = tuple[str, int, str, str]
_MOST: Final = 6
_LOG: Final = logging.getLogger(__name__)
_TELLING: Final = Lock()
_told: OrderedDict[_Key, tuple[AppliedChange, ...]] = OrderedDict()


def ledger() -> Ledger:
    """Return the ledger of the store.

    Raises
    ------
    StoreError
        If there is no store.
    DataError
        If it cannot be opened.
    """
    known = resources.STORED.ledger()
    if known is None:
        raise StoreError("store.none", file=STATE_VARIABLE, database=URL_VARIABLE)
    return known


def desk(language: str) -> Desk:
    """Return the queue over the catalog that is shown.

    Raises
    ------
    StoreError
        If there is no store.
    DataError
        If it cannot be opened, or there has been no good catalog since the start.
    """
    return Desk(ledger(), resources.catalog(), language)


def photo(digest: str) -> bytes | None:
    """Return a photo by its digest, ``None`` where there is none; who may see it is not asked.

    Raises
    ------
    DataError
        If the store cannot be opened.
    """
    known = resources.STORED.ledger()
    return known.file(digest) if known else read_kept(DATA, digest)


def catalog_of(version: int) -> Catalog:
    """Return the catalog of a version, read anew where it is not the one that is shown.

    Raises
    ------
    DataError
        If its tables cannot be read.
    """
    known, shown = ledger(), resources.catalog()
    drafts = known.fold(version).drafts
    if digest_of(known.data, drafts) == shown.digest:
        return shown
    return load(known.data, Tables(known.data / "tables", drafts))


def full_names() -> dict[str, str]:
    """Return how people are called, by the names under which the log knows them.

    Who signs in with the account of an agency, or is no longer there, goes by that name alone.
    """
    accounts = open_accounts()
    if accounts is None:
        return {}
    try:
        known = [account.person for account in accounts.list_accounts()]
    except sqlite3.Error as error:
        _LOG.error("the accounts cannot be read: %s", one_line(str(error)))
        return {}
    return {one.name: one.full_name for one in known if one.full_name}


def applied(language: str, catalog: Catalog | None = None) -> tuple[AppliedChange, ...]:
    """Return all that was applied, the oldest first; errors as :func:`desk`.

    Parameters
    ----------
    catalog
        ``None`` for the one that is shown.
    """
    shown = catalog or resources.catalog()
    log = ledger().log
    # An undo is a step of its own, and a version: nothing changes without one.
    key = (log.uid, log.head(), shown.digest, language)
    with _TELLING:
        if key not in _told:
            _told[key] = applied_changes(log.applied(), shown, language)
            while len(_told) > _MOST:
                _told.popitem(last=False)
        _told.move_to_end(key)
        return _told[key]


def history(language: str, catalog: Catalog) -> Mapping[str, tuple[AppliedChange, ...]]:
    """Return what was applied by what it is about, the latest first; empty without a store."""
    return histories(applied(language, catalog)) if is_configured() else {}
