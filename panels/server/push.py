"""A new version of the data reaches the pages that are open: each session runs once more.

Streamlit runs a session's script when its page asks for it. What somebody else has changed no page
can ask for; so the server does, as Streamlit does for all sessions when a source file is edited.
"""

from __future__ import annotations

import asyncio
import logging
import time
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Final

from streamlit.runtime import Runtime

from geo import clock
from geo.errors import DataError
from panels import resources
from panels.components.card import publish_cards
from panels.components.record import publish_near

if TYPE_CHECKING:
    from streamlit.runtime.app_session import AppSession
    from streamlit.runtime.session_manager import SessionManager

# Runs share one interpreter: more of them at once are none of them earlier.
_AT_ONCE: Final = 4
_LOOK_SECONDS: Final = 0.02
# One that makes a file, or waits for its lane, holds up no other.
_TURN_SECONDS: Final = 2.0
_LONGEST_ROUND_SECONDS: Final = 600.0
# Until a round that was asked for has begun, and how long its end is waited for.
_BEGIN_SECONDS: Final = 0.05
_MOST_SECONDS: Final = 3.0
_rounds: Final[list[asyncio.Task[None]]] = []
_LOG: Final = logging.getLogger(__name__)
# Browsers fetch and draw the news meanwhile; what comes by then needs no page of its own.
_CALM_SECONDS: Final = 0.7
_NEWS: Final = Event()
# Digest of the data that open pages were told of last.
_TOLD: Final = [""]
_STARTING: Final = Lock()
_FOLLOWING: Final[list[Thread]] = []


def begin() -> None:
    """Follow the store, where there is one, until the process ends."""
    _TOLD[0] = resources.shown_digest()
    try:
        resources.STORED.on_change(renew_pages)
        if resources.STORED.ledger() is not None:
            # A page may have opened the store, and let it be watched, before this was to be told.
            renew_pages()
    except DataError as error:
        _LOG.error("store: %s", " ".join(str(error).split()))


def renew_pages() -> None:
    """Read the newest data, and let all open pages show them.

    What is on the screen comes first, and has the process for itself. The page of the map, with
    places that are new, takes a second or two longer to make, and so do the cards that nobody has
    opened yet: another thread makes them, so that the next news need not wait.
    """
    before, waits = _TOLD[0] or resources.shown_digest(), resources.is_renewing()
    try:
        resources.keep_map_page()
        # A session that looked a moment earlier has the newest data already; the others have not.
        _TOLD[0] = resources.renew().digest
        is_new = _TOLD[0] != before
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
        time.sleep(_CALM_SECONDS)
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
    """Let every session that has a page run its script once more, with the address it has.

    A few at a time, else two hundred pages would all wait for the last one. A run that somebody has
    asked for goes to its end first: to cut it short would lose the click that it answers.
    """
    if not Runtime.exists():
        return
    runtime = Runtime.instance()
    loop = runtime._get_async_objs().eventloop  # noqa: SLF001 - see the docs

    def begin_round() -> None:
        for before in _rounds:
            before.cancel()  # whom it has not reached yet, the new one does
        _rounds[:] = [loop.create_task(_run_in_turns(runtime._session_mgr))]  # noqa: SLF001

    loop.call_soon_threadsafe(begin_round)


def await_sessions() -> None:
    """Wait until the sessions have run, or a few seconds where they are many."""
    if not Runtime.exists():
        return
    sessions = Runtime.instance()._session_mgr  # noqa: SLF001 - as above
    end = time.monotonic() + _MOST_SECONDS
    time.sleep(_BEGIN_SECONDS)
    while time.monotonic() < end and (
        any(not one.done() for one in _rounds)
        or any(_is_running(info.session) for info in sessions.list_active_sessions())
    ):
        time.sleep(_LOOK_SECONDS)


async def _run_in_turns(manager: SessionManager) -> None:
    def connected() -> list[AppSession]:
        return [info.session for info in manager.list_active_sessions()]

    left = connected()
    begun: list[tuple[AppSession, float]] = []
    end = time.monotonic() + _LONGEST_ROUND_SECONDS
    while left and time.monotonic() < end:
        now = time.monotonic()
        begun = [(one, at) for one, at in begun if _is_running(one) and now - at < _TURN_SECONDS]
        idle = [one for one in left if not _is_running(one)]
        for one in idle[: _AT_ONCE - len(begun)]:
            left.remove(one)
            begun.append((one, now))
            one.request_rerun(one._client_state)  # noqa: SLF001 - see the docs
        await asyncio.sleep(_LOOK_SECONDS)
        there = {*connected()}
        left = [one for one in left if one in there]


def _is_running(session: AppSession) -> bool:
    return session._scriptrunner is not None  # noqa: SLF001 - see the docs
