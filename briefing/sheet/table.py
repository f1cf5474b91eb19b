"""Tables of the projects, or of what changed: compact beside the map, wide on further pages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from briefing.sheet.paper_sizes import Box
from briefing.sheet.plan import SectionHead
from geo.query.wording import NOTHING, figure_value, quantity_name
from geo.strings import format_exact, say
from layers.paper.labels.draw import draw_number
from layers.paper.strokes import draw_symbol
from layers.style import palette
from layers.style.text_metrics import NO_BREAK, NumberDisc, disc_radius, shorten, wrap
from layers.themes.projects import point_style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from briefing.sheet.page import Page
    from briefing.sheet.plan import Sheet, TableLine
    from geo.model import Status
    from geo.reports.changes import Change, NewFigure
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
# How far the parts of a group stand in from its name.
_PART = 7.0
# Where the rows stand under heads, that is narrower: their status is said already.
_WIDE_UNDER_HEADS, _DATE = 262.0, 44.0
# Height of the head of a section in sizes of the text, and air between its two halves.
_HEAD, _HEAD_GAP = 1.75, 8.0
# The same where heads stand alone.
_HEAD_ALONE = 1.45
# Room of the symbol before a status.
INDENT = _SYMBOL + 3
_NAME_LINES = 3
_SHORT_TAG = 26
_LEAD = 1.16
_NUMBER = 17.0
ARROW = "→"
# Shares of the width of a page: name, status, then what happened.
_NAME_SHARE, _STATUS_SHARE = 0.27, 0.19
_CHANGES_GAP = 8.0


@dataclass(frozen=True)
class TableText:
    """Lines of text in a row of a table, one below the other.

    Parameters
    ----------
    x
        Where they begin, or end when aligned right: points from the left edge of the table.
    first
        Line of the row in which they begin, from 0.
    status
        Whose symbol stands before the first of them.
    """

    x: float
    lines: Sequence[str]
    face: Face
    align: str = "left"
    first: int = 0
    status: Status | None = None


class Table:
    """A table of projects: titles, then a row of texts behind the number that the map shows.

    Parameters
    ----------
    width
        In points.
    continued
        Id of the project with which it goes on inside of a section, empty for none.
    """

    def __init__(self, page: Page, sheet: Sheet, width: float, continued: str = "") -> None:
        self._page = page
        self._sheet = sheet
        self._width = width
        self._continued = continued
        # The first project of each section, below whose head it stands.
        self._firsts = {
            line.row.project.id
            for before, line in zip((None, *sheet.lines), sheet.lines, strict=False)
            if line.section and (before is None or before.section is not line.section)
        }
        self._pad = _PAD
        self._face = page.face(page.small)
        self._strong = page.face(page.small, 600)
        self._soft = page.face(page.small, color=palette.INK_SOFT)

    def close_up(self, pad: float) -> None:
        """Set the air above and below a project, in points."""
        self._pad = pad

    @property
    def disc(self) -> float:
        """Size of the number's disc, in sizes of the text."""
        return 1.0

    def titles(self) -> Iterable[tuple[float, str, str]]:
        """Return of each titled column where its title stands, its words and their alignment."""
        return ()

    def texts(self, line: TableLine) -> list[TableText]:  # noqa: ARG002
        """Return the texts of one project."""
        return []

    def head_of(self, line: TableLine) -> SectionHead | None:
        """Return the head above a project, ``None`` where it is not the first under one."""
        id_ = line.row.project.id
        if line.section is None or id_ not in {*self._firsts, self._continued}:
            return None
        if id_ != self._continued:
            return self._sheet.heads[line.section]
        # How many they are was told where the section began.
        status = say(f"status.{line.section}", self._sheet.language)
        return SectionHead(say("section.continued", self._sheet.language, status=status))

    def section_height(self, line: TableLine) -> float:
        """Return the height of the head above a project, in points, 0 where it has none."""
        head = self.head_of(line)
        return len(self._head_lines(head)) * self._face.size * _HEAD if head else 0.0

    @property
    def sum_right(self) -> float:
        """Where sums end, in points from the left edge: where the figures above them do."""
        return self._width

    def _head_lines(self, head: SectionHead) -> list[tuple[str, str]]:
        """Return the words at the left and the sum at the right of each line of a head."""
        room = self.sum_right - INDENT - _HEAD_GAP
        sums = [words for words in (head.subtotal, head.passing) if words] or [""]
        both = sum(self._page.width_of(words, self._strong) for words in (head.words, sums[0]))
        if both > room:
            sums.insert(0, "")
        return [(head.words if not step else "", words) for step, words in enumerate(sums)]

    @property
    def heads_height(self) -> float:
        """Height of the heads of all sections alone, in points."""
        lines = sum(len(self._head_lines(head)) for head in self._sheet.heads.values())
        return lines * self._face.size * _HEAD_ALONE

    def draw_heads(self, left: float, top: float) -> float:
        """Draw the heads of all sections, without their projects; return their height."""
        y = top
        for status, head in self._sheet.heads.items():
            y -= self._draw_head(status, head, (left, y), _HEAD_ALONE)
            self._page.rule((left, y), (left + self._width, y), 0.3, palette.NEIGHBOUR_EDGE)
        return top - y

    def _draw_section(self, line: TableLine, left: float, top: float) -> float:
        """Draw the head above a project, if it has one; return the height that it takes."""
        head = self.head_of(line)
        if head is None or line.section is None:
            return 0.0
        return self._draw_head(line.section, head, (left, top), _HEAD)

    def _draw_head(
        self, status: Status, head: SectionHead, corner: tuple[float, float], leading: float
    ) -> float:
        (left, top), size = corner, self._face.size
        lines = self._head_lines(head)
        height = len(lines) * size * leading
        ground = Box(left, top - height, self._width, height)
        self._page.box(ground, fill=palette.NEIGHBOUR, width=0.0)
        for step, (words, figures) in enumerate(lines):
            base = top - step * size * leading - size * (leading / 2 + 0.33)
            if words:
                symbol = left + _SYMBOL / 2 + 2.0, base + 0.33 * size
                draw_symbol(self._page.layer, point_style(status), symbol, _SYMBOL, 6)
                self._page.write(words, left + INDENT + 2.0, base, self._strong)
            if figures:
                self._page.write(figures, left + self.sum_right, base, self._strong, "right")
        return height

    @property
    def head_height(self) -> float:
        """Height of the line of titles, in points."""
        return self._face.size * 1.7

    def height_of(self, line: TableLine) -> float:
        """Return the height of one project with the head above it, in points."""
        rows = max(text.first + len(text.lines) for text in self.texts(line))
        own = rows * self._face.size * _LEAD + 2 * self._pad
        return self.section_height(line) + own

    def draw(self, left: float, top: float, lines: Sequence[TableLine]) -> float:
        """Draw the table downwards from `top`; return the height that it takes."""
        self.draw_head(left, top)
        y = top - self.head_height
        for line in lines:
            y -= self.draw_line(line, left, y)
        return top - y

    def draw_head(self, left: float, top: float) -> None:
        """Draw the titles of the columns."""
        for x, words, align in self.titles():
            self._page.write(words, left + x, top - self._face.size, self._soft, align)
        y = top - self.head_height
        self._page.rule((left, y), (left + self._width, y), 0.7)

    def draw_line(self, line: TableLine, left: float, top: float) -> float:
        """Draw the head above a project, the project and a rule; return the height of all."""
        bottom = top - self.height_of(line)
        start, top = top, top - self._draw_section(line, left, top)
        layer, size = self._page.layer, self._face.size
        base = top - self._pad - size * 0.88
        disc = size * self.disc
        at = left + disc_radius("00", disc), base + 0.33 * size
        if line.number:
            color = palette.STATUS[line.row.status]
            draw_number(layer, NumberDisc(str(line.number), *at, disc, color))
        for text in self.texts(line):
            x, y = left + text.x, base - text.first * size * _LEAD
            if text.status is not None:
                symbol = x + _SYMBOL / 2, y + 0.33 * size
                draw_symbol(layer, point_style(text.status), symbol, _SYMBOL, 6)
                x += INDENT
            for step, words in enumerate(text.lines):
                self._page.write(words, x, y - step * size * _LEAD, text.face, text.align)
        self._page.rule((left, bottom), (left + self._width, bottom), 0.3, palette.NEIGHBOUR_EDGE)
        return start - bottom


