"""What waits on *Cập nhật*, judged by who may; what was decided, and taking it back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from briefing.content.html import part, trusted
from briefing.content.markup import element, escape_html
from briefing.proposal.plan import proposal_of
from geo import clock
from geo.desk.age import age_words, moment_words
from geo.desk.judge import WAITS, is_own, is_withdrawn
from geo.desk.subjects import by_subject, subject_name
from geo.people.rights import Action
from geo.store.merge import place_of
from geo.store.model import BatchState
from geo.strings import say, table
from geo.trip.apply import ORIGIN
from geo.trip.draft import notes_in
from panels import desk as desks
from panels.components.photo_link import photos_html, proposed_photos
from panels.pages.updates_parts import (
    MOST_SHOWN,
    TEMPLATE,
    ConflictSides,
    ask_side,
    do,
    map_link,
    offer_sheet,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.desk.judge import Desk, WaitingBatch
    from geo.people.rights import Person
    from geo.store.merge import Place
    from geo.store.model import Author, BatchStep


def show_waiting(desk: Desk, who: Person, waiting: tuple[WaitingBatch, ...]) -> None:
    """Draw the batches that wait, the oldest first, each with what may be done with it."""
    language = desk.language
    if not waiting:
        st.html(element("p", escape_html(say("updates.none-waiting", language)), "sl-lead"))
    names = desks.full_names()
    for one in waiting[:MOST_SHOWN]:
        with st.container(border=True, key=f"batch-{one.batch.number}"):
            st.html(batch_html(desk, one, names))
            rights = (one.denial(who, action) for action in (Action.PROPOSE, Action.REJECT))
            if one.conflicts and not any(rights):
                _ask_conflicts(desk, who, one)
            _judge(desk, who, one)
            author = one.batch.author.name
            sheet = replace(proposal_of(one), author=names.get(author, author))
            offer_sheet(desk, sheet, f"sheet-{one.batch.number}")
    if len(waiting) > MOST_SHOWN:
        st.caption(say("updates.more", language, count=len(waiting) - MOST_SHOWN))


def batch_html(desk: Desk, one: WaitingBatch, names: Mapping[str, str]) -> str:
    """Return a batch as HTML: who, when, why, and old and new of each fact.

    Parameters
    ----------
    names
        How people are called, by their names in the log.
    """
    language, now = desk.language, clock.moment()

    def named(author: Author) -> str:
        return names.get(author.name, author.name)

    talk = [
        (named(each.author), age_words(each.at, now, language), each.words) for each in one.remarks
    ]
    talk += [
        (
            say(key, language, name=named(step.author)),
            age_words(step.at, now, language),
            step.reason,
        )
        for step in one.batch.steps
        if (key := _deed(one, step))
    ]
    subjects, documents = by_subject(desk.catalog, one.facts, language)
    why, notes = (
        notes_in(one.batch.reason) if one.batch.origin == ORIGIN else (one.batch.reason, {})
    )
    return part(
        TEMPLATE,
        "batch_article",
        language,
        batch=one.batch,
        why=why,
        notes=[(subject_name(desk.catalog, id_, language), words) for id_, words in notes.items()],
        badges=[
            (say(f"desk.badge-{name}", language, number=one.batch.undoes), name)
            for name in _badges(one)
        ],
        by=say("desk.by", language, name=named(one.batch.author), role=_role(one, language)),
        age=age_words(one.batch.at, now, language),
        moment=moment_words(one.batch.at, language),
        subjects=subjects,
        documents=documents,
        talk=talk,
        before="desk.old" if one.batch.version is None else "desk.before",
        map_link=trusted(map_link),
        # Of what is decided the files are not shown any more: what counts stands on its card.
        photos=trusted(photos_html)(
            proposed_photos(one.batch.changes) if one.batch.state in WAITS else ()
        ),
    )


def _deed(one: WaitingBatch, step: BatchStep) -> str:
    """Return the key of the words for who decided something, empty where nobody else did."""
    match step.state:
        case BatchState.REJECTED:
            return "updates.withdrawn-by" if is_withdrawn(one.batch) else "updates.rejected-by"
        case BatchState.APPROVED if step.author.name != one.batch.author.name:
            return "updates.approved-by"
        case BatchState.UNDONE:
            return "updates.undone-by"
    return ""


def _role(one: WaitingBatch, language: str) -> str:
    role = one.batch.author.role
    return say(f"people.role-{role}", language) if f"people.role-{role}" in table() else role


def _badges(one: WaitingBatch) -> list[str]:
    state = one.batch.state
    found = [str(state)] if state is not BatchState.PROPOSED else []
    if is_withdrawn(one.batch):
        found = ["withdrawn"]
    if one.batch.undoes:
        found.append("undo")
    if one.conflicts:
        found.append("conflict")
    if one.is_asked and state is BatchState.PROPOSED:
        found.append("asked")
    return found


def _judge(desk: Desk, who: Person, one: WaitingBatch) -> None:
    """Draw what somebody may do with a batch that waits, and why they may not approve it."""
    language, number = desk.language, one.batch.number
    own = is_own(who, one.batch)
    may_not = one.denial(who, Action.APPROVE)
    may_reject = one.denial(who, Action.REJECT) is None
    # Whoever presses Enter in the words has not said which button they mean.
    with st.form(f"judge-{number}", border=False, clear_on_submit=False, enter_to_submit=False):
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"deeds-{number}"):
            approved = may_not is None and st.form_submit_button(
                say("updates.approve", language),
                type="primary",
                icon=":material/check:",
                disabled=bool(one.conflicts),
            )
            words = st.text_input(
                say("updates.reason-own" if own else "updates.reason", language),
                key=f"words-{number}",
                max_chars=500,
            )
            asked = st.form_submit_button(
                say("updates.answer" if own else "updates.ask", language),
                icon=":material/chat_bubble:",
            )
            rejected = may_reject and st.form_submit_button(
                say("updates.withdraw" if own else "updates.reject", language),
                icon=":material/close:",
            )
        if may_not in ("own", "unsigned"):
            st.caption(say(f"people.denied-{may_not}", language))
        elif may_not is None and one.conflicts:
            st.caption(say("updates.conflict-first", language))
    if approved:
        do(lambda: _approve(desk, who, number), language)
    if asked:
        do(lambda: _ask(desk, who, number, words), language)
    if rejected:
        do(lambda: _reject(desk, who, number, words), language)


def _approve(desk: Desk, who: Person, number: int) -> str:
    done = desk.approve(number, who)
    return say("updates.approved", desk.language, number=number, version=done.version)


def _ask(desk: Desk, who: Person, number: int, words: str) -> str:
    desk.ask_back(number, who, words)
    return say("updates.asked", desk.language, number=number)


def _reject(desk: Desk, who: Person, number: int, words: str) -> str:
    key = (
        "updates.withdrawn" if is_withdrawn(desk.reject(number, who, words)) else "updates.rejected"
    )
    return say(key, desk.language, number=number)


def _ask_conflicts(desk: Desk, who: Person, one: WaitingBatch) -> None:
    """Ask for each cell that others have changed meanwhile whose value stays."""
    language, number = desk.language, one.batch.number
    answers = {}
    with st.form(f"conflicts-{number}", border=False):
        for place, conflict in enumerate(one.conflicts):
            sides = ConflictSides(*desk.conflict_words(one.batch, conflict))
            key = f"{number}-{place}"
            answers[place_of(conflict.change)] = ask_side(sides, key, language)
        settled = st.form_submit_button(say("updates.settle", language))
    if settled:
        chosen = {place: answer for place, answer in answers.items() if answer}
        do(lambda: _settle(desk, who, number, chosen), language)


def _settle(desk: Desk, who: Person, number: int, answers: Mapping[Place, str]) -> str:
    new = desk.settle(number, who, answers)
    return say("updates.settled", desk.language, number=number, new=new.number)


def show_decided(desk: Desk, who: Person) -> None:
    """Draw what was decided, the latest first; what counts can be taken back."""
    language = desk.language
    decided = desk.decided(who, MOST_SHOWN)
    if not decided:
        st.html(element("p", escape_html(say("updates.none-decided", language)), "sl-lead"))
    names = desks.full_names()
    for one in decided:
        with st.container(border=True, key=f"batch-{one.batch.number}"):
            st.html(batch_html(desk, one, names))
            applied = one.batch.state is BatchState.APPLIED
            if applied and one.denial(who, Action.UNDO) is None:
                _offer_undo(desk, who, one.batch.number)


def _offer_undo(desk: Desk, who: Person, number: int) -> None:
    language = desk.language
    with st.expander(say("updates.undo", language), icon=":material/undo:"):
        with st.form(f"undo-{number}", border=False):
            st.caption(say("updates.undo-help", language))
            words = st.text_input(
                say("updates.undo-why", language), key=f"why-{number}", max_chars=500
            )
            undone = st.form_submit_button(say("updates.undo", language))
        if undone:
            do(lambda: _undo(desk, who, number, words), language)


def _undo(desk: Desk, who: Person, number: int, words: str) -> str:
    done = desk.undo(number, who, words)
    return say("updates.undone", desk.language, number=number, new=done.number)
