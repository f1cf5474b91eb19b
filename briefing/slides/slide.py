"""A view on slides: map and signs as pictures; native title, caption, table, legend and notes."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PIL import Image

from briefing.sheet.furniture import (
    FOOT_MM,
    MapPlacement,
    country_width,
    draw_country,
    draw_insets,
    draw_map,
    draw_map_foot,
    map_sheet,
    place_insets,
)
from briefing.sheet.legend import LegendEntry, draw_sample, entries, signs_on, sort_of
from briefing.sheet.page import Page
from briefing.sheet.paper_sizes import PAPERS, Box
from briefing.sheet.plan import plan
from briefing.sheet.render import properties_of
from briefing.slides.deck import (
    BOTTOM,
    CLOSE_TOP,
    FAR,
    HEIGHT,
    MARGIN,
    SHEET_TOP,
    STATUS_HEIGHT,
    WIDTH,
    Deck,
    SlideBox,
    TextRun,
    height_needed,
    lines_needed,
)
from briefing.slides.projects import add_rest, add_table, rest_of, sign_run, soft_run
from briefing.statement.statement import SLIDE
from geo.model import LIVELIEST_FIRST
from geo.query.wording import full_source
from geo.strings import say
from layers.ink.png import rasterise, write_png
from layers.paper.greyscale import turn_grey
from layers.paper.labels.draw import draw_number
from layers.paper.window import MM_PER_INCH, POINTS_PER_INCH, POINTS_PER_MM
from layers.style.text_metrics import NO_BREAK, NumberDisc, disc_radius

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.request import ExportRequest
    from briefing.sheet.paper_sizes import Paper
    from briefing.sheet.plan import Sheet
    from briefing.slides.deck import Slide
    from geo.query.view import View
    from layers.ink.marks import DisplayList
    from layers.paper.canvas import Drawn
    from layers.style.model import Style

# Dots per inch of a picture on a slide: sharp on a projector and in print, and no lower.
LEAST_DPI, MOST_DPI = 200, 300
# Names on a slide are read from afar.
_ENLARGE = 1.22
_COLORS = 256
# Height of the national inset of a cover.
_COUNTRY_INCHES = 1.7
# A sign is drawn as on paper, and stands on a slide so much larger, as its words do.
SIGN_WIDTH, SIGN_HEIGHT = 0.44, 0.165
_SIGN_LARGER = 1.55
_SLIDE_SIGN = SIGN_WIDTH * _SIGN_LARGER, SIGN_HEIGHT * _SIGN_LARGER
_SIGN_DPI = 450
_SIGN_WIDTHS, _SIGN_GAP = {"line": 15.0, "area": 11.0, "symbol": 9.0}, 2.0
TITLE = SlideBox(MARGIN, 0.28, WIDTH - 2 * MARGIN, 0.48)
DAY = SlideBox(MARGIN, 0.07, WIDTH - 2 * MARGIN, 0.2)
FOOT = SlideBox(MARGIN, HEIGHT - 0.45, WIDTH - 2 * MARGIN - 1.0, 0.2)
ATTRIBUTION = SlideBox(MARGIN, HEIGHT - 0.24, WIDTH - 2 * MARGIN, 0.2)
NUMBER = SlideBox(WIDTH - MARGIN - 0.9, HEIGHT - 0.45, 0.9, 0.2)
CAPTION = SlideBox(MARGIN, 0.9, WIDTH - 2 * MARGIN, 0.48)
_SHEET_CAPTION = replace(CAPTION, top=0.77)
MAP_WIDTH = 7.4
_GUTTER = 0.25
# Groups of the legend that explain themselves on a projector.
_PLAIN_GROUPS = ("sheet.legend-ground",)
_LEGEND_COLUMNS, _LEGEND_AIR = 3, 0.1
_SIGN_AIR = 0.08
# Between the statuses in the row under map and table.
_STATUS_GAP = NO_BREAK * 5
# An entry of the legend with the picture of its sign.
LegendPicture = tuple[LegendEntry, bytes]


@dataclass(frozen=True)
class MapPicture:
    """A map as a picture.

    Parameters
    ----------
    width, height
        On the slide, in inches.
    legend
        An entry for every style that is drawn.
    """

    png: bytes
    width: float
    height: float
    legend: tuple[LegendEntry, ...]
    scale: str


@dataclass(frozen=True)
class SlideLegend:
    """A legend: a picture for each sign, and beside it words that a person can edit.

    Parameters
    ----------
    columns
        Entries run down each of them.
    width
        Of all columns, in inches.
    size
        Of the words, in points.
    air
        Between two rows, in inches.
    """

    signs: tuple[LegendPicture, ...]
    columns: int
    width: float
    size: float
    air: float

    @property
    def height(self) -> float:
        """Height in inches."""
        return sum(self._row_height(row) for row in self._rows)

    @property
    def _rows(self) -> list[tuple[LegendPicture, ...]]:
        deep = -(-len(self.signs) // self.columns)
        return [self.signs[step::deep] for step in range(deep)]

    @property
    def _text_width(self) -> float:
        return self.width / self.columns - _SLIDE_SIGN[0] - 2 * _SIGN_AIR

    def _row_height(self, row: Sequence[LegendPicture]) -> float:
        words = max(self._words_height(entry) for entry, _ in row)
        return max(words, _SLIDE_SIGN[1]) + self.air

    def _words_height(self, entry: LegendEntry) -> float:
        return height_needed(((TextRun(entry.text, self.size),),), self._text_width)

    def add(self, slide: Slide, left: float, top: float) -> None:
        """Add it to a slide."""
        y = top
        for row in self._rows:
            height = self._row_height(row)
            for step, (entry, png) in enumerate(row):
                x = left + step * self.width / self.columns
                if png:
                    box = SlideBox(x, y + (height - _SLIDE_SIGN[1]) / 2, *_SLIDE_SIGN)
                    slide.picture(png, box, entry.text)
                high = self._words_height(entry)
                room = SlideBox(
                    x + _SLIDE_SIGN[0] + _SIGN_AIR, y + (height - high) / 2, self._text_width, high
                )
                slide.text(room, ((TextRun(entry.text, self.size),),))
            y += height


@dataclass(frozen=True)
class PictureFrame:
    """How large a picture is, and what it shows.

    Parameters
    ----------
    width, height
        Inches.
    numbers
        Number of each project by id, ``None`` for those of the sheet.
    extent
        West, south, east, north (EPSG:4326), ``None`` for what the view asks for.
    bare
        Whether it is a map for a cover: no neat-line, no scale, the country in the corner.
    """

    width: float
    height: float
    numbers: Mapping[str, int] | None = None
    extent: tuple[float, float, float, float] | None = None
    bare: bool = False


MAP = PictureFrame(MAP_WIDTH, BOTTOM - STATUS_HEIGHT - SHEET_TOP)
# The frames of slides made before: what they show is compared in the frame that they show it in.
FORMER_MAPS = (PictureFrame(MAP_WIDTH, 5.6),)  # until November 2026


def map_picture(view: View, request: ExportRequest, frame: PictureFrame) -> MapPicture:
    """Return the map of a view as a picture for a slide."""
    sheet = picture_sheet(view, request, frame)
    page = Page(sheet.paper)
    drawn = _draw(page, sheet, frame)
    drawing = turn_grey(page.drawing) if request.grey else page.drawing
    return MapPicture(
        png=_png(drawing, min(max(request.dpi, LEAST_DPI), MOST_DPI)),
        width=frame.width,
        height=frame.height,
        legend=tuple(entries(drawn.used, signs_on(drawn), view.catalog, sheet.language)),
        scale=sheet.scale,
    )


def picture_sheet(view: View, request: ExportRequest, frame: PictureFrame) -> Sheet:
    """Return the sheet of a view whose page is the picture of its map."""
    paper = _paper(frame.width, frame.height, _ENLARGE)
    foot = 0.0 if frame.bare else FOOT_MM * POINTS_PER_MM * _ENLARGE
    # Half of the neat-line must not fall off the edge.
    rim = 0.0 if frame.bare else 0.6
    outer = Box(rim, foot + rim, paper.width - 2 * rim, paper.height - foot - 2 * rim)
    plate = MapPlacement(paper, outer, frame.extent or request.bbox, band=not frame.bare)
    plain = replace(request, format="png", size="16:9", landscape=True, bbox=None)
    sheet = map_sheet(view, plain, plate)
    return sheet if frame.numbers is None else _numbered(sheet, frame.numbers)


def _paper(width: float, height: float, enlarge: float) -> Paper:
    """Return a piece of paper of a size in inches."""
    millimetres = width * MM_PER_INCH, height * MM_PER_INCH
    return replace(
        PAPERS["16:9"], width_mm=millimetres[0], height_mm=millimetres[1], enlarge=enlarge
    )


def _draw(page: Page, sheet: Sheet, frame: PictureFrame) -> Drawn:
    if frame.bare:
        high = _COUNTRY_INCHES * POINTS_PER_INCH
        wide = country_width(high)
        corner = Box(sheet.paper.width - wide, 0.0, wide, high)
        drawn = draw_map(page, sheet, [corner], edged=False)
        draw_country(page, sheet, corner)
        return drawn
    insets = place_insets(sheet, 0.0)
    # Where no corner of the map is free, it has none.
    free = insets.column_height == 0
    boxes = [insets.country, *([insets.province] if insets.province else [])] if free else []
    drawn = draw_map(page, sheet, boxes)
    if free:
        draw_insets(page, sheet, insets)
    draw_map_foot(page, sheet, sheet.frame.neatline.bottom)
    return drawn


def _numbered(sheet: Sheet, numbers: Mapping[str, int]) -> Sheet:
    lines = tuple(
        replace(line, number=numbers[line.row.project.id])
        for line in sheet.lines
        if line.row.project.id in numbers
    )
    return replace(sheet, lines=lines)


def _png(drawing: DisplayList, dpi: int) -> bytes:
    # Flat colours: a palette of 256 shows the same at a third of the size.
    picture = rasterise(drawing, dpi).quantize(_COLORS, dither=Image.Dither.NONE)
    out = io.BytesIO()
    picture.save(out, format="PNG", dpi=(dpi, dpi))
    return out.getvalue()


def sign_picture(entry: LegendEntry, *, grey: bool) -> bytes:
    """Return the sign of a legend entry as a picture without ground, empty for none."""
    if entry.sign == "schematic":
        return b""
    page = Page(_paper(SIGN_WIDTH, SIGN_HEIGHT, 1.0))
    page.drawing.ground = ""
    middle = SIGN_HEIGHT * POINTS_PER_INCH / 2
    if entry.sign == "number":
        radius = disc_radius("1", 7.0)
        draw_number(page.layer, NumberDisc("1", radius + 1.0, middle, 7.0))
    else:
        _draw_styles(page, entry.shown(grey=grey), middle)
    drawing = turn_grey(page.drawing) if grey else page.drawing
    return write_png(drawing, _SIGN_DPI, {})


def _draw_styles(page: Page, styles: Sequence[Style], middle: float) -> None:
    room = SIGN_WIDTH * POINTS_PER_INCH
    widths = [_SIGN_WIDTHS[sort_of(style)] for style in styles]
    shrink = min(1.0, (room - _SIGN_GAP * (len(styles) - 1)) / max(sum(widths), 1.0))
    x = 0.0
    for style, width in zip(styles, widths, strict=True):
        draw_sample(page, style, (x, middle), width * shrink, 0.62)
        x += width * shrink + _SIGN_GAP


def render_slide(view: View, request: ExportRequest) -> bytes:
    """Return a view as slides (PPTX); the same view, request and data give the same bytes.

    The first slide holds as many projects as it has room for, others the rest.

    Raises
    ------
    RequestError
        If the request asks for what does not exist; the message is in the view's language.
    """
    sheet = plan_slide(view, request)
    picture = map_picture(view, request, MAP)
    signs = signs_of(picture.legend, grey=request.grey)
    facts = properties_of(sheet, SLIDE)
    deck = Deck(facts, sheet.provenance.printed, sheet.language, grey_proof=request.grey)
    add_sheet(deck, sheet, picture, signs)
    return deck.save()


def plan_slide(view: View, request: ExportRequest, frame: PictureFrame = MAP) -> Sheet:
    """Return the sheet of a view on slides, with the window of its map.

    Parameters
    ----------
    frame
        What holds the map; one of ``FORMER_MAPS`` for a slide that was made before.

    Raises
    ------
    RequestError
        If the request asks for what does not exist; the message is in the view's language.
    """
    sheet = plan(view, replace(request, format="png", size="16:9", landscape=True))
    return replace(sheet, window=picture_sheet(view, request, frame).window)


def signs_of(legend: Sequence[LegendEntry], *, grey: bool) -> tuple[LegendPicture, ...]:
    """Return the entries of a legend that a slide explains, with the pictures of their signs."""
    return tuple(
        (entry, sign_picture(entry, grey=grey))
        for entry in legend
        if entry.group not in _PLAIN_GROUPS
    )


def add_sheet(
    deck: Deck, sheet: Sheet, picture: MapPicture, signs: Sequence[LegendPicture]
) -> None:
    """Add the slides of a sheet to a deck."""
    notes = notes_of(sheet)
    slide = begin(deck, sheet, sheet.title, notes)
    slide.line(_SHEET_CAPTION, shorten_caption(sheet.caption))
    alt = say("slide.map-alt", deck.language, title=sheet.title, scale=picture.scale)
    box = SlideBox(MARGIN, SHEET_TOP, picture.width, picture.height)
    slide.picture(picture.png, box, alt)
    told = _status_signs(sheet)
    if told:
        row = SlideBox(MARGIN, BOTTOM - STATUS_HEIGHT + 0.03, WIDTH - 2 * MARGIN, 0.25)
        slide.text(row, (told,))
    shown = add_table(slide, sheet, MARGIN + MAP_WIDTH + _GUTTER)
    rest = rest_of(sheet, shown)
    if rest:
        title = say("slide.continued", deck.language, title=sheet.title)
        add_rest(sheet, rest, partial(begin, deck, sheet, title, notes))
    if signs:
        title = say("slide.legend", deck.language, title=sheet.title)
        legend = SlideLegend(tuple(signs), _LEGEND_COLUMNS, WIDTH - 2 * MARGIN, FAR, _LEGEND_AIR)
        legend.add(begin(deck, sheet, title, notes), MARGIN, CLOSE_TOP)


def _status_signs(sheet: Sheet) -> tuple[TextRun, ...]:
    """Return the statuses of the map with their signs, in the order of the table."""
    found = [
        status
        for status in LIVELIEST_FIRST
        if any(line.row.status is status for line in sheet.lines)
    ]
    return tuple(
        run
        for status in found
        for run in (
            sign_run(status, FAR),
            TextRun(say(f"status.{status}", sheet.language) + _STATUS_GAP, FAR),
        )
    )


def begin(deck: Deck, sheet: Sheet, title: str, notes: Sequence[str] = ()) -> Slide:
    """Return a slide with title, day, foot and number, and notes for the speaker."""
    facts = sheet.provenance
    slide = deck.slide(title, TITLE, _title_size(title))
    slide.text(DAY, ((soft_run(facts.say_day(deck.language)),),), align="right")
    parts = facts.say_code, facts.say_digest, facts.say_printed
    foot = " · ".join(part(deck.language) for part in parts)
    foot = f"{foot} · {say('map.reference-only', deck.language)}"
    slide.text(FOOT, ((soft_run(foot),),))
    slide.text(ATTRIBUTION, ((soft_run(say("map.sources", deck.language)),),))
    slide.number(NUMBER)
    if notes:
        slide.notes(notes)
    return slide


def shorten_caption(words: str) -> str:
    """Return as many sentences of a caption as have room above the map; the notes have all."""
    sentences = words.split(". ")
    for count in range(len(sentences), 1, -1):
        told = ". ".join(sentences[:count])
        told = told if count == len(sentences) else f"{told}."
        if height_needed(((TextRun(told),),), CAPTION.width) <= CAPTION.height:
            return told
    return words if len(sentences) == 1 else f"{sentences[0]}."


def _title_size(title: str) -> float:
    """Return a size at which a title takes one line, else the smallest."""
    for size in (26.0, 23.0, 20.0, 17.0):
        if lines_needed((TextRun(title, size, bold=True),), TITLE.width) == 1:
            return size
    return 15.0


def notes_of(sheet: Sheet) -> list[str]:
    """Return what the speaker reads: caption, day, and every source in full."""
    language, facts = sheet.language, sheet.provenance
    notes = [
        sheet.title,
        sheet.caption,
        facts.say_day(language),
        say("card.sources", language),
    ]
    for number, source in facts.numbered:
        notes.append(f"[{number}] {full_source(source, language)}")
    notes += [
        f"{say('map.reference-only', language)} {say('map.sources', language)}",
        facts.say_code(language),
        facts.say_digest(language),
    ]
    return [*notes, facts.link] if facts.link else notes
