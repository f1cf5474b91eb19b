"""What all pages share: language, and the heading with the way to the other pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from briefing.content.markup import element, escape_html, escape_markdown
from geo.errors import DataError
from geo.strings import languages, say
from geo.text import DEFAULT_LANGUAGE
from panels.components.links import page_link
from panels.resources import cache
from panels.session import address, state
from panels.session.address import AppPage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog.catalog import Catalog
    from geo.query.selection import UnknownParameter

_IGNORED: Final = "ignored-by-page"


def catalog(language: str = DEFAULT_LANGUAGE) -> Catalog:
    """Return the catalog; broken data is said on the page, and the page ends there."""
    try:
        return cache.catalog()
    except DataError as error:
        st.error(escape_markdown(say("error.data", language, message=str(error))))
        st.stop()


def read_language(value: str) -> str:
    """Return the language that an address names, else Vietnamese; the session follows."""
    language = value if value in languages() else DEFAULT_LANGUAGE
    st.session_state[state.LANGUAGE] = language
    return language


def current_language() -> str:
    """Return the language of the page."""
    session: Any = st.session_state
    return session.get(state.LANGUAGE) or DEFAULT_LANGUAGE


def language_parameter(language: str) -> dict[str, str]:
    """Return the parameter of the address, none for the default."""
    return {} if language == DEFAULT_LANGUAGE else {"lang": language}


def language_switch() -> str:
    """Draw the switch of languages; return the one chosen."""
    st.segmented_control(
        say("filter.lang", current_language()),
        options=languages(),
        format_func=lambda code: say("language.name", code),
        key=state.LANGUAGE,
        required=True,
        label_visibility="collapsed",
    )
    return current_language()


def heading(page: AppPage, title: str, words: str, language: str, aside: str = "") -> None:
    """Draw the title, what is shown in words, and the way to the other pages.

    Parameters
    ----------
    aside
        More HTML beside the words.
    """
    shown = element("h1", escape_html(title)) + element("p", escape_html(words)) + aside
    st.html(element("div", shown + navigation(page, language), "sl-heading"))


def navigation(here: AppPage, language: str) -> str:
    """Return the links to all pages as HTML."""
    links = []
    for page in AppPage:
        name = say(f"page.{page.name.lower()}", language)
        link = page_link(name, page, **{"lang": "", **language_parameter(language)})
        links.append(link.replace("<a ", '<a aria-current="page" ', 1) if page is here else link)
    label = escape_html(say("page.all", language))
    return f'<nav class="sl-pages" aria-label="{label}">{"".join(links)}</nav>'


def ignore(parts: Iterable[UnknownParameter]) -> None:
    """Keep what the last link held in vain, for :func:`warn`."""
    st.session_state[_IGNORED] = (tuple(parts), None)


def warn(language: str) -> None:
    """Say what the last link held in vain, until the user changes something."""
    session: Any = st.session_state
    parts, since = session.get(_IGNORED, ((), None))
    if since is None:
        session[_IGNORED] = (parts, address.written())
    elif since != address.written():
        return
    for part in parts:
        st.warning(escape_markdown(part.message(language)), icon=":material/link_off:")


def take(page: AppPage) -> dict[str, str] | None:
    """Begin a page that has no filters of the map: language, and the parameters when unread."""
    query = address.unread(page)
    if query is not None:
        read_language(query.get("lang", ""))
    with st.sidebar:
        language_switch()
    return query
