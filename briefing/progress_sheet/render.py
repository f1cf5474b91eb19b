"""Files of the sheet of a schedule: PDF, PNG and SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.progress_sheet.chart import draw_schedule
from briefing.progress_sheet.plan import MARGIN_MM, plan_progress, said_of
from briefing.sheet.page import Page
from briefing.sheet.pages import Annex, draw_header, draw_imprint, draw_notes
from briefing.sheet.paper_sizes import Box
from briefing.sheet.render import properties_of, render_with
from briefing.statement.statement import PROGRESS
from geo.strings import say
from layers.paper.window import POINTS_PER_MM
from layers.style import palette
from layers.style.text_metrics import shorten

if TYPE_CHECKING:
    from briefing.progress_sheet.plan import ProgressSheet
    from briefing.request import ExportRequest
    from geo.query.view import View

_FOOT: Final = 14.0
_AIR: Final = 5.0
_IMPRINT_GAP: Final = 10.0


def render_progress(view: View, request: ExportRequest) -> bytes:
    """Return the schedule of a view as a file; the same view, request and data, the same bytes.

    Raises
    ------
    RequestError
        If the request asks for what does not exist.
    """
    planned = plan_progress(view, request)
    facts = properties_of(planned.sheet, PROGRESS, said=said_of(view))
    return render_with(planned.sheet, lambda: draw_progress(planned), facts)


def draw_progress(planned: ProgressSheet) -> list[Page]:
    """Draw all pages, all but their numbers; a picture has only the first."""
    sheet, language = planned.sheet, planned.sheet.language
    page = Page(sheet.paper)
    page.bookmarks.append(sheet.title)
    draw_header(page, sheet)
    body = sheet.frame.neatline
    face = page.face(page.text_size)
    used = page.paragraph(sheet.caption, (body.left, body.top), body.width, face) + _AIR
    whole = sheet.request.format == "pdf"
    pages = [page]
    if planned.known.rows:
        pages += draw_schedule(
            planned.known, planned.refs, (page, body.below(used)), lambda: _next_page(planned),
            only_first=not whole,
        )  # fmt: skip
    else:
        page.paragraph(say("schedule.none", language), (body.left, body.top - used), body.width,
                       face)  # fmt: skip
    strip = sheet.frame.strip
    room = sheet.frame.imprint.left - _IMPRINT_GAP - strip.left
    notes = Box(strip.left, strip.bottom, room, strip.height)
    named = draw_notes(page, sheet, notes, ("schedule.note",))
    draw_imprint(page, sheet)
    if whole and named < len(sheet.provenance.sources):
        pages += Annex(sheet, 0).draw()
    return pages


def _next_page(planned: ProgressSheet) -> tuple[Page, Box]:
    """Return a page with its head, and the box for the schedule."""
    sheet = planned.sheet
    page = Page(sheet.paper)
    inner = Box(0.0, 0.0, sheet.paper.width, sheet.paper.height).inset(MARGIN_MM * POINTS_PER_MM)
    soft = page.face(page.small, 600, palette.INK_SOFT)
    y = inner.top - soft.size
    page.write(say("app.title", sheet.language), inner.left, y, soft)
    title = shorten(sheet.title, inner.width * 0.7, soft)
    page.write(title, inner.right, y, soft, "right")
    below = inner.below(2.2 * soft.size)
    return page, below.upper(below.height - _FOOT)
