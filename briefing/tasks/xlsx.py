"""The task lists as a workbook: a sheet that sums up, and one to fill in for each agency."""

from __future__ import annotations

import io
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from briefing.data.workbook import begin_workbook
from briefing.tasks.rows import COLUMNS, cells, figure_words, key_of, name_of, rules, source_words
from geo.dates import show_day
from geo.escape import Target, escape
from geo.reports.completeness import Aspect, completeness, count_missing
from geo.strings import say
from layers.style import palette

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from geo.query.view import View
    from geo.reports.completeness import AgencyTasks, Completeness

_A4 = 9
_HEADER_FILL, _RULE, _MISSING_FILL, _TO_FILL = "#E8EEF2", "#C9CBC8", "#F6E3D6", "#FFFBE8"
_POINTS_A_LINE, _POINTS_AROUND = 12.0, 5.0
# Letters of the small type that surely fit into one of the standard typeface's width.
_LETTERS_A_WIDTH = 1.15
_NAME_WIDTH, _COUNT_WIDTH = 58, 12
_MOST_SHEET_NAME = 31
_FIGURE_COLUMNS = (
    ("id", 12),
    ("project", 42),
    ("quantity", 11),
    ("value", 26),
    ("note", 32),
    ("source", 40),
    ("used", 10),
)
_VALUE_AT = 3


class _Pens:
    """The cell formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: object) -> Format:
        """Return the format with these properties, on top of those that all cells share."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            shared = {"valign": "top", "font_name": "Arial", "font_size": 9, "text_wrap": True}
            self._made[key] = self._book.add_format({**shared, **properties})
        return self._made[key]

    def cell(self, **properties: object) -> Format:
        """Return the format of a cell of a table."""
        return self.get(bottom=1, bottom_color=_RULE, **properties)

    def heading(self, *, centred: bool = False) -> Format:
        """Return the format of a heading."""
        align = "center" if centred else "left"
        return self.cell(bold=True, bg_color=_HEADER_FILL, valign="vcenter", align=align)


def tasks_xlsx(view: View, groups: Sequence[AgencyTasks]) -> bytes:
    """Return the lists as a workbook (Office Open XML); the same view gives the same bytes."""
    out = io.BytesIO()
    language = view.selection.language
    book = begin_workbook(out, view, say("tasks.title", language))
    pens = _Pens(book)
    _write_summary(book.add_worksheet(say("tasks.summary", language)), pens, view, groups)
    _write_figures(book.add_worksheet(say("tasks.figures", language)), pens, view, groups)
    for group in groups:
        if group.tasks:
            name = escape(key_of(group), Target.FILE_NAME).upper()[:_MOST_SHEET_NAME]
            _write_group(book.add_worksheet(name), pens, view, group)
    book.close()
    return out.getvalue()


def _text(sheet: Worksheet, at: tuple[int, int], value: object, pen: Format) -> None:
    words = escape(escape(value, Target.TEXT), Target.SHEET)
    if words:
        sheet.write_string(*at, words, pen)
    else:
        sheet.write_blank(*at, None, pen)


def _write_top(sheet: Worksheet, pens: _Pens, view: View, title: str) -> int:
    """Write what the sheet is; return the first free row."""
    language = view.selection.language
    _text(sheet, (0, 0), title, pens.get(bold=True, font_size=13, text_wrap=False))
    sheet.set_row(0, 20)
    sheet.set_row(1, 14)
    day = say("sheet.as-of", language, day=show_day(view.day, language))
    digest = say("sheet.digest", language, digest=view.catalog.digest)
    place = view.selection.describe(view.catalog, language)
    about = " · ".join(dict.fromkeys((place, day, digest)))
    _text(sheet, (1, 0), about, pens.get(font_color=palette.INK_SOFT, text_wrap=False))
    return 3


def _write_summary(
    sheet: Worksheet, pens: _Pens, view: View, groups: Sequence[AgencyTasks]
) -> None:
    language = view.selection.language
    top = _write_top(sheet, pens, view, say("tasks.title", language))
    keys = ("agency", "projects", "with-tasks", "stale-count", "disputed")
    heads = [say(f"tasks.{key}", language) for key in keys]
    heads += [say("tasks.lacks", language, what=_short(aspect, language)) for aspect in Aspect]
    for at, head in enumerate(heads):
        sheet.set_column(at, at, _COUNT_WIDTH if at else _NAME_WIDTH)
        _text(sheet, (top, at), head, pens.heading(centred=at > 0))
    sheet.set_row(top, 3 * _POINTS_A_LINE + _POINTS_AROUND)
    row = top
    for row, group in enumerate(groups, start=top + 1):
        _text(sheet, (row, 0), name_of(group, language), pens.cell())
        _write_counts(sheet, pens, row, group.projects)
    shown = {item.row.project.id: item for group in groups for item in group.projects}
    row += 1
    _text(sheet, (row, 0), say("tasks.every-once", language), pens.cell(bold=True))
    _write_counts(sheet, pens, row, tuple(shown.values()), bold=True)
    if len(shown) < len(completeness(view)):
        _text(sheet, (row + 1, 0), say("tasks.some-agencies", language), pens.get(text_wrap=False))
    for step, rule in enumerate(rules(language), start=row + 3):
        _text(sheet, (step, 0), rule, pens.get(font_color=palette.INK_SOFT, text_wrap=False))
    sheet.freeze_panes(top + 1, 1)
    _set_page(sheet, view, top)


