"""The records of the USB page, of a small town."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from briefing.content.cards_record import cards_record, placed
from briefing.usb.page import page_data
from geo.catalog.catalog import Catalog
from geo.catalog.km_posts import CountId, KmCount, Post
from geo.catalog.linear_reference import RouteStep, build_route
from geo.dates import PartialDate
from geo.model import GeometryKind, Status
from geo.query.selection import Selection
from geo.query.view import build_view
from layers.web.find import _kilometres
from tests import tiny
from tests.layers.test_payload import decoded
from tests.tiny import EAST, MIDDLE, WEST, line

DAY = date(2026, 1, 1)


def data(catalog: Catalog, **fields: Any) -> dict[str, Any]:
    view = build_view(catalog, Selection().with_(**fields), DAY)
    return page_data(view, view, frozenset({"roads"}), date(2026, 1, 5))


def town(**more: Any) -> Catalog:
    sources = tiny.by_id(
        [tiny.source(f"S-{number}", publisher=f"Báo {number}") for number in (1, 2)]
    )
    events = (
        tiny.event("P-1", PartialDate(2025, 3), Status.CONSTRUCTION, "S-2"),
        tiny.event("P-2", PartialDate(2025), Status.PLANNED, "S-1"),
    )
    figures = (
        tiny.figure("P-1", "capital", 1234.5, "billion_vnd", source_id="S-1"),
        tiny.figure("P-2", "capital", 7, "billion_vnd", source_id="S-1"),
    )
    projects = [
        tiny.on_road("P-1", 0, 20), tiny.on_road("P-2", 20, 30, unlocated_spots=True),
        tiny.project("P-3"),
    ]  # fmt: skip
    return tiny.town(
        projects, **({"sources": sources, "events": events, "figures": figures} | more)
    )


def test_a_project_says_what_list_and_filters_need() -> None:
    found = {one["id"]: one for one in data(town())["record"]["projects"]}
    first, second, third = (found[f"P-{number}"] for number in (1, 2, 3))
    assert (first["name"], first["kind"]) == ("Dự án P-1", "national-road")
    kms = {code: round(km, 2) for touches in first["touches"].values() for code, km in touches}
    assert kms == {WEST: 10, MIDDLE: 10, "201": 20}
    # Of spots that nobody locates no length is known.
    assert (first["unlocated"], second["unlocated"]) == (False, True)
    assert (third["touches"], third["box"]) == ({"district": [], "commune": []}, None)
    # Status, day, old or not, length and capital with what stands before them, approved or not.
    day = date(2025, 3, 31).toordinal()
    assert first["states"][-2][1:3] == ["construction", day]
    assert first["states"][-2][3] == {"vi": "03/2025", "en": "Mar 2025"}
    assert first["states"][-2][5] == pytest.approx(20, abs=0.01)
    assert first["states"][-2][7:] == [[1234.5, ""], 1, 1]
    assert second["states"][-1][7:] == [[7, ""], 0, 0]
    assert third["states"] == [[0, "unknown", 0, "", 0, 0, "", 0, 0, 0]]
    west, south, east, north = first["box"]
    assert west < east
    assert south <= north


def test_a_project_names_the_sources_of_what_it_says() -> None:
    found = {one["id"]: one for one in data(town())["projects"]}
    assert found["P-1"]["sources"]["vi"].endswith("Báo 2; Báo 1")
    assert found["P-2"]["sources"]["vi"].endswith(": Báo 1")
    assert found["P-3"]["sources"] == ""


def test_the_page_knows_its_selection_and_its_days() -> None:
    found = data(town(), areas=(EAST,))
    assert (found["lang"], found["frame"], found["chosen"]) == ("vi", "district", [EAST])
    assert "01/01/2026" in found["asOf"]["vi"]
    assert "05/01/2026" in found["made"]["vi"]
    assert found["layers"] == ["roads"]
    codes = [one["code"] for one in found["record"]["areas"]]
    assert codes == ["201", "202", WEST, MIDDLE, EAST]
    assert [one["id"] for one in found["projects"]] == ["P-2"]
    names = {entry[1]: entry for entry in found["find"]["entries"]}
    assert (names[WEST][2], names[WEST][3]["vi"]) == (WEST, "Xã Tây")
    assert (names["P-3"][8], names["P-3"][9]) == (0, 0)
    assert len(names[WEST][5]) == len(set(names[WEST][5]))


def routed(*steps: RouteStep, branch: int = 0, counts: tuple[KmCount, ...] = ()) -> list[Any]:
    return list(_kilometres(build_route(tiny.ROAD, branch, steps, counts)))


@pytest.mark.parametrize(("length", "points"), [(30.2, 62), (0.3, 2), (10.0, 21)])
def test_a_route_is_told_every_half_kilometre(length: float, points: int) -> None:
    section = tiny.section("S-1", line((0, 5_000), (length * 1_000, 5_000)))
    count = KmCount(tiny.ROAD, CountId.TODAY, (Post.at(0, 100, 0.4, tiny.SOURCE),))
    (found,) = routed(RouteStep(section), counts=(count,))
    assert found["range"] == pytest.approx([100, 100 + length], abs=2e-3)
    assert len(found["doubt"]) in {points, points + 1}
    assert (found["doubt"][0], found["count"], found["schematic"]) == (4, "", False)
    assert found["doubt"][-1] == round(4 + length * 0.02 * 10)
    ends = decoded(found["points"])
    first, last = section.line.coords[0], section.line.coords[-1]
    assert ends[0] == pytest.approx((first[0] * 1e5, first[1] * 1e5), abs=1)
    assert ends[-1] == pytest.approx((last[0] * 1e5, last[1] * 1e5), abs=1)


def test_a_route_without_posts_has_no_kilometre() -> None:
    section = tiny.section("S-1", line((0, 0), (5_000, 0)))
    (found,) = routed(RouteStep(section), branch=2)
    assert found == {"id": "QL.9/2", "ref": "QL.9", "branch": 2, "count": "", "range": 0}


def test_the_way_of_another_road_has_no_place_on_a_route_and_a_drawing_says_so() -> None:
    first = tiny.section("S-1", line((0, 0), (5_000, 0)))
    drawn = replace(
        tiny.section("S-2", line((8_000, 0), (9_000, 0))), geometry_kind=GeometryKind.SCHEMATIC
    )
    count = KmCount(tiny.ROAD, CountId.TODAY, (Post.at(0, 100, 0.4, tiny.SOURCE),))
    steps = RouteStep(first), RouteStep(drawn, gap_km=3.0, gap_counted=True)
    near, far = routed(*steps, counts=(count,))
    assert near["range"] == pytest.approx([100, 105], abs=2e-3)
    assert far["range"] == pytest.approx([108, 109], abs=2e-3)
    assert (near["schematic"], far["schematic"]) == (False, True)


def test_each_count_of_a_route_is_told_apart() -> None:
    (route,) = tiny.recounted_town().routes.values()
    today, old = _kilometres(route)
    assert (today["count"], old["count"]) == ("", "old")
    assert today["range"] == pytest.approx([100, 130], abs=2e-3)
    assert old["range"] == pytest.approx([90, 120], abs=2e-3)
    assert today["points"] == old["points"]


def test_each_text_of_the_cards_is_held_once() -> None:
    texts: dict[str, int] = {}
    tree = {"a": ["x", "y", {"b": "x"}], "c": 5, "d": None}
    assert placed(tree, texts) == {"a": [0, 1, {"b": 0}], "c": 5, "d": None}
    assert list(texts) == ["x", "y"]
    catalog = town(assets=tiny.by_id([tiny.asset("A-1")]))
    found = cards_record(build_view(catalog, Selection(), DAY))
    assert set(found["cards"]) == {"P-1", "P-2", "P-3", "A-1"}
    assert len(found["texts"]) == len(set(found["texts"]))
    assert "Dự án P-1" in " ".join(found["texts"])
