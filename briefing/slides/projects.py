"""The table of projects on slides: beside the map what comes first, on more slides the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.sheet.plan import TableLine
from briefing.slides.deck import (
    BOTTOM,
    CLOSE_TOP,
    FAR,
    IMPRINT,
    LEAST_FILLED,
    MARGIN,
    SHEET_TOP,
    STATUS_HEIGHT,
    Cell,
    Grid,
    SlideBox,
    TextRun,
    cell,
)
from geo.strings import say
from layers.style import palette
from layers.style.symbols import STATUS_LETTERS
from layers.style.text_metrics import NO_BREAK

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefing.sheet.plan import Sheet
    from briefing.slides.deck import Slide
    from geo.model import Status

# The most projects beside the map: more are no message.
MOST_ROWS = 8
_LEAST_ROWS = 2
# Inches.
_SIDE_WIDTHS = (0.64, 3.14, 1.0)
_WIDE_WIDTHS = (0.7, 6.15, 2.35, 1.28, 0.75, 1.2)
_NOTE_HEIGHT = 0.3
REST_HEIGHT = 0.28
"""Of the line at the foot of a slide that counts what has no room on it, in inches."""
# Share of its room that a table is given: in another typeface than ours it grows. A table that
# needs no other slide may take more.
_FILLED, _WHOLE = 0.88, 0.96
# How finely the rows of a table are spread over its slides, and what a third is given, in inches.
_STEPS, _SPARE = 20, 0.12
# Parts of a group stand in behind it.
_INDENT = NO_BREAK * 4


def sign_run(status: Status, size: float = FAR, *, bold: bool = False) -> TextRun:
    """Return the shape that stands for a status, in its colour."""
    return TextRun(f"{STATUS_LETTERS[status]} ", size, bold=bold, color=palette.STATUS[status])


def soft_run(text: str, size: float = IMPRINT, *, italic: bool = False) -> TextRun:
    """Return words that step back."""
    return TextRun(text, size, color=palette.INK_SOFT, italic=italic)


def tell_rest(slide: Slide, count: int, left: float, width: float, language: str) -> None:
    """Say at the foot of a slide how many facts have no room on it; nothing of none.

    Parameters
    ----------
    left, width
        In inches.
    """
    if count:
        words = say("slide.card-rest", language, count=count)
        box = SlideBox(left, BOTTOM - REST_HEIGHT, width, REST_HEIGHT)
        slide.text(box, ((soft_run(words, FAR, italic=True),),))


def _number(line: TableLine, size: float = FAR) -> Cell:
    color = palette.STATUS[line.row.status]
    words = str(line.number) if line.number else ""
    return cell(words, size, align="center", bold=True, color=color)


def name_in_list(line: TableLine) -> str:
    """Return the name of a project; a part of a group stands in behind it."""
    return f"{_INDENT}{line.name}" if line.is_part else line.name


def head_row(texts: Sequence[str], right: int, size: float = FAR) -> tuple[Cell, ...]:
    """Return the head of a table, its last `right` columns aligned right."""
    first = len(texts) - right
    return tuple(
        cell(text, size, align="right" if step >= first else "left", color=palette.INK_SOFT)
        for step, text in enumerate(texts)
    )


def add_table(slide: Slide, sheet: Sheet, left: float) -> list[TableLine]:
    """Add all projects or, where these are too many, the first, those of a group as one row.

    Returns
    -------
    list of TableLine
        The projects of its rows.
    """
    language, width = sheet.language, sum(_SIDE_WIDTHS)
    if not sheet.lines:
        words = say("sheet.projects-none", language)
        slide.line(SlideBox(left, SHEET_TOP, width, 0.6), words, FAR)
        return []
    whole, shown = _side_table(sheet, sheet.lines[:MOST_ROWS], _WHOLE)
    if len(shown) == len(sheet.lines):
        slide.table(whole, left, SHEET_TOP)
        return shown
    tops = [line for line in sheet.lines if not line.is_part]
    fitting, shown = _side_table(sheet, tops[:MOST_ROWS])
    if rest := rest_of(sheet, shown):
        # What follows must fill its slide: it takes some of these along.
        count = len(shown)
        while count > _LEAST_ROWS and not is_filled(_rest_grid(sheet, rest)):
            count -= 1
            fitting, shown = _side_table(sheet, tops[:count])
            rest = rest_of(sheet, shown)
    bottom = BOTTOM - STATUS_HEIGHT - _NOTE_HEIGHT
    if fitting.rows:
        slide.table(fitting, left, SHEET_TOP)
    # The head of a group is no project of its own; its parts follow on the next slide.
    left_over = sum(bool(line.number) for line in _behind(sheet, shown))
    if left_over:
        told = soft_run(say("slide.rest", language, count=left_over), FAR)
        slide.text(SlideBox(left, bottom, width, _NOTE_HEIGHT), ((told,),))
    return shown


def _side_table(
    sheet: Sheet, lines: Sequence[TableLine], filled: float = _FILLED
) -> tuple[Grid, list[TableLine]]:
    """Return the table beside the map as far as there is room for it, and its projects."""
    language = sheet.language
    placed = _with_heads(lines)
    rows = tuple(
        _side_row(sheet, one, lines) if isinstance(one, TableLine) else _head_cells(sheet, one, 3)
        for one in placed
    )
    keys = ("slide.column-number", "column.name", "slide.column-amount")
    head = head_row([say(key, language) for key in keys], right=1)
    heads = frozenset(at for at, one in enumerate(placed) if not isinstance(one, TableLine))
    grid = Grid(_SIDE_WIDTHS, head, rows, say("sheet.projects", language), heads)
    bottom = BOTTOM - STATUS_HEIGHT - _NOTE_HEIGHT
    fitting, _ = grid.split(filled * (bottom - SHEET_TOP))
    shown = [one for one in placed[: len(fitting.rows)] if isinstance(one, TableLine)]
    return fitting, shown


def _with_heads(lines: Sequence[TableLine]) -> list[TableLine | Status]:
    """Return lines with the status of each section before its first."""
    placed: list[TableLine | Status] = []
    before = None
    for line in lines:
        if line.section and line.section is not before:
            placed.append(line.section)
        before = line.section
        placed.append(line)
    return placed


def _behind(sheet: Sheet, shown: Sequence[TableLine]) -> list[TableLine]:
    """Return the lines without those shown."""
    told = {line.row.project.id for line in shown}
    return [line for line in sheet.lines if line.row.project.id not in told]


def rest_of(sheet: Sheet, shown: Sequence[TableLine]) -> list[TableLine]:
    """Return the lines that are not shown, each part of a group below the group's again."""
    behind = _behind(sheet, shown)
    told = {line.row.project.id for line in behind}
    told |= {line.row.project.part_of for line in behind if line.is_part}
    return [line for line in sheet.lines if line.row.project.id in told]


