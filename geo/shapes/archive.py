"""ZIP archives of strangers: read in memory within limits, never unpacked onto the disk."""

from __future__ import annotations

import io
import zipfile
import zlib

from geo.shapes.raw import MAX_MEMBERS, MAX_UNPACKED_BYTES, ShapeFileError

_BLOCK_BYTES = 1 << 20
_ENCRYPTED = 0x1


def read_archive(data: bytes, name: str) -> dict[str, bytes]:
    """Return the files of a ZIP archive by their names in it.

    Raises
    ------
    ShapeFileError
        If the archive is broken, locked, too large when unpacked, or names paths outside itself.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            if len(members) > MAX_MEMBERS:
                raise ShapeFileError("shapes.error-bomb", name, most=MAX_UNPACKED_BYTES // 10**6)
            found: dict[str, bytes] = {}
            room = MAX_UNPACKED_BYTES
            for info in members:
                _check_member(info, name)
                found[info.filename] = _read_member(archive, info, room, name)
                room -= len(found[info.filename])
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError) as error:
        raise ShapeFileError("shapes.error-archive", name) from error
    return found


def _check_member(info: zipfile.ZipInfo, name: str) -> None:
    path = info.orig_filename.replace("\\", "/")
    if path.startswith("/") or ".." in path.split("/") or ":" in path or "\0" in path:
        raise ShapeFileError("shapes.error-path", name, path=ascii(info.filename)[1:-1][:80])
    if info.flag_bits & _ENCRYPTED:
        raise ShapeFileError("shapes.error-locked", name)


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: int, name: str) -> bytes:
    """Read one file block by block: what the archive says of its size may be a lie."""
    out = bytearray()
    with archive.open(info) as member:
        while block := member.read(_BLOCK_BYTES):
            out += block
            if len(out) > room:
                raise ShapeFileError("shapes.error-bomb", name, most=MAX_UNPACKED_BYTES // 10**6)
    return bytes(out)
