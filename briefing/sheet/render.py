"""Files of a sheet: PDF, PNG and SVG from a view or from pages that are drawn already."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from briefing.sheet.multiples import annex_pages
from briefing.sheet.page import LEADING
from briefing.sheet.pages import first_page
from briefing.sheet.plan import plan
from briefing.sheet.statement import statement_of
from briefing.statement.statement import STATEMENT
from geo.strings import say
from layers.ink.pdf import Bookmark, Document, PdfPage
from layers.ink.pdf_content import page_content
from layers.ink.svg import write_svg
from layers.paper.greyscale import turn_grey
from layers.paper.window import POINTS_PER_MM
from layers.style import palette

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from briefing.request import ExportRequest
    from briefing.sheet.page import Page
    from briefing.sheet.plan import Sheet
    from briefing.statement.statement import StatementRow
    from geo.query.view import View
    from layers.ink.marks import DisplayList


def write_pdf(pages: Sequence[Page], properties: Mapping[str, str], language: str) -> bytes:
    """Return pages as a PDF; the same pages give the same bytes.

    Parameters
    ----------
    pages
        Each with the bookmarks that lead to it.
    properties
        ``Title``, ``Subject``, ``Keywords`` and ``Author`` of the document, and the statement
        under :data:`briefing.statement.statement.STATEMENT`.
    language
        Code of the language of its words, for screen readers (PDF 32000-1, 14.9.2).
    """
    marks = [
        Bookmark(title, number) for number, page in enumerate(pages) for title in page.bookmarks
    ]
    sheets = [PdfPage(page_content(page.drawing)) for page in pages]
    document = Document(sheets, properties, language, marks, show_outline=len(pages) > 1)
    return document.to_bytes()


def render_sheet(view: View, request: ExportRequest) -> bytes:
    """Return a sheet of a view as a file; the same view, request and data give the same bytes.

    Safe to call from several threads.

    Raises
    ------
    RequestError
        If the request asks for what does not exist.
    """
    return render_planned(plan(view, request))


def render_planned(sheet: Sheet) -> bytes:
    """Return a planned sheet as a file; see :func:`render_sheet`."""
    return render_with(sheet, lambda: draw_pages(sheet), properties_of(sheet))


def render_with(
    sheet: Sheet, draw: Callable[[], list[Page]], properties: Mapping[str, str]
) -> bytes:
    """Return pages that `draw` makes as a file: with their numbers, in the inks of the sheet.

    Parameters
    ----------
    sheet
        Gives format, language, digest and dates.
    """
    request = sheet.request
    pages = draw()
    for number, page in enumerate(pages, start=1):
        _draw_page_number(page, sheet, number, len(pages))
        if request.grey:
            page.drawing = turn_grey(page.drawing)
    if request.format == "pdf":
        return write_pdf(pages, properties, sheet.language)
    drawing = pages[0].drawing
    if request.format == "svg":
        said = [properties[name] for name in ("Keywords", STATEMENT) if name in properties]
        return write_svg(drawing, properties, sheet.language, said)
    return _png(sheet, drawing, properties)


def draw_pages(sheet: Sheet) -> list[Page]:
    """Draw all pages of a sheet, all but their numbers; a picture has only the first."""
    first = first_page(sheet)
    # The events of a change stand on the pages that follow only.
    listed = 0 if sheet.changes else first.lines
    complete = listed == len(sheet.lines) and first.sources == len(sheet.provenance.sources)
    pages = [first.page]
    if not complete and sheet.request.format == "pdf":
        pages += annex_pages(first.sheet, listed)
    return pages


def _draw_page_number(page: Page, sheet: Sheet, number: int, count: int) -> None:
    face = page.face(page.small, color=palette.INK_SOFT)
    words = say("sheet.page", sheet.language, page=number, pages=count)
    strip = sheet.frame.imprint
    if number == 1:
        y = strip.top - 1.0 - face.size * 0.95
        page.write(words, strip.right, y, face, "right")
        return
    margin = 12.0 * POINTS_PER_MM
    foot = sheet.provenance.say_all(sheet.language)
    page.write(foot, margin, margin - LEADING, face)
    page.write(words, sheet.paper.width - margin, margin - LEADING, face, "right")


def properties_of(
    sheet: Sheet, kind: str = "", strip: str = "", said: list[StatementRow] | None = None
) -> dict[str, str]:
    """Return what the file says about itself: enough to make the same sheet again.

    Parameters
    ----------
    kind
        Of the statement, for a sheet on something else than paper.
    strip
        Id of the corridor of a strip map, which has no one scale.
    said
        What the statement says of the projects, ``None`` for what the table says.
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
        *((f"project={sheet.request.project}",) if sheet.request.project else ()),
    )
    return {
        "Title": f"{say('app.title', language)} – {sheet.title}",
        "Subject": sheet.caption,
        "Keywords": "; ".join(keywords),
        "Author": say("app.title", language),
        STATEMENT: statement_of(sheet, kind, said).to_token(),
    }


def _png(sheet: Sheet, drawing: DisplayList, facts: Mapping[str, str]) -> bytes:
    # PDFium is needed for pictures only.
    from layers.ink.png import write_png

    told = {
        "Title": facts["Title"],
        "Description": facts["Subject"],
        "Comment": facts["Keywords"],
        STATEMENT: facts[STATEMENT],
    }
    return write_png(drawing, sheet.request.dpi, told, grey=sheet.request.grey)
