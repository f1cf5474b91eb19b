"""The pages in a real browser: a day changes everything, and nothing is lost on the way."""

from __future__ import annotations

import io
import re
from datetime import date
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from geo.catalog.catalog import Catalog
from geo.model import Status
from geo.query.groups import counted_rows
from geo.query.selection import Selection
from geo.query.view import View, build_view
from tests.browser.test_axe import grave_violations
from tests.browser.visit import (
    ask_for_the_map_on_paper,
    at_rest,
    evaluate,
    in_address,
    map_frame,
    messages,
    opened,
    settled,
)

DAY = date(2025, 5, 1)
# The state names a status only where it is not the latest one.
STATUS = "SonLa.state.status['EXP-SL1'] || SonLa.page.status['EXP-SL1']"
NEW_PAGES = (
    "thay-doi?from=2025-01-01", "chi-tieu", "ho-so", "ho-so?of=123", "tien-do", "nguon", "du-lieu",
)  # fmt: skip


def legend_counts(page: Page) -> dict[str, str]:
    """Give the number beside each status in the legend of the map."""
    rows = map_frame(page).locator(".legend-theme").first.locator("li")
    found = (row.inner_text().split("\n") for row in rows.all())
    return {parts[0].strip(): parts[-1].strip() for parts in found if len(parts) > 1}


def expected_counts(view: View) -> dict[str, str]:
    names = {Status.PREPARING: "Chuẩn bị đầu tư", Status.CONSTRUCTION: "Đang thi công"}
    placed = [row for row in counted_rows(view.rows) if row.project.pieces]
    return {
        name: str(sum(row.status is status for row in placed)) for status, name in names.items()
    }


def sheet_words(page: Page) -> str:
    """Export what the map shows, and give the words of the PDF."""
    ask_for_the_map_on_paper(page)
    page.get_by_role("dialog").get_by_role("button", name="Xem trước").click()
    button = page.get_by_role("button", name=re.compile(r"Tải son-la_(?!exp-sl1)"))
    expect(button).to_be_visible(timeout=90_000)
    with page.expect_download(timeout=60_000) as download:
        button.click()
    pdf = PdfReader(io.BytesIO(download.value.path().read_bytes()))
    words = " ".join(" ".join(sheet.extract_text() for sheet in pdf.pages).split())
    page.keyboard.press("Escape")
    return words


def test_ux20_a_typed_day_counts_at_enter_and_tab_or_says_why_not(page: Page, app_url: str) -> None:
    """UX-20: the page follows what was typed; a wrong or future day gets a sentence."""
    page.goto(f"{app_url}/thay-doi?from=2025-01-01&to=2025-12-31")
    at_rest(page)
    start, end = (page.get_by_label(name, exact=True) for name in ("Từ ngày", "Đến ngày"))
    expect(start).to_have_value("01/01/2025")
    start.fill("01032025")
    start.press("Enter")
    in_address(page, "from=2025-03-01")
    expect(start).to_have_value("01/03/2025")
    end.fill("1-6-25")
    end.press("Tab")
    in_address(page, "to=2025-06-01")
    assert "?from=2025-03-01&to=2025-06-01" in page.url
    for typed, said in (("31/02/2025", "Không có ngày này"), ("1/1/2030", "còn ở tương lai")):
        end.fill(typed)
        end.press("Enter")
        expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
        expect(end).to_have_attribute("aria-invalid", "true")
    assert "to=2025-06-01" in page.url
    end.fill("")
    end.press("Enter")
    expect(page).to_have_url(re.compile(r"\?from=2025-03-01(#|$)"))


