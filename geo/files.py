"""Writing files: all or nothing."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` into `path` in one step.

    A reader sees the old file or the new one, never a half-written one.

    Raises
    ------
    OSError
        If the folder does not exist or cannot be written to; the old file stays.
    """
    # The temporary file must lie in the same folder, else replacing is no single step.
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        # mkstemp makes private files; published data is for everybody to read.
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
