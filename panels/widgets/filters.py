"""The filters at the side: areas, corridors, kinds, statuses, words, day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from briefing.content.markup import escape_markdown
from geo.model import AreaFrame, Status
from geo.strings import kinds, say
from geo.text import sort_key
from panels.components.day import day_field
from panels.session import session, state
from panels.widgets.search_box import search_box

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from geo.catalog.catalog import Catalog


def filters(catalog: Catalog, language: str) -> None:
    """Draw all filters; their values live in the session under the keys of `state`."""
    search_box(catalog, language)
    near_chip(catalog, language)
    agency_chip(catalog, language)
    areas(catalog, language)
    st.pills(
        say("filter.status", language),
        options=_present_statuses(catalog),
        selection_mode="multi",
        format_func=_named("status", language),
        key=state.STATUSES,
    )
    corridors_and_kinds(catalog, language)
    day_input("asof", state.AS_OF, language)
    st.button(
        say("filter.reset", language),
        on_click=state.reset_filters,
        icon=":material/filter_alt_off:",
        width="stretch",
    )


def day_input(
    name: str, key: str, language: str, help_key: str = "filter.asof-help"
) -> date | None:
    """Draw a day to choose, which may stay empty; return the one chosen."""
    label = say(f"filter.{name}", language)
    return day_field(label, key, language, say(help_key, language) if help_key else "")


def agency_chip(catalog: Catalog, language: str) -> None:
    """Draw the restriction to agencies, which a profile sets, where it can be lifted."""
    chosen = state.current().selection.agencies
    if chosen:
        names = "; ".join(catalog.agencies[code].name[language] for code in chosen)
        _chip(names, "agency-lift", say("filter.agency-lift", language), state.AGENCIES, ())


def near_chip(catalog: Catalog, language: str) -> None:
    """Draw the restriction to surroundings, which a card sets, where it can be lifted."""
    near = state.current().selection.near
    if near:
        words = near.describe(catalog, language)
        _chip(words, "near-lift", say("near.lift", language), state.NEAR, None)


def _chip(words: str, button: str, hint: str, key: str, lifted: object) -> None:
    """Draw a button that says a restriction and lifts it."""
    st.button(
        escape_markdown(words),
        key=button,
        icon=":material/close:",
        help=hint,
        on_click=state.put,
        args=(key, lifted),
        width="stretch",
    )


def corridors_and_kinds(catalog: Catalog, language: str) -> None:
    """Draw the filters by corridor and by kind."""
    _several(
        state.CORRIDORS,
        language,
        label=say("filter.corridor", language),
        options=list(catalog.corridors),
        format_func=lambda code: catalog.corridors[code].short[language],
        placeholder=say("filter.all", language),
    )
    present = {project.kind for project in catalog.projects.values()}
    present |= {asset.kind for asset in catalog.assets.values()}
    _several(
        state.KINDS,
        language,
        label=say("filter.kind", language),
        options=[kind for kind in _by_group() if kind in present],
        format_func=lambda kind: kind_label(kind, language),
        placeholder=say("filter.all", language),
    )


def _by_group() -> list[str]:
    """Return all kinds, those of one group together."""
    groups = list(dict.fromkeys(kinds().values()))
    return sorted(kinds(), key=lambda kind: groups.index(kinds()[kind]))


def kind_label(kind: str, language: str) -> str:
    """Return a kind with its group: whoever types the group finds all of its kinds."""
    group = say(f"kind-group.{kinds()[kind]}", language)
    return f"{say(f'kind.{kind}', language)} · {group}"


def areas(catalog: Catalog, language: str) -> None:
    """Draw the filter by area, in either frame."""
    chosen = st.segmented_control(
        say("filter.area", language),
        options=list(AreaFrame),
        format_func=_named("frame", language),
        key=state.FRAME,
        required=True,
    )
    # A visitor who comes from another page has none for a moment, though one is required.
    frame = chosen or AreaFrame.DISTRICT
    known = {area.code: area for area in catalog.areas.frame(frame)}
    options = sorted(known, key=lambda code: sort_key(known[code].name[language]))
    _several(
        state.AREAS[frame],
        language,
        label=say(f"frame.{frame}", language),
        options=options,
        format_func=lambda code: known[code].full_name[language],
        placeholder=say("filter.all-areas", language),
        label_visibility="collapsed",
    )


def widget_key(key: str, language: str) -> str:
    """Return the key of the box of choices whose values the session holds under `key`."""
    return f"{key}-{language}"


def _several(key: str, language: str, **box: Any) -> None:
    """Draw a box of choices; one for each language, for the browser keeps the words chosen."""
    shown = widget_key(key, language)
    session[shown] = list(session.get(key, ()))

    def chosen() -> None:
        session[key] = list(session[shown])

    # "Select all" would be said in English only, and all is what nothing chosen means.
    st.multiselect(**box, key=shown, on_change=chosen, select_all=False)


def _present_statuses(catalog: Catalog) -> list[Status]:
    present = {event.status for event in catalog.events}
    if any(not catalog.events_of(project_id) for project_id in catalog.projects):
        present.add(Status.UNKNOWN)
    return [status for status in Status if status in present]


def _named(prefix: str, language: str) -> Callable[[str], str]:
    return lambda code: say(f"{prefix}.{code}", language)
