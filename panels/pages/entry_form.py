"""What the forms of *Cập nhật* share: fields that keep what is typed, and sending it.

A field shows what stands today beside its name, its unit beside it, and below it what is wrong and
what to do. Nothing typed is lost by that, nor when another field takes its place for a while.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from briefing.content.markup import element, escape_html, escape_markdown
from geo import clock
from geo.desk.judge import agencies_of, is_own
from geo.people.rights import Action, ActionSubject, may
from geo.people.settings import access_rules
from geo.proposals.proposal import (
    REASON,
    SOURCE,
    UNSOURCED,
    WHOLE,
    YES,
    FormGround,
    Proposal,
    examined,
)
from geo.query.wording import short_source
from geo.strings import say
from panels import desk as desks
from panels.pages.updates_parts import do, forget_what_was_done
from panels.pages.updates_suggested import SUGGESTION
from panels.session import person, session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from geo.desk.judge import Desk, WaitingBatch
    from geo.people.rights import Person
    from geo.store.model import Draft
    from geo.store.suggestions import Suggestion

MOST_LETTERS: Final = 500
_MOST_DRAFTS: Final = 3
# Of how many changes the preview beside a form shows old and new.
_MOST_FACTS: Final = 12


class EntryForm:
    """The fields of one form; what stands in them lies in the session under their ids.

    Parameters
    ----------
    name
        Tells two forms of the app apart, and the forms of two projects.
    """

    def __init__(self, name: str, desk: Desk) -> None:
        self.name, self.desk, self.language = name, desk, desk.language
        self._number = f"{name}|number"
        self._tried, self._found = f"{name}|tried", f"{name}|found"
        self._version, self._kept = f"{name}|version", f"{name}|kept"
        self._prefix = f"{name}#{session.get(self._number, 0)}:"
        # Streamlit forgets what stands in a field that a run does not draw.
        kept = session.setdefault(self._kept, {})
        kept |= {key: session[key] for key in session if str(key).startswith(self._prefix)}
        self.typed: dict[str, str] = {
            key.removeprefix(self._prefix): _text(value) for key, value in kept.items()
        }
        self.doubts: Mapping[str, str] = {}
        self.labels: dict[str, str] = {WHOLE: ""}
        self._suggestion = 0

    def key(self, field_id: str) -> str:
        """Return the key in the session of a field that is to be drawn, with what was typed in it.

        Nothing else is put into it: what somebody types while a run is under way would be lost.
        """
        key = f"{self._prefix}{field_id}"
        kept = session[self._kept]
        if key in kept and key not in session:
            session[key] = kept[key]
        return key

    def put(self, field_id: str, value: object) -> None:
        """Set what stands in a field; before it is drawn."""
        key = f"{self._prefix}{field_id}"
        session[key] = session[self._kept][key] = value
        self.typed[field_id] = _text(value)

    def take_up(self, suggestion: Suggestion) -> None:
        """Let what is sent settle a suggestion; its source and where it comes from are filled in.

        What a reader wrote is put into no other field: which facts it means, a person says.
        """
        self._suggestion = suggestion.number
        words = say("updates.from-suggestion", self.language, number=suggestion.number)
        for field_id, value in ((SOURCE, suggestion.text.source or None), (REASON, words)):
            if self.key(field_id) not in session:
                self.put(field_id, value)

    def ground(self) -> FormGround:
        """Return what the form is compared with: the tables as they were when it was begun."""
        ledger = self.desk.ledger
        if self._version not in session:
            session[self._version] = ledger.log.head()
        version = session[self._version]
        return FormGround(ledger, self.desk.catalog, clock.today(), self.language, version)

    def judge(self, proposal: Proposal) -> None:
        """Take what is wrong with what is typed; it is said once somebody has tried to send it."""
        if not session.get(self._tried):
            return
        typed, found = session.get(self._found, ({}, {}))
        # What the store or the check has said counts until something else is typed.
        self.doubts = {**proposal.doubts, **(found if typed == self.typed else {})}

    def text(
        self, field_id: str, label: str, *, now: str = "", hint: str = "", long: bool = False
    ) -> None:
        """Draw a field for words.

        Parameters
        ----------
        now
            What stands today.
        hint
            Shown in it while it is empty.
        """
        shown = self._label(field_id, label)
        if long:
            st.text_area(
                shown, key=self.key(field_id), max_chars=MOST_LETTERS, placeholder=hint, height=80
            )
        else:
            st.text_input(shown, key=self.key(field_id), max_chars=MOST_LETTERS, placeholder=hint)
        self.say(field_id, now)

    def choice(
        self,
        field_id: str,
        label: str,
        options: Mapping[str, str],
        *,
        now: str = "",
        empty: str = "",
    ) -> None:
        """Draw a field with a list.

        Parameters
        ----------
        options
            Words by code.
        empty
            Shown while nothing is chosen.
        """
        key = self.key(field_id)
        if key not in session or session[key] not in (None, *options):
            session[key] = None
        st.selectbox(
            self._label(field_id, label),
            options=[*options],
            format_func=lambda code: options.get(code, code),
            key=key,
            placeholder=empty or say("entry.choose", self.language),
        )
        self.say(field_id, now)

    def number(self, field_id: str, label: str, unit: str | Sequence[str], now: str) -> None:
        """Draw a field for a number, its unit beside it, or the units to choose from."""
        shown = self._label(field_id, label)
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"{field_id}-row"):
            st.text_input(shown, key=self.key(field_id), max_chars=40)
            if isinstance(unit, str):
                st.html(element("span", escape_html(unit), "sl-unit"))
            else:
                name = field_id.partition(".")[2]
                key = self.key(f"unit.{name}")
                session.setdefault(key, unit[0])
                st.selectbox(
                    say("entry.unit", self.language),
                    options=unit,
                    key=key,
                    label_visibility="collapsed",
                    width=140,
                )
        self.say(field_id, now)

    def source(self) -> None:
        """Draw the field for the source: one that is known, words for another, or none yet."""
        language, known = self.language, self.desk.catalog.sources
        key = self.key(SOURCE)
        newest = sorted(known, key=self._date_of, reverse=True)
        none = self.typed.get(UNSOURCED) == YES
        session.setdefault(key, None)
        st.selectbox(
            self._label(SOURCE, say("entry.source", language)),
            options=newest,
            format_func=lambda id_: source_label(self.desk, id_),
            key=key,
            placeholder=say("entry.source-hint", language),
            accept_new_options=True,
            disabled=none,
        )
        if SOURCE in self.doubts:
            self.say(SOURCE)
        else:
            st.caption(say("entry.source-help", language))
        st.checkbox(say("entry.unsourced", language), key=self.key(UNSOURCED))
        with st.container():  # the same place, as in :meth:`say`
            if none:
                st.caption(say("entry.unsourced-help", language))

    def reason(self) -> None:
        """Draw the field for a note to whoever approves."""
        self.text(REASON, say("updates.note", self.language))

    def say(self, field_id: str, now: str = "") -> None:
        """Say below a field what stands today, and what is wrong with what is typed.

        What is wrong has its place whether it is there or not: a field that moves while somebody
        types in it is made anew by the browser, without what was typed.
        """
        if now:
            st.html(element("p", escape_html(say("entry.now", self.language, words=now)), "sl-now"))
        doubt = st.empty()
        if field_id in self.doubts:
            words = escape_html(self.doubts[field_id])
            doubt.html(f'<p class="sl-doubt" role="alert">{words}</p>')

    def send(
        self,
        plan: Callable[[FormGround], Proposal],
        who: Person,
        subject_id: str = "",
        nothing: str = "entry.nothing-yet",
    ) -> None:
        """Draw what would change and the buttons; send what was typed where one is pressed.

        Parameters
        ----------
        subject_id
            What it is about, empty for a thing that is not there yet.
        nothing
            Key of the sentence that is said while nothing would change.
        """
        language, ground = self.language, self.ground()
        proposal = plan(ground)
        title = "updates.changes" if subject_id else "entry.adds"
        with st.container():
            self._preview(proposal, say(title, language), say(nothing, language))
        subject = ActionSubject(
            subject_id or proposal.subject_id,
            agencies_of(
                self.desk.catalog, subject_id, proposal.draft.changes if proposal.draft else ()
            ),
            who.name,
        )
        # What a stranger has said is looked at by two.
        at_once = not self._suggestion and may(who, Action.APPROVE, subject, access_rules())
        with st.container(horizontal=True, key=f"{self.name}-deeds"):
            entered = at_once and st.button(
                say("updates.enter", language),
                key=f"{self.name}-enter",
                type="primary",
                icon=":material/check:",
            )
            proposed = st.button(
                say("updates.propose", language),
                key=f"{self.name}-propose",
                type="secondary" if at_once else "primary",
                icon=":material/send:",
            )
        if not entered and not proposed:
            return
        session[self._tried] = True
        with st.spinner(say("entry.checking", language)):
            checked = examined(proposal, ground)
        if checked.draft is None and not checked.doubts:
            checked = Proposal(None, {WHOLE: say("desk.entry-nothing", language)})
        if not checked.may_go or checked.draft is None:
            forget_what_was_done()
            session[self._found] = (dict(self.typed), dict(checked.doubts))
            # What others wrote was said: sent once more it is compared with that.
            session[self._version] = ground.ledger.log.head()
            st.rerun()
        draft = checked.draft
        do(lambda: self._sent(draft, subject, at_once=entered), language)

    def _sent(self, draft: Draft, subject: ActionSubject, *, at_once: bool) -> str:
        """Put a draft into the store and empty the form; return what was done."""
        who = person.require_right(Action.PROPOSE, subject)
        if who is None:
            return ""
        if self._suggestion:
            return self._taken_up(replace(draft, origin="suggestion"), who)
        batch = self.desk.enter(draft, who) if at_once else self.desk.propose(draft, who)
        self.clear()
        key = "updates.entered" if at_once else "updates.proposed"
        return say(key, self.language, number=batch.number)

    def _taken_up(self, draft: Draft, who: Person) -> str:
        batch = self.desk.take_up(self._suggestion, who, draft)
        self.clear()
        session[SUGGESTION] = ""
        values = {"number": self._suggestion, "new": batch.number}
        return say("updates.taken", self.language, **values)

    def clear(self) -> None:
        """Empty the form."""
        number = session.get(self._number, 0) + 1
        for key in [key for key in session if str(key).startswith(self._prefix)]:
            del session[key]
        for key in (self._tried, self._found, self._version, self._kept):
            session.pop(key, None)
        session[self._number] = number

    def _date_of(self, source_id: str) -> str:
        day = self.desk.catalog.sources[source_id].date
        return day.iso() if day else ""

    def _label(self, field_id: str, label: str) -> str:
        self.labels[field_id] = label
        return escape_markdown(label)

    def _preview(self, proposal: Proposal, title: str, nothing: str) -> None:
        language = self.language
        st.html(element("h2", escape_html(title), "sl-form-head"))
        if proposal.facts:
            st.html(facts_html(proposal, language))
        else:
            st.html(element("p", escape_html(nothing), "sl-now"))
        if not self.doubts:
            return
        named = [label for id_, label in self.labels.items() if label and id_ in self.doubts]
        other = [words for id_, words in self.doubts.items() if not self.labels.get(id_)]
        lines = [say("entry.look", language, fields=", ".join(named))] if named else []
        for line in (*lines, *other):
            st.html(f'<p class="sl-doubt" role="alert">{escape_html(line)}</p>')


def form_heading(key: str, form: EntryForm) -> str:
    """Return the heading of a part of a form as HTML."""
    return element("h2", escape_html(say(key, form.language)), "sl-form-head")


def facts_html(proposal: Proposal, language: str) -> str:
    """Return what a proposal changes as HTML: old and new of each fact."""
    nothing = say("trip.nothing", language)
    rows = []
    for fact in proposal.facts[:_MOST_FACTS]:
        old = "" if fact.old == nothing else f"{escape_html(fact.old)} → "
        name, new = escape_html(fact.name), element("strong", escape_html(fact.new))
        rows.append(f"<dt>{name}</dt><dd>{old}{new}</dd>")
    more = len(proposal.facts) - _MOST_FACTS
    end = element("p", escape_html(say("entry.more", language, count=more))) if more > 0 else ""
    return element("dl", "".join(rows), "sl-facts") + end


def show_own_drafts(desk: Desk, who: Person, waiting: Iterable[WaitingBatch]) -> None:
    """Draw what somebody has proposed and nobody has judged yet, marked as draft."""
    from panels.pages.updates_waiting import batch_html

    own = [one for one in waiting if is_own(who, one.batch)]
    if not own:
        return
    language = desk.language
    st.html(element("h2", escape_html(say("entry.drafts", language)), "sl-form-head"))
    st.caption(say("entry.drafts-help", language))
    names = desks.full_names()
    for one in own[-_MOST_DRAFTS:]:
        with st.container(border=True, key=f"draft-{one.batch.number}"):
            st.html(batch_html(desk, one, names))


def source_label(desk: Desk, id_: str) -> str:
    """Return a source in a line: in a few words, then its title."""
    source = desk.catalog.sources.get(id_)
    if source is None:
        return id_
    title, short = source.title[desk.language], short_source(source, desk.language)
    return short if title in short else f"{short}: {title}"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else ""
    return value if isinstance(value, str) else ""
