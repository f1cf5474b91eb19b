"""The page of sources in a browser: reached from the navigation, which fits, and filtered."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from geo.catalog.catalog import Catalog
from geo.model import SourceKind
from panels.session.address import AppPage
from tests.browser.test_axe import grave_violations
from tests.browser.visit import at_rest, in_address, opened

# Below, the pages are a menu that is opened; see page.css.
NARROW = 860
BEYOND = """
(nav) => [...nav.querySelectorAll("a")]
  .filter((link) => {
    const { left, right, width } = link.getBoundingClientRect();
    return !width || left < 0 || right > document.documentElement.clientWidth;
  })
  .map((link) => link.textContent)
"""


def rows(page: Page) -> Locator:
    return page.locator('th[scope="row"][id]')


def test_the_sources_open_from_the_navigation_and_are_filtered_by_kind(
    page: Page, app_url: str, catalog: Catalog
) -> None:
    official = {each.id for each in catalog.sources.values() if each.kind is SourceKind.OFFICIAL}
    opened(page, app_url)
    pages = page.get_by_role("navigation", name="Các trang")
    pages.get_by_role("link", name="Nguồn tin").click()
    expect(page.get_by_role("heading", name="Nguồn tin", level=1)).to_be_visible()
    expect(page).to_have_url(re.compile(rf"^https?://[^/]+/{AppPage.SOURCES}(\?|#|$)"))
    expect(rows(page)).to_have_count(len(catalog.sources))

    page.get_by_role("combobox", name="Loại nguồn").click()
    page.get_by_role("option", name="Văn bản chính thức").click()
    expect(rows(page)).to_have_count(len(official))
    in_address(page, "source-kind=official")
    assert parse_qs(urlsplit(page.url).query) == {"source-kind": ["official"]}
    assert {row.get_attribute("id") for row in rows(page).all()} == official
    said = f"Đang hiển thị {len(official)}/{len(catalog.sources)} nguồn"
    expect(page.locator(".sl-lead", has_text=said)).to_be_visible()

    # The address says it to whoever gets the link.
    page.goto(page.url)
    expect(rows(page)).to_have_count(len(official))
    expect(page.get_by_role("combobox", name="Loại nguồn")).to_have_value("Văn bản chính thức")
    assert grave_violations(page) == []


@pytest.mark.parametrize("width", [390, 1366])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_navigation_fits(page: Page, app_url: str, width: int, language: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{app_url}/{AppPage.SOURCES}?lang={language}&source-kind=wiki")
    expect(rows(page)).not_to_have_count(0)
    at_rest(page)
    pages = page.locator(".sl-pages")
    menu = pages.locator("summary")
    if width < NARROW:
        # Hidden links are out of everybody's reach until the menu is opened.
        expect(pages.get_by_role("link")).to_have_count(0)
        menu.press("Enter")
    else:
        expect(menu).to_be_hidden()
    # The page of what waits is shown to who may change something.
    expect(pages.get_by_role("link")).to_have_count(len(AppPage) - 1)
    assert pages.evaluate(BEYOND) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
