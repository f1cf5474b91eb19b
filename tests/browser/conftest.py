"""The running app and a browser that cannot leave this machine.

`app_url` starts the app once a worker; its server may not open a connection to another machine
either (see `fence/sitecustomize.py`). `page` is a fresh page of a browser that has been here
before: it has the app's scripts in its cache, as its users' do, and nothing else. `frame` is the
map alone, as it was when it was opened. After each test all must be clean: no request, socket or
connection to the outside was tried, and no script error reached the page.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Frame,
    Page,
    ViewportSize,
    sync_playwright,
)

from tests.browser import canvas, chromium, server

ROOT = Path(__file__).resolve().parents[2]
FENCE = Path(__file__).parent / "fence"
PICTURES = ROOT / "build" / "browser"

LOCAL_HOSTS = {"127.0.0.1", "localhost", "::1"}
BROWSER_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-default-browser-check",
    # No other machine has an address: not for pages, not for sockets, not for workers. To catch
    # each request instead would switch the cache off and make every visit the first one.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
START_SECONDS = 60
WINDOW: ViewportSize = {"width": 1440, "height": 900}
PERSON: Any = {
    "locale": "vi-VN",
    "timezone_id": "Asia/Ho_Chi_Minh",
    "service_workers": "block",
}
FRAME: ViewportSize = {"width": 1083, "height": 676}  # what the app leaves of it to the map


@dataclass(frozen=True)
class RunningApp:
    """The app's address, its map's, its log, and the connections that its server was refused."""

    url: str
    map_url: str
    log: Path
    refused: Path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder as a browser test."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Leave the outcome on the test, and on failure a picture of the page and the app's log."""
    report = yield
    given = getattr(item, "funcargs", {})
    page = given["frame"].page if "frame" in given else given.get("page")
    if report.when == "call" and report.failed and isinstance(page, Page):
        PICTURES.mkdir(parents=True, exist_ok=True)
        picture = PICTURES / f"{re.sub(r'[^A-Za-z0-9-]+', '-', item.nodeid)}.png"
        page.screenshot(path=picture)
        report.sections.append(("browser", f"picture of the page: {picture.relative_to(ROOT)}"))
    app = given.get("app")
    if report.failed and isinstance(app, RunningApp):
        report.sections.append(("log of the app", server.tail(app.log)))
    return report


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """Start the app of this checkout on a free port; stop it at the end."""
    folder = tmp_path_factory.mktemp("app")
    log, refused = folder / "app.log", folder / "refused.txt"
    refused.touch()
    fence = {"PYTHONPATH": str(FENCE), "SON_LA_REFUSED": str(refused)}
    try:
        with server.running(server.APP, log, fence, START_SECONDS) as url:
            yield RunningApp(url, server.await_map(url, START_SECONDS), log, refused)
    except server.NotStartedError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def app_url(app: RunningApp) -> str:
    """Give the address of the running app, without a closing slash."""
    return app.url


@dataclass
class Watched:
    """A browser of somebody, and what meant to leave this machine or went wrong in it."""

    context: BrowserContext
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def check(self, app: RunningApp) -> None:
        """Fail on what has gone astray since the last check."""
        astray = {
            "the page asked other machines": self.outside[:],
            "the server asked other machines": app.refused.read_text("utf-8").splitlines(),
            "the page had script errors": self.errors[:],
        }
        self.outside.clear()
        self.errors.clear()
        app.refused.write_bytes(b"")
        assert {what: found for what, found in astray.items() if found} == {}

    def note(self, url: str) -> None:
        """Keep an address that is not of this machine."""
        if not is_local(url):
            self.outside.append(url)

    def hear(self, message: ConsoleMessage) -> None:
        """Keep what the browser says of something that its page may not do."""
        if "Content Security Policy" in message.text:
            self.errors.append(message.text)

    @classmethod
    def of(cls, context: BrowserContext) -> Watched:
        """Begin to note what a browser asks for."""
        context.set_default_timeout(20_000)
        found = cls(context)

        def listen(page: Page) -> None:
            page.on("websocket", lambda socket: found.note(socket.url))

        context.on("request", lambda request: found.note(request.url))
        context.on("page", listen)
        context.on("weberror", lambda error: found.errors.append(str(error.error)))
        context.on("console", found.hear)
        return found


@contextmanager
def watched(browser: Browser, viewport: ViewportSize) -> Iterator[Watched]:
    """Open a browser that knows nothing."""
    context = browser.new_context(viewport=viewport, **PERSON)
    yield Watched.of(context)
    context.close()


@pytest.fixture(scope="session")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """Start Chromium once, with a folder of its own; without one the test fails, never skipped.

    In a folder it keeps the app's scripts as it has compiled them, which is what a visit costs.
    """
    program = chromium.ensure()
    folder = tmp_path_factory.mktemp("browser")
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder, executable_path=program, args=BROWSER_ARGS, viewport=WINDOW, **PERSON
        )
        yield Watched.of(context)
        context.close()


@pytest.fixture(scope="session")
def browser(visitor: Watched) -> Browser:
    """Give the browser, for those who need one that knows nothing."""
    assert visitor.context.browser
    return visitor.context.browser


@pytest.fixture
def page(visitor: Watched, app: RunningApp) -> Iterator[Page]:
    """Open an empty page; afterwards nothing must have gone astray.

    The fixture fails on a request, a web socket or a server connection that meant to leave this
    machine (none gets out) and on an error that no script caught.
    """
    opened = visitor.context.new_page()
    forget(visitor.context, opened, app.url)
    yield opened
    opened.close()
    visitor.check(app)


def forget(context: BrowserContext, page: Page, url: str) -> None:
    """Make a browser forget what it has kept and was allowed; the cache stays."""
    context.clear_cookies()
    context.clear_permissions()
    context.set_geolocation(None)
    session = context.new_cdp_session(page)
    kept = "local_storage,indexeddb,cache_storage,service_workers"
    session.send("Storage.clearDataForOrigin", {"origin": url, "storageTypes": kept})
    session.detach()


@pytest.fixture(scope="session")
def map_url(app: RunningApp) -> str:
    """Give the address of the page that the app shows its map by."""
    return app.map_url


@pytest.fixture(scope="session")
def lone_map(browser: Browser) -> Iterator[Watched]:
    """Give the browser that the map alone stays open in, from test to test."""
    with watched(browser, FRAME) as found:
        found.context.new_page()
        yield found


@pytest.fixture
def frame(lone_map: Watched, map_url: str, app: RunningApp) -> Iterator[Frame]:
    """Give the map without the app, as it was when it was opened."""
    (page,) = lone_map.context.pages
    if not canvas.is_as_new(page, FRAME):
        page.set_viewport_size(FRAME)
        canvas.open_alone(page, map_url)
    yield page.main_frame
    lone_map.check(app)


def is_local(url: str) -> bool:
    """Tell whether a request stays on this machine."""
    parts = urlsplit(url)
    return parts.scheme in {"data", "blob", "about"} or parts.hostname in LOCAL_HOSTS
