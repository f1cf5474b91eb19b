"""The names and the numbered discs that the marks of a scene want on paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby, islice
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.strings import say
from layers.paper.beside import is_kind
from layers.paper.labels.placement import LabelRequest
from layers.paper.labels.spots import (
    Spots,
    candidates_along,
    candidates_around,
    candidates_beside,
    candidates_farther,
    candidates_inside,
    candidates_round_a_corner,
    candidates_tied,
    merged_lines,
    stations,
)
from layers.style.text_metrics import Face, disc_radius, measure
from layers.style.typography import ROLES
from layers.themes.corridors import QUIET as QUIET_CORRIDOR
from layers.themes.roads import QUIET as QUIET_PLATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from layers.paper.shown import Shown
    from layers.paper.window import Window
    from layers.style.typography import LabelRole

# The number of a project, and its repetition at far-off parts, which may go where room is scarce.
ROLE, AGAIN = "number", "number-again"
NUMBER_ROLES = frozenset({ROLE, AGAIN})
NUMBER_PX = 10.5
# Parts of one project farther apart than this get a number of their own, at most so many.
_APART = 60.0
_MOST_DISCS = 4
_STEPS = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82, 0.1, 0.9, 0.05, 0.95)
_RINGS = (9.0, 15.0, 22.0, 30.0, 42.0, 56.0, 72.0, 92.0, 116.0)


def number_requests(
    shown: Iterable[Shown], numbers: Mapping[str, int], window: Window
) -> list[LabelRequest]:
    """Return a disc for each project with a mark in the window, and for its far-off parts.

    Parameters
    ----------
    numbers
        Row in the table by project id.
    """
    marks: dict[str, list[Shown]] = {}
    for item in shown:
        if item.mark.item_id in numbers:
            marks.setdefault(item.mark.item_id, []).append(item)
    requests: list[LabelRequest] = []
    for project_id in sorted(marks, key=lambda key: (_rank(marks[key]), numbers[key])):
        number = str(numbers[project_id])
        radius = disc_radius(number, window.to_points(NUMBER_PX))
        for order, shape in enumerate(_anchors(marks[project_id], window)):
            requests.append(
                LabelRequest(
                    (number,),
                    AGAIN if order else ROLE,
                    (2 * radius, 2 * radius),
                    _spots(shape, marks[project_id], radius, window),
                    priority=-10 + 2 * bool(order),
                    owner=project_id,
                    passes=frozenset({"project"}),
                    needed=not order,
                    among="project",
                    strict=True,
                    disc=True,
                    more=partial(_farther, shape, marks[project_id], radius, window),
                )
            )
    return requests


def _rank(items: list[Shown]) -> int:
    """Points first: they have the fewest places; then areas, then lines."""
    return 0 if any(item.is_point for item in items) else 1


def _anchors(items: list[Shown], window: Window) -> list[BaseGeometry]:
    """Return what the discs stand at: the badge, or the far-apart parts of the line."""
    points = [item for item in items if item.is_point and not is_kind(item)]
    if points:
        far: list[BaseGeometry] = []
        for centre in (_badge_centre(item, window) for item in points):
            if all(centre.distance(other) > _APART for other in far):
                far.append(centre)
        return far[:_MOST_DISCS]
    lines = merged_lines([item.shape for item in items], window.paper)
    if not lines:
        area = shapely.union_all([item.shape for item in items]).intersection(window.paper)
        return [] if area.is_empty else [area.representative_point()]
    kept: list[BaseGeometry] = []
    for line in lines:
        middle = line.interpolate(0.5, normalized=True)
        if all(middle.distance(other.interpolate(0.5, normalized=True)) > _APART for other in kept):
            kept.append(line)
    return kept[:_MOST_DISCS]


def _badge_centre(item: Shown, window: Window) -> BaseGeometry:
    right, down = getattr(item.style, "offset", (0.0, 0.0))
    return shapely.Point(
        item.shape.x + window.to_points(right), item.shape.y - window.to_points(down)
    )


def _spots(shape: BaseGeometry, items: list[Shown], radius: float, window: Window) -> Spots:
    size = (2 * radius, 2 * radius)
    if shape.geom_type == "Point":
        half = window.to_points(_reach(items)) / 2
        near = candidates_around(shape.x, shape.y, half - 1.0, size)
        return near + candidates_tied((shape.x, shape.y), half, _RINGS, 0.0)
    points = shapely.line_interpolate_point(shape, _STEPS, normalized=True)
    on = Spots.at(shapely.get_coordinates(points), 0.03 * np.arange(len(_STEPS), dtype=float))
    half = window.to_points(max(map(_stroke_width, items), default=0.0)) / 2
    for fraction in (0.5, 0.3, 0.7):
        point = shape.interpolate(fraction, normalized=True)
        on += candidates_tied((point.x, point.y), half, _RINGS, 0.3)
    return on


def _farther(shape: BaseGeometry, items: list[Shown], radius: float, window: Window) -> Spots:
    """Return places of a disc whose leaders turn a corner."""
    size = (2 * radius, 2 * radius)
    if shape.geom_type == "Point":
        half = window.to_points(_reach(items)) / 2
        return candidates_round_a_corner((shape.x, shape.y), half, size, 0.0)
    half = window.to_points(max(map(_stroke_width, items), default=0.0)) / 2
    at = shapely.get_coordinates(
        shapely.line_interpolate_point(shape, _STEPS[::2], normalized=True)
    )
    tables = [candidates_round_a_corner((x, y), half, size, 0.3).table for x, y in at.tolist()]
    return Spots(np.concatenate(tables))


def _reach(items: list[Shown]) -> float:
    """Return the size of the largest symbol of a project, in pixels of the design."""
    return max((getattr(item.style, "size", 0.0) for item in items), default=0.0)


def _stroke_width(item: Shown) -> float:
    return max((stroke.width for stroke in getattr(item.style, "strokes", ())), default=0.0)


# Distance of two base lines, as a share of the size.
LEADING = 1.12
_CAPITAL = 0.74
# In points: a shield about every 5 cm, the name of a line every 10 cm, of water every 7 cm.
_SHIELD_EVERY = 150.0
_NAME_EVERY = 300.0
_WATER_EVERY = 198.0
_WATER_ROLES = ("water", "reservoir")
_SHIELD_LEAST = 26.0
_QUIET_SHARE = 1.8
_SLIDE = 9.0
_PLATE_PADDING = (2.6, 1.7)
_SCHEMATIC = "note"
_POST, _POST_PLACES = "km-post", 96
# After seats, before all other names: a drawing that does not say so is a lie.
_SCHEMATIC_PRIORITY = -5
# A road under a project is on its line; the widest strokes of a project that is a drawing.
_SAME_LINE = 2.0
_HOLLOW_PX = 12.0
_LONG_NAME = 36
_DETAIL = 0.5
_WIDE_GAP = 3.0
# Names that matter only inside what is chosen, those that are never left out, and those that
# must lie inside their area.
_LOCAL_ROLES = ("commune", "place", "peak")
_SEAT_ROLES = ("province-seat", "seat")
_NEEDED_ROLES = (*_SEAT_ROLES, "gate")
_INSIDE_ROLES = ("neighbour", "district")
# Parts of the map that an inset shows: only these names stand there.
FRAMED, FRAME_EDGE = "framed", "edge"
_FRAMED_ROLES = (*_NEEDED_ROLES, "district", "neighbour")
# Before the numbers: a disc finds a place where no name does.
_NEEDED_PRIORITY = -20
# Names of regions come after the numbers, before plates and small names: they need the most room.
_REGION_PRIORITY = {"district": -5, "neighbour": -4}
# So near a seat, in points, a commune of its name goes without.
_BESIDE_SEAT = 30.0


def face_of(role: LabelRole, window: Window) -> Face:
    """Return the typeface of a role at the size of this print."""
    size = window.to_points(role.paper)
    return Face(size, role.weight, role.italic, role.color, role.tracking)


def label_size(lines: Sequence[str], role: LabelRole, window: Window) -> tuple[float, float]:
    """Return width and height in points of a label, its plate included."""
    face = face_of(role, window)
    width = max(measure(line, face).width for line in lines)
    height = face.size * (_CAPITAL + LEADING * (len(lines) - 1))
    if role.plate:
        return width + 2 * _PLATE_PADDING[0], height + 2 * _PLATE_PADDING[1]
    # Marks above capitals and below letters need their room as well.
    extra = max(measure(lines[0], face).ascent - _CAPITAL * face.size, 0.0)
    return width, height + extra + measure(lines[-1], face).descent


def point_key(item: Shown) -> str:
    """Return what tells one symbol from all others: its item, or its place in the window."""
    return item.mark.item_id or f"{item.theme.id}:{item.shape.x:.2f}:{item.shape.y:.2f}"


@dataclass(frozen=True)
class _Name:
    words: str
    role_id: str
    priority: int

    @property
    def role(self) -> LabelRole:
        return ROLES[self.role_id]

    def request(self, candidates: Spots, size: tuple[float, float], rank: int = 0) -> LabelRequest:
        """Return the label in one line; its priority falls with its rank among its like."""
        passes = frozenset({FRAMED}) if self.role_id in _FRAMED_ROLES else frozenset[str]()
        rank += self.priority
        return LabelRequest((self.words,), self.role_id, size, candidates, rank, passes=passes)


@dataclass(frozen=True)
class Names:
    """Makes the requests for names.

    Parameters
    ----------
    chosen
        The chosen areas in points, ``None`` when none is chosen: names outside are muted.
    """

    window: Window
    language: str
    chosen: BaseGeometry | None

    def requests(self, shown: Sequence[Shown]) -> list[LabelRequest]:
        """Return the labels that the marks of all themes but the projects want.

        A project's label on paper is its number.
        """
        told = self._told(shown)
        labelled = [item for item in shown if self._wanted(item) and not self._repeats(item, told)]
        found: list[LabelRequest] = []
        for _, group in groupby(sorted(labelled, key=self._key), key=self._key):
            found += self._group(list(group))
        return found + list(self._schematic(shown))

    def _wanted(self, item: Shown) -> bool:
        """Tell whether there is room at this scale; small names only where something is chosen."""
        label = item.mark.label
        if label is None or label.role == "project" or label.min_zoom > self.window.zoom:
            return False
        if not label.text[self.language]:
            return False
        return label.role not in _LOCAL_ROLES or not self._outside(item.shape)

    def _told(self, shown: Sequence[Shown]) -> dict[str, list[BaseGeometry]]:
        """Return the seats by name, without what stands in brackets: Mường La (Ít Ong)."""
        found: dict[str, list[BaseGeometry]] = {}
        for item in shown:
            if item.is_point and self._key(item)[0] in _SEAT_ROLES:
                found.setdefault(self._key(item)[1].split(" (")[0], []).append(item.shape)
        return found

    def _repeats(self, item: Shown, told: Mapping[str, Sequence[BaseGeometry]]) -> bool:
        """Tell whether a commune bears the name of the seat in it or beside it."""
        role, name = self._key(item)
        if role != "commune" or name not in told:
            return False
        return any(item.shape.distance(seat) < _BESIDE_SEAT for seat in told[name])

    def _key(self, item: Shown) -> tuple[str, str]:
        label = item.mark.label
        return (label.role, label.text[self.language]) if label else ("", "")

    def _outside(self, shape: BaseGeometry) -> bool:
        """Tell whether most of a shape lies outside the chosen areas."""
        if self.chosen is None:
            return False
        if shape.area > 0:
            inside = shapely.simplify(shape, _DETAIL).intersection(self.chosen)
            return bool(inside.area < shape.area / 2)
        return not shape.intersects(self.chosen)

    def _group(self, group: list[Shown]) -> Iterator[LabelRequest]:
        """Yield the labels of marks that share role and words."""
        role_id, text = self._key(group[0])
        role = ROLES[role_id]
        if role_id == "corridor":
            text = self._corridor(group[0], text)
        priority = min(item.mark.label.priority for item in group if item.mark.label)
        priority = _REGION_PRIORITY.get(role_id, priority)
        name = _Name(text.upper() if role.capitals else text, role_id, priority)
        shapes = [item.shape for item in group]
        if group[0].is_point:
            yield from (self._at_point(item, name) for item in group)
        elif any(shape.area > 0 for shape in shapes):
            yield self._in_area(shapes, name)
        elif role.plate:
            yield from self._plates(shapes, name)
        else:
            # Clear of a wide band, close to a thin line.
            strokes = getattr(group[0].style, "strokes", ())
            widest = max((stroke.width for stroke in strokes), default=0.0)
            gap = self.window.to_points(widest) / 2
            if role_id == "reservoir":
                # On the axis of the water, not beside it.
                gap = -label_size((name.words,), role, self.window)[1] / 2
            # What nobody asked for is named once.
            once = group[0].mark.style == QUIET_CORRIDOR
            yield from islice(self._along(shapes, name, gap), 1 if once else None)

    def _corridor(self, item: Shown, short: str) -> str:
        """Return the name of a corridor; the short one, marked as a corridor, where it is long.

        The short one alone will not do: it may be the name of a river.
        """
        name = item.mark.name[self.language]
        if len(name) <= _LONG_NAME:
            return name
        return say("paper.corridor", self.language, name=short)

    def _at_point(self, item: Shown, name: _Name) -> LabelRequest:
        reach = self.window.to_points(getattr(item.style, "size", 0.0)) / 2
        size = label_size((name.words,), name.role, self.window)
        spots = candidates_around(item.shape.x, item.shape.y, reach, size)
        request = replace(
            name.request(spots, size),
            owner=point_key(item),
            muted=self._outside(item.shape),
            among="place",
        )
        if name.role_id == _POST:
            # Posts stand on roads full of projects: a little off in any direction will do.
            near = candidates_farther(item.shape.x, item.shape.y, reach, size)[:_POST_PLACES]
            return replace(request, candidates=spots + near)
        if name.role_id not in _NEEDED_ROLES:
            return request
        return replace(
            request,
            candidates=spots + candidates_farther(item.shape.x, item.shape.y, reach, size),
            priority=_NEEDED_PRIORITY + _NEEDED_ROLES.index(name.role_id),
            needed=True,
            more=partial(candidates_round_a_corner, (item.shape.x, item.shape.y), reach, size, 1.0),
        )

    def _in_area(self, shapes: list[BaseGeometry], name: _Name) -> LabelRequest:
        """Return the name in the largest visible part, in two lines where one is too wide."""
        # Names need no small bends, and everything below goes much faster without.
        plain = shapely.simplify(shapely.union_all(shapes), _DETAIL)
        area = plain.intersection(self.window.paper)
        part = max(shapely.get_parts(area), key=lambda part: float(part.area), default=None)
        if part is None or not part.area:
            size = label_size((name.words,), name.role, self.window)
            return name.request(Spots.of(()), size)
        split = " " in name.words
        whole = self._inside((name.words,), part, name)
        if not split or whole.size[0] <= 0.8 * (part.bounds[2] - part.bounds[0]):
            if not split or name.role_id not in _INSIDE_ROLES:
                return whole
            return replace(whole, otherwise=self._inside(_broken(name.words), part, name))
        return self._inside(_broken(name.words), part, name)

    def _inside(self, lines: tuple[str, ...], part: BaseGeometry, name: _Name) -> LabelRequest:
        size = label_size(lines, name.role, self.window)
        return replace(
            name.request(candidates_inside(part, size), size),
            lines=lines,
            within=part if name.role_id in _INSIDE_ROLES else part.buffer(size[1], quad_segs=2),
            muted=name.role_id != "neighbour" and self._outside(part),
        )

    def _plates(self, shapes: list[BaseGeometry], name: _Name) -> Iterator[LabelRequest]:
        """Yield road shields, upright, at regular distances along each part of the road.

        The first shield of a road matters most; repeats give way to other labels.
        """
        size = label_size((name.words,), name.role, self.window)
        steps = [
            sign * step for step in range(int(_SHIELD_EVERY * 0.42 / _SLIDE)) for sign in (1, -1)
        ]
        steps = list(dict.fromkeys(steps))
        for rank, line in enumerate(merged_lines(shapes, self.window.paper)):
            if rank and line.length < _SHIELD_LEAST:
                continue
            every = _SHIELD_EVERY * (_QUIET_SHARE if name.role_id == QUIET_PLATE else 1)
            for order, station in enumerate(stations(line.length, every)):
                slides = [step for step in steps if 0 <= station + step * _SLIDE <= line.length]
                at = [station + step * _SLIDE for step in slides]
                spots = candidates_beside(line, at, size, [0.04 * abs(step) for step in slides])
                request = name.request(spots, size, 4 * min(rank + order, 4))
                yield replace(
                    request,
                    owner=name.words,
                    apart=_SHIELD_EVERY * 0.4,
                    among="road",
                    strict=True,
                )

    def _along(self, shapes: list[BaseGeometry], name: _Name, gap: float) -> Iterator[LabelRequest]:
        """Yield names that follow a line, where it runs straight enough."""
        size = label_size((name.words,), name.role, self.window)
        every = _WATER_EVERY if name.role_id in _WATER_ROLES else _NAME_EVERY
        for rank, exact in enumerate(merged_lines(shapes, self.window.paper)):
            # Beside a wide band only its general course counts.
            line = shapely.simplify(exact, gap / 2) if gap > _WIDE_GAP else exact
            if line.length < size[0] * 1.15 or (rank and line.length < every / 2):
                continue
            middles = stations(line.length, every)
            reach = line.length / len(middles) / 2
            for order, middle in enumerate(middles):
                spots = candidates_along(line, (middle - reach, middle + reach), size, gap)
                request = name.request(spots, size, 6 * min(rank + order, 3))
                muted = name.role_id in _WATER_ROLES and self._outside(line)
                yield replace(request, apart=every / 2, muted=muted)

    def _schematic(self, shown: Iterable[Shown]) -> Iterator[LabelRequest]:
        """Yield the word "schematic" once a line that is a drawing and no alignment.

        A road says so where no project on it does. The word has its place before other names.
        """
        words = say("map.drawn", self.language)
        name = _Name(words, _SCHEMATIC, _SCHEMATIC_PRIORITY)
        size = label_size((words,), ROLES[_SCHEMATIC], self.window)
        lines: dict[str, list[BaseGeometry]] = {}
        said: list[BaseGeometry] = []
        drawings = [item for item in shown if item.is_band]
        for item in sorted(drawings, key=lambda item: item.theme.is_road):
            if not item.theme.is_road:
                said.append(item.shape.buffer(_SAME_LINE))
            elif any(item.shape.difference(other).length < item.shape.length / 2 for other in said):
                continue
            lines.setdefault(item.mark.item_id or item.mark.section_id, []).append(item.shape)
        for owner, shapes in lines.items():
            longest = merged_lines(shapes, self.window.paper)[:1]
            if longest and longest[0].length > size[0]:
                # What it explains does not stop it.
                yield replace(self._word_on(longest[0], name, size), owner=owner)

    def _word_on(self, exact: BaseGeometry, name: _Name, size: tuple[float, float]) -> LabelRequest:
        """Return a word on a band, along it where it is straight enough, else upright."""
        line = shapely.simplify(exact, size[1] / 4)
        # On the band, beside the strokes.
        gap = self.window.to_points(_HOLLOW_PX) / 2
        turned = candidates_along(line, (0.0, line.length), size, gap)
        at = list(stations(line.length, 2 * size[0]))
        upright = candidates_beside(line, at, size, [1.0] * len(at))
        return name.request(Spots.of([*turned, *upright]), size)


def _broken(words: str) -> tuple[str, ...]:
    """Return a name in two lines of about the same length."""
    parts = words.split()
    cuts = [(" ".join(parts[:i]), " ".join(parts[i:])) for i in range(1, len(parts))]
    return min(cuts, key=lambda pair: abs(len(pair[0]) - len(pair[1])))
