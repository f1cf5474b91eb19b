"""Files that rows name by their digest: with the batch or not at all, in stores and copies."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from geo.store.database import file_url, open_store, url_of
from geo.store.files import is_stored
from geo.store.ledger import Ledger
from geo.store.log import Log
from geo.store.model import Draft, StoredChange, StoreError, row_added
from geo.store.overlay import key_columns
from geo.store.transfer import backup, copy_log, export_tables
from tests.geo.store.conftest import APPROVER, EDITOR, Place, lenient

HEADER = "id,project_id,digest,date,caption_vi,caption_en,author,lon,lat\n"
ONE, TWO = b"\xff\xd8\xff one \x00\xff\xd9", b"\xff\xd8\xff two \x00\xff\xd9"


@pytest.fixture
def album(ledger: Ledger) -> Ledger:
    (ledger.data / "tables" / "photos.csv").write_text(HEADER, encoding="utf-8")
    return ledger


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def photo(id_: str, content: bytes) -> StoredChange:
    cells = {"id": id_, "project_id": "P-1", "digest": digest(content), "caption_vi": "Mố cầu"}
    return row_added("photos", key_columns("photos"), cells)


def handed_in(*contents: bytes) -> Draft:
    changes = (photo(f"P-1-{number}", content) for number, content in enumerate(contents))
    return Draft((*changes,), "ảnh", "form", files=contents)


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.exec_driver_sql("select count(*) from file").scalar_one())


def test_a_photo_is_proposed_applied_and_undone_as_any_fact(album: Ledger) -> None:
    batch = album.propose(handed_in(ONE), EDITOR)
    assert album.fold().drafts == {}
    assert album.file(digest(ONE)) == ONE, "who judges it sees it"
    album.approve(batch.number, APPROVER)
    album.apply(batch.number, APPROVER)
    assert digest(ONE) in album.fold().drafts["photos"].decode()
    album.undo(batch.number, APPROVER, "nhầm dự án")
    assert album.fold().drafts == {}
    # The log only grows: whoever takes the undo back finds the file again.
    album.undo(batch.number + 1, APPROVER, "đúng dự án")
    assert digest(ONE) in album.fold().drafts["photos"].decode()
    assert album.file(digest(ONE)) == ONE


def test_a_row_without_its_file_is_refused(album: Ledger) -> None:
    for way in (album.propose, album.enter):
        with pytest.raises(StoreError) as error:
            way(Draft((photo("P-1-1", ONE),), "ảnh"), EDITOR)
        assert error.value.sentence == "store.no-file"
    changed = StoredChange("photos", ("P-1-0",), "digest", digest(ONE), digest(TWO))
    album.enter(handed_in(ONE), EDITOR)
    with pytest.raises(StoreError, match=digest(TWO)[:12]):
        album.enter(Draft((changed,), "ảnh"), EDITOR)


def test_file_and_batch_count_together_or_not_at_all(
    album: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    from geo.store import log

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(log, "_step", fail)
    with pytest.raises(KeyboardInterrupt):
        album.propose(handed_in(ONE), EDITOR)
    assert count(album.log.engine) == 0
    assert album.log.batches() == ()


def test_the_same_file_stands_once_and_stays(album: Ledger) -> None:
    album.enter(handed_in(ONE), EDITOR)
    again = Draft((photo("P-2-1", ONE),), files=(ONE, ONE))
    album.enter(again, EDITOR)
    assert count(album.log.engine) == 1
    for deed in ("update file set content = digest", "delete from file"):
        with pytest.raises(sa.exc.DBAPIError), album.log.engine.begin() as connection:
            connection.exec_driver_sql(deed)


def test_export_writes_the_files_byte_stably(album: Ledger) -> None:
    batch = album.enter(handed_in(ONE, TWO), EDITOR)
    assert export_tables(album, album.data) == ["photos"]
    kept = album.data / "photos"
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == {
        f"{digest(ONE)}.jpg": ONE, f"{digest(TWO)}.jpg": TWO,
    }  # fmt: skip
    times = {path: path.stat().st_mtime_ns for path in kept.iterdir()}
    export_tables(album, album.data)
    assert {path: path.stat().st_mtime_ns for path in kept.iterdir()} == times
    # A file that was changed by hand is put right; one that nobody names goes, one of others stays.
    (kept / f"{digest(ONE)}.jpg").write_bytes(b"other")
    (kept / f"{'0' * 64}.jpg").write_bytes(b"somebody's own")
    export_tables(album, album.data)
    assert (kept / f"{digest(ONE)}.jpg").read_bytes() == ONE
    album.undo(batch.number, APPROVER, "nhầm")
    export_tables(album, album.data)
    assert [path.name for path in kept.iterdir()] == [f"{'0' * 64}.jpg"]


def test_an_earlier_version_is_exported_without_later_photos(album: Ledger, tmp_path: Path) -> None:
    album.enter(handed_in(ONE), EDITOR)
    album.enter(Draft((photo("P-1-9", TWO),), files=(TWO,)), EDITOR)
    export_tables(album, tmp_path / "known", 1)
    assert [path.name for path in (tmp_path / "known" / "photos").iterdir()] == [
        f"{digest(ONE)}.jpg"
    ]


def test_copies_have_the_files(album: Ledger, place: Place, tmp_path: Path) -> None:
    """Import, backup and restore: from one store to the other, and back."""
    album.enter(handed_in(ONE), EDITOR)
    album.propose(Draft((photo("P-1-9", TWO),), files=(TWO,)), EDITOR)
    backup(album.log.engine, tmp_path / "copy.sqlite3")
    saved = open_store(file_url(tmp_path / "copy.sqlite3"))
    back = open_store(url_of(place.new()))
    copy_log(saved, back)
    try:
        for engine in (saved, back):
            copied = Ledger(Log(engine), album.data, lenient)
            assert copied.file(digest(ONE)) == ONE
            assert is_stored(engine, digest(TWO)), "what waits is copied, too"
            export_tables(copied, tmp_path / "out")
            export_tables(album, tmp_path / "own")
            one, two = (
                {path.relative_to(tmp_path / name): path.read_bytes()
                 for path in (tmp_path / name).rglob("*.jpg")}
                for name in ("out", "own")
            )  # fmt: skip
            assert one == two
            assert len(one) == 1
    finally:
        saved.dispose()
        back.dispose()


def test_a_file_of_the_folder_need_not_be_handed_in_again(album: Ledger) -> None:
    kept = album.data / "photos"
    kept.mkdir()
    (kept / f"{digest(ONE)}.jpg").write_bytes(ONE)
    album.enter(Draft((photo("P-1-1", ONE),), "ảnh"), EDITOR)
    assert album.file(digest(ONE)) == ONE
    (kept / f"{digest(ONE)}.jpg").write_bytes(b"other")
    assert album.file(digest(ONE)) is None, "another file under its name is not shown"
