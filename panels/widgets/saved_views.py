"""The row of tools above the map: saved views, and the link to what is on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.escape import Syntax, escape
from geo.strings import say
from panels.resources import component
from panels.session import session, state
from panels.session.saved_views import LONGEST_NAME, MOST_VIEWS, tidy_name, view_of

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog
    from panels.session.saved_views import SavedView

NAME: Final = "view-name"
_SAVE: Final = "view-save"
_CSS: Final = """
button { font: inherit; font-size: 0.875rem; color: inherit; background: none; cursor: pointer;
  border: 1px solid var(--st-border-color, #D5DEDC); border-radius: 0.25rem; white-space: nowrap;
  min-height: 2.5rem; padding: 0.25rem 0.75rem; box-sizing: border-box; }
button:disabled { opacity: 0.5; cursor: default; }
button:enabled:hover { border-color: var(--st-primary-color); color: var(--st-primary-color); }
button:focus-visible { outline: 3px solid var(--st-primary-color, #0B5D66); outline-offset: 1px; }
span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
"""
# Its words and style sheet come with its script: until then it only keeps its room.
_BUTTON: Final = '<button type="button" style="visibility: hidden; min-height: 2.5rem"></button>'


_HERE: Final = Path(__file__).parents[1] / "components"
_copy = component(
    "son-la-copy-link", _HERE / "copy_link.js", f'{_BUTTON}<span role="status"></span>', _CSS
)
_save_button = component("son-la-save-view", _HERE / "save_view.js", _BUTTON, _CSS)


def tools(catalog: Catalog, screen: state.Screen) -> None:
    """Draw the row."""
    language = screen.language
    with st.container(key="tools", horizontal=True, gap="small", vertical_alignment="center"):
        count = f" ({len(screen.views)})" if screen.views else ""
        with st.popover(say("views.title", language) + count, icon=":material/bookmarks:"):
            _save(screen)
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


def _save(screen: state.Screen) -> None:
    language = screen.language
    full = len(screen.views) >= MOST_VIEWS
    st.text_input(say("views.name", language), key=NAME, max_chars=LONGEST_NAME, disabled=full)

    def pressed() -> None:
        sent: Any = (session.get(_SAVE) or {}).get("saved")
        position = sent.get("map") if isinstance(sent, dict) else ""
        # What the widgets say now, not what they said when the button was drawn.
        save(state.current(), position if isinstance(position, str) else "")

    _save_button(
        key=_SAVE,
        data={"save": say("views.save", language), "disabled": full},
        width="content",
        height="content",
        on_saved_change=pressed,
    )
    st.caption(say("views.full" if full else "views.help", language, most=MOST_VIEWS))


def save(screen: state.Screen, position: str = "") -> None:
    """Save what is on the screen under the name typed; the same name is written over.

    Parameters
    ----------
    position
        ``zoom/lat/lon`` where the map stands; empty when it fits what is shown.
    """
    name = tidy_name(session.get(NAME) or "")
    if not name:
        return
    others = tuple(view for view in screen.views if view.name != name)
    saved = view_of(name, screen.to_query(), position)
    session[state.SAVED] = (*others, saved)[:MOST_VIEWS]
    session[state.OPENED] = name
    session[NAME] = ""


def _line(catalog: Catalog, view: SavedView, number: int, language: str) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            escape(view.name, Syntax.MARKDOWN),
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
    session[state.SAVED] = tuple(other for other in state.current().views if other != view)


def _step(direction: str, icon: str, by: int, catalog: Catalog, screen: state.Screen) -> None:
    place = _place(screen)
    first = 0 if by > 0 else -1
    target = first if place is None else (place + by) % len(screen.views)
    st.button(
        say(f"views.{direction}", screen.language),
        key=f"view-{direction}",
        icon=f":material/{icon}:",
        on_click=state.open_view,
        args=(screen.views[target], catalog),
        help=escape(screen.views[target].name, Syntax.MARKDOWN),
    )


def _place(screen: state.Screen) -> int | None:
    """Return which view is on the screen; of several with the same filters the last one opened."""
    now = view_of("", screen.to_query()).filters
    places = [place for place, view in enumerate(screen.views) if view.filters == now]
    opened = session.get(state.OPENED)
    places.sort(key=lambda place: screen.views[place].name != opened)
    return places[0] if places else None
