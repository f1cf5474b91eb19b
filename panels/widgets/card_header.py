"""The head of a card: close it, and go to the previous or next project of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely
import streamlit as st

from geo.strings import say
from panels.session import state

if TYPE_CHECKING:
    from geo.query.view import ProjectRow, View


def stepper(view: View, screen: state.Screen) -> None:
    """Draw the buttons; they go round at the ends of the list."""
    language = screen.language
    ids = [row.project.id for row in view.rows]
    place = ids.index(screen.item_id) if screen.item_id in ids else None
    with st.container(key="card-head", horizontal=True, vertical_alignment="center", gap="small"):
        if ids:
            last = len(ids) - 1
            before = view.rows[last if place is None else (place - 1) % len(ids)]
            after = view.rows[0 if place is None else (place + 1) % len(ids)]
            _step("previous", "chevron_left", before, language)
            if place is not None:
                st.caption(f"{place + 1} / {len(ids)}", width="content")
            _step("next", "chevron_right", after, language)
        st.button(
            say("card.close", language),
            on_click=state.open_item,
            args=("",),
            icon=":material/close:",
            type="tertiary",
            key="close-card",
        )


def _step(direction: str, icon: str, row: ProjectRow, language: str) -> None:
    st.button(
        say(f"card.{direction}", language),
        key=f"{direction}-card",
        icon=f":material/{icon}:",
        type="tertiary",
        on_click=go_to,
        args=(row,),
    )


def go_to(row: ProjectRow) -> None:
    """Open the card of a project and move the map to it."""
    state.open_item(row.project.id)
    shapes = [piece.geometry for piece in row.project.pieces]
    if shapes:
        west, south, east, north = (float(value) for value in shapely.total_bounds(shapes))
        bounds = (west, south, east, north)
        state.show_spot(state.MapMove(f"item:{row.project.id}", bounds))
