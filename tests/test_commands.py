"""Every command ends with 0, 1 or 2 and one line in the language asked (R28, L6, kind 2)."""

from __future__ import annotations

import errno
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyogrio.errors import DataSourceError, FeatureError

from briefing.cli import main as briefing
from geo.cli.commands import main as geo
from geo.cli.options import guarded, language_asked
from geo.errors import DataError
from geo.faults import fault_words, in_language

Main = Callable[[list[str]], int]
ROOT = Path(__file__).resolve().parents[1]
# Letters that only Vietnamese has: a line without one of them is in no good Vietnamese.
VIETNAMESE = frozenset("ăâđêôơưàằầèềìòồờùừỳảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹáắấéếíóốớúứýạặậẹệịọộợụựỵ")


def ended(main: Main, arguments: list[str]) -> int:
    """Run a command; argparse ends with an exception."""
    try:
        return main(arguments)
    except SystemExit as end:
        return int(end.code or 0)


def is_vietnamese(words: str) -> bool:
    return bool(VIETNAMESE & set(words.lower()))


HOSTILE: list[tuple[Main, str]] = [
    (geo, ""),
    (geo, "nothing"),
    (geo, "list --nothing"),
    (geo, "list --as-of 2024-13-01"),
    (geo, "list --as-of 9999-01-01"),
    (geo, "list --as-of tomorrow"),
    (geo, "list --format xml"),
    (geo, "list --district"),
    (geo, "list --district 999"),
    (geo, "list --corridor COR-99"),
    (geo, "list --kind castle"),
    (geo, "list --status gone"),
    (geo, "list --near nowhere~5"),
    (geo, "overlaps --within 1e9"),
    (geo, "locate"),
    (geo, "locate QL.6"),
    (geo, "locate QL.999 1"),
    (geo, "locate QL.6 9999"),
    (geo, "locate QL.6 ten"),
    (geo, "locate QL.6 200 210 --count none"),
    (geo, "locate QL.6 200 --as-of 2020-01-01 --from-start"),
    (geo, "targets --as-of x"),
    (geo, "event DT-101 --date x --status planned --source X --data {empty}"),
    (geo, "event DT-101 --date 2026-01-01 --status planned --source X --data {file}"),
    (geo, "event DT-101"),
    (geo, "source"),
    (briefing, ""),
    (briefing, "sheet"),
    (briefing, "sheet --out {empty}/x.doc"),
    (briefing, "sheet --out {empty}/no/x.pdf"),
    (briefing, "sheet --out {file}/x.pdf"),
    (briefing, "sheet --out {empty}/x.pdf --size A9"),
    (briefing, "sheet --out {empty}/x.pdf --bbox 1,2,3"),
    (briefing, "sheet --out {empty}/x.pdf --bbox 200,100,300,200"),
    (briefing, "sheet --out {empty}/x.png --dpi ten"),
    (briefing, "sheet --out {empty}/x.png --dpi 100000"),
    (briefing, "sheet --out {empty}/x.pdf --layers castles"),
    (briefing, "sheet --grey=3 --out {empty}/x.pdf"),
    (briefing, "export --what nothing --out {empty}/x.pdf"),
    (briefing, "changes --out {empty}/x.pdf"),
    (briefing, "verify"),
    (briefing, "verify {empty}"),
    (briefing, "verify {empty}/none.pdf"),
    (briefing, "verify {file}"),
    (briefing, "verify {zip}"),
    (briefing, "verify {pdf}"),
]  # fmt: skip


