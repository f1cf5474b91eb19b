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
from geo.query.within import (
    Near,
    NearKind,
    format_degrees,
    near_bounds,
    near_ids,
    near_outline,
    read_near,
    unknown_near,
)
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


def far_of(metres: float) -> tuple[float, float]:
    spot = tiny.point(-metres, 5_000)
    return spot.x, spot.y


def test_a_distance_reaches_as_far_as_it_says() -> None:
    town, spot = tiny.town(), tiny.point(5_000, 7_000)
    assert near_ids(town, Near.point(spot.x, spot.y, 2.01)) == {"P-1"}
    assert near_ids(town, Near.point(spot.x, spot.y, 1.99)) == frozenset()
    # Far off a metre in a kilometre would be seen.
    assert near_ids(town, Near.point(*far_of(60_010), 60)) == frozenset()
    assert near_ids(town, Near.point(*far_of(59_990), 60)) == {"P-1"}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_an_item_is_near_with_each_of_its_parts(count: int) -> None:
    parts = [tiny.piece(tiny.point(5_000.0 + 4_000 * at, 5_000), kind="point") for at in range(3)]
    town = tiny.town([tiny.project("P-1", *parts[:count])])
    spots = [tiny.point(5_000.0 + 4_000 * at, 5_500) for at in range(3)]
    found = [bool(near_ids(town, Near.point(spot.x, spot.y, 0.6))) for spot in spots]
    assert found == [at < count for at in range(3)]


@pytest.mark.parametrize("count", [2, 32, 33, 34, 35, 65, 66])
def test_a_line_of_any_number_of_vertices_is_near_to_its_very_ends(count: int) -> None:
    bends = [(at * 400.0, 5_000.0 + at % 2) for at in range(count)]
    town = tiny.town([tiny.project("P-1", tiny.piece(tiny.line(*bends)))])
    ends = [tiny.point(bends[at][0] + aside, 5_000) for at, aside in ((0, 50), (-1, -50))]
    hits = [bool(near_ids(town, Near.point(end.x, end.y, 0.02))) for end in ends]
    assert hits == [True, True]


def test_a_line_of_several_parts_is_near_with_all_of_them() -> None:
    both = shapely.union_all([tiny.line((0, 0), (500, 0)), tiny.line((9_000, 0), (9_500, 0))])
    asset = tiny.asset("A-1", tiny.piece(both))
    town = tiny.town([], assets={"A-1": asset})
    found = [near_ids(town, Near.point(at.x, at.y, 0.2)) for at in (
        tiny.point(250, 100), tiny.point(5_000, 100), tiny.point(9_250, 100),
    )]  # fmt: skip
    assert found == [{"A-1"}, frozenset(), {"A-1"}]


def test_surroundings_are_a_box_around_the_centre() -> None:
    box = near_bounds(tiny.town(), Near(NearKind.ITEM, "P-1", 60))
    x, y = tiny.ORIGIN
    expected = (x - 60_000, y + 5_000 - 60_000, x + 80_000, y + 5_000 + 60_000)
    assert box.bounds == pytest.approx(expected, abs=1)
    # A box it is: no corner is cut off.
    assert box.area == pytest.approx(140e3 * 120e3, rel=1e-4)
    around_road = near_bounds(tiny.town(), Near(NearKind.ROAD, tiny.ROAD, 1))
    assert around_road.bounds[2] == pytest.approx(x + 31_000, abs=1)


@pytest.mark.parametrize(
    "near",
    [Near(NearKind.ITEM, "P-1", 6), Near(NearKind.ROAD, tiny.ROAD, 2), Near.point(104, 21, 5)],
)
def test_an_outline_is_as_far_as_it_says_all_around(near: Near) -> None:
    """UX-27: the ring on the map is where the distance ends, around a line as around a point."""
    centre = to_grid(shapely.Point(104, 21))
    if near.kind is not NearKind.POINT:
        box, reach = near_bounds(tiny.town(), near).bounds, near.km * 1_000
        west, south, east, north = (box[0] + reach, box[1] + reach, box[2] - reach, box[3] - reach)
        centre = shapely.LineString([(west, south), (east, north)])
    outline = to_grid(near_outline(tiny.town(), near))
    away = [shapely.Point(place).distance(centre) for place in shapely.get_coordinates(outline)]
    assert away == pytest.approx([near.km * 1_000] * len(away), rel=0.006)
    assert outline.contains(centre)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("P-1~2.345", Near(NearKind.ITEM, "P-1", 2.35)),
        (" P-1 ~ 2.50 ", Near(NearKind.ITEM, "P-1", 2.5)),
        ("A-1~100", Near(NearKind.ITEM, "A-1", 100)),
        ("ql9~0.01", Near(NearKind.ROAD, "QL.9", 0.01)),
        ("100,17~1", Near(NearKind.POINT, "100,17", 1)),
        ("110,25~1", Near(NearKind.POINT, "110,25", 1)),
        ("104.123456,21.000004~1", Near(NearKind.POINT, "104.12346,21", 1)),
        ("99.99999,21~1", None), ("110.00001,21~1", None),
        ("104,16.99999~1", None), ("104,25.00001~1", None),
        # Of what has no position nothing is near, whether project or asset.
        ("P-0~1", None), ("A-0~1", None),
        ("QL.8~1", None), ("P-1~100.01", None), ("P-1~0.004", None), ("P-1~1000", None),
    ],
)  # fmt: skip
def test_a_centre_and_distance_are_read_to_the_edge(text: str, near: Near | None) -> None:
    spot = tiny.piece(tiny.point(500, 500), kind="point")
    town = tiny.town(
        [*tiny.town_projects(), tiny.project("P-0")],
        assets=tiny.by_id([tiny.asset("A-1", spot), tiny.asset("A-0")]),
    )
    found = read_near(text, town)
    assert found == near
    if found:
        assert read_near(found.to_query(), town) == found


def test_a_distance_is_written_without_idle_zeros() -> None:
    assert Near(NearKind.ROAD, "QL.6", 100).to_query() == "QL.6~100"
    assert Near(NearKind.ROAD, "QL.6", 2.5).to_query() == "QL.6~2.5"
    assert Near.point(104.5, 21.0, 2.346).to_query() == "104.5,21~2.35"
    assert Near.point(104.123456, 21.1, 1).value == "104.12346,21.1"


def test_a_centre_is_said_in_words() -> None:
    town = tiny.town()
    places = [Near(NearKind.ITEM, "P-1", 1), Near(NearKind.ROAD, "QL.9", 1), Near.point(104, 21, 1)]
    assert [near.place(town, "vi") for near in places] == [
        "“Dự án P-1”", "QL.9", format_degrees(104, 21, "vi"),
    ]  # fmt: skip
    assert format_degrees(104.5, 21.25, "en") == "21.25000° N, 104.50000° E"
    assert "'x'" in unknown_near("x")
    assert Near(NearKind.ROAD, "QL.9", 2.25).describe(town, "vi") == "cách QL.9 không quá 2,25 km"
