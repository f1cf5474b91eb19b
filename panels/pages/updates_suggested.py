"""What readers suggest, on *Cập nhật*: taken up as a proposal of one's own, or declined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from briefing.content.html import part, trusted
from briefing.content.markup import element, escape_html
from geo import clock
from geo.desk.age import age_words, moment_words
from geo.desk.judge import agencies_of, may_see_contact
from geo.desk.subjects import subject_name
from geo.people.rights import RIGHTS, Action, ActionSubject, may
from geo.strings import say
from panels.components.links import page_link
from panels.pages.updates_parts import MOST_SHOWN, TEMPLATE, do, map_link
from panels.session.address import AppPage

if TYPE_CHECKING:
    from geo.desk.judge import Desk
    from geo.people.rights import Person
    from geo.store.suggestions import Suggestion


SUGGESTION: Final = "updates-suggestion"
ENTRY: Final = "sua"
"""The part of the page in which one project is put right."""


def show_suggestions(desk: Desk, who: Person, waiting: tuple[Suggestion, ...]) -> None:
    """Draw the suggestions that wait, the oldest first, each with what may be done with it."""
    language = desk.language
    if not waiting:
        st.html(element("p", escape_html(say("updates.none-suggested", language)), "sl-lead"))
    for one in waiting[:MOST_SHOWN]:
        with st.container(border=True, key=f"suggestion-{one.number}"):
            st.html(suggestion_html(desk, one))
            if _may_take_up(desk, who, one):
                st.html(_take_up_link(desk, one))
            if may(who, Action.REJECT, ActionSubject()):
                _decline(desk, who, one.number)
    if len(waiting) > MOST_SHOWN:
        st.caption(say("updates.more", language, count=len(waiting) - MOST_SHOWN))
    if waiting and not may_see_contact(who):
        st.caption(say("updates.no-contact", language))


def suggestion_html(desk: Desk, one: Suggestion) -> str:
    """Return a suggestion as HTML; all that a stranger wrote stays text."""
    language, text, now = desk.language, one.text, clock.moment()
    known = text.subject in desk.catalog.projects or text.subject in desk.catalog.assets
    return part(
        TEMPLATE,
        "suggestion_article",
        language,
        number=one.number,
        age=age_words(one.at, now, language),
        moment=moment_words(one.at, language),
        id=text.subject if known else "",
        about=subject_name(desk.catalog, text.subject, language) if known else "",
        view=text.view,
        said=[
            ("updates.said-wrong", text.wrong),
            ("updates.said-right", text.right),
            ("updates.said-source", text.source),
            ("updates.said-code", text.code),
            ("updates.said-contact", text.contact),
        ],
        map_link=trusted(map_link),
    )


def _may_take_up(desk: Desk, who: Person, one: Suggestion) -> bool:
    if one.text.subject not in desk.catalog.projects:
        # Of which project it is, whoever takes it up says; only then it is known who may.
        return who.role in RIGHTS[Action.PROPOSE]
    subject = ActionSubject(one.text.subject, agencies_of(desk.catalog, one.text.subject), who.name)
    return may(who, Action.PROPOSE, subject)


def _take_up_link(desk: Desk, one: Suggestion) -> str:
    """Return the link to the form in which it becomes facts; no project, no choice made there."""
    subject = one.text.subject if one.text.subject in desk.catalog.projects else ""
    words, number = say("updates.take-up", desk.language), str(one.number)
    asked = {"part": ENTRY, "of": subject, "suggestion": number}
    return page_link(words, AppPage.UPDATES, "sl-button", **asked)


def _decline(desk: Desk, who: Person, number: int) -> None:
    language = desk.language
    with (
        st.form(f"decline-{number}", border=False, enter_to_submit=False),
        st.container(horizontal=True, vertical_alignment="bottom", key=f"decline-{number}-row"),
    ):
        words = st.text_input(
            say("updates.decline-why", language), key=f"decline-why-{number}", max_chars=500
        )
        declined = st.form_submit_button(say("updates.decline", language), icon=":material/close:")
    if declined:
        do(lambda: _declined(desk, who, number, words), language)


def _declined(desk: Desk, who: Person, number: int, words: str) -> str:
    desk.decline(number, who, words)
    return say("updates.declined", desk.language, number=number)
