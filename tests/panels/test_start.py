"""The map by a double click: ports, the running map, the environment of a bundle, words."""

from __future__ import annotations

import http.server
import json
import os
import re
import socket
import subprocess
import sys
import threading
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from geo.strings import say
from panels.server import environment, start
from panels.server.environment import Bundle, SetupError
from panels.server.turns import Turn

ROOT = Path(__file__).resolve().parents[2]
BATCHES = ("Mở bản đồ.bat", "Chia sẻ trong mạng nội bộ.bat", "panels/server/windows.bat")


@contextmanager
def answering(page: str) -> Iterator[int]:
    """Serve one page at a free port of this machine."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the addresses that a browser was asked to open."""
    addresses: list[str] = []
    monkeypatch.setattr(start.webbrowser, "open", addresses.append)
    return addresses


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Give the ports that the server was started at, without starting it."""
    ports: list[int] = []
    monkeypatch.setattr(start, "_run_server", lambda _, port: ports.append(port))
    monkeypatch.setattr(start, "_welcome", lambda _wanted, _port, turn: turn.give_back())
    return ports


def test_ux23_words_and_start_need_the_standard_library_only() -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); import panels.server.start as start\n"
        "print(start.say('start.starting', 'vi'))\n"
        "print(sorted({'shapely', 'numpy', 'pandas', 'streamlit'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-X", "utf8", "-c", code],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.splitlines() == [say("start.starting", "vi"), "[]"]


def test_ux23_a_port_that_a_stranger_has_is_passed_over(
    monkeypatch: pytest.MonkeyPatch,
    served: list[int],
    opened: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    with answering("<p>another program") as taken:
        monkeypatch.setattr(start, "PORT", taken)
        assert start.main([]) == 0
    assert served == [next(port for port in range(taken + 1, taken + 20) if port in served)]
    assert f"Cổng {taken} đang được chương trình khác dùng" in capsys.readouterr().out
    assert not opened


def test_a_port_that_was_named_is_never_changed(
    served: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    with answering("<p>another program") as taken:
        assert start.main(["--port", str(taken), "--lang", "vi", "--lang", "en"]) == 1
    told = capsys.readouterr().out
    assert f"Cổng {taken} đang được dùng. Hãy chọn cổng khác, ví dụ {taken + 1}." in told
    assert f"Port {taken} is in use." in told
    assert not served


def test_ux23_a_second_double_click_opens_the_running_map(
    monkeypatch: pytest.MonkeyPatch,
    served: list[int],
    opened: list[str],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    (tmp_path / "static" / "map").mkdir(parents=True)
    (tmp_path / "static" / "map" / "0a1b.html").touch()
    seen = start.is_this_map
    monkeypatch.setattr(start, "is_this_map", lambda url: seen(url, tmp_path))
    with answering('<script data-frame="app/static/map/0a1b.html#x">') as port:
        monkeypatch.setattr(start, "PORT", port)
        assert start.main([]) == 0
        assert seen(f"http://127.0.0.1:{port}", ROOT) is False
    assert opened == [f"http://127.0.0.1:{port}"]
    assert "Bản đồ đang chạy sẵn" in capsys.readouterr().out
    assert not served


@pytest.mark.parametrize(
    ("set_before", "known"), [("", "192.0.2.7"), ("http://bando.sonla/ha-tang", "bando.sonla")]
)
def test_ux23_a_shared_map_has_the_address_that_colleagues_use(
    monkeypatch: pytest.MonkeyPatch, set_before: str, known: str
) -> None:
    told: list[str] = []
    monkeypatch.setattr(start.runpy, "run_module", lambda *_, **__: told.extend(sys.argv))
    monkeypatch.setattr(start, "office_address", lambda: "192.0.2.7")
    monkeypatch.setattr(sys, "argv", sys.argv)
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv(start.VARIABLE, "")
    monkeypatch.delenv(start.VARIABLE)
    if set_before:
        monkeypatch.setenv(start.VARIABLE, set_before)
    wanted = start.Wanted(8600, "0.0.0.0", ["vi"], browser=False, options=["--x", "1"])
    start._run_server(wanted, 8600)
    assert told[told.index("--server.address") + 1] == "0.0.0.0"
    assert told[told.index("--browser.serverAddress") + 1] == known
    assert told[-2:] == ["--x", "1"]
    assert os.environ[start.VARIABLE] == (set_before or "http://192.0.2.7:8600")
    # On this machine alone nothing of that is said.
    told.clear()
    start._run_server(wanted._replace(address="127.0.0.1"), 8600)
    assert "--browser.serverAddress" not in told


def test_whoever_starts_it_while_it_starts_waits(tmp_path: Path) -> None:
    first, second, told = Turn(tmp_path, "start"), Turn(tmp_path, "start"), []
    first.take(lambda: told.append("first"))
    waiting = threading.Thread(target=second.take, args=(lambda: told.append("second"),))
    waiting.start()
    waiting.join(0.5)
    assert waiting.is_alive()
    assert told == ["second"]
    first.give_back()
    waiting.join(5)
    assert not waiting.is_alive()
    second.give_back()


def test_a_port_is_free_until_somebody_listens() -> None:
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        port = own.getsockname()[1]
        own.listen()
        assert not start.is_free(port)
    assert start.is_free(port)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """Give a folder as a bundle leaves it, with one small wheel."""
    (tmp_path / "wheels").mkdir()
    with zipfile.ZipFile(tmp_path / "wheels" / "one-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"one/{'x' * 80}.py", "")
    for name in environment.REQUIREMENTS:
        (tmp_path / name).write_text("", encoding="utf-8")
    wheels = {
        f"wheels/{path.name}": sha256(path.read_bytes()).hexdigest()
        for path in (tmp_path / "wheels").iterdir()
    }
    here = re.sub(r"\W", "_", environment.sysconfig.get_platform())
    said = {"python": environment.python_version(), "platform": here, "files": wheels}
    (tmp_path / environment.MANIFEST).write_text(json.dumps(said), encoding="utf-8")
    return tmp_path


def refusal(root: Path) -> str:
    with pytest.raises(SetupError) as caught:
        environment.ensure(root, "vi", lambda _: None)
    return str(caught.value)


def test_ux23_another_python_than_the_wheels_are_for_is_named(bundle: Path) -> None:
    path = bundle / environment.MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text()) | {"python": "3.99"}))
    assert "Gói này dùng Python 3.99 bản 64-bit" in refusal(bundle)
    assert not (bundle / ".venv").exists()


def test_a_damaged_file_of_a_bundle_is_named(bundle: Path) -> None:
    (bundle / "wheels" / "one-1-py3-none-any.whl").write_bytes(b"cut off")
    assert "Tệp wheels/one-1-py3-none-any.whl bị thiếu hoặc hỏng" in refusal(bundle)


def test_a_full_disk_is_named(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": 1_000})
    monkeypatch.setattr(environment.shutil, "disk_usage", lambda _: usage)
    assert "Ổ đĩa không đủ chỗ" in refusal(bundle)


def test_a_folder_that_may_only_be_read_is_named(bundle: Path) -> None:
    (bundle / ".venv").write_text("in the way")
    assert "hãy chép cả thư mục vào máy" in refusal(bundle).casefold()


def test_paths_that_windows_would_refuse_are_measured(bundle: Path) -> None:
    known = environment.read_bundle(bundle)
    assert known
    inside = len("/.venv/Lib/site-packages/one/") + 80 + len(".py")
    assert environment.longest_path(bundle, known) == len(str(bundle)) + inside


def test_a_bundle_fits_one_python_on_one_system() -> None:
    assert not Bundle("3.13", "win_amd63", {}).fits()
    here = re.sub(r"\W", "_", environment.sysconfig.get_platform())
    assert Bundle(environment.python_version(), here, {}).fits()


@pytest.mark.parametrize("name", BATCHES)
def test_ux23_batch_files_are_read_alike_on_every_windows(name: str) -> None:
    data = (ROOT / name).read_bytes()
    text = data.decode("ascii")
    assert unicodedata.is_normalized("NFC", name)
    assert "\n" not in text.replace("\r\n", "")
    assert "localhost" not in text
    # A folder may be called "ban-do (1)": every path stands in quotes, and in no parenthesis.
    spots = [match.start() for match in re.finditer(r"%~dp0|%HERE%|%LocalAppData%|%Prog", text)]
    assert len(spots) >= 2
    for spot in spots:
        assert text.rfind('"', 0, spot) > text.rfind("\n", 0, spot), text[spot : spot + 40]
    assert not re.search(r"^\s*(?:if|for)[^\r\n]*\(\r", text, re.MULTILINE)


@pytest.mark.parametrize("name", BATCHES)
def test_batch_files_keep_their_line_ends_in_git(name: str) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    command = ["git", "-c", "core.quotepath=off", "check-attr", "eol", "--", name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip().endswith("eol: crlf")


def test_ux23_who_has_no_python_is_told_in_vietnamese_what_to_do() -> None:
    told = (ROOT / "panels" / "server" / "no_python.txt").read_text(encoding="utf-8")
    for words in ("Add python.exe to PATH", "https://www.python.org/downloads/windows/", "bản USB"):
        assert words in told
    batch = (ROOT / "panels" / "server" / "windows.bat").read_text(encoding="ascii")
    assert 'type "%HERE%no_python.txt"' in batch
    # The version that it looks for is the one that the words and the bundle name.
    assert set(re.findall(r"3\.1\d", batch + told)) == {"3.11", "3.13"}


def test_nothing_names_localhost_any_more() -> None:
    for name in ("Makefile", "run.ps1"):
        assert "localhost" not in (ROOT / name).read_text(encoding="utf-8")
    assert os.fspath(start.THIS_MACHINE) == "127.0.0.1"
