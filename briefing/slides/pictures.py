"""The map of a slide as a picture, and the signs of its legend, each a small picture."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PIL import Image

from briefing.sheet.insets import country_width, draw_country, draw_insets, place_insets
from briefing.sheet.legend import draw_sample, entries, signs_on
from briefing.sheet.map_frame import FOOT_MM, MapPlacement, draw_map, draw_map_foot, map_sheet
from briefing.sheet.page import Page
from briefing.sheet.paper_sizes import PAPERS, Box
from layers.paper.greyscale import grey_style, turn_grey
from layers.paper.labels.draw import draw_number
from layers.paper.window import MM_PER_INCH, POINTS_PER_INCH, POINTS_PER_MM
from layers.style.model import FillStyle, Style, SymbolStyle
from layers.style.text_metrics import NumberDisc, disc_radius
from layers.themes import BY_ID
from layers.themes.areas import CHOSEN_STYLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.request import ExportRequest
    from briefing.sheet.legend import LegendEntry
    from briefing.sheet.paper_sizes import Paper
    from briefing.sheet.plan import Sheet
    from geo.query.view import View
    from layers.paper.canvas import Drawn

# Dots per inch of a picture on a slide: sharp on a projector and in print, and no lower.
LEAST_DPI, MOST_DPI = 200, 300
# Names on a slide are read from afar.
_ENLARGE = 1.22
_COLORS = 256
# Height of the national inset of a cover.
_COUNTRY_INCHES = 1.7
SIGN_WIDTH, SIGN_HEIGHT = 0.44, 0.165
_SIGN_DPI = 300
_LINE_WIDTH, _AREA_WIDTH, _SYMBOL_WIDTH, _SIGN_GAP = 15.0, 11.0, 9.0, 2.0


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


def map_picture(view: View, request: ExportRequest, frame: PictureFrame) -> MapPicture:
    """Return the map of a view as a picture for a slide."""
    sheet = picture_sheet(view, request, frame)
    page = Page(sheet.paper)
    drawn = _draw(page, sheet, frame)
    if request.grey:
        turn_grey(page.figure)
    return MapPicture(
        png=_png(page, min(max(request.dpi, LEAST_DPI), MOST_DPI)),
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


def _png(page: Page, dpi: int) -> bytes:
    raw = io.BytesIO()
    page.figure.savefig(raw, format="png", dpi=dpi, metadata={"Software": None})
    # Flat colours: a palette of 256 shows the same at a third of the size.
    picture = Image.open(raw).convert("RGB").quantize(_COLORS, dither=Image.Dither.NONE)
    out = io.BytesIO()
    picture.save(out, format="PNG", dpi=(dpi, dpi))
    return out.getvalue()


def sign_picture(entry: LegendEntry, *, grey: bool) -> bytes:
    """Return the sign of a legend entry as a picture without ground, empty for none."""
    if entry.sign == "schematic":
        return b""
    page = Page(_paper(SIGN_WIDTH, SIGN_HEIGHT, 1.0))
    page.figure.patch.set_visible(b=False)
    middle = SIGN_HEIGHT * POINTS_PER_INCH / 2
    if entry.sign == "number":
        radius = disc_radius("1", 7.0)
        draw_number(page.axes, NumberDisc("1", radius + 1.0, middle, 7.0))
    else:
        _draw_styles(page, _styles(entry, grey=grey), middle)
    if grey:
        turn_grey(page.figure)
    raw = io.BytesIO()
    page.figure.savefig(
        raw, format="png", dpi=_SIGN_DPI, transparent=True, metadata={"Software": None}
    )
    return raw.getvalue()


def _styles(entry: LegendEntry, *, grey: bool) -> list[Style]:
    if entry.sign == "chosen":
        return [CHOSEN_STYLE]
    pairs = [(theme, key, BY_ID[theme].styles[key]) for theme, key in entry.styles]
    return [grey_style(*pair) if grey else pair[-1] for pair in pairs]


def _draw_styles(page: Page, styles: Sequence[Style], middle: float) -> None:
    room = SIGN_WIDTH * POINTS_PER_INCH
    widths = [_width(style) for style in styles]
    shrink = min(1.0, (room - _SIGN_GAP * (len(styles) - 1)) / max(sum(widths), 1.0))
    x = 0.0
    for style, width in zip(styles, widths, strict=True):
        draw_sample(page, style, (x, middle), width * shrink, 0.62)
        x += width * shrink + _SIGN_GAP


def _width(style: Style) -> float:
    if isinstance(style, SymbolStyle):
        return _SYMBOL_WIDTH
    return _AREA_WIDTH if isinstance(style, FillStyle) and style.opacity > 0 else _LINE_WIDTH