@pytest.mark.usefixtures("read_once")
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("main", "line"), HOSTILE, ids=[f"{m.__module__} {a}" for m, a in HOSTILE])
def test_r28_a_hostile_command_line_ends_in_one_line_of_the_language(
    main: Main, line: str, language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_bytes(b"nothing of ours")
    (tmp_path / "zip").write_bytes(b"PK\x03\x04" + b"\0" * 64)
    (tmp_path / "pdf").write_bytes(b"%PDF-1.7\n" + b"[" * 5000 + b"\n%%EOF")
    (tmp_path / "empty").mkdir()
    names = {name: str(tmp_path / name) for name in ("file", "zip", "pdf", "empty")}
    arguments = [part.format(**names) for part in line.split()]
    arguments += ["--lang", language] if arguments and language == "en" else []
    assert ended(main, arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1, err
    assert "Traceback" not in err
    if language == "vi" or arguments:
        names_of_roads = re.sub(r"known: .*|ĐT|Sơn La", "", err.replace(str(tmp_path), ""))
        assert is_vietnamese(names_of_roads) == (language == "vi"), err


def raised(error: BaseException) -> Callable[[], int]:
    def run() -> int:
        raise error

    return run


NO_ROOM = OSError(errno.ENOSPC, "No space left on device", "/srv/tmp")
FAILURES: list[tuple[BaseException, str, str]] = [
    (NO_ROOM, "Hết chỗ trống: /srv/tmp", "No room left: /srv/tmp"),
    (OSError(errno.EROFS, "x", "/srv/a"), "/srv/a chỉ cho đọc", "/srv/a is read-only"),
    (PermissionError(errno.EACCES, "x", "/a"), "Không có quyền với /a", "No permission for /a"),
    (FileNotFoundError(errno.ENOENT, "x", "/a"), "Không có /a", "There is no /a"),
    (IsADirectoryError(errno.EISDIR, "x", "/a"), "/a là thư mục", "/a is a folder"),
    (OSError(errno.ENAMETOOLONG, "x", "/a"), "Tên quá dài: /a", "The name is too long: /a"),
    (OSError(errno.EXDEV, "x", "/a"), f"lỗi số {errno.EXDEV}", f"error {errno.EXDEV}"),
    (DataSourceError("no layer\nat all"), "thư viện pyogrio báo “no layer at all”", "pyogrio"),
    (FeatureError("x"), "thư viện pyogrio", "library pyogrio"),
    (sqlite3.OperationalError("locked"), "thư viện sqlite3 báo “locked”", "library sqlite3"),
    (MemoryError(), "không đủ bộ nhớ", "Not enough memory"),
    (RecursionError("x"), "lồng quá nhiều tầng", "nested too deeply"),
    (KeyboardInterrupt(), "Đã dừng theo yêu cầu", "Stopped as asked"),
    (UnicodeDecodeError("utf-8", b"x", 0, 1, "x"), "UTF-8", "UTF-8"),
    (DataError("the file is missing", "tables/a.csv"), "tables/a.csv: thiếu tệp", "is missing"),
    (ZeroDivisionError(), "ZeroDivisionError", "ZeroDivisionError"),
]  # fmt: skip


@pytest.mark.parametrize(("error", "vi", "en"), FAILURES, ids=lambda value: str(value)[:30])
def test_r28_whatever_fails_is_one_line(
    error: BaseException, vi: str, en: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, words in (("vi", vi), ("en", en)):
        assert guarded(raised(error), language) == 2
        err = capsys.readouterr().err
        assert words in err
        assert err.count("\n") == 1
        assert is_vietnamese(err) == (language == "vi")


def test_r28_a_library_without_room_names_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=0))
    words = fault_words(sqlite3.OperationalError("database or disk is full"), "vi")
    assert words.startswith("Hết chỗ trống: /")
    assert fault_words(OSError(errno.ENOSPC, "x"), "en").startswith("No room left: /")


@given(st.text(max_size=80))
def test_r28_any_message_stays_one_line(text: str) -> None:
    for words in (in_language(text, "vi"), fault_words(RuntimeError(text), "vi")):
        assert len(words.splitlines()) <= 1
        assert words.isprintable()


def test_the_language_is_known_before_anything_is_wrong() -> None:
    assert language_asked(["list", "--lang", "en"]) == "en"
    assert language_asked(["list", "--lang=en", "--nothing"]) == "en"
    assert language_asked(["list", "--lan", "en"]) == "en"
    assert language_asked(["list", "--lang", "xx"]) == "vi"
    assert language_asked(["list", "--lang"]) == "vi"
    assert language_asked([]) == "vi"


def run(line: str, **settings: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", *line.split()]
    pipe = subprocess.PIPE
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        command, cwd=ROOT, text=True, **{"stdout": pipe, "stderr": pipe} | settings
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no /dev/full, no closed pipe")
def test_r28_a_full_disk_a_closed_pipe_and_ctrl_c(tmp_path: Path) -> None:
    command = f"briefing book --workers 1 --out {tmp_path}/b.pdf"
    # Tests that run in the background of a shell would hand on that nothing stops them.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with (
        Path("/dev/full").open("w") as full,
        run("geo list", stdout=full) as to_full,
        run("geo list --format json") as closed,
        run(command, start_new_session=True) as stopped,
    ):
        assert closed.stdout
        closed.stdout.close()
        time.sleep(4)
        os.killpg(stopped.pid, signal.SIGINT)
        for process, status, words in (
            (to_full, 2, "Hết chỗ trống"),
            (closed, 0, ""),
            (stopped, 2, "Đã dừng theo yêu cầu"),
        ):
            assert process.stderr
            err = process.stderr.read()
            assert process.wait(60) == status, err
            assert err.startswith(words), err
            assert err.count("\n") == bool(words), err
    assert list(tmp_path.iterdir()) == []