def test_a_day_changes_status_card_legend_and_sheet_together(
    page: Page, app_url: str, catalog: Catalog
) -> None:
    asked = Selection(areas=("123", "128"))
    today, then = build_view(catalog, asked), build_view(catalog, asked.with_(as_of=DAY))
    opened(page, app_url, "?area=123,128&id=EXP-SL1")
    card = page.locator(".sl-card")
    settled(page, STATUS, "construction")
    expect(card).to_contain_text("Đang thi công từ 18/05/2025")
    map_frame(page).get_by_role("button", name="Chú giải").click()
    now = legend_counts(page)
    assert {name: now.get(name, "0") for name in expected_counts(today)} == expected_counts(today)
    evaluate(page, "void (window.kept = 1)")

    field = page.get_by_label("Tính đến ngày", exact=True)
    field.fill("01052025")
    field.press("Enter")
    in_address(page, "asof=2025-05-01")
    settled(page, STATUS, "preparing")
    expect(page.locator(".sl-past")).to_contain_text("Tình trạng tính đến ngày 01/05/2025")
    expect(card).to_contain_text("Chuẩn bị đầu tư")
    expect(card).not_to_contain_text("18/05/2025; tin mới nhất")
    settled(
        page,
        "SonLa.stats().projects",
        sorted(r.project.id for r in counted_rows(then.rows) if r.project.pieces),
    )
    past = legend_counts(page)
    assert {name: past.get(name, "0") for name in expected_counts(then)} == expected_counts(then)
    assert past != now
    assert evaluate(page, "window.kept") == 1, "the map was loaded anew"
    caption = page.locator("p.caption")
    expect(caption).to_contain_text(f"{then.totals.by_status[Status.PREPARING]} đang chuẩn bị")

    words = sheet_words(page)
    assert "01/05/2025" in words
    # Its towns were called so on that day: the district was a town of its own for five months.
    assert "Thị xã Mộc Châu" in words
    assert "Huyện Mộc Châu (cũ)" not in words
    assert "18/05/2025" not in words
    assert catalog.projects["DT-107C"].name["vi"] not in words

    page.get_by_role("link", name="về hôm nay").click()
    settled(page, STATUS, "construction")
    at_rest(page)
    assert parse_qs(urlsplit(page.url).query) == {"area": ["123,128"], "id": ["EXP-SL1"]}
    for _ in range(50):  # the legend follows in the next frame
        if legend_counts(page) == now:
            break
        page.wait_for_timeout(100)
    assert legend_counts(page) == now


def test_the_timeline_steps_through_the_events_on_the_same_map(page: Page, app_url: str) -> None:
    received = messages(page, "framereceived")
    opened(page, app_url, "?kind=expressway")
    settled(page, "SonLa.stats().zoom > 0", wanted=True)
    evaluate(page, "void (window.kept = 1)")
    page.get_by_text("Dòng thời gian", exact=True).click()
    in_address(page, "timeline=1")
    expect(page.locator(".tl-lane button")).not_to_have_count(0)

    page.get_by_role("button", name="Sự kiện trước").click()
    in_address(page, "asof=2026-02-05")
    settled(page, "SonLa.state.halo", ["EXP-SL1", "EXP-SL2", "EXP-SL3"])
    at_rest(page)
    received.clear()
    page.get_by_role("button", name="Sự kiện trước").click()
    # What its source dates to a month stands at the month's end.
    in_address(page, "asof=2026-01-31")
    settled(page, "SonLa.state.halo", ["EXP-DB", "EXP-SL2", "EXP-SL3"])
    at_rest(page)
    assert 0 < sum(map(len, received)) < 40_000
    page.get_by_role("button", name="Sự kiện trước").click()
    in_address(page, "asof=2026-01-30")
    settled(page, "SonLa.state.halo", ["EXP-HB"])
    expect(page.locator(".tl-said")).to_contain_text("30/01/2026")

    # A mark by mouse, the next one by keys.
    mark = page.locator('.tl-lane button[data-day="2025-05-18"]')
    mark.click()
    in_address(page, "asof=2025-05-18")
    settled(page, "SonLa.state.halo", ["EXP-SL1"])
    mark.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    in_address(page, "asof=2025-07-15")
    settled(page, "SonLa.state.halo", ["EXP-SL2"])
    settled(page, "SonLa.stats().projects.includes('EXP-SL3')", wanted=False)
    assert evaluate(page, "window.kept") == 1, "the map was loaded anew"


def test_the_way_to_a_page_and_back_loses_nothing(page: Page, app_url: str) -> None:
    query = {"lang": ["en"], "area": ["123"], "id": ["DT-101"], "off": ["water"]}
    opened_in_english(page, app_url, "?lang=en&area=123&id=DT-101&off=water#map=11.5/20.9/104.6")
    settled(page, "SonLa.map.getZoom()", 11.5)
    at_rest(page)  # the map is there before the app has read the address
    settled(page, "SonLa.met", wanted=True)  # from then on its place is kept over pages
    page.get_by_role("link", name="Changes").click()
    expect(page.get_by_role("heading", name="Changes")).to_be_visible()
    in_address(page, "from=")
    expect(map_frame(page).locator(".leaflet-container")).to_be_visible()
    settled(page, "SonLa.state.areas", ["123"])
    assert evaluate(page, "SonLa.map.getZoom()") != 11.5, "each page has its own position"
    at_rest(page)
    page.get_by_role("link", name="Targets").click()
    expect(page.get_by_role("heading", name="Targets")).to_be_visible()
    at_rest(page)
    page.get_by_role("link", name="Map", exact=True).click()
    expect(page.locator(".sl-card")).to_contain_text("Provincial Road 101")
    expect(map_frame(page).locator(".leaflet-container")).to_be_visible()
    settled(page, "[SonLa.map.getZoom(), SonLa.map.getCenter().lat.toFixed(1)]", [11.5, "20.9"])
    assert parse_qs(urlsplit(page.url).query) == query
    at_rest(page)

    page.locator(".sl-card").get_by_role("link", name="Vân Hồ district").click()
    expect(page.get_by_role("heading", name="Vân Hồ district")).to_be_visible()
    expect(page).to_have_url(re.compile(r"^https?://[^/]+/ho-so(\?|#|$)"))
    at_rest(page)
    page.get_by_role("link", name="Show on the map").click()
    expect(page.get_by_role("heading", name="Sơn La infrastructure map")).to_be_visible()
    in_address(page, "area=128")
    expect(page.locator("iframe[title]")).to_have_count(1)  # the one before goes away
    expect(map_frame(page).locator(".leaflet-container")).to_be_visible()
    settled(page, "SonLa.state.areas", ["128"])
    at_rest(page)
    page.go_back()
    expect(page.get_by_role("heading", name="Vân Hồ district")).to_be_visible()
    at_rest(page)
    page.go_back()
    expect(page.locator(".sl-card")).to_contain_text("Provincial Road 101")
    assert parse_qs(urlsplit(page.url).query) == query


