"""What stands in a bundle besides the wheels: the map itself, its guides, and the USB edition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from briefing.usb.page import render_usb
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.text import nfc
from layers.themes import OFF_AT_FIRST, SWITCHABLE
from panels.server.environment import REQUIREMENTS
from tools.guide.installing import render_guide
from tools.guide.names import CLERKS_GUIDE, GUIDE, USB
from tools.guide.updating import render_clerks_guide

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog

_FOLDERS: Final = (".streamlit", "briefing", "data", "geo", "layers", "panels")
_FILES: Final = ("app.py", "LICENSE", "static/.gitkeep", *REQUIREMENTS)
_MADE: Final = (".pyc", ".tmp", ".lock")
# Of this machine alone: how it signs in elsewhere, and who signs in here.
_PRIVATE: Final = ("secrets.toml", "*.sqlite3", "*.sqlite3-*")


def runtime_files(root: Path) -> dict[str, Path]:
    """Return the files that the map runs from, by their place under its folder."""
    named = {name: root / name for name in _FILES}
    return named | {nfc(path.relative_to(root).as_posix()): path for path in sorted(_found(root))}


def made_files(catalog: Catalog, day: date) -> dict[str, bytes]:
    """Return what is made for a bundle, as of a day: the guides, and the USB edition."""
    view = build_view(catalog, Selection(as_of=day))
    shown = frozenset(SWITCHABLE) - frozenset(OFF_AT_FIRST)
    return {
        GUIDE: render_guide(),
        CLERKS_GUIDE: render_clerks_guide(),
        USB: render_usb(view, layers=shown, printed=day),
    }


def _found(root: Path) -> Iterator[Path]:
    yield from root.glob("*.bat")
    for folder in _FOLDERS:
        for path in (root / folder).rglob("*"):
            made = "__pycache__" in path.parts or path.suffix in _MADE
            private = any(path.match(pattern) for pattern in _PRIVATE)
            if path.is_file() and not made and not private:
                yield path
