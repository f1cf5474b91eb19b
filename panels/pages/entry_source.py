"""*Thêm nguồn*: a document that facts can be taken from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from briefing.content.markup import element, escape_html
from geo.model import SourceKind
from geo.proposals import source as fields
from geo.proposals.source import plan_source
from geo.strings import say
from panels.pages.entry_form import EntryForm, show_own_drafts

if TYPE_CHECKING:
    from geo.desk.judge import Desk, WaitingBatch
    from geo.people.rights import Person

_KINDS = (SourceKind.OFFICIAL, SourceKind.PRESS, SourceKind.TOLD, SourceKind.OPEN_DATA)


def show_source(desk: Desk, who: Person) -> None:
    """Draw the form for a source."""
    form, language = EntryForm("source", desk), desk.language
    form.judge(plan_source(form.typed, form.ground()))
    left, right = st.columns((1.7, 1.0), gap="large")
    with left:
        st.html(element("p", escape_html(say("entry.source-lead", language)), "sl-lead"))
        kinds = {kind.value: say(f"source-kind.{kind}", language) for kind in _KINDS}
        title_hint = say("entry.source-title-hint", language)
        form.choice(fields.KIND, say("entry.source-kind", language), kinds)
        form.text(fields.TITLE, say("entry.source-title", language), hint=title_hint)
        number, day = st.columns(2)
        with number:
            form.text(fields.NUMBER, say("entry.source-number", language), hint="123/QĐ-UBND")
        with day:
            hint = say("updates.day-form", language)
            form.text(fields.DATE, say("entry.source-date", language), hint=hint)
        form.text(fields.PUBLISHER, say("entry.source-publisher", language))
        form.text(fields.URL, say("entry.source-url", language), hint="https://")
        form.text(fields.NOTE, say("entry.source-note", language), long=True)
    with right:
        form.reason()
        form.send(
            lambda ground: plan_source(form.typed, ground), who, nothing="entry.nothing-source"
        )
        show_own_drafts(desk, who, [one for one in desk.waiting(who) if _adds_source(one)])


def _adds_source(one: WaitingBatch) -> bool:
    return all(change.table == "sources" for change in one.batch.changes)