def test_a_link_is_followed_before_the_components_are_there(page: Page, app_url: str) -> None:
    late = {"content_type": "application/javascript", "body": "export function begin() {}"}
    page.route("**/app/static/code/links-*.js", lambda route: route.fulfill(**late))
    opened_in_english(page, app_url, "?lang=en&area=123&id=DT-101")
    page.get_by_role("link", name="Targets").click()
    expect(page.get_by_role("heading", name="Targets")).to_be_visible()
    page.get_by_role("link", name="Map", exact=True).click()
    expect(page.locator(".sl-card")).to_contain_text("Provincial Road 101")


def opened_in_english(page: Page, app_url: str, query: str) -> None:
    page.goto(f"{app_url}/{query}")
    expect(map_frame(page).locator(".leaflet-container")).to_be_visible()
    settled(page, "SonLa.state.lang", "en")


def test_changes_have_a_halo_and_a_sheet(page: Page, app_url: str, catalog: Catalog) -> None:
    page.goto(f"{app_url}/thay-doi?from=2025-06-30&to=2025-07-31")
    expect(map_frame(page).locator(".leaflet-container")).to_be_visible()
    works = ["DT-107C", "HYD-SONLA-EXT", "KCN-MAISON-1"]
    moved = [*works, "URB-MAISON", "URB-SONLA", "URB-VANHO"]
    settled(page, "SonLa.state.halo", moved)
    settled(page, "document.querySelectorAll('.symbol.selected').length > 0", wanted=True)
    with page.expect_download(timeout=90_000) as download:
        page.get_by_role("button", name="Tải phiếu thay đổi").click()
    assert (
        download.value.suggested_filename == "thay-doi-toan-tinh-son-la-2025-06-30-2025-07-31.pdf"
    )
    pdf = PdfReader(io.BytesIO(download.value.path().read_bytes()))
    words = " ".join(" ".join(sheet.extract_text() for sheet in pdf.pages).split())
    for project_id in moved:
        assert " ".join(catalog.projects[project_id].name["vi"].split()) in words
    # A click on the map leads to the card, as things stood on the last day.
    evaluate(page, 'SonLa.onSelect("DT-107C")')
    expect(page.locator(".sl-card")).to_contain_text(catalog.projects["DT-107C"].name["vi"])
    in_address(page, "asof=2025-07-31")


MARKS = """lane => {
  const { left, width } = lane.getBoundingClientRect();
  const marks = [...lane.querySelectorAll("button")].map((each) => each.getBoundingClientRect());
  return [width, marks.map((box) => [box.left - left, box.right - left])];
}"""


@pytest.mark.parametrize("where", NEW_PAGES)
def test_no_grave_violation(page: Page, app_url: str, where: str) -> None:
    page.goto(f"{app_url}/{where}")
    at_rest(page)
    assert grave_violations(page) == []


def test_no_grave_violation_on_a_phone_with_the_timeline(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{app_url}/?asof=2025-05-18&timeline=1")
    page.locator(".tl").wait_for()
    at_rest(page)
    assert grave_violations(page) == []
    # UX-34: no mark lies on another, or is cut by the edge.
    for lane in page.locator(".tl-lane").all():
        edge, ends = lane.evaluate(MARKS)
        assert all(after[0] > before[1] - 2 for before, after in pairwise(ends)), ends
        assert all(left > -2 and right < edge + 2 for left, right in ends), ends
