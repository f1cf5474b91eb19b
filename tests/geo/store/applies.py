"""Processes of their own that apply batches until they are killed."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from geo.io.load import load
from geo.store.database import open_store, url_of
from geo.store.ledger import Ledger
from geo.store.log import Log
from geo.store.model import Author, Draft, StoredChange
from geo.trip.apply import HandedIn, apply_file, plan_file
from tests.geo.store.conftest import lenient

AUTHOR = Author("máy", "admin")


@contextmanager
def running(deed: Callable[..., None], *arguments: Any) -> Iterator[BaseProcess]:
    """Run one of the deeds in a process; it is ready to be killed, and killed at the end.

    All are forked from one that has imported what they need: that takes longer than the deed.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    ready, say_ready = context.Pipe(duplex=False)
    process = context.Process(target=deed, args=(say_ready, *arguments), daemon=True)
    process.start()
    say_ready.close()
    try:
        assert ready.recv() == "ready"
        yield process
    finally:
        process.kill()
        process.join()
        ready.close()


def apply_and_undo(ready: Connection, address: str, folder: str, file: str) -> None:
    """Apply a workbook and take it back, over and over."""
    ledger = _ledger(address, folder)
    handed = HandedIn(Path(file).read_bytes(), date(2026, 11, 27))
    ground = load(ledger.data)
    ready.send("ready")
    while True:
        last = ledger.log.batches()[-1:]
        if last and last[0].undoes is None:
            ledger.undo(last[0].number, AUTHOR, "thôi")
        else:
            apply_file(lambda: plan_file(handed, ledger, lambda _: ground), ledger, AUTHOR)


def apply_numbers(ready: Connection, address: str, folder: str) -> None:
    """Set both cells of the table to the next number, in one batch, over and over."""
    ledger = _ledger(address, folder)
    ready.send("ready")
    while True:
        version = ledger.log.head()
        old = str(version) if version else ""
        first = str(version) if version else "0212 3852 000"
        changes = (
            StoredChange("agencies", ("SO-XD",), "contact", old, str(version + 1)),
            StoredChange("agencies", ("UBND-TINH",), "contact", first, str(version + 1)),
        )
        ledger.enter(Draft(changes), AUTHOR)


def _ledger(address: str, folder: str) -> Ledger:
    return Ledger(Log(open_store(url_of(address))), Path(folder), lenient)
