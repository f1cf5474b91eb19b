"""Command line pieces that ``python -m geo`` and ``python -m briefing`` share."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn

from geo.errors import DataError, UnknownIdError
from geo.faults import fault_words, in_language
from geo.model import AreaFrame, Status
from geo.query.selection import Selection, past_day
from geo.query.within import MAX_NEAR_KM, read_near
from geo.strings import kinds, languages, say
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.catalog.catalog import Catalog

BAD_INPUT = 2
_LANG_OPTIONS = ("--lang", "--lan", "--la")
# Set to anything: errors that are no fault of the input end in a traceback.
DEBUG_VARIABLE = "SON_LA_DEBUG"
_DISTRICT_CODE_LENGTH = 3


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong with a command line in one line, in the language asked."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:  # noqa: ANN401
        """Parse as the library does; the language is known before anything is wrong."""
        self._language = language_asked(sys.argv[1:] if args is None else args)
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where more is told, and end with 2."""
        language = getattr(self, "_language", DEFAULT_LANGUAGE)
        words = in_language(message, language)
        line = say("usage.line", language, message=words, command=self.prog)
        self.exit(BAD_INPUT, f"{line}\n")


def language_asked(arguments: Sequence[str]) -> str:
    """Return the language that a command line asks for, before it is parsed: it may be wrong."""
    for place, argument in enumerate(arguments):
        option, _, value = argument.partition("=")
        code = value or "".join(arguments[place + 1 : place + 2])
        # The library takes names of options that are cut short.
        if option in _LANG_OPTIONS and code in languages():
            return code
    return DEFAULT_LANGUAGE


def guarded(command: Callable[[], int], language: str = DEFAULT_LANGUAGE) -> int:
    """Run a command; return its exit status, 2 for whatever fails, which is said in one line.

    A reader that closes the pipe early (``| head``) is no fault. What fails is said in `language`
    as far as we know it; the traceback of what nobody foresaw is shown where ``SON_LA_DEBUG`` is
    set.
    """
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may not be UTF-8; a name of a file may be no text at all.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        status = command()
        sys.stdout.flush()
    except BrokenPipeError:
        _leave_pipe()
        return 0
    except (Exception, KeyboardInterrupt) as error:
        if os.environ.get(DEBUG_VARIABLE):
            raise
        with suppress(OSError):  # a full disk behind `> file`
            sys.stdout.flush()
        _leave_pipe(only_broken=True)
        print(fault_words(error, language), file=sys.stderr)  # noqa: T201 - a command line prints
        return BAD_INPUT
    return status


def _leave_pipe(*, only_broken: bool = False) -> None:
    """Keep Python from trying once more, at its end, to write what cannot be written."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        pass
    else:
        if only_broken:
            return
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
