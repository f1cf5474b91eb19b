"""The tools beside the map, in a real browser: coordinates, measuring, locator, keyboard."""

from __future__ import annotations

import re
from typing import Any

import pytest
import shapely
from playwright.sync_api import Frame, expect

from geo.catalog.catalog import Catalog
from geo.crs import to_grid, to_wgs84
from geo.roads.graph import RoadPosition, network_of
from tests.browser.canvas import PROVINCE, go


def test_grid_of_the_province_agrees_with_pyproj(frame: Frame) -> None:
    places = [(lon / 10, lat / 10) for lon in range(1031, 1052, 3) for lat in range(204, 222, 3)]
    found = frame.evaluate("places => places.map(([lon, lat]) => SonLa.toGrid(lon, lat))", places)
    expected = [to_grid(shapely.Point(place)) for place in places]
    for (east, north), point in zip(found, expected, strict=True):
        assert (east, north) == pytest.approx((point.x, point.y), abs=0.01)


def test_pointer_coordinates_in_both_systems(frame: Frame) -> None:
    go(frame, 11, 20.85, 104.6)
    frame.locator("#map").hover(position={"x": 600, "y": 300})
    readout = frame.locator(".readout")
    expect(readout).to_contain_text(re.compile(r"WGS 84: 20\.\d{5}, 104\.\d{5}"))
    expect(readout).to_contain_text(re.compile(r"VN-2000 / TM-3 104°: X 2\.3\d\d\.\d{3} m"))


def measure(frame: Frame, *places: shapely.Point) -> dict[str, Any]:
    """Measure between two places (EPSG:4326) and tell what was found."""
    for point in places:
        frame.evaluate("([x, y]) => void SonLa.measureAt(L.latLng(y, x))", [point.x, point.y])
    found: dict[str, Any] = frame.evaluate("SonLa.measured")
    return found


def test_measures_along_the_road_both_places_share(frame: Frame, catalog: Catalog) -> None:
    go(frame, 10, 20.95, 104.4)
    route = catalog.routes["QL.6"]
    frame.locator(".tool-measure").click()
    expect(frame.locator(".notice")).to_contain_text("chọn điểm đầu")
    measured = measure(frame, *(route.locate(km).geometry for km in (200.0, 240.0)))
    expected = abs(route.to_measure(240.0) - route.to_measure(200.0))
    assert [leg["road"] for leg in measured["roads"]] == ["QL.6"]
    assert measured["km"] == pytest.approx(expected, rel=0.005)
    assert measured["straight"] < measured["km"]
    expect(frame.locator(".notice")).to_contain_text("km theo đường")


@pytest.mark.parametrize(
    ("start", "end", "roads"),
    [
        (("QL6-1", 0.2), ("QL43-5", 0.8), ["QL.6", "QL.43"]),
        (("QL4G-1", 0.5), ("QL37-4", 0.3), None),
        (("DT105A-1", 0.9), ("QL32B-1", 0.9), None),
    ],
)
def test_measures_over_several_roads_as_the_network_does(
    frame: Frame,
    catalog: Catalog,
    start: tuple[str, float],
    end: tuple[str, float],
    roads: list[str] | None,
) -> None:
    network = network_of(catalog)
    spots = [
        RoadPosition(section_id, network.lines[section_id].length / 1_000 * share)
        for section_id, share in (start, end)
    ]
    path = network.shortest(spots[:1], spots[1:])
    assert path
    places = [
        to_wgs84(network.lines[spot.section_id].interpolate(spot.km * 1_000)) for spot in spots
    ]
    go(frame, 14, 20.85, 104.6)
    frame.locator(".tool-measure").click()
    measured = measure(frame, *places)
    assert measured["km"] == pytest.approx(path.road_km, abs=0.05)
    refs = [network.sections[ride.section_id].ref for ride in path.legs if ride.km >= 0.1]
    passed = [ref for place, ref in enumerate(refs) if not place or refs[place - 1] != ref]
    assert [leg["road"] for leg in measured["roads"]] == (roads or passed)
    assert len(measured["roads"]) > 1
    assert sum(leg["km"] for leg in measured["roads"]) == pytest.approx(measured["km"], abs=0.2)
    drawn = frame.locator(".measure-line:not(.straight)")
    expect(drawn).to_have_count(1)
    for leg in measured["roads"]:
        expect(frame.locator(".notice")).to_contain_text(leg["road"])


