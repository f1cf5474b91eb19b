"""Callouts: in the voids of a map, boxes that say what is under construction, with a leader.

The largest by money only, and only where there is room: a box covers neither label, symbol nor
project, and nothing that is asked for; a leader crosses none of them. The rest goes by number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.affinity import translate

from geo.model import Status
from geo.query.view import Reach
from geo.strings import say
from layers.ink.marks import PathMark, Pen, lines
from layers.paper.canvas import symbol_box
from layers.paper.inset import voids
from layers.paper.labels.draw import draw_number
from layers.paper.labels.spots import Spots
from layers.paper.text import PlacedText, write
from layers.style import palette
from layers.style.model import SymbolStyle
from layers.style.text_metrics import NumberDisc, disc_radius, wrap
from layers.themes.projects import THEME as PROJECTS
from layers.themes.urban import SEATS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from briefing.sheet.page import Page
    from briefing.sheet.paper_sizes import Box
    from briefing.sheet.plan import Sheet, TableLine
    from layers.ink.marks import Outline
    from layers.paper.canvas import Drawn
    from layers.paper.scene import Scene
    from layers.paper.window import Window

MOST = 4
# What costs less than this share of the largest goes by number.
_LEAST_SHARE = 0.02
# Schools are many and small, and named in the table.
_LEFT_OUT = frozenset({"school"})
# Widths of a box to choose from, in sizes of its type; air in it, in points.
_WIDTHS = (19.0, 24.0, 15.5)
_PAD, _BESIDE = 4.0, 3.0
_LEAD = 1.2
_NAME_LINES = 4
# Air between a box and what it must not cover, between a leader and its project; and how far a
# leader may run, as a share of the shorter side of the map.
_AIR = 4.0
_LEADER_GAP = 1.4
_LONGEST = 0.4
_ANCHORS = np.linspace(0.04, 0.96, 12)
_STEPS = 7
# So many of the nearest points of a project a leader is tried to.
_TRIED = 4
# Between a box and what it points at; shorter, there is nothing to draw.
_SHORTEST = 6.0
_HEIGHT = 40.0
# Villages, peaks and the border, which a leader may cross.
_MINOR = "minor"


@dataclass(frozen=True)
class Callout:
    """A box about one project.

    Parameters
    ----------
    number
        The same as in the table.
    name, facts
        Lines of its words.
    box, leader
        Where it stands, in points from the corner of the map; the leader is empty where none finds
        a free way: then the number leads to the project.
    """

    project_id: str
    number: int
    name: tuple[str, ...]
    facts: tuple[str, ...]
    box: BaseGeometry
    leader: BaseGeometry

    @property
    def cover(self) -> BaseGeometry:
        """What no label may touch."""
        return self.box.buffer(1.0, join_style="mitre").union(self.leader.buffer(1.2))


@dataclass(frozen=True)
class _BoxWords:
    name: tuple[str, ...]
    facts: tuple[str, ...]
    size: tuple[float, float]


def find_callouts(
    page: Page,
    sheet: Sheet,
    scene: Scene,
    taken: Sequence[BaseGeometry],
    frames: Sequence[BaseGeometry] = (),
) -> tuple[Callout, ...]:
    """Return the callouts that a map has room for, the largest project first.

    None stands alone for a lesser project: a box says that nothing larger is being built. Labels
    are placed afterwards, off boxes and leaders.

    Parameters
    ----------
    scene
        Of the map, without what its insets show.
    taken
        What else stands on the map: insets and their letters.
    frames
        What the insets show: no box covers it, but a leader may lead there.
    """
    window = sheet.window
    ground = window.to_page(sheet.view.grounds)
    marks = _marks(scene)
    found: list[Callout] = []
    for line in _worth_one(sheet):
        own = line.row.project.id
        anchors = _anchors([shape for owner, shape in marks if owner == own], taken, window)
        placed = [shape for one in found for shape in (one.box, one.leader)]
        stands = [*taken, *frames, *placed, *(shape for _, shape in marks)]
        clear = [shape.buffer(_AIR, quad_segs=1) for shape in stands]
        others = (shape for owner, shape in marks if owner not in (own, _MINOR))
        barriers = [*taken, *placed, *others]
        search = _VoidSearch(voids(window, [*ground, *clear]), anchors, barriers, window)
        spot = _spot(page, sheet, line, search) if anchors else None
        if spot is None:
            break
        found.append(spot)
        if len(found) == MOST:
            break
    return tuple(found)


@dataclass(frozen=True)
class _VoidSearch:
    """Where a box may stand, what it may point at, and what its leader must not cross."""

    empty: Sequence[tuple[float, float, float, float]]
    anchors: Sequence[tuple[float, float]]
    barriers: Sequence[BaseGeometry]
    window: Window


def _worth_one(sheet: Sheet) -> list[TableLine]:
    """Return what is under construction and what it costs is known, the largest first."""
    found = [
        (line.row.capital.value, line)
        for line in sheet.lines
        if line.number
        and line.row.capital
        and line.row.status is Status.CONSTRUCTION
        and line.row.reach is not Reach.OUTSIDE
        and line.row.project.kind not in _LEFT_OUT
    ]
    least = _LEAST_SHARE * max((value for value, _ in found), default=0.0)
    ordered = sorted(found, key=lambda one: -one[0])
    return [line for value, line in ordered if value >= least]


def _marks(scene: Scene) -> list[tuple[str, BaseGeometry]]:
    """Return the symbols, and the lines of projects, with what each belongs to."""
    found = []
    for item in scene.shown:
        style = item.style
        if isinstance(style, SymbolStyle):
            minor = item.theme.id == "urban" and item.mark.style not in SEATS
            owner = _MINOR if minor else item.mark.item_id
            found.append((owner, symbol_box(style, item.shape, scene.window)))
        elif item.theme is PROJECTS and not item.shape.area:
            found.append((item.mark.item_id, item.shape))
        elif item.theme.id == "border":
            found.append((_MINOR, item.shape))
    return found


def _anchors(
    own: Iterable[BaseGeometry], taken: Sequence[BaseGeometry], window: Window
) -> list[tuple[float, float]]:
    """Return the points of a project on the map that a leader may end at."""
    hidden = shapely.union_all(list(taken)).buffer(_AIR)
    sight = window.paper.buffer(-_AIR).difference(hidden)
    points: list[BaseGeometry] = []
    for shape in own:
        if shape.area:
            points.append(shape.centroid)
            continue
        parts = shapely.get_parts(shape.intersection(sight))
        for part in parts:
            if part.length:
                points += list(shapely.line_interpolate_point(part, _ANCHORS, normalized=True))
    return [(point.x, point.y) for point in points if sight.contains(point)]


def _spot(page: Page, sheet: Sheet, line: TableLine, search: _VoidSearch) -> Callout | None:
    """Return the callout of a project with the shortest leader that crosses nothing.

    Where each would cross something, the box stands without one, as near as may be.
    """
    tree = shapely.STRtree(list(search.barriers))
    best: Callout | None = None
    alone: tuple[float, Callout] | None = None
    for width in _WIDTHS:
        words = _words(page, sheet, line, width * page.small)
        for box, leader in _places(words.size, search):
            if best and leader.length >= best.leader.length:
                continue
            found = Callout(line.row.project.id, line.number, words.name, words.facts, box, leader)
            if alone is None or leader.length < alone[0]:
                alone = leader.length, replace(found, leader=shapely.LineString())
            if not len(tree.query(leader, predicate="intersects")):
                best = found
    return best or (alone[1] if alone else None)


def _places(
    size: tuple[float, float], search: _VoidSearch
) -> Iterator[tuple[BaseGeometry, BaseGeometry]]:
    """Yield places of a box in empty rectangles with leaders to its anchors."""
    wide, high = size
    points = np.array(search.anchors)
    longest = _LONGEST * min(search.window.width, search.window.height)
    for west, south, east, north in search.empty:
        if east - west < wide or north - south < high:
            continue
        for x in np.linspace(west, east - wide, _STEPS):
            for y in np.linspace(south, north - high, _STEPS):
                low, top = np.array((x, y)), np.array((x + wide, y + high))
                starts = np.clip(points, low, top)
                away = np.hypot(*(points - starts).T)
                box = shapely.box(x, y, x + wide, y + high)
                for at in np.argsort(away, kind="stable")[:_TRIED]:
                    if _SHORTEST <= away[at] <= longest:
                        end = points[at] + (starts[at] - points[at]) * (_LEADER_GAP / away[at])
                        yield box, shapely.linestrings([starts[at], end])


def _words(page: Page, sheet: Sheet, line: TableLine, width: float) -> _BoxWords:
    """Return what a box says, wrapped: name, kilometres and money, status and its day."""
    language = sheet.language
    face, strong = page.face(page.small), page.face(page.small, 700)
    said = [say("sheet.callout-capital", language, value=line.capital)]
    if line.row.length_km:
        said.insert(0, f"{line.length} {say('unit.km', language)}")
    facts = " · ".join(said)
    status = f"{line.status} · {line.updated}"
    room = width - 2 * _PAD
    indent = 2 * disc_radius(str(line.number), page.small) + _BESIDE
    names = tuple(wrap(line.name, room - indent, strong, _NAME_LINES))
    rest = (*wrap(facts, room, face, 2), *wrap(status, room, face, 2))
    needed = max(
        *(page.width_of(words, strong) + indent for words in names),
        *(page.width_of(words, face) for words in rest),
    )
    height = (len(names) + len(rest)) * _LEAD * page.small + 2 * _PAD
    return _BoxWords(names, rest, (needed + 2 * _PAD, height))


def place_around(
    callouts: tuple[Callout, ...], place_labels: Callable[[tuple[Callout, ...]], Drawn]
) -> tuple[tuple[Callout, ...], Drawn]:
    """Return the labels of a map placed around callouts, and the callouts that may stay.

    A name that must not go is worth more than a callout: the one nearest to it goes, and those of
    lesser projects with it.

    Parameters
    ----------
    place_labels
        Places the labels of the map off some callouts.
    """
    drawn = place_labels(callouts)
    bare: set[str] | None = None
    while callouts and _lost(drawn):
        bare = set(_lost(place_labels(()))) if bare is None else bare
        lost = [spot for owner, spot in _lost(drawn).items() if owner not in bare]
        if not lost:
            break
        nearest = min(callouts, key=lambda one: one.cover.distance(lost[0]))
        callouts = callouts[: callouts.index(nearest)]
        drawn = place_labels(callouts)
    return callouts, drawn


def _lost(drawn: Drawn) -> dict[str, BaseGeometry]:
    """Return about where the labels belong that must not go and found no place, by their words."""
    return {
        f"{request.owner} {request.text}": shapely.points(
            Spots.of(request.candidates).table[:, :2].mean(axis=0)
        )
        for request in drawn.dropped
        if request.needed and len(request.candidates)
    }


def draw_callouts(page: Page, sheet: Sheet, callouts: Iterable[Callout]) -> None:
    """Draw boxes with their words and leaders above the map."""
    corner = sheet.frame.map
    face, strong = page.face(page.small), page.face(page.small, 700)
    color = palette.STATUS[Status.CONSTRUCTION]
    for one in callouts:
        if not one.leader.is_empty:
            leader = _outline(one.leader, corner)
            for step, (ink, width) in enumerate(((palette.PAPER, 2.2), (palette.INK, 0.7))):
                pen = Pen(ink, width, cap="round")
                page.layer.add(PathMark(leader, pen=pen), _HEIGHT + step / 10)
        frame = _outline(one.box, corner)
        edge = Pen(color, 1.1, join="miter")
        page.layer.add(PathMark(frame, palette.PAPER, edge), _HEIGHT + 1)
        left = corner.left + one.box.bounds[0] + _PAD
        y = corner.bottom + one.box.bounds[3] - _PAD - page.small * 0.9
        number = str(one.number)
        radius = disc_radius(number, page.small)
        disc = NumberDisc(number, left + radius, y + 0.33 * page.small, page.small, color)
        draw_number(page.layer, disc, _HEIGHT + 2)
        rows = [(left + 2 * radius + _BESIDE, words, strong) for words in one.name]
        rows += [(left, words, face) for words in one.facts]
        for step, (x, words, ink_face) in enumerate(rows):
            at = x, y - step * _LEAD * page.small
            write(page.layer, PlacedText(words, at, ink_face), _HEIGHT + 3)


def _outline(shape: BaseGeometry, corner: Box) -> Outline:
    return lines([shapely.get_coordinates(translate(shape, corner.left, corner.bottom))])
