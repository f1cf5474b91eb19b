"""``python -m geo apply``: what a workbook that came back changes, shown or applied."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo import clock
from geo.cli.answers import CHOICES, read_answers
from geo.cli.store import author_here, opened_ledger, previewing_ledger
from geo.strings import languages, say
from geo.tables import DATA
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from geo.store.model import Batch
    from geo.trip.apply import FilePlan

APPLY_FORMATS: Final = ("table", "json")
NOT_CLEAN: Final = 1


def add_apply_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("file", type=Path, metavar="FILE", help="workbook of ours, filled in")
    parser.add_argument("--dry-run", action="store_true", help="only say what it would change")
    words = "leave it in the queue for somebody else to approve"
    parser.add_argument("--propose", action="store_true", help=words)
    words = "answer a conflict: what the file says (mine) or what stands there (theirs)"
    parser.add_argument(
        "--answer", action="append", default=[], type=_answer, metavar="SHEET!CELL=CHOICE",
        help=words,
    )  # fmt: skip
    words = "answers in a file: JSON as --format json prints it with an answer added, or CSV"
    parser.add_argument("--answers", type=Path, metavar="FILE", help=words)
    parser.add_argument("--keep", choices=CHOICES, default="", help="answer all other conflicts")
    parser.add_argument("--format", choices=APPLY_FORMATS, default="table")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of facts (default data/)")
    parser.add_argument("--lang", choices=languages(), default=DEFAULT_LANGUAGE)


def apply_workbook(options: dict[str, object], data: Path, language: str) -> int:
    """Print what a file changes, and let it count; return 0 where it is clean, else 1.

    Raises
    ------
    UnreadableFileError
        If it cannot be read, or carries no statement of ours; if the answers cannot be read.
    StoreCommandError
        If the store refuses it.
    OSError
        If the file cannot be read, or the store cannot be written.
    """
    from geo.trip.apply import HandedIn, apply_file, plan_file
    from geo.trip.package import MOST_BYTES
    from geo.trip.plan import ConflictAnswers
    from geo.trip.preview import render

    file, is_dry = options["file"], bool(options["dry_run"])
    assert isinstance(file, Path)  # noqa: S101 - as it was parsed
    with file.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    chosen: list[tuple[str, str]] = options["answer"]  # type: ignore[assignment]
    kept = options["answers"]
    filed = read_answers(kept, language) if isinstance(kept, Path) else {}
    answers = ConflictAnswers({**filed, **dict(chosen)}, str(options["keep"]))
    opened = (
        previewing_ledger(data, language) if is_dry else opened_ledger(data, language, make=True)
    )
    with opened as ledger:
        handed = HandedIn(content, clock.today(), language, file.name, answers)
        make = partial(plan_file, handed, ledger)
        if is_dry:
            plan, batch = make(), None
        else:
            plan, batch = apply_file(make, ledger, author_here(), waits=bool(options["propose"]))
    print(render(plan.plan, str(options["format"]), language))  # noqa: T201 - it prints
    notes = plan.plan.notes if options["format"] == "json" else ()
    for line in (*notes, _done(plan, batch, language, is_dry=is_dry)):
        print(line, file=sys.stderr)  # noqa: T201 - as above
    return 0 if plan.plan.is_clean else NOT_CLEAN


def _done(plan: FilePlan, batch: Batch | None, language: str, *, is_dry: bool) -> str:
    if is_dry:
        return say("trip.dry", language)
    if batch is None and plan.plan.is_clean and plan.plan.cells:
        return say("trip.only-answers", language)
    if batch is None:
        return say("trip.unchanged" if plan.plan.is_clean else "trip.not-applied", language)
    key = "trip.applied" if batch.version else "trip.proposed"
    return say(key, language, number=batch.number)


def _answer(text: str) -> tuple[str, str]:
    place, _, choice = text.rpartition("=")
    if not place or choice not in CHOICES:
        msg = f"{text!r} is no SHEET!CELL=mine or SHEET!CELL=theirs"
        raise argparse.ArgumentTypeError(msg)
    return place, choice
