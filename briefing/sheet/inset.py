"""The insets of a sheet: which parts of its map are shown larger, and what stands in them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import shapely

from briefing.sheet.paper_sizes import format_scale
from geo.strings import say
from layers.paper.canvas import place, symbol_box
from layers.paper.inset import Inset, find_insets, load_of
from layers.paper.labels.requests import NUMBER_PX, NUMBER_ROLES, label_size
from layers.paper.scene import Scene, scene_of
from layers.style import palette
from layers.style.model import LineStyle, SymbolStyle
from layers.style.text_metrics import Face, disc_radius, measure
from layers.style.typography import ROLES
from layers.themes.projects import THEME as PROJECTS
from layers.themes.projects import TIE
from layers.themes.urban import SEATS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

    from briefing.sheet.page import Page
    from briefing.sheet.plan import Sheet
    from layers.paper.canvas import Drawn
    from layers.paper.shown import Shown

# What stays in a part of the map that an inset shows: the names that the eye looks for.
_KEPT_ROLES = SEATS | {"gate"}
# Of what it stands on, a symbol or name needs so much more, to be told from its neighbours.
_ROOM = 1.5
_SAMPLE = "88"
_FRAME, _EDGE = 0.5, 0.7
_PAD = 2.4
_BESIDE = 4.0


@dataclass(frozen=True)
class Detail:
    """An inset with its scene, its labels placed.

    Parameters
    ----------
    title
        What its title covers of it.
    letter
        What its letter covers at the part of the map that it shows.
    """

    inset: Inset
    scene: Scene
    drawn: Drawn
    title: BaseGeometry
    letter: BaseGeometry = field(default_factory=shapely.Point)


def find_details(sheet: Sheet, scene: Scene, reserved: Sequence[BaseGeometry]) -> list[Inset]:
    """Return the insets that the map of a sheet needs and has room for.

    Parameters
    ----------
    reserved
        What is taken of the map already.
    """
    window, view = sheet.window, sheet.view
    clear = [*window.to_page(view.grounds), *reserved]
    wanted = [item for item in scene.shown if _is_wanted(item)]
    clear += [
        symbol_box(item.style, item.shape, window).buffer(_BESIDE)
        if isinstance(item.style, SymbolStyle)
        else item.shape.buffer(_BESIDE, quad_segs=1)
        for item in wanted
    ]
    named = [item.shape for item in scene.shown if _is_kept(item)]
    load = load_of(list(_loads(sheet, scene)))
    return find_insets(window, load, clear, shapely.get_coordinates(named))


def _is_wanted(item: Shown) -> bool:
    """Tell whether no inset may cover a mark: the projects, and the gates at the border."""
    label = item.mark.label
    return item.theme is PROJECTS or (label is not None and label.role == "gate")


def _loads(sheet: Sheet, scene: Scene) -> Iterable[tuple[BaseGeometry, float]]:
    """Yield what each mark wants of the map: its symbol, its number or name, its line."""
    window, numbered = sheet.window, set[str]()
    disc = 2 * disc_radius(_SAMPLE, window.to_points(NUMBER_PX))
    for item in scene.shown:
        style, label = item.style, item.mark.label
        if isinstance(style, SymbolStyle):
            area = _ROOM * window.to_points(style.size) ** 2
            if item.theme is PROJECTS and item.mark.item_id not in numbered:
                numbered.add(item.mark.item_id)
                area += _ROOM * disc**2
            elif item.theme is not PROJECTS and label and label.min_zoom <= window.zoom:
                words = label.text[sheet.language]
                wide, high = label_size((words,), ROLES[label.role], window)
                area += wide * high
            yield item.shape, area
        elif item.theme is PROJECTS and isinstance(style, LineStyle):
            yield item.shape, window.to_points(max(stroke.width for stroke in style.strokes))


def _is_kept(item: Shown) -> bool:
    label = item.mark.label
    return item.is_point and label is not None and label.role in _KEPT_ROLES


def without_crowd(scene: Scene, insets: Sequence[Inset], staying: frozenset[str]) -> Scene:
    """Return a scene without the symbols that insets show: seats and gates stay.

    Parameters
    ----------
    staying
        Ids of projects that stay as well.
    """
    if not insets:
        return scene
    frames = shapely.union_all([inset.frame for inset in insets])
    shapely.prepare(frames)
    # What belongs together goes together: it goes by its true place, not by where it made room.
    centres = scene.window.to_page([item.mark.geometry.centroid for item in scene.shown])
    shown = tuple(
        item
        for item, centre in zip(scene.shown, centres, strict=True)
        if not _moves(item) or item.mark.item_id in staying or not frames.intersects(centre)
    )
    return replace(scene, shown=shown)


def _moves(item: Shown) -> bool:
    """Tell whether a mark goes to an inset: symbols and what is drawn around them."""
    small = item.is_point or item.mark.soft or item.mark.style == TIE
    return small and not _is_kept(item)


def unnumbered(details: Iterable[Detail]) -> frozenset[str]:
    """Return the ids of the projects for whose number no inset had room."""
    drawn = [detail.drawn for detail in details]
    lost = {r.owner for one in drawn for r in one.dropped if r.role in NUMBER_ROLES}
    return frozenset(lost).difference(*(one.numbered for one in drawn))


def number_tags(sheet: Sheet, drawn: Drawn, details: Sequence[Detail]) -> dict[str, str]:
    """Say by project id where its number stands if that is not on the map itself, or nowhere.

    Parameters
    ----------
    drawn
        The map without its insets.
    """
    language = sheet.language
    shown = {item.mark.item_id for item in drawn.visible if item.theme is PROJECTS}
    shown |= {
        item.mark.item_id
        for detail in details
        for item in detail.drawn.visible
        if item.theme is PROJECTS
    }
    tags: dict[str, str] = {}
    for id_ in sorted((shown & sheet.numbers.keys()) - drawn.numbered):
        letters = [one.inset.letter for one in details if id_ in one.drawn.numbered]
        tags[id_] = (
            say("sheet.tag-inset", language, letters=", ".join(letters))
            if letters
            else say("sheet.tag-unnumbered", language)
        )
    return tags


def detail_of(sheet: Sheet, main: Scene, inset: Inset) -> Detail:
    """Return an inset with its marks, its labels placed.

    Parameters
    ----------
    main
        Of the whole map.
    """
    request = sheet.request
    scene = scene_of(sheet.view, inset.window, request.layers, grey=request.grey, halo=sheet.halo)
    # What only a larger scale would show is not what the inset is for, nor in the legend.
    styles = {(item.theme.id, item.mark.style) for item in main.shown} | {(PROJECTS.id, TIE)}
    shown = tuple(i for i in scene.shown if (i.theme.id, i.mark.style) in styles)
    scene = replace(scene, shown=shown)
    title = title_box(sheet, scene, inset)
    return Detail(inset, scene, place(scene, sheet.numbers, [title]), title)


def title_box(sheet: Sheet, scene: Scene, inset: Inset) -> BaseGeometry:
    """Return what the title of an inset covers of it, in points from its corner.

    Parameters
    ----------
    scene
        Of the inset.
    """
    ground = (0.0, 0.0, inset.window.width, inset.window.height)
    return _free_corner(scene, ground, _title_size(sheet, inset))


def letter_box(sheet: Sheet, scene: Scene, inset: Inset) -> BaseGeometry:
    """Return what the letter at the part of the map that an inset shows covers.

    Parameters
    ----------
    scene
        Of the map without what the inset shows.
    """
    side = 1.5 * _letter_size(sheet)
    return _free_corner(scene, inset.source, (side, side))


def _free_corner(
    scene: Scene, ground: tuple[float, float, float, float], size: tuple[float, float]
) -> BaseGeometry:
    """Return a box in the first corner, from the upper left one, that fewest symbols stand near."""
    west, south, east, north = ground
    wide, high = size
    symbols = [
        symbol_box(item.style, item.shape, scene.window)
        for item in scene.shown
        if isinstance(item.style, SymbolStyle)
    ]
    tree = shapely.STRtree(symbols)
    corners = [
        shapely.box(x, y, x + wide, y + high)
        for y in (north - high, south)
        for x in (west, east - wide)
    ]
    return min(corners, key=lambda corner: len(tree.query(corner, "dwithin", _BESIDE)))


def _letter_size(sheet: Sheet) -> float:
    return sheet.window.to_points(15.0)


def _title(inset: Inset) -> str:
    return f"{inset.letter} · {format_scale(inset.window.scale)}"


def _title_size(sheet: Sheet, inset: Inset) -> tuple[float, float]:
    size = _letter_size(sheet)
    return measure(_title(inset), Face(size, 700)).width + 2 * _PAD, 1.5 * size


def draw_frames(page: Page, sheet: Sheet, details: Iterable[Detail]) -> None:
    """Draw frames, letters and scales of insets, and the frames of what they show."""
    corner = sheet.frame.map
    size = _letter_size(sheet)
    face = page.face(size, 700)
    for detail in details:
        inset = detail.inset
        page.box(corner.part(inset.source), edge=palette.INK_SOFT, width=_FRAME)
        mark = corner.part(detail.letter.bounds)
        page.box(mark, fill=palette.PAPER, edge=palette.INK_SOFT, width=_FRAME)
        middle = mark.left + mark.width / 2
        page.write(inset.letter, middle, mark.bottom + 0.42 * size, face, "center")
        place = corner.part(inset.place)
        page.box(place, edge=palette.INK_SOFT, width=_EDGE)
        title = place.part(detail.title.bounds)
        page.box(title, fill=palette.PAPER, edge=palette.INK_SOFT, width=_FRAME)
        page.write(_title(inset), title.left + _PAD, title.bottom + 0.42 * size, face)
