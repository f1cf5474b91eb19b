"""The row of tools above the map: saved views, and the link to what is on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from briefing.links import VARIABLE, AddressError, base_address
from geo.escape import Syntax, escape
from geo.strings import format_exact, say
from panels.resources import component
from panels.session import session, state
from panels.session.address import IN_A_VIEW
from panels.session.saved_views import (
    LONGEST_NAME,
    MOST_VIEWS,
    read_views,
    view_of,
    write_view,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalog.catalog import Catalog

KEY: Final = "saved-views-box"
# Longer links are cut by mail programs.
MOST_LINK: Final = 2_048
# More than anybody finds again; the browser would keep thousands.
MOST_OWN: Final = 50
_CSS: Final = """
button { font: inherit; font-size: 0.875rem; color: inherit; background: none; cursor: pointer;
  border: 1px solid var(--st-border-color, #D5DEDC); border-radius: 0.25rem; white-space: nowrap;
  min-height: 2.5rem; padding: 0.25rem 0.75rem; box-sizing: border-box; }
button:enabled:hover { border-color: var(--st-primary-color); color: var(--st-primary-color); }
button:focus-visible { outline: 3px solid var(--st-primary-color, #0B5D66); outline-offset: 1px; }
span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
p { font-size: 0.8rem; line-height: 1.35; margin: 0.3rem 0 0; max-width: 17rem; }
[hidden] { display: none; }
"""
# Its words and style sheet come with its script: until then it only keeps its room.
_BUTTON: Final = '<button type="button" style="visibility: hidden; min-height: 2.5rem"></button>'
_VIEWS: Final = (
    '<form><label for="view-name"></label><input id="view-name" autocomplete="off">'
    '<button type="submit"></button></form><p class="said" role="status" hidden></p>'
    '<ul hidden></ul><p class="note"></p>'
)
_HERE: Final = Path(__file__).parents[1] / "components"
_LINK_WORDS: Final = ("copy", "copied", "failed")
_VIEW_WORDS: Final = (
    "name",
    "save",
    "carried",
    "keep",
    "rename",
    "delete",
    "empty",
    "double",
    "taken",
    "saved",
    "no-store",
)
_copy = component(
    "son-la-copy-link",
    _HERE / "copy_link.js",
    f'{_BUTTON}<span role="status"></span><p role="status" hidden></p>',
    _CSS,
)
_views = component(
    "son-la-saved-views",
    _HERE / "saved_views.js",
    _VIEWS,
    (_HERE / "saved_views.css").read_text(encoding="utf-8"),
)


def tools(catalog: Catalog, screen: state.Screen) -> None:
    """Draw the row."""
    language = screen.language
    with st.container(key="tools", horizontal=True, gap="small", vertical_alignment="center"):
        count = f" ({len(screen.views)})" if screen.views else ""
        with st.popover(say("views.title", language) + count, icon=":material/bookmarks:"):
            _box(catalog, screen)
        if len(screen.views) > 1:
            _step("previous", "skip_previous", -1, catalog, screen)
            _step("next", "skip_next", 1, catalog, screen)
        _copy(key="copy-link", data=link_data(language), width="content", height="content")


def link_data(language: str) -> dict[str, Any]:
    """Return what the button that copies the link needs: its words, the office's address."""
    try:
        base = base_address(language=language)
    except AddressError:
        # Whoever runs the server is told by what prints it on paper.
        base = ""
    words = {name: say(f"link.{name}", language) for name in _LINK_WORDS}
    words |= {name: say(f"link.{name}", language, name=VARIABLE) for name in ("own", "private")}
    words["office"] = say("link.office", language)
    # The browser fills in how long it is.
    words["long"] = say(
        "link.long", language, most=format_exact(MOST_LINK, language), length="{length}"
    )
    return words | {"base": base, "most": MOST_LINK}


def _box(catalog: Catalog, screen: state.Screen) -> None:
    def heard() -> None:
        react(session.get(KEY) or {}, catalog)

    _views(
        key=KEY,
        data={
            "link": [write_view(view) for view in screen.views],
            "allowed": list(IN_A_VIEW),
            "most": MOST_VIEWS,
            "most_own": MOST_OWN,
            "longest": LONGEST_NAME,
            "words": view_words(screen.language),
        },
        height="content",
        on_changed_change=heard,
        on_opened_change=heard,
    )


def view_words(language: str) -> dict[str, str]:
    """Return the words of the box."""
    words = {name.replace("-", "_"): say(f"views.{name}", language) for name in _VIEW_WORDS}
    for name in ("help", "full", "saved-here"):
        key = name.replace("-", "_")
        words[key] = say(f"views.{name}", language, most=MOST_VIEWS, name="{name}")
    return words | {"full_own": say("views.full-own", language, most=MOST_OWN)}


def react(sent: Mapping[str, Any], catalog: Catalog) -> None:
    """Take over which views the link carries, and open the one that was asked for."""
    changed, opened = sent.get("changed"), sent.get("opened")
    if isinstance(changed, dict):
        views, _ = read_views(str(changed.get("link", "")), IN_A_VIEW)
        session[state.SAVED] = views
        if name := str(changed.get("opened", "")):
            session[state.OPENED] = name
    if isinstance(opened, dict):
        for view in read_views(str(opened.get("view", "")), IN_A_VIEW)[0]:
            state.open_view(view, catalog)


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
