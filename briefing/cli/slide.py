"""``python -m briefing slide``: what is selected on slides that a person can edit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from briefing.links import VARIABLE, link_to
from briefing.sheet.plan import SheetError, SheetRequest
from geo.cli.options import add_selection_arguments, selection_from
from geo.files import write_whole
from geo.query.view import look
from geo.strings import say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from geo.catalog.catalog import Catalog

FORMATS = ("pptx",)


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = commands.add_parser("slide", help="what is selected as slides, PPTX")
    add_selection_arguments(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="FILE.pptx")
    parser.add_argument("--grey", action="store_true", help="for a printer without colours")
    parser.add_argument(
        "--link",
        metavar="URL",
        help=f"address put into the notes (default: this view under {VARIABLE}, if that is set)",
    )


def run(args: argparse.Namespace, catalog: Catalog) -> Path:
    """Write the slides; return the path.

    Raises
    ------
    SheetError
        If the ending of the file, its folder or an option is wrong; one line.
    """
    out = checked_output(args.out, FORMATS, args.lang)
    # The renderer is heavy; --help must not wait for it.
    from briefing.slides.slide import render_slide

    view = look(catalog, selection_from(args, catalog))
    link = link_to(view.selection) if args.link is None else args.link
    write_whole(out, render_slide(view, SheetRequest(grey=args.grey, link=link)))
    return out


def checked_output(path: Path, endings: Sequence[str], language: str) -> Path:
    """Return a path whose ending is one of ours and whose folder exists.

    Raises
    ------
    SheetError
        If not; the message is in `language`.
    """
    ending = path.suffix.lower().removeprefix(".")
    if ending not in endings:
        known = ", ".join(endings)
        raise SheetError(say("sheet.error-format", language, value=ending, known=known))
    if not path.parent.is_dir():
        raise SheetError(say("sheet.error-folder", language, value=path.parent))
    return path
