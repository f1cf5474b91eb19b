"""Files of a sheet: PDF, PNG and SVG from a view or from pages that are drawn already."""

from __future__ import annotations

import base64
import io
import re
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.text import Text as TextArtist
from pypdf import PdfWriter
from pypdf.generic import (
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from briefing.sheet.page import LEADING
from briefing.sheet.pages import Annex, first_page
from briefing.sheet.plan import plan
from briefing.sheet.statement import statement_of
from briefing.statement.statement import STATEMENT
from geo.escape import Syntax, escape
from geo.strings import say
from layers.paper.greyscale import turn_grey
from layers.paper.window import POINTS_PER_MM
from layers.style import palette
from layers.style.typography import FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from briefing.request import ExportRequest
    from briefing.sheet.page import Page
    from briefing.sheet.plan import Sheet
    from briefing.statement.statement import StatementRow
    from geo.query.view import View

# Translucent ink came with this version.
_VERSION = "%PDF-1.4"
# A string, which stays as it is, or the decimals of a number.
_LONG = re.compile(rb"(\((?:\\.|[^()\\])*\))|(\.\d{3})\d+", re.DOTALL)


def slim(data: bytes) -> bytes:
    """Return a PDF whose measures have three decimals: a third less, and looks the same.

    matplotlib writes six and ten.
    """
    writer = PdfWriter(clone_from=io.BytesIO(data))
    for page in writer.pages:
        contents = page.get_contents()
        if contents is not None:
            stream = DecodedStreamObject()
            stream.set_data(_LONG.sub(rb"\1\2", contents.get_data()))
            page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())  # noqa: SLF001
    return pdf_bytes(writer)


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
    buffer = io.BytesIO()
    # matplotlib knows the standard properties only.
    own = properties.get(STATEMENT)
    told = {name: value for name, value in properties.items() if name != STATEMENT}
    # Without a date of creation the same sheet is the same file.
    facts = {**told, "Creator": "briefing", "CreationDate": None}
    with PdfPages(buffer, metadata=facts) as pdf:
        for page in pages:
            pdf.savefig(page.figure)
    # matplotlib writes no outline and no language.
    writer = PdfWriter(clone_from=buffer)
    writer.pdf_header = _VERSION
    for number, page in enumerate(pages):
        for title in page.bookmarks:
            writer.add_outline_item(title=title, page_number=number)
    if own:
        writer.add_metadata({f"/{STATEMENT}": own})
    set_viewer_options(writer, language, outline=len(pages) > 1)
    return pdf_bytes(writer)


def set_viewer_options(writer: PdfWriter, language: str, *, outline: bool) -> None:
    """Make a PDF say its language and show its title, and its bookmarks where it has any."""
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject(language)
    root[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject("/DisplayDocTitle"): BooleanObject(value=True)}
    )
    if outline:
        writer.page_mode = "/UseOutlines"


def pdf_bytes(writer: PdfWriter) -> bytes:
    """Return a PDF as bytes."""
    finished = io.BytesIO()
    writer.write(finished)
    return finished.getvalue()


_DOCTYPE = re.compile(r"<!DOCTYPE[^>]*>\s*")
_FAMILY = f"font-family: '{FAMILY}'"
_STYLE = '<style type="text/css">'
# Outlines, and the decimals beyond a hundredth of a point: no difference to see.
_OUTLINE = re.compile(r' d="[^"]*"')
_DECIMALS = re.compile(r"(\.\d\d)\d+")


def write_svg(page: Page, properties: Mapping[str, str], language: str) -> bytes:
    """Return a page as an SVG that asks for no other file; the same page gives the same bytes.

    Parameters
    ----------
    properties
        ``Title``, ``Subject``, ``Keywords`` and ``Author`` of the document, and the statement
        under :data:`briefing.statement.statement.STATEMENT`.
    language
        Code of the language of its words.
    """
    buffer = io.BytesIO()
    metadata = {
        "Title": properties["Title"],
        "Description": properties["Subject"],
        "Keywords": [properties[name] for name in ("Keywords", STATEMENT) if name in properties],
        "Creator": properties["Author"],
        "Language": language,
        # These would hold an address, and the moment of writing.
        "Type": None,
        "Date": None,
    }
    page.figure.savefig(buffer, format="svg", metadata=metadata)
    text = _DOCTYPE.sub("", buffer.getvalue().decode("utf-8"))
    text = _OUTLINE.sub(lambda found: _DECIMALS.sub(r"\1", found[0]), text)
    text = text.replace("<svg ", f'<svg xml:lang="{escape(language, Syntax.SVG)}" role="img" ', 1)
    text = text.replace(_FAMILY, f"{_FAMILY}, sans-serif")
    return text.replace(_STYLE, _STYLE + _font_faces(page), 1).encode("utf-8")


def _font_faces(page: Page) -> str:
    """Return the rules of the fonts of a page, each cut to the letters that stand on it."""
    letters: dict[tuple[str, int, str], set[str]] = {}
    for artist in page.figure.findobj(TextArtist):
        font = artist.get_fontproperties()
        if font.get_file() and artist.get_text():
            key = str(font.get_file()), int(font.get_weight()), font.get_style()
            letters.setdefault(key, set()).update(artist.get_text())
    return "".join(
        f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};font-style:{style};"
        f"src:url(data:font/woff;base64,{_subset(file, used)}) format('woff')}}"
        for (file, weight, style), used in sorted(letters.items())
    )


def _subset(file: str, letters: set[str]) -> str:
    """Return the letters of a font as WOFF in base64."""
    options = Options()
    options.flavor = "woff"
    options.hinting = False
    with TTFont(file, recalcTimestamp=False) as font:
        cutter = Subsetter(options)
        cutter.populate(text="".join(sorted(letters)))
        cutter.subset(font)
        font.flavor = "woff"
        buffer = io.BytesIO()
        font.save(buffer)
    return base64.b64encode(buffer.getvalue()).decode("ascii")


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
    with ONE_AT_A_TIME:
        pages = draw()
        for number, page in enumerate(pages, start=1):
            _draw_page_number(page, sheet, number, len(pages))
            if request.grey:
                turn_grey(page.figure)
        if request.format == "pdf":
            return write_pdf(pages, properties, sheet.language)
        if request.format == "svg":
            return write_svg(pages[0], properties, sheet.language)
        return _png(sheet, pages[0], properties)


def draw_pages(sheet: Sheet) -> list[Page]:
    """Draw all pages of a sheet, all but their numbers; a picture has only the first."""
    first = first_page(sheet)
    # The events of a change stand on the pages that follow only.
    listed = 0 if sheet.changes else first.lines
    complete = listed == len(sheet.lines) and first.sources == len(sheet.provenance.sources)
    pages = [first.page]
    if not complete and sheet.request.format == "pdf":
        pages += Annex(sheet, listed).draw()
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
