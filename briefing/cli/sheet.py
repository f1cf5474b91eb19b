"""``python -m briefing sheet``: sheets of what is selected, in one or several sizes."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.links import VARIABLE, link_to
from briefing.naming import file_name
from briefing.sheet.paper_sizes import PAPERS
from briefing.sheet.plan import DEFAULT_DPI, FORMATS, SheetError, SheetRequest
from geo.cli.options import add_selection_arguments, selection_from
from geo.files import write_whole
from geo.query.view import look
from geo.strings import say
from layers.themes import SWITCHABLE

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog
    from geo.query.view import View

_CORNERS = 4


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to a command line."""
    endings = ", ".join(f".{form}" for form in FORMATS)
    sheet = commands.add_parser("sheet", help="sheets of what is selected, as PDF, PNG or SVG")
    add_selection_arguments(sheet)
    sheet.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="PATH",
        help=f"a file ({endings}), or a folder for a PDF whose name says what it is",
    )
    sheet.add_argument(
        "--size",
        default="A4",
        metavar="SIZES",
        help=f"one or several of {','.join(PAPERS)} (default A4); each size is a file",
    )
    sheet.add_argument("--portrait", action="store_true", help="the page stands")
    sheet.add_argument(
        "--grey", action="store_true", help="for printers and copiers without colours"
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
    sheet.add_argument(
        "--link",
        metavar="URL",
        help=f"address printed as a QR code (default: this view under {VARIABLE}, if that is set)",
    )


def run(args: argparse.Namespace, catalog: Catalog) -> list[Path]:
    """Write a sheet in each size asked for; return the paths.

    Raises
    ------
    SonLaMapError
        If an id, size, layer, format, folder or extent does not exist, in one line.
    OSError
        If a file cannot be written.
    """
    # The renderer is heavy; --help must not wait for it.
    from briefing.sheet.plan import plan
    from briefing.sheet.render import render_sheet

    view = look(catalog, selection_from(args, catalog))
    requests = _requests(args, view)
    for request in requests:
        # A size that does not exist is told before the first file is written.
        plan(view, request)
    paths = _paths(args, view, requests)
    for path, request in zip(paths, requests, strict=True):
        write_whole(path, render_sheet(view, request))
    return paths


def _requests(args: argparse.Namespace, view: View) -> list[SheetRequest]:
    """Return what is asked for, each size once."""
    sizes = dict.fromkeys(size.strip().upper() for size in args.size.split(","))
    return [
        SheetRequest(
            format="pdf" if args.out.is_dir() else _format(args.out, args.lang),
            size=size,
            landscape=not args.portrait,
            grey=args.grey,
            layers=frozenset(name for name in args.layers.split(",") if name),
            bbox=_bbox(args.bbox, args.lang) if args.bbox else None,
            dpi=args.dpi,
            link=link_to(view.selection) if args.link is None else args.link,
        )
        for size in sizes
    ]


def _paths(args: argparse.Namespace, view: View, requests: list[SheetRequest]) -> list[Path]:
    """Return where the sheets go: where told, several sizes with their names added."""
    out: Path = args.out
    if out.is_dir():
        return [out / file_name(view, asked.format, asked.label) for asked in requests]
    if not out.parent.is_dir():
        raise SheetError(say("sheet.error-folder", args.lang, value=out.parent))
    if len(requests) == 1:
        return [out]
    return [out.with_name(f"{out.stem}_{asked.label}{out.suffix}") for asked in requests]


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
