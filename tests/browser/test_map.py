"""The map in a real browser, through ``window.SonLa`` in its frame."""

from __future__ import annotations

import re
from typing import Any

import pytest
import shapely
from playwright.sync_api import Frame, Page, expect

from geo.catalog import Catalog
from geo.crs import to_grid, to_wgs84
from geo.history import timeline
from geo.loading import load
from geo.network import Spot, network_of

ADDRESS = re.compile(r"/app/static/map/")
PROVINCE = (21.28, 104.0)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


@pytest.fixture
def frame(page: Page, app_url: str) -> Frame:
    """Open the app and wait until its map is drawn."""
    page.goto(app_url)
    page.frame_locator("iframe").locator(".legend").wait_for()
    found = page.frame(url=ADDRESS)
    assert found
    found.evaluate("document.fonts.ready")
    found.wait_for_function("SonLa.detailed && SonLa.met")
    return found


def apply(canvas: Frame, **state: Any) -> dict[str, Any]:
    """Apply a state and tell what is drawn then."""
    found: dict[str, Any] = canvas.evaluate(
        "state => { SonLa.apply(state); SonLa.layLater(); return SonLa.stats(); }", state
    )
    return found


def go(frame: Frame, zoom: float, lat: float, lon: float) -> dict[str, Any]:
    """Move the map and tell what is drawn then."""
    found: dict[str, Any] = frame.evaluate(
        "([zoom, lat, lon]) => { SonLa.goTo({ zoom, lat, lon }); return SonLa.stats(); }",
        [zoom, lat, lon],
    )
    return found


def test_shows_the_ids_of_the_state_only(frame: Frame, catalog: Catalog) -> None:
    placed = sorted(item.id for item in catalog.projects.values() if item.pieces)
    everything = {"projects": None, "assets": None, "corridors": None}
    assert apply(frame, shown=everything)["projects"] == placed
    some = {"projects": placed[:3], "assets": [], "corridors": ["COR-01"]}
    stats = apply(frame, shown=some)
    assert stats["projects"] == placed[:3]
    assert stats["assets"] == []
    assert stats["corridors"] == ["COR-01"]


def test_status_gives_the_style(frame: Frame, catalog: Catalog) -> None:
    item = next(p for p in catalog.projects.values() if p.pieces and p.pieces[0].geometry.length)
    shown = {"projects": [item.id], "assets": [], "corridors": []}
    for status in ("construction", "suspended"):
        go(frame, 8, *PROVINCE)
        stats = apply(frame, shown=shown, status={item.id: status})
        assert {style.partition("-")[2] for style in stats["styles"]["projects"]} == {status}
    stats = apply(frame, shown=shown, status={})
    latest = timeline(catalog.events_of(item.id))[-1].status
    assert {style.partition("-")[2] for style in stats["styles"]["projects"]} == {latest}


def test_communes_appear_only_where_there_are_any(frame: Frame) -> None:
    def communes() -> bool:
        stats = go(frame, 12, 20.87, 104.65)
        named = any(label["role"] == "commune" for label in stats["labels"])
        assert named == ("commune" in stats["styles"]["areas"])
        return named

    apply(frame, frame="district", communes=True)
    assert communes()
    apply(frame, frame="district", communes=False)
    assert not communes()
    apply(frame, frame="commune", communes=False)
    assert communes()


def test_same_view_same_labels(frame: Frame) -> None:
    first = go(frame, 10, 21.25, 104.2)
    go(frame, 12, 20.87, 104.65)
    assert go(frame, 10, 21.25, 104.2) == first


def test_labels_that_find_no_place_are_counted(frame: Frame) -> None:
    stats = go(frame, 8, *PROVINCE)
    assert stats["dropped"] == len(stats["missing"]) > 0


def test_switched_off_layer_is_gone_and_reported(frame: Frame) -> None:
    frame.evaluate("() => { window.got = []; SonLa.onLayers = (ids) => window.got.push(ids); }")
    before = frame.evaluate("SonLa.stats()")
    assert before["corridors"]
    frame.get_by_label("Hành lang kinh tế").uncheck()
    assert frame.evaluate("SonLa.stats().corridors") == []
    [layers] = frame.evaluate("window.got")
    assert "corridors" not in layers
    assert "projects" in layers


