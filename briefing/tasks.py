"""The task list of each agency: what is missing about its projects, as CSV and as a workbook.

The workbook has a sheet that sums up, one of the figures on which sources disagree, and one to fill
in for each agency.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.data.base_sheet import BaseWriter
from briefing.data.fill_in import (
    HEIGHTS,
    MARKS,
    TO_FILL,
    TOP,
    aside,
    begin_sheet,
    filled_number,
    head,
    offer,
    wrapped,
    write_new,
    yellow,
)
from briefing.data.xlsx import WorkbookWriter
from briefing.office_csv import office_csv
from geo.dates import PartialDate
from geo.errors import UnknownIdError
from geo.escape import Syntax, escape
from geo.model import Status
from geo.query.freshness import STALE_AFTER_DAYS
from geo.query.wording import dated_figure, quantity_name, titled_source
from geo.reports.completeness import (
    Aspect,
    by_agency,
    completeness,
    count_missing,
)
from geo.strings import say
from geo.trip.fields import ANSWER, KEY, SOURCE, STATUS, STATUS_DATE
from geo.trip.ground import CatalogGround
from layers.style import palette

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xlsxwriter.worksheet import Worksheet

    from geo.query.view import View
    from geo.reports.completeness import AgencyTasks, Completeness

# On the command line: the projects of which no source names an agency.
NO_AGENCY = "none"
_MISSING_FILL = "#F6E3D6"
_NAME_WIDTH, _COUNT_WIDTH = 58, 12
_MOST_SHEET_NAME = 31
_FIGURES = (
    ("id", 12),
    ("project", 42),
    ("quantity", 11),
    ("value", 26),
    ("note", 32),
    ("source", 40),
    ("used", 10),
)
_VALUE_AT = 3


@dataclass(frozen=True)
class TaskColumn:
    """A column of the task list.

    Parameters
    ----------
    width
        In characters, for a workbook.
    aspect
        The aspect whose absence it shows, ``None`` for other columns.
    fact
        Id of the column of the round trip (:mod:`geo.trip.fields`) where the agency writes into
        it, empty for what is computed.
    """

    key: str
    width: float
    aspect: Aspect | None = None
    fact: str = ""

    @property
    def trip_id(self) -> str:
        """Id of the column in the hidden row above its heading."""
        return self.fact or f"shown.{self.aspect or self.key}"

    def title(self, language: str) -> str:
        """Return the heading that a person reads."""
        if self.aspect:
            return lacks_words(self.aspect, language)
        return say(f"tasks.{self.key}", language)


COLUMNS = (
    TaskColumn("id", 12, fact=KEY),
    TaskColumn("project", 28),
    TaskColumn("status", 12, fact=STATUS),
    TaskColumn("latest", 10, fact=STATUS_DATE),
    TaskColumn("age", 8),
    TaskColumn("stale", 10),
    *(TaskColumn(aspect, 7.5, aspect) for aspect in Aspect),
    TaskColumn("todo", 30),
    TaskColumn("capital", 9, fact="figures.capital"),
    TaskColumn("unit", 8, fact="unit.capital"),
    TaskColumn("length", 8, fact="figures.length"),
    TaskColumn("progress", 8, fact="figures.physical_progress"),
    TaskColumn("answer", 17, fact=ANSWER),
    TaskColumn("document", 15, fact=SOURCE),
)


def groups_of(view: View, agency_ids: Sequence[str]) -> tuple[AgencyTasks, ...]:
    """Return the agencies asked for, all of the view when none is.

    Parameters
    ----------
    agency_ids
        Ids of agencies; :data:`NO_AGENCY` for the projects without one.

    Raises
    ------
    UnknownIdError
        If there is no such agency; the message lists the known ones.
    """
    language, known = view.selection.language, [*view.catalog.agencies, NO_AGENCY]
    for id_ in agency_ids:
        if id_ not in known:
            message = say("tasks.error-agency", language, value=id_, known=", ".join(known))
            raise UnknownIdError(message)
    groups = by_agency(view)
    return tuple(group for group in groups if not agency_ids or key_of(group) in agency_ids)


def key_of(group: AgencyTasks) -> str:
    """Return the id of a group's agency, :data:`NO_AGENCY` without one."""
    return group.agency.id if group.agency else NO_AGENCY


def name_of(group: AgencyTasks, language: str) -> str:
    """Return the name of a group's agency, ``chưa có thông tin`` without one."""
    return group.agency.name[language] if group.agency else say("unknown", language)


def rules(language: str) -> tuple[str, ...]:
    """Return how the list counts, a sentence each."""
    return (
        say("tasks.rule-stale", language, days=STALE_AFTER_DAYS),
        say("tasks.rule-aspects", language),
        say("tasks.rule-agencies", language),
    )


