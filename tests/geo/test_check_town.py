"""Each rule of the check on a small town: what it calls a fault, and what it lets pass."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from geo.catalog.catalog import Catalog
from geo.catalog.km_posts import CountId, Post, PostRecord, PostRole
from geo.catalog.linear_reference import RouteStep
from geo.edit.check import (
    connection_problems,
    coverage_problems,
    date_problems,
    district_problems,
    length_problems,
    national_lengths,
    post_problems,
    reference_problems,
    route_problems,
    string_problems,
    summary,
    wording_problems,
)
from geo.io.schema import TABLES, Problem
from geo.model import Evidence, Section, Site
from geo.tables import Tables
from geo.text import NO_TEXT
from tests import tiny
from tests.tiny import EAST, FIRST_DISTRICT, WEST, line, named, piece, point

TODAY = date(2026, 5, 20)
BOTH = named("có", en="yes")


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.clock.today", lambda: TODAY)


def tables(folder: Path, **rows: Iterable[dict[str, str]]) -> Tables:
    """Give tables of these rows; each has the columns of its first row."""
    for name in TABLES:
        (folder / f"{name}.csv").write_text("id\n", encoding="utf-8")
    for name, cells in rows.items():
        every = list(cells)
        lines = [",".join(every[0]), *(",".join(row.values()) for row in every)]
        (folder / f"{name.replace('_', '-')}.csv").write_text("\n".join(lines), encoding="utf-8")
    return Tables(folder)


def said(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    return [(problem.where.rpartition("/")[2], problem.what) for problem in problems]


def worded(name: str, *metres: tuple[float, float], **more: Any) -> Section:
    words: dict[str, Any] = dict.fromkeys(("name", "start", "end", "basis"), BOTH)
    return replace(tiny.section(name, line(*metres)), **words, **more)


# -- references and dates ---------------------------------------------------------------------


def test_an_id_of_any_column_must_name_something(tmp_path: Path) -> None:
    known = {"project_id": "P-1", "subject_id": "A-1", "source_ids": f"{tiny.SOURCE};X-1;Y-1"}
    unknown = {"project_id": "A-1", "subject_id": "COR-1", "source_ids": ""}
    lost = {"project_id": "", "subject_id": "X-1", "source_ids": tiny.SOURCE}
    found = tables(tmp_path, events=[known, unknown, lost], strings=[unknown], exceptions=[unknown])
    assets = tiny.by_id([tiny.asset("A-1")])
    corridors = {"COR-1": tiny.corridor("COR-1")}
    assert said(reference_problems(tiny.town(assets=assets, corridors=corridors), found)) == [
        ("events.csv:2:source_ids", "'X-1' does not exist"),
        ("events.csv:2:source_ids", "'Y-1' does not exist"),
        ("events.csv:3:project_id", "'A-1' does not exist"),
        ("events.csv:4:subject_id", "'X-1' does not exist"),
    ]


def test_projects_and_assets_share_no_id(tmp_path: Path) -> None:
    both = tiny.town(assets=tiny.by_id([tiny.asset("P-2"), tiny.asset("A-1")]))
    found = said(reference_problems(both, tables(tmp_path)))
    assert found == [("projects.csv", "P-2 is an asset too")]


def test_nothing_happened_ahead_or_before_anybody_wrote(tmp_path: Path) -> None:
    dates = ("1949-12-31", "1950", "2026-05-20", "2026-05-21", "2026-06", "2027", "2026", "")
    rows = {
        "events": [{"date": day, "x": "x"} for day in dates],
        "figures": [{"as_of": "2026-05-21"}],
        "sources": [{"date": "2026-05-21"}],
        "projects": [
            {"start_year": start, "finish_year": finish}
            for start, finish in (("2024", "2023"), ("2024", "2024"), ("", "2023"), ("2024", ""))
        ],
    }
    problems = said(date_problems(tables(tmp_path, **rows)))
    assert [where for where, _ in problems] == [
        "events.csv:2:date", "events.csv:5:date", "events.csv:6:date", "events.csv:7:date",
        "figures.csv:2:as_of", "sources.csv:2:date", "projects.csv:2:finish_year",
    ]  # fmt: skip
    assert problems[-1][1] == "ends 2023 before it starts 2024"


def test_placeholders_are_the_same_in_every_language(tmp_path: Path) -> None:
    rows = [
        {"key": "a.b", "vi": "{x} và {y}", "en": "{y} and {x}", "th": ""},
        {"key": "a.c", "vi": "{x}", "en": "{x}{y}", "th": "{x}"},
        {"key": "a.{d}", "vi": "không", "en": "none", "th": "{x}"},
    ]
    found = said(string_problems(tables(tmp_path, strings=rows)))
    assert found == [
        ("strings.csv:3:en", "placeholders differ from Vietnamese ['x']"),
        ("strings.csv:4:th", "placeholders differ from Vietnamese []"),
    ]


# -- districts that a text states -------------------------------------------------------------


def districts_of(
    folder: Path, *stated: str, basis: str = "text", end_km: float = 20, excused: bool = False
) -> list[tuple[str, str]]:
    mine = tiny.on_road("P-1", 0, end_km, stated_districts=stated, stated_basis=basis)
    excuses = frozenset([("districts", "P-1")] if excused else [("length", "P-1")])
    rows = tables(folder, projects=[{"id": "P-1"}])
    return said(district_problems(tiny.town([mine]), rows, excuses))


def test_the_text_and_the_line_name_the_same_districts(tmp_path: Path) -> None:
    assert districts_of(tmp_path, "201") == []
    # Half a kilometre within a district is more than its boundary followed.
    assert districts_of(tmp_path, "201", end_km=20.4) == []
    where = "projects.csv:2:stated_districts"
    over = (where, "the text does not state but geometry touches 202 Hai")
    assert districts_of(tmp_path, "201", end_km=20.6) == [over]
    assert districts_of(tmp_path, "201", "202") == [
        (where, "the text states but geometry misses 202 Hai")
    ]
    assert districts_of(tmp_path, "202") == [
        (where, "the text states but geometry misses 202 Hai"),
        (where, "the text does not state but geometry touches 201 Một"),
    ]


def test_what_is_explained_or_told_by_no_text_is_let_pass(tmp_path: Path) -> None:
    assert districts_of(tmp_path, "202", excused=True) == []
    assert districts_of(tmp_path, "202", basis="inference") == []
    nowhere = tiny.project("P-1", stated_districts=("201",), stated_basis="text")
    rows = tables(tmp_path, projects=[{"id": "P-1"}])
    assert said(district_problems(tiny.town([nowhere]), rows, frozenset())) == []


def test_a_point_in_a_district_touches_it(tmp_path: Path) -> None:
    spot = piece(point(25_000, 8_000), "P", "point")
    mine = tiny.project("P-1", spot, stated_districts=("201",), stated_basis="text")
    rows = tables(tmp_path, projects=[{"id": "P-1"}])
    assert len(said(district_problems(tiny.town([mine]), rows, frozenset()))) == 2


# -- shapes -----------------------------------------------------------------------------------


def test_the_province_has_its_twelve_districts_and_seventy_five_communes() -> None:
    assert said(coverage_problems(tiny.town())) == [
        ("areas.geojson", "2 different district_code, 12 expected"),
        ("areas.geojson", "3 different commune_code, 75 expected"),
    ]


def test_words_of_a_section_stand_in_both_languages() -> None:
    half = worded(
        "S-1",
        (0, 0),
        (9, 0),
    )
    half = replace(half, start=named("có"), basis=named("", en="yes"))
    stream = replace(tiny.section("R-1", line((0, 0), (9, 0))), road_class="river")
    site = Site("X-1", "bridge", BOTH, Evidence.A, named("có"), point(0, 0), WEST, "201")
    catalog = tiny.town(sections=tiny.by_id([stream, half]), sites={"X-1": site})
    assert said(wording_problems(catalog)) == [
        ("shapes", "section S-1: from_en is empty"), ("shapes", "site X-1: basis_en is empty"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("km", "cited", "count"), [(None, "X", 0), (5.0, tiny.SOURCE, 0), (5.0, "X", 1), (0.0, "X", 1)]
)
def test_a_length_has_a_source(km: float | None, cited: str, count: int) -> None:
    section = worded("S-1", (0, 0), (9, 0), official_km=km, official_km_source_id=cited)
    problems = said(wording_problems(tiny.town(sections={"S-1": section})))
    assert problems == [("shapes", f"section S-1: official_km_source_id '{cited}' does not exist")
                        for _ in range(count)]  # fmt: skip


def test_every_road_in_the_province_is_measured() -> None:
    sections = [worded(f"S-{number}", (0, number), (9, number)) for number in range(3)]
    sections.append(replace(sections[0], id="R-1", road_class="river"))
    sections.append(replace(sections[0], id="OUT", in_province=False))
    route = tiny.route(sections[0])
    catalog = tiny.town(sections=tiny.by_id(sections), routes={route.id: route})
    assert said(route_problems(catalog)) == [
        ("routes.csv", "no route has the section S-1"),
        ("routes.csv", "no route has the section S-2"),
    ]


@pytest.mark.parametrize(
    ("metres", "kind", "count"), [(0, "", 0), (49, "", 0), (51, "", 1), (900, "shared", 0)]
)
def test_sections_of_a_route_meet_or_say_why_not(metres: float, kind: str, count: int) -> None:
    one, two = worded("S-1", (0, 0), (5_000, 0)), worded("S-2", (5_000 + metres, 0), (9_000, 0))
    route = tiny.route(one, RouteStep(two, metres / 1_000, kind))
    found = said(connection_problems(tiny.town(routes={route.id: route})))
    told = ("routes.csv", f"S-1 ends {metres / 1_000:.2f} km from S-2")
    assert found == [told] * count


def road_of(km: float, *figures: float, ref: str = tiny.ROAD, **more: Any) -> Catalog:
    routes = [tiny.route(worded("S", (0, 0), (1_000 * part, 0)), branch=branch)
              for branch, part in enumerate((km - 2, 2))]  # fmt: skip
    asset = tiny.asset("A-1", ref=ref, **more)
    told = tuple(tiny.figure("A-1", "length", value, "km") for value in figures)
    return tiny.town(assets={"A-1": asset}, routes=tiny.by_id(routes), figures=told)


def test_a_national_road_is_as_long_as_all_its_branches() -> None:
    ((asset_id, measured, official),) = national_lengths(road_of(10, 10.4))
    assert (asset_id, round(measured, 3), official) == ("A-1", 10, 10.4)
    assert national_lengths(road_of(10)) == []
    assert national_lengths(road_of(10, 10, ref="QL.8")) == []
    assert national_lengths(road_of(10, 10, kind="provincial-road")) == []


@pytest.mark.parametrize(("official", "count"), [(10, 0), (9.6, 0), (10.5, 0), (9.5, 1), (10.6, 1)])
def test_a_length_may_be_five_percent_off(official: float, count: int) -> None:
    catalog = road_of(10, official)
    assert len(list(length_problems(catalog, frozenset([("districts", "A-1")])))) == count
    assert list(length_problems(catalog, frozenset([("length", "A-1")]))) == []


# -- kilometre posts --------------------------------------------------------------------------


def posted(excused: bool = False, **cells: Any) -> list[tuple[str, str]]:
    """Check one post of the town's road, which is known by Km110 at its tenth kilometre."""
    values: dict[str, Any] = {
        "route_id": tiny.ROAD, "km": 110.0, "at": "S-1", "role": PostRole.VERIFY,
        "count": CountId.TODAY, "valid_until": None, "uncertainty_km": 0.0, "note": NO_TEXT,
        "source_id": tiny.SOURCE, "where": "km-posts.csv:2",
    }  # fmt: skip
    record = PostRecord(**(values | cells))
    other = replace(tiny.section("S-8", line((0, 0), (9_000, 0))), ref="QL.8")
    routes = [
        tiny.route(other, ref="QL.8"),
        tiny.route(
            tiny.section("S-1", line((0, 5_000), (30_000, 5_000))),
            posts=(Post.at(10, 110, 0.5, tiny.SOURCE),),
        ),
    ]
    excuses = frozenset([("km-post", f"{record.route_id} {record.km:g}")] if excused else ())
    return said(post_problems(tiny.town(routes=tiny.by_id(routes), km_posts=(record,)), excuses))


