"""``python -m tests.browser.random_walks``: people who are quick, in a real browser.

A walk does some things at the page of the map within a moment, waits until all is at rest, and
compares what address, store, server, map, list, counts and card say: with one another, and with
what Python makes of the address. Also gone: the line to the server, the page, the server itself.
The seed decides all but the time that things take. ``tests/js/store.test.mjs`` tries such orders of
events in a second, without a browser.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from playwright.sync_api import Error, Page, sync_playwright

from geo.catalog.catalog import Catalog
from geo.model import AreaFrame, Status
from geo.query.view import build_view
from layers.themes import SWITCHABLE
from panels.session.state import read_screen
from panels.widgets.map_view import map_state
from panels.widgets.timeline import stepped_ids
from tests import once
from tests.browser import chromium, server
from tests.browser.conftest import BROWSER_ARGS, PERSON, START_SECONDS, WINDOW, Watched

REST_SECONDS = 60
CALM_LOOKS = 4
# The server knows shapes that the browser draws by itself.
COMPARED = ("lang", "layers", "shown", "status", "frame", "communes", "areas", "corridors",
            "selected", "halo")  # fmt: skip
MAP = "document.querySelector('iframe[src*=\"/app/static/map/\"]').contentWindow.SonLa"
DEEP = """const deep = (root, css) => [...root.querySelectorAll(css),
    ...[...root.querySelectorAll("*")].flatMap(({ shadowRoot }) =>
      shadowRoot ? deep(shadowRoot, css) : [])];"""
SAID = f"""() => {{
  {DEEP}
  const {{ testScriptState, testConnectionState }} = document.querySelector(".stApp").dataset;
  const map = {MAP};
  const {{ asked, server }} = sonLaStore;
  const card = document.querySelector(".card");
  const isAtRest = testScriptState === "notRunning" && testConnectionState === "CONNECTED";
  return {{
    calm: isAtRest && asked === null && map.met,
    asked, address: location.search.slice(1), store: sonLaStore.query(), server: server.query,
    map: map.state, rows: deep(document, "tbody tr[data-id]").map((row) => row.dataset.id).sort(),
    count: deep(document, ".sl-summary .sl-value")[0]?.textContent,
    card: card && !card.hidden ? card.querySelector("h3")?.textContent ?? "" : "",
  }};
}}"""
STANDS = f"() => Boolean(globalThis.sonLaStore?.engine && sonLaStore.server && {MAP}.met)"
PHRASES = ("", "cao tốc", "cầu", "quốc lộ 6", "không gì cả")
DAYS = ("", "2024-05-01", "2025-06-30", "2025-07-01", "2026-07-15")
PLACES = ((103.9, 21.3, 10), (104.6, 20.85, 5), (103.5, 21.6, 20))

Act = Callable[["Walk"], object]


@dataclass
class Walk:
    """One person at one page.

    Parameters
    ----------
    restart
        Stops the server and starts it anew, empty.
    """

    page: Page
    chance: random.Random
    catalog: Catalog
    restart: Callable[[], None]
    did: list[str] = field(default_factory=list)

    def change(self, patch: dict[str, object]) -> None:
        """Choose a filter as the panel does."""
        self.page.evaluate("(patch) => sonLaStore.change(patch)", patch)

    def on_map(self, call: str, value: object = None) -> None:
        """Let the map report something."""
        self.page.evaluate(f"(value) => {MAP}.{call}", value)

    def some(self, pool: list[str], most: int) -> list[str]:
        """Choose up to so many."""
        return self.chance.sample(pool, self.chance.randint(0, most))

    def rest(self) -> dict[str, Any]:
        """Wait until nothing changes any more; return what all say then."""
        end, before, calm = time.monotonic() + REST_SECONDS, None, 0
        while time.monotonic() < end:
            try:
                now: dict[str, Any] = self.page.evaluate(SAID)
            except Error:
                now = {"calm": False}  # the page is being loaded
            calm = calm + 1 if now["calm"] and now == before else 0
            if calm == CALM_LOOKS:
                return now
            before = now
            self.page.wait_for_timeout(100)
        return before or {}


def _area(walk: Walk) -> None:
    frame = walk.chance.choice(list(AreaFrame))
    codes = [area.code for area in walk.catalog.areas.frame(frame)]
    walk.change({"frame": frame.value, "areas": walk.some(codes, 2)})


def _layer(walk: Walk) -> None:
    value = [walk.chance.choice(SWITCHABLE), walk.chance.random() < 0.5]
    walk.on_map("switchLayer(...value)", value)


def _near(walk: Walk) -> None:
    lon, lat, km = walk.chance.choice(PLACES)
    walk.on_map("onNear(value)", {"lon": lon, "lat": lat, "km": km})


def _timeline(walk: Walk) -> None:
    walk.page.locator(".st-key-timeline-tools").get_by_role("switch").dispatch_event("click")


def _step(walk: Walk) -> None:
    walk.page.evaluate(
        "() => document.querySelector('[data-day]')?.dispatchEvent("
        "new MouseEvent('click', { bubbles: true }))"
    )


def _language(walk: Walk) -> None:
    walk.page.locator(".sl-languages a").first.dispatch_event("click")


def _go(by: int) -> Act:
    return lambda walk: walk.page.evaluate(f"() => history.go({by})")


def _page(walk: Walk) -> None:
    walk.page.locator(".sl-pages a").nth(1).dispatch_event("click")
    walk.page.wait_for_timeout(walk.chance.choice([100, 600, 1500]))
    walk.page.locator(".sl-pages a").first.dispatch_event("click")
    _stand(walk.page)


def _offline(walk: Walk) -> None:
    walk.page.context.set_offline(True)
    for _ in range(2):
        walk.chance.choice(QUICK[:6])(walk)
        walk.page.wait_for_timeout(walk.chance.choice([0, 100, 2500]))
    walk.page.context.set_offline(False)


def _restart(walk: Walk) -> None:
    walk.restart()


def _reload(walk: Walk) -> None:
    walk.page.reload()
    _stand(walk.page)


QUICK: list[Act] = [
    _area,
    lambda walk: walk.change({"statuses": walk.some([each.value for each in Status], 3)}),
    lambda walk: walk.change(
        {"kinds": walk.some(sorted({p.kind for p in walk.catalog.projects.values()}), 3)}
    ),
    lambda walk: walk.change({"words": walk.chance.choice(PHRASES)}),
    lambda walk: walk.on_map("onSelect(value)", walk.chance.choice(sorted(walk.catalog.projects))),
    lambda walk: walk.on_map("onSelect(value)", walk.chance.choice(sorted(walk.catalog.corridors))),
    lambda walk: walk.change({"asof": walk.chance.choice(DAYS)}),
    lambda walk: walk.on_map("onSelect('')"),
    _layer,
    _near,
    _timeline,
    _step,
    _go(-1),
    _go(1),
]
SLOW: list[Act] = [_language, _page, _offline, _restart, _reload]


def faults(walk: Walk) -> list[str]:
    """Return what does not agree once all is at rest."""
    said = walk.rest()
    if not said.get("calm"):
        return [f"no rest: {json.dumps(said, ensure_ascii=False)[:600]}"]
    address = dict(parse_qsl(said["address"]))
    screen, ignored = read_screen(address, walk.catalog)
    view = build_view(walk.catalog, screen.selection)
    state = json.loads(json.dumps(map_state(view, screen, stepped_ids(view, screen))))
    shown = {**said["map"], "layers": sorted(said["map"]["layers"])}
    state["layers"].sort()
    name = walk.catalog.item(screen.item_id).name[screen.language] if screen.item_id else ""
    pairs = {
        "address": (address, screen.to_query()),
        "ignored": (list(ignored), []),
        "server": (said["server"], address),
        "store": (said["store"], address),
        **{f"map.{key}": (shown[key], state[key]) for key in COMPARED},
        "rows": (said["rows"], sorted(view.project_ids)),
        "count": (said["count"], str(view.totals.projects)),
        "card": (bool(said["card"]), bool(name)),
        "name": (name if name in said["card"] else said["card"], name),
    }  # fmt: skip
    return [f"{what}: {is_}, not {due}" for what, (is_, due) in pairs.items() if is_ != due]


def walked(walk: Walk, steps: int) -> list[str]:
    """Do so many things; return what did not agree, with what was done before."""
    found = []
    while len(walk.did) < steps:
        is_slow = walk.chance.random() < 0.2
        burst = [walk.chance.choice(SLOW)] if is_slow else []
        burst += walk.chance.choices(QUICK, k=walk.chance.randint(1, 4))
        for act in burst:
            act(walk)
            walk.page.wait_for_timeout(walk.chance.choice([0, 0, 20, 50, 100, 200, 600]))
        names = [
            act.__name__ if act.__name__ != "<lambda>" else f"filter {QUICK.index(act)}"
            for act in burst
        ]
        walk.did += names
        wrong = faults(walk)
        if wrong:
            found.append(f"after {names}:\n  " + "\n  ".join(each[:500] for each in wrong))
            sys.stdout.write(f"{found[-1]}\n")
            sys.stdout.flush()
            walk.page.goto(walk.page.url.split("?")[0])
            _stand(walk.page)
    return found


def _stand(page: Page) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            if page.evaluate(STANDS):
                return
        except Error:
            pass  # not yet a page of ours
        page.wait_for_timeout(100)


def main() -> int:
    """Walk; end with 1 where something did not agree."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.browser.random_walks", description=__doc__
    )
    parser.add_argument("--seed", type=int, nargs="+", default=[1])
    parser.add_argument("--steps", type=int, default=200, help="things to do in each walk")
    options = parser.parse_args()
    catalog, port, found = once.catalog(), server.free_port(), []
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        ExitStack() as life,
    ):
        log = Path(folder, "app.log")

        def start() -> str:
            return life.enter_context(server.running(server.APP, log, {}, START_SECONDS, port))

        def restart() -> None:
            life.close()
            start()

        url = start()
        browser = playwright.chromium.launch(executable_path=chromium.ensure(), args=BROWSER_ARGS)
        for seed in options.seed:
            context = browser.new_context(viewport=WINDOW, **PERSON)
            watched = Watched.of(context)
            with closing(context):
                page = context.new_page()
                page.goto(url)
                _stand(page)
                walk = Walk(page, random.Random(seed), catalog, restart)
                found += walked(walk, options.steps)
            found += [*watched.errors, *watched.outside]
            errors = f"{watched.errors} {watched.outside}"
            sys.stdout.write(f"seed {seed}: {len(walk.did)} done, {len(found)} faults, {errors}\n")
        browser.close()
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
