from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from playwright.sync_api import Page, expect

from layers.style import palette
from layers.style.palette import DARK
from tests.browser.visit import (
    at_rest,
    evaluate,
    in_address,
    map_frame,
    messages,
    opened,
    settled,
    until,
)

# South-west and north-east of what the filters show.
CORNERS = "((e) => [[e[1], e[0]], [e[3], e[2]]])(SonLa.state.extent)"
WHERE = (
    "((c) => [SonLa.map.getZoom(), c.lat, c.lng].map((n) => n.toFixed(5)))(SonLa.map.getCenter())"
)
LISTEN = """
window.marked = [];
window.marking = SonLa.mark;
SonLa.mark = (...place) => { marked.push(place); window.marking?.(...place); };
void 0
"""


def test_a_corridor_has_a_profile_and_a_strip_that_marks_the_map(page: Page, app_url: str) -> None:
    sent = messages(page, "framesent")
    opened(page, app_url, "?corridor=COR-01")
    settled(page, "SonLa.state.corridors", ["COR-01"])
    expect(page.locator(".sl-shares")).to_contain_text("Đang thi công")
    expect(page.locator(".sl-profile")).to_contain_text("Các đoạn theo thứ tự")
    lane = page.locator(".strip .lane").first
    lane.scroll_into_view_if_needed()
    at_rest(page)
    sent.clear()

    evaluate(page, LISTEN)
    lane.hover(position={"x": 500, "y": 8})
    settled(page, "marked.length > 0", wanted=True)
    lon, lat, label = evaluate(page, "marked.at(-1)")
    assert 103 < lon < 105
    assert 20.5 < lat < 22
    assert label.startswith("QL.6 Km2")
    page.mouse.move(5, 5)
    settled(page, "marked.at(-1).length", 0)

    lane.focus()
    page.keyboard.press("End")
    settled(page, "(marked.at(-1)[2] || '').slice(0, 10)", "QL.6 Km366")
    page.keyboard.press("ArrowLeft")
    settled(page, "(marked.at(-1)[2] || '').slice(0, 10)", "QL.6 Km365")
    at_rest(page)
    assert sent == [], "pointing must cause no rerun"


def test_strip_and_map_are_seen_together_by_day_and_night(page: Page, app_url: str) -> None:
    page.emulate_media(color_scheme="dark")
    opened(page, app_url, "?corridor=COR-06")
    ground = page.locator(".strip .ground").first
    expect(ground).to_have_attribute("fill", DARK[palette.PAPER])
    page.emulate_media(color_scheme="light")
    expect(ground).to_have_attribute("fill", palette.PAPER)
    lane, canvas = (found.bounding_box() for found in (ground, page.locator("iframe[title]")))
    assert lane
    assert canvas
    assert canvas["y"] > 0
    assert lane["y"] + lane["height"] < 900
    # The frame became lower after the map was fitted: all of the corridor is still inside.
    settled(page, f"SonLa.map.getBounds().contains({CORNERS})", wanted=True)


def test_a_bar_of_the_strip_opens_the_card(page: Page, app_url: str) -> None:
    opened(page, app_url, "?corridor=COR-01")
    bar = page.locator('.strip [data-id="EXP-SL1"]')
    bar.locator("text").click()
    expect(page.locator(".sl-card")).to_contain_text("Cao tốc Hòa Bình – Mộc Châu")
    in_address(page, "id=EXP-SL1")


def test_a_kilometre_is_found_and_shown(page: Page, app_url: str) -> None:
    opened(page, app_url)
    page.get_by_role("combobox", name="Tìm kiếm").wait_for()
    before = evaluate(page, "SonLa.map.getZoom()")
    search = page.get_by_role("combobox", name="Tìm kiếm")
    search.wait_for()
    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.keyboard.type("QL6 km 195")
    page.get_by_role("option", name="Km195").first.click()
    settled(page, f"SonLa.map.getZoom() > {before} + 2", wanted=True)
    settled(page, "SonLa.state.mark.label", "QL.6 Km195+000")
    lon, lat = evaluate(page, "[SonLa.map.getCenter().lng, SonLa.map.getCenter().lat]")
    assert (round(lon, 1), round(lat, 1)) == (104.6, 20.9)


