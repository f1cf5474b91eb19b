"""The pages of the app, and what their addresses say.

A page's address holds all that it shows, as ids and never labels. The links between the pages
carry what was last shown there; so one comes back to the map as one left it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import streamlit as st

from geo.query.link import is_foreign, read_link
from panels.session import session
from panels.session.saved_views import PARAMETER as VIEWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.query.selection import UnknownParameter


class AppPage(StrEnum):
    """A page by its path below the address of the app; stable for ever."""

    MAP = ""
    PROGRESS = "tien-do"
    CHANGES = "thay-doi"
    TARGETS = "chi-tieu"
    PROFILES = "ho-so"
    SOURCES = "nguon"
    DATA = "du-lieu"
    UPDATES = "cap-nhat"


FILTERS = ("frame", "area", "corridor", "agency", "kind")
# What a saved view of the map may hold.
IN_A_VIEW: Final = (*FILTERS, "status", "q", "near", "asof", "id", "off", "on", "timeline")
PARAMETERS: Final[Mapping[AppPage, tuple[str, ...]]] = {
    AppPage.MAP: ("lang", *IN_A_VIEW, VIEWS),
    AppPage.PROGRESS: ("lang", *FILTERS, "status", "q", "near", "asof"),
    AppPage.CHANGES: ("lang", *FILTERS, "off", "on", "from", "to"),
    AppPage.TARGETS: ("lang",),
    AppPage.PROFILES: ("lang", "of", "asof"),
    AppPage.SOURCES: ("lang", "source-kind", "q"),
    AppPage.DATA: ("lang", "agency"),
    AppPage.UPDATES: ("lang", "part", "of", "suggestion"),
}
_WRITTEN, _KEPT, _IGNORED = "written-address", "kept-parameters", "ignored"
_AT_FIRST = "address-at-first"


def unread(page: AppPage) -> dict[str, str] | None:
    """Return the parameters of the address, ``None`` when we wrote them ourselves.

    They are to be read on the first run, after a link was followed or pasted, and on the
    browser's back button.
    """
    query, unknown = read_parameters(
        page, [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
    )
    session[_AT_FIRST] = query
    if session.get(_WRITTEN) == (page, query) and not unknown:
        return None
    session[_WRITTEN] = (page, query)
    session[_IGNORED] = (unknown, None)
    return query


def read_parameters(
    page: AppPage, pairs: Iterable[tuple[str, str]]
) -> tuple[dict[str, str], tuple[UnknownParameter, ...]]:
    """Return what an address says to a page, and what it says in vain."""
    return read_link(pairs, PARAMETERS[page])


def write(page: AppPage, query: Mapping[str, str]) -> None:
    """Make the address bar say what a page shows; what others hang on addresses stays.

    Of `query` only the parameters of the page are written.
    """
    query = {name: query[name] for name in PARAMETERS[page] if query.get(name)}
    shown = st.query_params.to_dict()
    others = {name: value for name, value in shown.items() if is_foreign(name)}
    if shown != {**others, **query}:
        st.query_params.from_dict({**others, **query})
    session[_WRITTEN] = (page, query)
    own = {name: query.get(name, "") for name in PARAMETERS[page]}
    session[_KEPT] = {**session.get(_KEPT, {}), **own}


def written() -> dict[str, str]:
    """Return the parameters that this run has written."""
    return dict(session.get(_WRITTEN, (None, {}))[1])


def written_on(page: AppPage) -> dict[str, str] | None:
    """Return the parameters last written, ``None`` where that was on another page or never."""
    last, query = session.get(_WRITTEN, (None, {}))
    return dict(query) if last is page else None


def read_at_first() -> dict[str, str]:
    """Return the parameters that the address had when this run began."""
    return dict(session.get(_AT_FIRST, {}))


def ignore(parts: Iterable[UnknownParameter]) -> None:
    """Keep what the last link held in vain, for :func:`ignored`, beside what is kept of it."""
    before, since = session.get(_IGNORED, ((), None))
    # Names that mean nothing were found in the same run, before the values were read.
    session[_IGNORED] = ((*(() if since else before), *parts), None)


def ignored() -> tuple[UnknownParameter, ...]:
    """Return what the last link held in vain, until the user changes something."""
    parts, since = session.get(_IGNORED, ((), None))
    written = session.get(_WRITTEN)
    if since is None:
        session[_IGNORED] = (parts, written)
    return parts if since in (None, written) else ()


def written_language() -> str | None:
    """Return the language that the address bar said in the last run, ``None`` in the first."""
    said: tuple[AppPage, dict[str, str]] | None = session.get(_WRITTEN)
    return said[1].get("lang", "") if said else None


def href(page: AppPage, **changes: str) -> str:
    """Return the relative address of a page as it was last shown.

    Parameters
    ----------
    changes
        Parameters that are to be otherwise; the empty string leaves one out.
    """
    kept: dict[str, str] = {**session.get(_KEPT, {}), **changes}
    query = {name: kept[name] for name in PARAMETERS[page] if kept.get(name)}
    return f"{page or './'}?{urlencode(query)}" if query else page or "./"
