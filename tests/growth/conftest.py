"""A copy of the house that a test may build on, as whoever adds a thing does."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_NOT_COMPILED = "PYTHONDONTWRITEBYTECODE"
_COMMANDS = """
import runpy, shlex, sys
for line in sys.argv[1:]:
    sys.argv = shlex.split(line)
    try:
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if end.code:
            raise
"""
ROOMS = ("geo", "layers", "briefing", "panels", "data", "static")


@dataclass(frozen=True)
class House:
    """A copy of the code and the data."""

    path: Path

    def write(self, name: str, text: str) -> None:
        (self.path / name).write_text(text, encoding="utf-8")

    def rows(self, table: str) -> list[dict[str, str]]:
        with (self.path / "data" / "tables" / f"{table}.csv").open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def write_rows(self, table: str, rows: list[dict[str, str]]) -> None:
        file = self.path / "data" / "tables" / f"{table}.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def say(self, words: Mapping[str, tuple[str, str]]) -> None:
        """Add strings, Vietnamese and English."""
        added = [{"key": key, "vi": vi, "en": en} for key, (vi, en) in words.items()]
        self.write_rows("strings", [*self.rows("strings"), *added])

    def python(self, *arguments: str) -> str:
        """Run Python in the house; return what it printed."""
        # What one process has compiled the next one need not.
        kept = {name: value for name, value in os.environ.items() if name != _NOT_COMPILED}
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.path,
            env=kept | {"PYTHONPATH": str(self.path)},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr or done.stdout
        return done.stdout

    def commands(self, *lines: str) -> str:
        """Run ``python -m …`` for each line, all in one process; return what they printed."""
        return self.python("-c", _COMMANDS, *lines)


@pytest.fixture
def house(tmp_path: Path) -> House:
    leave = shutil.ignore_patterns("__pycache__", "map", "code")
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=leave)
    shutil.copy(ROOT / "app.py", tmp_path)
    shutil.copytree(ROOT / ".streamlit", tmp_path / ".streamlit")
    return House(tmp_path)
