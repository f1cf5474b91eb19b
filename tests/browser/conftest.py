"""The running app and a browser that cannot leave this machine.

`app_url` starts the app once a worker; its server may not open a connection to another machine
either (see `fence/sitecustomize.py`). `page` is a fresh browser window. After each test both must
be clean: no request, socket or connection to the outside was tried, and no script error reached
the page.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Route,
    WebSocketRoute,
    sync_playwright,
)

from tests.browser import chromium, server

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
]
START_SECONDS = 60


@dataclass(frozen=True)
class RunningApp:
    """The app's address, its log, and the list of connections that its server was refused."""

    url: str
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
    page = getattr(item, "funcargs", {}).get("page")
    if report.when == "call" and report.failed and isinstance(page, Page):
        PICTURES.mkdir(parents=True, exist_ok=True)
        picture = PICTURES / f"{re.sub(r'[^A-Za-z0-9-]+', '-', item.nodeid)}.png"
        page.screenshot(path=picture)
        report.sections.append(("browser", f"picture of the page: {picture.relative_to(ROOT)}"))
    app = getattr(item, "funcargs", {}).get("app")
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
            yield RunningApp(url, log, refused)
    except server.NotStartedError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def app_url(app: RunningApp) -> str:
    """Give the address of the running app, without a closing slash."""
    return app.url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once; without one the test fails, it is never skipped."""
    program = chromium.ensure()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=BROWSER_ARGS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, app: RunningApp) -> Iterator[Page]:
    """Open an empty window; afterwards nothing must have gone astray.

    The fixture fails on a request, a web socket or a server connection that meant to leave this
    machine (all are stopped and counted) and on an error that no script caught.
    """
    outside: list[str] = []
    errors: list[str] = []
    context = browser.new_context(
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        viewport={"width": 1440, "height": 900},
        service_workers="block",
    )
    context.set_default_timeout(20_000)
    guard(context, outside)
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context.new_page()
    context.close()
    astray = {
        "the page asked other machines": outside,
        "the server asked other machines": app.refused.read_text(encoding="utf-8").splitlines(),
        "the page had script errors": errors,
    }
    assert {what: found for what, found in astray.items() if found} == {}


def guard(context: BrowserContext, outside: list[str]) -> None:
    """Stop whatever would leave this machine, and note it in `outside`."""

    def decide(route: Route) -> None:
        if is_local(route.request.url):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    def decide_socket(route: WebSocketRoute) -> None:
        if is_local(route.url):
            route.connect_to_server()
        else:
            outside.append(route.url)
            route.close()

    context.route("**/*", decide)
    context.route_web_socket("**/*", decide_socket)


def is_local(url: str) -> bool:
    """Tell whether a request stays on this machine."""
    parts = urlsplit(url)
    return parts.scheme in {"data", "blob", "about"} or parts.hostname in LOCAL_HOSTS
