"""Links between the pages: true addresses that a plain click follows without loading anew."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from briefing.content.html import part, trusted
from briefing.content.markup import escape_html
from geo.dates import parse_day
from geo.errors import DataError
from panels.resources import component
from panels.session import session
from panels.session.address import AppPage, href

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from geo.query.view import View

_HTML: Final = "<span hidden></span>"
_KEY, _ASKED = "links", "asked-link"
_mount = component("son-la-links", Path(__file__).with_suffix(".js"), _HTML)


def page_link(label: str, page: AppPage, css: str = "", **changes: str) -> str:
    """Return a link to a page as it was last shown, as HTML.

    Parameters
    ----------
    changes
        Parameters that are to be otherwise, see :func:`panels.session.address.href`.
    """
    shape = f' class="{css}"' if css else ""
    address = escape_html(href(page, **changes))
    return f'<a{shape} data-go href="{address}">{escape_html(label)}</a>'


def linked_part(template: str, name: str, language: str, **values: object) -> str:
    """Return the HTML of one macro of a template, which may write links to pages."""
    return part(template, name, language, page_link=trusted(page_link), Page=AppPage, **values)


def profile_link(view: View, subject_id: str, name: str) -> str:
    """Return a link to a profile, or to the card of a project, on the day of a view, as HTML."""
    day = view.selection.as_of
    if subject_id in view.catalog.projects:
        return page_link(name, AppPage.MAP, id=subject_id)
    return page_link(name, AppPage.PROFILES, of=subject_id, asof=day.isoformat() if day else "")


def ask(page: AppPage, **changes: str) -> None:
    """Go to a page after this run, as its link would: for what is no link, such as the map."""
    session[_ASKED] = href(page, **changes)


def listen(on_day: Callable[[date], None] | None = None) -> None:
    """Let the links of this run be followed, and the days in it be chosen.

    Parameters
    ----------
    on_day
        Called with the day of an element with ``data-day`` that was clicked.
    """

    def chosen() -> None:
        day = _day((session.get(_KEY) or {}).get("day"))
        if on_day and day:
            on_day(day)

    asked = session.pop(_ASKED, "")
    data = {"go": asked, "asked": time.time_ns()} if asked else {}
    with st.container(key="links-holder"):
        _mount(key=_KEY, data=data, height=1, on_day_change=chosen)


def _day(value: object) -> date | None:
    try:
        return parse_day(str(value))
    except DataError:
        return None