class CompactTable(Table):
    """The table beside or below the map: a line a project where it is wide, else two.

    A name may run over more. The rows move closer when all then find room.

    Parameters
    ----------
    status
        Room for status and date where name and status share a line, in points on A4.
    """

    def __init__(
        self,
        page: Page,
        sheet: Sheet,
        width: float,
        status: float = _STATUS,
        continued: str = "",
    ) -> None:
        super().__init__(page, sheet, width, continued)
        enlarge = sheet.paper.enlarge
        self._number = _NUMBER * enlarge
        self._capital = 42.0 * enlarge
        self._length = 30.0 * enlarge
        # Where the status begins when it stands beside the name, as a distance from the right.
        self._status = 0.0
        self._grouped = any(line.section for line in sheet.lines)
        if self._grouped:
            status = _DATE
        if width >= (_WIDE_UNDER_HEADS if self._grouped else _WIDE) * enlarge:
            self._status = self._capital + self._length + (status + 2 * _CELL_GAP) * enlarge

    @property
    def disc(self) -> float:
        """Size of the number's disc: in close rows of one line each the discs must not touch."""
        return 1.0 if self._pad > _PADS[2] or not self._status else _CLOSE

    @property
    def height(self) -> float:
        """Height of the whole table in points, its rows as far apart as they may be."""
        return self.head_height + sum(self.height_of(line) for line in self._sheet.lines)

    def rows_that_fit(self, room: float) -> int:
        """Return how many projects, from the first, fit into a height in points."""
        count = 0
        for pad in (*_PADS, _PADS[-1 if self._status else 1]):
            self._pad = pad
            ends = accumulate(
                (self.height_of(line) for line in self._sheet.lines), initial=self.head_height
            )
            count = sum(end <= room for end in ends) - 1
            if count == len(self._sheet.lines):
                break
        return max(count, 0)

    def titles(self) -> Iterator[tuple[float, str, str]]:
        """Yield place, words and alignment of the titles, from the left."""
        language, right = self._sheet.language, self._width
        if self._status:
            yield self._number, say("column.name", language), "left"
        start = right - self._status if self._status else self._number
        key = "column.since" if self._grouped else "column.status"
        yield start, say(key, language), "left"
        yield right, say("sheet.column-capital", language), "right"
        middle = right - self._capital - _CELL_GAP
        yield middle, say("sheet.column-length", language), "right"

    def texts(self, line: TableLine) -> list[TableText]:
        """Return name, capital, length and status of one project."""
        names, right = self._name_lines(line), self._width
        below = 0 if self._status else len(names)
        start = right - self._status if self._status else self._number
        middle = right - self._capital - _CELL_GAP
        status = None if self._grouped else line.row.status
        return [
            *self._name_texts(line, names),
            TableText(right, [line.capital], self._face, "right", below),
            TableText(middle, [line.length], self._face, "right", below),
            TableText(start, self._status_lines(line), self._face, first=below, status=status),
        ]

    def _name_at(self, line: TableLine) -> float:
        return self._number + (_PART * self._sheet.paper.enlarge if line.is_part else 0.0)

    def _name_lines(self, line: TableLine) -> list[str]:
        room = self._width - self._name_at(line)
        if not self._status:
            return wrap(line.name, room, self._strong, _NAME_LINES)
        # A short tag stays in one line.
        tags = [
            f"({tag.replace(' ', NO_BREAK) if len(tag) < _SHORT_TAG else tag})" for tag in line.tags
        ]
        room -= self._status + _CELL_GAP
        return wrap(" ".join([line.name, *tags]), room, self._strong, _NAME_LINES)

    def _name_texts(self, line: TableLine, lines: list[str]) -> Iterator[TableText]:
        """Yield name and tags, which are wrapped as one; the tags step back."""
        strong = len(line.name.split(" "))
        for first, text in enumerate(lines):
            words = text.split(" ")
            name, tags = " ".join(words[:strong]), " ".join(words[strong:])
            at = self._name_at(line)
            yield TableText(at, [name], self._strong, first=first)
            start = self._page.width_of(f"{name} ", self._strong) if name else 0.0
            yield TableText(at + start, [tags], self._face, first=first)
            strong = max(strong - len(words), 0)

    def _status_lines(self, line: TableLine) -> list[str]:
        """Return status and date, and tags where the name does not say them."""
        status, indent = ("", 0.0) if self._grouped else (line.status, INDENT)
        parts = [part for part in (status, line.updated) if part and part != NOTHING]
        if self._status:
            room = self._status - self._capital - self._length - 2 * _CELL_GAP - indent
            return wrap(" · ".join(parts), room, self._face, 2)
        room = self._width - self._number - indent - self._capital - self._length - _CELL_GAP
        whole = " · ".join([*parts, *line.tags])
        if self._page.width_of(whole, self._face) <= room or not line.tags:
            return wrap(whole, room, self._face, 2)
        return [shorten(" · ".join(part), room, self._face) for part in (parts, line.tags)]


