"""The pages of a strip sheet: the lanes, the table, the shares and the legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from briefing.annex import Annex
from briefing.first_page import draw_header, draw_imprint, draw_notes
from briefing.legend import Legend, entries
from briefing.page import LEADING, Page
from briefing.paper_size import Box
from briefing.strip_layout import lay_out
from briefing.strip_overview import draw_overview
from briefing.strip_plan import Bit
from briefing.table import CompactTable
from geo.strings import say, show_number
from layers import palette
from layers.paper_ink import Pen, draw_stroke
from layers.paper_lettering import Disc, draw_number
from layers.paper_symbols import draw_symbol
from layers.paper_text import wrap
from layers.share_svg import bar_strokes
from layers.style import SymbolStyle
from layers.themes import BY_ID

if TYPE_CHECKING:
    from briefing.strip_plan import Plan
    from briefing.strip_sheet import StripSheet
    from geo.profile import Share

_GAP = 7.0
_LEAST_MAP = 130.0
_TABLE_SHARE = 0.62
_SCALE_KM = 10.0
_NOTES = ("strip.measured", "map.reference-only", "map.sources")
_SIGN_THEMES = ("gates", "airport", "facilities", "urban")
_BAR_HEIGHT = 7.0


def draw_strip(sheet: StripSheet) -> list[Page]:
    """Draw all pages, all but their numbers; a picture has only the first."""
    page = Page(sheet.sheet.paper)
    plain = sheet.sheet
    page.bookmarks.append(plain.title)
    plan = lay_out(sheet, plain.frame.neatline)
    draw_header(page, plain)
    ink(page, plan)
    body = plain.frame.neatline
    below = Box(body.left, body.bottom, body.width, plan.bottom - body.bottom)
    shown = _draw_words(page, sheet, plan, below)
    named = _draw_foot(page, sheet, plan)
    pages = [page]
    complete = shown == len(plain.lines) and named == len(plain.provenance.sources)
    if plain.request.format == "pdf" and not complete:
        pages += Annex(plain, shown).draw()
    return pages


def ink(page: Page, plan: Plan) -> None:
    """Draw a laid-out strip map."""
    for block in plan.blocks:
        page.axes.add_artist(
            Rectangle(
                (block.box.left, block.box.bottom),
                block.box.width,
                block.box.height,
                facecolor=block.fill,
                edgecolor=block.edge or "none",
                linewidth=0.5 if block.edge else 0.0,
                linestyle=(0, (2, 2)) if block.dash else "solid",
                zorder=4,
            )
        )
    for line in plan.uprights:
        page.axes.add_artist(
            Line2D(
                (line.x, line.x),
                (line.top, line.bottom),
                linewidth=0.5,
                color=line.color,
                linestyle=(0, (2, 2)) if line.dash else "solid",
                zorder=3.5,
            )
        )
    for bit in plan.bits:
        _ink_bit(page, bit)
    for sign in plan.signs:
        draw_symbol(page.axes, sign.style, sign.at, sign.size, 6)
    for number in plan.numbers:
        disc = Disc(number.text, number.at, number.size, palette.STATUS[number.status])
        draw_number(page.axes, disc)
    for words in plan.letters:
        page.write(words.text, words.x, words.y, words.face)


def _ink_bit(page: Page, bit: Bit) -> None:
    pen = Pen(page.axes, bit.pixel)
    for step, stroke in enumerate(bit.strokes):
        # Round ends stand out by half a width; within a bar they must not.
        inset = stroke.width * bit.pixel / 2 if stroke.cap == "round" else 0.0
        inset = min(inset, (bit.end - bit.start) / 2 - 0.01)
        line = shapely.linestrings([(bit.start + inset, bit.y), (bit.end - inset, bit.y)])
        draw_stroke(pen, [line], stroke, 3 + step / 10)


def _draw_words(page: Page, sheet: StripSheet, plan: Plan, box: Box) -> int:
    """Draw table, shares and legend below the lanes; return how many projects are listed."""
    width = box.width * _TABLE_SHARE
    aside = Box(box.left + width + 2 * _GAP, box.bottom, box.width - width - 2 * _GAP, box.height)
    shown, bottom = _draw_table(page, sheet, Box(box.left, box.bottom, width, box.height))
    used = plan.styles | set(_sign_styles(plan))
    room = Box(box.left, box.bottom, width, bottom - _GAP - box.bottom)
    if shown == len(sheet.sheet.lines) and room.height > _LEAST_MAP * page.paper.enlarge:
        used |= draw_overview(page, sheet.sheet, room)
    y = aside.top - _draw_shares(page, sheet, aside) - _GAP
    _draw_legend(page, sheet, plan, used, Box(aside.left, box.bottom, aside.width, y - box.bottom))
    return shown


def _draw_legend(
    page: Page, sheet: StripSheet, plan: Plan, used: set[tuple[str, str]], box: Box
) -> None:
    """Draw the legend of what is visible, and what must be known of the lengths."""
    plain, language = sheet.sheet, sheet.sheet.language
    signs = {"number"} if plan.numbers else set()
    found = entries(used, signs, plain.view.catalog, language)
    y = box.top - page.heading(say("sheet.legend", language), box.left, box.top)
    page.rule((box.left, y + 1.5), (box.right, y + 1.5), 0.7)
    legend = Legend(page, plain, found, box.width)
    legend.draw(box.left, y + 1.0)
    y -= legend.height + 2
    face = page.face(page.small, color=palette.INK_SOFT)
    thin = [say("strip.legend-thin", language)] if plan.by_area else []
    for words in (*thin, say("strip.legend-dash", language), *sheet.profile.notes(language)):
        high = len(wrap(words, box.width, face)) * face.size * LEADING
        if y - high < box.bottom:
            break
        y -= page.paragraph(words, (box.left, y), box.width, face) + 1


def _sign_styles(plan: Plan) -> list[tuple[str, str]]:
    """Return theme and style of the symbols beside the lanes."""
    return [
        (theme, key)
        for theme in _SIGN_THEMES
        for key, style in BY_ID[theme].styles.items()
        if isinstance(style, SymbolStyle) and style.symbol in plan.symbols
    ]


def _draw_table(page: Page, sheet: StripSheet, box: Box) -> tuple[int, float]:
    """Draw caption and table; return how many projects it has, and its lower edge."""
    plain, language = sheet.sheet, sheet.sheet.language
    face = page.face(page.small, color=palette.INK_SOFT)
    y = box.top
    y -= page.paragraph(plain.caption, (box.left, y), box.width, page.face(page.text_size)) + 4
    if not plain.lines:
        words = say("strip.corridor-none", language)
        return 0, y - page.paragraph(words, (box.left, y), box.width, face)
    y -= page.heading(say("sheet.projects", language), box.left, y)
    table = CompactTable(page, plain, box.width)
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
    _ink_bit(page, Bit(box.left, box.right, box.bottom + box.height / 2, strokes, 1.0))


def _draw_foot(page: Page, sheet: StripSheet, plan: Plan) -> int:
    """Draw the scale of the strip, notes and imprint; return how many sources are named."""
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
    draw_imprint(page, plain)
    return draw_notes(page, plain, Box(left, box.bottom, right - left, box.height), _NOTES)
