"""No word on another: every sheet of the province and the districts, in every size and position.

What lettering may never do is counted in its insets, too, and in English. Only places are looked
for, no map is drawn; placement knows nothing of grey: those sheets are the same. Every sheet runs
the same lines, which other tests let the coverage see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations

import numpy as np
import pytest
import shapely

from briefing.sheet.inset import number_tags
from briefing.sheet.pages import Layout, first_page, lay_out
from briefing.sheet.paper_sizes import PAPERS
from briefing.sheet.plan import plan
from layers.paper.canvas import Drawn, symbol_box
from layers.paper.labels.placement import PlacedLabel
from layers.paper.labels.requests import NUMBER_ROLES, point_key
from layers.paper.shown import Shown
from layers.paper.window import Window
from layers.style.model import LineStyle, SymbolStyle
from layers.style.typography import ROLES
from layers.themes.projects import THEME as PROJECTS
from tests.briefing.sheets import (
    LINK,
    SELECTIONS,
    every_paper,
    every_selection,
    layout_of,
    request,
    sheet_of,
    view_of,
    words_of,
)
from tests.briefing.test_sheet_order import assert_tidy

NEVER_DROPPED = {"province-seat", "seat", "gate", "number"}
# A number may stand on the line of its project, and a note on the drawing that it explains.
ON_LINES = NUMBER_ROLES
# Of a disc or plate, how much nearer its own object must be, less a hair of rounding; and how far
# a disc that a leader ties to its own keeps off a foreign one.
NEARER, OFF = 0.9, 1.0
IMPORTANT = {"province-seat", "seat", "gate"}


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


@pytest.mark.no_cover
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


@pytest.mark.no_cover
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


@every_paper
@pytest.mark.parametrize("areas", [(), ("123",)])
def test_words_beside_the_map_never_overlap(
    areas: tuple[str, ...], size: str, landscape: bool
) -> None:
    assert_tidy([words_of(*areas, size=size, landscape=landscape)])


# -- counted with the insets, in both languages ---------------------------------------------------


@cache
def layout(areas: tuple[str, ...], size: str, language: str) -> Layout:
    if language == "vi":
        return layout_of(*areas, size=size)
    view = view_of(*areas, language=language)
    return lay_out(plan(view, request(size=size, link=LINK)))


def is_line(item: Shown) -> bool:
    """Tell whether a mark is the line of a project: words stand on bands and on hatched ground."""
    ground = item.is_band or item.is_hatch
    return item.theme is PROJECTS and isinstance(item.style, LineStyle) and not ground


def own_objects(drawn: Drawn, window: Window, kind: str) -> dict[str, list[shapely.Geometry]]:
    """Return what discs or plates belong to: projects, or roads by their number."""
    found: dict[str, list[shapely.Geometry]] = {}
    for item in drawn.visible:
        label, style = item.mark.label, item.style
        if kind == "project" and item.theme is PROJECTS and not item.is_band:
            if isinstance(style, SymbolStyle):
                box = symbol_box(style, item.shape, window)
                found.setdefault(item.mark.item_id, []).append(box)
            elif isinstance(style, LineStyle) and item.mark.style != "tie" and not item.is_hatch:
                found.setdefault(item.mark.item_id, []).append(item.shape)
        elif kind == "road" and label and ROLES[label.role].plate and not item.is_point:
            found.setdefault(label.text["vi"], []).append(item.shape)
    return found


def astray(drawn: Drawn, window: Window) -> Iterator[str]:
    """Yield the discs and plates that are nearer to a foreign object than to their own."""
    for kind in ("project", "road"):
        objects = own_objects(drawn, window, kind)
        bodies = {owner: shapely.union_all(parts) for owner, parts in objects.items()}
        shapely.prepare(list(bodies.values()))
        for label in drawn.placed:
            disc = label.request.role in NUMBER_ROLES
            owner = label.request.owner
            if disc != (kind == "project") or owner not in bodies:
                continue
            centre = shapely.Point(label.candidate.x, label.candidate.y)
            limit = centre.distance(bodies[owner]) + NEARER
            if label.candidate.anchor:
                limit = min(label.request.size) / 2 + OFF
            foreign = [body for other, body in bodies.items() if other != owner]
            if foreign and shapely.dwithin(foreign, centre, limit).any():
                yield label.request.text


def across(drawn: Drawn, window: Window) -> Iterator[str]:
    """Yield the labels whose leaders cross or end in a project, a symbol, a plate or a disc."""
    lines = [item.shape for item in drawn.visible if is_line(item)]
    symbols = [
        symbol_box(item.style, item.shape, window)
        for item in drawn.visible
        if isinstance(item.style, SymbolStyle)
    ]
    tree = shapely.STRtree([*lines, *symbols])
    boxes = shapely.STRtree([label.box for label in drawn.placed])
    for place, label in enumerate(drawn.placed):
        if label.leader is None:
            continue
        labels = set(boxes.query(label.leader, predicate="intersects").tolist()) - {place}
        if labels or len(tree.query(label.leader, predicate="intersects")):
            yield label.request.text


def covering(placed: tuple[PlacedLabel, ...], drawn: Drawn, window: Window) -> Iterator[str]:
    """Yield what lies on another word, on a symbol or, but for discs, on the line of a project."""
    boxes = [label.box for label in placed]
    tree = shapely.STRtree(boxes)
    for one, other in tree.query(boxes, predicate="intersects").T.tolist():
        if one < other:
            yield f"{placed[one].request.text} on {placed[other].request.text}"
    # The thinnest core of a line is 2.6 pixels wide.
    half = window.to_points(2.6) / 2
    for item in drawn.visible:
        style = item.style
        if isinstance(style, SymbolStyle):
            hits = tree.query(symbol_box(style, item.shape, window), predicate="intersects")
            yield from (f"{placed[hit].request.text} on {point_key(item)}" for hit in hits)
        elif is_line(item):
            hits = tree.query(item.shape, predicate="dwithin", distance=half)
            words = (placed[hit].request for hit in hits)
            yield from (f"{one.text} on a line" for one in words if one.role not in NUMBER_ROLES)


def counts(areas: tuple[str, ...], size: str, language: str) -> Counter[str]:
    """Count the faults of a sheet and its insets."""
    sheet = layout(areas, size, language)
    found = Counter[str]()
    maps = [(sheet.drawn, sheet.scene.window)]
    maps += [(detail.drawn, detail.inset.window) for detail in sheet.details]
    for drawn, window in maps:
        found["covering"] += len(list(covering(drawn.placed, drawn, window)))
        found["astray"] += len(list(astray(drawn, window)))
        found["across"] += len(list(across(drawn, window)))
    main = sheet.drawn
    found["names lost"] = sum(request.role in IMPORTANT for request in main.dropped)
    there = {item.mark.item_id for item in sheet.scene.shown if item.theme is PROJECTS}
    for detail in sheet.details:
        there |= {item.mark.item_id for item in detail.scene.shown if item.theme is PROJECTS}
    found["numbers lost"] = len(there - main.numbered)
    return found


@pytest.mark.no_cover
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("size", PAPERS)
def test_lettering_never_covers_strays_or_crosses(size: str, language: str) -> None:
    total = Counter[str]()
    for areas in SELECTIONS:
        total += counts(areas, size, language)
    assert +total == Counter()


@pytest.mark.parametrize("size", PAPERS)
def test_an_inset_is_larger_and_covers_nothing_that_matters(size: str) -> None:
    for areas in SELECTIONS:
        sheet = layout(areas, size, "vi")
        window, covers = sheet.scene.window, [one.inset.cover for one in sheet.details]
        projects = [item.shape for item in sheet.scene.shown if item.theme is PROJECTS]
        for detail, cover in zip(sheet.details, covers, strict=True):
            inset = detail.inset
            assert 1.6 <= window.scale / inset.window.scale <= 2.0
            assert inset.window.scale % 5_000 == 0
            west, south, east, north = inset.source
            size_of = np.array([east - west, north - south]) * window.scale / inset.window.scale
            assert size_of == pytest.approx([inset.window.width, inset.window.height])
            assert window.paper.buffer(0.01).contains(shapely.union(cover, inset.frame))
            assert not any(cover.intersects(shape) for shape in projects)
            assert not any(cover.intersects(box) for box in sheet.insets.reserved)
            others = [one.inset.frame for one in sheet.details]
            others += [other for other in covers if other is not cover]
            assert not any(cover.intersection(other).area > 0.01 for other in others)
        frames = [detail.inset.frame for detail in sheet.details]
        for one, other in combinations(frames, 2):
            assert one.intersection(other).area == 0, "shown twice"
        letters = [detail.inset.letter for detail in sheet.details]
        assert letters == sorted(letters) == list("ABC"[: len(letters)])


def test_the_crowded_corners_of_the_province_have_insets_and_quiet_districts_none() -> None:
    province = layout((), "A3", "vi").details
    assert [one.inset.letter for one in province] == ["A", "B"]
    named = [{label.request.text for label in one.drawn.placed} for one in province]
    assert {"Sơn La", "Mai Sơn (Hát Lót)"} <= named[0]
    assert {"Mộc Châu", "Vân Hồ"} <= named[1]
    assert layout(("116",), "A4", "vi").details == ()
    again = lay_out(plan(view_of(), request(size="A3", link=LINK))).details
    assert [one.inset for one in again] == [one.inset for one in province]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_table_says_which_numbers_stand_in_an_inset_only_or_nowhere(language: str) -> None:
    sheet = layout((), "16:9", language)
    bare = replace(sheet.drawn, numbered=frozenset())
    plan_ = plan(view_of(language=language), request(size="16:9", link=LINK))
    inset, nowhere = {"vi": ("khung A", "không có số trên bản đồ")}.get(
        language, ("inset A", "no number on the map")
    )
    (detail,) = sheet.details
    tags = number_tags(plan_, bare, sheet.details)
    assert {id_ for id_, tag in tags.items() if tag == inset} == detail.drawn.numbered
    assert set(tags.values()) == {inset, nowhere}
    assert inset in sheet.tags.values()
    drawn = first_page(plan_, sheet).sheet
    told = {line.row.project.id: line.tags[-1] for line in drawn.lines if line.tags}
    assert sheet.tags.items() <= told.items()
