"""Files in a ZIP archive whose bytes say nothing of when it was made."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_FIRST_YEAR = 1980  # ZIP knows none before


def add_file(archive: zipfile.ZipFile, name: str, data: bytes, day: date) -> None:
    """Add a file with a day as its date."""
    info = zipfile.ZipInfo(name, (max(day.year, _FIRST_YEAR), day.month, day.day, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, data)
