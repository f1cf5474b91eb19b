"""A book as PDF: its parts drawn in order, then bound with contents, numbers, links, bookmarks."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

from matplotlib.backends.backend_pdf import PdfPages
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.annotations import Link as LinkAnnotation
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    Fit,
    IndirectObject,
    NameObject,
)

from briefing.book.card import draw_card
from briefing.book.chapter import draw_annex, draw_chapter, draw_sources
from briefing.book.front import draw_contents, draw_cover, draw_overview
from briefing.book.page import FOOT, MARGIN_MM, BookPage
from briefing.book.plan import Part, PartKind, chapter_of, order_of, row_of, title_of
from briefing.book.pool import PartBundle, Spread
from briefing.book.progress import draw_progress
from briefing.book.statement import statement_of_book, statement_of_targets
from briefing.book.targets import draw_targets
from briefing.sheet.paper_sizes import PAPERS
from briefing.sheet.render import ONE_AT_A_TIME, pdf_bytes, set_viewer_options, slim
from briefing.statement.statement import STATEMENT
from geo.strings import say
from layers.paper.greyscale import turn_grey
from layers.paper.window import POINTS_PER_MM
from layers.style import palette

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefing.book.page import Link
    from briefing.book.plan import Book
    from briefing.sheet.paper_sizes import Box

# Parts that one process draws together: their pages share the fonts of one PDF, and no process
# is idle for long at the end.
_TOGETHER = 4
_FRONT: dict[PartKind, Callable[[Book], list[BookPage]]] = {
    PartKind.COVER: draw_cover,
    PartKind.OVERVIEW: draw_overview,
    PartKind.TARGETS: draw_targets,
    PartKind.PROGRESS: draw_progress,
    PartKind.ANNEX: draw_annex,
    PartKind.SOURCES: draw_sources,
}


@dataclass(frozen=True)
class DrawnPart:
    """A part of the book on its pages.

    Parameters
    ----------
    page_numbers
        How and where each page gets its number, see :class:`briefing.book.page.BookPage`.
    links
        Places on each page that lead to other parts.
    """

    part: Part
    page_numbers: tuple[tuple[str, Box], ...]
    links: tuple[tuple[Link, ...], ...]


@dataclass(frozen=True)
class PdfChunk:
    """Some parts as a PDF, in order."""

    pdf: bytes
    parts: tuple[DrawnPart, ...]


def jobs_of(book: Book) -> list[PartBundle]:
    """Return the parts in bundles, those that take longest first."""
    parts = order_of(book)
    maps = [part for part in parts if part.kind not in _FRONT]
    bundles = [maps[start : start + _TOGETHER] for start in range(0, len(maps), _TOGETHER)]
    bundles.append([part for part in parts if part.kind in _FRONT])
    return [PartBundle(tuple(bundle), title_of(book, bundle[0])) for bundle in bundles]


def draw_part(book: Book, part: Part) -> list[BookPage]:
    """Draw the pages of a part."""
    if part.kind in _FRONT:
        return _FRONT[part.kind](book)
    if part.kind is PartKind.CARD:
        return draw_card(book, row_of(book, part))
    return draw_chapter(book, chapter_of(book, part))


def draw_chunk(book: Book, parts: tuple[Part, ...]) -> PdfChunk:
    """Draw some parts into one PDF: the work of one process."""
    drawn = {part: draw_part(book, part) for part in parts}
    pages = [page for found in drawn.values() for page in found]
    return PdfChunk(pages_to_pdf(book, pages), tuple(_drawn(*item) for item in drawn.items()))


def _drawn(part: Part, pages: Sequence[BookPage]) -> DrawnPart:
    numbers = tuple((page.stamp, page.area) for page in pages)
    return DrawnPart(part, numbers, tuple(tuple(page.links) for page in pages))


def pages_to_pdf(book: Book, pages: Sequence[BookPage]) -> bytes:
    """Return pages as a plain PDF, without dates."""
    buffer = io.BytesIO()
    with PdfPages(buffer, metadata={"CreationDate": None}) as pdf:
        for page in pages:
            if book.request.grey:
                turn_grey(page.figure)
            pdf.savefig(page.figure)
    return slim(buffer.getvalue())


_STAMP = "/SonLaStamp"
_CONTENTS = Part(PartKind.CONTENTS)


def book_pdf(book: Book, jobs: Sequence[PartBundle], done: Callable[[PartBundle], None]) -> bytes:
    """Return the book as PDF; the same book gives the same bytes."""
    chunks = Spread(book, draw_chunk, done).run(jobs)
    with ONE_AT_A_TIME:
        return bind(book, chunks, order_of(book))


def bind(book: Book, chunks: Sequence[PdfChunk], order: Sequence[Part]) -> bytes:
    """Return the book as one PDF; the same chunks give the same bytes.

    Parameters
    ----------
    order
        The contents come after the first part.
    """
    pages: dict[Part, list[PageObject]] = {}
    parts: dict[Part, DrawnPart] = {}
    for chunk in chunks:
        found = iter(PdfReader(io.BytesIO(chunk.pdf)).pages)
        for drawn in chunk.parts:
            parts[drawn.part] = drawn
            pages[drawn.part] = [next(found) for _ in drawn.page_numbers]
    counts = {part: len(pages[part]) for part in order}
    contents, numbers = _contents(book, order, counts)
    whole = [order[0], _CONTENTS, *order[1:]]
    pages[_CONTENTS] = list(PdfReader(io.BytesIO(pages_to_pdf(book, contents))).pages)
    parts[_CONTENTS] = _drawn(_CONTENTS, contents)
    writer = PdfWriter()
    for part in whole:
        for page in pages[part]:
            writer.add_page(page)
    _stamp(writer, book, [stamp for part in whole for stamp in parts[part].page_numbers])
    _link(writer, [links for part in whole for links in parts[part].links], numbers)
    _outline(writer, book, whole, numbers)
    # Without dates the same book is the same file.
    facts = {f"/{key}": value for key, value in properties(book).items()}
    writer.add_metadata({**facts, "/Creator": "briefing", "/Producer": "briefing"})
    set_viewer_options(writer, book.language, outline=True)
    return pdf_bytes(writer)


def targets_pdf(book: Book) -> bytes:
    """Return the targets and their sources as PDF; the same book gives the same bytes."""
    with ONE_AT_A_TIME:
        pages = [*draw_targets(book), *draw_sources(book)]
        writer = PdfWriter()
        for page in PdfReader(io.BytesIO(pages_to_pdf(book, pages))).pages:
            writer.add_page(page)
        _stamp(writer, book, [(page.stamp, page.area) for page in pages])
        _link(writer, [page.links for page in pages], {})
    app, title = say("app.title", book.language), say("book.targets", book.language)
    facts = {"Title": f"{app} – {title}", "Author": app, "Creator": "briefing"}
    keywords = f"digest={book.view.catalog.digest}; day={book.view.day.isoformat()}"
    facts |= {"Keywords": keywords, "Producer": "briefing"}
    facts |= {STATEMENT: statement_of_targets(book).to_token()}
    writer.add_metadata({f"/{key}": value for key, value in facts.items()})
    set_viewer_options(writer, book.language, outline=False)
    return pdf_bytes(writer)


def _contents(
    book: Book, order: Sequence[Part], counts: dict[Part, int]
) -> tuple[list[BookPage], dict[Part, int]]:
    """Return the contents, and the number of the first page of each part.

    The contents are laid out twice: how many pages they take themselves shifts the others.
    """
    length = len(draw_contents(book, {}))
    numbers: dict[Part, int] = {}
    number = 1
    for part in order:
        numbers[part] = number
        number += counts[part]
        if part.kind is PartKind.COVER:
            numbers[_CONTENTS] = number
            number += length
    return draw_contents(book, numbers), numbers


def _stamp(writer: PdfWriter, book: Book, stamps: Sequence[tuple[str, Box]]) -> None:
    """Lay number and imprint over the pages, as a form: their own content stays as it is."""
    pages = []
    for number, (stamp, box) in enumerate(stamps, start=1):
        page = BookPage(PAPERS[book.request.size], box, book.language, stamp)
        page.figure.patch.set_visible(b=False)
        _draw_stamp(page, book, number, len(stamps))
        pages.append(page)
    stamped = PdfWriter(clone_from=io.BytesIO(pages_to_pdf(book, pages)))
    for under, over in zip(writer.pages, stamped.pages, strict=True):
        if over.extract_text().strip():
            _lay_over(writer, under, over)


def _draw_stamp(page: BookPage, book: Book, number: int, count: int) -> None:
    language = book.language
    face = page.face(page.small, color=palette.INK_SOFT)
    words = say("sheet.page", language, page=number, pages=count)
    if page.stamp == "imprint":
        box = page.area
        page.write(words, box.right, box.top - 1.0 - face.size * 0.95, face, "right")
        return
    if page.stamp == "bare":
        return
    margin = MARGIN_MM * POINTS_PER_MM
    y = margin - FOOT * 0.1
    page.write(book.provenance.say_all(language), margin, y, face)
    page.write(words, page.paper.width - margin, y, face, "right")


def _lay_over(writer: PdfWriter, page: PageObject, over: PageObject) -> None:
    contents = over.get_contents()
    if contents is None:
        return
    form = DecodedStreamObject()
    form.set_data(contents.get_data())
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(over.mediabox),
            NameObject("/Resources"): over["/Resources"].clone(writer),
        }
    )
    own = DictionaryObject(cast("DictionaryObject", page["/Resources"].get_object()))
    known = own.get("/XObject", DictionaryObject()).get_object()
    drawings = DictionaryObject(cast("DictionaryObject", known))
    drawings[NameObject(_STAMP)] = writer._add_object(form.flate_encode())  # noqa: SLF001
    own[NameObject("/XObject")] = drawings
    page[NameObject("/Resources")] = own
    parts = [_stream(writer, b"q\n"), page.raw_get("/Contents")]
    parts.append(_stream(writer, f"\nQ q {_STAMP} Do Q\n".encode()))
    page[NameObject("/Contents")] = ArrayObject(parts)


def _stream(writer: PdfWriter, data: bytes) -> IndirectObject:
    stream = DecodedStreamObject()
    stream.set_data(data)
    return writer._add_object(stream)  # noqa: SLF001 - pypdf's own merging does the same


def _link(writer: PdfWriter, links: Sequence[Sequence[Link]], numbers: dict[Part, int]) -> None:
    for number, found in enumerate(links):
        for link in found:
            box = link.box
            rect = (box.left, box.bottom, box.right, box.top)
            if isinstance(link.target, str):
                annotation = LinkAnnotation(rect=rect, url=link.target)
            elif link.target in numbers:
                page = numbers[link.target] - 1
                annotation = LinkAnnotation(rect=rect, target_page_index=page, fit=Fit.fit())
            else:
                continue
            writer.add_annotation(page_number=number, annotation=annotation)


def _outline(
    writer: PdfWriter, book: Book, whole: Sequence[Part], numbers: dict[Part, int]
) -> None:
    """Add the bookmarks: a branch for areas, for corridors and for cards."""
    branches: dict[PartKind, IndirectObject] = {}
    for part in whole:
        page = numbers[part] - 1
        parent = None
        title = title_of(book, part)
        if part.subject:
            if part.kind not in branches:
                words = say(f"book.{part.kind}s", book.language)
                branches[part.kind] = writer.add_outline_item(title=words, page_number=page)
            parent = branches[part.kind]
        if part.kind is PartKind.CARD:
            title = f"{book.numbers[part.subject]}. {title}"
        writer.add_outline_item(title=title, page_number=page, parent=parent)


def properties(book: Book) -> dict[str, str]:
    """Return what the file says about itself: enough to make the same book again."""
    language = book.language
    query = urlencode(book.view.selection.to_query())
    app = say("app.title", language)
    keywords = (
        f"digest={book.view.catalog.digest}",
        f"code={book.code}",
        f"view={query}",
        f"day={book.view.day.isoformat()}",
        f"book={','.join(chapter.id for chapter in book.chapters)}",
        "EPSG:9206",
    )
    return {
        "Title": f"{app} – {book.title}",
        "Subject": say("book.kicker", language),
        "Keywords": "; ".join(keywords),
        "Author": app,
        STATEMENT: statement_of_book(book).to_token(),
    }
