"""Order on the sheet: true scale, no word on another, a legend of exactly what is drawn."""

from __future__ import annotations

from itertools import combinations

import pytest
import shapely

from briefing.sheet.furniture import format_angle, graticule, scale_bar
from briefing.sheet.legend import entries, signs_on
from briefing.sheet.page import Page
from briefing.sheet.pages import Annex, draw_map_elements, lay_out
from briefing.sheet.paper_sizes import SCALES, fit_scale, format_scale, frame_of, paper_of
from briefing.sheet.plan import plan
from geo.crs import to_grid, to_wgs84
from geo.model import Kind, Status
from geo.query.sections import sections_of
from layers.ink.marks import Layer
from layers.paper.window import grid_bounds
from layers.style.text_metrics import NO_BREAK, measure
from layers.themes import BY_ID
from layers.themes.projects import THEME as PROJECTS
from layers.themes.projects import TIE
from tests.briefing.sheets import (
    DISTRICTS,
    LINK,
    TODAY,
    catalog,
    every_paper,
    every_selection,
    layout_of,
    page_of,
    request,
    sheet_of,
    some_selections,
    view_of,
    words_of,
)
from tests.inked import extent_of, paths_in, words_in

# -- scale and coordinates --------------------------------------------------------------------


@some_selections
def test_scale_bar_is_true_in_the_grid(areas: tuple[str, ...]) -> None:
    sheet, page = sheet_of(*areas), words_of(*areas)
    parts = [extent_of(path) for path in paths_in(page.layer) if not path.shape.curved]
    bars = [width for *_, width, height in parts if height == pytest.approx(3.0) and width > 1]
    assert len(bars) == 4
    width_mm = sum(bars) * 25.4 / 72
    # Two points as far apart on the ground as the bar is long on paper, by their coordinates.
    left, right = shapely.get_coordinates(
        to_wgs84(
            shapely.multipoints(
                [
                    (sheet.window.west, sheet.window.south),
                    (sheet.window.west + width_mm / 1_000 * sheet.window.scale, sheet.window.south),
                ]
            )
        )
    )
    bar = scale_bar(sheet.window, 44 * 72 / 25.4)
    measured = to_grid(shapely.Point(left)).distance(to_grid(shapely.Point(right)))
    assert measured == pytest.approx(bar.length_km * 1_000, rel=0.005)
    assert 15 < width_mm <= 44


@every_paper
@every_selection
def test_map_is_at_a_round_scale_and_shows_what_is_asked(
    areas: tuple[str, ...], size: str, landscape: bool
) -> None:
    sheet = sheet_of(*areas, size=size, landscape=landscape)
    window = sheet.window
    assert window.scale in SCALES
    west, south, east, north = window.bounds
    on_paper = sheet.frame.map.width / 72 * 0.0254, sheet.frame.map.height / 72 * 0.0254
    assert on_paper[0] * window.scale == pytest.approx(east - west, rel=1e-9)
    assert on_paper[1] * window.scale == pytest.approx(north - south, rel=1e-9)
    west_asked, south_asked, east_asked, north_asked = to_grid(
        shapely.box(*sheet.view.extent)
    ).bounds
    assert west < west_asked < east_asked < east
    assert south < south_asked < north_asked < north


def test_the_layer_of_the_map_fills_its_box() -> None:
    box, layer = sheet_of("123").frame.map, page_of("123").page.drawing.layers[1]
    assert (layer.left, layer.bottom) == (box.left, box.bottom)
    assert (layer.width, layer.height) == (box.width, box.height)


def test_ticks_stand_where_their_meridian_meets_the_edge() -> None:
    window = sheet_of("123").window
    ticks = graticule(window)
    assert {tick.side for tick in ticks} == {"bottom", "top", "left", "right"}
    for tick in (tick for tick in ticks if tick.side == "bottom"):
        ground = window.west + tick.at * window.metres_per_point, window.south
        near = to_grid(shapely.Point(tick.minutes / 60, 20.7))
        far = to_grid(shapely.Point(tick.minutes / 60, 20.6))
        meridian = shapely.LineString([near, far])
        assert meridian.distance(shapely.Point(ground)) < 6_000
        on_edge = meridian.interpolate(meridian.project(shapely.Point(ground)))
        assert abs(on_edge.x - ground[0]) < 60