def _short(aspect: Aspect, language: str) -> str:
    """Return an aspect within a sentence."""
    title = say(f"tasks.aspect-{aspect}", language)
    return f"{title[:1].lower()}{title[1:]}"


def _write_figures(
    sheet: Worksheet, pens: _Pens, view: View, groups: Sequence[AgencyTasks]
) -> None:
    """Write the figures on which sources disagree, side by side with dates and sources."""
    language = view.selection.language
    top = _write_top(sheet, pens, view, say("tasks.figures", language))
    for at, (key, width) in enumerate(_FIGURE_COLUMNS):
        sheet.set_column(at, at, width)
        _text(sheet, (top, at), say(f"tasks.{key}", language), pens.heading())
    sheet.set_row(top, 2 * _POINTS_A_LINE + _POINTS_AROUND)
    lines = list(_figure_lines(view, groups))
    for row, line in enumerate(lines, start=top + 1):
        for at, cell in enumerate(line):
            _text(sheet, (row, at), cell, pens.cell(bold=at == _VALUE_AT))
        widths = [width for _, width in _FIGURE_COLUMNS]
        _set_height(sheet, row, line, widths)
    if not lines:
        _text(sheet, (top + 1, 0), say("tasks.no-figures", language), pens.get(text_wrap=False))
    sheet.freeze_panes(top + 1, 2)
    _set_page(sheet, view, top)


def _figure_lines(view: View, groups: Sequence[AgencyTasks]) -> Iterator[tuple[str, ...]]:
    language, sources = view.selection.language, view.catalog.sources
    projects = {item.row.project.id: item for group in groups for item in group.projects}
    for item in projects.values():
        for conflict in item.conflicts:
            for figure in conflict.figures:
                yield (
                    conflict.item.id,
                    conflict.item.name[language],
                    say(f"quantity.{conflict.quantity}", language),
                    figure_words(figure, language),
                    figure.note[language],
                    source_words(sources[figure.source_id], language),
                    say("tasks.used", language) if figure is conflict.quoted else "",
                )


def _set_height(
    sheet: Worksheet, row: int, line: Sequence[str | int], widths: Sequence[int]
) -> None:
    """Make room for wrapped words, which LibreOffice does not by itself."""
    lines = max(
        len(wrap(str(cell), int(width * _LETTERS_A_WIDTH))) or 1
        for cell, width in zip(line, widths, strict=True)
    )
    sheet.set_row(row, lines * _POINTS_A_LINE + _POINTS_AROUND)


def _write_counts(
    sheet: Worksheet, pens: _Pens, row: int, items: Sequence[Completeness], *, bold: bool = False
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
        sheet.write_number(row, at, count, pens.cell(align="center", bold=bold, **fill))


def _write_group(sheet: Worksheet, pens: _Pens, view: View, group: AgencyTasks) -> None:
    language = view.selection.language
    title = say("tasks.of", language, agency=name_of(group, language))
    top = _write_top(sheet, pens, view, title)
    for at, column in enumerate(COLUMNS):
        sheet.set_column(at, at, column.width)
        centred = pens.heading(centred=column.aspect is not None)
        _text(sheet, (top, at), column.title(language), centred)
    sheet.set_row(top, 3 * _POINTS_A_LINE + _POINTS_AROUND)
    for row, item in enumerate(group.tasks, start=top + 1):
        _write_item(sheet, pens, row, item, language)
    sheet.freeze_panes(top + 1, 2)
    sheet.autofilter(top, 0, top + len(group.tasks), len(COLUMNS) - 1)
    _set_page(sheet, view, top)


def _write_item(sheet: Worksheet, pens: _Pens, row: int, item: Completeness, language: str) -> None:
    line = cells(item, language)
    for at, (column, cell) in enumerate(zip(COLUMNS, line, strict=True)):
        if isinstance(cell, int):
            sheet.write_number(row, at, cell, pens.cell(num_format="#,##0", align="center"))
        elif column.aspect:
            fill = {"bg_color": _MISSING_FILL} if column.aspect in item.missing else {}
            _text(sheet, (row, at), cell, pens.cell(align="center", **fill))
        elif column.to_fill:
            _text(sheet, (row, at), "", pens.cell(bg_color=_TO_FILL, right=1, right_color=_RULE))
        else:
            _text(sheet, (row, at), cell, pens.cell(bold=column.key == "project"))
    _set_height(sheet, row, line, [column.width for column in COLUMNS])


def _set_page(sheet: Worksheet, view: View, head: int) -> None:
    """Set how a sheet is printed: A4 landscape, one page wide, headings repeated."""
    language = view.selection.language
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    digest = say("sheet.digest", language, digest=view.catalog.digest)
    pages = say("sheet.page", language, page="&P", pages="&N")
    sheet.set_footer(f"&L&8 {digest}&R&8{pages}")
