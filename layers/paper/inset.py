"""Crowded parts of a map and the empty rectangles in which they can be shown larger.

How much symbols, numbers and lines want of each cell of the map is its load. Where cells are over
the limit, a box of the map is shown once more, 1.6 to 2 times as large, in the empty rectangle
that serves most of the crowd. Nothing is random: the same map gives the same insets. All measures
are points from the lower left corner of the window.
"""

from __future__ import annotations

import math
import string
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.lib.stride_tricks import sliding_window_view

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from layers.paper.window import Window

# Side of a cell, and how many cells around one share its load on each side.
CELL = 9.0
_AROUND = 2
# Ground shown around what is crowded, in cells: a name at the edge needs it.
_MARGIN = 4
# So many cells the edge of an inset keeps off a point whose name must not go.
_EDGE_CELLS = 3
# Share of the ground that symbols and names may ask for: from there on they do not fit.
LIMIT = 0.62
# How much larger an inset is, and its denominators: figures that a ruler reads easily.
_LARGER = (1.6, 2.0)
_STEPS = (5_000, 10_000, 25_000, 50_000)
_LARGEST_SCALE = 50_000
# What a cell counts that an inset shows already: no other one shows it again.
_SHOWN = -1e6
# Excess that is worth an inset, in full cells; share of the first one that the next must have.
_WORTH, _NEXT = 12.0, 0.2
_MOST = 2
# How much less an inset on the other side of the map is worth.
_FAR = 1.0
# Least side of an inset, in pixels of the design; greatest one, as a share of the window.
_LEAST_SIDE, _GREATEST_SHARE = 120.0, 0.62
_GREATEST_AREA = 0.2
# Air between an inset and what must stay free.
_AIR = 5.0
_Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Load:
    """What wants room on a map.

    Parameters
    ----------
    points
        Where it stands, a row each.
    areas
        What it takes there, in square points.
    """

    points: NDArray[np.float64]
    areas: NDArray[np.float64]


@dataclass(frozen=True)
class Inset:
    """A part of a map that is shown once more, larger.

    Parameters
    ----------
    letter
        Stands on its frame and at the part of the map that it shows.
    source
        West, south, east, north of that part in the window.
    place
        The same of the inset.
    window
        The ground of the part at the scale of the inset.
    """

    letter: str
    source: _Bounds
    place: _Bounds
    window: Window

    @property
    def frame(self) -> BaseGeometry:
        """The part of the map that it shows."""
        return shapely.box(*self.source)

    @property
    def cover(self) -> BaseGeometry:
        """What it covers of the map."""
        return shapely.box(*self.place)


def find_insets(
    window: Window,
    load: Load,
    clear: Iterable[BaseGeometry],
    named: NDArray[np.float64] | None = None,
) -> list[Inset]:
    """Return the insets that a map needs and has room for, the most urgent first.

    Parameters
    ----------
    clear
        What no inset may cover.
    named
        Points whose names must not go, a row each: no edge of an inset runs close by them.
    """
    points = np.zeros((0, 2)) if named is None else named
    excess = _excess(window, load)
    taken = _cells_touching(window, clear)
    found: list[Inset] = []
    first = 0.0
    while len(found) < _MOST and excess.clip(0).sum() >= max(_WORTH, first * _NEXT):
        best = max(_options(window, excess, taken, points), key=lambda one: one[0], default=None)
        if best is None or best[1] < max(_WORTH, first * _NEXT):
            break
        _, captured, source, place, scale = best
        first = first or captured
        west, south = (
            at + edge * window.metres_per_point
            for at, edge in zip((window.west, window.south), source[:2], strict=True)
        )
        part = replace(
            window,
            west=west,
            south=south,
            width=place[2] - place[0],
            height=place[3] - place[1],
            scale=scale,
        )
        found.append(Inset(string.ascii_uppercase[len(found)], source, place, part))
        taken |= _cells_touching(window, [shapely.box(*place), shapely.box(*source)])
        columns, rows = _slices(source)
        excess[rows, columns] = _SHOWN
    return found


def voids(window: Window, clear: Iterable[BaseGeometry]) -> list[_Bounds]:
    """Return the empty rectangles of a map that cannot grow, the largest first, in points.

    Parameters
    ----------
    clear
        What none of them may cover.
    """
    return [_in_points(window, void) for void in empty_rectangles(_cells_touching(window, clear))]