def test_angles_are_written_in_degrees_and_minutes() -> None:
    assert format_angle(6_270, "vi", latitude=False) == "104°30′Đ"
    assert format_angle(1_265, "en", latitude=True) == "21°05′N"


def test_the_largest_round_scale_that_fits_is_taken() -> None:
    width = height = 100 * 72 / 25.4
    assert fit_scale((0, 0, 9_000, 9_000), width, height) == 100_000
    assert fit_scale((0, 0, 10_500, 100), width, height) == 125_000
    assert fit_scale((0, 0, 1, 1), width, height) == SCALES[0]
    # Shapes are generalised to what 1:50 000 needs.
    assert min(SCALES) == SCALES[0] == 50_000
    assert list(SCALES) == sorted(set(SCALES))
    assert fit_scale((0, 0, 9_000_000, 1), width, height) == SCALES[-1] == 3_000_000
    assert format_scale(250_000) == "1:250 000"


# -- order on the page ------------------------------------------------------------------------


@some_selections
def test_legend_explains_what_is_drawn_and_nothing_else(areas: tuple[str, ...]) -> None:
    drawn = layout_of(*areas).drawn
    found = entries(drawn.used, signs_on(drawn), catalog(), "vi")
    explained = [style for entry in found for style in entry.styles]
    # A soft disc is explained once, whatever its status; the tie of a moved symbol needs no word,
    # and the tint along the border goes with its line.
    soft = [one for one in drawn.used if one[1].startswith("soft")]
    rest = set(drawn.used) - set(soft) - {(PROJECTS.id, TIE), ("border-tint", "tint")}
    told_once = {one for one in rest if one[1].startswith(("drawn", "ghost", "hatch"))}
    assert rest - told_once <= {one for one in explained if one not in soft} <= rest
    # A hollow line has the pattern of its status; hatching and what lies outside mean the same
    # whatever the status.
    keys = {PROJECTS.legend_key(style) for theme, style in explained if theme == PROJECTS.id}
    assert {PROJECTS.legend_key(style) for _, style in told_once} <= keys
    words = [PROJECTS.legend_key(style) for _, style in soft]
    told = [PROJECTS.legend_key(style) for theme, style in explained if (theme, style) in soft]
    assert sorted(told) == sorted(set(words))
    assert len({(entry.group, entry.text) for entry in found}) == len(found)
    assert all(style in BY_ID[theme].styles for theme, style in explained)


@pytest.mark.parametrize(("area", "seen"), [("123", True), ("121", False)])
def test_the_national_border_is_the_first_of_its_group(area: str, seen: bool) -> None:
    drawn = layout_of(area).drawn
    ground = [
        entry.text
        for entry in entries(drawn.used, signs_on(drawn), catalog(), "vi")
        if entry.group == "sheet.legend-ground"
    ]
    assert (ground[0] == "Biên giới quốc gia") is seen
    # All that lies around is one sign; the tint along the border goes with its line.
    assert sum("Tỉnh bạn" in text for text in ground) <= 1
    assert not any("Dải" in text for text in ground)


def ink_boxes(layer: Layer) -> list[tuple[str, shapely.Polygon]]:
    """Return the words on a layer with the rectangle of their letters, in points."""
    found = []
    for words in words_in(layer):
        x, y = words.at
        extent = measure(words.text, words.face)
        box = shapely.box(x, y - extent.descent, x + extent.width, y + extent.ascent)
        found.append((words.text, shapely.affinity.rotate(box, words.angle, origin=(x, y))))
    return found


def assert_tidy(pages: list[Page]) -> None:
    for page in pages:
        found = ink_boxes(page.layer)
        paper = shapely.box(0, 0, page.paper.width, page.paper.height).buffer(-10)
        tree = shapely.STRtree([box.buffer(-0.15) for _, box in found])
        for index, (text, box) in enumerate(found):
            assert paper.contains(box), text
            others = set(tree.query(box.buffer(-0.15), predicate="intersects")) - {index}
            assert not others, (text, [found[other][0] for other in others])


