"""Kilometre posts: what they leave of an offset, and what the committed ones say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.catalog.catalog import Catalog
from geo.catalog.km_posts import DRIFT, CountId, KmCount, Post, PostRole, grade_of
from geo.catalog.linear_reference import RouteStep, build_route
from geo.edit.check import post_problems
from geo.errors import DataError, UnknownKmError
from geo.io.load import load
from geo.io.routes import read_posts, read_routes
from geo.model import AreaFrame, Evidence
from geo.reports.posts import PostFit, located_posts
from geo.tables import Tables
from tests import tiny

POSTS = load().km_posts
USED = [post for post in POSTS if post.role is not PostRole.UNUSED]


def count_of(*posts: Post) -> KmCount:
    return KmCount("QL.9", CountId.TODAY, posts)


def within(km: float, low: float, high: float) -> Post:
    """Give a post of which only the stretch is known, from `low` to `high` along the route."""
    return Post(km, ((low, high),), "S")


def test_a_post_in_a_commune_leaves_an_interval_of_offsets() -> None:
    count = count_of(within(74.52, 42, 60))
    assert count.bounds_at(74.52) == pytest.approx((14.52, 32.52))
    assert count.uncertainty_km(74.52) == pytest.approx(9)


def test_several_posts_leave_what_they_share() -> None:
    # Offsets 14 to 32, 29 to 40 and 22 to 30.5 share 29 to 30.5.
    count = count_of(within(74, 42, 60), within(60, 20, 31), within(92, 61.5, 70))
    assert count.bounds_at(74) == pytest.approx((29, 30.5))
    assert count.along_km(74) == pytest.approx(74 - 29.75)
    assert count.uncertainty_km(74) == pytest.approx(0.75)


def test_the_uncertainty_grows_away_from_the_posts() -> None:
    count = count_of(within(50, 0, 10), within(60, 5, 15))
    assert count.uncertainty_km(80) == pytest.approx(count.uncertainty_km(60) + 20 * DRIFT)
    assert count.uncertainty_km(55) == pytest.approx(count.uncertainty_km(60) + 5 * DRIFT)


def test_an_area_that_a_road_enters_twice_leaves_two_intervals() -> None:
    twice = Post(50, ((10, 12), (30, 33)), "S")
    assert count_of(twice).bounds_at(50) == pytest.approx((17, 40))
    assert count_of(twice, within(60, 20, 24)).bounds_at(50) == pytest.approx((38, 40))
    assert count_of(twice, within(60, 40, 44)).bounds_at(50) == pytest.approx((17, 20))


def test_posts_that_share_no_offset_make_it_drift() -> None:
    # Offsets 90 to 91, and fifty kilometres on 93 to 94.
    count = count_of(within(100, 9, 10), within(150, 56, 57))
    assert count.drift == pytest.approx(2 / 50 + DRIFT)
    assert count.official_km(9.5) == pytest.approx(100.3, abs=0.5)
    assert count.official_km(56.5) == pytest.approx(149.7, abs=0.5)
    for km in (60, 100, 125, 150, 190):
        low, high = count.bounds_at(km)
        assert low < high
        assert count.official_km(count.along_km(km)) == pytest.approx(km, abs=1e-5)


def test_posts_that_contradict_each_other_are_named() -> None:
    with pytest.raises(DataError, match=r"Km100\+000 and Km110\+000 of QL\.9 contradict"):
        _ = count_of(within(100, 9, 10), within(110, 30, 31), within(120, 29, 30)).drift


def test_a_named_spot_keeps_its_kilometre() -> None:
    count = count_of(Post.at(0, 19, 5, "S"), Post.at(34, 53, 5, "S"), Post.at(66.8, 85.3, 5, "S"))
    assert count.drift == 0
    assert [count.official_km(along) for along in (0, 34, 66.8)] == pytest.approx([19, 53, 85.3])


POST = st.builds(
    lambda along, noise, half: within(along + 100 + noise, along - half, along + half),
    st.integers(0, 100).map(float),
    st.floats(-1, 1),
    st.floats(1, 6),
)


@given(st.lists(POST, min_size=1, max_size=6), st.floats(80, 230), st.floats(80, 230))
def test_kilometres_run_with_the_route(posts: list[Post], one: float, two: float) -> None:
    count = count_of(*posts)
    low, high = sorted((one, two))
    assert count.along_km(low) <= count.along_km(high) + 1e-9
    assert count.official_km(count.along_km(one)) == pytest.approx(one, abs=1e-5)
    assert count.uncertainty_km(one) >= 0
    # What was drawn with offset 100 is found within the uncertainty, drift aside.
    assert abs(count.along_km(one) - (one - 100)) <= count.uncertainty_km(one) + 1e-6


@given(st.lists(POST, min_size=1, max_size=6), st.floats(0, 5), st.floats(80, 230))
def test_wider_posts_never_leave_a_smaller_doubt(posts: list[Post], more: float, km: float) -> None:
    wider = [
        within(post.km, post.stretches[0][0] - more, post.stretches[0][1] + more) for post in posts
    ]
    assert count_of(*wider).uncertainty_km(km) >= count_of(*posts).uncertainty_km(km) - 1e-9


@given(st.floats(0, 30), st.floats(0, 30))
def test_a_bigger_uncertainty_never_gives_a_better_grade(one: float, two: float) -> None:
    small, big = sorted((one, two))
    assert grade_of(small) <= grade_of(big)


@given(st.floats(0, 12), st.floats(0, 12), st.sampled_from(Evidence))
def test_a_place_on_a_road_is_graded_by_its_doubt(one: float, two: float, grade: Evidence) -> None:
    def located(doubt: float) -> Evidence:
        section = replace(
            tiny.section("S-1", tiny.line((0, 5_000), (30_000, 5_000))), evidence=grade
        )
        count = count_of(Post.at(0, 100, doubt, "S"))
        span = build_route("QL.9", 0, [RouteStep(section)], [count]).locate(105, 110)
        (piece,) = span.pieces
        assert piece.evidence is not None
        return piece.evidence

    small, big = sorted((one, two))
    assert grade <= located(small) <= located(big)


def test_the_limits_of_the_grades() -> None:
    found = [grade_of(km) for km in (0.5, 0.51, 2.0, 2.4, 5.0, 5.1)]
    assert "".join(found) == "ABBCCD"


def test_a_road_counted_anew_has_both_counts() -> None:
    route = tiny.recounted_town().routes["QL.9"]
    assert route.km_ranges() == (pytest.approx((100, 130)),)
    assert route.km_ranges(CountId.OLD) == (pytest.approx((90, 120)),)
    assert route.to_measure(105) == pytest.approx(5)
    assert route.to_measure(105, CountId.OLD) == pytest.approx(15)
    assert route.count_on(date(2024, 12, 31)) is CountId.OLD
    assert route.count_on(date(2025, 1, 1)) is CountId.TODAY


def test_a_project_keeps_its_place_when_its_road_is_counted_anew(tmp_path: Path) -> None:
    data = changed_data(
        tmp_path,
        "km-posts",
        'QL.6,303,QL6-2@start,calibrate,old,2020-12-31,1,"cũ","old",HANOIMOI-2017-08-25\n',
    )
    tables = data / "tables" / "projects.csv"
    text = tables.read_text(encoding="utf-8")
    tables.write_text(text.replace("QL-6,QL.6,193,303,", "QL-6,QL.6@old,303,313,"), "utf-8")
    catalog = load(data)
    project = catalog.projects["QL6-VRAMP"]
    assert (project.road_ref, project.km_count) == ("QL.6", "old")
    assert {piece.origin for piece in project.pieces} == {"QL6-2"}
    assert project.drawn_km == pytest.approx(10, abs=0.1)


def changed_data(folder: Path, table: str, more: str) -> Path:
    """Give a copy of the data folder with further lines in a table."""
    source = Path(__file__).resolve().parents[2] / "data"
    (folder / "tables").mkdir()
    (folder / "shapes").symlink_to(source / "shapes", target_is_directory=True)
    for path in (source / "tables").glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        text += more if path.stem == table else ""
        (folder / "tables" / path.name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("road", "low", "high", "half_km"),
    [
        ("QL.6", 149.2, 153.9, 0.6),
        ("QL.37", 357.9, 359.5, 0.7),
        ("QL.279D", 29.4, 30.8, 0.61),
        ("QL.12", 278.5, 281.1, 1.3),
        ("QL.4G", -3.3, 3.2, 3.2),
        ("QL.43", -0.6, 0.5, 0.5),
        ("ĐT.112", -1.0, 1.0, 1.0),
    ],
)
def test_what_the_posts_leave_of_the_counts(
    catalog: Catalog, road: str, low: float, high: float, half_km: float
) -> None:
    count = catalog.routes[road].count()
    least, most = count.bounds_at(count.posts[0].km)
    assert low <= least <= most <= high
    assert (most - least) / 2 <= half_km


def test_dt114_counts_towards_phu_yen(catalog: Catalog) -> None:
    route = catalog.routes["ĐT.114"]
    first, last = route.km_ranges()[0][0], route.km_ranges()[-1][-1]
    assert last >= 62
    assert route.legs[0].section.end["vi"] == "Phù Yên (QL.37)"
    start, end = (route.locate(km).geometry for km in (first, last))
    seat = next(place for place in catalog.places if place.id == "SEAT-122")
    assert end.distance(seat.point) < start.distance(seat.point)


def test_ql43_counts_the_way_that_it_shares(catalog: Catalog) -> None:
    route = catalog.routes["QL.43"]
    assert route.km_ranges()[-1][1] == pytest.approx(116, abs=0.5)
    found = {km: catalog.areas[commune_at(catalog, "QL.43", km)].name["vi"] for km in (
        14.63, 16.35, 22.8, 56.8, 59.33, 60.48, 62.24, 88.8, 92.7,
    )}  # fmt: skip
    assert [*found.values()] == [
        "Tường Hạ", "Tường Hạ", "Tân Phong", "Đoàn Kết", "Đoàn Kết", "Tô Múa", "Tô Múa",
        "Mộc Châu", "Chiềng Sơn",
    ]  # fmt: skip


def commune_at(catalog: Catalog, road: str, km: float) -> str:
    pieces = catalog.routes[road].locate(km).pieces
    (touch,) = dict(catalog.areas.overlaps(pieces))[AreaFrame.COMMUNE]
    return touch.code


@pytest.mark.parametrize("road", ["QL.279", "QL.6C", "QL.32B", "ĐT.105", "ĐT.108", "ĐT.101/1"])
def test_a_road_without_a_located_post_has_no_kilometres(catalog: Catalog, road: str) -> None:
    with pytest.raises(UnknownKmError):
        catalog.routes[road].locate(5)


@pytest.mark.parametrize("number", range(len(USED)), ids=[f"{p.route_id} {p.km:g}" for p in USED])
def test_every_post_lies_where_its_source_puts_it(catalog: Catalog, number: int) -> None:
    post = next(each for each in located_posts(catalog) if each.record == USED[number])
    record = post.record
    beside = {("QL.6", 179.95), ("QL.6", 193), ("QL.6", 303), ("ĐT.101", 17.765)}
    fits = (record.route_id, record.km) not in beside
    assert post.fit is (PostFit.FITS if fits else PostFit.WITHIN)
    assert post.away_km is not None
    assert (post.away_km < 0.06) is fits
    if not record.area_code or record.role is PostRole.VERIFY:
        return
    found = catalog.areas[post.found_code]
    assert record.area_code in {post.found_code, *found.district_codes}


def test_a_post_that_does_not_fit_says_why() -> None:
    unused = [post for post in POSTS if post.role is PostRole.UNUSED]
    assert {(post.route_id, post.km) for post in unused} >= {
        ("QL.4G", 78.2), ("QL.37", 402.7), ("ĐT.113", 87.02), ("ĐT.108/1", 25.4),
    }  # fmt: skip
    for post in unused:
        for language in ("vi", "en"):
            assert (
                post.note[language].endswith(("không dùng", "not used"))
                or "bypass" in post.note["en"]
            )
    assert not any((post.route_id, post.km) == ("QL.279D", 46.6) for post in POSTS)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("QL.12,303,area:03646,calibrate,,,0,x,x,VNMHA-2020-08-17", "QL.12 does not pass area:036"),
        ("QL.12,303,area:99999,calibrate,,,0,x,x,VNMHA-2020-08-17", "no area '99999'"),
        ("QL.12,303,QL6-1@start,calibrate,,,0,x,x,VNMHA-2020-08-17", "QL.12 does not pass QL6-1"),
        ("ĐT.113,87,area:03781,calibrate,,,0,x,x,VNMHA-2020-08-17", "no measured line"),
        ("QL.12,303,area:04171,calibrate,,,0,x,x,VNMHA-2020-08-17", "contradict each other"),
    ],
)
def test_a_post_that_cannot_calibrate_is_refused(
    tmp_path: Path, catalog: Catalog, line: str, message: str
) -> None:
    tables = Tables(changed_data(tmp_path, "km-posts", f"{line}\n") / "tables")
    with pytest.raises(DataError, match=message):
        read_routes(tables, catalog.sections, catalog.areas, read_posts(tables))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "QL.12,303,area:03646,verify,,,0,x,x,VNMHA-2020-08-17",
            r"lies \d+\.\d km outside area:036",
        ),
        ("QL.12,900,area:04171,verify,,,0,x,x,VNMHA-2020-08-17", "is not found on area:04171"),
        ("QL.12,303,area:99999,verify,,,0,x,x,VNMHA-2020-08-17", "no area '99999'"),
        ("QL.279,20,area:03694,verify,,,0,x,x,VNMHA-2020-08-17", "QL.279 Km20.000 is not found"),
        ("QL.12,303,area:04171,unused,,,0,,,VNMHA-2020-08-17", "no note says why"),
    ],
)
def test_the_check_names_posts_that_do_not_fit(tmp_path: Path, line: str, message: str) -> None:
    catalog = load(changed_data(tmp_path, "km-posts", f"{line}\n"))
    (problem,) = post_problems(catalog, frozenset())
    assert re.search(message, problem.what)
    assert problem.where.startswith(f"tables/km-posts.csv:{len(POSTS) + 2}:")


def test_a_post_that_does_not_fit_may_be_explained(tmp_path: Path) -> None:
    line = "QL.12,303,area:03646,verify,,,0,x,x,VNMHA-2020-08-17\n"
    catalog = load(changed_data(tmp_path, "km-posts", line))
    assert not [*post_problems(catalog, frozenset({("km-post", "QL.12 303")}))]


def test_a_project_on_a_road_without_a_post_is_refused(tmp_path: Path) -> None:
    data = changed_data(tmp_path, "km-posts", "")
    table = data / "tables" / "projects.csv"
    text = table.read_text(encoding="utf-8")
    for road, message in (
        ("QL.279", "nobody knows where its kilometres start"),
        ("QL.6@new", "no count 'new'"),
    ):
        changed = text.replace("QL-6,QL.6,193,303,", f"QL-6,{road},20,30,")
        table.write_text(changed, encoding="utf-8")
        with pytest.raises(DataError, match=message):
            load(data)
