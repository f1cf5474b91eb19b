"""Lines that follow no road of ours prove nothing: whatever the file says, a person is asked."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.catalog.catalog import Catalog, once_per_catalog
from geo.crs import to_grid
from geo.shapes.crs import recognise_crs
from geo.shapes.network import road_network
from tests import once
from tests.examples import examples
from tests.geo.shapes import foreign
from tests.geo.shapes.test_prepared_files import ZONES


@once_per_catalog
def _middle(catalog: Catalog) -> tuple[float, float, float, float]:
    return to_grid(catalog.areas.province).buffer(-10_000).bounds


def wandering(seed: int, catalog: Catalog, length_km: float) -> foreign.Line:
    """Give a winding line somewhere in the province (EPSG:9206)."""
    rng = np.random.default_rng(seed)
    west, south, east, north = _middle(catalog)
    turns = np.cumsum(rng.normal(0, 0.25, max(3, int(length_km * 10)))) + rng.uniform(0, 6.3)
    steps = 100 * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    start = np.array([rng.uniform(west, east), rng.uniform(south, north)])
    return start + np.cumsum(steps, axis=0)


@settings(max_examples=examples(15))
@given(
    seed=st.integers(0, 2**32),
    zone=st.sampled_from(list(ZONES)),
    length_km=st.sampled_from([0.5, 2, 5, 20]),
    declared=st.sampled_from(["", "EPSG:9206", "EPSG:9207", "EPSG:3405"]),
)
def test_a_line_off_our_roads_is_never_sure(
    seed: int, zone: str, length_km: float, declared: str
) -> None:
    catalog = once.catalog()
    line = wandering(seed, catalog, length_km)
    shape = shapely.LineString(foreign.moved(line, zone))
    assert not recognise_crs([shape], declared, road_network(catalog)).sure


@settings(max_examples=examples(15))
@given(
    seed=st.integers(0, 2**32),
    zone=st.sampled_from(list(ZONES)),
    declared=st.sampled_from(["", "EPSG:9206", "EPSG:9207"]),
    length_km=st.sampled_from([0.3, 1, 3, 10]),
)
def test_a_piece_of_a_road_is_right_or_asked(
    seed: int, zone: str, declared: str, length_km: float
) -> None:
    catalog = once.catalog()
    rng = np.random.default_rng(seed)
    ref = list(ZONES.values())[seed % len(ZONES)]
    line = foreign.road_line(catalog, ref)
    count = int(length_km * 25)
    start = int(rng.integers(0, max(1, len(line) - count)))
    piece = line[start : start + count] + rng.normal(0, 5, 2)
    shape = shapely.LineString(foreign.moved(piece, zone))
    found = recognise_crs([shape], declared, road_network(catalog))
    assert not found.sure or found.placings[0].crs == zone
