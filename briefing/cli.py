"""The command line of the briefings: ``python -m briefing COMMAND … --out FILE``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from briefing import cli_data
from briefing.paper_size import PAPERS
from briefing.sheet import DEFAULT_DPI, FORMATS, SheetError, SheetRequest
from geo.cli import add_selection_arguments, selection_from
from geo.strings import say
from geo.view import look
from layers.themes import SWITCHABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalog import Catalog

_CORNERS = 4


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    whole = argparse.ArgumentParser(prog="python -m briefing", description=__doc__)
    commands = whole.add_subparsers(dest="command", required=True)
    sheet = commands.add_parser("sheet", help="one sheet of what is selected, as PDF or PNG")
    add_selection_arguments(sheet)
    sheet.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="FILE.pdf or FILE.png"
    )
    sheet.add_argument(
        "--size", default="A4", metavar="SIZE", help=f"{', '.join(PAPERS)} (default A4)"
    )
    sheet.add_argument(
        "--dpi", type=int, default=DEFAULT_DPI, help=f"of a PNG (default {DEFAULT_DPI})"
    )
    sheet.add_argument(
        "--layers",
        default=",".join(SWITCHABLE),
        metavar="IDS",
        help=f"layers that are on, of {','.join(SWITCHABLE)} (default all)",
    )
    sheet.add_argument("--bbox", metavar="W,S,E,N", help="ground to show, in degrees (EPSG:4326)")
    sheet.add_argument("--link", default="", metavar="URL", help="address printed as a QR code")
    cli_data.add_parser(commands)
    return whole


def run(arguments: Sequence[str] | None, catalog: Catalog) -> Path:
    """Write the file that the arguments ask for; return its path.

    Raises
    ------
    SonLaMapError
        If an id, layer, format or extent does not exist, in one line.
    OSError
        If the file cannot be written.
    """
    args = parser().parse_args(arguments)
    if args.command == "data":
        return cli_data.run(args, catalog)
    # The renderer is heavy; --help must not wait for it.
    from briefing.render import render_sheet

    view = look(catalog, selection_from(args, catalog))
    request = SheetRequest(
        format=_format(args.out, args.lang),
        size=args.size.upper(),
        layers=frozenset(name for name in args.layers.split(",") if name),
        bbox=_bbox(args.bbox, args.lang) if args.bbox else None,
        dpi=args.dpi,
        link=args.link,
    )
    out: Path = args.out
    if not out.parent.is_dir():
        raise SheetError(say("sheet.error-folder", args.lang, value=out.parent))
    out.write_bytes(render_sheet(view, request))
    return out


def _format(path: Path, language: str) -> str:
    ending = path.suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        raise SheetError(
            say("sheet.error-format", language, value=ending, known=", ".join(FORMATS))
        )
    return ending


def _bbox(text: str, language: str) -> tuple[float, float, float, float]:
    try:
        values = [float(part) for part in text.split(",")]
    except ValueError:
        values = []
    if len(values) != _CORNERS:
        raise SheetError(say("sheet.error-bbox", language, value=text))
    west, south, east, north = values
    return west, south, east, north
