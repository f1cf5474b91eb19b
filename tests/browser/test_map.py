"""The map in a real browser, through ``window.SonLa`` in its frame."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, expect

from geo.catalog import Catalog
from geo.loading import load

ADDRESS = re.compile(r"/app/static/map/")
PROVINCE = (21.28, 104.0)
PLACES = [
    (8, *PROVINCE),
    (9, *PROVINCE),
    (9.5, *PROVINCE),
    (10, 21.25, 104.2),
    (11, 20.85, 104.6),
    (12, 20.87, 104.65),
    (14, 21.33, 103.91),
]
Box = list[float]


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
    page.wait_for_timeout(300)
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


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


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
    assert {style.partition("-")[2] for style in stats["styles"]["projects"]} == {"unknown"}


@pytest.mark.parametrize("area_frame", ["district", "commune"])
def test_labels_cover_neither_labels_nor_symbols(frame: Frame, area_frame: str) -> None:
    apply(frame, frame=area_frame)
    for place in PLACES:
        stats = go(frame, *place)
        labels = stats["labels"]
        assert len(labels) > 8
        for one, other in combinations(labels, 2):
            touching = any(overlap(a, b) for a in one["boxes"] for b in other["boxes"])
            assert not touching, (place, one["text"], other["text"])
        for label in labels:
            over = [
                s["id"]
                for s in stats["symbols"]
                if any(overlap(s["box"], b) for b in label["boxes"])
            ]
            assert over == [], (place, label["text"])


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


def test_missing_library_is_said_in_words(page: Page, app_url: str) -> None:
    page.route("**/leaflet.js", lambda route: route.abort())
    page.goto(app_url)
    note = page.frame_locator("iframe").get_by_role("alert")
    expect(note).to_contain_text("Không hiện được bản đồ")
