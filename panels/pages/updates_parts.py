"""What the parts of *Cập nhật* share: doing a deed, links to the map, facts by their subject."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from briefing.content.markup import escape_markdown
from geo.desk.feed import subject_name
from geo.errors import SonLaMapError
from geo.people.errors import PeopleError
from geo.store.model import StoreError
from geo.strings import say
from panels.components.links import page_link
from panels.session import session
from panels.session.address import FILTERS, AppPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo.catalog.catalog import Catalog
    from geo.desk.words import FactChange

TEMPLATE: Final = "panels/pages/updates.html.j2"
MOST_SHOWN: Final = 25
_SAID: Final = "updates-said"
# New data make the page run again, and what was done may have made them: it is said a while.
_SAID_SECONDS: Final = 10.0
_ALL: Final = dict.fromkeys((*FILTERS, "status", "q", "near", "asof"), "")


def map_link(words: str, item_id: str) -> str:
    """Return a link to the map with something chosen and no filter that hides it, as HTML."""
    return page_link(words, AppPage.MAP, "sl-on-map", **_ALL, id=item_id)


def do(deed: Callable[[], str], language: str) -> None:
    """Do something, keep what is said of it for the next runs, and run again."""
    try:
        kind, words = "", deed()
    except (SonLaMapError, SQLAlchemyError) as error:
        kind, words = "error", words_of(error, language)
    session[_SAID] = (kind, words, _part(), time.monotonic())
    st.rerun()


def unsay() -> None:
    """Let nothing more be said of the last deed: the next one has not been done."""
    session.pop(_SAID, None)


def words_of(error: Exception, language: str) -> str:
    """Return what went wrong in words for whoever did something."""
    if isinstance(error, StoreError | PeopleError):
        return error.words(language)
    return str(error) if isinstance(error, SonLaMapError) else say("error.unexpected", language)


def say_what_was_done() -> None:
    """Say for a while what became of the last deed, where it was done."""
    kind, words, part, moment = session.get(_SAID, ("", "", "", 0.0))
    if part != _part() or time.monotonic() - moment > _SAID_SECONDS:
        unsay()
        return
    if words and kind:
        st.error(escape_markdown(words), icon=":material/error:")
    elif words:
        st.success(escape_markdown(words), icon=":material/check_circle:")


def _part() -> str:
    """Return which part of the page is shown."""
    return str(st.query_params.get("part", ""))


def by_subject(
    catalog: Catalog, facts: Iterable[FactChange], language: str
) -> list[tuple[str, str, bool, list[FactChange]]]:
    """Return facts by what they are about: its id, its name, whether it is on the map.

    New sources stand together at the end.
    """
    groups: dict[str, list[FactChange]] = {}
    sources: list[FactChange] = []
    for fact in facts:
        if fact.change.table == "sources":
            sources.append(fact)
        else:
            groups.setdefault(fact.subject_id, []).append(fact)
    found = [
        (
            id_,
            subject_name(catalog, id_, language),
            id_ in catalog.projects or id_ in catalog.assets,
            group,
        )
        for id_, group in groups.items()
    ]
    title = say("desk.documents", language)
    return [*found, (title, title, False, sources)] if sources else found


def choose_side(key: str, language: str) -> str:
    """Ask whose value stays; empty until somebody has chosen."""
    chosen: str | None = st.radio(
        say("updates.choose", language),
        options=["theirs", "mine"],
        format_func=lambda side: say(f"updates.keep-{side}", language),
        key=f"side-{key}",
        index=None,
        horizontal=True,
    )
    return chosen or ""