def todo(item: Completeness, language: str) -> str:
    """Return what is asked about a project, in a sentence or two."""
    said = []
    if item.missing:
        names = [say(f"tasks.need-{aspect}", language) for aspect in item.missing]
        said.append(say("tasks.add", language, what="; ".join(names)))
    for conflict in item.conflicts:
        values = "; ".join(dated_figure(figure, language) for figure in conflict.figures)
        what = say(f"tasks.need-{conflict.quantity}", language)
        said.append(say("tasks.choose", language, what=what, values=values))
    if item.stale_since and item.latest:
        said.append(say("tasks.confirm", language, day=item.latest.date.show(language)))
    return " ".join(said)


def cells(
    view: View, item: Completeness, language: str
) -> tuple[str | int | float | PartialDate, ...]:
    """Return the cells of one project, in the order of :data:`COLUMNS`."""
    row = item.row
    ground = CatalogGround(view.catalog, view.day)
    capital, length, progress = (
        ground.value(("figures", row.project.id, quantity))
        for quantity in ("capital", "length", "physical_progress")
    )
    return (
        row.project.id,
        row.project.name[language],
        say(f"status.{row.status}", language),
        item.latest.date if item.latest else "",
        "" if item.age_days is None else item.age_days,
        PartialDate.of(item.stale_since) if item.stale_since else "",
        *(_mark(item, aspect, language) for aspect in Aspect),
        todo(item, language),
        float(capital) if capital else "",
        say("unit.billion_vnd", language),
        float(length) if length else "",
        float(progress) if progress else "",
        "",
        "",
    )


def tasks_csv(view: View, groups: Sequence[AgencyTasks], *, office: bool = False) -> bytes:
    """Return a CSV file of the lists: UTF-8 with the byte order mark that Excel needs.

    Parameters
    ----------
    office
        Whether it is for spreadsheets that write a comma for decimals.
    """
    language = view.selection.language
    heads = [say("tasks.agency", language), *(column.title(language) for column in COLUMNS)]
    lines = [
        (name_of(group, language), *cells(view, item, language))
        for group in groups
        for item in group.tasks
    ]
    if office:
        return office_csv(heads, lines, language)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    for line in lines:
        writer.writerow([escape(cell, Syntax.SHEET) for cell in _in_words(line, language)])
    return out.getvalue().encode("utf-8-sig")


def _in_words(
    line: Iterable[str | int | float | PartialDate], language: str
) -> list[str | int | float]:
    return [cell.show(language) if isinstance(cell, PartialDate) else cell for cell in line]


def _mark(item: Completeness, aspect: Aspect, language: str) -> str:
    if aspect in item.missing:
        return say("tasks.missing", language)
    return "" if aspect in item.asked else say("tasks.not-asked", language)


def tasks_xlsx(view: View, groups: Sequence[AgencyTasks]) -> bytes:
    """Return a workbook (Office Open XML) of the lists; the same view gives the same bytes."""
    book = WorkbookWriter(view, say("tasks.title", view.selection.language), HEIGHTS)
    _write_summary(book, groups)
    _write_figures(book, groups)
    base = BaseWriter(book)
    with_tasks = [group for group in groups if group.tasks]
    for group in with_tasks:
        sheet = _write_group(book, base, group)
        if len(with_tasks) == 1:
            sheet.activate()
    write_new(book, base)
    base.finish()
    return book.finish()


def _write_summary(book: WorkbookWriter, groups: Sequence[AgencyTasks]) -> None:
    language = book.language
    keys = ("projects", "with-tasks", "stale-count", "disputed")
    titles = [say(f"tasks.{key}", language) for key in keys]
    titles += [lacks_words(aspect, language) for aspect in Aspect]
    heads = [head(book, say("tasks.agency", language), _NAME_WIDTH)]
    heads += [head(book, title, _COUNT_WIDTH, centred=True) for title in titles]
    name, title = say("tasks.summary", language), say("tasks.title", language)
    sheet = begin_sheet(book, name, title, heads)
    sheet.freeze_panes(TOP + 1, 1)
    for row, group in enumerate(groups, start=TOP + 1):
        book.text(sheet, (row, 0), name_of(group, language), wrapped(book))
        _write_counts(book, sheet, row, group.projects)
    shown = {item.row.project.id: item for group in groups for item in group.projects}
    row = TOP + len(groups) + 1
    book.text(sheet, (row, 0), say("tasks.every-once", language), wrapped(book, bold=True))
    _write_counts(book, sheet, row, tuple(shown.values()), bold=True)
    if len(shown) < len(completeness(book.view)):
        book.text(sheet, (row + 1, 0), say("tasks.some-agencies", language), aside(book))
    for step, rule in enumerate(rules(language), start=row + 3):
        book.text(sheet, (step, 0), rule, aside(book, font_color=palette.INK_SOFT))


def lacks_words(aspect: Aspect, language: str) -> str:
    """Return the head of a count of what is missing: ``Thiếu tổng mức đầu tư``."""
    return say("tasks.lacks", language, what=_short(aspect, language))


def _short(aspect: Aspect, language: str) -> str:
    """Return an aspect within a sentence."""
    title = say(f"tasks.aspect-{aspect}", language)
    return f"{title[:1].lower()}{title[1:]}"


