"""The map as a screen reader tells it: names, roles, order and news, over five tasks.

What is asserted is the accessibility tree, in the order in which it is read; see
``docs/accessibility.md``. All with the keyboard alone.
"""

from __future__ import annotations

import re
from itertools import pairwise

from playwright.sync_api import Locator, Page, expect

from geo.catalog.catalog import Catalog
from geo.model import AreaFrame, Status
from geo.query.groups import counted_rows
from geo.query.selection import Selection
from geo.query.view import build_view
from tests.browser.test_axe import grave_violations
from tests.browser.visit import at_rest, in_address, map_frame, opened, settled

HEADING = re.compile(r'heading "([^"]*)" \[level=(\d)\]')
# What Streamlit says of itself, and nobody here understands.
ENGLISH = re.compile(r"Skip to|Sidebar|Main menu|No results|Choose|Clear all|\"Close\"|\"Open\"")
WARD = "03980"


def filters(page: Page) -> Locator:
    return page.get_by_role("group", name="Bộ lọc")


def search(page: Page) -> Locator:
    return filters(page).get_by_role("combobox", name="Tìm kiếm")


def said(page: Page) -> Locator:
    """The live region that says what was done in the panel."""
    return filters(page).get_by_role("status")


def counts(page: Page) -> Locator:
    """The live region that says what is left."""
    return page.get_by_role("main").get_by_role("status").filter(has_text="dự án").first


def ready(page: Page) -> None:
    """Wait until map, filters and list have all that they answer with."""
    settled(page, "SonLa.met && Boolean(parent.sonLaStore?.engine)", wanted=True)
    at_rest(page)


def headings(page: Page) -> list[tuple[str, int]]:
    found = HEADING.findall(page.locator("body").aria_snapshot())
    return [(name, int(level)) for name, level in found]


def projects(catalog: Catalog, *statuses: Status) -> int:
    """Return how many projects there are in the ward."""
    wanted = Selection(frame=AreaFrame.COMMUNE, areas=(WARD,), statuses=statuses)
    return len(counted_rows(build_view(catalog, wanted).rows))


def skips_past_filters(page: Page) -> None:
    """Go from the search to map and list, in a few steps back instead of fifty ahead."""
    for steps, name in ((3, "Đến bản đồ"), (2, "Đến danh sách dự án")):
        search(page).focus()
        for _ in range(steps):
            page.keyboard.press("Shift+Tab")
        link = page.get_by_role("link", name=name)
        expect(link).to_be_focused()
        assert (link.bounding_box() or {"width": 0})["width"] > 80, "it is seen now"
        page.keyboard.press("Enter")
        first = page.get_by_role("table").locator("tbody").get_by_role("button").first
        expect(map_frame(page).get_by_role("main") if "bản đồ" in name else first).to_be_focused()


def test_ux24_five_tasks_are_told_to_a_screen_reader(
    page: Page, app_url: str, catalog: Catalog
) -> None:
    opened(page, app_url)
    ready(page)

    # Who comes hears the language, where they are, and how the page is divided.
    assert page.evaluate("document.documentElement.lang") == "vi"
    expect(page).to_have_title("Bản đồ hạ tầng Sơn La")
    assert headings(page) == [("Bản đồ hạ tầng Sơn La", 1), ("Danh sách dự án", 2)]
    expect(page.locator("body")).to_match_aria_snapshot("""
        - link "Đến bản đồ"
        - link "Đến danh sách dự án"
        - link "Đến nội dung chính"
        - region "Bộ lọc":
          - group "Bộ lọc":
            - combobox "Tìm kiếm"
            - radiogroup "Khung địa bàn"
            - 'combobox "Đơn vị hành chính: 12 huyện cũ"'
            - group "Tình trạng"
            - combobox "Hành lang"
            - combobox "Loại công trình"
            - textbox "Tính đến ngày"
            - button "Xóa bộ lọc" [disabled]
            - status
        - banner
        - main:
          - heading "Bản đồ hạ tầng Sơn La" [level=1]
          - navigation "Các trang"
          - group "Ngôn ngữ":
            - text: Tiếng Việt
            - link "English"
          - status: /^\\d+ dự án/
          - iframe
          - heading "Danh sách dự án" [level=2]
          - table
    """)
    expect(page.locator("iframe[title]")).to_have_attribute("title", "Bản đồ hạ tầng tỉnh Sơn La")
    assert not ENGLISH.search(page.locator("body").aria_snapshot())

    skips_past_filters(page)

    # Task 1: a ward. The list is told while one types, the news when it is chosen.
    page.keyboard.press("/")
    expect(search(page)).to_be_focused()
    page.keyboard.type("mojc chau")
    expect(filters(page)).to_match_aria_snapshot("""
        - combobox "Tìm kiếm" [expanded]: mojc chau
        - listbox "Tìm kiếm":
          - group "Đơn vị hành chính":
            - option /Phường Mộc Châu Lọc theo phường Mộc Châu/ [selected]
    """)
    expect(said(page)).to_have_text(re.compile(r"^\d+ gợi ý$"))
    meant = filters(page).get_by_role("option").first.get_attribute("id")
    expect(search(page)).to_have_attribute("aria-activedescendant", meant or "none")
    page.keyboard.press("Enter")
    expect(search(page)).to_have_attribute("aria-expanded", "false")
    expect(said(page)).to_have_text(re.compile("Phường Mộc Châu"))
    expect(counts(page)).to_have_text(re.compile(rf"^{projects(catalog)} ?dự án"))
    expect(filters(page).get_by_role("button", name="Bỏ Phường Mộc Châu")).to_be_visible()

    # Task 2: a status. The button says that it is pressed, the live region how many are left.
    planned = filters(page).get_by_role("button", name=re.compile("^Quy hoạch"))
    planned.focus()
    page.keyboard.press("Space")
    expect(planned).to_have_attribute("aria-pressed", "true")
    left = projects(catalog, Status.PLANNED)
    assert 0 < left < projects(catalog)
    expect(counts(page)).to_have_text(re.compile(rf"^{left} ?dự án"))
    in_address(page, "status=planned")

    # Task 3: a card from the list and back. The table has heads, the card a name and a heading.
    table = page.get_by_role("table", name="Danh sách dự án")
    expect(table).to_match_aria_snapshot("""
        - table /Danh sách dự án/:
          - rowgroup:
            - row:
              - columnheader /Tình trạng/
              - columnheader "Dự án"
              - columnheader "Địa bàn"
          - rowgroup:
            - row:
              - cell /Quy hoạch/
              - rowheader
    """)
    expect(table.locator("th[aria-sort]")).to_have_text(re.compile("^Tình trạng"))
    row = table.locator("tbody").get_by_role("button").first
    name = row.inner_text()
    row.focus()
    page.keyboard.press("Enter")
    card = page.get_by_role("dialog", name=name)
    expect(card.get_by_role("heading", name=name, level=3)).to_be_focused()
    expect(row).to_have_attribute("aria-pressed", "true")
    expect(card.get_by_role("status").first).to_have_text(re.compile(r"^1 / \d+ dòng$"))
    for button in ("Trước", "Sau", "Đóng"):
        expect(card.get_by_role("button", name=button, exact=True)).to_be_visible()
    levels = [level for _, level in headings(page)]
    assert levels[:3] == [1, 2, 3]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(row).to_be_focused()


