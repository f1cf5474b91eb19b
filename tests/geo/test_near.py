from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely.affinity import translate

from geo.catalog.catalog import Catalog
from geo.cli.commands import main
from geo.crs import to_grid, to_wgs84
from geo.errors import KmRangeError, UnknownIdError
from geo.query.selection import Selection, read_query
from geo.query.view import build_view
from geo.query.within import Near, NearKind, near_ids, read_near
from tests import tiny

NA_SAN = (104.03486, 21.21536)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("QL.6~5", Near(NearKind.ROAD, "QL.6", 5)),
        ("quốc lộ 6~5", Near(NearKind.ROAD, "QL.6", 5)),
        ("ĐT.101~0.5", Near(NearKind.ROAD, "ĐT.101", 0.5)),
        ("DT-101~5", Near(NearKind.ITEM, "DT-101", 5)),
        ("AIR-NASAN~10", Near(NearKind.ITEM, "AIR-NASAN", 10)),
        ("104.03,21.21~10", Near(NearKind.POINT, "104.03,21.21", 10)),
        ("104.030000001,21.210~100", Near(NearKind.POINT, "104.03,21.21", 100)),
    ],
)
def test_three_kinds_of_centre_are_read(catalog: Catalog, text: str, near: Near) -> None:
    assert read_near(text, catalog) == near
    assert read_near(near.to_query(), catalog) == near


@pytest.mark.parametrize(
    "text",
    [
        "", "QL.6", "~5", "QL.6~", "QL.6~0", "QL.6~0.001", "QL.6~101", "QL.6~-1", "QL.6~nan",
        "QL.6~1e1", "QL.999~5", "NO-SUCH~5", "21.21,104.03~5", "104.03~5", "104.03,nan~5",
        "ODA-ADB-CONNECT~5",
    ],
)  # fmt: skip
def test_what_means_nothing_is_ignored_and_named(catalog: Catalog, text: str) -> None:
    selection, ignored = read_query({"near": text}, catalog)
    assert selection == Selection()
    assert [part.value for part in ignored] == ([text] if text else [])
    for part in ignored:
        assert "Khoảng cách" in part.message("vi")


@pytest.mark.parametrize("km", [0, -1, 0.001, 100.1, float("nan"), float("inf")])
def test_a_distance_out_of_range_is_an_error(km: float) -> None:
    with pytest.raises(KmRangeError, match="at most 100"):
        Near(NearKind.ROAD, "QL.6", km)


def test_a_centre_that_does_not_exist_is_an_error(catalog: Catalog) -> None:
    with pytest.raises(UnknownIdError, match=r"QL\.6~5"):
        near_ids(catalog, Near(NearKind.ITEM, "ODA-ADB-CONNECT", 5))
    with pytest.raises(UnknownIdError):
        near_ids(catalog, Near(NearKind.ROAD, "QL.999", 5))


def test_surroundings_say_themselves(catalog: Catalog) -> None:
    def said(text: str, language: str) -> str:
        return Selection(near=read_near(text, catalog)).describe(catalog, language)

    assert said("QL.6~5", "vi") == "Toàn tỉnh Sơn La · cách QL.6 không quá 5 km"
    assert said("QL.6~2.5", "en") == "Sơn La province · within 2.5 km of QL.6"
    assert "“Nâng cấp Cảng hàng không Nà Sản” không quá 10 km" in said("AIR-NASAN~10", "vi")
    assert "within 10 km of 21.21000° N, 104.03000° E" in said("104.03,21.21~10", "en")


def test_the_list_follows_the_surroundings(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(near=read_near("AIR-NASAN~3", catalog)))
    assert {"AIR-NASAN", "QL6-VRAMP"} <= view.project_ids
    assert {"AIR-NASAN-SITE", "QL-6"} <= view.asset_ids
    assert "EXP-SL1" not in view.project_ids
    west, south, east, north = view.extent
    assert west < NA_SAN[0] < east
    assert south < NA_SAN[1] < north
    assert east - west < 0.12


