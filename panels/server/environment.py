"""The environment that the map runs in, made from the wheels that a bundle carries.

Runs in any Python from 3.11 with its standard library alone, and asks no network where a bundle is
complete; in a plain checkout the libraries come from the package index, as with ``make run``.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geo.errors import SonLaMapError
from geo.strings import say

MANIFEST: Final = "manifest.json"
WHEELS: Final = "wheels"
VENV: Final = ".venv"
# What run.ps1 writes as well: the sums of the requirement files that were installed.
STAMP: Final = ".ready.txt"
REQUIREMENTS: Final = ("requirements.txt", "requirements-assets.txt", "constraints.txt")
_STEPS: Final = (("-r", "requirements.txt"), ("--no-deps", "-r", "requirements-assets.txt"))
_NEEDED_BYTES: Final = 1_000_000_000
# Longer paths are refused by Windows, unless somebody has changed a setting of the system.
_LONGEST_PATH: Final = 259
_GIGABYTE: Final = 1_000_000_000


class SetupError(SonLaMapError, RuntimeError):
    """The map cannot be set up or started; the message says what a person can do."""


@dataclass(frozen=True)
class Bundle:
    """What a bundle says of itself.

    Parameters
    ----------
    python
        Version of Python that its wheels are for: ``3.13``.
    platform
        As in the names of wheels, for Windows ``win_amd64``.
    sums
        SHA-256 of each file, by its path in the bundle.
    """

    python: str
    platform: str
    sums: dict[str, str]

    def fits(self) -> bool:
        """Tell whether this Python is the one that the wheels are for."""
        here = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        return self.python == python_version() and self.platform == here


def python_version() -> str:
    """Return the version of this Python as in ``3.13``."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def read_bundle(root: Path) -> Bundle | None:
    """Return what the bundle in a folder says of itself, ``None`` in a plain checkout."""
    try:
        said = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Bundle(said["python"], said["platform"], said["files"])


def python_in(root: Path) -> Path:
    """Return where the Python of the environment stands, whether it is there or not."""
    inside = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return root.joinpath(VENV, *inside)


def ensure(root: Path, language: str, tell: Callable[[str], None]) -> Path:
    """Return the Python of a folder's environment; make the environment where it is not ready.

    Parameters
    ----------
    tell
        Takes what a person should know while it takes minutes.

    Raises
    ------
    SetupError
        If it cannot be made.
    """
    python, stamp = python_in(root), root / VENV / STAMP
    sums = " ".join(_sum(root / name).upper() for name in REQUIREMENTS)
    if _works(python) and stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == sums:
        return python
    bundle = read_bundle(root)
    if bundle is not None:
        _check(root, bundle, language)
    if shutil.disk_usage(root).free < _NEEDED_BYTES:
        raise SetupError(say("start.error-full", language, count=_NEEDED_BYTES // _GIGABYTE))
    tell(say("start.first" if bundle else "start.first-online", language))
    made = _run([sys.executable, "-m", "venv", "--clear", str(root / VENV)], root)
    if made:
        raise SetupError(say("start.error-folder", language, folder=root, message=made))
    offline = ["--no-index", "--find-links", str(root / WHEELS)] if bundle else []
    # Not compiled: Python does it for what is imported, which is a small part of all.
    pip = [str(python), "-m", "pip", "install", "--no-compile", "--quiet", "--no-input"]
    for step in _STEPS:
        failed = _run(
            [*pip, "--disable-pip-version-check", *offline, *step],
            root,
            quiet_pip=bundle is not None,
        )
        if failed:
            key = "start.error-install" if bundle else "start.error-online"
            raise SetupError(say(key, language, message=failed))
    stamp.write_text(sums, encoding="utf-8")
    return python


def _check(root: Path, bundle: Bundle, language: str) -> None:
    """Refuse what would fail later with words that help nobody."""
    if not bundle.fits():
        wanted, bits = bundle.python, 64 if sys.maxsize > 2**32 else 32
        raise SetupError(
            say("start.error-python", language, wanted=wanted, found=python_version(), bits=bits)
        )
    for name in _carried(bundle):
        path = root / name
        if not path.is_file() or _sum(path) != bundle.sums[name]:
            raise SetupError(say("start.error-broken", language, file=name))
    if os.name == "nt":
        spare = longest_path(root, bundle) - _LONGEST_PATH
        if spare > 0:
            raise SetupError(say("start.error-long", language, folder=root, count=spare))


def longest_path(root: Path, bundle: Bundle) -> int:
    """Return the length of the longest path that the set-up will write."""
    packages = len(str(root / VENV / "Lib" / "site-packages")) + 1
    longest = 0
    for name in _carried(bundle):
        with zipfile.ZipFile(root / name) as wheel:
            longest = max(longest, *map(len, wheel.namelist()))
    return packages + longest


def _carried(bundle: Bundle) -> Iterator[str]:
    return (name for name in bundle.sums if name.startswith(f"{WHEELS}/"))


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _works(python: Path) -> bool:
    """Tell whether a Python starts: the one it was made from may be gone."""
    if not python.is_file():
        return False
    return not _run([str(python), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"], None)


def _run(command: list[str], folder: Path | None, *, quiet_pip: bool = False) -> str:
    """Run a program; return the last thing it said if it failed, else nothing."""
    environment = dict(os.environ)
    if quiet_pip:
        # A setting of the office, such as an index of its own, has no say in a bundle.
        environment = {
            name: value for name, value in environment.items() if not name.startswith("PIP_")
        } | {"PIP_CONFIG_FILE": os.devnull}
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments
            command,
            cwd=folder,
            env=environment | {"PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as error:
        return str(error)
    if done.returncode == 0:
        return ""
    said = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
    return said[-1].strip() if said else str(done.returncode)
