"""Which map page an address of the app asks for, and in which state, told without the app."""

from __future__ import annotations

import gc
from threading import Event, Thread
from typing import Final
from urllib.parse import parse_qsl

from geo import clock
from geo.errors import DataError
from geo.query.view import build_view
from layers.style.fonts import AssetError
from panels import resources
from panels.components.card import publish_cards
from panels.components.map import frame_address
from panels.session import address, state
from panels.widgets import map_view

_READY: Final = Event()


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
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    values, _ = address.read_parameters(address.AppPage.MAP, pairs)
    try:
        catalog = resources.catalog()
        page = resources.map_page()
    except (AssetError, DataError):
        return ""
    screen, _ = state.read_screen(values, catalog)
    view = build_view(catalog, screen.selection)
    return frame_address(page, map_view.map_state(view, screen))


def prepare() -> Thread:
    """Load the data and build the map page in the background, before the first visitor comes."""
    thread = Thread(target=_prepare, name="prepare-map", daemon=True)
    thread.start()
    return thread


def _prepare() -> None:
    try:
        resources.map_page()
    except (AssetError, DataError):
        return
    # What is there now stays: each collection would look through all of it in vain.
    gc.collect()
    gc.freeze()
    _READY.set()
    # Only now: a visitor waits for the map, and reads a card later.
    publish_cards(resources.catalog(), clock.today())