@pytest.mark.parametrize("role", [PostRole.CALIBRATE, PostRole.VERIFY])
@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({}, ""),
        ({"at": "S-1@end", "km": 130.0}, ""),
        # Half a kilometre is the doubt at the post itself, and it grows with the distance.
        ({"at": "S-1@end", "km": 129.2}, ""),
        ({"at": "S-1@end", "km": 129.0}, "QL.9 Km129+000 lies 1.0 km outside S-1@end"),
        ({"at": "S-1@end", "km": 131.0}, "QL.9 Km131+000 is not found on S-1@end"),
        ({"at": "S-9"}, "QL.9 Km110+000 is not found on S-9"),
        ({"at": ""}, "QL.9 Km110+000 is not found on QL.9"),
        # Without a post that calibrates it a road has no kilometres; another has no line.
        ({"route_id": "QL.8", "at": "S-8"}, "QL.8 Km110+000 is not found on S-8"),
        ({"route_id": "QL.7", "at": "S-7"}, "QL.7 Km110+000 is not found on S-7"),
        ({"at": f"area:{WEST}"}, ""),
        ({"at": f"area:{WEST}", "km": 110.4}, ""),
        ({"at": f"area:{WEST}", "km": 110.6}, f"QL.9 Km110+600 lies 0.6 km outside area:{WEST}"),
        ({"at": f"area:{WEST}", "km": 110.6, "uncertainty_km": 0.1}, ""),
        ({"at": f"area:{EAST}"}, f"QL.9 Km110+000 lies 10.0 km outside area:{EAST}"),
        ({"at": f"area:{FIRST_DISTRICT}", "km": 115.0}, ""),
        ({"at": "area:999"}, "no area '999'"),
    ],
)
def test_a_post_lies_where_it_is_said(role: PostRole, cells: dict[str, Any], problem: str) -> None:
    expected = [("km-posts.csv:2:at", problem)] if problem else []
    assert posted(role=role, **cells) == expected


def test_an_unused_post_says_why_and_may_lie_anywhere() -> None:
    unused: dict[str, Any] = {"role": PostRole.UNUSED, "at": f"area:{EAST}"}
    told = "QL.9 Km110+000 is not used, and no note says why"
    assert posted(**unused) == [("km-posts.csv:2:note_vi", told)]
    assert posted(**unused, note=named("lý trình cũ")) == []


def test_a_post_beyond_the_road_is_named_unless_it_is_explained() -> None:
    beyond: dict[str, Any] = {"at": f"area:{WEST}", "km": 200.0}
    told = f"QL.9 Km200+000 is not found on area:{WEST}"
    assert posted(**beyond) == [("km-posts.csv:2:at", told)]
    assert posted(**beyond, excused=True) == []


def test_the_summary_counts_what_there_is() -> None:
    words = summary(tiny.town())
    assert words.startswith("data is clean: 3 projects, 0 assets, 0 corridors, 0 status events")
    assert "1 sources" in words
    assert words.endswith("1 line sections, 0 routes, 0 sites, 3 atoms (digest 000000000000)")
