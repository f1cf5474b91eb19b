"""The apps under measurement, each with a server of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from geo.catalog import DATA_VARIABLE

ROOT = Path(__file__).resolve().parents[2]
APPS = Path(__file__).parent / "apps"
START_SECONDS = 120


@dataclass(frozen=True)
class Subject:
    """One app that is measured."""

    name: str
    url: str


@contextmanager
def running(name: str, script: Path, data: Path, log_dir: Path) -> Iterator[Subject]:
    """Start an app on a data folder; stop it at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {"PYTHONPATH": str(ROOT), DATA_VARIABLE: str(data), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    log_dir.mkdir(parents=True, exist_ok=True)
    with (log_dir / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--server.port", str(port), "--server.address", "127.0.0.1"],
            cwd=ROOT,
            env=os.environ | env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        subject = Subject(name, f"http://127.0.0.1:{port}")
        _await(subject, process)
        yield subject
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def stage(folder: Path) -> Path:
    """Copy the small apps beside a copy of Leaflet: Streamlit serves what lies by the script."""
    target = folder / "apps"
    shutil.copytree(APPS, target)
    shutil.copytree(ROOT / "static" / "vendor", target / "static" / "vendor")
    return target


def _await(subject: Subject, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{subject.url}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    message = f"{subject.name} did not start"
    raise RuntimeError(message)
