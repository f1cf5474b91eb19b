"""``python -m tests.browser.screenshots``: the pictures of the README, from the running app."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser import chromium, server
from tests.browser.conftest import BROWSER_ARGS, START_SECONDS

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "screenshots"
MAX_BYTES = 300_000
COLOURS = 256
PICTURES = {
    "opening": ("", 1440, 900),
    "district": ("?area=123", 1440, 900),
    "card": ("?area=123&id=EXP-SL1", 1440, 900),
    "corridor": ("?lang=en&corridor=COR-01", 1440, 1300),
    "phone": ("", 390, 844),
}


def main() -> None:
    """Start the app, take each picture, and write it small."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    log = ROOT / "build" / "screenshots.log"
    log.parent.mkdir(exist_ok=True)
    with (
        server.running(server.APP, log, {}, START_SECONDS) as url,
        sync_playwright() as playwright,
    ):
        started = playwright.chromium.launch(executable_path=chromium.ensure(), args=BROWSER_ARGS)
        for name, (query, width, height) in PICTURES.items():
            page = started.new_page(viewport={"width": width, "height": height}, locale="vi-VN")
            page.goto(f"{url}/{query}")
            _take(page, FOLDER / f"{name}.png")
            page.close()
        started.close()


def _take(page: Page, path: Path) -> None:
    page.frame_locator("iframe[title]").locator(".legend").wait_for()
    page.wait_for_timeout(2_500)
    page.screenshot(path=path)
    # A map has few colours: a palette makes the picture small and leaves it sharp.
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)
    if path.stat().st_size > MAX_BYTES:
        msg = f"{path.name} is larger than {MAX_BYTES} bytes"
        raise ValueError(msg)


if __name__ == "__main__":
    main()
