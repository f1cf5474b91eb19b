"""The page of the map: filters at the side; counts, map, card and list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.dates import show_day
from geo.model import Project
from geo.strings import say
from geo.view import look, project_row
from panels import export, filters, map_view, shell, state
from panels.address import Page
from panels.asset_card import asset_card
from panels.card import project_card
from panels.corridor_panel import corridor_panel
from panels.links import listen
from panels.markup import plain
from panels.nearby import near_control
from panels.search_box import filtering
from panels.stepping import stepper
from panels.summary import summary
from panels.table import project_table
from panels.timeline import past_day, timeline
from panels.views_panel import tools

if TYPE_CHECKING:
    from geo.view import View

_WITH_CARD, _WITHOUT_CARD = (1.9, 1.0), (1_000.0, 1.0)


def page() -> None:
    """Draw the whole page from the address bar and the session."""
    catalog = shell.catalog()
    state.take_address(catalog)
    language = state.current().language
    with st.sidebar:
        shell.style_sheet()
        shell.language_switch()
        filters.filters(catalog, language)
        tools(catalog, state.current())
    screen = state.current()
    state.write_address(screen)
    view = look(catalog, filtering(catalog, screen.selection))
    _heading(view, screen)
    listen(state.show_day)
    summary(view, language)
    # The columns stay, whether a card is open or not: a map in another place of the page would
    # be loaded anew.
    map_side, card_side = st.columns(_WITH_CARD if screen.item_id else _WITHOUT_CARD, gap="small")
    with map_side:
        map_view.map_panel(view, screen)
        timeline(view, screen)
        st.caption(map_view.alternative(view, language))
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
    export.open_when_asked(view, screen)


def _heading(view: View, screen: state.Screen) -> None:
    language = screen.language
    words = view.selection.describe(view.catalog, language)
    if screen.selection.as_of:  # the notice beside them says it
        day = show_day(screen.selection.as_of, language)
        words = words.removesuffix(f" · {say('selection.as_of', language, day=day)}")
    shell.heading(Page.MAP, say("app.title", language), words, language, past_day(screen))
    for part in state.ignored_parts(screen):
        st.warning(plain(part.message(language)), icon=":material/link_off:")


def _card(view: View, screen: state.Screen) -> None:
    language = screen.language
    stepper(view, screen)
    item = view.catalog.item(screen.item_id)
    if item.id not in view.project_ids and item.id not in view.asset_ids:
        st.info(say("card.hidden", language))
    if isinstance(item, Project):
        row = project_row(view.catalog, view.selection, item, view.day)
        st.html(project_card(view, row, language))
    else:
        st.html(asset_card(view, item, language))
    near_control(view, item, language)
