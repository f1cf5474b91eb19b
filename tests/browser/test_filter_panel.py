"""The filter panel with a keyboard, for a screen reader, by touch, and without a map beside it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import PERSON, Watched
from tests.browser.test_axe import grave_violations
from tests.browser.visit import at_rest, evaluate, in_address, opened, settled

# What Streamlit's own boxes say, whatever the language of the page.
ENGLISH = re.compile(r"No results|Select|Choose|Clear all|Press Enter|Open\b")
FINGER_PX = 44
SMALLEST_PX = 14
SIZES = """(panel) => [...panel.querySelectorAll("*")]
  .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .filter((each) => !each.closest(".unseen"))
  .map((each) => parseFloat(getComputedStyle(each).fontSize))"""


def panel(page: Page) -> Locator:
    return page.locator(".filters")


def areas(page: Page) -> Locator:
    return panel(page).get_by_role("combobox", name="Đơn vị hành chính")


def test_ux_14_a_commune_is_chosen_with_the_keys_alone(page: Page, app_url: str) -> None:
    opened(page, app_url)
    search = panel(page).get_by_role("combobox", name="Tìm kiếm")
    search.wait_for()
    page.keyboard.press("/")
    expect(search).to_be_focused()
    # To the frame, and to the communes: the arrows turn a radio group.
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    in_address(page, "frame=commune")
    page.keyboard.press("Tab")
    expect(areas(page)).to_be_focused()
    expect(areas(page)).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("moc chau")
    expect(panel(page)).to_match_aria_snapshot("""
        - 'combobox "Đơn vị hành chính: 75 xã/phường" [expanded]': moc chau
        - listbox:
          - group "Huyện Mộc Châu (cũ)":
            - text: Huyện Mộc Châu (cũ)
            - option /Phường Mộc Châu \\d+ dự án/
            - option /Xã Chiềng Sơn \\d+ dự án/
    """)
    expect(panel(page).get_by_role("status")).to_have_text(re.compile(r"\d+ lựa chọn"))
    meant = panel(page).locator(".row.active")
    expect(meant).to_contain_text("Phường Mộc Châu")
    expect(areas(page)).to_have_attribute(
        "aria-activedescendant", meant.get_attribute("id") or "none"
    )
    page.keyboard.press("End")
    expect(meant).not_to_contain_text("Phường Mộc Châu")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    # It closes, says what was done, and leaves the next filter free.
    expect(areas(page)).to_have_attribute("aria-expanded", "false")
    in_address(page, "area=03980")
    settled(page, "SonLa.state.areas", ["03980"])
    expect(panel(page).get_by_role("status")).to_have_text("Đã thêm Phường Mộc Châu")
    expect(panel(page).get_by_role("button", name="Bỏ Phường Mộc Châu")).to_be_visible()
    panel(page).get_by_role("button", name="Quy hoạch").click()
    in_address(page, "status=planned")
    expect(panel(page).get_by_role("button", name="Quy hoạch")).to_have_attribute(
        "aria-pressed", "true"
    )
    panel(page).get_by_role("button", name="Xóa bộ lọc (2)").click()
    settled(page, "SonLa.state.areas", [])
    expect(panel(page).get_by_role("button", name="Xóa bộ lọc", exact=True)).to_be_focused()


def test_ux_46_lists_in_any_state_are_vietnamese_and_without_barriers(
    page: Page, app_url: str
) -> None:
    opened(page, app_url, "?agency=SO-CT&q=c%E1%BA%A7u&asof=2026-01-01&corridor=COR-01")
    at_rest(page)
    chips = panel(page).get_by_role("list", name="Đang giới hạn theo").get_by_role("button")
    expect(chips).to_have_count(3)
    areas(page).fill("không có gì")
    expect(panel(page).locator(".menu.open .note")).to_have_text(
        "Không có mục nào khớp “không có gì”."
    )
    assert grave_violations(page) == []
    page.keyboard.press("Escape")
    panel(page).get_by_role("combobox", name="Loại công trình").press("ArrowDown")
    expect(panel(page).locator(".menu.open").get_by_role("group").first).to_be_visible()
    assert grave_violations(page) == []
    assert not ENGLISH.search(panel(page).aria_snapshot())
    page.keyboard.press("Tab")
    expect(panel(page).locator(".menu.open")).to_have_count(0)
    chips.first.click()
    expect(chips).to_have_count(2)
    expect(panel(page).get_by_role("status")).to_have_text("Đã bỏ Có cụm từ “cầu”")
    expect(chips.first).to_be_focused()
    chips.first.click()
    expect(panel(page).get_by_role("button", name="Xóa bộ lọc (2)")).to_be_visible()
    expect(page).not_to_have_url(re.compile("[?&](q|agency)="))


def test_by_touch_everything_is_as_large_as_a_finger(browser: Browser, app_url: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, **PERSON
    )
    watched = Watched.of(context)
    page = context.new_page()
    page.goto(app_url)
    page.get_by_test_id("stExpandSidebarButton").tap()
    expect(panel(page).get_by_role("button", name="Đang thi công")).to_be_visible()
    kinds = panel(page).get_by_role("combobox", name="Loại công trình")
    kinds.tap()
    row = panel(page).get_by_role("option").first
    expect(row).to_be_visible()
    menu = panel(page).locator(".menu.open").bounding_box()
    assert menu
    assert menu["x"] >= 0
    assert menu["x"] + menu["width"] <= 390
    buttons = [*panel(page).get_by_role("button").all(), row, kinds.locator("..")]
    for one in buttons:
        box = one.bounding_box()
        assert box is None or box["height"] >= FINGER_PX, one
    assert min(panel(page).evaluate(SIZES)) >= SMALLEST_PX
    row.tap()
    in_address(page, "kind=")
    assert watched.errors == []
    context.close()


@pytest.mark.parametrize(
    ("typed", "part"), [("moc chau", "area=03980"), ("hoan thanh", "status=completed")]
)
def test_without_a_map_the_filters_are_searched(
    page: Page, app_url: str, typed: str, part: str
) -> None:
    page.goto(f"{app_url}/tien-do")
    panel(page).get_by_role("combobox", name="Tìm kiếm").press_sequentially(typed)
    page.keyboard.press("Enter")
    in_address(page, part)
    at_rest(page)
    if part.startswith("area"):
        panel(page).get_by_role("combobox", name="Tìm kiếm").press_sequentially("na san")
        panel(page).get_by_role("option", name="Cảng hàng không Nà Sản").first.click()
        in_address(page, "id=AIR-NASAN")
        expect(page.locator(".sl-card")).to_be_visible()
    else:
        panel(page).get_by_role("combobox", name="Tìm kiếm").press_sequentially("van ho")
        panel(page).get_by_role("option", name="Tổng hợp Xã Vân Hồ").click()
        expect(page).to_have_url(re.compile(r"/ho-so\?of=04048"))


FOUND = """SonLa.findable = true, SonLa.find = (query) => {
  const hit = (kind, id, label, sublabel, group, action, more = {}) => ({
    kind, id, target: id, label, sublabel, group, action, box: null, point: null, also: null,
    ...more });
  const go = { kind: "go", value: "", label: "", count: null };
  const filter = { kind: "filter-area", value: "04048", label: "Lọc theo xã X (3)", count: 3 };
  return [
    hit("place", "P-1", `Đèo ${query}`, "xã X", "places", go,
        { point: [104.6, 20.9], box: [104.59, 20.89, 104.61, 20.91], also: filter }),
    hit("status", "planned", "Quy hoạch", "Tình trạng · 20 dự án", "filters",
        { kind: "filter-status", value: "planned", label: "", count: 20 }),
    hit("words", query, "Lọc danh sách theo cụm từ", "", "words",
        { kind: "filter-words", value: query, label: "", count: 1 }),
  ];
}, 1"""


def test_ux_16_what_the_map_finds_is_shown_at_the_first_letter_and_acts(
    page: Page, app_url: str
) -> None:
    opened(page, app_url)
    settled(page, "SonLa.met", wanted=True)
    evaluate(page, FOUND)
    search = panel(page).get_by_role("combobox", name="Tìm kiếm")
    search.press_sequentially("p")
    expect(panel(page)).to_match_aria_snapshot("""
        - listbox "Tìm kiếm":
          - group "Địa danh, tọa độ":
            - text: Địa danh, tọa độ
            - option "Đèo p xã X" [selected]
            - option "Lọc theo xã X (3)"
          - group "Tình trạng, loại công trình":
            - text: Tình trạng, loại công trình
            - option "Quy hoạch Tình trạng · 20 dự án"
          - option "Lọc danh sách theo cụm từ"
    """)
    expect(panel(page).get_by_role("status")).to_have_text("4 gợi ý")
    page.keyboard.press("Enter")
    settled(page, "SonLa.state.mark?.label", "Đèo p")
    expect(search).to_have_value("Đèo p")
    page.keyboard.press("Escape")
    expect(search).to_have_value("")
    settled(page, "SonLa.state.mark", None)
    search.press_sequentially("pha din")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    in_address(page, "area=04048")
    search.press_sequentially("quy hoach")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(panel(page).get_by_role("button", name="Bỏ Có cụm từ “quy hoach”")).to_be_visible()
    in_address(page, "q=quy")
