"""The table of the projects: compact beside the map, wide on the pages that follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from geo.model import AreaFrame
from geo.query.wording import NOTHING
from geo.strings import say
from layers.paper.labels.draw import draw_number
from layers.paper.strokes import draw_symbol
from layers.style import palette
from layers.style.text_metrics import NO_BREAK, NumberDisc, disc_radius, shorten, wrap
from layers.themes.projects import point_style

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.sheet.page import Page
    from briefing.sheet.plan import Sheet, TableLine
    from geo.model import Status
    from layers.style.text_metrics import Face

_PAD = 2.9
# Air above and below a project, the most that lets all projects in.
_PADS = (_PAD, 2.2, 1.5, 1.1)
# Width from which name and status share a line, and what status and date then take.
_WIDE = 290.0
_STATUS = 100.0
_CLOSE = 0.84
_CELL_GAP = 5.0
_SYMBOL = 7.0
_NAME_LINES = 3
_SHORT_TAG = 26
_LEAD = 1.16


class CompactTable:
    """The table beside or below the map: a line a project where it is wide, else two.

    A name may run over more. The rows move closer when all then find room.

    Parameters
    ----------
    width
        Of the column, in points.
    status
        Room for status and date where name and status share a line, in points on A4.
    """

    def __init__(self, page: Page, sheet: Sheet, width: float, status: float = _STATUS) -> None:
        self._page = page
        self._sheet = sheet
        self._width = width
        enlarge = sheet.paper.enlarge
        self._pad = _PADS[0]
        self._number = 17.0 * enlarge
        self._capital = 42.0 * enlarge
        self._length = 30.0 * enlarge
        # Where the status begins when it stands beside the name, as a distance from the right.
        self._status = 0.0
        if width >= _WIDE * enlarge:
            self._status = self._capital + self._length + (status + 2 * _CELL_GAP) * enlarge
        self._name = page.face(page.small, 600)
        self._small = page.face(page.small)
        self._soft = page.face(page.small, color=palette.INK_SOFT)

    @property
    def head_height(self) -> float:
        """Of the line of column titles."""
        return self._small.size * 1.7

    @property
    def height(self) -> float:
        """Of the whole table, its rows as far apart as they may be."""
        return self.head_height + sum(self.height_of(line) for line in self._sheet.lines)

    def height_of(self, line: TableLine) -> float:
        """Return the height of one project."""
        names, statuses = len(self._name_lines(line)), len(self._status_lines(line))
        rows = max(names, statuses) if self._status else names + statuses
        return rows * self._small.size * _LEAD + 2 * self._pad

    def rows_that_fit(self, room: float) -> int:
        """Return how many projects, from the first, fit into a height."""
        for pad in _PADS:
            self._pad = pad
            count = self._count(room - self.head_height)
            if count == len(self._sheet.lines):
                return count
        self._pad = _PADS[-1 if self._status else 1]
        return self._count(room - self.head_height)

    def _count(self, room: float) -> int:
        count = 0
        for line in self._sheet.lines:
            room -= self.height_of(line)
            if room < 0:
                break
            count += 1
        return count

    def draw(self, left: float, top: float, lines: Sequence[TableLine]) -> float:
        """Draw the table downwards from `top`; return the height that it takes."""
        language = self._sheet.language
        right = left + self._width
        base = top - self._small.size
        start = right - self._status if self._status else left + self._number
        if self._status:
            name = say("column.name", language)
            self._page.write(name, left + self._number, base, self._soft)
        self._page.write(say("column.status", language), start, base, self._soft)
        self._page.write(say("sheet.column-capital", language), right, base, self._soft, "right")
        middle = right - self._capital - _CELL_GAP
        self._page.write(say("sheet.column-length", language), middle, base, self._soft, "right")
        y = top - self.head_height
        self._page.rule((left, y), (right, y), 0.7)
        for line in lines:
            height = self.height_of(line)
            self._draw_line(line, left, y)
            y -= height
            self._page.rule((left, y), (right, y), 0.3, palette.NEIGHBOUR_EDGE)
        return top - y

    def _name_lines(self, line: TableLine) -> list[str]:
        room = self._width - self._number
        if not self._status:
            return wrap(line.name, room, self._name, _NAME_LINES)
        # A short tag stays in one line.
        tags = [
            f"({tag.replace(' ', NO_BREAK) if len(tag) < _SHORT_TAG else tag})" for tag in line.tags
        ]
        room -= self._status + _CELL_GAP
        return wrap(" ".join([line.name, *tags]), room, self._name, _NAME_LINES)

    def _status_lines(self, line: TableLine) -> list[str]:
        """Return status and date, and tags where the name does not say them."""
        parts = [part for part in (line.status, line.updated) if part != NOTHING]
        if self._status:
            room = self._status - self._capital - self._length - 2 * _CELL_GAP - _SYMBOL - 3
            return wrap(" · ".join(parts), room, self._small, 2)
        room = self._width - self._number - _SYMBOL - 3
        room -= self._capital + self._length + _CELL_GAP
        whole = " · ".join([*parts, *line.tags])
        if self._page.width_of(whole, self._small) <= room or not line.tags:
            return wrap(whole, room, self._small, 2)
        return [
            shorten(" · ".join(parts), room, self._small),
            shorten(" · ".join(line.tags), room, self._small),
        ]

    def _draw_line(self, line: TableLine, left: float, top: float) -> None:
        color = palette.STATUS[line.row.status]
        pitch = self._small.size * _LEAD
        y = top - self._pad - self._small.size * 0.88
        # In close rows of one line each the discs must not touch.
        size = self._small.size * (1.0 if self._pad > _PADS[2] or not self._status else _CLOSE)
        at = left + disc_radius("00", size), y + 0.33 * self._small.size
        draw_number(self._page.axes, NumberDisc(str(line.number), *at, size, color))
        names = self._name_lines(line)
        self._draw_names(line, names, left + self._number, y)
        right = left + self._width
        start = right - self._status
        if not self._status:
            start = left + self._number
            y -= len(names) * pitch
        self._page.write(line.capital, right, y, self._small, "right")
        middle = right - self._capital - _CELL_GAP
        self._page.write(line.length, middle, y, self._small, "right")
        symbol = start + _SYMBOL / 2, y + 0.33 * self._small.size
        draw_symbol(self._page.axes, point_style(line.row.status), symbol, _SYMBOL, 6)
        for step, text in enumerate(self._status_lines(line)):
            self._page.write(text, start + _SYMBOL + 3, y - step * pitch, self._small)

    def _draw_names(self, line: TableLine, lines: list[str], left: float, y: float) -> None:
        """Draw name and tags, which are wrapped as one; the tags step back."""
        strong = len(line.name.split(" "))
        for step, text in enumerate(lines):
            words = text.split(" ")
            name, tags = " ".join(words[:strong]), " ".join(words[strong:])
            base = y - step * self._small.size * _LEAD
            self._page.write(name, left, base, self._name)
            start = self._page.width_of(f"{name} ", self._name) if name else 0.0
            self._page.write(tags, left + start, base, self._small)
            strong = max(strong - len(words), 0)


@dataclass(frozen=True)
class WideColumn:
    """A column of a wide table: key of its title, empty for none, and share of the width."""

    key: str
    share: float
    align: str = "left"


@dataclass(frozen=True)
class WideCell:
    """A cell of a wide table.

    Parameters
    ----------
    signs
        The status whose symbol stands before a line, by the number of the line.
    """

    face: Face
    lines: Sequence[str] = ()
    signs: Mapping[int, Status] = field(default_factory=dict)


_KEYS = (
    "",
    "column.name",
    "column.kind",
    "sheet.column-areas",
    "column.status",
    "column.since",
    "column.evidence",
    "sheet.column-length",
    "sheet.column-capital",
    "sheet.column-sources",
)
# Shares of the width of a page that lies, and of one that stands.
_LYING = (0.028, 0.31, 0.095, 0.165, 0.12, 0.068, 0.044, 0.05, 0.07, 0.05)
_STANDING = (0.034, 0.259, 0.095, 0.14, 0.125, 0.087, 0.054, 0.063, 0.093, 0.05)
_FIGURES = 3


class WideTable:
    """The table over the whole width of a page; every cell is wrapped into its column."""

    # Size of the number's disc, in sizes of the text, and air between two columns.
    disc, gap = _CLOSE, _CELL_GAP

    def __init__(self, page: Page, sheet: Sheet, width: float) -> None:
        self._page = page
        self._sheet = sheet
        self._width = width
        self._face = page.face(page.small)
        self._strong = page.face(page.small, 600)
        self._soft = page.face(page.small, color=palette.INK_SOFT)
        self._columns = self.columns()

    def columns(self) -> tuple[WideColumn, ...]:
        """Return the columns, the number first; the last ones hold figures."""
        shares = _LYING if self._sheet.paper.landscape else _STANDING
        words = len(_KEYS) - _FIGURES
        return tuple(
            WideColumn(key, share, "left" if place < words else "right")
            for place, (key, share) in enumerate(zip(_KEYS, shares, strict=True))
        )

    @property
    def head_height(self) -> float:
        """Of the line of column titles."""
        return self._face.size * 1.7

    def height_of(self, line: TableLine) -> float:
        """Return the height of one project."""
        rows = max(len(cell.lines) for cell in self.cells(line))
        return rows * self._face.size * _LEAD + 2 * _PAD

    def draw_head(self, left: float, top: float) -> None:
        """Draw the titles of the columns."""
        for column, (x, width) in zip(self._columns, self.places(left), strict=True):
            if column.key:
                text = shorten(say(column.key, self._sheet.language), width, self._soft)
                start = x + width if column.align == "right" else x
                self._page.write(text, start, top - self._face.size, self._soft, column.align)
        y = top - self.head_height
        self._page.rule((left, y), (left + self._width, y), 0.7)

    def draw_line(self, line: TableLine, left: float, top: float) -> None:
        """Draw one project and the rule under it."""
        axes, small = self._page.axes, self._face.size
        first = top - _PAD - small * 0.88
        color, size = palette.STATUS[line.row.status], small * self.disc
        at = left + disc_radius("00", size), first + 0.33 * small
        draw_number(axes, NumberDisc(str(line.number), *at, size, color))
        places, cells = self.places(left), self.cells(line)
        for column, (x, width), cell in zip(self._columns, places, cells, strict=True):
            indent = _SYMBOL + 3 if cell.signs else 0.0
            for step, text in enumerate(cell.lines):
                y = first - step * small * _LEAD
                if step in cell.signs:
                    symbol = x + _SYMBOL / 2, y + 0.33 * small
                    draw_symbol(axes, point_style(cell.signs[step]), symbol, _SYMBOL, 6)
                start = x + width if column.align == "right" else x + indent
                self._page.write(text, start, y, cell.face, column.align)
        y = top - self.height_of(line)
        self._page.rule((left, y), (left + self._width, y), 0.3, palette.NEIGHBOUR_EDGE)

    def places(self, left: float) -> list[tuple[float, float]]:
        """Return left edge and width of each column."""
        widths = [column.share * self._width for column in self._columns]
        starts = accumulate(widths, initial=left)
        *inner, last = zip(starts, widths, strict=False)
        return [*((start, width - self.gap) for start, width in inner), last]

    def cells(self, line: TableLine) -> list[WideCell]:
        """Return the cells of one project."""
        language, project = self._sheet.language, line.row.project
        widths = [width for _, width in self.places(0.0)]
        name = " ".join([line.name, *(f"({tag})" for tag in line.tags)])
        refs = ", ".join(str(number) for number in line.sources)
        told = (
            (self._strong, name),
            (self._face, say(f"kind.{project.kind}", language)),
            (self._face, self._areas(line)),
            (self._face, line.status),
            (self._face, line.updated),
            (self._face, line.row.evidence or NOTHING),
            (self._face, line.length),
            (self._face, line.capital),
            (self._soft, refs),
        )
        cells = [WideCell(self._face)]
        for (face, text), column, width in zip(told, self._columns[1:], widths[1:], strict=True):
            signs = {0: line.row.status} if column.key == "column.status" else {}
            room = width - (_SYMBOL + 3 if signs else 0.0)
            cells.append(WideCell(face, wrap(text, room, face, 3) if text else [], signs))
        return cells

    def _areas(self, line: TableLine) -> str:
        language, areas = self._sheet.language, self._sheet.view.catalog.areas
        if not line.row.project.pieces:
            return NOTHING
        touches = dict(line.row.project.overlaps).get(AreaFrame.DISTRICT, ())
        names = [areas[touch.code].name[language] for touch in touches]
        return ", ".join(names) or say("sheet.outside-province", language)
