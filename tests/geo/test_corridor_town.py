"""Runs, strip and profile of corridors through a small town, where every kilometre is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, cast

import numpy as np
import pytest

from geo.catalog.catalog import Catalog
from geo.catalog.km_posts import Post
from geo.catalog.linear_reference import RouteStep
from geo.corridor.model import Basis, Side, Strip
from geo.corridor.profile import CorridorProfile, profile
from geo.corridor.runs import CorridorRun, RunKind, offsets, runs_of
from geo.corridor.strip import placed_on, strip
from geo.dates import PartialDate
from geo.model import (
    AreaFrame,
    Evidence,
    GeometryKind,
    GeometryPart,
    Place,
    Project,
    Section,
    Site,
    Status,
)
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.text import NO_TEXT
from tests import tiny
from tests.tiny import EAST, MIDDLE, ORIGIN, WEST, line, named, piece, point

DAY = date(2026, 1, 1)
COR = "COR-1"


def road(name: str, *km: tuple[float, float], ref: str = tiny.ROAD, **more: Any) -> Section:
    """Give a road through points in kilometres from the town's corner."""
    return replace(tiny.section(name, line(*((1_000 * x, 1_000 * y) for x, y in km)), ref), **more)


def river(name: str, *km: tuple[float, float]) -> Section:
    return replace(road(name, *km, ref=""), road_class="river", name=named("Sông Con"))


def along(name: str, *east_km: float, y: float = 5, **more: Any) -> Section:
    """Give a road from west to east (or back) at one height."""
    return road(name, *((x, y) for x in east_km), **more)


def corridor(*sections: Section, beside: Iterable[Section] = (), **more: Any) -> Catalog:
    """Give the town with one corridor through sections, and others that are only there."""
    far = road("FAR", (0, -90), (9, -90), ref="QL.1")
    every = tiny.by_id([*sections, *beside, far])
    values = {"projects": (), "sections": every} | more
    return tiny.town(corridors={COR: tiny.corridor(COR, *sections)}, **values)


def unrolled(catalog: Catalog, **fields: Any) -> Strip:
    return strip(build_view(catalog, Selection().with_(**fields), DAY), COR)


def site(name: str, x: float, y: float) -> Site:
    """Give a bridge at kilometres from the town's corner."""
    spot = point(1_000 * x, 1_000 * y)
    return Site(name, "bridge", named(name), Evidence.B, NO_TEXT, spot, WEST, "201")


def near(km: float) -> float:
    """Give a length as it is measured between points that were rounded to decimetres."""
    return cast("float", pytest.approx(km, abs=1e-3))


def here(run: CorridorRun, km: float) -> tuple[float, float]:
    spot = run.place(km)
    return (spot.x - ORIGIN[0]) / 1_000, (spot.y - ORIGIN[1]) / 1_000


# -- runs -------------------------------------------------------------------------------------


def test_a_run_goes_on_over_a_section_that_is_drawn_the_other_way() -> None:
    catalog = corridor(
        along("S-1", 0, 4, 10), along("S-2", 20, 16, 10, ref="QL.8"), along("S-3", 20, 24, 30)
    )
    (run,) = runs_of(catalog, COR)
    assert (run.id, run.kind, run.length_km) == ("COR-1-1", RunKind.ROAD, near(30))
    assert run.reversed_sections == {"S-2"}
    assert run.name["vi"] == "QL.9 – QL.8"
    assert [here(run, km) for km in (0, 3, 10, 13, 25, 30)] == [
        pytest.approx((km, 5), abs=1e-3) for km in (0, 3, 10, 13, 25, 30)
    ]
    kms = np.array([0.0, 3.0, 10.0, 13.0, 25.0, 30.0])
    xy = (run.places(kms) - ORIGIN) / 1_000
    assert xy[:, 0].tolist() == pytest.approx(kms.tolist(), abs=1e-3)
    assert run.nearest(point(13_000, 7_000)) == pytest.approx((13, 2), abs=1e-3)


