"""The pages of a strip sheet: the lanes, the table, the shares, the legend and a small map.

Type and strip grow as far as everything still finds room on the first page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefing.sheet.annex import Annex
from briefing.sheet.first_page import draw_header, draw_imprint, draw_notes
from briefing.sheet.legend import Legend, entries
from briefing.sheet.page import LEADING, Page
from briefing.sheet.paper_sizes import Box
from briefing.sheet.table import CompactTable
from briefing.strip.draw import ink, ink_bit
from briefing.strip.layout import lay_out
from briefing.strip.overview import draw_overview, styles_of
from briefing.strip.placement import Bit
from briefing.strip.plan import grown
from geo.strings import say, show_number
from layers.charts.shares import bar_strokes
from layers.paper.text import NO_BREAK, wrap
from layers.style import palette
from layers.style.model import SymbolStyle
from layers.themes import THEMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.sheet.plan import Sheet
    from briefing.strip.placement import Plan
    from briefing.strip.plan import StripSheet
    from geo.corridor.profile import Share

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
_BAR_HEIGHT = 7.0


@dataclass(frozen=True)
class Composed:
    """A first page with everything on it but the small map.

    Parameters
    ----------
    sheet
        In the size in which it is drawn.
    shown
        How many projects the table lists.
    complete
        Whether all projects, notes and sources are on the page.
    room
        Where the small map may stand, ``None`` where there is no room for it.
    """

    sheet: StripSheet
    page: Page
    plan: Plan
    shown: int
    complete: bool
    room: Box | None


def draw_strip(sheet: StripSheet) -> list[Page]:
    """Draw all pages, all but their numbers; a picture has only the first."""
    first = composed(sheet)
    plain = first.sheet.sheet
    first.page.bookmarks.append(plain.title)
    draw_header(first.page, plain)
    draw_imprint(first.page, plain)
    ink(first.page, first.plan)
    if first.room:
        draw_overview(first.page, plain, first.room)
    pages = [first.page]
    if plain.request.format == "pdf" and not first.complete:
        pages += Annex(plain, first.shown).draw()
    return pages


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
    plan = lay_out(sheet, plain.frame.neatline)
    body = plain.frame.neatline
    below = Box(body.left, body.bottom, body.width, plan.bottom - body.bottom)
    share = _TABLE_SHARE if plain.paper.landscape else _STANDING_SHARE
    words, place, aside = _columns(below, _TABLE_BESIDE if beside else share, beside=beside)
    shown, bottom = _draw_table(page, sheet, words)
    if place is None:
        place = Box(words.left, words.bottom, words.width, bottom - _GAP - words.bottom)
    fits = shown == len(plain.lines) and bottom >= words.bottom
    least = _LEAST_MAP * plain.paper.enlarge
    room = place if fits and min(place.height, place.width) > least else None
    y = aside.top - _draw_shares(page, sheet, aside) - _GAP
    legend = Box(aside.left, body.bottom, aside.width, y - body.bottom)
    noted = _draw_legend(page, sheet, plan, mapped if room else frozenset(), legend)
    named = _draw_foot(page, sheet, plan)
    complete = fits and noted and named == len(plain.provenance.sources)
    return Composed(sheet, page, plan, shown, complete, room)


def _columns(below: Box, share: float, *, beside: bool) -> tuple[Box, Box | None, Box]:
    """Return where table, map and legend stand; no place for a map that goes below the table."""
    words = replace(below, width=below.width * share)
    start, place = words.right + 2 * _GAP, None
    if beside:
        place = replace(below, left=start, width=below.width * _MAP_BESIDE)
        start = place.right + 2 * _GAP
    return words, place, replace(below, left=start, width=below.right - start)


def _draw_legend(
    page: Page, sheet: StripSheet, plan: Plan, mapped: frozenset[tuple[str, str]], box: Box
) -> bool:
    """Draw the legend and what must be known of the lengths; return whether all found room."""
    plain, language = sheet.sheet, sheet.sheet.language
    signs = {"number"} if plan.numbers else set()
    used = plan.styles | set(_sign_styles(plan)) | mapped
    found = entries(used, signs, plain.view.catalog, language)
    y = box.top - page.heading(say("sheet.legend", language), box.left, box.top)
    page.rule((box.left, y + 1.5), (box.right, y + 1.5), 0.7)
    legend = Legend(page, plain, found, box.width)
    legend.draw(box.left, y + 1.0)
    y -= legend.height + 2
    face = page.face(page.small, color=palette.INK_SOFT)
    for words in _legend_notes(sheet, plan):
        high = len(wrap(words, box.width, face)) * face.size * LEADING
        if y - high < box.bottom:
            return False
        y -= page.paragraph(words, (box.left, y), box.width, face) + 1
    return True


def _legend_notes(sheet: StripSheet, plan: Plan) -> Iterator[str]:
    """Yield what must be known to read the strip: the signs that occur, then the lengths."""
    language = sheet.sheet.language
    if plan.by_area:
        yield say("strip.legend-thin", language)
    if any(lane.schematic_km for lane in sheet.strip.lanes):
        yield say("strip.legend-dash", language)
    grades = {part.evidence for lane in sheet.strip.lanes for part in lane.segments}
    told = "; ".join(say(f"grade.{grade}", language) for grade in sorted(grades))
    told = told.replace(" %", f"{NO_BREAK}%")
    yield say("strip.legend-grade", language, grades=told)
    yield from sheet.profile.notes(language)


def _sign_styles(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield theme and style of the symbols beside the lanes."""
    for theme in sorted(THEMES, key=lambda one: one.legend_place):
        for key, style in theme.styles.items() if theme.legend_group == "points" else ():
            if isinstance(style, SymbolStyle) and style.symbol in plan.symbols:
                yield theme.id, key


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
    fitting = table.fitting(room)
    if fitting < count:
        fitting = table.fitting(room - 1.8 * face.size)
    if fitting:
        y -= table.draw(box.left, y, plain.lines[:fitting])
    if fitting < count:
        kind = "rest" if fitting else "elsewhere"
        form = "" if plain.request.format == "pdf" else "-png"
        words = say(
            f"sheet.projects-{kind}{form}", language, count=count - fitting, first=fitting + 1
        )
        y -= 0.3 * face.size
        y -= page.paragraph(words, (box.left, y), box.width, face)
    return fitting, y


