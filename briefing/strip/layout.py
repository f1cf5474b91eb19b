"""Where everything on a strip map stands on paper, before it is drawn: boxes that never overlap.

What stands beside what along the axis is placed by :mod:`layers.charts.strip_placement`, as on the
screen; here it gets its height on the page.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.sheet.paper_sizes import Box
from briefing.strip.placement import Bit, Block, Letters, Number, Plan, Sign, Slant, Upright
from geo.corridor.model import Basis, Side
from geo.model import Frame
from geo.strings import say
from layers.charts.strip_placement import (
    Lead,
    Lettering,
    Reach,
    mark_places,
    plates,
    post_places,
    project_places,
    spread,
)
from layers.charts.strip_svg import closed_sites, lane_strokes, mark_symbol, shield_color
from layers.charts.strip_words import alike, area_name, facts_of, post_words
from layers.paper.labels.numbers import disc_radius
from layers.paper.text import Face, measure, shorten, wrap
from layers.style import palette
from layers.style.model import SymbolStyle
from layers.themes.projects import line_style, point_style, trace_style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.strip.plan import StripSheet
    from geo.catalog.catalog import Catalog
    from geo.corridor.model import Band
    from layers.charts.strip_placement import MarkPlace, Plate, ProjectPlace

# Points a kilometre takes at least, for names of communes and projects to be read.
_LEAST_KM = 3.3
_MOST_ROWS = 3
_ROAD, _BAR = 4.6, 3.6
_AIR = 3.0
_LEAST_LANE_KM = 0.05
_BAR_ROWS = 24
_SMALL, _STRONG = 6.6, 7.8
_NAME_LINES = 3


def lay_out(sheet: StripSheet, box: Box) -> Plan:
    """Return the strip map from the top of a box downwards.

    The common axis breaks into as few equal rows as leave a kilometre room for its names; in
    each row stand the lanes that reach into it. Larger type breaks no row more.
    """
    enlarge = sheet.sheet.paper.enlarge
    length = sheet.strip.length_km
    rows = min(max(math.ceil(length * _LEAST_KM * enlarge / sheet.size / box.width), 1), _MOST_ROWS)
    span = length / rows
    plan = Plan(box.width / span)
    y = box.top
    for row in range(rows):
        for lane in sheet.strip.lanes:
            low = max(row * span - lane.offset_km, 0.0)
            high = min((row + 1) * span - lane.offset_km, lane.length_km)
            if high - low > _LEAST_LANE_KM:
                left = box.left + (lane.offset_km - row * span) * plan.unit
                reach = Reach(lane, low, high, left, plan.unit, box.left, box.right)
                y = _LanePlan(plan, sheet, reach).put(y) - 2 * _AIR * enlarge
    plan.bottom = y
    return plan


class _LanePlan:
    """Puts one lane of one row into a plan."""

    def __init__(self, plan: Plan, sheet: StripSheet, reach: Reach) -> None:
        page = sheet.sheet.paper.enlarge
        self._plan, self._reach, self._lane = plan, reach, reach.lane
        self._catalog: Catalog = sheet.sheet.view.catalog
        self._language = sheet.sheet.language
        self._numbers: Mapping[str, int] = sheet.sheet.numbers
        self._enlarge = page
        self._small = Face(_SMALL * page)
        self._soft = replace(self._small, color=palette.INK_SOFT)
        self._strong = Face(_STRONG * page, 700)
        self._pixel = 0.62 * page
        self._unnamed: list[str] = []
        self._row = self._small.size * 1.3
        self._lettering = Lettering(
            lambda words: measure(words, self._small).width,
            lambda words, room: shorten(words, room, self._small),
        )

    def put(self, top: float) -> float:
        """Put the lane below `top`; return its lower edge."""
        reach, size = self._reach, self._small.size * 1.25
        marks = mark_places(reach, self._language, size, self._lettering)
        y = self._heading(top)
        rows = max((mark.row for mark in marks), default=-1) + 1
        y_marks, y = y, y - rows * self._row
        y = self._junctions(y)
        road = y - _ROAD * self._enlarge
        self._marks(marks, y_marks, road, size)
        self._road(road)
        axis = self._axis(road - _ROAD * self._enlarge)
        y = self._bars(self._sections(axis))
        self._hairs(axis, y)
        y = self._bands(y)
        return self._unnamed_note(y)

    def _write(  # noqa: PLR0913, PLR0917 - words, a place, and how they look
        self, text: str, x: float, y: float, face: Face, role: str, owner: str = ""
    ) -> None:
        size = measure(text, face)
        box = Box(x, y - 0.22 * face.size, size.width, 0.95 * face.size)
        self._plan.letters.append(Letters(text, x, y, face, role, box, owner))

    def _write_clear(  # noqa: PLR0913, PLR0917 - as above
        self, text: str, x: float, y: float, role: str, owner: str, face: Face | None = None
    ) -> None:
        """Write over hair lines, which end beside the words."""
        self._write(text, x, y, face or self._small, role, owner)
        box = self._plan.letters[-1].box
        ground = Box(box.left - 1, box.bottom, box.width + 2, box.height)
        self._plan.blocks.append(Block(ground, palette.PAPER))

    def _heading(self, top: float) -> float:
        lane, language, reach = self._lane, self._language, self._reach
        name = lane.name[language]
        if reach.low > 0:
            name = f"{name} ({say('strip.continued', language)})"
        facts = facts_of(self._catalog, lane, reach.low, reach.high, language)
        y = top - self._strong.size
        self._write(name, reach.left, y, self._strong, "heading")
        left = reach.left + measure(name, self._strong).width + 6
        words = " · ".join(facts).split(" ")
        while words:
            (line, *_) = wrap(" ".join(words), reach.right - left, self._soft)
            self._write(line, left, y, self._soft, "heading")
            words = words[len(line.split(" ")) :]
            if words:
                y, left = y - 1.15 * self._soft.size, reach.left
        return y - 0.45 * self._strong.size

    def _marks(self, places: tuple[MarkPlace, ...], top: float, road: float, size: float) -> None:
        """Put gates, airport, seats and works beside the lane, each with its name."""
        closed = closed_sites(self._catalog)
        for place in places:
            y = top - (place.row + 0.55) * self._row
            symbol = mark_symbol(place.mark, closed)
            self._plan.symbols.add(symbol)
            style = SymbolStyle(symbol, size, palette.ASSET)
            self._plan.signs.append(Sign(style, (place.x, y), size))
            low = road + _ROAD * self._enlarge
            at = place.on_lane
            line = Upright(at, y - size / 2, low, palette.NEIGHBOUR_INK, dash=True, hair=True)
            self._plan.uprights.append(line)
            base = y - 0.33 * self._small.size
            self._write_clear(place.words, place.words_x, base, "mark", place.mark.id)

    def _junctions(self, top: float) -> float:
        """Put the shields of the roads that meet the lane, the nearest row lowest."""
        face = Face(_SMALL * self._enlarge, 700)
        found = plates(self._reach, lambda ref: measure(ref, face).width + 5)
        pitch = face.size * 1.45
        bottom = top - (max((plate.row for plate in found), default=-1) + 1) * pitch
        for plate in found:
            self._plate(plate, bottom, pitch, face)
        return bottom - 2

    def _plate(self, plate: Plate, bottom: float, pitch: float, face: Face) -> None:
        low = bottom + plate.row * pitch
        box = Box(plate.x - plate.width / 2, low + 1, plate.width, pitch - 1.6)
        color, dash = shield_color(plate.ref), plate.planned
        for at in plate.on_lane:
            self._plan.uprights.append(Upright(at, low + 1, bottom - 3, palette.INK_SOFT, dash))
        self._plan.blocks.append(Block(box, palette.PAPER, color, dash))
        middle = box.bottom + box.height / 2 - 0.34 * face.size
        left = plate.x - measure(plate.ref, face).width / 2
        self._write(plate.ref, left, middle, replace(face, color=color), "shield")

    def _road(self, y: float) -> None:
        high = _ROAD * self._enlarge
        for part in self._lane.segments:
            ends = self._reach.cut(part.from_km, part.to_km)
            if ends is None:
                continue
            strokes = lane_strokes(self._lane, part)
            self._plan.bits.append(Bit(*ends, y, strokes, self._pixel))
            self._plan.uprights.append(Upright(ends[0], y + high, y - high, palette.INK_SOFT))
        for gap in self._lane.breaks:
            if self._reach.holds(gap.km):
                x, high = self._reach.x(gap.km), 4 * self._enlarge
                self._plan.blocks.append(Block(Box(x - 1.5, y - high, 3, 2 * high), palette.PAPER))
                for shift in (-1.5, 1.5):
                    self._plan.uprights.append(Upright(x + shift, y + high, y - high, palette.INK))

    def _axis(self, top: float) -> float:
        """Put the kilometres under the line: a tick every ten, numbers where they find room."""
        face = Face(_SMALL * self._enlarge, 600)
        base = top - face.size
        said = post_words(self._lane)
        places = post_places(self._reach, said, lambda words: measure(words, face).width, 4)
        for x, left, words in places:
            self._plan.uprights.append(Upright(x, top + 1.5, top - 1.5, palette.INK))
            if words:
                self._write(words, left, base - 1, face, "km")
        return base - 1 - 0.3 * face.size

    def _hairs(self, top: float, bottom: float) -> None:
        """Lead the kilometres through the projects down to the communes."""
        for post in self._lane.posts:
            if self._reach.holds(post.km):
                x = self._reach.x(post.km)
                self._plan.uprights.append(
                    Upright(x, top, bottom, palette.NEIGHBOUR_EDGE, hair=True)
                )

    def _sections(self, top: float) -> float:
        """Say number and grade of the geometry where they change, under what has room for it."""
        base = top - self._soft.size
        found = False
        for words, low, high in alike(self._lane.segments):
            ends = self._reach.cut(low, high)
            if ends is None:
                continue
            wide = measure(words, self._soft).width
            if wide + 3 <= ends[1] - ends[0]:
                x = sum(ends) / 2 - wide / 2
                self._write_clear(words, x, base, "section", "", self._soft)
                found = True
        return base - 0.3 * self._soft.size if found else top

    def _bars(self, top: float) -> float:
        """Put the projects: number and name above, the bars beneath, in rows without overlap."""
        pitch = self._small.size * 1.2 + (_BAR + 3.0) * self._enlarge
        wide = 2 * disc_radius("00", self._small.size * 0.92)
        projects = self._catalog.projects
        names = {
            bar.project_id: projects[bar.project_id].name[self._language] for bar in self._lane.bars
        }
        found = project_places(self._reach, names, Lead(wide, wide), self._lettering, _BAR_ROWS)
        for place in found:
            self._project(place, top - place.row * pitch, wide / 2)
        top -= (max((place.row for place in found), default=-1) + 1) * pitch
        return self._missing(len(found), top) - (2 if found else 0)

    def _missing(self, found: int, top: float) -> float:
        """Say how many projects have found no row."""
        here = {
            (bar.project_id, bar.basis)
            for bar in self._lane.bars
            if self._reach.holds(bar.from_km) or self._reach.cut(bar.from_km, bar.to_km)
        }
        count = len(here) - found
        if not count:
            return top
        words = say("strip.not-drawn", self._language, count=count)
        return self._note(words, top)

    def _project(self, place: ProjectPlace, top: float, radius: float) -> None:
        middle = top - self._small.size * 0.62
        number = str(self._numbers[place.project_id])
        at = place.lead_x + radius, middle
        size = self._small.size * 0.92
        self._plan.numbers.append(Number(number, at, size, place.status, place.project_id))
        base = middle - 0.33 * self._small.size
        self._write_clear(place.words, place.words_x, base, "project", place.project_id)
        y = top - self._small.size * 1.2 - (_BAR / 2 + 0.8) * self._enlarge
        for ends in place.ends:
            self._bar(place, ends, y)

    def _bar(self, place: ProjectPlace, ends: tuple[float, float], y: float) -> None:
        status = place.status
        if place.basis is Basis.POINT:
            self._plan.styles.add(("projects", f"point-{status}"))
            wide = (_BAR + 2.4) * self._enlarge
            x = self._reach.within(ends[0], wide / 2)
            self._plan.signs.append(Sign(point_style(status), (x, y), wide))
            return
        line = place.basis is Basis.LINE
        # The thin line of the map means repairs at unknown spots; here it means an area.
        self._plan.by_area |= not line
        self._plan.styles.add(("projects", f"{'line' if line else 'point'}-{status}"))
        strokes = (line_style if line else trace_style)(status).strokes
        self._plan.bits.append(Bit(*ends, y, strokes, self._pixel))

    def _bands(self, top: float) -> float:
        """Put the communes, those of the left bank of a river above those of the right."""
        for band in self._lane.bands:
            if band.frame is Frame.COMMUNE:
                top = self._band(band, top) - (0.8 if band.side is not Side.BOTH else 0)
        return top

    def _band(self, band: Band, top: float) -> float:
        """Put one band; names without room in it stand beside it with a line to their stretch."""
        face = replace(self._small, color=palette.AREA_INK)
        cells: list[tuple[str, tuple[float, float], list[str], str]] = []
        for number, part in enumerate(band.intervals):
            ends = self._reach.cut(part.from_km, part.to_km)
            if ends:
                fill = palette.AREA_BANDS[number % 2] if part.code else palette.NEIGHBOUR
                cells.append((part.code, ends, self._named(part.code, ends, face), fill))
        outside = [(code, sum(ends) / 2) for code, ends, told, _ in cells if not told]
        above = band.side is Side.LEFT
        if above:
            top = self._beside(outside, top, face, above=True)
        pitch = face.size * 1.06
        high = max((len(told) for _, _, told, _ in cells), default=1) * pitch + 3
        for code, (low, end), told, fill in cells:
            cell = Box(low, top - high, end - low, high)
            self._plan.blocks.append(Block(cell, fill, palette.DISTRICT_EDGE))
            first = top - high / 2 + (len(told) - 1) * pitch / 2 - 0.33 * face.size
            for step, words in enumerate(told):
                x = (low + end) / 2 - measure(words, face).width / 2
                self._write(words, x, first - step * pitch, face, "area", code)
        return top - high if above else self._beside(outside, top - high, face, above=False)

    def _beside(
        self, outside: list[tuple[str, float]], top: float, face: Face, *, above: bool
    ) -> float:
        """Put names above or below their band, as many as find room side by side."""
        reach, gap = self._reach, 0.6 * face.size
        wishes: list[tuple[float, float]] = []
        names = [area_name(self._catalog, code, self._language) for code, _ in outside]
        free = reach.right - reach.left
        for name, (_, x) in zip(names, outside, strict=True):
            wide = measure(name, face).width
            free -= wide + gap
            if free < 0:
                break
            wishes.append((x, wide))
        self._unnamed += names[len(wishes) :]
        if not wishes:
            return top
        leader, high = 0.75 * face.size, 1.05 * face.size
        base = top - 0.8 * face.size if above else top - leader - 0.8 * face.size
        starts = spread(wishes, reach.left, reach.right, gap)
        for start, (x, wide), (code, _), name in zip(starts, wishes, outside, names, strict=False):
            self._write_clear(name, start, base, "area", code, face)
            near = start + wide / 2
            ends = (near, top - high) if above else (x, top)
            other = (x, top - high - leader) if above else (near, top - leader)
            self._plan.slants.append(Slant(ends, other, palette.DISTRICT_EDGE))
        return top - leader - high

    def _named(self, code: str, ends: tuple[float, float], face: Face) -> list[str]:
        """Return the name in lines that fit between its ends, none where it cannot."""
        name = area_name(self._catalog, code, self._language)
        room = ends[1] - ends[0] - 2
        if measure(name, face).width <= room:
            return [name]
        longest = max(measure(word, face).width for word in name.split())
        lines = wrap(name, room, face) if longest <= room else []
        return lines if len(lines) <= _NAME_LINES else []

    def _unnamed_note(self, top: float) -> float:
        """Name the communes that have found no room at all, from left to right."""
        if not self._unnamed:
            return top
        names = "; ".join(dict.fromkeys(self._unnamed))
        return self._note(say("strip.unnamed", self._language, names=names), top)

    def _note(self, words: str, top: float) -> float:
        left = self._reach.left
        for line in wrap(words, self._reach.right - left, self._soft):
            top -= self._soft.size * 1.15
            self._write(line, left, top, self._soft, "note")
        return top - 0.3 * self._soft.size
