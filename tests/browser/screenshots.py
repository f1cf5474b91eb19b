"""``python -m tests.browser.screenshots``: the pictures of the README.

Of the running app in a browser, and of what leaves it as a file, drawn by poppler and LibreOffice.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium, server
from tests.browser.conftest import BROWSER_ARGS, START_SECONDS
from tests.readers import office, pdf_pictures, pdf_text

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "screenshots"
MAX_BYTES = 300_000
COLOURS = 256


@dataclass(frozen=True)
class Picture:
    """What a picture shows.

    Parameters
    ----------
    query
        Path and parameters of the address.
    width, height
        Of the window, in pixels.
    scheme
        ``light`` or ``dark``.
    strip_km
        Where the strip map is pointed at, as a share of its first lane; 0 for nowhere.
    wait
        What is there when the page is ready; empty for the legend of the map.
    """

    query: str = ""
    width: int = 1440
    height: int = 900
    scheme: Literal["light", "dark"] = "light"
    strip_km: float = 0.0
    wait: str = ""


PICTURES = {
    "opening": Picture(),
    "district": Picture("?area=123"),
    "card": Picture("?area=123&id=EXP-SL1"),
    "corridor": Picture("?lang=en&corridor=COR-01", height=1310, strip_km=0.37),
    "dark": Picture("?frame=commune&area=04048", scheme="dark"),
    "phone": Picture(width=390, height=844),
    "timeline": Picture("?asof=2025-05-18&timeline=1"),
    "changes": Picture("thay-doi?from=2025-01-01"),
    "profile": Picture("ho-so?of=123"),
    "progress": Picture("tien-do", wait=".schedule .row"),
    "targets": Picture("chi-tieu", wait=".sl-targets img"),
}
# Command, dots per inch, and words on the page that is shown.
FILES: dict[str, tuple[list[str], int, str]] = {
    "sheet": (["sheet", "--size", "A3"], 80, "Toàn tỉnh Sơn La"),
    "strip": (["strip", "--corridor", "COR-01"], 110, "Km153 – Km367"),
    "book": (["book", "--areas", "123"], 90, "EXP-SL1"),
    "slide": (["slide", "--district", "123"], 90, "Huyện Mộc Châu"),
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
        for name, picture in PICTURES.items():
            page = started.new_page(
                viewport={"width": picture.width, "height": picture.height},
                color_scheme=picture.scheme,
                locale="vi-VN",
            )
            page.goto(f"{url}/{picture.query}")
            _take(page, picture, FOLDER / f"{name}.png")
            page.close()
        _take_usb(started)
        started.close()
    with tempfile.TemporaryDirectory() as folder:
        _take_files(Path(folder))


def _take(page: Page, picture: Picture, path: Path) -> None:
    legend = page.frame_locator("iframe[title]").locator(".legend")
    (page.locator(picture.wait).first if picture.wait else legend).wait_for()
    page.wait_for_timeout(2_500)
    if picture.strip_km:
        lane = page.locator(".strip .lane").first
        box = lane.bounding_box()
        assert box
        lane.hover(position={"x": box["width"] * picture.strip_km, "y": box["height"] / 2})
        page.wait_for_timeout(500)
    page.screenshot(path=path)
    write_small(path, path)


def _take_usb(started: Browser) -> None:
    """Take the picture of the USB edition, opened from a folder, for the guide for Windows."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "usb.html"
        command = [sys.executable, "-m", "briefing", "usb", "--out", str(made)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        page = started.new_page(viewport={"width": 1120, "height": 672}, locale="vi-VN")
        page.goto(made.as_uri())
        page.locator(".legend").first.wait_for()
        page.wait_for_timeout(2_500)
        page.screenshot(path=FOLDER / "usb.png")
        page.close()
    write_small(FOLDER / "usb.png", FOLDER / "usb.png")


def _take_files(folder: Path) -> None:
    """Take the pictures of sheet, strip, book and slide, made by the commands of the README."""
    for name, (arguments, dpi, words) in FILES.items():
        ending = "pptx" if name == "slide" else "pdf"
        made = folder / f"{name}.{ending}"
        command = [sys.executable, "-m", "briefing", *arguments, "--out", str(made)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        pdf = office(made, "pdf", folder) if ending == "pptx" else made
        pages = pdf_text(pdf).split("\f")
        wanted = next(number for number, text in enumerate(pages) if words in text)
        write_small(pdf_pictures(pdf, folder, dpi)[wanted], FOLDER / f"{name}.png")


def write_small(source: Path, path: Path) -> None:
    """Write a picture with as many colours as a map needs."""
    # A map has few colours: a palette makes the picture small and leaves it sharp. Without its
    # second look the palette forgets rare hues, and a rare hue here is a status.
    with Image.open(source) as taken:
        taken.convert("RGB").quantize(COLOURS, kmeans=3, dither=Image.Dither.NONE).save(
            path, optimize=True
        )
    if path.stat().st_size > MAX_BYTES:
        msg = f"{path.name} is larger than {MAX_BYTES} bytes"
        raise ValueError(msg)


if __name__ == "__main__":
    main()
