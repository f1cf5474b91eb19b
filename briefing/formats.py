"""The formats a view can leave in: one entry each, and the one way to make any of them.

Whatever is new is one line of :data:`FORMATS` and one function below that imports its writer
when it is asked for: the page must open without matplotlib, GDAL or XlsxWriter.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from briefing.limits import check_pages, check_size, sheet_pages
from geo.errors import UnknownIdError
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from geo.query.view import View

    Progress = Callable[[int, int, str], None]


class Group(StrEnum):
    """What a person wants the file for; ``export.group-<value>`` says it."""

    SHEET = "sheet"
    STRIP = "strip"
    SLIDE = "slide"
    BOOK = "book"
    DATA = "data"
    USB = "usb"


@dataclass(frozen=True)
class FileRequest:
    """How a view is to be made into a file; a format reads what concerns it.

    Parameters
    ----------
    size
        One of the sizes of the format, empty for its first.
    landscape
        Whether a page lies.
    grey
        Whether it is for a printer without colours.
    layers
        Ids of the switchable themes that are on, ``None`` for all.
    bbox
        West, south, east, north (EPSG:4326) of the ground to show, ``None`` for what the view
        asks for.
    dpi
        Resolution of a picture, ``None`` for that of print.
    link
        Address that opens the same view, empty for none.
    printed
        Date printed on it, ``None`` for today.
    """

    size: str = ""
    landscape: bool = True
    grey: bool = False
    layers: tuple[str, ...] | None = None
    bbox: tuple[float, float, float, float] | None = None
    dpi: int | None = None
    link: str = ""
    printed: date | None = None


@dataclass(frozen=True)
class Format:
    """One format.

    Parameters
    ----------
    id
        Stable id; ``format.<id>`` is its name and ``format-note.<id>`` what it is good for.
    extension
        Of the file, without a dot.
    make
        Writes it; called by :func:`make` only.
    heavy
        Whether it takes seconds: such files are made one at a time in a process of their own.
    sizes
        Sizes to choose from, the usual one first; empty where there is no paper.
    turns
        Whether the page may also stand.
    asks
        Whether it takes so long that a person starts it by a button of its own.
    one_corridor
        Whether it is about the one corridor that is selected, and nothing without it.
    """

    id: str
    extension: str
    mime: str
    group: Group
    make: Callable[[View, FileRequest, Progress], bytes]
    heavy: bool = False
    sizes: tuple[str, ...] = ()
    turns: bool = False
    asks: bool = False
    one_corridor: bool = False

    def what(self, request: FileRequest, language: str) -> str:
        """Return the last part of the file's name: the size of its paper, or its kind."""
        if not self.sizes:
            return say(f"naming.{self.group}", language)
        named = {Group.BOOK: "naming.book", Group.STRIP: "naming.strip"}
        words = [say(named[self.group], language)] if self.group in named else []
        words += [request.size or self.sizes[0]]
        words += [say("naming.portrait", language)] if self.turns and not request.landscape else []
        words += [say("naming.grey", language)] if request.grey else []
        return "-".join(words)


def make(
    format_id: str, view: View, request: FileRequest, progress: Progress | None = None
) -> bytes:
    """Return a view as a file of a format; the same view, request and data give the same bytes.

    Parameters
    ----------
    progress
        Called with steps done, steps in all and what was done, by what takes long.

    Raises
    ------
    UnknownIdError
        If there is no such format.
    SonLaMapError
        If the request asks for what does not exist or the file becomes too large; the message
        is in the language of the view.
    """
    data = format_of(format_id).make(view, request, progress or (lambda *_: None))
    return check_size(data, view.selection.language)


def format_of(format_id: str) -> Format:
    """Return the format with an id.

    Raises
    ------
    UnknownIdError
        If there is none.
    """
    if format_id not in FORMATS:
        msg = f"no format {format_id!r}; known: {', '.join(FORMATS)}"
        raise UnknownIdError(msg)
    return FORMATS[format_id]


def _sheet(form: str, size: str) -> Callable[[View, FileRequest, Progress], bytes]:
    def write(view: View, request: FileRequest, _: Progress) -> bytes:
        from briefing.sheet.plan import DEFAULT_DPI, SheetRequest
        from briefing.sheet.render import render_sheet
        from layers.themes import SWITCHABLE

        if form == "pdf":
            check_pages(sheet_pages(len(view.rows)), view.selection.language)
        layers = SWITCHABLE if request.layers is None else request.layers
        wanted = SheetRequest(
            format=form,
            size=request.size or size,
            landscape=request.landscape,
            grey=request.grey,
            layers=frozenset(layers),
            bbox=request.bbox,
            dpi=request.dpi or DEFAULT_DPI,
            link=request.link,
            printed=request.printed,
        )
        return render_sheet(view, wanted)

    return write


def _strip(form: str) -> Callable[[View, FileRequest, Progress], bytes]:
    def write(view: View, request: FileRequest, _: Progress) -> bytes:
        from briefing.sheet.plan import DEFAULT_DPI, SheetRequest
        from briefing.strip.plan import StripError
        from briefing.strip.render import render_strip

        if len(view.selection.corridors) != 1:
            raise StripError(say("strip.error-one", view.selection.language))
        wanted = SheetRequest(
            format=form,
            size=request.size or _PAPER[0],
            landscape=request.landscape,
            grey=request.grey,
            dpi=request.dpi or DEFAULT_DPI,
            link=request.link,
            printed=request.printed,
        )
        return render_strip(view, view.selection.corridors[0], wanted)

    return write


