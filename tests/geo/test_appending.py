from __future__ import annotations

import csv
import errno
import io
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.edit import add
from geo.edit.add import LOCK_NAME, BusyError, extended, locked
from geo.errors import DataError
from geo.faults import fault_words
from geo.files import temporary_folder, write_whole

ROOT = Path(__file__).resolve().parents[2]
TABLE = "id,note\nA,x\n"
# What a person may type into one line; the command refuses the rest.
texts = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=30)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("ended", [True, False], ids=["ended", "open"])
def test_a_file_keeps_its_ways(mark: bytes, end: str, ended: bool) -> None:
    old = mark + TABLE.replace("\n", end).encode()
    old = old if ended else old.removesuffix(end.encode())
    new = extended(old, {"id": "B", "note": "Đà, “y”"}, "t.csv")
    row = 'B,"Đà, “y”"'.encode()
    line = end.encode()
    assert new == (old + row + line if ended else old + line + row)


@given(texts, texts, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_every_other_byte_stays_and_the_row_reads_back(
    first: str, note: str, end: str, ended: bool
) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator=end).writerows([["id", "note"], ["A", first]])
    old = stream.getvalue().encode()
    old = old if ended else old.removesuffix(end.encode())
    new = extended(old, {"id": "B", "note": note}, "t.csv")
    assert new.startswith(old)
    rows = list(csv.reader(io.StringIO(new.decode(), newline="")))
    assert rows == [["id", "note"], ["A", first], ["B", note]]
    assert new.endswith(end.encode()) == ended


def test_columns_are_found_by_name_and_others_stay_empty() -> None:
    assert extended(b"note,note_th,id\n", {"id": "B", "note": "n"}, "t") == (
        b"note,note_th,id\nn,,B\n"
    )


@pytest.mark.parametrize(
    ("old", "message"),
    [
        (b"id\nA\n", "column 'note' is missing"),
        (b"", "column 'id' is missing"),
        (b'id,note\nA,"open\n', "quote that is not closed"),
        (b"id,note\nA,\xff\n", "not UTF-8"),
    ],
)
def test_what_would_not_read_back_is_refused(old: bytes, message: str) -> None:
    with pytest.raises(DataError, match=message):
        extended(old, {"id": "B", "note": "n"}, "t.csv")


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"saved by someone else")
    with pytest.raises(DataError, match="changed meanwhile"):
        write_whole(path, b"new", b"as it was read")
    assert path.read_bytes() == b"saved by someone else"
    assert [item.name for item in tmp_path.iterdir()] == ["t.csv"]


def test_a_new_content_keeps_rights_and_link(tmp_path: Path) -> None:
    path, link = tmp_path / "t.csv", tmp_path / "link.csv"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link.symlink_to(path)
    write_whole(link, b"new", b"old")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_runs_wait_for_each_other_and_lose_no_line(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(TABLE, encoding="utf-8")

    def add(number: int) -> None:
        with locked(tmp_path):
            before = path.read_bytes()
            after = extended(before, {"id": f"N{number}", "note": ""}, "t.csv")
            write_whole(path, after, before)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["id,note", "A,x"]
    assert sorted(lines[2:]) == sorted(f"N{number}," for number in range(12))


def test_a_lock_that_is_not_lifted_is_said(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(BusyError), locked(tmp_path, wait_s=0.1):
        pass
    # Lifted: the file that stays behind holds nobody up.
    assert (tmp_path / LOCK_NAME).is_file()
    with locked(tmp_path, wait_s=0.1):
        pass


def test_l6_who_waits_says_so_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    waiting = locked(tmp_path, 0.1, lambda: told.append("waits"))
    with locked(tmp_path), pytest.raises(BusyError), waiting:
        pass
    assert told == ["waits"]
    with locked(tmp_path, 0.1, lambda: told.append("waits")):
        pass
    assert told == ["waits"]
    (tmp_path / "tables").mkdir()
    monkeypatch.setattr(add, "LOCK_WAIT_S", 0.1)
    for language, words in (("vi", "Một lệnh khác đang ghi vào"), ("en", "Another run is writing")):
        with locked(tmp_path / "tables"), pytest.raises(add.EditRefusedError):
            add.add_source(add.SourceDraft("A", "news", "a", "a"), tmp_path, language)
        err = capsys.readouterr().err
        assert err.startswith(words)
        assert err.count("\n") == 1


def test_l18_killed_runs_leave_no_files_behind(tmp_path: Path) -> None:
    path = tmp_path / "[t] Đường 103.csv"
    killed = (
        "import os, sys; from pathlib import Path; from geo.files import write_whole\n"
        "os.fsync = lambda _: os._exit(9)\n"
        "write_whole(Path(sys.argv[1]), b'half')"
    )
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", killed, str(path)], cwd=ROOT, check=False)
        assert done.returncode == 9
    left = list(tmp_path.iterdir())
    assert len(left) == 2
    assert not path.exists()
    # One that may be of a run that goes on stays.
    os.utime(left[0], (0, 0))
    write_whole(path, b"whole")
    assert sorted(tmp_path.iterdir()) == sorted([path, left[1]])
    # Who holds the lock is alone.
    with locked(tmp_path):
        pass
    assert sorted(tmp_path.iterdir()) == sorted([path, tmp_path / LOCK_NAME])


def test_l18_folders_that_killed_books_left_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    old, young, foreign = (tmp_path / name for name in ("son-la-a", "son-la-b", "other"))
    for folder in (old, young, foreign):
        folder.mkdir()
        (folder / "book.pickle").write_bytes(b"x")
    for folder in (old, foreign):
        os.utime(folder, (0, 0))
    with temporary_folder() as own:
        assert own.parent == tmp_path
        assert set(tmp_path.iterdir()) == {young, foreign, own}
    assert not own.exists()


def test_r28_a_folder_that_takes_no_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=re.escape(str(tmp_path))) as caught:
        write_whole(tmp_path / "a.pdf", b"x")
    assert fault_words(caught.value, "vi").startswith(f"Hết chỗ trống: {tmp_path}")
    assert list(tmp_path.iterdir()) == []
