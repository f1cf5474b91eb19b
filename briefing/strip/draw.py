"""Draws a laid-out strip map on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from layers.paper.labels.draw import Disc, draw_number
from layers.paper.strokes import Pen, draw_stroke
from layers.paper.symbols import draw_symbol
from layers.style import palette

if TYPE_CHECKING:
    from briefing.sheet.page import Page
    from briefing.strip.placement import Bit, Plan


def ink(page: Page, plan: Plan) -> None:
    """Draw a laid-out strip map."""
    for block in plan.blocks:
        page.axes.add_artist(
            Rectangle(
                (block.box.left, block.box.bottom),
                block.box.width,
                block.box.height,
                facecolor=block.fill,
                edgecolor=block.edge or "none",
                linewidth=0.5 if block.edge else 0.0,
                linestyle=(0, (2, 2)) if block.dash else "solid",
                zorder=4,
            )
        )
    for line in plan.uprights:
        page.axes.add_artist(
            Line2D(
                (line.x, line.x),
                (line.top, line.bottom),
                linewidth=0.35 if line.hair else 0.5,
                color=line.color,
                linestyle=(0, (2, 2)) if line.dash else "solid",
                zorder=2.5 if line.hair else 3.5,
            )
        )
    for slant in plan.slants:
        (x0, y0), (x1, y1) = slant.start, slant.end
        page.axes.add_artist(
            Line2D((x0, x1), (y0, y1), linewidth=0.4, color=slant.color, zorder=3.5)
        )
    for bit in plan.bits:
        ink_bit(page, bit)
    for sign in plan.signs:
        draw_symbol(page.axes, sign.style, sign.at, sign.size, 6)
    for number in plan.numbers:
        disc = Disc(number.text, number.at, number.size, palette.STATUS[number.status])
        draw_number(page.axes, disc)
    for words in plan.letters:
        page.write(words.text, words.x, words.y, words.face)


def ink_bit(page: Page, bit: Bit) -> None:
    """Draw a level line."""
    pen = Pen(page.axes, bit.pixel)
    for step, stroke in enumerate(bit.strokes):
        # Round ends stand out by half a width; within a bar they must not.
        inset = stroke.width * bit.pixel / 2 if stroke.cap == "round" else 0.0
        inset = min(inset, (bit.end - bit.start) / 2 - 0.01)
        line = shapely.linestrings([(bit.start + inset, bit.y), (bit.end - inset, bit.y)])
        draw_stroke(pen, [line], stroke, 3 + step / 10)
