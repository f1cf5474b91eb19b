"""The search box: what it finds, and what a choice does.

What is typed only finds. It filters nothing until a person chooses the last suggestion, the
phrase: see :func:`geo.text.matches`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from briefing.content.markup import escape_html
from geo.escape import Syntax, escape
from geo.search.hits import ActionKind, HitKind
from geo.search.index import search
from geo.strings import say
from panels.components.links import ask, page_link
from panels.session import state
from panels.session.address import AppPage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog.catalog import Catalog
    from geo.search.hits import Hit

FIND = "find"
_FILTERS = {
    ActionKind.FILTER_STATUS: state.STATUSES,
    ActionKind.FILTER_KIND: state.KINDS,
    ActionKind.FILTER_AGENCY: state.AGENCIES,
    ActionKind.FILTER_WORDS: state.WORDS,
}
MOST_HITS = 6
_ICONS = {
    HitKind.POINT: "my_location",
    HitKind.KM_POST: "signpost",
    HitKind.ROAD: "road",
    HitKind.AREA: "map",
    HitKind.FORMER_AREA: "history",
    HitKind.CORRIDOR: "conversion_path",
    HitKind.PROJECT: "construction",
    HitKind.ASSET: "domain",
    HitKind.PLACE: "location_on",
    HitKind.JUNCTION: "fork_right",
    HitKind.STATUS: "flag",
    HitKind.KIND: "category",
    HitKind.AGENCY: "account_balance",
    HitKind.SOURCE: "description",
    HitKind.WORDS: "filter_alt",
}


def search_box(catalog: Catalog, language: str) -> None:
    """Draw the box and, under it, what it finds."""
    st.text_input(
        say("filter.q", language),
        key=FIND,
        max_chars=100,
        placeholder=say("filter.q-hint", language),
        type="search",
        icon=":material/search:",
        on_change=state.forget_mark,
    )
    words = st.session_state.get(FIND) or ""
    if not words.strip():
        return
    hits = search(catalog, words, language, MOST_HITS)
    if not hits:
        st.caption(escape(say("search.none", language, words=words), Syntax.MARKDOWN))
        return
    with st.container(key="hits", gap=None):
        for number, hit in enumerate(hits):
            _button(catalog, hit, number, language)
    _profiles(catalog, hits, language)


def _profiles(catalog: Catalog, hits: Iterable[Hit], language: str) -> None:
    """Draw the ways to the profiles of the areas and corridors that were found."""
    known = catalog.areas.by_code.keys() | catalog.corridors.keys()
    found = {hit.target_id: hit.label for hit in hits if hit.target_id in known}
    links = "; ".join(page_link(name, AppPage.PROFILES, of=code) for code, name in found.items())
    if links:
        st.html(f'<p class="sl-note">{escape_html(say("search.profiles", language))} {links}</p>')


def _button(catalog: Catalog, hit: Hit, number: int, language: str) -> None:
    label, sublabel = (escape(part, Syntax.MARKDOWN) for part in (hit.label, hit.sublabel))
    st.button(
        f"**{label}** {sublabel}",
        key=f"hit-{number}",
        icon=f":material/{_ICONS[hit.kind]}:",
        help=escape(f"{say(f'search.kind.{hit.kind}', language)}: {hit.label}", Syntax.MARKDOWN),
        type="tertiary",
        width="stretch",
        wrap=False,
        on_click=choose,
        args=(catalog, hit),
    )


def choose(catalog: Catalog, hit: Hit) -> None:
    """Do what a hit offers: open a card or a source, set its filter, or move the map.

    A filter takes the place of what was typed; otherwise it stays.
    """
    action = hit.action
    match action.kind:
        case ActionKind.FILTER_AREA | ActionKind.FILTER_CORRIDOR:
            state.set_found(action.value, catalog)
        case ActionKind.OPEN_SOURCE:
            ask(AppPage.SOURCES, q=action.value)
            return
        case kind if kind in _FILTERS:
            key = _FILTERS[kind]
            state.put(key, action.value if key == state.WORDS else [action.value])
        case _:
            if action.kind is ActionKind.OPEN:
                state.open_item(action.value)
            mark = (*hit.point, hit.label) if hit.point else None
            state.show_spot(state.MapMove(f"{hit.kind}:{hit.id}", hit.bounds, mark))
            return
    st.session_state[FIND] = ""
