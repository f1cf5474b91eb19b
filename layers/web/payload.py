"""What the browser is told: themes, their styles and marks, and the words, as plain JSON."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import shapely

from geo.catalog.history import timeline
from geo.roads.graph import network_of
from geo.strings import languages, table
from layers.style import palette, palette_dark, symbols, typography
from layers.style.model import FillStyle, LineStyle, SymbolStyle
from layers.themes import areas, context
from layers.web.encode import (
    anchors,
    area_codes,
    borders,
    box_numbers,
    line_codes,
    point_numbers,
    thinned,
)
from layers.web.locator import locator_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog
    from geo.text import Text
    from layers.style.model import Label, Mark, Stroke, Style, Theme

Record = dict[str, Any]
_WORDS = ("layer.", "style.", "status.", "kind.", "map.", "geometry.")


def theme_record(theme: Theme, catalog: Catalog, *, exact: bool = False) -> Record:
    """Return one theme with its styles, marks and borders.

    Parameters
    ----------
    exact
        Whether shapes are as the data has them, instead of thinned for the whole province.
    """
    shaped = _as_it_is if exact else thinned
    marks = list(theme.marks(catalog))
    record: Record = {
        "id": theme.id,
        "order": theme.order,
        "switchable": theme.switchable,
        "interactive": theme.interactive,
        "follows": theme.follows,
        "road": theme.is_road,
        "backdrop": theme.is_backdrop,
        "named": theme.legend_from_marks,
        "styles": {key: style_record(style) for key, style in theme.styles.items()},
        "legend": {key: theme.legend_key(key) for key in theme.styles},
    }
    if theme.interactive:
        record["marks"] = [mark_record(mark, shaped) for mark in marks]
        return record
    alone, merged = _unnamed_lines_merged(marks, theme)
    record["marks"] = [mark_record(mark, shaped) for mark in alone]
    edges = theme_borders(theme, marks, catalog)
    record["lines"] = {key: line_codes(shaped(line)) for key, line in merged.items()}
    record["borders"] = {key: line_codes(shaped(line)) for key, line in edges.items()}
    return record


def theme_detail(theme: Theme, catalog: Catalog) -> Record:
    """Return the exact shapes of what :func:`theme_record` holds thinned, in the same order.

    A mark that is a point has the empty list. The browser draws these shapes from zoom level 10
    on, see ``web/detail.js``.
    """
    marks = list(theme.marks(catalog))
    if theme.interactive:
        return {"marks": [_codes(mark.geometry) for mark in marks], "lines": {}, "borders": {}}
    alone, merged = _unnamed_lines_merged(marks, theme)
    edges = theme_borders(theme, marks, catalog)
    return {
        "marks": [_codes(mark.geometry) for mark in alone],
        "lines": {key: line_codes(line) for key, line in merged.items()},
        "borders": {key: line_codes(line) for key, line in edges.items()},
    }


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
            lines[mark.style].append(mark.geometry)
        else:
            alone.append(mark)
    return alone, {key: shapely.multilinestrings(found) for key, found in lines.items()}


def theme_borders(theme: Theme, marks: Iterable[Mark], catalog: Catalog) -> dict[str, BaseGeometry]:
    """Return the edges of the areas of a theme, by style, each edge once.

    The outline of the province belongs to its own style; where the drawn surroundings end is no
    border at all.
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
        without = dict.fromkeys(by_style, outline.union(window(catalog).boundary))
    return {key: borders(found, without.get(key)) for key, found in by_style.items()}


def window(catalog: Catalog) -> BaseGeometry:
    """Return the part of the world that is drawn at all (EPSG:4326)."""
    around = [item.geometry for item in catalog.backdrop.neighbours]
    return shapely.union_all([*around, catalog.areas.province])


def _as_it_is(shape: BaseGeometry) -> BaseGeometry:
    return shape


def mark_record(mark: Mark, shaped: Callable[[BaseGeometry], BaseGeometry] = thinned) -> Record:
    """Return one mark; what is empty is left out.

    Parameters
    ----------
    shaped
        What is done to its shape before it is written.
    """
    record: Record = {"s": mark.style, **_geometry(mark, shaped)}
    if mark.item_id:
        record["i"] = mark.item_id
    if mark.section_id:
        record["r"] = mark.section_id
    if mark.grade:
        record["e"] = str(mark.grade)
    if mark.schematic:
        record["h"] = 1
    if mark.name:
        record["n"] = wording(mark.name)
    if mark.label:
        record["l"] = _label(mark.label, mark.name)
    return record


def _geometry(mark: Mark, shaped: Callable[[BaseGeometry], BaseGeometry]) -> Record:
    shape = mark.geometry
    if shape.geom_type == "Point":
        return {"p": point_numbers(shape)}
    codes = _codes(shaped(shape))
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
            return {"strokes": [_stroke(stroke) for stroke in strokes]}
        case FillStyle(color, opacity, outline):
            return {"fill": [color, opacity], "strokes": [_stroke(stroke) for stroke in outline]}
        case SymbolStyle(symbol, size, color, offset):
            return {"svg": symbols.svg(symbol, color, size), "size": size, "offset": list(offset)}


def _stroke(stroke: Stroke) -> list[Any]:
    return [stroke.color, stroke.width, list(stroke.dash), stroke.opacity, stroke.cap]


def words() -> dict[str, dict[str, str]]:
    """Return the words of the page by language, then by key."""
    wanted = {key: text for key, text in table().items() if key.startswith(_WORDS)}
    return {code: {key: text[code] for key, text in wanted.items()} for code in languages()}


def latest_statuses(catalog: Catalog) -> dict[str, str]:
    """Return the status that the last event of each project gives, whatever its day."""
    events = {
        project_id: timeline(catalog.events_of(project_id)) for project_id in catalog.projects
    }
    return {project_id: found[-1].status.value for project_id, found in events.items() if found}


def page_record(catalog: Catalog) -> Record:
    """Return what the whole page shares: frame, words, roles of labels, special styles."""
    west, south, east, north = catalog.areas.province.bounds
    frame = shapely.box(*window(catalog).bounds).bounds
    return {
        "digest": catalog.digest,
        "home": [west, south, east, north],
        "limits": list(frame),
        "edge": line_codes(window(catalog).boundary),
        "ground": palette.NEIGHBOUR,
        "dark": palette_dark.DARK,
        "locator": locator_record(catalog),
        "network": network_record(catalog),
        "halo": palette.HALO,
        "ink": palette.INK,
        "family": typography.FAMILY,
        "roles": {key: _role(role) for key, role in typography.ROLES.items()},
        "chosen": style_record(areas.CHOSEN_STYLE),
        "status": latest_statuses(catalog),
        "words": words(),
        "languages": list(languages()),
    }


def network_record(catalog: Catalog) -> dict[str, list[list[int]]]:
    """Return where the sections of numbered roads meet: metres from the start, and the node."""
    return {
        section_id: [[round(stop.km * 1_000), stop.node] for stop in stops]
        for section_id, stops in network_of(catalog).stops.items()
    }


def _role(role: typography.Role) -> Mapping[str, Any]:
    return {
        "size": role.size,
        "color": role.color,
        "weight": role.weight,
        "italic": role.italic,
        "capitals": role.capitals,
        "spacing": role.spacing,
        "plate": role.plate,
        "along": role.along,
    }
