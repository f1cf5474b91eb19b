"""The strip map as SVG: each lane of a corridor as a straight line by kilometre.

From top to bottom a lane has: its heading; gates, airport and seats; junctions with their shields;
the line itself; the kilometres; projects as bars in the strokes of the map; the communes as
alternating bands. What stands beside what is placed by :mod:`layers.charts.strip_placement`, as on
paper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.corridor.model import Basis, Side
from geo.corridor.runs import RunKind
from geo.model import Frame, GeometryKind, State
from geo.strings import say, show_number
from layers.charts.strip_ink import along, box, letters, safe, symbol, tick, titled, width_of
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
from layers.charts.strip_words import area_name, facts_of, post_words
from layers.style import palette
from layers.style.model import Stroke
from layers.themes.projects import line_style, trace_style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalog.catalog import Catalog
    from geo.corridor.model import Band, Lane, Mark, Segment, Strip
    from layers.charts.strip_placement import MarkPlace, ProjectPlace

WIDTH = 1100.0
_MARGIN = 12.0
_LEFT, _LINE = 2.0, 11.0
_HEADING, _ROW, _PLATE, _TIER, _BAND, _POSTS, _GAP = 24.0, 18.0, 16.0, 25.0, 19.0, 15.0, 14.0
_TINY, _SMALL, _MEDIUM, _SYMBOL = 10.5, 11.0, 13.0, 15.0
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


def scales(strip: Strip) -> tuple[Reach, ...]:
    """Return where each lane lies on the drawing, for a script that follows the pointer."""
    unit = (WIDTH - 2 * _MARGIN) / strip.length_km
    return tuple(
        Reach(
            lane, 0.0, lane.length_km, _MARGIN + lane.offset_km * unit, unit, _LEFT, WIDTH - _LEFT
        )
        for lane in strip.lanes
    )


def strip_svg(catalog: Catalog, strip: Strip, language: str) -> str:
    """Return the strip map of a corridor as an ``<svg>`` element."""
    parts, top = [], 2.0
    for number, reach in enumerate(scales(strip)):
        drawn, bottom = _lane(catalog, reach, number, top, language)
        parts.append(drawn)
        top = bottom + _GAP
    title = say("strip.title", language, name=catalog.corridors[strip.corridor_id].name[language])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {top:g}" role="group"'
        f' aria-label="{safe(title)}" font-family="Source Sans Pro, Source Sans, sans-serif">'
        f"{''.join(parts)}</svg>"
    )


def _lane(
    catalog: Catalog, reach: Reach, number: int, top: float, language: str
) -> tuple[str, float]:
    """Return a lane drawn from `top` on, and where it ends."""
    lane = reach.lane
    places = mark_places(reach, language, _SYMBOL, _LETTERING)
    marks, shields_top = _marks(catalog, places, top + _HEADING, language)
    shields, road = _junctions(reach, shields_top, language)
    y = axis = road + 9 + _POSTS
    bars, y = _bars(catalog, reach, y, language)
    hairs, bands = _posts(reach, road, axis, y), ""
    for band in (band for band in lane.bands if band.frame is Frame.COMMUNE):
        drawn, y = _band(catalog, reach, band, y, language)
        bands += drawn
    leaders = "".join(
        tick(
            place.on_lane,
            top + _HEADING + place.row * _ROW + _ROW,
            road,
            palette.NEIGHBOUR_INK,
            ' stroke-dasharray="1 3"',
        )
        for place in places
    )
    ground = box(0, top, WIDTH, y - top, palette.PAPER, more=' class="ground"')
    name, facts = lane.name[language], facts_of(catalog, lane, 0.0, lane.length_km, language)
    at = _MARGIN + width_of(name, _MEDIUM, bold=True) + 10
    heading = letters(_MARGIN, top + 15, name, size=_MEDIUM, css="head")
    heading += letters(at, top + 15, " · ".join(facts), color=palette.INK_SOFT)
    cursor = (
        f'<path class="cursor" d="M0 {top + _HEADING:.1f}V{y - 4:.1f}" visibility="hidden"'
        f' stroke="{palette.INK}" stroke-width="1.5" pointer-events="none"/>'
    )
    drawn = (
        f'<g class="lane" data-lane="{number}" tabindex="0" role="slider"'
        f' aria-label="{safe(" · ".join((name, *facts)))}" aria-valuemin="0"'
        f' aria-valuemax="{lane.length_km:.0f}" aria-valuenow="0"'
        f' aria-valuetext="{safe(name)}">'
        f"{ground}{heading}{leaders}{hairs}{bands}{_line(reach, road)}"
        f"{shields}{marks}{bars}{cursor}</g>"
    )
    return drawn, y


def _marks(
    catalog: Catalog, places: tuple[MarkPlace, ...], top: float, language: str
) -> tuple[str, float]:
    closed = closed_sites(catalog)
    drawn = ""
    for place in places:
        y = top + place.row * _ROW + _ROW / 2
        content = symbol(mark_symbol(place.mark, closed), place.x, y, _SYMBOL)
        content += letters(place.words_x, y + 4, place.words, css="mark")
        drawn += titled(_about(place.mark, language), content)
    rows = max((place.row for place in places), default=-1) + 1
    return drawn, top + rows * _ROW + (4 if rows else 0)


def closed_sites(catalog: Catalog) -> set[str]:
    """Return the ids of the sites that are closed."""
    return {
        piece.origin
        for asset in catalog.assets.values()
        if asset.state is State.CLOSED
        for piece in asset.pieces
    }


def mark_symbol(mark: Mark, closed: set[str]) -> str:
    """Return the symbol of a mark, a key of :data:`layers.style.symbols.SYMBOLS`."""
    if mark.kind == "airport" and mark.id in closed:
        return "airport-closed"
    return _KIND_SYMBOLS.get(mark.kind, "place")


def _about(mark: Mark, language: str) -> str:
    km = show_number(mark.offset_km, language, 1)
    return say("strip.beside", language, name=mark.name[language], km=km)


def _junctions(reach: Reach, top: float, language: str) -> tuple[str, float]:
    """Return the shields, the first row nearest to the line, and where the line lies."""
    found = plates(reach, lambda ref: width_of(ref, 10, bold=True) + 9)
    room = (max((plate.row for plate in found), default=-1) + 1) * _PLATE
    drawn = []
    for plate in found:
        dashed = ' stroke-dasharray="2 2"' if plate.planned else ""
        y = top + room - (plate.row + 1) * _PLATE
        color = shield_color(plate.ref)
        frame = f' rx="3" stroke="{color}" stroke-width="1.4"{dashed}'
        content = "".join(
            tick(x, y + 14, top + room + 8, palette.INK_SOFT, dashed) for x in plate.on_lane
        )
        content += box(plate.x - plate.width / 2, y, plate.width, 14, palette.PAPER, more=frame)
        content += letters(plate.x, y + 10.6, plate.ref, size=10, color=color, css="shield")
        about = [plate.ref]
        about += [say("strip.planned", language)] if plate.planned else []
        ferry = any(junction.ferry for junction in plate.junctions)
        about += [say("reach.ferry", language)] if ferry else []
        drawn.append(titled(" · ".join(about), content))
    return "".join(reversed(drawn)), top + room + 8


def shield_color(ref: str) -> str:
    """Return the colour of the shield of a road."""
    if ref.startswith("CT"):
        return palette.SHIELD_EXPRESSWAY
    return palette.SHIELD_NATIONAL if ref.startswith("QL") else palette.SHIELD_PROVINCIAL


def _line(reach: Reach, y: float) -> str:
    return "".join(_sections(reach, y)) + "".join(_breaks(reach, y))


def _sections(reach: Reach, y: float) -> Iterator[str]:
    for part in reach.lane.segments:
        pens = lane_strokes(reach.lane, part)
        low, high = reach.x(part.from_km), reach.x(part.to_km)
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


def _breaks(reach: Reach, y: float) -> Iterator[str]:
    for gap in reach.lane.breaks:
        x = reach.x(gap.km)
        yield box(x - 3, y - 6, 6, 12, palette.PAPER)
        for shift in (-3, 3):
            yield f'<path d="M{x + shift - 2:.1f} {y + 6:.1f}l4 -12" stroke="{palette.INK}"/>'


def _bars(catalog: Catalog, reach: Reach, top: float, language: str) -> tuple[str, float]:
    names = {
        bar.project_id: catalog.projects[bar.project_id].name[language] for bar in reach.lane.bars
    }
    places = project_places(reach, names, Lead(0.0, _SYMBOL), _LETTERING)
    drawn = "".join(
        _bar(place, names[place.project_id], top + place.row * _TIER, language) for place in places
    )
    rows = max((place.row for place in places), default=-1) + 1
    return drawn, top + rows * _TIER + (4 if rows else 2)


def _bar(place: ProjectPlace, name: str, top: float, language: str) -> str:
    status, base = place.status, top + 11
    if place.basis is Basis.POINT:
        middle = place.lead_x + _SYMBOL / 2
        drawn = symbol(f"status-{status}", middle, base - 4, _SYMBOL, palette.STATUS[status])
        drawn += tick(place.ends[0][0], base + 4, base + 9, palette.STATUS[status])
    else:
        style = (line_style if place.basis is Basis.LINE else trace_style)(status)
        drawn = "".join(
            along(low, max(high, low + 3), top + 18, style.strokes) for low, high in place.ends
        )
    about = f"{name} – {say(f'status.{status}', language)}"
    if place.basis is Basis.AREA:
        about += f" ({say('strip.by-area', language)})"
    drawn += letters(place.words_x, base, place.words)
    faded = "" if place.shown else ' opacity="0.4"'
    return titled(about, drawn, f' class="bar" data-id="{safe(place.project_id)}"{faded}')


def shortened(words: str, room: float, size: float = _SMALL) -> str:
    """Return words cut to a width in pixels, nothing when hardly a word would be left."""
    if width_of(words, size) <= room:
        return words
    most = int(room / width_of("x", size)) - 1
    return words[:most].rstrip(" ,–-(") + "…" if most >= 6 else ""  # noqa: PLR2004


_LETTERING = Lettering(lambda words: width_of(words, _SMALL), shortened)


def _band(
    catalog: Catalog, reach: Reach, band: Band, top: float, language: str
) -> tuple[str, float]:
    """Return a band of communes; a name without room in its stretch stands beside the band."""
    above = band.side is Side.LEFT
    cells = [(part, reach.x(part.from_km), reach.x(part.to_km)) for part in band.intervals]
    names = [area_name(catalog, part.code, language) for part, _, _ in cells]
    told = [_lines(name, high - low - 2) for name, (_, low, high) in zip(names, cells, strict=True)]
    tall = _BAND + (max(map(len, told), default=1) > 1) * _LINE
    outside = [
        (name, (low + high) / 2)
        for name, lines, (_, low, high) in zip(names, told, cells, strict=True)
        if not lines
    ]
    beside, room = _beside(reach, outside, top if above else top + tall - 2, above=above)
    top += room if above else 0
    drawn = []
    for number, (part, low, high) in enumerate(cells):
        fill = palette.AREA_BANDS[number % 2] if part.code else _OUTSIDE
        content = box(low, top, high - low, tall - 2, fill)
        content += tick(low, top, top + tall - 2, palette.DISTRICT_EDGE)
        first = top + tall / 2 + 3 - (len(told[number]) - 1) * _LINE / 2
        for step, words in enumerate(told[number]):
            content += letters(
                (low + high) / 2,
                first + step * _LINE,
                words,
                size=_TINY,
                color=palette.AREA_INK,
                css="middle",
            )
        full = catalog.areas[part.code].full_name[language] if part.code else names[number]
        side = "" if band.side is Side.BOTH else f" · {say(f'strip.{band.side}', language)}"
        drawn.append(titled(full + side, content))
    return "".join(drawn) + beside, top + tall + (0 if above else room)


def _lines(name: str, room: float) -> list[str]:
    """Return a name in the one or two lines that fit, none where it cannot."""
    words = name.split(" ")
    breaks = [len(words), *range(1, len(words))]
    options = ([" ".join(part) for part in (words[:at], words[at:]) if part] for at in breaks)
    return next((o for o in options if all(width_of(line, _TINY) <= room for line in o)), [])


def _beside(
    reach: Reach, outside: list[tuple[str, float]], top: float, *, above: bool
) -> tuple[str, float]:
    """Return names above or below a band, as many as find room, and the height they take."""
    gap, free = 8.0, reach.right - reach.left
    wishes = []
    for name, x in outside:
        wide = width_of(name, _TINY)
        free -= wide + gap
        if free < 0:
            break
        wishes.append((x, wide))
    if not wishes:
        return "", 0.0
    base, low, high = (top + 9, top + 12, top + 20) if above else (top + 17, top, top + 8)
    drawn = ""
    starts = spread(wishes, reach.left, reach.right, gap)
    for (name, x), (_, wide), start in zip(outside, wishes, starts, strict=False):
        middle = start + wide / 2
        ends = (middle, x) if above else (x, middle)
        drawn += (
            f'<path d="M{ends[0]:.1f} {low:.1f}L{ends[1]:.1f} {high:.1f}"'
            f' stroke="{palette.DISTRICT_EDGE}" fill="none"/>'
        )
        drawn += letters(start, base, name, size=_TINY, color=palette.AREA_INK)
    return drawn, 21.0


def _posts(reach: Reach, road: float, top: float, bottom: float) -> str:
    """Return the kilometres under the line, and hair lines down to the communes."""
    places = post_places(reach, post_words(reach.lane), lambda words: width_of(words, _TINY), gap=6)
    drawn = ""
    for x, left, words in places:
        drawn += tick(x, top, bottom, palette.COMMUNE_EDGE)
        drawn += tick(x, road + 3, road + 8, palette.INK)
        drawn += letters(left, top - 4, words, size=_TINY, color=palette.INK) if words else ""
    return drawn
