"""The legend of a sheet: an entry for every style that is drawn, and for no other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate, combinations, pairwise
from typing import TYPE_CHECKING

import shapely

from geo.model import Status
from geo.strings import kinds, say
from layers.paper.greyscale import grey_style
from layers.paper.labels.draw import draw_number
from layers.paper.strokes import STROKES as HALO
from layers.paper.strokes import Canvas, draw_fill, draw_stroke, draw_symbol
from layers.style import palette
from layers.style.kinds import kind_heading
from layers.style.model import FillStyle, LineStyle, Stroke, Style, SymbolStyle
from layers.style.text_metrics import NumberDisc, disc_radius, wrap
from layers.themes import BY_ID
from layers.themes.areas import CHOSEN_STYLE
from layers.themes.projects import DRAWN_SAMPLE
from layers.themes.projects import THEME as PROJECTS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from briefing.sheet.page import Page
    from briefing.sheet.plan import Sheet
    from geo.catalog.catalog import Catalog
    from layers.paper.canvas import Drawn
    from layers.style.model import Theme

# Headings, top to bottom; a theme without one of them gets a heading of its own below.
_HEADINGS = (
    tuple(f"sheet.legend-{group}" for group in ("projects", "corridors", "roads", "points"))
    + tuple(dict.fromkeys(map(kind_heading, kinds())))
    + ("sheet.legend-ground",)
)
# Signs that are no style of a theme: under which heading they are explained, and how.
SIGNS = {
    "number": ("sheet.legend-projects", "sheet.legend-number"),
    "schematic": ("sheet.legend-projects", "sheet.legend-schematic"),
    "halo": ("sheet.legend-projects", "changes.legend-halo"),
    "inset": ("sheet.legend-ground", "sheet.legend-inset"),
    "chosen": ("sheet.legend-ground", "style.areas.chosen"),
}
_INSET = FillStyle(palette.PAPER, 1.0, (Stroke(palette.INK, 1.0),))
_SIGN_STYLES: dict[str, Style] = {
    "chosen": CHOSEN_STYLE, "halo": LineStyle(HALO), "schematic": DRAWN_SAMPLE, "inset": _INSET
}  # fmt: skip
_STATUSES = tuple(Status)
_SHAPES = ("line", "drawn", "area", "point", "trace", "pale", "ghost", "hatch", "soft", "softer")
# Explained once, whatever the statuses of those on the map.
_ONCE = ("ghost", "hatch", "soft")
_LINE, _AREA, _GAP = 20.0, 13.0, 3.0
_TALLEST = 9.0
_WIDEST_EDGE = 2.4
_COLUMN_GAP = 9.0
_COLUMN = 88.0
_MOST_COLUMNS = 3
_ROW_AIR = 1.4
_LEAD = 1.14
_MOST_LINES = 2
# Of the width of a column, what signs side by side may take.
_MOST_SIGNS = 0.5
# A group is divided between the columns when that saves more than this.
_DIVIDED = 16.0
# Rows of a divided group that stay with its heading.
_LEAST_OF_GROUP = 2
_SAMPLE_NUMBER = "1"


@dataclass(frozen=True)
class LegendEntry:
    """A line of the legend.

    Parameters
    ----------
    styles
        Theme id and style of what it explains; empty for a note.
    sign
        Key of :data:`SIGNS` where it explains no style.
    """

    group: str
    text: str
    styles: tuple[tuple[str, str], ...] = ()
    sign: str = ""

    def shown(self, *, grey: bool) -> list[Style]:
        """Return the styles in which its sign is drawn; none for a number or a note."""
        if self.sign in _SIGN_STYLES:
            return [_SIGN_STYLES[self.sign]]
        styles = [(theme, style, BY_ID[theme].sample(style)) for theme, style in self.styles]
        looks = (grey_style(*named) if grey else named[-1] for named in styles)
        # The symbol of a kind is that of what stands, smaller, and of what is to come.
        alone = {
            style.symbol if isinstance(style, SymbolStyle) else style: style for style in looks
        }
        return list(alone.values())


def entries(
    used: Iterable[tuple[str, str]], signs: Collection[str], catalog: Catalog, language: str
) -> list[LegendEntry]:
    """Return the entries for what is drawn, in the order of the groups.

    Styles that say the same (line, area and symbol of one status) share an entry.

    Parameters
    ----------
    used
        Theme id and style of what is drawn.
    signs
        Which of the signs that are no style are on the map, see :data:`SIGNS`.
    """
    merged: dict[tuple[str, str], list[tuple[str, str]]] = {}
    ranked = sorted(used, key=_rank)
    for theme_id, style in ranked:
        theme = BY_ID[theme_id]
        if not _is_named(theme, style) and not theme.legend_key(style):
            continue
        key = theme.heading_of(style), _wording(theme, style, catalog, language)
        mine = merged.setdefault(key, [])
        # A hollow line has the pattern of its status, which the full one shows.
        known = style.replace("drawn-", "line-") if theme_id == PROJECTS.id else style
        if not (mine and (style.startswith(_ONCE) or (theme_id, known) in mine)):
            mine.append((theme_id, style))
    found = [LegendEntry(group, text, tuple(styles)) for (group, text), styles in merged.items()]
    # The word stands on lines: where no project is one, on a road or an expressway.
    projects_drawn = any(theme == "projects" and "line" in style for theme, style in ranked)
    found += [
        LegendEntry(
            "sheet.legend-roads" if sign == "schematic" and not projects_drawn else group,
            say(key, language),
            sign=sign,
        )
        for sign, (group, key) in SIGNS.items()
        if sign in signs
    ]
    order = list(dict.fromkeys([*_HEADINGS, *(entry.group for entry in found)]))
    return sorted(found, key=lambda entry: order.index(entry.group))


def signs_on(drawn: Drawn) -> set[str]:
    """Return which of the signs that are no style stand on a map."""
    drawings = any(item.is_band for item in drawn.visible)
    facts = {
        "number": bool(drawn.numbered),
        "schematic": drawings,
        "halo": drawn.halo,
        "chosen": drawn.highlighted,
        "inset": drawn.framed,
    }
    return {sign for sign, stands in facts.items() if stands}


def _rank(used: tuple[str, str]) -> tuple[int, int, int, int]:
    """Sort by heading and place under it, then as the theme lists its styles, lines first."""
    theme_id, style = used
    theme = BY_ID[theme_id]
    heading = theme.heading_of(style)
    group = _HEADINGS.index(heading) if heading in _HEADINGS else len(_HEADINGS)
    place = group, theme.legend_place
    shape, _, status = style.partition("-")
    if status in _STATUSES:
        # A thin or pale line and a soft disc are explained after the statuses.
        order = _SHAPES.index(shape)
        later = len(_STATUSES) * max(0, order - _SHAPES.index("point"))
        return *place, _STATUSES.index(Status(status)) + later, order
    return *place, list(theme.styles).index(style), 0


def _wording(theme: Theme, style: str, catalog: Catalog, language: str) -> str:
    if not _is_named(theme, style):
        return say(theme.legend_key(style), language)
    marks = (mark for mark in theme.marks(catalog) if mark.item_id == style and mark.label)
    return next((mark.label.text[language] for mark in marks if mark.label), style)


def _is_named(theme: Theme, style: str) -> bool:
    """Tell whether a style is explained by the name of what it stands for."""
    return theme.legend_from_marks and style not in theme.legend_keys


@dataclass(frozen=True)
class _LegendRow:
    entry: LegendEntry | None
    lines: tuple[str, ...]
    height: float


class Legend:
    """The legend, laid out in columns over a given width; `draw` puts it on the page.

    Parameters
    ----------
    found
        What it explains, in the language of `sheet`.
    room
        Height it should keep to, if narrower columns and divided groups can do it; 0 for no
        limit.
    """

    def __init__(
        self, page: Page, sheet: Sheet, found: list[LegendEntry], width: float, room: float = 0.0
    ) -> None:
        self._page = page
        self._language = sheet.language
        self._grey = sheet.request.grey
        # Points a pixel of the design.
        self._pixel = sheet.window.to_points(1)
        self._face = page.face(page.small)
        self._head = page.face(page.small, 700, palette.INK_SOFT)
        columns = int(width / (_COLUMN * page.paper.enlarge))
        self._lay_out(found, width, max(min(columns, _MOST_COLUMNS), 1))
        if room and self.height > room and columns < _MOST_COLUMNS:
            self._lay_out(found, width, columns + 1)
        if room and self.height > room:
            self._lay_out(found, width, min(columns + 1, _MOST_COLUMNS), divided=0.0)

    def _lay_out(
        self, found: list[LegendEntry], width: float, columns: int, divided: float = _DIVIDED
    ) -> None:
        self._column = (width - _COLUMN_GAP * (columns - 1)) / columns
        self._slots = {
            group: self._slots_of([entry for entry in found if entry.group == group])
            for group in dict.fromkeys(entry.group for entry in found)
        }
        self._columns = _balanced(self._rows(found), columns, divided, self._continued)
        self.height = max(sum(row.height for row in rows) for rows in self._columns)

    def draw(self, left: float, top: float) -> None:
        """Draw the legend downwards from `top`."""
        for step, rows in enumerate(self._columns):
            x, y = left + step * (self._column + _COLUMN_GAP), top
            for row in rows:
                if row.entry is None:
                    pitch = self._face.size * _LEAD
                    for up, line in enumerate(reversed(row.lines)):
                        at = y - row.height + 2.6 + up * pitch
                        self._page.write(line, x, at, self._head)
                else:
                    self._draw_entry(row, row.entry, x, y)
                y -= row.height

    def _rows(self, found: list[LegendEntry]) -> list[_LegendRow]:
        rows: list[_LegendRow] = []
        pitch = self._face.size * _LEAD
        group = ""
        for entry in found:
            if entry.group != group:
                group = entry.group
                rows.append(self._heading(say(group, self._language)))
            lines = tuple(wrap(entry.text, self._column - self._indent(entry), self._face, 6))
            symbol = any(isinstance(style, SymbolStyle) for style in entry.shown(grey=self._grey))
            least = _TALLEST if symbol else 0.0
            rows.append(_LegendRow(entry, lines, max(len(lines) * pitch, least) + _ROW_AIR))
        return rows

    def _heading(self, words: str) -> _LegendRow:
        lines = tuple(wrap(words, self._column, self._head))
        further = (len(lines) - 1) * self._face.size * _LEAD
        return _LegendRow(None, lines, self._face.size * 1.75 + further)

    def _continued(self, head: _LegendRow) -> _LegendRow:
        """Return the heading of the rest of a group."""
        return self._heading(say("legend.continued", self._language, group=" ".join(head.lines)))

    def _draw_entry(self, row: _LegendRow, entry: LegendEntry, x: float, top: float) -> None:
        pitch = self._face.size * _LEAD
        middle = top - row.height / 2
        self._draw_sign(entry, x, middle)
        first = middle + pitch * (len(row.lines) - 1) / 2 - 0.33 * self._face.size
        for step, line in enumerate(row.lines):
            self._page.write(line, x + self._indent(entry), first - step * pitch, self._face)

    def _slots_of(self, found: list[LegendEntry]) -> dict[str, tuple[float, float]]:
        """Return where signs stand, by sort: from the left edge, and how wide.

        Where an entry has several signs, each sort has a place of its own in the whole group;
        else all share one. In a narrow column a symbol stands on the area, as on the map: words
        need the room.
        """
        widths: dict[str, float] = {}
        for entry in found:
            for style in entry.shown(grey=self._grey):
                sort = sort_of(style)
                widths[sort] = max(widths.get(sort, 0.0), self._width(style))
        if all(len(entry.shown(grey=self._grey)) <= 1 for entry in found):
            return dict.fromkeys(widths, (0.0, max(widths.values(), default=0.0)))
        slots, x = {}, 0.0
        for sort in ("line", "area", "symbol"):
            if sort in widths:
                slots[sort] = x, widths[sort]
                x += widths[sort] + _GAP
        if x > _MOST_SIGNS * self._column and {"area", "symbol"} <= slots.keys():
            slots["symbol"] = slots["area"]
        return slots

    def _indent(self, entry: LegendEntry) -> float:
        """Return where the words begin."""
        if entry.sign == "number":
            return 2 * disc_radius(_SAMPLE_NUMBER, self._face.size) + _GAP
        if entry.sign in {"halo", "schematic"}:
            return _LINE + _GAP
        if self._is_long(entry):
            # A long text begins right after its own signs.
            places = self._places(entry)
            return max(sum(places[sort_of(style)]) for style in entry.shown(grey=self._grey)) + _GAP
        return self._full_indent(entry)

    def _full_indent(self, entry: LegendEntry) -> float:
        return max(x + width for x, width in self._slots[entry.group].values()) + _GAP

    def _is_long(self, entry: LegendEntry) -> bool:
        room = self._column - self._full_indent(entry)
        sorts = {sort_of(style) for style in entry.shown(grey=self._grey)}
        # Discs of both sizes stand below each other: the text of one is longer.
        most = 1 if sorts == {"area"} else _MOST_LINES
        return len(wrap(entry.text, room, self._face)) > most

    def _places(self, entry: LegendEntry) -> dict[str, tuple[float, float]]:
        """Return where its signs stand, side by side without a gap for those that it lacks.

        They end where the words begin; those of a long text begin at the left edge.
        """
        slots = self._slots[entry.group]
        sorts = {sort_of(style) for style in entry.shown(grey=self._grey)}
        if self._is_long(entry):
            if len(sorts) == 1:
                return {sort: (0.0, slots[sort][1]) for sort in sorts}
            return slots
        # Where the symbol stands on the area, or all share one place, nothing is left free.
        mine = {sort: slot for sort, slot in slots.items() if sort in sorts}
        if len({x for x, _ in slots.values()}) < len(slots):
            return mine
        free = sum(width + _GAP for sort, (_, width) in slots.items() if sort not in sorts)
        placed: dict[str, tuple[float, float]] = {}
        for sort, (_, width) in mine.items():
            placed[sort] = free, width
            free += width + _GAP
        return placed

    def _width(self, style: Style) -> float:
        if isinstance(style, SymbolStyle):
            return min(style.size * self._pixel, _TALLEST)
        return _AREA if sort_of(style) == "area" else _LINE

    def _draw_sign(self, entry: LegendEntry, x: float, y: float) -> None:
        if entry.sign == "number":
            radius = disc_radius(_SAMPLE_NUMBER, self._face.size)
            disc = NumberDisc(_SAMPLE_NUMBER, x + radius, y, self._face.size)
            draw_number(self._page.layer, disc)
            return
        styles = entry.shown(grey=self._grey)
        places = self._places(entry)
        for style in styles:
            alike = [other for other in styles if sort_of(other) == sort_of(style)]
            start, room = places[sort_of(style)]
            # Styles of one sort share its slot.
            room = (room - _GAP * (len(alike) - 1)) / len(alike)
            width = min(self._width(style), room)
            left = x + start + (room + _GAP) * alike.index(style) + (room - width) / 2
            draw_sample(self._page, style, (left, y), width, self._pixel)


def sort_of(style: Style) -> str:
    """Return ``line``, ``area`` or ``symbol``: an area without a fill is shown as its border."""
    if isinstance(style, SymbolStyle):
        return "symbol"
    return "area" if isinstance(style, FillStyle) and style.opacity > 0 else "line"


def draw_sample(
    page: Page, style: Style, start: tuple[float, float], width: float, pixel: float
) -> None:
    """Draw a style as a sample (points).

    Parameters
    ----------
    start
        Middle of its left edge.
    pixel
        Points a pixel of the design.
    """
    x, y = start
    if isinstance(style, SymbolStyle):
        draw_symbol(page.layer, style, (x + width / 2, y), width, 6)
        return
    strokes = style.strokes if isinstance(style, LineStyle) else style.outline
    if sort_of(style) == "area" and isinstance(style, FillStyle):
        box = shapely.box(x + 0.5, y - 3.6, x + width - 0.5, y + 3.6)
        edge = strokes or (Stroke(palette.NEIGHBOUR_EDGE, 0.6),)
        thin = min(pixel, _WIDEST_EDGE / max(stroke.width for stroke in edge))
        fill = FillStyle(style.color, style.opacity, edge, style.rim)
        if style.opacity < 1:
            # A tint is seen as on the map: on the ground that it lies on.
            draw_fill(Canvas(page.layer, thin), [box], FillStyle(palette.LAND), 4.9)
        draw_fill(Canvas(page.layer, thin), [box], fill, 5)
        return
    line = shapely.linestrings([(x, y), (x + width, y)])
    widest = max(stroke.width for stroke in strokes) * pixel
    pen = Canvas(page.layer, pixel * min(1.0, (_TALLEST - 2) / widest))
    for step, stroke in enumerate(strokes):
        ends = line if stroke.cap == "butt" else _shortened(line, stroke.width * pen.pixel / 2)
        draw_stroke(pen, [ends], stroke, 5 + step / 10)


def _shortened(line: shapely.LineString, by: float) -> shapely.LineString:
    (x0, y), (x1, _) = line.coords
    return shapely.LineString([(x0 + by, y), (x1 - by, y)])


def _balanced(
    rows: list[_LegendRow],
    columns: int,
    cost: float = _DIVIDED,
    continued: Callable[[_LegendRow], _LegendRow] = replace,
) -> list[list[_LegendRow]]:
    """Return the rows in columns of about the same height.

    A group is rather not divided. One that is keeps its heading with its first rows, and the rest
    of it stands under a heading of its own.

    Parameters
    ----------
    cost
        Height that a divided group counts more.
    continued
        Makes of the heading of a group that of its rest.
    """
    heads = [at for at, row in enumerate(rows) if row.entry is None]
    above = {at: max((head for head in heads if head < at), default=-1) for at in range(len(rows))}
    ends = [
        at
        for at in range(1, len(rows))
        if rows[at].entry is None or at - above[at] > _LEAST_OF_GROUP
    ]
    heights = [0.0, *accumulate(row.height for row in rows)]

    def again(at: int) -> list[_LegendRow]:
        """Return the heading that a column needs which begins in the middle of a group."""
        if not at or rows[at].entry is None or above[at] < 0:
            return []
        return [continued(rows[above[at]])]

    headings = {at: sum(row.height for row in again(at)) for at in (0, *ends)}

    def tallest(cuts: tuple[int, ...]) -> float:
        edges = (0, *cuts, len(rows))
        divided = sum(cost for cut in cuts if rows[cut].entry is not None)
        return divided + max(
            headings[start] + heights[end] - heights[start] for start, end in pairwise(edges)
        )

    options = [cuts for count in range(columns) for cuts in combinations(ends, count)]
    edges = (0, *min(options, key=tallest), len(rows))
    return [[*again(start), *rows[start:end]] for start, end in pairwise(edges)]
