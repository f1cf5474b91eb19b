"""What the parts of *Cập nhật* share: doing a deed, links to the map, whose value stays."""

from __future__ import annotations

import logging
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from briefing.content.html import part
from briefing.content.markup import escape_markdown
from geo.errors import SonLaMapError
from geo.faults import one_line
from geo.people.errors import PeopleError
from geo.store.model import StoreError
from geo.strings import say
from panels.components.links import page_link
from panels.session import session
from panels.session.address import FILTERS, AppPage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from briefing.proposal.plan import ProposedChanges
    from geo.desk.judge import Desk

TEMPLATE: Final = "panels/pages/updates.html.j2"
MOST_SHOWN: Final = 25
_SIDES: Final = ("updates.base", "updates.theirs", "updates.mine")
_FILE_SIDES: Final = ("updates.base-file", "updates.theirs", "updates.mine-file")
_SAID: Final = "updates-said"
_SAID_SECONDS: Final = 20.0
_LOG: Final = logging.getLogger(__name__)
_ALL: Final = dict.fromkeys((*FILTERS, "status", "q", "near", "asof"), "")


def map_link(words: str, item_id: str) -> str:
    """Return a link to the map with something chosen and no filter that hides it, as HTML."""
    return page_link(words, AppPage.MAP, "sl-on-map", **_ALL, id=item_id)


def do(deed: Callable[[], str], language: str) -> None:
    """Do something, keep what is said of it for the next runs, and run again."""
    try:
        _keep("", deed())
    except (SonLaMapError, SQLAlchemyError) as error:
        _keep("error", words_of(error, language))
    st.rerun()


def words_of(error: Exception, language: str) -> str:
    """Return what went wrong in words for whoever did something."""
    if isinstance(error, StoreError | PeopleError):
        return error.words(language)
    if isinstance(error, SQLAlchemyError):
        _LOG.error("store: %s", one_line(str(error.orig if hasattr(error, "orig") else error)))
        return say("store.unreadable", language)
    return str(error) if isinstance(error, SonLaMapError) else say("error.unexpected", language)


def _keep(kind: str, words: str) -> None:
    session[_SAID] = (kind, words, time.monotonic() + _SAID_SECONDS)


def say_what_was_done() -> None:
    """Say what became of the last deed, for a while.

    What a deed changes lets the page run once more by itself, a second later: nobody could have
    read it by then.
    """
    kind, words, until = session.get(_SAID, ("", "", 0.0))
    if time.monotonic() > until:
        forget_what_was_done()
        return
    if words and kind:
        st.error(escape_markdown(words), icon=":material/error:")
    elif words:
        st.success(escape_markdown(words), icon=":material/check_circle:")


def forget_what_was_done() -> None:
    """Say it no more: somebody has gone elsewhere, or the next deed was not done."""
    session.pop(_SAID, None)


def offer_sheet(desk: Desk, proposal: ProposedChanges, key: str) -> None:
    """Offer what is proposed as a PDF to be signed; it is made when somebody wants it."""
    language = desk.language

    def made() -> bytes:
        from briefing.proposal.draw import render_proposal

        return render_proposal(proposal, desk.catalog, language)

    st.download_button(
        say("proposal.download", language),
        made,
        file_name=proposal.file_name(language),
        mime="application/pdf",
        key=key,
        on_click="ignore",
        icon=":material/draw:",
        type="tertiary",
    )


@dataclass(frozen=True)
class ConflictSides:
    """A fact that two people have changed, in words.

    Parameters
    ----------
    base
        What stood when the author looked.
    where
        In which cell of a file, empty for none.
    """

    title: str
    base: str
    theirs: str
    mine: str
    where: str = ""


def ask_side(sides: ConflictSides, key: str, language: str) -> str:
    """Draw three values of a fact and ask which one stays; empty until somebody has chosen."""
    names = _FILE_SIDES if sides.where else _SIDES
    st.html(part(TEMPLATE, "conflict", language, names=names, **asdict(sides)))
    return choose_side(key, language, {"theirs": sides.theirs, "mine": sides.mine})


def choose_side(key: str, language: str, values: Mapping[str, str]) -> str:
    """Ask whose value stays; empty until somebody has chosen.

    Parameters
    ----------
    values
        In words, by side.
    """
    chosen: str | None = st.radio(
        say("updates.choose", language),
        options=["theirs", "mine"],
        format_func=lambda side: escape_markdown(
            say(f"updates.keep-{side}", language, value=values[side])
        ),
        key=f"side-{key}",
        index=None,
    )
    return chosen or ""
