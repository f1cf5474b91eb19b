"""``python -m briefing tasks``: the task lists of the agencies as XLSX or CSV."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from briefing.cli.slide import checked_output
from briefing.tasks.rows import NO_AGENCY, groups_of, tasks_csv
from geo.cli.options import add_selection_arguments, selection_from
from geo.files import write_whole
from geo.query.view import look

if TYPE_CHECKING:
    import argparse

    from geo.catalog.catalog import Catalog
    from geo.cli.options import Commands

FORMATS = ("xlsx", "csv")


def add_parser(commands: Commands) -> None:
    """Add the command."""
    tasks = commands.add_parser("tasks", help="what is missing about the projects, by agency")
    add_selection_arguments(tasks)
    tasks.add_argument(
        "--agency",
        action="append",
        default=[],
        metavar="ID",
        help=f"id in agencies.csv, or {NO_AGENCY}; repeatable (default all)",
    )
    tasks.add_argument("--out", type=Path, required=True, metavar="FILE", help="FILE.xlsx or .csv")


def run(args: argparse.Namespace, catalog: Catalog) -> Path:
    """Write the lists; return the path.

    Raises
    ------
    SonLaMapError
        If an agency or format does not exist, in one line.
    OSError
        If the file cannot be written.
    """
    out = checked_output(args.out, FORMATS, args.lang)
    view = look(catalog, selection_from(args, catalog))
    groups = groups_of(view, args.agency)
    if out.suffix.lower() == ".csv":
        data = tasks_csv(view, groups)
    else:
        from briefing.tasks.xlsx import tasks_xlsx

        data = tasks_xlsx(view, groups)
    write_whole(out, data)
    return out
