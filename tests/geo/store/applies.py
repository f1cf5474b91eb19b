"""A process of its own that applies batches until it is killed: python -m … URL FOLDER."""

from __future__ import annotations

import sys
from pathlib import Path

from geo.store.database import open_store, url_of
from geo.store.ledger import Ledger
from geo.store.log import Log
from geo.store.model import Author, Draft, StoredChange
from tests.geo.store.conftest import lenient


def main() -> None:
    """Set both cells of the table to the next number, in one batch, over and over."""
    ledger = Ledger(Log(open_store(url_of(sys.argv[1]))), Path(sys.argv[2]), lenient)
    author = Author("máy", "admin")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
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
