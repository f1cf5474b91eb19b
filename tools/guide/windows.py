"""Windows as a person sees them on the way, drawn: the installer, the folder, the console."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.sheet.paper_sizes import Box
from layers.ink.marks import PathMark, Pen, circle, rounded
from layers.style import palette
from layers.style.text_metrics import shorten, wrap
from tools.guide.names import CLERKS_GUIDE, CONSOLE, FOLDERS, GUIDE, OPEN, PYTHON, SHARE, USB

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.sheet.page import Page

ACCENT: Final = palette.PROGRESS
ALARM: Final = palette.SHIELD_NATIONAL
_BAR: Final = 15.0
_SIZE: Final = 8.4
_ROW: Final = 12.6
_ABOVE: Final = 6.0


def frame(page: Page, box: Box, title: str, ground: str = palette.PAPER) -> Box:
    """Draw an empty window with its title; return the room inside."""
    shape = rounded(box.left, box.bottom, box.width, box.height, 4.0)
    page.layer.add(PathMark(shape, ground, Pen(palette.NEIGHBOUR_EDGE, 0.8)), 1.0)
    bar = Box(box.left, box.top - _BAR, box.width, _BAR)
    page.layer.add(
        PathMark(rounded(bar.left, bar.bottom, bar.width, bar.height, 4.0), palette.NEIGHBOUR), 1.5
    )
    face = page.face(_SIZE, 600)
    page.write(shorten(title, box.width - 60.0, face), box.left + 7.0, bar.bottom + 4.6, face)
    for step in range(3):
        x, y = box.right - 10.0 - 13.0 * step, bar.bottom + _BAR / 2
        pen = Pen(palette.INK_SOFT, 0.8)
        marks = (
            [((x - 2.5, y - 2.5), (x + 2.5, y + 2.5)), ((x - 2.5, y + 2.5), (x + 2.5, y - 2.5))],
            [((x - 2.5, y - 2.5), (x + 2.5, y - 2.5)), ((x + 2.5, y - 2.5), (x + 2.5, y + 2.5)),
             ((x + 2.5, y + 2.5), (x - 2.5, y + 2.5)), ((x - 2.5, y + 2.5), (x - 2.5, y - 2.5))],
            [((x - 2.5, y), (x + 2.5, y))],
        )  # fmt: skip
        for start, end in marks[step]:
            page.rule(start, end, pen.width, pen.color)
    return Box(box.left, box.bottom, box.width, box.height - _BAR)


def draw_installer(page: Page, box: Box) -> None:
    """Draw the first page of Python's installer, with the box to tick."""
    inside = frame(page, box, f"Python {PYTHON} (64-bit) Setup")
    side = Box(inside.left, inside.bottom, inside.width * 0.24, inside.height)
    page.layer.add(PathMark(rounded(side.left, side.bottom, side.width, side.height, 4.0),
                            palette.EXPRESSWAY_CORE), 1.2)  # fmt: skip
    middle = side.left + side.width / 2
    page.write("Python", middle, side.bottom + side.height / 2, page.face(11, 700), "center")
    page.write(PYTHON, middle, side.bottom + side.height / 2 - 12, page.face(9), "center")
    left, width = side.right + 12.0, inside.right - side.right - 24.0
    page.write(f"Install Python {PYTHON} (64-bit)", left, inside.top - 17.0, page.face(9.5, 600))
    button = Box(left, inside.top - 54.0, width, 28.0)
    page.box(button, fill=palette.CHOSEN_AREA, edge=palette.CHOSEN_EDGE, width=0.8)
    page.write("Install Now", left + 8.0, button.bottom + 10.5, page.face(10, 700, ACCENT))
    number(page, (button.right - 11.0, button.bottom + 14.0), 2)
    tick = Box(left, inside.bottom + 12.0, 9.0, 9.0)
    page.box(tick, fill=palette.PAPER, edge=palette.INK, width=0.9)
    for start, end in (((1.8, 4.6), (3.9, 2.2)), ((3.9, 2.2), (7.6, 7.4))):
        page.rule(
            (tick.left + start[0], tick.bottom + start[1]),
            (tick.left + end[0], tick.bottom + end[1]), 1.5, ACCENT,
        )  # fmt: skip
    face = page.face(9, 600)
    words = "Add python.exe to PATH"
    page.write(words, tick.right + 5.0, tick.bottom + 1.4, face)
    ring = rounded(left - 5.0, tick.bottom - 5.0, page.width_of(words, face) + 25.0, 19.0, 9.5)
    page.layer.add(PathMark(ring, pen=Pen(ALARM, 1.5)), 3.0)
    number(page, (left + page.width_of(words, face) + 32.0, tick.bottom + 4.5), 1)


