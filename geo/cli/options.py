"""Command line pieces that ``python -m geo`` and ``python -m briefing`` share."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from typing import TYPE_CHECKING

from geo.errors import DataError, SonLaMapError, UnknownIdError
from geo.model import AreaFrame, Status
from geo.query.selection import Selection, past_day
from geo.query.within import MAX_NEAR_KM, read_near
from geo.strings import kinds, languages, say
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.catalog.catalog import Catalog

BAD_INPUT = 2
_DISTRICT_CODE_LENGTH = 3


def guarded(command: Callable[[], int]) -> int:
    """Run a command; return its exit status, 2 for bad input, which is said in one line.

    A reader that closes the pipe early (``| head``) is no fault.
    """
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may not be UTF-8.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        status = command()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (SonLaMapError, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command line prints
        return BAD_INPUT
    return status


def add_selection_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that make a selection, the same for every command."""
    for name, metavar, words in (
        ("--district", "CODE", "GSO code of a former district (116 … 128) or of a commune"),
        ("--corridor", "ID", "COR-01 … COR-06"),
        ("--kind", "K", ", ".join(kinds())),
        ("--status", "S", ", ".join(Status)),
    ):
        parser.add_argument(
            name, action="append", default=[], metavar=metavar, help=f"{words}; repeatable"
        )
    words = 'a phrase in any spelling: "moc chau" finds Mộc Châu'
    parser.add_argument("--text", default="", metavar="WORDS", help=words)
    words = "within KM of a road, item or point: QL.6~5, AIR-NASAN~10, 104.03,21.21~10"
    parser.add_argument("--near", default="", metavar="WHAT~KM", help=words)
    words = "statuses on that day (default today)"
    parser.add_argument("--as-of", type=day_argument, metavar="YYYY-MM-DD", help=words)
    parser.add_argument("--lang", choices=languages(), default=DEFAULT_LANGUAGE, help="language")


def selection_from(args: argparse.Namespace, catalog: Catalog) -> Selection:
    """Return the selection that parsed arguments make.

    Raises
    ------
    UnknownIdError
        If an id, kind or status does not exist; the message lists the known ones. If what
        ``--near`` names does not exist; the message shows the forms. It is in the language of
        ``--lang``.
    """
    for code in args.district:
        if code not in catalog.areas.by_code:
            raise UnknownIdError(say("cli.error-area", args.lang, value=code))
    for field, items, known in (
        ("corridor", args.corridor, [*catalog.corridors]),
        ("kind", args.kind, [*kinds()]),
        ("status", args.status, [*Status]),
    ):
        for item in items:
            if item not in known:
                values = {"value": item, "known": ", ".join(known)}
                raise UnknownIdError(say(f"cli.error-{field}", args.lang, **values))
    near = read_near(args.near, catalog)
    if args.near and near is None:
        most = f"{MAX_NEAR_KM:g}"
        raise UnknownIdError(say("cli.error-near", args.lang, value=args.near, most=most))
    in_communes = args.district and all(len(c) > _DISTRICT_CODE_LENGTH for c in args.district)
    return Selection(
        frame=AreaFrame.COMMUNE if in_communes else AreaFrame.DISTRICT,
        areas=tuple(args.district),
        corridors=tuple(args.corridor),
        kinds=tuple(args.kind),
        statuses=tuple(Status(code) for code in args.status),
        words=args.text,
        as_of=args.as_of,
        language=args.lang,
        near=near,
    )


def day_argument(text: str) -> date:
    """Read a day on the command line; argparse says what is wrong with it."""
    try:
        return past_day(text)
    except DataError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