@pytest.mark.parametrize(("metres", "count"), [(0, 1), (59, 1), (61, 2)])
@pytest.mark.parametrize("turned", [False, True])
def test_sections_join_within_sixty_metres(metres: float, count: int, turned: bool) -> None:
    xs = [10 + metres / 1_000, 15, 20]
    second = along("S-2", *(xs[::-1] if turned else xs))
    assert len(runs_of(corridor(along("S-1", 0, 4, 10), second), COR)) == count


def test_a_road_an_expressway_and_a_river_are_runs_of_their_own() -> None:
    catalog = corridor(
        along("S-1", 0, 10),
        replace(along("S-2", 10, 20, ref="CT.01"), road_class="expressway"),
        river("R-1", (20, 5), (30, 5)),
    )
    runs = runs_of(catalog, COR)
    assert [run.kind for run in runs] == [RunKind.ROAD, RunKind.EXPRESSWAY, RunKind.RIVER]
    assert [run.name["vi"] for run in runs] == ["QL.9", "Cao tốc CT.01", "Sông Con"]
    assert [run.id for run in runs] == ["COR-1-1", "COR-1-2", "COR-1-3"]
    found = unrolled(catalog)
    assert [found.lane(run.id).kind for run in runs] == [run.kind for run in runs]


def with_gap(first: Section, second: Section, *, kind: str, order: str = "12") -> Catalog:
    steps = {"1": RouteStep(first), "2": RouteStep(second, 2.5, kind)}
    route = tiny.route(*(steps[key] for key in order))
    return corridor(first, second, routes={route.id: route})


@pytest.mark.parametrize(
    ("kind", "order", "count"), [("shared", "12", 1), ("", "12", 2), ("shared", "21", 2)]
)
def test_what_is_shared_breaks_no_run(kind: str, order: str, count: int) -> None:
    catalog = with_gap(along("S-1", 0, 10), along("S-2", 12, 20), kind=kind, order=order)
    lanes = unrolled(catalog).lanes
    assert len(lanes) == count
    if count == 1:
        (gap,) = lanes[0].breaks
        assert (gap.km, gap.gap_km, gap.kind) == (near(10), 2.5, "shared")
        # What is shared is no part of the kilometres.
        assert lanes[0].length_km == near(18)
        kms = [km for km, _, _ in lanes[0].samples]
        assert kms == pytest.approx([0, 10, 10, 18])


def test_behind_a_section_travelled_backwards_no_gap_is_known() -> None:
    first, turned, last = along("S-0", 0, 2), along("S-1", 10, 2), along("S-2", 12, 20)
    catalog = with_gap(turned, last, kind="shared")
    catalog = replace(
        catalog,
        sections=tiny.by_id([first, turned, last]),
        corridors={COR: tiny.corridor(COR, first, turned, last)},
    )
    assert [len(run.legs) for run in runs_of(catalog, COR)] == [2, 1]


def official(*sections: Section, on: Iterable[Section], posts: bool = True) -> CorridorRun:
    post = Post.at(5, 105, 0.4, tiny.SOURCE)
    route = tiny.route(*on, posts=(post,) if posts else ())
    return runs_of(corridor(*sections, beside=on, routes={route.id: route}), COR)[0]


def test_a_part_of_a_measured_road_has_its_kilometres() -> None:
    parts = [along("S-1", 0, 10), along("S-2", 10, 20), along("S-3", 20, 30)]
    run = official(*parts[1:], on=parts)
    assert run.official is not None
    assert run.official_start_km == near(10)
    assert (run.label_km(0), run.label_km(7)) == (near(110), near(117))
    assert (run.km_of_label(111), run.km_of_label(117)) == (near(1), near(7))


def test_kilometres_are_official_only_where_the_run_is_that_road() -> None:
    parts = [along("S-1", 0, 10), along("S-2", 10, 20), along("S-3", 20, 30)]
    other = along("S-4", 20, 30, y=5.01, ref="QL.8")
    turned = along("S-5", 20, 10)
    for run in (
        official(*parts, on=parts, posts=False),
        official(parts[1], other, on=parts),
        official(parts[0], turned, on=[parts[0], turned]),
        official(other, on=parts),
    ):
        assert run.official is None
        assert (run.label_km(3), run.km_of_label(3)) == (3, 3)


