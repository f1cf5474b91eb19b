"""``python -m geo``: check, list, locate, and adding an event or a source."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geo.catalog.catalog import DATA
from geo.cli import edit, listing
from geo.cli.options import add_selection_arguments, guarded, selection_from
from geo.io.load import load
from geo.query.view import look
from geo.road_names import parse_km, show_km

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.catalog.linear_reference import Located, Route


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m geo", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    check = commands.add_parser("check", help="validate data/")
    check.add_argument("--data", type=Path, default=DATA, help="folder to check (default data/)")

    listed = commands.add_parser("list", help="print projects")
    add_selection_arguments(listed)
    listed.add_argument("--format", choices=listing.FORMATS, default="table")

    locate = commands.add_parser("locate", help="road + kilometres to GeoJSON")
    locate.add_argument("road", help="QL.6, ĐT.101 … in any spelling; QL.6C/1 for a branch")
    locate.add_argument("km_from", help="193+000 or 193.0")
    locate.add_argument("km_to", nargs="?", help="303+000; without it a point is returned")

    edit.add_parsers(commands)
    return parser


def _check(args: argparse.Namespace) -> int:
    from geo.edit.check import check

    problems, summary = check(args.data)
    for problem in problems:
        print(problem)
    if problems:
        print(f"{len(problems)} problem(s)", file=sys.stderr)
        return 1
    print(summary)
    return 0


def _list(args: argparse.Namespace) -> int:
    catalog = load()
    print(listing.render(look(catalog, selection_from(args, catalog)), args.format))
    return 0


def _locate(args: argparse.Namespace) -> int:
    route = load().route(args.road)
    km_from = parse_km(args.km_from)
    km_to = parse_km(args.km_to) if args.km_to else None
    located = route.locate(km_from, km_to)
    print(json.dumps(located_feature(route, located, km_from, km_to), ensure_ascii=False))
    datum = "official kilometres" if located.calibrated else "đo từ đầu tuyến / from the start"
    print(
        f"{route.id} {show_km(km_from)}{f' – {show_km(km_to)}' if km_to is not None else ''}: "
        f"{located.length_km:.2f} km ± {located.uncertainty_km:.1f} km at the ends ({datum})",
        file=sys.stderr,
    )
    return 0


def located_feature(
    route: Route, located: Located, km_from: float, km_to: float | None
) -> dict[str, object]:
    """Return a place or stretch on a route as a GeoJSON feature with its length."""
    return {
        "type": "Feature",
        "geometry": located.geometry.__geo_interface__,
        "properties": {
            "road": route.id,
            "km_from": km_from,
            "km_to": km_to,
            "length_km": round(located.length_km, 3),
            "uncertainty_km": round(located.uncertainty_km, 2),
            "calibrated": located.calibrated,
            "sections": [piece.origin for piece in located.pieces],
            "evidence": max(piece.evidence for piece in located.pieces if piece.evidence),
            "geometry_kind": sorted({piece.geometry_kind for piece in located.pieces}),
        },
    }


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "check": _check,
    "list": _list,
    "locate": _locate,
    **edit.COMMANDS,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the exit status: 0 fine, 1 problems found, 2 bad input."""
    args = _parser().parse_args(arguments)
    return guarded(lambda: _COMMANDS[args.command](args))
