"""The dialog that turns the current view into a sheet of paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import streamlit as st

from briefing.markup import plain
from briefing.naming import file_name
from geo.errors import SonLaMapError
from geo.strings import say
from geo.view import look
from panels import resources, state

if TYPE_CHECKING:
    from geo.selection import Selection
    from geo.view import View
    from panels.map_component import ExportRequest

Bounds = tuple[float, float, float, float]
_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
_MIME = {"pdf": "application/pdf", "png": "image/png"}


def ask(request: ExportRequest) -> None:
    """Remember that the user wants a sheet of what the map shows."""
    st.session_state[state.EXPORT] = request


def open_when_asked(view: View, screen: state.Screen) -> None:
    """Open the dialog in the run in which it was asked for."""
    session: Any = st.session_state
    request = session.pop(state.EXPORT, None)
    if request is not None:
        title = say("export.title", screen.language)
        st.dialog(title, width="medium")(_dialog)(view, screen, request)


def _dialog(view: View, screen: state.Screen, asked: ExportRequest) -> None:
    language = screen.language
    st.write(plain(view.selection.describe(view.catalog, language)))
    form = st.segmented_control(
        say("export.format", language),
        list(_MIME),
        default="pdf",
        format_func=lambda code: say(f"export.format-{code}", language),
        key="export-format",
        required=True,
    )
    extent = st.segmented_control(
        say("export.extent", language),
        ["screen", "selection"],
        default="screen",
        format_func=lambda code: say(f"export.extent-{code}", language),
        key="export-extent",
        required=True,
    )
    try:
        with st.spinner(say("export.working", language)):
            data = sheet(
                Question(
                    digest=view.catalog.digest,
                    selection=view.selection,
                    day=view.day,
                    form=form or "pdf",
                    bounds=asked.bounds if extent == "screen" else None,
                    layers=screen.layers,
                    link=_link(asked if extent == "screen" else None),
                )
            )
    except SonLaMapError as error:
        st.error(plain(say("export.failed", language, message=str(error))))
        return
    name = file_name(view, form or "pdf")
    st.download_button(
        say("export.download", language, name=name),
        data,
        file_name=name,
        mime=_MIME[form or "pdf"],
        on_click="ignore",
        type="primary",
        icon=":material/download:",
        width="stretch",
    )
    if form == "png":
        st.image(data)


def _link(shown: ExportRequest | None) -> str:
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


@dataclass(frozen=True)
class Question:
    """What a sheet is asked to show; the same question is drawn once.

    Parameters
    ----------
    digest, day
        Of the data and of the view.
    bounds
        West, south, east, north (EPSG:4326), ``None`` for what is selected.
    link
        Address that restores the view, printed as a QR code.
    """

    digest: str
    selection: Selection
    day: date
    form: str
    bounds: Bounds | None
    layers: tuple[str, ...]
    link: str


@st.cache_data(max_entries=8, show_spinner=False)
def sheet(question: Question) -> bytes:
    """Return the sheet that answers a question."""
    # matplotlib takes a second to import: not before somebody wants a sheet.
    from briefing.render import render_sheet
    from briefing.sheet import SheetRequest

    view = look(resources.catalog(), question.selection, question.day)
    request = SheetRequest(
        format=question.form,
        layers=frozenset(question.layers),
        bbox=question.bounds,
        link=question.link,
        printed=date.today(),  # noqa: DTZ011 - the user's own calendar
    )
    return render_sheet(view, request)
