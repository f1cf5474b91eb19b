"""The dialog that turns the current view into a file: a sheet, a slide, a book, data.

Controls say what for, which format, which paper and how much of the map. Nothing that takes long
is made before somebody asks for it; then the picture beside the controls is drawn from the very
file that is offered. As soon as a control says something else, the picture is marked as old and
nothing is offered.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlencode, urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner_utils.exceptions import StopException
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

from briefing.content.markup import escape_html, escape_markdown, facts, section
from briefing.data.tables import about
from briefing.formats import Format, FormatGroup, make
from briefing.links import AddressError, base_address
from briefing.naming import file_name
from briefing.preview import PICTURED, Preview
from briefing.project_sheet.photos import photo_files
from briefing.queue import PreviewedJob, RenderJob, RenderLanes
from briefing.request import ExportRequest
from geo import clock
from geo.errors import SonLaMapError
from geo.strings import format_exact, say
from panels import desk, resources
from panels.export.options import Options, options, recall, remember
from panels.session import session, state
from panels.session.address import AppPage

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from briefing.queue import Job, JobHandle
    from geo.query.view import View
    from panels.components.map import ScreenExtent

_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
# So long does a click on another control wait for an answer.
_LOOK_SECONDS = 0.25
_KILO, _MEGA = 1_000, 1_000_000
_WANTED: Final = "export-wanted"
_MADE: Final = "export-made"
_OPEN: Final = "export-open"


class Places(NamedTuple):
    """Where buttons and news stand, one element each.

    What is being made leaves the buttons where they are, disabled: whatever goes away in the middle
    of a run stays to be seen, faded, until its end.
    """

    main: DeltaGenerator
    second: DeltaGenerator
    news: DeltaGenerator
    cancel: DeltaGenerator


@dataclass(frozen=True)
class Made:
    """The file that was made last in this dialog."""

    order: RenderJob
    preview: Preview


def ask(request: ScreenExtent) -> None:
    """Remember that the user wants a file of what the map shows."""
    session[state.EXPORT] = request
    recall(request.kept)
    for key in (_WANTED, _MADE):
        session.pop(key, None)


def open_when_asked(view: View, screen: state.Screen) -> None:
    """Open the dialog in the run in which it was asked for; a run of the server's own keeps it.

    A run without its dialog closes it, and new data make every page run. Another address is
    another view, of which nobody has asked for a file.
    """
    here = (st.context.url, st.query_params.to_dict())
    asked, address = session.pop(_OPEN, (None, None))
    request = session.pop(state.EXPORT, None) or (asked if address == here else None)
    if request is not None:
        session[_OPEN] = request, here
        title = say("export.title", screen.language)
        shown = st.dialog(title, width="large", on_dismiss=lambda: session.pop(_OPEN, None))
        shown(_dialog)(view, screen, request)


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
        remember()
        what = view.selection.describe(view.catalog, language)
        if wanted.form.one_project:
            what = view.catalog.projects[screen.item_id].name[language]
        about_what.write(escape_markdown(what))
        unplaced = sum(not row.project.pieces for row in view.rows)
        if unplaced and not wanted.form.one_project:
            st.caption(say("export.unplaced", language, n=unplaced))
        places = Places(st.empty(), st.empty(), st.empty(), st.empty())
    picture = right.empty()
    order = RenderJob.of(wanted.form.id, view, file_request(wanted, screen, asked, view))
    if wanted.form.group is FormatGroup.DATA:
        # What the file says of itself: selection, day, counts, attribution.
        pairs = [(label, escape_html(words)) for label, words in about(view)]
        about_it = section(say("data.sheet-about", language), facts(pairs))
        picture.html(f'<div class="sl-card">{about_it}</div>')
        _offer(view, wanted.form, Made(order, Preview(light(order))), places.main)
    else:
        _result(view, wanted.form, order, places, picture)


def file_request(
    wanted: Options, screen: state.Screen, asked: ScreenExtent, view: View
) -> ExportRequest:
    """Return how the view is to be made into a file."""
    on_screen = "bbox" in wanted.form.options and wanted.as_on_screen
    link = link_here(asked if on_screen else None)
    layers = frozenset(screen.layers)
    if wanted.form.one_project:
        day = clock.today()
        shown = photo_files(view.catalog, screen.item_id, view.day, desk.photo)
        return ExportRequest(
            grey=wanted.grey, link=link, printed=day, project=screen.item_id, layers=frozenset(),
            photos=shown,
        )  # fmt: skip
    if not wanted.form.sizes:
        # Data and the like hold what is filtered, whatever the map shows of it.
        return ExportRequest(link=link, layers=layers)
    ground = None
    if on_screen:
        # Laying out pages takes a second to import.
        from briefing.sheet.crop import crop_to_page

        ground = crop_to_page(
            asked.bounds, wanted.size, landscape=wanted.landscape, keep=view.extent
        )
    return ExportRequest(
        size=wanted.size,
        landscape=wanted.landscape,
        grey=wanted.grey,
        layers=layers,
        bbox=ground,
        link=link,
        printed=clock.today(),
    )


def link_here(shown: ScreenExtent | None) -> str:
    """Return the address that restores the view, empty where it would lead nobody there.

    The office's address goes before the one under which this page was opened; an address of this
    machine alone is no use on the phone that reads the QR code.
    """
    base = (st.context.url or "").partition("?")[0]
    office = _office()
    if office:
        page = urlsplit(base).path.rpartition("/")[2]
        base = f"{office.rstrip('/')}/{page if page in set(AppPage) else ''}"
    if not base or urlsplit(base).hostname in _THIS_MACHINE:
        return ""
    link = f"{base}?{urlencode(st.query_params.to_dict())}"
    if shown is None:
        return link
    west, south, east, north = shown.bounds
    return f"{link}#map={shown.zoom:.2f}/{(south + north) / 2:.4f}/{(west + east) / 2:.4f}"


def _office() -> str:
    try:
        return base_address()
    except AddressError:
        # The command line tells whoever runs the server.
        return ""


@st.cache_resource(show_spinner=False)
def render_queue() -> RenderLanes:
    """Return the queues that all sessions of this server share."""
    return RenderLanes()


def _result(
    view: View, form: Format, order: RenderJob, places: Places, picture: DeltaGenerator
) -> None:
    """Make a file when it is asked for, show its picture and offer it.

    Parameters
    ----------
    picture
        One element: the first page of the file.
    """
    language = order.language
    made: Made | None = session.get(_MADE)
    tried = session.get(_WANTED) == order and (made is None or made.order != order)
    if tried:
        made = _make(form, order, places, picture) or made
    if made is not None and made.order == order:
        _show(made, picture)
        _offer(view, form, made, places.main)
        return
    if made is not None:
        _show(made, picture, old=True)
    elif form.extension in PICTURED:
        picture.info(say("export.no-preview-yet", language), icon=":material/visibility:")
    else:
        picture.info(say("export.no-picture", language), icon=":material/draft:")
    _ask_for(form, order, places, key="export-again" if tried else "export-make")


def _ask_for(
    form: Format, order: RenderJob, places: Places, *, key: str = "export-make", busy: bool = False
) -> None:
    """Draw the button that has a file made; nothing can be taken away yet.

    Parameters
    ----------
    key
        Of the button: in one run each draws one of a key.
    busy
        Whether it is being made: then the buttons are disabled.
    """
    pictured = form.extension in PICTURED
    places.main.button(
        say("export.see" if pictured else "export.start", order.language),
        key=key,
        type="primary",
        icon=":material/visibility:" if pictured else ":material/play_arrow:",
        width="stretch",
        on_click=lambda: session.update({_WANTED: order}),
        disabled=busy,
    )
    places.second.button(
        say("export.later", order.language),
        key=f"{key}-later",
        icon=":material/download:",
        width="stretch",
        disabled=True,
    )


def _make(form: Format, order: RenderJob, places: Places, picture: DeltaGenerator) -> Made | None:
    """Have a file made, which may be called off; ``None`` where it fails, which is said."""
    language = order.language
    picture.caption(say("export.picture-follows", language))
    _ask_for(form, order, places, busy=True)
    places.cancel.button(
        say("export.cancel", language),
        key="export-cancel",
        icon=":material/close:",
        width="stretch",
        on_click=lambda: session.pop(_WANTED, None),
    )
    try:
        packed = waited(PreviewedJob(order), places.news)
    except SonLaMapError as error:
        session.pop(_WANTED, None)
        places.cancel.empty()
        places.news.error(escape_markdown(say("export.failed", language, message=str(error))))
        return None
    for place in places:
        place.empty()
    made = session[_MADE] = Made(order, Preview.unpack(packed))
    return made


def _offer(view: View, form: Format, made: Made, place: DeltaGenerator) -> None:
    request, language = made.order.request, made.order.language
    name = file_name(view, form.extension, form.what(request, language), request.project)
    place.download_button(
        say("export.download", language, name=name, size=_size(len(made.preview.data), language)),
        made.preview.data,
        file_name=name,
        mime=form.mime,
        key="export-download",
        on_click="ignore",
        type="primary",
        icon=":material/download:",
        width="stretch",
    )


def _show(made: Made, place: DeltaGenerator, *, old: bool = False) -> None:
    """Show the first page of a file, marked where the controls ask for another one."""
    language, preview = made.order.language, made.preview
    if not preview.picture and preview.pages != 1:
        place.info(say("export.old" if old else "export.no-picture", language))
        return
    words = say("export.page-old" if old else "export.page", language, pages=preview.pages)
    with place.container(key="export-old" if old else "export-picture"):
        if old:
            st.warning(say("export.old", language), icon=":material/history:")
        # A browser draws SVG itself.
        shown = preview.picture or preview.data.decode("utf-8")
        st.image(shown, caption=words, width="stretch")


@st.cache_data(max_entries=8, show_spinner=False)
def light(order: RenderJob) -> bytes:
    """Return a file that is made in no time, where it is asked for."""
    return make(order.format_id, order.view(resources.catalog()), order.request)


def waited(order: Job, place: DeltaGenerator) -> bytes:
    """Return a file of the queue; meanwhile `place` says how long the queue is.

    Raises
    ------
    SonLaMapError
        If it cannot be made; the message is in the user's language.
    """
    queue = render_queue()
    ticket = queue.submit(order)
    # This run ends early when the user changes something, calls it off or closes the dialog: the
    # place in the queue is given back in any case.
    try:
        _wait(queue, ticket, place)
        return ticket.result()
    finally:
        queue.release(ticket)


def _wait(queue: RenderLanes, ticket: JobHandle, place: DeltaGenerator) -> None:
    begun = time.monotonic()
    while not ticket.finished.wait(_LOOK_SECONDS):
        if is_overtaken():
            # Not st.stop(), which would drop what was clicked as well.
            raise StopException
        # Drawn again at each look even where nothing has changed: only where it draws does a run
        # learn that the whole page is to run anew.
        before = queue.position(ticket)
        if before:
            begun = time.monotonic()
        _tell(place, ticket, before, int(time.monotonic() - begun))


def is_overtaken() -> bool:
    """Tell whether the user has clicked on something since this run began.

    Streamlit ends the run of a dialog for a run of the whole page only, not for another of the
    same dialog: a click would be answered when the file is made.
    """
    context = get_script_run_ctx()
    requests = context.script_requests if context else None
    return requests is not None and requests._state is not ScriptRequestType.CONTINUE  # noqa: SLF001


def _tell(place: DeltaGenerator, ticket: JobHandle, before: int, seconds: int) -> None:
    language = ticket.job.language
    if before:
        place.info(say("export.queue", language, count=before), icon=":material/hourglass_top:")
    elif ticket.steps:
        words = say(
            "export.step", language, done=ticket.done, steps=ticket.steps, doing=ticket.doing
        )
        place.progress(min(1.0, ticket.done / ticket.steps), escape_markdown(words))
    else:
        words = say("export.working", language, seconds=format_exact(seconds, language))
        place.info(words, icon=":material/draw:")


def _size(count: int, language: str) -> str:
    if count < _MEGA:
        return f"{format_exact(max(1, round(count / _KILO)), language)} KB"
    return f"{format_exact(count / _MEGA, language, 1)} MB"
