"""The strip sheet of a corridor: what stands on it, its pages, and its file.

The pages hold lanes, table, shares, legend and a small map. Type and strip grow as far as
everything still finds room on the first page.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefing.sheet.legend import Legend, entries
from briefing.sheet.page import HEADING, LEADING, SMALL, Page
from briefing.sheet.pages import (
    Annex,
    draw_header,
    draw_imprint,
    draw_legend,
    draw_notes,
    draw_rest,
)
from briefing.sheet.paper_sizes import Box, PageFrame, body_frame, fit_scale, format_scale
from briefing.sheet.plan import plan
from briefing.sheet.render import properties_of, render_with
from briefing.sheet.table import CompactTable
from geo.corridor.model import Basis
from geo.corridor.profile import profile, show_km
from geo.corridor.strip import strip
from geo.errors import SonLaMapError
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.strings import format_number, say
from layers.charts.ink import draw
from layers.charts.shares import share_parts
from layers.charts.strip_layout import StripCanvas, lay_out_strip, mark_style
from layers.charts.strip_marks import incident_style
from layers.paper.canvas import draw as draw_on_axes
from layers.paper.scene import scene_of
from layers.paper.window import grid_bounds, window_around
from layers.style import palette
from layers.style.model import SmallMap
from layers.style.text_metrics import NO_BREAK, wrap
from layers.themes import themes_on
from layers.themes.incidents import THEME as INCIDENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.request import ExportRequest
    from briefing.sheet.paper_sizes import Paper
    from briefing.sheet.plan import Sheet, TableLine
    from geo.corridor.model import Lane, ProjectBar, Strip
    from geo.corridor.profile import CorridorProfile, RoadShares
    from geo.query.view import View
    from layers.charts.strip_layout import StripLayout
    from layers.paper.scene import Scene


class StripError(SonLaMapError, ValueError):
    """A strip sheet was asked for without one corridor."""


_MARGIN_MM = 6.0
# A page that stands is narrow: its notes take more lines.
_FOOT_MM, _STANDING_FOOT_MM = 15.2, 22.0
_AIR = 7.0
_NOMINAL = 300.0
# Sizes of type and strip that are tried, relative to other sheets, the largest first.
SIZES = (1.24, 1.18, 1.12, 1.06, 1.0)
_GAP = 7.0
_LEAST_MAP = 130.0
_TABLE_SHARE, _STANDING_SHARE = 0.62, 0.55
# With the map in a column of its own between table and legend.
_TABLE_BESIDE, _MAP_BESIDE = 0.42, 0.26
_STATUS = 120.0
_SCALE_KM = 10.0
_NOTES = ("strip.measured", "map.reference-only", "map.sources")
_BAR_HEIGHT, _AFTER = 7.0, 3.0
_HAIR = 0.5
# Points a kilometre takes at least, for names of communes and projects to be read.
_LEAST_KM = 3.3
_MOST_ROWS = 3


@dataclass(frozen=True)
class StripSheet:
    """Everything a strip sheet says.

    Parameters
    ----------
    sheet
        Title, caption, table, provenance: the furniture of any sheet. Its lines are numbered
        along the lanes, from top to bottom and left to right.
    size
        Of type and strip, relative to other sheets on this paper.
    """

    sheet: Sheet
    strip: Strip
    profile: CorridorProfile
    size: float = 1.0


def plan_strip(view: View, corridor_id: str, request: ExportRequest) -> StripSheet:
    """Return the strip sheet of a corridor, with all its projects whatever the view filters.

    Raises
    ------
    UnknownIdError
        If there is no such corridor.
    RequestError
        If the request asks for what does not exist.
    """
    asked = view.selection
    whole = build_view(
        view.catalog,
        Selection(corridors=(corridor_id,), language=asked.language, as_of=asked.as_of),
        view.day,
    )
    unrolled = _as_asked(strip(whole, corridor_id), request)
    known = profile(whole, corridor_id)
    sheet = plan(whole, request)
    name = known.corridor.name[sheet.language]
    if len(unrolled.lanes) == 1:
        # The sum of lines that run side by side is no length of the corridor.
        name = f"{name} – {format_number(known.length_km, sheet.language, 1)} km"
    return StripSheet(
        replace(
            sheet,
            title=say("strip.title", sheet.language, name=name),
            frame=_frame(sheet.paper),
            lines=_lines(sheet, unrolled),
        ),
        unrolled,
        known,
    )


def grown(sheet: StripSheet, size: float) -> StripSheet:
    """Return the sheet with type and strip in another size, on the same paper."""
    paper = replace(sheet.sheet.paper, enlarge=sheet.sheet.paper.enlarge * size)
    plain = replace(sheet.sheet, paper=paper, frame=_frame(paper))
    return replace(sheet, sheet=plain, size=sheet.size * size)


def _frame(paper: Paper) -> PageFrame:
    """Return header, body and foot; the body is divided when its words are known."""
    foot_mm = _FOOT_MM if paper.landscape else _STANDING_FOOT_MM
    return body_frame(paper, _MARGIN_MM, foot_mm)


def _lines(sheet: Sheet, unrolled: Strip) -> tuple[TableLine, ...]:
    """Return the lines of the table in the order of the lanes and along each."""
    places: dict[str, list[tuple[int, Lane, ProjectBar]]] = {}
    for number, lane in enumerate(unrolled.lanes):
        for bar in sorted(lane.bars, key=lambda bar: (bar.from_km, -bar.to_km)):
            places.setdefault(bar.project_id, []).append((number, lane, bar))

    def rank(line: TableLine) -> tuple[bool, int, float, float, str]:
        project_id = line.row.project.id
        if project_id not in places:
            return True, 0, 0.0, 0.0, project_id
        number, _, bar = places[project_id][0]
        return False, number, bar.from_km, -bar.to_km, project_id

    ordered = sorted(sheet.lines, key=rank)
    # A heading is no project: it has no number here either.
    counted = [line.row.project.id for line in ordered if line.number]
    numbers = {project_id: number for number, project_id in enumerate(counted, start=1)}
    return tuple(
        replace(
            line,
            number=numbers.get(line.row.project.id, 0),
            # In the order of the road a part need not follow its group: indented under another
            # project it would seem to be part of that.
            is_part=False,
            section=None,
            tags=(
                *_where(places.get(line.row.project.id, []), sheet.language),
                *line.off_map(sheet.language).tags,
            ),
        )
        for line in ordered
    )


def _where(found: list[tuple[int, Lane, ProjectBar]], language: str) -> tuple[str, ...]:
    """Return where a project stands, lane by lane: ``QL.6 Km153–190``."""
    if not found:
        return (say("strip.off-line", language),)
    # What is built on the line needs no word of why it stands there.
    why = {
        Basis.LINE: [],
        Basis.AREA: [say("strip.by-area", language)],
        Basis.POINT: [say("strip.beside-line", language)],
    }
    told: dict[tuple[str, Basis], list[str]] = {}
    for _, lane, bar in found:
        low, high = (f"{lane.label_at(km):.0f}" for km in (bar.from_km, bar.to_km))
        short = bar.basis is Basis.POINT or low == high
        km = low if short else f"{low}–{high}"
        # Only official kilometres are called so.
        words = f"Km{km}" if lane.official else say("strip.from-start", language, km=km)
        told.setdefault((lane.name[language], bar.basis), []).append(words)
    return tuple(
        ", ".join([f"{name} {parts[0]}", *parts[1:], *why[basis]])
        for (name, basis), parts in told.items()
    )


def _as_asked(unrolled: Strip, request: ExportRequest) -> Strip:
    """Return the strip without incidents unless their layer is on."""
    if INCIDENTS.id in request.layers:
        return unrolled
    lanes = tuple(replace(lane, incidents=()) for lane in unrolled.lanes)
    return replace(unrolled, lanes=lanes)


def styles_of(sheet: Sheet) -> frozenset[tuple[str, str]]:
    """Return theme id and style of what the map shows in any size, for the legend."""
    scene = _scene(sheet, _NOMINAL, _NOMINAL)
    return frozenset((item.theme.id, item.mark.style) for item in scene.shown)


def draw_overview(page: Page, sheet: Sheet, box: Box) -> None:
    """Draw the map into a box."""
    top = box.top - page.heading("", box.left, box.top)
    inner = Box(box.left, box.bottom, box.width, top - box.bottom)
    scene = _scene(sheet, inner.width, inner.height)
    title = say("strip.overview", sheet.language, scale=format_scale(scene.window.scale))
    page.heading(title, box.left, box.top)
    draw_on_axes(page.layer_in(inner), scene, sheet.numbers)
    page.box(inner, width=0.6)


def _scene(sheet: Sheet, width: float, height: float) -> Scene:
    bounds = grid_bounds(sheet.view.extent)
    # The corridor's band is wide: its ends need air.
    air = 2 * _AIR * sheet.paper.enlarge
    scale = fit_scale(bounds, width - air, height - air)
    window = replace(window_around(bounds, width, height, scale), factor=sheet.paper.print_factor)
    return scene_of(sheet.view, window, themes_on(SmallMap.OVERVIEW), grey=sheet.request.grey)


@dataclass(frozen=True)
class Composed:
    """A first page with everything on it but the small map.

    Parameters
    ----------
    sheet
        In the size in which it is drawn.
    shown
        How many projects the table lists.
    notes_left
        Those that the legend has no room for.
    complete
        Whether all projects, notes and sources are on the page.
    room
        Where the small map may stand, ``None`` where there is no room for it.
    """

    sheet: StripSheet
    page: Page
    layout: StripLayout
    shown: int
    notes_left: tuple[str, ...]
    complete: bool
    room: Box | None


def draw_strip(sheet: StripSheet) -> list[Page]:
    """Draw all pages, all but their numbers; a picture has only the first."""
    first = composed(sheet)
    plain = first.sheet.sheet
    first.page.bookmarks.append(plain.title)
    draw_header(first.page, plain)
    draw_imprint(first.page, plain)
    body = plain.frame.neatline
    draw(first.page.layer, first.layout.parts, body.left, body.top)
    if first.room:
        draw_overview(first.page, plain, first.room)
    pages = [first.page]
    if plain.request.format == "pdf" and not first.complete:
        pages += Annex(plain, first.shown, first.notes_left).draw()
    return pages


def lay_out(sheet: StripSheet) -> StripLayout:
    """Return the strip map laid out for the body of the page.

    The common axis breaks into as few equal rows as leave a kilometre room for its names. Larger
    type breaks no row more.
    """
    plain, enlarge = sheet.sheet, sheet.sheet.paper.enlarge
    width = plain.frame.neatline.width
    rows = math.ceil(sheet.strip.length_km * _LEAST_KM * enlarge / sheet.size / width)
    canvas = StripCanvas(
        width,
        SMALL * enlarge,
        _HAIR,
        rows=min(max(rows, 1), _MOST_ROWS),
        sections=True,
        numbers=plain.numbers,
    )
    return lay_out_strip(plain.view.catalog, sheet.strip, plain.language, canvas)


def composed(sheet: StripSheet) -> Composed:
    """Return the first page in the largest size in which it holds everything, with a map if any.

    A map under the table is larger than one beside it, a complete page better than a map.
    """
    bare: Composed | None = None
    mapped = styles_of(sheet.sheet)
    for beside in (False, True):
        for size in SIZES:
            found = _compose(grown(sheet, size), mapped, beside=beside)
            if found.complete and found.room:
                return found
            bare = bare or (found if found.complete else None)
    return bare or _compose(sheet, mapped, beside=False)


def _compose(sheet: StripSheet, mapped: frozenset[tuple[str, str]], *, beside: bool) -> Composed:
    """Return the first page in one size.

    Parameters
    ----------
    mapped
        Theme id and style of what the map shows.
    beside
        Whether the map stands between table and legend; else below the table.
    """
    plain = sheet.sheet
    page = Page(plain.paper)
    layout = lay_out(sheet)
    body = plain.frame.neatline
    below = Box(body.left, body.bottom, body.width, body.height - layout.height)
    share = _TABLE_SHARE if plain.paper.landscape else _STANDING_SHARE
    words, place, aside = _columns(below, _TABLE_BESIDE if beside else share, beside=beside)
    shown, bottom = _draw_table(page, sheet, words)
    if place is None:
        place = Box(words.left, words.bottom, words.width, bottom - _GAP - words.bottom)
    fits = shown == len(plain.lines) and bottom >= words.bottom
    least = _LEAST_MAP * plain.paper.enlarge
    room = place if fits and min(place.height, place.width) > least else None
    aside = replace(aside, bottom=body.bottom, height=aside.top - body.bottom)
    used = mapped if room else frozenset()
    # A full page says the shares in words alone, then not at all: without a legend it is mute.
    whole = False
    for bars in (True, False):
        below = aside.below(_shares_height(page, sheet, aside.width, bars=bars) + _GAP)
        high = _heading(page) + _legend(page, sheet, used, below).height
        if high + LEADING * page.small <= below.height:
            _draw_shares(page, sheet, aside, bars=bars)
            aside, whole = below, bars
            break
    notes_left = _draw_legend(page, sheet, used, aside)
    named = _draw_foot(page, sheet, layout.unit)
    noted = whole and not notes_left
    complete = fits and noted and named == len(plain.provenance.sources)
    return Composed(sheet, page, layout, shown, notes_left, complete, room)


def _columns(below: Box, share: float, *, beside: bool) -> tuple[Box, Box | None, Box]:
    """Return where table, map and legend stand; no place for a map that goes below the table."""
    words = replace(below, width=below.width * share)
    start, place = words.right + 2 * _GAP, None
    if beside:
        place = replace(below, left=start, width=below.width * _MAP_BESIDE)
        start = place.right + 2 * _GAP
    return words, place, replace(below, left=start, width=below.right - start)


def _heading(page: Page) -> float:
    return HEADING * page.face(page.text_size, 700).size


def _legend(page: Page, sheet: StripSheet, mapped: frozenset[tuple[str, str]], box: Box) -> Legend:
    """Return the legend of the strip and its small map, laid out for a box."""
    plain, language = sheet.sheet, sheet.sheet.language
    catalog, lanes = plain.view.catalog, sheet.strip.lanes
    bars = [bar for lane in lanes for bar in lane.bars]
    used = mapped | {mark_style(catalog, mark) for lane in lanes for mark in lane.marks}
    used |= {
        ("incidents", incident_style(incident)) for lane in lanes for incident in lane.incidents
    }
    used |= {
        ("projects", f"{'line' if bar.basis is Basis.LINE else 'point'}-{bar.status}")
        for bar in bars
    }
    found = entries(used, {"number"} if bars else set(), catalog, language)
    return Legend(page, plain, found, box.width, box.height - _heading(page))


def _draw_legend(
    page: Page, sheet: StripSheet, mapped: frozenset[tuple[str, str]], box: Box
) -> tuple[str, ...]:
    """Draw the legend and what must be known of the lengths; return the notes without room."""
    plain = sheet.sheet
    y = draw_legend(page, plain, _legend(page, sheet, mapped, box), box) - 2
    face = page.face(page.small, color=palette.INK_SOFT)
    notes = tuple(_legend_notes(sheet))
    pitch = face.size * LEADING
    single = plain.request.format != "pdf"
    for number, words in enumerate(notes):
        high, left = len(wrap(words, box.width, face)) * pitch, len(notes) - number
        # A picture has no further page: what finds no room on it is counted.
        counted = pitch if single and left > 1 else 0.0
        if y - high - counted < box.bottom:
            if single:
                more = say("strip.notes-more", plain.language, count=left)
                page.paragraph(more, (box.left, y), box.width, face)
            return notes[number:]
        y -= page.paragraph(words, (box.left, y), box.width, face) + 1
    return ()


def _legend_notes(sheet: StripSheet) -> Iterator[str]:
    """Yield what must be known to read the strip: the signs that occur, then the lengths."""
    language = sheet.sheet.language
    if any(bar.basis is Basis.AREA for lane in sheet.strip.lanes for bar in lane.bars):
        yield say("strip.legend-thin", language)
    if any(lane.meetings for lane in sheet.strip.lanes):
        yield say("strip.legend-meeting", language)
    if sheet.strip.ties:
        yield say("strip.legend-tie", language)
    if any(lane.schematic_km for lane in sheet.strip.lanes):
        yield say("strip.legend-dash", language)
    grades = {part.evidence for lane in sheet.strip.lanes for part in lane.segments}
    told = "; ".join(say(f"grade.{grade}", language) for grade in sorted(grades))
    told = told.replace(" %", f"{NO_BREAK}%")
    yield say("strip.legend-grade", language, grades=told)
    yield from sheet.profile.notes(language)


def _draw_table(page: Page, sheet: StripSheet, box: Box) -> tuple[int, float]:
    """Draw caption and table; return how many projects it has, and its lower edge."""
    plain, language = _with_sources(sheet.sheet), sheet.sheet.language
    face = page.face(page.small, color=palette.INK_SOFT)
    y = box.top
    y -= page.paragraph(plain.caption, (box.left, y), box.width, page.face(page.text_size)) + 4
    if not plain.lines:
        words = say("strip.corridor-none", language)
        return 0, y - page.paragraph(words, (box.left, y), box.width, face)
    y -= page.heading(say("sheet.projects", language), box.left, y)
    table = CompactTable(page, plain, box.width, _STATUS)
    room = y - box.bottom
    count = len(plain.lines)
    fitting = table.rows_that_fit(room)
    if fitting < count:
        fitting = table.rows_that_fit(room - 1.8 * face.size)
    if fitting:
        y -= table.draw(box.left, y, plain.lines[:fitting])
    return fitting, y - draw_rest(page, plain, replace(box, height=y - box.bottom), fitting)


def _with_sources(sheet: Sheet) -> Sheet:
    """Return the sheet with the numbers of the sources after each date: no column tells them."""
    lines = (
        replace(line, updated=" ".join((line.updated, *(f"[{number}]" for number in line.sources))))
        for line in sheet.lines
    )
    return replace(sheet, lines=tuple(lines))


def _share_words(sheet: StripSheet) -> Iterator[tuple[RoadShares, str]]:
    """Yield each road with its shares in words."""
    language = sheet.sheet.language
    for road in sheet.profile.roads:
        words = "; ".join(
            f"{share.label(language)} {show_km(share.km, language, drawn=road.schematic)}"
            f" ({share.percent}{NO_BREAK}%)"
            for share in road.shares
            if share.km
        )
        drawn = f" ({say('profile.road-drawn', language)})" if road.schematic else ""
        yield road, f"{road.name[language]}{drawn}: {words}"


def _shares_height(page: Page, sheet: StripSheet, width: float, *, bars: bool) -> float:
    face = page.face(page.small)
    lines = [len(wrap(words, width, face)) for _, words in _share_words(sheet)]
    air = _AFTER + (_BAR_HEIGHT * page.paper.enlarge + _AFTER if bars else 0.0)
    return _heading(page) + sum(lines) * face.size * LEADING + len(lines) * air


def _draw_shares(page: Page, sheet: StripSheet, box: Box, *, bars: bool) -> None:
    """Draw the shares of each road by status, as a bar and in words."""
    face = page.face(page.small)
    title = say("profile.shares", sheet.sheet.language)
    y = box.top - page.heading(title, box.left, box.top)
    high = _BAR_HEIGHT * page.paper.enlarge
    for road, words in _share_words(sheet):
        if bars:
            draw(page.layer, share_parts(road.shares, box.width, high), box.left, y)
            y -= high + _AFTER
        y -= page.paragraph(words, (box.left, y), box.width, face) + _AFTER


def _draw_foot(page: Page, sheet: StripSheet, unit: float) -> int:
    """Draw the scale of the strip and the notes; return how many sources are named."""
    plain = sheet.sheet
    box = plain.frame.strip
    face = page.face(page.small, 600)
    wide = _SCALE_KM * unit
    y = box.top - 1.0 - face.size
    page.write(f"{_SCALE_KM:.0f} km", box.left, y, face)
    page.rule((box.left, y - 5), (box.left + wide, y - 5), 1.6)
    for x in (box.left, box.left + wide):
        page.rule((x, y - 8), (x, y - 2), 0.7)
    left = box.left + max(wide, page.width_of("10 km", face)) + 2 * _GAP
    right = plain.frame.imprint.left - _GAP
    return draw_notes(page, plain, Box(left, box.bottom, right - left, box.height), _NOTES)


def render_strip(view: View, corridor_id: str, request: ExportRequest) -> bytes:
    """Return the strip sheet as a file; the same view, request and data give the same bytes.

    Raises
    ------
    UnknownIdError
        If there is no such corridor.
    RequestError
        If the request asks for what does not exist.
    """
    planned = plan_strip(view, corridor_id, request)
    facts = properties_of(planned.sheet, strip=corridor_id)
    return render_with(planned.sheet, lambda: draw_strip(planned), facts)
