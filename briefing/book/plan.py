"""What a briefing book holds, and in which order, before anything of it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from briefing.request import ExportRequest, RequestError
from briefing.sheet.paper_sizes import PAPERS
from briefing.sheet.plan import Provenance
from geo import clock
from geo.model import AreaFrame
from geo.query.freshness import data_day
from geo.query.view import build_view, totals_of
from geo.reports.schedule import schedule
from geo.reports.targets import targets
from geo.strings import kinds, say
from layers.themes import SWITCHABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from geo.model import Source
    from geo.query.selection import Selection
    from geo.query.view import ProjectRow, View

_FORMATS: Final = ("pdf", "pptx")
_SIZES: Final = ("A4", "A3")
MOST_PAGES: Final = 200
# Cover, contents, overview, targets, agencies, sources: the pages that any book has, and projects
# to a page of the annex and of the chart of progress.
_FIXED_PAGES, _ANNEX_LINES, _CHART_LINES = 7, 20, 20
# A chart of fewer lines would leave its page empty.
_LEAST_CHART: Final = 4
_FEW_COMMUNES: Final = 3


class BookError(RequestError):
    """A book cannot be made as it was asked for."""


class PartKind(StrEnum):
    """What a part of a book is about."""

    COVER = "cover"
    CONTENTS = "contents"
    OVERVIEW = "overview"
    TARGETS = "targets"
    PROGRESS = "progress"
    AREA = "area"
    CORRIDOR = "corridor"
    CARD = "card"
    ANNEX = "annex"
    SOURCES = "sources"


@dataclass(frozen=True)
class Part:
    """A part of a book: one or several pages that stand together.

    Parameters
    ----------
    subject
        Code of the area, id of the corridor or of the project; empty where the kind has one part.
    """

    kind: PartKind
    subject: str = ""

    def __str__(self) -> str:
        """Return it as statements and files name it: ``cover``, ``area:123``, ``card:DT-101``."""
        return f"{self.kind}:{self.subject}" if self.subject else str(self.kind)


@dataclass(frozen=True)
class Chapter:
    """A page of the book about an area or a corridor."""

    part: Part
    title: str
    view: View

    @property
    def id(self) -> str:
        """Its part in words: ``area:123`` or ``corridor:COR-01``."""
        return str(self.part)


@dataclass(frozen=True)
class Book:
    """Everything a book shows.

    Parameters
    ----------
    view
        All projects of the book.
    rows
        The same in the order of the book.
    numbers, sources
        Number of each project by id, the same on every map and in every table; number of each
        source by id. Both count from 1.
    is_short
        Whether it is of a few communes alone: no contents, no targets of the province, and the
        list of projects stands beside their counts.
    code
        Of what the book says, for whoever checks it; see :mod:`briefing.statement.statement`.
    """

    view: View
    request: ExportRequest
    language: str
    printed: date
    chapters: tuple[Chapter, ...]
    rows: tuple[ProjectRow, ...]
    numbers: Mapping[str, int]
    sources: Mapping[str, int]
    code: str = ""
    is_short: bool = False

    @property
    def title(self) -> str:
        """What the book is about."""
        return say("book.title", self.language)

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """West, south, east, north (EPSG:4326) of all its chapters, or of the province."""
        if not (self.view.selection.areas or self.view.selection.corridors):
            return self.view.extent
        west, south, east, north = zip(
            *(chapter.view.extent for chapter in self.chapters), strict=True
        )
        return min(west), min(south), max(east), max(north)

    def sheet_request(
        self, view: View | None = None, layers: frozenset[str] | None = None
    ) -> ExportRequest:
        """Return how a map of the book is drawn.

        Parameters
        ----------
        view
            What its QR code opens, ``None`` for a map without one.
        layers
            Of these the ones that the book shows, ``None`` for all of the book.
        """
        asked, link = self.request, ""
        if view is not None and asked.address:
            link = f"{asked.address}?{urlencode(view.selection.to_query())}"
        shown = asked.layers if layers is None else asked.layers & layers
        return ExportRequest(
            size=asked.size, grey=asked.grey, layers=shown, link=link, printed=self.printed
        )

    @property
    def provenance(self) -> Provenance:
        """Where its facts come from, and when it was made."""
        known, digest = self.view.catalog.sources, self.view.catalog.digest
        sources = tuple(known[id_] for id_ in self.sources)
        return Provenance(
            sources=sources,
            digest=digest,
            day=self.view.day,
            printed=self.printed,
            link="",
            code=self.code,
            newest=data_day(self.view.catalog, self.view.day),
        )

    def source_list(self) -> list[tuple[int, Source]]:
        """Return the sources with their numbers, in order."""
        return self.provenance.numbered

    def refs(self, *ids: str) -> str:
        """Return the numbers of sources as they stand behind a fact: [3, 12]."""
        numbers = sorted({self.sources[id_] for id_ in ids if id_ in self.sources})
        return f"[{', '.join(str(number) for number in numbers)}]" if numbers else ""


def order_of(book: Book) -> list[Part]:
    """Return all parts but the contents, in the order of the book."""
    if book.is_short:
        return _short_order(book)
    return [
        Part(PartKind.COVER),
        Part(PartKind.OVERVIEW),
        Part(PartKind.TARGETS),
        *([Part(PartKind.PROGRESS)] if book.rows else []),
        *(chapter.part for chapter in book.chapters),
        *(Part(PartKind.CARD, row.project.id) for row in book.rows),
        *([Part(PartKind.ANNEX)] if book.rows else []),
        *([Part(PartKind.SOURCES)] if book.sources else []),
    ]


def _short_order(book: Book) -> list[Part]:
    parts = [Part(PartKind.COVER), *(chapter.part for chapter in book.chapters)]
    if book.rows:
        parts.append(Part(PartKind.ANNEX))
    if len(schedule(book.view).rows) >= _LEAST_CHART:
        parts.append(Part(PartKind.PROGRESS))
    parts += [Part(PartKind.CARD, row.project.id) for row in book.rows]
    return [*parts, Part(PartKind.SOURCES)] if book.sources else parts


def title_of(book: Book, part: Part) -> str:
    """Return the title of a part, as in contents and bookmarks."""
    if book.is_short and part.kind is PartKind.ANNEX:
        return say("book.list", book.language)
    if part.kind is PartKind.COVER:
        return book.title
    if not part.subject:
        return say(f"book.{part.kind}", book.language)
    if part.kind is PartKind.CARD:
        return row_of(book, part).project.name[book.language]
    return chapter_of(book, part).title


def row_of(book: Book, part: Part) -> ProjectRow:
    """Return the project whose card a part is."""
    return book.rows[book.numbers[part.subject] - 1]


def chapter_of(book: Book, part: Part) -> Chapter:
    """Return the chapter that a part is."""
    return next(chapter for chapter in book.chapters if chapter.part == part)


def arrange_book(view: View, request: ExportRequest, *, is_short: bool | None = None) -> Book:
    """Return the book of a view, without the code of what it says.

    Parameters
    ----------
    is_short
        See :class:`Book`; ``None`` where what is asked for decides.

    Raises
    ------
    BookError
        If the request asks for what does not exist or for too many pages; the message is in
        the view's language.
    """
    language = view.selection.language
    request = replace(request, size=request.size or _SIZES[0])
    _check(view, request, language)
    base = view.selection.with_(areas=(), corridors=())
    areas, corridors = _asked(view, request)
    everything = not areas and not corridors
    if everything:
        areas = tuple(area.code for area in view.catalog.areas.frame(AreaFrame.DISTRICT))
    chapters = tuple(_chapters(view, base, areas, corridors))
    whole = _whole(view, base, chapters, everything=everything)
    _check_pages(len(chapters), len(whole.rows), language)
    if is_short is None:
        is_short = not everything and _is_local(view, areas, corridors)
    order = list(kinds())
    rows = sorted(whole.rows, key=lambda row: (order.index(row.project.kind), row.rank()))
    return Book(
        view=whole,
        request=request,
        language=language,
        printed=request.printed or clock.today(),
        chapters=chapters,
        rows=tuple(rows),
        numbers={row.project.id: number for number, row in enumerate(rows, start=1)},
        sources=_sources(whole, rows, corridors, with_targets=not is_short),
        is_short=is_short,
    )


def _is_local(view: View, areas: tuple[str, ...], corridors: tuple[str, ...]) -> bool:
    """Tell whether a book is of a few communes: nobody asks it for the whole province."""
    communes = [code for code in areas if view.catalog.areas[code].frame is AreaFrame.COMMUNE]
    return not corridors and len(communes) == len(areas) <= _FEW_COMMUNES


def arrange_targets(view: View, request: ExportRequest) -> Book:
    """Return a book of the targets alone: no chapters, no projects, the sources of all values."""
    catalog = view.catalog
    found = [id_ for id_ in targets(catalog, view.day).source_ids if id_ in catalog.sources]
    return Book(
        view=view,
        request=replace(request, size=request.size or _SIZES[0]),
        language=view.selection.language,
        printed=request.printed or clock.today(),
        chapters=(),
        rows=(),
        numbers={},
        sources={id_: number for number, id_ in enumerate(found, start=1)},
    )


def _check(view: View, request: ExportRequest, language: str) -> None:
    catalog = view.catalog
    asked = (
        ("book.error-format", (request.format,), _FORMATS),
        ("sheet.error-size", (request.size,), _SIZES),
        ("sheet.error-layer", sorted(request.layers), SWITCHABLE),
        ("book.error-area", request.areas, tuple(catalog.areas.by_code)),
        ("book.error-corridor", request.corridors, tuple(catalog.corridors)),
    )
    for key, values, known in asked:
        for value in values:
            if value not in known:
                shown = ", ".join(known) if len(known) < len(PAPERS) + 20 else ""
                raise BookError(say(key, language, value=value, known=shown))


def _asked(view: View, request: ExportRequest) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if request.areas or request.corridors:
        return request.areas, request.corridors
    return view.selection.areas, view.selection.corridors


def _chapters(
    view: View, base: Selection, areas: tuple[str, ...], corridors: tuple[str, ...]
) -> Iterator[Chapter]:
    catalog, language = view.catalog, view.selection.language
    for code in dict.fromkeys(areas):
        chosen = base.with_(areas=(code,))
        words = chosen.describe_areas(catalog, language)
        title = f"{words[:1].upper()}{words[1:]}"
        yield Chapter(Part(PartKind.AREA, code), title, build_view(catalog, chosen, view.day))
    for code in dict.fromkeys(corridors):
        chosen = base.with_(corridors=(code,))
        title = catalog.corridors[code].name[language]
        yield Chapter(Part(PartKind.CORRIDOR, code), title, build_view(catalog, chosen, view.day))


def _whole(view: View, base: Selection, chapters: tuple[Chapter, ...], *, everything: bool) -> View:
    """Return the view of all projects of the chapters; of the whole province, its own."""
    province = build_view(view.catalog, base, view.day)
    if everything:
        return province
    ids = frozenset[str]().union(*(chapter.view.project_ids for chapter in chapters))
    rows = tuple(row for row in province.rows if row.project.id in ids)
    chosen = base.with_(
        areas=tuple(c.part.subject for c in chapters if c.part.kind is PartKind.AREA),
        corridors=tuple(c.part.subject for c in chapters if c.part.kind is PartKind.CORRIDOR),
    )
    return replace(province, selection=chosen, rows=rows, totals=totals_of(rows))


def _check_pages(chapters: int, projects: int, language: str) -> None:
    pages = _FIXED_PAGES + chapters + projects
    pages += -(-projects // _ANNEX_LINES) - (-projects // _CHART_LINES)
    if pages > MOST_PAGES:
        raise BookError(say("book.error-pages", language, pages=pages, most=MOST_PAGES))


def _sources(
    view: View, rows: list[ProjectRow], corridors: tuple[str, ...], *, with_targets: bool
) -> dict[str, int]:
    """Return the numbers of all sources that the book names, in the order of first use."""
    catalog = view.catalog
    ids: list[str] = []
    for row in rows:
        project = row.project
        ids += [event.source_id for event in catalog.events_of(project.id)]
        ids += [figure.source_id for figure in catalog.figures_of(project.id)]
        ids += view.control_of(project).source_ids
        ids += project.source_ids
    if with_targets:
        ids += targets(catalog, view.day).source_ids
    for code in corridors:
        ids += catalog.corridors[code].source_ids
    found = [id_ for id_ in dict.fromkeys(ids) if id_ in catalog.sources]
    return {id_: number for number, id_ in enumerate(found, start=1)}
