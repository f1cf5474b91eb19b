"""JSON-ready records for the browser: themes, their styles and marks, the locator, the words.

Geometry goes as short strings instead of decimals, see :func:`line_codes`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import asdict, astuple, replace
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo.catalog.history import timeline
from geo.crs import to_grid, to_wgs84
from geo.roads.graph import network_of
from geo.strings import languages, table, words_for_browser
from layers.style import bands, palette, symbols, typography
from layers.style.model import FillStyle, LineStyle, SymbolStyle
from layers.themes import areas, context
from layers.themes.border import national_border

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry import Point
    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog
    from geo.text import Text
    from layers.style.model import Label, Mark, Style, Theme

# Five decimals of a degree are about 1.1 m here: an eighth of a pixel at zoom level 14.
SCALE = 100_000
ANCHORS = 3
_ANCHOR_TOLERANCE_M = 200.0
# A name is wider than high, so a good place for it is as well.
_NAME_SHAPE = 2.2
_GROUP, _FIRST = 32, 63
# Half a pixel at zoom level 10, below which the browser draws thinned shapes: of ten vertices of a
# mountain road nine lie in the same pixel there.
THINNED_BY_M = 75.0


def thinned(geometry: BaseGeometry) -> BaseGeometry:
    """Return lines or areas without the vertices that cannot be seen where the province is whole.

    The ends of lines stay where they are: what met still meets.
    """
    metric = to_grid(geometry).simplify(THINNED_BY_M, preserve_topology=True)
    return to_wgs84(metric)


def line_codes(geometry: BaseGeometry) -> list[str]:
    """Return the parts of a line, each as a string, see :func:`encoded`."""
    parts = (part for part in shapely.get_parts(geometry) if part.geom_type == "LineString")
    return [encoded(part) for part in parts if not part.is_empty]


def area_codes(geometry: BaseGeometry) -> list[list[str]]:
    """Return the polygons of an area, each a list of rings, the outer ring first."""
    polygons = (part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon")
    return [[encoded(ring) for ring in (p.exterior, *p.interiors)] for p in polygons]


def point_numbers(point: Point) -> list[int]:
    """Return x and y in 1/`SCALE` degree."""
    return [round(point.x * SCALE), round(point.y * SCALE)]


def box_numbers(geometry: BaseGeometry) -> list[int]:
    """Return west, south, east, north in 1/`SCALE` degree."""
    return [round(value * SCALE) for value in geometry.bounds]


def encoded(line: BaseGeometry, scale: int = SCALE) -> str:
    """Return a line in the "encoded polyline" format, x before y, a third of its size in JSON.

    First vertex, then the steps between vertices, in 1/`SCALE` degree (EPSG:4326); vertices that
    fall together are dropped. Each number is zigzag-coded and written in groups of five bits, the
    lowest first, each group as the character 63 + group (+ 32 where another one follows).

    Parameters
    ----------
    scale
        Into how many steps a unit of the coordinates is divided.
    """
    whole = np.rint(shapely.get_coordinates(line) * scale).astype(int)
    steps = np.diff(whole, axis=0)
    moved = steps[np.any(steps != 0, axis=1)]
    return "".join(map(_characters, chain(whole[0].tolist(), moved.ravel().tolist())))


@cache
def _characters(number: int) -> str:
    left = number << 1 if number >= 0 else ~(number << 1)
    text = ""
    while left >= _GROUP:
        text += chr((_GROUP | left & (_GROUP - 1)) + _FIRST)
        left >>= 5
    return text + chr(left + _FIRST)


def borders(areas: Iterable[BaseGeometry], without: BaseGeometry | None = None) -> BaseGeometry:
    """Return the edges of a coverage, each once, so that dashes of two neighbours cannot clash.

    Parameters
    ----------
    without
        Lines that are left out, because another style draws them.
    """
    edges = shapely.union_all([area.boundary for area in areas])
    if without is not None:
        edges = edges.difference(without)
    return edges if edges.is_empty else shapely.line_merge(edges)


def anchors(area: BaseGeometry) -> list[list[int]]:
    """Return up to `ANCHORS` roomy places for a name inside an area, the best one first.

    Each is the centre of the largest ellipse, wider than high, that fits the largest part and
    keeps clear of the places before it.
    """
    biggest = max(shapely.get_parts(area), key=lambda part: part.area)
    # On the grid a narrow neck may touch itself, and no circle could be cut out of it.
    whole = _largest(shapely.make_valid(to_grid(biggest)))
    room = shapely.transform(whole, lambda xy: xy / (_NAME_SHAPE, 1.0))
    found: list[list[int]] = []
    for _ in range(ANCHORS):
        circle = shapely.maximum_inscribed_circle(room, tolerance=_ANCHOR_TOLERANCE_M)
        centre = shapely.get_point(circle, 0)
        moved = shapely.transform(centre, lambda xy: xy * (_NAME_SHAPE, 1.0))
        found.append(point_numbers(to_wgs84(moved)))
        room = _largest(room.difference(centre.buffer(circle.length)))
        if room is None:
            break
    return found


def _largest(area: BaseGeometry) -> BaseGeometry | None:
    polygons: Sequence[BaseGeometry] = [
        part for part in shapely.get_parts(area) if part.geom_type == "Polygon"
    ]
    return max(polygons, key=lambda part: part.area, default=None)


# West, south, east, north in degrees; one degree east is shorter than one north by the cosine of
# the latitude in the middle of the country.
_COUNTRY: Final = (101.4, 6.6, 118.6, 23.8)
_SQUEEZE: Final = math.cos(math.radians(16.0))
_GROW: Final = 9.2
_LAND_TOLERANCE_PX: Final = 0.5
_LINE_PX: Final = 12.0
_AIR_PX: Final = 5.0
_HALF_NAME_PX: Final = 30.0


def locator_record(catalog: Catalog) -> dict[str, Any]:
    """Return size, paths (pixels) and names of the locator.

    The archipelagos keep their Vietnamese names in every language of the page.
    """
    west, south, east, north = _COUNTRY
    width, height = (east - west) * _SQUEEZE * _GROW, (north - south) * _GROW
    shapes: dict[str, list[BaseGeometry]] = {}
    names = []
    here: dict[str, Any] = {}
    for item in catalog.backdrop.vietnam:
        kind = str(item.properties["kind"])
        placed = shapely.transform(
            item.geometry, lambda xy: (xy - (west, north)) * (_GROW * _SQUEEZE, -_GROW)
        )
        shapes.setdefault(kind, []).append(placed)
        name = str(item.properties["name_vi"])
        if kind == "archipelago":
            names.append(_name(name, placed, width))
        elif kind == "province_highlight":
            _, top, right, bottom = placed.bounds
            here = {"name": name, "x": round(right + 3, 1), "y": round((top + bottom) / 2 + 4, 1)}
    return {
        "width": round(width),
        "height": round(height),
        "land": _path(shapes["mainland"], _LAND_TOLERANCE_PX),
        "islands": _path(shapes["archipelago"], 0.0),
        "province": _path(shapes["province_highlight"], 0.3),
        "names": names,
        "here": here,
    }


def _name(name: str, islands: BaseGeometry, width: float) -> dict[str, Any]:
    """Return a name in three lines above its islands: kind, name, country."""
    before, _, country = name.partition(" (")
    words = before.split()
    lines = [" ".join(words[:2]), " ".join(words[2:]), f"({country}"]
    left, top, right, _ = islands.bounds
    x = min((left + right) / 2, width - _HALF_NAME_PX - 2)
    y = top - _AIR_PX - (len(lines) - 1) * _LINE_PX
    return {"lines": lines, "x": round(x, 1), "y": round(y, 1)}


def _path(shapes: list[BaseGeometry], tolerance: float) -> str:
    """Return the outer rings of areas as SVG path data; what is smaller than a dot becomes one."""
    parts = shapely.get_parts(shapely.simplify(shapes, tolerance))
    found = []
    for part in parts:
        if part.geom_type != "Polygon" or part.is_empty:
            continue
        ring = [f"{x:.1f} {y:.1f}" for x, y in part.exterior.coords]
        distinct = list(dict.fromkeys(ring))
        found.append(f"M{'L'.join(distinct)}Z")
    return "".join(dict.fromkeys(found))


Record = dict[str, Any]
_WORDS = ("layer.", "style.", "status.", "kind.", "kind-group.", "map.", "geometry.")


def theme_record(theme: Theme, catalog: Catalog, *, exact: bool = False) -> Record:
    """Return one theme with its styles, marks and borders.

    Parameters
    ----------
    exact
        Whether shapes are as the data has them, instead of thinned for the whole province.
    """
    alone, merged, edges = _drawn(theme, catalog)
    # Kinds are many: the page holds the symbols of those that the data has.
    idle = theme.legend_headings.keys() - {mark.style for mark in alone}
    styles = {key: style for key, style in theme.styles.items() if key not in idle}
    record: Record = {
        "id": theme.id,
        "order": theme.order,
        "switchable": theme.switchable,
        "interactive": theme.interactive,
        "follows": theme.follows,
        "road": theme.is_road,
        "backdrop": theme.is_backdrop,
        "named": theme.legend_from_marks,
        "styles": {key: style_record(style) for key, style in styles.items()},
        "legend": {key: theme.legend_key(key) for key in styles},
        "samples": {
            key: style_record(style) for key, style in theme.samples.items() if key in styles
        },
        "heads": {key: head for key, head in theme.legend_headings.items() if key in styles},
    }
    record["marks"] = _named_once([mark_record(mark, exact=exact) for mark in alone])
    if theme.interactive:
        return record
    for part, lines in (("lines", merged), ("borders", edges)):
        shown = {key: line if exact else thinned(line) for key, line in lines.items()}
        record[part] = {key: line_codes(line) for key, line in shown.items()}
    return record


def _named_once(marks: list[Record]) -> list[Record]:
    """Return marks with the name of an item at its first mark only; the browser hands it on."""
    named: dict[str, Any] = {}
    for mark in marks:
        item = mark.get("i", "")
        if item and item in named and mark.get("n") == named[item]:
            del mark["n"]
        elif item and "n" in mark:
            named[item] = mark["n"]
    return marks


def theme_detail(theme: Theme, catalog: Catalog) -> Record:
    """Return the exact shapes of what :func:`theme_record` holds thinned, in the same order.

    A mark that is a point or a disc has the empty list. The browser draws these shapes from zoom
    level 10 on, see ``web/detail.js``.
    """
    alone, merged, edges = _drawn(theme, catalog)
    return {
        "marks": [
            [] if mark.soft and _is_area(mark.geometry) else _codes(mark.geometry) for mark in alone
        ],
        "lines": {key: line_codes(line) for key, line in merged.items()},
        "borders": {key: line_codes(line) for key, line in edges.items()},
    }


def _drawn(
    theme: Theme, catalog: Catalog
) -> tuple[list[Mark], dict[str, BaseGeometry], dict[str, BaseGeometry]]:
    """Return the marks drawn alone, and by style the lines and the borders drawn as one."""
    marks = list(theme.marks(catalog))
    if theme.interactive:
        return marks, {}, {}
    return *_unnamed_lines_merged(marks, theme), theme_borders(theme, marks, catalog)


def _codes(shape: BaseGeometry) -> list[Any]:
    if shape.geom_type == "Point":
        return []
    return area_codes(shape) if _is_area(shape) else line_codes(shape)


def _is_area(shape: BaseGeometry) -> bool:
    return shape.geom_type in {"Polygon", "MultiPolygon"}


def _unnamed_lines_merged(
    marks: Iterable[Mark], theme: Theme
) -> tuple[list[Mark], dict[str, BaseGeometry]]:
    """Return the marks to keep, and one geometry a style for lines that nobody can point at."""
    alone: list[Mark] = []
    lines: dict[str, list[BaseGeometry]] = defaultdict(list)
    for mark in marks:
        if isinstance(theme.styles[mark.style], LineStyle) and not (mark.label or mark.item_id):
            lines[mark.style] += shapely.get_parts(mark.geometry).tolist()
        else:
            alone.append(mark)
    return alone, {key: shapely.multilinestrings(found) for key, found in lines.items()}


def theme_borders(theme: Theme, marks: Iterable[Mark], catalog: Catalog) -> dict[str, BaseGeometry]:
    """Return the edges of the areas of a theme, by style, each edge once.

    The outline of the province and the national border have their own styles; where the drawn
    surroundings end is no border at all.
    """
    by_style: dict[str, list[BaseGeometry]] = defaultdict(list)
    for mark in marks:
        style = theme.styles[mark.style]
        if isinstance(style, FillStyle) and style.outline:
            by_style[mark.style].append(mark.geometry)
    outline = catalog.areas.province.boundary
    without: dict[str, BaseGeometry] = {}
    if theme is areas.THEME:
        without = {"commune": outline, "district": outline}
    elif theme is context.NEIGHBOURS:
        drawn = [outline, national_border(catalog), window(catalog).boundary]
        without = dict.fromkeys(by_style, shapely.union_all(drawn))
    return {key: borders(found, without.get(key)) for key, found in by_style.items()}


def window(catalog: Catalog) -> BaseGeometry:
    """Return the part of the world that is drawn at all (EPSG:4326)."""
    around = [item.geometry for item in catalog.backdrop.neighbours]
    return shapely.union_all([*around, catalog.areas.province])


def mark_record(mark: Mark, *, exact: bool = False) -> Record:
    """Return one mark as the browser reads it; what is empty is left out.

    Parameters
    ----------
    exact
        Whether its shape is as the data has it, instead of thinned for the whole province.
    """
    record = {
        "i": mark.item_id,
        "r": mark.section_id,
        "e": str(mark.grade),
        "h": int(mark.schematic),
        "w": int(mark.soft),
        "x": 0 if mark.weight == 1.0 else mark.weight,
        "n": mark.name and wording(mark.name),
        "t": mark.note and wording(mark.note),
        # The browser adds to a soft mark that its place is not known.
        "l": mark.label and _label(mark.label, mark.label.text if mark.soft else mark.name),
    }
    shape = _geometry(mark, exact=exact)
    return {"s": mark.style, **shape, **{key: value for key, value in record.items() if value}}


def _geometry(mark: Mark, *, exact: bool) -> Record:
    shape = mark.geometry
    if shape.geom_type == "Point":
        return {"p": point_numbers(shape)}
    if mark.soft and _is_area(shape):
        # A disc: the browser draws it into its box.
        return {"d": box_numbers(shape)}
    codes = _codes(shape if exact else thinned(shape))
    if _is_area(shape):
        named = {"c": anchors(shape)} if mark.label else {}
        return {"a": codes, "b": box_numbers(shape), **named}
    return {"g": codes, "b": box_numbers(shape)}


def _label(label: Label, name: Text) -> list[Any]:
    text = 0 if label.text == name else wording(label.text)
    return [text, label.role, label.priority, label.min_zoom]


def wording(text: Text) -> str | dict[str, str]:
    """Return the wording alone where all languages share it, else one for each language."""
    forms = {code: text[code] for code in languages()}
    first, *others = forms.values()
    return first if all(form == first for form in others) else forms


def style_record(style: Style) -> Record:
    """Return a style as the browser reads it."""
    match style:
        case LineStyle(strokes):
            return {"strokes": list(map(astuple, strokes))}
        case FillStyle(color, opacity, outline, rim):
            # Half of each stroke lies outside of the edge along which the browser cuts it.
            inside = [replace(band, width=2 * band.width) for band in rim]
            record = {"fill": [color, opacity], "strokes": list(map(astuple, (*inside, *outline)))}
            return {**record, "inside": len(inside)} if inside else record
        case SymbolStyle(symbol, size, color, offset):
            return {"svg": symbols.svg(symbol, color, size), "size": size, "offset": list(offset)}


def words() -> dict[str, dict[str, str]]:
    """Return the words of the page by language, then by key."""
    return words_for_browser(key for key in table() if key.startswith(_WORDS))


def latest_statuses(catalog: Catalog) -> dict[str, str]:
    """Return the status that the last event of each project gives, whatever its day."""
    events = {
        project_id: timeline(catalog.events_of(project_id)) for project_id in catalog.projects
    }
    return {project_id: found[-1].status.value for project_id, found in events.items() if found}


def page_record(catalog: Catalog) -> Record:
    """Return what the whole page shares: frame, words, roles of labels, special styles."""
    drawn = window(catalog)
    return {
        "digest": catalog.digest,
        "home": list(catalog.areas.province.bounds),
        "limits": list(drawn.bounds),
        "ground": palette.NEIGHBOUR,
        "dark": palette.DARK,
        "locator": locator_record(catalog),
        "network": network_record(catalog),
        "band": bands.band_record(),
        "halo": palette.HALO,
        "ink": palette.INK,
        "family": typography.FAMILY,
        "roles": {key: asdict(role) for key, role in typography.ROLES.items()},
        "chosen": style_record(areas.CHOSEN_STYLE),
        "status": latest_statuses(catalog),
        "kinds": {item.id: str(item.kind) for item in catalog.items},
        "parts": {group: [part.id for part in parts] for group, parts in catalog.groups.items()},
        "words": words(),
        "languages": list(languages()),
    }


def network_record(catalog: Catalog) -> dict[str, list[list[int]]]:
    """Return where the sections of numbered roads meet: metres from the start, and the node."""
    return {
        section_id: [[round(stop.km * 1_000), stop.node] for stop in stops]
        for section_id, stops in network_of(catalog).stops.items()
    }
