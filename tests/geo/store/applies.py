"""A process of its own that applies batches until it is killed: python -m … URL FOLDER [FILE].

With a file it applies that workbook and takes it back, over and over.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from geo.io.load import load
from geo.store.database import open_store, url_of
from geo.store.ledger import Ledger
from geo.store.log import Log
from geo.store.model import Author, Draft, StoredChange
from geo.trip.apply import HandedIn, apply_file, plan_file
from tests.geo.store.conftest import lenient


def say_ready() -> None:
    """Tell who starts the process that from now on it may be killed."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()


def apply_and_undo(ledger: Ledger, path: Path, author: Author) -> None:
    """Apply a workbook and take it back, over and over."""
    handed = HandedIn(path.read_bytes(), date(2026, 11, 27))
    ground = load(ledger.data)
    say_ready()
    while True:
        last = ledger.log.batches()[-1:]
        if last and last[0].undoes is None:
            ledger.undo(last[0].number, author, "thôi")
        else:
            apply_file(lambda: plan_file(handed, ledger, lambda _: ground), ledger, author)


def main() -> None:
    """Set both cells of the table to the next number, in one batch, over and over."""
    ledger = Ledger(Log(open_store(url_of(sys.argv[1]))), Path(sys.argv[2]), lenient)
    author = Author("máy", "admin")
    if len(sys.argv) > 3:
        apply_and_undo(ledger, Path(sys.argv[3]), author)
    say_ready()
    while True:
        version = ledger.log.head()
        old = str(version) if version else ""
        first = str(version) if version else "0212 3852 000"
        changes = (
            StoredChange("agencies", ("SO-XD",), "contact", old, str(version + 1)),
            StoredChange("agencies", ("UBND-TINH",), "contact", first, str(version + 1)),
        )
        ledger.enter(Draft(changes), author)


if __name__ == "__main__":
    main()
