"""The layout of a strip map, one for screen and paper, and the words that it says of a lane.

From top to bottom a lane has: its heading; gates, airport, works and seats; the shields of the
roads that meet it; the line itself; the kilometres; projects as bars in the strokes of the map; the
communes as alternating bands. What stands beside what along the axis is placed by
:mod:`layers.charts.strip_placement`. All heights follow the size of type; in what else the canvases
differ on purpose stands in :class:`StripCanvas`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import accumulate, groupby, pairwise
from typing import TYPE_CHECKING, cast

from geo.corridor.model import Basis, Side
from geo.corridor.runs import RunKind
from geo.model import AreaFrame, GeometryKind, State
from geo.strings import format_number, say
from layers.charts.display import Line, PartGroup, Rect, StyledLine, Symbol, TextLine
from layers.charts.strip_marks import incident_parts, meeting_parts, tie_parts
from layers.charts.strip_placement import (
    LaneLayout,
    LaneRow,
    mark_places,
    post_places,
    project_places,
    shield_places,
    spread,
)
from layers.style import palette
from layers.style.model import Stroke
from layers.style.text_metrics import Face, NumberDisc, disc_radius, measure, wrap
from layers.style.typography import ROLES
from layers.themes import BY_ID, roads
from layers.themes.assets import FACILITY_KINDS, GATE_RANKS
from layers.themes.projects import line_style, point_style, trace_style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from geo.catalog.catalog import Catalog
    from geo.corridor.model import Band, Interval, Lane, LaneMark, Segment, Strip
    from layers.charts.display import Part
    from layers.charts.strip_placement import MarkPlace, ProjectPlace, ShieldPlace
    from layers.style.model import SymbolStyle

# Theme and style of what stands beside a lane, by the kind of its site; else it is a place.
_MARK_STYLES = (
    {kind.replace("-", "_"): ("facilities", kind) for kind in FACILITY_KINDS}
    | {kind: ("gates", rank) for kind, rank in GATE_RANKS.items()}
    | {"port_ferry": ("facilities", "port"), "airport": ("airport", "open")}
    | {"district_seat": ("urban", "seat")}
)
_ROAD_STYLES = roads.EXPRESSWAY_STYLES | roads.STYLES
_CASING, _CORE, _DRAWN_DASH = 9.0, 5.4, (7.0, 4.0)
# Lengths below are those beside type of 6.6 and grow with it.
_TYPE = 6.6
_STRONG, _ROAD, _BAR, _PIXEL, _AIR = 7.8, 4.6, 3.6, 0.62, 3.0
_BAR_ROWS, _NAME_LINES = 24, 3
# Height of a row of projects whose names stand beside their bars, in sizes of type.
_BESIDE = 1.35
_LEAST_LANE_KM = 0.05


@dataclass(frozen=True)
class StripCanvas:
    """What a canvas gives to the layout; lengths in its own unit, pixels or points.

    Parameters
    ----------
    width
        Of the whole canvas, its left edge at 0.
    size
        Of type; all heights follow it.
    hair
        Width of thin lines.
    margin
        Room beside the axis, into which words may reach: the screen has an edge around it.
    rows
        Into how many equal rows the axis breaks; a screen scrolls instead.
    mark_weight, mark_row
        Weight of the names of gates and seats, and height of a row of them in sizes of type: a
        screen has more room.
    area_size
        Of the names in the bands of communes: smaller than the rest, more of them stand inside; 0
        for that of the rest.
    sections
        Whether number and grade of the sections stand under the line; a screen tells them where
        it is pointed at.
    names_beside
        Whether the names of projects stand beside their bars: a screen has the map above it, and
        must be low.
    numbers
        Number of each project by id, on a disc before its name: it leads into the list of a
        sheet. A screen opens the card instead; there the symbol of a point leads its name.
    """

    width: float
    size: float
    hair: float
    margin: float = 0.0
    rows: int = 1
    mark_weight: int = 400
    area_size: float = 0.0
    mark_row: float = 1.3
    sections: bool = False
    names_beside: bool = False
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class StripLayout:
    """A strip map laid out; `unit` is the length of a kilometre."""

    unit: float
    height: float
    lanes: tuple[LaneLayout, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """Everything on it, bottom to top."""
        return tuple(part for lane in self.lanes for part in lane.parts)


def reaches(strip: Strip, canvas: StripCanvas) -> Iterator[LaneRow]:
    """Yield the parts of the lanes, row by row, with their place on the canvas."""
    span = strip.length_km / canvas.rows
    unit = (canvas.width - 2 * canvas.margin) / span
    for row in range(canvas.rows):
        for lane in strip.lanes:
            low = max(row * span - lane.offset_km, 0.0)
            high = min((row + 1) * span - lane.offset_km, lane.length_km)
            if high - low > _LEAST_LANE_KM:
                start = canvas.margin + (lane.offset_km - row * span) * unit
                air = _AIR * canvas.size / _TYPE
                room = 0.0, canvas.width, air, canvas.names_beside
                yield LaneRow(lane, low, high, start, unit, *room)


def lay_out_strip(
    catalog: Catalog, strip: Strip, language: str, canvas: StripCanvas
) -> StripLayout:
    """Return the strip map of a corridor laid out for a canvas, from its upper edge downwards."""
    gap = 2 * _AIR * canvas.size / _TYPE
    lanes: list[LaneLayout] = []
    bottom = 0.0
    for reach in reaches(strip, canvas):
        lanes.append(_Lane(catalog, reach, language, canvas).lay_out(bottom))
        bottom = lanes[-1].bottom + gap
    for number, (upper, lower) in enumerate(pairwise(lanes)):
        above, under = tie_parts(strip.ties, upper, lower, canvas.hair)
        lanes[number] = replace(lanes[number], parts=(*above, *lanes[number].parts))
        lanes[number + 1] = replace(lower, parts=(*under, *lower.parts))
    return StripLayout(lanes[0].reach.unit, bottom, tuple(lanes))


def mark_style(catalog: Catalog, mark: LaneMark) -> tuple[str, str]:
    """Return the id of the theme and the key of the style of what stands beside a lane."""
    style = _MARK_STYLES.get(mark.kind, ("urban", "place"))
    if style[0] == "airport" and any(
        asset.state is State.CLOSED and piece.origin == mark.id
        for asset in catalog.assets.values()
        for piece in asset.pieces
    ):
        return "airport", "closed"
    return style


def _lane_strokes(lane: Lane, part: Segment) -> tuple[Stroke, ...]:
    """Return the strokes of a section, bottom first; a drawing has a broken edge."""
    if lane.kind is RunKind.RIVER:
        edge, water = palette.WATER_EDGE, palette.WATER
        return Stroke(edge, _CASING, cap="butt"), Stroke(water, 7.0, cap="butt")
    casing, core = _ROAD_STYLES[roads.class_of(part.ref)].strokes
    dash = _DRAWN_DASH if part.geometry_kind is GeometryKind.SCHEMATIC else ()
    return (
        Stroke(casing.color, _CASING, dash, cap="butt"),
        Stroke(core.color, _CORE, cap="butt"),
    )


def _rows(places: Iterable[MarkPlace | ShieldPlace | ProjectPlace]) -> int:
    return max((place.row for place in places), default=-1) + 1


class _Lane:
    """Puts one lane of one row on a canvas; heights count downwards."""

    def __init__(
        self, catalog: Catalog, reach: LaneRow, language: str, canvas: StripCanvas
    ) -> None:
        size = canvas.size
        self._catalog, self._language, self._canvas = catalog, language, canvas
        self._reach, self._lane = reach, reach.lane
        self._size, self._scale = size, size / _TYPE
        self._road, self._bar = _ROAD * self._scale, _BAR * self._scale
        self._face = Face(size)
        self._soft = Face(size, color=palette.INK_SOFT)
        # Lines that lie under everything else.
        self._hairs: list[Part] = []
        self._parts: list[Part] = []
        self._unnamed: list[str] = []

    def lay_out(self, top: float) -> LaneLayout:
        """Return the lane below `top`."""
        face = Face(self._size, self._canvas.mark_weight)
        marks = mark_places(self._reach, self._language, 1.25 * self._size, face)
        words, y = self._heading(top)
        head = y
        shields = self._shields(y + _rows(marks) * self._canvas.mark_row * self._size)
        road = shields + 2 * self._scale + self._road
        self._marks(marks, y, road - self._road, face)
        self._line(road)
        axis = self._kilometres(road + self._road)
        signs, y = incident_parts(
            self._catalog, self._reach, self._sections(axis), self._size, self._language
        )
        self._parts += signs
        y = self._projects(y)
        for post in self._lane.posts:
            if self._reach.holds(post.km):
                self._hair(self._reach.x(post.km), axis, y)
        for band in self._lane.bands:
            if band.frame is AreaFrame.COMMUNE:
                y = self._band(band, y) + (0.0 if band.side is Side.BOTH else 0.8 * self._scale)
        if self._unnamed:
            names = "; ".join(dict.fromkeys(self._unnamed))
            y = self._note(say("strip.unnamed", self._language, names=names), y)
        parts = (*self._hairs, *self._parts)
        return LaneLayout(self._reach, top, head, road, axis, y, words, parts)

    def _hair(self, x: float, top: float, bottom: float, *, dashed: bool = False) -> None:
        width = 0.7 * self._canvas.hair
        color = palette.NEIGHBOUR_INK if dashed else palette.NEIGHBOUR_EDGE
        dash = (2 * width, 2 * width) if dashed else ()
        self._hairs.append(Line((x, top), (x, bottom), width, color, dash))

    def _tick(
        self, x: float, top: float, bottom: float, color: str, dash: tuple[float, ...] = ()
    ) -> Line:
        return Line((x, top), (x, bottom), self._canvas.hair, color, dash)

    def _heading(self, top: float) -> tuple[tuple[str, ...], float]:
        """Put the name of the lane and what is known of it; return these words too."""
        lane, language, reach = self._lane, self._language, self._reach
        strong = Face(_STRONG * self._scale, 700)
        name = lane.name[language]
        if reach.low > 0:
            name = f"{name} ({say('strip.continued', language)})"
        facts = facts_of(self._catalog, lane, reach.low, reach.high, language)
        y, start = top + strong.size, self._canvas.margin
        # Ties to the lane above lead past these words.
        self._parts.append(TextLine(name, start, y, strong, role="heading", clear=True))
        left = start + measure(name, strong).width + 6 * self._scale
        pitch = 1.15 * self._size
        lines = wrap(" · ".join(facts), reach.right - left, self._soft)
        for step, line in enumerate(lines):
            known = TextLine(line, left, y + step * pitch, self._soft, role="heading", clear=True)
            self._parts.append(known)
        return (name, *facts), y + (len(lines) - 1) * pitch + 0.45 * strong.size

    def _marks(self, places: Iterable[MarkPlace], top: float, bottom: float, face: Face) -> None:
        """Put gates, airport, seats and works beside the lane, each with its name."""
        size = 1.25 * self._size
        for place in places:
            y = top + (place.row + 0.55) * self._canvas.mark_row * self._size
            self._hair(place.on_lane, y + size / 2, bottom, dashed=True)
            theme, key = mark_style(self._catalog, place.mark)
            style = cast("SymbolStyle", BY_ID[theme].styles[key])
            symbol = Symbol(style.symbol, place.x, y, size, palette.ASSET)
            words = self._words(place.words, place.words_x, y, face, "mark")
            km = format_number(place.mark.offset_km, self._language, 1)
            name = place.mark.name[self._language]
            title = say("strip.beside", self._language, name=name, km=km)
            self._parts.append(PartGroup((symbol, words), title))

    def _words(self, text: str, x: float, middle: float, face: Face, role: str) -> TextLine:
        """Return words around a height, beside which the hair lines end."""
        return TextLine(text, x, middle + 0.33 * self._size, face, role=role, clear=True)

    def _shields(self, top: float) -> float:
        """Put the shields of the roads that meet the lane, the nearest row lowest."""
        face = Face(self._size, 700)
        placed = shield_places(self._reach, lambda ref: measure(ref, face).width + 5 * self._scale)
        pitch = 1.45 * self._size
        bottom = top + _rows(placed) * pitch
        for shield in sorted(placed, key=lambda shield: -shield.row):
            self._shield(shield, bottom, pitch, face)
        return bottom

    def _shield(self, shield: ShieldPlace, bottom: float, pitch: float, face: Face) -> None:
        scale, language = self._scale, self._language
        low, high = bottom - shield.row * pitch - scale, pitch - 1.6 * scale
        color = ROLES[f"shield-{roads.class_of(shield.ref)}"].color
        dash = (2 * self._canvas.hair,) * 2 if shield.planned else ()
        box = Rect(
            shield.x - shield.width / 2, low - high, shield.width, high, palette.PAPER, color,
            0.8 * scale, dash, 1.6 * scale,
        )  # fmt: skip
        end = bottom + 2 * scale + self._road
        titles = [shield.ref]
        titles += [say("strip.planned", language)] if shield.planned else []
        ferry = any(junction.ferry for junction in shield.junctions)
        titles += [say("reach.ferry", language)] if ferry else []
        base = low - high / 2 + 0.34 * face.size
        words = TextLine(shield.ref, shield.x, base, replace(face, color=color), "center", "shield")
        ticks = (self._tick(x, low, end, palette.INK_SOFT, dash) for x in shield.on_lane)
        self._parts.append(PartGroup((*ticks, box, words), " · ".join(titles)))

    def _line(self, y: float) -> None:
        """Put the road or river itself, a tick where a section begins, and its breaks."""
        half, pixel = self._road, _PIXEL * self._scale
        for part in self._lane.segments:
            ends = self._reach.cut(part.from_km, part.to_km)
            if ends is None:
                continue
            line = StyledLine(*ends, y, _lane_strokes(self._lane, part), pixel)
            tick = self._tick(ends[0], y - half, y + half, palette.INK_SOFT)
            self._parts.append(PartGroup((line, tick), f"{part.ref} {part.section_id}".strip()))
        half, wide = 4 * self._scale, 1.5 * self._scale
        for gap in self._lane.breaks:
            if self._reach.holds(gap.km):
                x = self._reach.x(gap.km)
                self._parts.append(Rect(x - wide, y - half, 2 * wide, 2 * half, palette.PAPER))
                for edge in (x - wide, x + wide):
                    low, high = (edge - wide / 2, y + half), (edge + wide / 2, y - half)
                    self._parts.append(Line(low, high, self._canvas.hair, palette.INK))

    def _kilometres(self, top: float) -> float:
        """Put the kilometres under the line: a tick every ten, numbers where they find room."""
        face = Face(self._size, 600)
        base = top + face.size + self._scale
        half = 1.5 * self._scale
        for x, left, words in post_places(self._reach, post_words(self._lane), face, 4):
            self._parts.append(self._tick(x, top - half, top + half, palette.INK))
            if words:
                self._parts.append(TextLine(words, left, base, face, role="km"))
        return base + 0.3 * face.size

    def _sections(self, top: float) -> float:
        """Say number and grade of the geometry where they change, under what has room for it."""
        base = top + self._size
        found = False
        for words, low, high in alike(self._lane.segments) if self._canvas.sections else ():
            ends = self._reach.cut(low, high)
            if ends and measure(words, self._soft).width + 3 <= ends[1] - ends[0]:
                line = TextLine(words, sum(ends) / 2, base, self._soft, "center", "section")
                self._parts.append(replace(line, clear=True))
                found = True
        return base + 0.3 * self._size if found else top

    def _projects(self, top: float) -> float:
        """Put the projects: number and name above or beside the bars, in rows without overlap."""
        leads = {Basis.POINT: 1.36 * self._size}
        if self._canvas.numbers:
            leads = dict.fromkeys(Basis, 2 * disc_radius("00", 0.92 * self._size))
        bars, reach = self._lane.bars, self._reach
        projects = self._catalog.projects
        names = {bar.project_id: projects[bar.project_id].name[self._language] for bar in bars}
        placed = project_places(reach, names, leads, self._face, _BAR_ROWS)
        tops = self._row_tops(placed, top)
        for place in placed:
            lead = leads.get(place.bar.basis, 0.0)
            # A name beside its bar stands as low as the bars of names above theirs.
            name, ends = names[place.bar.project_id], tops[place.row : place.row + 2]
            start = ends[1] - _BESIDE * self._size if place.beside else ends[0]
            self._project(place, name, start, lead)
        # Under the hair lines, which come first.
        bands = meeting_parts(
            self._catalog, reach, (top - self._scale, tops[-1]), self._size, self._language
        )
        self._hairs[:0] = bands if placed else ()
        top = tops[-1]
        here = {
            (bar.project_id, bar.basis)
            for bar in bars
            if reach.holds(bar.from_km) or reach.cut(bar.from_km, bar.to_km)
        }
        if len(here) > len(placed):
            count = len(here) - len(placed)
            top = self._note(say("strip.not-drawn", self._language, count=count), top)
        return top + (2 * self._scale if placed else 0.0)

    def _row_tops(self, placed: Sequence[ProjectPlace], top: float) -> tuple[float, ...]:
        """Return the upper edge of each row of projects, and the lower one of the last."""
        above = {place.row for place in placed if not place.beside}
        pitch = 1.2 * self._size + self._bar + 3 * self._scale
        low = _BESIDE * self._size
        pitches = (pitch if row in above else low for row in range(_rows(placed)))
        return tuple(accumulate(pitches, initial=top))

    def _project(self, place: ProjectPlace, name: str, top: float, lead: float) -> None:
        middle, size = top + 0.62 * self._size, 0.92 * self._size
        x, color = place.lead_x + lead / 2, palette.STATUS[place.bar.status]
        signs: list[Part] = []
        letters: list[Part] = []
        if place.bar.project_id in self._canvas.numbers:
            number = str(self._canvas.numbers[place.bar.project_id])
            letters.append(NumberDisc(number, x, middle, size, color))
        elif lead:
            signs.append(Symbol(point_style(place.bar.status).symbol, x, middle, lead, color))
        face = self._face if place.bar.shown else self._soft
        letters.append(self._words(place.words, place.words_x, middle, face, "project"))
        y = middle if place.beside else top + 1.2 * self._size + self._bar / 2 + 0.8 * self._scale
        if not (place.beside and place.bar.basis is Basis.POINT):  # else its symbol marks the place
            signs += (self._stretch(place, ends, y) for ends in place.ends)
        title = f"{name} – {say(f'status.{place.bar.status}', self._language)}"
        if place.bar.basis is Basis.AREA:
            title += f" ({say('strip.by-area', self._language)})"
        attributes = {"class": "bar", "data-id": place.bar.project_id}
        if not place.bar.shown:
            # The signs alone: pale letters could not be read.
            signs = [PartGroup(tuple(signs), attributes={"opacity": "0.4"})]
        self._parts.append(PartGroup((*signs, *letters), title, attributes))

    def _stretch(self, place: ProjectPlace, ends: tuple[float, float], y: float) -> Part:
        status = place.bar.status
        if place.bar.basis is Basis.POINT:
            size, color = self._bar + 2.4 * self._scale, palette.STATUS[status]
            if not self._canvas.numbers:
                return self._tick(ends[0], y - size / 2, y + size / 2, color)
            x = self._reach.within(ends[0], size / 2)
            # Clear of the disc above it, whose number may have two digits.
            return Symbol(point_style(status).symbol, x, y + self._scale, size, color)
        # The thin line of the map means repairs at unknown spots; here it means an area.
        style = line_style if place.bar.basis is Basis.LINE else trace_style
        return StyledLine(*ends, y, style(status).strokes, _PIXEL * self._scale)

    def _band(self, band: Band, top: float) -> float:
        """Put a band of communes, those of the left bank of a river above those of the right.

        Names without room in the band stand beside it with a line to their stretch.
        """
        face = Face(self._canvas.area_size or self._size, color=palette.AREA_INK)
        cells: list[tuple[Interval, tuple[float, float], list[str], str]] = []
        for number, part in enumerate(band.intervals):
            ends = self._reach.cut(part.from_km, part.to_km)
            if ends:
                fill = palette.AREA_BANDS[number % 2] if part.code else palette.NEIGHBOUR
                cells.append((part, ends, self._named(part.code, ends, face), fill))
        outside = [(part.code, sum(ends) / 2) for part, ends, lines, _ in cells if not lines]
        above = band.side is Side.LEFT
        if above:
            top = self._beside(outside, top, face, above=True)
        pitch = 1.06 * face.size
        high = max((len(lines) for _, _, lines, _ in cells), default=1) * pitch + 3 * self._scale
        for part, (low, end), lines, fill in cells:
            first = top + high / 2 - (len(lines) - 1) * pitch / 2 + 0.33 * face.size
            edge = palette.DISTRICT_EDGE
            cell = Rect(low, top, end - low, high, fill, edge, self._canvas.hair)
            words = (
                TextLine(line, (low + end) / 2, first + step * pitch, face, "center", "area")
                for step, line in enumerate(lines)
            )
            self._parts.append(PartGroup((cell, *words), self._title(band, part)))
        return top + high if above else self._beside(outside, top + high, face, above=False)

    def _title(self, band: Band, part: Interval) -> str:
        """Return the full name of an area, and on which side of the lane it lies."""
        full = area_name(self._catalog, part.code, self._language, full=True)
        if band.side is Side.BOTH:
            return full
        return f"{full} · {say(f'strip.{band.side}', self._language)}"

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
        base = top + 0.8 * face.size + (0.0 if above else leader)
        starts = spread(wishes, reach.left, reach.right, gap)
        for start, (x, wide), name in zip(starts, wishes, names, strict=False):
            self._parts.append(TextLine(name, start, base, face, role="area", clear=True))
            near = start + wide / 2
            (upper, lower), y = ((near, x), top + high) if above else ((x, near), top)
            width, color = 0.8 * self._canvas.hair, palette.DISTRICT_EDGE
            self._parts.append(Line((upper, y), (lower, y + leader), width, color))
        return top + leader + high

    def _named(self, code: str, ends: tuple[float, float], face: Face) -> list[str]:
        """Return the name in lines that fit between its ends, none where it cannot."""
        name = area_name(self._catalog, code, self._language)
        room = ends[1] - ends[0] - 2
        if max(measure(word, face).width for word in name.split()) > room:
            return []
        lines = wrap(name, room, face)
        return lines if len(lines) <= _NAME_LINES else []

    def _note(self, words: str, top: float) -> float:
        left = self._canvas.margin
        for line in wrap(words, self._reach.right - left, self._soft):
            top += 1.15 * self._size
            self._parts.append(TextLine(line, left, top, self._soft, role="note"))
        return top + 0.3 * self._size


def facts_of(
    catalog: Catalog, lane: Lane, low: float, high: float, language: str
) -> tuple[str, ...]:
    """Return phrases: how a lane is measured, its length, its drawn part, grades of its geometry.

    Official kilometres are known to some kilometres only and therefore said without metres.

    Parameters
    ----------
    low, high
        Kilometres from the start of the lane between which it is shown.
    """
    parts = [_range(catalog, lane, low, high, language)]
    if lane.old_ends:
        old = {key: f"{km:.0f}" for key, km in zip(("low", "high"), lane.old_ends, strict=True)}
        parts.append(say("strip.range-old", language, **old))
    # A drawing is no measure: its kilometres are whole ones.
    drawn = format_number(lane.schematic_km, language)
    if lane.is_schematic:
        parts.append(say("strip.all-schematic", language, km=drawn))
    elif lane.official:
        km = format_number(lane.length_km, language, 1)
        parts.append(say("strip.length", language, km=km))
    if lane.schematic_km and not lane.is_schematic:
        parts.append(say("strip.schematic", language, km=drawn))
    grades = ", ".join(sorted({part.evidence.value for part in lane.segments}))
    parts.append(say("strip.grade", language, grade=grades))
    if lane.kind is RunKind.RIVER:
        parts.append(say("strip.sides", language))
    return tuple(parts)


def _range(catalog: Catalog, lane: Lane, low: float, high: float, language: str) -> str:
    if lane.official:
        # A calibrated start may lie before kilometre 0, within its doubt.
        kms = (max(lane.label_at(km), 0.0) for km in (low, high))
        ends = {key: f"{km:.0f}" for key, km in zip(("low", "high"), kms, strict=True)}
        within = format_number(lane.uncertainty_km, language, 1)
        return say("strip.range-official", language, within=within, **ends)
    ends = {
        "low": format_number(low, language, 1) if low else "0",
        "high": format_number(high, language, 1),
    }
    key = "strip.range-river" if lane.kind is RunKind.RIVER else "strip.range-road"
    routes = [route for route in catalog.routes.values() if route.ref in lane.road_numbers]
    if routes and not any(route.counts for route in routes):
        key = "strip.range-unknown"
    return say(key, language, place=_start(catalog, lane, language), **ends)


def _start(catalog: Catalog, lane: Lane, language: str) -> str:
    """Return the commune in which a lane begins."""
    codes = [band.intervals[0].code for band in lane.bands if band.frame is AreaFrame.COMMUNE]
    return area_name(catalog, next((code for code in codes if code), ""), language)


def area_name(catalog: Catalog, code: str, language: str, *, full: bool = False) -> str:
    """Return the short or full name of an area; an empty code lies outside the province."""
    if not code:
        return say("search.outside", language)
    area = catalog.areas[code]
    return (area.full_name if full else area.name)[language]


def post_words(lane: Lane) -> tuple[str, ...]:
    """Return what the kilometre posts of a lane say: only official ones are called ``Km``."""
    first, *others = [f"{post.label_km:.0f}" for post in lane.posts] or [""]
    return (f"Km{first}" if lane.official else f"{first} km", *others) if first else ()


def alike(segments: tuple[Segment, ...]) -> tuple[tuple[str, float, float], ...]:
    """Return stretches of one road number and grade: both in words, first and last kilometre.

    Empty when the whole lane is one: the heading says it then.
    """
    found = []
    for (ref, grade), group in groupby(segments, key=lambda part: (part.ref, part.evidence.value)):
        parts = list(group)
        words = f"{ref} · {grade}" if ref else grade
        found.append((words, parts[0].from_km, parts[-1].to_km))
    return tuple(found) if len(found) > 1 else ()