def test_a_new_extent_is_fitted_once(frame: Frame) -> None:
    extent = [104.3, 20.6, 105.0, 21.1]
    apply(frame, extent=extent, extentKey="here")
    fitted = frame.evaluate("[SonLa.map.getZoom(), SonLa.map.getCenter().lng]")
    assert fitted[0] > 9.5
    go(frame, 9, *PROVINCE)
    apply(frame, extent=extent, extentKey="here")
    assert frame.evaluate("SonLa.map.getZoom()") == 9
    apply(frame, extent=extent, extentKey="again")
    assert frame.evaluate("[SonLa.map.getZoom(), SonLa.map.getCenter().lng]") == fitted


def test_chosen_area_answers_a_click(frame: Frame) -> None:
    apply(frame, frame="district")
    assert frame.evaluate("SonLa.areaAt({ lat: 20.85, lng: 104.6 })") == "123"
    apply(frame, frame="commune")
    assert re.fullmatch(r"\d{5}", frame.evaluate("SonLa.areaAt({ lat: 20.85, lng: 104.6 })"))
    assert frame.evaluate("SonLa.areaAt({ lat: 20.0, lng: 103.0 })") == ""


def test_speaks_both_languages(frame: Frame) -> None:
    said = (("en", "Export map", "Completed"), ("vi", "Xuất bản đồ", "Hoàn thành"))
    for language, word, status in said:
        apply(frame, lang=language)
        expect(frame.get_by_role("button", name=word)).to_be_visible()
        expect(frame.get_by_text(status).first).to_be_visible()
        assert frame.evaluate("document.documentElement.lang") == language


