"""``python -m tests.bench``: how fast is the map, beside what it could be compared with?

All of one comparison runs in one browser, the subjects in turns (A B C A B C), after a warm-up;
each value is a median. Absolute times belong to the machine; the ratios are the result.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from geo.catalog.catalog import Catalog
from geo.io.load import load
from geo.model import AreaFrame
from geo.tables import DATA
from layers.web.page import PAGES_DIR_NAME, code_digest
from tests.bench import synthetic
from tests.bench.browser import ARGS, Visit
from tests.bench.desktop import MISSING, qgis_python
from tests.bench.formats import formats
from tests.bench.load import load_at_once
from tests.bench.report import Measure, compared, table, write
from tests.bench.servers import ROOT, START_SECONDS, Subject, running, stage
from tests.bench.sheets import sheets
from tests.browser import chromium, server

OUT = ROOT / "build" / "bench.json"
FLOOR, OURS, NAIVE, EXPLORE = "floor", "ours", "naive", "explore"
WORDS = {
    FLOOR: "an empty app",
    OURS: "this map",
    NAIVE: "st_folium, rebuilt",
    EXPLORE: "gdf.explore in a frame",
}
PARTS = ("load", "map", "network", "scale", "formats", "sheets")
ORDER = (FLOOR, OURS, NAIVE, EXPLORE)
MOST_BYTES = 10 * 1024
POOR_FILTER_MS = 150
SCALE_WORDS = "{scale} × the data"
Times = dict[str, list[float]]


def main() -> int:
    """Measure, print and write; what is missed is said, and is no failure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="how often each thing is timed")
    parser.add_argument("--scales", default="1,10,100", help="times the data (default 1,10,100)")
    parser.add_argument("--only", choices=PARTS, help="one part of the bench (default all)")
    arguments = parser.parse_args()
    parts = {arguments.only} if arguments.only else set(PARTS)
    scales = [int(scale) for scale in arguments.scales.split(",")]
    measures: list[Measure] = []
    machine = _machine()
    with tempfile.TemporaryDirectory(prefix="son-la-bench-") as folder:
        if "load" in parts:
            measures += _many_at_once(arguments.rounds, Path(folder) / "load")
        if parts - {"load", "sheets"}:
            found, version_ = _in_browser(parts, scales, arguments.rounds, Path(folder))
            measures += found
            machine["chromium"] = version_
        if "sheets" in parts:
            python = qgis_python()
            print(python or MISSING)
            if python:
                measures += sheets(python, arguments.rounds, Path(folder) / "sheets")
    write(OUT, machine, measures)
    print(" · ".join(f"{key} {value}" for key, value in machine.items()))
    print(table(measures))
    print(f"\nwritten: {OUT.relative_to(ROOT)}")
    return 0


