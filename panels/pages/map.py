"""The page of the map: filters at the side; counts, map, card and list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.dates import format_day
from geo.query.freshness import data_day, data_day_words
from geo.query.view import build_view
from geo.strings import say
from panels.components.caption import caption_panel
from panels.components.card import card_panel
from panels.components.counts import counts
from panels.components.filter_panel import filter_panel
from panels.components.table import project_table
from panels.export import dialog
from panels.pages import layout
from panels.session import state
from panels.session.address import AppPage
from panels.widgets import map_view
from panels.widgets.corridor import corridor_panel, corridor_strip
from panels.widgets.saved_views import tools
from panels.widgets.summary import status_style
from panels.widgets.timeline import timeline

if TYPE_CHECKING:
    from geo.query.view import View

# The browser gives the map the whole width while no card is open.
_MAP_AND_CARD = (1.9, 1.0)


def page() -> None:
    """Draw the whole page from the address bar and the session."""
    catalog = layout.catalog()
    screen = state.agree(catalog, AppPage.MAP)
    language = screen.language
    view = build_view(catalog, screen.selection)
    head = st.container()
    # The columns stay, whether a card is open or not: a map in another place of the page would
    # be loaded anew.
    map_side, card_side = st.columns(_MAP_AND_CARD, gap="small")
    # Map and card are what people wait for, so they are the first things that the browser hears of.
    with map_side:
        map_view.map_panel(view, screen)
    with card_side, st.container(key="card"):
        card_panel(view, screen)
    with map_side:
        corridor_strip(view, language)
        timeline(view, screen)
    with head:
        _heading(view, screen)
        status_style()
        counts(language)
    with st.sidebar:
        filter_panel(catalog, screen)
        tools(catalog, screen)
    corridor_panel(view, language)
    st.header(say("table.title", language), anchor=False)
    project_table(language)
    caption_panel()
    dialog.open_when_asked(view, screen)


def _heading(view: View, screen: state.Screen) -> None:
    language = screen.language
    words = view.selection.describe(view.catalog, language)
    if screen.selection.as_of:  # the notice beside them says it
        day = format_day(screen.selection.as_of, language)
        words = words.removesuffix(f" · {say('selection.as_of', language, day=day)}")
    newest = data_day_words(view.day, data_day(view.catalog, view.day), language)
    words = " · ".join(part for part in (words, newest) if part)
    title = say("app.title", language)
    layout.heading(AppPage.MAP, title, words, screen.selection.as_of, state.show_day)
