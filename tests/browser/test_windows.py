"""What a window, or the colours of a machine, must not take away."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.visit import opened, until

READY = "Boolean(globalThis.sonLaStore?.engine)"


def test_ux13_a_row_of_a_commune_is_one_or_two_lines_and_all_columns_are_in_sight(
    page: Page, app_url: str
) -> None:
    """Of thirty communes the first is named, and how many more; a pointer or paper tells all."""
    page.set_viewport_size({"width": 1366, "height": 768})
    opened(page, app_url, "?frame=commune&area=03980")
    until(page, READY)
    rows = page.locator(".list tbody tr")
    expect(rows.first).to_be_attached()
    many = page.locator(".list .c-areas[title]").first
    expect(many.locator(".short")).to_contain_text("+")
    names = (many.get_attribute("title") or "").split(", ")
    first, more = many.locator(".short").inner_text().split(" +")
    assert (first, int(more)) == (names[0], len(names) - 1)
    heights = page.evaluate(
        "[...document.querySelectorAll('*')].map((each) => each.shadowRoot).filter(Boolean)"
        ".flatMap((root) => [...root.querySelectorAll('.list tbody tr')])"
        ".map((row) => row.getBoundingClientRect().height)"
    )
    assert heights
    assert max(heights) < 90
    # What is rarely asked for is there when it is wanted.
    expect(page.locator(".list th.c-id")).to_have_count(0)
    page.get_by_text("Cột hiển thị").click()
    page.locator('.tools input[value="id"]').check()
    expect(page.locator(".list th.c-id")).to_have_count(1)


def test_r16_the_map_leaves_a_fifth_of_any_window_free(page: Page, app_url: str) -> None:
    opened(page, app_url)
    for width, height in ((667, 375), (911, 512), (390, 844), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        share = (
            "document.querySelector('.sl-map-place').getBoundingClientRect().height / innerHeight"
        )
        until(page, f"{share} <= 0.801")
        assert page.evaluate(share) > 0.2


def test_r33_what_is_chosen_differs_without_our_colours(page: Page, app_url: str) -> None:
    page.emulate_media(forced_colors="active")
    opened(page, app_url, "?status=construction")
    until(page, READY)
    # UX-30: in a commune of two former districts is neither outside nor unknown.
    school = page.locator('.list tr[data-id="SCH-CHIENGSON"] .c-areas')
    expect(school).to_have_text("Chiềng Sơn")
    looks = """(button) => {
      const look = getComputedStyle(button);
      const told = ["borderWidth", "borderColor", "outlineStyle", "backgroundColor"];
      return told.map((name) => look[name]).join("|");
    }"""
    chosen = page.locator('.filters .status[aria-pressed="true"]').first
    other = page.locator('.filters .status[aria-pressed="false"]').first
    expect(chosen).to_be_visible()
    assert chosen.evaluate(looks) != other.evaluate(looks)
