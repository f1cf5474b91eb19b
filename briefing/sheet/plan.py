"""The model of a sheet: what is asked for, and what stands on the paper before it is drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from briefing.content.caption import caption
from briefing.content.message import initial, message
from briefing.request import RequestError
from briefing.sheet.paper_sizes import (
    PAPERS,
    PageFrame,
    Paper,
    fit_scale,
    format_scale,
    frame_of,
    paper_of,
)
from briefing.statement.statement import code_for, statement_rows
from geo import clock
from geo.catalog.soft_places import soft_places
from geo.dates import format_day
from geo.model import AreaFrame, GeometryKind
from geo.query.fields import length_source
from geo.query.freshness import as_of_words, data_day
from geo.query.groups import counted_rows
from geo.query.sections import sections_of
from geo.query.wording import (
    NOTHING,
    row_capital,
    row_length,
    signed,
    stale_words,
    whereabouts,
)
from geo.strings import say
from layers.paper.window import grid_bounds, window_around
from layers.style.text_metrics import NO_BREAK, Face, measure
from layers.themes import SWITCHABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from briefing.request import ExportRequest
    from geo.catalog.catalog import Catalog
    from geo.model import Source, Status
    from geo.query.sections import StatusSection, Subtotal
    from geo.query.view import ProjectRow, View
    from geo.reports.changes import Changes
    from layers.paper.window import Window

DEFAULT_SIZE = "A4"
# Points on A4, and the shares of it in which a title is tried.
TITLE = 17.0
TITLE_SIZES = (1.0, 0.9, 0.8, 0.72)
_FORMATS = ("pdf", "png", "svg")
_DPI = (50, 600)
# The ground for which the data holds anything to draw.
_WORLD = (102.2, 19.9, 105.8, 22.8)


class PlaceTag(StrEnum):
    """What a reader must know of where a project is drawn; ``sheet.tag-<value>`` says it."""

    UNPLACED = "unplaced"
    OUTSIDE = "outside"
    SCHEMATIC = "schematic"
    PARTLY_SCHEMATIC = "partly-schematic"


@dataclass(frozen=True)
class TableLine:
    """One project in the table, in words.

    Parameters
    ----------
    number
        The same as on the map, 0 for a group whose parts follow.
    is_part
        Whether it stands under its group.
    place
        What the reader must know of where the project is drawn.
    tags
        The same in words, with whatever else stands behind the name.
    sources
        Numbers in the list of sources.
    section
        Status under whose head it stands, ``None`` in a table without heads.
    """

    number: int
    row: ProjectRow
    name: str
    status: str
    updated: str
    length: str
    capital: str
    place: tuple[PlaceTag, ...]
    tags: tuple[str, ...]
    sources: tuple[int, ...]
    is_part: bool = False
    section: Status | None = None

    def off_map(self, language: str) -> TableLine:
        """Return the line for a table without a map that a project could lie outside of."""
        place = tuple(tag for tag in self.place if tag is not PlaceTag.OUTSIDE)
        tags = (*say_tags(place, language), *stale_tag(self.row, language))
        return replace(self, place=place, tags=tags)


@dataclass(frozen=True)
class SectionHead:
    """The head of the projects of one status, in words.

    Parameters
    ----------
    words
        The status and how many projects have it.
    subtotal
        Their capital together, empty where no source gives any.
    passing
        That of the whole projects that only pass through the chosen areas, empty for none.
    short
        The words without what lies outside the province.
    amount, known
        The sum alone, and of how many projects it is where it is not of all: for a narrow table.
    """

    words: str
    subtotal: str = ""
    passing: str = ""
    short: str = ""
    amount: str = ""
    known: str = ""


@dataclass(frozen=True)
class Provenance:
    """Where the facts on the sheet come from, and when it was made.

    Parameters
    ----------
    sources
        Of the facts in the table, in the order of their numbers, from 1.
    day
        The day whose statuses are shown.
    code
        Of what the sheet says of its projects, for whoever checks it; see
        :mod:`briefing.statement.statement`.
    numbers
        Of the sources, where they are not counted from 1: in a book.
    newest
        The newest day of which the data knows anything, see
        :func:`geo.query.freshness.data_day`.
    """

    sources: tuple[Source, ...]
    digest: str
    day: date
    printed: date
    link: str
    code: str
    numbers: tuple[int, ...] = ()
    newest: date | None = None

    def say_day(self, language: str) -> str:
        """Return the day in words, and how far the data goes: as of 01/11/2026."""
        return as_of_words(self.day, self.newest, language)

    def say_printed(self, language: str) -> str:
        """Return the day of printing in words."""
        return say("sheet.printed", language, day=format_day(self.printed, language))

    def say_digest(self, language: str) -> str:
        """Return the digest of the data with its name."""
        return say("sheet.digest", language, digest=self.digest)

    def say_code(self, language: str) -> str:
        """Return the check code with its name."""
        return say("sheet.code", language, code=self.code)

    def say_all(self, language: str) -> str:
        """Return the imprint of a page in one line: code if any, digest, day of printing, day."""
        parts = [self.say_code] if self.code else []
        parts += [self.say_digest, self.say_printed, self.say_day]
        return " · ".join(part(language) for part in parts)

    @property
    def numbered(self) -> list[tuple[int, Source]]:
        """The sources with their numbers."""
        numbers = self.numbers or range(1, len(self.sources) + 1)
        return list(zip(numbers, self.sources, strict=True))


@dataclass(frozen=True)
class Sheet:
    """Everything a sheet says.

    Parameters
    ----------
    changes
        What it is about, ``None`` for the sheet of a view: then `lines` are the changed projects.
    in_book
        Whether it is a page of a book, where annex and sources stand at the end.
    heads
        Of the sections that its lines name.
    """

    view: View
    request: ExportRequest
    language: str
    paper: Paper
    frame: PageFrame
    window: Window
    title: str
    caption: str
    lines: tuple[TableLine, ...]
    provenance: Provenance
    changes: Changes | None = None
    in_book: bool = False
    heads: Mapping[Status, SectionHead] = field(default_factory=dict)

    @property
    def rest(self) -> str:
        """Ending of the keys of the words that say where the rest is."""
        if self.in_book:
            return "-book"
        return "" if self.request.format == "pdf" else "-png"

    @property
    def scale(self) -> str:
        """The numeric scale in figures, 1:250 000."""
        return format_scale(self.window.scale)

    @property
    def halo(self) -> frozenset[str]:
        """Ids of the projects with a halo on the map."""
        return self.changes.changed_ids if self.changes else frozenset()

    @property
    def numbers(self) -> dict[str, int]:
        """Row in the table by project id."""
        return {line.row.project.id: line.number for line in self.lines if line.number}

    def districts_of(self, line: TableLine) -> str:
        """Return the names of the former districts that a project touches."""
        project = line.row.project
        if not project.pieces:
            return NOTHING  # its tag says that
        return ", ".join(whereabouts(self.view.catalog, project, AreaFrame.DISTRICT, self.language))


def plan(view: View, request: ExportRequest) -> Sheet:
    """Return the sheet of a view.

    Raises
    ------
    RequestError
        If the request asks for what does not exist; the message is in the view's language.
    """
    language = view.selection.language
    request = replace(request, size=request.size or DEFAULT_SIZE)
    _check(request, language)
    paper = paper_of(request.size, landscape=request.landscape)
    bounds = grid_bounds(known_ground(request.bbox) if request.bbox else view.extent)
    frame = frame_of(paper, bounds, len(view.rows))
    scale = fit_scale(bounds, frame.map.width, frame.map.height)
    window = replace(
        window_around(bounds, frame.map.width, frame.map.height, scale), factor=paper.print_factor
    )
    known = view.catalog.sources
    sections = sections_of(view)
    listed = [row for section in sections for row in section.rows]
    sources = {id_: known[id_] for row in listed for id_ in _used(row, view)}
    return Sheet(
        view=view,
        request=request,
        language=language,
        paper=paper,
        frame=frame,
        window=window,
        title=message(view, language, partial(title_fits, paper, frame.header.width)),
        caption=initial(caption(view, language)),
        lines=_lines(view, listed, window, sources),
        heads={section.status: section_head(section, language) for section in sections},
        provenance=Provenance(
            sources=tuple(sources.values()),
            digest=view.catalog.digest,
            day=view.day,
            printed=request.printed or clock.today(),
            link=request.link,
            code=code_for(statement_rows(view)),
            newest=data_day(view.catalog, view.day),
        ),
    )


def title_fits(paper: Paper, width: float, words: str) -> bool:
    """Tell whether a title has room in one line of a width in points, in its smallest size."""
    face = Face(TITLE * paper.enlarge * TITLE_SIZES[-1], 700)
    return measure(words, face).width <= width


def _check(request: ExportRequest, language: str) -> None:
    """Refuse what cannot be drawn, in words."""

    def refuse(key: str, **values: object) -> None:
        raise RequestError(say(f"sheet.error-{key}", language, **values))

    if request.format not in _FORMATS:
        refuse("format", value=request.format, known=", ".join(_FORMATS))
    if request.size not in PAPERS:
        refuse("size", value=request.size, known=", ".join(PAPERS))
    for layer in sorted(request.layers - set(SWITCHABLE)):
        refuse("layer", value=layer, known=", ".join(SWITCHABLE))
    if not _DPI[0] <= request.dpi <= _DPI[1]:
        refuse("dpi", value=request.dpi)
    if request.bbox is not None and not _is_extent(request.bbox):
        refuse("bbox", value=",".join(f"{value:g}" for value in request.bbox))


def _is_extent(bbox: tuple[float, ...]) -> bool:
    if len(bbox) != len(_WORLD) or not all(math.isfinite(value) for value in bbox):
        return False
    west, south, east, north = known_ground(bbox)
    return west < east and south < north


def known_ground(bbox: tuple[float, ...]) -> tuple[float, float, float, float]:
    """Return the part of an extent that the data knows: a screen may show half of Asia."""
    return (
        max(bbox[0], _WORLD[0]),
        max(bbox[1], _WORLD[1]),
        min(bbox[2], _WORLD[2]),
        min(bbox[3], _WORLD[3]),
    )


def _used(row: ProjectRow, view: View) -> tuple[str, ...]:
    """Return the ids of the sources of what the table says about a project."""
    ids = [row.event.source_id] if row.event else []
    ids += [length_source(view, row) or ""]
    ids += [row.capital.source_id] if row.capital else []
    return tuple(dict.fromkeys(id_ for id_ in ids if id_ in view.catalog.sources))


def _lines(
    view: View, rows: Sequence[ProjectRow], window: Window, sources: dict[str, Source]
) -> tuple[TableLine, ...]:
    language = view.selection.language
    order = {id_: number for number, id_ in enumerate(sources, start=1)}
    counted = counted_rows(rows)
    numbers = {row.project.id: number for number, row in enumerate(counted, start=1)}
    groups = {row.project.id: row.status for row in rows}
    lines = []
    for row in rows:
        place = place_tags(row, view.catalog, window)
        lines.append(
            TableLine(
                number=numbers.get(row.project.id, 0),
                row=row,
                name=row.project.name[language],
                status=say(f"status.{row.status}", language),
                updated=row.event.date.show(language) if row.event else NOTHING,
                length=row_length(row, language) or NOTHING,
                capital=row_capital(row, language) or NOTHING,
                place=place,
                tags=(*say_tags(place, language), *stale_tag(row, language)),
                sources=tuple(order[id_] for id_ in _used(row, view)),
                is_part=groups.get(row.project.part_of) is row.status,
                section=row.status,
            )
        )
    return tuple(lines)


def section_head(section: StatusSection, language: str) -> SectionHead:
    """Return the head of a section in words."""
    status = say(f"status.{section.status}", language)
    if section.projects:
        words = short = say("section.head", language, status=status, count=section.projects)
        if section.outside:
            words = say("section.outside", language, head=short, count=section.outside)
    else:
        words = say("section.outside-only", language, status=status, count=section.outside)
        short = words
    known = section.inside.money.projects
    # A sum of some of the projects is none of all: then it says of how many.
    key = "section.total" if known == section.projects else "section.known"
    told = known and known < section.projects
    return SectionHead(
        words=words,
        subtotal=_sum_words(section.inside, key, language),
        passing=_sum_words(section.passing, "section.passing", language),
        short=short,
        amount=_amount(section.inside, language),
        known=say("section.with-figure", language, count=known) if told else "",
    )


def _sum_words(subtotal: Subtotal, key: str, language: str) -> str:
    amount = _amount(subtotal, language)
    return say(key, language, money=amount, count=subtotal.money.projects) if amount else ""


def _amount(subtotal: Subtotal, language: str) -> str:
    money = subtotal.money
    if not money.projects:
        return ""
    # A sum of rounded figures has no decimals: they would be false ones.
    most = 1 if money.exact else 0
    # What is over a sum is not over it rounded up.
    whole = {"over": math.floor, "least": math.floor, "under": math.ceil}.get(subtotal.qualifier)
    value = whole(money.billion_vnd) if whole else money.billion_vnd
    return signed(value, subtotal.qualifier, language, most).replace(" ", NO_BREAK)


def say_tags(tags: Iterable[PlaceTag], language: str) -> tuple[str, ...]:
    """Return tags in words."""
    return tuple(say(f"sheet.tag-{tag}", language) for tag in tags)


def stale_tag(row: ProjectRow, language: str) -> tuple[str, ...]:
    """Return the mark of a project of which nobody has spoken lately."""
    words = stale_words(row, language)
    return (words,) if words else ()


def place_tags(row: ProjectRow, catalog: Catalog, window: Window) -> tuple[PlaceTag, ...]:
    """Return what the reader must know of where a project is drawn."""
    pieces = row.project.pieces
    if not pieces:
        return (PlaceTag.UNPLACED,)
    # A project of which only the area is known stands at its soft mark, a group where its parts do.
    soft = soft_places(catalog)
    shapes = window.to_page(
        soft[one.id, piece.origin].centre if (one.id, piece.origin) in soft else piece.geometry
        for one in catalog.groups.get(row.project.id) or (row.project,)
        for piece in one.pieces
    )
    if not any(window.paper.intersects(shape) for shape in shapes):
        return (PlaceTag.OUTSIDE,)
    schematic = [piece for piece in pieces if piece.geometry_kind is GeometryKind.SCHEMATIC]
    if not schematic:
        return ()
    whole = len(schematic) == len(pieces)
    return (PlaceTag.SCHEMATIC if whole else PlaceTag.PARTLY_SCHEMATIC,)