def test_position_is_in_the_address(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/#map=12/20.8500/104.6000")
    page.frame_locator("iframe").locator(".legend").wait_for()
    found = page.frame(url=ADDRESS)
    assert found
    page.wait_for_timeout(500)
    assert found.evaluate("SonLa.map.getZoom()") == 12
    found.evaluate("SonLa.goTo({ zoom: 11, lat: 21.2, lon: 104.1 })")
    expect(page).to_have_url(re.compile(r"#map=11/21\.2000/104\.1000$"))


def test_a_place_is_marked_and_the_map_moves_only_when_it_must(frame: Frame) -> None:
    go(frame, 11, 20.85, 104.6)
    centre = "[SonLa.map.getCenter().lat, SonLa.map.getCenter().lng, SonLa.map.getZoom()]"
    before = frame.evaluate(centre)
    apply(frame, mark={"lon": 104.62, "lat": 20.86, "label": "QL.6 Km200"})
    expect(frame.locator(".pin-label")).to_have_text("QL.6 Km200")
    assert frame.evaluate(centre) == before
    frame.evaluate("void SonLa.mark(103.9, 21.33, '<b>Sơn La</b>')")
    expect(frame.locator(".pin-label")).to_have_text("<b>Sơn La</b>")
    moved = frame.evaluate(centre)
    assert moved[:2] == pytest.approx([21.33, 103.9], abs=0.01)
    assert moved[2] == before[2]
    frame.evaluate("void SonLa.mark()")
    expect(frame.locator(".pin")).to_have_count(0)
    apply(frame, mark={"lon": 104.62, "lat": 20.86, "label": "QL.6 Km201"})
    apply(frame, mark=None)
    expect(frame.locator(".pin")).to_have_count(0)


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
        Spot(section_id, network.lines[section_id].length / 1_000 * share)
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
    refs = [network.sections[ride.section_id].ref for ride in path.rides if ride.km >= 0.1]
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


def test_locating_oneself_is_asked_for_and_answered(frame: Frame) -> None:
    assert frame.locator(".pin").count() == 0
    frame.locator(".tool-locate").click()
    expect(frame.locator(".notice")).to_contain_text("không được phép")
    frame.get_by_role("button", name="Đóng thông báo").click()
    context = frame.page.context
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": 21.33, "longitude": 103.9, "accuracy": 30})
    frame.locator(".tool-locate").click()
    expect(frame.locator(".pin-label")).to_have_text("Vị trí của bạn (± 30 m)")
    context.set_geolocation({"latitude": 48.1, "longitude": 11.6})
    frame.evaluate("void SonLa.mark()")


def test_full_screen_and_back(frame: Frame) -> None:
    frame.get_by_role("button", name="Toàn màn hình").click()
    frame.wait_for_function("document.fullscreenElement !== null")
    frame.get_by_role("button", name="Thoát toàn màn hình").click()
    frame.wait_for_function("document.fullscreenElement === null")


def test_locator_names_the_archipelagos_and_yields_to_small_screens(frame: Frame) -> None:
    locator = frame.locator(".locator")
    expect(locator).to_be_visible()
    assert locator.locator("text").all_text_contents() == [
        *("Quần đảo", "Hoàng Sa", "(Việt Nam)"),
        *("Quần đảo", "Trường Sa", "(Việt Nam)"),
    ]
    button = frame.get_by_role("button", name="Bản đồ vị trí")
    button.click()
    expect(locator).to_be_hidden()
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    frame.page.set_viewport_size({"width": 800, "height": 900})
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


def test_a_fitted_map_fits_again_when_its_frame_changes(frame: Frame) -> None:
    page = frame.page
    extent = [103.6, 20.9, 104.6, 21.5]
    apply(frame, extent=extent, extentKey="here")
    zoom = frame.evaluate("SonLa.map.getZoom()")
    page.set_viewport_size({"width": 1000, "height": 700})
    frame.wait_for_function("zoom => SonLa.map.getZoom() < zoom", arg=zoom)
    west, south, east, north = extent
    corners = f"[[{south}, {west}], [{north}, {east}]]"
    assert frame.evaluate(f"SonLa.map.getBounds().contains({corners})")
    # Whoever has moved it finds it where it was.
    go(frame, 12, 20.87, 104.65)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.wait_for_timeout(500)
    where = frame.evaluate("[SonLa.map.getZoom(), SonLa.map.getCenter().lat]")
    assert where == pytest.approx([12, 20.87], abs=0.002)


def test_follows_the_theme_of_the_app_without_a_rerun(frame: Frame) -> None:
    page = frame.page
    ground = "getComputedStyle(document.getElementById('map')).backgroundColor"
    assert frame.evaluate(ground) == "rgb(233, 234, 232)"
    place = frame.evaluate("[SonLa.map.getZoom(), SonLa.map.getCenter().lat]")
    frame.evaluate("() => { window.same = true; }")
    page.emulate_media(color_scheme="dark")
    frame.wait_for_function("document.documentElement.dataset.scheme === 'dark'")
    assert frame.evaluate(ground) == "rgb(20, 24, 27)"
    assert frame.evaluate("window.same")
    assert frame.evaluate("[SonLa.map.getZoom(), SonLa.map.getCenter().lat]") == place
    page.emulate_media(color_scheme="light")
    frame.wait_for_function("document.documentElement.dataset.scheme === 'light'")
    assert frame.evaluate(ground) == "rgb(233, 234, 232)"


def test_kilometre_posts_in_focus_or_near(frame: Frame) -> None:
    def posts(stats: dict[str, Any]) -> set[str]:
        return {label["text"] for label in stats["labels"] if label["role"] == "km-post"}

    apply(frame, corridors=[])
    assert posts(go(frame, 9, *PROVINCE)) == set()
    assert len(posts(go(frame, 12, 20.87, 104.65))) >= 2
    go(frame, 9, *PROVINCE)
    shown = {"projects": [], "assets": [], "corridors": ["COR-01"]}
    seen = posts(apply(frame, corridors=["COR-01"], shown=shown))
    assert len(seen) >= 8
    assert "Km200" in seen
    assert posts(apply(frame, corridors=["COR-02"])) == set()


def test_exact_shapes_are_drawn_from_near_and_thinned_ones_from_afar(frame: Frame) -> None:
    vertices = """() => SonLa.themes.find((theme) => theme.id === "roads").features
      .filter((feature) => feature.inView)
      .reduce((sum, feature) => sum + feature.strokes[0].getLatLngs().flat().length, 0)"""
    go(frame, 9, *PROVINCE)
    afar = frame.evaluate(vertices)
    go(frame, 12, 20.87, 104.65)
    near = frame.evaluate(vertices)
    go(frame, 9, *PROVINCE)
    assert frame.evaluate(vertices) == afar
    go(frame, 12, 20.87, 104.65)
    assert frame.evaluate(vertices) == near
    # A few roads near Mộc Châu in full have more vertices than all roads of the province thinned.
    assert near > afar / 4
    exact = frame.evaluate(
        "SonLa.exact(SonLa.themes.find((theme) => theme.id === 'roads').features[0]).flat().length"
    )
    thinned = frame.evaluate(
        "SonLa.themes.find((theme) => theme.id === 'roads').features[0].latLngs[0].flat().length"
    )
    assert exact > 3 * thinned
