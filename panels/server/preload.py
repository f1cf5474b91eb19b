"""Which map page an address of the app asks for, and in which state, told without the app."""

from __future__ import annotations

import gc
import logging
from threading import Event, Lock, Thread
from typing import Final
from urllib.parse import parse_qs

from geo.errors import DataError
from geo.files import sweep
from geo.query.view import build_view
from layers.style.fonts import AssetError
from panels import resources
from panels.components.map import frame_address
from panels.session import state
from panels.widgets import map_view, search_box

_READY: Final = Event()
_PREPARING: Final = Lock()
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
    values = {name: ",".join(found) for name, found in parse_qs(query).items()}
    try:
        catalog = resources.catalog()
        page = resources.map_page()
    except _HINDRANCES:
        return ""
    screen, _ = state.read_screen(values, catalog)
    view = build_view(catalog, search_box.filtering(catalog, screen.selection))
    return frame_address(page, map_view.map_state(view, screen))


def prepare() -> Thread:
    """Load the data and build the map page in the background, before the first visitor comes."""
    thread = Thread(target=_prepare, name="prepare-map", daemon=True)
    thread.start()
    return thread


def _prepare() -> None:
    if not _PREPARING.acquire(blocking=False):
        return  # another thread is about it
    try:
        if _READY.is_set():
            return
        sweep(resources.STATIC / "code")
        resources.map_page()
        # What is there now stays: each collection would look through all of it in vain.
        gc.collect()
        gc.freeze()
        _READY.set()
    except _HINDRANCES as error:
        _LOG.warning("the map is not ready: %s", " ".join(str(error).split()))
    finally:
        _PREPARING.release()
