"""What touches what, on three square communes: the thresholds that real boundaries hide."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.catalog.areas import MIN_OVERLAP_KM, Areas, build_areas
from geo.crs import to_grid, to_wgs84
from geo.errors import UnknownIdError
from geo.model import AreaFrame, AreaOverlap, Evidence, GeometryKind, GeometryPart
from geo.tables import Feature
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
    found = lengths(whole, again)
    assert list(found) == [tiny.EAST, tiny.MIDDLE, tiny.WEST]
    assert list(found.values()) == pytest.approx([14, 10, 3], abs=0.01)
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


def features(*cells: tuple[str, str, float], kind: str = "xã") -> list[Feature]:
    """Give atoms side by side: id of the commune, of the district, published km²."""
    return [
        Feature(
            f"{commune}-{district}",
            {
                "commune_code": commune, "commune_name": f"C{commune}", "commune_type": kind,
                "district_code": district, "district_name": f"D{district}",
                "district_type": "Thành phố", "area_km2": area_km2,
            },
            to_wgs84(shapely.box(
                tiny.ORIGIN[0] + n * 1_000, tiny.ORIGIN[1],
                tiny.ORIGIN[0] + (n + 1) * 1_000, tiny.ORIGIN[1] + 1_000,
            )),
        )
        for n, (commune, district, area_km2) in enumerate(cells)
    ]  # fmt: skip


def test_a_commune_across_former_districts_knows_all_of_them_in_order() -> None:
    districts = ["208", "203", "207", "201", "206", "202"]
    cells = [("20001", district, 1.5) for district in districts]
    cells += [(f"2000{n}", "208", 2.0) for n in (9, 4, 7, 3, 8)]
    found = build_areas(features(*cells))
    assert found["20001"].district_codes == tuple(sorted(districts))
    assert found["20001"].area_km2 == 9
    assert found["20001"].geometry.equals(
        shapely.coverage_union_all([atom.geometry for atom in found.atoms_of("20001")])
    )
    assert found["208"].commune_codes == ("20001", "20003", "20004", "20007", "20008", "20009")
    assert [atom.id for atom in found.atoms] == sorted(atom.id for atom in found.atoms)
    codes = [area.code for area in found.frame(AreaFrame.DISTRICT)]
    assert codes == sorted(districts)
    turned = Areas(found.atoms, dict(reversed(list(found.by_code.items()))))
    assert [area.code for area in turned.frame(AreaFrame.DISTRICT)] == codes


@pytest.mark.parametrize(
    ("kind", "vi", "en"),
    [
        ("xã", "Xã C20001", "C20001 commune"),
        ("PHƯỜNG", "Phường C20001", "C20001 ward"),
        # A type without an English word leaves the bare name.
        ("đặc khu", "Đặc khu C20001", "C20001"),
    ],
)
def test_a_full_name_has_the_type_in_each_language(kind: str, vi: str, en: str) -> None:
    found = build_areas(features(("20001", "201", 1.0), kind=kind))
    assert dict(found["20001"].full_name) == {"vi": vi, "en": en}
    assert dict(found["201"].full_name) == {"vi": "Thành phố D201", "en": "D201 city"}
    assert dict(found["201"].name) == {"vi": "D201"}


def test_the_province_is_all_of_its_atoms() -> None:
    assert shapely.area(to_grid(KNOWN.province)) == pytest.approx(300e6, rel=1e-5)
    assert KNOWN.province.contains(KNOWN[tiny.MIDDLE].geometry.centroid)


def test_overlaps_are_told_to_the_metre_and_the_hectare() -> None:
    (touch,) = dict(KNOWN.overlaps([tiny.piece(tiny.line((100, 500), (1_334.56, 500)))]))[
        AreaFrame.COMMUNE
    ]
    assert touch == AreaOverlap(tiny.WEST, length_km=1.235)
    area = GeometryPart(f"area:{tiny.EAST}", KNOWN[tiny.EAST].geometry, GeometryKind.AREA, None)
    (touch,) = dict(tiny.areas(33.335_7).overlaps([area]))[AreaFrame.COMMUNE]
    assert touch == AreaOverlap(tiny.EAST, area_km2=33.34)


def test_the_largest_overlap_stands_first_and_equal_ones_by_code() -> None:
    cells = [("20003", "201", 7.0), ("20001", "201", 2.0), ("20002", "201", 2.0)]
    found = build_areas(features(*cells))
    whole = GeometryPart("area:201", found["201"].geometry, GeometryKind.AREA, None)
    points = [tiny.piece(tiny.point(x, 500), "G", "point") for x in (2_500, 2_600, 1_500, 500)]
    line = tiny.piece(tiny.line((2_100, 500), (2_900, 500)))

    def order(*pieces: GeometryPart) -> list[tuple[str, int]]:
        touches = dict(found.overlaps(pieces))[AreaFrame.COMMUNE]
        return [(touch.code, touch.points) for touch in touches]

    assert order(whole) == [("20003", 0), ("20001", 0), ("20002", 0)]
    assert order(*points) == [("20001", 1), ("20002", 2), ("20003", 1)]
    assert order(whole, line) == [("20002", 0), ("20003", 0), ("20001", 0)]


def test_a_point_where_areas_meet_counts_once() -> None:
    # A corner is a vertex of both; another point of the boundary is rounded to one side.
    corner = tiny.piece(tiny.point(10_000, 10_000), "G", "point")
    touches = dict(KNOWN.overlaps([corner]))[AreaFrame.COMMUNE]
    assert sum(touch.points for touch in touches) == 1
