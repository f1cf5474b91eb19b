"""QGIS of this machine, as a process that keeps a project open and exports its layouts."""

from __future__ import annotations

import json
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from layers.style.fonts import font_files

if TYPE_CHECKING:
    from collections.abc import Iterator

MISSING = "QGIS not found: no python3 of the system has the module qgis (Debian: python3-qgis)"
_WORKER = Path(__file__).parent / "apps" / "qgis_worker.py"
# Before what a virtual environment puts in front.
_PROGRAMS = ("/usr/bin/python3", "python3")


class QgisError(RuntimeError):
    """QGIS could not open or export what it was asked to."""


def qgis_python() -> str | None:
    """Return the Python that has the module of QGIS, ``None`` where there is none."""
    for program in _PROGRAMS:
        found = shutil.which(program)
        asked = "import importlib.util as u; raise SystemExit(u.find_spec('qgis') is None)"
        if found and subprocess.run([found, "-c", asked], check=False).returncode == 0:
            return found
    return None


class OpenProject:
    """A project that QGIS holds open."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.opened = self._hear()

    def export(self, layout: str, out: Path) -> float:
        """Write a layout, or its atlas; return how long QGIS took, in milliseconds.

        Raises
        ------
        QgisError
            If QGIS wrote nothing.
        """
        job = json.dumps({"layout": layout, "out": str(out)})
        print(job, file=_stream(self._process.stdin), flush=True)
        said = self._hear()
        if not said["done"]:
            msg = f"QGIS did not write {layout} to {out}"
            raise QgisError(msg)
        return float(said["ms"])

    def _hear(self) -> dict[str, Any]:
        line = _stream(self._process.stdout).readline()
        if not line:
            msg = "QGIS ended without an answer"
            raise QgisError(msg)
        return dict(json.loads(line))


def _stream(found: IO[str] | None) -> IO[str]:
    if found is None:
        raise QgisError
    return found


@contextmanager
def project(python: str, path: Path) -> Iterator[OpenProject]:
    """Open a project with our typeface in a process of its own."""
    process = subprocess.Popen(
        [python, str(_WORKER), str(path), *map(str, font_files().values())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield OpenProject(process)
    finally:
        _stream(process.stdin).close()
        process.wait(timeout=60)
        _stream(process.stdout).close()
