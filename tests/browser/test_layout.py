"""The page in every window: nothing lies on anything else or is cut; all of it is on paper."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import FilePayload, Page, Route, expect
from pypdf import PdfReader

from geo.catalog.catalog import Catalog
from geo.query.groups import counted_rows
from geo.query.selection import Selection
from geo.query.view import build_view
from tests.browser.test_axe import grave_violations
from tests.browser.visit import CALM, at_rest, evaluate, opened, settled

LAPTOP, PROJECTOR, OLD, PHONE, LYING, ZOOMED = (
    (1366, 768),
    (1920, 1080),
    (1024, 768),
    (390, 844),
    (667, 375),
    (911, 512),  # a laptop at 150 %
)
WINDOWS = (LAPTOP, PROJECTOR, OLD, PHONE, LYING, ZOOMED)

FAULTS = Path(__file__).with_name("layout_faults.js").read_text(encoding="utf-8")
CORNERS = "((e) => [[e[1], e[0]], [e[3], e[2]]])(SonLa.state.extent)"
TYPE_PX = "each => parseFloat(getComputedStyle(each).fontSize) * each.getScreenCTM().a"
EDGE = "each => ['borderTopStyle', 'borderTopColor'].map((name) => getComputedStyle(each)[name])"
FITS = "SonLa.map.getSize().x === innerWidth && SonLa.map.getSize().y === innerHeight"


def resize(page: Page, window: tuple[int, int]) -> None:
    page.set_viewport_size({"width": window[0], "height": window[1]})
    settled(page, FITS, wanted=True)
    page.evaluate(CALM)


def faults(page: Page, windows: tuple[tuple[int, int], ...]) -> dict[str, Any]:
    """Give what is wrong in each of the windows."""
    found = {}
    for window in windows:
        resize(page, window)
        found["×".join(map(str, window))] = page.evaluate(FAULTS)
    return {window: wrong for window, wrong in found.items() if wrong}


def test_r34_ux36_ux37_nothing_lies_on_anything_else_in_any_window(
    page: Page, app_url: str
) -> None:
    page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    opened(page, app_url)
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    at_rest(page)
    assert faults(page, WINDOWS) == {}
    resize(page, PHONE)
    top = page.locator("iframe[title]").bounding_box()
    assert top
    assert top["y"] <= 200
    # The archipelagos are there in every window, on a phone in the legend.
    evaluate(page, "document.querySelector('.legend-head').click()")
    for window in WINDOWS:
        resize(page, window)
        wrong = page.evaluate(FAULTS)
        assert wrong == [], window
        assert evaluate(page, "document.querySelector('.locator-islands').checkVisibility()")
    # The filters are put away: their button has a place of its own.
    resize(page, LAPTOP)
    page.get_by_test_id("stSidebarCollapseButton").locator("button").evaluate(
        "each => each.click()"
    )
    page.get_by_test_id("stExpandSidebarButton").wait_for()
    at_rest(page)
    page.emulate_media(forced_colors="active")
    assert faults(page, (LAPTOP, ZOOMED)) == {}
    # R33: by no background alone one knows the switch, and the page one is on.
    resize(page, LAPTOP)
    style, colour = page.locator("[role=switch] .track").evaluate(EDGE)
    ground = page.locator("body").evaluate("each => getComputedStyle(each).backgroundColor")
    assert style == "solid"
    assert colour not in {ground, "rgba(0, 0, 0, 0)"}
    here, there = (
        page.locator(f".sl-pages a{each}").first
        for each in ("[aria-current]", ":not([aria-current])")
    )
    edge = "each => getComputedStyle(each).borderBottomColor"
    assert here.evaluate(edge) != there.evaluate(edge)
    # The menu of the pages opens by keyboard and closes with Escape.
    resize(page, PHONE)
    summary = page.locator(".sl-pages summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Chỉ tiêu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Chỉ tiêu")).to_be_hidden()


def test_ux25_ux35_card_and_strip_stand_by_the_map(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    opened(page, app_url, "?corridor=COR-01")
    page.locator(".strip svg").wait_for()
    at_rest(page)
    resize(page, LAPTOP)
    canvas, strip = (page.locator(each).bounding_box() for each in ("iframe[title]", ".strip svg"))
    assert canvas
    assert strip
    assert canvas["y"] + canvas["height"] <= strip["y"] + 1
    # The fullest strip there is, in letters that can be read.
    assert strip["y"] + strip["height"] <= LAPTOP[1], "map and strip are seen together, whole"
    assert page.locator(".strip text").first.evaluate(TYPE_PX) >= 8
    settled(page, f"SonLa.map.getBounds().pad(-0.03).contains({CORNERS})", wanted=True)
    assert page.locator(".strip").evaluate("each => each.scrollWidth <= each.clientWidth")
    assert grave_violations(page) == []
    assert faults(page, WINDOWS) == {}
    # A card and the list are pushed with the page: no box of their own takes the wheel.
    resize(page, LAPTOP)
    page.locator('.strip [data-id="EXP-SL1"] text').click()
    page.locator(".sl-card").wait_for()
    at_rest(page)
    assert faults(page, WINDOWS) == {}
    resize(page, LAPTOP)
    for box in (".card-scroll", ".list"):
        assert page.locator(box).evaluate("each => each.scrollHeight <= each.clientHeight + 1"), box


def test_r15_on_paper_stand_all_projects_and_all_columns(
    page: Page, app_url: str, catalog: Catalog
) -> None:
    page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    opened(page, app_url, "?id=EXP-SL1")
    at_rest(page)
    reader = PdfReader(io.BytesIO(page.pdf(format="A4", print_background=True)))
    text = " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())
    view = build_view(catalog, Selection())
    rows = view.rows
    missing = [row.project.name["vi"] for row in rows if row.project.name["vi"] not in text]
    assert missing == []
    # More rows than the counts name projects: in words, so that nobody looks for an error.
    counted = counted_rows(rows)
    beyond = len(counted) - view.totals.projects
    assert len(rows) > len(counted) > view.totals.projects
    assert (
        f"{len(rows)} dòng: {view.totals.projects} dự án, {len(rows) - len(counted)} dòng nhóm "
        f"(dự án thành phần ở ngay dưới), {beyond} dự án ngoài tỉnh."
    ) in text
    heads = ("Tình trạng", "Dự án", "Địa bàn", "Mức tin cậy", "Mã")
    for words in (*heads, "dữ liệu đến", "OpenStreetMap"):
        assert words in text, words
    assert "Xuất bản đồ" not in text
    assert "Tìm kiếm" not in text


def refused(route: Route) -> None:
    """Answer an upload as a server that has no room for it."""
    if route.request.method == "PUT":
        route.fulfill(status=413, body="")
    else:
        route.continue_()


def test_ux36_ux46_pages_without_filters_have_no_empty_column_and_no_english(
    page: Page, app_url: str
) -> None:
    page.goto(f"{app_url}/chi-tieu?lang=en")
    page.locator(".sl-pages").wait_for()
    at_rest(page)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Tiếng Việt").click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page.get_by_test_id("stMainMenuButton")).to_have_attribute("aria-label", "Tùy chọn")
    at_rest(page)
    # What Streamlit says of a file that it does not take.
    page.get_by_role("link", name="Chất lượng").click()
    page.get_by_text("Kiểm tra phiếu, trang chiếu, tài liệu đã lập").click()
    uploader, box = page.get_by_test_id("stFileUploader"), page.locator("input[type=file]")
    box.set_input_files(FilePayload(name="a.txt", mimeType="text/plain", buffer=b"x"))
    expect(uploader).to_contain_text("Lỗi: Không nhận tệp loại text/plain.")
    page.route("**/_stcore/upload_file/**", refused)
    box.set_input_files(FilePayload(name="b.pdf", mimeType="application/pdf", buffer=b"%PDF"))
    expect(uploader).to_contain_text("Tệp quá lớn, hoặc máy chủ đang giữ quá nhiều tệp.")
    expect(uploader.get_by_role("button", name="Bỏ b.pdf")).to_be_visible()
    # An address that is none.
    page.goto(f"{app_url}/khong-co-trang-nay")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Không có trang này")
    assert not re.search("page|Running|Dismiss|Close", dialog.inner_text())
