"""What a sheet of a small town says, and what it refuses to be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from briefing.request import ExportRequest, RequestError
from briefing.sheet.plan import PlaceTag, Sheet, place_tags, plan, say_tags
from geo.catalog.catalog import Catalog
from geo.dates import PartialDate
from geo.model import GeometryKind, GeometryPart, Project, Status, StatusEvent
from geo.query.selection import Selection
from geo.query.view import build_view
from layers.paper.window import Window
from tests import tiny
from tests.tiny import line, piece, point

DAY = date(2026, 1, 1)
NONE = "–"


def town(*projects: Project, **more: Any) -> Catalog:
    sources = [tiny.source(f"S-{number}") for number in range(1, 5)]
    return tiny.town(projects or None, sources=tiny.by_id(sources), **more)


def sheet(catalog: Catalog | None = None, **more: Any) -> Sheet:
    view = build_view(catalog or town(), Selection(), DAY)
    return plan(view, ExportRequest(printed=DAY, **more))


def event(project_id: str, source_id: str) -> StatusEvent:
    return tiny.event(project_id, PartialDate(2025, 3), Status.PLANNED, source_id)


# -- requests ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "more",
    [
        {"format": "pdf"}, {"format": "png"}, {"format": "svg"}, {"size": "A3"}, {"size": ""},
        {"dpi": 50}, {"dpi": 600}, {"layers": frozenset()}, {"bbox": (103.0, 20.5, 104.5, 22.0)},
        {"bbox": (60.0, 0.0, 140.0, 60.0)},
    ],
)  # fmt: skip
def test_what_can_be_drawn_is_drawn(more: dict[str, Any]) -> None:
    assert sheet(**more).request.size in {"A4", "A3"}


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"format": "doc"}, "doc"), ({"size": "A9"}, "A9"), ({"dpi": 49}, "49"),
        ({"dpi": 601}, "601"),
        ({"layers": frozenset({"x", "roads"})}, "x"), ({"bbox": (104.0, 21.0, 104.0, 22.0)}, "104"),
        ({"bbox": (103.0, 22.0, 104.0, 22.0)}, "22"), ({"bbox": (104.0, 21.0, 103.0, 22.0)}, "104"),
        ({"bbox": (103.0, 22.0, 104.0, 21.0)}, "22"), ({"bbox": (103.0, 21.0, 104.0)}, "103"),
        ({"bbox": (103.0, 21.0, float("nan"), 22.0)}, "nan"),
        ({"bbox": (10.0, 21.0, 11.0, 22.0)}, "10"),
        ({"bbox": (103.0, 1.0, 104.0, 2.0)}, "103"), ({"bbox": (110.0, 21.0, 111.0, 22.0)}, "110"),
        ({"bbox": (103.0, 30.0, 104.0, 31.0)}, "30"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_in_words(more: dict[str, Any], named: str) -> None:
    with pytest.raises(RequestError, match=named):
        sheet(**more)


def test_a_wide_extent_is_cut_to_what_the_data_knows() -> None:
    wide, world = sheet(bbox=(60.0, 0.0, 140.0, 60.0)), sheet(bbox=(102.2, 19.9, 105.8, 22.8))
    assert wide.window == world.window
    near = sheet(bbox=(103.9, 21.1, 104.1, 21.3))
    assert near.window.scale < world.window.scale
    assert near.window.factor == pytest.approx(near.paper.print_factor)


# -- the table --------------------------------------------------------------------------------


def test_a_line_says_what_is_known_and_a_dash_for_what_is_not() -> None:
    figures = (tiny.figure("P-1", "capital", 1234.5, "billion_vnd", source_id="S-3"),)
    catalog = town(events=(event("P-1", "S-2"),), figures=figures)
    first, second, third = sheet(catalog).lines
    assert (first.number, first.name, first.status) == (1, "Dự án P-1", "Quy hoạch")
    assert (first.updated, first.length, first.capital) == ("03/2025", "20", "1.234,5")
    assert (second.updated, second.capital) == (NONE, NONE)
    assert (third.length, third.place) == (NONE, ())


def test_sources_are_numbered_in_the_order_of_the_table() -> None:
    figures = (
        tiny.figure("P-1", "capital", 5, "billion_vnd", source_id="S-3"),
        tiny.figure("P-2", "capital", 5, "billion_vnd", source_id="S-2"),
    )
    catalog = town(events=(event("P-1", "S-2"), event("P-3", "S-9")), figures=figures)
    found = sheet(catalog)
    numbers = {source.id: number for number, source in found.provenance.numbered}
    assert sorted(numbers) == ["S-2", "S-3"]
    by_id = {row.row.project.id: row.sources for row in found.lines}
    assert by_id == {
        "P-1": (numbers["S-2"], numbers["S-3"]), "P-2": (numbers["S-2"],), "P-3": (),
    }  # fmt: skip
    assert sorted(numbers.values()) == [1, 2]
    book = replace(found.provenance, numbers=(7, 9))
    assert [number for number, _ in book.numbered] == [7, 9]


def test_what_the_map_does_not_show_stands_in_its_place_and_says_so() -> None:
    far = piece(line((-90_000, 0), (-80_000, 0)))
    projects = [tiny.project("A-1"), tiny.project("A-2", far), tiny.on_road("P-1", 0, 20)]
    found = sheet(town(*projects), bbox=(103.95, 21.2, 104.2, 21.3))
    assert [one.row.project.id for one in found.lines] == [
        row.project.id for row in found.view.rows
    ]
    assert {one.row.project.id: one.place for one in found.lines} == {
        "P-1": (), "A-1": (PlaceTag.UNPLACED,), "A-2": (PlaceTag.OUTSIDE,),
    }  # fmt: skip
    assert [one.number for one in found.lines] == [1, 2, 3]
    assert found.numbers == {one.row.project.id: one.number for one in found.lines}
    outside = next(one for one in found.lines if one.row.project.id == "A-2")
    assert (outside.off_map("vi").place, outside.off_map("vi").tags) == ((), ())
    lost = next(one for one in found.lines if one.row.project.id == "A-1")
    assert lost.off_map("vi").tags == say_tags([PlaceTag.UNPLACED], "vi") == lost.tags


@pytest.mark.parametrize(
    ("kinds", "tags"),
    [("oo", ()), ("os", (PlaceTag.PARTLY_SCHEMATIC,)), ("ss", (PlaceTag.SCHEMATIC,))],
)
def test_a_drawing_is_told_in_whole_or_in_part(kinds: str, tags: tuple[PlaceTag, ...]) -> None:
    kind = {"o": GeometryKind.OSM, "s": GeometryKind.SCHEMATIC}
    pieces: list[GeometryPart] = [
        replace(piece(line((0, 0), (9_000, 0))), geometry_kind=kind[one]) for one in kinds
    ]
    catalog = town(tiny.project("P-1", *pieces))
    (row,) = build_view(catalog, Selection(), DAY).rows
    window = Window(*tiny.ORIGIN, 300, 100, 300_000)
    assert place_tags(row, catalog, window) == tags


def test_districts_are_named_or_said_to_be_none() -> None:
    projects = [
        tiny.on_road("P-1", 0, 30), tiny.project("P-2"),
        tiny.project("P-3", piece(point(-5_000, 0), "P", "point")),
    ]  # fmt: skip
    found = sheet(town(*projects))
    named = {one.row.project.id: found.districts_of(one) for one in found.lines}
    assert set(named["P-1"].split(", ")) == {"Một", "Hai"}
    assert named["P-2"] == NONE
    assert "ngoài" in named["P-3"].lower()


def test_ux30_what_lies_in_a_commune_of_two_districts_is_not_outside(catalog: Catalog) -> None:
    found = sheet(catalog)
    named = {one.row.project.id: found.districts_of(one) for one in found.lines}
    assert named["SCH-CHIENGSON"] == "Chiềng Sơn"
    assert named["EXP-DB"] == "ngoài tỉnh"


def test_a_sheet_says_where_it_comes_from() -> None:
    found = sheet(link="https://example.vn/")
    told = found.provenance
    assert (told.day, told.printed, told.digest, told.link) == (
        DAY, DAY, "0" * 12, "https://example.vn/",
    )  # fmt: skip
    parts = told.say_all("vi").split(" · ")
    assert [told.code in parts[0], "0" * 12 in parts[1], "01/01/2026" in parts[2]] == [True] * 3
    assert len(parts) == 4
    assert found.title == "Dự án hạ tầng tỉnh Sơn La: 3 chưa rõ tình trạng – 01/01/2026"
    assert found.caption[0].isupper()
    assert [found.rest, replace(found, in_book=True).rest] == ["", "-book"]
    assert (sheet(format="png").rest, found.halo) == ("-png", frozenset())


def test_the_heads_of_sections_say_count_and_sum_in_words() -> None:
    figures = (
        tiny.figure("P-1", "capital", 1234.7, "billion_vnd", source_id="S-3"),
        tiny.figure("P-2", "capital", 200, "billion_vnd", source_id="S-3", qualifier="over"),
    )
    events = tuple(event(id_, "S-2") for id_ in ("P-1", "P-2"))
    found = sheet(town(events=events, figures=figures))
    heads = [(status, head.words, head.subtotal) for status, head in found.heads.items()]
    assert heads == [
        (Status.PLANNED, "Quy hoạch: 2 dự án", "tổng >\N{NO-BREAK SPACE}1.434"),
        (Status.UNKNOWN, "Chưa rõ tình trạng: 1 dự án", ""),
    ]
    assert [line.section for line in found.lines] == [
        Status.PLANNED, Status.PLANNED, Status.UNKNOWN,
    ]  # fmt: skip
