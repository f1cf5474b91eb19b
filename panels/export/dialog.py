"""The dialog that turns the current view into a file: a sheet, a slide, a book, data.

Controls say what for, which format, which paper and how much of the map; under them stand the
waiting and the one button, beside them the picture of a sheet or what a file of data holds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import streamlit as st

from briefing.content.markup import escape_html, escape_markdown, facts, section
from briefing.data.tables import about
from briefing.formats import FORMATS, Format, FormatGroup, make
from briefing.naming import file_name
from briefing.queue import RenderJob, RenderLanes
from briefing.request import ExportRequest
from geo import clock
from geo.errors import SonLaMapError
from geo.strings import format_exact, say
from panels import resources
from panels.session import session, state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.delta_generator import DeltaGenerator

    from briefing.queue import JobHandle
    from geo.query.view import View
    from panels.components.map import ScreenExtent

_SCREEN, _SELECTION = "screen", "selection"
_LYING, _STANDING = "landscape", "portrait"
_COLOUR, _GREY = "colour", "grey"
_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
_LOOK_SECONDS = 0.25
_LOOKS_A_DRAW = 4
_PREVIEW_DPI = 75
_KILO, _MEGA = 1_000, 1_000_000
_STARTED = "export-started"
# What draws the picture beside the controls.
_PREVIEWED = {
    FormatGroup.PROJECT: "project-png",
    FormatGroup.SHEET: "png",
    FormatGroup.WALL: "wall-png",
    FormatGroup.SLIDE: "png",
}


@dataclass(frozen=True)
class Options:
    """What the controls say.

    Parameters
    ----------
    as_on_screen
        Whether the map shows the ground of the screen; else it fits what is selected.
    """

    form: Format
    size: str = ""
    landscape: bool = True
    grey: bool = False
    as_on_screen: bool = True


def groups(*, one_corridor: bool = True, one_project: bool = True) -> list[FormatGroup]:
    """Return the groups that hold a format, in the order in which they are offered.

    Parameters
    ----------
    one_corridor
        Whether exactly one corridor is selected: some are about that.
    one_project
        Whether the card of a project is open: some are about that, and come first.
    """
    held = {
        form.group
        for form in FORMATS.values()
        if form.in_dialog
        and (one_corridor or not form.one_corridor)
        and (one_project or not form.one_project)
    }
    return [group for group in FormatGroup if group in held]


def options(language: str, *, one_corridor: bool = False, one_project: bool = False) -> Options:
    """Draw the controls; return what they say.

    Untouched, they ask for the sheet of the open project, else for an A4 sheet, as PDF.
    """
    held = groups(one_corridor=one_corridor, one_project=one_project)
    offered = [group.value for group in held]
    group = _choose("group", offered, language, "export.group-{}")
    ids = [form.id for form in FORMATS.values() if form.group == group and form.in_dialog]
    form = FORMATS[_choose(f"format-{group}", ids, language, "format.{}")]
    st.caption(say(f"format-note.{form.id}", language))
    if form.one_project:
        return Options(form, grey=_ink(language))
    return _paper(form, language) if form.sizes else Options(form)


def _paper(form: Format, language: str) -> Options:
    """Draw the controls of what has a size."""
    left, right = st.columns(2)
    size, turn = form.sizes[0], _LYING
    if len(form.sizes) > 1:
        with left:
            size = _choose("size", form.sizes, language)
    if "landscape" in form.options:
        with right:
            turn = _choose("turn", (_LYING, _STANDING), language, "export.turn-{}")
    grey = _ink(language)
    extent = _SELECTION
    if "bbox" in form.options:
        extent = _choose("extent", (_SCREEN, _SELECTION), language, "export.extent-{}")
    return Options(form, size, turn == _LYING, grey, extent == _SCREEN)


def _ink(language: str) -> bool:
    """Draw the choice of colours; tell whether it is for a printer without."""
    return _choose("ink", (_COLOUR, _GREY), language, "export.ink-{}") == _GREY


def _choose(what: str, choices: Sequence[str], language: str, words: str = "") -> str:
    """Draw one row of buttons, of which one is always chosen; the first is to begin with.

    Parameters
    ----------
    words
        Key of the word of a choice, with ``{}`` for the choice; empty where that is a word itself.
    """
    chosen: str | None = st.segmented_control(
        say(f"export.{what.partition('-')[0]}", language),
        choices,
        default=choices[0],
        format_func=lambda choice: say(words.format(choice), language) if words else choice,
        key=f"export-{what}",
        required=True,
    )
    return chosen or choices[0]


def ask(request: ScreenExtent) -> None:
    """Remember that the user wants a file of what the map shows."""
    session[state.EXPORT] = request


def open_when_asked(view: View, screen: state.Screen) -> None:
    """Open the dialog in the run in which it was asked for."""
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
        about_what = st.empty()
        wanted = options(
            language,
            one_corridor=len(view.selection.corridors) == 1,
            one_project=screen.item_id in view.catalog.projects,
        )
        what = view.selection.describe(view.catalog, language)
        if wanted.form.one_project:
            what = view.catalog.projects[screen.item_id].name[language]
        about_what.write(escape_markdown(what))
        unplaced = sum(not row.project.pieces for row in view.rows)
        if unplaced and not wanted.form.one_project:
            st.caption(say("export.unplaced", language, n=unplaced))
        button = st.empty()
    picture = right.empty()
    if wanted.form.group is FormatGroup.DATA:
        # What the file says of itself: selection, day, counts, attribution.
        pairs = [(label, escape_html(words)) for label, words in about(view)]
        about_it = section(say("data.sheet-about", language), facts(pairs))
        picture.html(f'<div class="sl-card">{about_it}</div>')
    _result(view, wanted.form, file_request(wanted, screen, asked), button, picture)


def file_request(wanted: Options, screen: state.Screen, asked: ScreenExtent) -> ExportRequest:
    """Return how the view is to be made into a file."""
    on_screen = "bbox" in wanted.form.options and wanted.as_on_screen
    link = link_here(asked if on_screen else None)
    layers = frozenset(screen.layers)
    if wanted.form.one_project:
        day = clock.today()
        return ExportRequest(
            grey=wanted.grey, link=link, printed=day, project=screen.item_id, layers=frozenset()
        )
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


@st.cache_resource(show_spinner=False)
def render_queue() -> RenderLanes:
    """Return the queues that all sessions of this server share."""
    return RenderLanes()


def _result(
    view: View,
    form: Format,
    request: ExportRequest,
    button: DeltaGenerator,
    picture: DeltaGenerator,
) -> None:
    """Make a file and offer it.

    Parameters
    ----------
    button
        One element: news of the making, then the button.
    picture
        One element: the first page of a sheet.
    """
    language = view.selection.language
    order = RenderJob.of(form.id, view, request)
    if form.asks and not _started(order, button):
        return
    try:
        data = waited(order, button) if form.heavy else light(order)
    except SonLaMapError as error:
        button.error(escape_markdown(say("export.failed", language, message=str(error))))
        return
    name = file_name(view, form.extension, form.what(request, language), request.project)
    button.download_button(
        say("export.download", language, name=name, size=_size(len(data), language)),
        data,
        file_name=name,
        mime=form.mime,
        on_click="ignore",
        type="primary",
        icon=":material/download:",
        width="stretch",
    )
    # A slide of a project is laid out otherwise than the page: no picture of the one for the other.
    if form.group in _PREVIEWED and form.id != "project-pptx":
        _preview(view, _PREVIEWED[form.group], request, picture)


def _started(order: RenderJob, place: DeltaGenerator) -> bool:
    """Tell whether a person wants what takes long; else draw the button that says so."""
    if session.get(_STARTED) == order:
        return True
    place.button(
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
    return make(order.format_id, order.view(resources.catalog()), order.request)


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


def _wait(queue: RenderLanes, ticket: JobHandle, place: DeltaGenerator) -> None:
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
        place.info(say("export.queue", language, count=before), icon=":material/hourglass_top:")
    elif ticket.steps:
        place.progress(min(1.0, ticket.done / ticket.steps), escape_markdown(ticket.doing))
    else:
        place.info(say("export.working", language), icon=":material/draw:")


def _preview(view: View, format_id: str, request: ExportRequest, place: DeltaGenerator) -> None:
    """Show the first page of a sheet as a small picture, which a format makes."""
    small = replace(request, dpi=_PREVIEW_DPI)
    try:
        picture = waited(RenderJob.of(format_id, view, small), place)
    except SonLaMapError as error:
        place.caption(escape_markdown(str(error)))
        return
    place.image(picture, caption=say("export.preview", view.selection.language), width="stretch")


def _size(count: int, language: str) -> str:
    if count < _MEGA:
        return f"{format_exact(max(1, round(count / _KILO)), language)} KB"
    return f"{format_exact(count / _MEGA, language, 1)} MB"
