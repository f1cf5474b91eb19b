"""The task lists as a workbook: a sheet that sums up, and one to fill in for each agency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.data.workbook import Head, Heights, WorkbookWriter
from briefing.tasks.rows import COLUMNS, cells, key_of, name_of, rules
from geo.dates import format_day
from geo.escape import Syntax, escape
from geo.query.wording import dated_figure, quantity_name, titled_source
from geo.reports.completeness import Aspect, completeness, count_missing
from geo.strings import say
from layers.style import palette

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from geo.query.view import View
    from geo.reports.completeness import AgencyTasks, Completeness

_MISSING_FILL, _TO_FILL = "#F6E3D6", "#FFFBE8"
_EDGE = "#C9CBC8"
_HEIGHTS = Heights(around=5.0, letters=1.15, most=40)
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


def tasks_xlsx(view: View, groups: Sequence[AgencyTasks]) -> bytes:
    """Return the lists as a workbook (Office Open XML); the same view gives the same bytes."""
    language = view.selection.language
    book = WorkbookWriter(view, say("tasks.title", language), _HEIGHTS)
    _write_summary(book, book.sheet(say("tasks.summary", language)), groups)
    _write_figures(book, book.sheet(say("tasks.figures", language)), groups)
    for group in groups:
        if group.tasks:
            name = escape(key_of(group), Syntax.FILE_NAME).upper()[:_MOST_SHEET_NAME]
            _write_group(book, book.sheet(name), group)
    return book.finish()


def _cell(book: WorkbookWriter, **properties: object) -> Format:
    return book.cell(text_wrap=True, **properties)


def _aside(book: WorkbookWriter, **properties: object) -> Format:
    """Return the format of words beside a table, which run on over its columns."""
    return book.pen(text_wrap=False, **properties)


def _heading(book: WorkbookWriter, *, centred: bool = False) -> Format:
    return book.heading(align="center" if centred else "left")


def _write_top(book: WorkbookWriter, sheet: Worksheet, title: str) -> int:
    """Write what the sheet is; return the first free row."""
    language, view = book.language, book.view
    book.text(sheet, (0, 0), title, _aside(book, bold=True, font_size=13))
    sheet.set_row(0, 20)
    sheet.set_row(1, 14)
    day = say("sheet.as-of", language, day=format_day(view.day, language))
    digest = say("sheet.digest", language, digest=view.catalog.digest)
    place = view.selection.describe(view.catalog, language)
    about = " · ".join(dict.fromkeys((place, day, digest)))
    book.text(sheet, (1, 0), about, _aside(book, font_color=palette.INK_SOFT))
    return 3


def _write_summary(book: WorkbookWriter, sheet: Worksheet, groups: Sequence[AgencyTasks]) -> None:
    language = book.language
    top = _write_top(book, sheet, say("tasks.title", language))
    keys = ("agency", "projects", "with-tasks", "stale-count", "disputed")
    titles = [say(f"tasks.{key}", language) for key in keys]
    titles += [say("tasks.lacks", language, what=_short(aspect, language)) for aspect in Aspect]
    name, *counts = titles
    heads = [Head(name, _NAME_WIDTH, _heading(book))]
    heads += [Head(title, _COUNT_WIDTH, _heading(book, centred=True)) for title in counts]
    book.heads(sheet, top, heads, lines=3)
    row = top
    for row, group in enumerate(groups, start=top + 1):
        book.text(sheet, (row, 0), name_of(group, language), _cell(book))
        _write_counts(book, sheet, row, group.projects)
    shown = {item.row.project.id: item for group in groups for item in group.projects}
    row += 1
    book.text(sheet, (row, 0), say("tasks.every-once", language), _cell(book, bold=True))
    _write_counts(book, sheet, row, tuple(shown.values()), bold=True)
    if len(shown) < len(completeness(book.view)):
        book.text(sheet, (row + 1, 0), say("tasks.some-agencies", language), _aside(book))
    for step, rule in enumerate(rules(language), start=row + 3):
        book.text(sheet, (step, 0), rule, _aside(book, font_color=palette.INK_SOFT))
    sheet.freeze_panes(top + 1, 1)
    _set_page(book, sheet, top)


def _short(aspect: Aspect, language: str) -> str:
    """Return an aspect within a sentence."""
    title = say(f"tasks.aspect-{aspect}", language)
    return f"{title[:1].lower()}{title[1:]}"


def _write_figures(book: WorkbookWriter, sheet: Worksheet, groups: Sequence[AgencyTasks]) -> None:
    """Write the figures on which sources disagree, side by side with dates and sources."""
    language = book.language
    top = _write_top(book, sheet, say("tasks.figures", language))
    heads = (Head(say(f"tasks.{key}", language), wide, _heading(book)) for key, wide in _FIGURES)
    book.heads(sheet, top, heads, lines=2)
    lines = list(_figure_lines(book.view, groups))
    for row, line in enumerate(lines, start=top + 1):
        for at, cell in enumerate(line):
            book.text(sheet, (row, at), cell, _cell(book, bold=at == _VALUE_AT))
        book.fit_row(sheet, row, line, [width for _, width in _FIGURES])
    if not lines:
        book.text(sheet, (top + 1, 0), say("tasks.no-figures", language), _aside(book))
    sheet.freeze_panes(top + 1, 2)
    _set_page(book, sheet, top)


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
        sheet.write_number(row, at, count, _cell(book, align="center", bold=bold, **fill))


def _write_group(book: WorkbookWriter, sheet: Worksheet, group: AgencyTasks) -> None:
    language = book.language
    top = _write_top(book, sheet, say("tasks.of", language, agency=name_of(group, language)))
    heads = (
        Head(
            column.title(language),
            column.width,
            _heading(book, centred=column.aspect is not None),
        )
        for column in COLUMNS
    )
    book.heads(sheet, top, heads, lines=3)
    for row, item in enumerate(group.tasks, start=top + 1):
        _write_item(book, sheet, row, item)
    sheet.freeze_panes(top + 1, 2)
    sheet.autofilter(top, 0, top + len(group.tasks), len(COLUMNS) - 1)
    _set_page(book, sheet, top)


def _write_item(book: WorkbookWriter, sheet: Worksheet, row: int, item: Completeness) -> None:
    line = cells(item, book.language)
    for at, (column, cell) in enumerate(zip(COLUMNS, line, strict=True)):
        if isinstance(cell, int):
            sheet.write_number(row, at, cell, _cell(book, num_format="#,##0", align="center"))
        elif column.aspect:
            fill = {"bg_color": _MISSING_FILL} if column.aspect in item.missing else {}
            book.text(sheet, (row, at), cell, _cell(book, align="center", **fill))
        elif column.to_fill:
            pen = _cell(book, bg_color=_TO_FILL, right=1, right_color=_EDGE)
            book.text(sheet, (row, at), "", pen)
        else:
            book.text(sheet, (row, at), cell, _cell(book, bold=column.key == "project"))
    book.fit_row(sheet, row, map(str, line), [column.width for column in COLUMNS])


def _set_page(book: WorkbookWriter, sheet: Worksheet, head_row: int) -> None:
    digest = say("sheet.digest", book.language, digest=book.view.catalog.digest)
    book.print_landscape(sheet, digest, head_row=head_row, top=0.5)