def _xlsx(view: View, request: FileRequest, _: Progress) -> bytes:
    from briefing.data.xlsx import xlsx

    return xlsx(view, request.link)


def _csv(view: View, _request: FileRequest, _: Progress) -> bytes:
    from briefing.data.text import csv_file

    return csv_file(view)


def _geojson(view: View, request: FileRequest, _: Progress) -> bytes:
    from briefing.data.text import geojson_file

    return geojson_file(view, request.link)


def _geopackage(view: View, request: FileRequest, _: Progress) -> bytes:
    from briefing.data.gpkg import geopackage

    return geopackage(view, request.link)


def _kml(view: View, request: FileRequest, _: Progress) -> bytes:
    from briefing.data.kml import kml

    return kml(view, request.link)


def _shapefiles(view: View, request: FileRequest, _: Progress) -> bytes:
    from briefing.data.shp import shapefiles

    return shapefiles(view, request.link)


def _usb(view: View, request: FileRequest, _: Progress) -> bytes:
    from briefing.usb.page import render_usb
    from layers.themes import SWITCHABLE

    layers = frozenset(SWITCHABLE if request.layers is None else request.layers)
    return render_usb(view, layers=layers, printed=request.printed)


def _pptx(view: View, request: FileRequest, _: Progress) -> bytes:
    from briefing.sheet.plan import DEFAULT_DPI, SheetRequest
    from briefing.slides.slide import render_slide
    from layers.themes import SWITCHABLE

    layers = SWITCHABLE if request.layers is None else request.layers
    wanted = SheetRequest(
        grey=request.grey,
        layers=frozenset(layers),
        bbox=request.bbox,
        dpi=request.dpi or DEFAULT_DPI,
        link=request.link,
        printed=request.printed,
    )
    return render_slide(view, wanted)


def _book(form: str) -> Callable[[View, FileRequest, Progress], bytes]:
    def write(view: View, request: FileRequest, progress: Progress) -> bytes:
        from briefing.book.render import BookRequest, render_book
        from layers.themes import SWITCHABLE

        layers = SWITCHABLE if request.layers is None else request.layers
        wanted = BookRequest(
            format=form,
            size=(request.size or _PAPER[0]) if form == "pdf" else _PAPER[0],
            grey=request.grey,
            layers=frozenset(layers),
            # Each page has an address of its own, under that of the view.
            address=request.link.partition("?")[0].partition("#")[0],
            printed=request.printed,
        )
        return render_book(view, wanted, progress)

    return write


def _on_paper(form: str, mime: str) -> Format:
    make_it = _sheet(form, _PAPER[0])
    return Format(form, form, mime, Group.SHEET, make_it, heavy=True, sizes=_PAPER, turns=True)


def _on_slide(form: str, mime: str) -> Format:
    make_it = _sheet(form, _SLIDE[0])
    return Format(f"slide-{form}", form, mime, Group.SLIDE, make_it, heavy=True, sizes=_SLIDE)


def _on_strip(form: str, mime: str) -> Format:
    return Format(
        f"strip-{form}",
        form,
        mime,
        Group.STRIP,
        _strip(form),
        heavy=True,
        sizes=_PAPER,
        turns=True,
        one_corridor=True,
    )


_PAPER, _SLIDE = ("A4", "A3"), ("16:9",)
_XLSX_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PPTX_MIME = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_LIST = (
    _on_paper("pdf", "application/pdf"),
    _on_paper("png", "image/png"),
    _on_paper("svg", "image/svg+xml"),
    _on_strip("pdf", "application/pdf"),
    _on_strip("png", "image/png"),
    _on_strip("svg", "image/svg+xml"),
    _on_slide("pdf", "application/pdf"),
    _on_slide("png", "image/png"),
    Format("slide-pptx", "pptx", _PPTX_MIME, Group.SLIDE, _pptx, heavy=True, sizes=_SLIDE),
    Format(
        "book-pdf",
        "pdf",
        "application/pdf",
        Group.BOOK,
        _book("pdf"),
        heavy=True,
        sizes=_PAPER,
        asks=True,
    ),
    Format(
        "book-pptx",
        "pptx",
        _PPTX_MIME,
        Group.BOOK,
        _book("pptx"),
        heavy=True,
        sizes=_SLIDE,
        asks=True,
    ),
    Format("xlsx", "xlsx", _XLSX_MIME, Group.DATA, _xlsx),
    Format("csv", "csv", "text/csv", Group.DATA, _csv),
    Format("geojson", "geojson", "application/geo+json", Group.DATA, _geojson),
    Format("gpkg", "gpkg", "application/geopackage+sqlite3", Group.DATA, _geopackage),
    Format("kml", "kml", "application/vnd.google-earth.kml+xml", Group.DATA, _kml),
    Format("shp", "zip", "application/zip", Group.DATA, _shapefiles),
    Format("usb", "html", "text/html", Group.USB, _usb, heavy=True),
)
FORMATS = {form.id: form for form in _LIST}
