"""A ZIP that is the same for the same files, and a list of what is in it."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from panels.server.environment import MANIFEST

# Deflated already: to do it again takes time and saves nothing.
_PACKED: Final = (".whl", ".png", ".pdf")
_MODE: Final = 0o100644 << 16
_UNIX: Final = 3


def write_bundle(
    path: Path, folder: str, files: Mapping[str, Path | bytes], said: Mapping[str, str]
) -> str:
    """Write files and the list of them into a ZIP; return its SHA-256.

    Parameters
    ----------
    folder
        Name of the one folder in the ZIP that all stands in.
    files
        Contents, or where they are read from, by their place in that folder.
    said
        What the list says besides the SHA-256 of each file.
    """
    sums: dict[str, str] = {}
    partial = path.with_suffix(".tmp")
    with zipfile.ZipFile(partial, "w") as archive:
        for name in sorted(files):
            held = files[name]
            data = held if isinstance(held, bytes) else held.read_bytes()
            sums[name] = hashlib.sha256(data).hexdigest()
            _add(archive, f"{folder}/{name}", data)
        manifest = json.dumps({**said, "files": sums}, ensure_ascii=False, indent=1)
        _add(archive, f"{folder}/{MANIFEST}", f"{manifest}\n".encode())
    partial.replace(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    # Its own date, the oldest that a ZIP can hold: the day of the build changes nothing.
    entry = zipfile.ZipInfo(name)
    entry.create_system = _UNIX
    entry.external_attr = _MODE
    entry.compress_type = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
    archive.writestr(entry, data, compresslevel=9)
