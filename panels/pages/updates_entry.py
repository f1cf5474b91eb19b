"""The form in which one project is put right: what stands there is shown, units stand beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from briefing.content.markup import element, escape_html, escape_markdown
from geo import clock
from geo.desk.entry import ENTRY_FIELDS, FactEntry, shown_today
from geo.strings import say
from geo.trip.fields import STATUS, STATUS_DATE, ValueKind, field_of
from geo.trip.words import value_words

if TYPE_CHECKING:
    from geo.desk.judge import Desk
    from geo.trip.fields import TripField

OF: Final = "updates-of"
_MOST_LETTERS: Final = 500


def entry_form(desk: Desk, subject: str, key: str, source: str = "") -> FactEntry | None:
    """Draw the form of a project; return what is written in it once it is sent.

    Parameters
    ----------
    source
        What stands in the field of the source at first.
    """
    language = desk.language
    today = shown_today(desk.catalog, subject, clock.today())
    values: dict[str, str] = {}
    with st.form(key, border=False):
        fields = [one for one in map(field_of, ENTRY_FIELDS) if one]
        # Row by row, so that what stands side by side begins on one line.
        for first in range(0, len(fields), 2):
            for side, field in zip(st.columns(2), fields[first : first + 2], strict=False):
                with side:
                    values[field.id] = _written(
                        field, today[field.id], f"{key}-{field.id}", language
                    )
        named = st.text_input(
            say("updates.source", language),
            value=source,
            key=f"{key}-source",
            max_chars=_MOST_LETTERS,
            help=say("updates.source-help", language),
        )
        reason = st.text_input(
            say("updates.note", language), key=f"{key}-reason", max_chars=_MOST_LETTERS
        )
        sent = st.form_submit_button(
            say("updates.propose", language), type="primary", icon=":material/send:"
        )
    return FactEntry(subject, values, named, reason) if sent else None


def _written(field: TripField, today: str, key: str, language: str) -> str:
    unit = say(f"unit.{field.unit}", language) if field.kind is ValueKind.NUMBER else ""
    title = f"{field.title(language)} ({unit})" if unit else field.title(language)
    written = _field(field, escape_markdown(title), key, language)
    if today:
        words = say("entry.now", language, words=value_words(field.id, today, language))
        st.html(element("p", escape_html(words), "sl-now"))
    return written


def _field(field: TripField, label: str, key: str, language: str) -> str:
    if field.id == STATUS:
        chosen: str | None = st.selectbox(
            label,
            options=list(field.codes),
            format_func=lambda code: say(f"status.{code}", language),
            key=key,
            index=None,
            placeholder=say("updates.keep", language),
        )
        return say(f"status.{chosen}", language) if chosen else ""
    hint = say("updates.day-form", language) if field.id == STATUS_DATE else ""
    return st.text_input(label, key=key, max_chars=_MOST_LETTERS, placeholder=hint) or ""
