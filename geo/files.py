"""Writing files: all or nothing."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from geo.errors import DataError


def write_whole(path: Path, data: bytes, before: bytes | None = None) -> None:
    """Put `data` into `path` in one step.

    A reader sees the old file or the new one, never a half-written one.

    Parameters
    ----------
    before
        What the file must hold until then, ``None`` for anything or no file at all. A file with
        known content keeps its rights, any other one is for everybody to read.

    Raises
    ------
    DataError
        If the file is no longer `before`: someone else saved it meanwhile.
    OSError
        If the folder does not exist or cannot be written to; the old file stays.
    """
    target = path.resolve()
    # The temporary file must lie in the same folder, else replacing is no single step.
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644 if before is None else target.stat().st_mode & 0o777)
        if before is not None and target.read_bytes() != before:
            msg = "the file has changed meanwhile"
            raise DataError(msg, f"{path.parent.name}/{path.name}", "run the command again")
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
