"""*Cập nhật*: the page on which whoever may changes the map, and judges what others propose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from briefing.content.html import part, trusted
from briefing.content.markup import element, escape_html, escape_markdown
from geo.people.rights import RIGHTS, Action
from geo.query.selection import UnknownParameter
from geo.store.model import StoreError
from geo.store.settings import is_configured
from geo.strings import say
from panels import desk as desks
from panels.components.links import page_link
from panels.components.sign_in_link import PATH as SIGN_IN
from panels.components.suggest_link import suggest_link
from panels.pages import layout
from panels.pages.entry_photo import show_photos
from panels.pages.entry_project import show_project
from panels.pages.entry_shape import show_shape
from panels.pages.entry_source import show_source
from panels.pages.entry_update import OF, show_update
from panels.pages.updates_file import show_file
from panels.pages.updates_parts import (
    TEMPLATE,
    forget_what_was_done,
    say_what_was_done,
    words_of,
)
from panels.pages.updates_suggested import ENTRY, SUGGESTION, show_suggestions
from panels.pages.updates_waiting import show_decided, show_waiting
from panels.session import address, person, session
from panels.session.address import AppPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalog.catalog import Catalog
    from geo.desk.judge import Desk
    from geo.people.rights import Person
    from geo.store.suggestions import Suggestion

WAITING, SUGGESTED, FILE, DECIDED = "", "de-nghi", "nop-tep", "da-xu-ly"
PROJECT, SOURCE, SHAPE, PHOTOS = "them-du-an", "them-nguon", "them-hinh", "them-anh"
_PART: Final = "updates-part"
# Forms about one project: who goes from one to another stays with it.
_OF_ONE: Final = frozenset({ENTRY, SHAPE, PHOTOS})
# Two groups: what is judged, and what is put in.
_JUDGED: Final = {
    WAITING: "updates.part-waiting",
    SUGGESTED: "updates.part-suggested",
    DECIDED: "updates.part-decided",
}
_PUT_IN: Final = {
    ENTRY: "updates.part-entry",
    PROJECT: "updates.part-project",
    SHAPE: "updates.part-shape",
    PHOTOS: "updates.part-photos",
    SOURCE: "updates.part-source",
    FILE: "updates.part-file",
}
_PARTS: Final = {**_JUDGED, **_PUT_IN}


def updates_page() -> None:
    """Draw the page from the address bar, for who is signed in."""
    _, language = layout.begin(AppPage.UPDATES, _take)
    shown = session.get(_PART, WAITING)
    of = session.get(OF) or "" if shown in _OF_ONE else ""
    suggestion = session.get(SUGGESTION, "") if shown == ENTRY else ""
    asked = {"part": shown, "of": of, "suggestion": suggestion}
    address.write(AppPage.UPDATES, layout.language_parameter(language) | asked)
    layout.heading(AppPage.UPDATES, say("page.updates", language), say("updates.words", language))
    who = person.visitor()
    words = why_not(who, language)
    if words or who is None:
        st.html(words)
        return
    try:
        _show(desks.desk(language), who, shown)
    except (StoreError, SQLAlchemyError) as error:
        st.error(escape_markdown(words_of(error, language)), icon=":material/error:")


def _take(_: Catalog, query: Mapping[str, str]) -> None:
    """Keep in the session which part of the page an address asks for, and which project."""
    forget_what_was_done()
    asked = query.get("part", "")
    session[_PART] = asked if asked in _PARTS else WAITING
    session[OF] = query.get("of", "") or None
    session[SUGGESTION] = query.get("suggestion", "")
    if asked not in _PARTS:
        address.ignore([UnknownParameter("part", asked)])


def why_not(who: Person | None, language: str) -> str:
    """Return as HTML why nothing can be changed here, empty for who may change something."""
    if not is_configured() or (who is None and not person.can_sign_in()):
        return element("p", escape_html(say("updates.no-users", language)), "sl-lead")
    if who is None:
        home = escape_html(f"{SIGN_IN}?lang={language}&next={AppPage.UPDATES}")
        words = escape_html(say("sign-in.title", language))
        link = f'<a class="sl-button" href="{home}" target="_self">{words}</a>'
        lead = element("p", escape_html(say("updates.sign-in", language)), "sl-lead")
        end = ""
        if suggest := suggest_link(language):
            end = element("p", f"{escape_html(say('updates.no-account', language))} {suggest}")
        return element("div", f"{lead}<p>{link}</p>{end}", "sl-closed")
    if who.role not in RIGHTS[Action.SEE_PROPOSALS]:
        return element("p", escape_html(say("updates.role", language)), "sl-lead")
    return ""


def _show(desk: Desk, who: Person, shown: str) -> None:
    language = desk.language
    waiting, suggested = desk.waiting(who), desk.suggestions(who)
    counts = {WAITING: len(waiting), SUGGESTED: len(suggested)}
    # A source alone is no agency's: who is bound to some names it with a fact.
    hidden = {SOURCE} if who.agencies else set()
    shown = WAITING if shown in hidden else shown
    choices = [
        [(name, key, counts.get(name, 0)) for name, key in group.items() if name not in hidden]
        for group in (_JUDGED, _PUT_IN)
    ]
    st.html(
        part(
            TEMPLATE, "parts", language,
            choices=choices, shown=shown, part_link=trusted(_part_link),
        )
    )  # fmt: skip
    say_what_was_done()
    match shown:
        case "de-nghi":
            show_suggestions(desk, who, suggested)
        case "sua":
            show_update(desk, who, _suggestion(suggested, language))
        case "them-du-an":
            show_project(desk, who)
        case "them-hinh":
            show_shape(desk, who)
        case "them-anh":
            show_photos(desk, who)
        case "them-nguon":
            show_source(desk, who)
        case "nop-tep":
            show_file(desk, who)
        case "da-xu-ly":
            show_decided(desk, who)
        case _:
            show_waiting(desk, who, waiting)


def _suggestion(open_ones: tuple[Suggestion, ...], language: str) -> Suggestion | None:
    """Return the suggestion that is about to be taken up, ``None`` for none."""
    asked = session.get(SUGGESTION, "")
    found = next((one for one in open_ones if str(one.number) == asked), None)
    if asked and found is None:
        st.warning(say("updates.suggestion-gone", language), icon=":material/info:")
        session[SUGGESTION] = ""
    return found


def _part_link(words: str, name: str, is_shown: bool) -> str:  # noqa: FBT001 - of a template
    of = (session.get(OF) or "") if name in _OF_ONE else ""
    link = page_link(words, AppPage.UPDATES, part=name, of=of, suggestion="")
    return link.replace("<a ", '<a aria-current="true" ', 1) if is_shown else link
