"""The map is there before the app, and moves into the app without being loaded again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visit import at_rest, settled, until

SCRIPT = Path(__file__).resolve().parents[2] / "panels" / "server" / "early_map.js"
BOX = """
(() => {
  const frame = document.querySelector("iframe");
  const { left, top, width, height } = frame.getBoundingClientRect();
  return [left, top, width, height].map(Math.round);
})()
"""
# The box in the moment in which the frame is opened: a picture may come only after the app.
KEEP = f"""
if (window === top) new MutationObserver((_, seen) => {{
  const frame = document.querySelector("html > iframe");
  if (!frame) return;
  seen.disconnect();
  window.seen = frame.style.opacity !== "0";
  if (!document.querySelector(".stApp")) window.firstBox = {BOX};
}}).observe(document, {{ childList: true, subtree: true }});
"""


def open_map(page: Page, app_url: str, query: str = "") -> None:
    """Open the app, and wait until it and its map have met."""
    page.goto(f"{app_url}/{query}")
    page.frame_locator("iframe[title]").locator(".legend").wait_for()
    settled(page, "SonLa.met", wanted=True)


def pages_asked(page: Page) -> list[str]:
    """Give the map pages that were asked for from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if is_map(request.url) else None)
    return asked


def is_map(url: str) -> bool:
    return "/app/static/map/" in url and url.partition("#")[0].endswith(".html")


@pytest.mark.parametrize("query", ["", "?lang=en", "?area=123"])
def test_the_map_stands_in_its_place_before_the_app_and_is_loaded_once(
    page: Page, app_url: str, query: str
) -> None:
    page.add_init_script(KEEP)
    asked = pages_asked(page)
    open_map(page, app_url, query)
    expect(page.locator(".sl-map-place iframe")).to_be_visible()
    at_rest(page)
    assert page.evaluate("window.firstBox") == page.evaluate(BOX)
    assert len(asked) == 1
    settled(page, "SonLa.state.lang", "en" if "en" in query else "vi")
    settled(page, "SonLa.state.areas", ["123"] if "area" in query else [])
    assert page.locator("iframe").count() == 1


def test_where_its_place_is_not_known_it_waits_unseen_and_is_known_next_time(
    page: Page, app_url: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.add_init_script(KEEP)
    open_map(page, app_url)
    assert page.evaluate("window.seen") is False
    expect(page.locator(".sl-map-place iframe")).to_be_visible()
    until(page, "localStorage.getItem('sl-map-place')")
    page.reload()
    page.frame_locator("iframe[title]").locator(".legend").wait_for()
    settled(page, "SonLa.met", wanted=True)
    at_rest(page)
    assert page.evaluate("window.seen") is True
    assert page.evaluate("window.firstBox") == page.evaluate(BOX)


def test_a_browser_that_cannot_move_it_opens_it_in_its_place(page: Page, app_url: str) -> None:
    page.add_init_script("delete Element.prototype.moveBefore")
    asked = pages_asked(page)
    open_map(page, app_url, "?area=123")
    settled(page, "SonLa.state.areas", ["123"])
    assert len(asked) == 1


def test_r19_without_a_web_socket_the_page_says_so_and_offers_no_export(
    page: Page, app_url: str
) -> None:
    # A proxy that passes no upgrade on; the first picture alone would hide that no more comes.
    page.route_web_socket("**/_stcore/stream", lambda socket: socket.close())
    page.goto(app_url)
    said = page.get_by_role("alert").filter(has_text="trang chưa nối được với máy chủ")
    expect(said).to_be_visible(timeout=60_000)
    canvas = page.frame_locator("iframe")
    expect(canvas.locator(".leaflet-container")).to_be_visible()
    expect(canvas.get_by_role("button", name="Xuất bản đồ")).to_be_hidden()
    assert not re.search("Connection|Streamlit|Is it|internet", page.locator("body").inner_text())


def test_an_app_without_a_place_for_it_is_not_covered(page: Page, app_url: str) -> None:
    script = SCRIPT.read_text(encoding="utf-8")
    body = (
        f'<html><head><script data-frame="app/static/map/none.html">{script}</script></head><body>'
        '<div class="stApp" data-test-script-state="notRunning">'
        '<div class="stElementContainer">Dữ liệu có lỗi</div></div></body></html>'
    )
    answer = {"content_type": "text/html; charset=utf-8", "body": body}
    page.route("**/covered", lambda route: route.fulfill(**answer))
    page.route("**/none.html", lambda route: route.fulfill(body="<p>map</p>"))
    page.goto(f"{app_url}/covered")
    expect(page.locator("iframe")).to_have_count(0)
    expect(page.get_by_text("Dữ liệu có lỗi")).to_be_visible()


def test_other_pages_open_no_map_before_they_need_one(page: Page, app_url: str) -> None:
    asked = pages_asked(page)
    page.goto(f"{app_url}/chi-tieu")
    page.locator(".sl-pages").wait_for()
    at_rest(page)
    assert asked == []
    page.get_by_role("link", name="Bản đồ", exact=True).click()
    page.frame_locator("iframe[title]").locator(".legend").wait_for()
    settled(page, "SonLa.met", wanted=True)
    assert len(asked) == 1