@pytest.mark.parametrize(
    ("size", "landscape", "language"),
    [("A4", True, "vi"), ("A4", False, "en"), ("16:9", True, "en")],
)
def test_words_never_overlap_when_there_are_many(size: str, landscape: bool, language: str) -> None:
    crowded = view_of(
        *DISTRICTS[:8],
        language=language,
        kinds=tuple(Kind),
        statuses=tuple(Status),
        as_of=TODAY,
    )
    sheet = plan(crowded, request(size=size, landscape=landscape, link=LINK))
    page = Page(sheet.paper)
    shown, _ = draw_map_elements(page, sheet, lay_out(sheet))
    assert_tidy([page])
    assert_tidy(Annex(sheet, shown).draw())
    assert_tidy(Annex(sheet, 0).draw())


def test_rows_go_on_below_the_legend_before_they_go_to_another_page() -> None:
    bare = request(landscape=False, layers=frozenset())
    sheet = plan(view_of(), bare)
    aside = sheet.frame.aside
    assert aside is not None
    page = Page(sheet.paper)
    shown, _ = draw_map_elements(page, sheet, lay_out(sheet))
    assert_tidy([page])
    words = ink_boxes(page.layer)
    (top,) = [box.bounds[1] for text, box in words if text == "Danh mục dự án (tiếp)"]
    below = [text for text, box in words if box.bounds[0] > aside.left - 1 and box.bounds[3] < top]
    (legend,) = [box.bounds[1] for text, box in words if text == "Chú giải"]
    assert top < legend
    # The section goes on under a head of its own, and every line is told once.
    assert "Đang thi công (tiếp)" in below
    rest = sum(bool(line.number) for line in sheet.lines[shown:])
    assert any(text.startswith(f"Còn {rest} dự án") for text in below)


def test_a_sheet_without_room_for_projects_says_how_many_there_are_of_each_status() -> None:
    sheet = sheet_of()
    words = [text for text, _ in ink_boxes(words_of().layer)]
    assert "Dự án theo tình trạng" in words
    assert "Danh mục dự án" not in words
    heads = [head.words for head in sheet.heads.values()]
    assert [text for text in words if text in heads] == heads
    sums = [head for head in sheet.heads.values() if head.subtotal]
    assert sums
    assert all(head.subtotal.replace(NO_BREAK, " ") in words for head in sums)
    assert sum(section.projects for section in sections_of(sheet.view)) == (
        sheet.view.totals.projects
    )


def test_words_in_table_columns_stay_in_their_column() -> None:
    sheet = sheet_of("123")
    column = sheet.frame.column
    lines = [
        box for text, box in ink_boxes(page_of("123").page.layer) if box.bounds[0] > column.left - 5
    ]
    assert len(lines) > 40
    assert all(box.bounds[2] <= column.right + 0.5 for box in lines)
    assert all(column.left - 0.5 <= box.bounds[0] for box in lines)


@every_paper
@pytest.mark.parametrize("lines", [0, 28])
def test_the_parts_of_the_page_lie_apart(size: str, landscape: bool, lines: int) -> None:
    paper = paper_of(size, landscape=landscape)
    bounds = grid_bounds(view_of().extent)
    frame = frame_of(paper, bounds, lines)
    parts = [frame.header, frame.neatline, frame.column, frame.strip]
    parts += [frame.aside] if frame.aside else []
    shapes = [shapely.box(part.left, part.bottom, part.right, part.top) for part in parts]
    page = shapely.box(0, 0, paper.width, paper.height).buffer(-6 * 72 / 25.4 + 0.01)
    for one, two in combinations(shapes, 2):
        assert one.intersection(two).area < 1e-6
    assert all(page.contains(shape) for shape in shapes)
    assert frame.map.width * frame.map.height > 0.28 * paper.width * paper.height
    # What the words gain costs no scale.
    least = frame_of(paper)
    assert fit_scale(bounds, frame.map.width, frame.map.height) == fit_scale(
        bounds, least.map.width, least.map.height
    )


def test_three_sizes_of_type_beside_the_map() -> None:
    page = page_of("123").page
    lines = words_in(page.layer)
    # Where rows are close their numbers are smaller: the discs must not touch.
    assert len({words.face.size for words in lines if not words.text.isdigit()}) <= 3
    assert min(words.face.size for words in lines) >= 0.84 * page.face(page.small).size
    assert page.face(page.small).size >= 6.5
