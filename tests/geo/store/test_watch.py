"""A batch is seen by every session of every process within a second."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy.engine import Engine

from geo.store.database import open_store, url_of
from geo.store.ledger import Ledger
from geo.store.log import Log
from geo.store.watch import Watch
from tests.geo.store.applies import apply_numbers, running
from tests.geo.store.conftest import EDITOR, Place, agency, draft, lenient

WITHIN_S = 1.0


def test_a_change_of_another_process_is_seen_within_a_second(place: Place, data: Path) -> None:
    address = place.new()
    engine = open_store(url_of(address))
    seen, came = [], Event()

    def take(version: int) -> None:
        seen.append(version)
        if version:
            came.set()

    with Watch(Log(engine), take) as watch:
        assert watch.version == 0
        with running(apply_numbers, address, str(data)):
            while not Log(engine).head():
                time.sleep(0.002)
            began = time.monotonic()
            assert came.wait(WITHIN_S), "the other process has applied a batch"
            assert time.monotonic() - began < WITHIN_S
    assert seen == sorted(seen)
    engine.dispose()


def test_a_watch_goes_on_when_who_listens_fails(engine: Engine, data: Path) -> None:
    ledger = Ledger(Log(engine), data, lenient)
    seen, both = [], Event()

    def fail(version: int) -> None:
        seen.append(version)
        if version == 2:
            both.set()
        raise ValueError(version)

    with Watch(Log(engine), fail):
        for number in (1, 2):
            ledger.enter(draft(agency(f"BAN-{number}")), EDITOR)
            deadline = time.monotonic() + WITHIN_S
            while seen[-1] < number and time.monotonic() < deadline:
                time.sleep(0.01)
        assert both.wait(WITHIN_S)
    assert seen == [0, 1, 2]


@pytest.mark.skipif(sys.platform == "win32", reason="an open file is not replaced there")
def test_a_file_that_was_restored_under_a_running_server_is_watched(
    tmp_path: Path, data: Path
) -> None:
    path, other = tmp_path / "son-la.sqlite3", tmp_path / "backup.sqlite3"
    engines = [open_store(url_of(str(each))) for each in (path, other)]
    Ledger(Log(engines[1]), data, lenient).enter(draft(agency("BAN-1")), EDITOR)
    engines[1].dispose()
    seen: list[int] = []
    with Watch(Log(engines[0]), seen.append):
        assert seen == [0]
        other.replace(path)
        deadline = time.monotonic() + 4 * WITHIN_S
        while seen[-1] != 1 and time.monotonic() < deadline:
            time.sleep(0.02)
    assert seen == [0, 1]
    engines[0].dispose()


def test_a_watch_that_ends_holds_no_connection(engine: Engine) -> None:
    watch = Watch(Log(engine), lambda _: None).start()
    watch.stop()
    assert not watch._thread.is_alive()


@pytest.mark.parametrize("deed", ["propose", "reject"])
def test_what_changes_no_table_is_no_new_version(engine: Engine, data: Path, deed: str) -> None:
    ledger = Ledger(Log(engine), data, lenient)
    seen: list[int] = []
    with Watch(Log(engine), seen.append):
        one = ledger.propose(draft(agency("BAN-1")), EDITOR)
        if deed == "reject":
            ledger.reject(one.number, EDITOR, "thôi")
        time.sleep(0.4)
    assert seen == [0]