def _in_browser(
    parts: set[str], scales: list[int], rounds: int, folder: Path
) -> tuple[list[Measure], str]:
    """Measure the parts that need a browser; return what was found, and its version."""
    measures: list[Measure] = []
    with sync_playwright() as drive:
        program = chromium.ensure()
        browser = drive.chromium.launch(executable_path=program, args=ARGS)
        if "map" in parts:
            measures += _compare(browser, stage(folder), rounds, folder)
        if "network" in parts:
            apps = stage(folder / "network")
            measures += _poor_network(browser, apps, rounds, folder / "network")
        if "scale" in parts and len(scales) > 1:
            measures += _scale(browser, scales, rounds, folder)
        if "formats" in parts:
            measures += formats(browser, max(1, rounds // 3), folder / "formats")
        found = browser.version
        browser.close()
    return measures, found


def _many_at_once(rounds: int, folder: Path) -> list[Measure]:
    """Measure a server that many people open at the same moment."""
    with running(OURS, ROOT / "app.py", DATA, folder) as subject:
        server.await_map(subject.url, START_SECONDS)
        return load_at_once(subject.url, rounds)


def _machine() -> dict[str, str]:
    return {
        "date": datetime.now().astimezone().isoformat(timespec="minutes"),
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
        "streamlit": version("streamlit"),
    }


def _districts(catalog: Catalog) -> list[tuple[str, str]]:
    return [(area.code, area.full_name["vi"]) for area in catalog.areas.frame(AreaFrame.DISTRICT)]


def _compare(browser: Browser, apps: Path, rounds: int, folder: Path) -> list[Measure]:
    """Measure ours beside the floor and the other two, on the same data."""
    with ExitStack() as stack:
        subjects = _started(stack, apps, folder)
        opened, _ = _opened(browser, subjects, rounds)
        visits = {subject.name: Visit(browser, subject) for subject in subjects}
        times, wire, listed = _filtered(visits, _districts(load()), rounds)
        moves = {name: visits[name].pan_and_zoom() for name in (OURS, NAIVE, EXPLORE)}
        outside = sum(len(visit.wire.outside) for visit in visits.values())
        for visit in visits.values():
            visit.close()
    return [
        *_beside("filter click to map painted", times, {FLOOR: 1.0, NAIVE: 0.35}),
        *_beside("filter click to counts and list painted", {**times, OURS: listed}, {FLOOR: 1.5}),
        *_beside("page open to painted", opened, {FLOOR: 1.1}),
        *_sent(wire, moves),
        Measure("requests to other machines, all apps", outside, "", goal=0),
    ]


def _started(stack: ExitStack, apps: Path, folder: Path) -> list[Subject]:
    scripts = {name: apps / f"{name}.py" for name in (FLOOR, NAIVE, EXPLORE)}
    scripts[OURS] = ROOT / "app.py"
    return [stack.enter_context(running(name, scripts[name], DATA, folder)) for name in ORDER]


def _poor_network(browser: Browser, apps: Path, rounds: int, folder: Path) -> list[Measure]:
    """Measure the first visit over a poor network, ours beside the others."""
    times: Times = defaultdict(list)
    sizes: Times = defaultdict(list)
    with ExitStack() as stack:
        subjects = _started(stack, apps, folder)
        for turn in range(max(3, rounds // 3) + 1):
            for subject in subjects:
                visit = Visit(browser, subject, poor=True)
                taken = visit.open()
                size = visit.fetch_all()
                if turn:  # the first one warms up
                    times[subject.name].append(taken)
                    sizes[subject.name].append(size)
                visit.close()
        (ours,) = (subject for subject in subjects if subject.name == OURS)
        filtered = _filtered_poorly(browser, ours, rounds)
    return [
        filtered,
        *_beside("first visit at 2 Mbit/s, page open to painted", times, {}),
        *(
            Measure(f"first visit, files fetched: {WORDS[name]}", median(values), "bytes")
            for name, values in sizes.items()
        ),
    ]


def _filtered_poorly(browser: Browser, subject: Subject, rounds: int) -> Measure:
    """Measure a filter over a poor network: nobody is asked before the map is painted."""
    visit = Visit(browser, subject, poor=True)
    visit.open()
    visit.fetch_all()
    times, _, _ = _filtered({OURS: visit}, _districts(load()), rounds)
    visit.close()
    what = "filter click to map painted at 2 Mbit/s and 150 ms"
    return Measure(what, median(times[OURS]), "ms", goal=POOR_FILTER_MS)


def _beside(what: str, times: Times, goals: dict[str, float]) -> list[Measure]:
    plain = {
        name: Measure(f"{what}: {WORDS[name]}", median(values), "ms")
        for name, values in times.items()
    }
    value = plain[OURS].value
    rows = [plain[name] for name in times if name != OURS]
    rows += [
        compared(plain[OURS].name, value, "ms", plain[name], goals.get(name))
        for name in (FLOOR, NAIVE, EXPLORE)
    ]
    return rows


def _sent(wire: Times, moves: dict[str, int]) -> list[Measure]:
    rows = []
    for name, sizes in wire.items():
        goal = MOST_BYTES if name == OURS else None
        what = f"web socket per filter: {WORDS[name]}"
        rows.append(Measure(what, median(sizes), "bytes", goal=goal))
    for name, count in moves.items():
        goal = 0 if name == OURS else None
        rows.append(Measure(f"messages on pan and zoom: {WORDS[name]}", count, "", goal=goal))
    return rows


def _opened(browser: Browser, subjects: list[Subject], rounds: int) -> tuple[Times, Times]:
    """Time opening the page with an empty cache; return times and web socket bytes."""
    times: Times = defaultdict(list)
    sizes: Times = defaultdict(list)
    for turn in range(rounds + 1):
        for subject in subjects:
            visit = Visit(browser, subject)
            taken = visit.open()
            visit.settle()
            if turn:  # the first one warms up
                times[subject.name].append(taken)
                sizes[subject.name].append(visit.wire.received)
            visit.close()
    return times, sizes


def _filtered(
    visits: dict[str, Visit], districts: list[tuple[str, str]], rounds: int
) -> tuple[Times, Times, list[float]]:
    """Time the choice of a district, another one in each round, in turns.

    Returns
    -------
    times, sizes, listed
        Milliseconds to the map and bytes by visit, and milliseconds to our counts and list.
    """
    times: Times = defaultdict(list)
    sizes: Times = defaultdict(list)
    listed: list[float] = []
    for visit in visits.values():
        visit.open()
    for turn in range(rounds + 1):
        code, name = districts[turn % len(districts)]
        for key, visit in visits.items():
            if visit.subject.name == FLOOR:
                taken, size = visit.rerun()
            else:
                taken, size = visit.choose(code, name)
                visit.clear()
            if turn:
                times[key].append(taken)
                sizes[key].append(size)
                listed += [visit.listed_ms] if visit.subject.name == OURS else []
    return times, sizes, listed


def _scale(browser: Browser, scales: list[int], rounds: int, folder: Path) -> list[Measure]:
    """Measure ours on more and more data, the sizes in turns."""
    folders = {scale: _folder(scale, folder) for scale in scales}
    names = {scale: SCALE_WORDS.format(scale=scale) for scale in scales}
    with ExitStack() as stack:
        subjects = {}
        for scale in scales:
            log = folder / str(scale)
            found = stack.enter_context(running(OURS, ROOT / "app.py", folders[scale], log))
            subjects[scale] = found
        opened = {
            scale: _opened(browser, [subject], max(3, rounds // 3))
            for scale, subject in subjects.items()
        }
        visits = {names[scale]: Visit(browser, subject) for scale, subject in subjects.items()}
        times, wire, _ = _filtered(visits, _districts(load()), rounds)
        states = {key: visit.state_bytes() for key, visit in visits.items()}
        for visit in visits.values():
            visit.close()
    rows: list[Measure] = []
    for scale in scales:
        key = names[scale]
        catalog = load(folders[scale])
        page = ROOT / "static" / PAGES_DIR_NAME / f"{catalog.digest}-{code_digest()}.html"
        areas = len(catalog.areas.frame(AreaFrame.COMMUNE))
        rows.append(Measure(f"{key}: communes", areas, ""))
        rows.append(Measure(f"{key}: projects", len(catalog.projects), ""))
        now = {
            "filter click to map painted": (median(times[key]), "ms"),
            "page open to painted": (median(opened[scale][0][OURS]), "ms"),
            "page of the map": (page.stat().st_size, "bytes"),
            "state of the map, all shown": (states[key], "bytes"),
            "web socket on opening": (median(opened[scale][1][OURS]), "bytes"),
            "web socket per filter": (median(wire[key]), "bytes"),
        }
        for what, (value, unit) in now.items():
            name = f"{key}: {what}"
            base = next((row for row in rows if row.name == f"{names[scales[0]]}: {what}"), None)
            if base is None:
                rows.append(Measure(name, value, unit))
            else:
                goal = 2.0 if what.startswith("filter") else None
                rows.append(compared(name, value, unit, base, goal))
    return rows


def _folder(scale: int, folder: Path) -> Path:
    if scale == 1:
        return DATA
    target = folder / f"data-{scale}"
    size = synthetic.Size(synthetic.PARTS[scale], synthetic.PROJECTS[scale])
    synthetic.write(DATA, target, size)
    return target


if __name__ == "__main__":
    raise SystemExit(main())
