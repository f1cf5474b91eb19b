"""Parts of a strip sheet of a small town: its frame, its table, its columns and its rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from briefing.request import ExportRequest
from briefing.sheet.page import Page
from briefing.sheet.paper_sizes import Box, paper_of
from briefing.strip import render
from briefing.strip.render import (
    StripSheet,
    _columns,
    _draw_table,
    _frame,
    _legend_notes,
    _where,
    _with_sources,
    composed,
    grown,
    lay_out,
    plan_strip,
)
from geo.catalog.catalog import Catalog
from geo.corridor.model import Basis, Lane, ProjectBar
from geo.dates import PartialDate
from geo.model import GeometryKind, Status
from geo.query.selection import Selection
from geo.query.view import build_view
from layers.charts.display import PartGroup, TextLine
from tests import tiny
from tests.inked import words_in
from tests.tiny import line, piece, point

DAY = date(2026, 1, 1)
MM = 72 / 25.4


def town(**more: Any) -> Catalog:
    """Give a corridor of two roads, four projects on it and one that is not."""
    cor = ("COR-01",)
    sections = [
        tiny.section("S-1", line((0, 5_000), (30_000, 5_000))),
        replace(tiny.section("S-2", line((0, 8_000), (12_000, 8_000)), "QL.8"),
                geometry_kind=GeometryKind.SCHEMATIC),
    ]  # fmt: skip
    spot = piece(point(9_000, 4_000), "P", "point")
    area = piece(tiny.areas()[tiny.EAST].geometry, f"commune:{tiny.EAST}", "area")
    projects = [
        tiny.project("P-0", corridor_ids=cor),
        tiny.project("P-1", area, corridor_ids=cor),
        tiny.on_road("P-2", 10, 20, corridor_ids=cor),
        tiny.project("P-3", spot, corridor_ids=cor),
        tiny.project("P-4", piece(line((0, 8_000), (6_000, 8_000)), "S-2"), corridor_ids=cor),
        tiny.on_road("P-9", 0, 30),
    ]
    corridor = tiny.corridor("COR-01", *sections)
    events = (tiny.event("P-2", PartialDate(2025), Status.CONSTRUCTION),)
    values = {"corridors": {"COR-01": corridor}, "sections": tiny.by_id(sections), "events": events}
    return tiny.town(projects, **(values | more))


@cache
def planned(size: str = "A4", *, landscape: bool = True) -> StripSheet:
    view = build_view(town(), Selection(kinds=(), language="vi"), DAY)
    return plan_strip(view, "COR-01", ExportRequest(size, landscape, printed=DAY))


def millimetres(box: Box) -> tuple[float, ...]:
    return tuple(round(value / MM, 2) for value in (box.left, box.bottom, box.width, box.height))


def test_the_page_is_divided_from_its_edges_inwards() -> None:
    lying = _frame(paper_of("A4"))
    assert millimetres(lying.header) == (6, 191.8, 285, 12.2)
    assert millimetres(lying.strip) == (6, 6, 285, 15.2)
    assert millimetres(lying.neatline) == (6, 22.8, 285, 167.4)
    assert millimetres(lying.imprint) == (233, 6, 58, 15.2)
    standing = _frame(paper_of("A4", landscape=False))
    assert millimetres(standing.strip) == (6, 6, 198, 22)
    large = _frame(paper_of("A3"))
    assert millimetres(large.header)[3] == round(12.2 * 1.18, 2)
    assert millimetres(large.imprint)[2:] == (round(58 * 1.18, 2), round(15.2 * 1.18, 2))


def test_a_size_more_enlarges_everything() -> None:
    sheet = planned()
    larger = grown(sheet, 1.2)
    assert larger.size == pytest.approx(1.2)
    assert larger.sheet.paper.enlarge == pytest.approx(1.2 * sheet.sheet.paper.enlarge)
    assert millimetres(larger.sheet.frame.header)[3] == pytest.approx(12.2 * 1.2)
    assert grown(larger, 1.1).size == pytest.approx(1.32)


def test_projects_are_numbered_along_the_lanes_those_off_the_line_last() -> None:
    lines = planned().sheet.lines
    assert [(one.number, one.row.project.id) for one in lines] == [
        (1, "P-3"), (2, "P-2"), (3, "P-1"), (4, "P-4"), (5, "P-0"),
    ]  # fmt: skip
    tags = {one.row.project.id: one.tags for one in lines}
    assert tags["P-2"] == ("QL.9 cách đầu 10–20 km",)
    assert tags["P-4"][0] == "QL.8 cách đầu 0–6 km"
    assert tags["P-3"][0].startswith("QL.9 cách đầu 9 km, ")
    assert tags["P-1"][0].startswith("QL.9 cách đầu 20–30 km, ")
    assert tags["P-0"][0] not in {"", tags["P-1"][0]}


def bar(low: float, high: float, basis: Basis = Basis.LINE) -> ProjectBar:
    return ProjectBar("P-1", low, high, Status.PLANNED, basis, shown=True)


def test_stretches_of_one_lane_are_told_together() -> None:
    lane: Lane = planned().strip.lanes[0]
    official = replace(lane, official=True, start_label_km=100.0, end_label_km=130.0)
    found = [(0, official, bar(1, 4)), (0, official, bar(10, 12)), (0, official, bar(20, 20.2))]
    posts = replace(official, posts=())
    found = [(0, posts, one) for _, _, one in found]
    assert _where(found, "vi") == ("QL.9 Km101–104, Km110–112, Km120",)
    mixed = [
        (0, lane, bar(1, 4)),
        (0, lane, bar(5, 5, Basis.POINT)),
        (1, lane, bar(7, 9, Basis.AREA)),
    ]
    line_, spot, area = _where(mixed, "vi")
    assert line_ == "QL.9 cách đầu 1–4 km"
    assert spot.startswith("QL.9 cách đầu 5 km, ")
    assert area.startswith("QL.9 cách đầu 7–9 km, ")
    assert spot.partition(", ")[2] != area.partition(", ")[2]


def test_a_name_says_the_length_only_of_a_single_lane() -> None:
    assert " km" not in planned().sheet.title
    catalog = town()
    one = tiny.corridor("COR-01", *list(catalog.sections.values())[:1])
    view = build_view(replace(catalog, corridors={"COR-01": one}), Selection(), DAY)
    sheet = plan_strip(view, "COR-01", ExportRequest("A4", printed=DAY))
    assert sheet.sheet.title.endswith(" – 30,0 km")


@pytest.mark.parametrize(
    ("length", "rows"), [(200, 1), (244, 1), (246, 2), (480, 2), (600, 3), (2_000, 3)]
)
def test_the_axis_breaks_where_a_kilometre_has_too_little_room(length: float, rows: int) -> None:
    sheet = planned()
    width = sheet.sheet.frame.neatline.width
    assert width / 3.3 == pytest.approx(244.8, abs=0.1)
    long = replace(sheet.strip, length_km=length)
    found = lay_out(replace(sheet, strip=long))
    assert found.unit == pytest.approx(width * rows / length)
    # Larger type breaks no row more.
    again = lay_out(grown(replace(sheet, strip=long), 1.24))
    assert again.unit == pytest.approx(found.unit, rel=0.01)


def test_numbers_of_the_table_stand_on_the_lanes_and_sections_are_told() -> None:
    found = lay_out(planned())
    discs = [part for group in found.parts if isinstance(group, PartGroup) for part in group.parts
             if type(part).__name__ == "NumberDisc"]  # fmt: skip
    assert sorted(int(getattr(disc, "number", "0")) for disc in discs) == [1, 2, 3, 4]
    faces = {p.face.size for g in found.parts if isinstance(g, PartGroup) for p in g.parts
             if isinstance(p, TextLine) and p.role == "project"}  # fmt: skip
    assert sorted(faces) == pytest.approx([6.6])


def test_the_room_below_the_strip_is_shared() -> None:
    below = Box(10, 20, 1_000, 300)
    words, place, aside = _columns(below, 0.6, beside=False)
    assert (words.left, words.width, place) == (10, 600, None)
    assert (aside.left, aside.right, aside.height) == (624, 1_010, 300)
    words, place, aside = _columns(below, 0.4, beside=True)
    assert place is not None
    assert (words.right, place.left, place.width, aside.left) == (410, 424, 260, 698)
    assert aside.right == below.right


def test_the_notes_tell_the_signs_that_occur() -> None:
    sheet = planned()
    notes = list(_legend_notes(sheet))
    lanes = tuple(replace(lane, bars=(), schematic_km=0.0) for lane in sheet.strip.lanes)
    bare = list(_legend_notes(replace(sheet, strip=replace(sheet.strip, lanes=lanes))))
    assert len(notes) == len(bare) + 2
    assert bare == notes[2:]
    assert "\u00a0%" in bare[0] or "%" not in bare[0]


def test_dates_lead_to_their_sources() -> None:
    lines = {one.row.project.id: one.updated for one in _with_sources(planned().sheet).lines}
    assert lines["P-2"].endswith(" [1]")
    assert "[" not in lines["P-0"]


def test_the_table_shows_what_fits_and_says_how_much_is_left() -> None:
    sheet = planned()
    page = Page(sheet.sheet.paper)
    full = Box(20, 100, 500, 400)
    shown, bottom = _draw_table(page, sheet, full)
    assert shown == 5
    assert full.bottom < bottom < full.top
    needed = full.top - bottom
    less, low = _draw_table(page, sheet, Box(20, 100, 500, 0.8 * needed))
    assert 0 < less < 5
    assert low >= 99.9
    none, _ = _draw_table(page, sheet, Box(20, 100, 500, 30))
    assert none == 0
    empty = replace(sheet, sheet=replace(sheet.sheet, lines=()))
    assert _draw_table(page, empty, full)[0] == 0


def test_the_first_page_is_the_largest_on_which_everything_has_room() -> None:
    found = composed(planned())
    assert found.complete
    assert found.room is not None
    assert found.shown == 5
    mapped = render.styles_of(planned().sheet)
    for size in (size for size in render.SIZES if size > found.sheet.size + 0.01):
        larger = render._compose(grown(planned(), size), mapped, beside=False)
        assert not (larger.complete and larger.room)
    # The small map stands on the page, below the strip.
    body = found.sheet.sheet.frame.neatline
    assert min(found.room.width, found.room.height) > 130
    assert found.room.top <= body.top - found.layout.height + 0.1
    assert found.room.bottom >= body.bottom - 0.1


def test_only_a_pdf_has_more_pages() -> None:
    sheet = planned()
    pages = render.draw_strip(sheet)
    assert len(pages) == 1
    assert pages[0].bookmarks[0] == sheet.sheet.title


def written(page: Page) -> str:
    return " ".join(one.text for one in words_in(page.layer))


@pytest.mark.parametrize(("form", "told"), [("png", True), ("svg", True), ("pdf", False)])
def test_a_picture_counts_the_notes_for_which_it_has_no_room(form: str, *, told: bool) -> None:
    sheet = planned()
    plain = replace(sheet.sheet, request=replace(sheet.sheet.request, format=form))
    sheet, notes = replace(sheet, sheet=plain), list(_legend_notes(sheet))
    full = Page(plain.paper)
    assert render._draw_legend(full, sheet, frozenset(), Box(20, 20, 200, 500)) == ()
    assert "ghi chú nữa" not in written(full)
    for height in range(60, 200, 10):
        page = Page(plain.paper)
        left = render._draw_legend(page, sheet, frozenset(), Box(20, 20, 200, height))
        said = f"và {len(left)} ghi chú nữa" in written(page)
        assert said == (told and bool(left)), height
        assert list(left) == notes[len(notes) - len(left) :]


def test_a_heading_has_no_number_on_the_strip() -> None:
    cor = ("COR-01",)
    group = tiny.project("G", corridor_ids=cor)
    parts = [
        tiny.on_road("P-1", 10, 20, corridor_ids=cor, part_of="G"),
        tiny.on_road("P-2", 0, 5, corridor_ids=cor, part_of="G"),
    ]
    section = tiny.section("S-1", line((0, 5_000), (30_000, 5_000)))
    corridors = {"COR-01": tiny.corridor("COR-01", section)}
    known = tiny.town([group, *parts], corridors=corridors, sections={"S-1": section})
    view = build_view(known, Selection(), DAY)
    sheet = plan_strip(view, "COR-01", ExportRequest("A4", landscape=True, printed=DAY))
    assert [(one.number, one.row.project.id) for one in sheet.sheet.lines] == [
        (1, "P-2"), (2, "P-1"), (0, "G"),
    ]  # fmt: skip
