"""Kilometre posts: every ten kilometres, only where their place is known."""

from __future__ import annotations

import re

import pytest

from geo.catalog.catalog import Catalog
from geo.crs import to_grid
from layers.style.model import Mark
from layers.themes import km_posts


@pytest.fixture(scope="module")
def marks(catalog: Catalog) -> list[Mark]:
    return list(km_posts.marks(catalog))


@pytest.fixture(scope="module")
def of_ql6(marks: list[Mark]) -> list[Mark]:
    return [mark for mark in marks if mark.item_id == "COR-01"]


def test_posts_are_every_ten_kilometres(marks: list[Mark], of_ql6: list[Mark]) -> None:
    numbers = [int(re.fullmatch(r"Km(\d+)", mark.name["vi"])[1]) for mark in of_ql6]  # type: ignore[index]
    assert numbers == list(range(160, 370, 10))
    every = [int(mark.name["vi"].removeprefix("Km")) for mark in marks]
    assert all(number % 10 == 0 for number in every)
    # QL.12 and QL.37 have posts of their own now, QL.279 and ĐT.114 none that mean something.
    assert {300, 330, 400, 490} <= set(every)


def test_no_post_stands_where_kilometres_run_on_along_another_road(catalog: Catalog) -> None:
    assert [*km_posts._kilometres(catalog.routes["QL.43"])][7:10] == [70, 80, 90]
    assert not [*km_posts._kilometres(catalog.routes["ĐT.114"])]


def test_posts_stand_where_the_calibrated_route_says(catalog: Catalog, of_ql6: list[Mark]) -> None:
    route = catalog.routes["QL.6"]
    by_name = {mark.name["vi"]: mark for mark in of_ql6}
    for km in (200, 300):
        measure, away = route.nearest(by_name[f"Km{km}"].geometry)
        assert measure == pytest.approx(route.to_measure(km), abs=0.01)
        assert away < 0.01
    # Official and measured kilometres differ by a few per cent only.
    one, two = (to_grid(by_name[name].geometry) for name in ("Km200", "Km210"))
    assert 4_000 < one.distance(two) < 10_500


def test_no_post_where_its_place_is_not_known(catalog: Catalog, marks: list[Mark]) -> None:
    assert catalog.routes["CT.03"].calibrated
    spots = {(mark.geometry.x, mark.geometry.y) for mark in marks}
    elsewhere = catalog.routes["CT.03"].locate(60).geometry
    assert (elsewhere.x, elsewhere.y) not in spots
