"""The strip map as SVG: each lane of a corridor as a straight line by kilometre.

From top to bottom a lane has: its heading; gates, airport and seats; junctions with their
shields; the line itself; projects as bars in the strokes of the map; the communes as
alternating bands; the kilometres.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.model import Frame, GeometryKind, State
from geo.refs import show_km
from geo.runs import RunKind
from geo.strings import say, show_number
from geo.strip_model import Basis, Side
from layers import palette
from layers.projects import line_style, trace_style
from layers.strip_ink import Rows, along, box, letters, safe, symbol, tick, titled, width_of
from layers.style import Stroke

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalog import Catalog
    from geo.strip_model import Band, Bar, Lane, Mark, Segment, Strip

WIDTH = 1100.0
_MARGIN = 12.0
_HEADING, _ROW, _TIER, _BAND, _POSTS, _GAP = 24.0, 18.0, 25.0, 19.0, 18.0, 12.0
_SMALL, _MEDIUM = 11.0, 13.0
_TOP_ROWS = 3
_OUTSIDE = palette.NEIGHBOUR
_KIND_SYMBOLS = {
    "district_seat": "seat-district",
    "border_gate_international": "gate-international",
    "border_gate_main": "gate-national",
    "border_gate_secondary": "gate-secondary",
    "airport": "airport-open",
    "port": "port",
    "port_ferry": "port",
    "bridge": "bridge",
    "hydropower": "hydropower",
    "industrial_park": "industrial-park",
    "logistics": "logistics",
}


@dataclass(frozen=True)
class LaneScale:
    """Where a lane lies on the drawing, for a script that follows the pointer.

    Parameters
    ----------
    start_px
        Where kilometre 0 of the lane lies.
    px_per_km
        The same for all lanes of a strip.
    labels
        Pairs of kilometre on the lane and kilometre to show.
    """

    lane: Lane
    start_px: float
    px_per_km: float
    labels: tuple[tuple[float, float], ...]

    def x(self, km: float) -> float:
        """Return where a kilometre lies."""
        return self.start_px + km * self.px_per_km


def scales(strip: Strip) -> tuple[LaneScale, ...]:
    """Return the scale of each lane."""
    unit = (WIDTH - 2 * _MARGIN) / strip.length_km
    return tuple(
        LaneScale(lane, _MARGIN + lane.offset_km * unit, unit, lane.labels) for lane in strip.lanes
    )


def strip_svg(catalog: Catalog, strip: Strip, language: str) -> str:
    """Return the strip map of a corridor as an ``<svg>`` element."""
    parts, top = [], 2.0
    for number, scale in enumerate(scales(strip)):
        drawn, bottom = _lane(catalog, scale, number, top, language)
        parts.append(drawn)
        top = bottom + _GAP
    title = say("strip.title", language, name=catalog.corridors[strip.corridor_id].name[language])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {top:g}" role="group"'
        f' aria-label="{safe(title)}" font-family="Source Sans Pro, Source Sans, sans-serif">'
        f"{''.join(parts)}</svg>"
    )


def _lane(
    catalog: Catalog, scale: LaneScale, number: int, top: float, language: str
) -> tuple[str, float]:
    """Return a lane drawn from `top` on, and where it ends."""
    lane = scale.lane
    marks, room = _marks(catalog, scale, top + _HEADING, language)
    shields_top = top + _HEADING + room
    shields, shields_room = _junctions(scale, shields_top, language)
    road = shields_top + shields_room + 8
    y = road + 9
    bars, tiers = _bars(catalog, scale, y, language)
    y += tiers
    bands = ""
    for band in (band for band in lane.bands if band.frame is Frame.COMMUNE):
        bands += _band(catalog, scale, band, y, language)
        y += _BAND
    posts = _posts(scale, road, y)
    y += _POSTS
    leaders = "".join(
        tick(scale.x(mark.km), shields_top, road, palette.NEIGHBOUR_INK, ' stroke-dasharray="1 3"')
        for mark in lane.marks
    )
    ground = box(0, top, WIDTH, y - top, palette.PAPER, more=' class="ground"')
    words = _heading(lane, language)
    cursor = (
        f'<path class="cursor" d="M0 {top + _HEADING:.1f}V{y - 4:.1f}" visibility="hidden"'
        f' stroke="{palette.INK}" stroke-width="1.5" pointer-events="none"/>'
    )
    drawn = (
        f'<g class="lane" data-lane="{number}" tabindex="0" role="slider"'
        f' aria-label="{safe(words)}" aria-valuemin="0" aria-valuemax="{lane.length_km:.0f}"'
        f' aria-valuenow="0" aria-valuetext="{safe(show_km(lane.start_label_km))}">'
        f"{ground}{letters(_MARGIN, top + 15, words, size=_MEDIUM, css='head')}"
        f"{leaders}{posts}{bands}{_line(scale, road)}{shields}{marks}{bars}{cursor}</g>"
    )
    return drawn, y


def _heading(lane: Lane, language: str) -> str:
    parts = [
        lane.name[language],
        f"{show_km(lane.start_label_km)} – {show_km(lane.end_label_km)}",
        f"{show_number(lane.length_km, language, 1)} km",
        say("strip.official" if lane.official else "strip.from-start", language),
    ]
    if lane.schematic_km:
        km = show_number(lane.schematic_km, language, 1)
        parts.append(say("strip.schematic", language, km=km))
    return " · ".join(parts)


def _marks(catalog: Catalog, scale: LaneScale, top: float, language: str) -> tuple[str, float]:
    rows = Rows(_TOP_ROWS)
    drawn = []
    closed = closed_sites(catalog)
    for mark in sorted(scale.lane.marks, key=lambda mark: mark.kind == "district_seat"):
        x = scale.x(mark.km)
        name = mark.name[language].partition(" (")[0]
        long = width_of(name, _SMALL) + 4
        left = x - 10 - long if x + 12 + long > WIDTH else x - 10
        row = rows.place(left, left + 20 + long)
        y = top + (row or 0) * _ROW + _ROW / 2
        content = symbol(mark_symbol(mark, closed), x, y, 15)
        if row is not None:
            at = x + 10 if left == x - 10 else left
            content += letters(at, y + 4, name, css="mark")
        drawn.append(titled(_about(mark, language), content))
    return "".join(drawn), rows.used * _ROW + (4 if rows.used else 0)


def closed_sites(catalog: Catalog) -> set[str]:
    """Return the ids of the sites that are closed."""
    return {
        piece.origin
        for asset in catalog.assets.values()
        if asset.state is State.CLOSED
        for piece in asset.pieces
    }


def mark_symbol(mark: Mark, closed: set[str]) -> str:
    """Return the symbol of a mark, a key of :data:`layers.symbols.SYMBOLS`."""
    if mark.kind == "airport" and mark.id in closed:
        return "airport-closed"
    return _KIND_SYMBOLS.get(mark.kind, "place")


def _about(mark: Mark, language: str) -> str:
    km = show_number(mark.offset_km, language, 1)
    return say("strip.beside", language, name=mark.name[language], km=km)


def _junctions(scale: LaneScale, top: float, language: str) -> tuple[str, float]:
    rows = Rows(_TOP_ROWS)
    placed = []
    for junction in scale.lane.junctions:
        wide = width_of(junction.ref, 10, bold=True) + 9
        x = min(max(scale.x(junction.km), wide / 2), WIDTH - wide / 2)
        placed.append((junction, x, wide, rows.place(x - wide / 2 - 1, x + wide / 2 + 1)))
    room = rows.used * 16.0
    drawn = []
    for junction, x, wide, row in placed:
        dashed = ' stroke-dasharray="2 2"' if junction.planned else ""
        content = tick(scale.x(junction.km), top + room - 1, top + room + 8, palette.INK, dashed)
        if row is not None:
            # The first row stands nearest to the line.
            y = top + room - (row + 1) * 16.0
            color = shield_color(junction.ref)
            frame = f' rx="3" stroke="{color}" stroke-width="1.4"{dashed}'
            content = tick(scale.x(junction.km), y + 14, top + room + 8, palette.INK_SOFT, dashed)
            content += box(x - wide / 2, y, wide, 14, palette.PAPER, more=frame)
            content += letters(x, y + 10.6, junction.ref, size=10, color=color, css="shield")
        about = [junction.ref]
        about += [say("strip.planned", language)] if junction.planned else []
        about += [say("reach.ferry", language)] if junction.ferry else []
        drawn.append(titled(" · ".join(about), content))
    return "".join(reversed(drawn)), room


def shield_color(ref: str) -> str:
    """Return the colour of the shield of a road."""
    if ref.startswith("CT"):
        return palette.SHIELD_EXPRESSWAY
    return palette.SHIELD_NATIONAL if ref.startswith("QL") else palette.SHIELD_PROVINCIAL


def _line(scale: LaneScale, y: float) -> str:
    return "".join(_sections(scale, y)) + "".join(_breaks(scale, y))


def _sections(scale: LaneScale, y: float) -> Iterator[str]:
    for part in scale.lane.segments:
        pens = lane_strokes(scale.lane, part)
        low, high = scale.x(part.from_km), scale.x(part.to_km)
        ends = tick(low, y - 4.5, y + 4.5, palette.INK_SOFT) if part.from_km else ""
        words = f"{part.ref} {part.section_id}".strip()
        yield titled(words, along(low, high, y, pens) + ends)


def lane_strokes(lane: Lane, part: Segment) -> tuple[Stroke, ...]:
    """Return the strokes of a section of a lane, bottom first; a drawing has a broken edge."""
    if lane.kind is RunKind.RIVER:
        return Stroke(palette.WATER_EDGE, 9, cap="butt"), Stroke(palette.WATER, 7, cap="butt")
    casing, core = _road_inks(part.ref)
    dash = (7.0, 4.0) if part.geometry_kind is GeometryKind.SCHEMATIC else ()
    return Stroke(casing, 9, dash, cap="butt"), Stroke(core, 5.4, cap="butt")


def _road_inks(ref: str) -> tuple[str, str]:
    if ref.startswith("CT"):
        return palette.EXPRESSWAY_CASING, palette.EXPRESSWAY_CORE
    if ref.startswith("QL"):
        return palette.NATIONAL_CASING, palette.NATIONAL_CORE
    return palette.PROVINCIAL_CASING, palette.PROVINCIAL_CORE


def _breaks(scale: LaneScale, y: float) -> Iterator[str]:
    for gap in scale.lane.breaks:
        x = scale.x(gap.km)
        yield box(x - 3, y - 6, 6, 12, palette.PAPER)
        for shift in (-3, 3):
            yield f'<path d="M{x + shift - 2:.1f} {y + 6:.1f}l4 -12" stroke="{palette.INK}"/>'


def _bars(catalog: Catalog, scale: LaneScale, top: float, language: str) -> tuple[str, float]:
    bars = scale.lane.bars
    tiers = max((bar.tier for bar in bars), default=-1) + 1
    rooms = _rooms(scale, bars)
    drawn = [
        _bar(catalog, scale, bar, top=top + bar.tier * _TIER, room=room, language=language)
        for bar, room in zip(bars, rooms, strict=True)
    ]
    return "".join(drawn), tiers * _TIER + (4 if tiers else 2)


def _rooms(scale: LaneScale, bars: tuple[Bar, ...]) -> list[float]:
    """Return how far to the right the name of each bar may reach, in pixels."""
    rooms = []
    for bar in bars:
        after = [b.from_km for b in bars if b.tier == bar.tier and b.from_km > bar.from_km]
        rooms.append((scale.x(min(after)) - 10 if after else WIDTH) - scale.x(bar.from_km))
    return rooms


def _bar(  # noqa: PLR0913 - what, where, how much room, in which words
    catalog: Catalog, scale: LaneScale, bar: Bar, *, top: float, room: float, language: str
) -> str:
    name = catalog.projects[bar.project_id].name[language]
    low, high = scale.x(bar.from_km), scale.x(bar.to_km)
    if bar.basis is Basis.POINT:
        drawn = symbol(f"status-{bar.status}", low, top + 13, 15, palette.STATUS[bar.status])
        words = letters(low + 11, top + 17, shortened(name, room - 14))
        if low + 11 + width_of(name, _SMALL) > WIDTH:
            cut = shortened(name, low - 40)
            words = letters(low - 11 - width_of(cut, _SMALL), top + 17, cut)
    else:
        style = (line_style if bar.basis is Basis.LINE else trace_style)(bar.status)
        drawn = along(low, max(high, low + 3), top + 18, style.strokes)
        words = letters(low, top + 11, shortened(name, room))
    status = say(f"status.{bar.status}", language)
    about = f"{name} – {status}"
    if bar.basis is Basis.AREA:
        about += f" ({say('strip.by-area', language)})"
    faded = "" if bar.shown else ' opacity="0.4"'
    return titled(about, drawn + words, f' class="bar" data-id="{safe(bar.project_id)}"{faded}')


def shortened(words: str, room: float, size: float = _SMALL) -> str:
    """Return words cut to a width in pixels, nothing when hardly a word would be left."""
    if width_of(words, size) <= room:
        return words
    most = int(room / width_of("x", size)) - 1
    return words[:most].rstrip(" ,–-(") + "…" if most >= 6 else ""  # noqa: PLR2004


def _band(catalog: Catalog, scale: LaneScale, band: Band, top: float, language: str) -> str:
    drawn = []
    for number, part in enumerate(band.intervals):
        low, high = scale.x(part.from_km), scale.x(part.to_km)
        if part.code:
            area = catalog.areas[part.code]
            name, short = area.full_name[language], area.name[language]
            fill = palette.AREA_BANDS[number % 2]
        else:
            name = short = say("search.outside", language)
            fill = _OUTSIDE
        content = box(low, top, high - low, _BAND - 2, fill)
        content += tick(low, top, top + _BAND - 2, palette.DISTRICT_EDGE)
        if width_of(short, 10.5) <= high - low - 4:
            middle = (low + high) / 2
            content += letters(
                middle, top + 12.5, short, size=10.5, color=palette.AREA_INK, css="middle"
            )
        side = "" if band.side is Side.BOTH else f" · {say(f'strip.{band.side}', language)}"
        drawn.append(titled(name + side, content))
    return "".join(drawn)


def _posts(scale: LaneScale, road: float, top: float) -> str:
    drawn = []
    free = 0.0
    for post in scale.lane.posts:
        x = scale.x(post.km)
        drawn.append(tick(x, road, top + 3, palette.COMMUNE_EDGE))
        words = f"{post.label_km:.0f}" if drawn[1:] else f"Km{post.label_km:.0f}"
        wide = width_of(words, 10.5)
        left = min(max(x - wide / 2, 0), WIDTH - wide)
        if left >= free:
            drawn.append(letters(left, top + 13, words, size=10.5, color=palette.INK_SOFT))
            free = left + wide + 6
    return "".join(drawn)
