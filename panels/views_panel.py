"""The row of tools above the map: saved views, and the link to what is on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.escape import Target, escape
from geo.strings import say
from panels import state
from panels.views import LONGEST_NAME, MOST_VIEWS, tidy_name, view_of

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from panels.views import SavedView

NAME: Final = "view-name"
_HTML: Final = '<button type="button"></button><span role="status"></span>'
_CSS: Final = """
button { font: inherit; font-size: 0.875rem; color: inherit; background: none; cursor: pointer;
  border: 1px solid var(--st-border-color, #D5DEDC); border-radius: 0.25rem; white-space: nowrap;
  min-height: 2.5rem; padding: 0.25rem 0.75rem; box-sizing: border-box; }
button:hover { border-color: var(--st-primary-color, #0B5D66); color: var(--st-primary-color); }
button:focus-visible { outline: 3px solid var(--st-primary-color, #0B5D66); outline-offset: 1px; }
span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
"""
_SCRIPT: Final = Path(__file__).with_name("copy_link.js").read_text(encoding="utf-8")
_copy = st.components.v2.component("son-la-copy-link", html=_HTML, css=_CSS, js=_SCRIPT)


def tools(catalog: Catalog, screen: state.Screen) -> None:
    """Draw the row."""
    language = screen.language
    with st.container(key="tools", horizontal=True, gap="small", vertical_alignment="center"):
        count = f" ({len(screen.views)})" if screen.views else ""
        with st.popover(say("views.title", language) + count, icon=":material/bookmarks:"):
            _save(screen, language)
            for number, view in enumerate(screen.views):
                _line(catalog, view, number, language)
        if len(screen.views) > 1:
            _step("previous", "skip_previous", -1, catalog, screen)
            _step("next", "skip_next", 1, catalog, screen)
        _copy(
            key="copy-link",
            data={key: say(f"link.{key}", language) for key in ("copy", "copied", "failed")},
            width="content",
            height="content",
        )


def _save(screen: state.Screen, language: str) -> None:
    full = len(screen.views) >= MOST_VIEWS
    st.text_input(say("views.name", language), key=NAME, max_chars=LONGEST_NAME, disabled=full)
    st.button(
        say("views.save", language),
        key="view-save",
        icon=":material/bookmark_add:",
        on_click=save,
        args=(screen,),
        disabled=full,
    )
    st.caption(say("views.full" if full else "views.help", language, most=MOST_VIEWS))


def save(screen: state.Screen) -> None:
    """Save what is on the screen under the name typed; the same name is written over."""
    name = tidy_name(st.session_state.get(NAME) or "")
    if not name:
        return
    others = tuple(view for view in screen.views if view.name != name)
    state.keep_views((*others, view_of(name, screen.to_query()))[:MOST_VIEWS])
    st.session_state[NAME] = ""


def _line(catalog: Catalog, view: SavedView, number: int, language: str) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            escape(view.name, Target.MARKDOWN),
            key=f"view-open-{number}",
            icon=":material/bookmark:",
            on_click=state.open_view,
            args=(view, catalog),
            width="stretch",
        )
        st.button(
            say("views.delete", language),
            key=f"view-delete-{number}",
            icon=":material/delete:",
            type="tertiary",
            on_click=delete,
            args=(view,),
        )


def delete(view: SavedView) -> None:
    """Take a view off the list."""
    state.keep_views(tuple(other for other in state.current().views if other != view))


def _step(direction: str, icon: str, by: int, catalog: Catalog, screen: state.Screen) -> None:
    now = view_of("", screen.to_query()).query
    places = [place for place, view in enumerate(screen.views) if view.query == now]
    first = 0 if by > 0 else -1
    target = (places[0] + by) % len(screen.views) if places else first
    st.button(
        say(f"views.{direction}", screen.language),
        key=f"view-{direction}",
        icon=f":material/{icon}:",
        on_click=state.open_view,
        args=(screen.views[target], catalog),
        help=escape(screen.views[target].name, Target.MARKDOWN),
    )
