"""A new version of the data reaches the pages that are open: each session runs once more.

Streamlit runs a session's script when its page asks for it. What somebody else has changed no page
can ask for; so the server does, as Streamlit does for all sessions when a source file is edited.
"""

from __future__ import annotations

import logging
from typing import Final

from streamlit.runtime import Runtime

from geo.errors import DataError
from panels import resources

_LOG: Final = logging.getLogger(__name__)


def begin() -> None:
    """Follow the store, where there is one, until the process ends."""
    try:
        resources.STORED.on_change(renew_pages)
    except DataError as error:
        _LOG.error("store: %s", " ".join(str(error).split()))


def renew_pages() -> None:
    """Read the newest data, then let all open pages show them.

    Card, list and sums come first: the page of the map takes a second or two longer to make.
    """
    before = resources.shown_digest()
    try:
        with resources.older_map_page():
            if resources.renew().digest == before:
                return
            run_sessions()
            resources.make_map_page()
    except (DataError, OSError) as error:
        _LOG.warning("store: %s", " ".join(str(error).split()))
        return
    run_sessions()


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
