"""A page for each district, commune, corridor and agency: map, sums, projects, history.

The map is the web canvas and no printed one: the browser has its page already and shows it in
less than a second, while the paper renderer takes four; and it can be read closer.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from briefing.content.markup import element, escape_html
from geo import clock
from geo.dates import format_day, parse_day
from geo.errors import DataError
from geo.query.selection import UnknownParameter
from geo.query.view import build_view
from geo.strings import say
from panels.components.links import ask, listen, page_link
from panels.export import dialog
from panels.pages import layout
from panels.pages.profile_html import facts_html, history_html, index_html, projects_html
from panels.pages.profile_subject import Subject, SubjectKind, read_subject, subjects
from panels.session import address, state
from panels.session.address import AppPage
from panels.widgets import map_view
from panels.widgets.summary import summary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalog.catalog import Catalog
    from geo.query.view import View
    from panels.components.map import MapEvents

KIND, OF, AS_OF = "profile-kind", "profile-of", "profile-as-of"
_MAP_PX: Final = 460


def profile_page() -> None:
    """Draw the page from the address bar and the session."""
    catalog = layout.catalog()
    query = layout.take(AppPage.PROFILES)
    if query is not None:
        _take(catalog, query)
    language = layout.current_language()
    with st.sidebar:
        subject = _choose(catalog, language)
        day = st.date_input(
            say("filter.asof", language),
            value=None,
            key=AS_OF,
            format="DD/MM/YYYY",
            help=say("filter.asof-help", language),
        )
    query = {"of": subject.id if subject else "", "asof": day.isoformat() if day else ""}
    address.write(AppPage.PROFILES, layout.language_parameter(language) | query)
    if subject is None:
        _index(catalog, language)
        return
    view = build_view(catalog, subject.selection(day, language))
    _profile(view, subject, language)


def _take(catalog: Catalog, query: Mapping[str, str]) -> None:
    session: Any = st.session_state
    asked, day = query.get("of", ""), query.get("asof", "")
    subject = read_subject(asked, catalog)
    ignored = [UnknownParameter("of", asked)] if asked and subject is None else []
    try:
        session[AS_OF] = parse_day(day) if day else None
    except DataError:
        session[AS_OF] = None
        ignored.append(UnknownParameter("asof", day))
    session[KIND] = subject.kind if subject else SubjectKind.DISTRICT
    session[OF] = subject.id if subject else None
    layout.ignore(ignored)


def _choose(catalog: Catalog, language: str) -> Subject | None:
    kind = st.segmented_control(
        say("profiles.kind", language),
        options=list(SubjectKind),
        format_func=lambda code: say(f"profiles.{code}", language),
        key=KIND,
        required=True,
    )
    options = subjects(catalog, SubjectKind(kind or SubjectKind.DISTRICT), language)
    session: Any = st.session_state
    if session.get(OF) not in options:
        session[OF] = None
    known = {code: read_subject(code, catalog) for code in options}
    today = clock.today()
    chosen = st.selectbox(
        say("profiles.of", language),
        options=options,
        format_func=lambda code: _name(known[code], catalog, today, language),
        key=OF,
        index=None,
        placeholder=say("profiles.choose", language),
    )
    return known[chosen] if chosen else None


def _name(subject: Subject | None, catalog: Catalog, day: date, language: str) -> str:
    return subject.name(catalog, day, language) if subject else ""


def _index(catalog: Catalog, language: str) -> None:
    """Draw the list of all profiles."""
    title, words = say("page.profiles", language), say("profiles.words", language)
    layout.heading(AppPage.PROFILES, title, words, language)
    layout.warn(language)
    listen()
    st.html(index_html(catalog, language))


def _profile(view: View, subject: Subject, language: str) -> None:
    name = subject.name(view.catalog, view.day, language)
    words = say(f"profiles.{subject.kind}", language)
    aside = ""
    if view.selection.as_of:
        past = escape_html(say("timeline.past", language, day=format_day(view.day, language)))
        back = page_link(say("timeline.back", language), AppPage.PROFILES, asof="")
        aside = element("p", f"{past} · {back}", "sl-past")
    layout.heading(AppPage.PROFILES, name, words, language, aside)
    layout.warn(language)
    listen()
    summary(view, language)
    map_side, fact_side = st.columns((1.35, 1.0), gap="medium")
    with map_side:
        _map(view)
    with fact_side:
        st.html(f"{_ways(view, subject, language)}{facts_html(view, subject, language)}")
    left, right = st.columns(2, gap="medium")
    with left:
        st.html(projects_html(view, language))
    with right:
        st.html(history_html(view, language))
    dialog.open_when_asked(view, state.Screen(view.selection))


def _ways(view: View, subject: Subject, language: str) -> str:
    """Return the ways to the map and to the changes of the same place."""
    filters = subject.filters()
    day = view.selection.as_of
    as_of = day.isoformat() if day else ""
    links = [
        page_link(say("profiles.on-map", language), AppPage.MAP, "sl-way", **filters, asof=as_of),
        page_link(say("profiles.changes", language), AppPage.CHANGES, "sl-way", **filters),
    ]
    if subject.kind is SubjectKind.AGENCY:
        way = say("profiles.tasks", language)
        links.append(page_link(way, AppPage.DATA, "sl-way", agency=subject.id))
    return element("p", " ".join(links), "sl-ways")


def _map(view: View) -> None:
    def react(events: MapEvents) -> None:
        chosen = events.selected
        if chosen in view.catalog.corridors:
            ask(AppPage.PROFILES, of=chosen)
        elif chosen:
            ask(AppPage.MAP, id=chosen)
        elif events.area:
            ask(AppPage.PROFILES, of=events.area)
        if events.export:
            dialog.ask(events.export)

    screen = state.Screen(view.selection)
    map_view.map_panel(view, screen, halo=(), react=react, height=_MAP_PX)
    st.caption(map_view.alternative(view, screen.language))
