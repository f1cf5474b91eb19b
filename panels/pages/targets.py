"""The Programme's targets against published results, each with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from briefing.content.html import render
from briefing.content.markup import element, escape_html
from geo import clock
from geo.reports.indicators import targets
from geo.strings import say
from layers.charts.bullet import bullet
from layers.charts.svg import picture
from panels.components.drawings import drawings
from panels.pages import layout
from panels.session import address
from panels.session.address import AppPage

if TYPE_CHECKING:
    from geo.reports.indicators import Targets


def targets_page() -> None:
    """Draw the page."""
    catalog, language, _ = layout.begin(AppPage.TARGETS)
    address.write(AppPage.TARGETS, layout.language_parameter(language))
    title, words = say("page.targets", language), say("targets.words", language)
    layout.heading(AppPage.TARGETS, title, words)
    known = targets(catalog, clock.today())
    st.html(f'<p class="sl-lead">{escape_html(summary_words(known, language))}</p>')
    charts, rest = st.columns((1.7, 1.0), gap="large")
    with charts:
        st.html(element("p", escape_html(say("targets.key", language)), "sl-note"))
        made = [bullet(catalog, goal, language) for goal in known.with_target]
        drawings(((picture(chart), chart.alt) for chart in made), "targets")
    with rest:
        # What no chart shows: missing results, missing targets, and values without target.
        unreported = [goal for goal in known.with_target if not goal.has_result]
        template, sources = "panels/pages/targets.html.j2", catalog.sources
        st.html(render(template, language, known=known, unreported=unreported, sources=sources))


def summary_words(known: Targets, language: str) -> str:
    """Say how many targets have a published result, and how many have none."""
    goals = [goal for goal in known.with_target if goal.targets]
    reported = [goal for goal in goals if goal.has_result]
    return say(
        "targets.summary",
        language,
        all=len(goals),
        results=len(reported),
        estimates=sum(not goal.has_result and bool(goal.estimates) for goal in goals),
        none=sum(not goal.has_result and not goal.estimates for goal in goals),
    )
