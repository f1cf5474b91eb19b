"""``python -m geo check``: everything that can be wrong with the data, said in one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.catalog.catalog import DATA
from geo.edit.check_geometry import geometry_problems
from geo.edit.check_references import fact_problems
from geo.errors import DataError
from geo.io.load import load
from geo.io.schema import Problem, table_problems
from geo.strings import placeholders
from geo.tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

    from geo.catalog.catalog import Catalog


def check(data: Path = DATA) -> tuple[list[Problem], str]:
    """Validate a data folder.

    Parameters
    ----------
    data
        Folder with ``shapes/`` and ``tables/``.

    Returns
    -------
    problems, summary
        What is wrong, in the order of the files; and one line of counts for a clean folder.
    """
    problems = table_problems(data / "tables")
    problems += [] if problems else string_problems(data / "tables")
    if problems:
        return problems, ""
    try:
        catalog = load(data)
    except DataError as error:
        return [Problem(error.where, error.what, error.remedy)], ""
    problems = fact_problems(catalog, data / "tables")
    problems += geometry_problems(catalog, data / "tables")
    return problems, "" if problems else summary(catalog)


def summary(catalog: Catalog) -> str:
    """Return the counts of a catalog in one line."""
    counts = {
        "projects": len(catalog.projects),
        "assets": len(catalog.assets),
        "corridors": len(catalog.corridors),
        "status events": len(catalog.events),
        "figures": len(catalog.figures),
        "sources": len(catalog.sources),
        "indicators": len(catalog.indicators),
        "line sections": len(catalog.sections),
        "routes": len(catalog.routes),
        "sites": len(catalog.sites),
        "atoms": len(catalog.areas.atoms),
    }
    listed = ", ".join(f"{number} {name}" for name, number in counts.items())
    return f"data is clean: {listed} (digest {catalog.digest})"


def string_problems(tables: Path) -> list[Problem]:
    """Return the strings whose placeholders differ between languages."""
    try:
        rows = read_table(tables / "strings.csv")
    except DataError as error:
        return [Problem(error.where, error.what, error.remedy)]
    problems = []
    for row in rows:
        vietnamese = placeholders(row["vi"])
        for language, wording in row.cells.items():
            if language == "key" or not wording or placeholders(wording) == vietnamese:
                continue
            what = f"placeholders differ from Vietnamese {sorted(vietnamese)}"
            problems.append(Problem(f"{row.where}:{language}", what, "use the same {names}"))
    return problems
