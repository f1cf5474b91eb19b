"""The page of the map: filters at the side; counts, map, card and list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from briefing.content.card import asset_card, project_card
from briefing.content.html import card_html
from briefing.content.markup import escape_markdown
from geo.dates import format_day
from geo.model import Project
from geo.query.view import build_view, project_row
from geo.strings import say
from panels.components.links import listen, profile_link
from panels.components.table import project_table
from panels.export import dialog
from panels.pages import layout
from panels.session import state
from panels.session.address import AppPage
from panels.widgets import filters, map_view
from panels.widgets.card_header import stepper
from panels.widgets.corridor import corridor_panel
from panels.widgets.nearby import near_control
from panels.widgets.saved_views import tools
from panels.widgets.search_box import filtering
from panels.widgets.summary import summary
from panels.widgets.timeline import past_day, timeline

if TYPE_CHECKING:
    from geo.query.view import View

_WITH_CARD, _WITHOUT_CARD = (1.9, 1.0), (1_000.0, 1.0)


def page() -> None:
    """Draw the whole page from the address bar and the session."""
    catalog = layout.catalog()
    state.take_address(catalog)
    screen = state.current()
    language = screen.language
    state.write_address(screen)
    view = build_view(catalog, filtering(catalog, screen.selection))
    head = st.container()
    # The columns stay, whether a card is open or not: a map in another place of the page would
    # be loaded anew.
    map_side, card_side = st.columns(_WITH_CARD if screen.item_id else _WITHOUT_CARD, gap="small")
    # The map is what people wait for, so it is the first thing that the browser hears of.
    with map_side:
        map_view.map_panel(view, screen)
        timeline(view, screen)
        st.caption(map_view.alternative(view, language))
    with head:
        _heading(view, screen)
        listen(state.show_day)
        summary(view, language)
    with st.sidebar:
        layout.language_switch()
        filters.filters(catalog, language)
        tools(catalog, screen)
    if screen.item_id:
        with card_side, st.container(height=map_view.height_px(screen), border=True, key="card"):
            _card(view, screen)
    corridor_panel(view, language)
    st.subheader(say("table.title", language), anchor=False)
    if view.rows:
        project_table(view, screen)
        unplaced = sum(not row.project.pieces for row in view.rows)
        notes = [say("table.nothing", language)]
        notes += [say("table.unplaced", language, n=unplaced)] if unplaced else []
        st.caption(" ".join(notes))
    else:
        st.info(say("table.empty", language))
    dialog.open_when_asked(view, screen)


def _heading(view: View, screen: state.Screen) -> None:
    language = screen.language
    words = view.selection.describe(view.catalog, language)
    if screen.selection.as_of:  # the notice beside them says it
        day = format_day(screen.selection.as_of, language)
        words = words.removesuffix(f" · {say('selection.as_of', language, day=day)}")
    layout.heading(AppPage.MAP, say("app.title", language), words, language, past_day(screen))
    for part in state.ignored_parts(screen):
        st.warning(escape_markdown(part.message(language)), icon=":material/link_off:")


def _card(view: View, screen: state.Screen) -> None:
    language = screen.language
    stepper(view, screen)
    item = view.catalog.item(screen.item_id)
    if item.id not in view.project_ids and item.id not in view.asset_ids:
        st.info(say("card.hidden", language))
    if isinstance(item, Project):
        row = project_row(view.catalog, view.selection, item, view.day)
        card = project_card(view, row, language)
    else:
        card = asset_card(view, item, language)
    st.html(card_html(card, language, partial(profile_link, view)))
    near_control(view, item, language)
