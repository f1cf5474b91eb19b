"""Which pages there are, and which one is shown; each page's code is imported when it is."""

from __future__ import annotations

import logging
from functools import partial
from typing import Final

import streamlit as st

from briefing.content.markup import escape_markdown
from geo.faults import fault_words
from geo.people.rights import Action
from geo.strings import languages, say
from geo.text import DEFAULT_LANGUAGE
from panels.components.sign_in_link import sign_in_link
from panels.session import address, person, session
from panels.session.address import AppPage
from panels.session.state import LANGUAGE

_LOG: Final = logging.getLogger(__name__)
# The default page has no path of its own; this one is never shown.
_MAP_PATH: Final = "ban-do"


def show_page() -> None:
    """Show the page that the address names, to whom may see it."""
    language = _language()
    if not person.may_do(Action.READ):
        # Signed out since the page was opened: the server sends nothing of the map either.
        st.warning(say("sign-in.why-closed", language))
        if link := sign_in_link(language):
            st.html(link)
        st.stop()
    pages = [
        st.Page(
            partial(_run, page),
            title=_title(page, language),
            url_path=page or _MAP_PATH,
            default=page is AppPage.MAP,
        )
        for page in AppPage
    ]
    st.navigation(pages, position="hidden").run()


def _run(page: AppPage) -> None:
    match page:
        case AppPage.MAP:
            from panels.pages.map import page as run
        case AppPage.PROGRESS:
            from panels.pages.progress import progress_page as run
        case AppPage.CHANGES:
            from panels.pages.changes import changes_page as run
        case AppPage.TARGETS:
            from panels.pages.targets import targets_page as run
        case AppPage.PROFILES:
            from panels.pages.profiles import profile_page as run
        case AppPage.SOURCES:
            from panels.pages.sources import sources_page as run
        case AppPage.DATA:
            from panels.pages.data import data_page as run
        case AppPage.UPDATES:
            from panels.pages.updates import updates_page as run
    try:
        run()
    except OSError as error:
        # A full disk, a folder that may not be read: for whoever runs the server, in the log too.
        _LOG.exception("the page %r", page.value)
        st.error(escape_markdown(fault_words(error, _language())), icon=":material/error:")


def _language() -> str:
    """Return the language of this run: what the switch says, else what a new address says."""
    asked = st.query_params.get("lang", "")
    if asked == address.written_language():
        asked = session.get(LANGUAGE) or asked
    return asked if asked in languages() else DEFAULT_LANGUAGE


def _title(page: AppPage, language: str) -> str:
    app = say("app.title", language)
    return app if page is AppPage.MAP else f"{say(f'page.{page.name.lower()}', language)} – {app}"
