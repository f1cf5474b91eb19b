"""Adding one row to a table without touching any other byte of it.

The file keeps its line endings, its mark of byte order and whether its last line is ended. Who
writes holds a lock on the folder, so that runs at the same time wait for each other.
"""

from __future__ import annotations

import csv
import io
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from geo.errors import DataError, SonLaMapError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

LOCK_NAME = ".edit.lock"
LOCK_WAIT_S = 60.0
_BOM = b"\xef\xbb\xbf"


class BusyError(SonLaMapError, RuntimeError):
    """Another run holds the lock of the folder."""


@contextmanager
def locked(folder: Path, wait_s: float = LOCK_WAIT_S) -> Iterator[None]:
    """Hold the lock of a folder of tables.

    The operating system lifts it when the process ends, however it ends; the empty file stays.

    Raises
    ------
    BusyError
        If another run holds it for longer than `wait_s` seconds.
    OSError
        If the folder cannot be written.
    """
    lock = FileLock(folder / LOCK_NAME, timeout=wait_s, preserve_lock_file=True)
    try:
        lock.acquire()
    except Timeout as error:
        raise BusyError(str(folder)) from error
    try:
        yield
    finally:
        lock.release()


def extended(before: bytes, cells: Mapping[str, str], where: str) -> bytes:
    """Return a table with one row more; what was there stays as it is, byte for byte.

    Parameters
    ----------
    before
        The file, UTF-8 with or without a mark of byte order.
    cells
        The row by column; columns that it leaves out stay empty.
    where
        Name of the file, for messages.

    Raises
    ------
    DataError
        If the table lacks a column of the row, or would not read back as what it was and the
        row, which happens where a quote is left open.
    """
    rows = _rows(before, where)
    header = rows[0] if rows else []
    for column in cells:
        if column not in header:
            raise DataError(f"column {column!r} is missing", f"{where}:1", "restore the header row")
    row = [cells.get(column, "") for column in header]
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="").writerow(row)
    end = b"\r\n" if before.partition(b"\n")[0].endswith(b"\r") else b"\n"
    if before.endswith(b"\n"):
        after = before + line.getvalue().encode() + end
    else:
        after = before + end + line.getvalue().encode()
    if _rows(after, where) != [*rows, row]:
        msg = "a row added at the end would not be read as one"
        raise DataError(msg, where, "look for a quote that is not closed")
    return after


def _rows(content: bytes, where: str) -> list[list[str]]:
    try:
        text = content.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        msg = f"not UTF-8 (byte {error.start})"
        raise DataError(msg, where, "save it as 'CSV UTF-8' in the spreadsheet") from error
    return [row for row in csv.reader(io.StringIO(text, newline="")) if row]
