"""No word on another: every sheet of the province and the districts, in every size and position.

Only places are looked for; nothing is drawn.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import shapely

from briefing.sheet.pages import Layout
from layers.paper.canvas import symbol_box
from layers.paper.labels.placement import PlacedLabel
from layers.paper.labels.requests import NUMBER_ROLES
from layers.style.model import LineStyle, SymbolStyle
from layers.themes.projects import THEME as PROJECTS
from tests.briefing.sheets import every_paper, every_selection, layout_of, sheet_of

NEVER_DROPPED = {"province-seat", "seat", "gate", "number"}
# A number may stand on the line of its project, and a note on the drawing that it explains.
ON_LINES = NUMBER_ROLES


def bodies(layout: Layout) -> tuple[list[shapely.Geometry], list[shapely.Geometry]]:
    """Return symbols and project lines as they are inked, in points."""
    window = layout.scene.window
    symbols, lines = [], []
    for item in layout.drawn.visible:
        style = item.style
        if isinstance(style, SymbolStyle):
            symbols.append(symbol_box(style, item.shape, window))
        elif item.is_band or item.is_hatch:
            # Names may stand on a hatch, and on the pale band of a drawing, kilometres wide.
            continue
        elif item.theme is PROJECTS and isinstance(style, LineStyle):
            lines.append(item.shape)
    return symbols, lines


def leaders(placed: tuple[PlacedLabel, ...]) -> list[shapely.Geometry | None]:
    return [label.leader for label in placed]


def touched(tree: shapely.STRtree, boxes: list[shapely.Geometry]) -> set[tuple[int, int]]:
    return {tuple(pair) for pair in tree.query(boxes, predicate="intersects").T.tolist()}


@every_paper
@every_selection
def test_nothing_covers_anything(areas: tuple[str, ...], size: str, landscape: bool) -> None:
    layout = layout_of(*areas, size=size, landscape=landscape)
    placed = layout.drawn.placed
    words = [label.request.text for label in placed]
    boxes = [label.box for label in placed]
    tree = shapely.STRtree(boxes)

    covered = [(words[a], words[b]) for a, b in touched(tree, boxes) if a < b]
    assert not covered, "label on label"

    symbols, lines = bodies(layout)
    hidden = [words[b] for _, b in touched(tree, symbols)]
    assert not hidden, "label on symbol"

    # The thinnest core of a line is 2.6 pixels wide.
    half = layout.scene.window.to_points(2.6) / 2
    near = tree.query(np.array(lines, dtype=object), predicate="dwithin", distance=half)
    across = [words[b] for b in near[1] if placed[b].request.role not in ON_LINES]
    assert not across, "label on project line"

    for index, leader in enumerate(leaders(placed)):
        crossed = set(tree.query(leader, predicate="intersects")) - {index} if leader else set()
        assert not crossed, (words[index], [words[other] for other in crossed])

    paper = layout.scene.window.paper
    assert all(paper.contains(box) for box in boxes)
    assert not any(reserved.intersects(box) for reserved in layout.insets.reserved for box in boxes)


@every_paper
@every_selection
def test_what_matters_keeps_its_name(areas: tuple[str, ...], size: str, landscape: bool) -> None:
    layout = layout_of(*areas, size=size, landscape=landscape)
    placed = Counter(label.request.role for label in layout.drawn.placed)
    larger = {label.request.text for detail in layout.details for label in detail.drawn.placed}
    dropped = Counter(
        request.role for request in layout.drawn.dropped if request.text not in larger
    )
    assert not NEVER_DROPPED & set(dropped), dropped
    assert dropped.total() < placed.total() / 3, dropped
    scenes = [layout.scene, *(detail.scene for detail in layout.details)]
    there = {
        item.mark.item_id for scene in scenes for item in scene.shown if item.theme is PROJECTS
    }
    assert layout.drawn.numbered == there
    # The seats and gates that the window shows, each with its name.
    wanted = {
        (item.mark.label.role, item.mark.label.text["vi"])
        for item in layout.drawn.visible
        if item.mark.label and item.mark.label.role in ("province-seat", "seat", "gate")
    }
    named = {(label.request.role, label.request.text) for label in layout.drawn.placed}
    assert wanted <= named
    if not areas:
        assert Counter(role for role, _ in wanted) >= Counter({"province-seat": 1, "seat": 9})


@every_selection
def test_a_page_that_stands_shows_the_same_projects(areas: tuple[str, ...]) -> None:
    lying, standing = sheet_of(*areas), sheet_of(*areas, landscape=False)
    assert lying.numbers == standing.numbers
    assert layout_of(*areas).drawn.numbered == layout_of(*areas, landscape=False).drawn.numbered