def test_ux24_map_and_export_dialog_are_told_to_a_screen_reader(page: Page, app_url: str) -> None:
    opened(page, app_url, f"?frame=commune&area={WARD}")
    ready(page)
    inner = map_frame(page)

    # Task 4: an object on the map. It has a name, says its keys, and Enter lists what it shows.
    canvas = inner.get_by_role("main", name="Bản đồ hạ tầng tỉnh Sơn La")
    expect(canvas).to_have_accessible_description(re.compile("phím Enter mở danh sách"))
    canvas.focus()
    page.keyboard.press("Enter")
    listed = inner.get_by_role("dialog", name=re.compile(r"^\d+ đối tượng trong khung bản đồ"))
    first = listed.get_by_role("listitem").get_by_role("button").first
    expect(first).to_be_focused()
    item = first.get_attribute("data-item")
    assert item
    page.keyboard.press("Enter")
    card = page.locator(".card")
    expect(card).to_have_role("dialog")
    expect(card.get_by_role("heading", level=3)).to_be_focused()
    in_address(page, f"id={item}")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(canvas).to_be_focused()

    # Task 5: a file. The dialog has a name, its choices theirs, and Escape leads back.
    button = inner.get_by_role("button", name="Xuất bản đồ")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Xuất bản đồ")
    expect(dialog).to_match_aria_snapshot("""
        - dialog "Xuất bản đồ":
          - button "Đóng"
          - heading "Xuất bản đồ" [level=2]
          - radiogroup "Dùng để":
            - radio "Bản in" [checked]
          - radiogroup "Định dạng":
            - radio "PDF" [checked]
    """)
    # From the frame of the map the focus would stay behind the dialog.
    at_rest(page)
    assert page.evaluate("Boolean(document.activeElement.closest('[role=dialog]'))")
    assert grave_violations(page) == []
    dialog.get_by_role("radio", name="Đen trắng").click()
    expect(dialog.get_by_role("radio", name="Đen trắng")).to_be_checked()
    at_rest(page)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator("iframe[title]")).to_be_focused()

    # UX-18: a new session in the same browser finds it as it was.
    page.reload()
    at_rest(page)
    map_frame(page).get_by_role("button", name="Xuất bản đồ").click()
    expect(dialog.get_by_role("radio", name="Đen trắng")).to_be_checked()
    expect(dialog.get_by_role("radio", name="A4")).to_be_checked()


def test_r36_the_document_follows_the_switch_of_languages(page: Page, app_url: str) -> None:
    opened(page, app_url, "?lang=vi")
    page.locator(".sl-languages").get_by_role("link", name="English").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sơn La infrastructure map")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("link", name="Skip to main content")).to_have_count(1)
    expect(page.get_by_role("link", name="To the list of projects")).to_have_count(1)
    page.get_by_role("link", name="Targets").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Targets")
    expect(page.locator("html")).to_have_attribute("lang", "en")
