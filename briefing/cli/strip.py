"""``python -m briefing strip``: the strip map of a corridor by kilometre, on paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from briefing.formats import FORMATS as WAYS
from briefing.formats import FileRequest
from briefing.links import link_to
from briefing.naming import file_name
from briefing.sheet.plan import DEFAULT_DPI, FORMATS, SheetError, SheetRequest
from briefing.strip.plan import SIZES, StripError
from geo.cli.options import add_selection_arguments, selection_from
from geo.files import write_whole
from geo.query.view import look
from geo.strings import say

if TYPE_CHECKING:
    import argparse

    from geo.catalog.catalog import Catalog
    from geo.cli.options import Commands


def add_parser(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("strip", help="strip map of a corridor, as PDF, PNG or SVG")
    add_selection_arguments(parser)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="PATH",
        help=f"FILE.{', .'.join(FORMATS)}, or a folder for a PDF whose name says what it is",
    )  # fmt: skip
    parser.add_argument("--size", default="A4", type=str.upper, choices=SIZES)
    parser.add_argument("--portrait", action="store_true", help="the page stands")
    parser.add_argument("--grey", action="store_true", help="for printers without colours")
    parser.add_argument("--dpi", type=int, default=DEFAULT_DPI, help="of a PNG")
    parser.add_argument("--link", metavar="URL", help="address printed as a QR code")


def run(args: argparse.Namespace, catalog: Catalog) -> Path:
    """Write the sheet; return its path.

    Raises
    ------
    SonLaMapError
        If there is no such corridor, format or folder, in one line.
    OSError
        If the file cannot be written.
    """
    from briefing.strip.render import render_strip

    selection = selection_from(args, catalog)
    if len(selection.corridors) != 1:
        raise StripError(say("strip.error-one", args.lang))
    corridor_id = selection.corridors[0]
    view = look(catalog, selection)
    out: Path = args.out
    form = "pdf" if out.is_dir() else out.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        known = ", ".join(FORMATS)
        raise SheetError(say("sheet.error-format", args.lang, value=form, known=known))
    if not out.is_dir() and not out.parent.is_dir():
        raise SheetError(say("sheet.error-folder", args.lang, value=out.parent))
    request = SheetRequest(
        format=form,
        size=args.size,
        landscape=not args.portrait,
        grey=args.grey,
        dpi=args.dpi,
        link=link_to(selection) if args.link is None else args.link,
    )
    what = WAYS["strip-pdf"].what(
        FileRequest(args.size, landscape=not args.portrait, grey=args.grey), args.lang
    )
    path = out / file_name(view, form, what) if out.is_dir() else out
    write_whole(path, render_strip(view, corridor_id, request))
    return path
