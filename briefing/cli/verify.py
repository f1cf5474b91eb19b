"""``python -m briefing verify``: whether a sheet, slide or book still says what the data says.

Exit status: 0 the same, 1 changed or edited by hand, 2 not made by this map, broken or altered.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from briefing.limits import MOST_BYTES
from briefing.statement.carriers import edits_in, statement_in
from geo.cli.options import day_argument
from geo.strings import languages
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    import argparse

    from geo.catalog.catalog import Catalog
    from geo.cli.options import Commands

CHANGED = 1


def add_parser(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "verify",
        help="whether a sheet, slides or a book still says what the data says",
    )
    parser.add_argument(
        "sheet", type=Path, metavar="FILE", help="made by this map: PDF, PNG, SVG or PPTX"
    )
    parser.add_argument(
        "--today", type=day_argument, metavar="YYYY-MM-DD", help="the day that counts as today"
    )
    parser.add_argument(
        "--lang", choices=languages(), default=DEFAULT_LANGUAGE,
        help="of messages about a file that cannot be read; else the file's own language",
    )  # fmt: skip


def answered(args: argparse.Namespace, catalog: Catalog) -> int:
    """Print the answer; return the exit status, 0 the same, 1 changed.

    Raises
    ------
    StatementError
        If the file was not made by this map, is broken or altered.
    OSError
        If it cannot be read.
    """
    from briefing.verify.compare import verify
    from briefing.verify.words import answer

    with args.sheet.open("rb") as file:
        # One byte more than allowed is enough to see that it is too much.
        data = file.read(MOST_BYTES + 1)
    verdict = verify(statement_in(data, args.lang), catalog, args.today)
    found = answer(verdict, catalog, edits_in(data, args.lang))
    print(found.text())  # noqa: T201 - a command line prints
    return 0 if found.same else CHANGED
