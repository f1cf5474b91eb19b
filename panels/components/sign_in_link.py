"""The way to the page for signing in; who is signed in reads their name on it."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from briefing.content.markup import escape_html
from geo.strings import say
from geo.text import DEFAULT_LANGUAGE
from panels.session import person

PATH: Final = "dang-nhap"
"""Below the address of the app, as those of its pages; stable for ever."""


def sign_in_link(language: str) -> str:
    """Return the link as HTML, nothing where nobody could sign in."""
    who = person.visitor()
    if who is None and not person.can_sign_in():
        return ""
    words = escape_html(who.shown if who else say("sign-in.title", language))
    title = f' title="{escape_html(say("sign-in.as", language, name=who.shown))}"' if who else ""
    query = f"?{urlencode({'lang': language})}" if language != DEFAULT_LANGUAGE else ""
    return f'<a class="sl-sign-in" href="{PATH}{query}" target="_self"{title}>{words}</a>'
