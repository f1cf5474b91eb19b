"""A new version of the data reaches the pages that are open: each session runs once more.

Streamlit runs a session's script when its page asks for it. What somebody else has changed no page
can ask for; so the server does, as Streamlit does for all sessions when a source file is edited.
"""

from __future__ import annotations

import logging
import time
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


def begin() -> None:
    """Follow the store, where there is one, until the process ends."""
    try:
        resources.STORED.on_change(renew_pages)
    except DataError as error:
        _LOG.error("store: %s", " ".join(str(error).split()))


def renew_pages() -> None:
    """Read the newest data, then let all open pages show them.

    What is on the screen comes first, and has the process for itself: the page of the map, with
    places that are new, takes a second or two longer to make, and so do the cards that nobody has
    opened yet.
    """
    before = resources.shown_digest()
    try:
        with resources.older_map_page():
            known = resources.renew()
            if known.digest == before:
                return
            run_sessions()
            await_sessions()
            resources.make_map_page()
        run_sessions()
        await_sessions()
        publish_cards(known, clock.today())
        publish_near(known)
    except (DataError, OSError) as error:
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
