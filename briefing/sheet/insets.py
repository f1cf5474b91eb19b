"""Where the map lies: in the country, with Hoàng Sa and Trường Sa, and in the province."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from matplotlib.patches import Rectangle

from briefing.sheet.paper_sizes import Box
from geo.crs import to_grid
from layers.paper.strokes import Canvas, draw_fill
from layers.paper.text import PlacedText, write, write_halo
from layers.paper.window import POINTS_PER_MM
from layers.style import palette
from layers.style.model import FillStyle, Stroke
from layers.style.text_metrics import NO_BREAK, Face, measure, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from briefing.sheet.page import Page
    from briefing.sheet.plan import Sheet

# West, south, east, north of the national inset in degrees: the mainland and both archipelagos.
_COUNTRY = (101.6, 6.6, 118.2, 23.8)
_MIDDLE_LATITUDE = 16.0
_SEA_COLOR = "#EAF2F7"
_SEA = FillStyle(_SEA_COLOR)
_LAND = FillStyle("#D8D5CB", 1.0, (Stroke("#8E8A7E", 0.6),))
_ISLANDS = FillStyle("#8E8A7E", 1.0, (Stroke("#6E6A5E", 0.9),))
_HERE = FillStyle(palette.SHIELD_NATIONAL, 1.0, (Stroke(palette.SHIELD_NATIONAL, 0.8),))
_PROVINCE = FillStyle(palette.LAND, 1.0, (Stroke(palette.PROVINCE_EDGE, 1.0),))
_CHOSEN = FillStyle(palette.SHIELD_NATIONAL)
_STYLES = {"mainland": _LAND, "archipelago": _ISLANDS, "province_highlight": _HERE}
_PIXEL = 0.6
_HEIGHT_MM = 31.0
_PROVINCE_SHAPE = 1.16
# Distance kept between an inset and what is asked for, in points.
_CLEAR = 7.0
_COLUMN_AIR = 8.0
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
    west, south, east, north = _COUNTRY
    return height * (east - west) * math.cos(math.radians(_MIDDLE_LATITUDE)) / (north - south)


def draw_country(page: Page, sheet: Sheet, box: Box) -> None:
    """Draw Viet Nam with its archipelagos, always named in Vietnamese, and the province in it."""
    axes = page.inset_axes(box)
    pen = Canvas(axes, _PIXEL)
    west, south, _, north = _COUNTRY
    grow = box.height / (north - south)
    squeeze = math.cos(math.radians(_MIDDLE_LATITUDE))

    def place(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray((xy - (west, south)) * (grow * squeeze, grow))

    draw_fill(pen, [shapely.box(0, 0, box.width, box.height)], _SEA, 0)
    for step, kind in enumerate(_STYLES):
        shapes = [
            shapely.transform(item.geometry, place)
            for item in sheet.view.catalog.backdrop.vietnam
            if item.properties["kind"] == kind
        ]
        draw_fill(pen, shapes, _STYLES[kind], 1 + step)
    for item in sheet.view.catalog.backdrop.vietnam:
        if item.properties["kind"] == "archipelago":
            islands = shapely.transform(item.geometry, place)
            _write_archipelago(axes, str(item.properties["name_vi"]), islands, box, page)
    _frame(axes, box)


def _write_archipelago(axes: Axes, name: str, islands: BaseGeometry, box: Box, page: Page) -> None:
    """Set the name above the islands, in short lines."""
    face = Face(page.small, 600)
    west, _, east, top = islands.bounds
    for proper in _PROPER:
        name = name.replace(proper, proper.replace(" ", NO_BREAK))
    lines = wrap(name, box.width * 0.44, face)
    widest = max(measure(line, face).width for line in lines)
    x = min((west + east) / 2, box.width - widest / 2 - 3)
    for step, line in enumerate(reversed(lines)):
        at = x - measure(line, face).width / 2, top + 3.0 + 1.08 * step * face.size
        words = PlacedText(line, at, face)
        write_halo(axes, words, 0.9, 9, _SEA_COLOR)
        write(axes, words)


def draw_province(page: Page, sheet: Sheet, box: Box) -> None:
    """Draw the province, what is chosen in it, and the rectangle that the map shows."""
    axes = page.inset_axes(box)
    pen = Canvas(axes, _PIXEL)
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
    seen = placed(shapely.box(*sheet.window.bounds)).bounds
    axes.add_artist(
        Rectangle(
            (seen[0], seen[1]),
            seen[2] - seen[0],
            seen[3] - seen[1],
            facecolor="none",
            edgecolor=palette.INK,
            linewidth=0.8,
            joinstyle="miter",
            zorder=3,
        )
    )
    _frame(axes, box)


def _frame(axes: Axes, box: Box) -> None:
    axes.add_artist(
        Rectangle(
            (0, 0),
            box.width,
            box.height,
            facecolor="none",
            edgecolor=palette.INK,
            # Half of the line is cut by the edge of the inset.
            linewidth=1.0,
            zorder=20,
        )
    )
