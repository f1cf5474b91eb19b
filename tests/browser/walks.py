"""``python -m tests.browser.walks``: the ten tasks of users, walked and counted.

Each walk begins with the page it needs open, goes the shortest way that a person would see, and
ends when what was wanted stands on the screen or in the file; else it fails. Counted are presses of
the pointer, keys pressed (each letter is one) and seconds; the time until the first page stands is
nobody's task. ``--url`` walks through a running app, ``--json`` prints for machines.
"""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Download,
    FrameLocator,
    Locator,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)
from pypdf import PdfReader

from geo.strings import say
from tests.browser import chromium, server
from tests.browser.conftest import BROWSER_ARGS, PERSON, START_SECONDS
from tests.browser.visit import at_rest

WINDOW: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
WAIT_MS = 120_000
CARD = ".card .sl-card"
_MAKES = re.compile("^(visibility |play_arrow )?(Xem trước|Làm tệp|Bắt đầu làm tệp)$")


@dataclass(frozen=True)
class Walked:
    """What one task took.

    Parameters
    ----------
    clicks
        Presses of the pointer; where nothing is pressed (a guide on paper) the steps to follow.
    """

    task: str
    clicks: int
    keys: int
    seconds: float
    answer: str


class Walker:
    """Somebody at a page, whose presses are counted.

    Parameters
    ----------
    page
        Opened already.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0
        self.keys = 0

    @property
    def map(self) -> FrameLocator:
        """The frame of the map."""
        return self.page.frame_locator("iframe[title]")

    @property
    def filters(self) -> Locator:
        """The filter panel."""
        return self.page.locator(".filters")

    @property
    def search(self) -> Locator:
        """The field of the search."""
        return self.filters.get_by_role("combobox", name="Tìm kiếm")

    @property
    def rows(self) -> Locator:
        """The rows of the list of projects."""
        return self.page.get_by_role("table", name="Danh sách dự án").locator("tbody tr")

    def click(self, what: Locator) -> None:
        """Press the pointer on something."""
        what.click()
        self.clicks += 1

    def type(self, text: str) -> None:
        """Type letters where the focus is."""
        self.page.keyboard.type(text)
        self.keys += len(text)

    def press(self, key: str, times: int = 1) -> None:
        """Press one key."""
        for _ in range(times):
            self.page.keyboard.press(key)
            self.keys += 1

    def find(self, words: str, first: str | re.Pattern[str]) -> None:
        """Search; what is wanted must be the first suggestion, and is taken with Enter."""
        self.click(self.search)
        self.type(words)
        expect(self.filters.get_by_role("option").first).to_have_accessible_name(
            first if isinstance(first, re.Pattern) else re.compile(re.escape(first))
        )
        self.press("Enter")

    def export(self, ending: str, purpose: str, form: str = "") -> Download:
        """Take a file from the dialog of the export; what takes long is asked for first."""
        at_rest(self.page)  # a file is of what the server has heard of
        self.click(self.map.get_by_role("button", name="Xuất bản đồ"))
        dialog = self.page.get_by_role("dialog", name="Xuất bản đồ")
        for name in filter(None, (purpose, form)):
            choice = dialog.get_by_role("radio", name=name, exact=True)
            choice.wait_for()
            if not choice.is_checked():
                self.click(dialog.get_by_text(name, exact=True))
                expect(choice).to_be_checked()
                at_rest(self.page)  # purposes share names of formats
        at_rest(self.page)
        ready = dialog.get_by_role("button", name=re.compile(rf"^Tải son-la_.*\.{ending} "))
        asked = dialog.get_by_role("button", name=_MAKES, disabled=False)
        ready.or_(asked).first.wait_for()
        if not ready.count():
            self.click(asked)
        with self.page.expect_download() as found:
            self.click(ready)
        return found.value


def corridor_for_a_meeting(walk: Walker) -> str:
    """A department: the profile of a corridor."""
    walk.click(walk.page.get_by_role("link", name="Tổng hợp"))
    name = "Hành lang QL.6 và cao tốc Hòa Bình – Điện Biên"
    walk.click(walk.page.get_by_role("link", name=name).first)
    expect(walk.page.get_by_role("heading", level=1)).to_have_text(name)
    share = walk.page.locator(".sl-shares img").first
    expect(share).to_have_attribute("alt", re.compile(r"Hoàn thành \d+ %"))
    return share.get_attribute("alt") or ""


def ward_as_a_sheet(walk: Walker) -> str:
    """A ward office: what is built in its ward, as a sheet."""
    walk.find("phuong moc chau", "Phường Mộc Châu")
    walk.click(walk.filters.get_by_role("button", name="Đang thi công"))
    expect(walk.page.locator(".sl-heading")).to_contain_text("Phường Mộc Châu")
    expect(walk.rows.filter(has_not_text="Đang thi công")).to_have_count(0)
    names = walk.rows.locator("th").all_inner_texts()
    assert names
    words = _pdf_words(walk.export("pdf", "Bản in"))
    assert "Phường Mộc Châu" in words
    assert [name for name in names if " ".join(name.split()) not in words] == []
    return f"{len(names)} dự án"


def project_on_the_phone(walk: Walker) -> str:
    """A leader: the state of one project, on the phone."""
    walk.click(walk.page.get_by_test_id("stExpandSidebarButton"))
    walk.find("nang cap cang hang khong", "Nâng cấp Cảng hàng không Nà Sản")
    card = walk.page.locator(CARD)
    expect(card.get_by_role("heading", level=3)).to_contain_text("Nà Sản")
    status = card.locator(".sl-status strong")
    expect(status).to_be_in_viewport()
    assert _is_on_top(status), "something lies over the status"
    return status.inner_text()


def planned_nearby(walk: Walker) -> str:
    """An investor: what is planned near a place."""
    walk.find("nga ba co noi", re.compile("Nút giao"))
    walk.click(walk.map.get_by_role("button", name="Dự án quanh đây"))
    walk.click(walk.filters.get_by_role("button", name="Quy hoạch"))
    expect(walk.page).to_have_url(re.compile("near=.*status=planned|status=planned.*near="))
    told = walk.page.locator(".sl-summary .sl-box").first
    expect(told).to_have_text(re.compile(r"^[1-9]\d? ?dự án$"))
    expect(walk.rows.first).to_contain_text("Quy hoạch")
    return " ".join(told.inner_text().split())


def figure_with_source(walk: Walker) -> str:
    """A journalist: a figure and where it is from."""
    row = walk.rows.filter(has_text="Cao tốc Hòa Bình – Mộc Châu, đoạn Sơn La").first
    walk.click(row.get_by_role("button"))
    fact = walk.page.locator(f"{CARD} dd", has_text="tỷ đồng").first
    expect(fact).to_be_in_viewport()
    expect(fact.get_by_role("link").first).to_have_attribute("href", re.compile("^https://"))
    return " ".join(fact.inner_text().split())


def geopackage_of_the_province(walk: Walker) -> str:
    """A GIS office: all of the province as GeoPackage."""
    file = walk.export("gpkg", "Dữ liệu", "QGIS")
    with closing(sqlite3.connect(file.path())) as database:
        contents = database.execute("SELECT table_name FROM gpkg_contents").fetchall()
        layers = {name for (name,) in contents}
        tables = ("projects_lines", "projects_points")
        assert set(tables) <= layers, layers
        found = [database.execute(f'SELECT id FROM "{name}"').fetchall() for name in tables]
    count = len({item for rows in found for (item,) in rows})
    return f"{len(layers)} lớp, {count} dự án"


def source_of_a_status(walk: Walker) -> str:
    """Somebody who sees a wrong status: where it is from and how old it is."""
    walk.find("truong noi tru long sap", "Trường nội trú liên cấp xã Lóng Sập")
    status = walk.page.locator(f"{CARD} .sl-status")
    expect(status).to_contain_text(re.compile(r"tin mới nhất \d|ngày chưa có tin mới"))
    expect(status.get_by_role("link").first).to_be_in_viewport()
    return " ".join(status.inner_text().split())


def projects_at_a_kilometre(walk: Walker) -> str:
    """A planner: which projects there are at a kilometre of a road."""
    walk.find("ql6 km 303", "QL.6 Km303+000")
    walk.click(walk.map.get_by_role("button", name="Dự án quanh đây"))
    expect(walk.page).to_have_url(re.compile("near="))
    told = walk.page.locator(".sl-summary .sl-box").first
    expect(told).to_have_text(re.compile(r"^[1-9]\d? ?dự án$"))
    return " ".join(told.inner_text().split())


def ward_and_card_by_keyboard(walk: Walker) -> str:
    """Keyboard only: choose a ward, open a card, close it."""
    walk.search.wait_for()
    walk.press("/")
    walk.type("moc chau")
    expect(walk.filters.get_by_role("option").first).to_be_visible()
    walk.press("Enter")
    expect(walk.page).to_have_url(re.compile("area=03980"))
    expect(walk.filters.get_by_role("button", name="Bỏ Phường Mộc Châu")).to_be_visible()
    # The focus has stayed in the search, which is the shortest way to a card, too.
    expect(walk.search).to_be_focused()
    walk.type("duong truc chinh")
    expect(walk.filters.get_by_role("option").first).to_be_visible()
    walk.press("Enter")
    expect(walk.page.locator(f"{CARD} h3")).to_be_focused()
    name = walk.page.locator(f"{CARD} h3").inner_text()
    assert "Mộc Châu" in name
    walk.press("Escape")
    expect(walk.page.locator(CARD)).to_have_count(0)
    expect(walk.search).to_be_focused()
    assert walk.clicks == 0
    return name


def office_on_windows() -> Walked:
    """An office that sets the map up on Windows: the steps of the guide in the bundle."""
    steps = [say(f"guide.step-{n}", "vi", python="3", open="Mở bản đồ.bat") for n in range(1, 5)]
    # To start it is the third step; the fourth is what then happens.
    asked = steps[:3]
    assert "Mở bản đồ.bat" in asked[-1]
    return Walked("office_on_windows", len(asked), 0, 0.0, " → ".join(steps))


Task = Callable[[Walker], str]
# Each with the window it is walked in.
TASKS: dict[Task, ViewportSize] = {
    corridor_for_a_meeting: WINDOW,
    ward_as_a_sheet: WINDOW,
    project_on_the_phone: PHONE,
    planned_nearby: WINDOW,
    figure_with_source: WINDOW,
    geopackage_of_the_province: WINDOW,
    source_of_a_status: WINDOW,
    projects_at_a_kilometre: WINDOW,
    ward_and_card_by_keyboard: WINDOW,
}


def walk_all(browser: Browser, url: str, wait_ms: int = WAIT_MS) -> Iterator[Walked]:
    """Walk each task in a page of its own, on the phone last: it keeps its own state.

    Parameters
    ----------
    wait_ms
        How long anything may take, in milliseconds.
    """
    for window in (WINDOW, PHONE):
        context = browser.new_context(viewport=window, **PERSON)
        context.set_default_timeout(wait_ms)
        with closing(context):
            for task, its_window in TASKS.items():
                if its_window is window:
                    with opened(context, url) as page:
                        yield walked(task, page)
    yield office_on_windows()


def walked(task: Task, page: Page) -> Walked:
    """Walk one task on a page that is open."""
    walk = Walker(page)
    begun = time.monotonic()
    answer = task(walk)
    seconds = time.monotonic() - begun
    return Walked(task.__name__, walk.clicks, walk.keys, round(seconds, 1), answer)


@contextmanager
def opened(context: BrowserContext, url: str) -> Iterator[Page]:
    """Open the app and wait until map, filters and list stand."""
    page = context.new_page()
    page.goto(url)
    page.frame_locator("iframe[title]").locator(".legend").wait_for()
    page.locator(".list tbody tr").first.wait_for()
    page.locator(".filters .status .count:not(:empty)").first.wait_for(state="attached")
    yield page
    page.close()


def _pdf_words(file: Download) -> str:
    pages = PdfReader(file.path()).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def _is_on_top(what: Locator) -> bool:
    return bool(
        what.evaluate(
            """(one) => {
              const { left, top, width, height } = one.getBoundingClientRect();
              const hit = document.elementFromPoint(left + width / 2, top + height / 2);
              return one === hit || one.contains(hit);
            }"""
        )
    )


def main() -> int:
    """Walk all tasks and print what they took."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.walks", description=__doc__)
    parser.add_argument("--url", help="of a running app; one is started without it")
    parser.add_argument("--json", action="store_true", help="print JSON, not a table")
    options = parser.parse_args()
    expect.set_options(timeout=WAIT_MS)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.ensure(), args=BROWSER_ARGS)
        if options.url:
            found = list(walk_all(browser, options.url))
        else:
            log = Path(folder, "app.log")
            with server.running(server.APP, log, {}, START_SECONDS) as url:
                server.await_map(url, START_SECONDS)
                found = list(walk_all(browser, url))
        browser.close()
    if options.json:
        sys.stdout.write(json.dumps([asdict(each) for each in found], ensure_ascii=False) + "\n")
        return 0
    sys.stdout.write("| task | clicks | keys | seconds | answer |\n|---|---|---|---|---|\n")
    for each in found:
        row = (each.task.replace("_", " "), each.clicks, each.keys, each.seconds, each.answer)
        sys.stdout.write(f"| {' | '.join(map(str, row))} |\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
