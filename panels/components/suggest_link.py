"""The way to the form with which any reader says that something is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import streamlit as st

from briefing.content.markup import escape_html
from geo.people.settings import access_rules
from geo.store.settings import is_configured
from geo.strings import say
from geo.text import DEFAULT_LANGUAGE
from panels.session import person

if TYPE_CHECKING:
    from panels.session.state import Screen

PATH: Final = "de-nghi-sua"
"""Below the address of the app, as those of its pages; stable for ever."""


def suggestions_offered() -> bool:
    """Tell whether readers may suggest anything: somebody can read it, and nobody has said no."""
    return is_configured() and access_rules().suggestions_on and person.can_sign_in()


def suggest_address(language: str, **query: str) -> str:
    """Return the address of the form.

    Parameters
    ----------
    query
        `id` of a project or asset; `view`, the query of an address.
    """
    pairs = {name: value for name, value in query.items() if value}
    if language != DEFAULT_LANGUAGE:
        pairs["lang"] = language
    return f"{PATH}?{urlencode(pairs)}" if pairs else PATH


def suggest_link(language: str, **query: str) -> str:
    """Return the link as HTML, nothing where the form is not offered."""
    if not suggestions_offered():
        return ""
    address, words = suggest_address(language, **query), say("suggest.link", language)
    return (
        f'<a class="sl-suggest" href="{escape_html(address)}" target="_self">'
        f"{escape_html(words)}</a>"
    )


def suggest_beside(screen: Screen) -> None:
    """Draw the link about what a page shows; nothing where the form is not offered.

    Whoever scans the code of a sheet arrives on such a page, with the view of the sheet.
    """
    link = suggest_link(screen.language, view=urlencode(screen.to_query()))
    if link:
        st.html(link, width="content")