@pytest.mark.parametrize(
    ("side", "shift"),
    [
        # It begins on the main run, or within half a kilometre of it; or it ends there.
        ([(12, 5), (12, 15)], 12),
        ([(12, 5.49), (12, 15)], 12),
        ([(12, 15), (12, 5.49)], 12 - 9.51),
        # Farther off, its middle lies beside what is nearest.
        ([(12, 5.6), (12, 16.6)], 12 - 5),
        ([(5, 8), (15, 8)], 5),
        ([(5, 8), (5, 20)], 0),
        # What begins before the main run moves that one.
        ([(-4, 8), (6, 8)], -4),
    ],
)
def test_what_lies_beside_the_longest_run_stands_beside_it(
    side: list[tuple[float, float]], shift: float
) -> None:
    catalog = corridor(road("S-2", *side, ref="QL.8"), along("S-1", 0, 30))
    found = offsets(runs_of(catalog, COR))
    assert found == pytest.approx((shift - min(shift, 0), -min(shift, 0)), abs=0.02)
    lanes = unrolled(catalog)
    assert [lane.offset_km for lane in lanes.lanes] == pytest.approx(found)
    assert lanes.length_km == pytest.approx(30 - min(shift, 0), abs=0.02)


def test_places_that_both_have_lie_below_each_other_as_far_as_one_move_can() -> None:
    # Most of the second road lies ten kilometres of detour farther along; what both have does not.
    detour = road("S-2", (1, 9), (5, 9), (5, 14), (8, 14), (8, 9), (30, 9), ref="QL.8")
    sites = [site(f"B-{x}", x, 7) for x in (2, 3, 4, 25)]
    found = unrolled(corridor(along("S-1", 0, 40), detour, sites=tiny.by_id(sites)))
    main, other = found.lanes
    assert (main.id, other.id) == ("COR-1-1", "COR-1-2")
    kms = {tie.name["vi"]: [round(tie.kms[lane.id]) for lane in found.lanes] for tie in found.ties}
    assert kms == {"B-2": [2, 1], "B-3": [3, 2], "B-4": [4, 3], "B-25": [25, 34]}
    assert other.offset_km - main.offset_km == near(1)


# -- the lane ---------------------------------------------------------------------------------


def test_shown_kilometres_run_through_the_posts() -> None:
    parts = [along("S-1", 0, 25)]
    # 10.5 measured kilometres are 10 official ones, which one offset allows within the doubt.
    posts = (Post.at(0, 100, 0.5, tiny.SOURCE), Post.at(10.5, 110, 0.5, tiny.SOURCE))
    route = tiny.route(*parts, posts=posts)
    (lane,) = unrolled(corridor(*parts, routes={route.id: route})).lanes
    assert lane.official
    assert [(post.km, post.label_km) for post in lane.posts] == [
        (near(km), label) for km, label in ((0, 100), (10.5, 110), (20.5, 120))
    ]
    assert (lane.start_label_km, lane.end_label_km) == (near(100), near(124.5))
    assert lane.uncertainty_km == near(0.5 + 14.5 * 0.02)
    assert [lane.label_at(km) for km in (0, 2.1, 10.5, 17, 25)] == pytest.approx(
        [100, 102, 110, 116.5, 124.5], abs=1e-2
    )
    assert lane.labels == tuple(sorted(lane.labels))


def test_a_lane_without_posts_counts_from_its_start() -> None:
    drawn = along("S-2", 10, 25, geometry_kind=GeometryKind.SCHEMATIC)
    (lane,) = unrolled(corridor(along("S-1", 0, 10), drawn)).lanes
    assert (lane.official, lane.uncertainty_km) == (False, 0)
    assert [post.label_km for post in lane.posts] == [0, 10, 20]
    assert lane.schematic_km == near(15)


def passed(catalog: Catalog, side: Side = Side.BOTH) -> list[tuple[str, float, float]]:
    band = unrolled(catalog).lanes[0].band(AreaFrame.COMMUNE, side)
    return [(part.code, round(part.from_km, 1), round(part.to_km, 1)) for part in band.intervals]


