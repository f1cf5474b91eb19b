"""The one page of a project: head, status, size, progress beside the map, milestones, the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from briefing.book.page import BookPage, draw_title, heading_block
from briefing.project_sheet.blocks import fitted, parts_of
from briefing.project_sheet.photos import PHOTO_SHAPE, draw_photos
from briefing.project_sheet.plan import GUTTER, MARGIN_MM
from briefing.project_sheet.tiles import tiles_of
from briefing.project_sheet.track import draw_track, track_height
from briefing.sheet.furniture import draw_map, draw_map_foot, draw_province
from briefing.sheet.page import LEADING
from briefing.sheet.pages import draw_imprint
from briefing.sheet.paper_sizes import Box
from geo.dates import format_day
from geo.model import Status
from geo.query.wording import short_source
from geo.strings import say
from geo.text import DEFAULT_LANGUAGE
from layers.paper.strokes import draw_symbol
from layers.paper.window import POINTS_PER_MM
from layers.style import palette
from layers.style.text_metrics import NO_BREAK, shorten, wrap
from layers.themes.projects import point_style

if TYPE_CHECKING:
    from briefing.content.card import Card
    from briefing.project_sheet.blocks import Placed
    from briefing.project_sheet.plan import ProjectSheet
    from layers.style.text_metrics import Face

_AIR: Final = 7.0
_INSET_MM: Final = 19.0
_TILE_AIR: Final = 6.0
_LEAST_TILES: Final = 3
_LEAST_PHOTO: Final = 110.0
_WIDEST_PHOTO: Final = 400.0
_FOOT_AIR: Final = 6.0
_STRIP: Final = 132.0
# Share of the lower part of the page that photos may take from what is told there.
_MOST_STRIP: Final = 0.45
_TEXT_SHARE: Final = 0.9


class _ProjectPage(BookPage):
    """A page whose running text is a little smaller than that of a book: all must be on it."""

    def text_face(
        self,
        weight: int = 400,
        color: str = palette.INK,
        share: float = 1.0,
        *,
        italic: bool = False,
    ) -> Face:
        return super().text_face(weight, color, share * _TEXT_SHARE, italic=italic)


def draw_project(planned: ProjectSheet) -> BookPage:
    """Draw the page of a project, all but its page number."""
    paper = planned.sheet.paper
    inner = Box(0.0, 0.0, paper.width, paper.height).inset(MARGIN_MM * POINTS_PER_MM)
    page = _ProjectPage(paper, inner, planned.language, "bare")
    page.bookmarks.append(planned.card.name)
    foot = planned.sheet.frame.imprint
    top = _draw_head(page, planned, inner)
    top = _draw_status(page, planned, Box(inner.left, top, inner.width, 0.0))
    top = _draw_tiles(page, planned, Box(inner.left, top, inner.width, 0.0))
    below = _draw_map(page, planned, top)
    column = inner.width - planned.sheet.frame.neatline.width - GUTTER
    beside = Box(inner.left, below, column, top - below)
    bottom = foot.top + _FOOT_AIR
    high = track_height(planned.control)
    if high:
        heading = page.heading(say("project.milestones", page.language), inner.left, below - _AIR)
        track = below - _AIR - heading
        draw_track(page, planned, Box(inner.left, track - high, inner.width, high))
        below = track - high
    under = Box(inner.left, bottom, inner.width, below - _AIR * 0.5 - bottom)
    _draw_rest(page, planned, beside, under)
    _draw_foot(page, planned, inner)
    return page


def _draw_rest(page: BookPage, planned: ProjectSheet, beside: Box, under: Box) -> None:
    """Draw what flows down beside the map and under it, and photos, or a place for one."""
    placed, free = _laid(page, planned, beside, under)
    photos = planned.photos
    room = free.below(_AIR)
    narrow = len(photos) > 1 and room.width < _WIDEST_PHOTO
    if photos and (room.height < _LEAST_PHOTO or narrow):
        # They are seen at any rate: what has no room beside them is counted.
        high = min(_STRIP, under.height * _MOST_STRIP)
        room = replace(under, height=high)
        above = replace(under, bottom=room.top, height=under.height - high)
        placed, _ = _laid(page, planned, beside, above)
    for block, x, top in placed:
        block.draw(page, x, top)
    if not photos:
        _draw_photo(page, free)
        return
    heading = heading_block(page, say("photo.title", page.language), room.width, _AIR)
    heading.draw(page, room.left, room.top)
    draw_photos(page, photos, room.below(heading.height), GUTTER)


def _laid(
    page: BookPage, planned: ProjectSheet, beside: Box, under: Box
) -> tuple[list[Placed], Box]:
    """Return where what is known stands in the columns, and the largest box that it leaves."""
    columns = under.columns(2, GUTTER)
    # One width for all columns: what flows over is not set anew.
    width = min(beside.width, columns[0].width)
    boxes = [replace(box, width=width) for box in (beside, *columns)]
    placed, left = fitted(parts_of(page, planned, width), page, boxes)
    free = [replace(box, width=columns[0].width) for box in left[1:]]
    if free[0].height == under.height:
        free = [under]
    return placed, max(free, key=lambda box: box.height * box.width)


def _draw_photo(page: BookPage, box: Box) -> None:
    """Draw a frame for a photo of the site, or two, where there is room."""
    box = box.below(_AIR)
    if box.height < _LEAST_PHOTO:
        return
    # A frame in the shape of a photo; two where one would be a third of the page.
    frames = [box]
    if box.width * PHOTO_SHAPE > box.height or box.width > _WIDEST_PHOTO:
        frames = list(box.columns(2, GUTTER))
    face = page.face(page.small, color=palette.INK_SOFT)
    words = say("project.photo", page.language)
    for one in frames:
        frame = one.upper(min(one.height, one.width * PHOTO_SHAPE))
        page.box(frame, fill=palette.LAND, edge=palette.NEIGHBOUR_EDGE, width=0.6)
        y = frame.bottom + frame.height / 2 - face.size / 3
        page.write(words, frame.left + frame.width / 2, y, face, "center")


def _draw_head(page: BookPage, planned: ProjectSheet, box: Box) -> float:
    """Draw what the page is, its name, where it lies; return where that ends."""
    language = page.language
    soft = page.face(page.small, 600, palette.INK_SOFT)
    y = box.top - soft.size
    kicker = f"{say('project.title', language)} · {planned.card.kind}"
    page.write(kicker, box.left, y, soft)
    day = planned.sheet.provenance.say_day(language)
    if planned.latest:
        latest = say("project.latest", language, day=format_day(planned.latest, language))
        day = f"{latest} · {day}"
    page.write(day, box.right, y, soft, "right")
    y -= 0.55 * soft.size
    page.rule((box.left, y), (box.right, y), 0.9)
    y -= 4.0
    y -= draw_title(page, planned.card.name, box.left, box.width, y)
    small = page.text_face(400, palette.INK_SOFT, 0.95)
    # Vietnamese is the first language of every name: only others need the second one.
    second = "" if language == DEFAULT_LANGUAGE else planned.card.second_name
    for words in (second, planned.group, planned.place):
        if words:
            y -= page.lines(wrap(words, box.width, small, 2), (box.left, y), small)
    return y - _AIR


def _draw_status(page: BookPage, planned: ProjectSheet, box: Box) -> float:
    """Draw the status with its date; return where it ends."""
    card: Card = planned.card
    status = card.status or Status.UNKNOWN
    word, since = page.text_face(700, share=1.35), page.text_face()
    height = word.size * 1.75
    bar = Box(box.left, box.bottom - height, 4.0, height)
    page.box(bar, fill=palette.STATUS[status], width=0)
    base = bar.bottom + (height - word.size * 0.72) / 2
    size = word.size * 1.15
    draw_symbol(
        page.layer, point_style(status), (bar.right + 7.0 + size / 2, base + word.size * 0.35),
        size, 6,
    )  # fmt: skip
    x = bar.right + 7.0 + size + 6.0
    page.write(card.status_word, x, base, word)
    x += page.width_of(card.status_word, word) + 8.0
    words = f"{card.since} {planned.refs(card.since_source)}".strip() if card.since else ""
    page.write(shorten(words, box.right - x, since), x, base, since)
    return bar.bottom - _AIR


def _draw_tiles(page: BookPage, planned: ProjectSheet, box: Box) -> float:
    """Draw what a reader asks first as large figures side by side; return where they end."""
    tiles = tiles_of(planned)
    if not tiles:
        return box.bottom
    label, soft = page.soft, page.soft
    # One figure alone is no headline over the whole page.
    count = max(len(tiles), _LEAST_TILES)
    cells = Box(box.left, 0.0, box.width, 0.0).columns(count, _TILE_AIR)[: len(tiles)]
    width = cells[0].width - 2 * _TILE_AIR
    value = page.text_face(700, share=1.35)
    abouts = [wrap(about, width, soft, 2) if about else [] for _, _, about in tiles]
    high = label.size * 1.3 + value.size * 1.2 + max(map(len, abouts)) * soft.size * LEADING + 7.0
    for cell, (name, words, _), about in zip(cells, tiles, abouts, strict=True):
        tile = Box(cell.left, box.bottom - high, cell.width, high)
        page.box(tile, fill=palette.LAND, edge=palette.NEIGHBOUR_EDGE, width=0.6)
        x, y = tile.left + _TILE_AIR, tile.top - 3.0
        page.write(shorten(name, width, label), x, y - label.size, label)
        y -= label.size * 1.3
        page.write(shorten(words, width, value), x, y - value.size, value)
        page.lines(about, (x, y - value.size * 1.2), soft)
    return box.bottom - high - _AIR


def _draw_map(page: BookPage, planned: ProjectSheet, top: float) -> float:
    """Draw the map at the right, with the province in its corner; return where its foot ends."""
    sheet = planned.sheet
    high = planned.sheet.frame.neatline.height
    frame = sheet.frame
    down = top - high - frame.neatline.bottom
    moved = replace(
        frame,
        neatline=replace(frame.neatline, bottom=frame.neatline.bottom + down),
        map=replace(frame.map, bottom=frame.map.bottom + down),
    )
    sheet = replace(sheet, frame=moved)
    box = moved.map
    wide = _INSET_MM * POINTS_PER_MM
    inset = Box(box.right - wide, box.top - wide * 0.82, wide, wide * 0.82)
    draw_map(page, sheet, [inset])
    draw_province(page, sheet, inset)
    below = top - high - draw_map_foot(page, sheet, top - high)
    face = page.face(page.small, color=palette.INK_SOFT)
    words = planned.card.position[0].words if planned.card.position else ""
    lines = wrap(words, frame.neatline.width, face, 2)
    return below - page.lines(lines, (frame.neatline.left, below), face)


def _draw_foot(page: BookPage, planned: ProjectSheet, inner: Box) -> None:
    """Draw the sources at the left, as many as there is room for, and the imprint at the right."""
    imprint = planned.sheet.frame.imprint
    language = page.language
    page.rule((inner.left, imprint.top + 2.0), (inner.right, imprint.top + 2.0), 0.5)
    draw_imprint(page, planned.sheet)
    face = page.face(page.small, color=palette.INK_SOFT)
    width = imprint.left - GUTTER - inner.left
    most = int((imprint.height - 1.0) / (face.size * LEADING))
    numbered = planned.sheet.provenance.numbered
    notes = f"{say('map.reference-only', language)} {say('map.sources', language)}"
    for notes_shown in (notes, say("map.reference-only", language)):
        for named in range(len(numbered), -1, -1):
            words = [
                f"[{number}]{NO_BREAK}{short_source(source, language)}"
                for number, source in numbered[:named]
            ]
            left = len(numbered) - named
            words += [say("project.more", language, count=left)] if left else []
            text = say("sheet.sources", language, sources="; ".join(words)) if words else ""
            lines = wrap(f"{text}. {notes_shown}" if text else notes_shown, width, face)
            if len(lines) <= most and (not left or notes_shown != notes):
                page.lines(lines, (inner.left, imprint.top - 1.0), face)
                return
