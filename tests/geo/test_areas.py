"""What touches what, on three square communes: the thresholds that real boundaries hide."""

from __future__ import annotations

import numpy as np
import pytest

from geo.catalog.areas import MIN_OVERLAP_KM, Areas
from geo.errors import UnknownIdError
from geo.model import AreaFrame, AreaOverlap, Evidence, GeometryKind, GeometryPart
from tests import tiny

KNOWN = tiny.areas()


def lengths(*pieces: GeometryPart, frame: AreaFrame = AreaFrame.COMMUNE) -> dict[str, float]:
    return {touch.code: touch.length_km for touch in dict(KNOWN.overlaps(pieces))[frame]}


@pytest.mark.parametrize(
    ("metres", "touched"), [(20, False), (45, False), (55, True), (100, True), (400, True)]
)
def test_a_contact_from_fifty_metres_on_is_a_passage(metres: float, touched: bool) -> None:
    found = lengths(tiny.piece(tiny.line((15_000, 5_000), (20_000 + metres, 5_000))))
    assert MIN_OVERLAP_KM == 0.05
    assert found[tiny.MIDDLE] == pytest.approx(5, abs=0.002)
    assert (tiny.EAST in found) is touched
    if touched:
        assert found[tiny.EAST] == pytest.approx(metres / 1_000, abs=0.002)


def test_the_parts_of_an_area_add_up_and_the_longest_stands_first() -> None:
    whole = tiny.piece(tiny.line((7_000, 5_000), (30_000, 5_000)))
    again = tiny.piece(tiny.line((25_000, 8_000), (29_000, 8_000)))
    assert list(lengths(whole, again).items()) == [
        (tiny.EAST, pytest.approx(14, abs=0.01)),
        (tiny.MIDDLE, pytest.approx(10, abs=0.01)),
        (tiny.WEST, pytest.approx(3, abs=0.01)),
    ]
    assert lengths(whole, again, frame=AreaFrame.DISTRICT) == {
        tiny.SECOND_DISTRICT: pytest.approx(14, abs=0.01),
        tiny.FIRST_DISTRICT: pytest.approx(13, abs=0.01),
    }


@pytest.mark.parametrize(("beyond", "touched"), [(0, True), (1_900, True), (2_100, False)])
def test_a_point_belongs_to_the_nearest_area_within_two_kilometres(
    beyond: float, touched: bool
) -> None:
    gate = tiny.piece(tiny.point(30_000 + beyond, 5_000), "G", "point")
    (touch,) = dict(KNOWN.overlaps([gate]))[AreaFrame.COMMUNE] or (None,)
    assert (touch is not None) is touched
    if touch:
        assert (touch.code, touch.points, touch.length_km) == (tiny.EAST, 1, 0)


def test_an_area_counts_by_its_square_kilometres_in_both_frames() -> None:
    district = GeometryPart(f"area:{tiny.FIRST_DISTRICT}", KNOWN[tiny.FIRST_DISTRICT].geometry,
        GeometryKind.AREA, Evidence.A)  # fmt: skip
    found = dict(KNOWN.overlaps([district]))
    assert found[AreaFrame.DISTRICT] == (AreaOverlap(tiny.FIRST_DISTRICT, area_km2=200),)
    assert found[AreaFrame.COMMUNE] == (
        AreaOverlap(tiny.WEST, area_km2=100),
        AreaOverlap(tiny.MIDDLE, area_km2=100),
    )


def test_square_kilometres_are_told_to_the_hectare() -> None:
    assert tiny.areas(33.335_7)[tiny.FIRST_DISTRICT].area_km2 == 66.67
    assert tiny.areas(33.335_7)[tiny.EAST].area_km2 == 33.34


def test_an_area_knows_its_parts_and_its_names() -> None:
    district, commune = KNOWN[tiny.FIRST_DISTRICT], KNOWN[tiny.EAST]
    assert (district.frame, district.area_km2) == (AreaFrame.DISTRICT, 200)
    assert district.commune_codes == (tiny.WEST, tiny.MIDDLE)
    assert (commune.district_codes, commune.area_km2) == (("202",), 100)
    assert (commune.name["vi"], commune.full_name["vi"]) == ("Đông", "Xã Đông")
    assert (commune.full_name["en"], district.full_name["en"]) == ("Đông commune", "Một district")
    assert [area.code for area in KNOWN.frame(AreaFrame.COMMUNE)] == ["20101", "20102", "20201"]
    assert {atom.commune_code for atom in KNOWN.atoms_of("201")} == {"20101", "20102"}


def test_a_code_that_is_none_is_named() -> None:
    with pytest.raises(UnknownIdError, match="no area has the code '999'"):
        Areas((), {})["999"]


def test_each_point_finds_its_own_cell() -> None:
    xs = [25_000, 5_000, 31_000, 15_000, 10_000, 6_000]
    spots = np.array([(tiny.ORIGIN[0] + x, tiny.ORIGIN[1] + 5_000) for x in xs])
    # On the boundary the first cell has it; outside of all there is none.
    assert KNOWN.cells_at(spots).tolist() == [2, 0, -1, 1, 0, 0]
