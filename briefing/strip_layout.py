"""Where everything on a strip map stands on paper, before it is drawn: boxes that never overlap."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.paper_size import Box
from briefing.strip_plan import Bit, Block, Letters, Number, Plan, Sign, Upright
from geo.model import Frame
from geo.refs import show_km
from geo.runs import RunKind
from geo.strings import say, show_number
from geo.strip_model import Basis, Side
from layers import palette
from layers.paper_numbers import disc_radius
from layers.paper_text import Face, measure, shorten, wrap
from layers.projects import line_style, point_style, trace_style
from layers.strip_ink import Rows
from layers.strip_svg import closed_sites, lane_strokes, mark_symbol, shield_color
from layers.style import SymbolStyle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from briefing.strip_sheet import StripSheet
    from geo.catalog import Catalog
    from geo.strip_model import Bar, Junction, Lane, Mark

# Points a kilometre takes at least, for names of communes and projects to be read.
_LEAST_KM = 3.3
_MOST_ROWS = 3
_ROAD, _BAR = 4.6, 3.6
_AIR = 3.0
_NAME_ROOM = 150.0
_LEAST_LANE_KM = 0.05
_BAR_ROWS = 24
_TOP_ROWS = 3


def lay_out(sheet: StripSheet, box: Box) -> Plan:
    """Return the strip map from the top of a box downwards.

    The common axis breaks into as few equal rows as leave a kilometre room for its names; in
    each row stand the lanes that reach into it.
    """
    enlarge = sheet.sheet.paper.enlarge
    length = sheet.strip.length_km
    rows = min(max(math.ceil(length * _LEAST_KM * enlarge / box.width), 1), _MOST_ROWS)
    span = length / rows
    plan = Plan(box.width / span)
    y = box.top
    for row in range(rows):
        for lane in sheet.strip.lanes:
            low = max(row * span - lane.offset_km, 0.0)
            high = min((row + 1) * span - lane.offset_km, lane.length_km)
            if high - low > _LEAST_LANE_KM:
                left = box.left + (lane.offset_km - row * span) * plan.unit
                reach = _Reach(lane, low, high, left, plan.unit, box.left, box.right)
                y = _LanePlan(plan, sheet, reach).put(y) - 2 * _AIR * enlarge
    plan.bottom = y
    return plan


@dataclass(frozen=True)
class _Reach:
    """The part of a lane that stands in one row; kilometre 0 of the lane lies at `start`."""

    lane: Lane
    low: float
    high: float
    start: float
    unit: float
    left: float
    right: float

    def x(self, km: float) -> float:
        return self.start + min(max(km, self.low), self.high) * self.unit

    def holds(self, km: float) -> bool:
        # A place where two rows meet stands in the first.
        return (self.low < km or self.low == 0 == km) and km <= self.high

    def cut(self, low: float, high: float) -> tuple[float, float] | None:
        low, high = max(low, self.low), min(high, self.high)
        return (self.x(low), self.x(high)) if high > low else None


class _LanePlan:
    """Puts one lane of one row into a plan."""

    def __init__(self, plan: Plan, sheet: StripSheet, reach: _Reach) -> None:
        page = sheet.sheet.paper.enlarge
        self._plan, self._reach, self._lane = plan, reach, reach.lane
        self._catalog: Catalog = sheet.sheet.view.catalog
        self._language = sheet.sheet.language
        self._numbers: Mapping[str, int] = sheet.sheet.numbers
        self._enlarge = page
        self._small = Face(6.6 * page)
        self._strong = Face(7.8 * page, 700)
        self._pixel = 0.62 * page
        self._unnamed: list[str] = []
        self._row = self._small.size * 1.3

    def put(self, top: float) -> float:
        """Put the lane below `top`; return its lower edge."""
        y = self._heading(top)
        y = self._marks(y)
        y = self._junctions(y)
        road = y - _ROAD * self._enlarge
        self._road(road)
        y = self._sections(road - _ROAD * self._enlarge)
        y = self._bars(y)
        y = self._bands(y)
        return self._axis(y)

    def _write(  # noqa: PLR0913, PLR0917 - words, a place, and how they look
        self, text: str, x: float, y: float, face: Face, role: str, owner: str = ""
    ) -> None:
        size = measure(text, face)
        box = Box(x, y - 0.22 * face.size, size.width, 0.95 * face.size)
        self._plan.letters.append(Letters(text, x, y, face, role, box, owner))

    def _heading(self, top: float) -> float:
        lane, language = self._lane, self._language
        name = lane.name[language]
        if self._reach.low > 0:
            name = f"{name} ({say('strip.continued', language)})"
        low, high = (lane.label_at(km) for km in (self._reach.low, self._reach.high))
        parts = [f"{show_km(low)} – {show_km(high)}"]
        parts.append(f"{show_number(lane.length_km, language, 1)} km")
        parts.append(say("strip.official" if lane.official else "strip.from-start", language))
        if lane.schematic_km:
            km = show_number(lane.schematic_km, language, 1)
            parts.append(say("strip.schematic", language, km=km))
        if lane.kind is RunKind.RIVER:
            parts.append(say("strip.sides", language))
        y = top - self._strong.size
        left = self._reach.left
        self._write(name, left, y, self._strong, "heading")
        start = left + measure(name, self._strong).width + 6
        soft = Face(self._small.size, color=palette.INK_SOFT)
        told = shorten(" · ".join(parts), self._reach.right - start, soft)
        self._write(told, start, y, soft, "heading")
        return y - 0.45 * self._strong.size

    def _marks(self, top: float) -> float:
        """Put gates, airport, seats and works beside the lane, each with its name."""
        closed = closed_sites(self._catalog)
        rows, size = Rows(_TOP_ROWS), self._small.size * 1.25
        placed: list[tuple[Mark, float, float, int | None]] = []
        for mark in self._held(self._lane.marks):
            x = self._reach.x(mark.km)
            name = mark.name[self._language].partition(" (")[0]
            wide = measure(name, self._small).width + 3
            left = x - size / 2
            if x + size / 2 + wide > self._reach.right:
                left = x - size / 2 - wide
            at = x + size / 2 + 2 if left == x - size / 2 else left
            placed.append((mark, x, at, rows.place(left, left + size + wide + 3)))
        for mark, x, at, row in placed:
            if row is None:
                continue
            y = top - (row + 0.55) * self._row
            symbol = mark_symbol(mark, closed)
            self._plan.symbols.add(symbol)
            style = SymbolStyle(symbol, size, palette.ASSET)
            self._plan.signs.append(Sign(style, (x, y), size))
            name = mark.name[self._language].partition(" (")[0]
            self._write(name, at, y - 0.33 * self._small.size, self._small, "mark", mark.id)
        return top - rows.used * self._row

    def _held(self, marks: Iterable[Mark]) -> list[Mark]:
        held = [mark for mark in marks if self._reach.holds(mark.km)]
        return sorted(held, key=lambda mark: mark.kind == "district_seat")

    def _junctions(self, top: float) -> float:
        """Put the shields of the roads that meet the lane, the nearest row lowest."""
        face = Face(6.5 * self._enlarge, 700)
        rows, pitch = Rows(_TOP_ROWS), face.size * 1.45
        placed: list[tuple[Junction, float, float, int | None]] = []
        for junction in self._lane.junctions:
            if not self._reach.holds(junction.km):
                continue
            wide = measure(junction.ref, face).width + 5
            x = self._reach.x(junction.km)
            x = min(max(x, self._reach.left + wide / 2), self._reach.right - wide / 2)
            placed.append((junction, x, wide, rows.place(x - wide / 2 - 1, x + wide / 2 + 1)))
        bottom = top - rows.used * pitch
        for junction, x, wide, row in placed:
            at = self._reach.x(junction.km)
            if row is None:
                self._plan.uprights.append(Upright(at, bottom, bottom - 3, palette.INK_SOFT))
                continue
            low = bottom + row * pitch
            plate = Box(x - wide / 2, low + 1, wide, pitch - 1.6)
            color = shield_color(junction.ref)
            dash = junction.planned
            self._plan.uprights.append(Upright(at, low + 1, bottom - 3, palette.INK_SOFT, dash))
            self._plan.blocks.append(Block(plate, palette.PAPER, color, dash))
            middle = plate.bottom + plate.height / 2 - 0.34 * face.size
            tinted = Face(face.size, 700, color=color)
            left = x - measure(junction.ref, face).width / 2
            self._write(junction.ref, left, middle, tinted, "shield")
        return bottom - 2

    def _road(self, y: float) -> None:
        for part in self._lane.segments:
            ends = self._reach.cut(part.from_km, part.to_km)
            if ends is None:
                continue
            strokes = lane_strokes(self._lane, part)
            self._plan.bits.append(Bit(*ends, y, strokes, self._pixel))
        for gap in self._lane.breaks:
            if self._reach.holds(gap.km):
                x, high = self._reach.x(gap.km), 4 * self._enlarge
                self._plan.blocks.append(Block(Box(x - 1.5, y - high, 3, 2 * high), palette.PAPER))
                for shift in (-1.5, 1.5):
                    self._plan.uprights.append(Upright(x + shift, y + high, y - high, palette.INK))

    def _sections(self, top: float) -> float:
        """Say number and grade of the geometry under each section that has room for it."""
        face = Face(6.5 * self._enlarge, color=palette.INK_SOFT)
        y = top - face.size * 0.85
        for part in self._lane.segments:
            ends = self._reach.cut(part.from_km, part.to_km)
            if ends is None:
                continue
            self._plan.uprights.append(
                Upright(ends[0], top + 2 * _ROAD * self._enlarge, top - 1, palette.INK_SOFT)
            )
            river = self._lane.kind is RunKind.RIVER
            whole = part.evidence if river else f"{part.ref} · {part.evidence}"
            for words in (whole, part.evidence):
                wide = measure(words, face).width
                if wide + 3 <= ends[1] - ends[0]:
                    self._write(words, sum(ends) / 2 - wide / 2, y, face, "section")
                    break
        return top - face.size * 1.25

    def _bars(self, top: float) -> float:
        """Put the projects: number and name above, the bar beneath, in rows without overlap."""
        rows = Rows(_BAR_ROWS)
        pitch = self._small.size * 1.2 + (_BAR + 3.0) * self._enlarge
        radius = disc_radius("00", self._small.size * 0.92)
        named: set[str] = set()
        for bar in sorted(self._lane.bars, key=lambda bar: (bar.from_km, -bar.to_km)):
            ends = self._ends(bar)
            if ends is None:
                continue
            name = self._catalog.projects[bar.project_id].name[self._language]
            if bar.project_id in named:
                name = ""
            named.add(bar.project_id)
            room = max(ends[1] - ends[0], _NAME_ROOM * self._enlarge) - 2 * radius - 3
            told = shorten(name, room, self._small) if name else ""
            wide = 2 * radius + (3 + measure(told, self._small).width if told else 0)
            start = ends[0] - (radius if bar.basis is Basis.POINT else 0)
            left = max(min(start, self._reach.right - wide), self._reach.left)
            row = rows.place(min(left, ends[0]) - 1, max(left + wide, ends[1]) + 5)
            if row is None:
                continue
            self._bar(bar, ends, (left, top - row * pitch), radius, told)
        return top - rows.used * pitch - (2 if rows.used else 0)

    def _ends(self, bar: Bar) -> tuple[float, float] | None:
        if bar.basis is Basis.POINT:
            x = self._reach.x(bar.from_km)
            return (x, x) if self._reach.holds(bar.from_km) else None
        ends = self._reach.cut(bar.from_km, bar.to_km)
        return (ends[0], max(ends[1], ends[0] + 2)) if ends else None

    def _bar(
        self,
        bar: Bar,
        ends: tuple[float, float],
        corner: tuple[float, float],
        radius: float,
        name: str,
    ) -> None:
        left, top = corner
        size = self._small.size * 0.92
        middle = top - self._small.size * 0.62
        number = str(self._numbers[bar.project_id])
        at = left + radius, middle
        self._plan.numbers.append(Number(number, at, size, bar.status, bar.project_id))
        if name:
            base = middle - 0.33 * self._small.size
            x = left + 2 * radius + 3
            self._write(name, x, base, self._small, "project", bar.project_id)
        y = top - self._small.size * 1.2 - (_BAR / 2 + 0.8) * self._enlarge
        if bar.basis is Basis.POINT:
            style = point_style(bar.status)
            self._plan.styles.add(("projects", f"point-{bar.status}"))
            wide = (_BAR + 2.4) * self._enlarge
            self._plan.signs.append(Sign(style, (ends[0], y), wide))
            return
        line = bar.basis is Basis.LINE
        # The thin line of the map means repairs at unknown spots; here it means an area.
        self._plan.by_area |= not line
        self._plan.styles.add(("projects", f"{'line' if line else 'point'}-{bar.status}"))
        strokes = (line_style if line else trace_style)(bar.status).strokes
        self._plan.bits.append(Bit(*ends, y, strokes, self._pixel))

    def _bands(self, top: float) -> float:
        """Put the communes; a name breaks into two lines where its stretch is short."""
        face = Face(6.5 * self._enlarge, color=palette.AREA_INK)
        pitch = face.size * 1.06
        for band in self._lane.bands:
            if band.frame is not Frame.COMMUNE:
                continue
            found = []
            for number, part in enumerate(band.intervals):
                ends = self._reach.cut(part.from_km, part.to_km)
                if ends:
                    found.append((number, part.code, ends, self._named(part.code, ends, face)))
            lines = max((len(told) for *_, told in found), default=1)
            high = lines * pitch + 3
            for number, code, (low, end), told in found:
                if not told:
                    self._unnamed.append(self._area_name(code))
                fill = palette.AREA_BANDS[number % 2] if code else palette.NEIGHBOUR
                cell = Box(low, top - high, end - low, high)
                self._plan.blocks.append(Block(cell, fill, palette.DISTRICT_EDGE))
                first = top - high / 2 + (len(told) - 1) * pitch / 2 - 0.33 * face.size
                for step, words in enumerate(told):
                    x = (low + end) / 2 - measure(words, face).width / 2
                    self._write(words, x, first - step * pitch, face, "area", code)
            if band.side is not Side.BOTH:
                top -= 0.8
            top -= high
        return top

    def _area_name(self, code: str) -> str:
        if not code:
            return say("search.outside", self._language)
        return self._catalog.areas[code].name[self._language]

    def _named(self, code: str, ends: tuple[float, float], face: Face) -> list[str]:
        """Return the name in lines that fit between its ends, none where it cannot."""
        name = self._area_name(code)
        room = ends[1] - ends[0] - 2
        if measure(name, face).width <= room:
            return [name]
        longest = max(measure(word, face).width for word in name.split())
        lines = wrap(name, room, face) if longest <= room else []
        return lines if len(lines) <= 3 else []  # noqa: PLR2004

    def _axis(self, top: float) -> float:
        """Put the kilometres below: a tick every ten, numbers where they find room."""
        face = Face(6.5 * self._enlarge, 600, color=palette.INK_SOFT)
        rows, base = Rows(1), top - 3 - face.size
        for number, post in enumerate(self._lane.posts):
            if not self._reach.holds(post.km):
                continue
            x = self._reach.x(post.km)
            self._plan.uprights.append(Upright(x, top, top - 3, palette.INK_SOFT))
            words = f"{'' if number else 'Km'}{post.label_km:.0f}"
            wide = measure(words, face).width
            left = min(max(x - wide / 2, self._reach.left), self._reach.right - wide)
            if rows.place(left - 2, left + wide + 2) is not None:
                self._write(words, left, base, face, "km")
        return self._unnamed_note(base - 0.3 * face.size)

    def _unnamed_note(self, top: float) -> float:
        """Name the communes whose stretch is too short for a name, from left to right."""
        if not self._unnamed:
            return top
        face = Face(6.5 * self._enlarge, color=palette.INK_SOFT)
        names = "; ".join(dict.fromkeys(self._unnamed))
        words = say("strip.unnamed", self._language, names=names)
        left = self._reach.x(self._reach.low)
        for line in wrap(words, self._reach.right - left, face):
            top -= face.size * 1.15
            self._write(line, left, top, face, "note")
        return top - 0.3 * face.size