_CAPITAL = "sheet.column-capital"
_KEYS = (
    "",
    "column.name",
    "column.kind",
    "sheet.column-areas",
    "column.status",
    "column.since",
    "column.evidence",
    "sheet.column-length",
    _CAPITAL,
    "sheet.column-sources",
)
# Shares of the width of a page that lies, and of one that stands.
_LYING = (0.028, 0.294, 0.095, 0.165, 0.12, 0.068, 0.06, 0.05, 0.07, 0.05)
_STANDING = (0.034, 0.229, 0.095, 0.14, 0.125, 0.087, 0.084, 0.063, 0.093, 0.05)


class WideTable(Table):
    """The table over the whole width of a page; every cell is wrapped into its column."""

    disc = _CLOSE
    # Air between two columns, most lines of a cell, and columns of figures at the right.
    gap, most_lines, figures = _CELL_GAP, 3, 3

    @property
    def columns(self) -> Sequence[tuple[str, float]]:
        """Key of the title, and share of the width, of each column; the number is the first."""
        return list(zip(_KEYS, _LYING if self._sheet.paper.landscape else _STANDING, strict=True))

    @property
    def sum_right(self) -> float:
        """Where sums end, in points from the left edge: at the right edge of the capital."""
        keys = [key for key, _ in self.columns]
        place = keys.index(_CAPITAL) if _CAPITAL in keys else -1
        return self._places()[place][0]

    def titles(self) -> Iterator[tuple[float, str, str]]:
        """Yield place, words and alignment of the titles."""
        for (key, _), (x, width, align) in zip(self.columns, self._places(), strict=True):
            if key:
                yield x, shorten(say(key, self._sheet.language), width, self._soft), align

    def texts(self, line: TableLine) -> list[TableText]:
        """Return the cells of one project."""
        cells = (
            (self._face, say(f"kind.{line.row.project.kind}", self._sheet.language)),
            (self._face, self._sheet.districts_of(line)),
            (self._face, line.status),
            (self._face, line.updated),
            (self._face, line.row.evidence or NOTHING),
            (self._face, line.length),
            (self._face, line.capital),
            (self._soft, ", ".join(str(number) for number in line.sources)),
        )
        return [
            self._name_cell(line),
            *(
                self.cell(place, words, face, line.row.status if words == line.status else None)
                for place, (face, words) in enumerate(cells, start=2)
                if words
            ),
        ]

    def _name_cell(self, line: TableLine) -> TableText:
        """Return name and tags; the parts of a group stand in."""
        x, width, align = self._places()[1]
        inset = _PART if line.is_part else 0.0
        words = " ".join([line.name, *(f"({tag})" for tag in line.tags)])
        lines = wrap(words, width - inset, self._strong, self.most_lines)
        return TableText(x + inset, lines, self._strong, align)

    def cell(
        self, place: int, words: str, face: Face, status: Status | None = None, first: int = 0
    ) -> TableText:
        """Return words wrapped into the column of a place, from a line of the row."""
        x, width, align = self._places()[place]
        room = width - (INDENT if status else 0.0)
        return TableText(x, wrap(words, room, face, self.most_lines), face, align, first, status)

    def _places(self) -> list[tuple[float, float, str]]:
        """Return of each column where its texts are aligned, its width, and the alignment."""
        widths = [share * self._width for _, share in self.columns]
        starts = accumulate(widths, initial=0.0)
        *inner, last = zip(starts, widths, strict=False)
        spans = [*((start, width - self.gap) for start, width in inner), last]
        words = len(spans) - self.figures
        return [
            (start, width, "left") if place < words else (start + width, width, "right")
            for place, (start, width) in enumerate(spans)
        ]


