"""``python -m briefing proposal``: what waits, or what a file would change, to be signed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.proposal.plan import proposal_of, proposal_of_file
from briefing.request import RequestError
from geo import clock
from geo.cli.store import author_here, newest_catalog, opened_ledger, previewing_ledger
from geo.files import write_whole
from geo.strings import languages, say
from geo.tables import DATA
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from briefing.proposal.plan import ProposedChanges
    from geo.catalog.catalog import Catalog


def add_proposal_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    what = parser.add_mutually_exclusive_group(required=True)
    words = "number of a batch that waits, see geo store log"
    what.add_argument("--batch", type=int, metavar="N", help=words)
    words = "workbook of ours, filled in; it is sent to nobody"
    what.add_argument("--file", type=Path, metavar="FILE", help=words)
    words = "a PDF, or a folder for one whose name says what it is"
    parser.add_argument("--out", type=Path, required=True, metavar="PATH", help=words)
    parser.add_argument("--lang", choices=languages(), default=DEFAULT_LANGUAGE)


def write_proposal(args: argparse.Namespace) -> Path:
    """Write the PDF; return its path.

    Raises
    ------
    RequestError
        If no such batch waits, or the file is not ready to be proposed.
    UnreadableFileError
        If the file cannot be read, or carries no statement of ours.
    StoreCommandError
        If there is no store, or it cannot be opened.
    OSError
        If a file cannot be read or written.
    """
    from briefing.proposal.draw import render_proposal

    language: str = args.lang
    catalog = newest_catalog(language=language)
    if args.batch is not None:
        proposal = _waiting(args.batch, catalog, language)
    else:
        proposal = _filed(args.file, catalog, language)
    out: Path = args.out
    if not out.is_dir() and out.suffix.lower() != ".pdf":
        ending = out.suffix.lower().removeprefix(".")
        raise RequestError(say("sheet.error-format", language, value=ending, known="pdf"))
    path = out / proposal.file_name(language) if out.is_dir() else out
    write_whole(path, render_proposal(proposal, catalog, language))
    return path


def _waiting(number: int, catalog: Catalog, language: str) -> ProposedChanges:
    from geo.desk.judge import Desk
    from geo.people.rights import Person, PersonRole

    with opened_ledger(DATA, language) as ledger:
        here = Person(author_here().name, PersonRole.ADMIN)
        waiting = {one.batch.number: one for one in Desk(ledger, catalog, language).waiting(here)}
    if number not in waiting:
        raise RequestError(say("proposal.none-waiting", language, number=number))
    return proposal_of(waiting[number])


def _filed(file: Path, catalog: Catalog, language: str) -> ProposedChanges:
    from geo.trip.apply import HandedIn, plan_file
    from geo.trip.package import MOST_BYTES

    with file.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    handed = HandedIn(content, clock.today(), language, file.name)
    with previewing_ledger(DATA, language) as ledger:
        plan = plan_file(handed, ledger)
    here = author_here()
    proposal = proposal_of_file(plan, here.name, here.role, catalog, language)
    if proposal is None:
        key = "trip.unchanged" if plan.plan.is_clean else "proposal.not-clean"
        raise RequestError(say(key, language))
    return proposal