def _side_row(sheet: Sheet, line: TableLine, shown: Sequence[TableLine]) -> tuple[Cell, ...]:
    told = {one.row.project.id for one in shown}
    apart = [
        part.number
        for part in sheet.lines
        if part.is_part
        and part.row.project.part_of == line.row.project.id
        and part.row.project.id not in told
    ]
    words = say("slide.group-parts", sheet.language, numbers=_spans(apart)) if apart else ""
    runs = (TextRun(name_in_list(line), FAR), *_tag_runs(line))
    return (
        _number(line, FAR),
        Cell(((*runs, soft_run(f" ({words})", FAR)) if words else runs,)),
        cell(line.capital, FAR, align="right"),
    )


def _spans(numbers: Sequence[int]) -> str:
    """Return numbers in words, those that follow each other as a span: "2–5, 8"."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    return ", ".join(
        "–".join(str(end) for end in dict.fromkeys((span[0], span[-1]))) for span in spans
    )


def _tag_runs(line: TableLine) -> tuple[TextRun, ...]:
    """Return what must be known of where a project is drawn; the day says how old its news are."""
    tags = line.tags[: len(line.place)]
    return (soft_run(f" ({', '.join(tags)})", FAR),) if tags else ()


def _head_cells(sheet: Sheet, status: Status, columns: int) -> tuple[Cell, ...]:
    """Return the row above the projects of a status: how many, and their money."""
    head = sheet.heads[status]
    words = [sign_run(status, FAR, bold=True), TextRun(head.short, FAR, bold=True)]
    if head.known:
        words.append(soft_run(f", {head.known}", FAR))
    empty = [cell(NO_BREAK, FAR) for _ in range(columns - 3)]
    total = cell(head.amount or NO_BREAK, FAR, align="right", bold=True)
    return cell(NO_BREAK, FAR), Cell((tuple(words),)), *empty, total


def add_rest(sheet: Sheet, lines: Sequence[TableLine], more: Callable[[], Slide]) -> None:
    """Add slides with the rest of the table, over their whole width.

    Parameters
    ----------
    more
        Begins a slide.
    """
    add_grid(more(), _rest_grid(sheet, lines), more, filled=_FILLED)


def _rest_grid(sheet: Sheet, lines: Sequence[TableLine]) -> Grid:
    language = sheet.language
    keys = (
        "slide.column-number",
        "column.name",
        "sheet.column-areas",
        "column.since",
        "slide.column-length",
        "slide.column-capital",
    )
    placed = _with_heads(lines)
    return Grid(
        _WIDE_WIDTHS,
        head_row([say(key, language) for key in keys], right=2),
        tuple(
            _wide_row(sheet, one)
            if isinstance(one, TableLine)
            else _head_cells(sheet, one, len(keys))
            for one in placed
        ),
        say("sheet.projects-continued", language),
        frozenset(at for at, one in enumerate(placed) if not isinstance(one, TableLine)),
    )


def add_grid(
    slide: Slide,
    grid: Grid,
    more: Callable[[], Slide],
    corner: tuple[float, float] = (MARGIN, CLOSE_TOP),
    filled: float = 1.0,
) -> None:
    """Add a table, and slides for what one cannot hold.

    Parameters
    ----------
    more
        Begins a slide.
    corner
        Left and upper edge of the table on the first slide, in inches.
    filled
        Share of the room that it is given.
    """
    left, top = corner
    for step, part in enumerate(_slides_of(grid, BOTTOM - top, filled)):
        if step:
            slide, top = more(), CLOSE_TOP
        slide.table(part, left, top)


def _slides_of(grid: Grid, first: float, filled: float) -> list[Grid]:
    """Return a table cut for slides, the rows spread so that none of them is left empty."""
    parts = _cut(grid, first, filled)
    for step in range(1, _STEPS):
        if len(parts) == 1 or is_filled(parts[-1]):
            break
        tighter = _cut(grid, first, filled * (1.0 - step / _STEPS))
        if len(tighter) > len(parts):
            break
        parts = tighter
    return parts


def is_filled(grid: Grid) -> bool:
    """Tell whether a table fills enough of a slide to have one."""
    return sum(grid.heights) >= LEAST_FILLED * (BOTTOM - CLOSE_TOP) + _SPARE


def _cut(grid: Grid, first: float, filled: float) -> list[Grid]:
    """Return a table cut where its room ends, on the first slide and on those that follow."""
    parts, room = [], first
    while True:
        fitting, rest = grid.split(filled * room)
        if not fitting.rows and rest.rows:
            # A row higher than a slide stands there nevertheless: nothing is lost.
            fitting, rest = grid.cut(1 + len(grid.sections & {0}))
        parts.append(fitting)
        if not rest.rows:
            return parts
        grid, room = rest, BOTTOM - CLOSE_TOP


def _wide_row(sheet: Sheet, line: TableLine) -> tuple[Cell, ...]:
    return (
        _number(line, FAR),
        Cell(((TextRun(name_in_list(line), FAR), *_tag_runs(line)),)),
        cell(sheet.districts_of(line), FAR),
        cell(line.updated, FAR),
        cell(line.length, FAR, align="right"),
        cell(line.capital, FAR, align="right"),
    )
