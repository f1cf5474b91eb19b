"""How long our sheets take beside QGIS, which exports the layout of our project of the same view.

Both have the data open and are warm, but for the cold rows, in which a process starts, reads the
data and writes one PDF. QGIS prints the same page: the same extent, scale, layers, table, legend,
words; how many words each writes is in the report. Its set-up is its user's, not in the times.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

import pypdfium2 as pdfium

from briefing.formats import make
from briefing.request import ExportRequest
from geo.catalog.catalog import Catalog
from geo.io.load import load
from geo.model import AreaFrame
from geo.query.selection import Selection
from geo.query.view import View, build_view
from geo.strings import say
from tests.bench.desktop import OpenProject, project
from tests.bench.report import Measure, compared
from tests.bench.servers import ROOT

_DAY = date(2026, 11, 24)
_DISTRICT = "123"
OURS, THEIRS = "this map", "QGIS"
Work = Callable[[], float]


@dataclass(frozen=True)
class Row:
    """One comparison.

    Parameters
    ----------
    ours, theirs
        Each does the work once and returns how long it took, in milliseconds.
    goal
        The most that ours may take of what QGIS takes.
    """

    name: str
    ours: Work
    theirs: Work
    goal: float


def sheets(python: str, rounds: int, folder: Path) -> list[Measure]:
    """Measure every comparison, ours and QGIS in turns.

    Parameters
    ----------
    python
        That has the module of QGIS.
    folder
        An empty one, for what both write.
    """
    folder.mkdir(parents=True, exist_ok=True)
    catalog = load()
    with ExitStack() as stack:
        found: list[Measure] = []
        for row in _rows(catalog, python, stack, folder):
            found += _measured(row, rounds)
        return found + list(_words(folder))


def _measured(row: Row, rounds: int) -> list[Measure]:
    times: dict[str, list[float]] = defaultdict(list)
    for turn in range(rounds + 1):
        for name, work in ((OURS, row.ours), (THEIRS, row.theirs)):
            gc.collect()
            taken = work()
            if turn:  # the first one warms up
                times[name].append(taken)
    peer = Measure(f"{row.name}: {THEIRS}", median(times[THEIRS]), "ms")
    name = f"{row.name}: {OURS}"
    return [peer, compared(name, median(times[OURS]), "ms", peer, row.goal)]


def _rows(catalog: Catalog, python: str, stack: ExitStack, folder: Path) -> Iterator[Row]:
    sheet, atlas = say("qgis.sheet", "vi"), say("qgis.atlas", "vi")
    province = build_view(catalog, Selection(), _DAY)
    district = build_view(catalog, Selection(areas=(_DISTRICT,)), _DAY)
    codes = [area.code for area in catalog.areas.frame(AreaFrame.DISTRICT)]
    views = [build_view(catalog, Selection(areas=(code,)), _DAY) for code in codes]
    opened: dict[str, OpenProject] = {}
    paths: dict[str, Path] = {}
    for key, view, size in (("province", province, "A3"), ("district", district, "A4")):
        paths[key] = folder / f"{key}.qgz"
        paths[key].write_bytes(make("qgz", view, _request(size)))
        opened[key] = stack.enter_context(project(python, paths[key]))

    def ours(form: str, view: View, size: str, out: str) -> Work:
        return lambda: _timed(
            lambda: (folder / f"ours-{out}").write_bytes(make(form, view, _request(size)))
        )

    def theirs(key: str, layout: str, out: str) -> Work:
        return lambda: opened[key].export(layout, folder / f"qgis-{out}")

    def pages() -> float:
        made = [make("pdf", view, _request("A4")) for view in views]
        (folder / "ours-pages.pdf").write_bytes(made[0])
        return 0.0

    for name, form, key, view, size, goal in (
        ("province A3 PDF", "pdf", "province", province, "A3", 1.0),
        ("province A3 PNG 300 dpi", "png", "province", province, "A3", 0.8),
        ("district A4 PDF", "pdf", "district", district, "A4", 1.0),
        ("district A4 PNG 300 dpi", "png", "district", district, "A4", 0.8),
    ):
        out = f"{key}.{form}"
        yield Row(f"{name}, warm", ours(form, view, size, out), theirs(key, sheet, out), goal)
    cold = folder / "ours-cold.pdf"
    command = [sys.executable, "-m", "briefing", "export", "--size", "A3", "--out", str(cold)]
    yield Row(
        "province A3 PDF, cold process",
        lambda: _timed(
            lambda: subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        ),
        lambda: _timed(lambda: _alone(python, paths["province"], sheet, folder / "qgis-cold.pdf")),
        1.0,
    )
    peer = theirs("province", atlas, "book.pdf")
    # Our whole book has a hundred pages more: of the same layout, sheets are what an atlas makes.
    yield Row("12 district sheets A4 PDF, QGIS as an atlas", lambda: _timed(pages), peer, 1.0)


def _request(size: str) -> ExportRequest:
    return ExportRequest(size=size, printed=_DAY)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1_000


def _alone(python: str, path: Path, layout: str, out: Path) -> None:
    """Start QGIS, open a project, write one layout and end."""
    with project(python, path) as opened:
        opened.export(layout, out)


def _words(folder: Path) -> Iterator[Measure]:
    """Yield how many words each wrote: the same sheet says about as much."""
    for sheet in ("province", "district"):
        for name, who in ((THEIRS, "qgis"), (OURS, "ours")):
            with pdfium.PdfDocument(folder / f"{who}-{sheet}.pdf") as document:
                texts = [page.get_textpage().get_text_range() for page in document]
            count = sum(len(text.split()) for text in texts)
            yield Measure(f"words in the PDF of {sheet}: {name}", count, "words")
