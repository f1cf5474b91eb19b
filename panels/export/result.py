"""The lower half of the export dialog: waiting, the one button, and the picture of a sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from briefing.content.markup import escape_markdown
from briefing.formats import FormatGroup, make
from briefing.naming import file_name
from briefing.queue import RenderJob, RenderQueue
from geo.errors import SonLaMapError
from geo.strings import format_exact, say
from panels.resources import cache

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from briefing.formats import Format
    from briefing.queue import JobHandle
    from briefing.request import ExportRequest
    from geo.query.view import View

_LOOK_SECONDS = 0.25
_LOOKS_A_DRAW = 4
_PREVIEW_DPI = 75
_KILO, _MEGA = 1_000, 1_000_000
_STARTED = "export-started"


@st.cache_resource(show_spinner=False)
def render_queue() -> RenderQueue:
    """Return the queue that all sessions of this server share."""
    return RenderQueue()


@dataclass(frozen=True)
class Places:
    """Where the lower half of the dialog stands.

    Parameters
    ----------
    button
        One element: news of the making, then the button.
    picture
        One element: the first page of a sheet.
    """

    button: DeltaGenerator
    picture: DeltaGenerator


def result(view: View, form: Format, request: ExportRequest, places: Places) -> None:
    """Make a file and offer it; a sheet is shown as well."""
    language = view.selection.language
    order = RenderJob.of(form.id, view, request)
    if form.asks and not _started(order, places):
        return
    try:
        data = waited(order, places.button) if form.heavy else light(order)
    except SonLaMapError as error:
        places.button.error(escape_markdown(say("export.failed", language, message=str(error))))
        return
    name = file_name(view, form.extension, form.what(request, language))
    places.button.download_button(
        say("export.download", language, name=name, size=_size(len(data), language)),
        data,
        file_name=name,
        mime=form.mime,
        on_click="ignore",
        type="primary",
        icon=":material/download:",
        width="stretch",
    )
    if shown_as_picture(form):
        _preview(view, request, places.picture)


def shown_as_picture(form: Format) -> bool:
    """Tell whether the dialog shows the first page of a format."""
    return form.group in (FormatGroup.SHEET, FormatGroup.SLIDE)


def _started(order: RenderJob, places: Places) -> bool:
    """Tell whether a person wants what takes long; else draw the button that says so."""
    session: Any = st.session_state
    if session.get(_STARTED) == order:
        return True
    places.button.button(
        say("export.start", order.language),
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        on_click=lambda: session.update({_STARTED: order}),
    )
    return False


@st.cache_data(max_entries=8, show_spinner=False)
def light(order: RenderJob) -> bytes:
    """Return a file that is made in no time, where it is asked for."""
    return make(order.format_id, order.view(cache.catalog()), order.request)


def waited(order: RenderJob, place: DeltaGenerator) -> bytes:
    """Return a file of the queue; meanwhile `place` says how long the queue is.

    Raises
    ------
    SonLaMapError
        If it cannot be made; the message is in the user's language.
    """
    queue = render_queue()
    ticket = queue.submit(order)
    # Streamlit ends this run where it next draws when the user changes something or closes
    # the dialog: the place in the queue is given back in any case.
    try:
        _wait(queue, ticket, place)
        return ticket.result()
    finally:
        queue.release(ticket)


def _wait(queue: RenderQueue, ticket: JobHandle, place: DeltaGenerator) -> None:
    shown, looks = None, 0
    while not ticket.finished.wait(_LOOK_SECONDS):
        now = (queue.position(ticket), ticket.done, ticket.steps, ticket.doing)
        # Drawn again every second even where nothing has changed: only then does this run
        # learn that it has become useless.
        if now != shown or not looks % _LOOKS_A_DRAW:
            _tell(place, ticket, now[0])
        shown, looks = now, looks + 1


def _tell(place: DeltaGenerator, ticket: JobHandle, before: int) -> None:
    language = ticket.job.language
    if before:
        words = say("export.queue", language, count=before)
        place.info(words, icon=":material/hourglass_top:")
    elif ticket.steps:
        place.progress(min(1.0, ticket.done / ticket.steps), escape_markdown(ticket.doing))
    else:
        place.info(say("export.working", language), icon=":material/draw:")


def _preview(view: View, request: ExportRequest, place: DeltaGenerator) -> None:
    """Show the first page of a sheet as a small picture."""
    small = replace(request, dpi=_PREVIEW_DPI)
    try:
        picture = waited(RenderJob.of("png", view, small), place)
    except SonLaMapError as error:
        place.caption(escape_markdown(str(error)))
        return
    place.image(picture, caption=say("export.preview", view.selection.language), width="stretch")


def _size(count: int, language: str) -> str:
    if count < _MEGA:
        return f"{format_exact(max(1, round(count / _KILO)), language)} KB"
    return f"{format_exact(count / _MEGA, language, 1)} MB"