def test_ux19_the_link_is_copied_whole_and_says_whom_it_leads_nowhere(
    page: Page, app_url: str
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, app_url, "?area=123#map=11.5/20.9/104.7")
    in_address(page, "#map=11.5/20.9000/104.7000")
    page.get_by_role("button", name="Sao chép liên kết").click()
    expect(page.get_by_role("button", name="Đã sao chép")).to_be_visible()
    expect(page.get_by_text("Liên kết này chỉ mở được trên máy này.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert parse_qs(urlsplit(copied).query) == {"area": ["123"]}
    assert copied.endswith("#map=11.5/20.9000/104.7000")


def test_a_map_put_somewhere_stays_there_when_the_window_changes_its_size(
    page: Page, app_url: str
) -> None:
    place = "#map=9.37/20.9/104.7"
    opened(page, app_url, place)
    for width, height in ((1183, 801), (1001, 777), (1440, 900)):
        page.set_viewport_size({"width": width, "height": height})
        settled(page, "SonLa.map.getSize().x === innerWidth", wanted=True)
        settled(page, WHERE, ["9.37000", "20.90000", "104.70000"])
    expect(page).to_have_url(re.compile("#map=9.37/20.9000/104.7000$"))


def test_a_saved_view_keeps_where_the_map_stands(page: Page, app_url: str) -> None:
    sent = messages(page, "framesent")
    opened(page, app_url, "?area=123")
    settled(page, "SonLa.state.areas", ["123"])
    page.get_by_role("button", name="Chế độ xem đã lưu").click()
    name = page.get_by_role("textbox", name="Tên chế độ xem")
    at_rest(page)
    sent.clear()
    evaluate(page, "void SonLa.map.setView([20.83, 104.65], 13.5, {animate: false})")
    in_address(page, "#map=13.5/20.8300/104.6500")
    at_rest(page)
    assert sent == [], "panning must cause no rerun"
    name.press("Enter")
    expect(page.get_by_text("Hãy gõ tên trước khi lưu.")).to_be_visible()
    name.fill("Ngã ba Mộc Châu")
    name.press("Enter")
    in_address(page, "views=")
    # The server's change of the address drops the position for a moment; the map writes it again.
    in_address(page, "#map=13.5/20.8300/104.6500")
    link = urlsplit(page.url)
    at_rest(page)

    saved = parse_qs(link.query)["views"][0]
    opened(page, app_url, f"?{urlencode({'views': saved})}")
    settled(page, "SonLa.state.areas", [])
    page.get_by_role("button", name="Chế độ xem đã lưu (1)").click()
    page.get_by_role("button", name="Ngã ba Mộc Châu", exact=True).click()
    settled(page, "SonLa.state.areas", ["123"])
    centre = "Object.values(SonLa.map.getCenter())"
    where = f"[SonLa.map.getZoom(), ...{centre}].map((x) => +x.toFixed(3))"
    settled(page, where, [13.5, 20.83, 104.65])

    # The map wanders, the filters stay: opening it again leads back.
    evaluate(page, "void SonLa.map.setView([21.3, 103.9], 9, {animate: false})")
    page.get_by_role("button", name="Ngã ba Mộc Châu", exact=True).click()
    settled(page, where, [13.5, 20.83, 104.65])
    kept = page.evaluate("localStorage.getItem('son-la-views')")
    assert kept == '["Ngã ba Mộc Châu~area.123~map.13.5/20.8300/104.6500"]'


def test_ux19_a_closed_tab_loses_no_view(page: Page, app_url: str) -> None:
    """UX-19: a new tab still has the view; a double name is said; views are renamed, deleted."""
    opened(page, app_url)
    page.evaluate("localStorage.setItem('son-la-views', '[\"Ngã ba Mộc Châu~area.123\"]')")
    page.get_by_role("button", name="Chế độ xem đã lưu", exact=True).click()
    at_rest(page)
    box = page.locator(".st-key-saved-views-box")
    expect(box.get_by_role("checkbox", name="Kèm liên kết")).not_to_be_checked()
    name = page.get_by_role("textbox", name="Tên chế độ xem")
    name.fill("Ngã ba Mộc Châu")
    name.press("Enter")
    expect(box.get_by_role("status")).to_contain_text("Đã có chế độ xem tên")
    box.get_by_role("checkbox", name="Kèm liên kết").check()
    in_address(page, "views=")
    at_rest(page)
    box.get_by_role("button", name="Đổi tên: Ngã ba Mộc Châu").click()
    renamed = box.locator("li").get_by_role("textbox")
    renamed.fill("Cò Nòi")
    renamed.press("Enter")
    in_address(page, f"views={quote('Cò Nòi', safe='').replace('%20', '+')}")
    at_rest(page)
    box.get_by_role("button", name="Xóa: Cò Nòi").click()
    expect(page).not_to_have_url(re.compile("views="))
    until(page, "localStorage.getItem('son-la-views') === '[]'")


def test_a_view_of_an_old_link_fits_what_it_shows(page: Page, app_url: str) -> None:
    opened(page, app_url, f"?{urlencode({'views': 'Huyện~area%3D123'})}")
    page.get_by_role("button", name="Chế độ xem đã lưu (1)").click()
    page.get_by_role("button", name="Huyện", exact=True).click()
    settled(page, "SonLa.state.areas", ["123"])
    settled(page, "SonLa.map.getZoom() > 10 && SonLa.areaAt(SonLa.map.getCenter())", "123")
    expect(map_frame(page).locator(".leaflet-container")).to_be_visible()
