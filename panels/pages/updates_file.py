"""A task list that comes back, on *Cập nhật*: shown, then proposed as it was shown."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Final

import streamlit as st

from briefing.content.html import part, trusted
from briefing.content.markup import element, escape_html, escape_markdown
from briefing.proposal.plan import proposal_of_file
from geo import clock
from geo.desk.subjects import by_subject, subject_name
from geo.desk.words import FactChange, SourceWords
from geo.errors import SonLaMapError
from geo.people.rights import Action, ActionSubject, may
from geo.people.settings import access_rules
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.reports.completeness import by_agency
from geo.store.model import StoredChange
from geo.strings import say
from geo.trip.apply import HandedIn, plan_file
from geo.trip.fields import ANSWER, NAME, field_of
from geo.trip.package import MOST_BYTES
from geo.trip.plan import CellVerdict, ConflictAnswers
from geo.trip.words import value_words
from panels import desk as desks
from panels.components.links import page_link
from panels.pages.entry_map import entry_map, extent_of
from panels.pages.task_list import offer_task_list
from panels.pages.updates_parts import (
    TEMPLATE,
    ConflictSides,
    ask_side,
    do,
    map_link,
    offer_sheet,
)
from panels.session import session
from panels.session.address import AppPage
from panels.session.widget_states import take_ignored

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from geo.desk.judge import Desk
    from geo.people.rights import Person
    from geo.store.model import Batch, Draft
    from geo.trip.apply import FilePlan
    from geo.trip.plan import PlanCell, TripPlan

FILE: Final = "updates-file"
_ANSWERS, _PLAN, _SENT = "updates-answers", "updates-plan", "updates-sent"
_MOST_SUBJECTS: Final = 60
# A file of the largest size takes some hundred megabytes and ten seconds: one at a time.
_READING: Final = Lock()


@dataclass(frozen=True)
class _Shown:
    """A plan, and of what it was made: it is made again only where that is another."""

    key: tuple[object, ...]
    plan: FilePlan


def show_file(desk: Desk, who: Person) -> None:
    """Draw the box for a workbook, and what the one in it would change."""
    language = desk.language
    words = escape_html(say("updates.file-help", language))
    st.html(element("p", words, "sl-lead"))
    _offer_task_list(desk, who)
    file = st.file_uploader(
        say("updates.file", language),
        type=["xlsx"],
        key=FILE,
        max_upload_size=MOST_BYTES // 1_000_000,
    )
    if take_ignored(FILE):
        st.error(say("trip.file-kind", language), icon=":material/error:")
        file = None
    if file is None:
        session.pop(_PLAN, None)
        session.pop(_SENT, None)
        return
    content = file.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    answers = dict(session.get(_ANSWERS, {}).get(digest, {}))
    key = (digest, desk.ledger.log.head(), tuple(sorted(answers.items())), language, clock.today())
    kept = session.get(_PLAN)
    if kept is None or kept.key != key:
        handed = HandedIn(content, clock.today(), language, file.name, ConflictAnswers(answers))
        try:
            with st.spinner(say("updates.reading", language)), _READING:
                kept = _Shown(key, plan_file(handed, desk.ledger, desks.catalog_of))
        except SonLaMapError as error:
            st.error(escape_markdown(error), icon=":material/error:")
            return
        session[_PLAN] = kept
    _show_plan(desk, who, kept.plan, digest)


def _offer_task_list(desk: Desk, who: Person) -> None:
    """Draw the way to a task list: of the agencies of whoever is bound to some, else of all."""
    language = desk.language
    view = build_view(desk.catalog, Selection(language=language), clock.today())
    groups = by_agency(view)
    mine = [group for group in groups if group.agency and group.agency.id in who.agencies]
    with st.container(horizontal=True, vertical_alignment="center", key="file-take"):
        offer_task_list(view, mine or groups, language)
        if not who.agencies:
            link = page_link(say("updates.file-of", language), AppPage.DATA, "sl-way")
            st.html(element("p", link, "sl-ways"))


def _show_plan(desk: Desk, who: Person, found: FilePlan, digest: str) -> None:
    language, plan = desk.language, found.plan
    counts = [
        (name, say(f"updates.count-{name}", language), count) for name, count in plan.counts.items()
    ]
    st.html(part(TEMPLATE, "numbers", language, counts=counts))
    _send(desk, who, found, digest)
    _show_refused(desk, plan)
    _ask_conflicts(desk, plan, digest)
    if plan.changes:
        groups, _ = by_subject(desk.catalog, map(_told(desk), plan.changes), language)
        projects = say("updates.projects", language, count=len(groups))
        title = say("updates.changes", language)
        st.header(f"{title} ({projects})", anchor=False)
        st.html(
            part(
                TEMPLATE, "changed_cells", language,
                subjects=groups[:_MOST_SUBJECTS], map_link=trusted(map_link),
            )
        )  # fmt: skip
        _show_places(desk, {cell.subject for cell in plan.changes})
        if len(groups) > _MOST_SUBJECTS:
            st.caption(say("updates.more-projects", language, count=len(groups) - _MOST_SUBJECTS))
    if plan.notes:
        st.html(part(TEMPLATE, "asides", language, notes=plan.notes))


def _show_places(desk: Desk, subjects: Collection[str]) -> None:
    """Draw the map with a halo around what a plan changes."""
    catalog = desk.catalog
    known = {one.id: one for one in catalog.items if one.id in subjects and one.pieces}
    if not known:
        return
    extent = extent_of(piece.geometry for one in known.values() for piece in one.pieces)
    told = {"halo": sorted(known), "extent": extent, "extentKey": f"file-{extent}"}
    entry_map(catalog, desk.language, lambda _: None, **told)


def _told(desk: Desk) -> Callable[[PlanCell], FactChange]:
    language = desk.language

    def tell(cell: PlanCell) -> FactChange:
        field = field_of(cell.field)
        old, new = (value_words(cell.field, each, language) for each in (cell.theirs, cell.mine))
        # A change whose row names no source is refused: where none is named, that was said. Notes
        # for who approves need none.
        without = "" if cell.field == ANSWER else say("trip.without-source", language)
        source = SourceWords(cell.source or without)
        table, key, name = cell.place
        written = StoredChange(table, (key,), name, cell.theirs, cell.mine)
        title = field.title(language) if field else cell.field
        return FactChange(cell.subject, title, old, new, source, written)

    return tell


def _send(desk: Desk, who: Person, found: FilePlan, digest: str) -> None:
    """Offer to propose a plan that is clean; say what stands against it where it is not."""
    language, draft = desk.language, found.draft
    if session.get(_SENT) == digest and draft is not None:
        st.info(say("updates.sent-file", language), icon=":material/schedule_send:")
        return
    if draft is None:
        words, is_nothing = say(_hindrance(found.plan), language), found.plan.is_clean
        (st.info if is_nothing else st.warning)(words, icon=":material/info:")
        return
    with st.container(horizontal=True, key="file-deeds"):
        proposed = st.button(
            say("updates.propose", language),
            type="primary",
            icon=":material/send:",
            key="file-propose",
        )
        sheet = proposal_of_file(found, who.name, who.role.value, desk.catalog, language)
        if sheet:
            offer_sheet(desk, sheet, "file-sheet")
        own = ActionSubject(author=who.name)
        entered = may(who, Action.APPROVE, own, access_rules()) and st.button(
            say("updates.enter", language), icon=":material/check:", key="file-enter"
        )
    if proposed:
        do(lambda: _sent(desk, who, draft, digest), language)
    if entered:
        do(lambda: _said("updates.entered", desk.enter(draft, who), language), language)


def _sent(desk: Desk, who: Person, draft: Draft, digest: str) -> str:
    """Propose a file; the same is not offered to be sent once more."""
    batch = desk.propose(draft, who)
    session[_SENT] = digest
    return _said("updates.proposed", batch, desk.language)


def _hindrance(plan: TripPlan) -> str:
    """Return the key of the sentence that says why a plan cannot be sent."""
    if plan.is_clean:
        return "trip.unchanged"
    return "updates.not-clean" if plan.counts["refused"] else "updates.not-chosen"


def _said(key: str, batch: Batch, language: str) -> str:
    return say(key, language, number=batch.number)


def _show_refused(desk: Desk, plan: TripPlan) -> None:
    language = desk.language
    refused = [cell for cell in plan.cells if cell.verdict is CellVerdict.REFUSED]
    if not refused:
        return
    st.header(say("updates.refused", language, count=len(refused)), anchor=False)
    named = [(cell, _title(cell, language), _name(desk, plan, cell.subject)) for cell in refused]
    st.html(part(TEMPLATE, "refusals", language, cells=named))


def _title(cell: PlanCell, language: str) -> str:
    field = field_of(cell.field)
    return field.title(language) if field else ""


def _name(desk: Desk, plan: TripPlan, subject: str) -> str:
    """Return the name of what a row of a file is about; that of a new project stands in it."""
    if not subject.startswith("+"):
        return subject_name(desk.catalog, subject, desk.language)
    named = (one.mine for one in plan.cells if one.subject == subject and one.field == NAME)
    return next(filter(None, named), say("updates.new-project", desk.language))


def _ask_conflicts(desk: Desk, plan: TripPlan, digest: str) -> None:
    """Ask for each cell that others have changed since the file was made whose value stays."""
    language = desk.language
    asked = [cell for cell in plan.cells if cell.verdict is CellVerdict.CONFLICT]
    if not asked:
        return
    st.header(say("updates.conflicts", language, count=len(asked)), anchor=False)
    st.caption(say("updates.conflicts-help", language))
    answers: dict[str, str] = {}
    with st.form("file-conflicts", border=False):
        for cell in asked:
            place = f"{cell.sheet}!{cell.cell}"
            sides = _sides(desk, plan, cell)
            answers[place] = ask_side(sides, f"file-{place}", language)
        settled = st.form_submit_button(say("updates.settle", language), type="primary")
    if settled:
        _keep(digest, answers)
        st.rerun()


def _sides(desk: Desk, plan: TripPlan, cell: PlanCell) -> ConflictSides:
    language = desk.language
    base, theirs, mine = (
        value_words(cell.field, each, language) for each in (cell.base, cell.theirs, cell.mine)
    )
    title = f"{_name(desk, plan, cell.subject)}: {_title(cell, language)}"
    where = say("updates.cell", language, cell=cell.cell, sheet=cell.sheet)
    return ConflictSides(title, base, theirs, mine, where)


def _keep(digest: str, answers: Mapping[str, str]) -> None:
    """Keep what was chosen for this very file; that of another file is forgotten."""
    known = dict(session.get(_ANSWERS, {}).get(digest, {}))
    chosen = {place: answer for place, answer in answers.items() if answer}
    session[_ANSWERS] = {digest: {**known, **chosen}}
