"""The Programme's targets against published results, each with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from briefing.content.markup import bullets, link, section, tag, text
from geo import clock
from geo.reports.indicators import targets
from geo.strings import say, show_exact
from layers.charts.bullet import bullet, show_period
from layers.charts.svg import picture
from panels.components.drawings import drawings
from panels.components.links import listen
from panels.pages import layout
from panels.session import address
from panels.session.address import Page

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog
    from geo.model import Indicator
    from geo.reports.indicators import Goal, Series, Targets


def targets_page() -> None:
    """Draw the page."""
    catalog = layout.catalog()
    layout.take(Page.TARGETS)
    language = layout.current_language()
    address.write(Page.TARGETS, layout.language_parameter(language))
    title, words = say("page.targets", language), say("targets.words", language)
    layout.heading(Page.TARGETS, title, words, language)
    listen()
    known = targets(catalog, clock.today())
    st.html(f'<p class="sl-lead">{text(summary_words(known, language))}</p>')
    charts, rest = st.columns((1.7, 1.0), gap="large")
    with charts:
        st.html(tag("p", text(say("targets.key", language)), "sl-note"))
        made = [bullet(catalog, goal, language) for goal in known.aimed]
        drawings(((picture(chart), chart.alt) for chart in made), "targets")
    with rest:
        st.html(rest_html(catalog, known, language))


def summary_words(known: Targets, language: str) -> str:
    """Say how many targets have a published result, and how many have none."""
    goals = [goal for goal in known.aimed if goal.targets]
    reported = [goal for goal in goals if goal.has_result]
    return say(
        "targets.summary",
        language,
        all=len(goals),
        results=len(reported),
        estimates=sum(not goal.has_result and bool(goal.estimates) for goal in goals),
        none=sum(not goal.has_result and not goal.estimates for goal in goals),
    )


def rest_html(catalog: Catalog, known: Targets, language: str) -> str:
    """Return what no chart shows: missing results, missing targets, and values without target."""
    unreported = [goal for goal in known.aimed if not goal.has_result]
    parts = [
        section(
            say("targets.no-result", language),
            bullets(text(_titled(goal, language)) for goal in unreported),
        )
    ]
    for year, group in known.without_target:
        names = bullets(text(one.name[language]) for one in group)
        parts.append(section(say("targets.no-target", language, year=year), names))
    observed = [tag("li", _series(catalog, one, language)) for one in known.observed]
    title = say("targets.observed", language)
    parts.append(section(title, tag("ul", "".join(observed), "sl-series")))
    return tag("div", "".join(parts), "sl-list sl-card")


def _titled(goal: Goal, language: str) -> str:
    aside = say("targets.estimate-only", language) if goal.estimates else ""
    shown = f"{goal.name[language]}, {show_period(goal.period)}"
    return f"{shown} ({aside})" if aside else shown


def _series(catalog: Catalog, one: Series, language: str) -> str:
    values = [value for goal in one.goals for value in goal.values]
    lines = bullets(_value(catalog, value, language) for value in values)
    unit = tag("span", text(one.unit[language]), "sl-aside")
    return f"{tag('strong', text(one.name[language]))} {unit}{lines}"


def _value(catalog: Catalog, value: Indicator, language: str) -> str:
    source = catalog.sources.get(value.source_id)
    notes = [say(f"indicator.{value.role}", language)] if value.role != "result" else []
    notes += [value.note[language]] if value.note else []
    more = tag("span", text(" · ".join(notes)), "sl-aside") if notes else ""
    label = (source.number or source.publisher or source.id) if source else ""
    origin = tag("span", f"[{link(source.url, label)}]", "sl-source") if source else ""
    number = tag("strong", text(show_exact(value.value, language)))
    return f"{text(show_period(value.period))}: {number} {more} {origin}"
