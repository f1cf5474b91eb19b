"""A real Chromium for the browser tests: find one, or install one.

``python -m tests.browser.chromium`` prints its path, after installing it when none is there. The
order: the variable CHROMIUM, the programs on PATH, what playwright has fetched; then apt-get on
Debian as root or with a sudo that asks no password, else playwright's own build.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
)
_HELP = (
    "The browser tests need Chromium, and none could be found or installed. Install one "
    "(Debian: sudo apt-get install chromium; anywhere: python -m playwright install --with-deps "
    "chromium), or name one: CHROMIUM=/path/to/chromium make test. They are never skipped."
)


class ChromiumMissingError(RuntimeError):
    """There is no Chromium that starts, and none could be installed."""


def find() -> Path | None:
    """Find a Chromium that starts, without installing anything.

    Returns
    -------
    Path or None
        The program, or None when there is none.

    Raises
    ------
    ChromiumMissingError
        If the variable CHROMIUM names a program that does not start.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        program = Path(shutil.which(named) or named)
        if not _starts(program):
            message = f"CHROMIUM={named} is not a browser that starts. Correct it or unset it."
            raise ChromiumMissingError(message)
        return program
    on_path = (Path(found) for name in _NAMES if (found := shutil.which(name)))
    in_place = (Path(place) for place in _PLACES if Path(place).is_file())
    return next(filter(_starts, chain(on_path, in_place, _fetched())), None)


def ensure() -> Path:
    """Find a Chromium, installing one when there is none.

    Returns
    -------
    Path
        The program.

    Raises
    ------
    ChromiumMissingError
        If none could be found or installed.
    """
    for install in (None, _by_apt, _by_playwright):
        if install is not None:
            install()
        path = find()
        if path is not None:
            return path
    raise ChromiumMissingError(_HELP)


def version(path: Path) -> str:
    """Tell the version in the program's own words, or '?' where it cannot say."""
    if os.name == "nt":  # there, --version opens a window
        return "?"
    return _output([str(path), "--version"]) or "?"


def _starts(path: Path) -> bool:
    """Tell a browser from a stand-in: Ubuntu's chromium-browser only asks for a snap."""
    if os.name == "nt":
        return path.is_file()
    return any(word in version(path) for word in ("Chrom", "Edge"))


def _output(command: list[str]) -> str:
    """Run a command; give what it printed, or nothing when it failed."""
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


def _fetched() -> Iterator[Path]:
    """Give the Chromium that playwright has fetched earlier, if any."""
    code = (
        "from playwright.sync_api import sync_playwright as start\n"
        "with start() as p: print(p.chromium.executable_path)"
    )
    path = Path(_output([sys.executable, "-c", code]) or os.devnull)
    if path.is_file():
        yield path


def _by_apt() -> None:
    """Install Debian's package. Ubuntu's is a stand-in for a snap: there playwright's serves."""
    release = Path("/etc/os-release")
    text = release.read_text(encoding="utf-8") if release.is_file() else ""
    if shutil.which("apt-get") is None or "ubuntu" in text:
        return
    root = _as_root()
    if root is None:
        return
    _say("Installing Chromium with apt-get …")
    command = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    _run([*command, "update", "-qq"])
    _run([*command, "install", "-y", "-qq", "--no-install-recommends", "chromium"])


def _by_playwright() -> None:
    """Install playwright's own build, with the system's libraries where that is allowed."""
    _say("Installing Chromium with playwright …")
    command = [sys.executable, "-m", "playwright", "install"]
    if _as_root() is None or _run([*command, "--with-deps", "chromium"]) != 0:
        _run([*command, "chromium"])


def _as_root() -> list[str] | None:
    """Give what to write before a command that root must run; None if that cannot be had."""
    if not hasattr(os, "geteuid"):
        return []
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], check=False).returncode == 0:
        return ["sudo", "-n"]
    return None


def _run(command: list[str]) -> int:
    """Run a command with its output on the error stream; give its exit status."""
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    return done.returncode


def _say(text: str) -> None:
    """Tell the person who waits what happens."""
    sys.stderr.write(f"{text}\n")


def main() -> int:
    """Print the path of a Chromium, installed if need be."""
    try:
        path = ensure()
    except ChromiumMissingError as error:
        _say(str(error))
        return 1
    sys.stdout.write(f"Chromium: {path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
