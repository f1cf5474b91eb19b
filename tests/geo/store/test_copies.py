"""Backups and files in the place of a store: whole, or refused in a sentence; never half."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.cli.commands import main
from geo.store import transfer
from geo.store.database import configured_url, file_url, open_store, opened_copy
from geo.store.ledger import Ledger
from geo.store.log import Log
from geo.store.model import StoreError
from geo.store.transfer import backup
from tests.geo.store.conftest import EDITOR, contact, draft, lenient, make_ground


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a backup of a store with one batch."""
    folder = tmp_path_factory.mktemp("copies")
    engine = open_store(file_url(folder / "son-la.sqlite3"))
    ledger = Ledger(Log(engine), make_ground(folder / "data"), lenient)
    ledger.enter(draft(contact("SO-XD", "", "1")), EDITOR)
    backup(engine, folder / "copy.sqlite3")
    engine.dispose()
    return folder / "copy.sqlite3"


def foreign(path: Path, _: Path) -> None:
    with sqlite3.connect(path) as one:
        one.execute("create table notes (words)")


def later(path: Path, copied: Path) -> None:
    path.write_bytes(copied.read_bytes())
    with sqlite3.connect(path) as one:
        one.execute("update alembic_version set version_num = 'v9999'")


def cut(path: Path, copied: Path) -> None:
    path.write_bytes(copied.read_bytes()[:20_000])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (foreign, "không phải kho"),
        (later, "phiên bản mới hơn"),
        (cut, "bị hỏng"),
        (lambda path, _: path.write_text("Mã;Tên"), "không phải kho"),
        (lambda path, _: path.touch(), "không phải kho"),
    ],
)
def test_what_is_no_store_is_refused_and_left_as_it_is(
    make: Callable[[Path, Path], None], words: str, copied: Path, tmp_path: Path
) -> None:
    path = tmp_path / "tep.db"
    make(path, copied)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=words) as refused, opened_copy(path):
        pass
    assert str(path) in str(refused.value)
    assert (path.read_bytes(), [*tmp_path.iterdir()]) == (before, [path])
    if before:  # An empty file is how SQLite begins one.
        with pytest.raises(StoreError, match=words):
            open_store(file_url(path))


def test_a_backup_that_is_cut_short_is_not_there(
    copied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(transfer, "copy_log", fail)
    with opened_copy(copied) as engine, pytest.raises(KeyboardInterrupt):
        backup(engine, tmp_path / "new" / "b.sqlite3")
    assert [*(tmp_path / "new").iterdir()] == []


def test_a_copy_leaves_the_file_it_reads_alone(copied: Path) -> None:
    before = copied.read_bytes()
    with opened_copy(copied) as engine:
        assert Log(engine).head() == 1
    assert copied.read_bytes() == before
    assert not [*copied.parent.glob("copy.sqlite3-*")]


def test_an_address_of_another_machine_is_no_folder_of_this_one() -> None:
    for folder in ("//may-chu/chung", "\\\\may-chu\\chung"):
        with pytest.raises(StoreError, match="nằm trên máy khác"):
            configured_url({"SON_LA_STATE": folder})


def test_a_dry_run_writes_nothing_not_even_an_empty_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SON_LA_STATE", str(tmp_path / "kho"))
    file = tmp_path / "tep.xlsx"
    file.write_bytes(b"Ma;Ten")
    assert main(["apply", str(file), "--dry-run", "--format", "json"]) == 2
    told = capsys.readouterr()
    assert (told.out, "không phải bảng tính" in told.err) == ("", True)
    assert not (tmp_path / "kho").exists()