def test_a_band_says_what_is_passed_in_both_frames() -> None:
    catalog = corridor(along("S-1", -5, 25))
    assert passed(catalog) == [
        ("", 0, 5), (WEST, 5, 15), (MIDDLE, 15, 25), (EAST, 25, 30),
    ]  # fmt: skip
    (lane,) = unrolled(catalog).lanes
    districts = lane.band(AreaFrame.DISTRICT).intervals
    assert [part.code for part in districts] == ["", "201", "202"]


@pytest.mark.parametrize(
    ("begin", "more", "first"),
    [
        (9.8, {}, MIDDLE),
        (9.6, {}, WEST),
        (9.8, {"road_class": "expressway"}, MIDDLE),
        (9.6, {"road_class": "expressway"}, WEST),
    ],
)
def test_a_stretch_along_a_boundary_is_no_stretch(
    begin: float, more: dict[str, Any], first: str
) -> None:
    assert passed(corridor(along("S-1", begin, 19, **more)))[0][0] == first


@pytest.mark.parametrize(("begin", "codes"), [(8.6, [MIDDLE]), (8.4, [WEST, MIDDLE])])
def test_a_river_must_touch_an_area_for_longer(begin: float, codes: list[str]) -> None:
    catalog = corridor(river("R-1", (begin, 5), (19, 5)))
    for side in (Side.LEFT, Side.RIGHT):
        assert [code for code, _, _ in passed(catalog, side)] == codes


@pytest.mark.parametrize(
    ("x", "left", "right"),
    [(10, WEST, MIDDLE), (-0.2, "", WEST), (15.6, MIDDLE, MIDDLE), (9.4, WEST, WEST)],
)
@pytest.mark.parametrize("up", [True, False])
def test_the_banks_lie_left_and_right_of_the_stream(
    x: float, left: str, right: str, up: bool
) -> None:
    ys = (0, 10) if up else (10, 0)
    catalog = corridor(river("R-1", *((x, y) for y in ys)))
    found = [[code for code, _, _ in passed(catalog, side)] for side in (Side.LEFT, Side.RIGHT)]
    assert found == ([[left], [right]] if up else [[right], [left]])


def test_marks_stand_within_three_kilometres_in_the_order_of_travel() -> None:
    def place(name: str, x: float, kind: str) -> Place:
        return Place(name, kind, named(name), 2, point(1_000 * x, 4_000), WEST, "201")

    sites = [site("B-2", 12, 7.9), site("B-1", 13, 2.1), site("B-3", 12, 8.1), site("B-4", 2, 5)]
    places = (place("SEAT", 6, "district_seat"), place("V", 7, "village"))
    (lane,) = unrolled(corridor(along("S-1", 0, 30), sites=tiny.by_id(sites), places=places)).lanes
    assert [(mark.id, round(mark.km, 2), round(mark.offset_km, 2)) for mark in lane.marks] == [
        ("B-4", 2, 0), ("SEAT", 6, 1), ("B-2", 12, 2.9), ("B-1", 13, 2.9),
    ]  # fmt: skip
    assert [mark.evidence for mark in lane.marks][:2] == [Evidence.B, None]


def joined(*beside: Section, on: Iterable[Section] = ()) -> list[tuple[float, str]]:
    catalog = corridor(*(on or (along("S-1", 0, 4, 30),)), beside=beside)
    return [(round(item.km, 2), item.ref) for item in unrolled(catalog).lanes[0].junctions]


def test_a_junction_stands_where_another_number_meets_the_run() -> None:
    beside = [road("S-8", (8, 5), (8, 9), ref="QL.8"), road("S-7", (22, 0), (22, 9), ref="QL.7")]
    assert joined(*beside) == [(8, "QL.8"), (22, "QL.7")]
    catalog = corridor(along("S-1", 0, 30), beside=beside)
    found = unrolled(catalog).lanes[0].junctions
    assert {(item.planned, item.ferry) for item in found} == {(False, False)}
    turned = (along("S-1", 0, 12), along("S-2", 30, 12))
    assert joined(*beside, on=turned) == [(8, "QL.8"), (22, "QL.7")]


