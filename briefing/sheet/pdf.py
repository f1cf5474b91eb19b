"""Pages as one PDF: vector, searchable, with bookmarks, properties and its language."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from matplotlib.backends.backend_pdf import PdfPages
from pypdf import PdfWriter
from pypdf.generic import (
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from briefing.statement.statement import STATEMENT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.sheet.page import Page


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
    finished = io.BytesIO()
    writer.write(finished)
    return finished.getvalue()


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
    # Without a date of creation the same sheet is the same file.
    # matplotlib knows the standard properties only.
    own = properties.get(STATEMENT)
    told = {name: value for name, value in properties.items() if name != STATEMENT}
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
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject(language)
    root[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject("/DisplayDocTitle"): BooleanObject(value=True)}
    )
    if len(pages) > 1:
        writer.page_mode = "/UseOutlines"
    finished = io.BytesIO()
    writer.write(finished)
    return finished.getvalue()
