"""``python -m geo apply``: what a workbook that came back would change."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo import clock
from geo.errors import SonLaMapError
from geo.io.load import load
from geo.strings import languages, say
from geo.tables import DATA
from geo.text import DEFAULT_LANGUAGE
from geo.trip.ground import CatalogGround
from geo.trip.package import MOST_BYTES
from geo.trip.plan import make_plan
from geo.trip.preview import render

if TYPE_CHECKING:
    import argparse

APPLY_FORMATS: Final = ("table", "json")
NOT_CLEAN: Final = 1


class NoStoreError(SonLaMapError, RuntimeError):
    """There is nowhere to write changes to."""


def add_apply_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("file", type=Path, metavar="FILE", help="workbook of ours, filled in")
    parser.add_argument("--dry-run", action="store_true", help="only say what it would change")
    parser.add_argument("--format", choices=APPLY_FORMATS, default="table")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of facts (default data/)")
    parser.add_argument("--lang", choices=languages(), default=DEFAULT_LANGUAGE)


def preview_file(file: Path, data: Path, form: str, language: str, *, dry_run: bool) -> int:
    """Print what a file would change; return 0 where all of it may be applied, else 1.

    Raises
    ------
    UnreadableFileError
        If it cannot be read, or carries no statement of ours.
    NoStoreError
        If it is to be applied.
    OSError
        If the file cannot be read.
    """
    if not dry_run:
        raise NoStoreError(say("trip.cannot-apply", language))
    with file.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    today = clock.today()
    plan = make_plan(content, CatalogGround(load(data), today), language, today)
    print(render(plan, form, language))  # noqa: T201 - a command line prints
    print(say("trip.dry", language), file=sys.stderr)  # noqa: T201 - as above
    return 0 if plan.is_clean else NOT_CLEAN