@pytest.mark.usefixtures("read_once")
def test_the_command_line_takes_surroundings(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--near", "QL.43~2", "--kind", "border-gate"]) == 0
    assert "BG-LONGSAP-UP" in capsys.readouterr().out
    assert main(["list", "--near", "QL.999~2"]) == 2
    assert "QL.6~5" in capsys.readouterr().err


def test_a_point_in_an_item_is_at_no_distance(catalog: Catalog) -> None:
    assert "AIR-NASAN" in near_ids(catalog, Near.point(*NA_SAN, 0.01))


def test_distances_agree_with_the_ellipsoid(catalog: Catalog) -> None:
    earth = Geod(ellps="WGS84")
    for project_id in ("QL6-VRAMP", "EXP-SL2", "DT-117-BR1"):
        shapes = [piece.geometry for piece in catalog.projects[project_id].pieces]
        points = shapely.get_coordinates(shapely.segmentize(shapes, 0.0005))
        lons, lats = [NA_SAN[0]] * len(points), [NA_SAN[1]] * len(points)
        nearest = min(earth.inv(lons, lats, points[:, 0], points[:, 1])[2]) / 1_000
        assert project_id in near_ids(catalog, Near.point(*NA_SAN, nearest + 0.05))
        assert project_id not in near_ids(catalog, Near.point(*NA_SAN, nearest - 0.05))


@given(st.floats(103.3, 105.0), st.floats(20.7, 22.0), st.floats(0.1, 60), st.floats(0.1, 60))
def test_wider_surroundings_hold_the_narrower(
    catalog: Catalog, lon: float, lat: float, one: float, two: float
) -> None:
    few, many = sorted((one, two))
    narrow, wide = (near_ids(catalog, Near.point(lon, lat, km)) for km in (few, many))
    assert narrow <= wide


@given(st.sampled_from(["AIR-NASAN", "BG-LONGSAP-UP", "HYD-SONLA-EXT"]), st.floats(1, 100))
def test_nearness_is_mutual(catalog: Catalog, item: str, km: float) -> None:
    for other in sorted(near_ids(catalog, Near(NearKind.ITEM, item, km)))[:3]:
        assert item in near_ids(catalog, Near(NearKind.ITEM, other, min(km + 0.01, 100)))


def test_distances_are_metres_on_the_grid(catalog: Catalog) -> None:
    gate = catalog.sites["BG-LONGSAP"].point
    spot = to_wgs84(translate(to_grid(gate), xoff=3_000, yoff=4_000))
    assert "BG-LONGSAP-UP" in near_ids(catalog, Near.point(spot.x, spot.y, 5.01))
    assert "BG-LONGSAP-UP" not in near_ids(catalog, Near.point(spot.x, spot.y, 4.99))


def test_a_long_line_is_near_all_along_itself() -> None:
    """The line is searched in parts: no stretch between two parts may be left out."""
    bends = [(km * 300.0, 5_000.0 + km % 2) for km in range(100)]
    town = tiny.town([tiny.project("P-1", tiny.piece(tiny.line(*bends)))])
    lon_lats = [tiny.point(km * 300.0 + 150, 5_000) for km in range(99)]
    hits = [bool(near_ids(town, Near.point(at.x, at.y, 0.05))) for at in lon_lats]
    assert hits == [True] * 99
    beyond = tiny.point(99 * 300.0 + 150, 5_000)
    assert near_ids(town, Near.point(beyond.x, beyond.y, 0.05)) == frozenset()


def test_a_distance_reaches_as_far_as_it_says() -> None:
    town, spot = tiny.town(), tiny.point(5_000, 7_000)
    assert near_ids(town, Near.point(spot.x, spot.y, 2.01)) == {"P-1"}
    assert near_ids(town, Near.point(spot.x, spot.y, 1.99)) == frozenset()


@pytest.mark.parametrize("count", [1, 2, 3])
def test_an_item_is_near_with_each_of_its_parts(count: int) -> None:
    parts = [tiny.piece(tiny.point(5_000.0 + 4_000 * at, 5_000), kind="point") for at in range(3)]
    town = tiny.town([tiny.project("P-1", *parts[:count])])
    spots = [tiny.point(5_000.0 + 4_000 * at, 5_500) for at in range(3)]
    found = [bool(near_ids(town, Near.point(spot.x, spot.y, 0.6))) for spot in spots]
    assert found == [at < count for at in range(3)]
