"""What stands where along a strip map: nothing over anything else, nothing lost."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.catalog.catalog import Catalog
from geo.corridor.model import Basis
from geo.corridor.strip import strip
from geo.query.selection import Selection
from geo.query.view import build_view
from layers.charts.strip_layout import reaches
from layers.charts.strip_placement import (
    LaneRow,
    ProjectPlace,
    Rows,
    project_places,
    shield_places,
    spread,
)
from layers.style.text_metrics import Face, measure
from panels.components.strip import SCREEN

CORRIDORS = [f"COR-0{number}" for number in range(1, 7)]
FACE = Face(SCREEN.size)
WIDTH = SCREEN.width


@given(
    st.lists(st.tuples(st.floats(0, 1000), st.floats(1, 80)), min_size=1, max_size=10),
    st.floats(0, 10),
)
def test_words_spread_in_order_without_overlap_inside_the_edges(
    wishes: list[tuple[float, float]], gap: float
) -> None:
    wishes.sort()
    starts = spread(wishes, 0, 1000, gap)
    ends = [start + wide for start, (_, wide) in zip(starts, wishes, strict=True)]
    assert starts[0] >= -1e-6
    assert ends[-1] <= 1000 + 1e-6
    for end, start in zip(ends, starts[1:], strict=False):
        assert start >= end + gap - 1e-6


@given(st.floats(50, 950), st.floats(1, 80))
def test_words_alone_stand_where_they_want(middle: float, wide: float) -> None:
    (start,) = spread([(middle, wide)], 0, 1000, 5)
    assert start + wide / 2 == pytest.approx(middle)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0.1, 50)), max_size=20), st.integers(0, 3))
def test_a_row_holds_nothing_twice_and_a_limit_holds(
    wishes: list[tuple[float, float]], most: int
) -> None:
    rows = Rows(most)
    taken: dict[int, list[tuple[float, float]]] = {}
    for left, wide in wishes:
        row = rows.place(left, left + wide)
        if row is not None:
            taken.setdefault(row, []).append((left, left + wide))
    assert rows.used == len(taken)
    assert not most or rows.used <= most
    assert most or sum(map(len, taken.values())) == len(wishes)
    for row in taken.values():
        assert all(a[1] <= b[0] or b[1] <= a[0] for a, b in combinations(row, 2))


@pytest.mark.parametrize("corridor_id", CORRIDORS)
def test_projects_stand_once_a_lane_with_all_stretches(catalog: Catalog, corridor_id: str) -> None:
    for reach in reaches(strip(build_view(catalog, Selection()), corridor_id), SCREEN):
        ids = {bar.project_id for bar in reach.lane.bars}
        names = {id_: catalog.projects[id_].name["vi"] for id_ in ids}
        places = project_places(reach, names, {Basis.POINT: 15}, FACE)
        assert sum(len(place.ends) for place in places) == len(reach.lane.bars)
        assert {place.bar.project_id for place in places} == ids
        for place in places:
            assert place.words == names[place.bar.project_id]
            assert reach.left <= place.words_x
            assert place.words_x + measure(place.words, FACE).width <= reach.right + 1e-6
        for one, two in combinations(places, 2):
            if one.row == two.row:
                assert extent(one)[1] <= extent(two)[0] or extent(two)[1] <= extent(one)[0]


def extent(place: ProjectPlace) -> tuple[float, float]:
    xs = [x for ends in place.ends for x in ends]
    xs += [place.words_x, place.words_x + measure(place.words, FACE).width]
    return min(xs), max(xs)


def test_a_row_that_breaks_holds_every_junction_once(catalog: Catalog) -> None:
    (lane, *_) = strip(build_view(catalog, Selection()), "COR-01").lanes
    middle = lane.junctions[4].km
    unit = WIDTH / lane.length_km
    parts = [
        LaneRow(lane, 0.0, middle, 0.0, unit, 0.0, WIDTH),
        # Halves add up to the length but for a rounding.
        LaneRow(lane, middle, lane.length_km - 1e-9, -middle * unit, unit, 0.0, WIDTH),
    ]
    found = [shield for part in parts for shield in shield_places(part, lambda _: 1.0)]
    assert sum(len(shield.junctions) for shield in found) == len(lane.junctions)
    assert all(
        low.on_lane[0] <= high.on_lane[0] for low, high in pairwise(shield_places(parts[0], len))
    )
