"""``python -m briefing data``: what a selection holds, as a file for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from briefing.cli.slide import checked_output
from briefing.formats import FORMATS, FileRequest, Group, make
from geo.cli.options import add_selection_arguments, selection_from
from geo.files import write_whole
from geo.query.view import look

if TYPE_CHECKING:
    import argparse

    from geo.catalog.catalog import Catalog

_BY_ENDING = {form.extension: form.id for form in FORMATS.values() if form.group is Group.DATA}


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those of ``python -m briefing``."""
    known = ", ".join(_BY_ENDING)
    data = commands.add_parser("data", help=f"what is selected, as data: {known} (shapefiles)")
    add_selection_arguments(data)
    data.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help=f"file to write: {known}"
    )
    data.add_argument("--link", default="", metavar="URL", help="address that opens the same view")


def run(args: argparse.Namespace, catalog: Catalog) -> Path:
    """Write the file that the arguments ask for; return its path.

    An older file of that name stays until the new one is whole.

    Raises
    ------
    SonLaMapError
        If an id does not exist, the folder is missing, or the ending is none of ours.
    OSError
        If the file cannot be written.
    """
    out = checked_output(args.out, tuple(_BY_ENDING), args.lang)
    ending = out.suffix.lower().removeprefix(".")
    view = look(catalog, selection_from(args, catalog))
    write_whole(out, make(_BY_ENDING[ending], view, FileRequest(link=args.link)))
    return out
