"""The store of changes under the server: opened once, for all sessions."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Final

from geo.store.database import configured_url, open_store
from geo.store.ledger import Ledger
from geo.store.log import Log
from geo.store.model import StoreError
from geo.store.settings import STATE_VARIABLE, URL_VARIABLE
from geo.tables import DATA

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

_OPENING: Final = Lock()
_open: dict[URL, Ledger] = {}


def ledger() -> Ledger:
    """Return the ledger of the store that is set up.

    Raises
    ------
    StoreError
        If none is set up, or it cannot be opened.
    """
    url = configured_url()
    if url is None:
        raise StoreError("store.none", file=STATE_VARIABLE, database=URL_VARIABLE)
    with _OPENING:
        if url not in _open:
            _open[url] = Ledger(Log(open_store(url)), DATA)
        return _open[url]