def compact_table(page: Page, sheet: Sheet, width: float, first: int = 0) -> CompactTable:
    """Return the table beside the map, from a line on."""
    rest = replace(sheet, lines=sheet.lines[first:])
    continued = continued_id(sheet, first)
    if sheet.changes:
        return CompactChanges(page, rest, width, continued=continued)
    return CompactTable(page, rest, width, continued=continued)


def continued_id(sheet: Sheet, first: int) -> str:
    """Return the project of a line inside of a section, empty where the line begins one."""
    before, rest = sheet.lines[:first], sheet.lines[first:]
    if not before or not rest or before[-1].section is not rest[0].section:
        return ""
    return rest[0].row.project.id


def wide_table(page: Page, sheet: Sheet, width: float, continued: str = "") -> WideTable:
    """Return the table of the pages that follow.

    Parameters
    ----------
    continued
        Id of the project with which it begins inside of a section.
    """
    made = WideChanges if sheet.changes else WideTable
    return made(page, sheet, width, continued)


def change_of(sheet: Sheet, line: TableLine) -> Change:
    """Return what a line is about."""
    items = sheet.changes.items if sheet.changes else ()
    return next(item for item in items if item.project.id == line.row.project.id)


def sources_in_order(change: Change) -> tuple[str, ...]:
    """Return the sources of a change, that of the new status first."""
    first = (change.decisive.source_id,) if change.decisive else ()
    return tuple(dict.fromkeys((*first, *change.source_ids)))


