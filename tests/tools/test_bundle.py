"""The bundle for Windows holds all it needs; its twin for this Python starts without a network."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import unicodedata
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_setup import normal, pins
from tools.bundle import __main__ as command
from tools.bundle.archive import write_bundle
from tools.bundle.contents import runtime_files
from tools.bundle.target import WINDOWS, here
from tools.bundle.wheels import BundleError, collect
from tools.guide.names import FOLDER, GUIDE, OPEN, PYTHON, SHARE, USB

ROOT = Path(__file__).resolve().parents[2]
# Kept between runs: only the first fetches, a quarter of a gigabyte in all.
STORE = ROOT / "build" / "wheels"
FENCE = ROOT / "tests" / "browser" / "fence"
START_SECONDS = 300


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give where wheels are kept; skip where none are and no index of packages is reached."""
    if (STORE / WINDOWS.name).is_dir() and (STORE / here().name).is_dir():
        return STORE
    small = f"segno=={pins('requirements.txt')['segno']}"
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--retries", "0", small]
    folder = tmp_path_factory.mktemp("probe")
    done = subprocess.run(pip, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no index of packages is reached: {done.stderr[-200:]}")
    return STORE


@pytest.fixture(scope="module")
def for_windows(store: Path) -> list[Path]:
    return collect(ROOT, WINDOWS, store / WINDOWS.name)


def test_ux23_the_wheels_for_windows_resolve_without_an_index(
    for_windows: list[Path], tmp_path: Path
) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    for wheel in for_windows:
        (wheels / wheel.name).symlink_to(wheel)
    pip = [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--report", "-"]
    offline = ["--no-index", "--find-links", str(wheels), "--target", str(tmp_path / "x")]
    for step in (["-r", "requirements.txt"], ["--no-deps", "-r", "requirements-assets.txt"]):
        done = run([*pip, *offline, *WINDOWS.pip_options(), *step], ROOT)
        assert done.returncode == 0, done.stderr
        chosen = json.loads(done.stdout)["install"]
        assert {one["download_info"]["url"].rpartition("/")[2] for one in chosen} <= {
            wheel.name for wheel in for_windows
        }


def test_the_wheels_for_windows_are_for_windows(for_windows: list[Path]) -> None:
    tags = {wheel.stem.rpartition("-")[2] for wheel in for_windows}
    assert tags == {"any", "win_amd64"}
    compiled = {wheel.name.split("-")[2] for wheel in for_windows if "win_amd64" in wheel.name}
    assert compiled <= {f"cp{PYTHON.replace('.', '')}", "cp310", "cp311", "py3"}
    direct = pins("requirements.txt", "requirements-assets.txt")
    named = {normal(wheel.name.split("-")[0]) for wheel in for_windows}
    assert set(direct) < named
    # Only Windows asks for it: pip on another system would have left it out.
    assert "tzdata" in named
    # What carries files for the browser brings nothing along.
    assert "django" not in named


def test_a_requirement_without_a_pinned_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("one==1\n")
    for name in ("requirements-assets.txt", "constraints.txt"):
        (tmp_path / name).write_text("")
    store = tmp_path / "store"
    store.mkdir()
    with zipfile.ZipFile(store / "one-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr(
            "one-1.dist-info/METADATA",
            "Name: one\nRequires-Dist: other; sys_platform == 'linux'\n"
            "Requires-Dist: two>1; sys_platform == 'win32'\n",
        )
    with pytest.raises(BundleError, match="two, which one needs, has no version"):
        collect(tmp_path, WINDOWS, store)


def test_the_same_files_make_the_same_bundle(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    files = {"b/ờ.txt": b"b", "a.txt": tmp_path / "a.txt", "c.whl": b"PK" * 50}
    sums = [
        write_bundle(tmp_path / f"{at}.zip", FOLDER, dict(order), {"python": PYTHON})
        for at, order in enumerate((files.items(), reversed(files.items())))
    ]
    assert sums[0] == sums[1] == hashlib.sha256((tmp_path / "1.zip").read_bytes()).hexdigest()
    with zipfile.ZipFile(tmp_path / "0.zip") as bundle:
        names = bundle.namelist()
        said = json.loads(bundle.read(f"{FOLDER}/manifest.json"))
        assert {info.date_time for info in bundle.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert names[:-1] == sorted(names[:-1])
    assert said["files"]["b/ờ.txt"] == hashlib.sha256(b"b").hexdigest()
    assert said["python"] == PYTHON


def test_a_bundle_holds_what_runs_and_nothing_else() -> None:
    files = runtime_files(ROOT)
    assert {OPEN, SHARE, "app.py", ".streamlit/config.toml", "static/.gitkeep"} <= set(files)
    assert {"data/tables/projects.csv", "panels/server/no_python.txt"} <= set(files)
    assert not [name for name in files if re.match(r"(tests|tools|docs|build|\.git|\.venv)/", name)]
    assert not [name for name in files if name.endswith((".pyc", ".tmp", ".lock"))]
    assert all(unicodedata.is_normalized("NFC", name) for name in files)


def test_nobodys_secrets_go_into_a_bundle(tmp_path: Path) -> None:
    for name in (".streamlit/secrets.toml", "data/people.sqlite3", "data/people.sqlite3-wal"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("secret")
    (tmp_path / "data" / "kept.csv").write_text("id")
    assert [name for name, path in runtime_files(tmp_path).items() if path.exists()] == [
        "data/kept.csv"
    ]


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program that reaches this machine only."""
    return subprocess.run(
        command,
        cwd=folder,
        env=without_network(),
        capture_output=True,
        encoding="utf-8",
        timeout=START_SECONDS,
        check=False,
    )


def without_network() -> dict[str, str]:
    """Give an environment whose programs reach this machine only, and no index of packages."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    dead = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
    fence = {"PYTHONPATH": str(FENCE), "SON_LA_REFUSED": os.devnull}
    return kept | dead | fence | {"PIP_CONFIG_FILE": os.devnull, "PYTHONUTF8": "1"}


@pytest.fixture(scope="module")
def twin(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the extracted bundle for this Python, in a folder as browsers name them."""
    folder = tmp_path_factory.mktemp("twin")
    assert command.main(["--here", "--out", str(folder), "--store", str(store)]) == 0
    (path,) = folder.glob("*.zip")
    with zipfile.ZipFile(path) as bundle:
        bundle.extractall(folder / "ban do (1)")
    path.unlink()
    return folder / "ban do (1)" / FOLDER


@pytest.fixture(scope="module")
def started(twin: Path) -> Iterator[str]:
    """Start the twin as a double click does, with any Python; give its address once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        start_command(port),
        cwd=twin,
        env=without_network(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    assert process.stdout
    said: list[str] = []
    # Ends what says nothing for so long, and with it the loop.
    late = threading.Timer(START_SECONDS, os.killpg, (process.pid, signal.SIGKILL))
    late.start()
    try:
        for line in process.stdout:
            said.append(line.decode())
            if f"http://127.0.0.1:{port}" in said[-1]:
                break
        late.cancel()
        assert f"Bản đồ đã sẵn sàng: http://127.0.0.1:{port}\n" in said, "".join(said)
        assert said[0].startswith("Chuẩn bị lần đầu"), said
        yield f"http://127.0.0.1:{port}"
    finally:
        late.cancel()
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)
        process.stdout.close()


def start_command(port: int) -> list[str]:
    plain = str(sys._base_executable)
    return [plain, "-m", "panels.server.start", "--port", str(port), "--no-browser"]


@pytest.mark.skipif(os.name == "nt", reason="ends a group of processes")
def test_ux23_the_twin_starts_without_a_network(twin: Path, started: str) -> None:
    asked = urllib.request.Request(f"{started}/", headers={"Accept": "text/html"})
    with urllib.request.urlopen(asked) as answer:
        page = answer.read().decode()
        assert answer.status == 200
    named = re.search(r"app/static/map/[\w.-]+\.html", page)
    assert named
    with urllib.request.urlopen(f"{started}/{named[0]}") as answer:
        assert answer.status == 200
        assert "Leaflet 1.9.3" in answer.read().decode()
    # A second double click: nothing is installed again, nothing runs twice.
    port = int(started.rpartition(":")[2])
    again = run(start_command(port), twin)
    assert again.stdout == f"Bản đồ đang chạy sẵn: {started}\n"
    assert again.returncode == 0
    # What looks only needs nothing of all this.
    assert (twin / USB).stat().st_size > 1_000_000
    assert (twin / GUIDE).read_bytes().startswith(b"%PDF")
