"""Command line pieces that ``python -m geo`` and ``python -m briefing`` share."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING

from geo.errors import UnknownIdError
from geo.model import Frame, Kind, Status
from geo.near import read_near, unknown_near
from geo.selection import Selection
from geo.strings import languages
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog import Catalog

_DISTRICT_CODE_LENGTH = 3


def add_selection_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that make a selection, the same for every command."""
    parser.add_argument(
        "--district",
        action="append",
        default=[],
        metavar="CODE",
        help="GSO code of a former district (116 … 128) or of a commune; repeatable",
    )
    parser.add_argument(
        "--corridor", action="append", default=[], metavar="ID", help="COR-01 … COR-06; repeatable"
    )
    parser.add_argument(
        "--kind", action="append", default=[], metavar="K", help=f"{', '.join(Kind)}; repeatable"
    )
    parser.add_argument(
        "--status",
        action="append",
        default=[],
        metavar="S",
        help=f"{', '.join(Status)}; repeatable",
    )
    parser.add_argument(
        "--text",
        default="",
        metavar="WORDS",
        help='words in any spelling: "moc chau" finds Mộc Châu',
    )
    parser.add_argument(
        "--near",
        default="",
        metavar="WHAT~KM",
        help="within KM of a road, item or point: QL.6~5, AIR-NASAN~10, 104.03,21.21~10",
    )
    parser.add_argument(
        "--as-of",
        type=_day,
        default=None,
        metavar="YYYY-MM-DD",
        help="statuses on that day (default today)",
    )
    parser.add_argument("--lang", choices=languages(), default=DEFAULT_LANGUAGE, help="language")


def selection_from(args: argparse.Namespace, catalog: Catalog) -> Selection:
    """Return the selection that parsed arguments make.

    Raises
    ------
    UnknownIdError
        If an id, kind or status does not exist; the message lists the known ones. If what
        ``--near`` names does not exist; the message shows the forms.
    """
    for code in args.district:
        catalog.areas[code]  # raises the message that names the valid codes
    _all_known("corridor", args.corridor, catalog.corridors)
    _all_known("kind", args.kind, list(Kind))
    _all_known("status", args.status, list(Status))
    near = read_near(args.near, catalog)
    if args.near and near is None:
        raise UnknownIdError(unknown_near(args.near))
    in_communes = args.district and all(len(c) > _DISTRICT_CODE_LENGTH for c in args.district)
    return Selection(
        frame=Frame.COMMUNE if in_communes else Frame.DISTRICT,
        areas=tuple(args.district),
        corridors=tuple(args.corridor),
        kinds=tuple(Kind(code) for code in args.kind),
        statuses=tuple(Status(code) for code in args.status),
        words=args.text,
        as_of=args.as_of,
        language=args.lang,
        near=near,
    )


def _all_known(field: str, asked: list[str], known: Iterable[str]) -> None:
    pool = [str(item) for item in known]
    for item in asked:
        if item not in pool:
            msg = f"unknown {field} {item!r}; known: {', '.join(pool)}"
            raise UnknownIdError(msg)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        msg = f"{text!r} is not a day, write YYYY-MM-DD"
        raise argparse.ArgumentTypeError(msg) from None
