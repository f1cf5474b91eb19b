"""*Cập nhật* a project: status, progress, money, a milestone, an obstacle, from one source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from briefing.content.markup import element, escape_html
from geo import clock
from geo.catalog.history import event_as_of, figures_as_of
from geo.desk.judge import agencies_of
from geo.model import MilestoneKind, MilestoneRole, ObstacleState
from geo.people.rights import Action, ActionSubject, may
from geo.proposals import update
from geo.proposals.update import NEW_OBSTACLE, plan_update
from geo.query.control import project_control
from geo.query.wording import quantity_name, short_source
from geo.strings import quantities, say
from geo.text import sort_key
from geo.trip.fields import STATUS, STATUS_DATE, field_of
from geo.trip.ground import CatalogGround
from geo.trip.words import value_words
from panels.pages.entry_form import EntryForm, form_heading, show_own_drafts
from panels.pages.updates_parts import map_link
from panels.pages.updates_suggested import suggestion_html
from panels.session import session

if TYPE_CHECKING:
    from geo.desk.judge import Desk
    from geo.model import Project
    from geo.people.rights import Person
    from geo.store.suggestions import Suggestion

OF: Final = "updates-of"
"""Key in the session of the project that is chosen."""
_SHARES: Final = ("physical_progress", "cleared_share")
_MONEY: Final = ("disbursed", "capital")
_ABOUT: Final = (
    "projects.start_year", "projects.finish_year", "projects.funding_vi",
    "projects.class_target_vi", "projects.name_vi", "projects.note_vi",
)  # fmt: skip


def show_update(desk: Desk, who: Person, suggestion: Suggestion | None = None) -> None:
    """Draw the choice of a project and the form for what is new about it.

    Parameters
    ----------
    suggestion
        What a reader has said, to be written down as facts; ``None`` for none.
    """
    if suggestion:
        with st.container(border=True, key="entry-suggestion"):
            st.html(suggestion_html(desk, suggestion))
            st.caption(say("updates.take-up-help", desk.language))
    project = choose_project(desk, who)
    if project is None:
        return
    form = EntryForm(f"update-{project.id}{f'-{suggestion.number}' if suggestion else ''}", desk)
    if suggestion:
        form.take_up(suggestion)
    form.judge(plan_update(project.id, form.typed, form.ground()))
    fields, side = st.columns((1.7, 1.0), gap="large")
    with fields:
        _status(form, project)
        _progress(form, project)
        _milestone(form)
        # In one place: what comes and goes in it moves nothing that somebody has opened below.
        with st.container():
            _obstacle(form, project)
        _about(form, project)
    with side, st.container(key="entry-side"):
        st.html(form_heading("entry.head-source", form))
        form.source()
        form.reason()
        form.send(lambda ground: plan_update(project.id, form.typed, ground), who, project.id)
        show_own_drafts(desk, who, desk.drafts_about(project.id, who))


def choose_project(desk: Desk, who: Person) -> Project | None:
    """Draw the choice of a project that somebody may change; return it, if one is chosen."""
    language, known = desk.language, desk.catalog.projects
    mine = [
        id_
        for id_ in sorted(known, key=lambda one: sort_key(known[one].name[language]))
        if may(who, Action.PROPOSE, ActionSubject(id_, agencies_of(desk.catalog, id_), who.name))
    ]
    asked = session.get(OF)
    if asked not in mine:
        if asked in known:
            st.warning(say("people.denied-agency", language))
        session[OF] = None
    chosen: str | None = st.selectbox(
        say("updates.project", language),
        options=mine,
        format_func=lambda id_: f"{known[id_].name[language]} ({id_})",
        key=OF,
        index=None,
        placeholder=say("updates.choose-project", language),
    )
    if chosen:
        st.html(map_link(say("updates.on-map", language), chosen))
    return known[chosen] if chosen else None


def _status(form: EntryForm, project: Project) -> None:
    language, catalog = form.language, form.desk.catalog
    st.html(form_heading("entry.head-status", form))
    event = event_as_of(catalog.events_of(project.id), clock.today())
    now = say("status.unknown", language)
    if event:
        status = say(f"status.{event.status}", language)
        source = short_source(catalog.sources.get(event.source_id), language)
        day = event.date.show(language)
        now = say("entry.since", language, words=status, day=day, source=source)
    st.html(element("p", escape_html(say("entry.now", language, words=now)), "sl-now"))
    column = field_of(STATUS)
    codes = column.codes if column else ()
    left, right = st.columns(2)
    with left:
        form.choice(
            STATUS,
            say("entry.status", language),
            {code: say(f"status.{code}", language) for code in codes},
            empty=say("updates.keep", language),
        )
    with right:
        form.text(
            STATUS_DATE,
            say("entry.status-date", language),
            hint=say("updates.day-form", language),
        )


def _progress(form: EntryForm, project: Project) -> None:
    language = form.language
    st.html(form_heading("entry.head-progress", form))
    units = [say(f"trip.unit-{name}", language) for name in ("billion", "million", "one")]
    for pair in (_SHARES, _MONEY):
        for side, quantity in zip(st.columns(2), pair, strict=True):
            with side:
                label = quantity_name(quantity, language)
                unit = quantities()[quantity]
                beside = units if quantity in _MONEY else say(f"unit.{unit}", language)
                form.number(f"figures.{quantity}", label, beside, _figure(form, project, quantity))


def _figure(form: EntryForm, project: Project, quantity: str) -> str:
    """Return the figure that counts today with its day and source, in words."""
    catalog, language = form.desk.catalog, form.language
    figures = catalog.figures_of(project.id)
    known = figures_as_of(figures, quantity, clock.today(), catalog.sources)
    ground = CatalogGround(catalog, clock.today())
    value = ground.value(("figures", project.id, quantity))
    words = value_words(f"figures.{quantity}", value, language)
    if not known or not value:
        return words
    source = catalog.sources.get(known[0].source_id)
    as_of = known[0].as_of or (source.date if source else None)
    return f"{words} ({as_of.show(language)})" if as_of else words


def _milestone(form: EntryForm) -> None:
    language = form.language
    st.html(form_heading("entry.head-milestone", form))
    left, middle, right = st.columns((1.4, 1.0, 1.0))
    with left:
        kinds = {kind.value: say(f"milestone.{kind}", language) for kind in MilestoneKind}
        form.choice(update.MILESTONE, say("entry.milestone", language), kinds)
    with middle:
        roles = {role.value: say(f"milestone-role.{role}", language) for role in MilestoneRole}
        shown = {role: words[:1].upper() + words[1:] for role, words in roles.items()}
        if not form.typed.get(update.MILESTONE_ROLE):
            form.put(update.MILESTONE_ROLE, MilestoneRole.ACTUAL.value)
        form.choice(update.MILESTONE_ROLE, say("entry.milestone-role", language), shown)
    with right:
        hint = say("updates.day-form", language)
        form.text(update.MILESTONE_DATE, say("entry.milestone-date", language), hint=hint)


def _obstacle(form: EntryForm, project: Project) -> None:
    language, catalog = form.language, form.desk.catalog
    st.html(form_heading("entry.head-obstacle", form))
    known = project_control(catalog, project, clock.today()).obstacles
    options = {
        one.what["vi"]: f"{one.what[language]} ({say(f'obstacle.{one.state}', language)})"
        for one in known
    }
    options[NEW_OBSTACLE] = say("entry.obstacle-new", language)
    left, right = st.columns((1.4, 1.0))
    with left:
        form.choice(update.OBSTACLE, say("entry.obstacle", language), options)
    chosen = form.typed.get(update.OBSTACLE, "")
    if not chosen:
        return
    with right:
        states = {state.value: say(f"obstacle.{state}", language) for state in ObstacleState}
        if not form.typed.get(update.OBSTACLE_STATE):
            form.put(update.OBSTACLE_STATE, ObstacleState.OPEN.value)
        form.choice(update.OBSTACLE_STATE, say("entry.obstacle-state", language), states)
    if chosen == NEW_OBSTACLE:
        form.text(update.OBSTACLE_WORDS, say("entry.obstacle-words", language), long=True)
    left, right = st.columns((1.4, 1.0))
    with left:
        form.choice(
            update.OBSTACLE_AGENCY, say("entry.obstacle-agency", language), agency_names(form)
        )
    with right:
        hint = say("updates.day-form", language)
        form.text(update.OBSTACLE_DEADLINE, say("entry.obstacle-deadline", language), hint=hint)


def agency_names(form: EntryForm) -> dict[str, str]:
    """Return the names of agencies by id, in the order of the alphabet."""
    agencies = form.desk.catalog.agencies
    names = {id_: one.name[form.language] for id_, one in agencies.items()}
    return dict(sorted(names.items(), key=lambda pair: sort_key(pair[1])))


def _about(form: EntryForm, project: Project) -> None:
    language = form.language
    ground = CatalogGround(form.desk.catalog, clock.today())
    is_open = any(form.typed.get(id_) for id_ in _ABOUT)
    with st.expander(say("entry.head-about", language), expanded=is_open):
        columns = [one for one in map(field_of, _ABOUT) if one]
        for first in range(0, len(columns), 2):
            for side, column in zip(st.columns(2), columns[first : first + 2], strict=False):
                value = ground.value((column.table, project.id, column.name))
                now = value_words(column.id, value, language)
                with side:
                    is_long = column.id.endswith("note_vi")
                    form.text(column.id, column.title(language), now=now, long=is_long)
