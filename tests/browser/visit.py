"""Visiting the app: open it, wait for what it shows, look into the frame of its map."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Error, Frame, FrameLocator, Page, expect

expect.set_options(timeout=20_000)

WAIT_SECONDS = 20
LOOK_MS = 50
# While the script runs, and a moment after, what is old is faded: nothing to look at yet.
IDLE = '.stApp[data-test-script-state="notRunning"] .sl-pages'
CALM = """() => new Promise((done) => {
  const CALM_MS = 400;
  let timer = 0;
  const fades = () => document.getAnimations().some(
    (each) => each instanceof CSSTransition && each.playState === "running");
  const begin = () => {
    clearTimeout(timer);
    timer = setTimeout(() => (fades() ? begin() : end()), CALM_MS);
  };
  const seen = new MutationObserver(begin);
  const end = () => {
    seen.disconnect();
    done();
  };
  seen.observe(document, { childList: true, subtree: true, attributes: true });
  begin();
})"""


def map_frame(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title]")


def evaluate(page: Page, expression: str) -> Any:  # noqa: ANN401 - whatever the page says
    frame = next(frame for frame in page.frames if "/map/" in frame.url)
    return frame.evaluate(expression)


def opened(page: Page, app_url: str, query: str = "") -> None:
    page.goto(f"{app_url}/{query}")
    expect(map_frame(page).locator(".leaflet-container")).to_be_visible()
    expect(page.get_by_role("heading", name="Danh sách dự án")).to_be_visible()
    page.locator(IDLE).wait_for()


def settled(page: Page, expression: str, wanted: object) -> None:
    """Wait until an expression in the map page has a value."""
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        try:
            if evaluate(page, expression) == wanted:
                return
        except (Error, StopIteration):
            pass  # the map page is not there yet, or the one of the page before goes away
        page.wait_for_timeout(LOOK_MS)
    assert evaluate(page, expression) == wanted


def until(page: Page | Frame, expression: str) -> None:
    """Wait until an expression in a page is true; the app's policy lets no page poll it itself."""
    end = time.monotonic() + WAIT_SECONDS
    while not page.evaluate(expression) and time.monotonic() < end:
        page.wait_for_timeout(LOOK_MS)
    assert page.evaluate(expression)


def at_rest(page: Page) -> None:
    """Wait until the app has run, and neither its page nor what fades in it changes any more."""
    idle = page.locator(IDLE)
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        idle.wait_for()
        page.evaluate(CALM)
        if idle.count():
            return
    assert idle.count(), "the app does not come to rest"


def ask_for_the_map_on_paper(page: Page) -> None:
    """Open the dialog of the export for the map, where an open card offers its sheet first."""
    map_frame(page).get_by_role("button", name="Xuất bản đồ").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("radio", name="Phiếu dự án")).to_be_checked()
    dialog.get_by_text("Bản in", exact=True).click()


def in_address(page: Page, part: str) -> None:
    """Wait until the address bar holds a text."""
    end = time.monotonic() + WAIT_SECONDS
    while part not in page.url and time.monotonic() < end:
        page.wait_for_timeout(LOOK_MS)
    assert part in page.url


def messages(page: Page, event: str) -> list[str | bytes]:
    """Collect what goes through the app's socket from now on: "framesent" or "framereceived"."""
    found: list[str | bytes] = []

    def keep(message: str | bytes) -> None:
        # The browser's library hangs a mark on its handlers: list.append would not bear it.
        found.append(message)

    page.on("websocket", lambda socket: socket.on(event, keep))
    return found
