"""The formats a view can leave in: one entry each, and the one way to make any of them.

Whatever is new is one entry of :data:`FORMATS` and one function below that imports its writer
when it is asked for: the page must open without GDAL, PDFium or XlsxWriter. The dialog, the
command line, the names of the files and the limits read the entry.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from briefing.limits import check_pages, check_size, sheet_pages
from briefing.request import ExportRequest, RequestError
from geo.errors import UnknownIdError
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from geo.query.view import View

    Progress = Callable[[int, int, str], None]
    Render = Callable[[View, ExportRequest, Progress], bytes]


class FormatGroup(StrEnum):
    """What a person wants the file for; ``export.group-<value>`` says it.

    Each is a command of ``python -m briefing`` as well.
    """

    PROJECT = "project"
    SHEET = "sheet"
    WALL = "wall"
    STRIP = "strip"
    PROGRESS = "progress"
    SLIDE = "slide"
    BOOK = "book"
    CHANGES = "changes"
    TASKS = "tasks"
    TARGETS = "targets"
    DATA = "data"
    USB = "usb"


@dataclass(frozen=True)
class Format:
    """One format.

    Parameters
    ----------
    id
        Stable id; ``format.<id>`` is its name and ``format-note.<id>`` what it is good for.
    extension
        Of the file, without a dot.
    mime
        Media type.
    render
        Writes the file; called by :func:`make` only.
    heavy
        Whether it takes seconds: such files are made one at a time in a process of their own.
    sizes
        Sizes to choose from, the usual one first; empty where there is no paper.
    other_sizes
        Sizes that are made as well, though nobody is offered them.
    options
        Names of the fields of :class:`~briefing.request.ExportRequest` that a person may set.
    asks
        Whether it takes minutes, of which a person is told first.
    one_corridor
        Whether it is about the one corridor that is selected, and nothing without it.
    one_project
        Whether it is about the one project that the request names, and nothing without it.
    in_dialog
        Whether the dialog beside the map offers it.
    """

    id: str
    extension: str
    mime: str
    group: FormatGroup
    render: Render
    heavy: bool = False
    sizes: tuple[str, ...] = ()
    other_sizes: tuple[str, ...] = ()
    options: frozenset[str] = frozenset()
    asks: bool = False
    one_corridor: bool = False
    one_project: bool = False
    in_dialog: bool = True

    def what(self, request: ExportRequest, language: str) -> str:
        """Return the last part of the file's name: the size of its paper, or its kind."""
        if not self.sizes:
            words = [say(f"naming.{self.group}", language)]
            return "-".join([*words, *([say("naming.grey", language)] if request.grey else [])])
        plain = self.group in (FormatGroup.SHEET, FormatGroup.SLIDE)
        words = [] if plain else [say(f"naming.{self.group}", language)]
        words += [request.size or self.sizes[0]]
        if "landscape" in self.options and not request.landscape:
            words += [say("naming.portrait", language)]
        words += [say("naming.grey", language)] if request.grey else []
        return "-".join(words)