def test_the_same_road_going_on_is_no_junction_but_its_branch_is() -> None:
    beyond = (along("S-0", 0, -5), along("S-9", 30, 35), road("S-8", (30, 5), (30, 9), ref="QL.8"))
    branch = road("S-2", (17, 5), (17, 9))
    assert joined(*beyond, branch) == [(17, "QL.9"), (30, "QL.8")]


def test_two_joints_of_one_road_near_each_other_are_one_for_the_eye() -> None:
    beside = [road(f"S-{x}", (x, 5), (x, 9), ref="QL.8") for x in (8, 8.29, 8.59, 12)]
    beside.append(road("S-7", (8.1, 5), (8.1, 0), ref="QL.7"))
    assert joined(*beside) == [(8, "QL.8"), (8.1, "QL.7"), (8.59, "QL.8"), (12, "QL.8")]


def test_roads_cross_a_river_where_their_line_is_known() -> None:
    flow = river("R-1", (0, 5), (15, 5), (30, 5))
    beside = (
        road("S-1", (4, 0), (4, 9)),
        road("S-2", (5.9, 0), (5.9, 9)),
        road("S-3", (6.1, 0), (6.1, 9)),
        road("S-4", (20, 0), (20, 9), ref="QL.8", crossing="ferry"),
        road("S-5", (25, 0), (25, 9), ref="QL.7", geometry_kind=GeometryKind.SCHEMATIC),
    )
    first = along("R-0", -5, 0, road_class="river", ref="")
    catalog = corridor(first, flow, beside=beside)
    junctions = unrolled(catalog).lanes[0].junctions
    assert [(round(j.km, 2), j.ref, j.ferry) for j in junctions] == [
        (9, "QL.9", False), (11.1, "QL.9", False), (25, "QL.8", True),
    ]  # fmt: skip


def test_samples_follow_a_bend_that_is_more_than_twenty_metres() -> None:
    bends = road("S-1", (0, 5), (5, 5.015), (10, 5), (15, 5.03), (20, 5))
    (lane,) = unrolled(corridor(bends)).lanes
    assert [km for km, _, _ in lane.samples] == pytest.approx([0, 10, 15, 20], abs=0.01)
    spot = point(15_000, 5_030)
    assert lane.samples[2][1:] == pytest.approx((spot.x, spot.y), abs=2e-5)


# -- projects ---------------------------------------------------------------------------------


def built(*pieces: GeometryPart, project_id: str = "P-1", **more: Any) -> Project:
    return tiny.project(project_id, *pieces, corridor_ids=(COR,), **more)


def on_lanes(project: Project, *sections: Section) -> dict[str, tuple[Basis, list[Any]]]:
    catalog = corridor(*(sections or (along("S-1", 0, 10), along("S-2", 10, 30))))
    catalog = replace(catalog, projects={project.id: project})
    return {
        run: (basis, [tuple(round(km, 2) for km in ends) for ends in stretches])
        for (run, _), (basis, stretches) in placed_on(catalog, COR).items()
    }


def test_a_project_on_sections_lies_between_its_ends() -> None:
    mine = built(piece(line((4_000, 5_000), (10_000, 5_000)), "S-1"),
                 piece(line((25_000, 5_000), (10_000, 5_000)), "S-2"))  # fmt: skip
    assert on_lanes(mine) == {"COR-1-1": (Basis.LINE, [(4, 25)])}


def test_a_project_may_lie_in_several_stretches() -> None:
    ends = ((20, 22), (12, 15), (15.04, 16), (16.06, 17), (28, 28.04))
    shapes = [line((a * 1_000, 5_000), (b * 1_000, 5_000)) for a, b in ends]
    mine = built(*(piece(shape, "S-2") for shape in shapes))
    assert on_lanes(mine) == {"COR-1-1": (Basis.LINE, [(12, 16), (16.06, 17), (20, 22)])}


