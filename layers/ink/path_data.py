"""Reads SVG path data of absolute commands, as symbols are written, into cubic curves."""

from __future__ import annotations

import math
import re
from typing import Final

import numpy as np

from layers.ink.marks import Outline

_WORD: Final = re.compile(r"[A-Z]|-?(?:\d+\.?\d*|\.\d+)")
_COUNTS: Final = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_AFTER_CURVE: Final = {"S": "CS", "T": "QT"}
Point = tuple[float, float]


def read_path(d: str) -> Outline:
    """Return path data as a shape, y as in the data."""
    reader = _PathReader()
    words = _WORD.findall(d)
    at = 0
    while at < len(words):
        command, at = words[at], at + 1
        count = _COUNTS[command]
        while True:
            reader.take(command, [float(word) for word in words[at : at + count]])
            at += count
            # More numbers repeat the command; after a move they are lines.
            command = "L" if command == "M" else command
            if at >= len(words) or words[at] in _COUNTS:
                break
    closed = tuple(number in reader.closed for number in range(len(reader.starts)))
    return Outline(np.array(reader.points), tuple(reader.starts), closed, curved=True)


class _PathReader:
    """Follows the pen."""

    def __init__(self) -> None:
        self.points: list[Point] = []
        self.starts: list[int] = []
        self.closed: set[int] = set()
        self._handle: Point = (0.0, 0.0)
        self._last = ""
        # Where the next run begins, if the last one was closed.
        self._behind: Point | None = None

    def take(self, command: str, numbers: list[float]) -> None:
        """Follow one command."""
        pairs = list(zip(numbers[::2], numbers[1::2], strict=False))
        if command == "M":
            self._begin(pairs[0])
        elif command == "Z":
            self.closed.add(len(self.starts) - 1)
            self._behind = self.points[self.starts[-1]]
        else:
            if self._behind is not None:
                self._begin(self._behind)
            self._draw(command, numbers, pairs)
        self._last = command

    def _begin(self, at: Point) -> None:
        self.starts.append(len(self.points))
        self.points.append(at)
        self._behind = None

    def _draw(self, command: str, numbers: list[float], pairs: list[Point]) -> None:
        x, y = self.points[-1]
        match command:
            case "L":
                self._line(pairs[0])
            case "H":
                self._line((numbers[0], y))
            case "V":
                self._line((x, numbers[0]))
            case "C":
                self._cubic(*pairs)
            case "S":
                self._cubic(self._mirrored(command), *pairs)
            case "Q":
                self._quadratic(*pairs)
            case "T":
                self._quadratic(self._mirrored(command), pairs[0])
            case "A":
                radii, turn, flags = (numbers[0], numbers[1]), numbers[2], numbers[3:5]
                self._arc(
                    radii,
                    math.radians(turn),
                    (bool(flags[0]), bool(flags[1])),
                    (numbers[5], numbers[6]),
                )

    def _mirrored(self, command: str) -> Point:
        """Return the last control point, mirrored at the pen."""
        x, y = self.points[-1]
        if self._last not in _AFTER_CURVE[command] or not self._last:
            return x, y
        return 2 * x - self._handle[0], 2 * y - self._handle[1]

    def _line(self, end: Point) -> None:
        self.points += [self.points[-1], end, end]

    def _cubic(self, first: Point, second: Point, end: Point) -> None:
        self.points += [first, second, end]
        self._handle = second

    def _quadratic(self, middle: Point, end: Point) -> None:
        (x0, y0), (x1, y1), (x2, y2) = self.points[-1], middle, end
        first = x0 + (x1 - x0) * 2 / 3, y0 + (y1 - y0) * 2 / 3
        second = x2 + (x1 - x2) * 2 / 3, y2 + (y1 - y2) * 2 / 3
        self.points += [first, second, end]
        self._handle = middle

    def _arc(self, radii: Point, turn: float, flags: tuple[bool, bool], end: Point) -> None:
        """Draw an arc of an ellipse (SVG 1.1, F.6.5) in pieces of at most a right angle."""
        start = self.points[-1]
        if start == end or not all(radii):
            self._line(end)
            return
        cos, sin = math.cos(turn), math.sin(turn)
        half = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
        # In the frame of the ellipse, as a circle of radius one.
        x, y = (cos * half[0] + sin * half[1]), (cos * half[1] - sin * half[0])
        grow = max(1.0, math.hypot(x / radii[0], y / radii[1]))
        rx, ry = radii[0] * grow, radii[1] * grow
        x, y = x / rx, y / ry
        short = x * x + y * y
        away = math.sqrt(max(0.0, 1.0 / short - 1.0)) * (-1 if flags[0] == flags[1] else 1)
        centre = away * y, -away * x
        first = math.atan2(y - centre[1], x - centre[0])
        span = math.atan2(-y - centre[1], -x - centre[0]) - first
        if flags[1] and span < 0:
            span += 2 * math.pi
        elif not flags[1] and span > 0:
            span -= 2 * math.pi
        middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2

        def place(right: float, up: float) -> Point:
            right, up = (right + centre[0]) * rx, (up + centre[1]) * ry
            return middle[0] + cos * right - sin * up, middle[1] + sin * right + cos * up

        pieces = math.ceil(abs(span) / (math.pi / 2) - 1e-9)
        step = span / pieces
        reach = 4 / 3 * math.tan(step / 4)
        for piece in range(pieces):
            one = first + piece * step
            two = one + step
            c1, s1, c2, s2 = math.cos(one), math.sin(one), math.cos(two), math.sin(two)
            last = end if piece == pieces - 1 else place(c2, s2)
            self.points += [
                place(c1 - reach * s1, s1 + reach * c1),
                place(c2 + reach * s2, s2 - reach * c2),
                last,
            ]
