"""Which map page an address of the app asks for, and in which state, told without the app."""

from __future__ import annotations

import gc
import logging
from functools import lru_cache
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from geo import clock
from geo.errors import DataError
from geo.files import sweep
from geo.query.view import build_view
from layers.style.fonts import AssetError
from panels import resources
from panels.components.card import publish_cards
from panels.components.map import frame_address
from panels.components.record import find_address, publish_near
from panels.server import push
from panels.server.files import STORE, first_files
from panels.session import address, state
from panels.widgets import map_view

if TYPE_CHECKING:
    from datetime import date

_READY: Final = Event()
_KEPT_ADDRESSES: Final = 256
_STARTING: Final = Lock()
_RUNNING: Final[list[Thread]] = []
_LOG: Final = logging.getLogger(__name__)
# What hinders the early map, of which the app itself tells.
_HINDRANCES: Final = (AssetError, DataError, OSError)


def preload_map(query: str) -> str:
    """Return the address of the map page in the state that an address of the app asks for.

    Parameters
    ----------
    query
        The address of the app behind its question mark.

    Returns
    -------
    str
        Relative to the address of the app; empty where the map is not built yet, or cannot be, of
        which the app itself tells.
    """
    if not _READY.is_set():
        # The first attempt may have failed for a reason that is no more.
        prepare()
        return ""
    try:
        catalog = resources.catalog()
        page = resources.map_page()
    except _HINDRANCES:
        return ""
    # The catalog is the same object as long as the data are the same.
    return _address(query, catalog.digest, page, clock.today())


@lru_cache(maxsize=_KEPT_ADDRESSES)
def _address(query: str, digest: str, page: str, today: date) -> str:
    del digest  # the page's name says which code made it, this of which data
    pairs = parse_qsl(query, keep_blank_values=True)
    values, _ = address.read_parameters(address.AppPage.MAP, pairs)
    catalog = resources.catalog()
    screen, _ = state.read_screen(values, catalog)
    view = build_view(catalog, screen.selection, today)
    return frame_address(page, map_view.map_state(view, screen))


def prepare() -> Thread:
    """Load the data and build the map page in the background, before the first visitor comes.

    Returns
    -------
    Thread
        The one that is about it, also when another caller has started it.
    """
    with _STARTING:
        if not _RUNNING or not _RUNNING[0].is_alive():
            _RUNNING[:] = [Thread(target=_prepare, name="prepare-map", daemon=True)]
            _RUNNING[0].start()
        return _RUNNING[0]


def _prepare() -> None:
    try:
        if _READY.is_set():
            return
        sweep(resources.STATIC / "code")
        page = resources.map_page()
        # What is there now stays: each collection would look through all of it in vain.
        gc.collect()
        gc.freeze()
        _READY.set()
        # From the first visitor on: what is applied while the rest is made reaches their pages.
        push.begin()
        STORE.prepare(first_files(page))
        # Only now: a visitor waits for the map, searches and reads a card later.
        STORE.prepare([f"/{find_address(resources.catalog(), clock.today())}"])
        publish_near(resources.catalog())
        publish_cards(resources.catalog(), clock.today())
    except _HINDRANCES as error:
        _LOG.warning("the map is not ready: %s", " ".join(str(error).split()))
