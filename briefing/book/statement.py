"""What a book or the targets say, and the statement of it in the file: one for all chapters.

Like what a sheet says (:mod:`briefing.statement.statement`) it holds ids, days and figures, not
wording: a book in Vietnamese and one in English, on paper or as slides, say the same and have the
same code.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from briefing.book.plan import PartKind, arrange_book, arrange_targets
from briefing.sheet.plan import plan
from briefing.sheet.statement import basemap_digests
from briefing.statement.project import card_entries
from briefing.statement.statement import (
    AIM,
    BOOK,
    GOAL,
    SOURCE,
    TARGETS,
    Statement,
    code_for,
    short_hash,
    statement_rows,
)
from geo.reports.indicators import series
from geo.reports.targets import targets
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.book.plan import Book, Chapter
    from briefing.request import ExportRequest
    from briefing.statement.statement import StatementRow
    from geo.model import Source
    from geo.query.view import View
    from geo.reports.indicators import IndicatorPeriod
    from geo.reports.targets import AimRow


def plan_book(view: View, request: ExportRequest, *, is_short: bool | None = None) -> Book:
    """Return the book of a view, with the code of what it says.

    Parameters
    ----------
    is_short
        See :func:`~briefing.book.plan.arrange_book`: books of communes were long once.

    Raises
    ------
    BookError
        If the request asks for what does not exist or for too many pages; the message is in
        the view's language.
    """
    book = arrange_book(view, request, is_short=is_short)
    return replace(book, code=code_for([*book_statement_rows(book), *extra_entries(book)]))


def statement_of_book(book: Book) -> Statement:
    """Return what a planned book says; its selection names its chapters."""
    return _statement(
        book,
        BOOK,
        said=book_statement_rows(book),
        rest=extra_entries(book),
        ground=ground_of_book(book),
    )


def plan_targets(view: View, request: ExportRequest) -> Book:
    """Return a book of the targets alone, with the code of what it says."""
    book = arrange_targets(view, request)
    return replace(book, code=code_for(target_entries(book)))


def statement_of_targets(book: Book) -> Statement:
    """Return what the pages of the targets say."""
    return _statement(book, TARGETS, said=[], rest=target_entries(book), ground={})


def _statement(book: Book, kind: str, **told: Any) -> Statement:
    asked = book.request
    return Statement.model_construct(
        kind=kind,
        query=urlencode(book.view.selection.to_query()),
        day=book.view.day.isoformat(),
        printed=book.printed.isoformat(),
        size=asked.size,
        landscape=True,
        grey=asked.grey,
        layers=sorted(asked.layers),
        bbox=None,
        link=asked.address,
        digest=book.view.catalog.digest,
        code=book.code,
        **told,
    )


def ground_of_book(book: Book) -> dict[str, str]:
    """Return a digest of what each theme but the projects draws on the maps of the chapters.

    The map of a card lies where its project does, which the book says of it anyway.
    """
    views = [book.view, *(chapter.view for chapter in book.chapters)]
    drawn = [basemap_digests(plan(view, book.sheet_request(view))) for view in views]
    themes = sorted({theme for one in drawn for theme in one})
    return {theme: short_hash([one.get(theme) for one in drawn]) for theme in themes}


def book_statement_rows(book: Book) -> list[StatementRow]:
    """Return JSON-ready rows, by id: what a book says of each project, and its card."""
    projects = book.view.catalog.projects
    return [
        {**one, **card_entries(book.view, projects[one["id"]])} for one in statement_rows(book.view)
    ]


def extra_entries(book: Book) -> list[StatementRow]:
    """Return JSON-ready rows, by id, of the chapters, indicators and sources of a book.

    Each has an id with its family, a name and rows of facts: the projects of a chapter; role,
    value, unit, qualifier, source, date and note of each value of an indicator in a period;
    publisher, number, date, kind and address of a source.
    """
    found = [_chapter(book, chapter) for chapter in book.chapters]
    return _by_id([*found, *_goals_and_sources(book)])


def target_entries(book: Book) -> list[StatementRow]:
    """Return JSON-ready rows, by id, of the aims, indicators and sources of the targets.

    Of an aim: year, words and source, then each of its projects with its status; the rest is as in
    a book.
    """
    known = targets(book.view.catalog, book.view.day)
    aims = [_aim(row) for group in known.groups for row in group.aims]
    return _by_id([*aims, *_goals_and_sources(book)])


def _goals_and_sources(book: Book) -> Iterator[StatementRow]:
    if not book.is_short:
        for one in series(book.view.catalog, book.view.day):
            yield from map(_goal, one.periods)
    yield from (_source(source) for _, source in book.source_list())


def _by_id(entries: Iterable[StatementRow]) -> list[StatementRow]:
    return sorted(entries, key=lambda one: str(one["id"]))


def _aim(row: AimRow) -> StatementRow:
    told = [row.aim.period, row.aim.aim[DEFAULT_LANGUAGE], row.aim.source_id]
    projects = sorted([project.id, str(status)] for project, status in row.projects)
    name = row.aim.name[DEFAULT_LANGUAGE]
    return {"id": f"{AIM}:{row.aim.id}", "name": name, "facts": [told, *projects]}


def _chapter(book: Book, chapter: Chapter) -> StatementRow:
    catalog, code = book.view.catalog, chapter.part.subject
    area = chapter.part.kind is PartKind.AREA
    known = catalog.areas[code].full_name if area else catalog.corridors[code].name
    rows = [[id_] for id_ in sorted(chapter.view.project_ids)]
    return {"id": chapter.id, "name": known[DEFAULT_LANGUAGE], "facts": rows}


def _goal(goal: IndicatorPeriod) -> StatementRow:
    rows = [
        [
            str(value.role), float(value.value), value.unit[DEFAULT_LANGUAGE], value.qualifier,
            value.source_id, value.as_of and value.as_of.iso(), value.note[DEFAULT_LANGUAGE],
            # The upper end of a band, where there is one.
            *([] if value.value_to is None else [float(value.value_to)]),
        ]
        for value in goal.values
    ]  # fmt: skip
    name = goal.name[DEFAULT_LANGUAGE]
    return {"id": f"{GOAL}:{goal.id}:{goal.period}", "name": name, "facts": rows}


def _source(source: Source) -> StatementRow:
    day = source.date and source.date.iso()
    row = [source.publisher, source.number, day, str(source.kind), source.url]
    return {"id": f"{SOURCE}:{source.id}", "name": source.title[DEFAULT_LANGUAGE], "facts": [row]}
