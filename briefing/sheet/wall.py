"""The wall edition: one page that is read from three metres.

No type is smaller than 10 points; the table holds the twelve largest of what is under
construction or prepared, and the rest is counted. The legend explains statuses only. Names of
communes, villages and peaks are left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from briefing.sheet.callouts import draw_callouts, find_callouts, place_around
from briefing.sheet.furniture import (
    draw_graticule,
    draw_insets,
    draw_north_arrow,
    draw_scale_bar,
    place_insets,
)
from briefing.sheet.legend import draw_sample
from briefing.sheet.page import HEADING, LEADING, Page
from briefing.sheet.pages import draw_imprint, draw_running_head
from briefing.sheet.paper_sizes import PAPERS, Box, fit_scale, frame_of
from briefing.sheet.plan import plan
from briefing.sheet.render import properties_of, render_with
from briefing.statement.statement import WALL
from geo.model import LIVELIEST_FIRST, Status
from geo.query.view import Reach
from geo.strings import say
from layers.paper.beside import is_kind
from layers.paper.canvas import draw_scene, place
from layers.paper.greyscale import grey_style
from layers.paper.labels.draw import draw_number
from layers.paper.scene import Scene, scene_of
from layers.paper.window import POINTS_PER_MM, grid_bounds, window_around
from layers.style import palette
from layers.style.text_metrics import NumberDisc, disc_radius, measure, shorten, wrap
from layers.themes.projects import THEME as PROJECTS
from layers.themes.urban import SEATS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.request import ExportRequest
    from briefing.sheet.callouts import Callout
    from briefing.sheet.furniture import Insets
    from briefing.sheet.paper_sizes import Paper
    from briefing.sheet.plan import Sheet, TableLine
    from geo.query.view import View
    from layers.paper.canvas import Drawn
    from layers.paper.shown import Shown

# The least size of type, in points, and the most rows of the table.
LEAST_PT: Final = 10.0
MOST_ROWS: Final = 12
LISTED: Final = (Status.CONSTRUCTION, Status.PREPARING)
# Size of type and symbols relative to A4, and the share of the width that the words get: as much
# as lets the province be a round scale larger.
_ENLARGE = {"A3": 1.6, "A2": 2.26}
_COLUMN = {"A3": 0.335, "A2": 0.31}
_TITLE = 1.3
_TITLE_SIZES = (1.0, 0.9, 0.8, 0.72, 0.64, 0.56)
# Layers that a wall needs no legend for.
_LAYERS = frozenset(
    {"water", "areas", "roads", "expressway", "projects", "urban", "gates", "airport"}
)
_STYLES = {
    "areas": frozenset({"district", "province"}),
    "water": frozenset({"river", "main", "lake"}),
    "urban": SEATS,
}
_QUIET_ROLES = frozenset({"commune", "place", "peak", "water", "asset", "km-post", "shield-quiet"})
# Of a row: number, kilometres and money, in sizes of the type.
_NUMBER, _LENGTH, _CAPITAL, _DAY = 2.4, 3.2, 4.4, 5.2
_NAME_LINES = 3
_LEAD = 1.14
# Air above and below a row, and the type of the table in sizes of the small type: the largest
# that lets all rows in.
_PADS = (5.0, 3.6, 2.4, 1.4)
_GROWN = (1.25, 1.15, 1.0)
_SAMPLE, _SYMBOL = 28.0, 13.0
_GAP = 10.0
_BAR_MM = 50.0
_ARROW = 34.0


@dataclass(frozen=True)
class Wall:
    """A wall edition.

    Parameters
    ----------
    sheet
        What it draws; its lines are those of the table.
    numbers
        Row in the table by project id; the parts of a group have that of the group.
    rest
        How many projects of each status no row stands for.
    """

    sheet: Sheet
    numbers: dict[str, int]
    rest: dict[Status, int]


@dataclass(frozen=True)
class WallLayout:
    """Where everything on the map of a wall edition stands."""

    scene: Scene
    insets: Insets
    callouts: tuple[Callout, ...]
    drawn: Drawn


def wall_paper(size: str) -> Paper:
    """Return a size of paper with type for a wall."""
    paper = PAPERS[size]
    width = _COLUMN[size] * paper.width_mm
    return replace(paper, enlarge=_ENLARGE[size], column_mm=width, least=LEAST_PT)


def plan_wall(view: View, request: ExportRequest) -> Wall:
    """Return the wall edition of a view.

    Raises
    ------
    RequestError
        If the request asks for what does not exist.
    """
    request = replace(request, landscape=True, bbox=None, layers=request.layers & _LAYERS)
    sheet = plan(view, request)
    paper = wall_paper(sheet.request.size)
    bounds = grid_bounds(view.extent)
    frame = frame_of(paper, bounds)
    scale = fit_scale(bounds, frame.map.width, frame.map.height)
    window = window_around(bounds, frame.map.width, frame.map.height, scale)
    window = replace(window, factor=paper.print_factor)
    groups = _groups(sheet.lines)
    chosen = _chosen(groups)
    lines = tuple(replace(group[0], number=at) for at, group in enumerate(chosen, start=1))
    numbers = {
        line.row.project.id: at for at, group in enumerate(chosen, start=1) for line in group
    }
    told = [line.row for group in chosen for line in group if line.number]
    counts = view.totals.by_status
    rest = {one: counts[one] - sum(row.status is one for row in told) for one in LIVELIEST_FIRST}
    sheet = replace(sheet, paper=paper, frame=frame, window=window, lines=lines)
    return Wall(sheet, numbers, rest)


def _groups(lines: Iterable[TableLine]) -> list[list[TableLine]]:
    """Return lines as the table tells them: a group that has its own money with its parts."""
    found: list[list[TableLine]] = []
    open_group = False
    for line in lines:
        if line.row.reach is Reach.OUTSIDE:
            continue
        if line.is_part and open_group:
            found[-1].append(line)
            continue
        if not line.is_part:
            open_group = not line.number and line.row.capital is not None
        if line.number or open_group:
            found.append([line])
    return found


def _chosen(groups: Sequence[list[TableLine]]) -> list[list[TableLine]]:
    """Return what the table holds: the largest, then in the order of the lists."""
    listed = [group for group in groups if group[0].row.status in LISTED]
    largest = sorted(listed, key=lambda group: -_money(group[0]))[:MOST_ROWS]
    return sorted(largest, key=lambda group: (LISTED.index(group[0].row.status), -_money(group[0])))


def _money(line: TableLine) -> float:
    return line.row.capital.value if line.row.capital else 0.0


def render_wall(view: View, request: ExportRequest) -> bytes:
    """Return the wall edition of a view as a file; the same view gives the same bytes.

    Raises
    ------
    RequestError
        If the request asks for what does not exist.
    """
    wall = plan_wall(view, request)
    return render_with(wall.sheet, lambda: [draw_wall(wall)], properties_of(wall.sheet, WALL))


def lay_out_wall(wall: Wall) -> WallLayout:
    """Find the places of insets, callouts and labels, without drawing anything."""
    sheet = wall.sheet
    request = sheet.request
    scene = scene_of(sheet.view, sheet.window, request.layers, grey=request.grey)
    kept = (item for item in scene.shown if _is_kept(item))
    scene = replace(scene, shown=tuple(_quiet(item) for item in kept))
    insets = place_insets(sheet, 0.0)
    callouts = find_callouts(Page(sheet.paper), sheet, scene, insets.reserved)

    def place_labels(kept: tuple[Callout, ...]) -> Drawn:
        around = replace(scene, solid=tuple(one.cover for one in kept))
        return place(around, wall.numbers, insets.reserved)

    callouts, drawn = place_around(callouts, place_labels)
    return WallLayout(scene, insets, callouts, drawn)


def _is_kept(item: Shown) -> bool:
    """Tell whether a mark is drawn: nothing that only a legend would explain."""
    if item.theme is PROJECTS:
        return not is_kind(item)
    wanted = _STYLES.get(item.theme.id)
    return wanted is None or item.mark.style in wanted


def _quiet(item: Shown) -> Shown:
    """Return a mark without a name that nobody reads from afar."""
    label = item.mark.label
    if label is None or label.role not in _QUIET_ROLES:
        return item
    return replace(item, mark=replace(item.mark, label=None))


def draw_wall(wall: Wall, layout: WallLayout | None = None) -> Page:
    """Draw a wall edition, all but its page number."""
    sheet = wall.sheet
    layout = layout or lay_out_wall(wall)
    page = Page(sheet.paper)
    page.bookmarks.append(say("sheet.bookmark-map", sheet.language, title=sheet.title))
    draw_scene(page.layer_in(sheet.frame.map), layout.scene, layout.drawn)
    draw_graticule(page, sheet)
    draw_insets(page, sheet, layout.insets)
    draw_callouts(page, sheet, layout.callouts)
    _draw_header(page, sheet)
    _draw_column(page, wall, layout.insets.column_height)
    _draw_strip(page, sheet)
    return page


def _draw_header(page: Page, sheet: Sheet) -> None:
    """Draw place and message as large as the line allows, and the day above."""
    box, title = sheet.frame.header, sheet.title
    y = draw_running_head(page, sheet)
    for share in _TITLE_SIZES:
        face = page.face(page.title * _TITLE * share, 700)
        if measure(title, face).width <= box.width:
            break
    room = y - 3.0 - box.bottom
    base = box.bottom + (room - 0.74 * face.size) / 2
    page.write(shorten(title, box.width, face), box.left, base, face)


def _draw_column(page: Page, wall: Wall, foot: float) -> None:
    """Draw legend, table and what it leaves out; the rows as far apart as they may be.

    Parameters
    ----------
    foot
        What insets take of the column, in points.
    """
    sheet, box = wall.sheet, wall.sheet.frame.column
    y = box.top - _draw_legend(page, sheet, box.left, box.top, box.width) - _GAP
    rest = _rest_words(wall)
    face = page.face(page.small, color=palette.INK_SOFT)
    words = wrap(rest, box.width, face) if rest else []
    room = y - box.bottom - foot - len(words) * LEADING * face.size - HEADING * page.text_size
    if sheet.lines:
        y -= page.heading(say("wall.projects", sheet.language, count=len(sheet.lines)), box.left, y)
        y = _draw_table(page, sheet, Box(box.left, y - room, box.width, room))
    page.lines(words, (box.left, y - 2.0), face)


def _draw_legend(page: Page, sheet: Sheet, left: float, top: float, width: float) -> float:
    """Draw the statuses on the map with their counts in two columns; return the height."""
    language, counts = sheet.language, sheet.view.totals.by_status
    y = top - page.heading(say("sheet.legend", language), left, top)
    page.rule((left, y + 1.5), (left + width, y + 1.5), 0.9)
    y -= 3.0
    face, strong = page.face(page.text_size), page.face(page.text_size, 700)
    pitch = 1.45 * face.size
    grow = sheet.paper.enlarge / _ENLARGE["A3"]
    found = [status for status in LIVELIEST_FIRST if counts[status]]
    rows = -(-len(found) // 2)
    pixel = sheet.window.to_points(1)
    for at, status in enumerate(found):
        x = left + (at // rows) * width / 2
        middle = y - (at % rows + 0.5) * pitch
        for key, start, size in (
            (f"line-{status}", 0.0, _SAMPLE),
            (f"point-{status}", _SAMPLE + 4.0, _SYMBOL),
        ):
            style = PROJECTS.styles[key]
            style = grey_style(PROJECTS.id, key, style) if sheet.request.grey else style
            draw_sample(page, style, (x + start * grow, middle), size * grow, pixel)
        begin = x + (_SAMPLE + _SYMBOL + 10.0) * grow
        base = middle - 0.33 * face.size
        page.write(str(counts[status]), begin + 1.3 * face.size, base, strong, "right")
        page.write(say(f"status.{status}", language), begin + 1.7 * face.size, base, face)
    y -= rows * pitch + 2.0
    note = page.face(page.small, color=palette.INK_SOFT)
    y -= page.paragraph(say("wall.soft", language), (left, y), width, note)
    return top - y


@dataclass(frozen=True)
class _Table:
    """How the rows are set: type and air in points, the lines of each name."""

    size: float
    pad: float
    names: list[list[str]]

    @property
    def height(self) -> float:
        """Of titles and rows, in points."""
        lines = sum(map(len, self.names))
        return 1.5 * self.size + lines * _LEAD * self.size + 2 * self.pad * len(self.names)


def _table(page: Page, sheet: Sheet, room: Box) -> _Table:
    """Return the rows in the largest type, then with the most air, that a box has room for."""
    made = []
    for grown in _GROWN:
        size = grown * page.small
        strong = page.face(size, 700)
        width = room.width - (_NUMBER + _DAY + _LENGTH + _CAPITAL) * size
        names = [wrap(line.name, width, strong) for line in sheet.lines]
        if grown > 1.0 and max(map(len, names)) > _NAME_LINES:
            continue
        names = [lines[:_NAME_LINES] for lines in names]
        made += [_Table(size, pad * sheet.paper.enlarge, names) for pad in _PADS]
    return next((table for table in made if table.height <= room.height), made[-1])


def _draw_table(page: Page, sheet: Sheet, room: Box) -> float:
    """Draw the rows at the top of a box; return their lower edge."""
    table = _table(page, sheet, room)
    size, pad, right = table.size, table.pad, room.right
    face, strong = page.face(size), page.face(size, 700)
    soft = page.face(page.small, color=palette.INK_SOFT)
    columns = (right, right - _CAPITAL * size, right - (_CAPITAL + _LENGTH) * size)
    y = room.top - 1.1 * size
    for x, key in zip(columns, ("capital", "length", "since"), strict=True):
        page.write(say(f"wall.{key}", sheet.language), x, y, soft, "right")
    y = room.top - 1.5 * size
    page.rule((room.left, y), (right, y), 0.9)
    radius = disc_radius("00", size)
    for line, lines in zip(sheet.lines, table.names, strict=True):
        base = y - pad - 0.86 * size
        color = palette.STATUS[line.row.status]
        disc = NumberDisc(str(line.number), room.left + radius, base + 0.33 * size, size, color)
        draw_number(page.layer, disc)
        for step, words in enumerate(lines):
            below = base - step * _LEAD * size
            page.write(words, room.left + _NUMBER * size, below, strong)
        for x, words in zip(columns, (line.capital, line.length, line.updated), strict=True):
            page.write(words, x, base, face, "right")
        y -= len(lines) * _LEAD * size + 2 * pad
        page.rule((room.left, y), (right, y), 0.4, palette.NEIGHBOUR_EDGE)
    return y


def _rest_words(wall: Wall) -> str:
    """Return how many projects no row stands for in words, empty for none."""
    language, totals = wall.sheet.language, wall.sheet.view.totals
    counts = [
        say(f"sheet.count-{status}", language, count=count)
        for status, count in wall.rest.items()
        if count
    ]
    said = [say("wall.rest", language, counts=", ".join(counts))] if counts else []
    if totals.outside:
        said.append(say("sheet.caption-outside", language, count=totals.outside))
    return " ".join(said)


def _draw_strip(page: Page, sheet: Sheet) -> None:
    """Draw scale, scale bar, north arrow and notes under the map."""
    box, language, enlarge = sheet.frame.strip, sheet.language, sheet.paper.enlarge
    strong = page.face(page.text_size, 700)
    y = box.top - strong.size - 1.0
    page.write(say("sheet.scale", language, scale=sheet.scale), box.left, y, strong)
    bar = _BAR_MM * POINTS_PER_MM * enlarge / _ENLARGE["A3"]
    draw_scale_bar(page, sheet, box.left, y - 22.0 * enlarge, bar)
    arrow = box.left + bar + 25.0 * enlarge
    height = min(box.height - 8.0, _ARROW * enlarge)
    draw_north_arrow(page, sheet, arrow, box.top - 2.0 - height, height)
    left = arrow + 14.0 * enlarge
    face = page.face(page.small, color=palette.INK_SOFT)
    keys = ("map.reference-only", "map.sources", "wall.sources")
    words = " ".join(say(key, language) for key in keys)
    right = sheet.frame.imprint.left - _GAP
    most = int(box.height / (LEADING * face.size))
    page.paragraph(words, (left, box.top - 1.0), right - left, face, most)
    draw_imprint(page, sheet)