def make(
    format_id: str, view: View, request: ExportRequest, progress: Progress | None = None
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
    form, language = format_of(format_id), view.selection.language
    size = request.size or (form.sizes[0] if form.sizes else "")
    known = (*form.sizes, *form.other_sizes)
    if size and known and size not in known:
        raise RequestError(say("sheet.error-size", language, value=size, known=", ".join(known)))
    # What a format has no option for is as usual, whatever was asked for.
    taken = {name: getattr(request, name) for name in form.options if name != "size"}
    photos = request.photos if form.one_project else ()
    wanted = ExportRequest(
        size, **taken, printed=request.printed, format=form.extension, photos=photos
    )
    return check_size(form.render(view, wanted, progress or (lambda *_: None)), language)


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


def formats_of(group: FormatGroup) -> dict[str, Format]:
    """Return the formats of a group by the ending of their files, the usual one first.

    Of several with one ending, the first.
    """
    found: dict[str, Format] = {}
    for form in FORMATS.values():
        if form.group is group:
            found.setdefault(form.extension, form)
    return found


def _sheet(view: View, request: ExportRequest, _: Progress) -> bytes:
    if request.size == _WALL[0]:
        # Paper this large hangs on a wall.
        return _wall(view, request, _)
    from briefing.sheet.render import render_sheet

    if request.format == "pdf":
        check_pages(sheet_pages(len(view.rows)), view.selection.language)
    return render_sheet(view, request)


def _wall(view: View, request: ExportRequest, _: Progress) -> bytes:
    from briefing.sheet.wall import render_wall

    return render_wall(view, request)


def _project(view: View, request: ExportRequest, _: Progress) -> bytes:
    from briefing.project_sheet.render import render_project

    return render_project(view, request)


def _strip(view: View, request: ExportRequest, _: Progress) -> bytes:
    from briefing.strip.render import StripError, render_strip

    if len(view.selection.corridors) != 1:
        raise StripError(say("strip.error-one", view.selection.language))
    return render_strip(view, view.selection.corridors[0], request)


def _progress(view: View, request: ExportRequest, _: Progress) -> bytes:
    from briefing.progress_sheet.render import render_progress

    if request.format == "pdf":
        check_pages(sheet_pages(len(view.rows)), view.selection.language)
    return render_progress(view, request)


def _slides(view: View, request: ExportRequest, _: Progress) -> bytes:
    from briefing.slides.slide import render_slide

    return render_slide(view, request)


def _book(view: View, request: ExportRequest, progress: Progress) -> bytes:
    from briefing.book.render import render_book

    if request.format == "pptx":
        # Slides are 16:9 whatever the size of pages.
        request = replace(request, size=_PAPER[0])
    return render_book(view, request, progress)


def _changes(view: View, request: ExportRequest, _: Progress) -> bytes:
    from briefing.sheet.changes import changes_csv, changes_text
    from geo.reports.changes import changes

    if request.since is None:
        raise RequestError(say("changes.error-since", view.selection.language))
    found = changes(view.catalog, view.selection, request.since, view.day)
    if request.format == "csv":
        return changes_csv(found, office=request.office)
    if request.format == "txt":
        return f"{changes_text(found)}\n".encode()
    from briefing.sheet.changes import render_changes

    return render_changes(found, request)


def _tasks(view: View, request: ExportRequest, _: Progress) -> bytes:
    from briefing.data.fill_in import blank_xlsx
    from briefing.tasks import groups_of, tasks_csv, tasks_xlsx

    if request.blank:
        return blank_xlsx(view)
    groups = groups_of(view, request.agencies)
    if request.format == "csv":
        return tasks_csv(view, groups, office=request.office)
    return tasks_xlsx(view, groups)


def _targets(view: View, request: ExportRequest, _: Progress) -> bytes:
    if request.format == "pdf":
        from briefing.book.pdf import targets_pdf
        from briefing.book.statement import plan_targets

        return targets_pdf(plan_targets(view, request))
    from briefing.data.targets import csv_of_targets, xlsx_of_targets

    if request.format == "csv":
        return csv_of_targets(view, office=request.office)
    return xlsx_of_targets(view)


def _data(view: View, request: ExportRequest, _: Progress) -> bytes:
    if request.office:
        from briefing.office_csv import projects_csv

        return projects_csv(view)
    write: Callable[[View, str], bytes] = resolve_name(f"briefing.data.{_WRITERS[request.format]}")
    return write(view, request.link)


def _qgis(view: View, request: ExportRequest, _: Progress) -> bytes:
    from briefing.data.qgz import qgz

    return qgz(view, request)


def _usb(view: View, request: ExportRequest, _: Progress) -> bytes:
    from briefing.usb.page import render_usb

    return render_usb(view, layers=request.layers, printed=request.printed)


_PAPER, _SLIDE, _WALL = ("A4", "A3"), ("16:9",), ("A2", "A3")
_MAP = frozenset({"grey", "dpi", "layers", "bbox", "link"})
_PAGE = frozenset({"size", "landscape", "grey", "dpi", "link"})
_LAYOUT = frozenset({"size", "landscape", "layers", "bbox", "link"})
_BOOK_PAGES = frozenset({"size", "grey", "layers", "link", "areas", "corridors", "workers"})
_PERIOD, _AGENCIES = _PAGE | {"since"}, frozenset({"agencies"})
_WALL_PAGE = frozenset({"size", "grey", "dpi", "layers", "link"})
_ONE_PROJECT = frozenset({"project", "grey", "dpi", "link"})
_LAYERS, _LINK = frozenset({"layers"}), frozenset({"link"})
_MIME = {
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "txt": "text/plain",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "kml": "application/vnd.google-earth.kml+xml",
    "dxf": "image/vnd.dxf",
    "zip": "application/zip",
    "html": "text/html",
    "qgz": "application/x-qgis-project",
}


# What writes data, by the ending of the file.
_WRITERS = {
    "xlsx": "workbook:xlsx",
    "csv": "tables:csv_file",
    "geojson": "tables:geojson_file",
    "gpkg": "gpkg:geopackage",
    "kml": "kml:kml",
    "dxf": "dxf:dxf",
    "zip": "shp:shapefiles",
}


def _list_formats() -> Iterator[Format]:
    """Yield all formats; of those with one ending the command line takes the first that fits."""
    group = FormatGroup
    for end in ("pdf", "png", "svg"):
        sheet = Format(end, end, _MIME[end], group.SHEET, _sheet, heavy=True)
        yield replace(sheet, sizes=_PAPER, other_sizes=(*_SLIDE, _WALL[0]), options=_PAGE | _MAP)
    layout = Format("qgz", "qgz", _MIME["qgz"], group.SHEET, _qgis, heavy=True)
    yield replace(layout, sizes=_PAPER, other_sizes=_SLIDE, options=_LAYOUT)
    for end in ("pdf", "png", "svg"):
        wall = Format(f"wall-{end}", end, _MIME[end], group.WALL, _wall, heavy=True)
        yield replace(wall, sizes=_WALL, options=_WALL_PAGE)
    for end in ("pdf", "png", "svg"):
        strip = Format(f"strip-{end}", end, _MIME[end], group.STRIP, _strip, heavy=True)
        yield replace(strip, sizes=_PAPER, options=_PAGE | _LAYERS, one_corridor=True)
    for end in ("pdf", "png", "svg"):
        chart = Format(f"progress-{end}", end, _MIME[end], group.PROGRESS, _progress, heavy=True)
        yield replace(chart, sizes=_PAPER, options=_PAGE)
    for end in ("pdf", "png", "pptx"):
        one = Format(f"project-{end}", end, _MIME[end], group.PROJECT, _project, heavy=True)
        # A slide is 16:9 and the page A4 that stands: there is nothing to choose.
        yield replace(one, options=_ONE_PROJECT, one_project=True)
    for end in ("pdf", "png", "pptx"):
        render = _slides if end == "pptx" else _sheet
        slide = Format(f"slide-{end}", end, _MIME[end], group.SLIDE, render, heavy=True)
        yield replace(slide, sizes=_SLIDE, options=_MAP)
    book = Format("book-pdf", "pdf", _MIME["pdf"], group.BOOK, _book, heavy=True, asks=True)
    book = replace(book, sizes=_PAPER, options=_BOOK_PAGES)
    yield book
    slides = replace(book, id="book-pptx", extension="pptx", mime=_MIME["pptx"])
    yield replace(slides, sizes=_SLIDE, other_sizes=_PAPER)
    for end in _WRITERS:
        id_ = "shp" if end == "zip" else end
        yield Format(id_, end, _MIME[end], group.DATA, _data, options=_LINK)
    yield Format("usb", "html", _MIME["html"], group.USB, _usb, heavy=True, options=_LAYERS)
    for end in ("pdf", "png", "svg", "csv", "txt"):
        told = Format(f"changes-{end}", end, _MIME[end], group.CHANGES, _changes, options=_PERIOD)
        told = replace(told, in_dialog=False)
        on_paper = end not in ("csv", "txt")
        yield replace(told, heavy=True, sizes=_PAPER, other_sizes=_SLIDE) if on_paper else told
    for end in ("xlsx", "csv"):
        tasks = Format(f"tasks-{end}", end, _MIME[end], group.TASKS, _tasks, options=_AGENCIES)
        options = _AGENCIES | {"blank"} if end == "xlsx" else _AGENCIES
        yield replace(tasks, options=options, in_dialog=False)
    for end in ("xlsx", "csv"):
        goals = Format(f"targets-{end}", end, _MIME[end], group.TARGETS, _targets)
        yield replace(goals, in_dialog=False)
    goals = Format("targets-pdf", "pdf", _MIME["pdf"], group.TARGETS, _targets, heavy=True)
    yield replace(goals, sizes=_PAPER, options=frozenset({"size", "grey"}), in_dialog=False)


def _with_office(forms: Iterable[Format]) -> Iterator[Format]:
    """Yield formats, each CSV with its variant for spreadsheets that write decimal commas."""
    for form in forms:
        yield form
        if form.extension == "csv":
            options = form.options | {"office"}
            render = _for_office(form.render)
            yield replace(form, id=f"{form.id}-office", render=render, options=options)


def _for_office(render: Render) -> Render:
    return lambda view, request, progress: render(view, replace(request, office=True), progress)


FORMATS = {form.id: form for form in _with_office(_list_formats())}
