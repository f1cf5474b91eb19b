"""A Streamlit server of its own for tests, bench and pictures."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app.py"


class NotStartedError(RuntimeError):
    """A server did not answer in time."""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def running(
    script: Path,
    log: Path,
    environment: Mapping[str, str],
    start_seconds: float,
    port: int | None = None,
) -> Iterator[str]:
    """Start an app on a free port or the one named, give its address once it answers, stop it."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--server.port", str(port), "--server.address", "127.0.0.1"],
            cwd=ROOT,
            env=os.environ | dict(environment) | {"PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _await_health(url, process, log, start_seconds)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def await_map(url: str, start_seconds: float) -> str:
    """Wait until the app has built its map, in the background; return the address of the map."""
    asked = urllib.request.Request(url, headers={"accept": "text/html"})
    end = time.monotonic() + start_seconds
    while time.monotonic() < end:
        with urllib.request.urlopen(asked, timeout=start_seconds) as answer:
            found = re.search(r'data-frame="([^"#]+)', answer.read().decode())
        if found:
            return urljoin(url, found[1])
        time.sleep(0.1)
    message = f"the app built no map within {start_seconds} s"
    raise NotStartedError(message)


def tail(log: Path) -> str:
    """Give the end of a log."""
    return log.read_text(encoding="utf-8", errors="replace")[-4000:]


def _await_health(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    message = f"the app did not start within {seconds} s:\n{tail(log)}"
    raise NotStartedError(message)
