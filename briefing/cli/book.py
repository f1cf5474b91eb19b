"""``python -m briefing book``: a page an area or corridor, a card a project, and all sources."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.book.plan import FORMATS, SIZES, BookRequest
from briefing.cli.slide import checked_output
from briefing.links import VARIABLE, base_address
from geo.cli.options import add_selection_arguments, selection_from
from geo.files import write_whole
from geo.query.view import look

if TYPE_CHECKING:
    import argparse

    from geo.catalog.catalog import Catalog

_BAR = 30


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = commands.add_parser("book", help="a briefing book of all districts, PDF or PPTX")
    add_selection_arguments(parser)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="FILE.pdf or FILE.pptx"
    )
    parser.add_argument(
        "--areas", default="", metavar="CODES", help="a page each: 116,123 (default all districts)"
    )
    parser.add_argument("--corridors", default="", metavar="IDS", help="a page each: COR-01,COR-02")
    parser.add_argument(
        "--size", default="A4", metavar="SIZE", help=f"of a PDF: {', '.join(SIZES)} (default A4)"
    )
    parser.add_argument("--grey", action="store_true", help="for a printer without colours")
    parser.add_argument(
        "--link",
        metavar="URL",
        help=f"address of the app, for QR codes (default: {VARIABLE}, if that is set)",
    )
    parser.add_argument(
        "--workers", type=int, default=0, metavar="N", help="processes (default one a core)"
    )


def run(args: argparse.Namespace, catalog: Catalog) -> Path:
    """Write the book, saying on the error stream how far it is; return the path.

    Raises
    ------
    SheetError
        If the ending of the file, its folder or an option is wrong, or a page cannot be drawn;
        one line.
    """
    out = checked_output(args.out, FORMATS, args.lang)
    # The renderer is heavy; --help must not wait for it.
    from briefing.book.render import render_book

    view = look(catalog, selection_from(args, catalog))
    request = BookRequest(
        format=out.suffix.lower().removeprefix("."),
        size=args.size.upper(),
        grey=args.grey,
        areas=_items(args.areas),
        corridors=_items(args.corridors),
        address=base_address(language=args.lang) if args.link is None else args.link,
        workers=max(0, args.workers),
    )
    write_whole(out, render_book(view, request, _show if sys.stderr.isatty() else None))
    return out


def _items(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(",") if item.strip())


def _show(done: int, steps: int, words: str) -> None:
    """Draw a bar over the last line of the terminal."""
    full = _BAR * done // steps
    bar = "█" * full + "·" * (_BAR - full)
    ending = "\n" if done == steps else ""
    sys.stderr.write(f"\r\033[K{bar} {done}/{steps} {words}{ending}")
    sys.stderr.flush()
