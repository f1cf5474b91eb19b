"""What the map needs the app around it for, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.canvas import ADDRESS
from tests.browser.visit import evaluate, settled, until


@pytest.fixture
def inside(page: Page, app_url: str) -> Frame:
    """Open the app and wait until its map is drawn."""
    page.goto(app_url)
    page.frame_locator("iframe").locator(".legend").wait_for()
    found = page.frame(url=ADDRESS)
    assert found
    until(found, "SonLa.met")
    return found


def test_position_is_in_the_address(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/#map=12/20.8500/104.6000")
    page.frame_locator("iframe").locator(".legend").wait_for()
    settled(page, "SonLa.met && SonLa.map.getZoom()", 12)
    evaluate(page, "SonLa.goTo({ zoom: 11, lat: 21.2, lon: 104.1 })")
    expect(page).to_have_url(re.compile(r"#map=11/21\.2000/104\.1000$"))


def test_locating_oneself_is_asked_for_and_answered(inside: Frame) -> None:
    assert inside.locator(".pin").count() == 0
    inside.locator(".tool-locate").click()
    expect(inside.locator(".notice")).to_contain_text("không được phép")
    inside.get_by_role("button", name="Đóng thông báo").click()
    context = inside.page.context
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": 21.33, "longitude": 103.9, "accuracy": 30})
    inside.locator(".tool-locate").click()
    expect(inside.locator(".pin-label")).to_have_text("Vị trí của bạn (± 30 m)")


def test_ux16_what_can_be_found_comes_after_the_map(inside: Frame) -> None:
    until(inside, "SonLa.findable")
    first = inside.evaluate("SonLa.find('mojc chau')[0]")
    assert (first["kind"], first["label"]) == ("area", "Phường Mộc Châu")
    assert first["action"]["kind"] == "filter-area"
    assert first["action"]["value"] == "03980"
    # A kilometre is told with the commune in which the map has it.
    (there,) = inside.evaluate("SonLa.find('km 303', { roads: ['QL.6'], limit: 1 })")
    assert there["sublabel"].startswith("Phường Tô Hiệu · ")
    assert there["also"]["kind"] == "filter-area"
    (point,) = inside.evaluate("""SonLa.find("21°03'N 104°18'E")""")
    assert point["sublabel"].startswith("Xã Yên Châu · VN-2000: X 2.328.516 m")


def test_full_screen_and_back(inside: Frame) -> None:
    inside.get_by_role("button", name="Toàn màn hình").click()
    until(inside, "document.fullscreenElement !== null")
    inside.get_by_role("button", name="Thoát toàn màn hình").click()
    until(inside, "document.fullscreenElement === null")


def test_follows_the_theme_of_the_app_without_a_rerun(inside: Frame) -> None:
    page = inside.page
    ground = "getComputedStyle(document.getElementById('map')).backgroundColor"
    assert inside.evaluate(ground) == "rgb(233, 234, 232)"
    place = inside.evaluate("[SonLa.map.getZoom(), SonLa.map.getCenter().lat]")
    inside.evaluate("() => { window.same = true; }")
    page.emulate_media(color_scheme="dark")
    until(inside, "document.documentElement.dataset.scheme === 'dark'")
    until(inside, f"{ground} === 'rgb(20, 24, 27)'")
    assert inside.evaluate("window.same")
    assert inside.evaluate("[SonLa.map.getZoom(), SonLa.map.getCenter().lat]") == place
    page.emulate_media(color_scheme="light")
    until(inside, "document.documentElement.dataset.scheme === 'light'")
    until(inside, f"{ground} === 'rgb(233, 234, 232)'")
