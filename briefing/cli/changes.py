"""``python -m briefing changes``: what changed between two days, as text, CSV or a sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from briefing.links import link_to
from briefing.sheet.paper_sizes import PAPERS
from briefing.sheet.plan import DEFAULT_DPI, FORMATS, SheetError, SheetRequest
from geo import clock
from geo.cli.options import add_selection_arguments, day_argument, selection_from
from geo.files import write_whole
from geo.reports.changes import changes
from geo.strings import say

if TYPE_CHECKING:
    import argparse

    from geo.catalog.catalog import Catalog
    from geo.cli.options import Commands
    from geo.reports.changes import Changes

_TEXTS = ("csv", "txt")


def add_parser(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("changes", help="what changed between two days")
    add_selection_arguments(parser)
    parser.add_argument(
        "--from", dest="start", type=day_argument, required=True, metavar="YYYY-MM-DD",
        help="what counted on this day is old",
    )  # fmt: skip
    parser.add_argument(
        "--to", dest="end", type=day_argument, metavar="YYYY-MM-DD",
        help="last day, itself included (default --as-of, else today)",
    )  # fmt: skip
    parser.add_argument(
        "--out", type=Path, metavar="FILE",
        help=f"FILE.{', .'.join((*FORMATS, *_TEXTS))} (default: text to the screen)",
    )  # fmt: skip
    parser.add_argument("--size", default="A4", metavar="SIZE", help=f"{', '.join(PAPERS)}")
    parser.add_argument("--portrait", action="store_true", help="the page stands")
    parser.add_argument("--grey", action="store_true", help="for printers without colours")
    parser.add_argument("--dpi", type=int, default=DEFAULT_DPI, help="of a PNG")
    parser.add_argument("--link", metavar="URL", help="address printed as a QR code")


def run(args: argparse.Namespace, catalog: Catalog) -> list[Path]:
    """Write or print what changed; return the path of what was written.

    Raises
    ------
    SonLaMapError
        If an id or format does not exist or the period is none, in one line.
    OSError
        If the file cannot be written.
    """
    from briefing.sheet.changes.text import changes_text

    end = args.end or args.as_of or clock.today()
    found = changes(catalog, selection_from(args, catalog), args.start, end)
    out: Path | None = args.out
    if out is None:
        print(changes_text(found))  # noqa: T201 - a command line prints
        return []
    if not out.parent.is_dir():
        raise SheetError(say("sheet.error-folder", args.lang, value=out.parent))
    write_whole(out, _file(found, args, out.suffix.lower().removeprefix(".")))
    return [out]


def _file(found: Changes, args: argparse.Namespace, form: str) -> bytes:
    from briefing.sheet.changes.sheet import LAYERS, render_changes
    from briefing.sheet.changes.text import changes_csv, changes_text

    if form == "csv":
        return changes_csv(found)
    if form == "txt":
        return f"{changes_text(found)}\n".encode()
    if form not in FORMATS:
        known = ", ".join((*FORMATS, *_TEXTS))
        raise SheetError(say("sheet.error-format", args.lang, value=form, known=known))
    request = SheetRequest(
        format=form,
        size=args.size.upper(),
        landscape=not args.portrait,
        grey=args.grey,
        layers=LAYERS,
        dpi=args.dpi,
        # Without another address the code opens the map as it stands on the last day.
        link=link_to(found.after.selection) if args.link is None else args.link,
    )
    return render_changes(found, request)
