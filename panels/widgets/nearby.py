"""Questions about surroundings: what lies within some kilometres."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.escape import Syntax, escape
from geo.query.within import Near, NearKind
from geo.strings import say
from panels.session import state

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog
    from geo.model import Asset, Project
    from geo.query.view import View

RADIUS = "near-km"
_LEAST_KM, _MOST_KM, _USUAL_KM = 1, 100, 10


def near_control(view: View, item: Project | Asset, language: str) -> None:
    """Draw the question for all that lies within some kilometres of an item."""
    if not item.pieces:
        return
    near = view.selection.near
    mine = near is not None and (near.kind, near.value) == (NearKind.ITEM, item.id)
    with st.container(key="near", horizontal=True, vertical_alignment="bottom"):
        km = st.number_input(
            say("near.radius", language),
            min_value=_LEAST_KM,
            max_value=_MOST_KM,
            value=_radius(near) if near and mine else _USUAL_KM,
            step=1,
            key=f"{RADIUS}-{item.id}",
            width=190,
        )
        st.button(
            say("near.show", language),
            key="near-show",
            icon=":material/near_me:",
            on_click=state.stay_near,
            args=(Near(NearKind.ITEM, item.id, km),),
        )


def _radius(near: Near) -> int:
    return min(max(round(near.km), _LEAST_KM), _MOST_KM)


def near_chip(catalog: Catalog, language: str) -> None:
    """Draw the restriction to surroundings at the side, where it can be lifted."""
    near = state.current().selection.near
    if near is None:
        return
    st.button(
        escape(near.describe(catalog, language), Syntax.MARKDOWN),
        key="near-lift",
        icon=":material/close:",
        help=say("near.lift", language),
        on_click=state.stay_near,
        args=(None,),
        width="stretch",
    )