def _write_figures(book: WorkbookWriter, groups: Sequence[AgencyTasks]) -> None:
    """Write the figures on which sources disagree, side by side with dates and sources."""
    language = book.language
    title = say("tasks.figures", language)
    heads = [head(book, say(f"tasks.{key}", language), width) for key, width in _FIGURES]
    sheet = begin_sheet(book, title, title, heads)
    sheet.freeze_panes(TOP + 1, 2)
    lines = list(_figure_lines(book.view, groups))
    for row, line in enumerate(lines, start=TOP + 1):
        for at, cell in enumerate(line):
            book.text(sheet, (row, at), cell, wrapped(book, bold=at == _VALUE_AT))
        book.fit_row(sheet, row, line, [width for _, width in _FIGURES])
    if not lines:
        book.text(sheet, (TOP + 1, 0), say("tasks.no-figures", language), aside(book))


def _figure_lines(view: View, groups: Sequence[AgencyTasks]) -> Iterator[tuple[str, ...]]:
    language, sources = view.selection.language, view.catalog.sources
    projects = {item.row.project.id: item for group in groups for item in group.projects}
    for item in projects.values():
        for conflict in item.conflicts:
            for figure in conflict.figures:
                yield (
                    conflict.item.id,
                    conflict.item.name[language],
                    quantity_name(conflict.quantity, language),
                    dated_figure(figure, language),
                    figure.note[language],
                    titled_source(sources[figure.source_id], language),
                    say("tasks.used", language) if figure is conflict.quoted else "",
                )


def _write_counts(
    book: WorkbookWriter,
    sheet: Worksheet,
    row: int,
    items: Sequence[Completeness],
    *,
    bold: bool = False,
) -> None:
    missing = count_missing(items)
    counts = [
        len(items),
        sum(item.has_tasks for item in items),
        sum(item.stale_since is not None for item in items),
        sum(bool(item.conflicts) for item in items),
        *(missing[aspect] for aspect in Aspect),
    ]
    for at, count in enumerate(counts, start=1):
        fill = {"bg_color": _MISSING_FILL} if count and at > 1 else {}
        fill |= {} if count else {"font_color": palette.INK_SOFT}
        sheet.write_number(row, at, count, wrapped(book, align="center", bold=bold, **fill))


def _write_group(book: WorkbookWriter, base: BaseWriter, group: AgencyTasks) -> Worksheet:
    language, key = book.language, key_of(group)
    name = escape(key, Syntax.FILE_NAME).upper()[:_MOST_SHEET_NAME]
    title = say("tasks.of", language, agency=name_of(group, language))
    heads = [
        head(book, one.title(language), one.width, centred=one.aspect is not None)
        for one in COLUMNS
    ]
    sheet = begin_sheet(book, name, title, heads, say("tasks.fill", language))
    sheet.freeze_panes(TOP + 1, 2)
    base.mark(sheet, MARKS, key, [one.trip_id for one in COLUMNS])
    for row, item in enumerate(group.tasks, start=TOP + 1):
        _write_item(book, sheet, row, item)
        line = dict(zip((one.trip_id for one in COLUMNS), _stated(book, item), strict=True))
        base.keep(key, item.row.project.id, line)
    last = TOP + len(group.tasks)
    offer(book, sheet, [one.fact for one in COLUMNS], (TOP + 1, last))
    sheet.autofilter(TOP, 0, last, len(COLUMNS) - 1)
    return sheet


def _stated(book: WorkbookWriter, item: Completeness) -> Iterator[str | int | float | PartialDate]:
    """Yield the cells of a project as the hidden statement holds them: a status as its code."""
    status = item.row.status
    for column, cell in zip(COLUMNS, cells(book.view, item, book.language), strict=True):
        if column.fact == STATUS:
            yield "" if status is Status.UNKNOWN else status.value
        else:
            yield cell


def _write_item(book: WorkbookWriter, sheet: Worksheet, row: int, item: Completeness) -> None:
    line = cells(book.view, item, book.language)
    for at, (column, cell) in enumerate(zip(COLUMNS, line, strict=True)):
        if isinstance(cell, int | float):
            centred = wrapped(book, num_format="#,##0", align="center")
            sheet.write_number(row, at, cell, filled_number(book) if column.fact else centred)
        elif isinstance(cell, PartialDate):
            book.date(sheet, (row, at), cell, **({"bg_color": TO_FILL} if column.fact else {}))
        elif column.aspect:
            fill = {"bg_color": _MISSING_FILL} if column.aspect in item.missing else {}
            book.text(sheet, (row, at), cell, wrapped(book, align="center", **fill))
        elif column.fact not in ("", KEY):
            day = {"num_format": "dd/mm/yyyy"} if column.fact == STATUS_DATE else {}
            book.text(sheet, (row, at), cell, yellow(book, **day))
        else:
            book.text(sheet, (row, at), cell, wrapped(book, bold=column.key == "project"))
    words = map(str, _in_words(line, book.language))
    book.fit_row(sheet, row, words, [column.width for column in COLUMNS])
