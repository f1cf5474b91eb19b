"""The search box: what it finds, what a choice does, and when its words filter.

Words filter the list when at least one project of the whole catalog has all of them. Words that
no project has but that the search understands – a kilometre of a road, coordinates, a place, a
name of before – do not filter, and the box says so; else the list would be empty for no reason.
Words that mean nothing at all do filter: an empty list is then the true answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from briefing.content.markup import escape_html
from geo.escape import Syntax, escape
from geo.search.entries import HitKind
from geo.search.index import search
from geo.strings import say
from geo.text import matches
from panels.components.links import page_link
from panels.session import state
from panels.session.address import AppPage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog.catalog import Catalog
    from geo.query.selection import Selection
    from geo.search.entries import Hit

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
}


def filtering(catalog: Catalog, selection: Selection) -> Selection:
    """Return the selection that the list follows: without the words when they do not filter."""
    if not selection.words or words_filter(catalog, selection.words, selection.language):
        return selection
    return selection.with_(words="")


def words_filter(catalog: Catalog, words: str, language: str) -> bool:
    """Tell whether words restrict the list, see the rule above."""
    hits = search(catalog, words, language, 1)
    if hits and hits[0].kind in {HitKind.POINT, HitKind.KM_POST}:
        return False
    haystacks = catalog.search_keywords
    return not hits or any(matches(words, haystacks[key]) for key in catalog.projects)


def search_box(catalog: Catalog, language: str) -> None:
    """Draw the box and, under it, what it finds."""
    st.text_input(
        say("filter.q", language),
        key=state.WORDS,
        max_chars=100,
        placeholder=say("filter.q-hint", language),
        type="search",
        icon=":material/search:",
        on_change=state.forget_mark,
    )
    words = state.current().selection.words
    if not words:
        return
    hits = search(catalog, words, language, MOST_HITS)
    if not hits:
        st.caption(escape(say("search.none", language, words=words), Syntax.MARKDOWN))
        return
    with st.container(key="hits", gap=None):
        for number, hit in enumerate(hits):
            _button(catalog, hit, number, language)
    _profiles(catalog, hits, language)
    if not words_filter(catalog, words, language):
        st.caption(escape(say("search.not-filtering", language), Syntax.MARKDOWN))


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
    """Go to what was found: open its card, filter to it, or move the map.

    An area or a corridor takes the place of the words that found it; otherwise they stay.
    """
    target = hit.target_id
    if target in catalog.corridors or target in catalog.areas.by_code:
        state.set_found(target, catalog)
        return
    if hit.kind is not HitKind.KM_POST and target:
        state.open_item(target)
    mark = (*hit.point, hit.label) if hit.point else None
    state.show_spot(state.MapMove(f"{hit.kind}:{hit.id}", hit.bounds, mark))
