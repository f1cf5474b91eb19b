"""Which kilometres a strip shows: today's, those of the old count, or distances in words."""

from __future__ import annotations

import pytest

from geo.catalog.catalog import Catalog
from geo.catalog.km_posts import CountId, KmCount, Post
from geo.catalog.linear_reference import RouteStep, build_route
from geo.corridor.model import Lane
from geo.corridor.strip import bare_lanes
from geo.model import Corridor, CorridorSection
from geo.text import NO_TEXT
from layers.charts.strip_layout import facts_of
from tests import tiny


def on_town_road(counts: tuple[KmCount, ...], steps: list[RouteStep]) -> Lane:
    """Give the lane of a corridor that follows the town's road."""
    sections = {step.section.id: step.section for step in steps}
    corridor = Corridor(
        "COR-1", tiny.named("Một"), tiny.named("Một"),
        tuple(CorridorSection(name, "text", NO_TEXT) for name in sections), (), (), "", (), NO_TEXT,
    )  # fmt: skip
    catalog = tiny.town(
        (),
        sections=sections,
        corridors={"COR-1": corridor},
        routes={tiny.ROAD: build_route(tiny.ROAD, 0, steps, counts)},
    )
    return bare_lanes(catalog, "COR-1")[0]


def test_a_lane_tells_both_counts() -> None:
    steps = [RouteStep(tiny.section("S-1", tiny.line((0, 5_000), (30_000, 5_000))))]
    lane = on_town_road(tiny.recounted_town().routes[tiny.ROAD].counts, steps)
    assert (lane.start_label_km, lane.end_label_km) == pytest.approx((100, 130))
    assert lane.old_ends == pytest.approx((90, 120))
    facts = facts_of(tiny.town(), lane, 0, lane.length_km, "vi")
    assert "lý trình cũ Km90 – Km120" in facts


def test_shown_kilometres_jump_where_they_run_on_along_another_road() -> None:
    one = tiny.section("S-1", tiny.line((0, 5_000), (14_000, 5_000)))
    two = tiny.section("S-2", tiny.line((18_000, 5_000), (30_000, 5_000)))
    counts = (KmCount(tiny.ROAD, CountId.TODAY, (Post.at(0, 0, 0.1, "S"),)),)
    steps = [RouteStep(one), RouteStep(two, 4.0, "shared", gap_counted=True)]
    lane = on_town_road(counts, steps)
    assert lane.label_at(13.9) == pytest.approx(13.9, abs=0.01)
    assert lane.label_at(14.1) == pytest.approx(18.1, abs=0.01)
    assert [post.km for post in lane.posts] == pytest.approx([0, 10, 16], abs=0.01)


def test_a_road_without_a_post_has_distances_in_words(catalog: Catalog) -> None:
    lane = bare_lanes(catalog, "COR-06")[2]
    assert not lane.official
    words = facts_of(catalog, lane, 0, lane.length_km, "vi")[0]
    assert words == "cách đầu tuyến trong tỉnh (Mường Giôn) 0 – 53,7 km, chưa biết gốc lý trình"
    assert "Km" not in words
