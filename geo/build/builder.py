"""The build: from the reference pack to data/shapes and data/tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from geo.build.checks import check_finished, check_pack_numbers, report_dropped
from geo.build.facts import Facts
from geo.build.files import write_if_changed
from geo.build.geojson import collection_text
from geo.build.merge import merged, read_table, table_text
from geo.build.pack import Pack
from geo.build.readings import FOLDER, Readings, load
from geo.build.report import BuildReport
from geo.build.routes import route_rows
from geo.build.schema import TABLES, Row
from geo.build.shapes import ATTRIBUTION, Shapes
from geo.build.things import Things

Progress = Callable[[str], None]


def table_rows(pack: Pack, readings: Readings) -> dict[str, list[Row]]:
    """Make the rows of every table, and refuse what does not fit together."""
    things = Things(pack, readings)
    facts = Facts(things)
    things.account()
    rows = {
        "sources": things.sources(),
        "agencies": things.agencies(),
        "corridors": things.corridors(),
        "corridor-sections": things.corridor_sections(),
        "routes": route_rows(pack, readings),
        "km-posts": facts.km_posts(),
        "assets": things.assets(),
        "projects": things.projects(),
        "events": facts.events(),
        "figures": facts.figures(),
        "indicators": facts.indicators(),
        "crosswalk": facts.crosswalk(),
    }
    check_pack_numbers(things, rows["figures"])
    check_finished(things)
    return rows


def _shape_texts(
    shapes: Shapes, out: Path, progress: Progress, report: BuildReport
) -> dict[Path, str]:
    texts = {}
    for name, make in shapes.files().items():
        progress(f"shapes: {name}")
        features = make()
        report.rows[f"shapes/{name}.geojson"] = len(features)
        path = out / "shapes" / f"{name}.geojson"
        texts[path] = collection_text(ATTRIBUTION[name], features)
    return texts


def _table_texts(
    rows: dict[str, list[Row]], out: Path, progress: Progress, report: BuildReport
) -> dict[Path, str]:
    texts = {}
    for name, table in TABLES.items():
        progress(f"tables: {name}")
        path = out / "tables" / f"{name}.csv"
        result = merged(name, table, rows[name], read_table(path, table), report)
        report.rows[f"tables/{name}.csv"] = len(result)
        texts[path] = table_text(table, result)
    return texts


def build(
    sources: Path, out: Path, progress: Progress, readings_folder: Path = FOLDER
) -> BuildReport:
    """Write `out/shapes/*.geojson` and `out/tables/*.csv` from the reference pack.

    Everything is made and checked in memory first, so a refusal leaves the files as they
    were. Running it twice changes no byte. Rows of existing tables that a person wrote or
    changed are kept.

    Parameters
    ----------
    sources
        Folder of the reference pack.
    out
        Folder of the data, for example `data`.
    progress
        Takes a line of text for every step.
    readings_folder
        Folder of the TOML readings of the pack.

    Returns
    -------
    BuildReport
        What was written, kept and dropped.

    Raises
    ------
    BuildError
        If the pack and the readings do not agree.
    """
    report = BuildReport()
    pack = Pack(sources)
    readings = load(readings_folder)
    progress("reading the pack and the readings")
    rows = table_rows(pack, readings)
    report_dropped(Things(pack, readings), report)

    texts = {
        **_shape_texts(Shapes(pack, readings), out, progress, report),
        **_table_texts(rows, out, progress, report),
    }
    for path, text in texts.items():
        if write_if_changed(path, text):
            report.written.append(path.relative_to(out).as_posix())
    progress(f"{len(report.written)} of {len(texts)} files changed")
    return report
