"""Small multiples: the same little map once a status and once a year, where the annex has room.

The maps of a status show what is counted beside its title; those of a year what was under
construction or completed at its end. They hold no names but those of seats. On a day of the past
a project shows from its first dated event on: what nobody had spoken of is not "planned".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from briefing.sheet.page import HEADING, LEADING
from briefing.sheet.pages import Annex
from briefing.sheet.paper_sizes import Box, format_scale
from geo.dates import format_day
from geo.model import Status
from geo.query.groups import counted_rows
from geo.query.view import Reach, build_view, totals_of
from geo.strings import say
from layers.paper.beside import is_kind
from layers.paper.canvas import draw_scene, place
from layers.paper.scene import Scene, scene_of
from layers.paper.strokes import draw_symbol
from layers.paper.window import POINTS_PER_MM, grid_bounds, window_around
from layers.style import palette
from layers.style.text_metrics import shorten, wrap
from layers.themes.projects import THEME as PROJECTS
from layers.themes.projects import point_style
from layers.themes.urban import SEATS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.sheet.page import Page
    from briefing.sheet.plan import Sheet
    from geo.query.view import ProjectRow, View
    from layers.paper.canvas import Drawn
    from layers.paper.shown import Shown

STATUSES = (Status.PLANNED, Status.PREPARING, Status.CONSTRUCTION, Status.COMPLETED)
# What a map of a year shows: what nobody doubts on the ground.
BUILT = (Status.CONSTRUCTION, Status.COMPLETED)
MOST_YEARS = 4
_FEWEST_YEARS = 2
_FEWEST_PROJECTS = 4
# Denominators, and the least and greatest height of a map.
_THOUSANDS = (300, 400, 500, 600, 750, 1000, 1250, 1500, 2000, 2500, 3000, 4000, 4500, 5000)
SCALES = tuple(thousands * 1_000 for thousands in _THOUSANDS)
_HEIGHTS_MM = (27.0, 58.0)
# Size of symbols and names relative to the screen, on A4; ground around what is asked for.
_FACTOR = 0.5
_AIR_MM = 0.8
_GUTTER = 9.0
_BLOCK_GAP = 9.0
_SYMBOL = 7.0
# Air above and below a project in the table that makes room for the maps, the usual one first.
_PADS = (0.0, 2.2, 1.5)
# Layers that the maps hold, and of these the styles of which not all is wanted.
_LAYERS = frozenset({"areas", "water", "projects", "urban"})
_STYLES = {
    "areas": frozenset({"province"}),
    "water": frozenset({"main", "lake"}),
}
# Up to this denominator there is room for seats and their names.
_NAMES_FIT = 1_500_000


@dataclass(frozen=True)
class Multiple:
    """One little map.

    Parameters
    ----------
    counts
        What it says beside its title, in the order of the words.
    status
        Whose symbol stands before the title, ``None`` for a map of a year.
    view
        What it draws.
    unplaced
        How many of those counted have no known place.
    """

    title: str
    counts: tuple[tuple[Status, int], ...]
    view: View
    unplaced: int
    status: Status | None = None

    def unplaced_words(self, language: str) -> str:
        """Return how many are counted and not drawn in words, empty for none."""
        if not self.unplaced:
            return ""
        return say("sheet.multiples-unplaced", language, count=self.unplaced)


@dataclass(frozen=True)
class Block:
    """A row of maps under one heading."""

    heading: str
    note: str
    maps: tuple[Multiple, ...]


@dataclass(frozen=True)
class Arrangement:
    """How blocks stand in a box.

    Parameters
    ----------
    beside
        Whether the blocks stand side by side, else below each other.
    width, map_height
        Of one map, in points.
    height
        Of everything, in points.
    """

    blocks: tuple[Block, ...]
    beside: bool
    scale: int
    width: float
    map_height: float
    height: float


def annex_pages(sheet: Sheet, shown: int) -> list[Page]:
    """Return the pages after the first, with small multiples where they have room for them.

    Rows of the table move closer where that makes the room; no page is begun for the maps.

    Parameters
    ----------
    shown
        How many projects the first page lists already.
    """
    usual = Annex(sheet, shown)
    pages = usual.draw()
    blocks = blocks_of(sheet)
    if not blocks or not pages:
        return pages
    drawn = {0.0: (usual, pages)}
    for chosen, beside in _options(blocks):
        for pad in _PADS:
            if pad not in drawn:
                closer = Annex(sheet, shown, pad=pad)
                drawn[pad] = closer, closer.draw()
            annex, made = drawn[pad]
            found = arrange(sheet, chosen, made[-1], annex.spare, beside=beside)
            if found:
                draw_multiples(made[-1], sheet, found, annex.spare)
                return made
    return pages


def _options(blocks: tuple[Block, ...]) -> list[tuple[tuple[Block, ...], bool]]:
    """Return what to try, and whether side by side: all below each other, beside, the first."""
    if len(blocks) == 1:
        return [(blocks, False)]
    return [(blocks, False), (blocks, True), (blocks[:1], False)]


def blocks_of(sheet: Sheet) -> tuple[Block, ...]:
    """Return the maps that a sheet is worth: none of what changed, of few, or of one status."""
    view, language = sheet.view, sheet.language
    alone = view.selection.statuses or sheet.changes
    if alone or view.totals.projects < _FEWEST_PROJECTS:
        return ()
    day = format_day(view.day, language)
    by_status = Block(
        say("sheet.multiples-status", language, day=day),
        "",
        tuple(
            _multiple(view, say(f"status.{status}", language), (status,), status)
            for status in STATUSES
        ),
    )
    years = years_of(view)
    if len(years) < _FEWEST_YEARS:
        return (by_status,)
    by_year = Block(
        say("sheet.multiples-years", language),
        say("sheet.multiples-note", language),
        tuple(_of_year(view, year, language) for year in years),
    )
    return by_status, by_year


def years_of(view: View) -> list[int]:
    """Return the last years in which works began or ended, up to the day of the view."""
    inside = {row.project.id for row in _inside(view)}
    found = {
        event.effective.year
        for id_ in inside
        for event in view.catalog.events_of(id_)
        if event.status in BUILT and event.effective <= view.day
    }
    return sorted(found)[-MOST_YEARS:]


def _of_year(view: View, year: int, language: str) -> Multiple:
    """Return the map of the end of a year, or of the day of the view in its own year."""
    day = min(date(year, 12, 31), view.day)
    past = build_view(view.catalog, view.selection.with_(as_of=day))
    whole = day == date(year, 12, 31)
    title = str(year)
    if not whole:
        day_words = format_day(day, language)
        title = say("sheet.multiples-so-far", language, year=year, day=day_words)
    return _multiple(past, title, BUILT)


def _multiple(
    view: View, title: str, statuses: Sequence[Status], status: Status | None = None
) -> Multiple:
    rows = tuple(row for row in _inside(view) if row.status in statuses)
    counts = tuple((one, view.totals.by_status[one]) for one in statuses)
    part = replace(view, rows=rows, totals=totals_of(rows))
    unplaced = sum(not row.project.pieces for row in rows)
    return Multiple(title, counts, part, unplaced, status)


def _inside(view: View) -> list[ProjectRow]:
    return [row for row in counted_rows(view.rows) if row.reach is not Reach.OUTSIDE]


def arrange(
    sheet: Sheet, blocks: tuple[Block, ...], page: Page, room: Box, *, beside: bool
) -> Arrangement | None:
    """Return blocks at the largest scale that a box has room for, ``None`` where none fits.

    Parameters
    ----------
    beside
        Whether they stand side by side, else below each other.
    """
    west, south, east, north = grid_bounds(sheet.view.extent)
    lengths = [len(block.maps) for block in blocks]
    columns = sum(lengths) if beside else max(lengths)
    rows = 1 if beside else len(blocks)
    width = (room.width - _GUTTER * (columns - 1)) / columns
    heads = _heads(page, blocks, beside=beside)
    least, greatest = (size * POINTS_PER_MM for size in _HEIGHTS_MM)
    air = 2 * _AIR_MM * POINTS_PER_MM
    for scale in SCALES:
        metres = scale / 1_000 / POINTS_PER_MM
        across, along = (east - west) / metres + air, (north - south) / metres + air
        height = sum(heads[:rows]) + rows * along + (rows - 1) * _BLOCK_GAP
        if along < least:
            break
        if across <= width and along <= greatest and height <= room.height:
            return Arrangement(blocks, beside, scale, width, along, height)
    return None


def _heads(page: Page, blocks: Sequence[Block], *, beside: bool) -> list[float]:
    """Return what heading, note and titles of each row of maps take, in points."""
    noted = [bool(block.note) or (beside and any(one.note for one in blocks)) for block in blocks]
    bare = HEADING * page.text_size + 2.5 * LEADING * page.small
    return [bare + note * LEADING * page.small for note in noted]


def draw_multiples(page: Page, sheet: Sheet, found: Arrangement, room: Box) -> None:
    """Draw small multiples at the foot of a box."""
    top = room.bottom + found.height
    left = room.left
    page.bookmarks += [block.heading for block in found.blocks]
    heads = _heads(page, found.blocks, beside=found.beside)
    for block, head in zip(found.blocks, heads, strict=True):
        _draw_head(page, sheet, found, block, (left, top))
        for step, one in enumerate(block.maps):
            x = left + step * (found.width + _GUTTER)
            box = Box(x, top - head - found.map_height, found.width, found.map_height)
            _draw_title(page, sheet, one, box)
            draw_scene(page.layer_in(box), *scene_in(sheet, one, found))
            page.box(box, width=0.5)
        if found.beside:
            left += len(block.maps) * (found.width + _GUTTER)
        else:
            top -= head + found.map_height + _BLOCK_GAP


def _draw_head(
    page: Page, sheet: Sheet, found: Arrangement, block: Block, corner: tuple[float, float]
) -> None:
    """Draw heading, scale and note of a row of maps."""
    left, top = corner
    width = len(block.maps) * (found.width + _GUTTER) - _GUTTER
    scale = say("sheet.scale", sheet.language, scale=format_scale(found.scale))
    soft = page.face(page.small, color=palette.INK_SOFT)
    y = top - page.heading(block.heading, left, top)
    page.write(scale, left + width, y + 0.4 * soft.size, soft, "right")
    page.rule((left, y + 1.5), (left + width, y + 1.5))
    if block.note:
        page.lines(wrap(block.note, width, soft, 1), (left, y), soft)


def _draw_title(page: Page, sheet: Sheet, one: Multiple, at: Box) -> None:
    """Draw the title above a map, and below it how many of each status, behind its symbol."""
    strong, face = page.face(page.small, 700), page.face(page.small)
    y = at.top + 0.45 * face.size
    page.write(shorten(one.title, at.width, strong), at.left, y + LEADING * face.size, strong)
    x = at.left
    for status, count in one.counts:
        draw_symbol(page.layer, point_style(status), (x + _SYMBOL / 2, y + 2.6), _SYMBOL, 6)
        words = str(count)
        page.write(words, x + _SYMBOL + 2.0, y, face)
        x += _SYMBOL + 9.0 + page.width_of(words, face)
    words = one.unplaced_words(sheet.language)
    if words:
        soft = page.face(page.small, color=palette.INK_SOFT)
        page.write(shorten(f"({words})", at.right - x, soft), x, y, soft)


def scene_in(sheet: Sheet, one: Multiple, found: Arrangement) -> tuple[Scene, Drawn]:
    """Return what one map shows, the names of seats placed."""
    bounds = grid_bounds(sheet.view.extent)
    window = window_around(bounds, found.width, found.map_height, found.scale)
    window = replace(window, factor=_FACTOR * sheet.paper.enlarge)
    scene = scene_of(one.view, window, _LAYERS, grey=sheet.request.grey)
    seats = SEATS if found.scale <= _NAMES_FIT else frozenset[str]()
    scene = replace(scene, shown=tuple(item for item in scene.shown if _is_kept(item, seats)))
    drawn = place(scene, {})
    named = (label for label in drawn.placed if label.request.role in seats)
    near = tuple(label for label in named if label.leader is None)
    return scene, replace(drawn, placed=near)


def _is_kept(item: Shown, seats: frozenset[str]) -> bool:
    """Tell whether a map holds a mark: no symbol of what a project builds, no minor water."""
    if item.theme is PROJECTS:
        return not is_kind(item)
    if item.theme.id == "urban":
        return item.mark.style in seats
    wanted = _STYLES.get(item.theme.id)
    return not item.theme.switchable or (wanted is not None and item.mark.style in wanted)
