"""What readers suggest, on *Cập nhật*: taken up as a proposal of one's own, or declined."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from briefing.content.html import part, trusted
from briefing.content.markup import element, escape_html
from geo import clock
from geo.desk.age import age_words, moment_words
from geo.desk.entry import entry_draft
from geo.desk.feed import subject_name
from geo.desk.judge import agencies_of, may_see_contact
from geo.people.rights import Action, ActionSubject, may
from geo.strings import say
from panels.pages.updates_entry import entry_form
from panels.pages.updates_parts import MOST_SHOWN, TEMPLATE, do, map_link

if TYPE_CHECKING:
    from geo.desk.entry import FactEntry
    from geo.desk.judge import Desk
    from geo.people.rights import Person
    from geo.store.suggestions import Suggestion


def show_suggestions(desk: Desk, who: Person, waiting: tuple[Suggestion, ...]) -> None:
    """Draw the suggestions that wait, the oldest first, each with what may be done with it."""
    language = desk.language
    if not waiting:
        st.html(element("p", escape_html(say("updates.none-suggested", language)), "sl-lead"))
    for one in waiting[:MOST_SHOWN]:
        with st.container(border=True, key=f"suggestion-{one.number}"):
            st.html(suggestion_html(desk, one))
            if one.text.subject in desk.catalog.projects and _may_take_up(desk, who, one):
                _take_up(desk, who, one)
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
    subject = ActionSubject(one.text.subject, agencies_of(desk.catalog, one.text.subject), who.name)
    return may(who, Action.PROPOSE, subject)


def _take_up(desk: Desk, who: Person, one: Suggestion) -> None:
    language = desk.language
    with st.expander(say("updates.take-up", language), icon=":material/edit:"):
        st.caption(say("updates.take-up-help", language))
        entry = entry_form(desk, one.text.subject, f"suggestion-{one.number}", one.text.source)
    if entry is not None:
        written = replace(entry, origin="suggestion")
        do(lambda: _taken(desk, who, one.number, written), language)


def _taken(desk: Desk, who: Person, number: int, entry: FactEntry) -> str:
    draft = entry_draft(entry, desk.ledger, desk.catalog, clock.today(), desk.language)
    batch = desk.take_up(number, who, draft)
    return say("updates.taken", desk.language, number=number, new=batch.number)


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