@pytest.mark.parametrize(
    ("shape", "stretches"),
    [
        # Under another section's name, along the run for a kilometre or more, within 60 m.
        ([(3, 5.05), (4.2, 5.05)], [(2.97, 4.23)]),
        ([(3, 5.05), (3.8, 5.05)], []),
        ([(3, 5.07), (9, 5.07)], []),
        ([(3, 8), (3, 2)], []),
    ],
)
def test_a_project_beside_the_run_is_on_it_where_it_runs_along(
    shape: list[tuple[float, float]], stretches: list[tuple[float, float]]
) -> None:
    mine = built(piece(line(*((x * 1_000, y * 1_000) for x, y in shape)), "S-9"))
    found = on_lanes(mine)
    if stretches:
        basis, ends = found["COR-1-1"]
        assert basis is Basis.LINE
        assert ends == [pytest.approx(stretches[0], abs=0.02)]
    else:
        assert found == {}


def test_a_road_along_a_river_is_not_built_on_it() -> None:
    mine = built(piece(line((3_000, 5_000), (9_000, 5_000)), "S-9"))
    assert on_lanes(mine, river("R-1", (0, 5), (30, 5))) == {}


def test_a_project_known_by_its_area_stands_on_the_first_run_through_it() -> None:
    square = tiny.areas()[MIDDLE].geometry
    mine = built(piece(square, f"commune:{MIDDLE}", "area"))
    sections = (along("S-0", 0, 9), along("S-1", 5, 30, y=6), along("S-2", 0, 30, y=4))
    assert on_lanes(mine, *sections) == {"COR-1-2": (Basis.AREA, [(5, 15)])}


def test_points_stand_on_the_nearest_run_up_to_three_kilometres_away() -> None:
    spots = [(7, 6.5), (3, 7.9), (5, 3.2), (20, 8.2)]
    mine = built(*(piece(point(x * 1_000, y * 1_000), "P", "point") for x, y in spots))
    sections = (along("S-1", 0, 30), along("S-2", 0, 30, y=3))
    assert on_lanes(mine, *sections) == {
        "COR-1-1": (Basis.POINT, [(3, 3), (7, 7)]), "COR-1-2": (Basis.POINT, [(5, 5)]),
    }  # fmt: skip
    far = built(piece(point(20_000, 8_200), "P", "point"))
    assert on_lanes(far, *sections[:1]) == {}


def test_bars_stand_in_the_order_of_travel_the_longest_of_equal_starts_first() -> None:
    ends = {"P-3": (4, 9), "P-2": (4, 9), "P-1": (4, 6), "P-4": (4, 12), "P-0": (5, 7)}
    projects = [
        built(piece(line((low * 1_000, 5_000), (high * 1_000, 5_000))), project_id=name)
        for name, (low, high) in ends.items()
    ]
    other = tiny.on_road("P-9", 1, 29)
    catalog = replace(corridor(along("S-1", 0, 30)), projects=tiny.by_id([*projects, other]))
    bars = unrolled(catalog).lanes[0].bars
    assert [bar.project_id for bar in bars] == ["P-4", "P-2", "P-3", "P-1", "P-0"]


# -- the profile ------------------------------------------------------------------------------


def of(catalog: Catalog, *projects: Project, **statuses: Status) -> CorridorProfile:
    day = PartialDate(2025, 1, 1)
    events = tuple(
        tiny.event(key.replace("_", "-"), day, status) for key, status in statuses.items()
    )
    full = replace(catalog, projects=tiny.by_id(projects), events=events)
    return profile(build_view(full, Selection(), DAY), COR)


def stretch(number: int, low: float, high: float) -> Project:
    shape = line((low * 1_000, 5_000), (high * 1_000, 5_000))
    return built(piece(shape), project_id=f"P-{number}")


