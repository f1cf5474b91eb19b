"""How long each format of a view takes and how large it gets, beside a picture of the web map.

Whatever is registered in :mod:`briefing.formats` is measured, in every size that it has, on the
view of the whole province, in this process and warm. The peer is what folium's own export does,
without its start: a running Chromium opens the same map page and takes a picture of it, in as
many pixels as an A4 sheet at 300 dpi has.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser

from briefing.formats import FORMATS, Format, make
from briefing.request import ExportRequest
from geo.catalog.catalog import Catalog
from geo.io.load import load
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.trip.ground import MappingGround
from geo.trip.plan import make_plan
from geo.trip.preview import render
from layers.web.page import write_page
from tests.bench.report import Measure, compared
from tests.geo.trip.written import by_openpyxl, many

PEER = "Chromium picture of the map page"
# A4 at 300 dpi is 3508 × 2480 pixels: three for each CSS pixel of this window.
_WINDOW = {"width": 1169, "height": 827}
_DENSITY = 3
_DAY = date(2026, 11, 24)
_SINCE = date(2024, 1, 1)
_TRIP_ROWS = 500
# Most that a file may take, in ms, and weigh, in bytes, by the id of its format.
_MOST_MS = {"book-pdf": 60_000, "book-pptx": 60_000}
_MOST_BYTES = {"usb": 2_000_000}


def formats(browser: Browser, rounds: int, folder: Path) -> list[Measure]:
    """Measure every format; return time and size of each, the peer first.

    Parameters
    ----------
    rounds
        How often each is made; what takes so long that the app asks before is made once.
    folder
        An empty one, for the page of the peer.
    """
    catalog = load()
    times, size = _picture(browser, catalog, rounds, folder)
    peer = Measure(f"{PEER}: time", median(times), "ms")
    weight = Measure(f"{PEER}: size", size, "bytes")
    rows = [peer, weight]
    for form, request in _wanted():
        taken, data = _made(catalog, form, request, rounds)
        name = " ".join(part for part in (form.id, request.size) if part)
        goal, most = _MOST_MS.get(form.id), _MOST_BYTES.get(form.id)
        rows.append(_beside(f"{name}: time", median(taken), "ms", peer, goal))
        rows.append(_beside(f"{name}: size", len(data), "bytes", weight, most))
    rows.append(_comes_back(rounds))
    return rows


def _comes_back(rounds: int) -> Measure:
    """Measure the preview of a task list of 500 rows, each with two changes."""
    data = by_openpyxl(many(_TRIP_ROWS))
    ground = MappingGround({}, {f"DT-{number}" for number in range(_TRIP_ROWS)})

    def preview() -> bytes:
        return render(make_plan(data, ground, "vi", _DAY), "json", "vi").encode()

    taken, _ = _timed(preview, rounds)
    return Measure(f"task list of {_TRIP_ROWS} rows comes back", median(taken), "ms", goal=2_000)


def _beside(name: str, value: float, unit: str, peer: Measure, goal: float | None) -> Measure:
    """Return a row with its ratio; a goal is about the value itself and stands alone."""
    if goal is not None:
        return Measure(name, value, unit, goal=goal)
    return compared(name, value, unit, peer)


def _wanted() -> Iterator[tuple[Format, ExportRequest]]:
    for form in FORMATS.values():
        for size in form.sizes or ("",):
            yield form, ExportRequest(size=size, printed=_DAY, since=_SINCE)


def _made(
    catalog: Catalog, form: Format, request: ExportRequest, rounds: int
) -> tuple[list[float], bytes]:
    """Make a file; return how long it took each time (ms), and the file."""
    corridors = ("COR-01",) if form.one_corridor else ()
    view = build_view(catalog, Selection(corridors=corridors), _DAY)
    if form.asks:
        return _timed(lambda: make(form.id, view, request), 1)
    make(form.id, view, request)  # imports, fonts, the index: a server has done that long ago
    return _timed(lambda: make(form.id, view, request), rounds)


def _timed(work: Callable[[], bytes], rounds: int) -> tuple[list[float], bytes]:
    times, data = [], b""
    for _ in range(rounds):
        gc.collect()
        start = time.perf_counter()
        data = work()
        times.append((time.perf_counter() - start) * 1_000)
    return times, data


def _picture(
    browser: Browser, catalog: Catalog, rounds: int, folder: Path
) -> tuple[list[float], int]:
    """Open the page of the map and take its picture; return times (ms) and the size of the PNG."""
    path = folder / write_page(catalog, folder).removeprefix("app/static/")

    def shot() -> bytes:
        context = browser.new_context(viewport=_WINDOW, device_scale_factor=_DENSITY)
        page = context.new_page()
        page.goto(path.as_uri())
        page.evaluate("document.fonts.ready")
        page.wait_for_function("window.SonLa && SonLa.stats().projects.length > 0")
        data = page.screenshot()
        context.close()
        return data

    shot()
    times, data = _timed(shot, rounds)
    return times, len(data)
