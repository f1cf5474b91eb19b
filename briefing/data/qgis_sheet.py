"""Our sheet as a print layout of QGIS: the same page, map, scale, words, table and legend.

Title, caption, notes and boxes are those of the sheet that we draw ourselves
(:mod:`briefing.sheet`). QGIS places the names on the map, breaks the lines of the table and sets
the legend by itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from briefing.data.qgis_items import LayerRef, LayoutColumn, LayoutWriter, layer_tree
from briefing.sheet.furniture import (
    COUNTRY_EXTENT,
    SEA_COLOR,
    graticule,
    place_insets,
    scale_bar,
)
from briefing.sheet.legend import Legend, entries
from briefing.sheet.page import HEADING, Page
from briefing.sheet.pages import say_notes
from briefing.sheet.paper_sizes import Box
from geo.crs import to_grid
from geo.escape import Syntax, escape
from geo.query.wording import titled_source
from geo.strings import say
from layers.paper.scene import shown_marks
from layers.paper.window import POINTS_PER_MM, grid_bounds
from layers.style import palette
from layers.style.text_metrics import measure, wrap

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from xml.etree.ElementTree import Element

    from briefing.sheet.legend import LegendEntry
    from briefing.sheet.plan import Sheet, TableLine
    from layers.paper.shown import Shown
    from layers.style.text_metrics import Face

# Columns of the table, as shares of its width.
_SHARES = {"number": 0.05, "project": 0.42, "status": 0.3, "length": 0.09, "capital": 0.14}
_LINE_HEIGHT = 1.257  # of the typeface, as Qt sets lines
_CELL_MM = 1.1
# Rows need a little more than is reckoned where QGIS breaks a line sooner.
_SLACK = 1.12
_GAP = 7.0
_MARGIN_MM, _HEAD = 12.0, 30.0
_COLUMN_GAP = 14.0
# Sources are reckoned a little narrower than they are set, so that none is cut.
_NARROWER, _SOURCE_AIR = 0.97, 1.6
_BAR_MM, _ARROW = 44.0, 36.0
_AIR = 1.06
_MOST_COLUMNS, _COLUMN, _SIGN = 3, 88.0, 20.0
_NORTH = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 26 60" width="26" height="60">'
    '<path d="M13 1 L1 59 L13 51 Z" fill="{ink}" stroke="{ink}" stroke-width="1"/>'
    '<path d="M13 1 L25 59 L13 51 Z" fill="{paper}" stroke="{ink}" stroke-width="1"/></svg>'
)


def shown_on(sheet: Sheet) -> list[Shown]:
    """Return the marks in the window of a sheet."""
    return shown_marks(sheet.view, sheet.request.layers, sheet.window)


@dataclass(frozen=True)
class ProjectLayers:
    """The layers of the project that a layout shows.

    Parameters
    ----------
    on_map
        Those of the map, top first.
    country, place
        Those of the two insets, top first.
    table
        Rows of the table of projects.
    drawn
        Layer and number of its rule by theme id and style.
    areas
        Pages of an atlas.
    """

    on_map: Sequence[LayerRef]
    country: Sequence[LayerRef]
    place: Sequence[LayerRef]
    table: LayerRef
    drawn: Mapping[tuple[str, str], tuple[LayerRef, int]]
    areas: LayerRef


@dataclass(frozen=True)
class SheetLayout:
    """Writes one layout.

    Parameters
    ----------
    atlas
        Expression of QGIS that says which areas get a page each, empty for a sheet of the view.
    """

    sheet: Sheet
    layers: ProjectLayers
    atlas: str = ""

    @cached_property
    def _page(self) -> Page:
        return Page(self.sheet.paper)

    def write(self, parent: Element, name: str) -> None:
        """Add the layout to the ``Layouts`` of a project."""
        sheet = self.sheet
        out = LayoutWriter(parent, name, sheet.paper)
        found = self._map(out)
        self._header(out)
        height = self._insets(out)
        frames = self._column(out, found, height)
        self._strip(out, found)
        self._annex(out, frames)
        if self.atlas:
            out.atlas(self.layers.areas, '"full_name"', self.atlas)

    def _map(self, out: LayoutWriter) -> Element:
        sheet = self.sheet
        box = sheet.frame.map
        found = out.map(
            box,
            sheet.window.bounds,
            self.layers.on_map,
            palette.NEIGHBOUR,
            follows=bool(self.atlas),
        )
        found.set("id", _MAP_NAME)
        letters = (say(f"sheet.{side}-letter", sheet.language) for side in ("east", "north"))
        minutes = "round(@grid_number*60)"
        annotation = (
            f"({minutes}//60)||'°'||lpad(to_string({minutes}%60),2,'0')||'′'"
            "||if(@grid_axis='x','{}','{}')"
        ).format(*letters)
        out.grid(found, _step(sheet), annotation, self._page.small)
        out.frame(sheet.frame.neatline, 0.9)
        out.frame(box, 0.5)
        return found

    def _header(self, out: LayoutWriter) -> None:
        sheet, page = self.sheet, self._page
        box = sheet.frame.header
        soft = page.face(page.small, 600, palette.INK_SOFT)
        line = box.upper(soft.size * 1.5)
        out.label(say("app.title", sheet.language), line, soft)
        out.label(sheet.provenance.say_day(sheet.language), line, soft, "right")
        title = '[% "full_name" %]' if self.atlas else sheet.title
        face = page.face(page.title, 700)
        wide = measure(title, face).width
        if wide > box.width:
            face = replace(face, size=face.size * box.width / wide * 0.99)
        add = out.expression if self.atlas else out.label
        add(title, box.below(soft.size * 1.5), face)

    def _insets(self, out: LayoutWriter) -> float:
        """Add the locators; return what they take of the column, in points."""
        sheet = self.sheet
        insets = place_insets(sheet, 0.0)
        country = grid_bounds(COUNTRY_EXTENT)
        out.map(insets.country, _filled(country, insets.country), self.layers.country, SEA_COLOR)
        out.frame(insets.country, 1.0)
        if insets.province:
            province = to_grid(sheet.view.catalog.areas.province).bounds
            bounds = _filled(province, insets.province, _AIR)
            out.map(insets.province, bounds, self.layers.place, palette.NEIGHBOUR)
            out.frame(insets.province, 1.0)
        return insets.column_height

    # -- the column ---------------------------------------------------------------------------

    def _column(
        self, out: LayoutWriter, found: Element, inset_height: float
    ) -> list[tuple[Box, int]]:
        """Add caption and legend; return the box of the table."""
        sheet, page = self.sheet, self._page
        box, aside = sheet.frame.column, sheet.frame.aside
        text = page.face(page.text_size)
        height = 0.0 if self.atlas else _height(sheet.caption, box.width, text)
        if height:
            out.label(sheet.caption, box.upper(height), text)
            height += _GAP
        below = box.below(height)
        heading = HEADING * page.text_size
        room = aside or below
        shown = shown_on(sheet)
        signs = {"chosen"} if sheet.view.selection.areas else set()
        signs |= {"schematic"} if any(item.is_band for item in shown) else set()
        used = {(item.theme.id, item.mark.style) for item in shown}
        told = entries(used, signs, sheet.view.catalog, sheet.language)
        legend = Legend(page, sheet, told, room.width, 0.55 * room.height)
        tall = min(legend.height * 1.15, 0.6 * room.height)
        place = (
            aside.below(heading)
            if aside
            else Box(box.left, box.bottom + inset_height, box.width, tall)
        )
        self._legend(out, found, told, place)
        top = place.top + heading
        title = Box(place.left, place.top, place.width, heading)
        out.label(say("sheet.legend", sheet.language), title, page.face(page.text_size, 700))
        out.rule(place.left, place.right, place.top + 1.5, 0.7)
        free = below if aside else Box(box.left, top + _GAP, box.width, below.top - top - _GAP)
        words = say("sheet.projects", sheet.language)
        out.label(words, free.upper(heading), page.face(page.text_size, 700))
        return [(free.below(heading), 0)]

    def _legend(
        self, out: LayoutWriter, found: Element, told: Sequence[LegendEntry], box: Box
    ) -> None:
        sheet, page = self.sheet, self._page
        columns = max(1, min(_MOST_COLUMNS, int(box.width / (_COLUMN * sheet.paper.enlarge))))
        face, head = page.face(page.small), page.face(page.small, 700, palette.INK_SOFT)
        sign = _SIGN * sheet.paper.enlarge
        width = (box.width - 2.0 * POINTS_PER_MM * (columns - 1)) / columns - sign - 4.0
        groups: dict[str, list[tuple[LayerRef, Mapping[str, str]]]] = {}
        rows = [
            (say(entry.group, sheet.language), *self.layers.drawn[key], entry.text)
            for entry in told
            for key in [_drawn_key(entry, self.layers.drawn)]
            if key
        ]
        for (heading, layer), same in groupby(rows, key=itemgetter(0, 1)):
            mine = list(same)
            numbers = [str(number) for _, _, number, _ in mine]
            properties = {
                "legend/node-order": ",".join(numbers),
                "legend/title-style": "hidden",
                **{
                    f"legend/label-{number}": "\n".join(
                        wrap(escape(text, Syntax.QGIS), width, face)
                    )
                    for _, _, number, text in mine
                },
            }
            groups.setdefault(heading, []).append((layer, properties))
        item = out.legend(box, found, columns, (head, face), sign / POINTS_PER_MM)
        if self.atlas:
            # A page explains what its district has.
            item.set("legendFilterByAtlas", "1")
        layer_tree(item, groups)

    # -- the strip ----------------------------------------------------------------------------

    def _strip(self, out: LayoutWriter, found: Element) -> None:
        sheet, page = self.sheet, self._page
        box, enlarge = sheet.frame.strip, sheet.paper.enlarge
        strong = page.face(page.text_size, 700)
        line = Box(box.left, box.top - 1.3 * strong.size, 60.0 * POINTS_PER_MM, 1.3 * strong.size)
        if self.atlas:
            words = say("sheet.scale", sheet.language, scale=f"1:[% {_MAP_SCALE} %]")
            out.expression(words, line, strong)
        else:
            out.label(say("sheet.scale", sheet.language, scale=sheet.scale), line, strong)
        most = _BAR_MM * POINTS_PER_MM * enlarge
        bar = scale_bar(sheet.window, most)
        place = Box(box.left, box.bottom, most + 20.0, box.height - 1.5 * strong.size)
        item = out.scale_bar(place, found, bar.segment_km, 4, page.small)
        if self.atlas:
            # Each page has a scale of its own: QGIS finds the round length.
            most_mm = f"{_BAR_MM * enlarge:g}"
            item.attrib.update(segmentSizeMode="1", minBarWidth="20", maxBarWidth=most_mm)
        left = box.left + most + 25.0 * enlarge
        high = min(box.height - 8.0, _ARROW * enlarge)
        face = page.face(page.small, 700)
        letter = Box(left - 10, box.top - 1.3 * face.size, 20, 1.3 * face.size)
        out.label(say("sheet.north", sheet.language), letter, face, "center")
        arrow = Box(left - high * 0.17, box.top - 2.0 - high, high * 0.34, high - face.size)
        out.picture(_NORTH.format(ink=palette.INK, paper=palette.PAPER), arrow)
        left += 14.0 * enlarge
        notes = Box(left, box.bottom, sheet.frame.imprint.left - 10.0 - left, box.height)
        soft = page.face(page.small * 0.96, color=palette.INK_SOFT)
        head, sources, _ = say_notes(sheet, notes, page.face(page.small))
        out.label(head if self.atlas else f"{head}\n{sources}", notes, soft)
        facts = sheet.provenance
        lines = [part(sheet.language) for part in (facts.say_printed, facts.say_digest)]
        lines[1:1] = [] if self.atlas else [facts.say_code(sheet.language)]
        out.label("\n".join(lines), sheet.frame.imprint, soft)

    # -- table and further pages --------------------------------------------------------------

    def _annex(self, out: LayoutWriter, frames: list[tuple[Box, int]]) -> None:
        """Add the table over as many pages as it needs, then the sources."""
        first = frames[0][0]
        columns = self._annex_columns(out, first.width)
        face = self._page.face(self._page.small)
        heights = [self._row_height(line, first.width) for line in self.sheet.lines]
        left = sum(heights) * _SLACK - first.height
        # An atlas has one further page at most, which is left out where it stays empty.
        most = self._columns_a_page(first.width) if self.atlas else len(heights)
        while left > 0 and len(frames) <= most:
            frames.append(next(columns))
            left -= frames[-1][0].height
        self._table(out, frames)
        if self.atlas:
            return
        box, page = next(columns)
        y = box.top
        for number, source in self.sheet.provenance.numbered:
            text = f"[{number}] {titled_source(source, self.sheet.language, whole=True)}"
            high = _height(text, box.width * _NARROWER, face)
            if y - high < box.bottom:
                box, page = next(columns)
                y = box.top
            out.label(text, Box(box.left, y - high, box.width, high), face, page=page)
            y -= high + _SOURCE_AIR

    @property
    def _body(self) -> Box:
        """A further page without its margin."""
        whole = Box(0.0, 0.0, self.sheet.paper.width, self.sheet.paper.height)
        return whole.inset(_MARGIN_MM * POINTS_PER_MM)

    def _columns_a_page(self, least: float) -> int:
        return max(1, int((self._body.width + _COLUMN_GAP) / (least + _COLUMN_GAP)))

    def _annex_columns(self, out: LayoutWriter, least: float) -> Iterator[tuple[Box, int]]:
        """Yield the columns of further pages, which begin as they are needed.

        Parameters
        ----------
        least
            Their width at least, in points: that of the table, which is the same everywhere.
        """
        sheet, page = self.sheet, self._page
        body = self._body
        soft = page.face(page.small, 600, palette.INK_SOFT)
        while True:
            number = out.add_page()
            head = body.upper(_HEAD)
            out.label(say("app.title", sheet.language), head, soft, page=number)
            if not self.atlas:
                out.label(sheet.title, head, soft, "right", page=number)
            for box in body.below(_HEAD).columns(self._columns_a_page(least), _COLUMN_GAP):
                yield box, number

    def _row_height(self, line: TableLine, width: float) -> float:
        """Return the height of a row in a table of a width, as QGIS is likely to break it."""
        face = self._page.face(self._page.small)
        margin = _CELL_MM * POINTS_PER_MM
        name = " ".join([line.name, *(f"({tag})" for tag in line.tags)])
        words = {"project": name, "status": f"{line.status} · {line.updated}"}
        rows = max(
            len(wrap(text, _SHARES[field] * width - margin, face)) for field, text in words.items()
        )
        return rows * face.size * _LINE_HEIGHT + margin

    def _table(self, out: LayoutWriter, frames: list[tuple[Box, int]]) -> None:
        sheet, page = self.sheet, self._page
        margins = len(_SHARES) * _CELL_MM * POINTS_PER_MM
        width = frames[0][0].width - margins
        keys = {
            "number": "",
            "project": "column.name",
            "status": "column.status",
            "length": "sheet.column-length",
            "capital": "sheet.column-capital",
        }
        right = {"length", "capital"}
        columns = [
            LayoutColumn(
                field,
                say(key, sheet.language) if key else "",
                _SHARES[field] * width,
                "right" if field in right else "left",
            )
            for field, key in keys.items()
        ]
        face = page.face(page.small)
        soft = page.face(page.small, color=palette.INK_SOFT)
        chosen = (
            "array_contains(string_to_array(\"districts\",';'), attribute(@atlas_feature,'code'))"
        )
        out.table(frames, self.layers.table, columns, (soft, face), chosen if self.atlas else "")


_MAP_NAME = "map"
_MAP_SCALE = f"format_number(map_get(item_variables('{_MAP_NAME}'),'map_scale'),0)"


def _drawn_key(entry: LegendEntry, drawn: Collection[tuple[str, str]]) -> tuple[str, str] | None:
    """Return the first style of an entry that a layer draws; a chosen area is a sign of ours."""
    styles = entry.styles or (("areas", entry.sign), ("", entry.sign))
    return next((key for key in styles if key in drawn), None)


def _filled(
    bounds: tuple[float, float, float, float], box: Box, air: float = 1.0
) -> tuple[float, float, float, float]:
    """Return bounds grown about their middle to the shape of a box.

    Parameters
    ----------
    air
        Size of the result over the least that holds them.
    """
    west, south, east, north = bounds
    grow = air * max((east - west) / box.width, (north - south) / box.height) / 2
    x, y = (west + east) / 2, (south + north) / 2
    across, along = grow * box.width, grow * box.height
    return x - across, y - along, x + across, y + along


def _step(sheet: Sheet) -> float:
    """Return the step of the coordinates around the map, in degrees."""
    along = [tick.minutes for tick in graticule(sheet.window) if tick.side == "bottom"]
    upright = [tick.minutes for tick in graticule(sheet.window) if tick.side == "left"]
    many = max(along, upright, key=len)
    steps = [after - before for before, after in pairwise(many)]
    return min(steps, default=30) / 60


def _height(text: str, width: float, face: Face) -> float:
    """Return the height of wrapped text as Qt sets it."""
    return math.ceil(len(wrap(text, width, face)) * _LINE_HEIGHT * face.size) + 1.0