def test_where_projects_overlap_the_livelier_one_counts() -> None:
    found = of(
        corridor(along("S-1", 0, 30)), stretch(1, 2, 12), stretch(2, 8, 20), stretch(3, 8, 9),
        P_1=Status.COMPLETED, P_2=Status.PREPARING, P_3=Status.CONSTRUCTION,
    )  # fmt: skip
    (shared,) = found.roads
    assert (shared.name["vi"], shared.length_km, shared.schematic) == ("QL.9", near(30), False)
    kms = {share.status: round(share.km, 2) for share in shared.shares}
    assert kms == {
        Status.COMPLETED: 6, Status.CONSTRUCTION: 1, Status.PREPARING: 11, Status.PLANNED: 0,
        None: 12,
    }  # fmt: skip
    assert [share.share for share in shared.shares] == pytest.approx(
        [share.km / 30 for share in shared.shares], abs=1e-4
    )
    groups = [(status, [on.row.project.id for on in group]) for status, group in found.projects]
    assert groups == [
        (Status.CONSTRUCTION, ["P-3"]), (Status.PREPARING, ["P-2"]), (Status.COMPLETED, ["P-1"]),
    ]  # fmt: skip


def test_without_projects_the_usual_statuses_are_told_all_the_same() -> None:
    found = of(corridor(along("S-1", 0, 30)))
    (road,) = found.roads
    assert [(share.status, round(share.km, 2)) for share in road.shares] == [
        (Status.COMPLETED, 0), (Status.CONSTRUCTION, 0), (Status.PREPARING, 0),
        (Status.PLANNED, 0), (None, 30),
    ]  # fmt: skip


def test_among_projects_of_one_status_the_longest_stands_first() -> None:
    spot = built(piece(point(1_000, 6_000), "P", "point"), project_id="P-10")
    away = built(project_id="P-9")
    found = of(
        corridor(along("S-1", 0, 30)), stretch(1, 2, 5), spot, away, stretch(2, 8, 20),
        P_1=Status.PLANNED, P_2=Status.PLANNED, P_9=Status.PLANNED, P_10=Status.PLANNED,
    )  # fmt: skip
    ((_, group),) = found.projects
    assert [(on.row.project.id, round(on.km, 2), on.basis) for on in group] == [
        ("P-2", 12, Basis.LINE), ("P-1", 3, Basis.LINE), ("P-9", 0, None), ("P-10", 0, Basis.POINT),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("west", "outside", "told"), [(0, 0, False), (-0.4, 0.4, False), (-0.7, 0.7, True)]
)
def test_notes_say_what_a_reader_of_the_lengths_must_know(
    west: float, outside: float, told: bool
) -> None:
    found = of(corridor(along("S-1", west, 30)))
    assert found.outside_km == pytest.approx(outside, abs=0.01)
    notes = list(found.notes("vi"))
    assert len(notes) == 1 + told
    assert (f"{outside:.1f}".replace(".", ",") in notes[0]) is told


def test_lines_side_by_side_drawings_guesses_and_gaps_are_told() -> None:
    first, second = along("S-1", 0, 10), along("S-2", 12, 20)
    catalog = with_gap(first, second, kind="shared")
    drawn = along("S-3", 0, 7, y=8, ref="QL.8", geometry_kind=GeometryKind.SCHEMATIC)
    bare = tiny.corridor(COR, first, second, drawn)
    guessed = replace(bare.sections[0], basis="inference")
    full = replace(bare, sections=(guessed, *bare.sections[1:]))
    found = of(replace(catalog, corridors={COR: full}, sections=tiny.by_id([first, second, drawn])))
    assert found.lanes_in_words("vi") == ("QL.9 18,0 km", "QL.8 ≈ 7 km")
    assert (found.schematic_km, found.inferred_km) == pytest.approx((7, 10), abs=1e-3)
    assert (found.shared_km, found.outside_km) == (2.5, near(0))
    notes = list(found.notes("vi"))
    assert len(notes) == 5
    for note, words in zip(notes, ("QL.9 18,0 km, QL.8 ≈ 7 km", "7 km", "10,0 km", "2,5 km"),
                           strict=False):  # fmt: skip
        assert words in note
    parts = {part.section_id: (round(part.from_km), round(part.to_km), round(part.km))
             for part in found.sections}  # fmt: skip
    assert parts == {"S-1": (0, 10, 10), "S-2": (10, 18, 8), "S-3": (0, 7, 7)}
    lengths = {touch.code: round(touch.length_km, 1) for touch in found.areas_of(AreaFrame.COMMUNE)}
    assert lengths == {WEST: 17, MIDDLE: 8}
