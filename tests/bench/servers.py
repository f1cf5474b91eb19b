"""The apps under measurement, each with a server of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from geo.tables import DATA_VARIABLE
from layers.style.fonts import leaflet
from tests.browser import server

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
    log_dir.mkdir(parents=True, exist_ok=True)
    environment = {"PYTHONPATH": str(ROOT), DATA_VARIABLE: str(data)}
    with server.running(script, log_dir / f"{name}.log", environment, START_SECONDS) as url:
        yield Subject(name, url)


def stage(folder: Path) -> Path:
    """Copy the small apps beside a copy of Leaflet: Streamlit serves what lies by the script."""
    target = folder / "apps"
    shutil.copytree(APPS, target)
    peers = target / "static" / "leaflet"
    peers.mkdir(parents=True)
    for name, text in zip(("leaflet.js", "leaflet.css"), leaflet(), strict=True):
        (peers / name).write_text(text, encoding="utf-8")
    return target
