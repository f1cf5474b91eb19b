"""The line to the server: what goes on without it, and what happens when it is back."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from geo.catalog.catalog import Catalog
from geo.query.selection import Selection
from geo.query.view import build_view
from tests.browser.server import APP, free_port, running
from tests.browser.visit import in_address, opened, settled, until
from tests.js.selections import said_caption

SECONDS = 120
SERVER_SAYS = "JSON.stringify(sonLaStore.server.query)"


def filtered(page: Page, patch: str) -> None:
    page.evaluate(f"sonLaStore.change({patch})")


def test_r20_choices_count_without_a_server_and_right_after_it_is_back(
    browser: Browser, tmp_path: Path, catalog: Catalog
) -> None:
    """Map, list, counts, caption go on, one line says so, the address is right afterwards."""
    port = free_port()
    page = browser.new_page(locale="vi-VN", viewport={"width": 1366, "height": 768})
    with running(APP, tmp_path / "one.log", {}, SECONDS, port) as url:
        opened(page, url, "?area=123")
        until(page, "Boolean(globalThis.sonLaStore?.engine) && sonLaStore.asked === null")
    until(page, "!sonLaStore.isOnline")
    line = page.get_by_text("Đang mất kết nối với máy chủ")
    expect(line).to_be_visible()
    filtered(page, "{areas: ['120']}")
    settled(page, "SonLa.state.areas.join()", "120")
    shown = page.evaluate("sonLaStore.view().rows.length")
    expect(page.locator(".list tbody tr")).to_have_count(shown)
    expect(page.locator(".sl-value").first).to_have_text(
        str(page.evaluate("sonLaStore.view().totals.projects"))
    )
    alone = build_view(catalog, Selection(areas=("120",)))
    expect(page.locator("p.caption")).to_have_text(said_caption(alone, "vi"))
    in_address(page, "area=120")
    with running(APP, tmp_path / "two.log", {}, SECONDS, port):
        until(page, "sonLaStore.isOnline")
        # A new session under an old page: it reads the address, not what it never knew.
        filtered(page, "{areas: ['116'], statuses: ['completed']}")
        until(page, f'{SERVER_SAYS} === \'{{"area":"116","status":"completed"}}\'')
        expect(line).to_be_hidden()
        settled(page, "SonLa.state.areas", ["116"])
        in_address(page, "area=116")
        in_address(page, "status=completed")
        expect(page.locator(".sl-heading")).to_contain_text("Hoàn thành")
    page.close()