def step_words(change: Change, language: str) -> str:
    """Say the old and the new status; a status that stays is said once."""
    new = say(f"status.{change.new}", language)
    if not change.moved:
        return new
    return f"{say(f'status.{change.old}', language)} {ARROW} {new}"


class CompactChanges(CompactTable):
    """A project in two lines or more: its name; old and new status, with date and source."""

    disc = 1.0

    def titles(self) -> Iterator[tuple[float, str, str]]:
        """Yield the title of the one column."""
        yield self._number, say("changes.column-step", self._sheet.language), "left"

    def texts(self, line: TableLine) -> list[TableText]:
        """Return name, and below it the step with date, source and tags."""
        room = self._width - self._number
        names = wrap(line.name, room, self._strong, _NAME_LINES)
        change, language = change_of(self._sheet, line), self._sheet.language
        tags = [*line.tags] if change.moved else [say("changes.news-only", language), *line.tags]
        refs = f"[{line.sources[0]}]" if line.sources else ""
        when = NO_BREAK.join(part for part in (line.updated, refs) if part and part != NOTHING)
        words = " · ".join([step_words(change, language), *([when] if when else []), *tags])
        details = wrap(words, room - INDENT, self._face, 3)
        return [
            TableText(self._number, names, self._strong),
            TableText(self._number, details, self._face, first=len(names), status=line.row.status),
        ]


class WideChanges(WideTable):
    """Name, old and new status, and every event and new figure with its date and source."""

    disc, gap, most_lines, figures = 1.0, _CHANGES_GAP, 0, 0

    @property
    def columns(self) -> Sequence[tuple[str, float]]:
        """Key of the title, and share of the width: number, name, status and what happened."""
        number = _NUMBER * self._sheet.paper.enlarge / self._width
        return (
            ("", number),
            ("column.name", _NAME_SHARE),
            ("changes.column-step", _STATUS_SHARE),
            ("changes.column-news", 1.0 - number - _NAME_SHARE - _STATUS_SHARE),
        )

    def texts(self, line: TableLine) -> list[TableText]:
        """Return the cells of one project."""
        language, change = self._sheet.language, change_of(self._sheet, line)
        words = " ".join([line.name, *(f"({tag})" for tag in line.tags)])
        texts, first = [self.cell(1, words, self._strong)], 0
        for arrow, code in self._steps(change):
            step = f"{arrow}{say(f'status.{code}', language)}"
            texts.append(self.cell(2, step, self._face, code, first))
            first += len(texts[-1].lines)
        first = 0
        for entry in self._news(line, change):
            texts.append(self.cell(3, entry, self._face, None, first))
            first += len(texts[-1].lines)
        return texts

    def _steps(self, change: Change) -> Iterator[tuple[str, Status]]:
        if change.moved:
            yield "", change.old
            yield f"{ARROW} ", change.new
        else:
            yield "", change.new

    def _news(self, line: TableLine, change: Change) -> Iterator[str]:
        """Yield a paragraph for each event, and one for the new figures."""
        language = self._sheet.language
        order = dict(zip(sources_in_order(change), line.sources, strict=True))
        for event in change.events:
            note = event.note[language] or say(f"status.{event.status}", language)
            yield f"{event.date.show(language)}: {note} [{order[event.source_id]}]"
        if change.figures:
            told = "; ".join(
                f"{figure_words(new, language)} [{order[new.figure.source_id]}]"
                for new in change.figures
            )
            yield say("changes.new-figures", language, figures=told)


def figure_words(new: NewFigure, language: str) -> str:
    """Say a new figure with what was quoted before."""
    figure = new.figure
    about = f" ({figure.note[language]})" if figure.note else ""
    name = quantity_name(figure.quantity, language)
    words = f"{name}{about} {figure_value(figure, language, NO_BREAK)}"
    before = new.before
    if before is None or before.unit != figure.unit or before.value == figure.value:
        return words
    return say("changes.before", language, now=words, old=format_exact(before.value, language))
