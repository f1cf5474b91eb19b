"""``python -m briefing usb``: one HTML file of a selection that opens without any network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from geo.cli.options import add_selection_arguments, selection_from
from geo.files import write_whole
from geo.query.view import look
from geo.strings import say
from layers.themes import SWITCHABLE

if TYPE_CHECKING:
    import argparse

    from geo.catalog.catalog import Catalog

ENDINGS = (".html", ".htm")


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those of ``python -m briefing``."""
    usb = commands.add_parser("usb", help="one file that opens by double click, without a network")
    add_selection_arguments(usb)
    usb.add_argument("--out", type=Path, required=True, metavar="FILE.html", help="file to write")
    usb.add_argument(
        "--layers",
        default=",".join(SWITCHABLE),
        metavar="IDS",
        help=f"layers that are on, of {','.join(SWITCHABLE)} (default all)",
    )


def run(args: argparse.Namespace, catalog: Catalog) -> Path:
    """Write the file that the arguments ask for; return its path.

    An older file of that name stays until the new one is whole.

    Raises
    ------
    SonLaMapError
        If an id or layer does not exist, the folder is missing, or the name is no HTML file's.
    OSError
        If the file cannot be written.
    """
    # folium is heavy; --help must not wait for it.
    from briefing.usb.page import UsbError, render_usb

    out: Path = args.out
    if not out.parent.is_dir():
        raise UsbError(say("sheet.error-folder", args.lang, value=out.parent))
    if out.suffix.lower() not in ENDINGS:
        known = ", ".join(ending.removeprefix(".") for ending in ENDINGS)
        raise UsbError(
            say("sheet.error-format", args.lang, value=out.suffix.removeprefix("."), known=known)
        )
    view = look(catalog, selection_from(args, catalog))
    layers = frozenset(name for name in args.layers.split(",") if name)
    content = render_usb(view, layers=layers)
    write_whole(out, content)
    return out
