"""The one chosen corridor: its strip docked under the map; shares, sections and projects below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from briefing.content.html import part, trusted
from briefing.content.markup import picture_url
from geo.corridor.profile import profile, show_km
from geo.corridor.strip import strip
from geo.escape import Syntax, escape
from geo.strings import say
from layers.charts.shares import share_svg, swatch_svg
from panels.components.links import profile_link
from panels.components.strip import strip_canvas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.corridor.profile import CorridorProfile, RoadShares
    from geo.query.view import View

_ROOM_FOR_NUMBER = 0.07
_TEMPLATE: Final = "panels/widgets/corridor.html.j2"


def corridor_strip(view: View, language: str) -> None:
    """Draw the strip of the one chosen corridor, under the map on which it marks places."""
    if len(view.selection.corridors) != 1:
        return
    (corridor_id,) = view.selection.corridors
    with st.container(key="corridor-strip", gap=None):
        strip_canvas(view.catalog, strip(view, corridor_id), language)


def corridor_panel(view: View, language: str) -> None:
    """Draw shares, sections and projects when exactly one corridor is chosen."""
    if len(view.selection.corridors) != 1:
        return
    (corridor_id,) = view.selection.corridors
    known = profile(view, corridor_id)
    title = say(
        "profile.title",
        language,
        name=known.corridor.name[language],
        # Lines that run side by side are never added up in a title.
        lanes=" · ".join(known.lanes_in_words(language)),
    )
    head = escape(title, Syntax.MARKDOWN)
    with (
        st.container(key="corridor"),
        st.expander(head, expanded=True, icon=":material/timeline:"),
    ):
        st.html(shares_html(known, language))
        st.html(profile_html(view, known, language))


def shares_html(known: CorridorProfile, language: str) -> str:
    """Return the labelled bars of shares, one a road."""

    def words(road: RoadShares) -> str:
        return "; ".join(f"{share.label(language)} {share.percent} %" for share in road.shares)

    return part(
        _TEMPLATE,
        "shares",
        language,
        roads=known.roads,
        words=words,
        bar=lambda road: picture_url(share_svg(road.shares)),
        swatch=lambda status: picture_url(swatch_svg(status)),
        numbers=_numbers,
        show_km=show_km,
    )


def _numbers(road: RoadShares) -> Iterator[tuple[str, int]]:
    """Yield middle, in hundredths of the bar, and percent of the shares that have room for it."""
    start = 0.0
    for share in road.shares:
        if share.share >= _ROOM_FOR_NUMBER:
            yield f"{(start + share.share / 2) * 100:.1f}", share.percent
        start += share.share


def profile_html(view: View, known: CorridorProfile, language: str) -> str:
    """Return sections, areas and projects of the profile in three columns, and its notes."""
    return part(
        _TEMPLATE, "profile", language, view=view, known=known, profile_link=trusted(profile_link)
    )