def scales_of(scale: float) -> list[int]:
    """Return the round denominators of insets of a map, the largest inset first."""
    low, high = max(scale / _LARGER[1], _LARGEST_SCALE), scale / _LARGER[0]
    found: list[int] = []
    for step in reversed(_STEPS):
        first = int(-(-low // step) * step)
        found = list(range(first, int(high) + 1, step))
        if len(found) > 1:
            break
    return found


def _shape(window: Window) -> tuple[int, int]:
    """Return how many rows and columns of cells a window has."""
    return int(window.height // CELL), int(window.width // CELL)


def _excess(window: Window, load: Load) -> NDArray[np.float64]:
    """Return by how much the ground around each cell is over the limit, in full cells."""
    rows, columns = _shape(window)
    grid = np.zeros((rows, columns))
    at = np.floor(load.points / CELL).astype(int)
    inside = (at >= 0).all(axis=1) & (at[:, 0] < columns) & (at[:, 1] < rows)
    np.add.at(grid, (at[inside, 1], at[inside, 0]), load.areas[inside] / CELL**2)
    size = 2 * _AROUND + 1
    around = sliding_window_view(np.pad(grid, _AROUND), (size, size)).mean(axis=(2, 3))
    return np.asarray(np.clip(around - LIMIT, 0.0, None))


def _cells_touching(window: Window, shapes: Iterable[BaseGeometry]) -> NDArray[np.bool_]:
    """Tell which cells something stands in."""
    rows, columns = _shape(window)
    south, west = np.mgrid[0:rows, 0:columns] * CELL
    cells = shapely.box(west, south, west + CELL, south + CELL)
    taken = np.zeros(rows * columns, dtype=bool)
    bodies = [part for shape in shapes for part in shapely.get_parts(shape) if not part.is_empty]
    if bodies:
        taken[shapely.STRtree(cells.ravel()).query(bodies, predicate="intersects")[1]] = True
    return taken.reshape(rows, columns)


_Option = tuple[float, float, _Bounds, _Bounds, int]


def _options(
    window: Window,
    excess: NDArray[np.float64],
    taken: NDArray[np.bool_],
    named: NDArray[np.float64],
) -> Iterator[_Option]:
    """Yield insets with their worth, and the excess that each takes off the map."""
    sums = np.pad(excess.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    seen: set[_Bounds] = set()
    for void in empty_rectangles(taken):
        room = _in_points(window, void)
        wide = min(room[2] - room[0], window.width * _GREATEST_SHARE)
        high = min(room[3] - room[1], window.height * _GREATEST_SHARE)
        if min(wide, high) < window.to_points(_LEAST_SIDE):
            continue
        shrink = min(1.0, math.sqrt(_GREATEST_AREA * window.width * window.height / (wide * high)))
        wide, high = wide * shrink, high * shrink
        for scale in scales_of(window.scale):
            larger = window.scale / scale
            source = _fullest(excess, sums, (wide / larger, high / larger))
            if source is None:
                continue
            moved = _moved_off(source, named, window)
            columns, rows = _slices(moved)
            source = moved if excess[rows, columns].min() >= 0 else source
            place = _placed(window, room, source, larger)
            low = min(place[2] - place[0], place[3] - place[1]) < window.to_points(_LEAST_SIDE)
            if low or place in seen:
                continue
            seen.add(place)
            if shapely.box(*place).intersects(shapely.box(*source)):
                continue
            columns, rows = _slices(source)
            captured = float(excess[rows, columns].sum())
            # Rather beside what it shows than across the map.
            away = shapely.box(*place).distance(shapely.box(*source)) / sum(window.paper.bounds)
            worth = captured * (1 - 1 / larger) * (1 - _FAR * away)
            yield worth, captured, source, place, scale


def _fullest(
    excess: NDArray[np.float64], sums: NDArray[np.float64], size: tuple[float, float]
) -> _Bounds | None:
    """Return the box of at most a size that holds most of the excess, without empty edges."""
    rows, columns = excess.shape
    wide, high = min(int(size[0] // CELL), columns), min(int(size[1] // CELL), rows)
    if min(wide, high) < 1:
        return None
    held = sums[high:, wide:] - sums[:-high, wide:] - sums[high:, :-wide] + sums[:-high, :-wide]
    row, column = (int(at) for at in np.unravel_index(int(np.argmax(held)), held.shape))
    part = excess[row : row + high, column : column + wide]
    if not part.any() or part.min() < 0:
        return None
    full_rows, full_columns = (np.flatnonzero((part > 0).any(axis=axis)) for axis in (1, 0))
    south, north = _grown(row + full_rows, high, rows)
    west, east = _grown(column + full_columns, wide, columns)
    if excess[south:north, west:east].min() < 0:
        south, north, west, east = row, row + high, column, column + wide
    return west * CELL, south * CELL, east * CELL, north * CELL


def _grown(full: NDArray[np.intp], most: int, end: int) -> tuple[int, int]:
    """Return the ends of what is full, with ground around it as far as there is room.

    Parameters
    ----------
    most
        Cells that there is room for.
    end
        Cells of the window.
    """
    low, high = int(full[0]), int(full[-1]) + 1
    spare = min(most - (high - low), 2 * _MARGIN)
    low = max(low - spare // 2, 0)
    high = min(high + spare - spare // 2, end)
    return low, high


def _moved_off(source: _Bounds, named: NDArray[np.float64], window: Window) -> _Bounds:
    """Return a box moved so that its edges keep off some points, where that is one way only."""
    reach = _EDGE_CELLS * CELL
    low, high = np.array(source[:2]), np.array(source[2:])
    most = np.array(_shape(window)[::-1]) * CELL - high
    near = named[((named > low - reach / 2) & (named < high + reach / 2)).all(axis=1)]
    shift = np.zeros(2)
    for axis in (0, 1):
        below = np.clip(low[axis] + reach - near[:, axis], 0, None).max(initial=0.0)
        above = np.clip(near[:, axis] - high[axis] + reach, 0, None).max(initial=0.0)
        if bool(below) != bool(above):
            shift[axis] = np.ceil(above / CELL) * CELL - np.ceil(below / CELL) * CELL
    shift = np.clip(shift, -low, most)
    west, south, east, north = (float(edge) for edge in (*(low + shift), *(high + shift)))
    return west, south, east, north


def _placed(window: Window, room: _Bounds, source: _Bounds, larger: float) -> _Bounds:
    """Return where in its room an inset stands: at the edges of the window that the room is at."""
    size = (source[2] - source[0]) * larger, (source[3] - source[1]) * larger
    found = []
    for axis, edge in enumerate((window.width, window.height)):
        low, high = room[axis], room[axis + 2]
        # Flush with the nearer edge of the window.
        at = low if low <= edge - high else high - size[axis]
        found.append(at)
    west, south = found
    return west, south, west + size[0], south + size[1]


def _in_points(window: Window, void: tuple[int, int, int, int]) -> _Bounds:
    """Return an empty rectangle of cells in points, to the edge of the window where it is at it."""
    rows, columns = _shape(window)
    west, south, east, north = void
    return (
        west * CELL + _AIR if west else 0.0,
        south * CELL + _AIR if south else 0.0,
        east * CELL - _AIR if east < columns else window.width,
        north * CELL - _AIR if north < rows else window.height,
    )


def _slices(bounds: _Bounds) -> tuple[slice, slice]:
    west, south, east, north = (round(edge / CELL) for edge in bounds)
    return slice(west, east), slice(south, north)


def empty_rectangles(taken: NDArray[np.bool_]) -> list[tuple[int, int, int, int]]:
    """Return all rectangles of free cells that cannot grow, the largest first.

    Each by its first column and row and those behind its last: west, south, east, north.
    """
    rows, columns = taken.shape
    heights = np.zeros(columns + 1, dtype=int)
    found: set[tuple[int, int, int, int]] = set()
    for row in range(rows):
        heights[:-1] = np.where(taken[row], 0, heights[:-1] + 1)
        open_from: list[tuple[int, int]] = []
        for column, height in enumerate(heights.tolist()):
            start = column
            while open_from and open_from[-1][1] > height:
                start, tall = open_from.pop()
                # It ends here, above and to the right; below it ended where it began.
                if row + 1 == rows or taken[row + 1, start:column].any():
                    found.add((start, row + 1 - tall, column, row + 1))
            if height and (not open_from or open_from[-1][1] < height):
                open_from.append((start, height))
    return sorted(found, key=lambda r: (-(r[2] - r[0]) * (r[3] - r[1]), r))


def load_of(items: Sequence[tuple[BaseGeometry, float]]) -> Load:
    """Return the load of shapes: of a point its area, of a line its width along it."""
    points, areas = [np.zeros((0, 2))], [np.zeros(0)]
    for shape, size in items:
        if shape.geom_type == "Point":
            points.append(shapely.get_coordinates(shape))
            areas.append(np.array([size]))
            continue
        for part in shapely.get_parts(shape):
            steps = np.arange(CELL / 2, part.length, CELL)
            points.append(shapely.get_coordinates(shapely.line_interpolate_point(part, steps)))
            areas.append(np.full(len(steps), CELL * size))
    return Load(np.concatenate(points), np.concatenate(areas))
