"""Writing files: all or nothing, and only when a byte changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path


def write_if_changed(path: Path, text: str) -> bool:
    """Put `text` into `path` in one step; return whether the file changed."""
    data = text.encode("utf-8")
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)
    return True
