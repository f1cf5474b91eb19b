"""The timeline under the map: events in order, and stepping that sets the day of the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from briefing.content.markup import tag, text
from geo import clock
from geo.dates import show_day
from geo.reports.timeline import after, before, moment_of, moments
from geo.strings import say
from panels.components.links import page_link
from panels.session import state
from panels.session.address import Page
from panels.widgets.timeline_marks import Axis, cursor_html, moment_html, strip_html

if TYPE_CHECKING:
    from geo.query.view import View
    from geo.reports.timeline import Moment


def past_day(screen: state.Screen) -> str:
    """Return the notice that another day than today is shown, and the way back, as HTML."""
    day = screen.selection.as_of
    if day is None:
        return ""
    language = screen.language
    words = text(say("timeline.past", language, day=show_day(day, language)))
    back = page_link(say("timeline.back", language), Page.MAP, asof="")
    return tag("p", f"{words} · {back}", "sl-past")


def stepped_ids(view: View, screen: state.Screen) -> frozenset[str]:
    """Return the projects that the present step of the timeline is about."""
    day = screen.selection.as_of
    if not screen.timeline or day is None:
        return frozenset()
    moment = moment_of(moments(view.catalog, view.selection), day)
    return moment.project_ids if moment else frozenset()


def timeline(view: View, screen: state.Screen) -> None:
    """Draw the switch and, when it is on, the timeline; closed it costs nothing."""
    language = screen.language
    with st.container(key="timeline", gap="xsmall"):
        with st.container(key="timeline-tools", horizontal=True, vertical_alignment="center"):
            st.toggle(say("timeline.title", language), key=state.TIMELINE)
            if not screen.timeline:
                return
            known = moments(view.catalog, view.selection)
            _tools(known, screen, language)
        if not known:
            st.caption(say("timeline.none", language))
            return
        axis = Axis(known, clock.today())
        with st.container(key="timeline-strip", gap=None):
            st.html(strip_html(known, axis, language))
            st.html(cursor_html(axis, view.day))
        moment = moment_of(known, screen.selection.as_of)
        words = moment_html(moment, language) if moment else text(say("timeline.hint", language))
        st.html(f'<div class="tl-moment" role="status">{words}</div>')


def _tools(known: tuple[Moment, ...], screen: state.Screen, language: str) -> None:
    """Draw the steps; the first one from today leads to the latest event."""
    day = screen.selection.day()
    _step("previous", "skip_previous", before(known, day), language)
    _step("next", "skip_next", after(known, day), language)
    if screen.selection.as_of:
        st.button(
            say("timeline.today", language),
            key="timeline-today",
            type="tertiary",
            on_click=state.show_day,
            args=(None,),
        )


def _step(direction: str, icon: str, moment: Moment | None, language: str) -> None:
    st.button(
        say(f"timeline.{direction}", language),
        key=f"timeline-{direction}",
        icon=f":material/{icon}:",
        type="tertiary",
        on_click=state.show_day,
        args=(moment.day if moment else None,),
        disabled=moment is None,
    )