def test_measures_straight_where_no_road_leads_and_says_why(frame: Frame, catalog: Catalog) -> None:
    schematic = catalog.sections["CT03-SL2"].line.interpolate(0.5, normalized=True)
    road = catalog.routes["QL.6"].locate(200.0).geometry
    nowhere = shapely.Point(104.3, 21.45)
    go(frame, 13, 20.85, 104.6)
    frame.locator(".tool-measure").click()
    said = frame.locator(".notice")
    for places, words in (
        ((schematic, road), "các đường có số hiệu trên bản đồ không nối hai điểm này"),
        ((nowhere, road), "điểm đầu không nằm trên đường có số hiệu nào"),
        ((road, nowhere), "điểm cuối không nằm trên đường có số hiệu nào"),
    ):
        measured = measure(frame, *places)
        expect(said).to_contain_text(words)
        assert measured["roads"] == []
        assert measured["km"] == measured["straight"]
        ends = [to_grid(place) for place in places]
        assert measured["km"] == pytest.approx(ends[0].distance(ends[1]) / 1_000, abs=0.1)
        expect(frame.locator(".measure-line.straight")).to_have_count(1)


def test_a_click_measures_and_chooses_nothing_and_escape_ends(frame: Frame) -> None:
    go(frame, 9.5, *PROVINCE)
    frame.evaluate("() => { window.got = []; SonLa.onArea = (code) => window.got.push(code); }")
    frame.locator(".tool-measure").click()
    for x, y in ((700, 120), (620, 520)):
        frame.locator("#map").click(position={"x": x, "y": y}, force=True)
    expect(frame.locator(".notice")).to_contain_text("đường chim bay")
    assert frame.evaluate("window.got") == []
    frame.page.keyboard.press("Escape")
    expect(frame.locator(".notice")).to_be_hidden()
    assert frame.evaluate("SonLa.measuring") is False
    expect(frame.locator(".measure-line")).to_have_count(0)


def test_measures_with_the_keyboard(frame: Frame) -> None:
    go(frame, 11, 20.85, 104.6)
    frame.locator(".tool-measure").press("Enter")
    frame.locator("#map").focus()
    frame.page.keyboard.press("Enter")
    expect(frame.locator(".notice")).to_contain_text("Chọn điểm cuối")
    expect(frame.locator(".readout")).to_be_visible()


def test_locator_names_the_archipelagos_and_yields_to_small_screens(frame: Frame) -> None:
    locator = frame.locator(".locator")
    expect(locator).to_be_visible()
    assert locator.locator("text").all_text_contents() == [
        "Sơn La",
        *("Quần đảo", "Hoàng Sa", "(Việt Nam)"),
        *("Quần đảo", "Trường Sa", "(Việt Nam)"),
    ]
    button = frame.get_by_role("button", name="Bản đồ vị trí")
    button.click()
    expect(locator).to_be_hidden()
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    frame.page.set_viewport_size({"width": 443, "height": 676})
    expect(locator).to_be_hidden()
    expect(button).to_be_hidden()


def test_every_control_is_reached_by_keyboard_and_seen(frame: Frame) -> None:
    controls = frame.locator(".leaflet-control").locator("button:visible, input:visible, summary")
    names = controls.evaluate_all(
        "all => all.map((one) => one.getAttribute('aria-label') || one.textContent ||"
        " one.closest('label').textContent)"
    )
    assert len(names) >= 8 + 1 + 7 + 1  # buttons, legend, its layers, its base map
    assert all(names)
    reached = []
    frame.locator("#map").focus()
    for _ in range(len(names) + 1):
        frame.page.keyboard.press("Tab")
        if frame.evaluate("document.activeElement === document.body"):
            break  # out of the frame
        seen = frame.evaluate(
            "() => { const one = document.activeElement; const look = getComputedStyle(one);"
            " const label = one.closest('label');"
            " return [one.getAttribute('aria-label') || one.textContent || label?.textContent,"
            " look.outlineStyle, parseFloat(look.outlineWidth)]; }"
        )
        reached.append(seen)
    assert {name for name, *_ in reached} >= set(names)
    assert [seen for seen in reached if seen[1] != "solid"] == []
    assert min(width for *_, width in reached) >= 3
