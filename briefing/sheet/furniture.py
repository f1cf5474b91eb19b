"""A map in a box of a page, and its furniture: scale bar, north arrow, graticule, QR code, insets.

The insets show where the map lies: in the country, with Hoàng Sa and Trường Sa, and in Sơn La.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import affinity

from briefing.sheet.paper_sizes import Box, fit_scale
from briefing.sheet.plan import plan
from geo.crs import to_grid, to_wgs84
from geo.strings import format_exact, say
from layers.ink.marks import PathMark, Pen, lines, rectangle
from layers.paper.canvas import draw
from layers.paper.scene import scene_of
from layers.paper.strokes import Canvas, draw_fill
from layers.paper.text import PlacedText, write, write_halo
from layers.paper.window import POINTS_PER_MM, grid_bounds, window_around
from layers.style import palette
from layers.style.model import FillStyle, Stroke
from layers.style.text_metrics import NO_BREAK, Face, measure, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from briefing.request import ExportRequest
    from briefing.sheet.page import Page
    from briefing.sheet.paper_sizes import Paper
    from briefing.sheet.plan import Sheet
    from geo.query.view import View
    from layers.ink.marks import Layer
    from layers.paper.canvas import Drawn
    from layers.paper.window import Window

_SEGMENTS = 4
_SEGMENT_KM = (0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 25.0, 50.0, 100.0)
_BAR_HEIGHT = 3.0
# Steps of the graticule in minutes of arc, and their least distance on paper in points.
_STEPS_MINUTES = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300)
_LEAST_STEP = 80.0
_TICK = 3.4
_CORNER = 20.0
_SAMPLES = 101
_QUIET_ZONE = 2
# Characters from which less error correction is wanted, so that modules stay large; and the
# smallest module that phones read from paper, 0.23 mm, in points.
_LONG_LINK = 100
_LEAST_MODULE = 0.65


@dataclass(frozen=True)
class ScaleBar:
    """A scale bar of four equal parts.

    Parameters
    ----------
    segment_km
        Length of one part on the ground, in EPSG:9206.
    width
        Of the whole bar on paper, in points.
    """

    segment_km: float
    width: float

    @property
    def length_km(self) -> float:
        """Of the whole bar on the ground."""
        return self.segment_km * _SEGMENTS


def scale_bar(window: Window, most: float) -> ScaleBar:
    """Return the longest scale bar of round figures that is at most `most` points wide."""
    kilometre = 1_000 / window.metres_per_point
    fitting = [step for step in _SEGMENT_KM if step * _SEGMENTS * kilometre <= most]
    step = fitting[-1] if fitting else _SEGMENT_KM[0]
    return ScaleBar(step, step * _SEGMENTS * kilometre)


def draw_scale_bar(page: Page, sheet: Sheet, left: float, bottom: float, most: float) -> ScaleBar:
    """Draw the bar with its figures above it; return what was drawn."""
    bar = scale_bar(sheet.window, most)
    part = bar.width / _SEGMENTS
    for step in range(_SEGMENTS):
        piece = Box(left + step * part, bottom, part, _BAR_HEIGHT)
        page.box(piece, fill=palette.PAPER if step % 2 else palette.INK, width=0.5)
    face = page.face(page.small)
    y = bottom + _BAR_HEIGHT + 2.4
    for step in (0, 2, 4):
        figure = format_exact(step * bar.segment_km, sheet.language, 1)
        page.write(figure, left + step * part, y, face, "center" if step else "left")
    last = page.width_of(format_exact(bar.length_km, sheet.language, 1), face)
    page.write("km", left + bar.width + last / 2 + 2.5, y, face)
    return bar


def draw_north_arrow(page: Page, sheet: Sheet, x: float, bottom: float, height: float) -> None:
    """Draw an arrow to grid north, with its letter above."""
    face = page.face(page.small, 700)
    tip = bottom + height - face.size - 1.0
    half = height * 0.13
    notch = bottom + height * 0.12
    edge = Pen(palette.INK, 0.5, join="miter")
    for side, fill in ((-1, palette.INK), (1, palette.PAPER)):
        page.polygon((x, tip), (x + side * half, bottom), (x, notch), fill=fill, pen=edge)
    page.write(say("sheet.north", sheet.language), x, tip + 2.0, face, "center")


@dataclass(frozen=True)
class Tick:
    """Where a meridian or parallel meets an edge of the map.

    Parameters
    ----------
    side
        ``bottom``, ``top``, ``left`` or ``right``.
    at
        Distance in points along the side, from the left or from the bottom.
    minutes
        Longitude or latitude in minutes of arc (WGS 84).
    """

    side: str
    at: float
    minutes: int


def graticule(window: Window) -> list[Tick]:
    """Return the ticks of a window, at the same round steps on both axes."""
    step = next(
        (step for step in _STEPS_MINUTES if step * 1_730 / window.metres_per_point >= _LEAST_STEP),
        _STEPS_MINUTES[-1],
    )
    found: list[Tick] = []
    for side in ("bottom", "top", "left", "right"):
        upright = side in ("left", "right")
        length = window.height if upright else window.width
        along = np.linspace(0.0, length, _SAMPLES)
        across = {"bottom": 0.0, "left": 0.0, "top": window.height, "right": window.width}[side]
        places = np.full((_SAMPLES, 2), across)
        places[:, 1 if upright else 0] = along
        degrees = _degrees(places, window)[:, 1 if upright else 0] * 60
        first = math.ceil(float(degrees[0]) / step) * step
        found += [
            Tick(side, float(np.interp(minutes, degrees, along)), minutes)
            for minutes in range(first, math.floor(float(degrees[-1])) + 1, step)
        ]
    return found


def _degrees(places: NDArray[np.float64], window: Window) -> NDArray[np.float64]:
    ground = places * window.metres_per_point + (window.west, window.south)
    return np.asarray(shapely.get_coordinates(to_wgs84(shapely.multipoints(ground))))


def draw_graticule(page: Page, sheet: Sheet) -> None:
    """Draw neat-line, ticks and their coordinates in the band around the map."""
    outer, inner = sheet.frame.neatline, sheet.frame.map
    face = page.face(page.small)
    page.box(outer, width=0.9)
    page.box(inner, width=0.5)
    band = inner.left - outer.left
    base = band / 2 - 0.33 * face.size
    for tick in graticule(sheet.window):
        upright = tick.side in ("left", "right")
        length = inner.height if upright else inner.width
        text = format_angle(tick.minutes, sheet.language, latitude=upright)
        if not _CORNER < tick.at < length - _CORNER:
            continue
        if upright:
            x, out = (inner.left, -1) if tick.side == "left" else (inner.right, 1)
            y = inner.bottom + tick.at
            page.rule((x, y), (x - out * _TICK, y), 0.5)
            centre = x + out * band / 2 + 0.33 * face.size
            start = y - page.width_of(text, face) / 2
            write(page.layer, PlacedText(text, (centre, start), face, angle=90))
        else:
            y, out = (inner.bottom, -1) if tick.side == "bottom" else (inner.top, 1)
            x = inner.left + tick.at
            page.rule((x, y), (x, y - out * _TICK), 0.5)
            foot = y - band + base if tick.side == "bottom" else y + base
            page.write(text, x, foot, face, "center")


def format_angle(minutes: int, language: str, *, latitude: bool) -> str:
    """Return an angle in degrees and minutes with its hemisphere: 104°30′Đ, 21°00′B."""
    letter = say("sheet.north-letter" if latitude else "sheet.east-letter", language)
    return f"{minutes // 60}°{minutes % 60:02d}′{letter}"


def draw_qr(layer: Layer, link: str, box: Box) -> bool:
    """Draw a link as a QR code that fills a square box, its quiet zone included.

    Returns
    -------
    bool
        False, and nothing is drawn, where the link is so long that no phone could read the code.
    """
    # Loaded where a sheet has a link: most have none.
    import segno

    try:
        code = segno.make(link, error="l" if len(link) > _LONG_LINK else "m", micro=False)
    except segno.DataOverflowError:
        return False
    matrix = np.array([list(row) for row in code.matrix])
    size = box.width / (len(matrix) + 2 * _QUIET_ZONE)
    if size < _LEAST_MODULE:
        return False
    squares = []
    for row, column in np.argwhere(matrix == 1).tolist():
        x = box.left + (column + _QUIET_ZONE) * size
        y = box.top - (row + _QUIET_ZONE + 1) * size
        # A hair of overlap: no white lines between modules in any viewer.
        grown = size * 1.02
        squares.append(np.array([(x, y), (x + grown, y), (x + grown, y + grown), (x, y + grown)]))
    layer.add(PathMark(lines(squares, closed=True), palette.INK), 6)
    return True


# West, south, east, north of the national inset in degrees: the mainland and both archipelagos.
COUNTRY_EXTENT = (101.6, 6.6, 118.2, 23.8)
_MIDDLE_LATITUDE = 16.0
SEA_COLOR = "#EAF2F7"
_SEA = FillStyle(SEA_COLOR)
_LAND = FillStyle("#D8D5CB", 1.0, (Stroke("#8E8A7E", 0.6),))
_ISLANDS = FillStyle("#8E8A7E", 1.0, (Stroke("#6E6A5E", 0.9),))
_HERE = FillStyle(palette.SHIELD_NATIONAL, 1.0, (Stroke(palette.SHIELD_NATIONAL, 0.8),))
_PROVINCE = FillStyle(palette.LAND, 1.0, (Stroke(palette.PROVINCE_EDGE, 1.0),))
_CHOSEN = FillStyle(palette.SHIELD_NATIONAL)
COUNTRY_STYLES = {"mainland": _LAND, "archipelago": _ISLANDS, "province_highlight": _HERE}
_PIXEL = 0.6
_HEIGHT_MM = 31.0
_PROVINCE_SHAPE = 1.16
# Distance kept between an inset and what is asked for, in points.
_CLEAR = 7.0
_COLUMN_AIR = 8.0
# Size of the names of the archipelagos, and of the province, in points: the map speaks, not they.
INSET_PT = 6.5
# Names that no line may break.
_PROPER = ("Hoàng Sa", "Trường Sa", "Việt Nam")


@dataclass(frozen=True)
class Insets:
    """Where the insets stand on the page.

    Parameters
    ----------
    province
        ``None`` where the whole province is shown or there is no room.
    reserved
        What they cover of the map, in points from its corner.
    column_height
        What they take of the column beside the map, 0 when they stand in a corner of the map.
    """

    country: Box
    province: Box | None
    reserved: tuple[BaseGeometry, ...] = ()
    column_height: float = 0.0


def place_insets(sheet: Sheet, spare: float) -> Insets:
    """Return places for the insets: the foot of the column, where it has room.

    Else a corner of the map that hides nothing asked for: with the province inset, or without.
    Where every corner is taken, the foot of the column nevertheless.

    Parameters
    ----------
    spare
        Height in points that the column has left.
    """
    high = _HEIGHT_MM * POINTS_PER_MM * sheet.paper.enlarge
    wide = country_width(high)
    beside = high * _PROVINCE_SHAPE
    local = _shows_a_part(sheet)
    asked = _asked(sheet)
    frame = sheet.frame.map
    roomy = spare >= high + _COLUMN_AIR
    for extra in () if roomy else (beside, 0.0) if local else (0.0,):
        for right, top in ((True, True), (False, False), (True, False), (False, True)):
            x = frame.width - wide - extra if right else 0.0
            y = frame.height - high if top else 0.0
            taken = shapely.box(x, y, x + wide + extra, y + high)
            if shapely.dwithin(asked, taken, _CLEAR).any():
                continue
            left, bottom = frame.left + x, frame.bottom + y
            country = Box(left + extra if right else left, bottom, wide, high)
            province = Box(left if right else left + wide, bottom, extra, high)
            return Insets(country, province if extra else None, (taken,))
    column = sheet.frame.aside or sheet.frame.column
    country = Box(column.right - wide, column.bottom, wide, high)
    province = Box(column.left, column.bottom, column.width - wide, high)
    return Insets(country, province if local else None, (), high + _COLUMN_AIR)


def _shows_a_part(sheet: Sheet) -> bool:
    """Tell whether less than the province is chosen or shown."""
    province = to_grid(sheet.view.catalog.areas.province)
    whole = shapely.box(*sheet.window.bounds).contains(province)
    return bool(sheet.view.selection.areas) or not whole


def _asked(sheet: Sheet) -> NDArray[np.object_]:
    """Return what no inset may hide: the projects, and the chosen areas or the province."""
    view, areas = sheet.view, sheet.view.catalog.areas
    shapes = [piece.geometry for row in view.rows for piece in row.project.pieces]
    shapes += [areas[code].geometry for code in view.selection.areas]
    if not view.selection.areas and sheet.request.bbox is None:
        shapes.append(areas.province)
    return np.array(sheet.window.to_page(shapes), dtype=object)


def draw_insets(page: Page, sheet: Sheet, insets: Insets) -> None:
    """Draw the insets."""
    draw_country(page, sheet, insets.country)
    if insets.province:
        draw_province(page, sheet, insets.province)


def country_width(height: float) -> float:
    """Return the width of the national inset of a height, in points."""
    west, south, east, north = COUNTRY_EXTENT
    return height * (east - west) * math.cos(math.radians(_MIDDLE_LATITUDE)) / (north - south)


def draw_country(page: Page, sheet: Sheet, box: Box) -> None:
    """Draw Viet Nam with its archipelagos, always named in Vietnamese, and the province in it."""
    layer = page.layer_in(box)
    pen = Canvas(layer, _PIXEL)
    west, south, _, north = COUNTRY_EXTENT
    grow = box.height / (north - south)
    squeeze = math.cos(math.radians(_MIDDLE_LATITUDE))

    def place(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray((xy - (west, south)) * (grow * squeeze, grow))

    draw_fill(pen, [shapely.box(0, 0, box.width, box.height)], _SEA, 0)
    for step, kind in enumerate(COUNTRY_STYLES):
        shapes = [
            shapely.transform(item.geometry, place)
            for item in sheet.view.catalog.backdrop.vietnam
            if item.properties["kind"] == kind
        ]
        draw_fill(pen, shapes, COUNTRY_STYLES[kind], 1 + step)
    size = max(INSET_PT, page.paper.least)
    for item in sheet.view.catalog.backdrop.vietnam:
        shape = shapely.transform(item.geometry, place)
        name = str(item.properties["name_vi"])
        if item.properties["kind"] == "archipelago":
            _write_archipelago(layer, name, shape, box, size)
        elif item.properties["kind"] == "province_highlight":
            _write_province(layer, name, shape, size)
    _frame(layer, (0.0, 0.0, box.width, box.height))


def _write_province(layer: Layer, name: str, province: BaseGeometry, size: float) -> None:
    """Set the name of the province in its colour, under it: it explains the mark."""
    face = Face(size, 600, color=palette.SHIELD_NATIONAL)
    west, south, east, _ = province.bounds
    left = max((west + east - measure(name, face).width) / 2, 3.0)
    words = PlacedText(name, (left, south - 0.95 * face.size), face)
    write_halo(layer, words, 0.9, 9, _LAND.color)
    write(layer, words)


def _write_archipelago(
    layer: Layer, name: str, islands: BaseGeometry, box: Box, size: float
) -> None:
    """Set the name above the islands, in short lines."""
    face = Face(size)
    west, _, east, top = islands.bounds
    for proper in _PROPER:
        name = name.replace(proper, proper.replace(" ", NO_BREAK))
    lines = wrap(name, box.width * 0.44, face)
    widest = max(measure(line, face).width for line in lines)
    x = min((west + east) / 2, box.width - widest / 2 - 3)
    for step, line in enumerate(reversed(lines)):
        at = x - measure(line, face).width / 2, top + 3.0 + 1.08 * step * face.size
        words = PlacedText(line, at, face)
        write_halo(layer, words, 0.9, 9, SEA_COLOR)
        write(layer, words)


def draw_province(page: Page, sheet: Sheet, box: Box) -> None:
    """Draw the province, what is chosen in it, and the rectangle that the map shows."""
    layer = page.layer_in(box)
    pen = Canvas(layer, _PIXEL)
    areas = sheet.view.catalog.areas
    province = to_grid(areas.province)
    west, south, east, north = province.bounds
    air = 3.0
    grow = min((box.width - 2 * air) / (east - west), (box.height - 2 * air) / (north - south))
    left = (box.width - grow * (east - west)) / 2
    bottom = (box.height - grow * (north - south)) / 2

    def place(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray((xy - (west, south)) * grow + (left, bottom))

    def placed(shape: BaseGeometry) -> BaseGeometry:
        return shapely.transform(shape, place)

    page_fill = FillStyle(palette.NEIGHBOUR)
    draw_fill(pen, [shapely.box(0, 0, box.width, box.height)], page_fill, 0)
    draw_fill(pen, [placed(province)], _PROVINCE, 1)
    chosen = [areas[code].geometry for code in sheet.view.selection.areas]
    if chosen:
        draw_fill(pen, [placed(to_grid(shapely.union_all(chosen)))], _CHOSEN, 2)
    _frame(layer, placed(shapely.box(*sheet.window.bounds)).bounds, 0.8, 3)
    _frame(layer, (0.0, 0.0, box.width, box.height))


def _frame(
    layer: Layer, bounds: tuple[float, float, float, float], width: float = 1.0, zorder: float = 20
) -> None:
    """Draw the edge of a rectangle; of an inset half of the line is cut by its edge."""
    left, bottom, right, top = bounds
    shape = rectangle(left, bottom, right - left, top - bottom)
    layer.add(PathMark(shape, pen=Pen(palette.INK, width, join="miter")), zorder)


BAND_MM = 2.6
FOOT_MM = 8.0
_BAR_MM = 36.0
# A place alone says nothing: so much ground is shown around it, in metres each way.
LEAST_GROUND_M = 26_000.0
_SHARE_OF_AIR = 0.03


@dataclass(frozen=True)
class MapPlacement:
    """Where a map stands, and how it is drawn.

    Parameters
    ----------
    outer
        Its box on the page, neat-line included.
    extent
        West, south, east, north (EPSG:4326), ``None`` for what the view asks for.
    factor
        Size of the map's symbols and names relative to a sheet of the same paper.
    band
        Whether the box holds a band for the coordinates around the map.
    """

    paper: Paper
    outer: Box
    extent: tuple[float, float, float, float] | None = None
    factor: float = 1.0
    band: bool = True


def map_sheet(view: View, request: ExportRequest, plate: MapPlacement) -> Sheet:
    """Return the sheet of a view with its map fitted into a box."""
    sheet = plan(view, request)
    paper, outer = plate.paper, plate.outer
    inner = outer.inset(BAND_MM * POINTS_PER_MM * paper.enlarge) if plate.band else outer
    bounds = _with_air(grid_bounds(plate.extent or view.extent))
    scale = fit_scale(bounds, inner.width, inner.height)
    window = window_around(bounds, inner.width, inner.height, scale)
    return replace(
        sheet,
        paper=paper,
        frame=replace(sheet.frame, neatline=outer, map=inner),
        window=replace(window, factor=paper.print_factor * plate.factor),
    )


def _with_air(
    bounds: tuple[float, float, float, float],
) -> tuple[float, float, float, float]:
    """Return bounds (EPSG:9206, metres) with some ground around them."""
    west, south, east, north = bounds
    air = _SHARE_OF_AIR * max(east - west, north - south)
    across = max(air, (LEAST_GROUND_M - (east - west)) / 2)
    along = max(air, (LEAST_GROUND_M - (north - south)) / 2)
    return west - across, south - along, east + across, north + along


def draw_map(
    page: Page, sheet: Sheet, reserved: Sequence[Box] = (), *, edged: bool = True
) -> Drawn:
    """Draw map, neat-line and coordinates.

    Parameters
    ----------
    reserved
        Parts of the map that something else will cover, in points of the page.
    edged
        Whether it has neat-line and coordinates.
    """
    inner = sheet.frame.map
    bounds = [(box.left, box.bottom, box.right, box.top) for box in reserved]
    covered = [
        affinity.translate(shapely.box(*edges), -inner.left, -inner.bottom) for edges in bounds
    ]
    drawn = draw(
        page.layer_in(inner),
        scene_of(sheet.view, sheet.window, sheet.request.layers, grey=sheet.request.grey),
        sheet.numbers,
        covered,
    )
    if edged:
        draw_graticule(page, sheet)
    return drawn


def draw_map_foot(page: Page, sheet: Sheet, top: float) -> float:
    """Draw scale, scale bar and north arrow under a map; return the height they take."""
    enlarge = sheet.paper.enlarge
    box = sheet.frame.neatline
    height = FOOT_MM * POINTS_PER_MM * enlarge
    strong = page.face(page.small * 1.06, 700)
    soft = page.face(page.small * 0.94, color=palette.INK_SOFT)
    bottom = top - height
    words = say("sheet.scale", sheet.language, scale=sheet.scale)
    y = bottom + height * 0.36
    page.write(words, box.left, y, strong)
    left = box.left + page.width_of(words, strong) + 14.0 * enlarge
    bar = draw_scale_bar(page, sheet, left, y - 1.0, _BAR_MM * POINTS_PER_MM * enlarge)
    arrow = left + bar.width + 30.0 * enlarge
    draw_north_arrow(page, sheet, arrow, bottom + 1.0, height - 2.0)
    page.write(say("book.grid", sheet.language), box.right, y, soft, "right")
    return height
