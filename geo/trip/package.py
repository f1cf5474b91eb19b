"""Unpacks a workbook (Office Open XML) that may come from anybody, within limits.

It is read with the standard library and no further package. openpyxl, a tool of the tests, needs
two passes to see a formula beside its value, and stops at files of other programs that Excel
opens; calamine does not tell number formats, which hold the precision of a date, nor hidden rows.
Nothing in a file is run and no address or path in it is opened.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Final
from xml.parsers import expat

from geo.errors import SonLaMapError
from geo.strings import say

MOST_BYTES: Final = 10_000_000
MOST_UNPACKED: Final = 200_000_000
MOST_PARTS: Final = 2_000
_CHUNK: Final = 1 << 18
_ZIP: Final = b"PK\x03\x04"
_ENTRY: Final = b"PK\x01\x02"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_ENCRYPTED: Final = 0x1
_MACROS: Final = ("vbaproject", "macrosheets/", "vbadata", "activex/")
_KEPT: Final = ("xl/", "_rels/", "[content_types].xml")
_BROKEN: Final = (
    ArithmeticError, EOFError, LookupError, OSError, RuntimeError, ValueError, zipfile.BadZipFile,
    zlib.error, expat.ExpatError,
)  # fmt: skip


class UnreadableFileError(SonLaMapError, ValueError):
    """A file is no workbook that can be read; the message says why and what to do."""


def refuse(key: str, language: str, **values: object) -> UnreadableFileError:
    """Return the error that says ``trip.file-<key>``."""
    return UnreadableFileError(say(f"trip.file-{key}", language, **values))


def unpack(data: bytes, language: str) -> dict[str, bytes]:
    """Return the parts of a workbook by their names, in small letters, without a leading slash.

    Raises
    ------
    UnreadableFileError
        If the file is larger than :data:`MOST_BYTES`, locked with a password, of another kind,
        damaged, unpacks to more than :data:`MOST_UNPACKED` bytes, or carries a macro.
    """
    if len(data) > MOST_BYTES:
        raise refuse("large", language, most=MOST_BYTES // 1_000_000)
    if data.startswith(_OLE):
        raise refuse("old", language)
    if not data.startswith(_ZIP):
        raise refuse("kind", language)
    try:
        # Counted before the library makes an object of each.
        if data.count(_ENTRY) > MOST_PARTS:
            raise refuse("bomb", language)
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = [_plain(name) for name in package.namelist()]
            if any(sign in name for name in names for sign in _MACROS):
                raise refuse("macro", language)
            return _parts(package, language)
    except UnreadableFileError:
        raise
    except _BROKEN as error:
        raise refuse("damaged", language) from error


def _parts(package: zipfile.ZipFile, language: str) -> dict[str, bytes]:
    parts, room = {}, MOST_UNPACKED
    for entry in package.infolist():
        name = _plain(entry.filename)
        if entry.flag_bits & _ENCRYPTED:
            raise refuse("old", language)
        if not name.startswith(_KEPT) or name.startswith(("xl/media/", "xl/drawings/")):
            continue
        found = []
        # What the file says of its size may be a lie: what comes out is counted.
        with package.open(entry) as part:
            while chunk := part.read(_CHUNK):
                room -= len(chunk)
                if room < 0:
                    raise refuse("bomb", language)
                found.append(chunk)
        parts[name] = b"".join(found)
    if b"macroEnabled" in parts.get("[content_types].xml", b""):
        raise refuse("macro", language)
    return parts


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()
