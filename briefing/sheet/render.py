"""From a view to the bytes of a sheet: PDF, PNG or SVG."""

from __future__ import annotations

import io
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from briefing.sheet.annex import Annex
from briefing.sheet.first_page import first_page
from briefing.sheet.page import LEADING
from briefing.sheet.pdf import write_pdf
from briefing.sheet.plan import plan
from briefing.sheet.statement import statement_of
from briefing.sheet.svg import write_svg
from briefing.statement.statement import STATEMENT
from geo.dates import format_day
from geo.strings import say
from layers.paper.greyscale import turn_grey
from layers.paper.window import POINTS_PER_MM
from layers.style import palette

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from briefing.request import ExportRequest
    from briefing.sheet.first_page import FirstPage
    from briefing.sheet.page import Page
    from briefing.sheet.plan import Sheet
    from geo.query.view import View

# matplotlib shares fonts between figures: one sheet at a time in a process.
ONE_AT_A_TIME = Lock()


def render_sheet(view: View, request: ExportRequest) -> bytes:
    """Return a sheet of a view as a file; the same view, request and data give the same bytes.

    Safe to call from several threads: they take turns.

    Raises
    ------
    RequestError
        If the request asks for what does not exist.
    """
    return render_planned(plan(view, request))


def render_planned(sheet: Sheet) -> bytes:
    """Return a planned sheet as a file; see :func:`render_sheet`."""
    with ONE_AT_A_TIME:
        pages, _ = draw_pages(sheet)
        return file_of(sheet, pages, properties_of(sheet))


def render_with(
    sheet: Sheet, draw: Callable[[], list[Page]], properties: Mapping[str, str]
) -> bytes:
    """Return pages that `draw` makes as a file: with their numbers, in the inks of the sheet.

    Parameters
    ----------
    sheet
        Gives format, language, digest and dates.
    """
    with ONE_AT_A_TIME:
        pages = draw()
        finish(sheet, pages)
        return file_of(sheet, pages, properties)


def file_of(sheet: Sheet, pages: Sequence[Page], facts: Mapping[str, str]) -> bytes:
    """Return finished pages in the format of a sheet; a picture has only the first."""
    request = sheet.request
    if request.format == "pdf":
        return write_pdf(pages, facts, sheet.language)
    if request.format == "svg":
        return write_svg(pages[0], facts, sheet.language)
    return _png(sheet, pages[0], facts)


def finish(sheet: Sheet, pages: Sequence[Page]) -> None:
    """Write the page numbers, and take their colours where the sheet is grey."""
    for number, page in enumerate(pages, start=1):
        _draw_page_number(page, sheet, number, len(pages))
        if sheet.request.grey:
            turn_grey(page.figure)


def draw_pages(sheet: Sheet) -> tuple[list[Page], FirstPage]:
    """Draw all pages of a sheet; a picture has only the first."""
    first = first_page(sheet)
    # The events of a change stand on the pages that follow only.
    listed = 0 if sheet.changes else first.lines
    complete = listed == len(sheet.lines) and first.sources == len(sheet.provenance.sources)
    pages = [first.page]
    if not complete and sheet.request.format == "pdf":
        pages += Annex(sheet, listed).draw()
    finish(sheet, pages)
    return pages, first


def _draw_page_number(page: Page, sheet: Sheet, number: int, count: int) -> None:
    face = page.face(page.small, color=palette.INK_SOFT)
    words = say("sheet.page", sheet.language, page=number, pages=count)
    strip = sheet.frame.imprint
    if number == 1:
        y = strip.top - 1.0 - face.size * 0.95
        page.write(words, strip.right, y, face, "right")
        return
    margin = 12.0 * POINTS_PER_MM
    facts = sheet.provenance
    foot = " · ".join(
        (
            say("sheet.code", sheet.language, code=facts.code),
            say("sheet.digest", sheet.language, digest=facts.digest),
            say("sheet.printed", sheet.language, day=format_day(facts.printed, sheet.language)),
            say("sheet.as-of", sheet.language, day=format_day(facts.day, sheet.language)),
        )
    )
    page.write(foot, margin, margin - LEADING, face)
    page.write(words, sheet.paper.width - margin, margin - LEADING, face, "right")


def properties_of(sheet: Sheet, kind: str = "", strip: str = "") -> dict[str, str]:
    """Return what the file says about itself: enough to make the same sheet again.

    Parameters
    ----------
    kind
        Of the statement, for a sheet on something else than paper.
    strip
        Id of the corridor of a strip map, which has no one scale.
    """
    language = sheet.language
    query = urlencode(sheet.view.selection.to_query())
    keywords = (
        f"digest={sheet.provenance.digest}",
        f"code={sheet.provenance.code}",
        f"view={query}",
        f"day={sheet.provenance.day.isoformat()}",
        *(() if strip else (f"scale={sheet.scale}",)),
        f"ink={'grey' if sheet.request.grey else 'colour'}",
        f"paper={sheet.paper.name}{'' if sheet.paper.landscape else '-portrait'}",
        "EPSG:9206",
        *((f"changes-from={sheet.changes.start.isoformat()}",) if sheet.changes else ()),
        *((f"strip={strip}",) if strip else ()),
    )
    return {
        "Title": f"{say('app.title', language)} – {sheet.title}",
        "Subject": sheet.caption,
        "Keywords": "; ".join(keywords),
        "Author": say("app.title", language),
        STATEMENT: statement_of(sheet, kind).to_token(),
    }


def _png(sheet: Sheet, page: Page, facts: Mapping[str, str]) -> bytes:
    metadata = {
        "Title": facts["Title"],
        "Description": facts["Subject"],
        "Comment": facts["Keywords"],
        STATEMENT: facts[STATEMENT],
        "Software": None,
    }
    buffer = io.BytesIO()
    page.figure.savefig(buffer, format="png", dpi=sheet.request.dpi, metadata=metadata)
    return buffer.getvalue()