def draw_folder(page: Page, box: Box, title: str, chosen: str) -> None:
    """Draw the folder of a bundle, with the file or folder that matters under the pointer."""
    inside = frame(page, box, title)
    shown = [*((name, True) for name in FOLDERS[:2]), ("…", True)]
    shown += [(name, False) for name in sorted((SHARE, GUIDE, CLERKS_GUIDE, OPEN, USB))]
    y = inside.top - _ROW
    for name, folder in shown:
        if name == chosen:
            row = Box(inside.left + 4.0, y - 2.6, inside.width - 8.0, _ROW)
            page.box(row, fill=palette.CHOSEN_AREA, edge=palette.CHOSEN_EDGE, width=0.7)
        _icon(page, inside.left + 10.0, y, folder=folder, batch=name.endswith(".bat"))
        face = page.face(_SIZE + 0.4, 700 if name == chosen else 400)
        page.write(name, inside.left + 25.0, y, face)
        if name == chosen:
            _pointer(page, inside.left + 0.72 * inside.width, y + 5.0)
        y -= _ROW


def draw_console(page: Page, box: Box, lines: Sequence[str], marked: str) -> None:
    """Draw the window of the running map, with what it says and the line that matters marked."""
    inside = frame(page, box, CONSOLE, palette.INK)
    y = inside.top - 13.0
    for line in lines:
        face = page.face(_SIZE, color=palette.CHANGED if line == marked else palette.PAPER)
        for part in wrap(line, inside.width - 18.0, face):
            page.write(part, inside.left + 9.0, y, face)
            y -= 1.3 * _SIZE
        y -= 3.0


def number(
    page: Page, at: tuple[float, float], value: int, radius: float = 7.0, fill: str = ALARM
) -> None:
    """Draw a number in a disc around a point."""
    x, y = at
    page.layer.add(PathMark(circle((x, y), radius), fill), 3.0)
    face = page.face(radius * 1.3, 700, palette.PAPER)
    page.write(str(value), x, y - radius * 0.46, face, "center")


def _icon(page: Page, x: float, y: float, *, folder: bool, batch: bool) -> None:
    if folder:
        page.box(Box(x, y + 5.2, 5.0, 2.2), fill=palette.CHANGED, width=0)
        page.box(Box(x, y - 0.8, 10.0, 6.6), fill=palette.CHANGED, width=0)
        return
    page.box(Box(x + 1.0, y - 1.4, 7.4, 9.4), fill=palette.PAPER, edge=palette.INK_SOFT, width=0.7)
    ink = ACCENT if batch else palette.NEIGHBOUR_EDGE
    for step in range(3):
        at = y + 0.7 + 2.4 * step
        page.rule((x + 2.6, at), (x + 6.8, at), 0.9, ink)


def _pointer(page: Page, x: float, y: float) -> None:
    corners = [(0, 0), (0, -12), (2.8, -9.4), (4.6, -13.4), (6.5, -12.5), (4.7, -8.6), (8.4, -8.4)]
    pen = Pen(palette.PAPER, 0.8)
    page.polygon(
        *((x + dx, y + dy) for dx, dy in corners), fill=palette.INK, pen=pen, zorder=_ABOVE
    )