def _with_sources(sheet: Sheet) -> Sheet:
    """Return the sheet with the numbers of the sources after each date: no column tells them."""
    lines = (
        replace(line, updated=" ".join((line.updated, *(f"[{number}]" for number in line.sources))))
        for line in sheet.lines
    )
    return replace(sheet, lines=tuple(lines))


def _draw_shares(page: Page, sheet: StripSheet, box: Box) -> float:
    """Draw the shares of the length by status as a bar, with their kilometres in words."""
    language = sheet.sheet.language
    face = page.face(page.small)
    y = box.top - page.heading(say("profile.shares", language), box.left, box.top)
    x = box.left
    high = _BAR_HEIGHT * page.paper.enlarge
    for share in sheet.profile.shares:
        wide = share.share * box.width
        if wide > 0:
            _draw_share(page, share, Box(x, y - high, wide, high))
        x += wide
    y -= high + 3
    words = "; ".join(
        f"{share.label(language)} {show_number(share.km, language, 1)} km"
        f" ({show_number(share.share * 100, language)} %)"
        for share in sheet.profile.shares
        if share.km
    )
    y -= page.paragraph(words, (box.left, y), box.width, face)
    return box.top - y


def _draw_share(page: Page, share: Share, box: Box) -> None:
    page.box(box, edge=palette.INK_SOFT, fill=palette.PAPER)
    if share.status is None:
        return
    strokes = tuple(bar_strokes(share.status, box.height * 0.8))
    ink_bit(page, Bit(box.left, box.right, box.bottom + box.height / 2, strokes, 1.0))


def _draw_foot(page: Page, sheet: StripSheet, plan: Plan) -> int:
    """Draw the scale of the strip and the notes; return how many sources are named."""
    plain = sheet.sheet
    box = plain.frame.strip
    face = page.face(page.small, 600)
    wide = _SCALE_KM * plan.unit
    y = box.top - 1.0 - face.size
    page.write(f"{_SCALE_KM:.0f} km", box.left, y, face)
    page.rule((box.left, y - 5), (box.left + wide, y - 5), 1.6)
    for x in (box.left, box.left + wide):
        page.rule((x, y - 8), (x, y - 2), 0.7)
    left = box.left + max(wide, page.width_of("10 km", face)) + 2 * _GAP
    right = plain.frame.imprint.left - _GAP
    return draw_notes(page, plain, Box(left, box.bottom, right - left, box.height), _NOTES)
