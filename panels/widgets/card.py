"""The open card: steps through the list, what is known of the item, and what lies near it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import shapely
import streamlit as st

from briefing.content.card import asset_card, project_card
from briefing.content.html import card_html
from briefing.content.markup import escape_markdown
from geo.errors import UnknownIdError
from geo.model import Project, spot_pieces
from geo.query.selection import UnknownParameter
from geo.query.view import project_row
from geo.query.within import Near, NearKind
from geo.strings import say
from panels.components.links import profile_link
from panels.session import state

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog
    from geo.model import Asset
    from geo.query.view import ProjectRow, View

_LEAST_KM, _MOST_KM, _USUAL_KM = 1, 100, 10


def card(view: View, item_id: str, language: str) -> None:
    """Draw the card of a project or asset, whether or not it is in the view."""
    _stepper(view, item_id, language)
    try:
        item = view.catalog.item(item_id)
    except UnknownIdError:
        gone = UnknownParameter("id", item_id, gone=True)
        st.info(escape_markdown(gone.message(language)))
        return
    if item.id not in view.project_ids and item.id not in view.asset_ids:
        st.info(say("card.hidden", language))
    if isinstance(item, Project):
        row = project_row(view.catalog, view.selection, item, view.day)
        known = project_card(view, row, language)
    else:
        known = asset_card(view, item, language)
    st.html(card_html(known, language, partial(profile_link, view)))
    if spot_pieces(item.pieces):
        _near(view, item, language)


def _stepper(view: View, item_id: str, language: str) -> None:
    """Draw the buttons that close the card or go to another one, round at the ends of the list."""
    rows = view.rows
    ids = [row.project.id for row in rows]
    place = ids.index(item_id) if item_id in ids else None
    with st.container(key="card-head", horizontal=True, vertical_alignment="center", gap="small"):
        if rows:
            before = rows[-1 if place is None else place - 1]
            after = rows[0 if place is None else (place + 1) % len(rows)]
            _step("previous", "chevron_left", before, view)
            if place is not None:
                st.caption(f"{place + 1} / {len(rows)}", width="content")
            _step("next", "chevron_right", after, view)
        st.button(
            say("card.close", language),
            on_click=state.open_item,
            args=("",),
            icon=":material/close:",
            type="tertiary",
            key="close-card",
        )


def _step(direction: str, icon: str, row: ProjectRow, view: View) -> None:
    st.button(
        say(f"card.{direction}", view.selection.language),
        key=f"{direction}-card",
        icon=f":material/{icon}:",
        type="tertiary",
        on_click=_go_to,
        args=(view.catalog, row),
    )


def _go_to(catalog: Catalog, row: ProjectRow) -> None:
    """Open the card of a project and move the map to it."""
    state.open_item(row.project.id)
    shapes = [catalog.areas.ground_of(piece) for piece in row.project.pieces]
    if shapes:
        west, south, east, north = (float(value) for value in shapely.total_bounds(shapes))
        bounds = (west, south, east, north)
        state.show_spot(state.MapMove(f"item:{row.project.id}", bounds))


def _near(view: View, item: Project | Asset, language: str) -> None:
    """Draw the question for all that lies within some kilometres of an item."""
    near = view.selection.near
    own = near is not None and (near.kind, near.value) == (NearKind.ITEM, item.id)
    asked_km = round(near.km) if near and own else _USUAL_KM
    with st.container(key="near", horizontal=True, vertical_alignment="bottom"):
        km = st.number_input(
            say("near.radius", language),
            min_value=_LEAST_KM,
            max_value=_MOST_KM,
            value=min(max(asked_km, _LEAST_KM), _MOST_KM),
            step=1,
            key=f"near-km-{item.id}",
            width=190,
        )
        st.button(
            say("near.show", language),
            key="near-show",
            icon=":material/near_me:",
            on_click=state.put,
            args=(state.NEAR, Near(NearKind.ITEM, item.id, km)),
        )
