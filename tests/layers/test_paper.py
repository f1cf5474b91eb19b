"""The paper canvas: the same marks and styles as on the screen, on a sheet that can be trusted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.catalog.catalog import Catalog
from geo.catalog.soft_places import soft_places
from geo.crs import to_grid
from geo.io.symbols import GRID
from geo.model import AreaFrame, Kind, Status
from geo.query.groups import counted_rows
from geo.query.selection import Selection
from geo.query.view import View, build_view
from geo.roads.incidents import incident_keys
from layers.paper.beside import is_kind
from layers.paper.canvas import Drawn, draw, symbol_box
from layers.paper.labels.placement import LabelPlacer, LabelRequest
from layers.paper.labels.requests import NUMBER_ROLES
from layers.paper.labels.spots import Candidate, candidates_along
from layers.paper.scene import Scene, offset_lines, scene_of, shown_marks
from layers.paper.shown import Shown
from layers.paper.strokes import Canvas, borders, draw_stroke, draw_symbol, outline
from layers.paper.text import PlacedText, write, write_halo
from layers.paper.window import Window, grid_bounds, window_around
from layers.style import palette
from layers.style.model import LineStyle, Mark, Stroke, SymbolStyle
from layers.style.shaping import font
from layers.style.symbols import SYMBOLS
from layers.style.text_metrics import ELLIPSIS, Face, measure, shorten, wrap
from layers.themes import BY_ID, SWITCHABLE
from layers.themes.projects import KIND, line_style, point_style
from layers.themes.projects import THEME as PROJECTS
from tests.inked import blank, lightness_of, text_of

TODAY = date(2026, 11, 1)
ALL = frozenset(SWITCHABLE)
KNOWN = tuple(status for status in Status if status is not Status.UNKNOWN)


def window_of(view: View, scale: float) -> Window:
    return window_around(grid_bounds(view.extent), 540.0, 460.0, scale)


@pytest.fixture(scope="module")
def district(catalog: Catalog) -> tuple[Scene, Drawn]:
    view = build_view(catalog, Selection(areas=("123",)), TODAY)
    scene = scene_of(view, window_of(view, 300_000), ALL)
    _, layer = blank(scene.window.width, scene.window.height)
    numbers = {row.project.id: number for number, row in enumerate(view.rows, start=1)}
    return scene, draw(layer, scene, numbers)


# -- what is shown ----------------------------------------------------------------------------


def test_only_marks_of_the_view_are_shown(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(areas=("127",), kinds=(Kind.PROVINCIAL_ROAD,)), TODAY)
    shown = shown_marks(view, ALL, window_of(view, 1_000_000))
    items = {s.mark.item_id for s in shown if s.theme.follows}
    corridors = {corridor.id for corridor in view.corridors}
    incidents = incident_keys(view)
    assert items - {""} <= view.project_ids | view.asset_ids | corridors | incidents
    drawn = {s.mark.item_id for s in shown if s.theme is BY_ID["incidents"]}
    everywhere = incident_keys(build_view(catalog, Selection(), TODAY))
    assert drawn
    assert drawn <= incidents < everywhere
    assert {s.mark.item_id for s in shown if s.theme is PROJECTS} == view.project_ids
    assert not any(s.theme.id in ("gates", "airport", "facilities") for s in shown)


def test_projects_are_drawn_in_the_status_of_the_view(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(), TODAY)
    rows = {row.project.id: row for row in view.rows}
    drawn = set()
    for item in shown_marks(view, ALL, window_of(view, 1_000_000)):
        if item.theme is PROJECTS:
            row = rows[item.mark.item_id]
            shape, _, said = item.mark.style.partition("-")
            assert said == (row.project.kind if shape == KIND else row.status)
            drawn.add(row.project.id)
    assert drawn == {row.project.id for row in counted_rows(view.rows) if row.project.pieces}


def test_what_is_built_is_told_where_there_is_room(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(), TODAY)

    def points(scale: float) -> tuple[set[str], set[str]]:
        items = [
            item
            for item in shown_marks(view, ALL, window_of(view, scale))
            if item.theme is PROJECTS and item.is_point
        ]
        kinds = {item.mark.item_id for item in items if is_kind(item)}
        return kinds, {item.mark.item_id for item in items} - kinds

    near, also = points(1_000_000)
    far, badges = points(1_250_000)
    assert near
    assert not far
    # The badge, and with it the number, stays.
    assert badges == near | also


@pytest.mark.parametrize(("beyond", "there"), [(-1.0, True), (1.0, False)])
def test_a_soft_disc_goes_with_its_badge(catalog: Catalog, beyond: float, there: bool) -> None:
    places = {
        project_id: soft
        for (project_id, _), soft in soft_places(catalog).items()
        if len(catalog.projects[project_id].pieces) == 1
    }
    name = min(places)
    soft = places[name]
    view = build_view(catalog, Selection(), TODAY)
    ((x, y),) = shapely.get_coordinates(to_grid(soft.centre))
    # The left edge runs so many points beyond the centre of the disc.
    window = Window(x, y, 540.0, 460.0, 250_000)
    size = window.metres_per_point
    window = replace(window, west=x + beyond * size, south=y - 230.0 * size)
    (disc,) = window.to_page([soft.disc()])
    assert disc.intersects(window.paper)
    styles = {
        item.mark.style.partition("-")[0]
        for item in shown_marks(view, ALL, window)
        if item.mark.item_id == name
    }
    assert styles - {"soft", "softer"} == ({KIND, "point"} if there else set())
    assert bool(styles & {"soft", "softer"}) is there


def test_layers_switch_off(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(), TODAY)
    shown = shown_marks(view, frozenset({"roads"}), window_of(view, 1_000_000))
    ground = {"neighbours", "land", "border-tint", "border"}
    assert {item.theme.id for item in shown} == ground | {"roads"}


def test_window_measures_true_metres_in_the_grid(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(areas=("116",)), TODAY)
    window = window_of(view, 200_000)
    first, second = shapely.Point(103.85, 21.30), shapely.Point(103.95, 21.36)
    on_paper = [shapely.get_coordinates(p)[0] for p in window.to_page([first, second])]
    millimetres = np.hypot(*(on_paper[1] - on_paper[0])) * 25.4 / 72
    metres = to_grid(first).distance(to_grid(second))
    assert millimetres / 1_000 * 200_000 == pytest.approx(metres, rel=1e-9)


def test_projects_on_one_road_do_not_hide_each_other(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(areas=("123",)), TODAY)
    window = window_of(view, 300_000)
    before = shown_marks(view, ALL, window)
    after = offset_lines(before, window)

    def hidden(shown: list[object]) -> float:
        lines: dict[str, list[object]] = {}
        for item in shown:
            if item.theme is PROJECTS and item.shape.length and not item.shape.area:  # type: ignore[attr-defined]
                lines.setdefault(item.mark.item_id, []).append(item.shape)  # type: ignore[attr-defined]
        bodies = [shapely.union_all(shapes).buffer(1.2) for shapes in lines.values()]
        return sum(one.intersection(two).area for one, two in combinations(bodies, 2))

    assert hidden(after) < 0.45 * hidden(before)  # type: ignore[arg-type]


def test_later_projects_go_right_then_left_then_farther_right() -> None:
    """Right and left as one travels along the line: the first keeps its place."""
    window = Window(0, 0, 400, 400, 250_000)
    eastward = shapely.LineString([(50, 200), (350, 200)])
    northward = shapely.LineString([(200, 50), (200, 350)])

    def moved(road: shapely.LineString, count: int) -> list[shapely.Point]:
        marks = [
            Shown(PROJECTS, Mark("line-planned", road, f"P-{number}"), road)
            for number in range(count)
        ]
        return [item.shape.centroid for item in offset_lines(marks, window)]

    offsets = [round(middle.y - 200, 6) for middle in moved(eastward, 5)]
    step = -offsets[1]
    assert step > 2
    assert offsets == pytest.approx([0, -step, step, -2 * step, 2 * step])
    # Northward, the right side lies in the east.
    assert [round(middle.x - 200, 6) for middle in moved(northward, 3)] == pytest.approx(
        [0, step, -step]
    )
    # Against the direction of travel, right is the other side.
    back = [middle.y - 200 for middle in moved(eastward.reverse(), 2)]
    assert back == pytest.approx([0, step])


def test_a_crossing_moves_no_line() -> None:
    window = Window(0, 0, 400, 400, 250_000)
    roads = [
        shapely.LineString([(50, 200), (350, 200)]),
        shapely.LineString([(200, 50), (200, 350)]),
    ]
    marks = [
        Shown(PROJECTS, Mark("line-planned", road, f"P-{number}"), road)
        for number, road in enumerate(roads)
    ]
    found = [item.shape for item in offset_lines(marks, window)]
    assert all(shape.equals(road) for shape, road in zip(found, roads, strict=True))


# -- labels -----------------------------------------------------------------------------------


def test_labels_keep_off_labels_symbols_and_project_lines(district: tuple[Scene, Drawn]) -> None:
    scene, drawn = district
    assert len(drawn.placed) > 40
    for one, two in combinations(drawn.placed, 2):
        assert not one.box.intersects(two.box), (one.request.text, two.request.text)
    lost = {request.owner for request in drawn.dropped}
    for item in scene.shown:
        style = item.style
        if isinstance(style, SymbolStyle) and item.mark.item_id not in lost:
            body = symbol_box(style, item.shape, scene.window)
        elif item.theme is PROJECTS and isinstance(style, LineStyle):
            if item.is_band or item.is_hatch:
                # On the band of a drawing names may stand: it is pale and kilometres wide.
                continue
            body = item.shape.buffer(scene.window.to_points(1.0))
        else:
            continue
        for label in drawn.placed:
            if label.request.role in NUMBER_ROLES and not isinstance(style, SymbolStyle):
                continue
            assert not label.box.intersects(body), (label.request.text, item.mark.name["vi"])


def test_labels_stay_in_the_window_and_upright(district: tuple[Scene, Drawn]) -> None:
    scene, drawn = district
    for label in drawn.placed:
        assert scene.window.paper.contains(label.box)
        assert -90 <= label.candidate.angle <= 90


def test_every_project_in_the_window_has_its_number(district: tuple[Scene, Drawn]) -> None:
    scene, drawn = district
    there = {item.mark.item_id for item in scene.shown if item.theme is PROJECTS}
    assert drawn.numbered == there


def test_dropped_labels_are_counted(district: tuple[Scene, Drawn]) -> None:
    _, drawn = district
    assert all(request.text for request in drawn.dropped)
    assert {"province-seat", "seat", "gate", "number"}.isdisjoint(w.role for w in drawn.dropped)


def test_placement_is_the_same_every_time(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(areas=("116",)), TODAY)
    boxes = []
    for _ in range(2):
        scene = scene_of(view, window_of(view, 200_000), ALL)
        _, layer = blank(scene.window.width, scene.window.height)
        boxes.append([label.box.wkb for label in draw(layer, scene, {}).placed])
    assert boxes[0] == boxes[1]


def test_a_label_without_a_place_is_dropped_by_priority() -> None:
    placer = LabelPlacer(100, 100, {})
    spots = [Candidate(50, 50)]
    placer.place_all(
        [
            LabelRequest(("low",), "place", (20, 8), spots, 9),
            LabelRequest(("high",), "place", (20, 8), spots, 1),
        ]
    )
    assert [label.request.text for label in placer.placed] == ["high"]
    assert [request.text for request in placer.dropped] == ["low"]


@given(st.floats(0, 360))
def test_names_along_a_line_are_never_upside_down(angle: float) -> None:
    turn = np.radians(angle)
    line = shapely.LineString([(0, 0), (200 * np.cos(turn), 200 * np.sin(turn))])
    spots = candidates_along(line, (0, 200), (60, 8), 3)
    assert spots
    assert all(-90 <= spot.angle <= 90 for spot in spots)


# -- ink --------------------------------------------------------------------------------------


def test_round_dots_come_out_as_dots() -> None:
    drawing, layer = blank(180, 20, palette.LAND)
    stroke = Stroke("#000000", 5.0, dash=(0.1, 8.5))
    draw_stroke(Canvas(layer, 1.0), [shapely.LineString([(5, 10), (175, 10)])], stroke, 1)
    row = lightness_of(drawing, 288)[40] < 128
    starts = np.flatnonzero(np.diff(row.astype(int)) == 1)
    widths = np.flatnonzero(np.diff(row.astype(int)) == -1) - starts
    assert len(starts) == pytest.approx(170 / 8.6, abs=1)
    assert np.ptp(np.diff(starts)) <= 2
    assert widths == pytest.approx(5.0 * 4, abs=2)


def test_a_border_between_two_areas_is_drawn_once() -> None:
    west, east = shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)
    runs = [shapely.LineString(run) for run in borders([west, east])]
    assert sum(run.length for run in runs) == pytest.approx(70)
    assert shapely.union_all(runs).equals(shapely.union_all([west.boundary, east.boundary]))
    inner = borders([west, east], shapely.box(1, -1, 19, 11).buffer(-0.5))
    # Edges of the data lie outside: of each upright one, and none where only corners are known.
    kept = shapely.union_all([shapely.LineString(run) for run in inner])
    assert kept.covers(shapely.LineString([(10, 0), (10, 10)]))
    assert not kept.intersects(shapely.box(-1, 1, 1, 9))


def test_holes_have_borders_and_dots_have_none() -> None:
    ring = shapely.box(0, 0, 10, 10).difference(shapely.box(4, 4, 6, 6))
    runs = borders([shapely.MultiPolygon([ring, shapely.box(20, 0, 21, 1)])])
    assert sorted(shapely.LineString(run).length for run in runs) == [4, 8, 40]


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_symbols_are_drawn_inside_their_square(symbol: str) -> None:
    for shape in SYMBOLS[symbol]:
        path = outline(shape.d)
        reach = np.abs(path.points).max() + shape.width / 2
        assert reach <= GRID / 2 + 0.8
    drawing, layer = blank(24, 24, palette.LAND)
    draw_symbol(layer, SymbolStyle(symbol, 24, "#000000"), (12, 12), 24)
    assert (lightness_of(drawing, 72) < 128).sum() > 10


def line_features(status: Status) -> np.ndarray:
    """Measure a status line on a grey copy.

    Lightness, share inked, breaks, share inked off the middle, width, unevenness of the dashes.
    """
    drawing, layer = blank(120, 12, palette.LAND)
    line = shapely.LineString([(0, 6), (120, 6)])
    for step, stroke in enumerate(line_style(status).strokes):
        draw_stroke(Canvas(layer, 0.6), [line], stroke, step)
    picture = lightness_of(drawing, 300)
    inked = picture < 190
    middle, upper = inked[25], inked[22]
    lightness = np.median(picture[inked]) / 255
    edges = np.flatnonzero(np.diff(middle.astype(int)))
    runs = np.diff(edges)[int(middle[edges[0] + 1] == 0) :: 2] if len(edges) > 2 else np.ones(1)
    return np.array(
        [
            lightness * 4,
            middle.mean(),
            len(edges) / 40,
            upper.mean(),
            inked.any(axis=1).sum() / 20,
            runs.std() / runs.mean(),
        ]
    )


def test_status_lines_differ_on_a_grey_copy() -> None:
    features = {status: line_features(status) for status in Status}
    for one, two in combinations(Status, 2):
        distance = float(np.linalg.norm(features[one] - features[two]))
        assert distance > 0.4, (one, two, distance)


def test_status_symbols_differ_on_a_grey_copy() -> None:
    pictures = {}
    for status in Status:
        drawing, layer = blank(24, 24, palette.LAND)
        draw_symbol(layer, point_style(status), (12, 12), 22)
        pictures[status] = lightness_of(drawing, 144)
    for one, two in combinations(Status, 2):
        distance = float(np.abs(pictures[one] - pictures[two]).mean())
        assert distance > 12, (one, two, distance)


# -- text -------------------------------------------------------------------------------------


def test_words_with_a_halo_are_found_once_in_a_pdf() -> None:
    drawing, layer = blank(200, 40)
    words = PlacedText("Cửa khẩu Lóng Sập", (10, 15), Face(12))
    write_halo(layer, words, 1.5, 1)
    write(layer, words, 2)
    assert text_of(drawing).strip() == "Cửa khẩu Lóng Sập"


def test_text_is_never_read_as_a_formula() -> None:
    drawing, layer = blank(300, 40)
    hostile = r"$\frac{1}{2}$ <img src=x> \alpha_1 {x}"
    write(layer, PlacedText(hostile, (10, 15), Face(10)))
    assert text_of(drawing).strip() == hostile


def test_all_letters_of_the_strings_are_in_the_typeface(catalog: Catalog) -> None:
    spoken = "".join(p.name["vi"] + p.name["en"] for p in catalog.projects.values())
    spoken += "".join(area.full_name["vi"].upper() for area in catalog.areas.by_code.values())
    spoken += "0123456789°′≈<>–·…×ĐB"
    for style in ("regular", "semibold", "bold"):
        known = font(style).letters
        assert {letter for letter in spoken if ord(letter) not in known} == set()


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "Zs")), max_size=80))
def test_wrapped_lines_fit(text: str) -> None:
    face = Face(7)
    for most in (0, 2):
        lines = wrap(text, 60, face, most)
        assert all(measure(line, face).width <= 60 for line in lines)
        assert not most or len(lines) <= most


def test_what_is_cut_says_so() -> None:
    face = Face(7)
    text = "Cao tốc Hòa Bình – Mộc Châu, đoạn Sơn La"
    assert shorten(text, 500, face) == text
    short = shorten(text, 80, face)
    assert short.endswith(ELLIPSIS)
    assert measure(short, face).width <= 80


def test_sizes_follow_the_print_factor(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(), TODAY)
    window = window_of(view, 1_000_000)
    assert window.to_points(10) == pytest.approx(10 * 0.75 * window.factor)
    assert replace(window, factor=1.0).to_points(4) == pytest.approx(3.0)


@pytest.mark.parametrize(
    ("day", "frame", "drawn"),
    [
        (date(2025, 7, 1), AreaFrame.DISTRICT, True),
        (date(2025, 6, 30), AreaFrame.DISTRICT, False),
        (date(2025, 6, 30), AreaFrame.COMMUNE, True),
    ],
)
def test_communes_are_drawn_from_their_first_day_on(
    catalog: Catalog, day: date, frame: AreaFrame, drawn: bool
) -> None:
    view = build_view(catalog, Selection(areas=("116",), frame=frame, as_of=day))
    window = window_around(grid_bounds(view.extent), 500, 400, 150_000)
    scene = scene_of(view, window, frozenset(SWITCHABLE))
    styles = {item.mark.style for item in scene.shown if item.theme.id == "areas"}
    assert ("commune" in styles) == drawn
    assert "district" in styles
