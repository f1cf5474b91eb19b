"""The dialog that turns the current view into a file: a sheet, a slide, a book, data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import streamlit as st

from briefing.content.markup import escape_markdown
from briefing.request import ExportRequest
from geo import clock
from geo.strings import say
from panels.export.contents import contents
from panels.export.options import Options, options
from panels.export.result import Places, result, shown_as_picture
from panels.session import state

if TYPE_CHECKING:
    from geo.query.view import View
    from panels.components.map import ScreenExtent

_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


def ask(request: ScreenExtent) -> None:
    """Remember that the user wants a file of what the map shows."""
    st.session_state[state.EXPORT] = request


def open_when_asked(view: View, screen: state.Screen) -> None:
    """Open the dialog in the run in which it was asked for."""
    session: Any = st.session_state
    request = session.pop(state.EXPORT, None)
    if request is not None:
        title = say("export.title", screen.language)
        st.dialog(title, width="large")(_dialog)(view, screen, request)


def _dialog(view: View, screen: state.Screen, asked: ScreenExtent) -> None:
    language = screen.language
    # Before the controls are drawn nobody knows whether a picture will stand beside them: the
    # room for it is always there.
    left, right = st.columns([1.0, 1.35], gap="medium")
    with left:
        st.write(escape_markdown(view.selection.describe(view.catalog, language)))
        wanted = options(language, one_corridor=len(view.selection.corridors) == 1)
        unplaced = sum(not row.project.pieces for row in view.rows)
        if unplaced:
            st.caption(say("export.unplaced", language, n=unplaced))
        button = st.empty()
    places = Places(button, right.empty())
    if not shown_as_picture(wanted.form):
        with places.picture.container():
            contents(view, wanted.form)
    result(view, wanted.form, file_request(wanted, screen, asked), places)


def file_request(wanted: Options, screen: state.Screen, asked: ScreenExtent) -> ExportRequest:
    """Return how the view is to be made into a file."""
    on_screen = "bbox" in wanted.form.options and wanted.as_on_screen
    link = link_here(asked if on_screen else None)
    layers = frozenset(screen.layers)
    if not wanted.form.sizes:
        # Data and the like hold what is filtered, whatever the map shows of it.
        return ExportRequest(link=link, layers=layers)
    return ExportRequest(
        size=wanted.size,
        landscape=wanted.landscape,
        grey=wanted.grey,
        layers=layers,
        bbox=asked.bounds if on_screen else None,
        link=link,
        printed=clock.today(),
    )


def link_here(shown: ScreenExtent | None) -> str:
    """Return the address that restores the view, empty where it would lead nobody there.

    An address of this machine alone is no use on the phone that reads the QR code.
    """
    base = (st.context.url or "").partition("?")[0]
    if not base or urlsplit(base).hostname in _THIS_MACHINE:
        return ""
    link = f"{base}?{urlencode(st.query_params.to_dict())}"
    if shown is None:
        return link
    west, south, east, north = shown.bounds
    return f"{link}#map={shown.zoom:.2f}/{(south + north) / 2:.4f}/{(west + east) / 2:.4f}"
