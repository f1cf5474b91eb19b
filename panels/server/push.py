"""A new version of the data reaches the pages that are open: each session runs once more.

Streamlit runs a session's script when its page asks for it. What somebody else has changed no page
can ask for; so the server does, as Streamlit does for all sessions when a source file is edited.
"""

from __future__ import annotations

import logging
import time
from threading import Event, Lock, Thread
from typing import Final

from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSessionState

from geo import clock
from geo.errors import DataError
from panels import resources
from panels.components.card import publish_cards
from panels.components.record import publish_near

_LOG: Final = logging.getLogger(__name__)
# Until a run that was asked for has begun, and how long all of them are waited for.
_BEGIN_S: Final = 0.05
_LOOK_S: Final = 0.02
_MOST_S: Final = 3.0
# Browsers fetch and draw the news meanwhile; what comes by then needs no page of its own.
_CALM_S: Final = 0.7
_NEWS: Final = Event()
_STARTING: Final = Lock()
_FOLLOWING: Final[list[Thread]] = []


def begin() -> None:
    """Follow the store, where there is one, until the process ends."""
    try:
        resources.STORED.on_change(renew_pages)
    except DataError as error:
        _LOG.error("store: %s", " ".join(str(error).split()))


def renew_pages() -> None:
    """Read the newest data, and let all open pages show them.

    What is on the screen comes first, and has the process for itself. The page of the map, with
    places that are new, takes a second or two longer to make, and so do the cards that nobody has
    opened yet: another thread makes them, so that the next news need not wait.
    """
    before, waits = resources.shown_digest(), resources.is_renewing()
    try:
        resources.keep_map_page()
        is_new = resources.renew().digest != before
    except (DataError, OSError) as error:
        _LOG.warning("store: %s", " ".join(str(error).split()))
        is_new = False
    if not is_new:
        if not waits:
            resources.take_map_page()
        return
    run_sessions()
    _NEWS.set()
    with _STARTING:
        if not _FOLLOWING or not _FOLLOWING[0].is_alive():
            _FOLLOWING[:] = [Thread(target=follow_up, name="store-pages", daemon=True)]
            _FOLLOWING[0].start()


def follow_up() -> None:
    """Make the page of the map and the rest once the news are shown, and show them."""
    while _NEWS.is_set():
        _NEWS.clear()
        await_sessions()
        time.sleep(_CALM_S)
        if not _NEWS.is_set():
            _make_the_rest()


def _make_the_rest() -> None:
    try:
        resources.make_map_page()
        if _NEWS.is_set():  # of data that are old by now
            return
        resources.take_map_page()
        run_sessions()
        await_sessions()
        publish_cards(resources.catalog(), clock.today())
        publish_near(resources.catalog())
    except (DataError, OSError) as error:
        resources.take_map_page()
        _LOG.warning("store: %s", " ".join(str(error).split()))


def run_sessions() -> None:
    """Let every session that has a page run its script once more, with the address it has."""
    if not Runtime.exists():
        return
    runtime = Runtime.instance()

    def run() -> None:
        for info in runtime._session_mgr.list_active_sessions():  # noqa: SLF001 - see the docs
            session = info.session
            session.request_rerun(session._client_state)  # noqa: SLF001 - as above

    runtime._get_async_objs().eventloop.call_soon_threadsafe(run)  # noqa: SLF001 - as above


def await_sessions() -> None:
    """Wait until the sessions have run, or a few seconds where they are many."""
    if not Runtime.exists():
        return
    sessions = Runtime.instance()._session_mgr  # noqa: SLF001 - as above
    end = time.monotonic() + _MOST_S
    time.sleep(_BEGIN_S)
    while time.monotonic() < end and any(
        info.session._state is AppSessionState.APP_IS_RUNNING  # noqa: SLF001 - as above
        for info in sessions.list_active_sessions()
    ):
        time.sleep(_LOOK_S)
