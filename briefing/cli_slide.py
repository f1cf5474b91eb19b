"""``python -m briefing slide``: what is selected on slides that a person can edit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from briefing.output import checked_output, write_whole
from geo.cli import add_selection_arguments, selection_from
from geo.view import look

if TYPE_CHECKING:
    import argparse

    from geo.catalog import Catalog

NAME = "slide"
FORMATS = ("pptx",)


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(NAME, help="what is selected as slides, PPTX")
    add_selection_arguments(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="FILE.pptx")
    parser.add_argument("--grey", action="store_true", help="for a printer without colours")
    parser.add_argument("--link", default="", metavar="URL", help="address put into the notes")


def run(args: argparse.Namespace, catalog: Catalog) -> Path:
    """Write the slides; return the path.

    Raises
    ------
    SheetError
        If the ending of the file, its folder or an option is wrong; one line.
    """
    out = checked_output(args.out, FORMATS, args.lang)
    from briefing.sheet import SheetRequest
    from briefing.slide import render_slide

    view = look(catalog, selection_from(args, catalog))
    request = SheetRequest(grey=args.grey, link=args.link)
    return write_whole(out, render_slide(view, request))
