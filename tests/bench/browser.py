"""One open page of one app: what is clicked, what is timed, what goes over the wire."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, WebSocket

from tests.bench.servers import Subject

PROBE = (Path(__file__).with_name("probe.js")).read_text(encoding="utf-8")
LOCAL = {"127.0.0.1", "localhost"}
# Nothing but this machine has an address: what asks outside fails at once, and is counted.
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-renderer-backgrounding",
    "--disable-background-timer-throttling",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
WAIT_MS = 60_000
POOR_NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 250_000,  # bytes a second
    "uploadThroughput": 60_000,
}
_QUIET_S = 0.5
_STILL_MS = 3_000
# The field that districts are chosen in: our own, and Streamlit's in the apps beside it.
_CHOICES = ".filters [data-field=areas] [role=combobox], [data-testid=stMultiSelect] input"
# A page that still draws would slow down the one that is timed next.
_IDLE = """
() => new Promise((done) => setTimeout(() => requestIdleCallback(() => setTimeout(done, 500)), 500))
"""
_WHEEL = -240


@dataclass
class Wire:
    """What passed over a page's web socket, and what asked another machine."""

    received: int = 0
    sent: int = 0
    last: float = field(default_factory=time.monotonic)
    outside: set[str] = field(default_factory=set)

    def listen(self, page: Page) -> None:
        """Count from now on."""

        def hear(payload: str | bytes) -> None:
            self.received += len(payload)
            self.last = time.monotonic()

        def say(_: str | bytes) -> None:
            self.sent += 1
            self.last = time.monotonic()

        def opened(socket: WebSocket) -> None:
            socket.on("framereceived", hear)
            socket.on("framesent", say)

        def asked(url: str) -> None:
            parts = urlsplit(url)
            if parts.scheme.startswith("http") and parts.hostname not in LOCAL:
                self.outside.add(url)

        page.on("websocket", opened)
        page.on("request", lambda request: asked(request.url))


class Visit:
    """A window with one app in it.

    Parameters
    ----------
    poor
        Whether the network is as poor as in many a commune: 2 Mbit/s, answers after 150 ms.
    """

    def __init__(self, browser: Browser, subject: Subject, *, poor: bool = False) -> None:
        self.subject = subject
        self.wire = Wire()
        self._context = browser.new_context(
            locale="vi-VN",
            viewport={"width": 1440, "height": 900},
            service_workers="block",
            # What is timed is asked for in words, which our own policy forbids.
            bypass_csp=True,
        )
        self._context.set_default_timeout(WAIT_MS)
        self._context.add_init_script(PROBE)
        self.page = self._context.new_page()
        self.wire.listen(self.page)
        self.fetched = 0
        self.listed_ms = 0.0  # until counts and list said what was chosen last
        self._count = 0
        if poor:
            self._slow_down()

    def _slow_down(self) -> None:
        devtools = self._context.new_cdp_session(self.page)

        def loaded(event: dict[str, float]) -> None:
            self.fetched += int(event["encodedDataLength"])

        devtools.on("Network.loadingFinished", loaded)
        devtools.send("Network.enable")
        devtools.send("Network.emulateNetworkConditions", dict(POOR_NETWORK))

    def open(self) -> float:
        """Open the page with nothing in the cache; return the time until it is painted (ms)."""
        self.page.goto(self.subject.url, wait_until="commit")
        self.page.evaluate("kind => bench.open(kind)", self.subject.name)
        self.page.wait_for_function("bench.opened !== null", polling=50)
        opened: float = self.page.evaluate("bench.opened")
        while not self.wire.received:  # a map may be there before its app
            self.page.wait_for_timeout(100)
        return opened

    def fetch_all(self) -> int:
        """Wait until nothing more is fetched; return the bytes of all files."""
        before = -1
        while before != self.fetched:
            before = self.fetched
            self.page.wait_for_timeout(_STILL_MS)
        return self.fetched

    def rerun(self) -> tuple[float, int]:
        """Press the button of the empty app; return time (ms) and bytes received."""
        self._count += 1
        button = self.page.get_by_role("button", name="again")
        return self._timed(button, f"count {self._count}")

    def choose(self, code: str, name: str) -> tuple[float, int]:
        """Choose a district; return time (ms) and bytes received."""
        self.page.locator(_CHOICES).first.click()
        self.page.keyboard.type(name)
        return self._timed(self.page.get_by_role("option", name=name).first, code)

    def clear(self) -> None:
        """Lift the choice, which is not timed."""
        self.page.keyboard.press("Escape")
        self.page.locator(_CHOICES).first.click()
        self.page.keyboard.press("Backspace")
        self.page.keyboard.press("Escape")
        self.settle()
        self.page.evaluate(_IDLE)

    def _timed(self, target: object, want: str) -> tuple[float, int]:
        self.page.bring_to_front()
        self.settle()
        before = self.wire.received
        self.page.evaluate("([kind, want]) => bench.arm(kind, want)", [self.subject.name, want])
        target.click()  # type: ignore[attr-defined]
        self.page.wait_for_function("bench.time !== null && bench.listed !== null", polling=50)
        taken: float = self.page.evaluate("bench.time")
        self.listed_ms = self.page.evaluate("bench.listed")
        self.settle()
        return taken, self.wire.received - before

    def pan_and_zoom(self) -> int:
        """Drag the map and turn the wheel over it; return the messages sent to the server."""
        self.settle()
        before = self.wire.sent
        x, y = self.page.evaluate("bench.centre()")
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + 120, y + 60, steps=6)
        mouse.up()
        self.page.wait_for_timeout(600)
        mouse.wheel(0, _WHEEL)
        self.page.wait_for_timeout(1_200)
        self.settle()
        return self.wire.sent - before

    def state_bytes(self) -> int:
        """Return how large the state of our map is, written as JSON."""
        found: int = self.page.evaluate("bench.state()")
        return found

    def settle(self) -> None:
        """Wait until the server has said nothing for a while."""
        self.page.wait_for_timeout(100)
        while time.monotonic() - self.wire.last < _QUIET_S:
            self.page.wait_for_timeout(100)

    def close(self) -> None:
        """Close the window."""
        self._context.close()
