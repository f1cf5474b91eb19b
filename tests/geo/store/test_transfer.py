"""Tables for a commit, moves between stores, backups: byte for byte the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from geo.store import transfer
from geo.store.database import file_url, open_store, url_of
from geo.store.ledger import Ledger
from geo.store.log import Log
from geo.store.model import Draft, StoredChange, StoreError
from geo.store.transfer import backup, copy_log, export_tables
from tests.geo.store.conftest import (
    APPROVER,
    EDITOR,
    SECOND,
    TABLES,
    Place,
    agency,
    contact,
    draft,
    lenient,
    make_database,
    table,
)


def busy(ledger: Ledger) -> None:
    """Write a log with all that can be in one."""
    first = ledger.enter(draft(contact("SO-XD", "", "“1”, 'hai' ∆")), EDITOR)
    key = ("P-1", "capital", "2025", "S-1", "100")
    corrected = StoredChange("figures", key, "value", "100", "110.5")
    ledger.enter(draft(corrected, agency("BAN-1", "Ban quản lý, “A”"), reason="báo cáo"), SECOND)
    ledger.undo(first.number, APPROVER, "nhầm")
    waits = ledger.propose(draft(contact("SO-XD", "", "chờ")), EDITOR)
    ledger.approve(waits.number, APPROVER)
    no = ledger.propose(draft(agency("BAN-2")), EDITOR)
    ledger.reject(no.number, APPROVER, "trùng")


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in sorted(folder.rglob("*")) if path.name != ".edit.lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in found if path.is_file()}


def test_what_is_exported_and_committed_does_not_count_twice(ledger: Ledger) -> None:
    busy(ledger)
    wanted = {name: table(ledger, name) for name in TABLES}
    assert export_tables(ledger, ledger.data) == ["agencies", "figures"]
    assert {name: table(ledger, name) for name in TABLES} == wanted
    assert ledger.fold().drafts == {}
    assert ledger.fold().drifts == ()
    before = files(ledger.data)
    assert export_tables(ledger, ledger.data) == []
    assert files(ledger.data) == before, "byte-stable"
    # What was known earlier is still told, by taking changes back.
    assert table(ledger, version=0) == TABLES["agencies"] + "\r\n"
    assert "“1”" in table(ledger, version=1)
    # Work goes on over the new ground, and an older batch can be undone.
    ledger.enter(draft(agency("BAN-3")), EDITOR)
    ledger.undo(2, APPROVER, "rút")
    assert "BAN-1" not in table(ledger)
    assert "P-1,capital,100," in table(ledger, "figures")


def test_an_export_that_was_cut_short_makes_no_change_twice(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy(ledger)
    wanted = {name: table(ledger, name) for name in TABLES}

    def fail(*_: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(transfer, "mark_text", fail)
        with pytest.raises(KeyboardInterrupt):
            export_tables(ledger, ledger.data)
    assert {name: table(ledger, name) for name in TABLES} == wanted
    export_tables(ledger, ledger.data)
    assert {name: table(ledger, name) for name in TABLES} == wanted


def test_an_export_elsewhere_leaves_the_ground(ledger: Ledger, tmp_path: Path) -> None:
    busy(ledger)
    before = files(ledger.data)
    out = tmp_path / "out"
    assert export_tables(ledger, out) == ["agencies", "figures"]
    assert files(ledger.data) == before
    assert set(files(out)) == {"tables/agencies.csv", "tables/figures.csv", "folded.json"}
    export_tables(ledger, out, version=0)
    assert (out / "tables" / "agencies.csv").read_bytes() == TABLES["agencies"].encode()
    assert table(Ledger(ledger.log, out, lenient)) == table(ledger), "the mark follows"


@pytest.mark.parametrize("way", ["sqlite-postgresql", "postgresql-sqlite"])
def test_both_stores_give_the_same_bytes(
    way: str, postgres_server: str, tmp_path: Path, data: Path
) -> None:
    name = f"move_{abs(hash(tmp_path))}"
    addresses = {
        "sqlite": str(tmp_path / "a.sqlite3"),
        "postgresql": make_database(postgres_server, name, "son_la_template"),
    }
    source, target = (open_store(url_of(addresses[kind])) for kind in way.split("-"))
    one = Ledger(Log(source), data, lenient)
    busy(one)
    assert copy_log(source, target) == 5
    other = Ledger(Log(target), data, lenient)
    assert other.log.batches() == one.log.batches()
    assert other.log.uid == one.log.uid
    for ledger, folder in ((one, tmp_path / "one"), (other, tmp_path / "other")):
        export_tables(ledger, folder)
    assert files(tmp_path / "one") == files(tmp_path / "other")
    # Both go on alike: numbers and versions follow.
    for ledger in (one, other):
        ledger.apply(4, APPROVER)
        batch = ledger.enter(draft(agency("BAN-7")), EDITOR)
        assert (batch.number, batch.version) == (6, 5)
    assert table(one) == table(other)
    with pytest.raises(StoreError, match="kho trống"):
        copy_log(source, target)
    for engine in (source, target):
        engine.dispose()


def test_a_backup_is_one_file_that_can_be_restored(
    ledger: Ledger, engine: Engine, place: Place, tmp_path: Path
) -> None:
    busy(ledger)
    path = tmp_path / "copies" / "backup.sqlite3"
    assert backup(engine, path) == 5
    assert [one.name for one in path.parent.iterdir()] == ["backup.sqlite3"]
    with pytest.raises(StoreError, match="đã có"):
        backup(engine, path)
    restored, kept = open_store(url_of(place.new())), open_store(file_url(path))
    assert copy_log(kept, restored) == 5
    assert Log(restored).batches() == ledger.log.batches()
    for one in (restored, kept):
        one.dispose()


def test_another_store_s_mark_is_not_ours(ledger: Ledger, place: Place) -> None:
    busy(ledger)
    export_tables(ledger, ledger.data)
    engine = open_store(url_of(place.new()))
    other = Ledger(Log(engine), ledger.data, lenient)
    other.enter(Draft((agency("BAN-8"),)), EDITOR)
    assert table(other).count("BAN-8") == 1
    assert other.log.head() == 1
    engine.dispose()
